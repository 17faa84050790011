"""Take back a collection recorded by mistake, on the word of a teller or supervisor."""

from uuid import UUID

from courier.database import Connection, DatabaseError, violated_constraint
from courier.errors import NotFound
from courier.money.books.settle import lock_books, take_back
from courier.money.books.statements import ITEMS_OF_CODES
from courier.money.refusals import NotEnoughMoney
from courier.money.statements import COLLECTION_AT, REVERSED_ALREADY


async def reverse_collection(connection: Connection, event_id: UUID, asked_by: UUID, reason: str) -> None:
    """Reverse what the collection with this signed act did; its due may then be booked again from other money.

    Said again by the same person for the same reason, nothing changes. Raises `NotFound` where it is not of an office
    where `asked_by` is teller or supervisor, or no longer counts;
    `NotEnoughMoney` where its money was given back to the citizen.
    """
    taken = await COLLECTION_AT.one(connection, event_id, asked_by)
    if taken is None:
        await _refuse_unless_done(connection, event_id, asked_by, reason)
        return
    await lock_books(connection, [taken.holder_id], [taken.code])
    taken = await COLLECTION_AT.one(connection, event_id, asked_by)
    if taken is None:
        await _refuse_unless_done(connection, event_id, asked_by, reason)
        return
    item = await ITEMS_OF_CODES.one(connection, [taken.code])
    try:
        async with connection.transaction():
            await take_back(connection, taken, item.item_id if item else None, reason, asked_by)
    except DatabaseError as error:
        if violated_constraint(error) != "never_overdrawn":
            raise
        raise NotEnoughMoney(
            "Tiền của khoản thu này đã được trả lại cho khách; hãy hủy lần trả lại trước",
            "The money of this collection was given back to the citizen; take the refund back first",
        ) from error


async def _refuse_unless_done(connection: Connection, event_id: UUID, asked_by: UUID, reason: str) -> None:
    if not await REVERSED_ALREADY.value(connection, event_id, asked_by, reason):
        raise NotFound(
            "Không có khoản thu này, hoặc khoản thu đã được hủy", "No such collection, or it was taken back already"
        )
