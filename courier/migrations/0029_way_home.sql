-- What a desk's answer or an opening sends home, what a delivery brings back: by an act that counts, and by no other.

-- 1. Ways of papers. A dossier refused by form 03 goes home whole.
ALTER TABLE job DROP CONSTRAINT job_purpose_check;
ALTER TABLE job ADD CONSTRAINT job_purpose_check CHECK (purpose IN ('dossier', 'originals', 'old_papers', 'refused'));
COMMENT ON COLUMN job.purpose IS 'originals: compared and sent home apart (PEOPLE 4); old_papers: withdrawn at the door, back to the agency; refused: by form 03, home to the citizen.';
ALTER TABLE papers_journey ALTER COLUMN papers DROP NOT NULL;
COMMENT ON COLUMN papers_journey.papers IS 'How many were counted; none: the dossier as it was handed in.';
CREATE INDEX job_papers_home ON job (origin_id) WHERE purpose IN ('originals', 'refused') AND cancelled_at IS NULL;

-- 2. An act whose file has not come yet says so wherever the act is shown.
CREATE FUNCTION missing_files(of_event uuid) RETURNS int LANGUAGE sql STABLE AS $$
    SELECT count(*)::int FROM event_proof AS f LEFT JOIN proof_file AS w ON w.sha256 = f.sha256 AND w.completed_at IS NOT NULL
    WHERE f.event_id = of_event AND w.sha256 IS NULL
$$;
COMMENT ON FUNCTION missing_files(uuid) IS 'Photos and signatures that the act names and that have not come yet.';

-- 3. The clocks of a loss: an office's own, dated; where it laid down none, the figures of the process (30 minutes, the same
-- day, 24 hours) which no published source confirms.
CREATE TABLE incident_rule (
    office_id uuid NOT NULL REFERENCES office,
    valid_from date NOT NULL,
    tell_head_min int NOT NULL CHECK (tell_head_min BETWEEN 1 AND 1440),
    tell_agency_days int NOT NULL CHECK (tell_agency_days BETWEEN 0 AND 30),  -- 0: the same day
    search_h int NOT NULL CHECK (search_h BETWEEN 1 AND 720),
    source text NOT NULL CHECK (length(source) BETWEEN 1 AND 300),
    set_by uuid NOT NULL REFERENCES person,
    set_at timestamptz NOT NULL DEFAULT courier_now(),
    PRIMARY KEY (office_id, valid_from, set_at)
);
CALL make_append_only('incident_rule');

CREATE FUNCTION incident_rule_of(of_office uuid, on_date date) RETURNS TABLE (tell_head_min int, tell_agency_days int, search_h int)
LANGUAGE sql STABLE AS $$
    (SELECT r.tell_head_min, r.tell_agency_days, r.search_h FROM incident_rule AS r
     WHERE r.office_id = of_office AND r.valid_from <= on_date ORDER BY r.valid_from DESC, r.set_at DESC LIMIT 1)
    UNION ALL SELECT 30, 0, 24 LIMIT 1
$$;

-- 4. What a device signed past its trusted number and was booked all the same is set aside by a person, never silently.
CREATE TABLE act_set_aside (
    event_id uuid PRIMARY KEY REFERENCES signed_event,
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
    set_aside_by uuid NOT NULL REFERENCES person,
    set_aside_at timestamptz NOT NULL DEFAULT courier_now()
);
CALL make_append_only('act_set_aside');

CREATE FUNCTION set_aside_is_past_trust() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM signed_event AS e JOIN device_revocation AS r USING (device_id)
                   WHERE e.event_id = NEW.event_id AND e.device_seq > r.trusted_through) THEN
        RAISE EXCEPTION 'act % was signed by a device that is trusted', NEW.event_id
            USING ERRCODE = '23514', CONSTRAINT = 'set_aside_is_past_trust';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER set_aside_is_past_trust BEFORE INSERT ON act_set_aside FOR EACH ROW EXECUTE FUNCTION set_aside_is_past_trust();

-- One row an act, found by its key: a phone's transaction joins by keys alone, and must not read all that was ever taken back.
CREATE OR REPLACE VIEW taken_back AS
    SELECT e.event_id FROM signed_event AS e
    WHERE EXISTS (
        SELECT FROM signed_event AS c LEFT JOIN device_revocation AS r ON r.device_id = c.device_id
        WHERE c.answers = e.event_id AND c.kind = 'correct' AND c.party_id = e.party_id AND c.is_readable
          AND (r.device_id IS NULL OR c.device_seq <= r.trusted_through) OFFSET 0  -- looked for once an act, by key
    ) OR EXISTS (SELECT FROM act_set_aside AS a WHERE a.event_id = e.event_id);
COMMENT ON VIEW taken_back IS 'Acts their own party took back with a trusted correction, or that a person set aside after a loss.';

-- 5. One office took the money, another booked or gave it back: who owes whom, as double entry.
ALTER TABLE account ALTER COLUMN balance_vnd SET EXPRESSION AS (CASE WHEN split_part(account_id, ':', 1)
    IN ('in_hand', 'safe', 'bank', 'claimed', 'on_way', 'owed') THEN debits_vnd - credits_vnd ELSE credits_vnd - debits_vnd END);
ALTER TABLE account DROP CONSTRAINT known_kind, ADD CONSTRAINT known_kind CHECK (kind IN (
    'in_hand', 'safe', 'bank', 'claimed', 'promised', 'suspense', 'counted', 'taken_out', 'on_way', 'credited',
    'owed',                                                  -- what other offices owe this one
    'owing',                                                 -- what this office owes others
    'fee', 'charge', 'fare', 'handling', 'state'));

CREATE TABLE office_payment (
    payment_id uuid PRIMARY KEY,
    from_office_id uuid NOT NULL REFERENCES office,
    to_office_id uuid NOT NULL REFERENCES office,
    amount_vnd bigint NOT NULL CHECK (amount_vnd > 0),
    slip_number text NOT NULL CHECK (length(slip_number) BETWEEN 1 AND 60),
    paid_by uuid NOT NULL REFERENCES person,
    paid_at timestamptz NOT NULL DEFAULT courier_now(),
    CHECK (from_office_id <> to_office_id),
    UNIQUE (payment_id, from_office_id, amount_vnd),
    UNIQUE (payment_id, to_office_id, amount_vnd)
);
CREATE INDEX office_payment_from ON office_payment (from_office_id, paid_at);
CREATE INDEX office_payment_to ON office_payment (to_office_id, paid_at);
CALL make_append_only('office_payment');

CREATE TABLE office_payment_receipt (
    payment_id uuid PRIMARY KEY,
    receipt_id uuid NOT NULL UNIQUE,
    to_office_id uuid NOT NULL,
    amount_vnd bigint NOT NULL,
    received_by uuid NOT NULL REFERENCES person,
    received_at timestamptz NOT NULL DEFAULT courier_now(),
    UNIQUE (receipt_id, to_office_id, amount_vnd),
    FOREIGN KEY (payment_id, to_office_id, amount_vnd) REFERENCES office_payment (payment_id, to_office_id, amount_vnd)
);
CALL make_append_only('office_payment_receipt');

ALTER TABLE posting
    ADD COLUMN payment_id uuid GENERATED ALWAYS AS (CASE WHEN reverses IS NULL AND kind = 'pay' THEN settles END) STORED,
    ADD COLUMN receipt_id uuid GENERATED ALWAYS AS (CASE WHEN reverses IS NULL AND kind = 'receive' THEN settles END) STORED,
    ADD COLUMN between_of uuid GENERATED ALWAYS AS (CASE WHEN reverses IS NULL AND kind IN ('pay', 'receive')
        THEN split_part(debit, ':', 2)::uuid END) STORED;
ALTER TABLE posting DROP CONSTRAINT posting_kind_check, DROP CONSTRAINT settles_a_fact, DROP CONSTRAINT accounts_fit_kind,
    DROP CONSTRAINT same_owner;
ALTER TABLE posting
    ADD CONSTRAINT posting_kind_check CHECK (kind IN ('collect', 'claim', 'transfer', 'book', 'count', 'match', 'float',
        'draw', 'remit', 'credit', 'arrive', 'refund', 'owe', 'pay', 'receive')),
    ADD CONSTRAINT settles_a_fact CHECK ((kind IN ('match', 'draw', 'arrive', 'owe')) = (settles IS NULL)
        AND (settles IS NULL) = (turn IS NULL)),
    ADD CONSTRAINT accounts_fit_kind CHECK (CASE WHEN reverses IS NULL
            THEN kind || ':' || split_part(debit, ':', 1) || '<' || split_part(credit, ':', 1)
            ELSE kind || ':' || split_part(credit, ':', 1) || '<' || split_part(debit, ':', 1) END
        IN ('collect:in_hand<suspense', 'claim:claimed<promised', 'transfer:bank<suspense', 'count:safe<counted',
            'match:counted<in_hand', 'book:suspense<fee', 'book:suspense<charge', 'book:suspense<fare',
            'book:suspense<handling', 'book:suspense<state', 'float:in_hand<taken_out', 'draw:taken_out<safe',
            'remit:on_way<taken_out', 'credit:bank<credited', 'arrive:credited<on_way',
            'refund:suspense<taken_out', 'refund:suspense<bank', 'owe:owed<owing', 'pay:owing<taken_out',
            'receive:safe<owed')),
    ADD CONSTRAINT same_owner CHECK (kind NOT IN ('claim', 'match', 'float', 'draw', 'remit', 'credit', 'arrive', 'pay', 'receive')
        OR split_part(debit, ':', 2) = split_part(credit, ':', 2)),
    ADD CONSTRAINT nobody_owes_himself CHECK (kind <> 'owe' OR split_part(debit, ':', 2) <> split_part(credit, ':', 2)),
    ADD CONSTRAINT paid_as_recorded FOREIGN KEY (payment_id, between_of, amount_vnd)
        REFERENCES office_payment (payment_id, from_office_id, amount_vnd),
    ADD CONSTRAINT received_as_paid FOREIGN KEY (receipt_id, between_of, amount_vnd)
        REFERENCES office_payment_receipt (receipt_id, to_office_id, amount_vnd);

-- Of which code's money: the debtor took it, the creditor booked it or gave it back.
CREATE TABLE office_debt (
    posting_id uuid PRIMARY KEY,
    code text NOT NULL CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'),
    creditor_id uuid NOT NULL REFERENCES office,
    debtor_id uuid NOT NULL REFERENCES office,
    amount_vnd bigint NOT NULL,
    kind text NOT NULL GENERATED ALWAYS AS ('owe') STORED,
    owed text NOT NULL GENERATED ALWAYS AS ('owed:' || creditor_id::text) STORED,
    owing text NOT NULL GENERATED ALWAYS AS ('owing:' || debtor_id::text) STORED,
    CONSTRAINT owes_as_booked FOREIGN KEY (posting_id, kind, owing, owed, amount_vnd)
        REFERENCES posting (posting_id, kind, credit, debit, amount_vnd)
);
CREATE INDEX office_debt_code ON office_debt (code);
CREATE INDEX office_debt_debtor ON office_debt (debtor_id);
CREATE INDEX office_debt_creditor ON office_debt (creditor_id);
CALL make_append_only('office_debt');

CREATE OR REPLACE VIEW posting_in_force AS
    SELECT p.* FROM posting AS p
    WHERE p.reverses IS NULL AND NOT EXISTS (SELECT FROM posting AS r WHERE r.reverses = p.posting_id);

CREATE OR REPLACE VIEW office_day AS
WITH taken AS (
    SELECT c.office_id, (c.happened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS on_date, sum(c.amount_vnd)::bigint AS receipts_vnd,
           max(c.recorded_at) AS since
    FROM collection AS c JOIN posting_in_force AS p ON p.effect_of = c.event_id AND p.kind = 'collect'
    GROUP BY 1, 2
), running AS (
    SELECT t.*, sum(t.receipts_vnd) OVER (PARTITION BY t.office_id ORDER BY t.on_date) - t.receipts_vnd AS before_vnd FROM taken AS t
), moved AS (
    -- Safe in whatever order conditions are looked at: other kinds name no office here.
    SELECT split_part(CASE WHEN p.kind = 'refund' AND split_part(p.credit, ':', 1) = 'taken_out' THEN p.credit
                           WHEN p.kind IN ('count', 'remit', 'credit', 'pay', 'receive') THEN p.debit END, ':', 2)::uuid AS office_id,
           sum(p.amount_vnd) FILTER (WHERE p.kind = 'count') AS counted_vnd,
           sum(p.amount_vnd) FILTER (WHERE p.kind = 'remit') AS remitted_vnd,
           sum(p.amount_vnd) FILTER (WHERE p.kind = 'credit') AS credited_vnd,
           sum(p.amount_vnd) FILTER (WHERE p.kind = 'refund') AS refunded_vnd,
           sum(p.amount_vnd) FILTER (WHERE p.kind = 'pay') AS paid_vnd,
           sum(p.amount_vnd) FILTER (WHERE p.kind = 'pay' AND EXISTS (
               SELECT FROM office_payment_receipt AS r WHERE r.payment_id = p.settles)) AS arrived_vnd,
           sum(p.amount_vnd) FILTER (WHERE p.kind = 'receive') AS received_vnd
    FROM posting_in_force AS p
    WHERE p.kind IN ('count', 'remit', 'credit', 'pay', 'receive') OR (p.kind = 'refund' AND split_part(p.credit, ':', 1) = 'taken_out')
    GROUP BY 1
), change AS (
    SELECT t.office_id, sum(t.float_vnd) AS returned_vnd FROM till AS t WHERE t.counted_vnd IS NOT NULL GROUP BY 1
), unexplained AS (
    SELECT h.office_id, sum(a.balance_vnd) AS unexplained_vnd
    FROM (SELECT DISTINCT holder_id, office_id FROM hand_in) AS h JOIN account AS a ON a.kind = 'counted' AND a.party_id = h.holder_id
    GROUP BY 1
), come AS (
    SELECT r.*, coalesce(m.counted_vnd, 0) - coalesce(c.returned_vnd, 0) - coalesce(u.unexplained_vnd, 0) AS handed_in,
           coalesce(m.remitted_vnd, 0) + coalesce(m.refunded_vnd, 0) + coalesce(m.paid_vnd, 0)
               - coalesce(m.received_vnd, 0) AS remitted,
           coalesce(m.credited_vnd, 0) + coalesce(m.refunded_vnd, 0) + coalesce(m.arrived_vnd, 0)
               - coalesce(m.received_vnd, 0) AS credited
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
    -- What else such a device booked or said of cash: floats, hand-ins, counts of others' hand-ins.
    SELECT 'event:' || m.event_id::text, 'no_longer_trusted', m.office_id, m.holder_id, NULL, m.amount_vnd, 0, r.recorded_at
    FROM device_revocation AS r JOIN signed_event AS e ON e.device_id = r.device_id AND e.device_seq > r.trusted_through
    JOIN (SELECT o.event_id, o.office_id, o.office_id AS holder_id, o.float_vnd AS amount_vnd FROM till_opening AS o
          UNION ALL SELECT h.event_id, h.office_id, h.holder_id, h.amount_vnd FROM hand_in AS h
          UNION ALL SELECT c.event_id, c.office_id, NULL, c.amount_vnd FROM count_in AS c
          UNION ALL SELECT d.event_id, d.office_id, d.holder_id, d.amount_vnd FROM cash_declaration AS d)
        AS m ON m.event_id = e.event_id
    WHERE m.amount_vnd > 0 AND NOT EXISTS (SELECT FROM taken_back AS t WHERE t.event_id = m.event_id)
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
    SELECT 'owes:' || a.party_id::text, 'owes_office', a.party_id, NULL, NULL, 0, a.balance_vnd, d.since
    FROM account AS a JOIN LATERAL (
        SELECT min(p.recorded_at) AS since FROM office_debt AS o JOIN posting_in_force AS p USING (posting_id)
        WHERE o.debtor_id = a.party_id AND p.recorded_at > coalesce((SELECT max(y.paid_at) FROM office_payment AS y
            JOIN posting_in_force AS q ON q.effect_of = y.payment_id WHERE y.from_office_id = a.party_id), '-infinity')) AS d ON true
    WHERE a.kind = 'owing' AND a.balance_vnd > 0
      AND (d.since IS NULL OR (d.since AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
          + money_rule(a.party_id, 'settle_days', (d.since AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, 3)::int
          < (courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
    UNION ALL
    SELECT 'payment:' || y.payment_id::text, 'payment_not_received', y.to_office_id, NULL, NULL, 0, y.amount_vnd, y.paid_at
    FROM office_payment AS y JOIN posting_in_force AS p ON p.effect_of = y.payment_id
    WHERE NOT EXISTS (SELECT FROM office_payment_receipt AS r WHERE r.payment_id = y.payment_id)
      AND (y.paid_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
          + money_rule(y.from_office_id, 'settle_days', (y.paid_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, 3)::int
          < (courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
    UNION ALL
    SELECT 'day:' || d.office_id::text || ':' || d.on_date::text, 'day_differs', d.office_id, NULL, NULL, d.credited_vnd, d.receipts_vnd, d.since
    FROM office_day AS d
    WHERE d.is_due AND least(d.handed_in_vnd, d.remitted_vnd, d.credited_vnd) <> d.receipts_vnd
)
SELECT f.* FROM found AS f
WHERE NOT EXISTS (SELECT FROM money_case_closing AS c
    WHERE (c.case_key, c.kind, c.taken_vnd, c.expected_vnd) = (f.case_key, f.kind, f.taken_vnd, f.expected_vnd));

-- 6. These say what no signed act says: they have their places in the log (0028, courier/evidence/sources.py).
CALL give_places('act_set_aside');
CALL give_places('office_debt');
CALL give_places('office_payment');
CALL give_places('office_payment_receipt');
CALL give_salt('act_set_aside');
CALL give_salt('office_payment');
CREATE FUNCTION evidence_text(r act_set_aside) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'set_aside', 'event_id', r.event_id,
        'reason_hash', evidence_hidden(r.evidence_salt, r.reason), 'set_aside_by', r.set_aside_by,
        'set_aside_at', evidence_time(r.set_aside_at))::text $$;
CREATE FUNCTION evidence_text(r office_debt) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'office_debt', 'code', r.code, 'posting_id', r.posting_id,
        'creditor_id', r.creditor_id, 'debtor_id', r.debtor_id, 'amount_vnd', r.amount_vnd)::text $$;
CREATE FUNCTION evidence_text(r office_payment) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'office_payment', 'payment_id', r.payment_id, 'from_office_id', r.from_office_id,
        'to_office_id', r.to_office_id, 'amount_vnd', r.amount_vnd,
        'slip_hash', evidence_hidden(r.evidence_salt, r.slip_number), 'paid_by', r.paid_by,
        'paid_at', evidence_time(r.paid_at))::text $$;
CREATE FUNCTION evidence_text(r office_payment_receipt) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'payment_receipt', 'payment_id', r.payment_id, 'receipt_id', r.receipt_id,
        'to_office_id', r.to_office_id, 'amount_vnd', r.amount_vnd, 'received_by', r.received_by,
        'received_at', evidence_time(r.received_at))::text $$;

-- What offices owed each other before: as the rule of who owes whom has it, code by code, in the order of ids.
DO $$
DECLARE
    creditor record;
    debtor record;
    missing bigint;
    part bigint;
    id uuid;
BEGIN
    CREATE TEMP TABLE net ON COMMIT DROP AS
    SELECT code, office_id, sum(amount_vnd)::bigint AS net_vnd FROM (
        SELECT c.code, c.office_id, c.amount_vnd
        FROM collection AS c JOIN posting_in_force AS p ON p.effect_of = c.event_id WHERE p.kind IN ('collect', 'transfer')
        UNION ALL
        SELECT r.code, r.office_id, -r.amount_vnd FROM refund AS r JOIN posting_in_force AS p ON p.effect_of = r.refund_id
        UNION ALL
        SELECT split_part(p.debit, ':', 2), d.office_id, -p.amount_vnd
        FROM posting_in_force AS p JOIN amount_due AS d ON d.due_id = p.due_id WHERE p.kind = 'book'
    ) AS moved GROUP BY 1, 2;
    FOR creditor IN SELECT * FROM net WHERE net_vnd < 0 ORDER BY code, office_id LOOP
        missing := -creditor.net_vnd;
        FOR debtor IN SELECT * FROM net WHERE code = creditor.code AND net_vnd > 0 ORDER BY office_id LOOP
            EXIT WHEN missing = 0;
            part := least(missing, debtor.net_vnd);
            id := uuidv7();
            INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, province_code)
            SELECT id, 'owe', 'owed:' || creditor.office_id, 'owing:' || debtor.office_id, part, o.province_code
            FROM office AS o WHERE o.office_id = creditor.office_id;
            INSERT INTO office_debt (posting_id, code, creditor_id, debtor_id, amount_vnd)
            VALUES (id, creditor.code, creditor.office_id, debtor.office_id, part);
            UPDATE net SET net_vnd = net_vnd - part WHERE (code, office_id) = (debtor.code, debtor.office_id);
            missing := missing - part;
        END LOOP;
    END LOOP;
END $$;
