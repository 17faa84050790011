"""*Chốt và gửi bưu tá*: put a draft in force; the plan it takes the place of is replaced, earlier days' are closed."""

from uuid import UUID

from courier.database import Connection
from courier.errors import Conflict, NotFound
from courier.planning.model import PlanSummary
from courier.planning.plans.read_plan import get_plan_summary
from courier.planning.plans.statements import (
    ANNOUNCE_PLAN,
    CLOSE_EARLIER,
    IS_DAY_CLOSED,
    LOCK_PLAN,
    PUBLISH,
    REPLACE_PUBLISHED,
)


async def publish_plan(connection: Connection, plan_id: UUID, asked_by: UUID) -> PlanSummary:
    """The plan as it is then; once published, publishing it again changes nothing.

    Locks the office's plans, so that one is in force whoever else publishes. Raises `NotFound` unless `asked_by` is
    dispatcher or supervisor at the plan's office; `Conflict` where another plan has taken its place.
    """
    plan = await LOCK_PLAN.one(connection, plan_id, asked_by)
    if plan is None:
        raise NotFound("Không tìm thấy kế hoạch này", "No such plan")
    if plan.status in ("replaced", "closed"):
        raise Conflict(
            "Kế hoạch này đã được thay bằng bản khác hoặc đã kết thúc: hãy lập bản mới",
            "Another plan has taken its place, or its day is closed: make a new one",
        )
    if plan.status == "draft":
        if await IS_DAY_CLOSED.value(connection, plan.office_id, plan.on_date):
            raise Conflict(
                "Ngày này đã kết thúc, không gửi kế hoạch mới được",
                "That day is closed: no plan can be put in force any more",
            )
        await REPLACE_PUBLISHED.run(connection, plan.office_id, plan.on_date)
        await PUBLISH.run(connection, plan_id, asked_by)
        await CLOSE_EARLIER.run(connection, plan.office_id, plan.on_date)
        await ANNOUNCE_PLAN.run(connection, plan_id)
    return await get_plan_summary(connection, plan_id, asked_by)
