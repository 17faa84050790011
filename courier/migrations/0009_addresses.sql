-- Hamlets by name, and where an address was found to be.

CREATE TABLE hamlet (
    unit_code text NOT NULL,
    unit_valid_from date NOT NULL,
    kind text NOT NULL CHECK (kind IN ('thôn', 'xóm', 'tổ dân phố', 'khu')),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    name_key text NOT NULL CHECK (name_key <> ''),           -- folded: lower case, no accents
    lon double precision CHECK (lon BETWEEN -180 AND 180),
    lat double precision CHECK (lat BETWEEN -90 AND 90),
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to > valid_from),             -- first day it is no longer so named
    source text NOT NULL,
    imported_at timestamptz NOT NULL DEFAULT courier_now(),
    PRIMARY KEY (unit_code, unit_valid_from, kind, name_key, valid_from),
    FOREIGN KEY (unit_code, unit_valid_from) REFERENCES administrative_unit (code, valid_from),
    CHECK ((lon IS NULL) = (lat IS NULL)),
    EXCLUDE USING gist (unit_code WITH =, unit_valid_from WITH =, kind WITH =, name_key WITH =,
                        daterange(valid_from, valid_to) WITH &&)
);
COMMENT ON TABLE hamlet IS 'Thôn, tổ dân phố, xóm, khu of a commune, as imported lists name them; the position is somewhere in its middle.';
GRANT UPDATE ON hamlet TO courier_service;

CREATE TABLE address_point (
    point_id uuid PRIMARY KEY,                               -- the reporter's own: the same report is kept once
    unit_code text NOT NULL,
    unit_valid_from date NOT NULL,
    address_key text NOT NULL CHECK (length(address_key) BETWEEN 1 AND 600),  -- folded, without its units
    address text NOT NULL,
    landmark text,                                           -- chỉ dẫn phát
    lon double precision NOT NULL CHECK (lon BETWEEN -180 AND 180),
    lat double precision NOT NULL CHECK (lat BETWEEN -90 AND 90),
    quality text NOT NULL CHECK (quality IN ('carrier', 'office', 'hamlet', 'commune')),
    corrected_by uuid NOT NULL REFERENCES person,
    source text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    FOREIGN KEY (unit_code, unit_valid_from) REFERENCES administrative_unit (code, valid_from)
);
COMMENT ON TABLE address_point IS 'Corrections are added, never edited: the best quality counts, then the newest. Rows go only when an address is erased.';
CREATE INDEX address_point_address ON address_point (unit_code, unit_valid_from, address_key);
GRANT DELETE ON address_point TO courier_service;
