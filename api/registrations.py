"""Results registered before they exist: shown, changed before delivery, closed; the official code they wait for."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from api.fields import Address, Lat, Line, Lon
from api.service import Service
from courier.custody.statements import HEADS_OF_PARTY, LOCK_RESULTS_FOR
from courier.database import Connection
from courier.errors import Conflict, FieldError
from courier.intake.registrations.change_recipient import change_recipient
from courier.intake.registrations.close_registration import close_registration
from courier.intake.registrations.list_registrations import list_registrations
from courier.intake.registrations.model import (
    AskedBy,
    Check,
    ClosingReason,
    HowChecked,
    RecipientChange,
    RecipientChanged,
    Registration,
)
from courier.intake.registrations.record_dossier_code import record_dossier_code
from courier.network.identity.model import Staff
from mobile_contract.fields import END


class ClosingOrder(Struct, frozen=True, kw_only=True):
    """Why a registration ends, who asked, and how it was checked."""

    reason: ClosingReason
    asked_by: AskedBy
    how_checked: HowChecked


class RecipientOrder(Struct, frozen=True, kw_only=True):
    """What is to change of who takes a result; what is left out stays. `lon` and `lat` both or neither."""

    asked_by: AskedBy
    how_checked: HowChecked
    full_name: Line | None = None
    phone: Line | None = None
    address: Address | None = None
    landmark: Address | None = None
    lon: Lon | None = None
    lat: Lat | None = None
    at_counter: bool | None = None


class CodeInput(Struct, frozen=True, kw_only=True):
    """What the desk gave the dossier."""

    code: Annotated[str, Meta(min_length=1, max_length=64, pattern=rf"^[^\x00-\x1f\x7f]*{END}")]
    due_on: date | None = None


class CodeRecorded(Struct, frozen=True, kw_only=True):
    """The code was kept; what looks odd about it."""

    warnings: list[FieldError]


@get("/registrations", summary="Results asked for that wait for the desk's list")
async def show_registrations(
    office_id: FromQuery[UUID],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    with_done: FromQuery[bool] = False,
) -> list[Registration]:
    """Of a desk, or of all desks a post office serves; with names and addresses, so for their own staff."""
    return await list_registrations(service.pool, staff.person_id, office_id, with_done=with_done)


@post(
    "/registrations/{registration_id:uuid}/closing",
    status_code=HTTP_204_NO_CONTENT,
    summary="The citizen took the result in person, or withdrew",
)
async def order_closing(
    registration_id: FromPath[UUID],
    data: JSONBody[ClosingOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> None:
    check = Check(asked_by=data.asked_by, how_checked=data.how_checked)
    await service.commit(
        lambda connection: close_registration(connection, staff.person_id, registration_id, data.reason, check)
    )


@post(
    "/recipients/{target_id:uuid}",
    status_code=HTTP_200_OK,
    summary="Change who takes a result, or where, before it is delivered",
)
async def order_recipient(
    target_id: FromPath[UUID],
    data: JSONBody[RecipientOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> RecipientChanged:
    """`target_id` is a RETURN job's or a registration's id; the phones see it with their next manifest."""
    change = RecipientChange(
        check=Check(asked_by=data.asked_by, how_checked=data.how_checked),
        full_name=data.full_name,
        phone=data.phone,
        address=data.address,
        landmark=data.landmark,
        lon=data.lon,
        lat=data.lat,
        at_counter=data.at_counter,
    )

    async def act(connection: Connection) -> RecipientChanged:
        changed = await change_recipient(connection, staff.person_id, target_id, change)
        await LOCK_RESULTS_FOR.run(connection, changed.recipient_id)
        heads = await HEADS_OF_PARTY.all(connection, changed.recipient_id)
        held = [head.job_id for head in heads if head.holder_id == changed.recipient_id]
        if changed.job_id in held or (changed.job_id is None and held):
            raise Conflict("Kết quả này đã phát, không đổi người nhận nữa", "This result was delivered already")
        return changed

    return await service.commit(act)


@post("/dossiers/{dossier_id:uuid}/code", status_code=HTTP_200_OK, summary="Record a dossier's official code")
async def order_code(
    dossier_id: FromPath[UUID],
    data: JSONBody[CodeInput],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> CodeRecorded:
    """Either official form; an odd one is kept and warned of."""
    warnings = await service.commit(
        lambda connection: record_dossier_code(connection, staff.person_id, dossier_id, data.code, data.due_on)
    )
    return CodeRecorded(warnings=warnings)


registration_routes = (show_registrations, order_closing, order_recipient, order_code)
