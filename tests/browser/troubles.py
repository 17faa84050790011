"""What goes wrong on a day at one post office, made by the same devices and people as the day itself."""

import secrets
from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple
from uuid import UUID

import httpx

from courier import clock
from courier.simulation.airwaves import NoSignal
from courier.simulation.device import event_id_of
from courier.simulation.outbox import Holding
from courier.simulation.papers import photograph_envelope
from courier.simulation.ride import Ride
from mobile_contract import canonical, events
from tests.browser.world import Day

LOST_NOTE: Final = "Túi rơi trên đường Ngô Xuân Quảng, đã quay lại tìm"
SHORT_BY_VND: Final = 50_000
TAKEN_VND: Final = 1_005_000
"""Far more than what is due for one item: to be given back."""
CLAIMED_VND: Final = 26_000
ENOUGH: Final = 4
"""Envelopes in hand, each of which meets with something else."""


class Troubles(NamedTuple):
    """What was made, by the codes of the items."""

    disputed: str
    disputed_item: UUID
    lost: str
    missing: str
    """Held by the ledger, not in the count."""
    overpaid: str
    claimed: str


def make_troubles(day: Day) -> Troubles:
    """Two accounts of one item, a loss, a bag that does not count out, money that does not add up."""

    async def has_enough(ride: Ride) -> bool:
        return len(_held(ride)) >= ENOUGH

    for ride in (day.lan, day.minh):
        while not day.run(partial(has_enough, ride)):
            day.serve_next_stop(ride)
    return day.run(lambda: _make(day))


def _held(ride: Ride) -> list[str]:
    """What his phone says he has, of what the office gave him to bring."""
    held = set(ride.phone.outbox.holding())
    return [
        item.code for stop in ride.phone.stops if stop.kind == "delivery" for item in stop.items if item.code in held
    ]


async def _make(day: Day) -> Troubles:
    lan, minh = day.lan.phone, day.minh.phone
    disputed, lost, missing, overpaid = _held(day.lan)[:4]
    claimed = _held(day.minh)[0]
    await _tell_two_stories(day, disputed)
    lan.record(events.Report, code=lost, what="lost", details=_note(LOST_NOTE))
    lan.record(events.Collect, code=overpaid, amount_vnd=TAKEN_VND, mode="cash")
    minh.record(events.Collect, code=claimed, amount_vnd=CLAIMED_VND, mode="claimed_transfer")
    await _count_out(day, missing)
    await _open_book(day)
    shown = await day.cast.dispatcher.ask("GET", f"/disputes?office_id={day.cast.world.post_office.office_id}")
    item_id = next(UUID(one["item_id"]) for one in shown if one["code"] == disputed)
    return Troubles(disputed, item_id, lost, missing, overpaid, claimed)


async def _count_out(day: Day, missing: str) -> None:
    """Lan's bag lacks an item, the office counts less cash than she hands in, a transfer is only told of."""
    lan, counter = day.lan.phone, day.cast.teams[0].counter
    amount_vnd = lan.cash_in_hand_vnd
    found = [code for code in lan.outbox.holding() if code != missing]
    lan.record(events.Count, items=found, cash_vnd=amount_vnd)
    handed_in = lan.hand_in(amount_vnd, counter.office.office_id)
    await lan.send_what_can_be()
    await day.minh.phone.send_what_can_be()
    desk, teller = counter.workstation, counter.clerk.person_id
    desk.count_in(event_id_of(handed_in), amount_vnd - SHORT_BY_VND, teller)
    await desk.send_all()


async def _tell_two_stories(day: Day, code: str) -> None:
    """Lan offers one envelope twice; Minh says that he took it, the counter that it did. One of his photos is late."""
    lan, minh, counter = day.lan.phone, day.minh.phone, day.cast.teams[0].counter
    late = photograph_envelope(f"late {code}")
    offered = lan.release([code], minh.me.party_id)
    minh.record(
        events.Accept,
        carried=offered,
        holds=Holding({code: None}, ()),
        files=[("photo_seal", photograph_envelope(code)), ("photo_paper", late)],
        answers=event_id_of(offered),
        answers_sha256=canonical.digest(offered.body),
        items=[code],
    )
    lan.outbox.keep([code])
    counter.workstation.accept(lan.release([code], counter.office.office_id), by=counter.clerk.person_id)
    await lan.send_what_can_be()
    airwaves = day.minh.carrier.airwaves
    airwaves.watch = _losing(late.sha256)
    await minh.send_what_can_be()
    airwaves.watch = None
    minh.outbox.file_was_sent(late.sha256)
    await counter.workstation.send_all()


async def _open_book(day: Day) -> None:
    """Official numbers for fees and charges."""
    supervisor = await day.cast.log_in("hanh")
    book: dict[str, Any] = {
        "book_id": clock.new_id(),
        "office_id": day.cast.world.post_office.office_id,
        "kind": "bien_lai",
        "template": "01BLP0-001",
        "series": "AA-26T",
        "first_number": 1,
        "last_number": 50,
    }
    await supervisor.ask("POST", "/receipt-books", book)


def _losing(sha256: str) -> Callable[[httpx.Request], None]:
    """What of this file leaves the phone never arrives."""

    def watch(request: httpx.Request) -> None:
        if sha256 in request.url.path:
            raise NoSignal("no signal", request=request)

    return watch


def _note(said: str) -> events.Details:
    return events.Details(salt=secrets.token_hex(16), note=said)
