"""Open cases that a supervisor closes by deciding what is to become of what they are about."""

from typing import Annotated
from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct

from api.service import Service
from courier.care.close_refusal import Decision, close_refusal
from courier.care.statements import RefusalDecision
from courier.network.identity.model import Staff
from mobile_contract.fields import END


class RefusalOrder(Struct, frozen=True, kw_only=True):
    """What becomes of what was refused: to the same receiver again, to another desk, or back to the sender."""

    decision: Decision
    note: Annotated[str, Meta(pattern=rf"^[^\x00]*{END}", min_length=1, max_length=500)]
    desk_id: UUID | None = None
    """With OTHER_DESK only."""


@post("/cases/{exception_id:uuid}/refusal", status_code=HTTP_200_OK, summary="Decide what was refused, close its case")
async def order_refusal(
    exception_id: FromPath[UUID],
    data: JSONBody[RefusalOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> RefusalDecision:
    """By a supervisor of the office that fetches or brings it. The same decision again changes nothing."""
    return await service.commit(
        lambda connection: close_refusal(
            connection,
            exception_id,
            data.decision,
            decided_by=staff.person_id,
            note=data.note,
            desk_id=data.desk_id,
        )
    )


case_routes = (order_refusal,)
