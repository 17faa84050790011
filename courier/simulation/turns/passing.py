"""Turns between carriers: an item passed on by the code on a screen, a whole bag and the rest of a route passed on."""

from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from courier import clock
from courier.simulation.cast import Team
from courier.simulation.conversation import Refused
from courier.simulation.news import tell_carriers
from courier.simulation.planning_room import find_plan_in_force, plan_in_force, sweep
from courier.simulation.ride import Ride
from courier.simulation.turns.story import Riding, Story, Turn, arrives, leaves, names
from mobile_contract.sync import ManifestStop

TRIES: Final = 12
"""How often two carriers' ways may cross while both are out."""
CROSS_EVERY: Final = timedelta(minutes=3)
WAY_BACK: Final = timedelta(minutes=15)


def pass_on(story: Story, _riding: Riding) -> Turn | None:
    """Who carries an item for the counter meets a colleague on the way, who will be at the office sooner or later."""
    for code in story.codes_for_counter:
        for giver in story.ridings:
            taken = next((s for s in giver.ride.phone.stops if s.kind == "pickup" and names(s, code)), None)
            given = next((s for s in giver.ride.phone.stops if s.kind == "delivery" and names(s, code)), None)
            if taken is None or given is None:
                continue
            for taker in sorted(story.ridings, key=lambda riding: -len(riding.route.stops)):  # who is out for long
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
                    giver.ride.when(partial(_takes, code), before=_nothing, after=partial(_seek, story, turn, taker))
                    return turn
    return None


def _takes(code: str, stop: ManifestStop) -> bool:
    return stop.kind == "pickup" and names(stop, code)


async def _nothing() -> None:
    pass


async def _seek(story: Story, turn: Turn, taker: Riding) -> None:
    """Wherever the day brought the item into the giver's bag: their ways cross before long."""
    assert turn.ride is not None
    for part in range(1, TRIES):
        at = clock.now() + part * CROSS_EVERY
        story.timeline.at(at, partial(_hand_over, turn, taker.ride), turn.ride.carrier.who.username)


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
