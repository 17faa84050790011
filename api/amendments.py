"""Plans changed by a dispatcher's hand: what a change would do, and the change made; jobs held to a carrier."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from api.service import Service
from courier.errors import FieldError, InvalidInput
from courier.network.identity.model import Staff
from courier.planning.amend.amend_plan import MOST_AT_ONCE, amend_plan, preview_change
from courier.planning.amend.model import Assign, Change, Fill, Insert, Move, Reassign
from courier.planning.amend.pin_job import pin_job
from courier.planning.amend.standing_plan import know_roads
from courier.planning.model import Amendment, AmendmentEffect


class ChangeOrder(Struct, frozen=True, kw_only=True):
    """One change of a plan.

    `insert`: `job_id`, into the best route or `carrier_id`'s; at most `most_moved` others change carrier for it, and
    only where that saves more than it costs, or where it fits nowhere else (0: nobody). `move`: `job_id` to
    `carrier_id`. `assign` (*giao hết*): `job_ids`, without them all that no route has, to `carrier_id`. `reassign`:
    what the ended `shift_id` had left, to the others. `fill` (*xếp nốt việc còn sót*): all that no route has, each
    where it fits best.
    """

    kind: Literal["insert", "move", "assign", "reassign", "fill"]
    job_id: UUID | None = None
    carrier_id: UUID | None = None
    job_ids: Annotated[list[UUID], Meta(max_length=MOST_AT_ONCE)] = []
    shift_id: UUID | None = None
    most_moved: Annotated[int, Meta(ge=0, le=3)] = 3


class PinOrder(Struct, frozen=True, kw_only=True):
    """Whom a job is held to that day; without a carrier it is let go."""

    office_id: UUID
    on_date: date
    job_id: UUID
    carrier_id: UUID | None = None


@post("/plans/{plan_id:uuid}/previews", status_code=HTTP_200_OK, summary="What a change of a plan would do")
async def order_preview(
    plan_id: FromPath[UUID],
    data: JSONBody[ChangeOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> AmendmentEffect:
    return await preview_change(service.pool, plan_id, _change(data), staff.person_id, service.roads)


@post("/plans/{plan_id:uuid}/changes", status_code=HTTP_200_OK, summary="Change a plan by hand")
async def order_change(
    plan_id: FromPath[UUID],
    data: JSONBody[ChangeOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> Amendment:
    """The change of the plan in force is in force at once, as its next version; of a draft, the next draft."""
    change = _change(data)
    await know_roads(service.pool, plan_id, staff.person_id, service.roads)
    return await service.commit(
        lambda connection: amend_plan(connection, plan_id, change, staff.person_id, service.roads)
    )


@post("/pins", status_code=HTTP_204_NO_CONTENT, summary="Hold a job to a carrier, or let it go")
async def order_pin(data: JSONBody[PinOrder], service: NamedDependency[Service], staff: NamedDependency[Staff]) -> None:
    """The next plan of that day keeps to it."""
    await service.commit(
        lambda connection: pin_job(
            connection, data.job_id, data.office_id, data.on_date, data.carrier_id, staff.person_id
        )
    )


def _change(order: ChangeOrder) -> Change:
    """Raises `InvalidInput` naming what its kind needs."""
    match order:
        case ChangeOrder(kind="insert", job_id=UUID() as job_id):
            return Insert(job_id=job_id, carrier_id=order.carrier_id, most_moved=order.most_moved)
        case ChangeOrder(kind="move", job_id=UUID() as job_id, carrier_id=UUID() as carrier_id):
            return Move(job_id=job_id, carrier_id=carrier_id)
        case ChangeOrder(kind="assign", carrier_id=UUID() as carrier_id):
            return Assign(carrier_id=carrier_id, job_ids=order.job_ids)
        case ChangeOrder(kind="reassign", shift_id=UUID() as shift_id):
            return Reassign(shift_id=shift_id)
        case ChangeOrder(kind="fill"):
            return Fill()
    needed = {"insert": ("job_id",), "move": ("job_id", "carrier_id"), "assign": ("carrier_id",)}
    raise InvalidInput(
        [_missing(field) for field in needed.get(order.kind, ("shift_id",)) if not getattr(order, field)]
    )


def _missing(field: str) -> FieldError:
    return FieldError(
        field=field,
        problem="missing",
        message_vi="Thiếu thông tin mà cách sửa này cần",
        message_en="This kind of change needs it",
        remedy_vi=f"Ghi {field}",
        remedy_en=f"Give {field}",
    )


amendment_routes = (order_preview, order_change, order_pin)
