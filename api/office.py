"""The post office: log-in, workstations, the devices it lets in and out, plans, the live view, what needs a person."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Router, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct

from api.devices import DEVICE_ROUTES
from api.service import Service
from api.sessions import SESSION_ROUTES
from courier.changes import RECORD_CHANGE
from courier.database import Connection
from courier.network.identity.issue_enrolment import issue_enrolment
from courier.network.identity.model import DeviceKind, RevocationMode, Staff
from courier.network.identity.revoke_device import RevokedDevice, revoke_device


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
    async def revoke(connection: Connection) -> RevokedDevice:
        revoked = await revoke_device(
            connection,
            device_id=device_id,
            mode=data.mode,
            revoked_by=staff.person_id,
            trusted_through=data.trusted_through,
        )
        facts = {"device_id": str(device_id), "mode": data.mode}
        await RECORD_CHANGE.run(connection, "device", revoked.office_id, revoked.party_id, facts)
        return revoked

    return await service.commit(revoke)


routes = Router(
    "/office",
    route_handlers=[*SESSION_ROUTES, *DEVICE_ROUTES, order_enrolment, order_revocation],
    tags=["office"],
    security=[{"session": []}, {"device": []}],
)
