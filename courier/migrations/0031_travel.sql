-- How long ways take: detours by province, what road servers said, and on what a plan's travel rests.

CREATE TABLE travel_terms (
    travel_terms_id uuid PRIMARY KEY,
    province_code text NOT NULL CHECK (province_code ~ '^[0-9]{2}$'),
    valid_from date NOT NULL,
    circuity double precision NOT NULL CHECK (circuity BETWEEN 1 AND 3),
    note text NOT NULL CHECK (length(note) BETWEEN 1 AND 500),
    person_id uuid NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL DEFAULT courier_now()
);
COMMENT ON TABLE travel_terms IS 'A later row of the same province takes an earlier one''s place from its day on; without any: see routing/travel.py.';
COMMENT ON COLUMN travel_terms.circuity IS 'Road over straight-line distance, where no road server is asked.';
COMMENT ON COLUMN travel_terms.note IS 'Where the figure comes from.';
CREATE INDEX travel_terms_province ON travel_terms (province_code, valid_from);
CALL make_append_only('travel_terms');

-- A cache: what a road server said of an office's places of one day. It may be emptied at any time.
CREATE TABLE road_matrix (
    office_id uuid NOT NULL REFERENCES office,
    on_date date NOT NULL,
    provider text NOT NULL CHECK (length(provider) BETWEEN 1 AND 300),
    data_version text NOT NULL CHECK (length(data_version) <= 200),
    points bytea NOT NULL,
    travel bytea NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    PRIMARY KEY (office_id, on_date, provider)
);
COMMENT ON TABLE road_matrix IS 'Positions without names; rows of days gone by are deleted with the next one that is kept.';
COMMENT ON COLUMN road_matrix.provider IS 'Which server, asked how; data_version: over which roads.';
COMMENT ON COLUMN road_matrix.points IS 'Lon, lat in millionths of a degree, int32 little-endian, two for each place.';
COMMENT ON COLUMN road_matrix.travel IS 'See courier/planning/travel/known.py.';
GRANT UPDATE, DELETE ON road_matrix TO courier_service;

ALTER TABLE plan ADD COLUMN travel jsonb;
COMMENT ON COLUMN plan.travel IS 'On what its travel times rest; null: made before this was kept.';
