"""Books kept before fee and charge had accounts of their own: carried over by rows of their own, nothing rewritten."""

import shutil
from pathlib import Path
from uuid import UUID

from courier import clock
from courier.database import Connection, open_connection
from courier.migrations import FOLDER, migrate
from tests.conftest import Address
from tests.custody.world import World, build

BEFORE = 19
"""The last migration under which fee and charge shared an account."""


async def test_what_was_booked_to_the_shared_account_is_booked_anew_to_its_own(
    empty_address: Address, tmp_path: Path
) -> None:
    for path in FOLDER.glob("[0-9]*.sql"):
        if int(path.name[:4]) <= BEFORE:
            shutil.copy(path, tmp_path)
    await migrate(empty_address.owner_dsn, folder=tmp_path)
    async with open_connection(empty_address.owner_dsn) as connection:
        world = await build(connection, 1)
        await book_as_before(connection, world)
        rows = await connection.fetch("SELECT posting_id, credit, amount_vnd FROM posting ORDER BY posting_id")
    shutil.copy(FOLDER / "0024_cash.sql", tmp_path)
    assert await migrate(empty_address.owner_dsn, folder=tmp_path) == ["0024_cash"]
    async with open_connection(empty_address.owner_dsn) as connection:
        balances = await connection.fetch("SELECT kind, balance_vnd FROM account ORDER BY kind")
        kept = await connection.fetch(
            "SELECT posting_id, credit, amount_vnd FROM posting WHERE posting_id = ANY ($1) ORDER BY posting_id",
            [row["posting_id"] for row in rows],
        )
    assert kept == rows
    assert {row["kind"]: row["balance_vnd"] for row in balances} == {
        "charge": 3_000,
        "fare": 2_000,
        "fee": 5_000,
        "in_hand": 10_000,
        "state": 0,
        "suspense": 0,
    }


async def test_what_one_office_took_and_another_booked_before_is_owed_from_then_on(
    empty_address: Address, tmp_path: Path
) -> None:
    for path in FOLDER.glob("[0-9]*.sql"):
        if int(path.name[:4]) < 29:
            shutil.copy(path, tmp_path)
    await migrate(empty_address.owner_dsn, folder=tmp_path)
    far = clock.new_id()
    async with open_connection(empty_address.owner_dsn) as connection:
        world = await build(connection, 1)
        await connection.execute(
            "INSERT INTO party (party_id, kind, province_code) VALUES ($1, 'point', '01')",
            far,
        )
        await connection.execute(
            "INSERT INTO office (office_id, kind, code, name, sort_key, address, lon, lat, province_code) "
            "VALUES ($1, 'point', 'BC200', 'Bưu cục xa', 'x', 'Phù Đổng', 105.97, 21.05, '01')",
            far,
        )
        await book_as_before(connection, world, taken_at=far)
    shutil.copy(FOLDER / "0029_way_home.sql", tmp_path)
    assert await migrate(empty_address.owner_dsn, folder=tmp_path) == ["0029_way_home"]
    async with open_connection(empty_address.owner_dsn) as connection:
        owed = await connection.fetch("SELECT creditor_id, debtor_id, amount_vnd FROM office_debt")
        balances = await connection.fetch(
            "SELECT account_id, balance_vnd FROM account WHERE kind IN ('owed', 'owing') ORDER BY kind"
        )
    assert [tuple(row) for row in owed] == [(world.post_office, far, 10_000)]
    assert [tuple(row) for row in balances] == [(f"owed:{world.post_office}", 10_000), (f"owing:{far}", 10_000)]


async def book_as_before(connection: Connection, world: World, taken_at: UUID | None = None) -> None:
    """Lan took 10.000 đồng, booked whole to a fee, a charge and a fare."""
    (code,) = world.items
    event = clock.new_id()
    await connection.execute(
        "INSERT INTO signed_event (event_id, device_id, party_id, person_id, device_seq, kind, is_readable, "
        "province_code, happened_at, previous, body, signature) "
        "VALUES ($1, $2, $3, $4, 1, 'collect', true, '01', courier_now(), sha256(''), '{}', $5)",
        event,
        world.lan.device_id,
        world.lan.party_id,
        world.lan.person_id,
        bytes(64),
    )
    await connection.execute(
        "INSERT INTO collection (event_id, holder_id, office_id, province_code, code, amount_vnd, mode, is_trusted, "
        "happened_at) VALUES ($1, $2, $3, '01', $4, 10000, 'cash', true, courier_now())",
        event,
        world.lan.party_id,
        taken_at or world.post_office,
        code,
    )
    for kind, amount_vnd in (("fee", 5_000), ("charge", 3_000), ("fare", 2_000)):
        due = await connection.fetchrow(
            "INSERT INTO amount_due (job_id, kind, payer, amount_vnd, office_id, province_code) "
            "VALUES ($1, $2, 'citizen', $3, $4, '01') RETURNING due_id, account",
            world.jobs[code],
            kind,
            amount_vnd,
            world.post_office,
        )
        await connection.execute(
            "INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, settles, turn, job_id, item_id, "
            "province_code) VALUES ($1, 'book', $2, $3, $4, $5, 1, $6, $7, '01')",
            clock.new_id(),
            f"suspense:{code}",
            due["account"],
            amount_vnd,
            due["due_id"],
            world.jobs[code],
            world.items[code],
        )
