"""What every test may ask for: a real PostgreSQL, databases of its own in it, and test data that is not shipped.

One throw-away cluster serves a run, one migrated template a worker, one database a test.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, settings

from courier import clock, embedded
from courier.database import Connection, Pool, open_connection, open_pool
from courier.embedded import OWNER, SERVICE_LOGIN, RunningPostgres
from courier.migrations import migrate
from courier.settings import CHECKOUT, read_settings

# The same examples in every run and on a machine of any speed; `--hypothesis-profile=exploring` draws new ones.
settings.register_profile("exploring", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("repeatable", settings.get_profile("exploring"), derandomize=True)
settings.load_profile("repeatable")

# Every process of a run, servers with a home of their own too, finds the planner compiled where the last run left it.
os.environ.setdefault("NUMBA_CACHE_DIR", str(CHECKOUT / ".courier" / "compiled"))

ABSENT = "không có dữ liệu thử / test data absent"


class Address(msgspec.Struct, frozen=True):
    """A test's own database: how the service and how its owner reach it."""

    name: str
    service_dsn: str
    owner_dsn: str


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests run on asyncio, as the product does."""
    return "asyncio"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPostgres]:
    """The run's cluster: the first worker to ask creates it, the last to leave deletes it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with embedded.start(shared / "courier", durable=False) as running:
        yield running


@pytest.fixture(scope="session")
def template(postgres: RunningPostgres) -> str:
    """This worker's migrated database, copied for each test; made for simulation, so that tests may set its clock."""
    address = _address(postgres, f"template_{_worker()}")

    async def make() -> None:
        await _create(postgres, address.name, "template1")
        await migrate(address.owner_dsn, simulation=True)

    asyncio.run(make())
    return address.name


@pytest.fixture
async def address(postgres: RunningPostgres, template: str) -> AsyncIterator[Address]:
    """A migrated database of the test's own, for whoever connects to it by address."""
    address = _address(postgres, f"test_{_worker()}_{next(_numbers)}")
    await _create(postgres, address.name, template)
    yield address
    await _drop(postgres, address.name)


@pytest.fixture(scope="session")
async def shared_address(postgres: RunningPostgres, template: str) -> AsyncIterator[Address]:
    """A migrated database that all of this worker's tests share: for those that write nothing."""
    address = _address(postgres, f"shared_{_worker()}")
    await _create(postgres, address.name, template)
    yield address
    await _drop(postgres, address.name)


@pytest.fixture
async def empty_address(postgres: RunningPostgres) -> AsyncIterator[Address]:
    """A database of the test's own through which no migration has gone."""
    address = _address(postgres, f"empty_{_worker()}_{next(_numbers)}")
    await _create(postgres, address.name, "template1")
    yield address
    await _drop(postgres, address.name)


@pytest.fixture
async def database(address: Address) -> AsyncIterator[Pool]:
    """A pool on the test's own database, as the service's role."""
    async with open_pool(address.service_dsn, min_size=1) as pool:
        yield pool


@pytest.fixture
async def service_connection(address: Address) -> AsyncIterator[Connection]:
    """One connection to the test's own database as the service's role."""
    async with open_connection(address.service_dsn, role="courier_service") as connection:
        yield connection


@pytest.fixture
async def owner_connection(address: Address) -> AsyncIterator[Connection]:
    """One connection to the test's own database as its owner: attacks no service could make."""
    async with open_connection(address.owner_dsn) as connection:
        yield connection


@pytest.fixture(autouse=True)
def real_time() -> Iterator[None]:
    """A test that follows a simulated clock leaves the real one behind."""
    yield
    clock.follow(timedelta(0))


@pytest.fixture
def test_data() -> Callable[[str], Path]:
    """Find a file or folder of test data by its path under COURIER_TEST_DATA, or skip, naming it."""
    folder = read_settings().test_data or CHECKOUT.parent / "shared"

    def find(name: str) -> Path:
        path = folder / name
        if not path.exists():
            pytest.skip(f"{ABSENT}: {name} (COURIER_TEST_DATA)")
        return path

    return find


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright keeps an event loop running in its worker, where no async test can start then."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """End the run with how many tests had no data to run on: a skip in silence is a test that is not there."""
    reasons = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", ())]
    if absent := sum(ABSENT in reason for reason in reasons):
        terminalreporter.write_line(f"{absent} × {ABSENT}: đặt / set COURIER_TEST_DATA", yellow=True)


_numbers = count(1)


def _worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "alone")


def _address(postgres: RunningPostgres, name: str) -> Address:
    return Address(name, postgres.dsn(name, SERVICE_LOGIN), postgres.dsn(name, OWNER))


async def _create(postgres: RunningPostgres, name: str, template: str) -> None:
    async with open_connection(postgres.superuser_dsn) as connection:
        await connection.execute(f'CREATE DATABASE "{name}" OWNER {OWNER} TEMPLATE "{template}" STRATEGY = FILE_COPY')


async def _drop(postgres: RunningPostgres, name: str) -> None:
    async with open_connection(postgres.superuser_dsn) as connection:
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
