"""Compares counted bags with the ledger whenever either changes; a result unlike the last one is kept as a new row."""

from collections.abc import Mapping, Sequence
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


async def check_counts(connection: Connection, causes: Mapping[UUID, UUID], recorded_at: datetime) -> None:
    """Compare these counts, each with the fact that makes it necessary, with the ledger; the same result again changes
    nothing.

    Locks the counts in one order, then the items that seem to differ: the other side of a hand-over may be committed at
    this very moment, and would know nothing of the count, nor the count of it.
    """
    if not causes:
        return
    events = sorted(causes)
    await statements.LOCK_COUNTS.run(connection, events)
    items = await statements.COMPARE.all(connection, events)
    if differing := sorted({item.code for item in items if _may_differ(item)}):
        await statements.LOCK_DIFFERING.value(connection, differing)
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
