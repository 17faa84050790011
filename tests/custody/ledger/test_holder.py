"""The holder as a pure function of the set of facts: same set, same answer, whatever the order."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any
from uuid import UUID

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from courier.custody.ledger.holder import resolve
from courier.custody.model import (
    AS_REGISTERED,
    Facts,
    Giving,
    Refusal,
    Resolution,
    Retraction,
    SideStatement,
    Taking,
)

DESK, LAN, MINH, HOA, CITIZEN = (UUID(int=number) for number in range(101, 106))
PARTIES = (DESK, LAN, MINH, HOA, CITIZEN)


def hash_of(event: int) -> bytes:
    return event.to_bytes(32)


def release(event: int, giver: UUID, to: UUID, ref: int | None = None) -> Giving:
    return Giving(
        event_id=UUID(int=event),
        code="0" * 12,
        kind="release",
        party_id=giver,
        to_party=to,
        ref=AS_REGISTERED if ref is None else UUID(int=ref),
        body_hash=hash_of(event),
    )


def deliver(event: int, giver: UUID, to: UUID, ref: int | None = None, evidence: Any = "citizen") -> Giving:
    return msgspec.structs.replace(release(event, giver, to, ref), kind="deliver", evidence=evidence)


def accept(event: int, taker: UUID, answers: int, answers_hash: bytes | None = None) -> Taking:
    return Taking(
        event_id=UUID(int=event),
        code="0" * 12,
        kind="accept",
        party_id=taker,
        ref=UUID(int=answers),
        answers_hash=answers_hash or hash_of(answers),
    )


def receive(event: int, taker: UUID, giver: UUID, ref: int | None = None) -> Taking:
    return Taking(
        event_id=UUID(int=event),
        code="0" * 12,
        kind="receive",
        party_id=taker,
        from_party=giver,
        ref=AS_REGISTERED if ref is None else UUID(int=ref),
        evidence="witnessed",
    )


def retraction(event: int, party: UUID, answers: int) -> Retraction:
    return Retraction(event_id=UUID(int=event), party_id=party, answers=UUID(int=answers))


def statement(event: int, party: UUID, verdict: Any) -> SideStatement:
    return SideStatement(event_id=UUID(int=event), party_id=party, verdict=verdict)


def resolution(
    number: int, at: int | None, *considered: int, chosen: int | None = None, holder: UUID | None = None
) -> Resolution:
    return Resolution(
        resolution_id=UUID(int=9000 + number),
        at_tip=AS_REGISTERED if at is None else UUID(int=at),
        number=number,
        chosen_event=None if chosen is None else UUID(int=chosen),
        holder_id=holder,
        considered=frozenset(UUID(int=event) for event in considered),
    )


_FIELDS = {
    Giving: "givings",
    Taking: "takings",
    Retraction: "retractions",
    Refusal: "refusals",
    SideStatement: "statements",
    Resolution: "resolutions",
}


def facts(*said: msgspec.Struct) -> Facts:
    grouped: dict[str, tuple[msgspec.Struct, ...]] = {}
    for fact in said:
        field = _FIELDS[type(fact)]
        grouped[field] = (*grouped.get(field, ()), fact)
    return Facts(origin_id=DESK, **grouped)


TO_LAN = (release(1, DESK, LAN), accept(2, LAN, 1))


def test_an_item_nobody_touched_is_held_by_its_origin() -> None:
    chain = resolve(facts())
    assert (chain.holder_id, chain.status, chain.tip) == (DESK, "held", AS_REGISTERED)


def test_a_release_alone_moves_nothing_and_shows_as_an_offer() -> None:
    chain = resolve(facts(release(1, DESK, LAN)))
    assert (chain.holder_id, chain.status, chain.claimants) == (DESK, "offered", (LAN,))


def test_two_open_releases_are_offers_not_a_dispute() -> None:
    chain = resolve(facts(release(1, DESK, LAN), release(2, DESK, MINH)))
    assert (chain.holder_id, chain.status, chain.claimants) == (DESK, "offered", (LAN, MINH))


def test_an_accept_moves_custody() -> None:
    chain = resolve(facts(*TO_LAN))
    assert (chain.holder_id, chain.status, chain.tip) == (LAN, "held", UUID(int=2))


def test_an_accept_by_someone_else_than_the_one_addressed_moves_nothing() -> None:
    assert resolve(facts(release(1, DESK, LAN), accept(2, MINH, 1))).holder_id == DESK


def test_an_accept_of_other_bytes_than_the_release_moves_nothing() -> None:
    assert resolve(facts(release(1, DESK, LAN), accept(2, LAN, 1, answers_hash=b"x" * 32))).holder_id == DESK


def test_a_release_by_someone_who_does_not_hold_the_item_moves_nothing() -> None:
    assert resolve(facts(release(1, MINH, LAN), accept(2, LAN, 1))).holder_id == DESK


def test_a_delivery_to_a_citizen_needs_no_second_device() -> None:
    chain = resolve(facts(*TO_LAN, deliver(3, LAN, CITIZEN, ref=2)))
    assert (chain.holder_id, chain.steps[-1].receiver_evidence) == (CITIZEN, "citizen")


def test_two_accepts_by_different_parties_are_a_dispute_and_the_holder_before_it_stands() -> None:
    chain = resolve(facts(*TO_LAN, release(3, DESK, MINH), accept(4, MINH, 3)))
    assert (chain.holder_id, chain.status, chain.claimants) == (DESK, "disputed", (LAN, MINH))
    assert chain.candidates == (UUID(int=2), UUID(int=4))


def test_a_second_try_of_the_same_hand_over_is_no_dispute() -> None:
    chain = resolve(facts(*TO_LAN, release(3, DESK, LAN), accept(4, LAN, 3)))
    assert (chain.holder_id, chain.status, chain.tip) == (LAN, "held", UUID(int=2))


def test_of_two_tries_the_one_that_later_acts_build_on_stands() -> None:
    chain = resolve(facts(*TO_LAN, release(3, DESK, LAN), accept(4, LAN, 3), deliver(5, LAN, CITIZEN, ref=4)))
    assert (chain.holder_id, chain.status) == (CITIZEN, "held")


def test_accepting_a_withdrawn_release_is_a_dispute() -> None:
    chain = resolve(facts(*TO_LAN, retraction(5, DESK, 1)))
    assert (chain.holder_id, chain.status) == (DESK, "disputed")


def test_a_withdrawn_release_that_nobody_accepted_is_no_longer_offered() -> None:
    assert resolve(facts(release(1, DESK, LAN), retraction(5, DESK, 1))).status == "held"


def test_only_the_giver_can_withdraw() -> None:
    assert resolve(facts(*TO_LAN, retraction(5, MINH, 1))).holder_id == LAN


def test_a_refused_item_is_no_longer_offered() -> None:
    refused = Refusal(party_id=LAN, answers=UUID(int=1))
    assert resolve(facts(release(1, DESK, LAN), refused)).status == "held"


def test_a_corrected_delivery_never_was() -> None:
    chain = resolve(facts(*TO_LAN, deliver(3, LAN, CITIZEN, ref=2), retraction(4, LAN, 3)))
    assert (chain.holder_id, chain.status) == (LAN, "held")


def test_a_correction_of_what_the_other_side_confirmed_is_a_dispute() -> None:
    said = (*TO_LAN, deliver(3, LAN, HOA, ref=2, evidence="witnessed"), statement(3, HOA, "confirmed"))
    chain = resolve(facts(*said, retraction(4, LAN, 3)))
    assert (chain.holder_id, chain.status) == (LAN, "disputed")


def test_a_correction_of_what_others_built_on_is_a_dispute() -> None:
    chain = resolve(
        facts(receive(1, LAN, DESK), release(2, LAN, MINH, ref=1), accept(3, MINH, 2), retraction(4, LAN, 1))
    )
    assert (chain.holder_id, chain.status) == (DESK, "disputed")


def test_a_side_contested_by_its_party_is_a_dispute() -> None:
    chain = resolve(facts(receive(1, LAN, DESK), statement(1, DESK, "contested")))
    assert (chain.holder_id, chain.status) == (DESK, "disputed")


def test_a_resolution_for_one_side_lets_its_later_acts_count() -> None:
    said = (*TO_LAN, release(3, DESK, MINH), accept(4, MINH, 3), deliver(5, MINH, CITIZEN, ref=4))
    chain = resolve(facts(*said, resolution(1, None, 2, 4, chosen=4)))
    assert (chain.holder_id, chain.status) == (CITIZEN, "held")


def test_a_resolution_that_it_stayed_leaves_it_with_the_holder_who_may_release_again() -> None:
    said = (*TO_LAN, release(3, DESK, MINH), accept(4, MINH, 3), resolution(1, None, 2, 4))
    assert (resolve(facts(*said)).holder_id, resolve(facts(*said)).status) == (DESK, "held")
    assert resolve(facts(*said, release(6, DESK, HOA), accept(7, HOA, 6))).holder_id == HOA


def test_a_resolution_may_find_the_item_with_a_third() -> None:
    chain = resolve(facts(*TO_LAN, release(3, DESK, MINH), accept(4, MINH, 3), resolution(1, None, 2, 4, holder=HOA)))
    assert (chain.holder_id, chain.tip) == (HOA, UUID(int=9001))


def test_a_later_resolution_of_the_same_dispute_wins() -> None:
    said = (*TO_LAN, release(3, DESK, MINH), accept(4, MINH, 3))
    chain = resolve(facts(*said, resolution(2, None, 2, 4, chosen=4), resolution(1, None, 2, 4, chosen=2)))
    assert chain.holder_id == MINH


FINISHED = (*TO_LAN, deliver(3, LAN, CITIZEN, ref=2))


def test_a_lone_word_does_not_undo_what_two_devices_signed() -> None:
    chain = resolve(facts(*FINISHED, receive(7, MINH, DESK)))
    assert (chain.holder_id, chain.status, chain.unheeded) == (CITIZEN, "held", (UUID(int=7),))


def test_a_word_that_its_giver_confirms_is_a_dispute() -> None:
    chain = resolve(facts(*FINISHED, receive(7, MINH, DESK), statement(7, DESK, "confirmed")))
    assert (chain.holder_id, chain.status, chain.unheeded) == (DESK, "disputed", ())


def test_two_lone_words_are_a_dispute() -> None:
    assert resolve(facts(receive(1, LAN, DESK), receive(7, MINH, DESK))).status == "disputed"


def test_a_lone_word_that_two_people_believed_is_not_set_aside_by_what_comes_later() -> None:
    decided = (receive(1, LAN, DESK), receive(7, MINH, DESK), resolution(1, None, 1, 7, chosen=7))
    assert resolve(facts(*decided)).holder_id == MINH
    chain = resolve(facts(*decided, release(3, DESK, HOA), accept(4, HOA, 3)))
    assert (chain.holder_id, chain.status, chain.claimants) == (DESK, "disputed", (MINH, HOA))


def test_acts_that_refer_to_each_other_in_a_circle_end() -> None:
    assert resolve(facts(receive(1, LAN, DESK, ref=2), receive(2, DESK, LAN, ref=1))).holder_id == DESK


def test_every_order_of_a_day_gives_the_same_chain() -> None:
    day = (
        *TO_LAN,
        release(3, LAN, MINH, ref=2),
        accept(4, MINH, 3),
        deliver(5, MINH, CITIZEN, ref=4),
        statement(5, CITIZEN, "contested"),
        resolution(1, 4, 5, chosen=5),
    )
    assert {resolve(facts(*order)) for order in permutations(day)} == {resolve(facts(*day))}


event_numbers = st.integers(1, 9)
parties = st.sampled_from(PARTIES)
refs = st.one_of(st.none(), event_numbers)


@st.composite
def any_facts(draw: st.DrawFn) -> list[msgspec.Struct]:
    """Facts as an adversary might send them: any ids, any predecessors, any parties."""
    numbers = draw(st.lists(st.integers(1, 12), unique=True, max_size=10))
    said: list[msgspec.Struct] = []
    for number in numbers:
        make = draw(st.sampled_from(("release", "deliver", "accept", "receive", "retract", "state", "decide")))
        match make:
            case "release":
                said.append(release(number, draw(parties), draw(parties), draw(refs)))
            case "deliver":
                said.append(deliver(number, draw(parties), draw(parties), draw(refs)))
            case "accept":
                said.append(accept(number, draw(parties), draw(event_numbers)))
            case "receive":
                said.append(receive(number, draw(parties), draw(parties), draw(refs)))
            case "retract":
                said.append(retraction(number, draw(parties), draw(event_numbers)))
            case "state":
                said.append(
                    statement(draw(event_numbers), draw(parties), draw(st.sampled_from(["confirmed", "contested"])))
                )
            case _:
                considered = draw(st.lists(event_numbers, min_size=1, max_size=4))
                chosen = draw(st.one_of(st.none(), st.sampled_from(considered)))
                holder = draw(parties) if chosen is None and draw(st.booleans()) else None
                said.append(resolution(number, draw(refs), *considered, chosen=chosen, holder=holder))
    return said


@given(any_facts(), st.randoms(use_true_random=False))
def test_any_facts_in_any_order_give_one_holder(said: list[msgspec.Struct], random: Any) -> None:
    shuffled: Sequence[msgspec.Struct] = list(said)
    random.shuffle(shuffled)
    chain, again = resolve(facts(*said)), resolve(facts(*shuffled))
    assert chain == again
    assert chain.holder_id in PARTIES


@given(any_facts())
def test_every_step_is_given_by_the_holder_before_it(said: list[msgspec.Struct]) -> None:
    chain = resolve(facts(*said))
    holder, tip = DESK, AS_REGISTERED
    for step in chain.steps:
        assert step.from_party == holder
        if step.giving is not None:
            assert (step.giving.party_id, step.giving.ref) == (holder, tip)
        elif step.taking is not None:
            assert (step.taking.from_party, step.taking.ref) == (holder, tip)
        holder, tip = step.to_party, step.tip
