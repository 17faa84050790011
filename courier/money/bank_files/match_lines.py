"""Find what each line of a bank's file is, where only one thing fits; what is left is listed for a person."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from courier.clock import new_id
from courier.database import Connection
from courier.errors import Conflict, NotFound
from courier.money.bank_files.statements import FOUND, LINE_AT, LOCK_BANK, POST_CREDIT, TOLD_ALREADY, USE_LINE
from courier.money.books.settle import lock_books, settle_holders
from courier.money.record_transfer_seen import see_transfer
from courier.money.remittances.statements import REMITTANCE_AT
from courier.money.statements import CLAIM_AT


class Matched(NamedTuple):
    """How many transfers told of, and how many parts of remittances, were seen."""

    claims: int
    remittances: int


async def match_lines(connection: Connection, offices: Iterable[UUID]) -> Matched:
    """See every transfer told of that exactly one line proves, by code and amount, and every remittance named.

    The caller holds `LOCK_BANK` of these offices. A second run changes nothing.
    """
    concerned = sorted(set(offices))
    claims = remittances = 0
    for found in await FOUND.all(connection, concerned):
        await USE_LINE.run(connection, found.line_id, found.claim_id, found.remittance_id, None)
        if found.claim_id is not None:
            await see_transfer(connection, found.claim_id, "bank_file", found.uploaded_by, found.reference[:100])
            claims += 1
        else:
            await lock_books(connection, concerned, ())
            await POST_CREDIT.run(connection, found.line_id, new_id())
            remittances += 1
    if remittances:
        await settle_holders(connection, concerned)
    return Matched(claims, remittances)


async def tell_line(
    connection: Connection, line_id: UUID, asked_by: UUID, *, claim_id: UUID | None, remittance_id: UUID | None
) -> None:
    """A person says what a line is: one transfer told of, of exactly its amount, or (part of) one remittance.

    Said again, nothing changes. Raises `NotFound` where line, claim or remittance are not open at an office where
    `asked_by` is teller or supervisor; `Conflict` where they are of two offices, or the claim is of another amount.
    """
    line = await LINE_AT.one(connection, line_id, asked_by)
    if line is None:
        await _refuse_unless_told(connection, line_id, asked_by, claim_id, remittance_id)
        return
    await LOCK_BANK.run(connection, [line.office_id])
    line = await LINE_AT.one(connection, line_id, asked_by)
    if line is None:
        await _refuse_unless_told(connection, line_id, asked_by, claim_id, remittance_id)
        return
    if claim_id is not None:
        claim = await CLAIM_AT.one(connection, claim_id, asked_by)
        if claim is None or claim.posting_id is None:
            raise NotFound("Không có lời báo chuyển khoản này đang chờ", "No such claimed transfer is open")
        if (claim.office_id, claim.amount_vnd) != (line.office_id, line.amount_vnd):
            raise Conflict(
                "Số tiền ngân hàng báo có khác số khách báo đã chuyển; hãy ghi nhận đúng số thực nhận",
                "The bank's amount is not the one told of; record what was really received",
            )
        await USE_LINE.run(connection, line_id, claim_id, None, asked_by)
        await see_transfer(connection, claim_id, "bank_file", asked_by, line.reference[:100])
        return
    remitted = await REMITTANCE_AT.one(connection, remittance_id, asked_by)
    if remitted is None or remitted.office_id != line.office_id:
        raise NotFound("Không tìm thấy lần nộp tiền này", "No such remittance")
    await USE_LINE.run(connection, line_id, None, remittance_id, asked_by)
    await lock_books(connection, [line.office_id], ())
    await POST_CREDIT.run(connection, line_id, new_id())
    await settle_holders(connection, [line.office_id])


async def _refuse_unless_told(
    connection: Connection, line_id: UUID, asked_by: UUID, claim_id: UUID | None, remittance_id: UUID | None
) -> None:
    if not await TOLD_ALREADY.value(connection, line_id, asked_by, claim_id, remittance_id):
        raise NotFound("Không có dòng sao kê này đang chờ", "No such line of a bank's file is open")
