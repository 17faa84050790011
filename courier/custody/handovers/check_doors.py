"""What acts at a door lack: proofs by the rules in force, the right receiver, papers that were to be taken back."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from courier.custody.handovers import statements
from courier.custody.handovers.model import (
    Context,
    Door,
    Finding,
    Rules,
    default_rules,
    find_wrong_takers,
    leg_of_door,
    missing_proofs,
)
from courier.custody.handovers.proof_rules.statements import RULES_IN_FORCE, RuleRow
from courier.custody.model import StoredEvent
from courier.database import Connection
from mobile_contract import events as acts
from mobile_contract.events import Details

AtDoor = acts.Receive | acts.Deliver | acts.Attempt


async def check_doors(
    connection: Connection,
    events: Sequence[StoredEvent],
    proofs: Mapping[UUID, frozenset[str]],
    contexts: Mapping[str, Context],
) -> list[Finding]:
    """Findings about receipts, deliveries and failed visits, by the rules of each item's desk."""
    at_doors = [event for event in events if isinstance(event.act, AtDoor) and event.is_trusted]
    if not at_doors:
        return []
    rules = await RULES_IN_FORCE.all(connection)
    details = {row.event_id: _read(row.details) for row in await _details_of(connection, at_doors)}
    others = {party for event in at_doors if (party := _other(event)) is not None}
    kinds = {row.party_id: row.kind for row in await statements.PARTY_KINDS.all(connection, sorted(others))}
    found: list[Finding] = []
    for event in at_doors:
        items = [contexts[code] for code in _codes(event) if code in contexts]
        door = _door(event, proofs.get(event.event_id, frozenset()), details.get(event.event_id))
        meets_citizen = isinstance(event.act, acts.Attempt) or kinds.get(_other(event)) == "citizen"  # type: ignore[arg-type]
        found += _missing(event, items, door, rules, meets_citizen)
        if isinstance(event.act, acts.Deliver) and meets_citizen:
            found += _wrong_takers(event, event.act, items, door)
        if isinstance(event.act, acts.Deliver):
            found += _papers(event, event.act, items)
    return found


def _missing(
    event: StoredEvent, items: Sequence[Context], door: Door, overrides: Sequence[RuleRow], meets_citizen: bool
) -> Iterable[Finding]:
    """One finding an act: what any of its items asks for and is not there."""
    required: set[str] = set()
    asked: set[str] = set()
    for item in items:
        leg = leg_of_door(event.kind, item.leg, meets_citizen)
        missing, skipped = missing_proofs(rules_for(overrides, item.desk_id, event.kind, leg), door)
        required |= set(missing)
        asked |= set(skipped)
    if isinstance(event.act, acts.Deliver) and meets_citizen and event.act.relation is None and _untold(event.act):
        required.add("relation")
    if required:
        facts: dict[str, object] = {"missing": sorted(required)}
        yield Finding(event_id=event.event_id, kind="missing_proof", facts=facts)
    if asked - required:
        facts = {"missing": sorted(asked - required)}
        yield Finding(event_id=event.event_id, kind="proof_skipped", facts=facts)
    if "fingerprint_paper" in door.proofs and not door.has_witness:
        yield Finding(event_id=event.event_id, kind="no_witness")


def rules_for(overrides: Iterable[RuleRow], desk_id: UUID, act: str, leg: str) -> Rules:
    """The contract's table, with what is laid down for every desk, with what is for this one."""
    rules = default_rules(act, leg)
    fitting = [rule for rule in overrides if (rule.act, rule.leg) == (act, leg)]
    for rule in (*(r for r in fitting if r.desk_id is None), *(r for r in fitting if r.desk_id == desk_id)):
        rules[rule.proof] = rule.requirement  # type: ignore[index, assignment]
    return rules


def _wrong_takers(event: StoredEvent, act: acts.Deliver, items: Sequence[Context], door: Door) -> list[Finding]:
    relations = {taker.code: taker.relation for taker in act.takers}
    taken = [(item, relations.get(item.code, act.relation)) for item in items]
    return find_wrong_takers(event.event_id, act.to_party, taken, door)


def _papers(event: StoredEvent, act: acts.Deliver, items: Sequence[Context]) -> Iterable[Finding]:
    expected = sum(item.papers_to_take_back for item in items if item.destination_id == act.to_party)
    if expected != act.papers_taken_back and expected:
        facts: dict[str, object] = {"expected": expected, "taken": act.papers_taken_back}
        yield Finding(event_id=event.event_id, kind="papers_differ", facts=facts)


def _untold(act: acts.Deliver) -> bool:
    return {item.code for item in act.items} != {taker.code for taker in act.takers}


def _door(event: StoredEvent, proofs: frozenset[str], details: Details | None) -> Door:
    act = event.act
    assert isinstance(act, AtDoor)
    sealed = {seal.code for seal in getattr(act, "seals", [])}
    return Door(
        proofs=proofs,  # type: ignore[arg-type]
        has_code=getattr(act, "one_time_code", None) is not None,
        has_identity=getattr(act, "identity", None) is not None,
        has_seals=set(_codes(event)) <= sealed,
        has_witness=details is not None and details.witness_name is not None,
        has_authorisation="photo_paper" in proofs or (details is not None and details.authorisation is not None),
        skipped=frozenset(skip.proof for skip in act.skipped),
    )


def _codes(event: StoredEvent) -> list[str]:
    match event.act:
        case acts.Attempt():
            return event.act.items
        case acts.Receive() | acts.Deliver():
            return [item.code for item in event.act.items]
    return []


def _other(event: StoredEvent) -> UUID | None:
    match event.act:
        case acts.Receive():
            return event.act.from_party
        case acts.Deliver():
            return event.act.to_party
    return None


async def _details_of(connection: Connection, events: Sequence[StoredEvent]) -> list[statements.DetailsRow]:
    return await statements.DETAILS_OF.all(connection, [event.event_id for event in events])


def _read(text: str) -> Details | None:
    """Details are any text of the digest named: what is no `Details` says nothing."""
    try:
        return msgspec.json.decode(text.encode(), type=Details)
    except msgspec.MsgspecError:
        return None
