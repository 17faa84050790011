-- The network: administrative units through time, parties that can hold a dossier, people, roles, devices.

CREATE TABLE administrative_unit (
    code text NOT NULL CHECK (code ~ '^\d{2,5}$'),
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to > valid_from),             -- first day it is no longer in force
    level text NOT NULL CHECK (level IN ('province', 'district', 'commune')),
    unit_type text NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,                                  -- folded: lower case, no accents
    province_code text NOT NULL CHECK (province_code ~ '^\d{2}$'),
    district_code text CHECK (district_code ~ '^\d{3}$'),
    boundary bytea,                                          -- WKB multipolygon, WGS 84 lon/lat
    boundary_kind text CHECK (boundary_kind IN ('official', 'simplified', 'sketch')),
    centre_lon double precision CHECK (centre_lon BETWEEN -180 AND 180),
    centre_lat double precision CHECK (centre_lat BETWEEN -90 AND 90),
    source text NOT NULL,
    imported_at timestamptz NOT NULL DEFAULT courier_now(),
    PRIMARY KEY (code, valid_from),                          -- a code alone identifies nothing: most are re-used
    CHECK ((boundary IS NULL) = (boundary_kind IS NULL)),
    EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to) WITH &&)
);
CREATE INDEX administrative_unit_name ON administrative_unit (name_key);
GRANT UPDATE ON administrative_unit TO courier_service;

CREATE TABLE unit_succession (
    from_code text NOT NULL,
    from_valid_from date NOT NULL,
    to_code text NOT NULL,
    to_valid_from date NOT NULL,
    kind text NOT NULL CHECK (kind IN ('whole', 'part', 'rename', 'retype')),
    share double precision NOT NULL CHECK (share > 0 AND share <= 1),  -- of the former unit's area
    is_derived boolean NOT NULL,                             -- by overlaying boundaries, not from a sourced table
    source text NOT NULL,
    PRIMARY KEY (from_code, from_valid_from, to_code, to_valid_from),
    FOREIGN KEY (from_code, from_valid_from) REFERENCES administrative_unit (code, valid_from),
    FOREIGN KEY (to_code, to_valid_from) REFERENCES administrative_unit (code, valid_from),
    CHECK (from_valid_from < to_valid_from)
);
GRANT UPDATE, DELETE ON unit_succession TO courier_service;

-- Whoever can hold a dossier.
CREATE TABLE party (
    party_id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('citizen', 'carrier', 'point', 'hub', 'linehaul', 'desk', 'agency')),
    province_code text NOT NULL CHECK (province_code ~ '^\d{2}$'),
    created_at timestamptz NOT NULL DEFAULT courier_now(),
    UNIQUE (party_id, kind),
    UNIQUE (party_id, province_code)
);
CALL make_append_only('party');

CREATE TABLE office (
    office_id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('point', 'hub', 'linehaul', 'desk', 'agency')),
    code text NOT NULL UNIQUE CHECK (code ~ '^[0-9A-Z.-]{2,32}$'),  -- post office code, or agency code (QĐ 20/2020)
    name text NOT NULL,
    sort_key text NOT NULL,
    address text NOT NULL,
    phone text,
    lon double precision NOT NULL CHECK (lon BETWEEN -180 AND 180),
    lat double precision NOT NULL CHECK (lat BETWEEN -90 AND 90),
    unit_code text,
    unit_valid_from date,
    province_code text NOT NULL,
    superior_office_id uuid REFERENCES office,
    served_by_office_id uuid REFERENCES office,              -- the post office that collects from a desk
    opens_s int NOT NULL DEFAULT 27000 CHECK (opens_s BETWEEN 0 AND 86400),   -- seconds after local midnight
    closes_s int NOT NULL DEFAULT 61200 CHECK (closes_s BETWEEN 0 AND 86400),
    last_acceptance_s int NOT NULL DEFAULT 59400 CHECK (last_acceptance_s BETWEEN 0 AND 86400),
    is_demo boolean NOT NULL DEFAULT false,
    FOREIGN KEY (office_id, kind) REFERENCES party (party_id, kind),
    FOREIGN KEY (office_id, province_code) REFERENCES party (party_id, province_code),
    FOREIGN KEY (unit_code, unit_valid_from) REFERENCES administrative_unit (code, valid_from),
    CHECK (opens_s < last_acceptance_s AND last_acceptance_s <= closes_s)
);
GRANT UPDATE ON office TO courier_service;

CREATE TABLE agreement (
    agreement_id uuid PRIMARY KEY,
    desk_id uuid NOT NULL REFERENCES office,
    post_office_id uuid NOT NULL REFERENCES office,
    legs text[] NOT NULL CHECK (legs <@ ARRAY['SEND', 'RETURN', 'SUPPLEMENT'] AND cardinality(legs) > 0),
    handover_mode text NOT NULL CHECK (handover_mode IN ('sealed', 'joint_recount')),
    may_deliver_on_claimed_transfer boolean NOT NULL DEFAULT false,
    legal_basis text NOT NULL,
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to > valid_from),
    EXCLUDE USING gist (desk_id WITH =, daterange(valid_from, valid_to) WITH &&)
);
GRANT UPDATE (valid_to) ON agreement TO courier_service;

CREATE TABLE person (
    person_id uuid PRIMARY KEY,
    full_name text NOT NULL CHECK (length(full_name) BETWEEN 1 AND 200),
    sort_key text NOT NULL,
    phone text,
    username text UNIQUE CHECK (username ~ '^[a-z0-9._-]{2,64}$'),
    password_hash text,
    carrier_party_id uuid UNIQUE,
    carrier_kind text GENERATED ALWAYS AS (CASE WHEN carrier_party_id IS NOT NULL THEN 'carrier' END) STORED,
    province_code text NOT NULL CHECK (province_code ~ '^\d{2}$'),
    is_active boolean NOT NULL DEFAULT true,
    CHECK ((username IS NULL) = (password_hash IS NULL)),
    FOREIGN KEY (carrier_party_id, carrier_kind) REFERENCES party (party_id, kind)
);
GRANT UPDATE (full_name, sort_key, phone, username, password_hash, carrier_party_id, is_active) ON person TO courier_service;

-- One person may wear several hats, each at an office, each from a day to a day.
CREATE TABLE role_grant (
    person_id uuid NOT NULL REFERENCES person,
    role text NOT NULL CHECK (role IN ('carrier', 'teller', 'dispatcher', 'desk_clerk', 'supervisor', 'administrator')),
    office_id uuid NOT NULL REFERENCES office,
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to > valid_from),
    PRIMARY KEY (person_id, role, office_id, valid_from),
    EXCLUDE USING gist (person_id WITH =, role WITH =, office_id WITH =, daterange(valid_from, valid_to) WITH &&)
);
CREATE INDEX role_grant_office ON role_grant (office_id, role);
GRANT UPDATE (valid_to) ON role_grant TO courier_service;

CREATE FUNCTION has_role(asker uuid, at_office uuid, VARIADIC roles text[]) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN EXISTS (
        SELECT FROM role_grant AS g JOIN person AS p USING (person_id)
        WHERE g.person_id = asker AND g.office_id = at_office AND g.role = ANY (roles) AND p.is_active
          AND (courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date >= g.valid_from
          AND ((courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date < g.valid_to OR g.valid_to IS NULL));

-- Who lets devices of an office in and out: its own heads, those of the post office that serves it, of its superior.
CREATE FUNCTION runs_office(asker uuid, of_office uuid) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN EXISTS (
        SELECT FROM office AS o
        WHERE o.office_id = of_office
          AND (has_role(asker, o.office_id, 'dispatcher', 'supervisor', 'administrator')
               OR has_role(asker, o.served_by_office_id, 'dispatcher', 'supervisor', 'administrator')
               OR has_role(asker, o.superior_office_id, 'supervisor', 'administrator')));

-- A citizen's name and address, apart from the party so that erasure leaves the ledger whole.
CREATE TABLE contact (
    party_id uuid PRIMARY KEY REFERENCES party,
    full_name text NOT NULL CHECK (length(full_name) BETWEEN 1 AND 200),
    phone text,
    phone_last4 text GENERATED ALWAYS AS (right(phone, 4)) STORED,
    address text NOT NULL,
    landmark text,
    unit_code text,
    unit_valid_from date,
    lon double precision NOT NULL CHECK (lon BETWEEN -180 AND 180),
    lat double precision NOT NULL CHECK (lat BETWEEN -90 AND 90),
    position_quality text NOT NULL CHECK (position_quality IN ('carrier', 'office', 'hamlet', 'commune')),
    province_code text NOT NULL,
    FOREIGN KEY (unit_code, unit_valid_from) REFERENCES administrative_unit (code, valid_from)
);
GRANT UPDATE, DELETE ON contact TO courier_service;

CREATE TABLE device (
    device_id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('phone', 'workstation')),
    party_id uuid NOT NULL REFERENCES party,
    office_id uuid NOT NULL REFERENCES office,
    person_id uuid REFERENCES person,                        -- a phone's carrier; a workstation is used by several
    public_key bytea NOT NULL UNIQUE CHECK (octet_length(public_key) = 65 AND get_byte(public_key, 0) = 4),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    province_code text NOT NULL,
    enrolled_at timestamptz NOT NULL DEFAULT courier_now(),
    ended_at timestamptz,
    unsent int NOT NULL DEFAULT 0,
    oldest_unsent_at timestamptz,
    last_sync_at timestamptz,                                -- when its outbox was last empty, and at which number
    last_sync_seq bigint NOT NULL DEFAULT 0,
    UNIQUE (device_id, party_id),
    CHECK ((kind = 'phone') = (person_id IS NOT NULL)),
    FOREIGN KEY (party_id, province_code) REFERENCES party (party_id, province_code)
);
CREATE UNIQUE INDEX one_live_phone_per_carrier ON device (party_id) WHERE kind = 'phone' AND ended_at IS NULL;
CREATE INDEX device_office ON device (office_id);
GRANT UPDATE (ended_at, unsent, oldest_unsent_at, last_sync_at, last_sync_seq) ON device TO courier_service;

-- A fact in the set that custody is computed from: what a device signed past this number is evidence only.
CREATE TABLE device_revocation (
    device_id uuid PRIMARY KEY REFERENCES device,
    mode text NOT NULL CHECK (mode IN ('replaced', 'lost')),
    trusted_through bigint NOT NULL CHECK (trusted_through >= 0),
    person_id uuid NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL DEFAULT courier_now()
);
CALL make_append_only('device_revocation');

CREATE TABLE enrolment (
    enrolment_id uuid PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    short_code_hash bytea NOT NULL UNIQUE CHECK (octet_length(short_code_hash) = 32),
    device_kind text NOT NULL CHECK (device_kind IN ('phone', 'workstation')),
    party_id uuid NOT NULL REFERENCES party,
    office_id uuid NOT NULL REFERENCES office,
    person_id uuid NOT NULL REFERENCES person,
    issued_by uuid NOT NULL REFERENCES person,
    issued_at timestamptz NOT NULL DEFAULT courier_now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    device_id uuid UNIQUE REFERENCES device,
    CHECK ((used_at IS NULL) = (device_id IS NULL)),
    CHECK (expires_at > issued_at AND expires_at <= issued_at + interval '15 minutes')
);
GRANT UPDATE (used_at, device_id) ON enrolment TO courier_service;

CREATE TABLE staff_session (
    secret_hash bytea PRIMARY KEY CHECK (octet_length(secret_hash) = 32),
    person_id uuid NOT NULL REFERENCES person,
    created_at timestamptz NOT NULL DEFAULT courier_now(),
    expires_at timestamptz NOT NULL,
    ended_at timestamptz
);
GRANT UPDATE (expires_at, ended_at) ON staff_session TO courier_service;

-- One row a life of the database: a restore adds one, so that phones offer again what they kept.
CREATE TABLE server_incarnation (
    incarnation_id uuid PRIMARY KEY,
    number int NOT NULL UNIQUE CHECK (number >= 1),
    reason text NOT NULL CHECK (reason IN ('created', 'restored')),
    started_at timestamptz NOT NULL DEFAULT courier_now()
);
CALL make_append_only('server_incarnation');
INSERT INTO server_incarnation (incarnation_id, number, reason) VALUES (gen_random_uuid(), 1, 'created');
