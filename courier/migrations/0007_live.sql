-- What changed, for live views and manifests' cursors; positions of phones. No custody, no money here.

-- A reader goes on from (xid, change_id) and stops below the oldest transaction still open
-- (pg_snapshot_xmin): rows that commit late are never jumped over.
CREATE TABLE change (
    change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    topic text NOT NULL CHECK (topic IN ('custody', 'plan', 'job', 'money', 'device', 'exception', 'attempt', 'position')),
    office_id uuid NOT NULL,                                 -- the post office concerned
    party_id uuid,                                           -- the carrier concerned
    facts jsonb NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT courier_now()
);
CREATE INDEX change_order ON change (xid, change_id);
GRANT DELETE ON change TO courier_service;

CREATE TABLE phone_position (
    report_id uuid NOT NULL,
    device_id uuid NOT NULL,
    office_id uuid NOT NULL,
    party_id uuid NOT NULL,
    lon double precision NOT NULL CHECK (lon BETWEEN -180 AND 180),
    lat double precision NOT NULL CHECK (lat BETWEEN -90 AND 90),
    accuracy_m double precision NOT NULL CHECK (accuracy_m BETWEEN 0 AND 100000),
    happened_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    PRIMARY KEY (report_id)
);
CREATE INDEX phone_position_latest ON phone_position (office_id, party_id, happened_at DESC);
GRANT DELETE ON phone_position TO courier_service;

-- Who read a citizen's full name, phone and address, and why (PEOPLE 16).
CREATE TABLE personal_data_access (
    access_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person,
    device_id uuid REFERENCES device,
    party_id uuid NOT NULL REFERENCES party,
    purpose text NOT NULL CHECK (purpose IN ('manifest', 'label', 'delivery_list', 'import', 'tracking', 'office')),
    recorded_at timestamptz NOT NULL DEFAULT courier_now()
);
CALL make_append_only('personal_data_access');
