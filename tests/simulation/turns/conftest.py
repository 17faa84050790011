"""One eventful day, ridden once: all turns befall it, and each test looks for one turn's trace in the database."""

from collections.abc import AsyncIterator
from datetime import datetime, time
from typing import Any, Final

import httpx
import msgspec
import pytest

from courier import clock
from courier.clock import VIETNAM
from courier.database import Pool
from courier.embedded import RunningPostgres
from courier.simulation.cast import Cast, open_cast
from courier.simulation.day import Ridden, ride_day
from courier.simulation.morning import Prepared, prepare
from courier.simulation.setting import GIA_LAM, PHU_DONG
from courier.simulation.size import DaySize, Shift
from courier.simulation.turns.story import Turn
from courier.simulation.working_days import FIRST_DAY
from tests.simulation.conftest import PASSWORD, open_stage

EVENTFUL: Final = DaySize(
    name="eventful",
    results={"H26.GIALAM": 34, "H26.BATTRANG": 10, "H26.THUANAN": 9, "H26.PHUDONG": 9},
    later={},
    requests={"H26.GIALAM": 2, "H26.BATTRANG": 1, "H26.THUANAN": 1, "H26.PHUDONG": 1},
    drop_offs={"H26.GIALAM": 2, "H26.BATTRANG": 1, "H26.THUANAN": 1, "H26.PHUDONG": 1},
    carriers={GIA_LAM: 4, PHU_DONG: 1},
    shifts=(Shift(time(7, 30), time(10, 15), most_overtime_s=5_400),),
    planning_s=0.02,
    pace=0.0,
    position_every_s=3_600,
    tells_all=False,
)
"""The smallest that has room for every turn."""


class Eventful(msgspec.Struct, frozen=True):
    """The day as its evening left it."""

    pool: Pool
    client: httpx.AsyncClient
    cast: Cast
    prepared: Prepared
    ridden: Ridden

    def turn(self, name: str) -> Turn:
        """The turn as the story has it: whom it befell, and the codes and ids by which to ask the database."""
        return next(turn for turn in self.ridden.turns if turn.name == name)

    async def ask(self, sql: str, *args: object) -> list[tuple[Any, ...]]:
        async with self.pool.acquire() as connection:
            return [tuple(row) for row in await connection.fetch(sql, *args)]

    async def value(self, sql: str, *args: object) -> Any:
        async with self.pool.acquire() as connection:
            return await connection.fetchval(sql, *args)

    async def holder_of(self, code: str) -> Any:
        """The party that holds the item under that label."""
        return await self.value("SELECT holder_id FROM head JOIN item_label USING (item_id) WHERE code = $1", code)

    async def citizen_reads(self, code: str) -> str:
        """The tracking page in Vietnamese."""
        page = await self.client.get(f"/t/{code}?lang=vi")
        assert page.is_success
        return page.text


@pytest.fixture(scope="session")
async def eventful(
    postgres: RunningPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Eventful]:
    home = tmp_path_factory.mktemp("eventful")
    async with open_stage(postgres, template, "eventful", home) as stage:
        entering = open_cast(stage.world, stage.server.local_url, PASSWORD, home / "demo", size=EVENTFUL)
        async with entering as cast, httpx.AsyncClient(base_url=stage.server.local_url) as client:
            prepared = await prepare(cast, stage.pool, FIRST_DAY, EVENTFUL)
            ridden = await ride_day(cast, prepared, stage.timeline, lambda _vi, _en: None)
            yield Eventful(stage.pool, client, cast, prepared, ridden)


@pytest.fixture
async def day(eventful: Eventful) -> Eventful:
    """This process lives in the eventful day's evening."""
    async with eventful.pool.acquire() as connection:
        await clock.refresh(connection)
    return eventful


def at(hour: int, minute: int = 0) -> datetime:
    """Of the eventful day."""
    return datetime.combine(FIRST_DAY, time(hour, minute), VIETNAM)
