"""A dispute as those see it who may decide it: the chain before it, both stories with their acts, what was proposed."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

import msgspec

from courier import clock
from courier.custody.disputes import statements
from courier.custody.disputes.model import ActShown, Dispute, Link, Proof, Proposal, Story, Word
from courier.custody.disputes.statements import ActRow, ProposalRow
from courier.custody.ledger.post_items import read_chain
from courier.custody.recompute import bindings_of_items
from courier.database import Connection
from courier.errors import NotFound


async def show_dispute(connection: Connection, item_id: UUID, person_id: UUID) -> Dispute:
    """Everything about it, read at one instant where the caller's transaction sees to that.

    Raises NotFound unless the item is disputed and `person_id` may decide it: dispatcher or supervisor of the office
    that fetches or brings it, or supervisor of a superior.
    """
    found = await statements.FIND_DISPUTE.one(connection, item_id, person_id)
    if found is None:
        raise NotFound("Không tìm thấy tranh chấp này", "No such dispute")
    bindings = await bindings_of_items(connection, [item_id])
    considered = list((await read_chain(connection, bindings[0])).candidates)
    chain = await statements.CHAIN.all(connection, item_id)
    proposals = await statements.PROPOSALS.all(connection, item_id)
    return Dispute(
        item_id=item_id,
        codes=found.codes,
        leg=found.leg,
        holder_id=found.holder_id,
        holder=found.holder,
        tip=found.tip,
        chain=[Link(**msgspec.structs.asdict(row)) for row in chain],
        stories=await _stories(connection, item_id, considered),
        considered=considered,
        proposals=[_proposal(row, found.tip, considered, person_id) for row in proposals],
        possible_holders=await statements.POSSIBLE_HOLDERS.all(connection, item_id, clock.today()),
    )


async def _stories(connection: Connection, item_id: UUID, closings: Sequence[UUID]) -> list[Story]:
    rows = await statements.ACTS.all(connection, closings, item_id)
    events = sorted({row.event_id for row in rows})
    proofs: dict[UUID, list[Proof]] = defaultdict(list)
    for proof in await statements.PROOFS.all(connection, events):
        proofs[proof.event_id].append(Proof(kind=proof.kind, sha256=proof.sha256.hex(), is_here=proof.is_here))
    words: dict[UUID, list[Word]] = defaultdict(list)
    for said in await statements.WORDS.all(connection, events):
        verdict = cast(Any, said.verdict)
        words[said.event_id].append(Word(party=said.party, verdict=verdict, person=said.person, said_at=said.said_at))
    return [
        _story([row for row in rows if row.closing == closing], proofs, words)
        for closing in closings
        if any(row.closing == closing for row in rows)
    ]


def _story(rows: Sequence[ActRow], proofs: dict[UUID, list[Proof]], words: dict[UUID, list[Word]]) -> Story:
    """The giving before the taking; of one-sided acts that one alone."""
    closing = rows[-1]
    is_given = closing.kind in ("deliver", "transcribe")
    holder_id, holder = (closing.to_party_id, closing.to_party) if is_given else (closing.party_id, closing.party)
    giver, receiver = _evidence(closing)
    assert holder_id is not None
    return Story(
        closing=closing.closing,
        holder_id=holder_id,
        holder=holder or "—",
        giver_evidence=giver,
        receiver_evidence=receiver,
        acts=[_act(row, proofs[row.event_id], words[row.event_id]) for row in rows],
        built_on=closing.built_on,
    )


def _evidence(closing: ActRow) -> tuple[str | None, str | None]:
    match closing.kind:
        case "accept":
            return "own_device", "own_device"
        case "deliver":
            return "own_device", closing.evidence
        case "receive":
            return closing.evidence, "own_device"
        case _:
            return "witnessed", "witnessed"


def _act(row: ActRow, proofs: list[Proof], words: list[Word]) -> ActShown:
    return ActShown(
        event_id=row.event_id,
        kind=row.kind,
        party=row.party,
        from_party=row.from_party,
        to_party=row.to_party,
        person=row.person,
        device=row.device,
        is_phone=row.is_phone,
        evidence=row.evidence,
        happened_at=row.happened_at,
        device_clock_at=_instant(row.device_clock_ms),
        clock_offset_ms=row.clock_offset_ms,
        recorded_at=row.recorded_at,
        is_taken_back=row.is_taken_back,
        sha256=row.sha256,
        proofs=proofs,
        words=words,
    )


def _instant(milliseconds: int | None) -> datetime | None:
    """A phone's clock may be wild."""
    if milliseconds is None or not 0 <= milliseconds < 4_102_444_800_000:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _proposal(row: ProposalRow, tip: UUID, considered: Sequence[UUID], asker: UUID) -> Proposal:
    return Proposal(
        proposal_id=row.proposal_id,
        chosen_event=row.chosen_event,
        holder_id=row.holder_id,
        holder=row.holder,
        considered=row.considered,
        note=row.note,
        proposed_by=row.proposed_by,
        is_own=row.proposed_by_id == asker,
        proposed_at=row.proposed_at,
        is_current=row.at_tip == tip and set(row.considered) == set(considered),
        is_approved=row.is_approved,
        answered_by=row.answered_by,
        answer_note=row.answer_note,
    )
