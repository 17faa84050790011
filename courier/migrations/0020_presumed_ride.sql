-- When a phone was last heard of, the trip each stop belongs to, and a plan into which everything that fits was put.

-- Beside its acts and positions: when it last proved itself by its key.
ALTER TABLE device ADD COLUMN heard_at timestamptz;
GRANT UPDATE (heard_at) ON device TO courier_service;
COMMENT ON COLUMN device.heard_at IS 'When it last got a token; null: never since this is kept.';

-- What lies at the office is loaded when the trip leaves that brings it.
ALTER TABLE planned_stop ADD COLUMN trip_departs_at timestamptz;
COMMENT ON COLUMN planned_stop.trip_departs_at IS 'When the trip of the stop leaves the office, or left it; null: made before this was kept.';

ALTER TABLE plan DROP CONSTRAINT plan_origin_check;
ALTER TABLE plan ADD CONSTRAINT plan_origin_check
    CHECK (origin IN ('planned', 'inserted', 'moved', 'assigned', 'reassigned', 'filled'));
