"""Compares counted bags with the ledger whenever either changes; a result unlike the last one is kept as a new row."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

import msgspec

from courier.custody.counts import statements
from courier.custody.counts.statements import CountedItem, LastCheck
from courier.database import Connection


class Differences(msgspec.Struct, frozen=True, kw_only=True):
    """Codes, sorted: what the ledger has and the count has not, and the other way round, for both who counted."""

    missing: list[str]
    extra: list[str]
    office_missing: list[str]
    office_extra: list[str]


async def differing_codes(connection: Connection, count_events: Sequence[UUID]) -> set[str]:
    """Codes of the items in which these new counts seem to differ from the ledger, to be locked with the others.

    The other side of a hand-over may be committed at this very moment: it knows nothing of a count that is not
    committed, nor the count of it, unless one waits for the other at the item.
    """
    if not count_events:
        return set()
    items = await statements.COMPARE.all(connection, sorted(count_events))
    return {item.code for item in items if _may_differ(item)}


async def check_counts(
    connection: Connection,
    causes: Mapping[UUID, UUID],
    recorded_at: datetime,
    new_locking: AbstractSet[str] | None = None,
) -> None:
    """Compare these counts, each with the fact that makes it necessary, with the ledger; the same result again changes
    nothing.

    Locks the counts in one order: whoever moves an item of a count that is committed waits here. Of new counts
    `new_locking` has the codes whose items are locked; what has come to differ since is locked after all, in no order.
    """
    if not causes:
        return
    events = sorted(causes)
    await statements.LOCK_COUNTS.run(connection, events)
    items = await statements.COMPARE.all(connection, events)
    if new_locking is not None and (late := {item.code for item in items if _may_differ(item)} - new_locking):
        await statements.LOCK_DIFFERING.value(connection, sorted(late))
        items = await statements.COMPARE.all(connection, events)
    for count in await statements.LAST_CHECKS.all(connection, events):
        found = differences([item for item in items if item.count_event == count.event_id], count.confirmed_by)
        if not _is_as_last(count, found):
            await statements.KEEP_CHECK.run(
                connection,
                count.event_id,
                count.number + 1,
                count.party_id,
                count.confirmed_by,
                found.missing,
                found.extra,
                found.office_missing,
                found.office_extra,
                causes[count.event_id],
                recorded_at,
            )


def differences(items: Sequence[CountedItem], confirmed_by: UUID | None) -> Differences:
    """Of one count. Before the office has counted it has nothing missing."""
    return Differences(
        missing=sorted(item.code for item in items if item.is_held and not item.is_counted),
        extra=sorted(item.code for item in items if item.is_counted and not item.is_held),
        office_missing=sorted(item.code for item in items if confirmed_by and item.is_held and not item.is_confirmed),
        office_extra=sorted(item.code for item in items if item.is_confirmed and not item.is_held),
    )


def _may_differ(item: CountedItem) -> bool:
    return item.is_held != item.is_counted or (item.is_confirmed and not item.is_held)


def _is_as_last(last: LastCheck, found: Differences) -> bool:
    return (
        last.number > 0
        and last.confirmed_by == last.seen_confirmed_by
        and msgspec.structs.astuple(found) == (last.missing, last.extra, last.office_missing, last.office_extra)
    )
