"""How winding a province's roads are: dated data, with where the figure comes from."""

from datetime import date
from typing import Final
from uuid import UUID

from courier.clock import new_id
from courier.database import Connection, Executor
from courier.network.staff.check_administers import check_administers_province
from courier.planning.travel.statements import ADD_TRAVEL_TERMS, TRAVEL_TERMS, TravelTerms
from routing.travel import CIRCUITY

ASSUMED: Final = TravelTerms(
    circuity=CIRCUITY, valid_from=date(2025, 7, 1), note="Ước lượng, chưa đo: 1,35 ở phố, 1,4 ở đồng bằng, 1,7 ở núi"
)


async def circuity_of(connection: Executor, province_code: str, on_date: date) -> float:
    """Road over straight-line distance that day."""
    return (await read_travel_terms(connection, province_code, on_date)).circuity


async def read_travel_terms(connection: Executor, province_code: str, on_date: date) -> TravelTerms:
    """What is in force in the province that day; the assumption, where nobody said."""
    return await TRAVEL_TERMS.one(connection, province_code, on_date) or ASSUMED


async def set_travel_terms(connection: Connection, province_code: str, terms: TravelTerms, asked_by: UUID) -> None:
    """From that day on. Raises `Forbidden` as `check_administers_province`."""
    await check_administers_province(connection, asked_by, province_code)
    await ADD_TRAVEL_TERMS.run(
        connection, new_id(), province_code, terms.valid_from, terms.circuity, terms.note, asked_by
    )
