"""Money between the office and its accounts: remittances with their lists, the bank's files."""

import asyncio
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from msgspec import Struct

from api.fields import Line
from api.money import Reason, SlipNumber
from api.office_debts import office_debt_routes
from api.order_files import XLSX
from api.service import Service
from api.uploads import LARGEST_FILE, read_upload
from courier.database import Connection
from courier.errors import FieldError, InvalidInput
from courier.money.bank_files.import_bank_file import import_bank_file
from courier.money.bank_files.match_lines import tell_line
from courier.money.bank_files.model import BankImport, OpenClaim, OpenLine
from courier.money.bank_files.statements import OPEN_CLAIMS, OPEN_LINES
from courier.money.remittances.model import Destination, Remittance, RemittanceList
from courier.money.remittances.read_remittances import read_remittance, read_remittances, remittance_file
from courier.money.remittances.remit import remit
from courier.money.remittances.reverse_remittance import reverse_remittance
from courier.network.identity.model import Staff


class RemittanceOrder(Struct, frozen=True, kw_only=True):
    """Where the safe's money goes and who carries it; `remittance_id` is the asker's own: sent twice, done once."""

    remittance_id: UUID
    office_id: UUID
    destination: Destination
    account_note: Line
    """Whose account, and its number."""
    carried_by: UUID
    slip_number: SlipNumber | None = None


class Remittances(Struct, frozen=True, kw_only=True):
    """The latest remittances of one office."""

    remittances: list[Remittance]


class BankStanding(Struct, frozen=True, kw_only=True):
    """What bank files and people say that has not met: lines nobody told of, transfers nobody has seen."""

    lines: list[OpenLine]
    claims: list[OpenClaim]


class LineTold(Struct, frozen=True, kw_only=True):
    """What a line of a bank's file is: exactly one of the two."""

    claim_id: UUID | None = None
    remittance_id: UUID | None = None


@dataclass
class BankFileForm:
    """A bank's file of the office's account, XLSX or CSV."""

    office_id: UUID
    file: UploadFile


@post("/remittances", status_code=HTTP_200_OK, summary="Remit the safe's money with its list")
async def order_remittance(
    data: JSONBody[RemittanceOrder], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> RemittanceList:
    """The oldest bookings the safe covers; its `reference` belongs into the transfer's text."""

    async def make(connection: Connection) -> RemittanceList:
        await remit(
            connection,
            remittance_id=data.remittance_id,
            office_id=data.office_id,
            destination=data.destination,
            account_note=data.account_note,
            carried_by=data.carried_by,
            slip_number=data.slip_number,
            asked_by=staff.person_id,
        )
        return await read_remittance(connection, data.remittance_id, staff.person_id)

    return await service.commit(make)


@get("/remittances", summary="The latest remittances")
async def list_remittances(
    office_id: FromQuery[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Remittances:
    return Remittances(remittances=await read_remittances(service.pool, office_id, staff.person_id))


@get("/remittances/{remittance_id:uuid}", summary="A remittance with its lines")
async def show_remittance(
    remittance_id: FromPath[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> RemittanceList:
    return await read_remittance(service.pool, remittance_id, staff.person_id)


@get("/remittances/{remittance_id:uuid}/list.xlsx", media_type=XLSX, summary="The list that goes with the money")
async def show_remittance_list(
    remittance_id: FromPath[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Response[bytes]:
    listed = await read_remittance(service.pool, remittance_id, staff.person_id)
    content = await asyncio.to_thread(remittance_file, listed)
    name = f"bang-ke-nop-tien-{listed.remittance.reference}.xlsx"
    return Response(content, media_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@post("/remittances/{remittance_id:uuid}/reversal", status_code=HTTP_204_NO_CONTENT, summary="Take back a remittance")
async def order_remittance_reversal(
    remittance_id: FromPath[UUID],
    data: JSONBody[Reason],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> None:
    await service.commit(lambda connection: reverse_remittance(connection, remittance_id, staff.person_id, data.reason))


@post(
    "/bank-files",
    request_max_body_size=LARGEST_FILE,
    status_code=HTTP_200_OK,
    summary="Import a bank's file: what is clear is matched, the rest listed",
)
async def send_bank_file(
    data: Annotated[BankFileForm, Body(media_type=RequestEncodingType.MULTI_PART)],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> BankImport:
    """Transfers are known by the item's code in the text and the exact amount. The same file twice changes nothing."""
    sent = await read_upload(data.file)
    return await service.commit(
        lambda connection: import_bank_file(connection, data.office_id, staff.person_id, sent.name, sent.content)
    )


@get("/bank-lines", summary="Lines and transfers that have not met")
async def show_bank_standing(
    office_id: FromQuery[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> BankStanding:
    return BankStanding(
        lines=await OPEN_LINES.all(service.pool, [office_id], staff.person_id),
        claims=await OPEN_CLAIMS.all(service.pool, office_id, staff.person_id),
    )


@post("/bank-lines/{line_id:uuid}/use", status_code=HTTP_204_NO_CONTENT, summary="Say what a bank's line is")
async def say_line(
    line_id: FromPath[UUID],
    data: JSONBody[LineTold],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> None:
    if (data.claim_id is None) == (data.remittance_id is None):
        raise InvalidInput([_NOT_ONE])
    await service.commit(
        lambda connection: tell_line(
            connection, line_id, staff.person_id, claim_id=data.claim_id, remittance_id=data.remittance_id
        )
    )


_NOT_ONE = FieldError(
    field="claim_id",
    problem="not-one",
    message_vi="Phải nêu đúng một: khoản khách báo chuyển hoặc lần nộp tiền",
    message_en="Name exactly one: a transfer told of, or a remittance",
    remedy_vi="Gửi claim_id hoặc remittance_id",
    remedy_en="Send claim_id or remittance_id",
)

remittance_routes = (
    order_remittance,
    list_remittances,
    show_remittance,
    show_remittance_list,
    order_remittance_reversal,
    send_bank_file,
    show_bank_standing,
    say_line,
    *office_debt_routes,
)
