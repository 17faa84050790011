"""A day of the demo's four communes behind a real server, driven step by step while a browser looks on."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

from anyio.from_thread import BlockingPortal

from courier import embedded
from courier.clock import VIETNAM
from courier.database import open_pool
from courier.migrations import migrate
from courier.network.identity.passwords import hash_password
from courier.simulation.cast import Cast, open_cast, order_enrolment
from courier.simulation.morning import Prepared, prepare
from courier.simulation.ride import Ride
from courier.simulation.server_process import ServerProcess, free_port
from courier.simulation.timeline import Timeline
from courier.simulation.working_days import FIRST_DAY
from courier.simulation.world import build_world
from mobile_contract.sync import ManifestStop

PASSWORD = "mười hai con giáp"
BEGINS = datetime.combine(FIRST_DAY, time(7, 30), VIETNAM)
BETWEEN_ACTS = timedelta(minutes=2)

Result = TypeVar("Result")


class Day:
    """The published day at one post office: its two routes and its server. Made by `open_day`.

    The story runs in the portal's thread, for Playwright keeps a loop of its own in the tests'.
    """

    def __init__(self, server: ServerProcess, timeline: Timeline, cast: Cast, prepared: Prepared) -> None:
        self.server = server
        self.prepared = prepared
        self.lan = self._ride("lan", cast, timeline)
        self.minh = self._ride("minh", cast, timeline)
        self.portal: BlockingPortal
        self.cast = cast
        self._timeline = timeline
        self._now = BEGINS
        self._stops: dict[str, list[ManifestStop]] = {}
        self._served: Counter[str] = Counter()
        self._brought: list[str] = []

    @property
    def url(self) -> str:
        return self.server.base_url

    def stops_of(self, ride: Ride) -> list[ManifestStop]:
        """A carrier's day as his phone has it, in order."""
        return self._stops[ride.name]

    def serve_next_stop(self, ride: Ride) -> None:
        """A carrier does what his next stop is for, and his phone sends it."""
        stop = self._next_stop(ride)
        self._served[ride.name] += 1
        self.run(lambda: ride.serve(stop))
        if stop.kind == "delivery" and stop.party.kind == "citizen":
            self._brought += [item.code for item in stop.items]

    def serve_until_something_is_held(self, ride: Ride) -> None:
        """Whatever the plan has him do first."""

        async def holds_something() -> bool:
            return bool(ride.phone.outbox.holding())

        while not self.run(holds_something):
            self.serve_next_stop(ride)

    def serve_until_something_is_brought(self, ride: Ride) -> str:
        """The code of the first item that any citizen got, whichever test had it brought."""
        while not self._brought:
            self.serve_next_stop(ride)
        return self._brought[0]

    def fail_next_delivery(self, ride: Ride) -> str:
        """Nobody is at home at the next door he brings something to; whose door it is."""

        async def held_codes() -> set[str]:
            return set(ride.phone.outbox.holding())

        stop, codes = self._next_stop(ride), list[str]()
        while not codes:
            stop, held = self._next_stop(ride), self.run(held_codes)
            if stop.kind == "delivery" and stop.party.kind == "citizen":
                codes = [item.code for item in stop.items if item.code in held]
            if not codes:
                self.serve_next_stop(ride)
        self._served[ride.name] += 1

        async def find_nobody() -> None:
            ride.phone.attempt(codes, "ABSENT", "RETRY")
            await ride.phone.send_what_can_be()

        self.run(find_nobody)
        return stop.party.name

    def let_pass(self, duration: timedelta) -> None:
        """It is that much later, for everyone."""
        self._now += duration
        self.run(_nothing)

    def order_enrolment(self) -> str:
        """The address of a fresh link for the third carrier's phone."""
        office, person = self.cast.world.post_office, self.cast.world.person("thao")
        return self.run(lambda: order_enrolment(self.cast.dispatcher, office, person, "phone"))["url"]

    def start_server(self) -> None:
        """Again, after `server.kill()`."""
        self.run(self.server.start)

    def last_four(self, code: str) -> str:
        """Of the phone of an item's recipient."""
        job_id = next(job_id for job_id, its_code in self.prepared.codes.items() if its_code == code)
        return (self.prepared.rows[job_id].phone or "")[-4:]

    async def begin(self) -> None:
        """Both phones take the day along."""
        await self._timeline.set_clock(self._now)
        for ride in (self.lan, self.minh):
            await ride.phone.measure_clock()
            await ride.phone.fetch_manifest()
            self._stops[ride.name] = ride.phone.stops
            await ride.phone.report_position(105.94, 21.0)

    def _next_stop(self, ride: Ride) -> ManifestStop:
        return self.stops_of(ride)[self._served[ride.name]]

    def run(self, act: Callable[[], Awaitable[Result]]) -> Result:
        """An act of the story, two minutes after the last one."""

        async def act_in_time() -> Result:
            self._now += BETWEEN_ACTS
            await self._timeline.set_clock(self._now)
            return await act()

        return self.portal.call(act_in_time)

    def _ride(self, username: str, cast: Cast, timeline: Timeline) -> Ride:
        team = cast.teams[0]
        roll = iter(self.prepared.rolls[team.office.office_id])
        return Ride(cast, team, cast.carrier(username), timeline, _say_nothing, roll=roll)


@asynccontextmanager
async def open_day(home: Path) -> AsyncIterator[Day]:
    """From an empty folder to a plan in force, on a PostgreSQL and a server of its own."""
    with embedded.start(home, durable=False) as postgres:
        await migrate(postgres.owner_dsn, simulation=True)
        async with open_pool(postgres.dsn(), min_size=1, max_size=4) as pool:
            timeline = Timeline(pool)
            await timeline.set_clock(BEGINS - timedelta(minutes=25))
            world = await build_world(pool, await hash_password(PASSWORD))
            server = ServerProcess(home, free_port())
            try:
                await server.start()
                async with open_cast(world, server.local_url, PASSWORD, home / "demo") as cast:
                    day = Day(server, timeline, cast, await prepare(cast, pool, FIRST_DAY))
                    await day.begin()
                    yield day
            finally:
                server.stop()


async def _nothing() -> None:
    pass


def _say_nothing(_vi: str, _en: str) -> None:
    pass
