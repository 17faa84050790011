"""Files of orders: imported line by line, their bad lines given back to mend, the empty template."""

import asyncio
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath

from api.service import Service
from api.uploads import LARGEST_FILE, read_upload
from courier.intake.orders.import_orders import get_rejected_orders, import_orders
from courier.intake.orders.model import OrdersImported
from courier.intake.orders.order_files import write_orders
from courier.network.identity.model import Staff

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class OrderFileForm:
    """Orders for a desk as XLSX or CSV."""

    desk_id: UUID
    file: UploadFile


@post("/order-lists", request_max_body_size=LARGEST_FILE, summary="Import a file of orders")
async def send_orders(
    data: Annotated[OrderFileForm, Body(media_type=RequestEncodingType.MULTI_PART)],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> OrdersImported:
    """Good lines are placed at once; what is wrong with the others is told by line, and given back as a file."""
    sent = await read_upload(data.file)
    return await service.commit(
        lambda connection: import_orders(connection, staff.person_id, data.desk_id, sent.name, sent.content)
    )


@get("/order-lists/{import_id:uuid}/rejected", summary="The lines of a file of orders to mend")
async def show_rejected_orders(
    import_id: FromPath[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Response[bytes]:
    """An XLSX file with the lines refused and why."""
    content = await service.commit(lambda connection: get_rejected_orders(connection, staff.person_id, import_id))
    return _attached(content, f"don-can-sua-{import_id}.xlsx")


@get("/order-template", summary="The empty file of orders to fill in")
async def show_template() -> Response[bytes]:
    return _attached(await asyncio.to_thread(write_orders, []), "mau-don.xlsx")


def _attached(content: bytes, name: str) -> Response[bytes]:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=XLSX, headers=headers)


order_file_routes = (send_orders, show_rejected_orders, show_template)
