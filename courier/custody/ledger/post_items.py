"""Runs the facts of items through `holder.resolve` and posts what they come to into the ledger."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from courier import clock
from courier.custody.bags.post_bags import post_bags
from courier.custody.counts.check_counts import check_counts
from courier.custody.ledger import statements
from courier.custody.ledger.holder import resolve
from courier.custody.ledger.read_facts import read_facts
from courier.custody.ledger.rows import NewRow, rows_to_post, standing_rows
from courier.custody.ledger.statements import Binding, CountFound, HeadRow
from courier.custody.model import Chain
from courier.database import Connection


async def post_items(
    connection: Connection,
    bindings: Iterable[Binding],
    cause: UUID | Mapping[UUID, UUID],
    recorded_at: datetime,
    locked: Iterable[HeadRow] = (),
) -> dict[UUID, Chain]:
    """Recompute these items and append what changed to the ledger; returns the chain of each item.

    Locks the items' heads in id order for the rest of the transaction, unless they come `locked`. `cause` is the fact
    that made it necessary, named by a rewind: one for all, or each item's own.
    """
    homes = {binding.item_id: binding for binding in bindings}
    if not homes:
        return {}
    item_ids = sorted(homes)
    causes = dict.fromkeys(item_ids, cause) if isinstance(cause, UUID) else cause
    heads = {head.item_id: head for head in locked or await statements.LOCK_ITEMS.all(connection, item_ids)}
    chains = {item_id: resolve(facts) for item_id, facts in (await read_facts(connection, homes, heads)).items()}
    rows: list[NewRow] = []
    standing: dict[UUID, list[int]] = {}
    for item_id in item_ids:
        posted = heads[item_id].ledger
        new = rows_to_post(homes[item_id], posted, chains[item_id].steps, causes[item_id], recorded_at)
        standing[item_id] = standing_rows(posted, new)
        rows += new
    touched = await _post(connection, rows, _changes(homes, heads, chains, {row.item_id for row in rows}))
    await _set_standings(connection, heads, chains)
    sealed = [item_id for item_id in item_ids if "seal_bag" in heads[item_id].acts]
    in_two_bags = await post_bags(connection, {item_id: chains[item_id] for item_id in sealed}, standing)
    await _keep_findings(connection, homes, heads, chains, in_two_bags)
    await check_counts(connection, _causes_of(touched, rows, causes), recorded_at)
    return chains


async def read_chain(connection: Connection, binding: Binding) -> Chain:
    """The chain that the facts of one item make now, without posting anything."""
    return resolve((await read_facts(connection, {binding.item_id: binding}))[binding.item_id])


_Change = tuple[UUID, UUID, dict[str, object]]
"""The post office told, the holder, and what is told."""


async def _post(connection: Connection, rows: Sequence[NewRow], told: Sequence[_Change]) -> list[CountFound]:
    """Write these rows and changes; the counts of bags that the rows' moves lie before."""
    if not rows and not told:
        return []
    changes = zip(*told, strict=True) if told else ((), (), ())
    moves = sorted(_moves(rows))
    return await statements.POST_AND_TELL.all(
        connection,
        [msgspec.structs.astuple(row) for row in rows],
        *map(list, changes),
        [party for party, _ in moves],
        [fact for _, fact in moves],
    )


def _causes_of(counts: Sequence[CountFound], rows: Sequence[NewRow], causes: Mapping[UUID, UUID]) -> dict[UUID, UUID]:
    """By count, what caused the first of these moves into or out of the counted bag, or of all: what an office writes
    down by its own device lies before that office's counts too."""
    by_party = {party: causes[row.item_id] for row in reversed(rows) for party in (row.from_party, row.to_party)}
    return {count.event_id: by_party.get(count.party_id, causes[rows[0].item_id]) for count in counts}


def _moves(rows: Sequence[NewRow]) -> set[tuple[UUID, UUID]]:
    """Who got or lost an item by which fact; a rewind takes back the fact that stood before it."""
    return {
        (party, row.prev_tip if row.kind == "rewound" else row.tip)
        for row in rows
        for party in (row.from_party, row.to_party)
    } | {(row.from_party, row.given_event) for row in rows if row.given_event is not None}


async def _set_standings(connection: Connection, heads: Mapping[UUID, HeadRow], chains: Mapping[UUID, Chain]) -> None:
    changed = {
        item_id: chain
        for item_id, chain in chains.items()
        if (chain.status, list(chain.claimants)) != (heads[item_id].status, heads[item_id].claimants)
    }
    if not changed:
        return
    pairs = [(item_id, party_id) for item_id, chain in changed.items() for party_id in chain.claimants]
    await statements.SET_STANDING.run(
        connection,
        list(changed),
        [chain.status for chain in changed.values()],
        [item_id for item_id, _ in pairs],
        [party_id for _, party_id in pairs],
    )


_Finding = tuple[str, UUID, Binding, dict[str, object]]


async def _keep_findings(
    connection: Connection,
    homes: Mapping[UUID, Binding],
    heads: Mapping[UUID, HeadRow],
    chains: Mapping[UUID, Chain],
    in_two_bags: Mapping[UUID, Sequence[UUID]],
) -> None:
    """One open case a dispute, named by the first of its contradicting facts; what is no dispute about a holder and
    still wants looking at likewise. What the facts have settled closes itself, whatever order they came in."""
    found: list[_Finding] = [
        ("disputed", chain.candidates[0], homes[item_id], {"tip": chain.tip, "candidates": chain.candidates})
        for item_id, chain in chains.items()
        if chain.candidates
    ]
    found += [
        ("late_evidence", word, homes[item_id], {"why": "lone_word"})
        for item_id, chain in chains.items()
        for word in chain.unheeded
    ]
    found += [
        ("late_evidence", sealings[0], homes[item_id], {"why": "in_two_bags"})
        for item_id, sealings in in_two_bags.items()
    ]
    if found:
        await statements.OPEN_FINDINGS.run(
            connection,
            [clock.new_id() for _ in found],
            [kind for kind, _, _, _ in found],
            [event_id for _, event_id, _, _ in found],
            [home.item_id for _, _, home, _ in found],
            [home.code for _, _, home, _ in found],
            [home.province_code for _, _, home, _ in found],
            [home.serving_office_id for _, _, home, _ in found],
            [facts for _, _, _, facts in found],
        )
    told_before = [item_id for item_id in chains if heads[item_id].has_findings]
    if told_before:
        await statements.CLOSE_FINDINGS.run(connection, told_before, [event_id for _, event_id, _, _ in found])


def _changes(
    homes: Mapping[UUID, Binding], heads: Mapping[UUID, HeadRow], chains: Mapping[UUID, Chain], moved: set[UUID]
) -> list[_Change]:
    """For the office that fetches, and where another one brings, for that one too."""
    return [
        (office_id, chain.holder_id, {"item_id": item_id, "holder_id": chain.holder_id, "status": chain.status})
        for item_id, chain in chains.items()
        if item_id in moved or chain.status != heads[item_id].status
        for office_id in dict.fromkeys((homes[item_id].serving_office_id, homes[item_id].delivering_office_id))
    ]
