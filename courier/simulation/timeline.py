"""The demo's time: moments of the day in their order, and the database's clock moved from one to the next."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from courier import clock
from courier.database import Pool

Moment = Callable[[], Awaitable[None]]

TICK_S: Final = 0.5
"""How often a paced clock moves, in real seconds."""


class Timeline:
    """Moments still to come. With a `pace` (seconds of the day a real second) the clock strides, else it leaps."""

    def __init__(self, pool: Pool, pace: float | None = None) -> None:
        self.pool = pool
        self._pace = pace
        self._moments: list[tuple[datetime, int, Moment]] = []
        self._count = 0

    def at(self, instant: datetime, moment: Moment) -> None:
        """Let `moment` happen at `instant`; of one instant, in the order given."""
        heapq.heappush(self._moments, (instant, self._count, moment))
        self._count += 1

    async def run(self) -> None:
        """All moments, one after the other, those they add too."""
        while self._moments:
            instant, _, moment = heapq.heappop(self._moments)
            await self.advance_to(instant)
            await moment()

    async def advance_to(self, instant: datetime) -> None:
        """Make it `instant`, or leave it as late as it is."""
        while (ahead_s := (instant - clock.now()).total_seconds()) > 0:
            stride_s = ahead_s if self._pace is None else min(ahead_s, self._pace * TICK_S)
            if self._pace is not None:
                await asyncio.sleep(stride_s / self._pace)
            await self.set_clock(min(instant, clock.now() + timedelta(seconds=stride_s)))

    async def set_clock(self, instant: datetime) -> None:
        async with self.pool.acquire() as connection:
            await clock.set_simulated_now(connection, instant)
