"""Accounts are locked once, in the order of their names, before anything moves: also what offices owe each other."""

from courier.database import Connection, Pool
from courier.money.books.settle import lock_books
from tests.money.between import far_office, two_offices
from tests.money.cash import build_with_dues, collect, enter

LOCKED = """
    WITH free AS (SELECT account_id FROM account FOR UPDATE SKIP LOCKED)
    SELECT account_id FROM account WHERE kind IN ('owed', 'owing') AND account_id NOT IN (SELECT account_id FROM free)
"""


async def test_what_two_offices_owe_each_other_is_locked_with_the_money_that_makes_it(
    owner_connection: Connection, database: Pool
) -> None:
    world, far, codes = await two_offices(owner_connection)
    await enter(owner_connection, far.hoa, collect(far.hoa, codes[0]))
    both = {f"{kind}:{office}" for kind in ("owed", "owing") for office in (far.office, world.post_office)}
    async with database.acquire() as connection, connection.transaction():
        await lock_books(connection, [far.hoa.party_id], [codes[0]])
        assert {row["account_id"] for row in await owner_connection.fetch(LOCKED)} == both
    async with database.acquire() as connection, connection.transaction():
        await lock_books(connection, [far.hoa.party_id], [codes[1]], [far.office])  # nothing was taken for it yet
        assert {row["account_id"] for row in await owner_connection.fetch(LOCKED)} == both


async def test_money_of_one_office_alone_locks_no_debts(owner_connection: Connection, database: Pool) -> None:
    world, codes = await build_with_dues(owner_connection)
    await far_office(owner_connection, world)
    await enter(owner_connection, world.lan, collect(world.lan, codes[0]))
    async with database.acquire() as connection, connection.transaction():
        await lock_books(connection, [world.lan.party_id], codes, [world.post_office])
        assert await owner_connection.fetch("SELECT FROM account WHERE kind IN ('owed', 'owing')") == []
