"""The office's money at its desk: tills, cases, transfers and refunds, days of cash as they are settled."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from api.fields import Line
from api.service import Service
from courier import clock
from courier.money.close_case import close_case
from courier.money.model import CaseKind, CashDay
from courier.money.reading import cash_days
from courier.money.record_transfer_seen import record_transfer_seen
from courier.money.refunds.refund import refund, reverse_refund
from courier.money.refunds.statements import REFUNDS, Refund, RefundMode
from courier.money.reverse_collection import reverse_collection
from courier.money.set_cash_limit import set_cash_limit
from courier.money.set_settle_days import set_settle_days
from courier.money.tills.read_tills import read_tills
from courier.money.tills.statements import Till
from courier.network.identity.model import Staff
from mobile_contract.fields import END, AmountVnd, Code

Note = Annotated[str, Meta(pattern=rf"^[^\x00]*{END}", min_length=1, max_length=1_000)]
SlipNumber = Annotated[str, Meta(pattern=rf"^[^\x00-\x1f\x7f]+{END}", min_length=1, max_length=60)]
DAYS_SHOWN = 31


class Tills(Struct, frozen=True, kw_only=True):
    """The tills of one office."""

    tills: list[Till]


class CashDays(Struct, frozen=True, kw_only=True):
    """The days of one office's cash."""

    days: list[CashDay]


class CaseClosing(Struct, frozen=True, kw_only=True):
    """Which case, as it was listed, and what was found."""

    case_key: Annotated[str, Meta(pattern=rf"^[^\x00-\x1f\x7f]+{END}", min_length=1, max_length=120)]
    kind: CaseKind
    note: Note


class Reason(Struct, frozen=True, kw_only=True):
    """Why something is taken back."""

    reason: Note


class TransferSeen(Struct, frozen=True, kw_only=True):
    """Where the office saw the money, if that has a number."""

    reference: Line | None = None


class RefundOrder(Struct, frozen=True, kw_only=True):
    """What a citizen gets back; `refund_id` is the asker's own: sent twice, done once."""

    refund_id: UUID
    office_id: UUID
    code: Code
    mode: RefundMode
    amount_vnd: Annotated[int, Meta(ge=1, le=10**12)]
    slip_number: SlipNumber
    """Of the paper the citizen signed, or of the bank's transfer."""


class Refunds(Struct, frozen=True, kw_only=True):
    """The latest refunds of one office."""

    refunds: list[Refund]


class CashLimit(Struct, frozen=True, kw_only=True):
    """How much cash one holder may have before he gets no new work."""

    office_id: UUID
    limit_vnd: AmountVnd


class SettleDays(Struct, frozen=True, kw_only=True):
    """For cash taken from a day on."""

    days: Annotated[int, Meta(ge=0, le=366)]
    valid_from: date


@get("/tills", summary="The counters' tills")
async def list_tills(
    office_id: FromQuery[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Tills:
    """Open ones, those not yet counted in, those closed today: float, takings, what was counted."""
    return Tills(tills=await read_tills(service.pool, office_id, staff.person_id))


@get("/cash-days", summary="Receipts, hand-ins, remittances and bank credits by day")
async def list_cash_days(
    office_id: FromQuery[UUID],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    since: FromQuery[date | None] = None,
) -> CashDays:
    """The last month, or since a day: the three-way reconciliation, oldest money settled first."""
    begin = since or clock.today() - timedelta(days=DAYS_SHOWN)
    return CashDays(days=await cash_days(service.pool, office_id, staff.person_id, begin))


@post("/money-case-closings", status_code=HTTP_204_NO_CONTENT, summary="Close a case of money with a note")
async def order_case_closing(
    data: JSONBody[CaseClosing], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> None:
    """For the figures it shows: when they change it opens again. Nothing is adjusted."""
    await service.commit(
        lambda connection: close_case(connection, data.case_key, data.kind, staff.person_id, data.note)
    )


@post("/collections/{event_id:uuid}/reversal", status_code=HTTP_204_NO_CONTENT, summary="Take back a collection")
async def order_reversal(
    event_id: FromPath[UUID],
    data: JSONBody[Reason],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> None:
    """Recorded by mistake, or by a device no longer believed: a row of its own."""
    await service.commit(lambda connection: reverse_collection(connection, event_id, staff.person_id, data.reason))


@post("/collections/{event_id:uuid}/seen", status_code=HTTP_204_NO_CONTENT, summary="The transfer told of was seen")
async def say_transfer_seen(
    event_id: FromPath[UUID],
    data: JSONBody[TransferSeen],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> None:
    await service.commit(
        lambda connection: record_transfer_seen(connection, event_id, "office", staff.person_id, data.reference)
    )


@post("/refunds", status_code=HTTP_204_NO_CONTENT, summary="Give a citizen money back")
async def order_refund(
    data: JSONBody[RefundOrder], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> None:
    """Out of what was taken over what is due; the case settles itself by it."""
    await service.commit(
        lambda connection: refund(
            connection,
            refund_id=data.refund_id,
            office_id=data.office_id,
            code=data.code,
            mode=data.mode,
            amount_vnd=data.amount_vnd,
            slip_number=data.slip_number,
            asked_by=staff.person_id,
        )
    )


@get("/refunds", summary="The latest refunds")
async def list_refunds(
    office_id: FromQuery[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Refunds:
    return Refunds(refunds=await REFUNDS.all(service.pool, office_id, staff.person_id))


@post("/refunds/{refund_id:uuid}/reversal", status_code=HTTP_204_NO_CONTENT, summary="Take back a refund")
async def order_refund_reversal(
    refund_id: FromPath[UUID],
    data: JSONBody[Reason],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> None:
    await service.commit(lambda connection: reverse_refund(connection, refund_id, staff.person_id, data.reason))


@put("/cash-limits/{party_id:uuid}", status_code=HTTP_204_NO_CONTENT, summary="Set a holder's cash limit")
async def order_cash_limit(
    party_id: FromPath[UUID],
    data: JSONBody[CashLimit],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> None:
    """It blocks new work, never a delivery on board."""
    await service.commit(
        lambda connection: set_cash_limit(connection, data.office_id, party_id, data.limit_vnd, staff.person_id)
    )


@put("/settle-days/{office_id:uuid}", status_code=HTTP_204_NO_CONTENT, summary="Set how soon cash must reach the bank")
async def order_settle_days(
    office_id: FromPath[UUID],
    data: JSONBody[SettleDays],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> None:
    await service.commit(
        lambda connection: set_settle_days(connection, office_id, data.days, data.valid_from, staff.person_id)
    )


money_routes = (
    list_tills,
    list_cash_days,
    order_case_closing,
    order_reversal,
    say_transfer_seen,
    order_refund,
    list_refunds,
    order_refund_reversal,
    order_cash_limit,
    order_settle_days,
)
