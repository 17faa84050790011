-- Pads of slips (phiếu gửi hồ sơ): printed before any dossier is known, so each slip brings its own mã xem along.

CREATE TABLE pad (
    pad_id uuid PRIMARY KEY,                                 -- the asker's: asked twice, made once
    office_id uuid NOT NULL REFERENCES office,
    person_id uuid NOT NULL REFERENCES person,
    made_at timestamptz NOT NULL DEFAULT courier_now()
);
CREATE INDEX pad_office ON pad (office_id, made_at);
CALL make_append_only('pad');

CREATE TABLE pad_slip (
    code text PRIMARY KEY REFERENCES label,
    pad_id uuid NOT NULL REFERENCES pad,
    number smallint NOT NULL CHECK (number BETWEEN 1 AND 200),
    view_code text NOT NULL CHECK (view_code ~ '^\d{4}$'),   -- mã xem, on the citizen's copy
    UNIQUE (pad_id, number)
);
CALL make_append_only('pad_slip');

-- Once a slip's code is bound, its mã xem opens that dossier too: it is what the citizen has in hand. A slip that went
-- to somebody else by mistake (dán nhầm) opens nothing any more.
CREATE VIEW slip_view_code AS
    SELECT j.dossier_id, s.code, s.view_code
    FROM pad_slip AS s
    JOIN item_label AS b USING (code)
    JOIN item AS i USING (item_id)
    JOIN job AS j USING (job_id)
    WHERE NOT EXISTS (SELECT FROM label_void AS v WHERE v.code = s.code AND v.reason = 'wrong_item');
