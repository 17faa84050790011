"""A whole day during which the server is killed twice, once in the middle of a request: nothing is lost."""

import asyncio
from datetime import datetime, time, timedelta

import httpx

from courier.clock import VIETNAM
from courier.simulation.cast import open_cast
from courier.simulation.checks import judge
from courier.simulation.day import ride_day
from courier.simulation.morning import prepare
from courier.simulation.sight import look
from courier.simulation.working_days import FIRST_DAY
from tests.simulation.conftest import PASSWORD, Stage


async def test_a_server_killed_during_the_ride_loses_nothing(stage: Stage) -> None:
    async with open_cast(stage.world, stage.server.local_url, PASSWORD, stage.home / "demo") as cast:
        prepared = await prepare(cast, stage.pool, FIRST_DAY)
        for hour in (time(7, 45), time(8, 40)):
            killed_at = datetime.combine(FIRST_DAY, hour, VIETNAM)
            stage.timeline.at(killed_at, lambda: kill_soon(stage))
            stage.timeline.at(killed_at + timedelta(minutes=20), stage.server.start)
        ridden = await ride_day(cast, prepared, stage.timeline, lambda _vi, _en: None)
        async with httpx.AsyncClient(base_url=stage.server.local_url) as client:
            sight = await look(stage.pool, stage.home, client, cast, prepared)
    findings = judge(sight, prepared, ridden, {})
    assert findings.failed == []
    assert (findings.lost, findings.disputes_open, findings.cash_difference) == (0, 0, 0)


async def kill_soon(stage: Stage) -> None:
    """SIGKILL to the server and its workers some 20 ms from now, while the story goes on sending."""
    asyncio.get_running_loop().call_later(0.02, stage.server.kill)
