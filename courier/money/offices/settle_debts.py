"""Brings what offices owe each other to what the books of a code come to; a second run changes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from courier.clock import new_id
from courier.database import Connection, DatabaseError, violated_constraint
from courier.money.books.statements import REVERSE_POSTINGS
from courier.money.offices.model import owed_between
from courier.money.offices.statements import KEEP_DEBT, NETS, OWED, POST_DEBT, STANDING_DEBTS, Debt


async def settle_debts(connection: Connection, codes: Iterable[str]) -> None:
    """Post who owes whom of these codes' money, where more than one office had to do with it.

    What is owed no more is reversed by a row of its own; once it was paid, it is owed back instead.
    """
    asked = sorted(set(codes))
    if not asked:
        return
    nets: dict[str, dict[UUID, int]] = defaultdict(dict)
    known: set[str] = set()
    for row in await NETS.all(connection, asked):
        if row.office_id is not None:
            nets[row.code][row.office_id] = row.net_vnd
        if row.has_debts:
            known.add(row.code)
    concerned = sorted(known | {code for code, by_office in nets.items() if len(by_office) > 1})
    if not concerned:
        return
    standing: dict[str, list[Debt]] = defaultdict(list)
    for debt in await STANDING_DEBTS.all(connection, concerned):
        standing[debt.code].append(debt)
    for code in concerned:
        await _settle(connection, code, owed_between(nets[code]), standing[code])


async def _settle(
    connection: Connection, code: str, wanted: dict[tuple[UUID, UUID], int], standing: Sequence[Debt]
) -> None:
    pairs = {pair: (pair[0], pair[1]) for pair in wanted} | {
        (debt.creditor_id, debt.debtor_id): (debt.creditor_id, debt.debtor_id) for debt in standing
    }
    for first, second in sorted({(min(pair), max(pair)) for pair in pairs}):
        due = wanted.get((first, second), 0) - wanted.get((second, first), 0)
        booked = [debt for debt in standing if {debt.creditor_id, debt.debtor_id} == {first, second}]
        now = sum(debt.amount_vnd if debt.creditor_id == first else -debt.amount_vnd for debt in booked)
        if due == now:
            continue
        if not await _book_anew(connection, code, first, second, due, booked):
            await _post(connection, code, first, second, due - now)


async def _book_anew(
    connection: Connection, code: str, first: UUID, second: UUID, due: int, booked: Sequence[Debt]
) -> bool:
    """Reverse what stands and post what is owed; False where some of it was paid already.

    The accounts alone cannot tell: they hold what is owed to all offices together, a payment is between two.
    """
    try:
        async with connection.transaction():
            await REVERSE_POSTINGS.run(
                connection,
                [new_id() for _ in booked],
                [debt.posting_id for debt in booked],
                "owed otherwise by what was taken, given back and booked",
                None,
            )
            await _post(connection, code, first, second, due)
            for debtor, creditor in ((first, second), (second, first)):
                if await OWED.value(connection, debtor, creditor) < 0:
                    raise _PaidAlready
    except _PaidAlready:
        return False
    except DatabaseError as error:
        if violated_constraint(error) != "never_overdrawn":
            raise
        return False
    return True


class _PaidAlready(Exception):
    """More was paid from one of the two to the other than would be owed."""


async def _post(connection: Connection, code: str, first: UUID, second: UUID, due: int) -> None:
    """`first` is owed so much by `second`, or owes it where it is below nothing."""
    if due == 0:
        return
    creditor, debtor = (first, second) if due > 0 else (second, first)
    posting_id = new_id()
    await POST_DEBT.run(connection, posting_id, creditor, debtor, abs(due))
    await KEEP_DEBT.run(connection, posting_id, creditor, debtor, abs(due), code)
