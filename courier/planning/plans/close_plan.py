"""Close a plan at the end of its day: *kết thúc ngày*. No other plan can be put in force for that day then."""

from uuid import UUID

from courier.database import Connection
from courier.errors import Conflict, NotFound
from courier.planning.model import PlanSummary
from courier.planning.plans.read_plan import get_plan_summary
from courier.planning.plans.statements import ANNOUNCE_PLAN, CLOSE, LOCK_PLAN


async def close_plan(connection: Connection, plan_id: UUID, asked_by: UUID) -> PlanSummary:
    """The plan as it is then; closing it again changes nothing. What was not done stays with who holds it.

    Plans of days past close by themselves when a later day's is put in force. Raises `NotFound` unless `asked_by` is
    dispatcher or supervisor at its office, `Conflict` where it is not in force.
    """
    plan = await LOCK_PLAN.one(connection, plan_id, asked_by)
    if plan is None:
        raise NotFound("Không tìm thấy kế hoạch này", "No such plan")
    if plan.status in ("draft", "replaced"):
        raise Conflict(
            "Chỉ kết thúc được kế hoạch đang chạy của ngày",
            "Only the plan in force of its day can be closed",
        )
    if await CLOSE.run(connection, plan_id, asked_by):
        await ANNOUNCE_PLAN.run(connection, plan_id)
    return await get_plan_summary(connection, plan_id, asked_by)
