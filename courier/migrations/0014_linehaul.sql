-- Linehaul: routes between offices, bag codes given out, what signed acts say of bags, and offices along a job's way.

CREATE TABLE linehaul_route (
    route_id uuid PRIMARY KEY,
    code text NOT NULL CHECK (code ~ '^[0-9A-Z.-]{2,32}$'),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    linehaul_id uuid NOT NULL,                               -- who holds the bags under way
    linehaul_kind text NOT NULL DEFAULT 'linehaul' CHECK (linehaul_kind = 'linehaul'),
    weekdays smallint[] NOT NULL CHECK (weekdays <@ '{1,2,3,4,5,6,7}' AND cardinality(weekdays) BETWEEN 1 AND 7),
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to > valid_from),             -- first day it no longer runs
    FOREIGN KEY (linehaul_id, linehaul_kind) REFERENCES party (party_id, kind),
    EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to) WITH &&)
);
COMMENT ON TABLE linehaul_route IS 'A run between offices (đường thư), once on each of its weekdays: 1 is Monday.';
GRANT UPDATE (valid_to) ON linehaul_route TO courier_service;

CREATE TABLE linehaul_stop (
    route_id uuid NOT NULL REFERENCES linehaul_route,
    position smallint NOT NULL CHECK (position BETWEEN 0 AND 99),
    office_id uuid NOT NULL REFERENCES office,
    arrives_s int CHECK (arrives_s BETWEEN 0 AND 172800),    -- seconds after local midnight of the day it sets out
    departs_s int CHECK (departs_s BETWEEN 0 AND 172800),    -- none at the last stop
    prev_position smallint GENERATED ALWAYS AS (CASE WHEN position > 0 THEN position - 1 END) STORED,
    prev_departs_s int,
    PRIMARY KEY (route_id, position),
    UNIQUE (route_id, position, departs_s),
    FOREIGN KEY (route_id, prev_position, prev_departs_s) REFERENCES linehaul_stop (route_id, position, departs_s),
    CONSTRAINT linehaul_stop_follows CHECK ((position = 0) = (arrives_s IS NULL) AND (position = 0) = (prev_departs_s IS NULL)
        AND (position = 0 OR prev_departs_s < arrives_s)),
    CONSTRAINT linehaul_stop_waits CHECK (arrives_s <= departs_s AND (position > 0 OR departs_s IS NOT NULL))
);
CREATE INDEX linehaul_stop_office ON linehaul_stop (office_id);
CALL make_append_only('linehaul_stop');

-- Codes for bags, each given out once and never again. Which bag bears it, its sealing says.
CREATE SEQUENCE bag_serial;
CREATE TABLE bag_code (
    bag_id uuid PRIMARY KEY,                                 -- the asker's: asked twice, given once
    sscc text NOT NULL UNIQUE CHECK (sscc ~ '^\d{18}$'),
    from_office_id uuid NOT NULL REFERENCES office,
    to_office_id uuid NOT NULL REFERENCES office,
    person_id uuid NOT NULL REFERENCES person,
    allotted_at timestamptz NOT NULL DEFAULT courier_now(),
    CHECK (from_office_id <> to_office_id)
);
CREATE INDEX bag_code_office ON bag_code (from_office_id, allotted_at);
CALL make_append_only('bag_code');

-- What signed acts say of bags; their contents are the event_item rows of the same events.
CREATE TABLE bag_sealing (
    event_id uuid PRIMARY KEY REFERENCES signed_event,
    sscc text NOT NULL CHECK (sscc ~ '^\d{18}$'),
    seal text NOT NULL,
    party_id uuid NOT NULL,
    is_trusted boolean NOT NULL,
    happened_at timestamptz NOT NULL
);
CREATE INDEX bag_sealing_sscc ON bag_sealing (sscc);
CREATE INDEX bag_sealing_party ON bag_sealing (party_id);
CALL make_append_only('bag_sealing');

CREATE TABLE bag_opening (
    event_id uuid PRIMARY KEY REFERENCES signed_event,
    sscc text NOT NULL CHECK (sscc ~ '^\d{18}$'),
    sealing uuid NOT NULL,                                   -- as signed; may not be here yet
    party_id uuid NOT NULL,
    is_trusted boolean NOT NULL,
    happened_at timestamptz NOT NULL
);
CREATE INDEX bag_opening_sealing ON bag_opening (sealing);
CALL make_append_only('bag_opening');

-- The closed bag in which an item lies, and the fact by which the bag's holder holds it. An item handed on singly,
-- or a bag opened by its holder, is in no bag any more.
CREATE VIEW item_in_bag AS
    SELECT h.item_id, h.holder_id, s.event_id AS sealing, s.sscc, s.seal, s.party_id AS sealed_by,
           CASE WHEN s.party_id = h.holder_id THEN NULL ELSE h.tip END AS predecessor, c.to_office_id
    FROM head AS h
    JOIN item_label AS l USING (item_id)
    JOIN event_item AS x ON x.code = l.code AND x.kind = 'seal_bag'
    JOIN bag_sealing AS s ON s.event_id = x.event_id AND s.is_trusted
    LEFT JOIN bag_code AS c ON c.sscc = s.sscc
    WHERE ((x.ref = h.tip AND NOT EXISTS (
                SELECT FROM event_item AS y JOIN bag_sealing AS n USING (event_id)
                WHERE y.code = x.code AND y.ref = x.ref AND n.is_trusted AND (n.happened_at, n.event_id) > (s.happened_at, s.event_id)))
           OR EXISTS (SELECT FROM signed_event AS t JOIN signed_event AS r ON r.event_id = t.items_of
                      WHERE t.event_id = h.tip AND t.kind = 'accept' AND r.items_of = s.event_id))
      AND NOT EXISTS (SELECT FROM bag_opening AS o
                      WHERE o.sealing = s.event_id AND o.is_trusted AND o.party_id = h.holder_id);
COMMENT ON VIEW item_in_bag IS 'to_office_id is null where the bag''s code was not given out here.';

-- Whose carrier somebody is that day: where his shift is, else where he was made one.
CREATE FUNCTION office_of_carrier(carrier uuid, on_day date) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(
        (SELECT s.office_id FROM shift AS s WHERE s.carrier_id = carrier AND s.on_date = on_day ORDER BY s.starts_at LIMIT 1),
        (SELECT g.office_id FROM person AS p JOIN role_grant AS g USING (person_id)
         WHERE p.carrier_party_id = carrier AND g.role = 'carrier' AND g.valid_from <= on_day
           AND (g.valid_to IS NULL OR g.valid_to > on_day)
         ORDER BY g.valid_from DESC, g.office_id LIMIT 1));

-- Chỉ dẫn phát: what the office decides after failed visits; it sets aside what carriers proposed before it.
CREATE TABLE delivery_instruction (
    instruction_id uuid PRIMARY KEY,
    job_id uuid NOT NULL REFERENCES job,
    office_id uuid NOT NULL REFERENCES office,
    solution text NOT NULL CHECK (solution IN ('RETRY', 'HOLD_AT_POINT', 'RETURN')),
    note text NOT NULL CHECK (length(note) BETWEEN 1 AND 500),
    person_id uuid NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL DEFAULT courier_now()
);
CREATE INDEX delivery_instruction_job ON delivery_instruction (job_id, recorded_at);
CALL make_append_only('delivery_instruction');

-- What is to become of a job after failed visits. A return once decided stands against later carriers' proposals (they
-- are about the desk it goes back to); only the office's instruction sets it aside. What was said before the item left
-- its origin counts no longer once it has left. No row: it goes on as ordered.
CREATE VIEW job_solution AS
    WITH said AS (
        SELECT f.job_id, f.solution, f.happened_at AS said_at, f.event_id AS id
        FROM failed_visit AS f WHERE f.is_trusted AND f.job_id IS NOT NULL
        UNION ALL
        SELECT i.job_id, f.solution, f.happened_at, f.event_id
        FROM item AS i JOIN item_label AS l USING (item_id) JOIN failed_visit AS f USING (code) WHERE f.is_trusted
        UNION ALL
        SELECT job_id, solution, recorded_at, instruction_id FROM delivery_instruction
    )
    SELECT s.job_id,
           CASE WHEN bool_or(s.solution = 'RETURN') THEN 'RETURN'
                ELSE (array_agg(s.solution ORDER BY s.said_at DESC, s.id DESC))[1] END AS solution,
           max(s.said_at) AS said_at
    FROM said AS s
    WHERE NOT EXISTS (SELECT FROM delivery_instruction AS d
                      WHERE d.job_id = s.job_id AND d.recorded_at >= s.said_at AND d.instruction_id <> s.id
                        AND (d.recorded_at, d.instruction_id) > (s.said_at, s.id))
      AND NOT EXISTS (SELECT FROM item AS i JOIN ledger AS g USING (item_id) JOIN signed_event AS e ON e.event_id = g.tip
                      WHERE i.job_id = s.job_id AND g.depth = 1 AND g.is_step AND e.happened_at > s.said_at)
    GROUP BY s.job_id;

-- The same rows as before, each way of naming a job apart, so that an index finds one job's.
CREATE OR REPLACE VIEW job_failure AS
    SELECT f.job_id, f.party_id, (f.happened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS on_date, f.happened_at
    FROM failed_visit AS f WHERE f.is_trusted AND f.job_id IS NOT NULL
    UNION ALL
    SELECT i.job_id, f.party_id, (f.happened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, f.happened_at
    FROM item AS i JOIN item_label AS l USING (item_id) JOIN failed_visit AS f USING (code) WHERE f.is_trusted;

-- A stop at our own office is done once the item came there that day, wherever it has gone on to since.
CREATE OR REPLACE VIEW visit_state AS
    SELECT v.plan_id, s.route_id, v.stop_id, v.job_id, v.act,
           CASE WHEN v.act = 'delivery' AND (h.holder_id IN (s.party_id, j.destination_id) OR EXISTS (
                         SELECT FROM ledger AS l
                         WHERE l.item_id = h.item_id AND l.to_party = s.party_id AND l.is_step
                           AND l.recorded_at >= p.on_date::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'
                           AND NOT EXISTS (SELECT FROM ledger AS w WHERE w.item_id = l.item_id AND w.seq > l.seq
                                           AND w.rewound_to < l.seq))) THEN 'done'
                WHEN v.act = 'pickup' AND h.depth > 0 AND h.holder_id <> s.party_id THEN 'done'
                WHEN f.job_id IS NOT NULL THEN 'failed'
                ELSE 'pending' END AS state
    FROM planned_visit AS v
    JOIN planned_stop AS s USING (stop_id)
    JOIN plan_route AS r USING (route_id)
    JOIN plan AS p ON p.plan_id = v.plan_id
    JOIN job AS j USING (job_id)
    LEFT JOIN item AS i USING (job_id)
    LEFT JOIN head AS h USING (item_id)
    LEFT JOIN (SELECT DISTINCT job_id, party_id, on_date FROM job_failure) AS f
        ON f.job_id = v.job_id AND f.party_id = r.carrier_id AND f.on_date = p.on_date;
