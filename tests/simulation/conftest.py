"""The demo's world on a database of its own, served by one real process a worker; carriers as many as tests ask for."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path

import httpx
import msgspec
import pytest

from courier import clock
from courier.clock import VIETNAM
from courier.database import Connection, Pool, in_transaction, open_connection, open_pool
from courier.embedded import OWNER, RunningPostgres
from courier.network.add_person import add_person
from courier.network.grant_role import grant_role
from courier.network.identity.passwords import hash_password
from courier.network.model import NewPerson, RoleGrant
from courier.simulation import setting
from courier.simulation.airwaves import Airwaves
from courier.simulation.cast import Carrier, order_enrolment
from courier.simulation.phone import Phone
from courier.simulation.server_process import ServerProcess, free_port
from courier.simulation.staff import Staff
from courier.simulation.statements import MemberRow
from courier.simulation.timeline import Timeline
from courier.simulation.working_days import FIRST_DAY, next_working_day
from courier.simulation.world import World, build_world

PASSWORD = "mật khẩu chạy thử"


class Stage(msgspec.Struct, frozen=True):
    """All that a ride needs."""

    pool: Pool
    home: Path
    server: ServerProcess
    timeline: Timeline
    world: World
    dispatcher: Staff


@pytest.fixture(scope="session")
async def running_stage(
    postgres: RunningPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stage]:
    async with open_stage(postgres, template, "stage", tmp_path_factory.mktemp("stage")) as stage:
        yield stage


@asynccontextmanager
async def open_stage(postgres: RunningPostgres, template: str, kind: str, home: Path) -> AsyncIterator[Stage]:
    """The demo's world at five past seven, in a database of its own for this worker, its server running."""
    name = f"{kind}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    async with open_connection(postgres.superuser_dsn) as connection:
        await connection.execute(f'CREATE DATABASE "{name}" OWNER {OWNER} TEMPLATE "{template}"')
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(open_pool(postgres.dsn(name), min_size=1))
        timeline = Timeline(pool)
        await timeline.set_clock(datetime.combine(FIRST_DAY, time(7, 5), VIETNAM))
        world = await build_world(pool, await hash_password(PASSWORD))
        server = ServerProcess(home, free_port(), database_url=postgres.dsn(name))
        stack.callback(server.stop)
        await server.start()
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=server.local_url))
        dispatcher = Staff(client, "office")
        await dispatcher.log_in("huy", PASSWORD)
        yield Stage(pool, home, server, timeline, world, dispatcher)


@pytest.fixture
async def stage(running_stage: Stage) -> Stage:
    """The server runs, and this process lives in its day."""
    async with running_stage.pool.acquire() as connection:
        await clock.refresh(connection)
    await running_stage.dispatcher.log_in("huy", PASSWORD)  # days of other tests may have gone by
    return running_stage


@pytest.fixture
async def day(stage: Stage) -> date:
    """A working day that no test has ridden yet; it is five past seven."""
    day = next(DAYS)
    await stage.timeline.set_clock(datetime.combine(day, time(7, 5), VIETNAM))
    return day


@pytest.fixture
async def make_carrier(stage: Stage) -> AsyncIterator[Callable[..., Awaitable[Carrier]]]:
    """New carriers of the post office, each with an enrolled phone; `skew` is how far its clock is ahead."""
    async with AsyncExitStack() as stack:

        async def make(skew: timedelta = timedelta(0)) -> Carrier:
            who = await add_carrier(stage)
            airwaves = Airwaves(httpx.AsyncHTTPTransport())
            client = httpx.AsyncClient(transport=airwaves, base_url=stage.server.local_url, timeout=30)
            phone = Phone(stage.home / who.username, await stack.enter_async_context(client), "carrier", skew)
            stack.callback(phone.outbox.close)
            link = await order_enrolment(stage.dispatcher, stage.world.post_office, who, "phone")
            await phone.enrol(link["url"], f"Điện thoại của {who.full_name}")
            return Carrier(who, phone, airwaves)

        yield make


@pytest.fixture
async def carrier(make_carrier: Callable[..., Awaitable[Carrier]]) -> Carrier:
    return await make_carrier()


async def add_carrier(stage: Stage) -> MemberRow:
    """One more carrier of the post office, without a log-in."""
    number = next(_numbers)

    async def add(connection: Connection) -> MemberRow:
        person = await add_person(
            connection, NewPerson(full_name=f"Bưu tá Số {number}", province_code=setting.PROVINCE)
        )
        person = await grant_role(
            connection,
            RoleGrant(
                person_id=person.person_id,
                role="carrier",
                office_id=stage.world.post_office.office_id,
                valid_from=setting.PRESENT_FROM,
            ),
        )
        return MemberRow(f"buu-ta-{number}", person.person_id, person.full_name, person.carrier_party_id)

    return await in_transaction(stage.pool, add)


def _working_days() -> Iterator[date]:
    day = FIRST_DAY
    while True:
        yield day
        day = next_working_day(day)


_numbers = count(1)
DAYS = _working_days()
"""Working days that no test has ridden yet."""
