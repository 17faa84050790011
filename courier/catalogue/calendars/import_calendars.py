"""Import calendars: weeks with their hours, and days unlike their weekday, from XLSX or CSV."""

from courier.catalogue.calendars.model import CalendarDay, CalendarsImported
from courier.catalogue.calendars.read_calendar import load_calendars, to_week
from courier.catalogue.calendars.read_files import DAY_HEADINGS, WEEK_HEADINGS, is_table_of_weeks, read_days, read_weeks
from courier.catalogue.calendars.review_days import review_days
from courier.catalogue.calendars.statements import (
    ADD_SPELLS,
    ALL_CALENDARS,
    DROP_SPELLS,
    WRITE_CALENDAR,
    WRITE_DAY,
)
from courier.catalogue.calendars.week import CalendarWeek
from courier.database import Connection
from courier.errors import FieldError
from courier.tables.cells import CellError


async def import_calendar_days(connection: Connection, content: bytes) -> CalendarsImported:
    """Good lines are kept, bad ones reported; the same file again changes nothing. A changed line mends its day.

    `notes` are what looks wrong in the calendars as they then stand. Raises `UnreadableFile`.
    """
    rejected: list[FieldError] = []
    seen: set[tuple[object, ...]] = set()
    created = changed = known = 0
    for read in read_days(content):
        if isinstance(read, FieldError):
            rejected.append(read)
            continue
        line, day = read
        key = (day.on_date, day.applies_to, day.province_code)
        if key in seen:
            rejected.append(_TWICE.at(line, DAY_HEADINGS["on_date"][0], f"{day.on_date:%d/%m/%Y}"))
            continue
        seen.add(key)
        written = await WRITE_DAY.one(connection, *_day_columns(day))
        created += written is not None and written.is_new
        changed += written is not None and not written.is_new
        known += written is None
    notes = [note for calendar in await load_calendars(connection) for note in review_days(calendar)]
    return CalendarsImported(created=created, changed=changed, known=known, rejected=rejected, notes=_distinct(notes))


async def import_calendars(connection: Connection, content: bytes) -> CalendarsImported:
    """The same for weeks: a changed line replaces the hours of its calendar. Raises `UnreadableFile`."""
    stored = {row.calendar_code: to_week(row) for row in await ALL_CALENDARS.all(connection)}
    rejected: list[FieldError] = []
    created = changed = known = 0
    for read in read_weeks(content):
        if isinstance(read, FieldError):
            rejected.append(read)
            continue
        line, week = read
        before = stored.get(week.calendar_code)
        if before == week:
            known += 1
        elif _clashes(week, stored):
            rejected.append(_TAKEN.at(line, WEEK_HEADINGS["calendar_code"][0], week.calendar_code))
        else:
            await _write(connection, week)
            stored[week.calendar_code] = week
            created, changed = created + (before is None), changed + (before is not None)
    return CalendarsImported(created=created, changed=changed, known=known, rejected=rejected, notes=[])


async def import_calendar_table(connection: Connection, content: bytes) -> CalendarsImported:
    """Whichever of the two tables it is, by its headings. Raises `UnreadableFile`."""
    return await (import_calendars if is_table_of_weeks(content) else import_calendar_days)(connection, content)


async def _write(connection: Connection, week: CalendarWeek) -> None:
    await WRITE_CALENDAR.run(
        connection,
        week.calendar_code,
        week.kind,
        week.province_code,
        week.name,
        week.same_day_cutoff_s,
        week.day_ends,
        week.source,
        week.is_confirmed,
    )
    spells = [(at, *spell) for at, day in enumerate(week.week, start=1) for spell in day]
    await DROP_SPELLS.run(connection, week.calendar_code)
    await ADD_SPELLS.run(connection, week.calendar_code, *([row[part] for row in spells] for part in range(3)))


def _clashes(week: CalendarWeek, stored: dict[str, CalendarWeek]) -> bool:
    """Whether another calendar is already the one for this kind and province, or this one was for others."""
    whose = {(other.kind, other.province_code): code for code, other in stored.items()}
    before = stored.get(week.calendar_code)
    is_moved = before is not None and (before.kind, before.province_code) != (week.kind, week.province_code)
    return is_moved or whose.get((week.kind, week.province_code), week.calendar_code) != week.calendar_code


def _day_columns(day: CalendarDay) -> tuple[object, ...]:
    return (
        day.on_date,
        day.applies_to,
        day.province_code,
        day.kind,
        day.works_as,
        day.name,
        day.source,
        day.is_confirmed,
    )


def _distinct(notes: list[FieldError]) -> list[FieldError]:
    """Two calendars often have the same to say of the same day."""
    return list({(note.value, note.problem): note for note in notes}.values())


_TWICE = CellError(
    "doubled",
    ("Ngày này đã có ở dòng trên cho cùng nơi áp dụng", "Giữ một dòng"),
    ("This day stands above already for the same place", "Keep one line"),
)
_TAKEN = CellError(
    "calendar-taken",
    ("Loại lịch và tỉnh này đã có lịch mang mã khác", "Dùng lại mã lịch đã có"),
    ("Another code is already the calendar of this kind and province", "Use the code that is there"),
)
