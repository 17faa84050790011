"""Which days the demo rides: working days of the post, as the shipped calendar has them."""

from datetime import date
from typing import Final

from courier.catalogue.calendars import working_days
from courier.catalogue.calendars.shipped import shipped_calendar

FIRST_DAY: Final = date(2026, 11, 23)
"""Thứ Hai 23/11/2026."""

_WEEKDAYS: Final = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def next_working_day(after: date) -> date:
    """The first working day later than `after`."""
    return working_days.next_working_day(shipped_calendar("post"), after)


def show_day(day: date) -> str:
    """thứ Hai 23/11/2026"""
    return f"{_WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"
