-- Custody. Everything authenticated is kept for ever; the ledger's keys refuse what the promise forbids.
-- The nil UUID stands for "as registered" wherever an act names the fact by which its giver holds an item.

-- 1. Every authenticated act, exactly once, with the bytes as sent.
CREATE TABLE signed_event (
    event_id uuid PRIMARY KEY,
    device_id uuid NOT NULL,
    party_id uuid NOT NULL,
    person_id uuid NOT NULL,                                 -- as signed; may be unknown here
    device_seq bigint NOT NULL CHECK (device_seq >= 1),
    kind text NOT NULL CHECK (kind ~ '^[a-z_]{1,32}$'),      -- any: unknown kinds are kept too
    is_readable boolean NOT NULL,                            -- false: kind or fields unknown to this version
    province_code text NOT NULL,                             -- the device's home
    to_party uuid,
    from_party uuid,
    evidence text CHECK (evidence IN ('witnessed', 'citizen')),
    answers uuid,
    answers_hash bytea CHECK (octet_length(answers_hash) = 32),
    items_of uuid,                                           -- a bag's act: its items are those of that event
    bag_predecessor uuid,                                    -- of all of them; none: each as its sealing lists it
    happened_at timestamptz NOT NULL,                        -- corrected by the measured offset, bounded
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    previous bytea NOT NULL CHECK (octet_length(previous) = 32),
    body bytea NOT NULL CHECK (octet_length(body) BETWEEN 2 AND 65536),  -- 16,384 letters on the wire, up to 4 bytes each
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    body_hash bytea NOT NULL GENERATED ALWAYS AS (sha256(body)) STORED,
    FOREIGN KEY (device_id, party_id) REFERENCES device (device_id, party_id),  -- a device speaks for its party only
    UNIQUE (device_id, device_seq),
    UNIQUE (event_id, device_id, device_seq, body_hash, previous),
    UNIQUE (event_id, kind, party_id),
    CHECK (kind NOT IN ('release', 'deliver') OR NOT is_readable OR to_party IS NOT NULL),
    CHECK (kind <> 'receive' OR NOT is_readable OR from_party IS NOT NULL),
    CHECK (kind NOT IN ('receive', 'deliver') OR NOT is_readable OR evidence IS NOT NULL),
    CHECK (kind NOT IN ('accept', 'withdraw', 'correct', 'count_in') OR NOT is_readable OR answers IS NOT NULL),
    CHECK (kind <> 'accept' OR NOT is_readable OR answers_hash IS NOT NULL),
    CHECK (to_party <> party_id),
    CHECK (from_party <> party_id)
);
CREATE INDEX signed_event_answers ON signed_event (answers) WHERE answers IS NOT NULL;
CREATE INDEX signed_event_items_of ON signed_event (items_of) WHERE items_of IS NOT NULL;
CREATE INDEX signed_event_recorded ON signed_event (recorded_at);
CALL make_append_only('signed_event');

-- 2. What each act says of each item. `ref`: the predecessor (release, receive, deliver, seal_bag) or the act answered.
CREATE TABLE event_item (
    event_id uuid NOT NULL,
    code text NOT NULL CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'),
    position smallint NOT NULL CHECK (position BETWEEN 0 AND 999),
    kind text NOT NULL,
    party_id uuid NOT NULL,
    to_party uuid,
    from_party uuid,
    ref uuid NOT NULL,
    PRIMARY KEY (event_id, code),
    FOREIGN KEY (event_id, kind, party_id) REFERENCES signed_event (event_id, kind, party_id),
    UNIQUE (event_id, code, kind, party_id, ref),
    UNIQUE (event_id, code, to_party),
    UNIQUE (event_id, code, from_party)
);
CREATE INDEX event_item_code ON event_item (code);
CREATE INDEX event_item_ref ON event_item (ref);
CALL make_append_only('event_item');

CREATE TABLE event_refusal (
    event_id uuid NOT NULL REFERENCES signed_event,
    code text NOT NULL CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'),
    answers uuid NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (event_id, code)
);
CREATE INDEX event_refusal_code ON event_refusal (code);
CALL make_append_only('event_refusal');

-- An act speaks of its own event's receiver and giver, not of others: kept true by the row's own event.
CREATE FUNCTION event_item_agrees() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM signed_event AS e WHERE e.event_id = NEW.event_id
                   AND e.to_party IS NOT DISTINCT FROM NEW.to_party AND e.from_party IS NOT DISTINCT FROM NEW.from_party) THEN
        RAISE EXCEPTION 'event_item % does not agree with its event', NEW.event_id USING ERRCODE = '23514', CONSTRAINT = 'event_item_agrees';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER event_item_agrees BEFORE INSERT ON event_item FOR EACH ROW EXECUTE FUNCTION event_item_agrees();

-- 3. Same id or number, other bytes: kept, alarmed, never applied.
CREATE TABLE equivocation (
    event_id uuid NOT NULL,
    device_id uuid NOT NULL REFERENCES device,
    device_seq bigint NOT NULL,
    body bytea NOT NULL CHECK (octet_length(body) BETWEEN 2 AND 65536),
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    body_hash bytea NOT NULL GENERATED ALWAYS AS (sha256(body)) STORED,
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    PRIMARY KEY (event_id, device_id, device_seq, body_hash)
);
CALL make_append_only('equivocation');

-- What could not be verified: raw, with what it claims to be; no key stands on its claims.
CREATE TABLE unverified_upload (
    upload_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uploaded_by uuid NOT NULL REFERENCES device,
    claimed_event_id uuid,
    claimed_device_id uuid,
    claimed_seq bigint,
    body bytea NOT NULL CHECK (octet_length(body) <= 65536),
    signature bytea NOT NULL CHECK (octet_length(signature) <= 128),
    fingerprint bytea NOT NULL GENERATED ALWAYS AS (sha256(sha256(body) || signature)) STORED,
    why text NOT NULL CHECK (why IN ('signature', 'unknown_device', 'not_an_act')),
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    UNIQUE (uploaded_by, fingerprint)
);
CALL make_append_only('unverified_upload');

-- 4. Gapless per device, hash-chained; its highest number is the acknowledgement.
CREATE TABLE device_log (
    device_id uuid NOT NULL,
    seq bigint NOT NULL CHECK (seq >= 1),
    event_id uuid NOT NULL,
    body_hash bytea NOT NULL,
    claimed_previous bytea NOT NULL,
    prev_seq bigint GENERATED ALWAYS AS (CASE WHEN seq > 1 THEN seq - 1 END) STORED,
    prev_body_hash bytea NOT NULL CHECK (octet_length(prev_body_hash) = 32),
    prev_hash bytea NOT NULL CHECK (octet_length(prev_hash) = 32),
    chain_ok boolean NOT NULL GENERATED ALWAYS AS (claimed_previous = prev_body_hash) STORED,
    hash bytea NOT NULL GENERATED ALWAYS AS (sha256(prev_hash || body_hash)) STORED,
    PRIMARY KEY (device_id, seq),
    UNIQUE (device_id, seq, hash, body_hash),
    FOREIGN KEY (event_id, device_id, seq, body_hash, claimed_previous)
        REFERENCES signed_event (event_id, device_id, device_seq, body_hash, previous),
    FOREIGN KEY (device_id, prev_seq, prev_hash, prev_body_hash) REFERENCES device_log (device_id, seq, hash, body_hash),
    CHECK (seq > 1 OR (prev_hash = sha256(uuid_send(device_id)) AND prev_body_hash = sha256(uuid_send(device_id))))
);
CALL make_append_only('device_log');

-- 5. Facts that people state with their own log-in.
CREATE TABLE side_statement (
    event_id uuid NOT NULL REFERENCES signed_event,
    party_id uuid NOT NULL REFERENCES party,
    verdict text NOT NULL CHECK (verdict IN ('confirmed', 'contested')),
    person_id uuid NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    PRIMARY KEY (event_id, party_id)
);
CALL make_append_only('side_statement');

CREATE TABLE dispute_resolution (
    resolution_id uuid PRIMARY KEY,
    item_id uuid NOT NULL REFERENCES item,
    at_tip uuid NOT NULL,
    number int NOT NULL CHECK (number >= 1),
    chosen_event uuid REFERENCES signed_event,               -- the side that is believed, or
    holder_id uuid REFERENCES party,                         -- where it was found, or neither: it stayed
    considered uuid[] NOT NULL CHECK (cardinality(considered) >= 1),
    decided_by uuid NOT NULL REFERENCES person,
    approved_by uuid NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    UNIQUE (item_id, at_tip, number),
    UNIQUE (resolution_id, item_id, at_tip, holder_id),
    CHECK (decided_by <> approved_by),
    CHECK (chosen_event IS NULL OR holder_id IS NULL),
    CHECK (chosen_event IS NULL OR chosen_event = ANY (considered))
);
CALL make_append_only('dispute_resolution');

-- 6. The ledger of holders: primary key = no fork; foreign keys = the giver is the holder and both sides are real.
CREATE TABLE ledger (
    item_id uuid NOT NULL,
    seq int NOT NULL CHECK (seq >= 0),
    depth int NOT NULL CHECK (depth >= 0),                   -- length of the chain of custody; a rewind shortens it
    kind text NOT NULL CHECK (kind IN ('registered', 'handover', 'reinstated', 'resolved', 'rewound')),
    province_code text NOT NULL,                             -- the item's home
    from_party uuid,
    to_party uuid NOT NULL REFERENCES party,
    tip uuid NOT NULL,                                       -- what the holder's next act names as predecessor
    given_event uuid,
    given_code text,
    given_kind text CHECK (given_kind IN ('release', 'deliver')),
    taken_event uuid,
    taken_code text,
    taken_kind text CHECK (taken_kind IN ('accept', 'receive')),
    giver_evidence text CHECK (giver_evidence IN ('own_device', 'witnessed', 'citizen')),
    receiver_evidence text CHECK (receiver_evidence IN ('own_device', 'witnessed', 'citizen')),
    resolution_id uuid,
    rewound_to int,
    cause uuid,                                              -- of a rewind: the fact that made it
    prev_seq int GENERATED ALWAYS AS (CASE WHEN seq > 0 THEN seq - 1 END) STORED,
    prev_depth int NOT NULL CHECK (prev_depth >= -1),
    prev_tip uuid,
    prev_hash bytea NOT NULL CHECK (octet_length(prev_hash) = 32),
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    is_step boolean NOT NULL GENERATED ALWAYS AS (kind IN ('handover', 'reinstated')) STORED,
    origin_id uuid GENERATED ALWAYS AS (CASE WHEN kind = 'registered' THEN to_party END) STORED,
    given_ref uuid GENERATED ALWAYS AS (CASE WHEN given_event IS NOT NULL THEN prev_tip END) STORED,
    taken_ref uuid GENERATED ALWAYS AS (CASE WHEN taken_kind = 'accept' THEN given_event WHEN taken_kind = 'receive' THEN prev_tip END) STORED,
    taken_from uuid GENERATED ALWAYS AS (CASE WHEN taken_kind = 'receive' THEN from_party END) STORED,
    resolved_at uuid GENERATED ALWAYS AS (CASE WHEN kind = 'resolved' THEN prev_tip END) STORED,
    resolved_holder uuid GENERATED ALWAYS AS (CASE WHEN kind = 'resolved' THEN to_party END) STORED,
    hash bytea NOT NULL GENERATED ALWAYS AS (sha256(
        prev_hash || uuid_send(item_id) || int4send(seq) || int4send(depth)
        || int4send(CASE kind WHEN 'registered' THEN 0 WHEN 'handover' THEN 1 WHEN 'reinstated' THEN 2 WHEN 'resolved' THEN 3 ELSE 4 END)
        || uuid_send(coalesce(from_party, '00000000-0000-0000-0000-000000000000')) || uuid_send(to_party) || uuid_send(tip)
        || uuid_send(coalesce(given_event, '00000000-0000-0000-0000-000000000000'))
        || uuid_send(coalesce(taken_event, '00000000-0000-0000-0000-000000000000'))
        || uuid_send(coalesce(resolution_id, cause, '00000000-0000-0000-0000-000000000000'))
        || timestamptz_send(recorded_at))) STORED,
    PRIMARY KEY (item_id, seq),
    UNIQUE (item_id, seq, to_party, tip, depth, hash),
    UNIQUE (item_id, seq, to_party, tip, depth),
    FOREIGN KEY (item_id, province_code) REFERENCES item (item_id, province_code),
    FOREIGN KEY (item_id, origin_id) REFERENCES item (item_id, origin_id),
    FOREIGN KEY (item_id, prev_seq, from_party, prev_tip, prev_depth, prev_hash)
        REFERENCES ledger (item_id, seq, to_party, tip, depth, hash),
    FOREIGN KEY (item_id, given_code) REFERENCES item_label (item_id, code),
    FOREIGN KEY (item_id, taken_code) REFERENCES item_label (item_id, code),
    FOREIGN KEY (given_event, given_code, given_kind, from_party, given_ref)
        REFERENCES event_item (event_id, code, kind, party_id, ref),
    FOREIGN KEY (given_event, given_code, to_party) REFERENCES event_item (event_id, code, to_party),
    FOREIGN KEY (taken_event, taken_code, taken_kind, to_party, taken_ref)
        REFERENCES event_item (event_id, code, kind, party_id, ref),
    FOREIGN KEY (taken_event, taken_code, taken_from) REFERENCES event_item (event_id, code, from_party),
    FOREIGN KEY (resolution_id, item_id, resolved_at, resolved_holder)
        REFERENCES dispute_resolution (resolution_id, item_id, at_tip, holder_id),
    FOREIGN KEY (item_id, rewound_to, to_party, tip, depth) REFERENCES ledger (item_id, seq, to_party, tip, depth),
    CONSTRAINT first_row_registers CHECK ((seq = 0) = (kind = 'registered')),
    CONSTRAINT registered_shape CHECK (kind <> 'registered' OR (from_party IS NULL AND prev_tip IS NULL AND depth = 0 AND prev_depth = -1
        AND tip = '00000000-0000-0000-0000-000000000000' AND prev_hash = sha256(uuid_send(item_id)))),
    CONSTRAINT later_rows_follow CHECK (seq = 0 OR (from_party IS NOT NULL AND prev_tip IS NOT NULL)),
    CONSTRAINT step_moves CHECK (NOT (kind IN ('handover', 'reinstated')) OR from_party <> to_party),
    CONSTRAINT step_deepens CHECK (kind NOT IN ('handover', 'reinstated', 'resolved') OR depth = prev_depth + 1),
    CONSTRAINT step_has_sides CHECK ((kind IN ('handover', 'reinstated')) = (given_event IS NOT NULL OR taken_event IS NOT NULL)),
    CONSTRAINT step_tip CHECK (kind NOT IN ('handover', 'reinstated') OR tip = coalesce(taken_event, given_event)),
    CONSTRAINT sides_whole CHECK ((given_event IS NULL) = (given_code IS NULL) AND (given_event IS NULL) = (given_kind IS NULL)
        AND (taken_event IS NULL) = (taken_code IS NULL) AND (taken_event IS NULL) = (taken_kind IS NULL)),
    CONSTRAINT sides_match CHECK (NOT (kind IN ('handover', 'reinstated'))
        OR coalesce(given_kind, '-') || '/' || coalesce(taken_kind, '-') IN ('release/accept', '-/receive', 'deliver/-')),
    CONSTRAINT evidence_whole CHECK (NOT (kind IN ('handover', 'reinstated')) OR (giver_evidence IS NOT NULL AND receiver_evidence IS NOT NULL
        AND (given_event IS NULL OR giver_evidence = 'own_device') AND (taken_event IS NULL OR receiver_evidence = 'own_device')
        AND (given_event IS NOT NULL OR giver_evidence <> 'own_device') AND (taken_event IS NOT NULL OR receiver_evidence <> 'own_device'))),
    CONSTRAINT resolved_shape CHECK ((kind = 'resolved') = (resolution_id IS NOT NULL) AND (kind <> 'resolved' OR tip = resolution_id)),
    CONSTRAINT rewound_shape CHECK ((kind = 'rewound') = (rewound_to IS NOT NULL) AND (kind <> 'rewound'
        OR (rewound_to < seq AND depth < prev_depth AND cause IS NOT NULL)))
);
CREATE UNIQUE INDEX giving_spent_once ON ledger (item_id, given_event) WHERE kind = 'handover';
CREATE UNIQUE INDEX taking_used_once ON ledger (item_id, taken_event) WHERE kind = 'handover';
CREATE INDEX ledger_to_party ON ledger (to_party);
CALL make_append_only('ledger');

-- Whether one side's device may write down the other's: a citizen's mark is a citizen's, no carrier speaks for another.
CREATE FUNCTION may_write_down(writer uuid, other uuid, evidence text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN EXISTS (
        SELECT FROM party AS w, party AS o
        WHERE w.party_id = writer AND o.party_id = other
          AND (evidence = 'witnessed' OR o.kind = 'citizen') AND NOT (w.kind = 'carrier' AND o.kind = 'carrier'));

-- What no key can say: the accept is of these very bytes, the other side may be written down, the chain rewound to stands.
CREATE FUNCTION ledger_agrees() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER ledger_agrees AFTER INSERT ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_agrees();

-- 7. Who holds each item now: written only by the ledger itself.
CREATE TABLE head (
    item_id uuid PRIMARY KEY,
    seq int NOT NULL,
    depth int NOT NULL,
    holder_id uuid NOT NULL,
    tip uuid NOT NULL,
    hash bytea NOT NULL,
    province_code text NOT NULL,
    held_since timestamptz NOT NULL,
    status text NOT NULL DEFAULT 'held' CHECK (status IN ('held', 'offered', 'disputed')),
    claimants uuid[] NOT NULL DEFAULT '{}',                  -- to whom it is offered, or who disputes it
    FOREIGN KEY (item_id, seq, holder_id, tip, depth, hash) REFERENCES ledger (item_id, seq, to_party, tip, depth, hash)
);
CREATE INDEX head_holder ON head (holder_id, status);
CREATE INDEX head_claimants ON head USING gin (claimants) WHERE status <> 'held';
REVOKE INSERT ON head FROM courier_service;
GRANT UPDATE (status, claimants) ON head TO courier_service;

CREATE FUNCTION ledger_moves_head() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO head AS h (item_id, seq, depth, holder_id, tip, hash, province_code, held_since)
    VALUES (NEW.item_id, NEW.seq, NEW.depth, NEW.to_party, NEW.tip, NEW.hash, NEW.province_code, NEW.recorded_at)
    ON CONFLICT (item_id) DO UPDATE
        SET seq = EXCLUDED.seq, depth = EXCLUDED.depth, holder_id = EXCLUDED.holder_id, tip = EXCLUDED.tip,
            hash = EXCLUDED.hash, held_since = EXCLUDED.held_since
        WHERE h.seq < EXCLUDED.seq;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_moves_head AFTER INSERT ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_moves_head();

-- An item has a holder from the instant it is registered.
CREATE FUNCTION item_enters_ledger() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO ledger (item_id, seq, depth, kind, province_code, to_party, tip, prev_depth, prev_hash, recorded_at)
    VALUES (NEW.item_id, 0, 0, 'registered', NEW.province_code, NEW.origin_id,
            '00000000-0000-0000-0000-000000000000', -1, sha256(uuid_send(NEW.item_id)), NEW.registered_at);
    RETURN NULL;
END $$;
CREATE TRIGGER item_enters_ledger AFTER INSERT ON item FOR EACH ROW EXECUTE FUNCTION item_enters_ledger();

-- 8. What needs a person.
CREATE TABLE custody_exception (
    exception_id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('disputed', 'unknown_item', 'unknown_kind', 'equivocation', 'bad_signature', 'evidence_only',
        'refused_item', 'chain_broken', 'late_evidence', 'count_differs', 'unmatched', 'money', 'one_time_code', 'missing_proof')),
    event_id uuid,
    item_id uuid REFERENCES item,
    code text,
    province_code text NOT NULL,
    office_id uuid REFERENCES office,
    facts jsonb NOT NULL DEFAULT '{}',
    opened_at timestamptz NOT NULL DEFAULT courier_now(),
    CHECK (kind <> 'disputed' OR item_id IS NOT NULL)
);
CREATE UNIQUE INDEX custody_exception_once ON custody_exception (kind, event_id, code) NULLS NOT DISTINCT
    WHERE kind <> 'disputed';                                -- a dispute may come back: one open case at a time
CREATE INDEX custody_exception_dispute ON custody_exception (item_id) WHERE kind = 'disputed';
CREATE INDEX custody_exception_unknown ON custody_exception (code) WHERE kind = 'unknown_item';
CREATE INDEX custody_exception_office ON custody_exception (office_id, opened_at);
CALL make_append_only('custody_exception');

CREATE TABLE custody_exception_closing (
    exception_id uuid PRIMARY KEY REFERENCES custody_exception,
    closed_by uuid REFERENCES person,                        -- none: the facts themselves closed it
    note text,
    closed_at timestamptz NOT NULL DEFAULT courier_now()
);
CALL make_append_only('custody_exception_closing');

-- 9. Proofs and the erasable side of an act.
CREATE TABLE proof_file (
    sha256 bytea PRIMARY KEY CHECK (octet_length(sha256) = 32),
    size_bytes bigint NOT NULL CHECK (size_bytes BETWEEN 1 AND 20000000),
    received_bytes bigint NOT NULL CHECK (received_bytes BETWEEN 0 AND size_bytes),
    media_type text NOT NULL,
    uploaded_by uuid NOT NULL REFERENCES device,
    started_at timestamptz NOT NULL DEFAULT courier_now(),
    completed_at timestamptz,
    CHECK ((completed_at IS NOT NULL) = (received_bytes = size_bytes))
);
GRANT UPDATE (received_bytes, completed_at), DELETE ON proof_file TO courier_service;

CREATE TABLE event_proof (
    event_id uuid NOT NULL REFERENCES signed_event,
    kind text NOT NULL,
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    PRIMARY KEY (event_id, kind, sha256)
);
CREATE INDEX event_proof_file ON event_proof (sha256);
CALL make_append_only('event_proof');

CREATE TABLE event_details (
    event_id uuid PRIMARY KEY REFERENCES signed_event,
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    details text CHECK (length(details) <= 8192),
    CHECK (sha256(convert_to(details, 'UTF8')) = digest)
);
GRANT UPDATE (details) ON event_details TO courier_service;
