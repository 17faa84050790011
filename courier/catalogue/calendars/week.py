"""A calendar put together: its week, and of all days on record those that hold for it."""

from collections.abc import Iterable
from datetime import date

import msgspec

from courier.catalogue.calendars.model import Calendar, CalendarDay, CalendarKind, DayEnds, Spell


class CalendarWeek(msgspec.Struct, frozen=True, kw_only=True):
    """A calendar without its days, as a table of calendars says it."""

    calendar_code: str
    kind: CalendarKind
    province_code: str | None
    name: str
    same_day_cutoff_s: int | None
    day_ends: DayEnds
    source: str
    is_confirmed: bool
    week: tuple[tuple[Spell, ...], ...]


def put_together(week: CalendarWeek, days: Iterable[CalendarDay]) -> Calendar:
    """The calendar with every day that holds for it; where several do, the most particular counts.

    A province's own row goes before the country's, a row for its kind before one for all.
    """
    holding: dict[date, CalendarDay] = {}
    mine = (day for day in days if _holds_for(day, week))
    for day in sorted(mine, key=lambda day: (day.province_code is not None, day.applies_to != "all")):
        holding[day.on_date] = day
    return Calendar(
        calendar_code=week.calendar_code,
        kind=week.kind,
        province_code=week.province_code,
        name=week.name,
        same_day_cutoff_s=week.same_day_cutoff_s,
        day_ends=week.day_ends,
        week=week.week,
        days=holding,
    )


def _holds_for(day: CalendarDay, week: CalendarWeek) -> bool:
    return day.applies_to in ("all", week.kind) and day.province_code in (None, week.province_code)
