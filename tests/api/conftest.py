"""The service on a database of the test's own, spoken to over ASGI; its parts too, where a test looks inside."""

from collections.abc import AsyncIterator, MutableMapping
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from litestar import Litestar

from api.app import create_litestar
from api.service import Service
from api.shell import Shell
from courier.settings import Settings
from tests.api.world import World, build_world
from tests.conftest import Address


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, base_url="http://courier.test")


@pytest.fixture
async def app(settings: Settings, address: Address) -> AsyncIterator[Litestar]:
    """The running application."""
    app = create_litestar(settings, address.service_dsn)
    async with app.lifespan():
        yield app


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks to the whole service, its outer shell too."""
    transport = httpx.ASGITransport(Shell(app, app.state.metrics, is_https=False))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://courier.test") as client:
        yield client


@pytest.fixture
def service(app: Litestar) -> Service:
    service: Service = app.state.service
    return service


@pytest.fixture
async def world(service: Service) -> World:
    return await build_world(service.pool)


@pytest.fixture(autouse=True)
def quiet_logs() -> None:
    """As in production, but silent unless a test asks for what was logged."""
    structlog.configure(processors=[drop])


def drop(_logger: object, _method: str, _event: MutableMapping[str, Any]) -> dict[str, Any]:
    """Ends a log line's way."""
    raise structlog.DropEvent
