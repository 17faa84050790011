-- Cash, whole: fee and charge apart, tills of counters, receipt slips and official numbers, bank files, remittances,
-- refunds. As in 0005: facts first, double entry over them, and every rule a key.

-- 1. Facts.

-- A till (ca quầy) is what one workstation signed between two closings. Its float comes out of the office's safe.
CREATE TABLE till_opening (
    event_id uuid PRIMARY KEY,
    act text NOT NULL GENERATED ALWAYS AS ('open_till') STORED,
    office_id uuid NOT NULL REFERENCES office,               -- the counter: as cash holder the office itself
    province_code text NOT NULL,
    float_vnd bigint NOT NULL CHECK (float_vnd >= 0),
    happened_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    UNIQUE (event_id, office_id, float_vnd),
    FOREIGN KEY (event_id, act, office_id) REFERENCES signed_event (event_id, kind, party_id)
);
CREATE INDEX till_opening_office ON till_opening (office_id, happened_at);
CALL make_append_only('till_opening');

-- A closing is a hand-in of the counter to its own office: counted in like any other.
ALTER TABLE hand_in ALTER COLUMN act DROP EXPRESSION;
ALTER TABLE hand_in ALTER COLUMN act SET DEFAULT 'hand_in';
ALTER TABLE hand_in ADD CONSTRAINT act_of_handing_in CHECK (act IN ('hand_in', 'close_till')),
    ADD CONSTRAINT till_closes_at_home CHECK (act <> 'close_till' OR office_id = holder_id),
    ADD COLUMN till_office uuid GENERATED ALWAYS AS (CASE act WHEN 'close_till' THEN holder_id END) STORED,
    ADD CONSTRAINT till_of_an_office FOREIGN KEY (till_office) REFERENCES office;

-- Receipt slips (Giấy biên nhận thu tiền): numbers are an office's own, each block one device's.
CREATE TABLE receipt_block (
    device_id uuid NOT NULL REFERENCES device,
    office_id uuid NOT NULL REFERENCES office,
    first_number bigint NOT NULL CHECK (first_number >= 1),
    last_number bigint NOT NULL,
    reserved_at timestamptz NOT NULL DEFAULT courier_now(),
    PRIMARY KEY (office_id, first_number),
    CHECK (last_number >= first_number),
    CONSTRAINT blocks_apart EXCLUDE USING gist (office_id WITH =, int8range(first_number, last_number, '[]') WITH &&)
);
CREATE INDEX receipt_block_device ON receipt_block (device_id);
CALL make_append_only('receipt_block');

CREATE TABLE receipt_return (
    event_id uuid PRIMARY KEY,
    act text NOT NULL GENERATED ALWAYS AS ('return_receipts') STORED,
    holder_id uuid NOT NULL,
    device_id uuid NOT NULL,
    office_id uuid NOT NULL REFERENCES office,
    first_number bigint NOT NULL CHECK (first_number >= 1),
    last_number bigint NOT NULL,
    is_spoiled boolean NOT NULL,
    happened_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    CHECK (last_number >= first_number),
    FOREIGN KEY (event_id, act, holder_id) REFERENCES signed_event (event_id, kind, party_id),
    FOREIGN KEY (device_id, holder_id) REFERENCES device (device_id, party_id)
);
CREATE INDEX receipt_return_office ON receipt_return (office_id, first_number);
CALL make_append_only('receipt_return');

-- What an office decided, from a day on; what it never decided has a default in the statements.
CREATE TABLE money_setting (
    office_id uuid NOT NULL REFERENCES office,
    name text NOT NULL CHECK (name = 'settle_days'),         -- days until a day's cash must have reached the bank
    value bigint NOT NULL,
    valid_from date NOT NULL,
    set_by uuid NOT NULL REFERENCES person,
    set_at timestamptz NOT NULL DEFAULT courier_now(),
    PRIMARY KEY (office_id, name, valid_from, set_at),
    CHECK (value BETWEEN 0 AND 366)
);
CALL make_append_only('money_setting');

-- What the office sent to the bank or treasury: which bookings, each once unless its remittance was taken back.
CREATE TABLE remittance (
    remittance_id uuid PRIMARY KEY,
    office_id uuid NOT NULL REFERENCES office,
    reference text NOT NULL UNIQUE CHECK (reference ~ '^NT[0-9A-HJKMNP-TV-Z]{10}$'),  -- written in the transfer's text
    destination text NOT NULL CHECK (destination IN ('agency', 'treasury', 'post')),
    account_note text NOT NULL CHECK (length(account_note) BETWEEN 1 AND 200),        -- whose account, which
    amount_vnd bigint NOT NULL CHECK (amount_vnd > 0),
    slip_number text CHECK (length(slip_number) BETWEEN 1 AND 60),
    carried_by uuid NOT NULL REFERENCES person,
    signed_by uuid NOT NULL REFERENCES person,
    remitted_at timestamptz NOT NULL DEFAULT courier_now(),
    UNIQUE (remittance_id, office_id, destination),
    UNIQUE (remittance_id, office_id, amount_vnd)
);
CREATE INDEX remittance_office ON remittance (office_id, remitted_at);
CALL make_append_only('remittance');

CREATE TABLE remittance_reversal (
    remittance_id uuid PRIMARY KEY REFERENCES remittance,
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
    reversed_by uuid NOT NULL REFERENCES person,
    reversed_at timestamptz NOT NULL DEFAULT courier_now()
);
CALL make_append_only('remittance_reversal');

ALTER TABLE posting ADD CONSTRAINT posting_of_account UNIQUE (posting_id, kind, credit, amount_vnd, is_reversal);
CREATE TABLE remittance_line (
    remittance_id uuid NOT NULL,
    office_id uuid NOT NULL,
    destination text NOT NULL,
    posting_id uuid NOT NULL,
    turn int NOT NULL CHECK (turn >= 1),
    account text NOT NULL,
    amount_vnd bigint NOT NULL,
    kind text NOT NULL GENERATED ALWAYS AS ('book') STORED,
    is_reversal boolean NOT NULL GENERATED ALWAYS AS (false) STORED,
    turn_before int GENERATED ALWAYS AS (CASE WHEN turn > 1 THEN turn - 1 END) STORED,
    CONSTRAINT remitted_once PRIMARY KEY (posting_id, turn),
    UNIQUE (posting_id, turn, remittance_id),
    FOREIGN KEY (remittance_id, office_id, destination) REFERENCES remittance (remittance_id, office_id, destination),
    CONSTRAINT remits_a_booking FOREIGN KEY (posting_id, kind, account, amount_vnd, is_reversal)
        REFERENCES posting (posting_id, kind, credit, amount_vnd, is_reversal),
    CONSTRAINT remits_its_own CHECK (account IN (
        CASE destination WHEN 'post' THEN 'fare' ELSE 'fee' END || ':' || office_id::text,
        CASE destination WHEN 'post' THEN 'handling' ELSE 'charge' END || ':' || office_id::text))
);
CREATE INDEX remittance_line_remittance ON remittance_line (remittance_id);
CALL make_append_only('remittance_line');

CREATE TABLE remittance_line_freed (
    posting_id uuid NOT NULL,
    turn int NOT NULL,
    remittance_id uuid NOT NULL REFERENCES remittance_reversal,
    PRIMARY KEY (posting_id, turn),
    FOREIGN KEY (posting_id, turn, remittance_id) REFERENCES remittance_line (posting_id, turn, remittance_id)
);
CALL make_append_only('remittance_line_freed');
ALTER TABLE remittance_line ADD CONSTRAINT remitted_again_only_after_reversal
    FOREIGN KEY (posting_id, turn_before) REFERENCES remittance_line_freed (posting_id, turn);

CREATE FUNCTION reversal_frees_lines() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO remittance_line_freed (posting_id, turn, remittance_id)
        SELECT posting_id, turn, remittance_id FROM remittance_line WHERE remittance_id = NEW.remittance_id;
    RETURN NULL;
END $$;
CREATE TRIGGER reversal_frees_lines AFTER INSERT ON remittance_reversal FOR EACH ROW EXECUTE FUNCTION reversal_frees_lines();

CREATE FUNCTION remittance_adds_up() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF (SELECT amount_vnd FROM remittance WHERE remittance_id = NEW.remittance_id)
       <> (SELECT coalesce(sum(amount_vnd), 0) FROM remittance_line WHERE remittance_id = NEW.remittance_id) THEN
        RAISE EXCEPTION 'the lines of remittance % do not add up to it', NEW.remittance_id
            USING ERRCODE = '23514', CONSTRAINT = 'remittance_adds_up';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER remittance_adds_up AFTER INSERT ON remittance DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION remittance_adds_up();
CREATE CONSTRAINT TRIGGER remittance_adds_up AFTER INSERT ON remittance_line DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION remittance_adds_up();

-- A bank's file of an office's account: each line once, by the bank's own number, however many files bear it.
CREATE TABLE bank_file (
    file_id uuid PRIMARY KEY,
    office_id uuid NOT NULL REFERENCES office,
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    file_name text NOT NULL CHECK (length(file_name) BETWEEN 1 AND 200),
    uploaded_by uuid NOT NULL REFERENCES person,
    uploaded_at timestamptz NOT NULL DEFAULT courier_now(),
    UNIQUE (office_id, sha256),
    UNIQUE (file_id, office_id)
);
CALL make_append_only('bank_file');

CREATE TABLE bank_line (
    line_id uuid PRIMARY KEY,
    file_id uuid NOT NULL,
    office_id uuid NOT NULL,
    line int NOT NULL CHECK (line >= 1),
    booked_on date NOT NULL,
    amount_vnd bigint NOT NULL CHECK (amount_vnd > 0),       -- money in; money out is not kept
    reference text NOT NULL CHECK (length(reference) BETWEEN 1 AND 100),
    said text NOT NULL CHECK (length(said) <= 1000),
    UNIQUE (office_id, reference),
    UNIQUE (line_id, office_id, amount_vnd),
    FOREIGN KEY (file_id, office_id) REFERENCES bank_file (file_id, office_id)
);
CREATE INDEX bank_line_file ON bank_line (file_id);
CALL make_append_only('bank_line');

-- What a line's text names: item codes and references of remittances.
CREATE TABLE bank_line_name (
    line_id uuid NOT NULL REFERENCES bank_line,
    name text NOT NULL CHECK (name ~ '^[0-9A-Z]{12}$'),
    PRIMARY KEY (line_id, name)
);
CREATE INDEX bank_line_name_name ON bank_line_name (name);
CALL make_append_only('bank_line_name');

-- What a line turned out to be: a transfer told of, of exactly its amount, or (part of) a remittance.
ALTER TABLE collection ADD CONSTRAINT collection_amount UNIQUE (event_id, counts_as, amount_vnd);
CREATE TABLE bank_line_use (
    line_id uuid PRIMARY KEY,
    office_id uuid NOT NULL,
    amount_vnd bigint NOT NULL,
    claim_id uuid UNIQUE,
    remittance_id uuid,
    told_by uuid REFERENCES person,                          -- none: found by the text itself
    used_at timestamptz NOT NULL DEFAULT courier_now(),
    counts_as text NOT NULL GENERATED ALWAYS AS ('claimed_transfer') STORED,
    CONSTRAINT one_use CHECK ((claim_id IS NULL) <> (remittance_id IS NULL)),
    CONSTRAINT use_of_its_line FOREIGN KEY (line_id, office_id, amount_vnd) REFERENCES bank_line (line_id, office_id, amount_vnd),
    CONSTRAINT exactly_as_claimed FOREIGN KEY (claim_id, counts_as, amount_vnd) REFERENCES collection (event_id, counts_as, amount_vnd),
    FOREIGN KEY (remittance_id) REFERENCES remittance
);
CREATE INDEX bank_line_use_remittance ON bank_line_use (remittance_id);
CALL make_append_only('bank_line_use');

-- Money given back to a citizen: out of what was taken for one code and is booked nowhere.
CREATE TABLE refund (
    refund_id uuid PRIMARY KEY,
    office_id uuid NOT NULL REFERENCES office,
    code text NOT NULL CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'),
    mode text NOT NULL CHECK (mode IN ('cash', 'transfer')),
    amount_vnd bigint NOT NULL CHECK (amount_vnd > 0),
    slip_number text NOT NULL CHECK (length(slip_number) BETWEEN 1 AND 60),  -- of the paper the citizen signed, or of the transfer
    refunded_by uuid NOT NULL REFERENCES person,
    refunded_at timestamptz NOT NULL DEFAULT courier_now(),
    paid_from text NOT NULL GENERATED ALWAYS AS (
        CASE mode WHEN 'cash' THEN 'taken_out' ELSE 'bank' END || ':' || office_id::text) STORED,
    suspense text NOT NULL GENERATED ALWAYS AS ('suspense:' || code) STORED,
    UNIQUE (refund_id, suspense, paid_from, amount_vnd)
);
CREATE INDEX refund_office ON refund (office_id, refunded_at);
CREATE INDEX refund_code ON refund (code);
CALL make_append_only('refund');

-- 2. Accounts and postings of the new kinds.
ALTER TABLE account ALTER COLUMN balance_vnd SET EXPRESSION AS (CASE WHEN split_part(account_id, ':', 1)
    IN ('in_hand', 'safe', 'bank', 'claimed', 'on_way') THEN debits_vnd - credits_vnd ELSE credits_vnd - debits_vnd END);
ALTER TABLE account DROP CONSTRAINT known_kind, ADD CONSTRAINT known_kind CHECK (kind IN (
    'in_hand',                                               -- cash with a carrier or at a counter, change included
    'safe', 'bank',                                          -- cash in the office's safe, money on its account
    'claimed', 'promised',                                   -- transfers a citizen told of, nobody has seen
    'suspense',                                              -- taken for an item, not (yet) booked to a due
    'counted',                                               -- counted in from a holder, not (yet) explained by what he took
    'taken_out',                                             -- out of the safe (float, remittance, refund), not (yet) found in it by the books
    'on_way',                                                -- remitted, not (yet) seen on the account
    'credited',                                              -- seen on the account for remittances, not (yet) found on its way
    'fee', 'charge', 'fare', 'handling',
    'state'));                                               -- fee and charge together, as they were before: empty, closed

ALTER TABLE posting
    ADD COLUMN opening_id uuid GENERATED ALWAYS AS (CASE WHEN reverses IS NULL AND kind = 'float' THEN settles END) STORED,
    ADD COLUMN remittance_id uuid GENERATED ALWAYS AS (CASE WHEN reverses IS NULL AND kind = 'remit' THEN settles END) STORED,
    ADD COLUMN credited_line uuid GENERATED ALWAYS AS (CASE WHEN reverses IS NULL AND kind = 'credit' THEN settles END) STORED,
    ADD COLUMN refund_id uuid GENERATED ALWAYS AS (CASE WHEN reverses IS NULL AND kind = 'refund' THEN settles END) STORED,
    ADD COLUMN books_of uuid GENERATED ALWAYS AS (CASE WHEN reverses IS NULL AND kind IN ('float', 'remit', 'credit')
        THEN split_part(debit, ':', 2)::uuid END) STORED,
    ADD COLUMN booked_to text GENERATED ALWAYS AS (CASE WHEN split_part(credit, ':', 1) <> 'state' THEN credit END) STORED,
    ADD COLUMN booked_to_state text GENERATED ALWAYS AS (CASE WHEN split_part(credit, ':', 1) = 'state' THEN credit END) STORED;
ALTER TABLE posting DROP CONSTRAINT posting_kind_check, DROP CONSTRAINT settles_a_fact, DROP CONSTRAINT accounts_fit_kind,
    DROP CONSTRAINT same_owner, DROP CONSTRAINT booked_exactly;
ALTER TABLE posting
    ADD CONSTRAINT posting_kind_check CHECK (kind IN ('collect', 'claim', 'transfer', 'book', 'count', 'match', 'float',
        'draw', 'remit', 'credit', 'arrive', 'refund')),
    ADD CONSTRAINT settles_a_fact CHECK ((kind IN ('match', 'draw', 'arrive')) = (settles IS NULL)
        AND (settles IS NULL) = (turn IS NULL)),
    -- A reversal runs against its kind's direction; so it cannot be reversed itself.
    ADD CONSTRAINT accounts_fit_kind CHECK (CASE WHEN reverses IS NULL
            THEN kind || ':' || split_part(debit, ':', 1) || '<' || split_part(credit, ':', 1)
            ELSE kind || ':' || split_part(credit, ':', 1) || '<' || split_part(debit, ':', 1) END
        IN ('collect:in_hand<suspense', 'claim:claimed<promised', 'transfer:bank<suspense', 'count:safe<counted',
            'match:counted<in_hand', 'book:suspense<fee', 'book:suspense<charge', 'book:suspense<fare',
            'book:suspense<handling', 'book:suspense<state', 'float:in_hand<taken_out', 'draw:taken_out<safe',
            'remit:on_way<taken_out', 'credit:bank<credited', 'arrive:credited<on_way',
            'refund:suspense<taken_out', 'refund:suspense<bank')),
    ADD CONSTRAINT same_owner CHECK (kind NOT IN ('claim', 'match', 'float', 'draw', 'remit', 'credit', 'arrive')
        OR split_part(debit, ':', 2) = split_part(credit, ':', 2)),
    ADD CONSTRAINT floated_as_signed FOREIGN KEY (opening_id, books_of, amount_vnd)
        REFERENCES till_opening (event_id, office_id, float_vnd),
    ADD CONSTRAINT remitted_as_listed FOREIGN KEY (remittance_id, books_of, amount_vnd)
        REFERENCES remittance (remittance_id, office_id, amount_vnd),
    ADD CONSTRAINT refunded_as_recorded FOREIGN KEY (refund_id, debit, credit, amount_vnd)
        REFERENCES refund (refund_id, suspense, paid_from, amount_vnd);

ALTER TABLE posting ADD CONSTRAINT credited_as_seen FOREIGN KEY (credited_line, books_of, amount_vnd)
    REFERENCES bank_line (line_id, office_id, amount_vnd);
-- Only a line that was found to be a remittance's.
ALTER TABLE bank_line_use ADD COLUMN remitting_line uuid UNIQUE
    GENERATED ALWAYS AS (CASE WHEN remittance_id IS NOT NULL THEN line_id END) STORED;
ALTER TABLE posting ADD CONSTRAINT credited_for_a_remittance FOREIGN KEY (credited_line) REFERENCES bank_line_use (remitting_line);

-- Fee and charge each have their own account from here on: what was booked to both is taken back and booked anew.
ALTER TABLE amount_due RENAME COLUMN account TO account_before;
ALTER TABLE amount_due ADD COLUMN account text NOT NULL GENERATED ALWAYS AS (kind || ':' || office_id::text) STORED,
    ADD UNIQUE (due_id, job_id, account, amount_vnd), ADD UNIQUE (due_id, kind);
ALTER TABLE posting
    ADD CONSTRAINT booked_exactly FOREIGN KEY (due_id, job_id, booked_to, amount_vnd)
        REFERENCES amount_due (due_id, job_id, account, amount_vnd),
    ADD CONSTRAINT booked_exactly_before FOREIGN KEY (due_id, job_id, booked_to_state, amount_vnd)
        REFERENCES amount_due (due_id, job_id, account_before, amount_vnd),
    ADD CONSTRAINT state_account_is_closed CHECK (booked_to_state IS NULL) NOT VALID;

INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, settles, turn, reverses, reason, province_code)
    SELECT uuidv7(), p.kind, p.credit, p.debit, p.amount_vnd, p.settles, p.turn, p.posting_id,
           'fee and charge kept apart', p.province_code
    FROM posting_in_force AS p WHERE p.kind = 'book' AND split_part(p.credit, ':', 1) = 'state' ORDER BY p.credit, p.posting_id;
INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, settles, turn, job_id, item_id, province_code)
    SELECT uuidv7(), 'book', p.debit, d.account, p.amount_vnd, p.settles, p.turn + 1, p.job_id, p.item_id, p.province_code
    FROM posting AS p JOIN posting AS r ON r.reverses = p.posting_id AND r.reason = 'fee and charge kept apart'
    JOIN amount_due AS d ON d.due_id = p.due_id ORDER BY p.credit, p.posting_id;

CREATE FUNCTION opening_is_posted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, settles, turn, province_code)
    SELECT NEW.event_id, 'float', 'in_hand:' || NEW.office_id::text, 'taken_out:' || NEW.office_id::text, NEW.float_vnd,
           NEW.event_id, 1, NEW.province_code
    WHERE NEW.float_vnd > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER opening_is_posted AFTER INSERT ON till_opening FOR EACH ROW EXECUTE FUNCTION opening_is_posted();

-- 3. Official numbers (biên lai for fee and charge, hóa đơn for what is the post's): gapless in each book.
CREATE TABLE receipt_book (
    book_id uuid PRIMARY KEY,
    office_id uuid NOT NULL REFERENCES office,
    kind text NOT NULL CHECK (kind IN ('bien_lai', 'hoa_don')),
    template text NOT NULL CHECK (length(template) BETWEEN 1 AND 40),         -- mẫu số
    series text NOT NULL CHECK (length(series) BETWEEN 1 AND 40),             -- ký hiệu
    first_number bigint NOT NULL CHECK (first_number >= 1),
    last_number bigint NOT NULL,
    opened_by uuid NOT NULL REFERENCES person,
    opened_at timestamptz NOT NULL DEFAULT courier_now(),
    CHECK (last_number >= first_number AND last_number - first_number < 100000000),
    UNIQUE (book_id, office_id, kind, first_number, last_number),
    CONSTRAINT books_apart EXCLUDE USING gist (kind WITH =, template WITH =, series WITH =,
        int8range(first_number, last_number, '[]') WITH &&)
);
CREATE INDEX receipt_book_office ON receipt_book (office_id);
CALL make_append_only('receipt_book');

CREATE TABLE official_receipt (
    book_id uuid NOT NULL,
    number bigint NOT NULL,
    office_id uuid NOT NULL,
    kind text NOT NULL,
    first_number bigint NOT NULL,
    last_number bigint NOT NULL,
    posting_id uuid NOT NULL,                                -- the booking it certifies
    turn int NOT NULL CHECK (turn >= 1),
    account text NOT NULL,
    amount_vnd bigint NOT NULL,
    attached_by uuid NOT NULL REFERENCES person,
    attached_at timestamptz NOT NULL DEFAULT courier_now(),
    posting_kind text NOT NULL GENERATED ALWAYS AS ('book') STORED,
    is_reversal boolean NOT NULL GENERATED ALWAYS AS (false) STORED,
    number_before bigint GENERATED ALWAYS AS (CASE WHEN number > first_number THEN number - 1 END) STORED,
    turn_before int GENERATED ALWAYS AS (CASE WHEN turn > 1 THEN turn - 1 END) STORED,
    PRIMARY KEY (book_id, number),
    UNIQUE (book_id, number, posting_id, turn),
    CONSTRAINT certified_once UNIQUE (posting_id, turn),
    CONSTRAINT in_its_book FOREIGN KEY (book_id, office_id, kind, first_number, last_number)
        REFERENCES receipt_book (book_id, office_id, kind, first_number, last_number),
    CONSTRAINT within_its_book CHECK (number BETWEEN first_number AND last_number),
    CONSTRAINT no_gap FOREIGN KEY (book_id, number_before) REFERENCES official_receipt (book_id, number),
    CONSTRAINT certifies_a_booking FOREIGN KEY (posting_id, posting_kind, account, amount_vnd, is_reversal)
        REFERENCES posting (posting_id, kind, credit, amount_vnd, is_reversal),
    CONSTRAINT of_its_kind CHECK (account IN (
        CASE kind WHEN 'bien_lai' THEN 'fee' ELSE 'fare' END || ':' || office_id::text,
        CASE kind WHEN 'bien_lai' THEN 'charge' ELSE 'handling' END || ':' || office_id::text))
);
CALL make_append_only('official_receipt');

CREATE TABLE official_receipt_void (
    book_id uuid NOT NULL,
    number bigint NOT NULL,
    posting_id uuid NOT NULL,
    turn int NOT NULL,
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
    voided_by uuid NOT NULL REFERENCES person,
    voided_at timestamptz NOT NULL DEFAULT courier_now(),
    PRIMARY KEY (book_id, number),
    UNIQUE (posting_id, turn),
    FOREIGN KEY (book_id, number, posting_id, turn) REFERENCES official_receipt (book_id, number, posting_id, turn)
);
CALL make_append_only('official_receipt_void');
ALTER TABLE official_receipt ADD CONSTRAINT certified_again_only_after_void
    FOREIGN KEY (posting_id, turn_before) REFERENCES official_receipt_void (posting_id, turn);

-- What was booked and has no official number in force.
CREATE VIEW uncertified AS
SELECT p.posting_id, split_part(p.credit, ':', 2)::uuid AS office_id, p.credit AS account, p.amount_vnd, p.recorded_at,
       CASE WHEN split_part(p.credit, ':', 1) IN ('fee', 'charge') THEN 'bien_lai' ELSE 'hoa_don' END AS kind,
       1 + coalesce((SELECT max(r.turn) FROM official_receipt AS r WHERE r.posting_id = p.posting_id), 0) AS turn
FROM posting AS p
WHERE p.kind = 'book' AND p.reverses IS NULL AND NOT EXISTS (SELECT FROM posting AS r WHERE r.reverses = p.posting_id)
  AND NOT EXISTS (SELECT FROM official_receipt AS r WHERE r.posting_id = p.posting_id
                  AND NOT EXISTS (SELECT FROM official_receipt_void AS v WHERE (v.book_id, v.number) = (r.book_id, r.number)));

-- 4. What is read.
CREATE OR REPLACE VIEW posting_in_force AS
    SELECT p.* FROM posting AS p
    WHERE p.reverses IS NULL AND NOT EXISTS (SELECT FROM posting AS r WHERE r.reverses = p.posting_id);

CREATE OR REPLACE VIEW cash_holder AS
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
           (SELECT l.limit_vnd FROM cash_limit AS l WHERE l.party_id = p.party_id ORDER BY l.set_at DESC LIMIT 1) AS limit_vnd,
           coalesce(sum(CASE WHEN q.is_reversal THEN -q.amount_vnd ELSE q.amount_vnd END)
               FILTER (WHERE q.kind = 'float'), 0)::bigint AS float_vnd
    FROM party AS p
    LEFT JOIN account AS h ON h.account_id = 'in_hand:' || p.party_id::text
    LEFT JOIN posting AS q ON h.account_id IN (q.debit, q.credit)
    GROUP BY p.party_id;
COMMENT ON VIEW cash_holder IS 'Per holder: collected + float = handed in + in hand, at every commit.';

-- Which closing covers what a workstation signed: its next one that was not taken back, by the workstation's own numbers.
CREATE VIEW till_act AS
WITH closing AS (
    SELECT h.event_id, e.device_id, e.device_seq AS to_seq,
           coalesce(lag(e.device_seq) OVER (PARTITION BY e.device_id ORDER BY e.device_seq), 0) AS from_seq
    FROM hand_in AS h JOIN signed_event AS e USING (event_id)
    WHERE h.act = 'close_till' AND NOT EXISTS (SELECT FROM taken_back AS t WHERE t.event_id = h.event_id)
)
SELECT a.event_id, a.office_id, e.device_id, a.float_vnd, a.taken_vnd, a.opened_at, c.event_id AS closing_id
FROM (
    SELECT o.event_id, o.office_id, o.float_vnd, 0::bigint AS taken_vnd, o.happened_at AS opened_at FROM till_opening AS o
    WHERE NOT EXISTS (SELECT FROM taken_back AS t WHERE t.event_id = o.event_id)
    UNION ALL
    SELECT c.event_id, c.holder_id, 0, c.amount_vnd, NULL
    FROM collection AS c JOIN office AS o ON o.office_id = c.holder_id
    JOIN posting_in_force AS p ON p.effect_of = c.event_id AND p.kind = 'collect'
) AS a JOIN signed_event AS e USING (event_id)
LEFT JOIN closing AS c ON c.device_id = e.device_id AND e.device_seq > c.from_seq AND e.device_seq < c.to_seq;

CREATE VIEW till AS
SELECT h.office_id, e.device_id, h.event_id AS closing_id, min(a.opened_at) AS opened_at, h.happened_at AS closed_at,
       coalesce(sum(a.float_vnd), 0)::bigint AS float_vnd, coalesce(sum(a.taken_vnd), 0)::bigint AS taken_vnd,
       h.amount_vnd AS closed_vnd, k.counted_vnd, e.person_id AS closed_by,
       (SELECT c.person_id FROM signed_event AS c WHERE c.event_id = k.count_in_id) AS counted_by
FROM hand_in AS h JOIN signed_event AS e USING (event_id)
LEFT JOIN till_act AS a ON a.closing_id = h.event_id
LEFT JOIN count_of_hand_in AS k ON k.hand_in_id = h.event_id
WHERE h.act = 'close_till' AND NOT EXISTS (SELECT FROM taken_back AS t WHERE t.event_id = h.event_id)
GROUP BY h.event_id, e.event_id, k.counted_vnd, k.count_in_id
UNION ALL
SELECT a.office_id, a.device_id, NULL, min(a.opened_at), NULL, sum(a.float_vnd)::bigint, sum(a.taken_vnd)::bigint, NULL, NULL,
       NULL, NULL
FROM till_act AS a WHERE a.closing_id IS NULL GROUP BY a.office_id, a.device_id;
COMMENT ON VIEW till IS 'Ca quầy: what a workstation holds between two closings; without closing_id: open still.';

-- What a holder said he had at the end, beside what his own acts before it say.
CREATE VIEW cash_count AS
SELECT d.event_id, d.holder_id, d.office_id, d.happened_at, d.amount_vnd AS declared_vnd,
       ((SELECT coalesce(sum(c.amount_vnd), 0) FROM collection AS c
         JOIN posting_in_force AS p ON p.effect_of = c.event_id AND p.kind = 'collect'
         WHERE c.holder_id = d.holder_id AND (c.happened_at, c.event_id) < (d.happened_at, d.event_id))
      + (SELECT coalesce(sum(o.float_vnd), 0) FROM till_opening AS o
         WHERE o.office_id = d.holder_id AND (o.happened_at, o.event_id) < (d.happened_at, d.event_id)
           AND NOT EXISTS (SELECT FROM taken_back AS t WHERE t.event_id = o.event_id))
      - (SELECT coalesce(sum(h.amount_vnd), 0) FROM hand_in AS h
         WHERE h.holder_id = d.holder_id AND (h.happened_at, h.event_id) < (d.happened_at, d.event_id)
           AND NOT EXISTS (SELECT FROM taken_back AS t WHERE t.event_id = h.event_id)))::bigint AS expected_vnd,
       NOT EXISTS (SELECT FROM cash_declaration AS l WHERE l.holder_id = d.holder_id
                   AND (l.happened_at, l.event_id) > (d.happened_at, d.event_id)
                   AND (l.happened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date = (d.happened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
           AS is_last_of_day
FROM cash_declaration AS d
WHERE NOT EXISTS (SELECT FROM taken_back AS t WHERE t.event_id = d.event_id);
COMMENT ON VIEW cash_count IS 'A late collection signed before the count changes what was expected of exactly that count.';
-- 5. What does not add up, as the facts stand.
CREATE FUNCTION money_rule(of_office uuid, rule text, on_date date, fallback bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT s.value FROM money_setting AS s
        WHERE s.office_id = of_office AND s.name = rule AND s.valid_from <= on_date
        ORDER BY s.valid_from DESC, s.set_at DESC LIMIT 1), fallback)
$$;

-- Numbers of receipt slips as collections bear them: outside the device's block, twice, or returned as not given out.
CREATE VIEW receipt_fault AS
WITH used AS (
    SELECT c.event_id, e.device_id, c.office_id, c.holder_id, c.code, c.amount_vnd, c.receipt_number AS number, c.recorded_at
    FROM collection AS c JOIN signed_event AS e USING (event_id) WHERE c.receipt_number IS NOT NULL
)
SELECT u.event_id, 'receipt_outside' AS kind, u.office_id, u.holder_id, u.code, u.number, u.amount_vnd, u.recorded_at
FROM used AS u
WHERE NOT EXISTS (SELECT FROM receipt_block AS b WHERE b.device_id = u.device_id AND u.number BETWEEN b.first_number AND b.last_number)
UNION ALL
SELECT u.event_id, 'receipt_twice', u.office_id, u.holder_id, u.code, u.number, u.amount_vnd, u.recorded_at
FROM used AS u
WHERE EXISTS (SELECT FROM used AS o WHERE o.office_id = u.office_id AND o.number = u.number AND o.event_id < u.event_id)
UNION ALL
SELECT u.event_id, 'receipt_returned', u.office_id, u.holder_id, u.code, u.number, u.amount_vnd, u.recorded_at
FROM used AS u
WHERE EXISTS (SELECT FROM receipt_return AS r WHERE r.device_id = u.device_id AND u.number BETWEEN r.first_number AND r.last_number
              AND NOT EXISTS (SELECT FROM taken_back AS t WHERE t.event_id = r.event_id));

-- Cash of an office by the day on which it was taken, and how far it has come: what is handed in, remitted and credited
-- settles the oldest day first. Cash given back to citizens has come as far as it goes.
CREATE VIEW office_day AS
WITH taken AS (
    SELECT c.office_id, (c.happened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS on_date, sum(c.amount_vnd)::bigint AS receipts_vnd,
           max(c.recorded_at) AS since
    FROM collection AS c JOIN posting_in_force AS p ON p.effect_of = c.event_id AND p.kind = 'collect'
    GROUP BY 1, 2
), running AS (
    SELECT t.*, sum(t.receipts_vnd) OVER (PARTITION BY t.office_id ORDER BY t.on_date) - t.receipts_vnd AS before_vnd FROM taken AS t
), moved AS (
    SELECT split_part(CASE p.kind WHEN 'refund' THEN p.credit ELSE p.debit END, ':', 2)::uuid AS office_id,
           sum(p.amount_vnd) FILTER (WHERE p.kind = 'count') AS counted_vnd,
           sum(p.amount_vnd) FILTER (WHERE p.kind = 'remit') AS remitted_vnd,
           sum(p.amount_vnd) FILTER (WHERE p.kind = 'credit') AS credited_vnd,
           sum(p.amount_vnd) FILTER (WHERE p.kind = 'refund') AS refunded_vnd
    FROM posting_in_force AS p
    WHERE p.kind IN ('count', 'remit', 'credit') OR (p.kind = 'refund' AND split_part(p.credit, ':', 1) = 'taken_out')
    GROUP BY 1
), change AS (
    SELECT t.office_id, sum(t.float_vnd) AS returned_vnd FROM till AS t WHERE t.counted_vnd IS NOT NULL GROUP BY 1
), unexplained AS (
    SELECT h.office_id, sum(a.balance_vnd) AS unexplained_vnd
    FROM (SELECT DISTINCT holder_id, office_id FROM hand_in) AS h JOIN account AS a ON a.kind = 'counted' AND a.party_id = h.holder_id
    GROUP BY 1
), come AS (
    SELECT r.*, coalesce(m.counted_vnd, 0) - coalesce(c.returned_vnd, 0) - coalesce(u.unexplained_vnd, 0) AS handed_in,
           coalesce(m.remitted_vnd, 0) + coalesce(m.refunded_vnd, 0) AS remitted,
           coalesce(m.credited_vnd, 0) + coalesce(m.refunded_vnd, 0) AS credited
    FROM running AS r LEFT JOIN moved AS m USING (office_id) LEFT JOIN change AS c USING (office_id)
    LEFT JOIN unexplained AS u USING (office_id)
)
SELECT office_id, on_date, receipts_vnd,
       least(receipts_vnd, greatest(0, handed_in - before_vnd))::bigint AS handed_in_vnd,
       least(receipts_vnd, greatest(0, remitted - before_vnd))::bigint AS remitted_vnd,
       least(receipts_vnd, greatest(0, credited - before_vnd))::bigint AS credited_vnd,
       on_date + money_rule(office_id, 'settle_days', on_date, 3)::int < (courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS is_due,
       since
FROM come;
COMMENT ON VIEW office_day IS 'Receipts = hand-ins = bank credits for each office and day; past its days without that, an open case.';

CREATE VIEW remittance_state AS
SELECT r.remittance_id, r.office_id, r.reference, r.destination, r.account_note, r.amount_vnd, r.slip_number, r.carried_by, r.signed_by,
       r.remitted_at, v.reversed_at, coalesce(sum(l.amount_vnd), 0)::bigint AS credited_vnd, max(l.used_at) AS credited_at
FROM remittance AS r LEFT JOIN remittance_reversal AS v USING (remittance_id) LEFT JOIN bank_line_use AS l USING (remittance_id)
GROUP BY r.remittance_id, v.reversed_at;

CREATE OR REPLACE VIEW money_case AS
WITH moved AS (
    SELECT c.code, c.amount_vnd, c.recorded_at, c.office_id, c.holder_id, c.event_id
    FROM collection AS c JOIN posting_in_force AS p ON p.settles = c.event_id AND p.kind IN ('collect', 'transfer')
    UNION ALL
    SELECT r.code, -r.amount_vnd, r.refunded_at, r.office_id, NULL, NULL
    FROM refund AS r JOIN posting_in_force AS p ON p.refund_id = r.refund_id
), taken AS (
    SELECT coalesce('item:' || l.item_id::text, 'code:' || m.code) AS case_key, l.item_id,
           min(m.code) AS code, sum(m.amount_vnd)::bigint AS taken_vnd, min(m.recorded_at) AS since,
           (array_agg(m.office_id ORDER BY m.event_id DESC NULLS LAST))[1] AS office_id,
           (array_agg(m.holder_id ORDER BY m.event_id DESC NULLS LAST))[1] AS holder_id,
           array_agg(DISTINCT 'suspense:' || m.code) AS suspense
    FROM moved AS m LEFT JOIN item_label AS l ON l.code = m.code
    GROUP BY 1, 2
), due AS (
    SELECT i.item_id, sum(d.amount_vnd)::bigint AS due_vnd
    FROM amount_due AS d JOIN item AS i USING (job_id) WHERE d.payer = 'citizen' GROUP BY 1
), found (case_key, kind, office_id, holder_id, code, taken_vnd, expected_vnd, since) AS (
    SELECT t.case_key, CASE WHEN t.item_id IS NULL THEN 'unknown_item' WHEN t.taken_vnd < coalesce(d.due_vnd, 0) THEN 'under'
               WHEN t.taken_vnd > coalesce(d.due_vnd, 0) THEN 'over' ELSE 'unattributed' END,
           t.office_id, t.holder_id, t.code, t.taken_vnd, coalesce(d.due_vnd, 0), t.since
    FROM taken AS t LEFT JOIN due AS d USING (item_id)
    WHERE CASE WHEN t.item_id IS NULL THEN t.taken_vnd <> 0
        -- All given back: nothing was taken after all.
        ELSE (t.taken_vnd <> coalesce(d.due_vnd, 0) AND t.taken_vnd <> 0)
             OR EXISTS (SELECT FROM account AS a WHERE a.account_id = ANY (t.suspense) AND a.balance_vnd > 0) END
    UNION ALL
    SELECT 'event:' || c.event_id::text, 'evidence_only', c.office_id, c.holder_id, c.code, c.amount_vnd, 0, c.recorded_at
    FROM collection AS c WHERE NOT c.is_trusted
    UNION ALL
    SELECT 'event:' || c.event_id::text, 'no_longer_trusted', c.office_id, c.holder_id, c.code, c.amount_vnd, 0, r.recorded_at
    FROM device_revocation AS r JOIN signed_event AS e ON e.device_id = r.device_id AND e.device_seq > r.trusted_through
    JOIN collection AS c ON c.event_id = e.event_id JOIN posting_in_force AS p ON p.settles = c.event_id
    WHERE c.is_trusted
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
    UNION ALL
    SELECT 'till:' || t.closing_id::text, 'till_differs', t.office_id, t.office_id, NULL, t.closed_vnd, t.float_vnd + t.taken_vnd, t.closed_at
    FROM till AS t WHERE t.closed_vnd <> t.float_vnd + t.taken_vnd
    UNION ALL
    SELECT 'count:' || d.event_id::text, 'declared_differs', d.office_id, d.holder_id, NULL, d.declared_vnd, d.expected_vnd, d.happened_at
    FROM cash_count AS d WHERE d.is_last_of_day AND d.declared_vnd <> d.expected_vnd
    UNION ALL
    SELECT 'receipt:' || f.event_id::text, f.kind, f.office_id, f.holder_id, f.code, f.amount_vnd, 0, f.recorded_at FROM receipt_fault AS f
    UNION ALL
    SELECT 'receipt:' || r.book_id::text || ':' || r.number::text, 'receipt_unbooked', r.office_id, NULL, NULL, 0, r.amount_vnd, r.attached_at
    FROM official_receipt AS r
    WHERE EXISTS (SELECT FROM posting AS p WHERE p.reverses = r.posting_id)
      AND NOT EXISTS (SELECT FROM official_receipt_void AS v WHERE (v.book_id, v.number) = (r.book_id, r.number))
    UNION ALL
    SELECT 'event:' || c.event_id::text, 'delivered_on_claim', c.office_id, c.holder_id, c.code, 0, c.amount_vnd, min(e.recorded_at)
    FROM collection AS c JOIN posting_in_force AS p ON p.effect_of = c.event_id AND p.kind = 'claim'
    JOIN item_label AS l ON l.code = c.code JOIN item_label AS o ON o.item_id = l.item_id
    JOIN event_item AS d ON d.code = o.code AND d.kind = 'deliver' JOIN signed_event AS e ON e.event_id = d.event_id
    WHERE NOT EXISTS (SELECT FROM taken_back AS t WHERE t.event_id = e.event_id)
      AND NOT EXISTS (
          SELECT FROM item AS i JOIN job AS j USING (job_id) JOIN dossier AS s ON s.dossier_id = j.dossier_id
          JOIN agreement AS a ON a.desk_id = s.desk_id
           AND daterange(a.valid_from, a.valid_to) @> (e.happened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
          WHERE i.item_id = l.item_id AND a.may_deliver_on_claimed_transfer)
    GROUP BY c.event_id
    UNION ALL
    SELECT 'remittance:' || r.remittance_id::text, 'remittance_differs', r.office_id, NULL, NULL, r.credited_vnd,
           CASE WHEN r.reversed_at IS NULL THEN r.amount_vnd ELSE 0 END, r.credited_at
    FROM remittance_state AS r
    WHERE r.credited_vnd > 0 AND r.credited_vnd <> CASE WHEN r.reversed_at IS NULL THEN r.amount_vnd ELSE 0 END
    UNION ALL
    SELECT 'booking:' || l.posting_id::text, 'remitted_unbooked', l.office_id, NULL, NULL, 0, l.amount_vnd, r.remitted_at
    FROM remittance_line AS l JOIN remittance AS r USING (remittance_id)
    WHERE EXISTS (SELECT FROM posting AS p WHERE p.reverses = l.posting_id)
      AND NOT EXISTS (SELECT FROM remittance_line_freed AS f WHERE (f.posting_id, f.turn) = (l.posting_id, l.turn))
    UNION ALL
    SELECT 'safe:' || a.party_id::text, 'safe_short', a.party_id, NULL, NULL, a.balance_vnd, f.float_vnd,
           (SELECT max(p.recorded_at) FROM posting AS p WHERE p.credit = a.account_id)
    FROM account AS a, LATERAL (SELECT coalesce(sum(t.float_vnd), 0)::bigint AS float_vnd FROM till AS t
                                WHERE t.office_id = a.party_id AND t.counted_vnd IS NULL) AS f
    WHERE a.kind = 'taken_out' AND a.balance_vnd > f.float_vnd
    UNION ALL
    SELECT 'day:' || d.office_id::text || ':' || d.on_date::text, 'day_differs', d.office_id, NULL, NULL, d.credited_vnd, d.receipts_vnd, d.since
    FROM office_day AS d
    WHERE d.is_due AND least(d.handed_in_vnd, d.remitted_vnd, d.credited_vnd) <> d.receipts_vnd
)
SELECT f.* FROM found AS f
WHERE NOT EXISTS (SELECT FROM money_case_closing AS c
    WHERE (c.case_key, c.kind, c.taken_vnd, c.expected_vnd) = (f.case_key, f.kind, f.taken_vnd, f.expected_vnd));
COMMENT ON VIEW money_case IS 'Open cases: a figure that changes after a closing opens its case again.';
