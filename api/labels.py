"""Labels at the post office: bound to what waits, printed, printed again, replaced; rolls and numbers."""

import asyncio
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody, PathParameter
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from api.service import Service
from courier.database import Connection
from courier.errors import FieldError, InvalidInput, NotFound
from courier.intake.import_list import list_jobs_of_import
from courier.intake.issue_labels import MAX_LABELS_AT_ONCE, give_range, issue_labels
from courier.intake.label_items import label_items
from courier.intake.labels.model import LabelReplaced, LabelStock, VoidReason
from courier.intake.labels.read_stock import list_low_stocks, read_stock
from courier.intake.labels.replace_label import replace_label, void_label
from courier.intake.labels.reprint_label import list_labelled_jobs, print_labels, reprint_label
from courier.intake.model import Label, LabelFace
from courier.intake.papers.label_sheets import labels_pdf
from courier.network.identity.check_access import check_administrator
from courier.network.identity.model import Staff
from courier.network.staff.check_administers import check_administers
from mobile_contract.codes import parse_code
from mobile_contract.crockford import CodeError
from mobile_contract.fields import END

TypedCode = Annotated[str, PathParameter(min_length=1, max_length=64, description="A tracking code as typed")]


class LabelOrder(Struct, frozen=True, kw_only=True):
    """What to label: all jobs of an import, or the jobs named; not both."""

    import_id: UUID | None = None
    job_ids: Annotated[list[UUID], Meta(max_length=1_000)] = []


class RollOrder(Struct, frozen=True, kw_only=True):
    """Labels for a roll, to be bound later at a door or counter."""

    office_id: UUID
    count: Annotated[int, Meta(ge=1, le=MAX_LABELS_AT_ONCE)]


class RollIssued(Struct, frozen=True, kw_only=True):
    """The roll, and what the office has left."""

    labels: list[Label]
    s10_left: int
    is_low: bool


class PrintOrder(Struct, frozen=True, kw_only=True):
    """How many copies are printed again."""

    copies: Annotated[int, Meta(ge=1, le=10)] = 1


class VoidOrder(Struct, frozen=True, kw_only=True):
    """Why a code is used no more."""

    reason: VoidReason


class RangeInput(Struct, frozen=True, kw_only=True):
    """Item numbers as the postal firm allots them, without their check digit."""

    office_id: UUID
    prefix: Annotated[str, Meta(pattern=rf"^[A-Z]{{2}}{END}")]
    first_number: Annotated[int, Meta(ge=0, le=99_999_999)]
    last_number: Annotated[int, Meta(ge=0, le=99_999_999)]
    country: Annotated[str, Meta(pattern=rf"^[A-Z]{{2}}{END}")] = "VN"


@post("/labels", status_code=HTTP_200_OK, summary="Label what has no label yet")
async def order_labels(
    data: JSONBody[LabelOrder], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> list[LabelFace]:
    """What is labelled already keeps its code."""
    if (data.import_id is None) == (not data.job_ids):
        raise InvalidInput([_ONE_OF_TWO])

    async def label(connection: Connection) -> list[LabelFace]:
        job_ids = data.job_ids
        if data.import_id is not None:
            job_ids = await list_jobs_of_import(connection, staff.person_id, data.import_id)
        return await label_items(connection, staff.person_id, job_ids)

    return await service.commit(label)


@get("/labels.pdf", media_type="application/pdf", summary="The labels of an import, to print")
async def show_labels(
    import_id: FromQuery[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Response[bytes]:
    """A4 sheets of 14, of what was labelled by `POST /labels`; nothing is bound here."""

    async def read(connection: Connection) -> list[LabelFace]:
        job_ids = await list_labelled_jobs(connection, staff.person_id, import_id)
        return await print_labels(connection, staff.person_id, job_ids)

    faces = await service.commit(read)
    if not faces:
        raise NotFound(
            "Chưa có nhãn nào để in. Hãy gắn nhãn cho danh sách này trước",
            "There is no label to print. Label this list first (POST /office/labels)",
        )
    return await _sheet(service, faces, f"nhan-{import_id}")


@post("/labels/{code:str}/print", status_code=HTTP_200_OK, summary="Print a label again: the same code, counted")
async def order_print(
    code: TypedCode,
    data: JSONBody[PrintOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> LabelFace:
    """What stands on it, for the page to print."""
    asked = read_label_code(code)
    return await service.commit(lambda connection: reprint_label(connection, staff.person_id, asked, data.copies))


@post("/labels/{code:str}/replacement", summary="Replace a label: a new code with a reason")
async def order_replacement(
    code: TypedCode,
    data: JSONBody[VoidOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> LabelReplaced:
    """The old code is void, yet scans and tracking still find the item by it."""
    asked = read_label_code(code)
    return await service.commit(lambda connection: replace_label(connection, staff.person_id, asked, data.reason))


@post("/labels/{code:str}/void", status_code=HTTP_204_NO_CONTENT, summary="Void a label still on its roll")
async def order_void(
    code: TypedCode,
    data: JSONBody[VoidOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> None:
    asked = read_label_code(code)
    await service.commit(lambda connection: void_label(connection, staff.person_id, asked, data.reason))


@post("/rolls", summary="Give out labels for a roll")
async def order_roll(
    data: JSONBody[RollOrder], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> RollIssued:
    """Each names an item once it is bound, at a door, a counter or a desk."""
    issued = await service.commit(
        lambda connection: issue_labels(connection, staff.person_id, data.office_id, data.count)
    )
    return RollIssued(labels=issued.labels, s10_left=issued.s10_left, is_low=issued.is_low)


@get("/label-stock", summary="Item numbers and roll labels left")
async def show_stock(
    office_id: FromQuery[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> LabelStock:
    return await read_stock(service.pool, staff.person_id, office_id)


@get("/low-label-stocks", summary="Where item numbers run low: the alarm's list")
async def show_low_stocks(service: NamedDependency[Service], staff: NamedDependency[Staff]) -> list[LabelStock]:
    """Of every post office the asker works at; empty where there is no alarm."""
    return await list_low_stocks(service.pool, staff.person_id)


@post("/number-ranges", status_code=HTTP_204_NO_CONTENT, summary="Give an office a range of item numbers")
async def order_range(
    data: JSONBody[RangeInput], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> None:
    await check_administrator(service.pool, staff)
    await check_administers(service.pool, staff.person_id, data.office_id)
    await service.commit(
        lambda connection: give_range(
            connection, data.office_id, data.prefix, data.first_number, data.last_number, data.country
        )
    )


async def _sheet(service: Service, faces: list[LabelFace], name: str) -> Response[bytes]:
    sheet = await asyncio.to_thread(labels_pdf, faces, urlsplit(service.base_url).netloc)
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(sheet, media_type="application/pdf", headers=headers)


def read_label_code(text: str) -> str:
    """A tracking code as typed. Raises `NotFound`: whatever cannot be a code names no label."""
    try:
        return parse_code(text)
    except CodeError:
        raise NotFound("Không tìm thấy nhãn này", "There is no such label") from None


_ONE_OF_TWO = FieldError(
    field="import_id",
    problem="one-of-two",
    message_vi="phải có import_id hoặc job_ids, không cả hai",
    message_en="give import_id or job_ids, not both",
    remedy_vi="gửi import_id của một lần nhập danh sách, hoặc danh sách job_ids",
    remedy_en="send the import_id of a list, or the list job_ids",
)

label_routes = (
    order_labels,
    show_labels,
    order_print,
    order_replacement,
    order_void,
    order_roll,
    show_stock,
    show_low_stocks,
)
label_admin_routes = (order_range,)
