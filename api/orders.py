"""What comes in at the post office: orders to collect, and the labels of what lists and orders made."""

import asyncio
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct

from api.fields import Address, Instant, Lat, Line, Lon
from api.service import Service
from courier.database import Connection
from courier.errors import FieldError, InvalidInput
from courier.intake.import_list import list_jobs_of_import
from courier.intake.label_items import label_items
from courier.intake.labels_pdf import labels_pdf
from courier.intake.model import LabelFace, NewOrder, OrderPlaced, RequestedBy, Sender, StatedAmount
from courier.intake.orders.place_order import place_order
from courier.network.identity.model import Staff


class SenderInput(Struct, frozen=True, kw_only=True):
    """The citizen a dossier is collected from; `lon` and `lat` both or neither."""

    full_name: Line
    phone: Line
    address: Address
    landmark: Address | None = None
    lon: Lon | None = None
    lat: Lat | None = None


class OrderInput(Struct, frozen=True, kw_only=True):
    """A dossier to be collected from a citizen and handed to a desk. The same `order_id` is placed once."""

    order_id: UUID
    desk_id: UUID
    title: Address
    sender: SenderInput
    procedure_code: Line | None = None
    window_from: Instant | None = None
    window_to: Instant | None = None
    requested_by: RequestedBy = "CITIZEN"
    weight_g: Annotated[int, Meta(ge=1, le=30_000)] = 100
    at_counter: bool = False
    amounts: Annotated[list[StatedAmount], Meta(max_length=20)] = []


class LabelOrder(Struct, frozen=True, kw_only=True):
    """What to label: all jobs of an import, or the jobs named; not both."""

    import_id: UUID | None = None
    job_ids: Annotated[list[UUID], Meta(max_length=1_000)] = []


@post("/orders", summary="Collect a dossier from a citizen for a desk")
async def send_order(
    data: JSONBody[OrderInput], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> OrderPlaced:
    order = NewOrder(
        order_id=data.order_id,
        desk_id=data.desk_id,
        title=data.title,
        sender=Sender(
            full_name=data.sender.full_name,
            phone=data.sender.phone,
            address=data.sender.address,
            landmark=data.sender.landmark,
            lon=data.sender.lon,
            lat=data.sender.lat,
        ),
        procedure_code=data.procedure_code,
        window_from=data.window_from,
        window_to=data.window_to,
        requested_by=data.requested_by,
        weight_g=data.weight_g,
        at_counter=data.at_counter,
        amounts=data.amounts,
    )
    return await service.commit(lambda connection: place_order(connection, staff.person_id, order))


@post("/labels", status_code=HTTP_200_OK, summary="Label what has no label yet")
async def order_labels(
    data: JSONBody[LabelOrder], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> list[LabelFace]:
    """What is labelled already keeps its code: that is a reprint."""
    if (data.import_id is None) == (not data.job_ids):
        raise InvalidInput([_ONE_OF_TWO])
    return await _label(service, staff, data)


@get("/labels.pdf", media_type="application/pdf", summary="The labels of an import, to print")
async def print_labels(
    import_id: FromQuery[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Response[bytes]:
    """A4 sheets of 14. What has no label yet gets one; asked again, the same labels come."""
    faces = await _label(service, staff, LabelOrder(import_id=import_id))
    host = urlsplit(service.base_url).netloc
    sheet = await asyncio.to_thread(labels_pdf, faces, host)
    headers = {"Content-Disposition": f'inline; filename="nhan-{import_id}.pdf"'}
    return Response(sheet, media_type="application/pdf", headers=headers)


async def _label(service: Service, staff: Staff, order: LabelOrder) -> list[LabelFace]:
    async def label(connection: Connection) -> list[LabelFace]:
        job_ids = order.job_ids
        if order.import_id is not None:
            job_ids = await list_jobs_of_import(connection, staff.person_id, order.import_id)
        return await label_items(connection, staff.person_id, job_ids)

    return await service.commit(label)


_ONE_OF_TWO = FieldError(
    field="import_id",
    problem="one-of-two",
    message_vi="phải có import_id hoặc job_ids, không cả hai",
    message_en="give import_id or job_ids, not both",
    remedy_vi="gửi import_id của một lần nhập danh sách, hoặc danh sách job_ids",
    remedy_en="send the import_id of a list, or the list job_ids",
)

order_routes = (send_order, order_labels, print_labels)
