"""Say for which competent agency a desk takes dossiers in, from a day until another."""

from datetime import date
from typing import Final
from uuid import UUID

from courier.database import Connection, Executor
from courier.errors import FieldError
from courier.network.offices.model import DeskAgency
from courier.network.offices.statements import ADD_DESK_AGENCY, AGENCIES_OF_DESK, FIND_DESK_AGENCY
from courier.network.refusals import Explanation, explained, unknown


async def take_for_agency(connection: Connection, link: DeskAgency) -> DeskAgency:
    """The link as it stands; the same one again changes nothing.

    Raises `InvalidInput`, or `Conflict` where the desk takes in for that agency in that time already.
    """
    if link == await FIND_DESK_AGENCY.one(connection, link.desk_id, link.agency_id, link.valid_from):
        return link
    with explained(LINK_REFUSALS):
        await ADD_DESK_AGENCY.run(connection, link.desk_id, link.agency_id, link.valid_from, link.valid_to)
    return link


async def agencies_of_desk(executor: Executor, desk_id: UUID, on: date) -> list[DeskAgency]:
    """For whom a desk takes dossiers in on a day."""
    return await AGENCIES_OF_DESK.all(executor, desk_id, on)


_THERE: Final = (
    "Một cửa này đã nhận hồ sơ cho cơ quan đó trong thời gian đó",
    "This desk takes dossiers in for that agency in that time already",
)
LINK_REFUSALS: Final[dict[str, Explanation]] = {
    "desk_agency_pkey": _THERE,
    "desk_agency_desk_id_agency_id_daterange_excl": _THERE,
    "desk_agency_desk_id_fkey": unknown("desk_id", "một cửa", "desk"),
    "desk_agency_desk_id_desk_kind_fkey": unknown("desk_id", "một cửa", "desk"),
    "desk_agency_agency_id_fkey": unknown("agency_id", "cơ quan", "agency"),
    "desk_agency_agency_id_agency_kind_fkey": unknown("agency_id", "cơ quan", "agency"),
    "desk_agency_check": FieldError(
        field="valid_to",
        problem="out-of-order",
        message_vi="Ngày kết thúc phải sau ngày bắt đầu",
        message_en="The end must come after the beginning",
        remedy_vi="Ghi ngày đầu tiên không còn nhận, hoặc bỏ trống",
        remedy_en="Give the first day it no longer does, or leave it empty",
    ),
}
"""Every constraint of the link that a caller can break; a test compares them with the schema's."""
