"""What comes in at the post office: orders of every kind, one by one; files of them stand in `api.order_files`."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta, Struct

from api.fields import Address, Instant, Lat, Line, Lon
from api.service import Service
from courier.intake.model import Channel, NewOrder, OrderKind, OrderPlaced, RequestedBy, StatedAmount
from courier.intake.orders.place_order import place_order
from courier.network.identity.model import Staff
from mobile_contract.fields import END

Count = Annotated[int, Meta(ge=0, le=100)]


class SenderInput(Struct, frozen=True, kw_only=True):
    """Where a dossier is collected, or a result brought; `lon` and `lat` both or neither."""

    full_name: Line
    phone: Line
    address: Address
    landmark: Address | None = None
    lon: Lon | None = None
    lat: Lat | None = None


class DocumentInput(Struct, frozen=True, kw_only=True):
    """One line of what is to be in the envelope."""

    name: Address
    originals: Count = 0
    certified_copies: Count = 0
    photocopies: Count = 0
    is_required: bool = True
    is_shown_and_returned: bool = False


class SupplementInput(Struct, frozen=True, kw_only=True):
    """What form 02 asks for."""

    asked_on: date
    missing: Annotated[list[Address], Meta(min_length=1, max_length=50)]
    deadline_on: date | None = None
    reason: Annotated[str, Meta(min_length=1, max_length=1_000, pattern=rf"^[^\x00]*{END}")] | None = None


class OrderInput(Struct, frozen=True, kw_only=True):
    """What is asked for. The same `order_id` is placed once.

    SEND needs `sender`; RETURN `recipient`; BOTH `sender`, and `recipient` where the result goes elsewhere;
    SUPPLEMENT `dossier_id` or `dossier_code`.
    """

    order_id: UUID
    desk_id: UUID
    kind: OrderKind = "SEND"
    title: Annotated[str, Meta(max_length=500, pattern=rf"^[^\x00-\x1f\x7f]*{END}")] = ""
    sender: SenderInput | None = None
    recipient: SenderInput | None = None
    dossier_id: UUID | None = None
    dossier_code: Line | None = None
    procedure_code: Line | None = None
    documents: Annotated[list[DocumentInput], Meta(max_length=99)] | None = None
    due_on: date | None = None
    competent_agency_id: UUID | None = None
    is_online_born: bool = False
    supplement: SupplementInput | None = None
    window_from: Instant | None = None
    window_to: Instant | None = None
    requested_by: RequestedBy = "CITIZEN"
    channel: Channel = "api"
    weight_g: Annotated[int, Meta(ge=1, le=30_000)] = 100
    at_counter: bool = False
    return_at_counter: bool | None = None
    personal_only: bool = False
    papers_to_take_back: Count = 0
    amounts: Annotated[list[StatedAmount], Meta(max_length=20)] = []


@post("/orders", summary="Ask for a dossier to be collected, its result brought, both, or a supplement")
async def send_order(
    data: JSONBody[OrderInput], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> OrderPlaced:
    """Refused only without an agreement, or where the law wants the citizen in person; all else is in `warnings`."""
    order = msgspec.convert(msgspec.to_builtins(data), NewOrder)
    return await service.commit(lambda connection: place_order(connection, staff.person_id, order))


order_routes = (send_order,)
