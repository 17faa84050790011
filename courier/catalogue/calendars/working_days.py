"""Counting working days. Pure; the hours of a day are counted in `working_time`."""

from datetime import date, timedelta
from typing import Final

from courier.catalogue.calendars.model import Calendar

LONGEST_REST_DAYS: Final = 60
"""No calendar rests longer: a search that finds no working day in it has a broken calendar before it."""
INVITATIONS_APART: Final = 2
"""Working days between two invitations to collect (Luật Bưu chính 49/2010, art. 17): a default."""


def is_working(calendar: Calendar, day: date) -> bool:
    """Whether there is an hour of work on that day."""
    return bool(calendar.find_spells(day))


def next_working_day(calendar: Calendar, after: date) -> date:
    """The first working day later than `after`. Raises `ValueError` for a calendar that never works."""
    for days in range(1, LONGEST_REST_DAYS + 1):
        day = after + timedelta(days=days)
        if is_working(calendar, day):
            return day
    raise ValueError(f"calendar {calendar.calendar_code} has no working day after {after}")


def first_working_day(calendar: Calendar, from_day: date) -> date:
    """`from_day` itself where it is worked, else the next one that is."""
    return from_day if is_working(calendar, from_day) else next_working_day(calendar, from_day)


def add_working_days(calendar: Calendar, day: date, count: int) -> date:
    """The `count`-th working day after `day`; for 0, `day` itself or the next day that is worked."""
    if count == 0:
        return first_working_day(calendar, day)
    for _ in range(count):
        day = next_working_day(calendar, day)
    return day


def working_days_between(calendar: Calendar, first: date, later: date) -> int:
    """How many working days come after `first`, up to and with `later`; 0 where `later` is not later."""
    return sum(is_working(calendar, first + timedelta(days=days)) for days in range(1, (later - first).days + 1))


def earliest_second_invitation(calendar: Calendar, first_on: date, apart: int = INVITATIONS_APART) -> date:
    """The first day on which a second invitation is far enough from the first."""
    return add_working_days(calendar, first_on, apart)


def are_apart(calendar: Calendar, first_on: date, second_on: date, apart: int = INVITATIONS_APART) -> bool:
    """Whether two invitations, in either order, stand at least `apart` working days from each other."""
    first_on, second_on = sorted((first_on, second_on))
    return working_days_between(calendar, first_on, second_on) >= apart
