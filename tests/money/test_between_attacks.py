"""Wrong rows about money between offices written straight by SQL: each refused by name, the owner's too."""

from uuid import UUID

import asyncpg
import pytest

from courier import clock
from courier.database import Connection, violated_constraint
from tests.money.between import into_the_safe, pay, two_offices
from tests.money.cash import DUE_VND, collect, enter

POST = (
    "INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, settles, turn, province_code) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, '01')"
)


async def post(
    connection: Connection, kind: str, debit: str, credit: str, amount_vnd: int, settles: UUID | None = None
) -> str | None:
    """The constraint that refuses it."""
    turn = None if settles is None else 1
    try:
        await connection.execute(POST, clock.new_id(), kind, debit, credit, amount_vnd, settles, turn)
    except asyncpg.IntegrityConstraintViolationError as error:
        return violated_constraint(error)
    return None


async def test_the_owner_of_the_tables_is_refused(owner_connection: Connection) -> None:
    c = owner_connection
    world, far, codes = await two_offices(c)
    await enter(c, far.hoa, collect(far.hoa, codes[0]))
    await into_the_safe(c, far, DUE_VND)
    paid = await pay(c, world, far, 1_000)
    here, there = world.post_office, far.office
    stranger = clock.new_id()
    assert await post(c, "owe", f"owed:{here}", f"owing:{here}", 1) == "nobody_owes_himself"
    assert await post(c, "owe", f"owing:{there}", f"owed:{here}", 1) == "accounts_fit_kind"
    assert await post(c, "owe", f"owed:{here}", f"owing:{there}", 1, stranger) == "settles_a_fact"
    assert await post(c, "pay", f"owing:{there}", f"taken_out:{there}", 1, stranger) == "paid_as_recorded"
    assert await post(c, "pay", f"owing:{there}", f"taken_out:{here}", 1_000, paid) == "same_owner"
    assert await post(c, "pay", f"owing:{there}", f"taken_out:{there}", 1_000, paid) == "in_force_once"
    assert await post(c, "receive", f"safe:{here}", f"owed:{here}", 1_000, stranger) == "received_as_paid"
    assert await post(c, "receive", f"safe:{there}", f"owed:{here}", 1_000, paid) == "same_owner"
    add = "INSERT INTO office_debt (posting_id, code, creditor_id, debtor_id, amount_vnd) VALUES ($1, $2, $3, $4, $5)"
    posting = await c.fetchval("SELECT posting_id FROM posting WHERE kind = 'owe' LIMIT 1")
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await c.execute(add, posting, codes[0], there, here, DUE_VND)
    with pytest.raises(asyncpg.ForeignKeyViolationError, match="owes_as_booked"):
        await c.execute(add, stranger, codes[0], here, there, DUE_VND)
    receipt = (
        "INSERT INTO office_payment_receipt (payment_id, receipt_id, to_office_id, amount_vnd, received_by) "
        "VALUES ($1, $2, $3, $4, $5)"
    )
    for office, amount_vnd in ((there, 1_000), (here, 999)):
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await c.execute(receipt, paid, clock.new_id(), office, amount_vnd, world.supervisor)
    for table in ("office_payment", "office_payment_receipt", "office_debt", "act_set_aside"):
        with pytest.raises(asyncpg.PostgresError):
            await c.execute(f"TRUNCATE {table} CASCADE")
    for attack in ("DELETE FROM office_debt", "UPDATE office_payment SET amount_vnd = 1"):
        with pytest.raises(asyncpg.PostgresError):
            await c.execute(attack)
