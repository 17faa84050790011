"""What changed plans tell the carriers: phones fetch the new route where there is signal, and they go on by it."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date

import httpx

from courier import clock
from courier.planning.model import PlanView
from courier.simulation.cast import Team
from courier.simulation.planning_room import find_plan_in_force, read_plan
from courier.simulation.ride import Ride

ExpectHome = Callable[[Ride], None]
"""Puts the end of a ride's shift on the timeline."""


async def tell_carriers(team: Team, rides: Iterable[Ride], plan: PlanView, expect_home: ExpectHome) -> None:
    """Everybody of the team whose phone is reached and who has not heard of this plan; the others hear of it later."""
    for ride in rides:
        if ride.team is team and not ride.is_over and not ride.carrier.airwaves.is_offline:
            await _take_new_route(ride, plan, expect_home)


async def look_for_news(team: Team, rides: Iterable[Ride], day: date, expect_home: ExpectHome) -> None:
    """Phones ask by themselves every while: who had no signal when the plan was changed hears of it now.

    Where the server is away they ask again next time.
    """
    with suppress(httpx.TransportError):
        plan_id = await find_plan_in_force(team, day)
        behind = [ride for ride in rides if ride.team is team and ride.goes_by not in (None, plan_id)]
        if any(not ride.is_over and not ride.carrier.airwaves.is_offline for ride in behind):
            await tell_carriers(team, behind, await read_plan(team, plan_id), expect_home)


async def _take_new_route(ride: Ride, plan: PlanView, expect_home: ExpectHome) -> None:
    route = next((route for route in plan.routes if route.carrier_id == ride.phone.me.party_id), None)
    if ride.goes_by == plan.summary.plan_id:
        return
    if route is not None and route.stops:
        await ride.phone.fetch_manifest()
    ride.goes_by = plan.summary.plan_id
    if route is None or not route.stops:
        return
    was_home = ride.returns_at is None or ride.returns_at <= clock.now()
    if was_home:
        await ride.load_at_office()
        await ride.phone.send_what_can_be()
    ride.reroute(route.returns_at)
    if was_home:
        expect_home(ride)
