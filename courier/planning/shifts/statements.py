"""The SQL of shifts and waves, each statement beside the Struct it fills."""

from datetime import date, datetime
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from courier.database import statement
from courier.planning.model import ServiceTime

ADD_SHIFT: Final = statement("""
    INSERT INTO shift (shift_id, carrier_id, office_id, on_date, starts_at, ends_at, lunch_from, lunch_to,
                       lunch_duration_s, share_of_day_percent, max_overtime_s, max_trips, capacity_items, capacity_g,
                       speed_kmh, territory, habitual_order, opened_by)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18
    WHERE has_role($18, $3, 'dispatcher', 'supervisor')
      AND EXISTS (SELECT FROM person AS p JOIN role_grant AS g USING (person_id)
                  WHERE p.carrier_party_id = $2 AND p.is_active AND g.office_id = $3 AND g.role = 'carrier'
                    AND daterange(g.valid_from, g.valid_to) @> $4::date)""")
"""No row where the asker may not, or the carrier is none of the office's on that day: a substitute is for one day."""


class Held(msgspec.Struct, frozen=True):
    """The communes that a substitute is held to; none at all is a substitute who may go nowhere."""

    unit_codes: list[str]


HELD_TO: Final = statement(
    """
    SELECT coalesce(substitute_area($1, $2, $3), '{}') AS unit_codes
    FROM substitution AS s JOIN person AS p USING (person_id)
    WHERE p.carrier_party_id = $1 AND s.office_id = $2 AND s.on_date = $3
      AND has_role($4, s.office_id, 'dispatcher', 'supervisor')
    """,
    Held,
)
"""No row for who stands in for nobody that day."""

ADD_SPELLS: Final = statement("""
    INSERT INTO shift_spell (shift_id, starts_at, ends_at, reason)
    SELECT $1, s.starts_at, s.ends_at, s.reason
    FROM unnest($2::timestamptz[], $3::timestamptz[], $4::text[]) AS s (starts_at, ends_at, reason)""")

DROP_SPELLS: Final = statement("DELETE FROM shift_spell WHERE shift_id = $1")


class LockedShift(msgspec.Struct, frozen=True):
    """A shift about to change."""

    shift_id: UUID
    carrier_id: UUID
    office_id: UUID
    on_date: date
    starts_at: datetime
    ends_at: datetime
    is_ended: bool


LOCK_SHIFT: Final = statement(
    """
    SELECT s.shift_id, s.carrier_id, s.office_id, s.on_date, s.starts_at, s.ends_at, s.is_ended
    FROM shift AS s JOIN office AS o USING (office_id)
    WHERE s.shift_id = $1 AND has_role($2, s.office_id, 'dispatcher', 'supervisor')
    FOR NO KEY UPDATE OF o, s
    """,
    LockedShift,
)
"""Locks the office's plans too: who reads its day meanwhile waits."""

ADD_SHIFT_CHANGE: Final = statement("""
    INSERT INTO shift_change (change_id, shift_id, kind, before, reason, person_id)
    SELECT $1, s.shift_id, $3,
           to_jsonb(s) || jsonb_build_object('spells', (
               SELECT coalesce(jsonb_agg(to_jsonb(p) - 'shift_id' ORDER BY p.starts_at), '[]')
               FROM shift_spell AS p WHERE p.shift_id = s.shift_id)),
           $4, $5
    FROM shift AS s WHERE s.shift_id = $2""")

SET_TERMS: Final = statement("""
    UPDATE shift SET starts_at = $2, ends_at = $3, lunch_from = $4, lunch_to = $5, lunch_duration_s = $6,
                     share_of_day_percent = $7, max_overtime_s = $8, max_trips = $9, capacity_items = $10,
                     capacity_g = $11, speed_kmh = $12, territory = $13, habitual_order = $14, is_ended = false
    WHERE shift_id = $1""")

END_SHIFT: Final = statement("""
    UPDATE shift SET ends_at = greatest($2, starts_at + interval '1 second'), is_ended = true WHERE shift_id = $1""")


class ShiftRow(msgspec.Struct, frozen=True):
    """A shift with its spells, in time order."""

    shift_id: UUID
    carrier_id: UUID
    carrier_name: str
    office_id: UUID
    on_date: date
    is_ended: bool
    starts_at: datetime
    ends_at: datetime
    lunch_from: datetime | None
    lunch_to: datetime | None
    lunch_duration_s: int | None
    share_of_day_percent: int
    max_overtime_s: int
    max_trips: int
    capacity_items: int
    capacity_g: int
    speed_kmh: float
    territory: list[str]
    habitual_order: list[str]
    spells: list[dict[str, Any]]


SHIFTS_OF_DAY: Final = statement(
    """
    SELECT s.shift_id, s.carrier_id, p.full_name AS carrier_name, s.office_id, s.on_date, s.is_ended, s.starts_at,
           s.ends_at, s.lunch_from, s.lunch_to, s.lunch_duration_s, s.share_of_day_percent, s.max_overtime_s,
           s.max_trips, s.capacity_items, s.capacity_g, s.speed_kmh, s.territory, s.habitual_order,
           (SELECT coalesce(jsonb_agg(to_jsonb(l) - 'shift_id' ORDER BY l.starts_at), '[]')
            FROM shift_spell AS l WHERE l.shift_id = s.shift_id) AS spells
    FROM shift AS s JOIN person AS p ON p.carrier_party_id = s.carrier_id
    WHERE s.office_id = $1 AND s.on_date = $2 AND has_role($3, s.office_id, 'teller', 'dispatcher', 'supervisor')
    ORDER BY p.sort_key, s.starts_at, s.shift_id
    """,
    ShiftRow,
)


class ShiftChangeRow(msgspec.Struct, frozen=True):
    """One change of one shift."""

    shift_id: UUID
    kind: Literal["changed", "ended"]
    reason: str
    person_name: str
    recorded_at: datetime


CHANGES_OF_SHIFTS: Final = statement(
    """
    SELECT c.shift_id, c.kind, c.reason, p.full_name AS person_name, c.recorded_at
    FROM shift_change AS c JOIN person AS p USING (person_id)
    WHERE c.shift_id = ANY ($1::uuid[])
    ORDER BY c.recorded_at, c.change_id
    """,
    ShiftChangeRow,
)

# Waves.

ADD_WAVES: Final = statement("""
    INSERT INTO office_wave (wave_id, office_id, valid_from, departs_s, person_id)
    SELECT $1, office_id, $3, $4, $5 FROM office
    WHERE office_id = $2 AND kind = 'point' AND has_role($5, office_id, 'dispatcher', 'supervisor')""")


class Waves(msgspec.Struct, frozen=True):
    """When carriers may leave an office, seconds after local midnight; empty: any time."""

    departs_s: list[int]


WAVES_OF_DAY: Final = statement(
    """
    SELECT departs_s FROM office_wave
    WHERE office_id = $1 AND valid_from <= $2
    ORDER BY valid_from DESC, recorded_at DESC, wave_id DESC LIMIT 1
    """,
    Waves,
)

# How long stops take.

ADD_SERVICE_TIME: Final = statement("""
    INSERT INTO service_time (service_time_id, office_id, kind, valid_from, fixed_s, per_item_s, person_id)
    SELECT $1, office_id, $3, $4, $5, $6, $7 FROM office
    WHERE office_id = $2 AND kind = 'point' AND has_role($7, office_id, 'dispatcher', 'supervisor')""")

SERVICE_TIMES_OF_DAY: Final = statement(
    """
    SELECT DISTINCT ON (kind) kind, fixed_s, per_item_s FROM service_time
    WHERE office_id = $1 AND valid_from <= $2
    ORDER BY kind, valid_from DESC, recorded_at DESC, service_time_id DESC
    """,
    ServiceTime,
)


class WorkedAt(msgspec.Struct, frozen=True):
    """A post office at which the asker works."""

    office_id: UUID


WORKS_AT: Final = statement(
    """
    SELECT office_id FROM office
    WHERE office_id = $1 AND kind = 'point' AND has_role($2, office_id, 'teller', 'dispatcher', 'supervisor')
    """,
    WorkedAt,
)
