"""Which days the demo rides: those on which post and desks both work, as the shipped calendars have them."""

from datetime import date
from typing import Final

from courier.catalogue.calendars import working_days
from courier.catalogue.calendars.shipped import shipped_calendar

FIRST_DAY: Final = date(2026, 11, 23)
"""Thứ Hai 23/11/2026."""

_WEEKDAYS: Final = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def next_working_day(after: date) -> date:
    """The first later than `after` when results are handed out too: on Saturdays only the post works."""
    post, desks = shipped_calendar("post"), shipped_calendar("agency")
    day = working_days.next_working_day(desks, after)
    while not working_days.is_working(post, day):
        day = working_days.next_working_day(desks, day)
    return day


def show_day(day: date) -> str:
    """thứ Hai 23/11/2026"""
    return f"{_WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"
