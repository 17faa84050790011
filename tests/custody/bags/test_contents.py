"""The bag an item lies in as a pure function of its chain, the sealings and the openings."""

from itertools import permutations
from uuid import UUID

from courier.custody.bags.contents import Opening, Sealing, bag_of, contradicting_sealings
from courier.custody.ledger.holder import resolve
from courier.custody.model import AS_REGISTERED, Chain, Facts, Giving, Taking

DESK, LAN, HUB = (UUID(int=number) for number in range(101, 104))
SEALED = UUID(int=50)


def sealing(event: int, party: UUID = DESK, *, ref: int | None = None, device: int = 1, seq: int = 1) -> Sealing:
    return Sealing(
        event_id=UUID(int=event),
        device_id=UUID(int=device),
        device_seq=seq,
        code="0" * 12,
        party_id=party,
        ref=AS_REGISTERED if ref is None else UUID(int=ref),
        sscc="0" * 18,
    )


def opening(event: int, party: UUID, of: int = 50) -> Opening:
    return Opening(event_id=UUID(int=event), party_id=party, sealing=UUID(int=of))


def handed(*hand_overs: tuple[int, UUID, UUID, UUID | None]) -> Chain:
    """Each: the number of its accept, giver, receiver, the sealing whose bag it was, if any."""
    givings, takings, ref = [], [], AS_REGISTERED
    for number, giver, to, bag in hand_overs:
        giving = Giving(
            event_id=UUID(int=number + 1000),
            code="0" * 12,
            kind="release",
            party_id=giver,
            to_party=to,
            ref=ref,
            body_hash=b"h" * 32,
            bag=bag,
        )
        ref = UUID(int=number)
        givings.append(giving)
        takings.append(
            Taking(event_id=ref, code="0" * 12, kind="accept", party_id=to, ref=giving.event_id, answers_hash=b"h" * 32)
        )
    return resolve(Facts(origin_id=DESK, givings=tuple(givings), takings=tuple(takings)))


def sealed_in(chain: Chain, *sealings: Sealing, openings: tuple[Opening, ...] = ()) -> UUID | None:
    """The closed bag, the same in whatever order the facts are read."""
    found = {
        bag.sealing.event_id if bag is not None and bag.opening is None else None
        for order in permutations(sealings)
        for opened in permutations(openings)
        for bag in [bag_of(chain, order, opened)]
    }
    assert len(found) == 1
    return found.pop()


def test_an_item_lies_in_the_bag_its_holder_sealed_it_into() -> None:
    assert sealed_in(handed(), sealing(50)) == SEALED


def test_who_does_not_hold_an_item_seals_it_into_nothing() -> None:
    assert sealed_in(handed(), sealing(50, LAN)) is None
    assert sealed_in(handed((1, DESK, LAN, None)), sealing(50, LAN, ref=7)) is None


def test_an_item_goes_with_its_bag_and_leaves_it_when_handed_on_singly() -> None:
    assert sealed_in(handed((1, DESK, LAN, SEALED), (2, LAN, HUB, SEALED)), sealing(50)) == SEALED
    assert sealed_in(handed((1, DESK, LAN, SEALED), (2, LAN, HUB, None)), sealing(50)) is None


def test_a_bag_opened_by_who_holds_it_is_closed_no_more() -> None:
    chain = handed((1, DESK, LAN, SEALED))
    bag = bag_of(chain, [sealing(50)], [opening(60, LAN)])
    assert bag is not None
    assert bag.opening is not None
    assert (bag.sealed_depth, bag.opened_depth) == (0, 1)


def test_an_opening_by_somebody_else_opens_nothing() -> None:
    assert sealed_in(handed((1, DESK, LAN, SEALED)), sealing(50), openings=(opening(60, HUB),)) == SEALED
    assert sealed_in(handed(), sealing(50), openings=(opening(60, DESK, of=51),)) == SEALED


def test_of_one_devices_two_sealings_the_later_number_counts() -> None:
    assert sealed_in(handed(), sealing(51, seq=4), sealing(50, seq=9)) == SEALED


def test_two_devices_sealings_of_one_item_put_it_into_no_bag_and_a_person_is_told() -> None:
    both = [sealing(51, device=2), sealing(50, device=1)]
    assert sealed_in(handed(), *both) is None
    assert contradicting_sealings(handed(), both, []) == (SEALED, UUID(int=51))


def test_a_bag_opened_and_sealed_again_is_one_bag() -> None:
    again = sealing(51, device=2)
    assert sealed_in(handed(), sealing(50), again, openings=(opening(60, DESK),)) == UUID(int=51)
    assert contradicting_sealings(handed(), [sealing(50), again], [opening(60, DESK)]) == ()
