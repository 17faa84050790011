"""Take back a remittance recorded by mistake: its money is in the safe again by the books, its lines are free."""

from uuid import UUID

from courier.database import Connection
from courier.errors import NotFound
from courier.money.books.settle import lock_books, settle_holders, take_back_entries
from courier.money.remittances.statements import ADD_REVERSAL, REMITTANCE_AT


async def reverse_remittance(connection: Connection, remittance_id: UUID, asked_by: UUID, reason: str) -> None:
    """Reverse it by a row of its own, once. Raises `NotFound` unless `asked_by` supervises its office.

    Bank lines already found for it stay its own: what they credited is then an open case.
    """
    found = await REMITTANCE_AT.one(connection, remittance_id, asked_by)
    if found is None:
        raise _no_such_remittance()
    await lock_books(connection, [found.office_id], ())
    found = await REMITTANCE_AT.one(connection, remittance_id, asked_by)
    if found is None or found.posting_id is None:
        return
    if not await ADD_REVERSAL.run(connection, remittance_id, reason, asked_by):
        raise _no_such_remittance()
    await take_back_entries(connection, [found.posting_id], reason, asked_by)
    await settle_holders(connection, [found.office_id])


def _no_such_remittance() -> NotFound:
    return NotFound("Không tìm thấy lần nộp tiền này", "No such remittance")
