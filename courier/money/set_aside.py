"""Set aside an act of money that a lost device signed past its trusted number: a person does, with a reason."""

from typing import Final
from uuid import UUID

from courier.database import Connection
from courier.errors import Conflict, NotFound
from courier.money.books.settle import lock_books, settle_hand_ins, settle_holders, take_back, take_back_entries
from courier.money.books.statements import ITEMS_OF_CODES, LOCK_HAND_INS
from courier.money.statements import (
    ACT_TO_SET_ASIDE,
    COLLECTIONS_TAKEN_BACK,
    HAND_INS_TOUCHED,
    OPENINGS_TAKEN_BACK,
    SET_ASIDE,
)

OF_MONEY: Final = ("collect", "open_till", "close_till", "hand_in", "count_in", "count")


async def set_aside(connection: Connection, event_id: UUID, asked_by: UUID, reason: str) -> None:
    """What the act had booked is reversed; its case closes by itself. The same again changes nothing.

    Raises `NotFound` unless it is an act of money of an office that `asked_by` supervises, `Conflict` where the device
    that signed it is trusted for it, or somebody set it aside before.
    """
    act = await ACT_TO_SET_ASIDE.one(connection, event_id, asked_by)
    if act is None or act.kind not in OF_MONEY:
        raise NotFound("Không tìm thấy lượt này", "No such act")
    if not act.is_past_trust:
        raise Conflict("Máy ký lượt này vẫn được tin", "The device that signed this act is trusted for it")
    named = [event_id] if act.answers is None else [event_id, act.answers]
    await LOCK_HAND_INS.run(connection, named)
    if not await SET_ASIDE.run(connection, event_id, reason, asked_by):
        kept = await ACT_TO_SET_ASIDE.one(connection, event_id, asked_by)
        if kept is None or (kept.set_aside_by, kept.reason) != (asked_by, reason):
            raise Conflict("Lượt này đã được gạt ra rồi", "This act has been set aside already")
        return
    await _reverse(connection, event_id, asked_by, reason)


async def _reverse(connection: Connection, event_id: UUID, asked_by: UUID, reason: str) -> None:
    for opened in await OPENINGS_TAKEN_BACK.all(connection, [event_id]):
        await lock_books(connection, [opened.office_id], ())
        await take_back_entries(connection, [opened.posting_id], reason, asked_by)
        await settle_holders(connection, [opened.office_id])
    for taken in await COLLECTIONS_TAKEN_BACK.all(connection, [event_id]):
        await lock_books(connection, [taken.holder_id], [taken.code])
        item = await ITEMS_OF_CODES.one(connection, [taken.code])
        await take_back(connection, taken, item.item_id if item else None, reason, asked_by)
    for hand_in in await HAND_INS_TOUCHED.all(connection, [event_id]):
        parties = (hand_in.holder_id, hand_in.office_id)
        await lock_books(connection, parties, ())
        await settle_hand_ins(connection, [hand_in.hand_in_id])
        await settle_holders(connection, parties)
