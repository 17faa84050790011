"""Turns between carriers: an item passed on by the code on a screen, a whole bag and the rest of a route passed on."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

import httpx

from courier import clock
from courier.simulation.cast import Team
from courier.simulation.conversation import Refused
from courier.simulation.news import tell_carriers
from courier.simulation.planning_room import find_plan_in_force, plan_in_force, sweep
from courier.simulation.ride import Ride
from courier.simulation.turns.story import Riding, Story, Turn, leaves

LOOK_EVERY: Final = timedelta(minutes=2)
"""How often two carriers' ways may cross while they are out."""
STAYS_OUT: Final = timedelta(minutes=5)
"""At least so much longer is out who takes an item on the road."""
WAY_BACK: Final = timedelta(minutes=15)


def pass_on(story: Story, _riding: Riding) -> Turn | None:
    """Whoever carries an item for the counter meets a colleague on the way, who will be at the office sooner or later.

    Who and when is left to the day: plans differ, and what befalls others changes them.
    """
    turn = Turn("passed_on")
    _look_round_later(story, turn)
    return turn


def _look_round_later(story: Story, turn: Turn) -> None:
    story.timeline.at(clock.now() + LOOK_EVERY, partial(_look_round, story, turn))


async def _look_round(story: Story, turn: Turn) -> None:
    """Again and again, until somebody could and did, or all are home."""
    if turn.count or all(riding.ride.is_home for riding in story.ridings):
        return
    if meeting := next(_meetings(story), None):
        giver = meeting[0]
        story.timeline.at(clock.now(), partial(_hand_over, turn, *meeting), giver.carrier.who.username)
    _look_round_later(story, turn)


def _meetings(story: Story) -> Iterator[tuple[Ride, str, Ride]]:
    """Who could give which item to whom just now, first to who is out for longest."""
    takers = sorted(filter(_stays_out, story.rides), key=_time_left, reverse=True)
    for giver in story.rides:
        for code in _for_counter(story, giver):
            for taker in takers:
                if taker is not giver and taker.team is giver.team and _can_sign(giver, taker):
                    yield giver, code, taker


def _for_counter(story: Story, ride: Ride) -> list[str]:
    held = ride.phone.outbox.holding()
    return [code for code in story.codes_for_counter if code in held] if not ride.is_over else []


def _stays_out(ride: Ride) -> bool:
    return not ride.is_home and not ride.falls_ill and _time_left(ride) >= STAYS_OUT


def _time_left(ride: Ride) -> timedelta:
    return timedelta() if ride.returns_at is None else ride.returns_at - clock.now()


def _can_sign(giver: Ride, taker: Ride) -> bool:
    """Without signal a phone knows nothing of a colleague's new one, and leaves nothing behind on its old one."""
    both = (giver, taker)
    return not (any(ride.carrier.airwaves.is_offline for ride in both) and any(ride.changes_phone for ride in both))


async def _hand_over(turn: Turn, giver: Ride, code: str, taker: Ride) -> None:
    if turn.count or code not in giver.phone.outbox.holding():
        return
    try:
        await taker.phone.fetch_manifest()  # the giver may have another phone by now
    except httpx.TransportError:
        if giver.carrier.old_phones:
            return
    giver.hand_over([code], taker)
    turn.ride, turn.code, turn.count = giver, code, 1
    await giver.phone.send_what_can_be()
    await taker.phone.send_what_can_be()


def fall_ill(story: Story, riding: Riding) -> Turn | None:
    """After some stops: back to the office with bag and purse, the shift ended, the rest given to others."""
    stops = riding.ride.phone.stops
    if len(stops) < 6:
        return None
    turn = Turn("fell_ill", riding.ride)
    riding.ride.falls_ill = True
    at = leaves(stops[len(stops) // 2]) + timedelta(seconds=45)
    story.timeline.at(at, partial(_fall_ill, story, turn, riding), riding.username)
    return turn


async def _fall_ill(story: Story, turn: Turn, riding: Riding) -> None:
    """What she did not fetch yet goes to others at once; the bag's contents when it is back at the office."""
    ride, team = riding.ride, riding.ride.team
    ride.break_off()
    shifts = await team.dispatcher.ask("GET", f"/shifts?office_id={team.office.office_id}&on_date={story.prepared.day}")
    shift_id = next(s["shift_id"] for s in shifts if s["carrier_id"] == str(ride.phone.me.party_id))
    await team.dispatcher.ask("POST", f"/shifts/{shift_id}/end", {"reason": "Ốm giữa ca"})
    story.tell(f"{ride.name} ốm giữa ca, mang túi về bưu cục", f"{ride.name} falls ill and brings the bag back")
    turn.facts = {"shift_id": shift_id, "placed": [], "held": [], "not_placed": 0}
    await _change(story, turn, {"kind": "reassign", "shift_id": shift_id})
    await _put_in_the_rest(story, team)
    story.timeline.at(clock.now() + WAY_BACK, partial(_share_out, story, turn, ride), riding.username)
    ride.returns_at = clock.now() + WAY_BACK + timedelta(minutes=1)
    story.expect_home(ride)


async def _share_out(story: Story, turn: Turn, ride: Ride) -> None:
    """What was in the bag lies at the counter; each of it goes into the route where it fits best."""
    held = list(ride.phone.outbox.holding())
    turn.facts["held"] = _jobs_of(story, ride, held)
    await ride.give(ride.team.counter, held)
    await ride.phone.send_what_can_be()
    for job_id in turn.facts["held"]:
        await _change(story, turn, {"kind": "insert", "job_id": job_id})
    turn.count = len(turn.facts["placed"])
    story.tell(
        f"{turn.count} việc của {ride.name} chia cho bưu tá khác, {turn.facts['not_placed']} việc chưa xếp được",
        f"{turn.count} of {ride.name}'s jobs go to other carriers, {turn.facts['not_placed']} fit nowhere",
    )
    await _put_in_the_rest(story, ride.team)


async def _change(story: Story, turn: Turn, change: dict[str, Any]) -> None:
    """Looked at first, then made, where it is possible; once more where the plan was changed meanwhile."""
    assert turn.ride is not None
    ask = turn.ride.team.dispatcher.ask
    for _ in range(3):
        plan_id = await find_plan_in_force(turn.ride.team, story.prepared.day)
        with suppress(Refused):
            effect = await ask("POST", f"/plans/{plan_id}/previews", change)
            if effect["is_possible"]:
                amendment = await ask("POST", f"/plans/{plan_id}/changes", change)
                effect = amendment["effect"]
                turn.facts["plan_id"] = UUID(amendment["plan"]["plan_id"])
            turn.facts["placed"] += [UUID(job_id) for job_id in effect["placed"] if effect["is_possible"]]
            turn.facts["not_placed"] += len(effect["not_placed"])
            return


async def _put_in_the_rest(story: Story, team: Team) -> None:
    """What has no route now and fits one; then the others' phones fetch what changed."""
    story.prepared.sweeps.append(await sweep(team, story.prepared.day, story.tell))
    plan = await plan_in_force(team, story.prepared.day)
    await tell_carriers(team, story.rides, plan, story.expect_home)


def _jobs_of(story: Story, ride: Ride, codes: list[str]) -> list[UUID]:
    """Of lists, and of orders by the labels they got at the door."""
    known = story.prepared.codes | {UUID(job_id): code for job_id, code in ride.phone.roll_labels.items()}
    return [job_id for job_id, code in known.items() if code in codes]
