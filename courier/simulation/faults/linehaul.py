"""Between the post offices: sealed bags over the hub, opened by the office they are for."""

from typing import TYPE_CHECKING, Final

from courier.simulation.device import event_id_of
from courier.simulation.faults.town import Seat
from courier.simulation.setting import HUB, LINEHAUL
from mobile_contract import events

if TYPE_CHECKING:
    from courier.simulation.faults.people import People

BAG_ITEMS: Final = 40


def send_bag(people: "People", start: str, end: str) -> None:
    """From one post office over the hub to the other; each office opens what is for it."""
    giver = people.town.counters[start]
    far = [c for c in people.model.in_hands(giver.party_id) if people.is_near(c, end)][:BAG_ITEMS]
    if not far:
        return
    for office_from, office_to in ((start, HUB), (HUB, end)):
        if not people.bag_codes.get((office_from, office_to)):
            return
        sscc = people.bag_codes[office_from, office_to].pop()
        _ride(people, people.town.counters[office_from], people.town.counters[office_to], sscc, far)
    people.note("bag")


def _ride(people: "People", giver: Seat, taker: Seat, sscc: str, codes: list[str]) -> None:
    driver = people.town.counters[LINEHAUL]
    sealing = event_id_of(people.do(giver, lambda hands: hands.seal(sscc, codes)))
    bag = _pass_bag(people, giver, driver, events.BagRef(sscc, sealing, None), codes)
    bag = _pass_bag(people, driver, taker, bag, codes)
    people.do(taker, lambda hands: hands.open_bag(bag, codes))


def _pass_bag(people: "People", giver: Seat, taker: Seat, bag: events.BagRef, codes: list[str]) -> events.BagRef:
    shown = people.do(giver, lambda hands: hands.release_bag(bag, codes, taker.party_id))
    taken = people.do(taker, lambda hands: hands.accept_bag(shown, codes))
    people.model.moves(codes, giver.party_id, taker.party_id)
    return events.BagRef(bag.sscc, bag.sealing, event_id_of(taken))
