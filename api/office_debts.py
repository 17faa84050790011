"""Money between offices: who owes whom, payments and their receipt; acts of a lost device set aside."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from api.money import Reason, SlipNumber
from api.service import Service
from courier.money.offices.model import OfficeDebt, OfficePayment
from courier.money.offices.pay_office import pay_office, receive_payment, reverse_payment
from courier.money.offices.statements import DEBTS_OF_OFFICE, PAYMENTS_OF_OFFICE
from courier.money.set_aside import set_aside
from courier.network.identity.model import Staff


class OfficeDebts(Struct, frozen=True, kw_only=True):
    """What an office and others owe each other, and the latest payments between them."""

    debts: list[OfficeDebt]
    payments: list[OfficePayment]


class PaymentOrder(Struct, frozen=True, kw_only=True):
    """What one office pays another; `payment_id` is the asker's own: sent twice, done once."""

    payment_id: UUID
    from_office_id: UUID
    to_office_id: UUID
    amount_vnd: Annotated[int, Meta(ge=1, le=10**12)]
    slip_number: SlipNumber


@get("/office-debts", summary="What offices owe each other of money one took and another booked or gave back")
async def show_debts(
    office_id: FromQuery[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> OfficeDebts:
    return OfficeDebts(
        debts=await DEBTS_OF_OFFICE.all(service.pool, office_id, staff.person_id),
        payments=await PAYMENTS_OF_OFFICE.all(service.pool, office_id, staff.person_id),
    )


@post("/office-payments", status_code=HTTP_204_NO_CONTENT, summary="Pay another office what is owed to it")
async def order_payment(
    data: JSONBody[PaymentOrder], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> None:
    """Out of the safe; it is in the other's safe once somebody there says so."""
    await service.commit(
        lambda connection: pay_office(
            connection,
            payment_id=data.payment_id,
            from_office_id=data.from_office_id,
            to_office_id=data.to_office_id,
            amount_vnd=data.amount_vnd,
            slip_number=data.slip_number,
            asked_by=staff.person_id,
        )
    )


@post("/office-payments/{payment_id:uuid}/receipt", status_code=HTTP_204_NO_CONTENT, summary="The money has arrived")
async def say_payment_received(
    payment_id: FromPath[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> None:
    """By the receiving office; said again, nothing changes."""
    await service.commit(lambda connection: receive_payment(connection, payment_id, staff.person_id))


@post("/office-payments/{payment_id:uuid}/reversal", status_code=HTTP_204_NO_CONTENT, summary="Take back a payment")
async def order_payment_reversal(
    payment_id: FromPath[UUID],
    data: JSONBody[Reason],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> None:
    """Recorded by mistake and not received."""
    await service.commit(lambda connection: reverse_payment(connection, payment_id, staff.person_id, data.reason))


@post(
    "/money-acts/{event_id:uuid}/setting-aside",
    status_code=HTTP_204_NO_CONTENT,
    summary="Propose or confirm: set aside an act of money that a lost device signed past its trusted number",
)
async def order_setting_aside(
    event_id: FromPath[UUID],
    data: JSONBody[Reason],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> None:
    """By two people: the first proposes it, the second, of this office or its superior, does it. What it had booked is
    then reversed by rows of their own; never by itself."""
    await service.commit(lambda connection: set_aside(connection, event_id, staff.person_id, data.reason))


office_debt_routes = (show_debts, order_payment, say_payment_received, order_payment_reversal, order_setting_aside)
