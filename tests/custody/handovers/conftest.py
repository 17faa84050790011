"""A small world for every test of hand-overs."""

import pytest

from courier.database import Pool, in_transaction
from tests.custody import world as w


@pytest.fixture
async def world(database: Pool) -> w.World:
    return await in_transaction(database, w.build)
