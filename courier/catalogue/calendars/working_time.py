"""The clock by which limits run: it stops at lunch, at closing, on days off and while papers are missing.

All instants are aware; hours of the day are Vietnam's. Rules: DOMAIN 7.3, from the provincial one-stop program.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from courier.catalogue.calendars.model import Calendar, Spell
from courier.catalogue.calendars.working_days import add_working_days, first_working_day, next_working_day
from courier.clock import VIETNAM

SAME_DAY_LIMIT_H: Final = 2


def counts_from(calendar: Calendar, received_at: datetime) -> datetime:
    """When the clock starts for something received: at once in working hours, else at the next spell's beginning.

    Before opening it is opening time, in lunch the end of lunch, after closing or on a day off the next morning.
    """
    spell_from, _ = next(_spells(calendar, received_at))
    return max(spell_from, received_at)


def add_working_time(calendar: Calendar, from_at: datetime, limit: timedelta) -> datetime:
    """The instant by which `limit` of working time has passed since `from_at`; it may be the end of a spell.

    A limit of zero gives `counts_from`. Raises `ValueError` for a negative one.
    """
    if limit < timedelta(0):
        raise ValueError(f"working time {limit} is negative")
    if not limit:
        return counts_from(calendar, from_at)
    for spell_from, spell_to in _spells(calendar, from_at):
        begins = max(spell_from, from_at)
        if limit <= spell_to - begins:
            return begins + limit
        limit -= spell_to - begins
    raise AssertionError("spells never end")


def working_time_between(calendar: Calendar, from_at: datetime, to_at: datetime) -> timedelta:
    """Working time from one instant to a later one; none where it is not later."""
    total = timedelta(0)
    if to_at <= from_at:
        return total
    for spell_from, spell_to in _spells(calendar, from_at):
        if spell_from >= to_at:
            return total
        total += min(spell_to, to_at) - max(spell_from, from_at)
    raise AssertionError("spells never end")


def due_at(
    calendar: Calendar, received_at: datetime, *, working_days: int | None = None, hours: float | None = None
) -> datetime:
    """When a result is due that may take so many working days, or so many working hours. Exactly one is given.

    Days: the same time of day on the last of them, or its closing, as the calendar says; never on a day off.
    0 days is by the closing of the day on which the clock starts.
    """
    if (working_days is None) == (hours is None):
        raise ValueError("give working_days or hours, and not both")
    starts_at = counts_from(calendar, received_at)
    if hours is not None:
        return add_working_time(calendar, starts_at, timedelta(hours=hours))
    if working_days is None or working_days < 0:
        raise ValueError(f"{working_days} working days")
    last_day = add_working_days(calendar, _local(starts_at).date(), working_days)
    if working_days == 0 or calendar.day_ends == "closing":
        return _instant(last_day, calendar.find_spells(last_day)[-1].ends_s)
    return _within(calendar, last_day, _second_of_day(starts_at))


def same_day_due_at(calendar: Calendar, received_at: datetime, limit_h: int = SAME_DAY_LIMIT_H) -> datetime:
    """When a same-day result is due: `limit_h` working hours on.

    What comes in later than the calendar's cut-off counts from the opening of the next working day.
    """
    starts_at = counts_from(calendar, received_at)
    cutoff_s = calendar.same_day_cutoff_s
    if cutoff_s is not None and _second_of_day(starts_at) > cutoff_s:
        next_day = next_working_day(calendar, _local(starts_at).date())
        starts_at = _instant(next_day, calendar.find_spells(next_day)[0].starts_s)
    return add_working_time(calendar, starts_at, timedelta(hours=limit_h))


def resume(calendar: Calendar, due: datetime, paused_at: datetime, resumed_at: datetime) -> datetime:
    """The new due time after a pause for papers to supplement: later by the working time paused.

    A pause that began when the result was already overdue moves nothing. Several pauses: call once for each, in order.
    """
    if paused_at >= due:
        return due
    paused = working_time_between(calendar, paused_at, resumed_at)
    return add_working_time(calendar, due, paused) if paused else due


def _spells(calendar: Calendar, from_at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Every spell that ends after `from_at`, in order, without end."""
    day = first_working_day(calendar, _local(from_at).date())
    while True:
        for spell in calendar.find_spells(day):
            ends_at = _instant(day, spell.ends_s)
            if ends_at > from_at:
                yield _instant(day, spell.starts_s), ends_at
        day = next_working_day(calendar, day)


def _within(calendar: Calendar, day: date, second: int) -> datetime:
    """That second of a working day, or the nearest one before it that is worked, or opening where none is."""
    spells: tuple[Spell, ...] = calendar.find_spells(day)
    begun = [spell for spell in spells if spell.starts_s <= second]
    return _instant(day, min(second, begun[-1].ends_s) if begun else spells[0].starts_s)


def _local(instant: datetime) -> datetime:
    return instant.astimezone(VIETNAM)


def _second_of_day(instant: datetime) -> int:
    local = _local(instant)
    return local.hour * 3600 + local.minute * 60 + local.second


def _instant(day: date, second: int) -> datetime:
    """That second after local midnight; 86,400 is the next midnight."""
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM) + timedelta(seconds=second)
