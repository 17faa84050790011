"""Record that money a citizen said was transferred has been seen, in a bank file or by the office."""

from uuid import UUID

from courier.clock import new_id
from courier.database import Connection
from courier.errors import NotFound
from courier.money.books.settle import lock_books, reverse_postings, settle_items
from courier.money.books.statements import ITEMS_OF_CODES
from courier.money.model import TransferSource
from courier.money.statements import ADD_TRANSFER_SEEN, CLAIM_AT, CLAIM_OF, POST_TRANSFER


async def record_transfer_seen(
    connection: Connection, event_id: UUID, source: TransferSource, asked_by: UUID, reference: str | None = None
) -> None:
    """Turn the claim of this signed act into money on the office's account, once; it then pays what is due.

    Raises `NotFound` where there is no such claim at an office where `asked_by` is teller or supervisor.
    """
    claim = await CLAIM_AT.one(connection, event_id, asked_by)
    if claim is None:
        raise NotFound("Không có lời báo chuyển khoản này", "No such claimed transfer")
    await see_transfer(connection, event_id, source, asked_by, reference)


async def see_transfer(
    connection: Connection, event_id: UUID, source: TransferSource, seen_by: UUID, reference: str | None
) -> None:
    """The same, for a caller who has made sure that it was seen, and by whom; once, however often it is asked."""
    claim = await CLAIM_OF.one(connection, event_id)
    if claim is None:
        return
    await lock_books(connection, [claim.holder_id, claim.office_id], [claim.code])
    claim = await CLAIM_OF.one(connection, event_id)
    if claim is None or claim.posting_id is None:
        return
    await ADD_TRANSFER_SEEN.run(connection, event_id, source, reference, seen_by)
    await reverse_postings(connection, [claim.posting_id], "the money has been seen", seen_by)
    await POST_TRANSFER.run(connection, event_id, new_id())
    item = await ITEMS_OF_CODES.one(connection, [claim.code])
    if item is not None:
        await settle_items(connection, [item.item_id])
