"""A town whose server lives in this process, on a database of its own copied from one with the offices in it."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from datetime import datetime, time
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import httpx
import msgspec
import pytest
import structlog
from argon2 import PasswordHasher

from api.app import create_litestar
from api.shell import Shell
from courier import clock
from courier.clock import VIETNAM
from courier.database import open_connection, open_pool
from courier.embedded import OWNER, RunningPostgres
from courier.settings import Settings
from courier.simulation.faults.air import Traffic
from courier.simulation.faults.check import Findings
from courier.simulation.faults.register import register
from courier.simulation.faults.run import Run, draw_skew
from courier.simulation.faults.schedule import OF_AIR, OF_PHONES
from courier.simulation.faults.shares import Shares
from courier.simulation.faults.town import open_town
from courier.simulation.working_days import FIRST_DAY
from courier.simulation.world import build_world, find_world

PASSWORD = "mật khẩu chạy thử"
QUICKLY_CHECKED = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Each run logs eight people in; what guards their passwords is not on trial here."""
IN_PROCESS = frozenset((*OF_AIR, *OF_PHONES)) - {"connection_broken"}
"""Half a body can only break off on a real connection."""
SLIPPERY = Shares(
    failed_scan=0.1,
    withdrawn=0.1,
    misread=0.25,
    refused=1.6,
    double_scan=0.2,
    taken_back=0.25,
    wrong_label=0.5,
    with_photo=0.0,
    meeting=0.6,
    quarrel=0.2,
    mistyped=0.3,
    short_count=0.2,
    short_drawer=0.5,
    attempt=0.25,
    at_counter=0.6,
    on_paper=0.5,
    old_papers=0.4,
    original_home=0.8,
    damage=0.3,
    wrong_code=0.5,
    spoiled_slip=0.3,
    voided=0.3,
    miscount=0.4,
)
"""Everything that can go wrong does so within few dossiers."""

SmallRun = Callable[..., Awaitable[Findings]]


class Settled(msgspec.Struct, frozen=True):
    """The name of a database with the offices in it."""

    name: str


@pytest.fixture(autouse=True)
def quiet_logs() -> None:
    """As in production, but silent: thousands of requests."""
    structlog.configure(processors=[_drop])


def _drop(_logger: object, _method: str, _event: MutableMapping[str, Any]) -> dict[str, Any]:
    raise structlog.DropEvent


@pytest.fixture(scope="session")
async def settled(postgres: RunningPostgres, template: str) -> Settled:
    """Built once a worker, copied for each run."""
    name = f"settled_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    async with open_connection(postgres.superuser_dsn) as connection:
        await connection.execute(f'CREATE DATABASE "{name}" OWNER {OWNER} TEMPLATE "{template}"')
    async with open_pool(postgres.dsn(name), min_size=1, max_size=2) as pool:
        async with pool.acquire() as connection:
            await clock.set_simulated_now(connection, datetime.combine(FIRST_DAY, time(7, 5), VIETNAM))
        await build_world(pool, QUICKLY_CHECKED.hash(PASSWORD))
    return Settled(name)


@pytest.fixture
async def small_run(postgres: RunningPostgres, settled: Settled, tmp_path: Path) -> AsyncIterator[SmallRun]:
    """Plays a small day against the service in this process; statements given are first run by the tables' owner."""
    made: list[str] = []

    async def play(
        *loosened: str, seed: int = 1, dossiers: int = 32, phones: int = 5, rounds: int = 4, shares: Shares = SLIPPERY
    ) -> Findings:
        name = f"faults_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}_{next(_numbers)}"
        async with open_connection(postgres.superuser_dsn) as connection:
            await connection.execute(
                f'CREATE DATABASE "{name}" OWNER {OWNER} TEMPLATE "{settled.name}" STRATEGY = FILE_COPY'
            )
        made.append(name)
        async with open_connection(postgres.dsn(name, OWNER)) as owner:
            for sql in loosened:
                await owner.execute(sql)
            await clock.refresh(owner)
        (tmp_path / name).mkdir()
        return await _play(postgres.dsn(name), tmp_path / name, seed, dossiers, phones, rounds, shares)

    yield play
    async with open_connection(postgres.superuser_dsn) as connection:
        for name in made:
            await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


async def _play(dsn: str, home: Path, seed: int, dossiers: int, phones: int, rounds: int, shares: Shares) -> Findings:
    app = create_litestar(Settings(home=home, base_url="http://courier.test"), dsn)
    shell = Shell(app, app.state.metrics, is_https=False)
    way = httpx.ASGITransport(shell, raise_app_exceptions=False)  # type: ignore[arg-type]
    traffic, findings, skews = Traffic(), Findings(seed=seed), Random(f"{seed}/skews")
    async with app.lifespan(), open_pool(dsn, min_size=1, max_size=2) as pool:
        async with pool.acquire() as connection:
            world = await find_world(connection)
        entering = open_town(
            pool,
            world,
            way,
            "http://courier.test",
            PASSWORD,
            home / "devices",
            traffic,
            phones=phones,
            skew=lambda: draw_skew(skews),
        )
        async with entering as town:
            await register(town, pool, dossiers, Random(f"{seed}/town"), lambda _vi, _en: None)
            run = Run(
                town,
                pool,
                traffic,
                {},
                seed=seed,
                kinds=IN_PROCESS,
                rounds=rounds,
                say=lambda _vi, _en: None,
                patience_s=2.0,
                most_refusals=8,
                shares=shares,
            )
            await run.play()
            await run.judge(findings)
    return findings


_numbers = count(1)
