-- Planning: shifts, plans and their stops. A planned stop is not a hand-over that happened.

CREATE TABLE shift (
    shift_id uuid PRIMARY KEY,
    carrier_id uuid NOT NULL REFERENCES party,
    office_id uuid NOT NULL REFERENCES office,               -- where it starts and ends
    on_date date NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    lunch_from timestamptz,
    lunch_to timestamptz,
    capacity_items int NOT NULL CHECK (capacity_items BETWEEN 1 AND 1000),
    capacity_g int NOT NULL CHECK (capacity_g BETWEEN 1 AND 1000000),
    speed_kmh double precision NOT NULL CHECK (speed_kmh BETWEEN 1 AND 80),
    territory text[] NOT NULL DEFAULT '{}',                  -- commune codes the carrier knows
    CHECK (starts_at < ends_at),
    CHECK ((lunch_from IS NULL) = (lunch_to IS NULL) AND lunch_from < lunch_to),
    EXCLUDE USING gist (carrier_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
);
CREATE INDEX shift_office ON shift (office_id, on_date);

CREATE TABLE plan (
    plan_id uuid PRIMARY KEY,
    office_id uuid NOT NULL REFERENCES office,
    on_date date NOT NULL,
    version int NOT NULL CHECK (version >= 1),
    status text NOT NULL CHECK (status IN ('draft', 'published', 'under_way', 'closed', 'replaced')),
    made_by uuid NOT NULL REFERENCES person,
    made_at timestamptz NOT NULL DEFAULT courier_now(),
    published_by uuid REFERENCES person,
    published_at timestamptz,
    cost_s bigint NOT NULL CHECK (cost_s >= 0),
    travel_is_estimated boolean NOT NULL,
    instance jsonb NOT NULL,                                 -- what the planner was asked: a plan can be verified again
    UNIQUE (office_id, on_date, version),
    CHECK ((status = 'draft') = (published_at IS NULL)),
    CHECK ((published_at IS NULL) = (published_by IS NULL))
);
CREATE UNIQUE INDEX one_plan_in_force ON plan (office_id, on_date) WHERE status IN ('published', 'under_way');
GRANT UPDATE (status, published_by, published_at) ON plan TO courier_service;

CREATE TABLE plan_route (
    route_id uuid PRIMARY KEY,
    plan_id uuid NOT NULL REFERENCES plan,
    shift_id uuid NOT NULL REFERENCES shift,
    carrier_id uuid NOT NULL REFERENCES party,
    distance_m int NOT NULL CHECK (distance_m >= 0),
    leaves_at timestamptz NOT NULL,
    returns_at timestamptz NOT NULL,
    UNIQUE (plan_id, shift_id),
    UNIQUE (route_id, plan_id)
);
CREATE INDEX plan_route_carrier ON plan_route (carrier_id);

CREATE TABLE planned_stop (
    stop_id uuid PRIMARY KEY,
    route_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    position int NOT NULL CHECK (position >= 0),
    act text NOT NULL CHECK (act IN ('pickup', 'delivery')),
    party_id uuid NOT NULL REFERENCES party,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    arrive_at timestamptz NOT NULL,
    leave_at timestamptz NOT NULL,
    FOREIGN KEY (route_id, plan_id) REFERENCES plan_route (route_id, plan_id),
    UNIQUE (route_id, position),
    UNIQUE (stop_id, plan_id, act),
    CHECK (arrive_at <= leave_at)
);

CREATE TABLE planned_visit (
    stop_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    job_id uuid NOT NULL REFERENCES job,
    act text NOT NULL,
    PRIMARY KEY (stop_id, job_id),
    UNIQUE (plan_id, job_id, act),                           -- a plan visits each end of a job once
    FOREIGN KEY (stop_id, plan_id, act) REFERENCES planned_stop (stop_id, plan_id, act)
);
CREATE INDEX planned_visit_job ON planned_visit (job_id);

CREATE TABLE plan_unserved (
    plan_id uuid NOT NULL REFERENCES plan,
    job_id uuid NOT NULL REFERENCES job,
    reason jsonb NOT NULL,
    PRIMARY KEY (plan_id, job_id)
);

-- A fact, not a plan: somebody went and it did not come about. Names an item's code, or the order where none has one yet.
CREATE TABLE failed_visit (
    event_id uuid NOT NULL REFERENCES signed_event,
    party_id uuid NOT NULL,
    province_code text NOT NULL,
    code text CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'),
    job_id uuid,                                             -- as signed; may be unknown here
    reason text NOT NULL,
    solution text NOT NULL,
    is_trusted boolean NOT NULL,
    happened_at timestamptz NOT NULL,
    CHECK (num_nonnulls(code, job_id) = 1),
    UNIQUE NULLS NOT DISTINCT (event_id, code, job_id)
);
CREATE INDEX failed_visit_code ON failed_visit (code);
CREATE INDEX failed_visit_job ON failed_visit (job_id);
CREATE INDEX failed_visit_happened ON failed_visit (happened_at);
CALL make_append_only('failed_visit');

-- The label that an item bears now.
CREATE VIEW current_label AS
    SELECT i.item_id, i.job_id, l.code, b.s10
    FROM item AS i JOIN item_label AS l USING (item_id) JOIN label AS b USING (code)
    WHERE NOT EXISTS (SELECT FROM item_label AS n WHERE n.item_id = l.item_id AND (n.bound_at, n.code) > (l.bound_at, l.code));

CREATE VIEW job_failure AS
    SELECT coalesce(f.job_id, i.job_id) AS job_id, f.party_id, (f.happened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS on_date,
           f.happened_at
    FROM failed_visit AS f LEFT JOIN item_label AS l USING (code) LEFT JOIN item AS i USING (item_id)
    WHERE f.is_trusted;
COMMENT ON VIEW job_failure IS 'Failed visits by the job they were for, once that is known.';

-- What became of what was planned, read from where each item is now and from failed visits: never stored.
CREATE VIEW visit_state AS
    SELECT v.plan_id, s.route_id, v.stop_id, v.job_id, v.act,
           CASE WHEN v.act = 'delivery' AND h.holder_id IN (s.party_id, j.destination_id) THEN 'done'
                WHEN v.act = 'pickup' AND h.depth > 0 AND h.holder_id <> s.party_id THEN 'done'
                WHEN EXISTS (SELECT FROM job_failure AS f
                             WHERE f.job_id = v.job_id AND f.party_id = r.carrier_id AND f.on_date = p.on_date) THEN 'failed'
                ELSE 'pending' END AS state
    FROM planned_visit AS v
    JOIN planned_stop AS s USING (stop_id)
    JOIN plan_route AS r USING (route_id)
    JOIN plan AS p ON p.plan_id = v.plan_id
    JOIN job AS j USING (job_id)
    LEFT JOIN item AS i USING (job_id)
    LEFT JOIN head AS h USING (item_id);

CREATE VIEW stop_state AS
    SELECT plan_id, route_id, stop_id, count(*)::int AS jobs,
           CASE WHEN bool_and(state = 'done') THEN 'done' WHEN bool_or(state = 'pending') THEN 'pending' ELSE 'failed' END AS state
    FROM visit_state GROUP BY plan_id, route_id, stop_id;
