"""Turns between carriers: an item passed on by the code on a screen, a whole bag and the rest of a route passed on."""

from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

import msgspec

from courier import clock
from courier.planning.model import PlanView
from courier.simulation.ride import Ride
from courier.simulation.turns.story import Riding, Story, Turn, arrives, leaves, names

TRIES: Final = 12
"""How often two carriers' ways may cross while both are out."""
WAY_BACK: Final = timedelta(minutes=15)


def pass_on(story: Story, _riding: Riding) -> Turn | None:
    """Who carries an item for the counter meets a colleague on the way, who will be at the office sooner or later."""
    for code in story.codes_for_counter:
        for giver in story.ridings:
            taken = next((s for s in giver.ride.phone.stops if s.kind == "pickup" and names(s, code)), None)
            given = next((s for s in giver.ride.phone.stops if s.kind == "delivery" and names(s, code)), None)
            if taken is None or given is None:
                continue
            for taker in story.ridings:
                if taker is giver or taker.ride.team is not giver.ride.team:
                    continue
                earliest = max(leaves(taken), taker.route.leaves_at)
                latest = min(arrives(given), taker.route.returns_at)
                if earliest + timedelta(minutes=2) < latest:
                    turn = Turn("passed_on", giver.ride, code, facts={"taker": taker.username})
                    giver.ride.meets = taker.ride.meets = True
                    for part in range(1, TRIES):  # the day may have shifted either of them
                        at = earliest + (latest - earliest) * part / TRIES
                        story.timeline.at(at, partial(_hand_over, turn, taker.ride), giver.username)
                    return turn
    return None


async def _hand_over(turn: Turn, taker: Ride) -> None:
    giver, code = turn.ride, turn.code
    if giver is None or code is None or turn.count or code not in giver.phone.outbox.holding():
        return
    if taker.is_home or (taker.carrier.airwaves.is_offline and giver.carrier.old_phones):
        return
    if not taker.carrier.airwaves.is_offline:
        await taker.phone.fetch_manifest()  # the giver may have another phone by now
    giver.hand_over([code], taker)
    turn.count += 1
    await giver.phone.send_what_can_be()
    await taker.phone.send_what_can_be()


def fall_ill(story: Story, riding: Riding) -> Turn | None:
    """After some stops: back to the office with bag and purse, the shift ended, the rest given to others."""
    stops = riding.ride.phone.stops
    if len(stops) < 6 or riding.ride.meets:
        return None
    turn = Turn("fell_ill", riding.ride)
    at = leaves(stops[len(stops) // 2]) + timedelta(seconds=45)
    story.timeline.at(at, partial(_fall_ill, story, turn, riding), riding.username)
    return turn


async def _fall_ill(story: Story, turn: Turn, riding: Riding) -> None:
    ride, team = riding.ride, riding.ride.team
    ride.break_off()
    shifts = await team.dispatcher.ask("GET", f"/shifts?office_id={team.office.office_id}&on_date={story.prepared.day}")
    turn.facts["shift_id"] = next(s["shift_id"] for s in shifts if s["carrier_id"] == str(ride.phone.me.party_id))
    await team.dispatcher.ask("POST", f"/shifts/{turn.facts['shift_id']}/end", {"reason": "Ốm giữa ca"})
    story.tell(
        f"{ride.name} ốm giữa ca, mang túi về bưu cục", f"{ride.name} falls ill and brings the bag to the office"
    )
    story.timeline.at(clock.now() + WAY_BACK, partial(_share_out, story, turn, ride), riding.username)
    ride.returns_at = clock.now() + WAY_BACK + timedelta(minutes=1)
    story.expect_home(ride)


async def _share_out(story: Story, turn: Turn, ride: Ride) -> None:
    """What was in the bag lies at the counter; what is left of the route goes to whoever has room."""
    team = ride.team
    held = list(ride.phone.outbox.holding())
    await ride.give(team.counter, held)
    await ride.phone.send_what_can_be()
    effect, plan = await _reassign(story, team.dispatcher.ask, team.office.office_id, turn.facts["shift_id"])
    turn.count = len(effect["placed"])
    turn.facts["plan_id"] = plan.summary.plan_id
    turn.facts |= {"placed": [UUID(job_id) for job_id in effect["placed"]], "held": _jobs_of(story, ride, held)}
    story.tell(
        f"{turn.count} việc của {ride.name} chia cho bưu tá khác, {len(effect['not_placed'])} việc chưa xếp được",
        f"{turn.count} of {ride.name}'s jobs go to other carriers, {len(effect['not_placed'])} fit nowhere",
    )
    for other in story.rides:
        if other.team is team and other is not ride and not other.is_over:
            await _take_new_route(story, other, plan)


async def _reassign(story: Story, ask: Any, office_id: object, shift_id: str) -> tuple[dict[str, Any], PlanView]:
    """Looked at first, then made. What the change did, and the plan in force then."""
    versions = await ask("GET", f"/plans?office_id={office_id}&on_date={story.prepared.day}")
    plan_id = next(version["plan_id"] for version in versions if version["status"] in ("published", "under_way"))
    change = {"kind": "reassign", "shift_id": shift_id}
    await ask("POST", f"/plans/{plan_id}/previews", change)
    amendment = await ask("POST", f"/plans/{plan_id}/changes", change)
    plan = await ask("GET", f"/plans/{amendment['plan']['plan_id']}")
    return amendment["effect"], msgspec.convert(plan, PlanView)


async def _take_new_route(story: Story, ride: Ride, plan: PlanView) -> None:
    """The phone fetches the new manifest, where there is signal, and the carrier goes on by it, or sets out."""
    route = next((route for route in plan.routes if route.carrier_id == ride.phone.me.party_id), None)
    if route is None or not route.stops or ride.carrier.airwaves.is_offline:
        return
    await ride.phone.fetch_manifest()
    was_home = ride.returns_at is None or ride.returns_at <= clock.now()
    if was_home:
        await ride.load_at_office()
    ride.reroute(route.returns_at)
    if was_home:
        story.expect_home(ride)


def _jobs_of(story: Story, ride: Ride, codes: list[str]) -> list[UUID]:
    """Of lists, and of orders by the labels they got at the door."""
    known = story.prepared.codes | {UUID(job_id): code for job_id, code in ride.phone.roll_labels.items()}
    return [job_id for job_id, code in known.items() if code in codes]
