"""A pad of slips: codes from the office's roll, each with a mã xem of its own."""

from typing import Final
from uuid import UUID

from courier.database import Connection
from courier.errors import FieldError, IdInUse, InvalidInput, NotFound
from courier.intake.issue_labels import issue_labels
from courier.intake.papers.model import MOST_SLIPS, IssuingPost, Pad
from courier.intake.papers.statements import ADD_PAD, ADD_SLIPS, PAD, PAD_SLIPS, POST
from mobile_contract.codes import new_view_code


async def issue_pad(connection: Connection, asker: UUID, pad_id: UUID, office_id: UUID, count: int) -> Pad:
    """A pad of `count` slips (1 to 100); the same `pad_id` again is the pad made before, whatever the count.

    A slip's code is an ordinary roll label: bound at the door, and from then on its mã xem opens that dossier.
    Raises `InvalidInput`, `NotFound`, `NumbersUsedUp`, `IdInUse` where the id names another office's pad.
    """
    if not 1 <= count <= MOST_SLIPS:
        raise InvalidInput([_WRONG_COUNT])
    await _post(connection, asker, office_id)
    if await ADD_PAD.run(connection, pad_id, office_id, asker):
        labels = (await issue_labels(connection, asker, office_id, count)).labels
        await ADD_SLIPS.run(
            connection,
            pad_id,
            list(range(1, count + 1)),
            [label.code for label in labels],
            [new_view_code() for _ in labels],
        )
    known = await PAD.one(connection, asker, pad_id)
    if known is None or known.office_id != office_id:
        raise IdInUse("pad_id")
    return await read_pad(connection, asker, pad_id)


async def read_pad(connection: Connection, asker: UUID, pad_id: UUID) -> Pad:
    """A pad as it is printed: its slips not yet used nor voided. Raises `NotFound`."""
    known = await PAD.one(connection, asker, pad_id)
    if known is None:
        raise NotFound("Không tìm thấy tập phiếu này", "There is no such pad")
    slips = await PAD_SLIPS.all(connection, pad_id)
    return Pad(pad_id=pad_id, office=await _post(connection, asker, known.office_id), slips=slips)


async def _post(connection: Connection, asker: UUID, office_id: UUID) -> IssuingPost:
    post = await POST.one(connection, asker, office_id)
    if post is None:
        raise NotFound("Không tìm thấy bưu cục", "There is no such post office")
    return post


_WRONG_COUNT: Final = FieldError(
    field="count",
    problem="out-of-range",
    message_vi=f"Một tập có từ 1 đến {MOST_SLIPS} phiếu",
    message_en=f"A pad has 1 to {MOST_SLIPS} slips",
    remedy_vi="Ghi số phiếu cần in, hoặc chia làm nhiều tập",
    remedy_en="Give the number of slips needed, or make several pads",
)
