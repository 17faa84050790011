"""The plan runs of one server process: one thinks at a time, its progress is written down twice a second.

What a process that dies leaves behind is found by its silence: each process looks for such runs while it lives and
fails them, so that the day can be planned again. Silence is by the database's real clock: none set forward counts.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Final
from uuid import UUID

import structlog

from courier.clock import new_id
from courier.database import Connection, Pool, in_transaction
from courier.errors import CourierError
from courier.planning.make_plan import make_plan
from courier.planning.runs.statements import (
    ANNOUNCE_RUN,
    BEAT,
    BEGIN_RUN,
    END_RUN,
    FAIL_LOST_RUNS,
    BegunRun,
)
from courier.planning.solve_apart import Watch
from courier.planning.travel.find_roads import NO_ROADS, RoadFinder
from routing.plan import Limits, Progress

BEAT_EVERY_S: Final = 0.5
LOST_AFTER_S: Final = 15
"""How long a run may be silent before it counts as lost."""
LOOK_FOR_LOST_EVERY_S: Final = 5.0

INTERRUPTED: Final = (
    "Máy chủ dừng giữa chừng khi đang lập kế hoạch: hãy lập lại",
    "The server stopped while it was planning: plan again",
)
_BROKEN: Final = (
    "Lập kế hoạch gặp lỗi của hệ thống: hãy lập lại, hoặc báo người quản trị",
    "Planning met a fault of the system: plan again, or tell the administrator",
)
_log = structlog.get_logger("courier.plan_runs")


class PlanRunner:
    """Works off this process's runs; `running` keeps it alive. `announce` wakes the live views after a commit."""

    def __init__(self, pool: Pool, announce: Callable[[], None], roads: RoadFinder = NO_ROADS) -> None:
        self.owner_id = new_id()
        self._roads = roads
        self._pool = pool
        self._announce = announce
        self._one_thinks = asyncio.Semaphore(1)
        self._runs: dict[UUID, _Run] = {}

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Take runs up for as long as this lasts; then those not over are failed."""
        looking = asyncio.create_task(self._look_for_lost())
        try:
            yield
        finally:
            tasks = [looking, *(run.task for run in self._runs.values())]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def take_up(self, run_id: UUID) -> None:
        """Work a run off that `ask_run` committed for this process."""
        run = _Run(run_id)
        self._runs[run_id] = run
        run.task = asyncio.create_task(self._work_off(run))
        run.task.add_done_callback(lambda _task: self._runs.pop(run_id, None))

    def stop(self, run_id: UUID) -> None:
        """Have a run of this process end at once, where it is one: the others read it from the table."""
        if run := self._runs.get(run_id):
            run.watch.stop.set()

    async def fail_lost(self) -> int:
        """Fail the runs whose process is gone; how many those were."""

        async def fail(connection: Connection) -> int:
            lost = await FAIL_LOST_RUNS.all(connection, list(self._runs), LOST_AFTER_S, *INTERRUPTED)
            for run in lost:
                await ANNOUNCE_RUN.run(connection, run.run_id)
            return len(lost)

        found = await in_transaction(self._pool, fail)
        if found:
            self._announce()
        return found

    async def _look_for_lost(self) -> None:
        while True:
            try:
                await self.fail_lost()
            except CourierError as error:  # the database is away: look again later
                _log.warning("looking_interrupted", error=str(error))
            await asyncio.sleep(LOOK_FOR_LOST_EVERY_S)

    async def _work_off(self, run: "_Run") -> None:
        beating = asyncio.create_task(self._beat(run))
        try:
            async with self._one_thinks:
                await self._plan(run)
        except asyncio.CancelledError:
            await asyncio.shield(self._end(run, "interrupted", *INTERRUPTED))
            raise
        except CourierError as error:
            await self._end(run, error.type, error.detail_vi, error.detail_en)
        except Exception:
            _log.exception("plan_run_broken", run_id=str(run.run_id))
            await self._end(run, "internal-error", *_BROKEN)
        finally:
            beating.cancel()

    async def _plan(self, run: "_Run") -> None:
        begun = await BEGIN_RUN.one(self._pool, run.run_id, self.owner_id)
        if begun is None:  # cancelled before it began
            await self._end(run)
            return
        await make_plan(
            self._pool,
            begun.office_id,
            begun.on_date,
            begun.asked_by,
            _limits(begun),
            watch=run.watch,
            after_keeping=partial(self._finish, run),
            roads=self._roads,
        )
        self._announce()

    async def _finish(self, run: "_Run", connection: Connection, plan_id: UUID) -> None:
        """In the transaction that keeps the plan: both are there or neither."""
        await BEAT.one(connection, run.run_id, self.owner_id, *run.figures())
        await END_RUN.run(connection, run.run_id, self.owner_id, plan_id, None, None, None)
        await ANNOUNCE_RUN.run(connection, run.run_id)

    async def _end(self, run: "_Run", problem: str | None = None, vi: str | None = None, en: str | None = None) -> None:
        """Over without a plan; where the database is away too, the run is found by its silence later."""

        async def end(connection: Connection) -> None:
            if await END_RUN.run(connection, run.run_id, self.owner_id, None, problem, vi, en):
                await ANNOUNCE_RUN.run(connection, run.run_id)

        with contextlib.suppress(CourierError):
            await in_transaction(self._pool, end)
            self._announce()

    async def _beat(self, run: "_Run") -> None:
        """Write down how far the run is, and hear whether it is to stop."""
        told: tuple[object, ...] | None = None
        while True:
            await asyncio.sleep(BEAT_EVERY_S)
            figures = run.figures()
            with contextlib.suppress(CourierError):
                beat = await BEAT.one(self._pool, run.run_id, self.owner_id, *figures)
                if beat is None or beat.is_cancel_asked:
                    run.watch.stop.set()
                if beat is not None and figures != told:
                    await ANNOUNCE_RUN.run(self._pool, run.run_id)
                    self._announce()
                told = figures


class _Run:
    """One run of this process and the planner's latest word on it."""

    task: asyncio.Task[None]

    def __init__(self, run_id: UUID) -> None:
        self.run_id = run_id
        self.watch = Watch(on_progress=self._hear)
        self._latest: Progress | None = None

    def _hear(self, progress: Progress) -> None:
        self._latest = progress

    def figures(self) -> tuple[object, ...]:
        """Elapsed seconds, jobs asked about, jobs served, cost of the best plan."""
        if (latest := self._latest) is None:
            return 0.0, None, None, None
        return latest.elapsed_s, latest.requests, latest.served, latest.cost.total_s


def _limits(begun: BegunRun) -> Limits | None:
    return None if begun.seconds is None else Limits(seconds=begun.seconds)
