-- Entered from paper: a hand-over that neither side's device saw, written down by the carrier's office from the signed sheet.

ALTER TABLE signed_event ADD CONSTRAINT transcribed_sides
    CHECK (kind <> 'transcribe' OR NOT is_readable OR (from_party IS NOT NULL AND to_party IS NOT NULL AND from_party <> to_party));

-- A paper speaks for one of the office's own carriers and for somebody who is no carrier; where the office is itself a
-- side, it receives or delivers instead.
CREATE FUNCTION may_transcribe(writer uuid, giver uuid, receiver uuid) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN writer NOT IN (giver, receiver)
        AND (SELECT count(*) FROM party AS p WHERE p.party_id IN (giver, receiver) AND p.kind = 'carrier') = 1
        AND EXISTS (SELECT FROM person AS p JOIN role_grant AS g USING (person_id)
                    WHERE p.carrier_party_id IN (giver, receiver) AND g.office_id = writer AND g.role = 'carrier');

ALTER TABLE event_item ADD UNIQUE (event_id, code, kind, from_party, to_party, ref);

ALTER TABLE ledger
    ADD COLUMN paper_from uuid GENERATED ALWAYS AS (CASE WHEN taken_kind = 'transcribe' THEN from_party END) STORED,
    ADD COLUMN paper_to uuid GENERATED ALWAYS AS (CASE WHEN taken_kind = 'transcribe' THEN to_party END) STORED,
    ADD COLUMN paper_ref uuid GENERATED ALWAYS AS (CASE WHEN taken_kind = 'transcribe' THEN prev_tip END) STORED,
    ADD FOREIGN KEY (taken_event, taken_code, taken_kind, paper_from, paper_to, paper_ref)
        REFERENCES event_item (event_id, code, kind, from_party, to_party, ref),
    DROP CONSTRAINT ledger_taken_kind_check,
    ADD CONSTRAINT ledger_taken_kind_check CHECK (taken_kind IN ('accept', 'receive', 'transcribe')),
    DROP CONSTRAINT sides_match,
    ADD CONSTRAINT sides_match CHECK (NOT (kind IN ('handover', 'reinstated'))
        OR coalesce(given_kind, '-') || '/' || coalesce(taken_kind, '-') IN ('release/accept', '-/receive', 'deliver/-', '-/transcribe')),
    DROP CONSTRAINT evidence_whole,
    ADD CONSTRAINT evidence_whole CHECK (NOT (kind IN ('handover', 'reinstated')) OR (giver_evidence IS NOT NULL AND receiver_evidence IS NOT NULL
        AND CASE WHEN taken_kind = 'transcribe' THEN giver_evidence = 'witnessed' AND receiver_evidence = 'witnessed'
            ELSE (given_event IS NOT NULL) = (giver_evidence = 'own_device') AND (taken_event IS NOT NULL) = (receiver_evidence = 'own_device') END));

CREATE OR REPLACE FUNCTION ledger_agrees() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    broken text;
BEGIN
    IF NEW.kind = 'rewound' THEN
        IF EXISTS (SELECT FROM ledger AS l
                   WHERE l.item_id = NEW.item_id AND l.seq > NEW.rewound_to AND l.seq < NEW.seq
                     AND l.depth <= NEW.depth AND l.rewound_to IS DISTINCT FROM NEW.rewound_to) THEN
            broken := 'rewound_to_standing';
        END IF;
    ELSIF NEW.taken_kind = 'accept' THEN
        IF NOT EXISTS (SELECT FROM signed_event AS g JOIN signed_event AS t ON t.answers_hash = g.body_hash
                       WHERE g.event_id = NEW.given_event AND t.event_id = NEW.taken_event) THEN
            broken := 'accept_of_these_bytes';
        END IF;
    ELSIF NEW.taken_kind = 'receive' THEN
        IF NOT may_write_down(NEW.to_party, NEW.from_party, NEW.giver_evidence) THEN
            broken := 'side_written_down';
        END IF;
    ELSIF NEW.taken_kind = 'transcribe' THEN
        IF NOT EXISTS (SELECT FROM signed_event AS e
                       WHERE e.event_id = NEW.taken_event AND may_transcribe(e.party_id, NEW.from_party, NEW.to_party)) THEN
            broken := 'side_written_down';
        END IF;
    ELSIF NEW.given_kind = 'deliver' THEN
        IF NOT may_write_down(NEW.from_party, NEW.to_party, NEW.receiver_evidence) THEN
            broken := 'side_written_down';
        END IF;
    END IF;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'ledger row %/% is refused: %', NEW.item_id, NEW.seq, broken USING ERRCODE = '23514', CONSTRAINT = broken;
    END IF;
    RETURN NULL;
END $$;
