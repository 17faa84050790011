-- Intake: dossiers, the jobs asked for, the items that travel and the labels they carry.

CREATE TABLE dossier (
    dossier_id uuid PRIMARY KEY,
    province_code text NOT NULL CHECK (province_code ~ '^\d{2}$'),
    desk_id uuid NOT NULL REFERENCES office,
    code text,                                               -- official dossier code, once known
    procedure_code text,
    title text NOT NULL,                                     -- nội dung
    owner_id uuid NOT NULL REFERENCES party,
    official_state smallint NOT NULL CHECK (official_state BETWEEN 1 AND 10),
    view_code text NOT NULL CHECK (view_code ~ '^\d{4}$'),   -- mã xem
    created_at timestamptz NOT NULL DEFAULT courier_now(),
    UNIQUE (desk_id, code),
    UNIQUE (dossier_id, province_code)
);
GRANT UPDATE (code, official_state) ON dossier TO courier_service;

CREATE TABLE job (
    job_id uuid PRIMARY KEY,
    dossier_id uuid NOT NULL,
    province_code text NOT NULL,
    leg text NOT NULL CHECK (leg IN ('SEND', 'RETURN', 'SUPPLEMENT')),
    origin_id uuid NOT NULL REFERENCES party,
    destination_id uuid NOT NULL REFERENCES party,
    serving_office_id uuid NOT NULL REFERENCES office,       -- the post office whose carriers do it
    at_counter boolean NOT NULL DEFAULT false,               -- the citizen comes to that office's counter
    requested_by text NOT NULL CHECK (requested_by IN ('CITIZEN', 'DESK', 'POST')),
    channel text NOT NULL CHECK (channel IN ('list', 'api', 'counter', 'web', 'phone')),
    personal_only boolean NOT NULL DEFAULT false,
    papers_to_take_back smallint NOT NULL DEFAULT 0 CHECK (papers_to_take_back BETWEEN 0 AND 100),
    weight_g int NOT NULL CHECK (weight_g BETWEEN 1 AND 30000), -- upper end of the weight step
    ready_at timestamptz NOT NULL,
    window_from timestamptz,
    window_to timestamptz,
    cancelled_at timestamptz,
    source_key text,                                         -- same list line, same order: made once
    created_at timestamptz NOT NULL DEFAULT courier_now(),
    FOREIGN KEY (dossier_id, province_code) REFERENCES dossier (dossier_id, province_code),
    CHECK (origin_id <> destination_id),
    CHECK (window_from < window_to),
    UNIQUE (origin_id, source_key),
    UNIQUE (job_id, origin_id),
    UNIQUE (job_id, province_code)
);
CREATE INDEX job_serving_office ON job (serving_office_id, ready_at) WHERE cancelled_at IS NULL;
CREATE INDEX job_dossier ON job (dossier_id);
GRANT UPDATE (ready_at, window_from, window_to, cancelled_at, at_counter) ON job TO courier_service;

-- What the list or order says is to be paid; the money room reads it and keeps its own books.
CREATE TABLE stated_amount (
    job_id uuid NOT NULL REFERENCES job,
    kind text NOT NULL CHECK (kind IN ('fee', 'charge', 'fare', 'handling')),
    payer text NOT NULL CHECK (payer IN ('citizen', 'agency', 'post')),
    amount_vnd bigint NOT NULL CHECK (amount_vnd BETWEEN 1 AND 1000000000),
    PRIMARY KEY (job_id, kind, payer)
);
CALL make_append_only('stated_amount');

-- Codes given out, printed or on rolls. A code names an item only once it is bound.
CREATE TABLE label (
    code text PRIMARY KEY CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'),
    s10 text UNIQUE CHECK (s10 ~ '^[A-Z]{2}\d{9}[A-Z]{2}$'),
    province_code text NOT NULL CHECK (province_code ~ '^\d{2}$'),
    office_id uuid NOT NULL REFERENCES office,               -- to whom it was given out
    issued_at timestamptz NOT NULL DEFAULT courier_now()
);
CALL make_append_only('label');

CREATE TABLE s10_range (
    prefix text NOT NULL CHECK (prefix ~ '^[A-Z]{2}$'),
    country text NOT NULL DEFAULT 'VN' CHECK (country ~ '^[A-Z]{2}$'),
    first_number int NOT NULL CHECK (first_number BETWEEN 0 AND 99999999),
    last_number int NOT NULL CHECK (last_number BETWEEN first_number AND 99999999),
    next_number int NOT NULL,
    office_id uuid NOT NULL REFERENCES office,
    PRIMARY KEY (prefix, country, first_number),
    CHECK (next_number BETWEEN first_number AND last_number + 1),
    EXCLUDE USING gist (prefix WITH =, country WITH =, int4range(first_number, last_number, '[]') WITH &&)
);
GRANT UPDATE (next_number) ON s10_range TO courier_service;

-- The registration of an item is the first fact of its custody: until another fact, its origin holds it.
CREATE TABLE item (
    item_id uuid PRIMARY KEY,
    job_id uuid NOT NULL,
    origin_id uuid NOT NULL,
    province_code text NOT NULL,
    registered_at timestamptz NOT NULL DEFAULT courier_now(),
    FOREIGN KEY (job_id, origin_id) REFERENCES job (job_id, origin_id),
    FOREIGN KEY (job_id, province_code) REFERENCES job (job_id, province_code),
    UNIQUE (item_id, origin_id),
    UNIQUE (item_id, province_code),
    UNIQUE (item_id, job_id),
    UNIQUE (job_id)
);
CALL make_append_only('item');

CREATE TABLE item_label (
    code text PRIMARY KEY REFERENCES label,
    item_id uuid NOT NULL REFERENCES item,
    reason text NOT NULL CHECK (reason IN ('first', 'roll', 'replacement')),
    bound_at timestamptz NOT NULL DEFAULT courier_now(),
    UNIQUE (item_id, code)
);
CREATE UNIQUE INDEX one_first_label ON item_label (item_id) WHERE reason <> 'replacement';
CALL make_append_only('item_label');

CREATE TABLE label_void (
    code text PRIMARY KEY REFERENCES label,
    reason text NOT NULL,
    person_id uuid NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL DEFAULT courier_now()
);
CALL make_append_only('label_void');

CREATE TABLE list_import (
    import_id uuid PRIMARY KEY,
    desk_id uuid NOT NULL REFERENCES office,
    file_sha256 bytea NOT NULL CHECK (octet_length(file_sha256) = 32),
    file_name text NOT NULL CHECK (length(file_name) BETWEEN 1 AND 255),
    rows_created int NOT NULL CHECK (rows_created >= 0),
    rows_known int NOT NULL CHECK (rows_known >= 0),         -- were here already
    rows_rejected int NOT NULL CHECK (rows_rejected >= 0),
    rows_not_by_post int NOT NULL CHECK (rows_not_by_post >= 0),
    rejected_file bytea,                                     -- XLSX to mend; holds personal data, so erasable
    person_id uuid NOT NULL REFERENCES person,
    imported_at timestamptz NOT NULL DEFAULT courier_now()
);
GRANT UPDATE (rejected_file) ON list_import TO courier_service;

-- Which line of which file a job is, now or when it was made: a list's labels are printed in its own order.
CREATE TABLE imported_job (
    import_id uuid NOT NULL REFERENCES list_import,
    job_id uuid NOT NULL REFERENCES job,
    line int NOT NULL CHECK (line >= 1),
    PRIMARY KEY (import_id, job_id)
);
CREATE INDEX imported_job_job ON imported_job (job_id);
CALL make_append_only('imported_job');
