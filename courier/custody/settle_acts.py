"""What kept acts lead to within custody: labels bound, papers registered, bags filled, items and counts computed."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

from courier.custody.bags.statements import CODES_OF_SEALINGS
from courier.custody.counts.check_counts import check_counts, differing_codes
from courier.custody.events.expand_bags import expand_bags
from courier.custody.events.reading import Verified, items_of
from courier.custody.events.statements import LOCK_CODES
from courier.custody.handovers.register_papers import made_earlier, register_papers
from courier.custody.ledger.post_items import post_items
from courier.custody.ledger.statements import CLOSE_KNOWN_CODES, ORDER_FROM, TAKE_ITEMS, TELL_OF_LABELS
from courier.custody.model import StoredEvent
from courier.database import Connection
from courier.errors import CourierError
from courier.intake.bind_label import bind_label
from mobile_contract import events

KnownItems = Mapping[str, frozenset[str]]
"""By a code that names an item: the kinds of all acts kept about it."""


async def settle_acts(connection: Connection, created: Sequence[Verified], recorded_at: datetime) -> KnownItems:
    """In the caller's transaction, once the acts and their contents are kept; returns the items they speak of.

    Locks codes, bags, items, then counts.
    """
    await _bind_roll_labels(connection, created)
    born = await _register_papers(connection, created)
    differing = await differing_codes(connection, [event.envelope.event_id for event in _counts(created)])
    known = await _settle(connection, created, recorded_at, born, differing)
    await _check_counts(connection, created, recorded_at, differing)
    return known


def as_stored(event: Verified, known: KnownItems | None = None) -> StoredEvent:
    """As the rooms after custody are handed it."""
    codes = [item.code for item in items_of(event.act)] if event.act is not None and known else []
    is_told = known is not None and bool(codes) and all(code in known for code in codes)
    return StoredEvent(
        event_id=event.envelope.event_id,
        device_id=event.device.device_id,
        party_id=event.device.party_id,
        person_id=event.envelope.person_id,
        office_id=event.device.office_id,
        province_code=event.device.province_code,
        kind=event.envelope.kind,
        happened_at=event.happened_at,
        is_trusted=event.is_trusted,
        act=event.act,
        acts_on_items=frozenset().union(*(known[code] for code in codes)) if known and is_told else None,
    )


async def _bind_roll_labels(connection: Connection, created: Sequence[Verified]) -> None:
    """A pickup by roll label names its order: from then on the label names the order's item.

    Only a pickup from whom the order is to be collected: else one wrong scan would use up another's order. Trusted or
    not: a revocation may come before or after, and the label names the same item either way. A second label of one
    order names its item too, and a label already given to another order is told to a person.
    """
    for event in created:
        act = event.act
        if not isinstance(act, events.Receive) or act.job_id is None:
            continue
        codes = [item.code for item in act.items]
        await LOCK_CODES.run(connection, codes)
        if await ORDER_FROM.one(connection, act.job_id, act.from_party) is not None:
            for code in codes:
                await _try_to_bind(connection, code, act.job_id)
            await TELL_OF_LABELS.run(connection, act.job_id, codes)


async def _try_to_bind(connection: Connection, code: str, job_id: UUID) -> None:
    """What cannot be bound stays an unknown item, kept and shown to a person."""
    try:
        await bind_label(connection, code, job_id, reason="roll", is_one_more=True)
    except CourierError:
        return


async def _register_papers(connection: Connection, created: Sequence[Verified]) -> set[str]:
    """Old papers and originals that these acts put under a label of their own: items from now on. Trusted or not, as
    with roll labels; also those that came before the pickup by which their dossier got its label."""
    said = [(event.envelope.event_id, event.device.party_id, event.act) for event in created if event.act is not None]
    picked_up = {
        item.code
        for event in created
        if isinstance(event.act, events.Receive) and event.act.job_id is not None
        for item in event.act.items
    }
    here = {event_id for event_id, _, _ in said}
    said += [each for each in await made_earlier(connection, sorted(picked_up)) if each[0] not in here]
    return await register_papers(connection, said)


async def _settle(
    connection: Connection,
    created: Sequence[Verified],
    recorded_at: datetime,
    born: AbstractSet[str],
    locking: AbstractSet[str],
) -> KnownItems:
    """Recompute the custody of every item these acts speak of, directly or through a bag, or brought into being.

    What follows for an item is caused by the first of these acts that names it, whatever else came with that. Items
    that are only to be locked (`locking`, by code) are locked with them, in the one order.
    """
    if not created:
        return {}
    expanded = await expand_bags(connection, created)
    others = {*born, *await _codes_of_opened(connection, created)}
    causes = dict.fromkeys(others, created[0].envelope.event_id) | expanded
    causes |= {code: event.envelope.event_id for event in reversed(created) for code in _codes_named(event)}
    if not causes and not locking:
        return {}
    held = await TAKE_ITEMS.all(connection, sorted(causes.keys() | locking))
    taken = [item for item in held if item.code in causes]
    waited_for = [item.code for item in taken if item.is_waited_for]
    if waited_for:
        await CLOSE_KNOWN_CODES.run(connection, waited_for)
    await post_items(
        connection,
        [item.binding for item in taken],
        {item.item_id: causes[item.code] for item in taken},
        recorded_at,
        locked=taken,
    )
    return {item.code: frozenset(item.acts) for item in taken}


def _codes_named(event: Verified) -> list[str]:
    """Also those of an accept's refusals."""
    if event.act is None:
        return []
    refused = [item.code for item in event.act.refused] if isinstance(event.act, events.Accept) else []
    return [item.code for item in items_of(event.act)] + refused


async def _check_counts(
    connection: Connection, created: Sequence[Verified], recorded_at: datetime, differing: AbstractSet[str]
) -> None:
    """Bags just counted, and those whose office has just counted them too."""
    causes = {
        event.act.answers: event.envelope.event_id for event in created if isinstance(event.act, events.ConfirmCount)
    }
    counts = _counts(created)
    causes |= {event.envelope.event_id: event.envelope.event_id for event in counts}
    locked = {code for event in created for code in _codes_named(event)} | differing
    if causes:
        await check_counts(connection, causes, recorded_at, locked if counts else None)


def _counts(created: Sequence[Verified]) -> list[Verified]:
    return [event for event in created if isinstance(event.act, events.Count)]


async def _codes_of_opened(connection: Connection, created: Sequence[Verified]) -> set[str]:
    """All that was sealed into the bags these acts opened, found or not."""
    sealings = [event.act.sealing for event in created if isinstance(event.act, events.OpenBag)]
    return {row.code for row in await CODES_OF_SEALINGS.all(connection, sealings)} if sealings else set()
