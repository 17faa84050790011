"""Which days the demo rides: working days of the post, Monday to Saturday, holidays left out."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

FIRST_DAY: Final = date(2026, 11, 23)
"""Thứ Hai 23/11/2026."""

HOLIDAYS: Final = frozenset(
    {
        date(2026, 11, 24),  # Ngày Văn hoá Việt Nam, a day off from 2026
        date(2027, 1, 1),
        *(date(2027, 2, day) for day in range(4, 11)),  # Tết: 6/2/2027 is the first day of the year
        date(2027, 4, 16),  # Giỗ Tổ
        date(2027, 4, 30),
        date(2027, 5, 1),
        date(2027, 9, 2),
        date(2027, 9, 3),
    }
)
"""To the end of September 2027; what the Government swaps each year comes with a table of its own."""

_WEEKDAYS: Final = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def next_working_day(after: date, holidays: Collection[date] = HOLIDAYS) -> date:
    """The first working day later than `after`."""
    day = after + timedelta(days=1)
    while day.isoweekday() == 7 or day in holidays:
        day += timedelta(days=1)
    return day


def show_day(day: date) -> str:
    """thứ Hai 23/11/2026"""
    return f"{_WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"
