"""What people do in one round: lists handed over, doors, colleagues met, bags, cash; and the slips they make.

Only the seed decides, never the network, so that the same seed replays the same acts. The model is told what happens
to envelopes and notes; the device is told what its person does.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from random import Random
from typing import Final

from courier.simulation.device import Shown, event_id_of
from courier.simulation.faults import indoors, linehaul
from courier.simulation.faults.dying import SwitchedOff
from courier.simulation.faults.model import Model
from courier.simulation.faults.phones import Hands
from courier.simulation.faults.shares import Shares
from courier.simulation.faults.town import Dossier, Seat, Town
from courier.simulation.setting import GIA_LAM, PHU_DONG
from mobile_contract.fields import Reason, Solution

LIST_ITEMS: Final = 20
"""Of one hand-over between a desk and a carrier at most; on a small day fewer, so that it lasts."""
DOORS_A_ROUND: Final = 6
ATTEMPTS: Final[tuple[tuple[Reason, Solution], ...]] = (
    ("ABSENT", "RETRY"),
    ("NO_ANSWER", "RETRY"),
    ("WRONG_ADDR", "HOLD_AT_POINT"),
)
LEAPS: Final = (timedelta(days=-20 * 365), timedelta(days=400), timedelta(hours=-7), timedelta(minutes=45))


class People:
    """The physical day."""

    def __init__(self, town: Town, model: Model, random: Random, shares: Shares | None = None) -> None:
        self.town = town
        self.model = model
        self.random = random
        self.shares = shares or Shares()
        self.bag_codes: dict[tuple[str, str], list[str]] = {}
        """SSCCs given out beforehand, by the offices from and to."""
        self.quarrels_wanted: list[str] = []
        self.by_kind: dict[str, int] = {}
        """How often each slip and turn came to pass."""
        self.late: list[Seat] = []
        """Who took something and has no signal until every bag is counted."""
        self.online: list[Seat] = []
        """Who gave it to them, and has signal."""
        self.unsigned: dict[str, None] = {}
        """Results on the desks' lists that do not leave them today."""
        self.damaged: set[str] = set()
        """Envelopes about which a record was written."""
        self.fetched: set[str] = set()
        """Dossiers fetched from their citizens."""
        self.results: set[str] = set()
        """Results of the morning's lists."""
        self._to_fetch: dict[str, list[Dossier]] = {}
        self._list_items = LIST_ITEMS

    def begin(self) -> None:
        """The morning: results lie at their desks, what is to be fetched is with its citizen."""
        carriers = sum(map(len, self.town.carriers.values()))
        self._list_items = min(LIST_ITEMS, max(4, len(self.town.dossiers) // carriers // 3))
        for dossier in self.town.dossiers.values():
            if dossier.is_sent:
                self._to_fetch.setdefault(dossier.brought_by, []).append(dossier)
            else:
                self.model.appears(dossier.code, dossier.origin)
                self.results.add(dossier.code)
        for desk in self.town.desks.values():
            self.unsigned |= dict.fromkeys(self.model.in_hands(desk.party_id)[-1:])
            desk.device.outbox.take_over(dict.fromkeys(self.model.in_hands(desk.party_id)))
        indoors.open_drawers(self)

    def play(self, is_last: bool = False) -> None:
        """One round of the day."""
        if is_last:
            indoors.pass_late(self)
        for office_code, seats in self.town.carriers.items():
            for seat in seats:
                if self.chance(self.shares.clock_leap):
                    seat.device.set_clock(self.random.choice(LEAPS))
                    self.note("phone_clock_jump")
                self._visit(seat, self._draw_desk(office_code))
                self._go_to_doors(seat)
                indoors.deliver_on_paper(self, seat, self.town.counters[office_code])
                self._fetch(seat, office_code)
                indoors.write_down_damage(self, seat)
                if self.chance(self.shares.voided):
                    self.do(seat, lambda hands: hands.void())
                    self.note("voided")
                if self.chance(self.shares.meeting) and not self.is_late(seat):
                    self._meet(seat, [one for one in seats if one is not seat])
                if self.chance(0.3) or is_last:
                    self._come_home(seat, self.town.counters[office_code], is_last)
            indoors.serve_at_counter(self, self.town.counters[office_code])
        linehaul.send_bag(self, GIA_LAM, PHU_DONG)
        linehaul.send_bag(self, PHU_DONG, GIA_LAM)
        if is_last:
            indoors.close_drawers(self)

    # At desks and counters.

    def _draw_desk(self, office_code: str) -> Seat:
        branch = next(b for b in self.town.world.branches if b.office.code == office_code)
        waiting = [self.town.desks[desk.office_id] for desk in branch.desks]
        full = [desk for desk in waiting if any(self._ready(desk))]
        return self.random.choice(full or waiting)

    def _ready(self, desk: Seat) -> Iterator[str]:
        """Results that leave this desk, looked at one by one: thousands may lie there."""
        return (
            code
            for code in self.model.each_in_hands(desk.party_id)
            if not self.of(code).is_sent and code not in self.unsigned
        )

    def _visit(self, seat: Seat, desk: Seat) -> None:
        """Sent dossiers are handed over, results taken."""
        due = [c for c in self.model.in_hands(seat.party_id) if self._is_for_desk(c, desk)]
        if due:
            self._hand_over(seat, desk, due[: self._list_items])
            indoors.open_envelopes(self, desk, [c for c in due if self.model.holder[c] == desk.party_id])
        ready = list(islice(self._ready(desk), self._list_items + 1))
        if ready:
            count = self.random.randint(1, self._list_items)
            self._hand_over(desk, seat, ready[:count])
        left = [c for c in (*ready, *self.unsigned) if self.model.holder[c] == desk.party_id]
        if left and self.chance(self.shares.wrong_label):
            self._scan_wrongly(seat, self.random.choice(left))

    def _is_for_desk(self, code: str, desk: Seat) -> bool:
        dossier = self.of(code)
        return dossier.is_sent and dossier.destination == desk.party_id

    def _come_home(self, seat: Seat, counter: Seat, is_last: bool) -> None:
        """What goes further is left at the counter, what waits there for these doors is taken, the purse is emptied."""
        far = [c for c in self.model.in_hands(seat.party_id) if self._goes_far(c, seat)]
        if far:
            self._hand_over(seat, counter, far[: self._list_items])
        near = [c for c in self.model.in_hands(counter.party_id) if self.is_near(c, counter.office.code)]
        if near and not is_last:
            self._hand_over(counter, seat, near[: self._list_items])
        self._empty_purse(seat, counter)
        if is_last:
            indoors.count_bag(self, seat, counter)

    def _goes_far(self, code: str, seat: Seat) -> bool:
        dossier = self.of(code)
        return not dossier.is_sent and dossier.brought_by != seat.office.code

    def _empty_purse(self, seat: Seat, counter: Seat) -> None:
        amount_vnd = self.model.purse_vnd(seat.party_id)
        if amount_vnd <= 0:
            return
        shown = self.do(seat, lambda hands: hands.hand_in(amount_vnd, counter.party_id))
        found_vnd = amount_vnd
        if self.chance(self.shares.short_count) and amount_vnd > 1_000:
            found_vnd -= 1_000
            self.note("short_count")
        self.do(counter, lambda hands: hands.count_in(shown, found_vnd))
        self.model.counts_cash_in(seat.party_id, found_vnd)

    # At doors.

    def _go_to_doors(self, seat: Seat) -> None:
        mine = [c for c in self.model.in_hands(seat.party_id) if self.is_near(c, seat.office.code)]
        for code in mine[: self.random.randint(1, DOORS_A_ROUND)]:
            self.knock(seat, self.of(code))

    def is_late(self, seat: Seat) -> bool:
        """Whether what he has now is still to be heard of, by his own phone and as he took it."""
        return any(seat is one for one in self.late)

    def is_near(self, code: str, office_code: str) -> bool:
        """Whether it is for a citizen to whom that post office's carriers go."""
        return not self.of(code).is_sent and self.of(code).brought_by == office_code

    def knock(self, seat: Seat, dossier: Dossier) -> None:
        """Somebody stands before the citizen with the result, at a door or a counter."""
        if self.chance(self.shares.attempt):
            reason, solution = self.random.choice(ATTEMPTS)
            self.do(seat, lambda hands: hands.attempt(dossier.code, reason, solution))
            self.note("attempt")
            return
        self._collect(seat, dossier)
        photo = self.chance(self.shares.with_photo)
        is_neighbours = self.chance(self.shares.taken_back)
        label = None if is_neighbours else indoors.take_old_papers(self, seat, dossier)
        told, is_right = self._hear_code(dossier.code)
        shown = self.do(
            seat,
            lambda hands: hands.deliver(
                [dossier.code], dossier.destination, with_photo=photo, told=told, papers_label=label
            ),
        )
        if told:
            self.model.codes_told[event_id_of(shown)] = is_right
        if label:
            self.model.appears(label, seat.party_id)
        if is_neighbours:  # the envelope is still in the bag
            self.do(seat, lambda hands: hands.correct(shown, [dossier.code]))
            seat.device.outbox.keep([dossier.code])
            self.note("taken_back")
            return
        self.model.moves([dossier.code], seat.party_id, dossier.destination)
        self.note("delivered")

    def _hear_code(self, code: str) -> tuple[str | None, bool]:
        """What the citizen tells of the one-time code that he was given, and whether it is that one."""
        told = self.town.told.get(code)
        if told is None:
            return None, False
        if not self.chance(self.shares.wrong_code):
            self.note("code_told")
            return told, True
        self.note("wrong_code")
        return f"{(int(told) + 1) % 10 ** len(told):0{len(told)}d}", False

    def _tear_off(self, seat: Seat) -> int | None:
        """A receipt slip for the citizen; now and then one is spoiled first."""
        if self.chance(self.shares.spoiled_slip) and (spoiled := seat.device.tear_off()):
            self.do(seat, lambda hands: hands.spoil(spoiled))
            self.note("spoiled_slip")
        number = seat.device.tear_off()
        if number is not None:
            self.model.slips[number] += 1
        return number

    def _collect(self, seat: Seat, dossier: Dossier) -> None:
        if not dossier.due_vnd or self.model.paid_vnd[dossier.code]:
            return
        if self.chance(self.shares.by_transfer):
            self.do(seat, lambda hands: hands.collect(dossier.code, dossier.due_vnd, by_transfer=True))
            self.note("by_transfer")
            return
        if self.chance(self.shares.mistyped):
            first = self._tear_off(seat)
            wrong = self.do(seat, lambda hands: hands.collect(dossier.code, dossier.due_vnd * 10, receipt_number=first))
            self.do(seat, lambda hands: hands.correct(wrong, []))
            self.note("mistyped")
        number = self._tear_off(seat)
        self.do(seat, lambda hands: hands.collect(dossier.code, dossier.due_vnd, receipt_number=number))
        self.model.takes_cash(seat.party_id, dossier.code, dossier.due_vnd)

    def _fetch(self, seat: Seat, office_code: str) -> None:
        waiting = self._to_fetch.get(office_code, [])
        for _ in range(min(self.random.randint(0, 4), len(waiting))):
            self._fetch_one(seat, waiting.pop())

    def _fetch_one(self, seat: Seat, dossier: Dossier) -> None:
        photo = self.chance(self.shares.with_photo)
        self.do(seat, lambda hands: hands.receive(dossier.code, dossier.origin, dossier.job_id, with_photo=photo))
        self.model.appears(dossier.code, seat.party_id)
        self.fetched.add(dossier.code)
        self.note("fetched")

    def _scan_wrongly(self, seat: Seat, code: str) -> None:
        """The label of an envelope that lies at the desk is scanned at a citizen's door, who never had it."""
        dossier = self.of(code)
        self.do(seat, lambda hands: hands.receive(code, dossier.destination, None, is_real=False))
        self.note("wrong_label")

    # Colleagues.

    def _meet(self, seat: Seat, colleagues: Sequence[Seat]) -> None:
        """Envelopes go to a colleague by the code on a screen; now and then two people tell two stories of one."""
        mine = [c for c in self.model.in_hands(seat.party_id) if not self._goes_far(c, seat)]
        if not colleagues or not mine:
            return
        other, *others = self.random.sample(colleagues, min(2, len(colleagues)))
        if not self.quarrels_wanted and self.chance(self.shares.quarrel):
            self.quarrels_wanted.append(self.random.choice(QUARRELS))
        if not self.quarrels_wanted:
            self._hand_over(seat, other, mine[: self.random.randint(1, 3)])
            self.note("passed_on")
        elif self.quarrels_wanted[0] == "withdrawn" or not others:
            self.quarrels_wanted.pop(0)
            self._accept_withdrawn(seat, other, mine[0])
        else:
            self.quarrels_wanted.pop(0)
            self._tell_two(seat, other, others[0], mine[0])

    def _tell_two(self, seat: Seat, one: Seat, other: Seat, code: str) -> None:
        """One says that he took it; the giver believes that he did not, and another says that he took it too."""
        self.offer_and_take(seat, one, code)
        seat.device.outbox.keep([code])
        self.offer_and_take(seat, other, code)
        seat.device.outbox.keep([code])
        self.model.quarrel(code, "two_accepts")

    def offer_and_take(self, giver: Seat, taker: Seat, code: str) -> None:
        shown = self.do(giver, lambda hands: hands.release([code], taker.party_id))
        self.do(taker, lambda hands: hands.accept(shown))

    def _accept_withdrawn(self, seat: Seat, other: Seat, code: str) -> None:
        """The giver takes his offer back, the receiver answers it all the same."""
        shown = self.do(seat, lambda hands: hands.release([code], other.party_id))
        self.do(seat, lambda hands: hands.withdraw(shown, [code]))
        self.do(other, lambda hands: hands.accept(shown))
        self.model.quarrel(code, "withdrawn")

    def _hand_over(self, giver: Seat, taker: Seat, codes: Sequence[str]) -> None:
        """One list by the code on a screen, with all that may go wrong before it is right."""
        if self.chance(self.shares.failed_scan):
            self.do(giver, lambda hands: hands.release(codes, taker.party_id))
            giver.device.outbox.keep(codes)  # the code was never read; the next one is of the same envelopes
            self.note("failed_scan")
        if self.chance(self.shares.withdrawn):
            first = self.do(giver, lambda hands: hands.release(codes, taker.party_id))
            self.do(giver, lambda hands: hands.withdraw(first, codes))
            giver.device.outbox.keep(codes)
            self.note("withdrawn")
        shown = self.do(giver, lambda hands: hands.release(codes, taker.party_id))
        if self.chance(self.shares.misread):
            self.do(taker, lambda hands: hands.accept(shown, misread=True))
            giver.device.outbox.keep(codes)  # the taker's screen says so, and nothing changes hands today
            self.note("misread")
            return
        refused = {code for code in codes if self.chance(self.shares.refused / 4)} if self.chance(0.5) else set()
        taken = [code for code in codes if code not in refused]
        self.do(taker, lambda hands: hands.accept(shown, refused))
        if self.chance(self.shares.double_scan):
            self.do(taker, lambda hands: hands.accept(shown, refused))
            self.note("double_scan")
        if refused:
            giver.device.outbox.keep(list(refused))
            self.note("refused")
        self.model.moves(taken, giver.party_id, taker.party_id)

    # With a device.

    def do(self, seat: Seat, act: Callable[[Hands], Shown]) -> Shown:
        """Act on the seat's device; where it dies, switch it on, look, and act again if nothing is there."""
        while True:
            before = seat.device.outbox.last_seq
            try:
                return act(seat.device)
            except SwitchedOff:
                seat.restart()
                kept = seat.device.outbox.acts(before)
                if kept:
                    return seat.device.shown(kept[-1])

    def of(self, code: str) -> Dossier:
        return self.town.dossiers[code]

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def note(self, kind: str) -> None:
        self.by_kind[kind] = self.by_kind.get(kind, 0) + 1


QUARRELS: Final = ("two_accepts", "withdrawn")
