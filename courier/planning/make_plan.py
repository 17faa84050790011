"""Plan an office's day: read it, let the planner think with no transaction open, keep its answer as a draft."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Final
from uuid import UUID

from courier import clock
from courier.database import Connection, Pool, in_transaction
from courier.errors import Conflict
from courier.planning.hold_heads import hold_heads
from courier.planning.keep_plan import keep_plan
from courier.planning.question import Question, ask
from courier.planning.read_day import read_day
from courier.planning.solve_apart import Watch, solve_apart
from courier.planning.travel.find_roads import NO_ROADS, RoadFinder
from routing.plan import Limits, Plan

ATTEMPTS: Final = 3
"""How often a day is planned anew because it changed while the planner thought."""

AfterKeeping = Callable[[Connection, UUID], Awaitable[None]]
"""What else is written in the transaction that keeps a draft."""


async def make_plan(
    pool: Pool,
    office_id: UUID,
    on_date: date,
    asked_by: UUID,
    limits: Limits | None = None,
    *,
    watch: Watch | None = None,
    after_keeping: AfterKeeping | None = None,
    roads: RoadFinder = NO_ROADS,
) -> UUID:
    """The id of a new draft, the next version of that office's day.

    Raises `NotFound` unless `asked_by` is dispatcher or supervisor there; `Conflict` where nobody has a shift, or the
    day changed each time while it was planned, or the planner's answer does not keep its own rules (then nothing is
    stored); `Overloaded` where the planner does not answer.
    """
    plan: Plan | None = None
    for _ in range(ATTEMPTS):
        day = await in_transaction(pool, lambda connection: read_day(connection, office_id, on_date, asked_by))
        known = await roads.find(pool, day)
        question = hold_heads(day, ask(day, clock.now(), known))
        _refuse_without_vehicles(question)
        plan = await solve_apart(question.instance, limits or default_limits(len(day.jobs)), watch, warm_start=plan)

        async def keep(connection: Connection) -> UUID | None:
            plan_id = await keep_plan(connection, day, question, plan, asked_by)  # noqa: B023
            if plan_id is not None and after_keeping is not None:
                await after_keeping(connection, plan_id)
            return plan_id

        if (plan_id := await in_transaction(pool, keep)) is not None:
            return plan_id
    raise Conflict(
        "Công việc trong ngày thay đổi liên tục trong khi lập kế hoạch, hãy lập lại",
        "The day kept changing while it was planned; plan again",
    )


def default_limits(jobs: int) -> Limits:
    """Processor seconds of search by the size of the day: 3 for 100 jobs, 7 for 300, 13 for 600, 20 at most.

    Whoever waits for the answer sits before a page, so a day of any size is answered within a minute, on a busy machine
    too (`routing.plan.WALL_PER_SECOND`); a plan run may be given longer, and shows its best as it comes.
    """
    return Limits(seconds=min(20.0, 1.0 + jobs / 50))


def _refuse_without_vehicles(question: Question) -> None:
    if not question.instance.vehicles:
        raise Conflict(
            "Không có bưu tá nào còn ca trong ngày này: hãy mở ca trước khi lập kế hoạch",
            "Nobody has a shift left that day: open a shift before planning",
        )
