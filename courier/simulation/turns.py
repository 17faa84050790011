"""The turns of the day, all in one place: what befalls whom beyond the plan. Each leaves a trace for the checks."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import msgspec

from courier.clock import VIETNAM
from courier.planning.model import PlanRouteView
from courier.simulation.ride import Ride, Tell
from courier.simulation.timeline import Timeline
from mobile_contract.sync import ManifestStop

OFFLINE: Final = timedelta(hours=4)
"""Without signal, or as long as four fifths of the route take."""
OFFLINE_SHARE: Final = 0.8


class Turn(msgspec.Struct):
    """One turn, and what it did."""

    name: str
    ride: Ride
    code: str | None = None
    """The item it is about."""
    count: int = 0
    """How much of it happened: acts kept on the phone, acts sent twice, items passed on."""


class Riding(msgspec.Struct, frozen=True):
    """One carrier's ride, its route and the items for the counter."""

    ride: Ride
    route: PlanRouteView


def plan_turns(ridings: Iterable[Riding], counter_codes: Iterable[str], timeline: Timeline, tell: Tell) -> list[Turn]:
    """Put every turn on the timeline, each on another carrier as far as there are enough."""
    free = list(ridings)
    plans: list[tuple[str, Callable[[Riding, Timeline, Tell], Turn | None]]] = [
        ("lan", _lose_an_answer),
        ("minh", _go_offline),
        ("dung", _crash),
    ]
    turns: list[Turn] = []
    taken: set[str] = set()
    for hero, plan in plans:
        by_preference = sorted(
            free, key=lambda r: (r.ride.carrier.who.username in taken, r.ride.carrier.who.username != hero)
        )
        for riding in by_preference:
            turn = plan(riding, timeline, tell)
            if turn is not None:
                turns.append(turn)
                taken.add(riding.ride.carrier.who.username)
                break
    passed = _pass_on(free, list(counter_codes), timeline)
    return [*turns, *([passed] if passed else [])]


def _lose_an_answer(riding: Riding, timeline: Timeline, tell: Tell) -> Turn | None:
    """The server keeps a batch, the phone never hears of it, and sends it again; likewise a piece of a photo."""
    door = _first_door(riding.ride, 0.0)
    if door is None:
        return None
    ride = riding.ride
    turn = Turn("lost_answer", ride)

    async def lose() -> None:
        ride.carrier.airwaves.lose_next_answer("POST", "/events")
        ride.carrier.airwaves.lose_next_answer("PATCH", "/files/")
        turn.count += 1
        tell(
            f"Mạng chập chờn: {ride.name} không nhận được trả lời của máy chủ, điện thoại sẽ gửi lại",
            f"Bad signal: the server's answer to {ride.name} gets lost, the phone will send again",
        )

    timeline.at(leaves(door) - timedelta(seconds=1), lose, ride.carrier.who.username)
    return turn


def _go_offline(riding: Riding, timeline: Timeline, tell: Tell) -> Turn | None:
    """For hours from leaving the office there is no signal."""
    ride, route = riding.ride, riding.route
    if not route.stops:
        return None
    turn = Turn("offline", ride)

    async def lose_signal() -> None:
        ride.carrier.airwaves.is_offline = True
        tell(f"{ride.name} đi vào vùng mất sóng", f"{ride.name} rides without signal")

    async def find_signal() -> None:
        ride.carrier.airwaves.is_offline = False
        turn.count = len(ride.phone.outbox.acts(ride.phone.outbox.acked_through))
        await ride.phone.send_what_can_be()
        tell(
            f"{ride.name} có sóng lại: {turn.count} việc đã lưu trong máy gửi đủ",
            f"{ride.name} has signal again: {turn.count} acts stored on the phone are sent",
        )

    lasts = min(OFFLINE, (route.returns_at - route.leaves_at) * OFFLINE_SHARE)
    timeline.at(route.leaves_at - timedelta(seconds=1), lose_signal, ride.carrier.who.username)
    timeline.at(route.leaves_at + lasts, find_signal, ride.carrier.who.username)
    return turn


def _crash(riding: Riding, timeline: Timeline, tell: Tell) -> Turn | None:
    """The phone goes off while it sends: the server has the batch, the phone does not know it, and starts again."""
    door = _first_door(riding.ride, 0.4)
    if door is None:
        return None
    ride = riding.ride
    turn = Turn("crash", ride)

    async def lose() -> None:
        ride.carrier.airwaves.lose_next_answer("POST", "/events")

    async def restart() -> None:
        unsent = len(ride.phone.outbox.acts(ride.phone.outbox.acked_through))
        ride.carrier.restart_phone()
        await ride.phone.send_what_can_be()
        turn.count = ride.phone.outcomes["exists"]
        tell(
            f"Điện thoại của {ride.name} tắt giữa lúc gửi, bật lại: {unsent} việc trong máy còn nguyên, gửi lại đủ",
            f"{ride.name}'s phone dies while sending and starts again: its {unsent} acts are all there, sent again",
        )

    timeline.at(leaves(door) - timedelta(seconds=1), lose, ride.carrier.who.username)
    timeline.at(leaves(door) + timedelta(seconds=1), restart, ride.carrier.who.username)
    return turn


def _pass_on(ridings: list[Riding], counter_codes: list[str], timeline: Timeline) -> Turn | None:
    """Who carries an item for the counter meets a colleague on the way, who will be at the office sooner or later."""
    for code in counter_codes:
        for giver in ridings:
            taken = next((s for s in giver.ride.phone.stops if s.kind == "pickup" and _names(s, code)), None)
            given = next((s for s in giver.ride.phone.stops if s.kind == "delivery" and _names(s, code)), None)
            if taken is None or given is None:
                continue
            for taker in ridings:
                if taker is giver or taker.ride.team is not giver.ride.team:
                    continue
                earliest = max(leaves(taken), taker.route.leaves_at)
                latest = min(_arrives(given), taker.route.returns_at)
                if earliest + timedelta(minutes=2) < latest:
                    turn = Turn("passed_on", giver.ride, code)
                    at = earliest + (latest - earliest) / 2
                    timeline.at(at, partial(_hand_over, turn, taker.ride), giver.ride.carrier.who.username)
                    return turn
    return None


async def _hand_over(turn: Turn, taker: Ride) -> None:
    giver, code = turn.ride, turn.code
    if code is None or code not in giver.phone.outbox.holding():
        return
    giver.hand_over([code], taker)
    turn.count += 1
    await giver.phone.send_what_can_be()
    await taker.phone.send_what_can_be()


def _first_door(ride: Ride, after_share: float) -> ManifestStop | None:
    """The first delivery to a citizen past that share of the route."""
    stops = ride.phone.stops
    return next(
        (s for s in stops[int(len(stops) * after_share) :] if s.party.kind == "citizen" and s.kind == "delivery"), None
    )


def _names(stop: ManifestStop, code: str) -> bool:
    return any(item.code == code for item in stop.items)


def leaves(stop: ManifestStop) -> datetime:
    return datetime.fromtimestamp(stop.leave_at_ms / 1000, VIETNAM)


def _arrives(stop: ManifestStop) -> datetime:
    return datetime.fromtimestamp(stop.arrive_at_ms / 1000, VIETNAM)
