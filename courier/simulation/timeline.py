"""The demo's time: moments of the day in their order, and the database's clock moved from one to the next.

What several people do within half a minute happens at once, as on a real day; one person's moments keep their order.
"""

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from courier import clock
from courier.database import Pool

Moment = Callable[[], Awaitable[None]]

TICK_S: Final = 0.5
"""How often a paced clock moves, in real seconds."""


AT_ONCE: Final = timedelta(seconds=30)
"""Moments no further apart than this happen together, at the last one's time."""


class _Due(NamedTuple):
    instant: datetime
    number: int
    who: Hashable
    moment: Moment


class Timeline:
    """Moments still to come. With a `pace` (seconds of the day a real second) the clock strides, else it leaps."""

    def __init__(self, pool: Pool, pace: float | None = None) -> None:
        self.pool = pool
        self._pace = pace
        self._moments: list[_Due] = []
        self._count = 0

    def at(self, instant: datetime, moment: Moment, who: Hashable = None) -> None:
        """Let `moment` happen at `instant`; one person's (`who`) of one instant in the order given."""
        heapq.heappush(self._moments, _Due(instant, self._count, who, moment))
        self._count += 1

    async def run(self) -> None:
        """All moments, those they add too."""
        while self._moments:
            due = self._take_due()
            await self.advance_to(due[-1].instant)
            by_person: dict[Hashable, list[_Due]] = {}
            for one in due:
                by_person.setdefault(one.who, []).append(one)
            happened = await asyncio.gather(*map(_happen, by_person.values()), return_exceptions=True)
            for failure in happened:
                if failure is not None:
                    raise failure

    def _take_due(self) -> list[_Due]:
        due = [heapq.heappop(self._moments)]
        while self._moments and self._moments[0].instant <= due[0].instant + AT_ONCE:
            due.append(heapq.heappop(self._moments))
        return due

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


async def _happen(moments: list[_Due]) -> None:
    for one in moments:
        await one.moment()
