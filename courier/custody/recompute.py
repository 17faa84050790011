"""Custody recomputed for facts that come from elsewhere: a device's revocation changes what is trusted."""

from collections.abc import Sequence
from uuid import UUID

from courier.custody import statements
from courier.custody.handovers.papers.send_papers import send_papers
from courier.custody.ledger.post_items import post_items
from courier.custody.ledger.statements import BINDINGS_OF_ITEMS, Binding, get_now
from courier.database import Connection


async def recompute_after_revocation(connection: Connection, device_id: UUID, trusted_through: int) -> int:
    """Recompute every item that the device's acts past its trusted number speak of; returns how many.

    To be called in the transaction that records the revocation.
    """
    touched = await statements.ITEMS_OF_DEVICE.all(connection, device_id, trusted_through)
    bindings = await bindings_of_items(connection, [row.item_id for row in touched])
    await post_items(connection, bindings, device_id, await get_now(connection))
    await send_papers(connection, (), [binding.item_id for binding in bindings])
    await statements.TELL_OF_EVIDENCE.run(connection, device_id, trusted_through)
    return len(touched)


async def bindings_of_items(connection: Connection, item_ids: Sequence[UUID]) -> list[Binding]:
    """One binding an item, whatever number of labels it has had."""
    rows = await BINDINGS_OF_ITEMS.all(connection, item_ids)
    return list({row.item_id: row for row in rows}.values())
