"""Remit what was paid and lies in the office's safe: a list of bookings, carried to an account by a named person."""

import secrets
from typing import Final
from uuid import UUID

from courier.clock import new_id
from courier.database import Connection
from courier.errors import IdInUse, NotFound
from courier.money.books.settle import lock_books, settle_holders
from courier.money.books.statements import BALANCE_OF
from courier.money.refusals import NotEnoughMoney
from courier.money.remittances.model import Destination
from courier.money.remittances.statements import (
    ADD_LINES,
    ADD_REMITTANCE,
    MAY_REMIT,
    POST_REMITTANCE,
    REMITTABLE,
    REMITTANCE_AT,
    WORKS_HERE,
    Remittable,
)


async def remit(
    connection: Connection,
    *,
    remittance_id: UUID,
    office_id: UUID,
    destination: Destination,
    account_note: str,
    carried_by: UUID,
    slip_number: str | None,
    asked_by: UUID,
) -> None:
    """List the oldest bookings for this destination that the safe's cash covers, and book the sum as on its way.

    The same `remittance_id` twice changes nothing. What citizens paid by transfer is not in it. Raises `NotFound`
    unless `asked_by` is teller or supervisor there and `carried_by` works there; `NotEnoughMoney` where the safe
    covers no booking; `IdInUse` where the id stands for another remittance. Locks the office's accounts.
    """
    if not await MAY_REMIT.value(connection, office_id, asked_by):
        raise NotFound("Không tìm thấy bưu cục này", "No such office")
    if not await WORKS_HERE.value(connection, office_id, carried_by):
        raise NotFound("Người mang tiền không làm ở bưu cục này", "Who carries the money does not work at this office")
    await lock_books(connection, [office_id], ())
    kept = await REMITTANCE_AT.one(connection, remittance_id, asked_by)
    if kept is not None:
        told = (office_id, destination, account_note, carried_by, slip_number)
        if (kept.office_id, kept.destination, kept.account_note, kept.carried_by, kept.slip_number) != told:
            raise IdInUse("remittance_id")
        return
    safe_vnd = int(await BALANCE_OF.value(connection, f"safe:{office_id}"))
    lines = _covered(await REMITTABLE.all(connection, office_id, destination), safe_vnd)
    if not lines:
        raise NotEnoughMoney(
            "Két của bưu cục không có khoản nào đủ tiền để nộp; hãy đếm tiền nộp của bưu tá và quầy trước",
            "The office's safe covers no booking to remit; count in what carriers and counters hand in first",
        )
    async with connection.transaction():  # head and lines add up when both are there
        added = await ADD_REMITTANCE.run(
            connection,
            remittance_id,
            office_id,
            _new_reference(),
            destination,
            account_note,
            sum(line.amount_vnd for line in lines),
            slip_number,
            carried_by,
            asked_by,
        )
        if not added:
            raise IdInUse("remittance_id")
        await ADD_LINES.run(
            connection,
            remittance_id,
            office_id,
            destination,
            [line.posting_id for line in lines],
            [line.turn for line in lines],
            [line.account for line in lines],
            [line.amount_vnd for line in lines],
        )
        await POST_REMITTANCE.run(connection, remittance_id, new_id())
    await settle_holders(connection, [office_id])


_LENGTH: Final = 10
_SYMBOLS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""None that is read for another."""


def _covered(bookings: list[Remittable], safe_vnd: int) -> list[Remittable]:
    """The oldest that fit; a large one that does not fit holds back none that do."""
    covered: list[Remittable] = []
    for booking in bookings:
        if booking.amount_vnd <= safe_vnd:
            covered.append(booking)
            safe_vnd -= booking.amount_vnd
    return covered


def _new_reference() -> str:
    """50 random bits: no two of an office's remittances meet by chance, and nobody guesses another's."""
    return "NT" + "".join(secrets.choice(_SYMBOLS) for _ in range(_LENGTH))
