"""The service over HTTP on the same database, for planning's own routes."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from api.app import create_litestar
from api.shell import Shell
from courier.database import Connection
from courier.network.identity.passwords import hash_password
from courier.settings import Settings
from tests.api.world import PASSWORD, log_in
from tests.conftest import Address
from tests.planning.day import PlanningDay, build_day


@pytest.fixture
async def day(owner_connection: Connection) -> PlanningDay:
    """A day without shifts and jobs, whose dispatcher can log in."""
    day = await build_day(owner_connection)
    await owner_connection.execute(
        "UPDATE person SET username = 'dieu', password_hash = $2 WHERE person_id = $1",
        day.world.dispatcher,
        await hash_password(PASSWORD),
    )
    return day


@pytest.fixture
async def office(day: PlanningDay, address: Address, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The dispatcher's browser."""
    app = create_litestar(Settings(home=tmp_path, base_url="http://courier.test"), address.service_dsn)
    async with app.lifespan():
        transport = httpx.ASGITransport(Shell(app, app.state.metrics, is_https=False))  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://courier.test") as client:
            await log_in(client, "dieu")
            yield client
