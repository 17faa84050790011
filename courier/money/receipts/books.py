"""Books of official numbers: opened, attached to what was booked one after the other, voided; never with a gap."""

from typing import Final
from uuid import UUID

from courier.database import Connection, DatabaseError, Executor, violated_constraint
from courier.errors import IdInUse, NotFound
from courier.money.receipts.model import Book, BookKind, OfficialReceipt
from courier.money.receipts.statements import (
    ADD_BOOK,
    ATTACH,
    BOOK,
    BOOK_AT,
    BOOKS,
    LOCK_NUMBERS,
    NUMBERS_OF_BOOK,
    VOID,
    BookAt,
)
from courier.money.refusals import NumbersTaken, ReceiptBookFull

MOST_AT_ONCE: Final = 1_000


async def open_book(
    connection: Connection,
    *,
    book_id: UUID,
    office_id: UUID,
    kind: BookKind,
    template: str,
    series: str,
    first_number: int,
    last_number: int,
    asked_by: UUID,
) -> None:
    """Open a book of these numbers; the same `book_id` twice changes nothing.

    Raises `NotFound` unless `asked_by` supervises the office, `NumbersTaken` where another book has some of them,
    `IdInUse` where the id is another book's.
    """
    try:
        async with connection.transaction():
            added = await ADD_BOOK.run(
                connection, book_id, office_id, kind, template, series, first_number, last_number, asked_by
            )
    except DatabaseError as error:
        if violated_constraint(error) != "books_apart":
            raise
        raise NumbersTaken() from error
    if added:
        return
    kept = await BOOK_AT.one(connection, book_id)
    if kept is None:
        raise NotFound("Không tìm thấy bưu cục này", "No such office")
    if kept != BookAt(office_id, kind, template, series, first_number, last_number):
        raise IdInUse("book_id")


async def attach_numbers(connection: Connection, book_id: UUID, asked_by: UUID, most: int = MOST_AT_ONCE) -> int:
    """Give the book's next numbers to what was booked and has none yet, oldest first; how many.

    Raises `NotFound` unless `asked_by` is teller or supervisor of its office; `ReceiptBookFull` where there is
    something to certify and no number left. Two who ask at once wait for each other; a gap no key would let in.
    """
    await LOCK_NUMBERS.value(connection, book_id)
    book = await BOOK.one(connection, book_id, asked_by)
    if book is None:
        raise _no_such_book()
    if book.waiting and book.next_number is None:
        raise ReceiptBookFull()
    if not book.waiting or book.next_number is None:
        return 0
    left = book.last_number - book.next_number + 1
    return await ATTACH.run(connection, book_id, book.next_number, min(most, left, MOST_AT_ONCE), asked_by)


async def void_number(connection: Connection, book_id: UUID, number: int, asked_by: UUID, reason: str) -> None:
    """Void a number: it stays in the book for ever, what it certified may get another. Once, however often asked.

    Raises `NotFound` unless it was given out and `asked_by` supervises its office.
    """
    if await VOID.run(connection, book_id, number, reason, asked_by):
        return
    given = await NUMBERS_OF_BOOK.one(connection, book_id, asked_by, number)
    if given is None or given.number != number or given.voided_at is None:
        raise NotFound("Không tìm thấy số biên lai, hóa đơn này", "No such official number")


async def read_books(connection: Executor, office_id: UUID, asked_by: UUID) -> list[Book]:
    """The office's books; none for who does not work there."""
    return await BOOKS.all(connection, office_id, asked_by)


async def read_numbers(connection: Executor, book_id: UUID, asked_by: UUID, first: int) -> list[OfficialReceipt]:
    """At most 500 numbers given out, from `first` on; none for who does not work there."""
    return await NUMBERS_OF_BOOK.all(connection, book_id, asked_by, first)


def _no_such_book() -> NotFound:
    return NotFound("Không tìm thấy quyển biên lai, hóa đơn này", "No such receipt book")
