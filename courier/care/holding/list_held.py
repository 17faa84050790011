"""The office's list of what waits for citizens, what must be invited for, and what is due to go back."""

from datetime import date
from uuid import UUID

from courier import clock
from courier.care.holding.model import HeldItem, HeldRow, judge
from courier.care.holding.statements import HELD
from courier.catalogue.calendars.model import Calendar
from courier.catalogue.calendars.read_calendar import load_calendar
from courier.catalogue.calendars.shipped import shipped_calendar
from courier.database import Executor
from courier.errors import NotFound


async def list_held(executor: Executor, office_id: UUID, asked_by: UUID, on_date: date | None = None) -> list[HeldItem]:
    """The oldest first, at most 500; nothing for who does not work at the office."""
    rows = await HELD.all(executor, office_id, asked_by, None)
    return await judge_rows(executor, rows, on_date or clock.today())


async def judge_rows(executor: Executor, rows: list[HeldRow], on_date: date) -> list[HeldItem]:
    """Each by the post's calendar of its province."""
    calendars = {code: await _calendar(executor, code) for code in {row.province_code for row in rows}}
    return [judge(row, calendars[row.province_code], on_date) for row in rows]


async def _calendar(executor: Executor, province_code: str) -> Calendar:
    """Where none was imported, the one that comes with the program."""
    try:
        return await load_calendar(executor, "post", province_code)
    except NotFound:
        return shipped_calendar("post")
