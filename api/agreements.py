"""Agreements as administrators sign, end and pass them on: one desk or many in one action."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct

from api.fields import Code, Line
from api.service import Service
from courier.network.agreements.end_agreement import end_agreement
from courier.network.agreements.inherit_agreements import inherit_agreements
from courier.network.agreements.sign_agreements import sign_agreements
from courier.network.identity.check_access import check_administrator
from courier.network.identity.model import Staff
from courier.network.model import Agreement, HandoverMode, Leg, NewAgreement
from courier.network.staff.check_administers import check_administers, check_administers_all

AlarmDays = Annotated[int, Meta(ge=0, le=366)]


class AgreementsInput(Struct, frozen=True, kw_only=True):
    """The terms that one or many desks sign with a post office."""

    desk_ids: Annotated[list[UUID], Meta(min_length=1, max_length=1_000)]
    post_office_id: UUID
    legs: Annotated[list[Leg], Meta(max_length=3)]
    handover_mode: HandoverMode
    legal_basis: Line
    valid_from: date
    valid_to: date | None = None
    may_deliver_on_claimed_transfer: bool = False
    number: Line | None = None
    fields: Annotated[list[Code], Meta(min_length=1, max_length=100)] | None = None
    """Of procedures (civil_status, certification, land, business, social …); left out: all."""
    ending_alarm_days: AlarmDays = 30
    idle_alarm_days: Annotated[int, Meta(ge=1, le=366)] = 30


class AgreementEnd(Struct, frozen=True, kw_only=True):
    """The first day an agreement is no longer in force."""

    valid_to: date


class Inherited(Struct, frozen=True, kw_only=True):
    """How many desks inherited an agreement now; 0 where all that is to pass has passed."""

    passed: int


@post("/agreements", summary="Sign an agreement with one or many desks")
async def order_agreements(
    data: JSONBody[AgreementsInput], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> list[Agreement]:
    """All of them, or none and every desk that stands against it named; the same again changes nothing."""
    await check_administrator(service.pool, staff)
    await check_administers(service.pool, staff.person_id, data.post_office_id)
    await check_administers_all(service.pool, staff.person_id, "desk_ids", data.desk_ids)
    terms = NewAgreement(
        desk_id=data.desk_ids[0],
        post_office_id=data.post_office_id,
        legs=data.legs,
        handover_mode=data.handover_mode,
        legal_basis=data.legal_basis,
        valid_from=data.valid_from,
        valid_to=data.valid_to,
        may_deliver_on_claimed_transfer=data.may_deliver_on_claimed_transfer,
        number=data.number,
        fields=data.fields,
        ending_alarm_days=data.ending_alarm_days,
        idle_alarm_days=data.idle_alarm_days,
    )
    return await service.commit(lambda connection: sign_agreements(connection, terms, data.desk_ids))


@post("/agreements/inheritance", status_code=HTTP_200_OK, summary="Let agreements pass to successor units' desks")
async def order_inheritance(service: NamedDependency[Service], staff: NamedDependency[Staff]) -> Inherited:
    """After importing successions: desks opened and agreements signed later inherit at once."""
    await check_administrator(service.pool, staff)
    return Inherited(passed=len(await service.commit(inherit_agreements)))


@post("/agreements/{agreement_id:uuid}/end", status_code=HTTP_200_OK, summary="End an agreement from a day on")
async def order_agreement_end(
    agreement_id: FromPath[UUID],
    data: JSONBody[AgreementEnd],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> Agreement:
    await check_administrator(service.pool, staff)
    return await service.commit(
        lambda connection: end_agreement(connection, staff.person_id, agreement_id, data.valid_to)
    )


agreement_routes = (order_agreements, order_inheritance, order_agreement_end)
