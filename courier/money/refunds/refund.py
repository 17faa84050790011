"""Give money back to a citizen out of what was taken for an item and is booked to no due, and take that back."""

from uuid import UUID

from courier.clock import new_id
from courier.database import Connection
from courier.errors import IdInUse, NotFound
from courier.money.books.settle import lock_books, settle_holders, settle_items, take_back_entries
from courier.money.books.statements import BALANCE_OF, ITEMS_OF_CODES
from courier.money.offices.settle_debts import settle_debts
from courier.money.refunds.statements import ADD_REFUND, MAY_REFUND, POST_REFUND, REFUND_AT, RefundMode
from courier.money.refusals import NotEnoughMoney


async def refund(
    connection: Connection,
    *,
    refund_id: UUID,
    office_id: UUID,
    code: str,
    mode: RefundMode,
    amount_vnd: int,
    slip_number: str,
    asked_by: UUID,
) -> None:
    """Record what the citizen got back and signed for: cash out of the office's safe, or a transfer.

    Where another office took the money, it owes this one what it gave back. The same `refund_id` twice changes nothing.
    Raises `NotFound` unless the office took money for this code, or fetches or brings its item, and `asked_by` is
    teller or supervisor there; `NotEnoughMoney` where less than that is unbooked, or lies in the safe;
    `IdInUse` where the id was used for another refund.
    """
    if not await MAY_REFUND.value(connection, office_id, code, asked_by):
        raise NotFound("Bưu cục chưa thu khoản nào cho mã này", "The office took no money for this code")
    await lock_books(connection, [office_id], [code], [office_id])
    kept = await REFUND_AT.one(connection, refund_id, asked_by)
    if kept is not None:
        told = (office_id, code, mode, amount_vnd, slip_number)
        if (kept.office_id, kept.code, kept.mode, kept.amount_vnd, kept.slip_number) != told:
            raise IdInUse("refund_id")
        return
    source = f"safe:{office_id}" if mode == "cash" else f"bank:{office_id}"
    for account_id in (f"suspense:{code}", source):
        if int(await BALANCE_OF.value(connection, account_id)) < amount_vnd:
            raise NotEnoughMoney(
                "Số tiền trả lại lớn hơn phần thu thừa của mã này, hoặc lớn hơn tiền đang có trong két, tài khoản",
                "More than was taken over what is due for this code, or more than the safe or account holds",
            )
    if not await ADD_REFUND.run(connection, refund_id, office_id, code, mode, amount_vnd, slip_number, asked_by):
        raise IdInUse("refund_id")
    await POST_REFUND.run(connection, refund_id, new_id())
    await settle_holders(connection, [office_id])
    await settle_debts(connection, [code])


async def reverse_refund(connection: Connection, refund_id: UUID, asked_by: UUID, reason: str) -> None:
    """Reverse a refund recorded by mistake, once. Raises `NotFound` unless `asked_by` works its office's counter."""
    found = await REFUND_AT.one(connection, refund_id, asked_by)
    if found is None:
        raise NotFound("Không tìm thấy lần trả lại tiền này", "No such refund")
    await lock_books(connection, [found.office_id], [found.code])
    found = await REFUND_AT.one(connection, refund_id, asked_by)
    if found is None or found.posting_id is None:
        return
    await take_back_entries(connection, [found.posting_id], reason, asked_by)
    await settle_items(connection, [item.item_id for item in await ITEMS_OF_CODES.all(connection, [found.code])])
    await settle_holders(connection, [found.office_id])
    await settle_debts(connection, [found.code])
