"""What a post office keeps for citizens: invitations, what is due to go back, the rules of an agreement."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct

from api.fields import Line
from api.service import Service
from courier.care.holding.invite import invite
from courier.care.holding.list_held import list_held
from courier.care.holding.model import HeldItem, InvitedBy
from courier.care.holding.return_due import return_due
from courier.care.holding.set_rule import HoldingTerms, set_rule
from courier.care.holding.statements import InvitationKept, RuleKept
from courier.network.identity.model import Staff


class InvitationOrder(Struct, frozen=True, kw_only=True):
    """How the citizen was invited to collect."""

    invitation_id: UUID
    how: InvitedBy


class ReturnOrder(Struct, frozen=True, kw_only=True):
    """Results kept long enough, to go back to the desks that issued them."""

    office_id: UUID
    job_ids: Annotated[list[UUID], Meta(min_length=1, max_length=200)]


class Returned(Struct, frozen=True, kw_only=True):
    """How many were newly told to go back."""

    returned: int


class HoldingRuleOrder(Struct, frozen=True, kw_only=True):
    """Attempts, holding days and invitations of an agreement, from a day on."""

    rule_id: UUID
    valid_from: date
    attempts: Annotated[int, Meta(ge=1, le=10)] = 3
    hold_days_town: Annotated[int, Meta(ge=1, le=180)] = 15
    hold_days_country: Annotated[int, Meta(ge=1, le=180)] = 30
    invitations: Annotated[int, Meta(ge=0, le=10)] = 2
    apart_working_days: Annotated[int, Meta(ge=0, le=30)] = 2
    counts_working_days: bool = False
    source: Line


@get("/holds", summary="What waits for citizens, what must be invited for, what is due to go back")
async def show_holds(
    office_id: FromQuery[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> list[HeldItem]:
    """The oldest first, at most 500."""
    return await list_held(service.pool, office_id, staff.person_id)


@post("/holds/{job_id:uuid}/invitations", status_code=HTTP_200_OK, summary="Record that a citizen was invited")
async def order_invitation(
    job_id: FromPath[UUID],
    data: JSONBody[InvitationOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> InvitationKept:
    return await service.commit(
        lambda connection: invite(
            connection, invitation_id=data.invitation_id, job_id=job_id, how=data.how, asked_by=staff.person_id
        )
    )


@post("/holds/returns", status_code=HTTP_200_OK, summary="Send back what was kept long enough")
async def order_returns(
    data: JSONBody[ReturnOrder], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Returned:
    """All of them or none: what is not due is named."""
    returned = await service.commit(
        lambda connection: return_due(connection, data.office_id, data.job_ids, staff.person_id)
    )
    return Returned(returned=returned)


@post(
    "/agreements/{agreement_id:uuid}/holding-rules",
    status_code=HTTP_200_OK,
    summary="How long is held, how often tried",
)
async def order_holding_rule(
    agreement_id: FromPath[UUID],
    data: JSONBody[HoldingRuleOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> RuleKept:
    terms = HoldingTerms(
        valid_from=data.valid_from,
        attempts=data.attempts,
        hold_days_town=data.hold_days_town,
        hold_days_country=data.hold_days_country,
        invitations=data.invitations,
        apart_working_days=data.apart_working_days,
        counts_working_days=data.counts_working_days,
        source=data.source,
    )
    return await service.commit(
        lambda connection: set_rule(
            connection, rule_id=data.rule_id, agreement_id=agreement_id, terms=terms, asked_by=staff.person_id
        )
    )


holding_routes = (show_holds, order_invitation, order_returns, order_holding_rule)
