"""The post office's people: the devices they let in and out, labels, the live view, what needs a person, the cash."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from api.addresses import office_address_routes
from api.amendments import amendment_routes
from api.cases import case_routes
from api.counts import count_routes
from api.day_book import day_book_routes
from api.devices import DEVICE_ROUTES
from api.disputes import dispute_routes
from api.handovers import office_handover_routes
from api.holding import holding_routes
from api.labels import label_routes
from api.linehaul import linehaul_office_routes
from api.manifests import read_counters_manifest
from api.money import money_routes
from api.network_office import network_office_routes
from api.order_files import order_file_routes
from api.orders import order_routes
from api.other_hands import other_hands_routes
from api.papers import paper_routes
from api.particulars import particular_routes
from api.plan_runs import plan_run_routes
from api.plans import plan_routes
from api.receipts import receipt_routes
from api.registrations import registration_routes
from api.remittances import remittance_routes
from api.service import Service
from api.sessions import SESSION_ROUTES
from api.shifts import shift_routes
from api.territory import territory_routes
from courier import clock
from courier.changes import RECORD_CHANGE
from courier.custody.recompute import recompute_after_revocation
from courier.custody.state_side import Verdict, state_side
from courier.custody.statements import OPEN_EXCEPTIONS_OF_OFFICE, OpenException
from courier.database import Connection
from courier.money.model import Balance, CashDifference, Ledger, MoneyCase
from courier.money.reading import balances_of_office, cash_difference, ledgers_of_office, open_cases
from courier.network.identity.check_access import check_works_at
from courier.network.identity.issue_enrolment import issue_enrolment
from courier.network.identity.model import DeviceIdentity, DeviceKind, RevocationMode, Staff
from courier.network.identity.revoke_device import RevokedDevice, revoke_device
from courier.planning.live.board import board, list_held
from courier.planning.live.map_layers import map_layers
from courier.planning.live.model import Board, HeldItem, MapLayers
from mobile_contract.reasons import REASON_WORDS
from mobile_contract.sync import Manifest


class EnrolmentOrder(Struct, frozen=True, kw_only=True):
    """For whom a device is let in."""

    office_id: UUID
    person_id: UUID
    kind: DeviceKind


class EnrolmentLink(Struct, frozen=True, kw_only=True):
    """What the office shows as QR, or reads out over the telephone; good for 15 minutes and one device."""

    url: str
    short_code: str
    expires_at: datetime


class RevocationOrder(Struct, frozen=True, kw_only=True):
    """How a device left: handed in and replaced, or lost."""

    mode: RevocationMode
    trusted_through: Annotated[int, Meta(ge=0, le=2**53 - 1)] | None = None
    """By default all of a replaced device's acts, and a lost one's up to the last number received without a gap."""


class SideVerdict(Struct, frozen=True, kw_only=True):
    """What an office says of the side that another's device wrote down for it."""

    event_id: UUID
    party_id: UUID
    verdict: Verdict


class Cash(Struct, frozen=True, kw_only=True):
    """The office's cash: each holder's balance, the day's difference, what needs a person."""

    balances: list[Balance]
    difference: CashDifference
    cases: list[MoneyCase]
    ledgers: list[Ledger]
    """The office's own accounts, those that were ever booked on."""


@get("/manifest", summary="What the office holds or is offered")
async def show_manifest(service: NamedDependency[Service], reader: NamedDependency[DeviceIdentity]) -> Manifest:
    """For a workstation; its stops are empty."""
    return await read_counters_manifest(service, reader)


@post("/enrolments", summary="Let a phone or workstation in")
async def order_enrolment(
    data: JSONBody[EnrolmentOrder], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> EnrolmentLink:
    issued = await service.commit(
        lambda connection: issue_enrolment(
            connection,
            service.secret,
            issued_by=staff.person_id,
            office_id=data.office_id,
            person_id=data.person_id,
            kind=data.kind,
        )
    )
    return EnrolmentLink(
        url=f"{service.base_url.upper()}/E/{issued.token}",
        short_code=f"{issued.short_code[:4]}-{issued.short_code[4:]}",
        expires_at=issued.expires_at,
    )


@post("/devices/{device_id:uuid}/revocation", status_code=HTTP_200_OK, summary="Close a device: replaced or lost")
async def order_revocation(
    device_id: FromPath[UUID],
    data: JSONBody[RevocationOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> RevokedDevice:
    """The custody of what it signed past its trusted number is computed anew in the same transaction."""

    async def revoke(connection: Connection) -> RevokedDevice:
        revoked = await revoke_device(
            connection,
            device_id=device_id,
            mode=data.mode,
            revoked_by=staff.person_id,
            trusted_through=data.trusted_through,
        )
        await recompute_after_revocation(connection, device_id, revoked.trusted_through)
        facts = {"device_id": str(device_id), "mode": data.mode}
        await RECORD_CHANGE.run(connection, "device", revoked.office_id, revoked.party_id, facts)
        return revoked

    return await service.commit(revoke)


@get("/board", summary="The day as it stands")
async def show_board(
    office_id: FromQuery[UUID],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    on_date: FromQuery[date | None] = None,
) -> Board:
    return await board(service.pool, office_id, staff.person_id, on_date or clock.today(), REASON_WORDS)


@get("/holdings/{holder_id:uuid}", summary="What one carrier or counter of the office holds")
async def show_holding(
    holder_id: FromPath[UUID],
    office_id: FromQuery[UUID],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> list[HeldItem]:
    """The oldest first, at most 500."""
    return await list_held(service.pool, office_id, holder_id, staff.person_id)


@get("/map", summary="Communes, offices and routes of the day")
async def show_map(
    office_id: FromQuery[UUID],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    on_date: FromQuery[date | None] = None,
) -> MapLayers:
    return await map_layers(service.pool, office_id, staff.person_id, on_date or clock.today())


@get("/stream", media_type="text/event-stream", summary="What happens at the office, as it happens")
async def stream(
    office_id: FromQuery[UUID],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    last_event_id: Annotated[str | None, HeaderParameter(name="Last-Event-ID", max_length=64)] = None,
) -> Stream:
    """Server-sent events: `hello` at the start, `change` for each change, `reload` where too much was missed."""
    await check_works_at(service.pool, staff, office_id)
    events: AsyncIterator[bytes] = service.hub.stream(office_id, last_event_id)
    return Stream(events, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


@get("/exceptions", summary="What needs a person")
async def list_exceptions(
    office_id: FromQuery[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> list[OpenException]:
    return await OPEN_EXCEPTIONS_OF_OFFICE.all(service.pool, office_id, staff.person_id)


@post("/statements", status_code=HTTP_204_NO_CONTENT, summary="Confirm or contest a side written down for the office")
async def say_verdict(
    data: JSONBody[SideVerdict], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> None:
    await service.commit(
        lambda connection: state_side(connection, data.event_id, data.party_id, data.verdict, staff.person_id)
    )


@get("/cash", summary="Balances, the day's difference, open cases")
async def show_cash(
    office_id: FromQuery[UUID],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    on_date: FromQuery[date | None] = None,
) -> Cash:
    person_id = staff.person_id
    return Cash(
        balances=await balances_of_office(service.pool, office_id, person_id),
        difference=await cash_difference(service.pool, office_id, on_date or clock.today(), person_id),
        cases=await open_cases(service.pool, office_id, person_id),
        ledgers=await ledgers_of_office(service.pool, office_id, person_id),
    )


routes = Router(
    "/office",
    route_handlers=[
        *SESSION_ROUTES,
        *DEVICE_ROUTES,
        *dispute_routes,
        *count_routes,
        *other_hands_routes,
        *office_address_routes,
        *order_routes,
        *order_file_routes,
        *registration_routes,
        *office_handover_routes,
        *holding_routes,
        *label_routes,
        *case_routes,
        *linehaul_office_routes,
        *money_routes,
        *day_book_routes,
        *remittance_routes,
        *receipt_routes,
        *network_office_routes,
        *paper_routes,
        *particular_routes,
        *plan_routes,
        *plan_run_routes,
        *territory_routes,
        *amendment_routes,
        *shift_routes,
        show_manifest,
        order_enrolment,
        order_revocation,
        show_board,
        show_holding,
        show_map,
        stream,
        list_exceptions,
        say_verdict,
        show_cash,
    ],
    tags=["office"],
    security=[{"session": []}, {"device": []}],
)
