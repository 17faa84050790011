-- Orders by any channel, results registered before they exist, supplements, files of orders, and the life of a label.

-- What the one-stop says of a dossier, as far as it was told; data only, no clock runs on it here.
ALTER TABLE dossier
    ADD COLUMN procedure_valid_from date,                    -- the version of the catalogue that was read
    ADD COLUMN due_on date,                                  -- ngày hẹn trả
    ADD COLUMN competent_agency_id uuid REFERENCES office,   -- who decides; desk_id is who receives
    ADD COLUMN is_online_born boolean NOT NULL DEFAULT false;
GRANT UPDATE (due_on, owner_id) ON dossier TO courier_service;

-- What is to be in the envelope, copied from the checklist when asked; what was there is custody's to record.
CREATE TABLE dossier_document (
    dossier_id uuid NOT NULL REFERENCES dossier,
    line smallint NOT NULL CHECK (line BETWEEN 1 AND 200),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 500),
    originals smallint NOT NULL DEFAULT 0 CHECK (originals BETWEEN 0 AND 100),
    certified_copies smallint NOT NULL DEFAULT 0 CHECK (certified_copies BETWEEN 0 AND 100),
    photocopies smallint NOT NULL DEFAULT 0 CHECK (photocopies BETWEEN 0 AND 100),
    is_required boolean NOT NULL DEFAULT true,
    is_shown_and_returned boolean NOT NULL DEFAULT false,    -- để đối chiếu, trả lại
    PRIMARY KEY (dossier_id, line)
);
CALL make_append_only('dossier_document');

-- A result asked for before it exists: no item, not planned, until the desk's list names its dossier.
CREATE TABLE registered_return (
    registration_id uuid PRIMARY KEY,
    dossier_id uuid NOT NULL,
    province_code text NOT NULL,
    recipient_id uuid NOT NULL REFERENCES party,
    requested_by text NOT NULL CHECK (requested_by IN ('CITIZEN', 'DESK', 'POST')),
    channel text NOT NULL CHECK (channel IN ('list', 'api', 'counter', 'web', 'phone')),
    at_counter boolean NOT NULL,
    personal_only boolean NOT NULL,
    papers_to_take_back smallint NOT NULL CHECK (papers_to_take_back BETWEEN 0 AND 100),
    registered_at timestamptz NOT NULL DEFAULT courier_now(),
    FOREIGN KEY (dossier_id, province_code) REFERENCES dossier (dossier_id, province_code),
    FOREIGN KEY (recipient_id, province_code) REFERENCES party (party_id, province_code)
);
CREATE INDEX registered_return_dossier ON registered_return (dossier_id);
CREATE INDEX registered_return_recipient ON registered_return (recipient_id);
CREATE INDEX job_destination ON job (destination_id) WHERE leg = 'RETURN';
CREATE INDEX dossier_uncoded ON dossier (desk_id) WHERE code IS NULL;
GRANT UPDATE (at_counter) ON registered_return TO courier_service;
COMMENT ON TABLE registered_return IS 'Waiting until a row of registration_match or registration_closing names it.';

CREATE TABLE registration_match (
    job_id uuid PRIMARY KEY REFERENCES job,                  -- a dossier may have several results
    registration_id uuid NOT NULL REFERENCES registered_return,
    matched_at timestamptz NOT NULL DEFAULT courier_now()
);
CREATE INDEX registration_match_registration ON registration_match (registration_id);
CALL make_append_only('registration_match');

CREATE TABLE registration_closing (
    registration_id uuid PRIMARY KEY REFERENCES registered_return,
    reason text NOT NULL CHECK (reason IN ('taken_in_person', 'withdrawn')),
    asked_by text NOT NULL CHECK (asked_by IN ('owner', 'recipient', 'relative', 'desk', 'post')),
    how_checked text NOT NULL
        CHECK (how_checked IN ('identity_seen', 'call_back', 'view_code', 'desk_confirmed', 'written_request')),
    person_id uuid NOT NULL REFERENCES person,
    closed_at timestamptz NOT NULL DEFAULT courier_now()
);
CALL make_append_only('registration_closing');

-- A change before delivery: who asked, how it was checked, which fields. The values before are personal: erasable.
CREATE TABLE recipient_change (
    change_id uuid PRIMARY KEY,
    recipient_id uuid NOT NULL REFERENCES party,
    job_id uuid REFERENCES job,
    registration_id uuid REFERENCES registered_return,
    asked_by text NOT NULL CHECK (asked_by IN ('owner', 'recipient', 'relative', 'desk', 'post')),
    how_checked text NOT NULL
        CHECK (how_checked IN ('identity_seen', 'call_back', 'view_code', 'desk_confirmed', 'written_request')),
    fields text[] NOT NULL CHECK (cardinality(fields) > 0
        AND fields <@ ARRAY['full_name', 'phone', 'address', 'landmark', 'position', 'at_counter']),
    before jsonb,
    person_id uuid NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    CHECK (num_nonnulls(job_id, registration_id) = 1)
);
CREATE INDEX recipient_change_recipient ON recipient_change (recipient_id);
GRANT UPDATE (before) ON recipient_change TO courier_service;

-- Form 02: asked when, what is missing, until when. The legal clock is the one-stop's.
CREATE TABLE supplement_request (
    request_id uuid PRIMARY KEY,
    dossier_id uuid NOT NULL REFERENCES dossier,
    asked_on date NOT NULL,
    deadline_on date CHECK (deadline_on >= asked_on),
    missing text[] NOT NULL CHECK (cardinality(missing) BETWEEN 1 AND 50),
    reason text CHECK (length(reason) <= 1000),
    person_id uuid NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL DEFAULT courier_now()
);
CREATE INDEX supplement_request_dossier ON supplement_request (dossier_id, asked_on);
CALL make_append_only('supplement_request');

-- What somebody asked for in one breath; placed once, whoever sends it how often.
CREATE TABLE placed_order (
    order_id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('SEND', 'RETURN', 'BOTH', 'SUPPLEMENT')),
    dossier_id uuid NOT NULL REFERENCES dossier,
    job_id uuid UNIQUE REFERENCES job,
    registration_id uuid UNIQUE REFERENCES registered_return,
    request_id uuid UNIQUE REFERENCES supplement_request,
    digest bytea NOT NULL CHECK (octet_length(digest) = 32), -- of all its words: another order may not use its id
    warnings jsonb NOT NULL,                                 -- what a person should look at, as it was answered
    person_id uuid NOT NULL REFERENCES person,
    placed_at timestamptz NOT NULL DEFAULT courier_now(),
    CHECK ((kind = 'RETURN') = (job_id IS NULL)),
    CHECK ((kind IN ('RETURN', 'BOTH')) = (registration_id IS NOT NULL)),
    CHECK (request_id IS NULL OR kind = 'SUPPLEMENT')
);
CREATE INDEX placed_order_dossier ON placed_order (dossier_id);
CREATE INDEX placed_order_untrained ON placed_order (placed_at) WHERE warnings @> '[{"problem": "not-trained"}]';
CALL make_append_only('placed_order');

CREATE TABLE order_import (
    import_id uuid PRIMARY KEY,
    desk_id uuid NOT NULL REFERENCES office,
    file_sha256 bytea NOT NULL CHECK (octet_length(file_sha256) = 32),
    file_name text NOT NULL CHECK (length(file_name) BETWEEN 1 AND 255),
    rows_created int NOT NULL CHECK (rows_created >= 0),
    rows_known int NOT NULL CHECK (rows_known >= 0),
    rows_rejected int NOT NULL CHECK (rows_rejected >= 0),
    rejected_file bytea,                                     -- XLSX to mend; holds personal data, so erasable
    person_id uuid NOT NULL REFERENCES person,
    imported_at timestamptz NOT NULL DEFAULT courier_now()
);
CREATE INDEX order_import_file ON order_import (desk_id, file_sha256);
GRANT UPDATE (rejected_file) ON order_import TO courier_service;

CREATE TABLE imported_order (
    import_id uuid NOT NULL REFERENCES order_import,
    order_id uuid NOT NULL REFERENCES placed_order,
    line int NOT NULL CHECK (line >= 1),
    PRIMARY KEY (import_id, order_id)
);
CREATE INDEX imported_order_order ON imported_order (order_id);
CALL make_append_only('imported_order');

-- In lại: the same code on paper once more. Nothing is voided, but it is counted.
CREATE TABLE label_print (
    print_id uuid PRIMARY KEY,
    code text NOT NULL REFERENCES label,
    copies smallint NOT NULL CHECK (copies BETWEEN 1 AND 10),
    person_id uuid NOT NULL REFERENCES person,
    printed_at timestamptz NOT NULL DEFAULT courier_now()
);
CREATE INDEX label_print_code ON label_print (code);
CALL make_append_only('label_print');

-- Thay mã: the void code goes on naming its item, so that a scan of the old paper is still understood.
ALTER TABLE label_void ADD CONSTRAINT label_void_reason
    CHECK (reason IN ('damaged', 'lost', 'misprinted', 'wrong_item', 'spoiled'));
