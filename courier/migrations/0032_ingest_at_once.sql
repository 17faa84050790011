-- The ingest again: what was done row by row is done for all rows of a transaction at once. Nothing here loosens a key.

-- Devices' logs taken on as far as there is no gap; returns each log's end. What waits behind a gap is not read. One
-- statement for all devices: a transaction that keeps many phones' hand-overs has twice as many devices as hand-overs.
CREATE OR REPLACE FUNCTION extend_logs(named uuid[])
RETURNS TABLE (device_id uuid, seq bigint, hash bytea, body_hash bytea)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM FROM device WHERE device_id = ANY (named) ORDER BY device_id FOR NO KEY UPDATE;
    RETURN QUERY
        WITH RECURSIVE log AS (
            SELECT d.device_id, coalesce(l.seq, 0) AS seq, coalesce(l.hash, d.beginning) AS hash,
                   coalesce(l.body_hash, d.beginning) AS body_hash,
                   NULL::uuid AS event_id, NULL::bytea AS claimed, NULL::bytea AS hash_before, NULL::bytea AS body_before
            FROM (SELECT id AS device_id, sha256(uuid_send(id)) AS beginning FROM unnest(named) AS id) AS d
            LEFT JOIN LATERAL (
                SELECT o.seq, o.hash, o.body_hash FROM device_log AS o
                WHERE o.device_id = d.device_id ORDER BY o.seq DESC LIMIT 1
            ) AS l ON true
            UNION ALL
            SELECT l.device_id, e.device_seq, sha256(l.hash || e.body_hash), e.body_hash,
                   e.event_id, e.previous, l.hash, l.body_hash
            FROM log AS l JOIN signed_event AS e ON e.device_id = l.device_id AND e.device_seq = l.seq + 1
        ), added AS (
            INSERT INTO device_log (device_id, seq, event_id, body_hash, claimed_previous, prev_body_hash, prev_hash)
            SELECT l.device_id, l.seq, l.event_id, l.body_hash, l.claimed, l.body_before, l.hash_before
            FROM log AS l WHERE l.event_id IS NOT NULL ORDER BY l.device_id, l.seq
        )
        SELECT DISTINCT ON (l.device_id) l.device_id, l.seq, l.hash, l.body_hash
        FROM log AS l ORDER BY l.device_id, l.seq DESC;
END $$;

-- An act speaks of its own event's receiver and giver, not of others: all rows of a statement looked at once.
DROP TRIGGER event_item_agrees ON event_item;
CREATE OR REPLACE FUNCTION event_item_agrees() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    broken uuid;
BEGIN
    SELECT t.event_id INTO broken FROM added AS t
    WHERE NOT EXISTS (SELECT FROM signed_event AS e WHERE e.event_id = t.event_id
                      AND e.to_party IS NOT DISTINCT FROM t.to_party AND e.from_party IS NOT DISTINCT FROM t.from_party)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'event_item % does not agree with its event', broken USING ERRCODE = '23514', CONSTRAINT = 'event_item_agrees';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER event_item_agrees AFTER INSERT ON event_item
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION event_item_agrees();

-- What no key can say of the ledger's new rows: the accept is of these very bytes, the other side may be written down,
-- the chain rewound to stands. Each row looks for its own by key: what is written as a value, and not as EXISTS, is never
-- answered by reading all acts into a hash.
DROP TRIGGER ledger_agrees ON ledger;
CREATE OR REPLACE FUNCTION ledger_agrees() RETURNS trigger
LANGUAGE plpgsql SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
    broken record;
BEGIN
    SELECT n.item_id, n.seq, n.refused_by INTO broken
    FROM (
        SELECT a.item_id, a.seq, CASE
            WHEN a.kind = 'rewound' THEN
                CASE WHEN (SELECT count(*) FROM ledger AS l
                           WHERE l.item_id = a.item_id AND l.seq > a.rewound_to AND l.seq < a.seq
                             AND l.depth <= a.depth AND l.rewound_to IS DISTINCT FROM a.rewound_to) > 0
                THEN 'rewound_to_standing' END
            WHEN a.taken_kind = 'accept' THEN
                CASE WHEN (SELECT t.answers_hash = g.body_hash FROM signed_event AS g, signed_event AS t
                           WHERE g.event_id = a.given_event AND t.event_id = a.taken_event) IS NOT TRUE
                THEN 'accept_of_these_bytes' END
            WHEN a.taken_kind = 'receive' THEN
                CASE WHEN NOT may_write_down(a.to_party, a.from_party, a.giver_evidence) THEN 'side_written_down' END
            WHEN a.taken_kind = 'transcribe' THEN
                CASE WHEN (SELECT may_transcribe(e.party_id, a.from_party, a.to_party) FROM signed_event AS e
                           WHERE e.event_id = a.taken_event) IS NOT TRUE
                THEN 'side_written_down' END
            WHEN a.given_kind = 'deliver' THEN
                CASE WHEN NOT may_write_down(a.from_party, a.to_party, a.receiver_evidence) THEN 'side_written_down' END
            END AS refused_by
        FROM added AS a
    ) AS n
    WHERE n.refused_by IS NOT NULL ORDER BY n.item_id, n.seq LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'ledger row %/% is refused: %', broken.item_id, broken.seq, broken.refused_by
            USING ERRCODE = '23514', CONSTRAINT = broken.refused_by;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_agrees AFTER INSERT ON ledger
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_agrees();

-- The head follows the last of an item's new rows.
DROP TRIGGER ledger_moves_head ON ledger;
CREATE OR REPLACE FUNCTION ledger_moves_head() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
BEGIN
    INSERT INTO head AS h (item_id, seq, depth, holder_id, tip, hash, province_code, held_since)
    SELECT DISTINCT ON (a.item_id) a.item_id, a.seq, a.depth, a.to_party, a.tip, a.hash, a.province_code, a.recorded_at
    FROM added AS a ORDER BY a.item_id, a.seq DESC
    ON CONFLICT (item_id) DO UPDATE
        SET seq = EXCLUDED.seq, depth = EXCLUDED.depth, holder_id = EXCLUDED.holder_id, tip = EXCLUDED.tip,
            hash = EXCLUDED.hash, held_since = EXCLUDED.held_since
        WHERE h.seq < EXCLUDED.seq;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_moves_head AFTER INSERT ON ledger
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_moves_head();

-- Every item of a list enters the ledger with its registration, all at once.
DROP TRIGGER item_enters_ledger ON item;
CREATE OR REPLACE FUNCTION item_enters_ledger() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path TO 'public', 'pg_temp' AS $$
BEGIN
    INSERT INTO ledger (item_id, seq, depth, kind, province_code, to_party, tip, prev_depth, prev_hash, recorded_at)
    SELECT a.item_id, 0, 0, 'registered', a.province_code, a.origin_id,
           '00000000-0000-0000-0000-000000000000', -1, sha256(uuid_send(a.item_id)), a.registered_at
    FROM added AS a;
    RETURN NULL;
END $$;
CREATE TRIGGER item_enters_ledger AFTER INSERT ON item
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION item_enters_ledger();
