-- What an act is said to concern is what its signed bytes say; bags and their contents; disputes proposed and answered;
-- the carrier's bag counted against the ledger; what an upload that proves nothing may cost.

-- 1. A field of a signed body. Null where it has none, or where these bytes cannot be read as PostgreSQL's JSON: a body
-- may hold fields of a newer phone with characters or numbers that PostgreSQL refuses, and is kept all the same.
CREATE FUNCTION body_says(body bytea, field text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN convert_from(body, 'UTF8')::jsonb ->> field;
EXCEPTION WHEN data_exception OR program_limit_exceeded OR statement_too_complex THEN
    RETURN NULL;
END $$;

-- The items that a body names itself, each with the fact it refers to; one row of nulls where it cannot be read here.
CREATE FUNCTION items_said(body bytea) RETURNS TABLE (code text, ref uuid) LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN QUERY
        SELECT CASE jsonb_typeof(item) WHEN 'array' THEN item ->> 0 ELSE item #>> '{}' END,
               CASE jsonb_typeof(item) WHEN 'array' THEN coalesce((item ->> 1)::uuid, '00000000-0000-0000-0000-000000000000')
                    ELSE (act ->> 'answers')::uuid END
        FROM (SELECT convert_from(body, 'UTF8')::jsonb) AS said (act),
             jsonb_array_elements(CASE jsonb_typeof(act -> 'items') WHEN 'array' THEN act -> 'items' ELSE '[]' END) AS item;
EXCEPTION WHEN data_exception OR program_limit_exceeded OR statement_too_complex THEN
    RETURN QUERY SELECT NULL::text, NULL::uuid;
END $$;

-- No row may be added to an act that was signed: an item slipped into a sealed bag, a refused one into an accept.
CREATE FUNCTION event_items_as_signed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    broken record;
BEGIN
    WITH told AS MATERIALIZED (
        SELECT t.event_id, t.code, t.ref FROM added AS t
        WHERE t.kind IN ('release', 'accept', 'withdraw', 'correct', 'receive', 'deliver', 'seal_bag', 'transcribe')
    ), concerned AS MATERIALIZED (
        SELECT e.event_id, e.body, e.items_of, e.bag_predecessor, e.answers
        FROM (SELECT DISTINCT event_id FROM told) AS t JOIN signed_event AS e USING (event_id)
    ), said AS MATERIALIZED (
        SELECT c.event_id, s.code, s.ref FROM concerned AS c, items_said(c.body) AS s WHERE c.items_of IS NULL
        UNION ALL
        SELECT c.event_id, s.code, r.ref
        FROM concerned AS c JOIN event_item AS s ON s.event_id = c.items_of,
             unnest(ARRAY[s.ref, c.bag_predecessor, c.answers]) AS r (ref)
    )
    SELECT t.event_id, t.code INTO broken FROM told AS t
    WHERE NOT EXISTS (SELECT FROM said AS s WHERE s.event_id = t.event_id AND s.code = t.code AND s.ref = t.ref)
      AND NOT EXISTS (SELECT FROM said AS s WHERE s.event_id = t.event_id AND s.code IS NULL)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'event % was not signed about item %', broken.event_id, broken.code
            USING ERRCODE = '23514', CONSTRAINT = 'event_items_as_signed';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER event_items_as_signed AFTER INSERT ON event_item
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION event_items_as_signed();

-- An opening answers its sealing, as an accept answers its release. The column is a reading of the body, not a fact.
ALTER TABLE signed_event DISABLE TRIGGER refuse_rewrite;
UPDATE signed_event SET answers = body_says(body, 'sealing')::uuid
WHERE kind = 'open_bag' AND is_readable AND answers IS NULL AND body_says(body, 'sealing') IS NOT NULL;
ALTER TABLE signed_event ENABLE ALWAYS TRIGGER refuse_rewrite;

-- 2. The bag in which an item lies, or lay last: computed from the acts, like the head; these keys refuse what it must
-- never say. Who sealed held the item then, who opened held it then, the contents are those of the sealing.
CREATE TABLE bag_content (
    item_id uuid PRIMARY KEY,                                -- one bag at most
    sealing uuid NOT NULL,
    code text NOT NULL,
    sealed_by uuid NOT NULL,
    ref uuid NOT NULL,                                       -- the fact by which the sealer held the item
    sealed_seq int NOT NULL,
    sealed_depth int NOT NULL,
    sscc text NOT NULL CHECK (sscc ~ '^\d{18}$'),
    opening uuid,                                            -- none: it lies in the bag, closed
    opened_by uuid,
    opened_seq int,
    opened_tip uuid,
    opened_depth int,
    sealing_kind text NOT NULL GENERATED ALWAYS AS ('seal_bag') STORED,
    opening_kind text GENERATED ALWAYS AS (CASE WHEN opening IS NOT NULL THEN 'open_bag' END) STORED,
    CONSTRAINT bag_content_of_its_sealing FOREIGN KEY (sealing, code, sealing_kind, sealed_by, ref)
        REFERENCES event_item (event_id, code, kind, party_id, ref),
    CONSTRAINT bag_content_labelled FOREIGN KEY (item_id, code) REFERENCES item_label (item_id, code),
    CONSTRAINT bag_sealed_by_its_holder FOREIGN KEY (item_id, sealed_seq, sealed_by, ref, sealed_depth)
        REFERENCES ledger (item_id, seq, to_party, tip, depth),
    CONSTRAINT bag_opening_signed FOREIGN KEY (opening, opening_kind, opened_by)
        REFERENCES signed_event (event_id, kind, party_id),
    CONSTRAINT bag_opened_by_its_holder FOREIGN KEY (item_id, opened_seq, opened_by, opened_tip, opened_depth)
        REFERENCES ledger (item_id, seq, to_party, tip, depth),
    CONSTRAINT bag_opening_whole CHECK (num_nulls(opening, opened_by, opened_seq, opened_tip, opened_depth) IN (0, 5)),
    CONSTRAINT bag_opened_after_sealing CHECK (opened_depth >= sealed_depth)
);
CREATE INDEX bag_content_sealing ON bag_content (sealing);
GRANT UPDATE, DELETE ON bag_content TO courier_service;
COMMENT ON TABLE bag_content IS 'The service may rewrite it from the acts; the acts themselves nobody may.';

-- What no key can say: the code on the bag is the sealing's, and the opening opened that very sealing.
CREATE FUNCTION bag_content_agrees() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    broken text;
BEGIN
    IF NEW.sscc <> (SELECT body_says(e.body, 'sscc') FROM signed_event AS e WHERE e.event_id = NEW.sealing) THEN
        broken := 'bag_code_of_its_sealing';
    ELSIF NEW.opening IS NOT NULL AND NOT EXISTS (
            SELECT FROM signed_event AS e WHERE e.event_id = NEW.opening AND e.answers = NEW.sealing) THEN
        broken := 'bag_opening_of_its_sealing';
    END IF;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'bag of item % is refused: %', NEW.item_id, broken USING ERRCODE = '23514', CONSTRAINT = broken;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER bag_content_agrees AFTER INSERT OR UPDATE ON bag_content FOR EACH ROW EXECUTE FUNCTION bag_content_agrees();

-- Bags that lie closed as this table comes; every later act computes its items' bags anew.
INSERT INTO bag_content (item_id, sealing, code, sealed_by, ref, sealed_seq, sealed_depth, sscc)
SELECT DISTINCT ON (b.item_id) b.item_id, b.sealing, x.code, x.party_id, x.ref, g.seq, g.depth, b.sscc
FROM item_in_bag AS b JOIN item_label AS l USING (item_id)
JOIN event_item AS x ON x.event_id = b.sealing AND x.code = l.code AND x.kind = 'seal_bag'
JOIN ledger AS g ON g.item_id = b.item_id AND g.tip = x.ref AND g.to_party = x.party_id AND g.kind <> 'rewound'
ORDER BY b.item_id, g.seq DESC;

-- The same answer as before, without a clock in it, and with trust as it is now.
CREATE OR REPLACE VIEW item_in_bag AS
    SELECT h.item_id, h.holder_id, b.sealing, b.sscc, body_says(e.body, 'seal') AS seal, b.sealed_by,
           CASE WHEN b.sealed_by = h.holder_id THEN NULL ELSE h.tip END AS predecessor, c.to_office_id
    FROM bag_content AS b
    JOIN head AS h USING (item_id)
    JOIN signed_event AS e ON e.event_id = b.sealing
    LEFT JOIN bag_code AS c ON c.sscc = b.sscc
    WHERE b.opening IS NULL;

-- 3. A dispute is proposed by one person, answered by another, each with the stories they had before them.
CREATE TABLE dispute_proposal (
    proposal_id uuid PRIMARY KEY,
    item_id uuid NOT NULL REFERENCES item,
    at_tip uuid NOT NULL,
    chosen_event uuid REFERENCES signed_event,
    holder_id uuid REFERENCES party,
    considered uuid[] NOT NULL CHECK (cardinality(considered) >= 1),
    note text CHECK (length(note) BETWEEN 1 AND 1000),
    proposed_by uuid NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    UNIQUE (proposal_id, item_id, at_tip, proposed_by),
    CHECK (chosen_event IS NULL OR holder_id IS NULL),
    CHECK (chosen_event IS NULL OR chosen_event = ANY (considered))
);
CREATE INDEX dispute_proposal_item ON dispute_proposal (item_id, recorded_at);
CALL make_append_only('dispute_proposal');

ALTER TABLE dispute_resolution
    ADD CONSTRAINT dispute_resolution_people UNIQUE (resolution_id, item_id, at_tip, decided_by, approved_by);

CREATE TABLE dispute_answer (
    proposal_id uuid PRIMARY KEY,                            -- answered once
    item_id uuid NOT NULL,
    at_tip uuid NOT NULL,
    proposed_by uuid NOT NULL,
    answered_by uuid NOT NULL REFERENCES person,
    is_approved boolean NOT NULL,
    resolution_id uuid UNIQUE,
    note text CHECK (length(note) BETWEEN 1 AND 1000),
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    CONSTRAINT dispute_answer_to_proposal FOREIGN KEY (proposal_id, item_id, at_tip, proposed_by)
        REFERENCES dispute_proposal (proposal_id, item_id, at_tip, proposed_by),
    CONSTRAINT dispute_answer_decides FOREIGN KEY (resolution_id, item_id, at_tip, proposed_by, answered_by)
        REFERENCES dispute_resolution (resolution_id, item_id, at_tip, decided_by, approved_by),
    CONSTRAINT dispute_answer_by_another CHECK (NOT is_approved OR answered_by <> proposed_by),
    CONSTRAINT dispute_answer_resolves CHECK (is_approved = (resolution_id IS NOT NULL))
);
CALL make_append_only('dispute_answer');

-- 4. The bag counted at the end of a day against the ledger: each result that differs from the one before is a row.
CREATE TABLE count_check (
    count_event uuid NOT NULL,
    number int NOT NULL CHECK (number >= 1),
    party_id uuid NOT NULL,
    confirmed_by uuid,                                       -- the office's own count of the same bag, if it has come
    missing text[] NOT NULL,                                 -- held by the ledger, not counted by the carrier
    extra text[] NOT NULL,                                   -- counted by the carrier, not held by the ledger
    office_missing text[] NOT NULL DEFAULT '{}',
    office_extra text[] NOT NULL DEFAULT '{}',
    cause uuid NOT NULL,                                     -- the fact that made this count look so
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    count_kind text NOT NULL GENERATED ALWAYS AS ('count') STORED,
    prev_number int GENERATED ALWAYS AS (CASE WHEN number > 1 THEN number - 1 END) STORED,
    is_even boolean NOT NULL GENERATED ALWAYS AS
        (missing = '{}' AND extra = '{}' AND office_missing = '{}' AND office_extra = '{}') STORED,
    PRIMARY KEY (count_event, number),
    CONSTRAINT count_check_of_a_count FOREIGN KEY (count_event, count_kind, party_id)
        REFERENCES signed_event (event_id, kind, party_id),
    CONSTRAINT count_check_no_gap FOREIGN KEY (count_event, prev_number) REFERENCES count_check (count_event, number),
    CONSTRAINT count_check_confirmed FOREIGN KEY (confirmed_by) REFERENCES signed_event (event_id)
);
CALL make_append_only('count_check');

CREATE TABLE count_settlement (
    count_event uuid NOT NULL,
    number int NOT NULL,
    note text NOT NULL CHECK (length(note) BETWEEN 1 AND 1000),
    person_id uuid NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    PRIMARY KEY (count_event, number),
    CONSTRAINT count_settlement_of_a_result FOREIGN KEY (count_event, number) REFERENCES count_check (count_event, number)
);
CALL make_append_only('count_settlement');
COMMENT ON TABLE count_settlement IS 'Says why one result is as it is; moves nothing. A later result is open again.';

-- The office's own count of a bag: by a workstation of the office where the carrier works, of these very bytes, trusted.
-- Two of them: the later of one device's; of two devices' the one with the lower id, whatever arrived first.
CREATE FUNCTION confirmation_of(count_event uuid) RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (
        SELECT k.event_id
        FROM signed_event AS c JOIN device AS d USING (device_id)
        JOIN signed_event AS k ON k.answers = c.event_id AND k.answers_hash = c.body_hash
        LEFT JOIN device_revocation AS r ON r.device_id = k.device_id
        WHERE c.event_id = count_event AND c.kind = 'count' AND k.kind = 'confirm_count' AND k.is_readable
          AND k.party_id = d.office_id AND k.device_id <> c.device_id
          AND (r.trusted_through IS NULL OR k.device_seq <= r.trusted_through)
          AND NOT EXISTS (SELECT FROM signed_event AS n
                          WHERE n.answers = c.event_id AND n.kind = 'confirm_count' AND n.device_id = k.device_id
                            AND n.answers_hash = c.body_hash AND n.is_readable AND n.device_seq > k.device_seq
                            AND (r.trusted_through IS NULL OR n.device_seq <= r.trusted_through))
        ORDER BY k.event_id LIMIT 1);

CREATE INDEX signed_event_unreadable ON signed_event (event_id) WHERE NOT is_readable;
CREATE INDEX signed_event_counts ON signed_event (party_id, happened_at) WHERE kind = 'count';

-- 5. Uploads that prove nothing are counted by device and day.
CREATE INDEX unverified_upload_by_day ON unverified_upload (uploaded_by, recorded_at);
CREATE INDEX proof_file_by_day ON proof_file (uploaded_by, started_at);

-- 6. A finding that the facts may take away again and bring back, like a dispute: one open case at a time.
DROP INDEX custody_exception_once;
CREATE UNIQUE INDEX custody_exception_once ON custody_exception (kind, event_id, code) NULLS NOT DISTINCT
    WHERE kind NOT IN ('disputed', 'late_evidence');
CREATE INDEX custody_exception_late ON custody_exception (item_id) WHERE kind = 'late_evidence';
