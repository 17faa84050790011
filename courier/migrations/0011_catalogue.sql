-- The catalogue: what may be asked of which agency, with which papers; and when agencies and the post work.

-- One procedure as it stands from a day to a day. Orders keep its code and read the version of their own day.
CREATE TABLE procedure (
    procedure_code text NOT NULL CHECK (procedure_code ~ '^([0-9]\.[0-9]{6}|DEMO-[0-9A-Z]{1,12}(-[0-9A-Z]{1,12})*)$'),
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to > valid_from),             -- first day this version no longer holds
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 500),
    name_key text NOT NULL,                                  -- folded: lower case, no accents
    also_known_as text CHECK (length(also_known_as) <= 300), -- what people call it
    also_key text NOT NULL DEFAULT '',                       -- the same, folded
    field text NOT NULL CHECK (field ~ '^[a-z_]{2,32}$'),
    level text NOT NULL CHECK (level IN ('province', 'commune')),
    agency text NOT NULL CHECK (length(agency) BETWEEN 1 AND 200),  -- the kind of agency that decides
    code_source text,                                        -- the decision or portal the code was read in
    facts_source text,                                       -- where checklist and days were read; none: for show only
    is_demo boolean GENERATED ALWAYS AS (code_source IS NULL) STORED,
    last_reviewed_on date NOT NULL,
    working_days int CHECK (working_days BETWEEN 0 AND 400), -- the statutory limit; none: not stated
    same_day_limit_h int CHECK (same_day_limit_h BETWEEN 1 AND 8),
    may_send boolean NOT NULL,                               -- the dossier may come by post
    may_return boolean NOT NULL,                             -- the result may go by post
    must_attend_send boolean NOT NULL,                       -- PRESENCE_REQUIRED to file
    must_attend_return boolean NOT NULL,                     -- PRESENCE_REQUIRED to take the result
    presence_vi text,                                        -- the sentence the citizen hears
    presence_en text,
    personal_only boolean NOT NULL,                          -- the result is handed to its owner alone
    receivers text[] NOT NULL CHECK (
        receivers <@ ARRAY['owner', 'spouse', 'parent_or_child', 'authorised', 'organisation_clerk']
        AND cardinality(receivers) > 0),
    fee_vnd bigint CHECK (fee_vnd >= 0),                     -- none: not stated
    charge_vnd bigint CHECK (charge_vnd >= 0),
    amount_per text,                                         -- hồ sơ, bản, trang …
    amount_source text,                                      -- none: for show only
    post_may_collect boolean NOT NULL,                       -- tax and land money never
    may_pay_later boolean NOT NULL,
    imported_at timestamptz NOT NULL DEFAULT courier_now(),
    PRIMARY KEY (procedure_code, valid_from),
    EXCLUDE USING gist (procedure_code WITH =, daterange(valid_from, valid_to) WITH &&),
    CONSTRAINT a_code_has_its_source CHECK ((code_source IS NULL) = (procedure_code LIKE 'DEMO-%')),
    CONSTRAINT who_must_attend_cannot_post CHECK (
        NOT (must_attend_send AND may_send) AND NOT (must_attend_return AND may_return)),
    CONSTRAINT presence_is_said CHECK (
        NOT (must_attend_send OR must_attend_return) OR (presence_vi IS NOT NULL AND presence_en IS NOT NULL)),
    CONSTRAINT personal_means_owner CHECK (NOT personal_only OR receivers = ARRAY['owner'])
);
COMMENT ON TABLE procedure IS 'What may be asked of which kind of agency; a change is a new version from its own day.';
GRANT UPDATE, DELETE ON procedure TO courier_service;

CREATE TABLE procedure_document (
    procedure_code text NOT NULL,
    valid_from date NOT NULL,
    ordinal int NOT NULL CHECK (ordinal BETWEEN 1 AND 99),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
    name_key text NOT NULL,
    originals int NOT NULL CHECK (originals BETWEEN 0 AND 20),
    certified_copies int NOT NULL CHECK (certified_copies BETWEEN 0 AND 20),
    photocopies int NOT NULL CHECK (photocopies BETWEEN 0 AND 20),
    for_comparison boolean NOT NULL,                         -- «để đối chiếu, trả lại»
    is_required boolean NOT NULL,
    note text CHECK (length(note) <= 300),
    PRIMARY KEY (procedure_code, valid_from, ordinal),
    FOREIGN KEY (procedure_code, valid_from) REFERENCES procedure ON DELETE CASCADE,
    CONSTRAINT a_line_asks_for_something CHECK (originals + certified_copies + photocopies > 0),
    CONSTRAINT compared_is_an_original CHECK (NOT for_comparison OR originals > 0),
    CONSTRAINT no_paper_that_is_no_longer_valid CHECK (
        name_key !~ '\m(so ho khau|chung minh nhan dan|chung minh thu|cmnd|cmtnd)\M')
);
COMMENT ON TABLE procedure_document IS 'The published checklist, line by line; nothing beyond it may be asked for (QĐ 45/2016).';
GRANT UPDATE, DELETE ON procedure_document TO courier_service;

-- A file of procedures as it came in, with the lines to mend.
CREATE TABLE procedure_import (
    import_id uuid PRIMARY KEY,
    file_sha256 bytea NOT NULL CHECK (length(file_sha256) = 32),
    imported_by uuid REFERENCES person,                      -- none: from the command line
    imported_at timestamptz NOT NULL DEFAULT courier_now(),
    rejected_file bytea                                      -- XLSX to mend
);
CALL make_append_only('procedure_import');

-- When an agency or the post works. A locality's own calendar goes before the country's.
CREATE TABLE calendar (
    calendar_code text PRIMARY KEY CHECK (calendar_code ~ '^[a-z0-9-]{2,32}$'),
    kind text NOT NULL CHECK (kind IN ('agency', 'post')),
    province_code text CHECK (province_code ~ '^\d{2}$'),
    name text NOT NULL,
    same_day_cutoff_s int CHECK (same_day_cutoff_s BETWEEN 0 AND 86400),  -- received later: the next working day's
    day_ends text NOT NULL CHECK (day_ends IN ('same_time', 'closing')),  -- when on its last day a limit in days ends
    source text NOT NULL,
    is_confirmed boolean NOT NULL,
    UNIQUE NULLS NOT DISTINCT (kind, province_code)
);
GRANT UPDATE ON calendar TO courier_service;

-- A weekday without a spell is the weekly rest.
CREATE TABLE calendar_spell (
    calendar_code text NOT NULL REFERENCES calendar,
    iso_weekday int NOT NULL CHECK (iso_weekday BETWEEN 1 AND 7),
    starts_s int NOT NULL CHECK (starts_s >= 0),             -- seconds after local midnight
    ends_s int NOT NULL CHECK (ends_s <= 86400),
    PRIMARY KEY (calendar_code, iso_weekday, starts_s),
    CHECK (starts_s < ends_s),
    EXCLUDE USING gist (calendar_code WITH =, iso_weekday WITH =, int4range(starts_s, ends_s) WITH &&)
);
GRANT DELETE ON calendar_spell TO courier_service;

CREATE TABLE calendar_day (
    on_date date NOT NULL,
    applies_to text NOT NULL CHECK (applies_to IN ('all', 'agency', 'post')),
    province_code text CHECK (province_code ~ '^\d{2}$'),    -- none: the whole country
    kind text NOT NULL CHECK (kind IN ('off', 'in_lieu', 'swap_off', 'swap_work')),
    works_as int CHECK (works_as BETWEEN 1 AND 7),           -- the weekday whose spells a swapped day works
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    source text,
    is_confirmed boolean NOT NULL,
    CONSTRAINT a_day_is_said_once UNIQUE NULLS NOT DISTINCT (on_date, applies_to, province_code),
    CONSTRAINT swapped_day_works_as CHECK ((kind = 'swap_work') = (works_as IS NOT NULL)),
    CONSTRAINT confirmed_has_its_source CHECK (NOT is_confirmed OR source IS NOT NULL)
);
COMMENT ON TABLE calendar_day IS 'Days unlike their weekday: holidays, days in lieu, days swapped; the most particular row counts.';
GRANT UPDATE, DELETE ON calendar_day TO courier_service;
