"""The calendars that come with the program, 2026 and 2027; a place without a database lives by them."""

from functools import cache
from importlib import resources
from typing import Final, TypeVar

from courier.catalogue.calendars.model import Calendar, CalendarKind
from courier.catalogue.calendars.read_files import read_days, read_weeks
from courier.catalogue.calendars.week import put_together
from courier.errors import FieldError

Row = TypeVar("Row")

WEEKS_FILE: Final = "calendars.csv"
DAYS_FILE: Final = "calendar_days.csv"


@cache
def shipped_calendar(kind: CalendarKind) -> Calendar:
    """The country's calendar of that kind, as shipped: what is not confirmed in it waits for the Government's word."""
    days = [_sound(row)[1] for row in read_days(shipped_file(DAYS_FILE))]
    weeks = [_sound(row)[1] for row in read_weeks(shipped_file(WEEKS_FILE))]
    return put_together(next(week for week in weeks if week.kind == kind and week.province_code is None), days)


def shipped_file(name: str) -> bytes:
    """The bytes of a data file of the catalogue."""
    return (resources.files("courier.catalogue") / "data" / name).read_bytes()


def _sound(row: tuple[int, Row] | FieldError) -> tuple[int, Row]:
    if isinstance(row, FieldError):
        raise TypeError(f"a shipped file is wrong: {row}")
    return row
