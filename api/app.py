"""The service put together: this file is its table of contents."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Final

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import ASGIApp

from api import (
    access,
    admin,
    carrier,
    catalogue,
    citizen,
    desk,
    evidence,
    faces,
    handovers,
    health,
    office,
    openapi,
    problem_pages,
)
from api.events import ChangeHub
from api.grouped_writes import GroupedWrites
from api.joined_uploads import JoinedUploads
from api.lanes import Lanes, joining, transactions_of_acts
from api.logs import configure_logs
from api.metrics import Metrics
from api.pages.disputes import dispute_pages
from api.problems import problem_response
from api.requests import StrictRequest
from api.service import Limits, Service
from api.shell import Shell
from courier import clock, embedded
from courier.database import Pool, open_pool
from courier.evidence.keeper import keeping_checkpoints
from courier.network.identity.record_positions import record_positions
from courier.network.identity.server_key import open_server_key, open_server_secret
from courier.network.identity.statements import CURRENT_INCARNATION
from courier.planning.runs.runner import PlanRunner
from courier.planning.travel.find_roads import RoadFinder
from courier.settings import Settings, read_settings

LARGEST_BODY: Final = 1_048_576
"""Bytes of a body, unless a route says otherwise: four times the 256 KiB a batch may have."""
CLOCK_EVERY_S: Final = 1.0
"""How soon a process follows a simulated database whose clock was set."""


def create_app(settings: Settings, dsn: str) -> ASGIApp:
    """The service on the database at `dsn`, as an ASGI application that opens what it needs when it starts."""
    configure_logs()
    app = create_litestar(settings, dsn)
    lanes = Lanes(app, settings.max_pool_size, app.state.metrics, joining=joining())
    return Shell(lanes, app.state.metrics, is_https=_base_url(settings).startswith("https:"))


def create_app_from_environment() -> ASGIApp:
    """The factory that `granian --factory api.app:create_app_from_environment` calls in each of its processes."""
    settings = read_settings()
    return create_app(settings, settings.database_url or embedded.start(settings.home).dsn())


def create_litestar(settings: Settings, dsn: str) -> Litestar:
    """The routes and what they need, without the outer shell."""
    return Litestar(
        route_handlers=[
            Router("/api/v1", route_handlers=_AUDIENCES),
            *citizen.page_routes,
            *dispute_pages,
            *faces.routes(),
            problem_pages.explain,
            health.live,
            health.ready,
            health.metrics,
        ],
        dependencies={
            "service": Provide(access.provide_service, sync_to_thread=False),
            "caller": Provide(access.provide_caller, sync_to_thread=False),
            "staff": Provide(access.provide_staff),
            "device": Provide(access.provide_device, sync_to_thread=False),
            "reader": Provide(access.provide_reader),
        },
        exception_handlers={Exception: problem_response},
        request_class=StrictRequest,
        request_max_body_size=LARGEST_BODY,
        openapi_config=openapi.config(),
        logging_config=None,
        state=State({"metrics": Metrics()}),
        lifespan=[lambda app: _running(app, settings, dsn)],
    )


_AUDIENCES: Final = [
    carrier.routes,
    desk.routes,
    office.routes,
    evidence.routes,
    catalogue.office_routes,
    citizen.api_routes,
    catalogue.citizen_routes,
    handovers.citizen_routes,
    admin.routes,
    catalogue.admin_routes,
]


def _base_url(settings: Settings) -> str:
    return settings.base_url or f"http://{settings.host}:{settings.port}"


@asynccontextmanager
async def _running(app: Litestar, settings: Settings, dsn: str) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(open_pool(dsn, max_size=settings.max_pool_size))
        hub = ChangeHub(dsn, pool)
        roads = RoadFinder(settings.road_servers)
        stack.push_async_callback(roads.close)
        plan_runner = PlanRunner(pool, hub.announce, roads)
        app.state.service = await _open_service(settings, pool, hub, plan_runner, roads)
        _watch(app.state.metrics, pool, hub)
        await stack.enter_async_context(_following_the_clock(pool))
        await stack.enter_async_context(hub.running())
        await stack.enter_async_context(plan_runner.running())
        await stack.enter_async_context(keeping_checkpoints(pool, app.state.service.server_key))
        yield


async def _open_service(
    settings: Settings, pool: Pool, hub: ChangeHub, plan_runner: PlanRunner, roads: RoadFinder
) -> Service:
    joined, alone = transactions_of_acts(settings.max_pool_size)
    return Service(
        settings=settings,
        base_url=_base_url(settings),
        pool=pool,
        hub=hub,
        positions=GroupedWrites(pool, record_positions),
        plan_runner=plan_runner,
        roads=roads,
        server_key=open_server_key(settings.home),
        secret=open_server_secret(settings.home),
        incarnation=await CURRENT_INCARNATION.value(pool),
        limits=Limits(),
        joined_uploads=JoinedUploads(joined),
        alone=asyncio.Semaphore(alone),
    )


def _watch(metrics: Metrics, pool: Pool, hub: ChangeHub) -> None:
    metrics.watch("courier_pool_connections", "Connections open to the database", pool.get_size)
    metrics.watch("courier_pool_idle", "Of them, waiting for work", pool.get_idle_size)
    metrics.watch("courier_live_views", "Live views open (server-sent events)", lambda: hub.views)


@asynccontextmanager
async def _following_the_clock(pool: Pool) -> AsyncIterator[None]:
    """Live in the database's time; a simulated one may be set by another process at any moment."""

    async def follow() -> None:
        while True:
            await asyncio.sleep(CLOCK_EVERY_S)
            with suppress(Exception):  # the database is away: keep the time last known
                await _refresh(pool)

    await _refresh(pool)
    task = asyncio.create_task(follow())
    try:
        yield
    finally:
        task.cancel()


async def _refresh(pool: Pool) -> None:
    async with pool.acquire() as connection:
        await clock.refresh(connection)
