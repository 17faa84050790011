"""A bag's acts take over the items of its sealing, whichever of them arrives first."""

from collections.abc import Sequence
from uuid import UUID

from courier.custody.events import statements
from courier.custody.events.reading import Verified, bag_source
from courier.database import Connection
from mobile_contract import events


async def expand_bags(connection: Connection, created: Sequence[Verified]) -> dict[str, UUID]:
    """Give the bag's acts that these make whole their items; returns the codes of those items, each with such an act.

    A filled release fills its accept in turn: each is locked before it is looked for, so that an act still under way
    elsewhere is waited for and seen.
    """
    concerned = {
        event_id
        for event in created
        if event.act is not None
        for event_id in (*_sources(event.act), event.envelope.event_id if _is_about_a_bag(event) else None)
        if event_id is not None
    }
    codes: dict[str, UUID] = {}
    while concerned:
        await statements.LOCK_BAG_ACTS.run(connection, sorted(concerned))
        expanded = await statements.EXPAND_BAG_ACTS.all(connection, sorted(concerned))
        codes |= {row.code: row.event_id for row in expanded}
        concerned = {row.event_id for row in expanded}
    return codes


def _sources(act: events.SignedAct) -> tuple[UUID | None, ...]:
    """The act whose items it takes over; of an opening the sealing, so that neither is missed by the other."""
    return (act.sealing,) if isinstance(act, events.OpenBag) else (bag_source(act)[0],)


def _is_about_a_bag(event: Verified) -> bool:
    return isinstance(event.act, events.SealBag) or (event.act is not None and bag_source(event.act)[0] is not None)
