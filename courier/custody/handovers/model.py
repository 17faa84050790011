"""The nouns of hand-overs and their pure rules: what a proof rule misses, who may take what, findings."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal
from uuid import UUID

import msgspec

from mobile_contract.fields import ProofKind, Relation, Requirement
from mobile_contract.proof_rules import DEFAULT_PROOF_RULES

ProofField = Literal["scan", "signature", "photo", "one_time_code", "identity_seen", "seal_number", "amount"]
Rules = Mapping[ProofField, Requirement]

ANY_RECEIVER: Final[tuple[Relation, ...]] = ("owner", "spouse", "parent_or_child", "authorised", "organisation_clerk")
"""Who may take a result whose procedure names nobody (PEOPLE 17)."""

RECORDED_ONLY: Final = frozenset({"checklist_missing", "checklist_short", "proof_skipped", "two_roles_marked"})
"""Findings that wait for nobody; of every other a person must look at the case."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something about an act that its rules do not allow or that is missing. The act stands."""

    event_id: UUID
    kind: str
    code: str | None = None
    facts: dict[str, object] = {}
    beside: UUID | None = None
    """The other act it is about: where `event_id` was kept earlier, this is the one just come, whose office is told."""

    @property
    def is_case(self) -> bool:
        return self.kind not in RECORDED_ONLY


class Line(msgspec.Struct, frozen=True):
    """A line of the published checklist, as asked for or as counted."""

    line: int
    originals: int
    certified_copies: int
    photocopies: int
    is_required: bool = True


class Context(msgspec.Struct, frozen=True):
    """What is known of an item when an act speaks of it."""

    code: str
    item_id: UUID
    job_id: UUID
    dossier_id: UUID
    leg: str
    purpose: str
    origin_id: UUID
    destination_id: UUID
    personal_only: bool
    papers_to_take_back: int
    receivers: list[Relation] | None
    """Of the procedure; None where none is known."""
    desk_id: UUID
    competent_agency_id: UUID | None


class Door(msgspec.Struct, frozen=True, kw_only=True):
    """What an act at a door brought along."""

    proofs: frozenset[ProofKind]
    has_code: bool = False
    has_identity: bool = False
    has_seals: bool = False
    has_witness: bool = False
    has_authorisation: bool = False
    skipped: frozenset[str] = frozenset()


def default_rules(act: str, leg: str) -> dict[ProofField, Requirement]:
    """What the contract's own table asks of an act on a leg."""
    rule = next(rule for rule in DEFAULT_PROOF_RULES if (rule.act, rule.leg) == (act, leg))
    fields = msgspec.structs.asdict(rule)
    return {name: fields[name] for name in _FIELDS}


def leg_of_door(act: str, leg: str, meets_citizen: bool) -> str:
    """Under which row of the rules an act at a door stands: a result brought back to its desk is no delivery to a
    citizen, a dossier taken from its desk no collection from one."""
    to_citizen = (act == "deliver") == meets_citizen
    if act == "attempt" or (leg == "RETURN") == to_citizen:
        return leg
    return "RETURN" if to_citizen else "SEND"


def missing_proofs(rules: Rules, door: Door) -> tuple[list[str], list[str]]:
    """Required and not there; asked for, not there, and no reason given. Amounts are the money room's to judge."""
    has: Mapping[str, bool] = {
        "signature": has_signature(door),
        "photo": bool(door.proofs & {"photo_seal", "photo_doorway", "photo_paper"}),
        "one_time_code": door.has_code,
        "identity_seen": door.has_identity,
        "seal_number": door.has_seals,
    }
    absent = [name for name, there in has.items() if not there]
    required = [name for name in absent if rules.get(name) == "required"]  # type: ignore[call-overload]
    asked = [name for name in absent if rules.get(name) == "asked" and name not in door.skipped]  # type: ignore[call-overload]
    if door.has_code and not has["signature"] and "signature" not in required:
        required.append("signature")
    return required, asked


def has_signature(door: Door) -> bool:
    """Signed, or a fingerprint on paper before a witness (PEOPLE 14)."""
    return bool(door.proofs & {"signature", "fingerprint_paper"})


def find_wrong_takers(
    event_id: UUID, to_party: UUID, items: Iterable[tuple[Context, Relation | None]], door: Door
) -> list[Finding]:
    """What is wrong with who took the items of one delivery to a citizen."""
    items = list(items)
    found = [
        Finding(event_id=event_id, kind="wrong_recipient", code=item.code)
        for item, _ in items
        if to_party not in (item.destination_id, item.origin_id)
    ]
    if len({item.destination_id for item, _ in items}) > 1:
        codes = sorted(item.code for item, _ in items)
        found.append(Finding(event_id=event_id, kind="several_recipients", facts={"codes": codes}))
    for item, relation in items:
        found += _find_wrong_relation(event_id, item, relation, door)
    return found


def _find_wrong_relation(event_id: UUID, item: Context, relation: Relation | None, door: Door) -> Iterable[Finding]:
    if item.leg != "RETURN" or relation is None:
        return
    facts: dict[str, object] = {"relation": relation}
    if item.personal_only and relation != "owner":
        yield Finding(event_id=event_id, kind="personal_only", code=item.code, facts=facts)
    elif relation not in (item.receivers or ANY_RECEIVER):
        yield Finding(event_id=event_id, kind="receiver_not_allowed", code=item.code, facts=facts)
    if relation == "authorised" and not door.has_authorisation:
        facts = {"missing": ["authorisation"]}
        yield Finding(event_id=event_id, kind="missing_proof", code=item.code, facts=facts)


def compare_with_list(event_id: UUID, code: str, asked: Sequence[Line], counted: Sequence[Line]) -> list[Finding]:
    """What a count at the door or at the opening has that the published checklist has not, and what it lacks of it.

    A dossier whose list nobody knows is compared with nothing.
    """
    if not asked:
        return []
    published = {line.line: line for line in asked}
    found: list[Finding] = []
    beyond = sorted(line.line for line in counted if line.line not in published)
    if beyond:
        found.append(Finding(event_id=event_id, kind="line_not_published", code=code, facts={"lines": beyond}))
    there = {line.line: line for line in counted}
    short = sorted(line.line for line in asked if line.is_required and _is_short(line, there.get(line.line)))
    if short:
        found.append(Finding(event_id=event_id, kind="checklist_short", code=code, facts={"lines": short}))
    return found


def _is_short(asked: Line, counted: Line | None) -> bool:
    """An original or a certified copy stands for what is weaker; nothing stands for an original."""
    if counted is None:
        return True
    spare = counted.originals - asked.originals
    certified = counted.certified_copies + max(0, spare) - asked.certified_copies
    return spare < 0 or certified < 0 or counted.photocopies + max(0, certified) < asked.photocopies


_FIELDS: Final[tuple[ProofField, ...]] = (
    "scan",
    "signature",
    "photo",
    "one_time_code",
    "identity_seen",
    "seal_number",
    "amount",
)
