"""Set aside an act of money that a lost device signed past its trusted number: two people do, each with a reason."""

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
    PROPOSE_ASIDE,
    SET_ASIDE,
)

OF_MONEY: Final = ("collect", "open_till", "close_till", "hand_in", "count_in", "count")


async def set_aside(connection: Connection, event_id: UUID, asked_by: UUID, reason: str) -> bool:
    """Whether the act is out of the books: the first who asks proposes it, the second, another, sets it aside.

    What it had booked is then reversed; its case closes by itself. The same by the same person again changes nothing.
    Raises `NotFound` unless it is an act of money of an office that `asked_by` supervises, or its superior's supervisor
    does; `Conflict` where the device that signed it is trusted for it, where others set it aside before, or where
    `asked_by` gave another reason before.
    """
    act = await ACT_TO_SET_ASIDE.one(connection, event_id, asked_by)
    if act is None or act.kind not in OF_MONEY:
        raise NotFound("Không tìm thấy lượt này", "No such act")
    if not act.is_past_trust:
        raise Conflict("Máy ký lượt này vẫn được tin", "The device that signed this act is trusted for it")
    named = [event_id] if act.answers is None else [event_id, act.answers]
    await LOCK_HAND_INS.run(connection, named)
    act = await ACT_TO_SET_ASIDE.one(connection, event_id, asked_by)  # what another said meanwhile
    assert act is not None
    if act.own_reason is not None and act.own_reason != reason:
        raise Conflict("Ông/bà đã đề xuất với lý do khác", "You proposed it for another reason")
    if act.set_aside_by is not None:
        if act.own_reason is None and (act.set_aside_by, act.reason) != (asked_by, reason):
            raise Conflict("Lượt này đã được gạt ra rồi", "This act has been set aside already")
        return True
    if act.proposed_by is None:
        if act.own_reason is None:
            await PROPOSE_ASIDE.run(connection, event_id, reason, asked_by)
        return False
    await SET_ASIDE.run(connection, event_id, reason, asked_by, act.proposed_by)
    await _reverse(connection, event_id, asked_by, reason)
    return True


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
