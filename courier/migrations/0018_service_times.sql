-- How long a stop takes at an office's doors and desks: the office's own figures, from a day on. What no row says is
-- taken from the assumptions in courier/planning/shifts/service_times.py.

CREATE TABLE service_time (
    service_time_id uuid PRIMARY KEY,
    office_id uuid NOT NULL REFERENCES office,
    kind text NOT NULL CHECK (kind IN ('pickup_at_citizen', 'delivery_to_citizen', 'desk_sealed', 'desk_joint_recount',
                                       'own_office')),
    valid_from date NOT NULL,
    fixed_s int NOT NULL CHECK (fixed_s BETWEEN 0 AND 7200),
    per_item_s int NOT NULL CHECK (per_item_s BETWEEN 0 AND 3600),
    person_id uuid NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL DEFAULT courier_now()
);
COMMENT ON TABLE service_time IS 'A later row of the same kind takes an earlier one''s place from its day on.';
COMMENT ON COLUMN service_time.fixed_s IS 'Seconds a stop takes, however many items.';
COMMENT ON COLUMN service_time.per_item_s IS 'Seconds each item takes more.';
CREATE INDEX service_time_office ON service_time (office_id, kind, valid_from);
CALL make_append_only('service_time');
