"""Statements, the one transaction, its retries, and what the caller is told when the server cannot answer."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest

from courier.database import (
    Connection,
    Pool,
    in_transaction,
    is_unique_violation,
    open_connection,
    open_pool,
    sqlstate,
    statement,
    violated_constraint,
)
from courier.embedded import RunningPostgres
from courier.errors import NotReady, Overloaded
from tests.conftest import Address


class Parcel(msgspec.Struct):
    id: int
    weight_g: int | None
    notes: dict[str, Any]


MAKE_TABLES = statement("""
    CREATE TABLE parcel (
        id integer PRIMARY KEY,
        weight_g integer CONSTRAINT weight_is_positive CHECK (weight_g > 0),
        notes jsonb NOT NULL DEFAULT '{}'
    )""")
LET_WRITE = statement("GRANT UPDATE, DELETE ON parcel TO courier_service")
ADD_PARCEL = statement("INSERT INTO parcel VALUES ($1, $2, $3)")
WEIGH_PARCEL = statement("UPDATE parcel SET weight_g = $2 WHERE id = $1")
DROP_PARCELS = statement("DELETE FROM parcel WHERE id = ANY ($1::int[])")
READ_PARCELS = statement("SELECT id, weight_g, notes FROM parcel ORDER BY id", Parcel)
FIND_PARCEL = statement("SELECT id, weight_g, notes FROM parcel WHERE id = $1", Parcel)
COUNT_PARCELS = statement("SELECT count(*) FROM parcel")
SLEEP = statement("SELECT pg_sleep($1)")
END_ALL_SESSIONS = statement("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1")


@pytest.fixture
async def parcels(database: Pool, owner_connection: Connection) -> Pool:
    await MAKE_TABLES.run(owner_connection)
    await LET_WRITE.run(owner_connection)
    return database


async def test_a_statement_fills_its_struct_and_counts_its_rows(parcels: Pool) -> None:
    assert await ADD_PARCEL.run(parcels, 1, None, {"người nhận": "Đỗ Thị Hạnh", "list": [1, None]}) == 1
    assert await ADD_PARCEL.run(parcels, 2, 50, {}) == 1
    first, second = await READ_PARCELS.all(parcels)
    assert first == Parcel(1, None, {"người nhận": "Đỗ Thị Hạnh", "list": [1, None]})
    assert await FIND_PARCEL.one(parcels, 2) == second
    assert await FIND_PARCEL.one(parcels, 3) is None
    assert await COUNT_PARCELS.value(parcels) == 2
    assert await DROP_PARCELS.run(parcels, [1, 2, 3]) == 2


async def test_values_come_back_in_the_types_they_went_in(database: Pool) -> None:
    everything = statement("SELECT $1::uuid, $2::timestamptz, $3::date, $4::bytea, $5::bigint, $6::text[]")
    sent = (UUID(int=7), datetime(2026, 7, 30, 8, tzinfo=UTC), date(2026, 7, 30), b"\x00\xff", 2**62, ["đ", "ơ"])
    async with database.acquire() as connection:
        assert tuple(await connection.fetchrow(everything.sql, *sent)) == sent


async def test_the_session_is_what_the_service_needs_whatever_the_databases_defaults(
    owner_connection: Connection, address: Address
) -> None:
    for setting in (
        "timezone = 'Asia/Tokyo'",
        "synchronous_commit = off",
        "default_transaction_isolation = serializable",
    ):
        await owner_connection.execute(f'ALTER DATABASE "{address.name}" SET {setting}')
    ask = statement(
        "SELECT concat_ws(' ', current_user, current_setting('timezone'),"
        " current_setting('synchronous_commit'), current_setting('transaction_isolation'))"
    )
    async with open_pool(address.service_dsn, min_size=1) as pool:
        assert await ask.value(pool) == "courier_service UTC on read committed"


async def test_a_transaction_is_kept_whole_or_not_at_all(parcels: Pool) -> None:
    async def add_two(connection: Connection) -> str:
        await ADD_PARCEL.run(connection, 1, 10, {})
        await ADD_PARCEL.run(connection, 2, 10, {})
        return "kept"

    async def add_then_fail(connection: Connection) -> None:
        await ADD_PARCEL.run(connection, 3, 10, {})
        raise LookupError

    assert await in_transaction(parcels, add_two) == "kept"
    with pytest.raises(LookupError):
        await in_transaction(parcels, add_then_fail)
    assert await COUNT_PARCELS.value(parcels) == 2


async def test_a_real_deadlock_is_undone_and_run_again(parcels: Pool) -> None:
    await ADD_PARCEL.run(parcels, 1, 1, {})
    await ADD_PARCEL.run(parcels, 2, 1, {})
    both_hold_one = asyncio.Barrier(2)
    attempts = 0

    async def weigh(first: int, second: int, weight_g: int) -> None:
        met = False

        async def act(connection: Connection) -> None:
            nonlocal attempts, met
            attempts += 1
            await WEIGH_PARCEL.run(connection, first, weight_g)
            if not met:
                met = True
                await both_hold_one.wait()
            await WEIGH_PARCEL.run(connection, second, weight_g)

        await in_transaction(parcels, act)

    await asyncio.gather(weigh(1, 2, 100), weigh(2, 1, 200))
    assert attempts == 3
    assert len({parcel.weight_g for parcel in await READ_PARCELS.all(parcels)}) == 1


async def test_a_deadlock_without_end_is_told_as_overload(parcels: Pool) -> None:
    deadlock = statement("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = 'deadlock_detected'; END $$")
    attempts = 0

    async def act(connection: Connection) -> None:
        nonlocal attempts
        attempts += 1
        await deadlock.run(connection)

    with pytest.raises(Overloaded):
        await in_transaction(parcels, act)
    assert attempts == 6


async def test_the_constraint_that_refused_has_a_name(parcels: Pool) -> None:
    await ADD_PARCEL.run(parcels, 1, 1, {})
    with pytest.raises(Exception, match="duplicate") as twice:
        await in_transaction(parcels, lambda connection: ADD_PARCEL.run(connection, 1, 1, {}))
    assert is_unique_violation(twice.value)
    assert is_unique_violation(twice.value, "parcel_pkey")
    assert not is_unique_violation(twice.value, "weight_is_positive")
    with pytest.raises(Exception, match="violates check") as weightless:
        await ADD_PARCEL.run(parcels, 2, 0, {})
    assert not is_unique_violation(weightless.value)
    assert violated_constraint(weightless.value) == "weight_is_positive"
    assert sqlstate(weightless.value) == "23514"
    assert violated_constraint(ValueError()) is None
    assert sqlstate(ValueError()) is None


async def test_a_server_that_is_not_there_is_told_as_not_ready(postgres: RunningPostgres) -> None:
    with pytest.raises(NotReady):
        async with open_pool("postgresql://courier_app@/courier?host=%2Fnonexistent", min_size=1):
            pass
    with pytest.raises(NotReady, match="does not exist"):
        async with open_connection(postgres.dsn("no_such_database")):
            pass


async def test_a_database_without_the_services_role_says_what_to_run(empty_address: Address) -> None:
    with pytest.raises(NotReady, match="courier migrate"):
        async with open_connection(empty_address.service_dsn, role="no_such_role"):
            pass


async def test_a_connection_lost_in_the_midst_is_told_as_not_ready_and_the_pool_recovers(
    parcels: Pool, postgres: RunningPostgres, address: Address
) -> None:
    async def cut(_connection: Connection) -> None:
        async with open_connection(postgres.superuser_dsn) as master:
            await END_ALL_SESSIONS.run(master, address.name)

    async def add_and_be_cut(connection: Connection) -> None:
        await ADD_PARCEL.run(connection, 1, 1, {})
        await cut(connection)
        await ADD_PARCEL.run(connection, 2, 1, {})

    async def sleep_and_be_cut(connection: Connection) -> None:
        await asyncio.gather(SLEEP.value(connection, 60), cut(connection))

    with pytest.raises(NotReady):
        await in_transaction(parcels, add_and_be_cut)
    with pytest.raises(NotReady):
        await in_transaction(parcels, sleep_and_be_cut)
    with pytest.raises(NotReady):
        await in_transaction(parcels, cut)
    assert await _count_once_recovered(parcels) == 0


async def _count_once_recovered(parcels: Pool) -> object:
    """The pool sheds its other dead connections one by one, as it draws them: at most as many refusals as it holds."""
    for _ in range(parcels.get_size()):
        try:
            return await COUNT_PARCELS.value(parcels)
        except NotReady:
            await asyncio.sleep(0)
    return await COUNT_PARCELS.value(parcels)


async def test_a_lock_or_statement_that_takes_too_long_is_told_as_overload(database: Pool) -> None:
    async def wait(connection: Connection) -> None:
        await statement("SET LOCAL statement_timeout = '20ms'").run(connection)
        await SLEEP.value(connection, 60)

    with pytest.raises(Overloaded):
        await in_transaction(database, wait)


async def test_a_pool_without_a_free_connection_is_told_as_overload(
    address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("courier.database._ACQUIRE_TIMEOUT_S", 0.05)
    async with open_pool(address.service_dsn, min_size=1, max_size=1) as pool, pool.acquire():
        with pytest.raises(Overloaded):
            await in_transaction(pool, lambda connection: SLEEP.value(connection, 0))


async def test_an_act_that_breaks_for_reasons_of_its_own_is_not_blamed_on_the_server(database: Pool) -> None:
    async def read_a_file(_connection: Connection) -> None:
        raise FileNotFoundError

    with pytest.raises(FileNotFoundError):
        await in_transaction(database, read_a_file)
    with pytest.raises(Exception, match="expects 1 argument"):
        await in_transaction(database, lambda connection: SLEEP.value(connection))
