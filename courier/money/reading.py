"""What the books say: balances of cash holders, an office's day, open cases, what is still to be collected."""

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from courier.database import Executor
from courier.errors import NotFound
from courier.money.model import Balance, CashDay, CashDifference, Ledger, MoneyCase
from courier.money.statements import (
    BALANCE,
    BALANCES_OF_OFFICE,
    CASH_DAYS,
    CASH_DIFFERENCE,
    CLAIMED_UNSEEN,
    LEDGERS_OF_OFFICE,
    OPEN_CASES,
    SEES_CASH,
    STILL_DUE,
)

DEFAULT_LIMIT_VND: Final = 20_000_000
"""Cash a holder may have in hand where no limit was set for him; an assumption, to be settled by each office."""


async def balance(connection: Executor, party_id: UUID) -> Balance:
    """One cash holder's own figures; the caller has made sure it is he who asks. Raises `NotFound`."""
    found = await BALANCE.one(connection, party_id, DEFAULT_LIMIT_VND)
    if found is None:
        raise NotFound("Không có người giữ tiền này", "No such cash holder")
    return found


async def balances_of_office(connection: Executor, office_id: UUID, asked_by: UUID) -> list[Balance]:
    """The office's counter and its carriers. Raises `NotFound` unless `asked_by` works there."""
    balances = await BALANCES_OF_OFFICE.all(connection, office_id, asked_by, DEFAULT_LIMIT_VND)
    if not balances:
        raise _no_such_office()
    return balances


async def ledgers_of_office(connection: Executor, office_id: UUID, asked_by: UUID) -> list[Ledger]:
    """The office's own accounts; empty for who does not work there."""
    return await LEDGERS_OF_OFFICE.all(connection, office_id, asked_by)


async def cash_difference(connection: Executor, office_id: UUID, on_date: date, asked_by: UUID) -> CashDifference:
    """What people signed that day against what is accounted for. Raises `NotFound` unless `asked_by` works there.

    The difference adds up, none against another: collections that are evidence only, hand-ins not counted or counted
    otherwise, cash counted in that nothing explains, and declared cash other than the holder's own signed acts say.
    """
    found = await CASH_DIFFERENCE.one(connection, office_id, on_date, asked_by)
    if found is None:
        raise _no_such_office()
    return found


async def cash_days(connection: Executor, office_id: UUID, asked_by: UUID, since: date) -> list[CashDay]:
    """Days from `since` on that took cash, newest first: receipts, hand-ins, remittances and bank credits.

    Raises `NotFound` unless `asked_by` works there.
    """
    if not await SEES_CASH.value(connection, office_id, asked_by):
        raise _no_such_office()
    return await CASH_DAYS.all(connection, office_id, since, asked_by)


async def open_cases(connection: Executor, office_id: UUID, asked_by: UUID) -> list[MoneyCase]:
    """What does not add up at the office, oldest first; empty for who does not work there."""
    return await OPEN_CASES.all(connection, office_id, asked_by)


async def still_due(connection: Executor, job_ids: Iterable[UUID]) -> dict[UUID, int]:
    """What citizens still have to pay by job, đồng; jobs with nothing due are absent."""
    return {due.job_id: due.due_vnd for due in await STILL_DUE.all(connection, list(job_ids))}


async def claimed_unseen(connection: Executor, job_ids: Iterable[UUID]) -> dict[UUID, int]:
    """What citizens say they transferred and nobody has seen yet, by job, đồng; it is still due until it is seen."""
    return {claim.job_id: claim.due_vnd for claim in await CLAIMED_UNSEEN.all(connection, list(job_ids))}


def _no_such_office() -> NotFound:
    return NotFound("Không tìm thấy bưu cục này", "No such office")
