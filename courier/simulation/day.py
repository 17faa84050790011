"""The demo's day, told from top to bottom: who does what, when, and which faults befall them."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial
from typing import Final

import msgspec

from courier import clock
from courier.clock import VIETNAM
from courier.planning.model import PlanRouteView
from courier.simulation import setting
from courier.simulation.cast import Carrier, Cast
from courier.simulation.morning import Prepared
from courier.simulation.ride import Ride, Tell, show_vnd
from courier.simulation.statements import FIND_RECIPIENT, RecipientRow
from courier.simulation.timeline import Timeline
from mobile_contract.sync import ManifestStop

MORNING_SYNC: Final = time(7, 15)
HAND_IN: Final = timedelta(minutes=5)
"""From a carrier's return, when bag and purse are counted, to the money on the table."""
COUNTER_VISIT: Final = timedelta(minutes=30)
"""From the item's arrival at the post office to the citizen's."""


class Ridden(msgspec.Struct, frozen=True, kw_only=True):
    """What happened that only the story knows; the checks look for its traces in the database."""

    resent: int
    """Acts sent again after a lost answer, already known to the server."""
    failed_code: str
    counter_code: str
    transferred_code: str | None
    picked_up_code: str | None


class _Day:
    """What the moments of one day share."""

    def __init__(self, cast: Cast, prepared: Prepared, timeline: Timeline, tell: Tell) -> None:
        self.cast = cast
        self.prepared = prepared
        self.timeline = timeline
        self.tell = tell
        self.absent = prepared.code_of(setting.ABSENT)
        self.counter_code = prepared.code_of(setting.AT_COUNTER)
        self.transferred: str | None = None
        roll = iter(prepared.roll)
        self.lan, self.minh = (self._ride(carrier, roll) for carrier in cast.carriers)

    def _ride(self, carrier: Carrier, roll: Iterator[str]) -> Ride:
        return Ride(
            self.cast,
            carrier,
            self.timeline,
            self.tell,
            absent={self.absent},
            by_transfer={self.prepared.code_of(setting.BY_TRANSFER)},
            roll=roll,
        )

    def route_of(self, ride: Ride) -> PlanRouteView | None:
        routes = self.prepared.plan.routes
        return next((route for route in routes if route.carrier_id == ride.phone.me.party_id), None)

    async def find_recipient(self, code: str) -> RecipientRow:
        async with self.timeline.pool.acquire() as connection:
            found = await FIND_RECIPIENT.one(connection, code)
        assert found is not None
        return found

    def at(self, at: time) -> datetime:
        return datetime.combine(self.prepared.day, at, VIETNAM)


async def ride_day(cast: Cast, prepared: Prepared, timeline: Timeline, tell: Tell) -> Ridden:
    """Let the planned day happen, faults and all."""
    day = _Day(cast, prepared, timeline, tell)
    timeline.at(day.at(MORNING_SYNC), partial(_take_the_day_along, day))
    await timeline.run()
    for device in cast.devices:
        await device.send_all()
    return Ridden(
        resent=day.lan.phone.resent + day.minh.phone.resent,
        failed_code=day.absent,
        counter_code=day.counter_code,
        transferred_code=day.transferred,
        picked_up_code=next(
            (code for ride in (day.lan, day.minh) for code in ride.phone.roll_labels.values() if code in prepared.roll),
            None,
        ),
    )


async def _take_the_day_along(day: _Day) -> None:
    """Both phones fetch their day at the office, take what lies there, and the routes go onto the timeline."""
    for ride in (day.lan, day.minh):
        await ride.phone.measure_clock()
        await ride.phone.fetch_manifest()
        await ride.load_at_office()
        await ride.phone.send_what_can_be()
        route = day.route_of(ride)
        if route is None:
            continue
        ride.set_out(route.leaves_at, route.returns_at)
        day.timeline.at(route.returns_at, partial(_end_shift, day, ride))
    day.tell("Hai bưu tá nhận tuyến trên điện thoại", "Both carriers fetch their routes")
    _lose_an_answer(day, day.lan)
    _go_offline(day, day.minh)
    _plan_transfer(day)


def _lose_an_answer(day: _Day, ride: Ride) -> None:
    """The server keeps a batch, the phone never hears of it, and sends it again; likewise a piece of a photo."""
    doors = [stop for stop in ride.phone.stops if stop.party.kind == "citizen" and stop.kind == "delivery"]
    if not doors:
        return

    async def lose() -> None:
        ride.carrier.airwaves.lose_next_answer("POST", "/events")
        ride.carrier.airwaves.lose_next_answer("PATCH", "/files/")
        day.tell(
            f"Mạng chập chờn: {ride.name} không nhận được trả lời của máy chủ, điện thoại sẽ gửi lại",
            f"Bad signal: the server's answer to {ride.name} gets lost, the phone will send again",
        )

    day.timeline.at(_leaves(doors[0]) - timedelta(seconds=1), lose)


def _go_offline(day: _Day, ride: Ride) -> None:
    """From leaving the office to the middle of his route there is no signal."""
    route = day.route_of(ride)
    if route is None:
        return

    async def lose_signal() -> None:
        ride.carrier.airwaves.is_offline = True
        day.tell(f"{ride.name} đi vào vùng mất sóng", f"{ride.name} rides without signal")

    async def find_signal() -> None:
        ride.carrier.airwaves.is_offline = False
        unsent = len(ride.phone.outbox.acts(ride.phone.outbox.acked_through))
        await ride.phone.send_what_can_be()
        day.tell(
            f"{ride.name} có sóng lại: {unsent} việc đã lưu trong máy gửi đủ",
            f"{ride.name} has signal again: {unsent} acts stored on the phone are sent",
        )

    day.timeline.at(route.leaves_at - timedelta(seconds=1), lose_signal)
    day.timeline.at(route.leaves_at + (route.returns_at - route.leaves_at) / 2, find_signal)


def _plan_transfer(day: _Day) -> None:
    """Who carries the item for the counter meets the other on the way, who will be at the office sooner or later."""
    for giver, taker in ((day.lan, day.minh), (day.minh, day.lan)):
        taken = next((s for s in giver.phone.stops if s.kind == "pickup" and _names(s, day.counter_code)), None)
        given = next((s for s in giver.phone.stops if s.kind == "delivery" and _names(s, day.counter_code)), None)
        route = day.route_of(taker)
        if taken is None or given is None or route is None:
            continue
        earliest, latest = _leaves(taken), min(_arrives(given), route.returns_at)
        if earliest < latest:
            day.timeline.at(earliest + (latest - earliest) / 2, partial(_transfer, day, giver, taker))


async def _transfer(day: _Day, giver: Ride, taker: Ride) -> None:
    if day.counter_code not in giver.phone.outbox.holding():
        return
    giver.hand_over([day.counter_code], taker)
    day.transferred = day.counter_code
    await giver.phone.send_what_can_be()
    await taker.phone.send_what_can_be()


async def _end_shift(day: _Day, ride: Ride) -> None:
    """Back at the office: the bag, the purse, the count, then the money. The counter's item waits for its citizen."""
    await ride.come_home()
    day.timeline.at(clock.now() + HAND_IN, partial(_hand_in, day, ride))
    if day.counter_code in day.cast.counter.workstation.outbox.holding():
        day.timeline.at(clock.now() + COUNTER_VISIT, partial(_deliver_at_counter, day))


async def _hand_in(day: _Day, ride: Ride) -> None:
    counter = day.cast.counter
    hand_in = await ride.hand_in()
    if hand_in is None:
        return
    counter.workstation.count_in(hand_in.event_id, hand_in.amount_vnd, counter.clerk.person_id)
    await counter.workstation.send_what_can_be()
    day.tell(
        f"{ride.name} nộp {show_vnd(hand_in.amount_vnd)}, quầy đếm đủ",
        f"{ride.name} hands in {show_vnd(hand_in.amount_vnd)}, counted",
    )


async def _deliver_at_counter(day: _Day) -> None:
    counter = day.cast.counter
    if day.counter_code not in counter.workstation.outbox.holding():
        return
    recipient = await day.find_recipient(day.counter_code)
    counter.workstation.deliver_at_counter(
        day.counter_code, recipient.party_id, recipient.full_name, counter.clerk.person_id
    )
    await counter.workstation.send_what_can_be()
    day.tell("Công dân đến quầy nhận kết quả", "A citizen fetches her result at the counter")


def _names(stop: ManifestStop, code: str) -> bool:
    return any(item.code == code for item in stop.items)


def _leaves(stop: ManifestStop) -> datetime:
    return datetime.fromtimestamp(stop.leave_at_ms / 1000, VIETNAM)


def _arrives(stop: ManifestStop) -> datetime:
    return datetime.fromtimestamp(stop.arrive_at_ms / 1000, VIETNAM)
