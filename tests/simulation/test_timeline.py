"""The demo's time: what several do within half a minute is done at once, one person's acts in their order."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from courier.database import open_pool
from courier.simulation.timeline import Moment, Timeline
from tests.conftest import Address

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
async def timeline(address: Address) -> AsyncIterator[Timeline]:
    async with open_pool(address.service_dsn, min_size=1, max_size=2) as pool:
        yield Timeline(pool)


async def test_one_persons_moments_keep_their_order_and_several_people_act_at_once(timeline: Timeline) -> None:
    happened: list[str] = []
    met = asyncio.Barrier(2)

    def act(name: str) -> Moment:
        async def happen() -> None:
            if name.endswith("1"):
                await asyncio.wait_for(met.wait(), 5)
            happened.append(name)

        return happen

    for second, name in ((0, "lan 1"), (10, "lan 2"), (20, "minh 1"), (25, "minh 2")):
        timeline.at(START + timedelta(seconds=second), act(name), name.split()[0])
    await timeline.run()
    assert [name for name in happened if "lan" in name] == ["lan 1", "lan 2"]
    assert [name for name in happened if "minh" in name] == ["minh 1", "minh 2"]


async def test_a_failure_of_one_is_told_after_the_others_have_acted(timeline: Timeline) -> None:
    happened: list[str] = []

    async def fail() -> None:
        raise RuntimeError("lan fell")

    async def act() -> None:
        await asyncio.sleep(0.01)
        happened.append("minh")

    timeline.at(START, fail, "lan")
    timeline.at(START, act, "minh")
    with pytest.raises(RuntimeError, match="lan fell"):
        await timeline.run()
    assert happened == ["minh"]
