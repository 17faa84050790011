"""The way to PostgreSQL: connections, named statements that fill Structs, and the one transaction of a request.

asyncpg is imported here and in `statements.py` files only; what SQL to run stands in the rooms.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, Generic, Never, TypeAlias, TypeVar, overload

import asyncpg
import msgspec
from asyncpg.pool import PoolConnectionProxy

from courier.errors import CourierError, NotReady, Overloaded

Connection: TypeAlias = asyncpg.Connection | PoolConnectionProxy
Pool: TypeAlias = asyncpg.Pool
Executor: TypeAlias = Connection | Pool
"""A connection, or a pool for one statement that needs no transaction around it."""

DatabaseError: TypeAlias = asyncpg.PostgresError
"""Whatever the server refused; `sqlstate` says why."""
ConstraintViolation: TypeAlias = asyncpg.IntegrityConstraintViolationError
"""A refusal by a unique, foreign key, check, not-null or exclusion constraint; `constraint_name` says which."""

Row = TypeVar("Row", bound=msgspec.Struct)
Result = TypeVar("Result")

SERVICE_ROLE: Final = "courier_service"
WRITE_CONNECTIONS: Final = 16
"""Fewest connections of a pool that writes: below it group commit has too few writers to join."""

_SESSION: Final = {
    "application_name": "courier",
    "timezone": "UTC",
    "synchronous_commit": "on",
    "default_transaction_isolation": "read committed",
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
}
_ACQUIRE_TIMEOUT_S: Final = 10.0
_ANSWER_TIMEOUT_S: Final = 40.0
"""Past the server's own statement timeout: only a server that has vanished lets it pass."""
_RETRIES: Final = 5
_FIRST_PAUSE_S: Final = 0.01
_WORTH_A_RETRY: Final = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
_BUSY: Final = (
    asyncpg.InsufficientResourcesError,
    asyncpg.QueryCanceledError,
    asyncpg.LockNotAvailableError,
)
_LOST: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.InternalClientError,  # what asyncpg says of a connection that dies between two statements
    asyncpg.OperatorInterventionError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)


@dataclass(frozen=True, slots=True)
class Statement(Generic[Row]):
    """One SQL text with the Struct its rows fill, column by column in order.

    `tests/test_statements.py` prepares each on the migrated schema and compares columns with fields.
    """

    sql: str
    row: type[Row] | None

    async def all(self, connection: Executor, *args: object) -> list[Row]:
        """Every row, in the order the server gave them."""
        records = await _answer(connection.fetch(self.sql, *args))
        return [self._fill(record) for record in records]

    async def one(self, connection: Executor, *args: object) -> Row | None:
        """The first row, or None where there is none."""
        record = await _answer(connection.fetchrow(self.sql, *args))
        return None if record is None else self._fill(record)

    async def value(self, connection: Executor, *args: object) -> Any:
        """The first column of the first row, or None where there is no row."""
        return await _answer(connection.fetchval(self.sql, *args))

    async def run(self, connection: Executor, *args: object) -> int:
        """How many rows were written (or read)."""
        return _affected_rows(await _answer(connection.execute(self.sql, *args)))

    def _fill(self, record: asyncpg.Record) -> Row:
        if self.row is None:
            raise TypeError(f"no Struct was named for the rows of: {self.sql}")
        return self.row(*record)


@overload
def statement(sql: str) -> Statement[Never]: ...
@overload
def statement(sql: str, row: type[Row]) -> Statement[Row]: ...
def statement(sql: str, row: type[Any] | None = None) -> Statement[Any]:
    """Name a SQL text, as a module constant in capitals; `row` is the Struct of its columns where it has some."""
    return Statement(sql, row)


@asynccontextmanager
async def open_pool(
    dsn: str, *, min_size: int = WRITE_CONNECTIONS, max_size: int = WRITE_CONNECTIONS
) -> AsyncIterator[Pool]:
    """A pool of connections that act as the service's role; closed on leaving, running work first.

    Sessions carry no state of their own, so that nothing needs resetting between two uses (1.6 times the reads).
    Raises `NotReady` where the server cannot be reached.
    """
    pool = asyncpg.create_pool(
        dsn,
        min_size=min_size,
        max_size=max_size,
        init=_prepare,
        reset=_keep_as_it_is,
        command_timeout=_ANSWER_TIMEOUT_S,
        server_settings=_SESSION | {"role": SERVICE_ROLE},
    )
    await _connect(pool)
    try:
        yield pool
    finally:
        await pool.close()


@asynccontextmanager
async def open_connection(dsn: str, *, role: str | None = None) -> AsyncIterator[Connection]:
    """One connection of its own, as the DSN's user or, where given, another `role` it is a member of.

    For what a pool is wrong for: migrations, LISTEN, backups. No statement timeout.
    """
    settings = {**_SESSION, "statement_timeout": "0", "lock_timeout": "0"} | ({"role": role} if role else {})
    connection = await _connect(asyncpg.connect(dsn, server_settings=settings))
    try:
        await _prepare(connection)
        yield connection
    finally:
        await connection.close()


async def in_transaction(pool: Pool, act: Callable[[Connection], Awaitable[Result]]) -> Result:
    """Run `act` in one READ COMMITTED transaction and return its result once it is committed to disk.

    A deadlock or serialisation failure undoes the transaction and runs `act` again, at most five times, after a
    pause drawn at random and doubled each time: `act` must change nothing outside the database.
    Raises `NotReady` where the server is lost, `Overloaded` where no connection or lock is free in time.
    """
    for attempt in range(_RETRIES):
        try:
            return await _in_one_transaction(pool, act)
        except _WORTH_A_RETRY:
            await asyncio.sleep(_FIRST_PAUSE_S * 2**attempt * random.uniform(0.5, 1.5))
    try:
        return await _in_one_transaction(pool, act)
    except _WORTH_A_RETRY as error:
        raise _overloaded() from error


def is_unique_violation(error: BaseException, constraint: str | None = None) -> bool:
    """Whether a unique or primary key refused, and, where named, whether it was `constraint`."""
    if not isinstance(error, asyncpg.UniqueViolationError):
        return False
    return constraint is None or error.constraint_name == constraint


def violated_constraint(error: BaseException) -> str | None:
    """The name of the constraint that refused, or None where the error is something else."""
    if not isinstance(error, asyncpg.IntegrityConstraintViolationError):
        return None
    return error.constraint_name  # type: ignore[no-any-return]


def sqlstate(error: BaseException) -> str | None:
    """The five characters by which the server named its refusal, or None where it was not the server."""
    if not isinstance(error, asyncpg.PostgresError):
        return None
    return error.sqlstate  # type: ignore[no-any-return]


async def _in_one_transaction(pool: Pool, act: Callable[[Connection], Awaitable[Result]]) -> Result:
    connection = await _answer(pool.acquire(timeout=_ACQUIRE_TIMEOUT_S))
    try:
        async with connection.transaction():
            return await act(connection)
    except _BUSY as error:
        raise _overloaded() from error
    except _LOST as error:
        raise _unreachable() from error
    except asyncpg.InterfaceError as error:
        if _is_lost(connection):
            raise _unreachable() from error
        raise
    finally:
        await pool.release(connection)


async def _answer(work: Awaitable[Result]) -> Result:
    """Wait for the server; what it cannot do now becomes the caller's error, a refusal stays itself."""
    try:
        return await work
    except (*_BUSY, TimeoutError) as error:
        raise _overloaded() from error
    except (*_LOST, OSError) as error:
        raise _unreachable() from error


async def _connect(work: Awaitable[Result]) -> Result:
    """Wait for a first connection; what the server said against it reaches the operator."""
    try:
        return await work
    except asyncpg.PostgresError as error:
        raise NotReady(
            f"Máy chủ dữ liệu từ chối: {error}. Xem người dùng trong DATABASE_URL, chạy `courier migrate` nếu chưa",
            f"The database refused: {error}. See the user in DATABASE_URL, run `courier migrate` if not yet done",
        ) from error
    except OSError as error:
        raise _unreachable() from error


def _is_lost(connection: Connection) -> bool:
    try:
        return bool(connection.is_closed())
    except asyncpg.InterfaceError:  # it broke, and the pool has already let go of it
        return True


def _overloaded() -> CourierError:
    return Overloaded("Máy chủ dữ liệu đang bận, hãy thử lại", "The database is busy; try again")


def _unreachable() -> CourierError:
    return NotReady("Không kết nối được máy chủ dữ liệu", "The database cannot be reached")


async def _prepare(connection: Connection) -> None:
    """Read and write jsonb through msgspec; its binary form is one version byte, then the JSON text."""
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        format="binary",
        encoder=lambda value: b"\x01" + msgspec.json.encode(value),
        decoder=lambda data: msgspec.json.decode(data[1:]),
    )


async def _keep_as_it_is(_connection: Connection) -> None:
    """Take the place of asyncpg's reset, which would cost a round trip a use."""


def _affected_rows(command_tag: str) -> int:
    """`INSERT 0 3`, `UPDATE 3`, `SELECT 3` → 3; `CREATE TABLE` → 0."""
    last = command_tag.rpartition(" ")[2]
    return int(last) if last.isdecimal() else 0
