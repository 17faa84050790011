"""The runner: once, in order, whole or not at all, and never a file that was edited."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from courier.database import Connection, open_connection, sqlstate, statement
from courier.embedded import RunningPostgres
from courier.errors import Conflict
from courier.migrations import (
    FOLDER,
    SCHEMA_FILE,
    EditedMigration,
    UnsupportedServer,
    is_migrated,
    migrate,
    read_migrations,
)
from courier.migrations.schema import dump_schema
from tests.conftest import Address

FOUNDATION = (FOLDER / "0001_foundation.sql").read_text()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of migrations of the test's own: the real foundation, then a table of parcels."""
    (tmp_path / "0001_foundation.sql").write_text(FOUNDATION)
    (tmp_path / "0002_parcels.sql").write_text("CREATE TABLE parcel (id integer PRIMARY KEY);")
    return tmp_path


async def tables(dsn: str) -> Sequence[str]:
    async with open_connection(dsn) as connection:
        found = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return [row[0] for row in found]


async def test_a_fresh_database_comes_to_the_committed_schema(
    shared_address: Address, postgres: RunningPostgres
) -> None:
    dumped = await asyncio.to_thread(dump_schema, postgres.programs, shared_address.owner_dsn)
    assert dumped == SCHEMA_FILE.read_text("utf-8"), "run: python -m courier.migrations --write-schema"


async def test_migrating_again_changes_nothing(empty_address: Address, folder: Path) -> None:
    assert await migrate(empty_address.owner_dsn, folder=folder) == ["0001_foundation", "0002_parcels"]
    assert await migrate(empty_address.owner_dsn, folder=folder) == []


async def test_two_migrators_at_once_apply_each_file_once(empty_address: Address, folder: Path) -> None:
    applied = await asyncio.gather(*(migrate(empty_address.owner_dsn, folder=folder) for _ in range(4)))
    assert sorted(applied) == [[], [], [], ["0001_foundation", "0002_parcels"]]


async def test_an_edited_file_is_refused_by_name(empty_address: Address, folder: Path) -> None:
    await migrate(empty_address.owner_dsn, folder=folder)
    (folder / "0002_parcels.sql").write_text("CREATE TABLE parcel (id bigint PRIMARY KEY);")
    with pytest.raises(EditedMigration, match="0002_parcels"):
        await migrate(empty_address.owner_dsn, folder=folder)


async def test_a_file_gone_or_renamed_is_refused_by_name(empty_address: Address, folder: Path) -> None:
    await migrate(empty_address.owner_dsn, folder=folder)
    (folder / "0002_parcels.sql").rename(folder / "0002_letters.sql")
    with pytest.raises(EditedMigration, match="0002_parcels"):
        await migrate(empty_address.owner_dsn, folder=folder)


def test_two_files_of_one_number_are_refused(folder: Path) -> None:
    (folder / "0002_letters.sql").write_text("SELECT 1;")
    with pytest.raises(ValueError, match="0002_letters"):
        read_migrations(folder)


async def test_a_failing_file_leaves_nothing_behind(empty_address: Address, folder: Path) -> None:
    (folder / "0003_half.sql").write_text("CREATE TABLE half (id integer); SELECT 1 / 0;")
    with pytest.raises(Exception, match="division by zero") as failure:
        await migrate(empty_address.owner_dsn, folder=folder)
    assert sqlstate(failure.value) == "22012"
    assert "half" not in await tables(empty_address.owner_dsn)
    (folder / "0003_half.sql").write_text("CREATE TABLE half (id integer);")
    assert await migrate(empty_address.owner_dsn, folder=folder) == ["0003_half"]


async def test_a_file_that_cannot_be_recorded_leaves_nothing_behind(empty_address: Address, folder: Path) -> None:
    (folder / "0003_unrecorded.sql").write_text("CREATE TABLE half (id integer); DROP TABLE schema_migration;")
    with pytest.raises(Exception, match="schema_migration"):
        await migrate(empty_address.owner_dsn, folder=folder)
    assert await tables(empty_address.owner_dsn) == ["clock_setting", "parcel", "schema_migration"]


async def test_a_file_marked_so_runs_outside_a_transaction(empty_address: Address, folder: Path) -> None:
    index = "CREATE INDEX CONCURRENTLY IF NOT EXISTS parcel_id ON parcel (id);"
    (folder / "0003_index.sql").write_text(index)
    with pytest.raises(Exception, match="cannot run inside a transaction block"):
        await migrate(empty_address.owner_dsn, folder=folder)
    (folder / "0003_index.sql").write_text(f"-- no-transaction\n{index}")
    assert await migrate(empty_address.owner_dsn, folder=folder) == ["0003_index"]


async def test_an_older_server_is_refused(
    empty_address: Address, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("courier.migrations.READ_SERVER_VERSION", statement("SELECT 17"))
    with pytest.raises(UnsupportedServer, match="18"):
        await migrate(empty_address.owner_dsn, folder=folder)
    assert await tables(empty_address.owner_dsn) == []


async def test_the_service_sees_whether_its_database_is_migrated(empty_address: Address, folder: Path) -> None:
    async with open_connection(empty_address.service_dsn) as connection:
        assert not await is_migrated(connection, folder)
        await migrate(empty_address.owner_dsn, folder=folder)
        assert await is_migrated(connection, folder)
        (folder / "0003_more.sql").write_text("SELECT 1;")
        assert not await is_migrated(connection, folder)
        (folder / "0002_parcels.sql").write_text("SELECT 1;")
        assert not await is_migrated(connection, folder)


async def test_a_database_of_real_records_cannot_become_a_simulation(empty_address: Address, folder: Path) -> None:
    await migrate(empty_address.owner_dsn, folder=folder)
    with pytest.raises(Conflict):
        await migrate(empty_address.owner_dsn, folder=folder, simulation=True)


async def test_a_database_for_simulation_migrates_on_without_being_asked_again(
    empty_address: Address, folder: Path
) -> None:
    await migrate(empty_address.owner_dsn, folder=folder, simulation=True)
    (folder / "0003_more.sql").write_text("SELECT 1;")
    assert await migrate(empty_address.owner_dsn, folder=folder) == ["0003_more"]


APPEND_ONLY = "CREATE TABLE fact (id integer PRIMARY KEY); CALL make_append_only('fact'); INSERT INTO fact VALUES (1);"
REWRITES = ("UPDATE fact SET id = 2", "DELETE FROM fact", "TRUNCATE fact")


@pytest.mark.parametrize("rewrite", REWRITES)
async def test_the_service_may_append_and_read_but_not_rewrite(
    rewrite: str, owner_connection: Connection, service_connection: Connection
) -> None:
    await owner_connection.execute(APPEND_ONLY)
    await service_connection.execute("INSERT INTO fact VALUES (7)")
    assert await service_connection.fetchval("SELECT count(*) FROM fact") == 2
    with pytest.raises(Exception, match="permission denied") as refusal:
        await service_connection.execute(rewrite)
    assert sqlstate(refusal.value) == "42501"


@pytest.mark.parametrize("rewrite", REWRITES)
@pytest.mark.parametrize("replication_role", ["origin", "replica"])
async def test_not_even_the_owner_rewrites_an_append_only_table(
    rewrite: str, replication_role: str, owner_connection: Connection, postgres: RunningPostgres, address: Address
) -> None:
    await owner_connection.execute(APPEND_ONLY)
    async with open_connection(postgres.dsn(address.name, "postgres")) as master:
        await master.execute(f"SET session_replication_role = {replication_role}")
        for connection in (owner_connection, master):
            with pytest.raises(Exception, match="table fact is append-only") as refusal:
                await connection.execute(rewrite)
            assert sqlstate(refusal.value) == "55000"


@pytest.mark.parametrize(
    "statement_text",
    [
        "CREATE TABLE mine (id integer)",
        "ALTER TABLE schema_migration DISABLE TRIGGER ALL",
        "INSERT INTO schema_migration VALUES (9999, 'x', '')",
        "UPDATE clock_setting SET is_simulated = false",
        "SET ROLE courier_owner",
    ],
)
async def test_the_service_does_not_own_the_schema(statement_text: str, service_connection: Connection) -> None:
    with pytest.raises(Exception, match=r"permission denied|must be owner"):
        await service_connection.execute(statement_text)
