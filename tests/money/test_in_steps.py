"""What entering an act of money looks at does not grow with pairs of all acts before it."""

from typing import Any
from uuid import UUID

import msgspec
import pytest

from courier.custody.events.statements import HOLD_AND_KNOW
from courier.database import Connection, Statement
from courier.money.books.statements import COUNTS_TO_POST
from courier.money.statements import COLLECTIONS_TAKEN_BACK, OPENINGS_TAKEN_BACK
from tests.custody.counts.test_check_counts import looked_at_in_vain
from tests.custody.world import event_id
from tests.money.cash import build_with_dues, collect, correct, count_in, enter, hand_in

pytestmark = pytest.mark.anyio

MANY = 30


async def test_what_was_taken_back_is_found_by_its_key_however_much_was(owner_connection: Connection) -> None:
    """Else every hand-in would be compared with every correction ever made, until no batch with one came in again."""
    world, codes = await build_with_dues(owner_connection)
    lan, office = world.lan, world.post_device
    taken = [collect(lan, codes[0], 1_000) for _ in range(MANY)]
    given = [hand_in(lan, world.post_office, 1_000) for _ in range(MANY)]
    await enter(owner_connection, lan, *taken, *given)
    counted = [count_in(office, each, 1_000) for each in given]
    await enter(owner_connection, office, *counted, *(correct(office, each) for each in counted[1:]))
    await enter(owner_connection, lan, *(correct(lan, each) for each in taken[1:]))
    asked: list[tuple[Statement[Any], UUID]] = [
        (COUNTS_TO_POST, event_id(given[0])),
        (COLLECTIONS_TAKEN_BACK, event_id(taken[0])),
        (OPENINGS_TAKEN_BACK, event_id(taken[0])),
    ]
    async with owner_connection.transaction():
        await HOLD_AND_KNOW.all(owner_connection, [lan.device_id])
        for statement, about in asked:
            sql = statement.sql.replace("$1", f"'{{{about}}}'")
            plan = await owner_connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
            assert looked_at_in_vain(msgspec.json.decode(plan)[0]["Plan"]) < 4 * MANY, statement.sql
