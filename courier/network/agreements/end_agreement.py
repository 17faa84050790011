"""End an agreement from a day on."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from courier.database import Connection
from courier.errors import FieldError, InvalidInput, NotFound
from courier.network.agreements.statements import AGREEMENT, END_AGREEMENT
from courier.network.model import Agreement


async def end_agreement(connection: Connection, asker: UUID, agreement_id: UUID, valid_to: date) -> Agreement:
    """The agreement, no longer in force from `valid_to` on; ended before already, it stays as it is.

    Raises `InvalidInput` where that is not after its first day, `NotFound` where the asker does not administer its
    post office.
    """
    known = await AGREEMENT.one(connection, agreement_id, asker)
    if known is None:
        raise NotFound("Không tìm thấy thỏa thuận này", "No such agreement")
    if valid_to <= known.valid_from:
        raise InvalidInput([_TOO_EARLY])
    if not await END_AGREEMENT.run(connection, agreement_id, valid_to):
        return known
    return msgspec.structs.replace(known, valid_to=valid_to)


_TOO_EARLY: Final = FieldError(
    field="valid_to",
    problem="out-of-order",
    message_vi="Ngày hết hiệu lực phải sau ngày có hiệu lực",
    message_en="The end must come after the beginning",
    remedy_vi="Ghi ngày đầu tiên hết hiệu lực",
    remedy_en="Give the first day it is no longer in force",
)
