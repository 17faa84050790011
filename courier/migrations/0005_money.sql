-- Money. Facts people signed or stated; then double entry over them, every row one debit and one credit of whole đồng.
-- An account is named `kind:owner` and opens with its first row; its sums are written by the postings themselves.

-- 1. What is due: flat, once said it stands.
CREATE TABLE amount_due (
    due_id uuid PRIMARY KEY DEFAULT uuidv7(),
    job_id uuid NOT NULL REFERENCES job,
    kind text NOT NULL CHECK (kind IN ('fee', 'charge', 'fare', 'handling')),
    payer text NOT NULL CHECK (payer IN ('citizen', 'agency', 'post')),
    amount_vnd bigint NOT NULL CHECK (amount_vnd > 0),
    office_id uuid NOT NULL REFERENCES office,               -- whose books it enters
    province_code text NOT NULL,
    marked_at timestamptz NOT NULL DEFAULT courier_now(),
    -- The State's money, the post's fares and its charge for handling never share an account.
    account text NOT NULL GENERATED ALWAYS AS (
        CASE kind WHEN 'fare' THEN 'fare' WHEN 'handling' THEN 'handling' ELSE 'state' END || ':' || office_id::text) STORED,
    UNIQUE (job_id, kind, payer),
    UNIQUE (due_id, job_id, account, amount_vnd),
    FOREIGN KEY (job_id, province_code) REFERENCES job (job_id, province_code)
);
CALL make_append_only('amount_due');

-- 2. What was signed: the signed act's id is the key, so the same act counts once whatever comes twice.
CREATE TABLE collection (
    event_id uuid PRIMARY KEY,
    act text NOT NULL GENERATED ALWAYS AS ('collect') STORED,
    holder_id uuid NOT NULL,
    office_id uuid NOT NULL REFERENCES office,
    province_code text NOT NULL,
    code text NOT NULL CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'),  -- of an item known or not
    amount_vnd bigint NOT NULL CHECK (amount_vnd > 0),
    mode text NOT NULL CHECK (mode IN ('cash', 'claimed_transfer')),
    receipt_number bigint,
    is_trusted boolean NOT NULL,                             -- false: evidence only, enters no account
    happened_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    counts_as text GENERATED ALWAYS AS (CASE WHEN is_trusted THEN mode END) STORED,
    UNIQUE (event_id, code, counts_as, amount_vnd),
    UNIQUE (event_id, holder_id),
    FOREIGN KEY (event_id, act, holder_id) REFERENCES signed_event (event_id, kind, party_id)
);
CREATE INDEX collection_code ON collection (code);
CREATE INDEX collection_holder ON collection (holder_id);
CREATE INDEX collection_office ON collection (office_id, happened_at);
CALL make_append_only('collection');

CREATE TABLE hand_in (
    event_id uuid PRIMARY KEY,
    act text NOT NULL GENERATED ALWAYS AS ('hand_in') STORED,
    holder_id uuid NOT NULL,
    office_id uuid NOT NULL,                                 -- to whom, as signed
    province_code text NOT NULL,
    amount_vnd bigint NOT NULL CHECK (amount_vnd >= 0),
    happened_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    UNIQUE (event_id, holder_id, office_id),
    FOREIGN KEY (event_id, act, holder_id) REFERENCES signed_event (event_id, kind, party_id)
);
CREATE INDEX hand_in_office ON hand_in (office_id, happened_at);
CREATE INDEX hand_in_holder ON hand_in (holder_id);
CALL make_append_only('hand_in');

CREATE TABLE count_in (
    event_id uuid PRIMARY KEY,
    act text NOT NULL GENERATED ALWAYS AS ('count_in') STORED,
    office_id uuid NOT NULL,                                 -- who counted
    province_code text NOT NULL,
    answers uuid NOT NULL,                                   -- the hand-in, here already or not
    amount_vnd bigint NOT NULL CHECK (amount_vnd >= 0),
    happened_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    UNIQUE (event_id, answers, office_id, amount_vnd),
    FOREIGN KEY (event_id, act, office_id) REFERENCES signed_event (event_id, kind, party_id)
);
CREATE INDEX count_in_answers ON count_in (answers);
CALL make_append_only('count_in');

-- What the holder says he still has at the end of his shift: compared, never booked.
CREATE TABLE cash_declaration (
    event_id uuid PRIMARY KEY,
    act text NOT NULL GENERATED ALWAYS AS ('count') STORED,
    holder_id uuid NOT NULL,
    office_id uuid NOT NULL REFERENCES office,
    amount_vnd bigint NOT NULL CHECK (amount_vnd >= 0),
    happened_at timestamptz NOT NULL,
    FOREIGN KEY (event_id, act, holder_id) REFERENCES signed_event (event_id, kind, party_id)
);
CREATE INDEX cash_declaration_office ON cash_declaration (office_id, happened_at);
CALL make_append_only('cash_declaration');

CREATE TABLE transfer_seen (
    event_id uuid PRIMARY KEY REFERENCES collection,
    source text NOT NULL CHECK (source IN ('bank_file', 'office')),
    reference text,
    seen_by uuid NOT NULL REFERENCES person,
    seen_at timestamptz NOT NULL DEFAULT courier_now()
);
CALL make_append_only('transfer_seen');

CREATE TABLE cash_limit (
    party_id uuid NOT NULL REFERENCES party,
    limit_vnd bigint NOT NULL CHECK (limit_vnd >= 0),
    set_by uuid NOT NULL REFERENCES person,
    set_at timestamptz NOT NULL DEFAULT courier_now(),
    PRIMARY KEY (party_id, set_at)
);
CALL make_append_only('cash_limit');

-- 3. Accounts. None is ever overdrawn: nobody hands in, books or sees what was not there.
CREATE TABLE account (
    account_id text PRIMARY KEY,
    kind text NOT NULL GENERATED ALWAYS AS (split_part(account_id, ':', 1)) STORED,
    party_id uuid GENERATED ALWAYS AS (CASE WHEN split_part(account_id, ':', 1)
        NOT IN ('suspense', 'claimed', 'promised') THEN split_part(account_id, ':', 2)::uuid END) STORED,
    code text GENERATED ALWAYS AS (CASE WHEN split_part(account_id, ':', 1)
        IN ('suspense', 'claimed', 'promised') THEN split_part(account_id, ':', 2) END) STORED,
    debits_vnd bigint NOT NULL DEFAULT 0,
    credits_vnd bigint NOT NULL DEFAULT 0,
    balance_vnd bigint NOT NULL GENERATED ALWAYS AS (CASE WHEN split_part(account_id, ':', 1)
        IN ('in_hand', 'safe', 'bank', 'claimed') THEN debits_vnd - credits_vnd ELSE credits_vnd - debits_vnd END) STORED,
    FOREIGN KEY (party_id) REFERENCES party,
    CONSTRAINT known_kind CHECK (kind IN (
        'in_hand',                                           -- cash with a carrier or at a counter
        'safe', 'bank',                                      -- cash in the office's safe, money on its account
        'claimed', 'promised',                               -- transfers a citizen told of, nobody has seen
        'suspense',                                          -- taken for an item, not (yet) booked to a due
        'counted',                                           -- counted in from a holder, not (yet) explained by what he took
        'state', 'fare', 'handling')),
    CONSTRAINT one_spelling CHECK (account_id = kind || ':' || coalesce(party_id::text, code)),
    CONSTRAINT never_overdrawn CHECK (balance_vnd >= 0)
);
CREATE INDEX account_party ON account (party_id) WHERE party_id IS NOT NULL;
REVOKE INSERT ON account FROM courier_service;

-- 4. Postings. `settles` is the fact a row gives effect to (collection, hand-in or due), `turn` its how-manieth time:
-- a fact is in force at most once, and again only after the row before it was reversed.
CREATE TABLE posting (
    posting_id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('collect', 'claim', 'transfer', 'book', 'count', 'match')),
    debit text NOT NULL REFERENCES account,
    credit text NOT NULL REFERENCES account,
    amount_vnd bigint NOT NULL CHECK (amount_vnd > 0),
    settles uuid,
    turn int CHECK (turn >= 1),
    count_in_id uuid,                                        -- of a count: the act that says how much
    job_id uuid,                                             -- of a booking: whose due, and by which item's code
    item_id uuid,
    reverses uuid CONSTRAINT reversed_once UNIQUE,
    reversed_by uuid REFERENCES person,
    reason text,
    province_code text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),

    is_reversal boolean NOT NULL GENERATED ALWAYS AS (reverses IS NOT NULL) STORED,
    effect_of uuid GENERATED ALWAYS AS (CASE WHEN reverses IS NULL THEN settles END) STORED,
    freed uuid GENERATED ALWAYS AS (CASE WHEN reverses IS NOT NULL THEN settles END) STORED,
    turn_before int GENERATED ALWAYS AS (CASE WHEN reverses IS NULL AND turn > 1 THEN turn - 1 END) STORED,
    collection_id uuid GENERATED ALWAYS AS (
        CASE WHEN reverses IS NULL AND kind IN ('collect', 'claim', 'transfer') THEN settles END) STORED,
    counts_as text GENERATED ALWAYS AS (
        CASE kind WHEN 'collect' THEN 'cash' WHEN 'claim' THEN 'claimed_transfer' WHEN 'transfer' THEN 'claimed_transfer' END) STORED,
    seen_id uuid GENERATED ALWAYS AS (CASE WHEN reverses IS NULL AND kind = 'transfer' THEN settles END) STORED,
    hand_in_id uuid GENERATED ALWAYS AS (CASE WHEN reverses IS NULL AND kind = 'count' THEN settles END) STORED,
    due_id uuid GENERATED ALWAYS AS (CASE WHEN reverses IS NULL AND kind = 'book' THEN settles END) STORED,
    holder_id uuid GENERATED ALWAYS AS (CASE WHEN reverses IS NULL AND kind = 'collect' THEN split_part(debit, ':', 2)::uuid
        WHEN reverses IS NULL AND kind = 'count' THEN split_part(credit, ':', 2)::uuid END) STORED,
    counting_office uuid GENERATED ALWAYS AS (
        CASE WHEN reverses IS NULL AND kind = 'count' THEN split_part(debit, ':', 2)::uuid END) STORED,
    code text GENERATED ALWAYS AS (CASE
        WHEN reverses IS NULL AND kind IN ('collect', 'claim', 'transfer') THEN split_part(credit, ':', 2)
        WHEN reverses IS NULL AND kind = 'book' THEN split_part(debit, ':', 2) END) STORED,

    UNIQUE (posting_id, kind, credit, debit, amount_vnd),
    UNIQUE (posting_id, settles, turn),
    CONSTRAINT in_force_once UNIQUE (effect_of, turn),
    CONSTRAINT freed_once UNIQUE (freed, turn),
    CONSTRAINT again_only_after_reversal FOREIGN KEY (settles, turn_before) REFERENCES posting (freed, turn),
    CONSTRAINT reversal_mirrors FOREIGN KEY (reverses, kind, debit, credit, amount_vnd)
        REFERENCES posting (posting_id, kind, credit, debit, amount_vnd),
    CONSTRAINT reversal_frees_the_same FOREIGN KEY (reverses, settles, turn) REFERENCES posting (posting_id, settles, turn),
    CONSTRAINT reversal_says_why CHECK ((reverses IS NULL) = (reason IS NULL) AND (reversed_by IS NULL OR reverses IS NOT NULL)),
    CONSTRAINT settles_a_fact CHECK ((kind = 'match') = (settles IS NULL) AND (settles IS NULL) = (turn IS NULL)),
    -- A reversal runs against its kind's direction; so it cannot be reversed itself.
    CONSTRAINT accounts_fit_kind CHECK (CASE WHEN reverses IS NULL
            THEN kind || ':' || split_part(debit, ':', 1) || '<' || split_part(credit, ':', 1)
            ELSE kind || ':' || split_part(credit, ':', 1) || '<' || split_part(debit, ':', 1) END
        IN ('collect:in_hand<suspense', 'claim:claimed<promised', 'transfer:bank<suspense', 'count:safe<counted',
            'match:counted<in_hand', 'book:suspense<state', 'book:suspense<fare', 'book:suspense<handling')),
    CONSTRAINT same_owner CHECK (kind NOT IN ('claim', 'match') OR split_part(debit, ':', 2) = split_part(credit, ':', 2)),
    CONSTRAINT taken_as_signed FOREIGN KEY (collection_id, code, counts_as, amount_vnd)
        REFERENCES collection (event_id, code, counts_as, amount_vnd),
    CONSTRAINT taken_by_its_holder FOREIGN KEY (collection_id, holder_id) REFERENCES collection (event_id, holder_id),
    CONSTRAINT transfer_was_seen FOREIGN KEY (seen_id) REFERENCES transfer_seen,
    CONSTRAINT count_names_its_act CHECK (kind <> 'count' OR is_reversal OR count_in_id IS NOT NULL),
    CONSTRAINT counted_as_signed FOREIGN KEY (count_in_id, hand_in_id, counting_office, amount_vnd)
        REFERENCES count_in (event_id, answers, office_id, amount_vnd),
    CONSTRAINT handed_in_by_its_holder FOREIGN KEY (hand_in_id, holder_id, counting_office)
        REFERENCES hand_in (event_id, holder_id, office_id),
    CONSTRAINT booking_names_its_item CHECK (kind <> 'book' OR is_reversal OR (job_id IS NOT NULL AND item_id IS NOT NULL)),
    CONSTRAINT booked_exactly FOREIGN KEY (due_id, job_id, credit, amount_vnd)
        REFERENCES amount_due (due_id, job_id, account, amount_vnd),
    CONSTRAINT booked_for_its_job FOREIGN KEY (item_id, job_id) REFERENCES item (item_id, job_id),
    CONSTRAINT booked_by_its_label FOREIGN KEY (item_id, code) REFERENCES item_label (item_id, code)
);
CREATE INDEX posting_debit ON posting (debit);
CREATE INDEX posting_credit ON posting (credit);
CALL make_append_only('posting');

CREATE FUNCTION open_accounts(VARIADIC ids text[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO account (account_id) SELECT DISTINCT id FROM unnest(ids) AS id ORDER BY id ON CONFLICT DO NOTHING
$$;
REVOKE ALL ON FUNCTION open_accounts(text[]) FROM PUBLIC;

CREATE FUNCTION lock_accounts(VARIADIC ids text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM open_accounts(VARIADIC ids);
    PERFORM FROM account WHERE account_id = ANY (ids) ORDER BY account_id FOR NO KEY UPDATE;
END $$;
COMMENT ON FUNCTION lock_accounts(text[]) IS 'Opens accounts and locks them in the order of their names: the one order everybody takes.';

CREATE FUNCTION posting_opens_accounts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM open_accounts(NEW.debit, NEW.credit);
    RETURN NEW;
END $$;
CREATE TRIGGER posting_opens_accounts BEFORE INSERT ON posting FOR EACH ROW EXECUTE FUNCTION posting_opens_accounts();

CREATE FUNCTION posting_moves_sums() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM lock_accounts(NEW.debit, NEW.credit);
    UPDATE account SET debits_vnd = debits_vnd + NEW.amount_vnd WHERE account_id = NEW.debit;
    UPDATE account SET credits_vnd = credits_vnd + NEW.amount_vnd WHERE account_id = NEW.credit;
    RETURN NULL;
END $$;
CREATE TRIGGER posting_moves_sums AFTER INSERT ON posting FOR EACH ROW EXECUTE FUNCTION posting_moves_sums();

-- What was signed as taken enters its account with the fact itself: no code can forget it.
CREATE FUNCTION collection_is_posted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, settles, turn, province_code)
    SELECT NEW.event_id, s.kind, s.debit, s.credit, NEW.amount_vnd, NEW.event_id, 1, NEW.province_code
    FROM (VALUES ('cash', 'collect', 'in_hand:' || NEW.holder_id::text, 'suspense:' || NEW.code),
                 ('claimed_transfer', 'claim', 'claimed:' || NEW.code, 'promised:' || NEW.code)) AS s (counts_as, kind, debit, credit)
    WHERE s.counts_as = NEW.counts_as;
    RETURN NULL;
END $$;
CREATE TRIGGER collection_is_posted AFTER INSERT ON collection FOR EACH ROW EXECUTE FUNCTION collection_is_posted();

-- Acts their own party took back with a trusted correction.
CREATE VIEW taken_back AS
    SELECT DISTINCT e.event_id
    FROM signed_event AS e
    JOIN signed_event AS c ON c.answers = e.event_id AND c.kind = 'correct' AND c.party_id = e.party_id AND c.is_readable
    LEFT JOIN device_revocation AS r ON r.device_id = c.device_id
    WHERE r.device_id IS NULL OR c.device_seq <= r.trusted_through;

CREATE VIEW posting_in_force AS
    SELECT p.* FROM posting AS p
    WHERE p.reverses IS NULL AND NOT EXISTS (SELECT FROM posting AS r WHERE r.reverses = p.posting_id);
COMMENT ON VIEW posting_in_force IS 'Postings that no reversal took back.';

-- Which count of a hand-in counts: the office's own first one, by the act's id, that it did not take back.
CREATE VIEW count_of_hand_in AS
    SELECT DISTINCT ON (h.event_id)
        h.event_id AS hand_in_id, h.holder_id, h.office_id, h.province_code, h.amount_vnd AS signed_vnd,
        c.event_id AS count_in_id, c.amount_vnd AS counted_vnd, c.recorded_at
    FROM hand_in AS h JOIN count_in AS c ON c.answers = h.event_id AND c.office_id = h.office_id
    WHERE NOT EXISTS (SELECT FROM taken_back AS t WHERE t.event_id = c.event_id)
    ORDER BY h.event_id, c.event_id;

CREATE VIEW cash_holder AS
    SELECT p.party_id,
           coalesce(sum(CASE WHEN q.is_reversal THEN -q.amount_vnd ELSE q.amount_vnd END)
               FILTER (WHERE q.kind = 'collect'), 0)::bigint AS collected_vnd,
           coalesce(sum(CASE WHEN q.is_reversal THEN -q.amount_vnd ELSE q.amount_vnd END)
               FILTER (WHERE q.kind = 'match'), 0)::bigint AS handed_in_vnd,
           coalesce(max(h.balance_vnd), 0) AS in_hand_vnd,
           coalesce((SELECT k.balance_vnd FROM account AS k WHERE k.account_id = 'counted:' || p.party_id::text), 0) AS unexplained_vnd,
           (SELECT coalesce(sum(c.amount_vnd), 0)::bigint FROM collection AS c
            JOIN posting_in_force AS f ON f.effect_of = c.event_id AND f.kind = 'claim'
            WHERE c.holder_id = p.party_id) AS claimed_vnd,
           (SELECT l.limit_vnd FROM cash_limit AS l WHERE l.party_id = p.party_id ORDER BY l.set_at DESC LIMIT 1) AS limit_vnd
    FROM party AS p
    LEFT JOIN account AS h ON h.account_id = 'in_hand:' || p.party_id::text
    LEFT JOIN posting AS q ON h.account_id IN (q.debit, q.credit)
    GROUP BY p.party_id;
COMMENT ON VIEW cash_holder IS 'Per holder: collected = handed in + in hand, at every commit.';

-- 5. What does not add up, as the facts stand; a person's closing holds for exactly the figures he saw.
CREATE TABLE money_case_closing (
    case_key text NOT NULL,
    kind text NOT NULL,
    taken_vnd bigint NOT NULL,
    expected_vnd bigint NOT NULL,
    closed_by uuid NOT NULL REFERENCES person,
    note text NOT NULL CHECK (length(note) BETWEEN 1 AND 1000),
    closed_at timestamptz NOT NULL DEFAULT courier_now(),
    PRIMARY KEY (case_key, kind, taken_vnd, expected_vnd)
);
CALL make_append_only('money_case_closing');

CREATE VIEW money_case AS
WITH taken AS (
    SELECT coalesce('item:' || l.item_id::text, 'code:' || c.code) AS case_key, l.item_id,
           min(c.code) AS code, sum(c.amount_vnd)::bigint AS taken_vnd, min(c.recorded_at) AS since,
           (array_agg(c.office_id ORDER BY c.event_id DESC))[1] AS office_id,
           (array_agg(c.holder_id ORDER BY c.event_id DESC))[1] AS holder_id,
           array_agg(DISTINCT 'suspense:' || c.code) AS suspense
    FROM collection AS c
    JOIN posting_in_force AS p ON p.settles = c.event_id AND p.kind IN ('collect', 'transfer')
    LEFT JOIN item_label AS l ON l.code = c.code
    GROUP BY 1, 2
), due AS (
    SELECT i.item_id, sum(d.amount_vnd)::bigint AS due_vnd
    FROM amount_due AS d JOIN item AS i USING (job_id) WHERE d.payer = 'citizen' GROUP BY 1
), found (case_key, kind, office_id, holder_id, code, taken_vnd, expected_vnd, since) AS (
    SELECT t.case_key, CASE WHEN t.item_id IS NULL THEN 'unknown_item' WHEN t.taken_vnd < coalesce(d.due_vnd, 0) THEN 'under'
               WHEN t.taken_vnd > coalesce(d.due_vnd, 0) THEN 'over' ELSE 'unattributed' END,
           t.office_id, t.holder_id, t.code, t.taken_vnd, coalesce(d.due_vnd, 0), t.since
    FROM taken AS t LEFT JOIN due AS d USING (item_id)
    WHERE t.item_id IS NULL OR t.taken_vnd <> coalesce(d.due_vnd, 0)
       OR EXISTS (SELECT FROM account AS a WHERE a.account_id = ANY (t.suspense) AND a.balance_vnd > 0)
    UNION ALL
    SELECT 'event:' || c.event_id::text, 'evidence_only', c.office_id, c.holder_id, c.code, c.amount_vnd, 0, c.recorded_at
    FROM collection AS c WHERE NOT c.is_trusted
    UNION ALL
    SELECT 'hand_in:' || k.hand_in_id::text, 'count_differs', k.office_id, k.holder_id, NULL, k.counted_vnd, k.signed_vnd, k.recorded_at
    FROM count_of_hand_in AS k WHERE k.counted_vnd <> k.signed_vnd
    UNION ALL
    SELECT 'event:' || c.event_id::text, 'count_unmatched', c.office_id, NULL, NULL, c.amount_vnd, 0, c.recorded_at
    FROM count_in AS c
    WHERE NOT EXISTS (SELECT FROM count_of_hand_in AS k WHERE k.count_in_id = c.event_id)
      AND NOT EXISTS (SELECT FROM taken_back AS t WHERE t.event_id = c.event_id)
    UNION ALL
    SELECT 'holder:' || a.party_id::text, 'counted_unexplained', k.office_id, a.party_id, NULL, a.balance_vnd, 0, k.recorded_at
    FROM account AS a
    JOIN LATERAL (SELECT office_id, recorded_at FROM count_of_hand_in WHERE holder_id = a.party_id
                  ORDER BY count_in_id DESC LIMIT 1) AS k ON true
    WHERE a.kind = 'counted' AND a.balance_vnd > 0
)
SELECT f.* FROM found AS f
WHERE NOT EXISTS (SELECT FROM money_case_closing AS c
    WHERE (c.case_key, c.kind, c.taken_vnd, c.expected_vnd) = (f.case_key, f.kind, f.taken_vnd, f.expected_vnd));
COMMENT ON VIEW money_case IS 'Open cases: a figure that changes after a closing opens its case again.';
