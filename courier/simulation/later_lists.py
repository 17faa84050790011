"""Lists that desks send during the day: imported, labelled, and given to carriers who have room on their routes."""

from collections.abc import Callable, Collection
from datetime import datetime, time
from functools import partial
from typing import Final
from uuid import UUID

import msgspec

from courier import clock
from courier.clock import VIETNAM
from courier.intake.list_files import write_list
from courier.planning.model import PlanView
from courier.simulation.cast import Cast, Counter, Team
from courier.simulation.morning import Prepared, import_list, print_labels
from courier.simulation.news import tell_carriers
from courier.simulation.planning_room import give_all, plan_in_force, read_plan, short_name, sweep
from courier.simulation.ride import Ride, Tell
from courier.simulation.script import Failure
from courier.simulation.timeline import Timeline

MOST_ASKED: Final = 4
"""How many carriers a dispatcher tries for one list."""


class Later(msgspec.Struct, frozen=True):
    """The day as later lists find it."""

    cast: Cast
    prepared: Prepared
    rides: list[Ride]
    failures: dict[str, Failure]
    by_transfer: set[str]
    befallen: Callable[[], Collection[Ride | None]]
    """Whose route must stay as it is, for what is still to befall them."""
    expect_home: Callable[[Ride], None]
    timeline: Timeline
    tell: Tell


def expect_lists(later: Later) -> None:
    """Put every later list on the timeline."""
    script = later.prepared.script
    for team in later.cast.teams:
        for hour in sorted(
            {hour for desk in team.desks for hour in later.prepared.size.later.get(desk.office.code, {})}
        ):
            at = datetime.combine(later.prepared.day, hour, VIETNAM)
            desks = [desk for desk in team.desks if script.results_of(desk.office.code, hour)]
            later.timeline.at(at, partial(_take_in, later, team, desks, hour), team.office.code)


async def _take_in(later: Later, team: Team, desks: list[Counter], hour: time) -> None:
    """The desks send, the dispatcher prints labels and gives the jobs out, the carriers hear of it."""
    jobs: list[UUID] = []
    for desk in desks:
        jobs += await _import(later, team, desk, hour)
    plan = await plan_in_force(team, later.prepared.day)
    left = jobs
    for ride in _with_room(later, team, plan)[:MOST_ASKED]:
        if not left:
            break
        made = await give_all(team, plan, ride.phone.me.party_id, left)
        if made is None:
            continue
        plan = await read_plan(team, made.plan.plan_id)
        left = [job for job in left if job not in made.effect.placed]
    later.prepared.sweeps.append(swept := await sweep(team, later.prepared.day, later.tell))
    left = [job for job in left if job not in swept.placed]
    given = len(jobs) - len(left)
    await tell_carriers(team, later.rides, await plan_in_force(team, later.prepared.day), later.expect_home)
    later.tell(
        f"{short_name(team.counter)}: giao thêm {given} việc giữa ngày, {len(left)} việc chưa xếp được",
        f"{given} jobs of later lists given out, {len(left)} fit nowhere",
    )


async def _import(later: Later, team: Team, desk: Counter, hour: time) -> list[UUID]:
    prepared = later.prepared
    listed = prepared.script.results_of(desk.office.code, hour)
    content = write_list([result.row for result in listed], "csv")
    imported = await import_list(desk, f"phieu-ban-giao-{prepared.day:%Y-%m-%d}-{hour:%H%M}.csv", content)
    codes = await print_labels(team, imported)
    prepared.later.append(imported)
    prepared.codes.update(codes)
    for job, result in zip(imported.jobs, listed, strict=True):
        prepared.results[job.job_id] = result
        if result.failure:
            later.failures[codes[job.job_id]] = result.failure
        if result.pays_by_transfer:
            later.by_transfer.add(codes[job.job_id])
    later.tell(
        f"{short_name(desk)} gửi thêm danh sách: {imported.rows_created} kết quả, in nhãn",
        f"another list, {imported.rows_created} results, labels printed",
    )
    return [job.job_id for job in imported.jobs]


def _with_room(later: Later, team: Team, plan: PlanView) -> list[Ride]:
    """Carriers who are reached by phone and whom nothing is about to befall, the one with least to do first."""
    busy = later.befallen()
    left = {route.carrier_id: route.returns_at for route in plan.routes if route.stops}
    free = [
        ride
        for ride in later.rides
        if ride.team is team and not ride.is_over and ride not in busy and not ride.carrier.airwaves.is_offline
    ]
    return sorted(free, key=lambda ride: left.get(ride.phone.me.party_id, clock.now()))
