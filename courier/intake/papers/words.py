"""How figures are written on paper: money, dates, times, codes, as LOOK and the UPU have them."""

from datetime import date, datetime

from courier.clock import VIETNAM
from courier.network.phones import show_phone
from mobile_contract.codes import show_code


def say_money(amount_vnd: int) -> str:
    """`26.000 đ`"""
    return f"{amount_vnd:,} đ".replace(",", ".")


def say_day(day: date) -> str:
    """`22/11/2026`"""
    return f"{day:%d/%m/%Y}"


def say_time(instant: datetime) -> str:
    """`14:05` of Vietnam's clocks."""
    return f"{instant.astimezone(VIETNAM):%H:%M}"


def say_seconds(second_of_day: int) -> str:
    """`07:30` for 27,000 seconds after local midnight."""
    return f"{second_of_day // 3600:02d}:{second_of_day // 60 % 60:02d}"


def say_weekday(day: date) -> str:
    """`Thứ Hai`"""
    return _WEEKDAYS[day.weekday()]


def say_phone(e164: str | None) -> str:
    """`0912 345 678`; empty where there is none."""
    return show_phone(e164) if e164 else ""


def say_code(code: str) -> str:
    """`7K3M 2QXA 9D0R`: groups apart, as they are read aloud."""
    return show_code(code).replace("-", " ")


def say_s10(s10: str | None) -> str:
    """`RR123456785VN` → `RR 1234 5678 5 VN`, as UPU S10 prints it."""
    return f"{s10[:2]} {s10[2:6]} {s10[6:10]} {s10[10]} {s10[11:]}" if s10 else ""


def say_distance(distance_m: float) -> str:
    """`1,2 km`"""
    return f"{distance_m / 1000:.1f} km".replace(".", ",")


_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
