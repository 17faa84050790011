"""The demo's days: the first is named, the next ones skip weekends and holidays."""

from datetime import date

import pytest

from courier.catalogue.calendars.shipped import shipped_calendar
from courier.catalogue.calendars.working_days import is_working
from courier.simulation.working_days import FIRST_DAY, next_working_day, show_day


@pytest.mark.parametrize(
    ("after", "then"),
    [
        (date(2026, 11, 23), date(2026, 11, 25)),  # 24/11 is Ngày Văn hoá Việt Nam
        (date(2026, 11, 25), date(2026, 11, 26)),
        (date(2026, 11, 27), date(2026, 11, 30)),  # no desk is open on Saturday
        (date(2026, 12, 31), date(2027, 1, 4)),
        (date(2027, 2, 4), date(2027, 2, 12)),  # Tết, and the days in lieu of its weekend
    ],
)
def test_the_next_working_day(after: date, then: date) -> None:
    assert next_working_day(after) == then


def test_the_first_day_is_a_working_day() -> None:
    assert FIRST_DAY.isoweekday() == 1
    assert is_working(shipped_calendar("post"), FIRST_DAY)
    assert is_working(shipped_calendar("agency"), FIRST_DAY)
    assert show_day(FIRST_DAY) == "thứ Hai 23/11/2026"
