"""The SQL of communes served, hours and pauses, each statement beside the Struct it fills."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.network.offices.model import DeskAgency, Pause, ServedCommune

# Communes served.

ADD_AREA: Final = statement(
    """
    INSERT INTO office_area (office_id, unit_code, unit_valid_from, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5)
    """
)


class AreaEnds(msgspec.Struct, frozen=True):
    """What the two ends of a service are."""

    is_post_office: bool
    is_commune: bool
    """In force on the first day of the service, in the office's province."""


AREA_ENDS: Final = statement(
    """
    SELECT EXISTS (SELECT FROM office WHERE office_id = $1 AND kind = 'point') AS is_post_office,
           EXISTS (SELECT FROM administrative_unit AS u
                   WHERE (u.code, u.valid_from) = ($2, $3) AND u.level = 'commune'
                     AND $4 >= u.valid_from AND (u.valid_to > $4 OR u.valid_to IS NULL)
                     AND u.province_code = coalesce((SELECT province_code FROM office WHERE office_id = $1),
                                                    u.province_code)) AS is_commune
    """,
    AreaEnds,
)
AREAS_IN: Final = statement(
    """
    SELECT unit_code, unit_valid_from, office_id, valid_from, valid_to FROM office_area
    WHERE unit_code = $1 AND unit_valid_from = $2 AND daterange(valid_from, valid_to) && daterange($3, $4)
    ORDER BY valid_from
    """,
    ServedCommune,
)
"""Who serves a commune on any day of a period."""
END_AREA: Final = statement(
    """
    UPDATE office_area SET valid_to = $4
    WHERE office_id = $1 AND unit_code = $2 AND unit_valid_from = $3
      AND valid_from < $4 AND (valid_to IS NULL OR valid_to > $4)
    """
)
AREAS_OF_OFFICE: Final = statement(
    """
    SELECT unit_code, unit_valid_from, office_id, valid_from, valid_to FROM office_area
    WHERE office_id = $1 AND $2::date >= valid_from AND ($2::date < valid_to OR valid_to IS NULL)
    ORDER BY unit_code
    """,
    ServedCommune,
)


class ServingOffice(msgspec.Struct, frozen=True):
    """The post office that serves a unit."""

    unit_code: str
    unit_valid_from: date
    office_id: UUID


SERVING_OFFICES: Final = statement(
    """
    SELECT DISTINCT a.unit_code, a.unit_valid_from, a.office_id
    FROM unnest($1::text[], $2::date[]) AS asked (code, valid_from)
    JOIN office_area AS a ON (a.unit_code, a.unit_valid_from) = (asked.code, asked.valid_from)
    WHERE $3::date >= a.valid_from AND ($3::date < a.valid_to OR a.valid_to IS NULL)
    """,
    ServingOffice,
)
"""For many units at once; no row for one that is in no post office's area."""

ADD_DESK_AGENCY: Final = statement(
    "INSERT INTO desk_agency (desk_id, agency_id, valid_from, valid_to) VALUES ($1, $2, $3, $4)"
)
FIND_DESK_AGENCY: Final = statement(
    """
    SELECT desk_id, agency_id, valid_from, valid_to FROM desk_agency
    WHERE desk_id = $1 AND agency_id = $2 AND valid_from = $3
    """,
    DeskAgency,
)
AGENCIES_OF_DESK: Final = statement(
    """
    SELECT a.desk_id, a.agency_id, a.valid_from, a.valid_to
    FROM desk_agency AS a JOIN office AS o ON o.office_id = a.agency_id
    WHERE a.desk_id = $1 AND $2::date >= a.valid_from AND ($2::date < a.valid_to OR a.valid_to IS NULL)
    ORDER BY o.sort_key, o.office_id
    """,
    DeskAgency,
)

# Hours.


class MayRun(msgspec.Struct, frozen=True):
    """Whether the asker may."""

    may: bool


RUNS: Final = statement("SELECT runs_office($1, $2) OR administers($1, $2) AS may", MayRun)
WORKS_WITH: Final = statement(
    """
    SELECT EXISTS (
        SELECT FROM office AS o
        WHERE o.office_id = $2
          AND (runs_office($1, o.office_id) OR administers($1, o.office_id)
               OR has_role($1, o.office_id, 'desk_clerk', 'teller') OR has_role($1, o.served_by_office_id, 'teller'))
    ) AS may
    """,
    MayRun,
)
"""Whether somebody works at an office, serves it, or runs it."""
ADD_TIMETABLE: Final = statement(
    """
    INSERT INTO timetable (timetable_id, office_id, scope, valid_from, note, recorded_by)
    VALUES ($1, $2, $3, $4, $5, $6)
    """
)
ADD_SPELLS: Final = statement(
    """
    INSERT INTO timetable_spell (timetable_id, scope, weekday, earliest_s, last_acceptance_s, closes_s)
    SELECT $1, $2, * FROM unnest($3::int[], $4::int[], $5::int[], $6::int[])
    """
)


class HoursRow(msgspec.Struct, frozen=True):
    """One spell of an office's day before pauses; or, with no spell, that it has none."""

    office_id: UUID
    is_own_day: bool
    """Hours given for that very day."""
    has_timetable: bool
    earliest_s: int | None
    last_acceptance_s: int | None
    closes_s: int | None
    opens_by_default_s: int
    last_acceptance_by_default_s: int
    closes_by_default_s: int


HOURS_ON: Final = statement(
    """
    SELECT o.office_id, own.scope IS NOT DISTINCT FROM 'day' AS is_own_day,
           own.scope IS NOT DISTINCT FROM 'day' OR week.timetable_id IS NOT NULL AS has_timetable,
           s.earliest_s, s.last_acceptance_s, s.closes_s,
           o.opens_s AS opens_by_default_s, o.last_acceptance_s AS last_acceptance_by_default_s,
           o.closes_s AS closes_by_default_s
    FROM office AS o
    LEFT JOIN LATERAL (
        SELECT t.timetable_id, t.scope FROM timetable AS t
        WHERE t.office_id = o.office_id AND t.scope <> 'week' AND t.valid_from = $2
        ORDER BY t.recorded_at DESC, t.timetable_id DESC LIMIT 1
    ) AS own ON true
    LEFT JOIN LATERAL (
        SELECT t.timetable_id FROM timetable AS t
        WHERE t.office_id = o.office_id AND t.scope = 'week' AND t.valid_from <= $2
        ORDER BY t.valid_from DESC, t.recorded_at DESC, t.timetable_id DESC LIMIT 1
    ) AS week ON true
    LEFT JOIN timetable_spell AS s
        ON s.timetable_id = CASE WHEN own.scope = 'day' THEN own.timetable_id ELSE week.timetable_id END
       AND s.weekday = extract(isodow FROM $2::date)
    WHERE o.office_id = ANY ($1::uuid[])
    ORDER BY o.office_id, s.earliest_s
    """,
    HoursRow,
)
"""The latest record for a day counts: of the day itself, else of the week, else the office's own columns."""

# Pauses.

ADD_PAUSE: Final = statement(
    """
    INSERT INTO office_pause (pause_id, office_id, starts_at, ends_at, reason, note, recorded_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    """
)
FIND_PAUSE: Final = statement(
    """
    SELECT p.pause_id, p.office_id, p.starts_at, least(p.ends_at, e.ended_at) AS ends_at, p.reason, p.note,
           e.ended_at IS NOT NULL AS was_ended
    FROM office_pause AS p LEFT JOIN office_pause_end AS e USING (pause_id)
    WHERE p.pause_id = $1
    """,
    Pause,
)
ADD_PAUSE_END: Final = statement(
    "INSERT INTO office_pause_end (pause_id, recorded_by) VALUES ($1, $2) ON CONFLICT (pause_id) DO NOTHING"
)
PAUSES_ON: Final = statement(
    """
    SELECT pause_id, office_id, starts_at, ends_at, reason, note, was_ended
    FROM office_pause_in_force
    WHERE office_id = ANY ($1::uuid[])
      AND starts_at < ($2::date + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'
      AND ends_at > $2::date::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'
    ORDER BY starts_at, pause_id
    """,
    Pause,
)


class LiveOffice(msgspec.Struct, frozen=True):
    """On whose live view an office's news belongs: its own, or that of the post office serving it."""

    office_id: UUID


LIVE_OFFICE: Final = statement(
    "SELECT coalesce(served_by_office_id, office_id) AS office_id FROM office WHERE office_id = $1", LiveOffice
)
