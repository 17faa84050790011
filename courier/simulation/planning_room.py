"""A dispatcher's part of the day: the planner watched at work, work given out by hand, the plan sent."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from courier.planning.model import Amendment, AmendmentEffect, PlanView
from courier.planning.runs.model import PlanRun
from courier.simulation.cast import Counter, Team
from courier.simulation.conversation import Refused

Say = Callable[[str, str], None]
"""Tells how far a long step is, in Vietnamese and English."""

LOOK_EVERY_S: Final = 0.5
TELL_EVERY_S: Final = 5.0
MOST_SECONDS: Final = 60.0
NOT_THE_PLANNERS: Final = frozenset(
    {
        "disputed",
        "elsewhere",
        "no_address",
        "comes_to_counter",
        "forward",
        "no_linehaul",
        "tried_today",
        "closed_today",
        "pinned_absent",
    }
)
"""Why a job is left out without a question to the planner."""

FILL: Final = {"kind": "fill"}
MOST_SWEEPS: Final = 4


class Swept(msgspec.Struct, frozen=True):
    """What was put in where it fits, and what a look after it says still fits: nothing."""

    plan_id: UUID
    placed: list[UUID]
    fits: list[UUID]


async def plan_day(team: Team, day: date, seconds: float, say: Say) -> PlanView:
    """A plan run watched to its end, then *Chốt và gửi bưu tá*."""
    run = await _watch_run(team, await _order_run(team, day, min(MOST_SECONDS, seconds)), say)
    plan = await read_plan(team, run.plan_id)
    await team.dispatcher.ask("POST", f"/plans/{plan.summary.plan_id}/publish")
    plan = await read_plan(team, plan.summary.plan_id)
    summary = plan.summary
    say(
        f"{short_name(team.counter)}: {summary.routes} tuyến, {summary.stops} điểm, "
        f"{summary.distance_m / 1000:.0f} km, {summary.jobs_unserved} đơn chưa xếp được. Chốt và gửi bưu tá",
        f"{summary.routes} routes, {summary.stops} stops, {summary.jobs_unserved} jobs left out. Published",
    )
    return plan


async def read_plan(team: Team, plan_id: UUID | None) -> PlanView:
    return msgspec.convert(await team.dispatcher.ask("GET", f"/plans/{plan_id}"), PlanView)


async def find_fitting(team: Team, plan_id: UUID) -> list[UUID]:
    """Jobs left out for which the plan has room all the same: there should be none."""
    shown = await team.dispatcher.ask("POST", f"/plans/{plan_id}/previews", FILL)
    return msgspec.convert(shown, AmendmentEffect).placed


async def sweep(team: Team, day: date, say: Say) -> Swept:
    """*Xếp nốt việc còn sót* in the plan in force, until it says that nothing more fits."""
    placed: list[UUID] = []
    fits: list[UUID] = []
    for _ in range(MOST_SWEEPS):
        plan_id = await find_plan_in_force(team, day)
        with suppress(Refused):  # the plan was changed, or custody went on, while it was thought about
            fits = await find_fitting(team, plan_id)
            if not fits:
                break
            made = await team.dispatcher.ask("POST", f"/plans/{plan_id}/changes", FILL)
            placed += msgspec.convert(made, Amendment).effect.placed
    if placed:
        say(
            f"{short_name(team.counter)}: xếp nốt {len(placed)} việc còn sót vào tuyến",
            f"{len(placed)} jobs without a route put in where they fit",
        )
    return Swept(plan_id=plan_id, placed=placed, fits=fits)


async def plan_in_force(team: Team, day: date) -> PlanView:
    """Raises `StopIteration` where none was published."""
    return await read_plan(team, await find_plan_in_force(team, day))


async def find_plan_in_force(team: Team, day: date) -> UUID:
    """Its id. Raises `StopIteration` where none was published."""
    versions = await team.dispatcher.ask("GET", f"/plans?office_id={team.office.office_id}&on_date={day}")
    return UUID(next(one["plan_id"] for one in versions if one["status"] in ("published", "under_way")))


async def give_all(team: Team, plan: PlanView, carrier_id: UUID, job_ids: Sequence[UUID]) -> Amendment | None:
    """*Giao hết cho …*: into one carrier's route what fits it; None where nothing does."""
    change = {"kind": "assign", "carrier_id": carrier_id, "job_ids": list(job_ids)}
    try:
        made = await team.dispatcher.ask("POST", f"/plans/{plan.summary.plan_id}/changes", change)
    except Refused:
        return None
    return msgspec.convert(made, Amendment)


async def _order_run(team: Team, day: date, seconds: float) -> PlanRun:
    order = {"office_id": team.office.office_id, "on_date": day, "seconds": seconds}
    return msgspec.convert(await team.dispatcher.ask("POST", "/plan-runs", order), PlanRun)


async def _watch_run(team: Team, run: PlanRun, say: Say) -> PlanRun:
    """Raises `RuntimeError` where the planner gave up."""
    told_at_s = 0.0
    while run.state in ("queued", "running"):
        await asyncio.sleep(LOOK_EVERY_S)
        run = msgspec.convert(await team.dispatcher.ask("GET", f"/plan-runs/{run.run_id}"), PlanRun)
        if run.served is not None and run.best_cost_s is not None and run.elapsed_s >= told_at_s + TELL_EVERY_S:
            told_at_s = run.elapsed_s
            say(
                f"{short_name(team.counter)}: đã tính {run.elapsed_s:.0f} giây, xếp được {run.served}/{run.requests} "
                f"đơn, tổng {run.best_cost_s / 3600:.1f} giờ công",
                f"{run.served} of {run.requests} jobs placed, cost {run.best_cost_s / 3600:.1f} hours",
            )
    if run.plan_id is None:
        raise RuntimeError(f"plan run {run.run_id}: {run.problem_vi} / {run.problem_en}")
    return run


def short_name(counter: Counter) -> str:
    """Without the demo's mark."""
    return counter.office.name.removesuffix(" (chạy thử)")
