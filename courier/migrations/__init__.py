"""How a database comes to today's schema: numbered `NNNN_name.sql` files beside this one, applied in order, once.

A file whose first line is `-- no-transaction` holds one statement that PostgreSQL refuses inside a transaction and
that may be run again (`CREATE INDEX CONCURRENTLY IF NOT EXISTS …`); any other file is applied whole or not at all.
"""

import hashlib
from pathlib import Path
from typing import Final

import msgspec

from courier.database import Connection, open_connection, sqlstate, statement
from courier.errors import Conflict, NotReady

FOLDER: Final = Path(__file__).parent
SCHEMA_FILE: Final = FOLDER / "schema.sql"
LOWEST_SERVER_VERSION: Final = 18
"""The PostgreSQL that is embedded and tested; an older operator's server is refused."""

NO_TRANSACTION: Final = "-- no-transaction"


class Migration(msgspec.Struct, frozen=True):
    """One numbered file."""

    number: int
    name: str
    """The file's name without `.sql`: `0001_foundation`."""
    sql: str

    @property
    def sha256(self) -> bytes:
        """What the file's text is known by, 32 bytes, once it has landed."""
        return hashlib.sha256(self.sql.encode()).digest()


class AppliedMigration(msgspec.Struct, frozen=True):
    """One row of what a database has been through."""

    number: int
    name: str
    sha256: bytes


class EditedMigration(Conflict):
    """A file that this database has been through is not the file it was."""

    type = "edited-migration"
    title_vi = "Tệp di trú đã bị sửa"
    title_en = "A landed migration was edited"


class UnsupportedServer(NotReady):
    """The server is older than the lowest version named."""

    type = "unsupported-server"
    title_vi = "Phiên bản PostgreSQL không được hỗ trợ"
    title_en = "Unsupported PostgreSQL version"


CREATE_HISTORY: Final = statement("""
    CREATE TABLE IF NOT EXISTS schema_migration (
        number integer PRIMARY KEY,
        name text NOT NULL,
        sha256 bytea NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )""")
READ_HISTORY: Final = statement("SELECT number, name, sha256 FROM schema_migration ORDER BY number", AppliedMigration)
RECORD_MIGRATION: Final = statement("INSERT INTO schema_migration (number, name, sha256) VALUES ($1, $2, $3)")
LOCK_HISTORY: Final = statement("SELECT pg_advisory_lock(hashtext('courier.migrations'))")
READ_SERVER_VERSION: Final = statement("SELECT current_setting('server_version_num')::integer / 10000")
ASK_FOR_SIMULATION: Final = statement("SELECT set_config('courier.simulation', $1, false)")
IS_SIMULATED: Final = statement("SELECT is_simulated FROM clock_setting")


async def migrate(dsn: str, *, simulation: bool = False, folder: Path = FOLDER) -> list[str]:
    """Bring the database of `dsn`, whose user owns it, to today's schema; the names applied now, in order.

    Two migrators at once take turns under a session's advisory lock. `simulation` makes a new database one whose
    clock may be set, for ever. Raises `UnsupportedServer`, `EditedMigration`, or `Conflict` where an existing
    database keeps real time and simulation was asked for.
    """
    async with open_connection(dsn) as connection:
        await _check_server(connection)
        await LOCK_HISTORY.value(connection)
        await CREATE_HISTORY.run(connection)
        await ASK_FOR_SIMULATION.value(connection, "on" if simulation else "off")
        landed = await READ_HISTORY.all(connection)
        pending = pending_migrations(read_migrations(folder), landed)
        for migration in pending:
            await _apply(connection, migration)
        if simulation and not await IS_SIMULATED.value(connection):
            raise Conflict(
                "Cơ sở dữ liệu này chạy theo giờ thật; hãy tạo một cơ sở dữ liệu mới để mô phỏng",
                "This database keeps real time; create a new one for simulation",
            )
    return [migration.name for migration in pending]


async def is_migrated(connection: Connection, folder: Path = FOLDER) -> bool:
    """Whether the database has been through every file of this program, each as it stands."""
    try:
        landed = await READ_HISTORY.all(connection)
        return not pending_migrations(read_migrations(folder), landed)
    except EditedMigration:
        return False
    except Exception as error:
        if sqlstate(error) == _UNDEFINED_TABLE:
            return False
        raise


def read_migrations(folder: Path = FOLDER) -> list[Migration]:
    """The numbered files of `folder` in order; ValueError where two share a number."""
    paths = sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    migrations = [Migration(int(path.name[:4]), path.stem, path.read_text("utf-8")) for path in paths]
    numbers = [migration.number for migration in migrations]
    if len(set(numbers)) < len(numbers):
        raise ValueError(f"two migrations share a number: {[path.name for path in paths]}")
    return migrations


def pending_migrations(migrations: list[Migration], landed: list[AppliedMigration]) -> list[Migration]:
    """The files still to apply; raises `EditedMigration` where one that has landed changed or is missing."""
    known = {migration.number: migration for migration in migrations}
    for applied in landed:
        migration = known.pop(applied.number, None)
        if migration is None or (migration.name, migration.sha256) != (applied.name, applied.sha256):
            raise EditedMigration(
                f"{applied.name} đã chạy trên cơ sở dữ liệu này nhưng tệp nay đã khác hoặc không còn: "
                "trả lại tệp cũ và thêm tệp mới",
                f"{applied.name} has run on this database, but the file has changed or is gone: "
                "restore it and add a new one",
            )
    return [known[number] for number in sorted(known)]


_UNDEFINED_TABLE: Final = "42P01"


async def _check_server(connection: Connection) -> None:
    version = await READ_SERVER_VERSION.value(connection)
    if version < LOWEST_SERVER_VERSION:
        raise UnsupportedServer(
            f"Cần PostgreSQL {LOWEST_SERVER_VERSION} trở lên, máy chủ này là {version}: hãy nâng cấp",
            f"PostgreSQL {LOWEST_SERVER_VERSION} or later is needed, this server is {version}: upgrade it",
        )


async def _apply(connection: Connection, migration: Migration) -> None:
    if migration.sql.startswith(NO_TRANSACTION):
        await connection.execute(migration.sql)
        await _record(connection, migration)
    else:
        async with connection.transaction():
            await connection.execute(migration.sql)
            await _record(connection, migration)


async def _record(connection: Connection, migration: Migration) -> None:
    await RECORD_MIGRATION.run(connection, migration.number, migration.name, migration.sha256)
