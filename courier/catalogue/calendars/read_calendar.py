"""A calendar from the database."""

from courier.catalogue.calendars.model import Calendar, CalendarKind, Spell
from courier.catalogue.calendars.statements import ALL_CALENDARS, DAYS_OF, FIND_CALENDAR, CalendarRow
from courier.catalogue.calendars.week import CalendarWeek, put_together
from courier.database import Executor
from courier.errors import NotFound


async def load_calendar(executor: Executor, kind: CalendarKind, province_code: str | None = None) -> Calendar:
    """The province's own calendar of that kind, else the country's, with every day on record.

    Raises `NotFound` where none has been imported.
    """
    row = await FIND_CALENDAR.one(executor, kind, province_code)
    if row is None:
        raise NotFound("Chưa có lịch làm việc; hãy nhập lịch trước", "No calendar yet; import one first")
    days = await DAYS_OF.all(executor, kind, province_code)
    # A province may have days of its own by the country's hours.
    return put_together(to_week(row, province_code), [day.to_day() for day in days])


async def load_calendars(executor: Executor) -> list[Calendar]:
    """Every calendar on record."""
    return [
        put_together(to_week(row), [day.to_day() for day in await DAYS_OF.all(executor, row.kind, row.province_code)])
        for row in await ALL_CALENDARS.all(executor)
    ]


def to_week(row: CalendarRow, province_code: str | None = None) -> CalendarWeek:
    """A stored calendar without its days; `province_code` is whose it is to be, where it has none of its own."""
    spells = list(zip(row.weekdays, row.starts_s, row.ends_s, strict=True))
    return CalendarWeek(
        calendar_code=row.calendar_code,
        kind=row.kind,
        province_code=row.province_code or province_code,
        name=row.name,
        same_day_cutoff_s=row.same_day_cutoff_s,
        day_ends=row.day_ends,
        source=row.source,
        is_confirmed=row.is_confirmed,
        week=tuple(tuple(Spell(from_s, to_s) for day, from_s, to_s in spells if day == at) for at in range(1, 8)),
    )
