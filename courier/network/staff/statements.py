"""The SQL of hats' scope and end, training and substitutes, each statement beside the Struct it fills."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.network.staff.model import StaffMember, Substitute, TrainingGap, TrainingMark, TrainingWarning

# Hats.

ADD_SCOPES: Final = statement(
    """
    INSERT INTO grant_scope (scope_id, person_id, role, office_id, valid_from, agency_id, leg, field)
    SELECT s.scope_id, $1, $2, $3, $4, s.agency_id, s.leg, s.field
    FROM unnest($5::uuid[], $6::uuid[], $7::text[], $8::text[]) AS s (scope_id, agency_id, leg, field)
    """
)
END_GRANT: Final = statement(
    """
    UPDATE role_grant SET valid_to = $4
    WHERE person_id = $1 AND role = $2 AND office_id = $3 AND valid_from < $4 AND (valid_to IS NULL OR valid_to > $4)
    """
)


class Allowed(msgspec.Struct, frozen=True):
    """Whether somebody may."""

    is_allowed: bool


MAY_HANDLE: Final = statement("SELECT may_handle($1, $2, $3, $4, $5) AS is_allowed", Allowed)
IS_TRAINED: Final = statement("SELECT is_trained($1, $2, $3) AS is_allowed", Allowed)
ADMINISTERS: Final = statement("SELECT administers($1, $2) AS is_allowed", Allowed)


class OfficeRow(msgspec.Struct, frozen=True):
    """An office."""

    office_id: UUID


ADMINISTERED: Final = statement(
    "SELECT office_id FROM office WHERE office_id = ANY ($2::uuid[]) AND administers($1, office_id)", OfficeRow
)
"""Which of many offices the asker administers."""
ADMINISTERS_PROVINCE: Final = statement(
    """
    SELECT EXISTS (SELECT FROM role_grant AS g WHERE g.person_id = $1 AND has_role($1, g.office_id, 'administrator'))
       AND (NOT EXISTS (SELECT FROM office WHERE province_code = $2 AND form = 'province_post')
            OR EXISTS (SELECT FROM office AS o WHERE o.province_code = $2 AND o.form = 'province_post'
                       AND has_role($1, o.office_id, 'administrator'))) AS is_allowed
    """,
    Allowed,
)
"""An administrator of the province's post office; while there is none, of any office."""
RUNS_OFFICE: Final = statement("SELECT runs_office($1, $2) OR administers($1, $2) AS is_allowed", Allowed)
STAFF_OF: Final = statement(
    """
    SELECT p.person_id, p.full_name, p.phone, p.carrier_party_id, g.role, o.office_id, o.name AS office_name,
           g.valid_from, g.valid_to,
           EXISTS (SELECT FROM grant_scope AS s
                   WHERE (s.person_id, s.role, s.office_id, s.valid_from)
                       = (g.person_id, g.role, g.office_id, g.valid_from)) AS is_limited
    FROM office AS o
    JOIN role_grant AS g USING (office_id)
    JOIN person AS p USING (person_id)
    WHERE $2 IN (o.office_id, o.served_by_office_id) AND (runs_office($1, $2) OR administers($1, $2))
      AND p.is_active AND daterange(g.valid_from, g.valid_to) @> $3::date
    ORDER BY o.office_id <> $2, o.sort_key, p.sort_key, p.person_id, g.role
    """,
    StaffMember,
)

# Training.

ADD_MARK: Final = statement(
    """
    INSERT INTO training_mark (mark_id, person_id, skill, trained_on, trained_by, valid_to, recorded_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    """
)
FIND_MARK: Final = statement(
    """
    SELECT mark_id, person_id, skill, trained_on, trained_by, valid_to FROM training_mark
    WHERE person_id = $1 AND skill = $2 AND trained_on = $3
    """,
    TrainingMark,
)
HEADS_PERSON: Final = statement(
    """
    SELECT EXISTS (SELECT FROM role_grant AS g WHERE g.person_id = $2
                   AND (runs_office($1, g.office_id) OR administers($1, g.office_id))) AS is_allowed
    """,
    Allowed,
)
"""Whether somebody has ever worn a hat at an office that the asker runs."""
GAPS: Final = statement(
    """
    SELECT p.person_id, p.full_name, o.office_id, o.name AS office_name,
           array_agg(DISTINCT g.role ORDER BY g.role) AS roles,
           CASE WHEN max(m.trained_on) IS NULL THEN 'never'
                WHEN is_trained(p.person_id, $3, $4::date) THEN 'lapsing' ELSE 'lapsed' END AS kind,
           max(m.valid_to) AS valid_to
    FROM office AS o
    JOIN role_grant AS g USING (office_id)
    JOIN person AS p USING (person_id)
    LEFT JOIN training_mark AS m ON m.person_id = p.person_id AND m.skill = $3 AND m.trained_on <= $4::date
    WHERE $2 IN (o.office_id, o.served_by_office_id) AND (runs_office($1, $2) OR administers($1, $2))
      AND p.is_active AND g.role IN ('carrier', 'teller', 'desk_clerk')
      AND daterange(g.valid_from, g.valid_to) @> $4::date
      AND NOT (is_trained(p.person_id, $3, $4::date) AND is_trained(p.person_id, $3, $4::date + 30))
    GROUP BY p.person_id, p.full_name, p.sort_key, o.office_id, o.name, o.sort_key
    ORDER BY o.office_id <> $2, o.sort_key, p.sort_key, p.person_id
    """,
    TrainingGap,
)
WARN_UNTRAINED: Final = statement(
    """
    INSERT INTO training_warning (warning_id, person_id, skill, office_id, subject_id)
    SELECT $1, $2, $3, $4, $5
    WHERE NOT is_trained($2, $3, (courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
    ON CONFLICT DO NOTHING
    """
)
WARNINGS: Final = statement(
    """
    SELECT w.warning_id, w.person_id, p.full_name, w.skill, w.office_id, w.subject_id, w.recorded_at
    FROM training_warning AS w
    JOIN person AS p USING (person_id)
    JOIN office AS o ON o.office_id = w.office_id
    WHERE $2 IN (o.office_id, o.served_by_office_id) AND (runs_office($1, $2) OR administers($1, $2))
      AND w.recorded_at >= $3::date::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'
    ORDER BY w.recorded_at DESC, w.warning_id
    LIMIT 1000
    """,
    TrainingWarning,
)

# Substitutes.


class HeadedOffice(msgspec.Struct, frozen=True):
    """A post office that the asker heads."""

    province_code: str


HEADED_OFFICE: Final = statement(
    """
    SELECT province_code FROM office
    WHERE office_id = $2 AND kind = 'point'
      AND (has_role($1, office_id, 'dispatcher', 'supervisor') OR has_role($1, superior_office_id, 'supervisor')
           OR administers($1, office_id))
    """,
    HeadedOffice,
)


class AreaUnit(msgspec.Struct, frozen=True):
    """A commune that an office may send a substitute to."""

    code: str
    valid_from: date


AREA_ON: Final = statement(
    """
    SELECT u.code, u.valid_from FROM administrative_unit AS u
    JOIN office AS o ON o.office_id = $1
    WHERE u.level = 'commune' AND u.province_code = o.province_code
      AND $2::date >= u.valid_from AND ($2::date < u.valid_to OR u.valid_to IS NULL)
      AND (EXISTS (SELECT FROM office_area AS a
                   WHERE a.office_id = o.office_id AND (a.unit_code, a.unit_valid_from) = (u.code, u.valid_from)
                     AND $2::date >= a.valid_from AND ($2::date < a.valid_to OR a.valid_to IS NULL))
           OR (u.code, u.valid_from) = (o.unit_code, o.unit_valid_from))
    ORDER BY u.code
    """,
    AreaUnit,
)
"""The communes it serves on a day, and the one it stands in."""
STANDS_HERE: Final = statement(
    """
    SELECT EXISTS (SELECT FROM role_grant AS g
                   WHERE g.person_id = $1 AND g.office_id = $2 AND g.role = 'carrier'
                     AND daterange(g.valid_from, g.valid_to) @> $3::date) AS is_allowed
    """,
    Allowed,
)
"""Whether somebody is a carrier of that office on a day."""
IN_PROVINCE: Final = statement(
    "SELECT EXISTS (SELECT FROM person WHERE person_id = $1 AND province_code = $2 AND is_active) AS is_allowed",
    Allowed,
)
"""Whether somebody is active staff of a province."""
ADD_SUBSTITUTION: Final = statement(
    """
    INSERT INTO substitution (substitution_id, office_id, person_id, on_date, stands_for, reason, appointed_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    """
)
ADD_SUBSTITUTION_AREA: Final = statement(
    """
    INSERT INTO substitution_area (substitution_id, unit_code, unit_valid_from)
    SELECT $1, * FROM unnest($2::text[], $3::date[])
    """
)
FIND_SUBSTITUTE: Final = statement(
    """
    SELECT s.substitution_id, s.office_id, s.person_id, p.full_name, p.phone, p.carrier_party_id, s.on_date,
           s.stands_for, s.reason, s.appointed_by,
           ARRAY(SELECT a.unit_code FROM substitution_area AS a
                 WHERE a.substitution_id = s.substitution_id ORDER BY a.unit_code) AS unit_codes
    FROM substitution AS s JOIN person AS p USING (person_id)
    WHERE s.substitution_id = $1
    """,
    Substitute,
)
SUBSTITUTES_ON: Final = statement(
    """
    SELECT s.substitution_id, s.office_id, s.person_id, p.full_name, p.phone, p.carrier_party_id, s.on_date,
           s.stands_for, s.reason, s.appointed_by,
           ARRAY(SELECT a.unit_code FROM substitution_area AS a
                 WHERE a.substitution_id = s.substitution_id ORDER BY a.unit_code) AS unit_codes
    FROM substitution AS s JOIN person AS p USING (person_id)
    WHERE s.office_id = $2 AND s.on_date = $3 AND (runs_office($1, $2) OR administers($1, $2))
    ORDER BY p.sort_key, s.substitution_id
    """,
    Substitute,
)
