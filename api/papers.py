"""Papers to print at the post office: pads and rolls, slips, bag labels, the day's lists; all PDF."""

import asyncio
from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct

from api.labels import TypedCode, read_label_code
from api.service import Service
from courier.database import Connection
from courier.errors import NotFound, NotReady
from courier.intake.labels.reprint_label import reprint_label
from courier.intake.papers.issue_pad import issue_pad, read_pad
from courier.intake.papers.label_sheets import PER_SHEET, labels_pdf, roll_labels_pdf
from courier.intake.papers.model import MOST_ROLL_LABELS, MOST_SLIPS, Pad, RollFace
from courier.intake.papers.read_order_slip import read_order_slip
from courier.intake.papers.read_roll import find_roll_label, read_roll
from courier.intake.papers.slips import order_slip_pdf, pad_pdf
from courier.network.identity.model import Staff
from courier.planning.papers.bag_label import bag_label_pdf, read_bag_face
from courier.planning.papers.delivery_list import delivery_list_pdf
from courier.planning.papers.read_papers import read_papers
from courier.planning.papers.route_sheet import route_sheet_pdf
from mobile_contract.crockford import CodeError
from mobile_contract.reasons import REASONS

FirstPlace = Annotated[int, QueryParameter(ge=1, le=PER_SHEET, description="First label left on a sheet begun")]
RollCount = Annotated[int, QueryParameter(ge=1, le=MOST_ROLL_LABELS)]
FromS10 = Annotated[
    str | None, QueryParameter(pattern=r"^[A-Z]{2}[0-9]{9}[A-Z]{2}$(?!\n)", description="RR000000015VN")
]


class PadOrder(Struct, frozen=True, kw_only=True):
    """A pad of slips to make; `pad_id` is the asker's own: asked twice, made once."""

    pad_id: UUID
    office_id: UUID
    count: Annotated[int, Meta(ge=1, le=MOST_SLIPS)]


class PadMade(Struct, frozen=True, kw_only=True):
    """The pad's codes still unused; the mã xem stand only on its paper."""

    pad_id: UUID
    codes: list[str]


class LabelPrint(Struct, frozen=True, kw_only=True):
    """How many copies, and where on the sheet they begin."""

    copies: Annotated[int, Meta(ge=1, le=10)] = 1
    first_place: Annotated[int, Meta(ge=1, le=PER_SHEET)] = 1


@post("/papers/pads", status_code=HTTP_200_OK, summary="Make a pad of slips (Phiếu gửi hồ sơ)")
async def order_pad(
    data: JSONBody[PadOrder], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> PadMade:
    """Takes codes from the office's numbers; the pad made before where it is asked for again."""
    pad = await service.commit(
        lambda connection: issue_pad(connection, staff.person_id, data.pad_id, data.office_id, data.count)
    )
    return PadMade(pad_id=pad.pad_id, codes=[slip.code for slip in pad.slips])


@get("/papers/pad-slips.pdf", media_type="application/pdf", summary="A pad's slips, two A5 copies each")
async def show_pad(
    pad_id: FromQuery[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Response[bytes]:
    """Slips in use are left out: no second citizen may have them."""
    pad = await _unused(service, staff, pad_id)
    return await _print(lambda: pad_pdf(pad, _host(service)), f"phieu-gui-{pad_id}")


@get("/papers/pad-labels.pdf", media_type="application/pdf", summary="A pad's labels for the envelopes")
async def show_pad_labels(
    pad_id: FromQuery[UUID],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    first_place: FirstPlace = 1,
) -> Response[bytes]:
    pad = await _unused(service, staff, pad_id)
    faces = [RollFace(slip.code, slip.s10) for slip in pad.slips]
    return await _print(
        lambda: roll_labels_pdf(faces, pad.office, _host(service), first_place), f"nhan-phieu-gui-{pad_id}"
    )


@get("/papers/roll-labels.pdf", media_type="application/pdf", summary="Labels that name nothing yet")
async def show_roll(
    office_id: FromQuery[UUID],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    count: RollCount = 14 * 10,
    from_s10: FromS10 = None,
    first_place: FirstPlace = 1,
) -> Response[bytes]:
    """Of those given out by `POST /office/rolls`, by number from `from_s10` on."""
    office, faces = await read_roll(service.pool, staff.person_id, office_id, count, from_s10)
    return await _print(lambda: roll_labels_pdf(faces, office, _host(service), first_place), f"nhan-cuon-{office_id}")


@post("/papers/labels/{code:str}", media_type="application/pdf", status_code=HTTP_200_OK, summary="In lại: one label")
async def order_label_print(
    code: TypedCode, data: JSONBody[LabelPrint], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Response[bytes]:
    """The same code on paper again, counted; a label still on its roll too."""
    asked = read_label_code(code)
    roll = await find_roll_label(service.pool, staff.person_id, asked)
    if roll is not None:
        office, face = roll
        return await _print(
            lambda: roll_labels_pdf([face] * data.copies, office, _host(service), data.first_place), f"nhan-{asked}"
        )
    bound = await service.commit(lambda connection: reprint_label(connection, staff.person_id, asked, data.copies))
    return await _print(
        lambda: labels_pdf([bound] * data.copies, _host(service), data.first_place), f"nhan-{bound.code}"
    )


@get("/papers/order-slip.pdf", media_type="application/pdf", summary="The filled slip of an order, two A5 copies")
async def show_order_slip(
    job_id: FromQuery[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Response[bytes]:
    """The sender in full: it is the sender's own paper; the reading is logged."""
    slip = await service.commit(lambda connection: read_order_slip(connection, staff.person_id, job_id))
    return await _print(lambda: order_slip_pdf(slip, _host(service)), f"phieu-gui-{job_id}")


@get("/papers/bag-label.pdf", media_type="application/pdf", summary="A bag's label")
async def show_bag_label(
    bag_id: FromQuery[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Response[bytes]:
    """For a code given out by `POST /office/bags`; once closed, with its seal and count."""
    face = await service.commit(lambda connection: read_bag_face(connection, staff.person_id, bag_id))
    return await _print(lambda: bag_label_pdf(face), f"tui-{face.sscc}")


@get("/papers/delivery-list.pdf", media_type="application/pdf", summary="Bảng kê phát, a carrier's own list")
async def show_delivery_list(
    plan_id: FromQuery[UUID],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    carrier_id: FromQuery[UUID | None] = None,
) -> Response[bytes]:
    """Of a plan in force; without `carrier_id` every carrier's. Names in full, each reading logged."""
    day = await service.commit(
        lambda connection: read_papers(connection, staff.person_id, plan_id, carrier_id, in_full=True)
    )
    return await _print(
        lambda: delivery_list_pdf(day, [reason.vi for reason in REASONS]), f"bang-ke-phat-{day.on_date}"
    )


@get("/papers/route-sheet.pdf", media_type="application/pdf", summary="Phiếu hành trình, a page a carrier")
async def show_route_sheet(
    plan_id: FromQuery[UUID],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    carrier_id: FromQuery[UUID | None] = None,
) -> Response[bytes]:
    """Of a plan in force; citizens by masked name and commune only."""
    day = await service.commit(
        lambda connection: read_papers(connection, staff.person_id, plan_id, carrier_id, in_full=False)
    )
    return await _print(lambda: route_sheet_pdf(day), f"phieu-hanh-trinh-{day.on_date}")


async def _unused(service: Service, staff: Staff, pad_id: UUID) -> Pad:
    async def read(connection: Connection) -> Pad:
        return await read_pad(connection, staff.person_id, pad_id)

    pad = await service.commit(read)
    if not pad.slips:
        raise NotFound("Tập phiếu này đã dùng hết. Hãy làm tập mới", "This pad is used up. Make another one")
    return pad


async def _print(draw: Callable[[], bytes], name: str) -> Response[bytes]:
    """Drawn beside the event loop. Raises `NotReady` where the server's address is too long for a label."""
    try:
        content = await asyncio.to_thread(draw)
    except CodeError as error:
        raise NotReady(
            "Địa chỉ máy chủ không in được lên nhãn: đặt COURIER_BASE_URL là tên miền ngắn hơn",
            "The server's address does not fit a label: set COURIER_BASE_URL to a shorter domain name",
        ) from error
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


def _host(service: Service) -> str:
    return urlsplit(service.base_url).netloc


paper_routes = (
    order_pad,
    show_pad,
    show_pad_labels,
    show_roll,
    order_label_print,
    show_order_slip,
    show_bag_label,
    show_delivery_list,
    show_route_sheet,
)
