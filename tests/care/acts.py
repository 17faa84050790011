"""Real acts as the server keeps them, for what care tells of them."""

from uuid import UUID

from courier.custody.append_batch import append_batch
from courier.database import Connection
from courier.planning.carriers.apply_events import apply_events
from mobile_contract.sync import Entry, SignedBody
from tests.custody.world import SigningDevice, accept, batch, event_id, release


async def hand_over(
    connection: Connection, giver: SigningDevice, taker: SigningDevice, code: str, held_by: UUID | None = None
) -> UUID:
    """One item from hand to hand, both sides signed; `held_by` is the taking before. Returns this one's."""
    offered = release(giver, taker.party_id, code, predecessor=held_by)
    taken = accept(taker, offered, code)
    await send(connection, taker, Entry(act=taken, carried=offered))
    return event_id(taken)


async def send(connection: Connection, device: SigningDevice, act: SignedBody | Entry) -> None:
    """Kept, and failed visits noted, as the server does."""
    appended = await append_batch(connection, device.device_id, batch(act))
    await apply_events(connection, appended.events)
    assert [one.outcome for one in appended.outcomes] == ["created"]
