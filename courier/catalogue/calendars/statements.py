"""The SQL of calendars, each statement beside the Struct it fills."""

from datetime import date
from typing import Final

import msgspec

from courier.catalogue.calendars.model import AppliesTo, CalendarDay, CalendarKind, DayEnds, DayKind
from courier.database import statement


class CalendarRow(msgspec.Struct, frozen=True):
    """A calendar with its spells side by side."""

    calendar_code: str
    kind: CalendarKind
    province_code: str | None
    name: str
    same_day_cutoff_s: int | None
    day_ends: DayEnds
    source: str
    is_confirmed: bool
    weekdays: list[int]
    starts_s: list[int]
    ends_s: list[int]


class DayRow(msgspec.Struct, frozen=True):
    """A day unlike its weekday, as stored."""

    on_date: date
    applies_to: AppliesTo
    province_code: str | None
    kind: DayKind
    works_as: int | None
    name: str
    source: str | None
    is_confirmed: bool

    def to_day(self) -> CalendarDay:
        return CalendarDay(**msgspec.structs.asdict(self))


class Written(msgspec.Struct, frozen=True):
    """What writing a row did."""

    is_new: bool


_CALENDAR = """
    SELECT c.calendar_code, c.kind, c.province_code, c.name, c.same_day_cutoff_s, c.day_ends, c.source, c.is_confirmed,
           coalesce(array_agg(s.iso_weekday ORDER BY s.iso_weekday, s.starts_s)
                    FILTER (WHERE s.calendar_code IS NOT NULL), '{}') AS weekdays,
           coalesce(array_agg(s.starts_s ORDER BY s.iso_weekday, s.starts_s)
                    FILTER (WHERE s.calendar_code IS NOT NULL), '{}') AS starts_s,
           coalesce(array_agg(s.ends_s ORDER BY s.iso_weekday, s.starts_s)
                    FILTER (WHERE s.calendar_code IS NOT NULL), '{}') AS ends_s
    FROM calendar c LEFT JOIN calendar_spell s USING (calendar_code)
"""

FIND_CALENDAR: Final = statement(
    _CALENDAR
    + """
    WHERE c.kind = $1 AND (c.province_code = $2 OR c.province_code IS NULL)
    GROUP BY c.calendar_code
    ORDER BY c.province_code NULLS LAST
    LIMIT 1
    """,
    CalendarRow,
)
"""The province's own calendar, else the country's."""

ALL_CALENDARS: Final = statement(f"{_CALENDAR} GROUP BY c.calendar_code ORDER BY c.calendar_code", CalendarRow)

DAYS_OF: Final = statement(
    """
    SELECT on_date, applies_to, province_code, kind, works_as, name, source, is_confirmed
    FROM calendar_day
    WHERE applies_to IN ('all', $1) AND (province_code IS NULL OR province_code = $2)
    ORDER BY on_date
    """,
    DayRow,
)

WRITE_CALENDAR: Final = statement(
    """
    INSERT INTO calendar AS c
        (calendar_code, kind, province_code, name, same_day_cutoff_s, day_ends, source, is_confirmed)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (calendar_code) DO UPDATE
    SET name = EXCLUDED.name, same_day_cutoff_s = EXCLUDED.same_day_cutoff_s, day_ends = EXCLUDED.day_ends,
        source = EXCLUDED.source, is_confirmed = EXCLUDED.is_confirmed
    RETURNING xmax = 0 AS is_new
    """,
    Written,
)
DROP_SPELLS: Final = statement("DELETE FROM calendar_spell WHERE calendar_code = $1")
ADD_SPELLS: Final = statement(
    """
    INSERT INTO calendar_spell (calendar_code, iso_weekday, starts_s, ends_s)
    SELECT $1, iso_weekday, starts_s, ends_s
    FROM unnest($2::int[], $3::int[], $4::int[]) AS spell (iso_weekday, starts_s, ends_s)
    """
)

WRITE_DAY: Final = statement(
    """
    INSERT INTO calendar_day AS d (on_date, applies_to, province_code, kind, works_as, name, source, is_confirmed)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT ON CONSTRAINT a_day_is_said_once DO UPDATE
    SET kind = EXCLUDED.kind, works_as = EXCLUDED.works_as, name = EXCLUDED.name, source = EXCLUDED.source,
        is_confirmed = EXCLUDED.is_confirmed
    WHERE (d.kind, d.works_as, d.name, d.source, d.is_confirmed) IS DISTINCT FROM
          (EXCLUDED.kind, EXCLUDED.works_as, EXCLUDED.name, EXCLUDED.source, EXCLUDED.is_confirmed)
    RETURNING xmax = 0 AS is_new
    """,
    Written,
)
"""No row where the day stands already, word for word."""
