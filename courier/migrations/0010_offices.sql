-- Offices as they are run: forms, hours, pauses; agreements with scope and heirs; hats with scope, training, substitutes.

-- 1. What an office is called beside its kind, whom it takes dossiers for, who administers it.
CREATE TABLE office_form (
    form text PRIMARY KEY CHECK (form ~ '^[a-z_]{2,32}$'),
    kind text NOT NULL CHECK (kind IN ('point', 'hub', 'linehaul', 'desk', 'agency')),
    name_vi text NOT NULL CHECK (length(name_vi) BETWEEN 1 AND 100),
    name_en text NOT NULL CHECK (length(name_en) BETWEEN 1 AND 100),
    UNIQUE (form, kind)
);
COMMENT ON TABLE office_form IS 'The words people use for a kind of office; data, an operator may add.';
CALL make_append_only('office_form');
INSERT INTO office_form (form, kind, name_vi, name_en) VALUES
    ('province_post', 'point', 'bưu điện tỉnh, thành phố', 'provincial post office'),
    ('post_office', 'point', 'bưu cục', 'post office'),
    ('commune_post', 'point', 'bưu điện–văn hoá xã', 'commune post and culture point'),
    ('sorting_point', 'hub', 'điểm khai thác', 'sorting point'),
    ('sorting_centre', 'hub', 'trung tâm khai thác', 'sorting centre'),
    ('route', 'linehaul', 'đường thư', 'mail route'),
    ('centre', 'desk', 'trung tâm phục vụ hành chính công', 'public administration service centre'),
    ('branch', 'desk', 'chi nhánh', 'branch of a centre'),
    ('reception', 'desk', 'điểm tiếp nhận', 'reception point'),
    ('one_stop', 'desk', 'bộ phận một cửa', 'one-stop desk'),
    ('authority', 'agency', 'cơ quan có thẩm quyền', 'competent agency');

ALTER TABLE office ADD COLUMN form text,
    ADD FOREIGN KEY (form, kind) REFERENCES office_form (form, kind);
COMMENT ON COLUMN office.form IS 'What people call it; fits its kind.';

CREATE TABLE desk_agency (
    desk_id uuid NOT NULL REFERENCES office,
    desk_kind text NOT NULL GENERATED ALWAYS AS ('desk') STORED,
    agency_id uuid NOT NULL REFERENCES office,
    agency_kind text NOT NULL GENERATED ALWAYS AS ('agency') STORED,
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to > valid_from),             -- first day it no longer takes dossiers for it
    PRIMARY KEY (desk_id, agency_id, valid_from),
    FOREIGN KEY (desk_id, desk_kind) REFERENCES party (party_id, kind),
    FOREIGN KEY (agency_id, agency_kind) REFERENCES party (party_id, kind),
    EXCLUDE USING gist (desk_id WITH =, agency_id WITH =, daterange(valid_from, valid_to) WITH &&)
);
COMMENT ON TABLE desk_agency IS 'For which competent agencies a desk takes dossiers in.';
GRANT UPDATE (valid_to) ON desk_agency TO courier_service;

-- An office, the one that serves it, all that stand above either: their administrators, and the province's, run its affairs.
CREATE FUNCTION administers(asker uuid, of_office uuid) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    BEGIN ATOMIC
        WITH RECURSIVE above (office_id, province_code) AS (
            SELECT o.office_id, o.province_code FROM office AS o WHERE o.office_id = of_office
            UNION
            SELECT s.office_id, a.province_code
            FROM above AS a
            JOIN office AS o ON o.office_id = a.office_id
            JOIN office AS s ON s.office_id IN (o.superior_office_id, o.served_by_office_id)
        )
        SELECT EXISTS (SELECT FROM above WHERE has_role(asker, above.office_id, 'administrator'))
            OR EXISTS (SELECT FROM office AS o JOIN office AS p ON p.province_code = o.province_code
                       WHERE o.office_id = of_office AND p.form = 'province_post'
                         AND has_role(asker, p.office_id, 'administrator'));
    END;

-- 2. Hours: a week from a day on, or one day's own. The latest record for a day counts; none: the office's own columns.
CREATE TABLE timetable (
    timetable_id uuid PRIMARY KEY,
    office_id uuid NOT NULL REFERENCES office,
    scope text NOT NULL CHECK (scope IN ('week', 'day', 'as_usual')), -- as_usual takes one day's own hours back
    valid_from date NOT NULL,                                -- of a day: that day alone
    note text CHECK (length(note) BETWEEN 1 AND 200),
    recorded_by uuid NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    UNIQUE (timetable_id, scope)
);
CREATE INDEX timetable_office ON timetable (office_id, valid_from);
CALL make_append_only('timetable');

CREATE TABLE timetable_spell (
    timetable_id uuid NOT NULL,
    scope text NOT NULL CHECK (scope <> 'as_usual'),
    weekday smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7), -- Monday is 1
    earliest_s int NOT NULL CHECK (earliest_s BETWEEN 0 AND 86400), -- seconds after local midnight
    last_acceptance_s int NOT NULL CHECK (last_acceptance_s BETWEEN 0 AND 86400),
    closes_s int NOT NULL CHECK (closes_s BETWEEN 0 AND 86400),
    PRIMARY KEY (timetable_id, weekday, earliest_s),
    FOREIGN KEY (timetable_id, scope) REFERENCES timetable (timetable_id, scope),
    CHECK (earliest_s < last_acceptance_s AND last_acceptance_s <= closes_s),
    EXCLUDE USING gist (timetable_id WITH =, weekday WITH =, int4range(earliest_s, closes_s) WITH &&)
);
CALL make_append_only('timetable_spell');

-- A day's own spells are of that day's weekday.
CREATE FUNCTION spell_fits_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.scope = 'day' AND NEW.weekday <> (SELECT extract(isodow FROM t.valid_from) FROM timetable AS t
                                             WHERE t.timetable_id = NEW.timetable_id) THEN
        RAISE EXCEPTION 'a day''s own spell is of that day' USING ERRCODE = '23514', CONSTRAINT = 'spell_fits_day';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER spell_fits_day BEFORE INSERT ON timetable_spell FOR EACH ROW EXECUTE FUNCTION spell_fits_day();

-- Tạm ngừng nhận đến …: from when until when, ended early by a second fact.
CREATE TABLE office_pause (
    pause_id uuid PRIMARY KEY,
    office_id uuid NOT NULL REFERENCES office,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    reason text NOT NULL CHECK (reason IN ('MEETING', 'POWER', 'SOFTWARE', 'OTHER')),
    note text CHECK (length(note) BETWEEN 1 AND 200),
    recorded_by uuid NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    CONSTRAINT office_pause_order CHECK (starts_at < ends_at),
    CONSTRAINT office_pause_length CHECK (ends_at <= starts_at + interval '31 days'),
    CONSTRAINT office_pause_said CHECK (reason <> 'OTHER' OR note IS NOT NULL)
);
CREATE INDEX office_pause_office ON office_pause (office_id, ends_at);
CALL make_append_only('office_pause');

CREATE TABLE office_pause_end (
    pause_id uuid PRIMARY KEY REFERENCES office_pause,
    recorded_by uuid NOT NULL REFERENCES person,
    ended_at timestamptz NOT NULL DEFAULT courier_now()
);
CALL make_append_only('office_pause_end');

CREATE VIEW office_pause_in_force AS
    SELECT p.pause_id, p.office_id, p.starts_at, least(p.ends_at, e.ended_at) AS ends_at, p.reason, p.note,
           p.recorded_by, p.recorded_at, e.ended_at IS NOT NULL AS was_ended
    FROM office_pause AS p LEFT JOIN office_pause_end AS e USING (pause_id)
    WHERE e.ended_at IS NULL OR e.ended_at > p.starts_at;
COMMENT ON VIEW office_pause_in_force IS 'Pauses as they really were or will be; one taken back before it began is not there.';

ALTER TABLE change DROP CONSTRAINT change_topic_check;
ALTER TABLE change ADD CONSTRAINT change_topic_check CHECK (topic IN
    ('custody', 'plan', 'job', 'money', 'device', 'exception', 'attempt', 'position', 'office'));

-- 3. Agreements: number, fields, alarms; heirs of a former unit's agreement.
ALTER TABLE agreement
    ADD COLUMN number text CHECK (length(number) BETWEEN 1 AND 100),  -- as it is written on the paper: 12/TTHT-2022
    ADD COLUMN fields text[] CHECK (cardinality(fields) > 0 AND array_to_string(fields, ',', '?') ~ '^[a-z_]{2,32}(,[a-z_]{2,32})*$'),
    ADD COLUMN ending_alarm_days smallint NOT NULL DEFAULT 30 CHECK (ending_alarm_days BETWEEN 0 AND 366),
    ADD COLUMN idle_alarm_days smallint NOT NULL DEFAULT 30 CHECK (idle_alarm_days BETWEEN 1 AND 366),
    ADD COLUMN inherited_from uuid REFERENCES agreement,
    ADD COLUMN recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    ADD CHECK (inherited_from <> agreement_id);
COMMENT ON COLUMN agreement.fields IS 'Fields of procedures it is for (civil_status, land …); NULL: all of them.';
COMMENT ON COLUMN agreement.inherited_from IS 'Kế thừa: the former unit''s agreement that passed to this desk; an alarm until renewed.';
-- An heir renewed from its very first day was never in force: the one agreement whose days may be none.
ALTER TABLE agreement DROP CONSTRAINT agreement_check;
ALTER TABLE agreement ADD CONSTRAINT agreement_check
    CHECK (valid_to > valid_from OR (inherited_from IS NOT NULL AND valid_to = valid_from));
CREATE INDEX agreement_post_office ON agreement (post_office_id);

CREATE TABLE agreement_source (
    agreement_id uuid NOT NULL REFERENCES agreement,
    from_agreement_id uuid NOT NULL REFERENCES agreement,
    PRIMARY KEY (agreement_id, from_agreement_id),
    CHECK (agreement_id <> from_agreement_id)
);
COMMENT ON TABLE agreement_source IS 'Every former agreement that passed into an inherited one: 22 pass to four.';
CALL make_append_only('agreement_source');

-- Which desks somebody asked a courier for since an instant; jobs are appended in time order, so a BRIN finds them.
CREATE INDEX job_created ON job USING brin (created_at);
CREATE FUNCTION desks_asked_since(since timestamptz) RETURNS SETOF uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    BEGIN ATOMIC
        SELECT DISTINCT d.desk_id FROM job AS j JOIN dossier AS d USING (dossier_id) WHERE j.created_at >= since;
    END;

-- 4. A hat limited to agency × leg × field; a grant in no row is for everything.
CREATE TABLE grant_scope (
    scope_id uuid PRIMARY KEY,
    person_id uuid NOT NULL,
    role text NOT NULL CHECK (role IN ('teller', 'desk_clerk')),
    office_id uuid NOT NULL,
    valid_from date NOT NULL,
    agency_id uuid REFERENCES office,
    agency_kind text GENERATED ALWAYS AS (CASE WHEN agency_id IS NOT NULL THEN 'agency' END) STORED,
    leg text CHECK (leg IN ('SEND', 'RETURN', 'SUPPLEMENT')),
    field text CHECK (field ~ '^[a-z_]{2,32}$'),
    FOREIGN KEY (person_id, role, office_id, valid_from) REFERENCES role_grant (person_id, role, office_id, valid_from),
    FOREIGN KEY (agency_id, agency_kind) REFERENCES party (party_id, kind),
    UNIQUE NULLS NOT DISTINCT (person_id, role, office_id, valid_from, agency_id, leg, field)
);
CALL make_append_only('grant_scope');

-- What is not told (NULL) is not judged; at a desk its own people, and the tellers of the post office serving it.
CREATE FUNCTION may_handle(asker uuid, at_office uuid, of_agency uuid, for_leg text, in_field text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    BEGIN ATOMIC
        SELECT EXISTS (
            SELECT FROM office AS o
            JOIN role_grant AS g ON g.office_id IN (o.office_id, o.served_by_office_id)
            WHERE o.office_id = at_office AND g.person_id = asker
              AND (g.role = 'teller' OR (g.role = 'desk_clerk' AND g.office_id = o.office_id))
              AND has_role(asker, g.office_id, g.role)
              AND daterange(g.valid_from, g.valid_to) @> (courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
              AND (NOT EXISTS (SELECT FROM grant_scope AS s
                               WHERE (s.person_id, s.role, s.office_id, s.valid_from)
                                   = (g.person_id, g.role, g.office_id, g.valid_from))
                   OR EXISTS (SELECT FROM grant_scope AS s
                              WHERE (s.person_id, s.role, s.office_id, s.valid_from)
                                  = (g.person_id, g.role, g.office_id, g.valid_from)
                                AND (s.agency_id IS NULL OR of_agency IS NULL OR s.agency_id = of_agency)
                                AND (s.leg IS NULL OR for_leg IS NULL OR s.leg = for_leg)
                                AND (s.field IS NULL OR in_field IS NULL OR s.field = in_field))));
    END;

-- 5. Training, and who took dossiers in without it: warned and listed, never blocked.
CREATE TABLE training_mark (
    mark_id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person,
    skill text NOT NULL CHECK (skill ~ '^[a-z_]{2,32}$'),    -- intake, return, cash …
    trained_on date NOT NULL,
    trained_by text NOT NULL CHECK (length(trained_by) BETWEEN 1 AND 200),
    valid_to date CHECK (valid_to > trained_on),             -- first day it no longer counts
    recorded_by uuid NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    UNIQUE (person_id, skill, trained_on)
);
CALL make_append_only('training_mark');

CREATE FUNCTION is_trained(who uuid, for_skill text, on_day date) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN EXISTS (SELECT FROM training_mark AS m WHERE m.person_id = who AND m.skill = for_skill
                   AND on_day >= m.trained_on AND (on_day < m.valid_to OR m.valid_to IS NULL));

CREATE TABLE training_warning (
    warning_id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person,
    skill text NOT NULL CHECK (skill ~ '^[a-z_]{2,32}$'),
    office_id uuid NOT NULL REFERENCES office,
    subject_id uuid,                                         -- the job or signed act concerned
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    UNIQUE NULLS NOT DISTINCT (person_id, skill, office_id, subject_id)
);
CREATE INDEX training_warning_office ON training_warning (office_id, recorded_at);
CALL make_append_only('training_warning');

-- 6. Bưu tá thay: for a day, in named communes, by whom and why.
CREATE TABLE substitution (
    substitution_id uuid PRIMARY KEY,
    office_id uuid NOT NULL REFERENCES office,
    person_id uuid NOT NULL REFERENCES person,
    role text NOT NULL GENERATED ALWAYS AS ('carrier') STORED,
    on_date date NOT NULL,
    stands_for uuid REFERENCES person,                       -- the carrier who is away
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
    appointed_by uuid NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    UNIQUE (office_id, person_id, on_date),
    FOREIGN KEY (person_id, role, office_id, on_date) REFERENCES role_grant (person_id, role, office_id, valid_from),
    CHECK (stands_for <> person_id)
);
CREATE INDEX substitution_day ON substitution (office_id, on_date);
CALL make_append_only('substitution');

CREATE TABLE substitution_area (
    substitution_id uuid NOT NULL REFERENCES substitution,
    unit_code text NOT NULL,
    unit_valid_from date NOT NULL,
    PRIMARY KEY (substitution_id, unit_code, unit_valid_from),
    FOREIGN KEY (unit_code, unit_valid_from) REFERENCES administrative_unit (code, valid_from)
);
CALL make_append_only('substitution_area');

-- The commune codes a carrier of that office is held to on a day; NULL for who is no substitute.
CREATE FUNCTION substitute_area(carrier uuid, at_office uuid, on_day date) RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT array_agg(a.unit_code ORDER BY a.unit_code)
            FROM substitution AS s
            JOIN person AS p USING (person_id)
            JOIN substitution_area AS a USING (substitution_id)
            WHERE p.carrier_party_id = carrier AND s.office_id = at_office AND s.on_date = on_day);
