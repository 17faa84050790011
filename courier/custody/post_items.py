"""Runs the facts of items through `holder.resolve` and posts what they come to into the ledger."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import msgspec

from courier import clock
from courier.custody import statements
from courier.custody.holder import resolve
from courier.custody.ledger_hash import ledger_hash
from courier.custody.model import (
    Chain,
    Facts,
    Giving,
    Refusal,
    Resolution,
    Retraction,
    SideStatement,
    Step,
    Taking,
)
from courier.custody.statements import Binding, FactRow, HeadRow, LedgerRow
from courier.database import Connection


class NewRow(msgspec.Struct, kw_only=True):
    """A row about to enter the ledger; fields in the order of `POST_LEDGER`."""

    item_id: UUID
    seq: int
    depth: int
    kind: str
    province_code: str
    from_party: UUID
    to_party: UUID
    tip: UUID
    given_event: UUID | None = None
    given_code: str | None = None
    given_kind: str | None = None
    taken_event: UUID | None = None
    taken_code: str | None = None
    taken_kind: str | None = None
    giver_evidence: str | None = None
    receiver_evidence: str | None = None
    resolution_id: UUID | None = None
    rewound_to: int | None = None
    cause: UUID | None = None
    prev_depth: int
    prev_tip: UUID
    prev_hash: bytes
    recorded_at: datetime


async def post_items(
    connection: Connection, bindings: Iterable[Binding], cause: UUID, recorded_at: datetime
) -> dict[UUID, Chain]:
    """Recompute these items and append what changed to the ledger; returns the chain of each item.

    Locks the items' heads in id order for the rest of the transaction. `cause` is the fact that made it necessary,
    named by a rewind.
    """
    homes = {binding.item_id: binding for binding in bindings}
    if not homes:
        return {}
    item_ids = sorted(homes)
    heads = {head.item_id: head for head in await statements.LOCK_ITEMS.all(connection, item_ids)}
    chains = {item_id: resolve(facts) for item_id, facts in (await _read_facts(connection, homes)).items()}
    rows: list[NewRow] = []
    for item_id, posted in (await _read_ledger(connection, item_ids)).items():
        rows += _rows_to_post(homes[item_id], posted, chains[item_id].steps, cause, recorded_at)
    await _post(connection, rows)
    await _set_standings(connection, heads, chains)
    await _keep_disputes(connection, homes, chains)
    await _note_changes(connection, homes, heads, chains, {row.item_id for row in rows})
    return chains


async def read_chain(connection: Connection, binding: Binding) -> Chain:
    """The chain that the facts of one item make now, without posting anything."""
    return resolve((await _read_facts(connection, {binding.item_id: binding}))[binding.item_id])


async def _read_facts(connection: Connection, homes: Mapping[UUID, Binding]) -> dict[UUID, Facts]:
    ids = list(homes)
    givings: dict[UUID, list[Giving]] = defaultdict(list)
    takings: dict[UUID, list[Taking]] = defaultdict(list)
    retractions: dict[UUID, list[Retraction]] = defaultdict(list)
    for row in await statements.TRUSTED_FACTS.all(connection, ids):
        match row.kind:
            case "release" | "deliver":
                givings[row.item_id].append(_giving(row))
            case "accept" | "receive":
                takings[row.item_id].append(_taking(row))
            case _:
                retractions[row.item_id].append(
                    Retraction(event_id=row.event_id, party_id=row.party_id, answers=row.ref)
                )
    refusals: dict[UUID, list[Refusal]] = defaultdict(list)
    for refusal in await statements.TRUSTED_REFUSALS.all(connection, ids):
        refusals[refusal.item_id].append(Refusal(party_id=refusal.party_id, answers=refusal.answers))
    stated: dict[UUID, list[SideStatement]] = defaultdict(list)
    for said in await statements.SIDE_STATEMENTS.all(connection, ids):
        stated[said.item_id].append(
            SideStatement(event_id=said.event_id, party_id=said.party_id, verdict=cast(Any, said.verdict))
        )
    resolutions: dict[UUID, list[Resolution]] = defaultdict(list)
    for decided in await statements.RESOLUTIONS.all(connection, ids):
        resolutions[decided.item_id].append(_resolution(decided))
    return {
        item_id: Facts(
            origin_id=home.origin_id,
            givings=tuple(givings[item_id]),
            takings=tuple(takings[item_id]),
            retractions=tuple(retractions[item_id]),
            refusals=tuple(refusals[item_id]),
            statements=tuple(stated[item_id]),
            resolutions=tuple(resolutions[item_id]),
        )
        for item_id, home in homes.items()
    }


def _giving(row: FactRow) -> Giving:
    assert row.to_party is not None
    return Giving(
        event_id=row.event_id,
        code=row.code,
        kind=cast(Any, row.kind),
        party_id=row.party_id,
        to_party=row.to_party,
        ref=row.ref,
        body_hash=row.body_hash,
        evidence=cast(Any, row.evidence),
    )


def _taking(row: FactRow) -> Taking:
    return Taking(
        event_id=row.event_id,
        code=row.code,
        kind=cast(Any, row.kind),
        party_id=row.party_id,
        ref=row.ref,
        from_party=row.from_party,
        answers_hash=row.answers_hash,
        evidence=cast(Any, row.evidence),
    )


def _resolution(row: statements.ResolutionRow) -> Resolution:
    return Resolution(
        resolution_id=row.resolution_id,
        at_tip=row.at_tip,
        number=row.number,
        chosen_event=row.chosen_event,
        holder_id=row.holder_id,
        considered=frozenset(row.considered),
    )


async def _read_ledger(connection: Connection, item_ids: Sequence[UUID]) -> dict[UUID, list[LedgerRow]]:
    posted: dict[UUID, list[LedgerRow]] = defaultdict(list)
    for row in await statements.LEDGER_OF_ITEMS.all(connection, item_ids):
        posted[row.item_id].append(row)
    return posted


def _rows_to_post(
    home: Binding, posted: Sequence[LedgerRow], steps: Sequence[Step], cause: UUID, recorded_at: datetime
) -> list[NewRow]:
    """What brings the ledger from the chain it shows to the chain the facts make: a rewind at most, then steps."""
    shown = _shown_chain(posted)
    common = _common_length(shown[1:], steps)
    rows: list[NewRow] = []
    last = posted[-1]
    if common < len(shown) - 1:
        row = _rewind(home, last, shown[common], cause, recorded_at)
        rows.append(row)
        last = _as_posted(row)
    ever_posted = {(row.given_event, row.taken_event) for row in posted if row.kind == "handover"}
    for step in steps[common:]:
        is_again = _sides(step) in ever_posted
        row = _forward(home, last, step, recorded_at, is_again=is_again)
        rows.append(row)
        last = _as_posted(row)
    return rows


def _shown_chain(posted: Sequence[LedgerRow]) -> list[LedgerRow]:
    """The rows that the ledger shows as standing, one a depth: each row takes its depth and ends what lay deeper."""
    standing: list[LedgerRow] = []
    for row in posted:
        if row.kind == "rewound":
            del standing[row.depth + 1 :]
        else:
            del standing[row.depth :]
            standing.append(row)
    return standing


def _common_length(shown: Sequence[LedgerRow], steps: Sequence[Step]) -> int:
    length = 0
    for row, step in zip(shown, steps, strict=False):
        if (row.tip, row.given_event, row.taken_event, row.to_party) != (step.tip, *_sides(step), step.to_party):
            break
        length += 1
    return length


def _sides(step: Step) -> tuple[UUID | None, UUID | None]:
    giving, taking = step.giving, step.taking
    return giving.event_id if giving else None, taking.event_id if taking else None


def _rewind(home: Binding, last: LedgerRow, to: LedgerRow, cause: UUID, recorded_at: datetime) -> NewRow:
    return NewRow(
        item_id=last.item_id,
        seq=last.seq + 1,
        depth=to.depth,
        kind="rewound",
        province_code=home.province_code,
        from_party=last.to_party,
        to_party=to.to_party,
        tip=to.tip,
        rewound_to=to.seq,
        cause=cause,
        prev_depth=last.depth,
        prev_tip=last.tip,
        prev_hash=last.hash,
        recorded_at=recorded_at,
    )


def _forward(home: Binding, last: LedgerRow, step: Step, recorded_at: datetime, *, is_again: bool) -> NewRow:
    kind = "resolved" if step.resolution_id else "reinstated" if is_again else "handover"
    giving, taking = step.giving, step.taking
    return NewRow(
        item_id=last.item_id,
        seq=last.seq + 1,
        depth=last.depth + 1,
        kind=kind,
        province_code=home.province_code,
        from_party=last.to_party,
        to_party=step.to_party,
        tip=step.tip,
        given_event=giving.event_id if giving else None,
        given_code=giving.code if giving else None,
        given_kind=giving.kind if giving else None,
        taken_event=taking.event_id if taking else None,
        taken_code=taking.code if taking else None,
        taken_kind=taking.kind if taking else None,
        giver_evidence=step.giver_evidence,
        receiver_evidence=step.receiver_evidence,
        resolution_id=step.resolution_id,
        prev_depth=last.depth,
        prev_tip=last.tip,
        prev_hash=last.hash,
        recorded_at=recorded_at,
    )


def _as_posted(row: NewRow) -> LedgerRow:
    """The row as the server will hold it: its hash is computed alike on both sides, or a foreign key refuses it."""
    return LedgerRow(
        item_id=row.item_id,
        seq=row.seq,
        depth=row.depth,
        kind=row.kind,
        to_party=row.to_party,
        tip=row.tip,
        given_event=row.given_event,
        taken_event=row.taken_event,
        hash=ledger_hash(
            prev_hash=row.prev_hash,
            item_id=row.item_id,
            seq=row.seq,
            depth=row.depth,
            kind=row.kind,
            from_party=row.from_party,
            to_party=row.to_party,
            tip=row.tip,
            given_event=row.given_event,
            taken_event=row.taken_event,
            decided_by=row.resolution_id or row.cause,
            recorded_at=row.recorded_at,
        ),
    )


async def _post(connection: Connection, rows: Sequence[NewRow]) -> None:
    if rows:
        columns = zip(*(msgspec.structs.astuple(row) for row in rows), strict=True)
        await statements.POST_LEDGER.run(connection, *map(list, columns))


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


async def _keep_disputes(connection: Connection, homes: Mapping[UUID, Binding], chains: Mapping[UUID, Chain]) -> None:
    """One open case a dispute, named by the first of its contradicting facts; settled ones close themselves."""
    disputed = [(homes[item_id], chain) for item_id, chain in chains.items() if chain.candidates]
    if disputed:
        await statements.OPEN_EXCEPTIONS.run(
            connection,
            [clock.new_id() for _ in disputed],
            ["disputed" for _ in disputed],
            [chain.candidates[0] for _, chain in disputed],
            [home.item_id for home, _ in disputed],
            [home.code for home, _ in disputed],
            [home.province_code for home, _ in disputed],
            [home.serving_office_id for home, _ in disputed],
            [{"tip": chain.tip, "candidates": chain.candidates} for _, chain in disputed],
        )
    await statements.CLOSE_SETTLED.run(connection, list(chains), [chain.candidates[0] for _, chain in disputed])


async def _note_changes(
    connection: Connection,
    homes: Mapping[UUID, Binding],
    heads: Mapping[UUID, HeadRow],
    chains: Mapping[UUID, Chain],
    moved: set[UUID],
) -> None:
    told = [item_id for item_id, chain in chains.items() if item_id in moved or chain.status != heads[item_id].status]
    if told:
        await statements.NOTE_CHANGES.run(
            connection,
            ["custody" for _ in told],
            [homes[item_id].serving_office_id for item_id in told],
            [chains[item_id].holder_id for item_id in told],
            [
                {"item_id": item_id, "holder_id": chains[item_id].holder_id, "status": chains[item_id].status}
                for item_id in told
            ],
        )
