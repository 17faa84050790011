"""What looks wrong in a calendar's days: accepted, since the Government decides, but worth a look first."""

from collections.abc import Iterator
from datetime import date, timedelta

from courier.catalogue.calendars.model import Calendar, CalendarDay
from courier.errors import FieldError


def review_days(calendar: Calendar) -> list[FieldError]:
    """In order of days: holidays without their day in lieu, days in lieu of nothing, swaps that do not fit."""
    notes = list(_review_in_lieu(calendar))
    notes += [note for day in calendar.days.values() for note in _review_swap(calendar, day)]
    notes += [_unconfirmed(day) for day in calendar.days.values() if not day.is_confirmed]
    return sorted(notes, key=lambda note: note.value or "")


def _review_in_lieu(calendar: Calendar) -> Iterator[FieldError]:
    """A holiday on the weekly rest gives the next working day off (Bộ luật Lao động 2019, art. 111.3)."""
    owed: list[CalendarDay] = []
    for day in _days_between(calendar):
        special = calendar.days.get(day)
        if special is not None and special.kind == "off" and calendar.is_weekly_rest(day):
            owed.append(special)
        elif special is not None and special.kind == "in_lieu" and not calendar.is_weekly_rest(day):
            if not owed:
                yield _note(special, "in-lieu-of-nothing", "Nghỉ bù nhưng không có ngày lễ nào trùng ngày nghỉ", _SEE)
            owed = owed[1:]
        elif calendar.find_spells(day):
            yield from (_note(missed, "no-day-in-lieu", *_MISSING) for missed in owed)
            owed = []


def _review_swap(calendar: Calendar, day: CalendarDay) -> Iterator[FieldError]:
    if day.kind == "swap_work" and not calendar.is_weekly_rest(day.on_date):
        yield _note(day, "swap-on-working-day", "Làm bù vào ngày vốn đã làm việc", _SEE)
    if day.kind == "swap_work" and day.works_as is not None and not calendar.week[day.works_as - 1]:
        yield _note(day, "swap-without-hours", "Làm bù theo một thứ không có giờ làm", _SEE)
    if day.kind == "swap_off" and calendar.is_weekly_rest(day.on_date):
        yield _note(day, "swap-off-rest", "Nghỉ hoán đổi vào ngày vốn đã nghỉ", _SEE)


def _days_between(calendar: Calendar) -> Iterator[date]:
    """Every day from the first on record to a fortnight past the last."""
    if not calendar.days:
        return
    day, last = min(calendar.days), max(calendar.days) + timedelta(days=14)
    while day <= last:
        yield day
        day += timedelta(days=1)


_SEE = ("So lại với văn bản của Chính phủ", "Off or working against its weekday", "Compare with the decree")
_MISSING = (
    "Ngày lễ trùng ngày nghỉ hằng tuần nhưng chưa có ngày nghỉ bù",
    ("Thêm dòng «Nghỉ bù» vào ngày làm việc kế tiếp", "A holiday on the weekly rest has no day in lieu",
     "Add an «in lieu» line on the next working day"),
)  # fmt: skip


def _unconfirmed(day: CalendarDay) -> FieldError:
    return _note(
        day,
        "not-confirmed",
        f"{day.name}: chưa xác nhận",
        ("Xác nhận khi có văn bản", f"{day.name}: not confirmed", "Confirm it when the document is out"),
    )


def _note(day: CalendarDay, problem: str, message_vi: str, rest: tuple[str, str, str]) -> FieldError:
    return FieldError(
        field="Ngày",
        problem=problem,
        message_vi=message_vi,
        remedy_vi=rest[0],
        message_en=rest[1],
        remedy_en=rest[2],
        value=day.on_date.isoformat(),
    )
