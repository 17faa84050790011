"""What people do besides handing over: drawers, sheets entered, envelopes opened, records of damage, bags counted.

The model is told what happens, the device what its person does, as in `people`.
"""

from typing import TYPE_CHECKING, Final

import msgspec

from courier.simulation.device import event_id_of
from courier.simulation.faults.model import Bag, Till
from courier.simulation.faults.town import Dossier, Seat
from courier.simulation.setting import GIA_LAM, PHU_DONG
from mobile_contract.fields import Incident

if TYPE_CHECKING:
    from courier.simulation.faults.people import People

CHANGE_VND: Final = 200_000
"""In a drawer in the morning."""
SHORT_VND: Final = 1_000
WITH_DRAWERS: Final = (GIA_LAM, PHU_DONG)
DAMAGES: Final[tuple[Incident, ...]] = ("damaged", "wet", "seal_broken")


def open_drawers(people: "People") -> None:
    """*Ca quầy*: change out of the safe."""
    for code in WITH_DRAWERS:
        counter = people.town.counters[code]
        people.do(counter, lambda hands: hands.open_till(CHANGE_VND))
        people.model.gets_change(counter.party_id, CHANGE_VND)


def close_drawers(people: "People") -> None:
    """All that is in it back into the safe; now and then a note has stuck to the bottom."""
    for code in WITH_DRAWERS:
        counter = people.town.counters[code]
        expected_vnd = people.model.purse_vnd(counter.party_id)
        is_short = people.chance(people.shares.short_drawer)
        said_vnd = expected_vnd - SHORT_VND * is_short
        shown = people.do(counter, lambda hands: hands.close_till(said_vnd))  # noqa: B023 (called at once)
        people.do(counter, lambda hands: hands.count_in(shown, said_vnd))  # noqa: B023
        people.model.counts_cash_in(counter.party_id, said_vnd)
        people.model.tills[event_id_of(shown)] = Till(expected_vnd, said_vnd)
        people.note("short_drawer" if is_short else "till")


def serve_at_counter(people: "People", counter: Seat) -> None:
    """A citizen comes for a result that lies at the post office: pays into the drawer, takes it."""
    near = [c for c in people.model.in_hands(counter.party_id) if people.is_near(c, counter.office.code)]
    for code in near[:2]:
        if people.chance(people.shares.at_counter):
            people.knock(counter, people.of(code))
            people.note("at_counter")


def deliver_on_paper(people: "People", seat: Seat, counter: Seat) -> None:
    """The phone is dead: citizens sign the printed list, and the office enters it."""
    if not people.chance(people.shares.on_paper) or people.is_late(seat):
        return
    near = [c for c in people.model.in_hands(seat.party_id) if people.is_near(c, counter.office.code)]
    for code in [c for c in near if not people.of(c).due_vnd][:2]:
        ref, receiver = seat.device.refs([code])[0], people.of(code).destination
        people.do(counter, lambda hands: hands.transcribe(ref, seat.party_id, receiver))  # noqa: B023
        seat.device.outbox.give_up([code])
        people.model.moves([code], seat.party_id, receiver)
        people.model.on_paper.add(code)
        people.note("on_paper")


def take_old_papers(people: "People", seat: Seat, dossier: Dossier) -> str | None:
    """The roll label for what the citizen gives back with this result, on its way to the desk; None: nothing is."""
    labels = people.town.rolls.get(seat.office.code)
    if not labels or dossier.code not in people.results or not people.chance(people.shares.old_papers):
        return None
    people.note("old_papers")
    label = labels.pop()
    people.town.dossiers[label] = msgspec.structs.replace(
        dossier, code=label, origin=seat.party_id, destination=dossier.desk, due_vnd=0, is_sent=True
    )
    return label


def open_envelopes(people: "People", desk: Seat, codes: list[str]) -> None:
    """The desk opens what it took sealed; an original goes home by another journey; the one-stop gives its code."""
    for code in codes:
        dossier = people.of(code)
        if code not in people.fetched:  # old papers are filed, not examined
            continue
        labels = people.town.rolls.get(dossier.brought_by)
        label = labels.pop() if labels and people.chance(people.shares.original_home) else None
        people.do(desk, lambda hands: hands.examine(code, label))  # noqa: B023
        number = len(people.town.dossiers)
        people.do(desk, lambda hands: hands.answer_filing(code, f"000.00.28.H26-261123-{number:05d}"))  # noqa: B023
        people.note("examined")
        if label:
            people.model.appears(label, desk.party_id)
            people.town.dossiers[label] = msgspec.structs.replace(
                dossier, code=label, origin=desk.party_id, destination=dossier.origin, due_vnd=0, is_sent=False
            )
            people.note("original_home")


def write_down_damage(people: "People", seat: Seat) -> None:
    """*Biên bản*: it stays in the same hands."""
    mine = [c for c in people.model.in_hands(seat.party_id) if c not in people.damaged]
    if mine and people.chance(people.shares.damage):
        what = people.random.choice(DAMAGES)
        people.do(seat, lambda hands: hands.report(mine[0], what))
        people.damaged.add(mine[0])
        people.model.damage[mine[0], what] += 1
        people.note("damage")


def pass_late(people: "People") -> None:
    """The last hand-over of the day, of which the server hears from its receiver once all bags are counted."""
    for seats in people.town.carriers.values():
        givers = [seat for seat in seats if people.model.in_hands(seat.party_id)]
        if givers and len(seats) > 1:
            giver = people.random.choice([seat for seat in givers if not seat.old_devices] or givers)
            taker = people.random.choice([seat for seat in seats if seat is not giver])
            people.offer_and_take(giver, taker, code := people.model.in_hands(giver.party_id)[0])
            people.model.moves([code], giver.party_id, taker.party_id)
            people.late.append(taker)
            people.online.append(giver)
            people.note("late")


def count_bag(people: "People", seat: Seat, counter: Seat) -> None:
    """The carrier says what is in his bag, the office looks; either may overlook one."""
    there = frozenset(people.model.in_hands(seat.party_id))
    said, found = (_overlook(people, there) for _ in range(2))
    counted = people.do(seat, lambda hands: hands.count(said, 0))
    people.do(counter, lambda hands: hands.confirm_count(counted, found))
    if not seat.old_devices:  # of what another phone brought, before and after are a matter of clocks
        people.model.bags[event_id_of(counted)] = Bag(seat.party_id, there, said, found)
    people.note("counted")


def _overlook(people: "People", there: frozenset[str]) -> frozenset[str]:
    if there and people.chance(people.shares.miscount):
        people.note("miscount")
        return there - {people.random.choice(sorted(there))}
    return there
