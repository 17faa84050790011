-- The ingest in few statements. What a batch of acts needs of the database stands in one function a place in the order
-- of locks: devices, events, (bags, codes,) items, logs. Nothing here loosens a key or a trigger.

-- Devices held against revocation until the transaction ends, then read: a revocation under way is waited for and seen.
-- A phone's transaction finds every row by its key: a plan made while tables were small must not go on reading them
-- whole, and none is made anew for each batch.
CREATE FUNCTION hold_devices(named uuid[]) RETURNS TABLE (
    device_id uuid, party_id uuid, office_id uuid, province_code text, public_key bytea, enrolled_at timestamptz,
    last_sync_at timestamptz, last_sync_seq bigint, trusted_through bigint, read_at timestamptz
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
            set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
            set_config('plan_cache_mode', 'force_generic_plan', true);
    PERFORM FROM device WHERE device_id = ANY (named) ORDER BY device_id FOR KEY SHARE;
    RETURN QUERY
        SELECT d.device_id, d.party_id, d.office_id, d.province_code, d.public_key, d.enrolled_at, d.last_sync_at,
               d.last_sync_seq, r.trusted_through, courier_now()
        FROM device AS d LEFT JOIN device_revocation AS r USING (device_id)
        WHERE d.device_id = ANY (named);
END $$;

-- Rows as they come from the service: one array of these is read at once, where an array a column is read a column.
CREATE TYPE act_sent AS (
    event_id uuid, device_id uuid, party_id uuid, person_id uuid, device_seq bigint, kind text, is_readable boolean,
    province_code text, to_party uuid, from_party uuid, evidence text, answers uuid, answers_hash bytea, items_of uuid,
    bag_predecessor uuid, happened_at timestamptz, recorded_at timestamptz, previous bytea, body bytea, signature bytea
);
CREATE TYPE item_sent AS (event_id uuid, code text, position smallint, ref uuid);
CREATE TYPE ledger_sent AS (
    item_id uuid, seq int, depth int, kind text, province_code text, from_party uuid, to_party uuid, tip uuid,
    given_event uuid, given_code text, given_kind text, taken_event uuid, taken_code text, taken_kind text,
    giver_evidence text, receiver_evidence text, resolution_id uuid, rewound_to int, cause uuid, prev_depth int,
    prev_tip uuid, prev_hash bytea, recorded_at timestamptz
);

-- Each act kept once, with the items it names; sorted by id, so that two batches that overlap wait for each other
-- instead of deadlocking. Returns every act named that is there now, new or not.
CREATE FUNCTION keep_acts(acts act_sent[], items item_sent[])
RETURNS TABLE (event_id uuid, device_id uuid, device_seq bigint, body_hash bytea, is_new boolean)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    created uuid[];
BEGIN
    WITH entered AS (
        INSERT INTO signed_event (event_id, device_id, party_id, person_id, device_seq, kind, is_readable, province_code,
            to_party, from_party, evidence, answers, answers_hash, items_of, bag_predecessor, happened_at, recorded_at,
            previous, body, signature)
        SELECT * FROM unnest(acts) AS sent ORDER BY sent.event_id
        ON CONFLICT DO NOTHING
        RETURNING event_id
    )
    SELECT coalesce(array_agg(event_id), '{}') INTO created FROM entered;
    INSERT INTO event_item (event_id, code, position, kind, party_id, to_party, from_party, ref)
    SELECT e.event_id, x.code, x.position, e.kind, e.party_id, e.to_party, e.from_party, x.ref
    FROM unnest(items) AS x JOIN signed_event AS e ON e.event_id = x.event_id
    WHERE x.event_id = ANY (created);
    RETURN QUERY
        SELECT e.event_id, e.device_id, e.device_seq, e.body_hash, e.event_id = ANY (created)
        FROM unnest(acts) AS sent JOIN signed_event AS e ON e.event_id = sent.event_id;
END $$;

-- Items locked in one order, then their ledger's rows, and what is known beside their acts: what is not there need not be
-- asked for. Read after the lock: whoever held it has committed what it knew.
CREATE FUNCTION lock_items(named uuid[]) RETURNS TABLE (
    item_id uuid, status text, claimants uuid[], has_refusals boolean, has_statements boolean, has_resolutions boolean,
    has_findings boolean, acts text[], depths int[], kinds text[], to_parties uuid[], tips uuid[],
    given_events uuid[], taken_events uuid[], hashes bytea[]
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM FROM head WHERE item_id = ANY (named) ORDER BY item_id FOR NO KEY UPDATE;
    RETURN QUERY
        SELECT h.item_id, h.status, h.claimants,
               EXISTS (SELECT FROM item_label AS l JOIN event_refusal AS x USING (code) WHERE l.item_id = h.item_id),
               coalesce(said.has_statements, false),
               EXISTS (SELECT FROM dispute_resolution AS r WHERE r.item_id = h.item_id),
               EXISTS (SELECT FROM custody_exception AS e WHERE e.item_id = h.item_id AND e.kind = 'disputed')
               OR EXISTS (SELECT FROM custody_exception AS e WHERE e.item_id = h.item_id AND e.kind = 'late_evidence'),
               coalesce(said.acts, '{}'), posted.*
        FROM head AS h CROSS JOIN LATERAL (
            SELECT array_agg(DISTINCT x.kind) AS acts,
                   bool_or(EXISTS (SELECT FROM side_statement AS s WHERE s.event_id = x.event_id)) AS has_statements
            FROM item_label AS l
            CROSS JOIN LATERAL (SELECT i.event_id, i.kind FROM event_item AS i WHERE i.code = l.code OFFSET 0) AS x
            WHERE l.item_id = h.item_id
        ) AS said CROSS JOIN LATERAL (
            SELECT array_agg(g.depth), array_agg(g.kind), array_agg(g.to_party), array_agg(g.tip),
                   array_agg(g.given_event), array_agg(g.taken_event), array_agg(g.hash)
            FROM (SELECT * FROM ledger AS r WHERE r.item_id = h.item_id ORDER BY r.seq) AS g
        ) AS posted
        WHERE h.item_id = ANY (named);
END $$;

-- The items that codes name, locked as above, each with every label it has. A code that names none yet is locked first, so that neither this act nor
-- the one that binds it misses the other; 1,024 places, for the server's table of locks holds no more (`LOCK_CODES`).
CREATE FUNCTION take_items(codes text[]) RETURNS TABLE (
    code text, item_id uuid, origin_id uuid, province_code text, serving_office_id uuid, delivering_office_id uuid,
    is_waited_for boolean, status text, claimants uuid[], has_refusals boolean, has_statements boolean,
    has_resolutions boolean, has_findings boolean, acts text[], depths int[], kinds text[], to_parties uuid[],
    tips uuid[], given_events uuid[], taken_events uuid[], hashes bytea[]
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    named uuid[];
    known int;
BEGIN
    SELECT array_agg(DISTINCT item_id), count(*) INTO named, known FROM item_label WHERE code = ANY (codes);
    IF known < cardinality(codes) THEN
        PERFORM pg_advisory_xact_lock(8, place)
        FROM (SELECT DISTINCT hashtext(c) & 1023 AS place FROM unnest(codes) AS c
              WHERE NOT EXISTS (SELECT FROM item_label AS l WHERE l.code = c) ORDER BY place) AS sorted;
        SELECT array_agg(DISTINCT item_id) INTO named FROM item_label WHERE code = ANY (codes);
    END IF;
    RETURN QUERY
        SELECT n.code, t.item_id, n.origin_id, n.province_code, n.serving_office_id, n.delivering_office_id,
               EXISTS (SELECT FROM custody_exception AS e LEFT JOIN custody_exception_closing AS c USING (exception_id)
                       WHERE e.kind = 'unknown_item' AND e.code = n.code AND c.exception_id IS NULL),
               t.status, t.claimants, t.has_refusals, t.has_statements, t.has_resolutions, t.has_findings,
               t.acts, t.depths, t.kinds, t.to_parties, t.tips, t.given_events, t.taken_events, t.hashes
        FROM lock_items(named) AS t CROSS JOIN LATERAL (
            SELECT l.code, i.origin_id, i.province_code, j.serving_office_id, j.delivering_office_id
            FROM item AS i JOIN job AS j USING (job_id) JOIN item_label AS l USING (item_id)
            WHERE i.item_id = t.item_id OFFSET 0
        ) AS n;
END $$;

-- Where an act names a thousand items, each is looked for among a thousand said: by hash, though the rest goes by key.
ALTER FUNCTION event_items_as_signed() SET enable_hashjoin = on;

-- Counts of a bag that an act moved into or out of: those of that party after it, by the clock or by the device's numbers.
CREATE FUNCTION counts_touched(parties uuid[], facts uuid[]) RETURNS TABLE (event_id uuid, party_id uuid)
LANGUAGE sql STABLE AS $$
    WITH moved AS MATERIALIZED (
        SELECT m.party_id, e.happened_at, e.device_id, e.device_seq
        FROM unnest(parties, facts) AS m (party_id, fact) JOIN signed_event AS e ON e.event_id = m.fact
    )
    SELECT c.event_id, c.party_id FROM moved AS m JOIN signed_event AS c
        ON c.party_id = m.party_id AND c.kind = 'count' AND c.happened_at >= m.happened_at WHERE c.is_readable
    UNION
    SELECT c.event_id, c.party_id FROM moved AS m JOIN signed_event AS c
        ON c.device_id = m.device_id AND c.device_seq > m.device_seq AND c.kind = 'count' WHERE c.is_readable
$$;

-- Devices' logs taken on as far as there is no gap; returns each log's end. What waits behind a gap is not read.
CREATE FUNCTION extend_logs(named uuid[]) RETURNS TABLE (device_id uuid, seq bigint, hash bytea, body_hash bytea)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    waiting record;
    added_devices uuid[] := '{}';
    added_seqs bigint[] := '{}';
    added_events uuid[] := '{}';
    added_bodies bytea[] := '{}';
    claimed bytea[] := '{}';
    bodies_before bytea[] := '{}';
    hashes_before bytea[] := '{}';
BEGIN
    PERFORM FROM device WHERE device_id = ANY (named) ORDER BY device_id FOR NO KEY UPDATE;
    FOREACH device_id IN ARRAY named LOOP
        SELECT l.seq, l.hash, l.body_hash INTO seq, hash, body_hash
        FROM device_log AS l WHERE l.device_id = extend_logs.device_id ORDER BY l.seq DESC LIMIT 1;
        IF NOT FOUND THEN
            seq := 0;
            hash := sha256(uuid_send(extend_logs.device_id));
            body_hash := hash;
        END IF;
        LOOP
            SELECT e.event_id, e.body_hash, e.previous INTO waiting FROM signed_event AS e
            WHERE e.device_id = extend_logs.device_id AND e.device_seq = extend_logs.seq + 1;
            EXIT WHEN NOT FOUND;
            seq := seq + 1;
            added_devices := added_devices || device_id;
            added_seqs := added_seqs || seq;
            added_events := added_events || waiting.event_id;
            added_bodies := added_bodies || waiting.body_hash;
            claimed := claimed || waiting.previous;
            bodies_before := bodies_before || body_hash;
            hashes_before := hashes_before || hash;
            hash := sha256(hash || waiting.body_hash);
            body_hash := waiting.body_hash;
        END LOOP;
        RETURN NEXT;
    END LOOP;
    INSERT INTO device_log (device_id, seq, event_id, body_hash, claimed_previous, prev_body_hash, prev_hash)
    SELECT * FROM unnest(added_devices, added_seqs, added_events, added_bodies, claimed, bodies_before, hashes_before);
END $$;
