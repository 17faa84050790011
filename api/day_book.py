"""The office's money as it was signed: the day's takings and hand-ins; within how many days it must reach the bank."""

from datetime import date
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from api.service import Service
from courier import clock
from courier.money.day_book.read_day_book import DayBook, read_day_book
from courier.money.read_settle_days import SettleDaysKept, read_settle_days
from courier.network.identity.model import Staff


@get("/day-book", summary="The day's takings and hand-ins with who signed them")
async def show_day_book(
    office_id: FromQuery[UUID],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    on_date: FromQuery[date | None] = None,
) -> DayBook:
    """Each collection, in force or taken back, by whom and why; each hand-in with its counting in."""
    return await read_day_book(service.pool, office_id, on_date or clock.today(), staff.person_id)


@get("/settle-days/{office_id:uuid}", summary="How soon cash must reach the bank: what holds today, what was said")
async def show_settle_days(
    office_id: FromPath[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> SettleDaysKept:
    return await read_settle_days(service.pool, office_id, staff.person_id)


day_book_routes = (show_day_book, show_settle_days)
