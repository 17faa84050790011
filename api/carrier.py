"""The carrier's phone: enrolment and acts as every device, its day's manifest, positions, outbox, proof files."""

from typing import Annotated, Any

from litestar import Request, Response, Router, get, head, patch, post, put
from litestar.di import NamedDependency
from litestar.params import HeaderParameter, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from api.addresses import carrier_place_routes
from api.devices import DEVICE_ROUTES
from api.fields import Cursor, Sha256Path
from api.manifests import read_carriers_manifest
from api.problems import UnsupportedMediaType
from api.service import Service
from courier import clock
from courier.custody.files.model import LARGEST_BYTES, LARGEST_PIECE_BYTES, FileState, WrongDigest
from courier.custody.files.pictures import WrongKindOfFile
from courier.custody.files.receive_file import append_piece, declare_file, forget_file, get_file_state
from courier.custody.report_status import report_status
from courier.database import Connection
from courier.errors import Forbidden
from courier.network.identity.model import DeviceIdentity, instant_of, milliseconds
from courier.network.identity.record_positions import Position
from mobile_contract.fields import ShortText
from mobile_contract.sync import DeviceStatus, Manifest, PositionReport

PIECE_TYPE = "application/offset+octet-stream"


class FileDeclaration(Struct, frozen=True, kw_only=True):
    """What file will come under the digest in the address."""

    size_bytes: Annotated[int, Meta(ge=1, le=LARGEST_BYTES)]
    media_type: ShortText


@get("/manifest", summary="The carrier's day")
async def show_manifest(
    service: NamedDependency[Service], reader: NamedDependency[DeviceIdentity], since: Cursor = 0
) -> Manifest:
    """Whole, or without stops where nothing changed since the cursor. Who reads citizens' names is recorded."""
    if reader.person_id is None:
        raise Forbidden("Máy này không phải máy của bưu tá", "This device is not a carrier's phone")
    return await read_carriers_manifest(service, reader, since)


@post("/positions", status_code=HTTP_204_NO_CONTENT, summary="Where the phone is")
async def report_position(
    data: JSONBody[PositionReport], service: NamedDependency[Service], device: NamedDependency[DeviceIdentity]
) -> None:
    """Written together with other phones' reports, answered after their shared commit."""
    await service.positions.add(
        Position(
            report_id=data.report_id,
            device_id=device.device_id,
            office_id=device.office_id,
            party_id=device.party_id,
            lon=data.lon,
            lat=data.lat,
            accuracy_m=data.accuracy_m,
            happened_at=instant_of(min(data.at_ms, milliseconds(clock.now()))),
        )
    )
    service.hub.announce()


@post("/status", status_code=HTTP_204_NO_CONTENT, summary="What the phone's outbox still holds")
async def tell_status(
    data: JSONBody[DeviceStatus], service: NamedDependency[Service], device: NamedDependency[DeviceIdentity]
) -> None:
    await service.commit(lambda connection: report_status(connection, device.device_id, data))


@put("/files/{sha256:str}", status_code=HTTP_200_OK, summary="Declare a proof file")
async def declare(
    sha256: Sha256Path,
    data: JSONBody[FileDeclaration],
    service: NamedDependency[Service],
    device: NamedDependency[DeviceIdentity],
) -> FileState:
    """Answers how much of it is here already, so that an upload goes on where it broke off."""
    return await service.commit(
        lambda connection: declare_file(
            connection,
            sha256=sha256,
            size_bytes=data.size_bytes,
            media_type=data.media_type,
            device_id=device.device_id,
        )
    )


@head("/files/{sha256:str}", summary="How much of a proof file is here")
async def progress(
    sha256: Sha256Path,
    service: NamedDependency[Service],
    device: NamedDependency[DeviceIdentity],  # noqa: ARG001 (only a device may ask)
) -> Response[None]:
    """`Upload-Offset` is the number of bytes received, `Upload-Length` of bytes declared."""
    state = await get_file_state(service.pool, sha256)
    return Response(None, headers=_offsets(state))


@patch(
    "/files/{sha256:str}",
    request_max_body_size=LARGEST_PIECE_BYTES,
    status_code=HTTP_200_OK,
    summary="Send the next piece of a proof file",
)
async def append(
    sha256: Sha256Path,
    upload_offset: Annotated[int, HeaderParameter(name="Upload-Offset", ge=0, le=LARGEST_BYTES)],
    request: Request[Any, Any, Any],
    service: NamedDependency[Service],
    device: NamedDependency[DeviceIdentity],  # noqa: ARG001 (only a device may send)
) -> Response[FileState]:
    """With the last piece the digest is checked; bytes that are another file, or of another kind, are forgotten."""
    if request.content_type[0] != PIECE_TYPE:
        raise UnsupportedMediaType(f"Hãy đặt Content-Type: {PIECE_TYPE}", f"Set Content-Type: {PIECE_TYPE}")
    piece = await request.body()

    async def keep(connection: Connection) -> FileState:
        return await append_piece(connection, service.files, sha256=sha256, offset=upload_offset, piece=piece)

    try:
        state = await service.commit(keep)
    except (WrongDigest, WrongKindOfFile):
        await service.commit(lambda connection: forget_file(connection, service.files, sha256))
        raise
    return Response(state, headers=_offsets(state))


def _offsets(state: FileState) -> dict[str, str]:
    return {"Upload-Offset": str(state.received_bytes), "Upload-Length": str(state.size_bytes)}


routes = Router(
    "/carrier",
    route_handlers=[
        *DEVICE_ROUTES,
        *carrier_place_routes,
        show_manifest,
        report_position,
        tell_status,
        declare,
        progress,
        append,
    ],
    tags=["carrier"],
    security=[{"device": []}],
)
