"""Who holds an item: a pure function of the set of facts, whatever the order in which they arrived.

The chain starts at the registration. From each tip (the fact by which the present holder holds the item) the
hand-overs that spend it are the candidates for the next step:

- none: the holder keeps it; an unanswered release shows as an offer, no more (a failed scan is daily life);
- some that all lead to one receiver and of which one is uncontested: a step (a second try of the same hand-over
  is no quarrel: the one that later acts build on stands, else the one with the lowest id);
- leading to different receivers, or contested: a dispute. The holder before it stands until two people resolve it;
  their decision stands until a story comes that it did not consider.

What the giver signed with an own device is not put in doubt by another's lone word: a receipt that its writer alone
signed, and the giver has not confirmed, is set aside and told to a person. Once confirmed it counts like any other.

Candidates are contested when their giver had withdrawn the release, when the side written down for a party is
contested by that party, or when an act that others have already built on is corrected.
"""

from collections import defaultdict
from uuid import UUID

from courier.custody.model import (
    AS_REGISTERED,
    Chain,
    Facts,
    Giving,
    HeadStatus,
    Resolution,
    Step,
    Taking,
)


def resolve(facts: Facts) -> Chain:
    """The chain of hand-overs that the facts make. Linear in their number."""
    index = _Index(facts)
    steps: list[Step] = []
    tip, holder = AS_REGISTERED, facts.origin_id
    passed = {tip}
    unheeded: list[UUID] = []
    while True:
        candidates = _candidates(index, tip, holder)
        lone = _lone_words(index, tip, candidates)
        unheeded += lone
        step, contradicting = _next_step(index, tip, holder, [each for each in candidates if each.tip not in lone])
        if step is None or step.tip in passed:
            break
        steps.append(step)
        tip, holder = step.tip, step.to_party
        passed.add(tip)
    status, claimants = _standing(index, tip, holder, contradicting)
    return Chain(
        origin_id=facts.origin_id,
        steps=tuple(steps),
        status=status,
        claimants=claimants,
        candidates=tuple(sorted(step.tip for step in contradicting)),
        unheeded=tuple(sorted(unheeded)),
    )


class _Index:
    """The facts of one item, found by what they refer to."""

    def __init__(self, facts: Facts) -> None:
        self.givings: dict[UUID, list[Giving]] = defaultdict(list)
        self.receipts: dict[UUID, list[Taking]] = defaultdict(list)
        self.accepts: dict[UUID, list[Taking]] = defaultdict(list)
        self.built_on: set[tuple[UUID, UUID]] = set()
        """Closing facts and who built on them; a stranger's reference means nothing."""
        for giving in facts.givings:
            self.givings[giving.ref].append(giving)
            self.built_on.add((giving.ref, giving.party_id))
        for taking in facts.takings:
            (self.accepts if taking.kind == "accept" else self.receipts)[taking.ref].append(taking)
            if taking.from_party is not None:
                self.built_on.add((taking.ref, taking.from_party))
        self.retracted = {(fact.answers, fact.party_id) for fact in facts.retractions}
        self.refused = {(fact.answers, fact.party_id) for fact in facts.refusals}
        self.confirmed = {(fact.event_id, fact.party_id) for fact in facts.statements if fact.verdict == "confirmed"}
        self.contested = {(fact.event_id, fact.party_id) for fact in facts.statements if fact.verdict == "contested"}
        self.resolutions: dict[UUID, Resolution] = {}
        self.considered: dict[UUID, frozenset[UUID]] = defaultdict(frozenset)
        """By tip: the last decision there, and every closing fact that any decision there has looked at."""
        for resolution in sorted(facts.resolutions, key=lambda fact: fact.number):
            self.resolutions[resolution.at_tip] = resolution
            self.considered[resolution.at_tip] |= resolution.considered


def _next_step(index: _Index, tip: UUID, holder: UUID, candidates: list[Step]) -> tuple[Step | None, list[Step]]:
    """The step that stands from here, or none with the candidates that contradict each other."""
    resolution = index.resolutions.get(tip)
    if resolution is not None:
        return _resolved_step(resolution, candidates, holder, index)
    return _undisputed_step(index, candidates)


def _undisputed_step(index: _Index, candidates: list[Step]) -> tuple[Step | None, list[Step]]:
    if not candidates:
        return None, []
    uncontested = [step for step in candidates if not _is_contested(index, step)]
    if not uncontested or len({step.to_party for step in candidates}) > 1:
        return None, candidates
    return min(uncontested, key=lambda step: (not _is_built_on(index, step), step.tip)), []


def _resolved_step(
    resolution: Resolution, candidates: list[Step], holder: UUID, index: _Index
) -> tuple[Step | None, list[Step]]:
    """A decision stands against the stories it looked at; one that it knew nothing of is a new contradiction."""
    unforeseen = [step for step in candidates if step.tip not in index.considered[resolution.at_tip]]
    decided = _decided_step(resolution, candidates, holder)
    if decided is None:
        return _undisputed_step(index, unforeseen)
    rivals = [step for step in unforeseen if step.to_party != decided.to_party]
    if not rivals:
        return decided, []
    return None, [*rivals, *(step for step in candidates if step.to_party == decided.to_party)]


def _decided_step(resolution: Resolution, candidates: list[Step], holder: UUID) -> Step | None:
    """None where it was decided that the item stayed, or where the story believed is no longer trusted."""
    if resolution.holder_id is None:
        return next((step for step in candidates if step.tip == resolution.chosen_event), None)
    return Step(
        from_party=holder,
        to_party=resolution.holder_id,
        tip=resolution.resolution_id,
        resolution_id=resolution.resolution_id,
    )


def _candidates(index: _Index, tip: UUID, holder: UUID) -> list[Step]:
    """Every whole hand-over that spends `tip`, given by its holder and not rightly taken back."""
    found = [
        step for giving in index.givings[tip] if giving.party_id == holder for step in _steps_of_giving(index, giving)
    ]
    found += [_step_of_receipt(taking) for taking in index.receipts[tip] if taking.from_party == holder]
    return [step for step in found if step.to_party != holder and not _is_undone(index, step)]


def _lone_words(index: _Index, tip: UUID, candidates: list[Step]) -> set[UUID]:
    """Receipts from whoever, with an own device, gave the item to somebody else, whose own device took it.

    A paper that a third entered is no lone word: both sides signed it (PEOPLE 11: late originals and papers dispute).
    Nor is one that two people have looked at.
    """
    given = [step for step in candidates if step.giving and step.taking and not _is_contested(index, step)]
    return {
        step.tip
        for step in candidates
        if step.taking is not None
        and step.taking.kind == "receive"
        and step.taking.evidence == "witnessed"
        and step.tip not in index.considered[tip]
        and (step.tip, step.from_party) not in index.confirmed
        and any(other.to_party != step.to_party for other in given)
    }


def _steps_of_giving(index: _Index, giving: Giving) -> list[Step]:
    if giving.kind == "deliver":
        return [
            Step(
                from_party=giving.party_id,
                to_party=giving.to_party,
                tip=giving.event_id,
                giving=giving,
                giver_evidence="own_device",
                receiver_evidence=giving.evidence,
            )
        ]
    return [
        Step(
            from_party=giving.party_id,
            to_party=giving.to_party,
            tip=taking.event_id,
            giving=giving,
            taking=taking,
            giver_evidence="own_device",
            receiver_evidence="own_device",
        )
        for taking in index.accepts[giving.event_id]
        if taking.party_id == giving.to_party and taking.answers_hash == giving.body_hash
    ]


def _step_of_receipt(taking: Taking) -> Step:
    assert taking.from_party is not None
    is_paper = taking.writer_id is not None
    return Step(
        from_party=taking.from_party,
        to_party=taking.party_id,
        tip=taking.event_id,
        taking=taking,
        giver_evidence="witnessed" if is_paper else taking.evidence,
        receiver_evidence="witnessed" if is_paper else "own_device",
    )


def _is_undone(index: _Index, step: Step) -> bool:
    """A one-sided act that its author corrected, before anybody confirmed it or built on it, never was."""
    if step.giving is not None and step.taking is not None:
        return False
    return (
        _is_corrected(index, step)
        and not any((step.tip, party) in index.confirmed for party in _counterparts(step))
        and not _is_built_on(index, step)
    )


def _is_built_on(index: _Index, step: Step) -> bool:
    return (step.tip, step.to_party) in index.built_on


def _is_contested(index: _Index, step: Step) -> bool:
    if _is_corrected(index, step):
        return True
    if step.giving is not None and (step.giving.event_id, step.giving.party_id) in index.retracted:
        return True
    return any((step.tip, party) in index.contested for party in _counterparts(step))


def _is_corrected(index: _Index, step: Step) -> bool:
    return (step.tip, _author(step)) in index.retracted


def _author(step: Step) -> UUID:
    """Whose device signed the closing fact."""
    if step.taking is None:
        return step.from_party
    return step.taking.writer_id or step.to_party


def _counterparts(step: Step) -> tuple[UUID, ...]:
    """For whom a side was written down by another's device: one, or both where a sheet of paper was entered."""
    if step.taking is None:
        return (step.to_party,)
    return (step.from_party, step.to_party) if step.taking.writer_id else (step.from_party,)


def _standing(index: _Index, tip: UUID, holder: UUID, contradicting: list[Step]) -> tuple[HeadStatus, tuple[UUID, ...]]:
    if contradicting:
        return "disputed", tuple(sorted({step.to_party for step in contradicting}))
    offers = {
        giving.to_party
        for giving in index.givings[tip]
        if giving.kind == "release" and giving.party_id == holder and _is_open(index, giving)
    }
    return ("offered", tuple(sorted(offers))) if offers else ("held", ())


def _is_open(index: _Index, release: Giving) -> bool:
    if (release.event_id, release.party_id) in index.retracted:
        return False
    if (release.event_id, release.to_party) in index.refused:
        return False
    answered = {taking.event_id for taking in index.accepts[release.event_id]}
    return not (answered and answered <= index.considered[release.ref])
