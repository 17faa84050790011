"""Receipts at the office: books of official numbers, what they certify, copies of receipt slips."""

import asyncio
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from api.money import Reason
from api.service import Service
from courier.errors import FieldError, InvalidInput
from courier.money.receipts.books import (
    MOST_AT_ONCE,
    attach_numbers,
    open_book,
    read_books,
    read_numbers,
    void_number,
)
from courier.money.receipts.copy_pdf import copy_pdf, read_copy
from courier.money.receipts.model import Book, BookKind, OfficialReceipt
from courier.network.identity.model import Staff
from mobile_contract.fields import END

Sign = Annotated[str, Meta(pattern=rf"^[^\x00-\x1f\x7f]+{END}", min_length=1, max_length=40)]
OfficialNumber = Annotated[int, Meta(ge=1, le=10**12)]
MOST_NUMBERS = 100_000_000


class BookOrder(Struct, frozen=True, kw_only=True):
    """A book of official numbers; `book_id` is the asker's own: sent twice, opened once."""

    book_id: UUID
    office_id: UUID
    kind: BookKind
    template: Sign
    """Mẫu số."""
    series: Sign
    """Ký hiệu."""
    first_number: OfficialNumber
    last_number: OfficialNumber


class Books(Struct, frozen=True, kw_only=True):
    """The books of one office."""

    books: list[Book]


class AttachOrder(Struct, frozen=True, kw_only=True):
    """How many bookings get their number now, oldest first."""

    most: Annotated[int, Meta(ge=1, le=MOST_AT_ONCE)] = MOST_AT_ONCE


class Attached(Struct, frozen=True, kw_only=True):
    """How many numbers were given out."""

    attached: int


class Numbers(Struct, frozen=True, kw_only=True):
    """Numbers of a book, at most 500."""

    numbers: list[OfficialReceipt]


class VoidOrder(Reason, frozen=True, kw_only=True):
    """Which number is void, and why."""

    number: OfficialNumber


@post("/receipt-books", status_code=HTTP_204_NO_CONTENT, summary="Open a book of official numbers")
async def order_book(
    data: JSONBody[BookOrder], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> None:
    if not data.first_number <= data.last_number < data.first_number + MOST_NUMBERS:
        raise InvalidInput([_WRONG_RANGE])
    await service.commit(
        lambda connection: open_book(
            connection,
            book_id=data.book_id,
            office_id=data.office_id,
            kind=data.kind,
            template=data.template,
            series=data.series,
            first_number=data.first_number,
            last_number=data.last_number,
            asked_by=staff.person_id,
        )
    )


@get("/receipt-books", summary="The office's books of official numbers")
async def list_books(
    office_id: FromQuery[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Books:
    return Books(books=await read_books(service.pool, office_id, staff.person_id))


@post("/receipt-books/{book_id:uuid}/numbers", status_code=HTTP_200_OK, summary="Attach the next official numbers")
async def order_numbers(
    book_id: FromPath[UUID],
    data: JSONBody[AttachOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> Attached:
    """To what was booked and has none, oldest first; never with a gap."""
    given = await service.commit(lambda connection: attach_numbers(connection, book_id, staff.person_id, data.most))
    return Attached(attached=given)


@get("/receipt-books/{book_id:uuid}/numbers", summary="The numbers a book has given out")
async def list_numbers(
    book_id: FromPath[UUID],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    first: Annotated[int, QueryParameter(ge=1, le=10**12)] = 1,
) -> Numbers:
    return Numbers(numbers=await read_numbers(service.pool, book_id, staff.person_id, first))


@post("/receipt-books/{book_id:uuid}/voids", status_code=HTTP_204_NO_CONTENT, summary="Void an official number")
async def order_void(
    book_id: FromPath[UUID],
    data: JSONBody[VoidOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> None:
    """It stays in its book; what it certified may get another."""
    await service.commit(lambda connection: void_number(connection, book_id, data.number, staff.person_id, data.reason))


@get("/receipts/{event_id:uuid}/copy.pdf", media_type="application/pdf", summary="Bản sao giấy biên nhận thu tiền")
async def show_copy(
    event_id: FromPath[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Response[bytes]:
    receipt, paid = await read_copy(service.pool, event_id, staff.person_id)
    content = await asyncio.to_thread(copy_pdf, receipt, paid)
    headers = {"Content-Disposition": f'inline; filename="bien-nhan-{event_id}.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


_WRONG_RANGE = FieldError(
    field="last_number",
    problem="wrong-range",
    message_vi="Số cuối phải từ số đầu trở lên và quyển không quá 100 triệu số",
    message_en="The last number must not be below the first, and a book holds at most 100 million",
    remedy_vi="Sửa số đầu hoặc số cuối",
    remedy_en="Mend the first or the last number",
)

receipt_routes = (order_book, list_books, order_numbers, list_numbers, order_void, show_copy)
