-- Shifts as carriers have them, waves, jobs held to a carrier, plan runs, and plans that follow from plans.

-- A shift holds what is in force; each state before is kept by shift_change, with who changed it and why.
ALTER TABLE shift
    ADD COLUMN lunch_duration_s int CHECK (lunch_duration_s BETWEEN 60 AND 14400),
    ADD COLUMN share_of_day_percent int NOT NULL DEFAULT 100 CHECK (share_of_day_percent BETWEEN 1 AND 100),
    ADD COLUMN max_overtime_s int NOT NULL DEFAULT 0 CHECK (max_overtime_s BETWEEN 0 AND 14400),
    ADD COLUMN max_trips int NOT NULL DEFAULT 1 CHECK (max_trips BETWEEN 1 AND 12),
    ADD COLUMN habitual_order text[] NOT NULL DEFAULT '{}' CHECK (cardinality(habitual_order) <= 200),
    ADD COLUMN opened_by uuid REFERENCES person,
    ADD COLUMN opened_at timestamptz NOT NULL DEFAULT courier_now(),
    ADD COLUMN is_ended boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT shift_lunch_lasts CHECK (
        lunch_duration_s IS NULL OR lunch_from + lunch_duration_s * interval '1 second' <= lunch_to);
COMMENT ON COLUMN shift.lunch_duration_s IS 'Lunch lasts this long somewhere between lunch_from and lunch_to; NULL: all of it.';
COMMENT ON COLUMN shift.habitual_order IS 'Communes in the order the carrier is used to (PEOPLE 29).';
COMMENT ON COLUMN shift.is_ended IS 'Ended before its hour, as where a carrier fell ill: no work is given to it any more.';
GRANT UPDATE (starts_at, ends_at, lunch_from, lunch_to, lunch_duration_s, share_of_day_percent, max_overtime_s,
              max_trips, capacity_items, capacity_g, speed_kmh, territory, habitual_order, is_ended)
    ON shift TO courier_service;

-- Spells in which the carrier does something else: another round (vòng phát khác), a meeting.
CREATE TABLE shift_spell (
    shift_id uuid NOT NULL REFERENCES shift,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
    PRIMARY KEY (shift_id, starts_at),
    CONSTRAINT shift_spell_in_order CHECK (starts_at < ends_at),
    CONSTRAINT shift_spells_apart EXCLUDE USING gist (shift_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
);
GRANT DELETE ON shift_spell TO courier_service;

CREATE TABLE shift_change (
    change_id uuid PRIMARY KEY,
    shift_id uuid NOT NULL REFERENCES shift,
    kind text NOT NULL CHECK (kind IN ('changed', 'ended')),
    before jsonb NOT NULL,                                   -- the shift and its spells as they were
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    person_id uuid NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL DEFAULT courier_now()
);
CREATE INDEX shift_change_shift ON shift_change (shift_id, recorded_at);
CALL make_append_only('shift_change');

-- When carriers may leave an office with what lies there; a later row takes an earlier one's place from its day on.
CREATE TABLE office_wave (
    wave_id uuid PRIMARY KEY,
    office_id uuid NOT NULL REFERENCES office,
    valid_from date NOT NULL,
    departs_s int[] NOT NULL CHECK (cardinality(departs_s) <= 24 AND 0 <= ALL (departs_s) AND 86400 > ALL (departs_s)),
    person_id uuid NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL DEFAULT courier_now()
);
COMMENT ON COLUMN office_wave.departs_s IS 'Seconds after local midnight; empty: any time.';
CREATE INDEX office_wave_office ON office_wave (office_id, valid_from);
CALL make_append_only('office_wave');

-- A dispatcher holds a job to one carrier for a day; the latest row counts, NULL lets it go again.
CREATE TABLE job_pin (
    pin_id uuid PRIMARY KEY,
    job_id uuid NOT NULL REFERENCES job,
    on_date date NOT NULL,
    carrier_id uuid REFERENCES party,
    office_id uuid NOT NULL REFERENCES office,
    person_id uuid NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL DEFAULT courier_now()
);
CREATE INDEX job_pin_day ON job_pin (office_id, on_date, job_id, pin_id);
CALL make_append_only('job_pin');

-- A plan made from another one by a dispatcher's hand, and the end of a plan's day.
ALTER TABLE plan
    ADD COLUMN origin text NOT NULL DEFAULT 'planned'
        CHECK (origin IN ('planned', 'inserted', 'moved', 'assigned', 'reassigned')),
    ADD COLUMN based_on uuid REFERENCES plan,
    ADD COLUMN answer jsonb,                                 -- what the planner answered: with instance, a plan can be verified again
    ADD COLUMN closed_at timestamptz,
    ADD COLUMN closed_by uuid REFERENCES person,
    ADD CONSTRAINT plan_based_on CHECK ((origin = 'planned') = (based_on IS NULL)),
    ADD CONSTRAINT plan_closed CHECK ((status = 'closed') = (closed_at IS NOT NULL));
COMMENT ON COLUMN plan.closed_by IS 'NULL: closed by itself, when a later day was put in force.';
GRANT UPDATE (closed_at, closed_by) ON plan TO courier_service;

-- The planner at work. One run an office and day at a time; a run whose process died is told by its heartbeat.
CREATE TABLE plan_run (
    run_id uuid PRIMARY KEY,
    office_id uuid NOT NULL REFERENCES office,
    on_date date NOT NULL,
    asked_by uuid NOT NULL REFERENCES person,
    asked_at timestamptz NOT NULL DEFAULT courier_now(),
    seconds double precision CHECK (seconds > 0),            -- the search's limit; NULL: by the number of jobs
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'cancelled', 'failed')),
    owner_id uuid NOT NULL,                                  -- the server process that answers for it
    heartbeat_at timestamptz NOT NULL DEFAULT courier_now(),
    started_at timestamptz,
    ended_at timestamptz,
    cancel_asked_by uuid REFERENCES person,
    cancel_asked_at timestamptz,
    elapsed_s double precision NOT NULL DEFAULT 0 CHECK (elapsed_s >= 0),
    requests int CHECK (requests >= 0),
    served int CHECK (served BETWEEN 0 AND requests),
    best_cost_s bigint CHECK (best_cost_s >= 0),
    plan_id uuid REFERENCES plan,                            -- what was kept, of a cancelled run too
    problem text,                                            -- of a failed run: the problem's name and both texts
    problem_vi text,
    problem_en text,
    CHECK ((state IN ('done', 'cancelled', 'failed')) = (ended_at IS NOT NULL)),
    CHECK (state <> 'done' OR plan_id IS NOT NULL),
    CHECK ((state = 'failed') = (problem IS NOT NULL))
);
CREATE UNIQUE INDEX one_plan_run_under_way ON plan_run (office_id, on_date) WHERE state IN ('queued', 'running');
CREATE INDEX plan_run_office ON plan_run (office_id, on_date, asked_at);
GRANT UPDATE (state, heartbeat_at, started_at, ended_at, cancel_asked_by, cancel_asked_at, elapsed_s, requests, served,
              best_cost_s, plan_id, problem, problem_vi, problem_en) ON plan_run TO courier_service;
