"""The one-stop desk: its log-in, its workstation's acts, the lists of results it hands over."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath

from api.devices import DEVICE_ROUTES
from api.handovers import desk_handover_routes
from api.manifests import read_counters_manifest
from api.network_office import PAUSE_ROUTES
from api.service import Service
from api.sessions import SESSION_ROUTES
from api.uploads import LARGEST_FILE, read_upload
from courier.intake.import_list import get_rejected_file, import_list
from courier.intake.model import ListImported
from courier.network.identity.model import DeviceIdentity, Staff
from mobile_contract.sync import Manifest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class ListForm:
    """A desk's *Phiếu bàn giao kết quả* as XLSX or CSV."""

    desk_id: UUID
    file: UploadFile


@get("/manifest", summary="What the desk holds or is offered")
async def show_manifest(service: NamedDependency[Service], reader: NamedDependency[DeviceIdentity]) -> Manifest:
    """For a workstation; its stops are empty."""
    return await read_counters_manifest(service, reader)


@post("/lists", request_max_body_size=LARGEST_FILE, summary="Import a list of results")
async def send_list(
    data: Annotated[ListForm, Body(media_type=RequestEncodingType.MULTI_PART)],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> ListImported:
    """Good lines become jobs at once; what is wrong with the others is told by line, and given back as a file."""
    sent = await read_upload(data.file)
    return await service.commit(
        lambda connection: import_list(connection, staff.person_id, data.desk_id, sent.name, sent.content)
    )


@get("/lists/{import_id:uuid}/rejected", summary="The lines of an import to mend")
async def show_rejected(
    import_id: FromPath[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Response[bytes]:
    """An XLSX file with the lines refused and why."""
    content = await service.commit(lambda connection: get_rejected_file(connection, staff.person_id, import_id))
    headers = {"Content-Disposition": f'attachment; filename="can-sua-{import_id}.xlsx"'}
    return Response(content, media_type=XLSX, headers=headers)


routes = Router(
    "/desk",
    route_handlers=[
        *SESSION_ROUTES,
        *DEVICE_ROUTES,
        *PAUSE_ROUTES,
        *desk_handover_routes,
        show_manifest,
        send_list,
        show_rejected,
    ],
    tags=["desk"],
    security=[{"session": []}, {"device": []}],
)
