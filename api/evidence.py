"""Evidence for those who may have it: custody as `courier verify` checks it, as EPCIS; signed checkpoints."""

import asyncio
import base64
import tempfile
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import IO, Annotated, Final
from uuid import UUID

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter
from litestar.response import Stream
from msgspec import Struct

from api.fields import Cursor
from api.service import Service
from courier.errors import FieldError, InvalidInput
from courier.evidence.epcis import write_epcis
from courier.evidence.export.model import Scope
from courier.evidence.export.write_export import find_items, write_export
from courier.evidence.statements import CHECKPOINTS
from courier.network.identity.check_access import check_works_at
from courier.network.identity.model import Staff
from mobile_contract.fields import END

LONGEST_DAYS: Final = 31
_PIECE: Final = 262_144
_IN_MEMORY: Final = 4_194_304
_CHECKPOINTS_AT_ONCE: Final = 500

CodeQuery = Annotated[str | None, QueryParameter(pattern=rf"^[0-9A-HJKMNP-TV-Z]{{12}}{END}")]


class SignedCheckpoint(Struct, frozen=True, kw_only=True):
    """One checkpoint as the server signed it: keep it, and hand it to `courier verify --seen` any time later."""

    number: int
    size: int
    body: str
    signature: str
    public_key: str


@get("/custody", media_type="application/jsonl", summary="Custody with its proofs, for courier verify")
async def show_custody(
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    code: CodeQuery = None,
    item_id: FromQuery[UUID | None] = None,
    office_id: FromQuery[UUID | None] = None,
    from_day: FromQuery[date | None] = None,
    to_day: FromQuery[date | None] = None,
) -> Stream:
    """One item by code or id, or the items of an office's days, at most 31; for its supervisors and dispatchers."""
    items, scope = await _find(service, staff, code, item_id, office_id, from_day, to_day)
    lines = write_export(service.pool, service.server_key, scope, items)
    return _attached(await _spooled(lines), "application/jsonl", "chung-cu.jsonl")


@get("/epcis", media_type="application/ld+json", summary="Custody as EPCIS 2.0")
async def show_epcis(
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    code: CodeQuery = None,
    item_id: FromQuery[UUID | None] = None,
    office_id: FromQuery[UUID | None] = None,
    from_day: FromQuery[date | None] = None,
    to_day: FromQuery[date | None] = None,
) -> Stream:
    """The same items as JSON-LD for systems that read GS1's standard. Proves nothing by itself."""
    items, _ = await _find(service, staff, code, item_id, office_id, from_day, to_day)
    return _attached(await _spooled(write_epcis(service.pool, items)), "application/ld+json", "epcis.jsonld")


@get("/checkpoints", summary="What the server signed of its log")
async def list_checkpoints(
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],  # noqa: ARG001 (whoever is logged in: they name no item and no person)
    after: Cursor = 0,
) -> list[SignedCheckpoint]:
    """In order, at most 500 after that number."""
    return [
        SignedCheckpoint(
            number=row.number,
            size=row.size,
            body=row.body.decode(),
            signature=base64.b64encode(row.signature).decode(),
            public_key=base64.b64encode(row.public_key).decode(),
        )
        for row in await CHECKPOINTS.all(service.pool, after, _CHECKPOINTS_AT_ONCE)
    ]


async def _find(
    service: Service,
    staff: Staff,
    code: str | None,
    item_id: UUID | None,
    office_id: UUID | None,
    from_day: date | None,
    to_day: date | None,
) -> tuple[list[UUID], Scope]:
    scope = Scope(code=code, item_id=item_id, office_id=office_id, from_day=from_day, to_day=to_day or from_day)
    if from_day is not None:
        is_bounded = scope.to_day is not None and timedelta(0) <= scope.to_day - from_day < timedelta(LONGEST_DAYS)
        if office_id is None or code is not None or item_id is not None or not is_bounded:
            raise _wrong_scope()
        await check_works_at(service.pool, staff, office_id)
    elif (code is None) == (item_id is None) or to_day is not None:
        raise _wrong_scope()
    return await find_items(service.pool, scope, staff.person_id), scope


def _wrong_scope() -> InvalidInput:
    return InvalidInput(
        [
            FieldError(
                field="code",
                problem="ambiguous",
                message_vi="cần một bưu gửi, hoặc các ngày của một bưu cục",
                message_en="one item is needed, or the days of one office",
                remedy_vi=f"ghi code hoặc item_id; hoặc office_id, from_day và to_day, nhiều nhất {LONGEST_DAYS} ngày",
                remedy_en=f"give code or item_id; or office_id, from_day and to_day, at most {LONGEST_DAYS} days",
            )
        ]
    )


async def _spooled(lines: AsyncIterator[bytes]) -> IO[bytes]:
    """All of it in a file of no name, so that a slow reader holds no connection to the database."""
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (closed when it was read)
    async for line in lines:
        await asyncio.to_thread(file.write, line)
    file.seek(0)
    return file


def _attached(file: IO[bytes], media_type: str, name: str) -> Stream:
    async def pieces() -> AsyncIterator[bytes]:
        with file:
            while piece := await asyncio.to_thread(file.read, _PIECE):
                yield piece

    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Stream(pieces(), media_type=media_type, headers=headers)


routes = Router(
    "/office/evidence",
    route_handlers=[show_custody, show_epcis, list_checkpoints],
    tags=["office"],
    security=[{"session": []}],
)
