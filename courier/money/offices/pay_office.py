"""An office pays another what it owes: out of its safe, into the other's once somebody there says so."""

from uuid import UUID

from courier.clock import new_id
from courier.database import Connection
from courier.errors import Conflict, IdInUse, NotFound
from courier.money.books.settle import lock_books, settle_holders, take_back_entries
from courier.money.books.statements import BALANCE_OF
from courier.money.offices.statements import (
    ADD_PAYMENT,
    ADD_RECEIPT,
    IS_OFFICE,
    LOCK_PAYMENT,
    OWED,
    PAYMENT_AT,
    POST_PAYMENT,
    POST_RECEIPT,
)
from courier.money.refusals import NotEnoughMoney
from courier.money.remittances.statements import MAY_REMIT


async def pay_office(
    connection: Connection,
    *,
    payment_id: UUID,
    from_office_id: UUID,
    to_office_id: UUID,
    amount_vnd: int,
    slip_number: str,
    asked_by: UUID,
) -> None:
    """Record that so much left the safe for the office it is owed to; the same `payment_id` twice changes nothing.

    Raises `NotFound` unless `asked_by` is teller or supervisor of the paying office and the other is an office,
    `NotEnoughMoney` where it owes or its safe holds less, `IdInUse` where the id stands for another payment.
    """
    if not await MAY_REMIT.value(connection, from_office_id, asked_by):
        raise NotFound("Không tìm thấy bưu cục này", "No such office")
    if not await IS_OFFICE.value(connection, to_office_id):
        raise NotFound(
            "to_office_id: không có bưu cục này; hãy chọn một bưu cục trong danh sách còn nợ",
            "to_office_id: no such office; choose one of those that something is owed to",
        )
    await lock_books(connection, [from_office_id], (), [from_office_id, to_office_id])
    kept = await PAYMENT_AT.one(connection, payment_id, asked_by, "payer")
    if kept is not None:
        told = (from_office_id, to_office_id, amount_vnd, slip_number)
        if (kept.from_office_id, kept.to_office_id, kept.amount_vnd, kept.slip_number) != told:
            raise IdInUse("payment_id")
        return
    owed_vnd = int(await OWED.value(connection, from_office_id, to_office_id))
    in_safe_vnd = int(await BALANCE_OF.value(connection, f"safe:{from_office_id}"))
    if amount_vnd > min(owed_vnd, in_safe_vnd):
        raise NotEnoughMoney(
            "Số tiền lớn hơn khoản còn nợ bưu cục kia, hoặc lớn hơn tiền đang có trong két",
            "More than is owed to that office, or than lies in the safe",
        )
    added = await ADD_PAYMENT.run(
        connection, payment_id, from_office_id, to_office_id, amount_vnd, slip_number, asked_by
    )
    if not added:
        raise IdInUse("payment_id")
    await POST_PAYMENT.run(connection, payment_id, new_id())
    await settle_holders(connection, [from_office_id])


async def receive_payment(connection: Connection, payment_id: UUID, asked_by: UUID) -> None:
    """Somebody of the receiving office says that the money is in its safe; once, however often it is said.

    Raises `NotFound` unless `asked_by` is teller or supervisor there, `Conflict` where the payment was taken back.
    """
    await LOCK_PAYMENT.value(connection, payment_id)
    found = await PAYMENT_AT.one(connection, payment_id, asked_by, "receiver")
    if found is None:
        raise _no_such_payment()
    if found.is_received:
        return
    if found.posting_id is None:
        raise Conflict("Lần chuyển tiền này đã được hủy", "This payment was taken back")
    await lock_books(connection, [found.to_office_id], (), [found.from_office_id, found.to_office_id])
    await ADD_RECEIPT.run(connection, payment_id, new_id(), asked_by)
    await POST_RECEIPT.run(connection, payment_id, new_id())
    await settle_holders(connection, [found.to_office_id])


async def reverse_payment(connection: Connection, payment_id: UUID, asked_by: UUID, reason: str) -> None:
    """Take back a payment recorded by mistake, by a row of its own, once; the money is in the safe again by the books.

    Raises `NotFound` unless `asked_by` works the paying office's counter, `Conflict` where it was received.
    """
    await LOCK_PAYMENT.value(connection, payment_id)
    found = await PAYMENT_AT.one(connection, payment_id, asked_by, "payer")
    if found is None:
        raise _no_such_payment()
    if found.is_received:
        raise Conflict("Bưu cục kia đã nhận tiền", "The other office has received the money")
    if found.posting_id is None:
        return
    await lock_books(connection, [found.from_office_id], (), [found.from_office_id, found.to_office_id])
    await take_back_entries(connection, [found.posting_id], reason, asked_by)
    await settle_holders(connection, [found.from_office_id])


def _no_such_payment() -> NotFound:
    return NotFound("Không tìm thấy lần chuyển tiền này", "No such payment")
