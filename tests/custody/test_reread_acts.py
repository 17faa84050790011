"""A server one version back keeps what it cannot read; after the upgrade the same acts count as if just come."""

import pytest

from courier.command_line import reread
from courier.custody import reread_acts as room
from courier.custody.append_batch import append_batch
from courier.custody.events import reading
from courier.custody.reread_acts import reread_acts
from courier.database import Connection, Pool, in_transaction
from mobile_contract import events
from mobile_contract.sync import Entry
from tests.conftest import Address
from tests.custody import world as w

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(database: Pool, monkeypatch: pytest.MonkeyPatch) -> w.World:
    """Lan took and delivered an item, told to a server that knows no accepts and no deliveries."""
    world = await in_transaction(database, lambda c: w.build(c, items=1))
    [code] = world.items
    offered = w.release(world.desk_device, world.lan.party_id, code)
    taken = w.accept(world.lan, offered, code)
    held = [events.ItemRef(code, w.event_id(taken))]
    given = world.lan.act(events.Deliver, to_party=world.citizen, evidence="citizen", items=held)
    newer = (events.Accept, events.Deliver)
    read = reading._read_act
    with monkeypatch.context() as older:
        older.setattr(
            reading,
            "_read_act",
            lambda body, party: act if not isinstance(act := read(body, party), newer) else None,
        )
        batch = w.batch(Entry(act=taken, carried=offered), given)
        appended = await in_transaction(database, lambda c: append_batch(c, world.lan.device_id, batch))
    assert [entry.outcome for entry in appended.outcomes] == ["unreadable", "unreadable"]
    assert appended.acked_through == 2
    return world


async def head(database: Pool) -> tuple[object, str]:
    row = await database.fetchrow("SELECT holder_id, status FROM head")
    return row["holder_id"], row["status"]


async def test_after_the_upgrade_the_acts_count(database: Pool, owner_connection: Connection, world: w.World) -> None:
    assert await head(database) == (world.desk, "offered")
    before = await database.fetch("SELECT event_id, body, signature, body_hash FROM signed_event ORDER BY 1")
    async with owner_connection.transaction():
        step = await reread_acts(owner_connection)
    assert (step.looked_at, len(step.events), step.after) == (2, 2, None)
    assert await head(database) == (world.citizen, "held")
    assert await database.fetch("SELECT event_id, body, signature, body_hash FROM signed_event ORDER BY 1") == before
    open_cases = "SELECT count(*) FROM custody_exception AS e WHERE NOT EXISTS (SELECT FROM " \
        "custody_exception_closing AS c WHERE c.exception_id = e.exception_id)"  # fmt: skip
    assert await database.fetchval(open_cases) == 0
    async with owner_connection.transaction():
        assert (await reread_acts(owner_connection)).looked_at == 0


async def test_facts_are_as_untouchable_as_before(database: Pool, owner_connection: Connection, world: w.World) -> None:
    async with owner_connection.transaction():
        await reread_acts(owner_connection)
    enabled = "SELECT tgenabled FROM pg_trigger WHERE tgrelid = 'signed_event'::regclass AND tgname = 'refuse_rewrite'"
    assert await database.fetchval(enabled) == b"A"
    del world


async def test_many_are_read_in_steps(
    owner_connection: Connection, world: w.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    del world
    monkeypatch.setattr(room, "AT_ONCE", 1)
    after, read = None, 0
    for _ in range(3):
        async with owner_connection.transaction():
            step = await reread_acts(owner_connection, after)
        read, after = read + len(step.events), step.after
    assert (read, after) == (2, None)


async def test_the_service_may_not(database: Pool, service_connection: Connection, world: w.World) -> None:
    with pytest.raises(Exception, match="must be owner"):
        async with service_connection.transaction():
            await reread_acts(service_connection)
    assert await head(database) == (world.desk, "offered")


async def test_the_command_reads_them_and_the_later_rooms_hear(
    database: Pool, address: Address, world: w.World
) -> None:
    assert await reread._reread(address.owner_dsn) == (2, 0)
    assert await head(database) == (world.citizen, "held")
    assert await reread._reread(address.owner_dsn) == (0, 0)
