"""Give out a code for a bag."""

from typing import Final
from uuid import UUID

from courier.database import Connection
from courier.errors import IdInUse, InvalidInput, NotFound
from courier.intake.labels.number_bag import number_bag
from courier.network.refusals import Explanation, explained, unknown
from courier.planning.legs.model import BagLabel
from courier.planning.legs.statements import ALLOT_BAG, BAG_LABEL, NEXT_BAG_SERIAL, OFFICE_FOR


async def allot_bag(
    connection: Connection, *, bag_id: UUID, office_id: UUID, to_office_id: UUID, asked_by: UUID, company_prefix: str
) -> BagLabel:
    """A fresh SSCC for a bag from one office to another; the same `bag_id` again gives the same code.

    Raises `NotFound` unless `asked_by` works at the office, `InvalidInput` where the bag goes nowhere, `IdInUse` where
    the id was used for another bag.
    """
    office = await OFFICE_FOR.one(connection, office_id, asked_by)
    if office is None or office.kind == "linehaul":
        raise NotFound("Không tìm thấy bưu cục này", "No such office")
    label = await BAG_LABEL.one(connection, bag_id, asked_by)
    if label is None:
        serial = await NEXT_BAG_SERIAL.one(connection)
        assert serial is not None
        sscc = number_bag(company_prefix, serial.serial)
        with explained(BAG_REFUSALS):
            await ALLOT_BAG.run(connection, bag_id, sscc, office_id, to_office_id, asked_by)
        label = await BAG_LABEL.one(connection, bag_id, asked_by)
    if label is None:
        raise InvalidInput([unknown("to_office_id", "bưu cục hoặc điểm khai thác", "post office or hub")])
    if (label.from_office_id, label.to_office_id) != (office_id, to_office_id):
        raise IdInUse("bag_id")
    return label


BAG_REFUSALS: Final[dict[str, Explanation]] = {
    "bag_code_sscc_key": (
        "Đã hết mã túi của tiền tố này: đặt COURIER_GS1_PREFIX khác",
        "The bag codes of this prefix are used up: set another COURIER_GS1_PREFIX",
    ),
    "bag_code_check": unknown("to_office_id", "bưu cục hoặc điểm khai thác khác", "other post office or hub"),
}
"""Every constraint of a bag code that a caller can break."""
