-- Evidence. Every row that custody rests on gets a place in one append-only, gapless order, over which the server signs
-- checkpoints: what the owner of the database changes, drops or reorders afterwards no longer fits what was signed.

-- 1. When a row entered: a place is given after commit, and this column finds what is new without reading all again.
ALTER TABLE party ADD COLUMN entered_xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint;
ALTER TABLE device ADD COLUMN entered_xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint;
ALTER TABLE device_revocation ADD COLUMN entered_xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint;
ALTER TABLE server_incarnation ADD COLUMN entered_xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint;
ALTER TABLE item_label ADD COLUMN entered_xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint;
ALTER TABLE signed_event ADD COLUMN entered_xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint;
ALTER TABLE equivocation ADD COLUMN entered_xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint;
ALTER TABLE unverified_upload ADD COLUMN entered_xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint;
ALTER TABLE side_statement ADD COLUMN entered_xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint;
ALTER TABLE dispute_resolution ADD COLUMN entered_xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint;
ALTER TABLE ledger ADD COLUMN entered_xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint;

-- Nearly free to write; ranges not yet summarised are the newest, which are those looked for.
CREATE INDEX party_entered ON party USING brin (entered_xid);
CREATE INDEX item_label_entered ON item_label USING brin (entered_xid);
CREATE INDEX signed_event_entered ON signed_event USING brin (entered_xid);
CREATE INDEX ledger_entered ON ledger USING brin (entered_xid);

-- 2. The exact text that stands for a row. Never change one once rows were numbered by it: add another source instead.
CREATE FUNCTION evidence_time(at timestamptz) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (extract(epoch FROM at) * 1000000)::bigint;
COMMENT ON FUNCTION evidence_time(timestamptz) IS 'Microseconds since 1970-01-01 UTC.';

CREATE FUNCTION evidence_text(r party) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'party', 'party_id', r.party_id, 'kind', r.kind, 'province_code', r.province_code)::text $$;

CREATE FUNCTION evidence_text(r device) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'device', 'device_id', r.device_id, 'kind', r.kind, 'party_id', r.party_id,
        'office_id', r.office_id, 'person_id', r.person_id, 'public_key', encode(r.public_key, 'hex'),
        'enrolled_at', evidence_time(r.enrolled_at))::text $$;

CREATE FUNCTION evidence_text(r device_revocation) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'revocation', 'device_id', r.device_id, 'mode', r.mode,
        'trusted_through', r.trusted_through, 'person_id', r.person_id, 'recorded_at', evidence_time(r.recorded_at))::text $$;

CREATE FUNCTION evidence_text(r server_incarnation) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'incarnation', 'incarnation_id', r.incarnation_id, 'number', r.number,
        'reason', r.reason, 'started_at', evidence_time(r.started_at))::text $$;

CREATE FUNCTION evidence_text(r item_label) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'label', 'code', r.code, 'item_id', r.item_id, 'reason', r.reason,
        'bound_at', evidence_time(r.bound_at))::text $$;

CREATE FUNCTION evidence_text(r signed_event) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'event', 'event_id', r.event_id, 'device_id', r.device_id, 'party_id', r.party_id,
        'person_id', r.person_id, 'device_seq', r.device_seq, 'kind', r.kind, 'is_readable', r.is_readable,
        'to_party', r.to_party, 'from_party', r.from_party, 'evidence', r.evidence, 'answers', r.answers,
        'answers_hash', encode(r.answers_hash, 'hex'), 'items_of', r.items_of, 'bag_predecessor', r.bag_predecessor,
        'happened_at', evidence_time(r.happened_at), 'recorded_at', evidence_time(r.recorded_at),
        'previous', encode(r.previous, 'hex'), 'body_hash', encode(r.body_hash, 'hex'),
        'signature_hash', encode(sha256(r.signature), 'hex'))::text $$;

CREATE FUNCTION evidence_text(r equivocation) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'equivocation', 'event_id', r.event_id, 'device_id', r.device_id,
        'device_seq', r.device_seq, 'body_hash', encode(r.body_hash, 'hex'),
        'signature_hash', encode(sha256(r.signature), 'hex'), 'recorded_at', evidence_time(r.recorded_at))::text $$;

CREATE FUNCTION evidence_text(r unverified_upload) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'unverified', 'upload_id', r.upload_id, 'uploaded_by', r.uploaded_by,
        'fingerprint', encode(r.fingerprint, 'hex'), 'why', r.why, 'recorded_at', evidence_time(r.recorded_at))::text $$;

CREATE FUNCTION evidence_text(r side_statement) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'statement', 'event_id', r.event_id, 'party_id', r.party_id, 'verdict', r.verdict,
        'person_id', r.person_id, 'recorded_at', evidence_time(r.recorded_at))::text $$;

CREATE FUNCTION evidence_text(r dispute_resolution) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'resolution', 'resolution_id', r.resolution_id, 'item_id', r.item_id,
        'at_tip', r.at_tip, 'number', r.number, 'chosen_event', r.chosen_event, 'holder_id', r.holder_id,
        'considered', to_jsonb(r.considered), 'decided_by', r.decided_by, 'approved_by', r.approved_by,
        'recorded_at', evidence_time(r.recorded_at))::text $$;

CREATE FUNCTION evidence_text(r ledger) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'ledger', 'item_id', r.item_id, 'seq', r.seq, 'depth', r.depth, 'kind', r.kind,
        'province_code', r.province_code, 'from_party', r.from_party, 'to_party', r.to_party, 'tip', r.tip,
        'given_event', r.given_event, 'given_code', r.given_code, 'given_kind', r.given_kind,
        'taken_event', r.taken_event, 'taken_code', r.taken_code, 'taken_kind', r.taken_kind,
        'giver_evidence', r.giver_evidence, 'receiver_evidence', r.receiver_evidence,
        'resolution_id', r.resolution_id, 'rewound_to', r.rewound_to, 'cause', r.cause,
        'prev_depth', r.prev_depth, 'prev_tip', r.prev_tip, 'prev_hash', encode(r.prev_hash, 'hex'),
        'recorded_at', evidence_time(r.recorded_at), 'hash', encode(r.hash, 'hex'))::text $$;

-- 3. The order: leaf n of the Merkle tree (RFC 9162) is one row; its hash is SHA-256(0x00 ‖ the row's text).
CREATE TABLE evidence_leaf (
    leaf bigint PRIMARY KEY CHECK (leaf >= 0),
    prev_leaf bigint GENERATED ALWAYS AS (CASE WHEN leaf > 0 THEN leaf - 1 END) STORED REFERENCES evidence_leaf,  -- no gap
    source text NOT NULL CHECK (source IN ('party', 'device', 'revocation', 'incarnation', 'label', 'event', 'equivocation',
        'unverified', 'statement', 'resolution', 'ledger')),
    key text COLLATE "C" NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    UNIQUE (source, key)                                     -- a row has one place
);
CALL make_append_only('evidence_leaf');

-- Roots of whole subtrees of 256, 65,536, … leaves, so that a proof reads a few hundred hashes, not all.
CREATE TABLE evidence_node (
    level smallint NOT NULL CHECK (level IN (8, 16, 24, 32, 40)),
    place bigint NOT NULL CHECK (place >= 0),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (level, place)
);
CALL make_append_only('evidence_node');

-- 4. What the server signed of it.
CREATE TABLE evidence_checkpoint (
    number bigint PRIMARY KEY CHECK (number >= 1),
    size bigint NOT NULL CHECK (size >= 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    occasion text NOT NULL CHECK (occasion IN ('hour', 'day', 'asked')),
    on_date date,                                            -- the day it closes
    made_at timestamptz NOT NULL,
    incarnation_id uuid NOT NULL REFERENCES server_incarnation,
    horizon bigint NOT NULL CHECK (horizon >= 0),            -- every row that entered below it has its place
    body bytea NOT NULL CHECK (octet_length(body) BETWEEN 2 AND 4096),
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    public_key bytea NOT NULL CHECK (octet_length(public_key) = 65),
    body_hash bytea NOT NULL GENERATED ALWAYS AS (sha256(body)) STORED,
    prev_number bigint GENERATED ALWAYS AS (CASE WHEN number > 1 THEN number - 1 END) STORED,
    prev_size bigint NOT NULL CHECK (prev_size >= 0),
    prev_hash bytea NOT NULL CHECK (octet_length(prev_hash) = 32),
    UNIQUE (number, size, body_hash),
    FOREIGN KEY (prev_number, prev_size, prev_hash) REFERENCES evidence_checkpoint (number, size, body_hash),
    CHECK (size >= prev_size),                               -- the log only grows
    CHECK (number > 1 OR (prev_size = 0 AND prev_hash = sha256(''))),
    CHECK ((occasion = 'day') = (on_date IS NOT NULL))
);
CREATE UNIQUE INDEX evidence_checkpoint_day ON evidence_checkpoint (on_date);
CALL make_append_only('evidence_checkpoint');

-- 5. A restore from a backup, said openly: phones offer again what they kept, and checkpoints past it hold no more.
CREATE TABLE restoration (
    incarnation_id uuid PRIMARY KEY REFERENCES server_incarnation,
    restored_to timestamptz,                                 -- real time; none: all that the backup held
    backup text NOT NULL CHECK (length(backup) BETWEEN 1 AND 200),
    log_size bigint NOT NULL CHECK (log_size >= 0)           -- places given before the restore that are still here
);
CALL make_append_only('restoration');
REVOKE INSERT ON restoration FROM courier_service;
