"""A carrier's bag counted against the ledger: both sign, a difference stays open, a late fact opens what it touches."""

import asyncio
from itertools import permutations
from typing import Any
from uuid import UUID

import msgspec
import pytest

from courier import clock
from courier.custody.append_batch import append_batch
from courier.custody.counts.settle_count import settle_count
from courier.custody.counts.statements import COMPARE, COUNTS_OF_OFFICE, HELD_TOO_LONG, CountShown
from courier.custody.events.statements import HOLD_AND_KNOW
from courier.database import Connection, Pool, in_transaction
from courier.errors import Conflict, NotFound
from mobile_contract import events
from mobile_contract.sync import Entry, SignedBody
from tests.custody import world as w
from tests.custody.at_once import unfinished, until_waiting_on_a_lock

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(database: Pool) -> w.World:
    return await in_transaction(database, lambda c: w.build(c, items=3))


async def send(database: Pool, uploader: w.SigningDevice, *acts: SignedBody | Entry) -> None:
    await in_transaction(database, lambda c: append_batch(c, uploader.device_id, w.batch(*acts)))


def taken_by(carrier: w.SigningDevice, world: w.World, *items: str) -> Entry:
    offered = w.release(world.desk_device, carrier.party_id, *items)
    return Entry(act=w.accept(carrier, offered, *items), carried=offered)


def confirmed(world: w.World, count: SignedBody, *items: str) -> SignedBody:
    return world.post_device.act(
        events.ConfirmCount, answers=w.event_id(count), answers_sha256=w.digest(count), items=list(items)
    )


async def shown(database: Pool, world: w.World) -> list[CountShown]:
    return await COUNTS_OF_OFFICE.all(database, world.post_office, world.dispatcher, clock.today())


async def test_a_bag_that_fits_the_ledger_differs_in_nothing_and_both_have_signed(
    database: Pool, world: w.World
) -> None:
    code, *_ = world.items
    count = (await _held_and_counted(database, world, code))[1]
    await send(database, world.post_device, confirmed(world, count, code))
    [found] = await shown(database, world)
    assert (found.is_open, found.missing, found.extra, found.office_missing) == (False, [], [], [])
    assert found.confirmed_by is not None
    assert found.number == 2


async def _held_and_counted(database: Pool, world: w.World, *items: str) -> tuple[Entry, SignedBody]:
    taken = taken_by(world.lan, world, *items)
    count = world.lan.act(events.Count, items=list(items))
    await send(database, world.lan, taken, count)
    return taken, count


async def test_what_is_not_counted_and_what_is_too_many_is_an_open_case_and_moves_nothing(
    database: Pool, world: w.World
) -> None:
    first, second, third = world.items
    await send(database, world.lan, taken_by(world.lan, world, first, second))
    await send(database, world.lan, world.lan.act(events.Count, items=[first, third]))
    [found] = await shown(database, world)
    assert (found.is_open, found.missing, found.extra) == (True, [second], [third])
    holders = {row["item_id"]: row["holder_id"] for row in await database.fetch("SELECT item_id, holder_id FROM head")}
    assert holders[world.items[second]] == world.lan.party_id
    assert holders[world.items[third]] == world.desk


async def test_the_offices_count_differs_for_itself(database: Pool, world: w.World) -> None:
    first, second, third = world.items
    count = (await _held_and_counted(database, world, first, second))[1]
    await send(database, world.post_device, confirmed(world, count, first, third))
    [found] = await shown(database, world)
    assert (found.missing, found.office_missing, found.office_extra) == ([], [second], [third])


@pytest.mark.parametrize("who", ["another office", "other bytes"])
async def test_no_other_confirms_a_count(database: Pool, world: w.World, who: str) -> None:
    code, *_ = world.items
    count = (await _held_and_counted(database, world, code))[1]
    device = world.desk_device if who == "another office" else world.post_device
    digest = "0" * 64 if who == "other bytes" else w.digest(count)
    said = device.act(events.ConfirmCount, answers=w.event_id(count), answers_sha256=digest, items=[])
    await send(database, device, said)
    [found] = await shown(database, world)
    assert (found.confirmed_by, found.number) == (None, 1)


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_a_day_counted_ends_alike_whatever_comes_first(
    database: Pool, world: w.World, order: tuple[int, ...]
) -> None:
    first, second, _ = world.items
    taken = taken_by(world.lan, world, first, second)
    held = [events.ItemRef(first, w.event_id(taken.act))]
    given = world.lan.act(events.Deliver, to_party=world.citizen, evidence="citizen", items=held)
    count = world.lan.act(events.Count, items=[second])
    later = [events.ItemRef(second, w.event_id(taken.act))]
    next_day = world.lan.act(events.Deliver, to_party=world.citizen, evidence="citizen", items=later)
    acts: list[SignedBody | Entry] = [taken, given, count, next_day]
    for place in order:
        await send(database, world.lan, acts[place])
    [found] = await shown(database, world)
    assert (found.is_open, found.missing, found.extra) == (False, [], [])


async def test_a_late_act_opens_the_count_it_touches_and_no_other(database: Pool, world: w.World) -> None:
    first, second, third = world.items
    late = taken_by(world.lan, world, third)
    await _held_and_counted(database, world, first)
    await send(database, world.minh, taken_by(world.minh, world, second), world.minh.act(events.Count, items=[second]))
    assert [found.is_open for found in await shown(database, world)] == [False, False]
    await send(database, world.lan, late)
    counts = {found.party_id: found for found in await shown(database, world)}
    assert (counts[world.lan.party_id].missing, counts[world.lan.party_id].number) == ([third], 2)
    assert (counts[world.minh.party_id].is_open, counts[world.minh.party_id].number) == (False, 1)


@pytest.mark.parametrize("late_day", [0, 1], ids=["the first day", "the second day"])
async def test_a_late_act_opens_its_own_day_and_neither_another_day_nor_another_carrier(
    database: Pool, owner_connection: Connection, world: w.World, late_day: int
) -> None:
    """Lan counts on two days, Minh too; what she took and delivered on one of them is told only afterwards."""
    first, second, third = world.items
    await owner_connection.execute("ALTER TABLE device DISABLE TRIGGER USER")
    await owner_connection.execute("UPDATE device SET enrolled_at = enrolled_at - interval '9 days'")
    begin = int(clock.now().timestamp() * 1000) - 3 * _DAY_MS
    days = [{"happened_at_ms": begin + day * _DAY_MS} for day in range(2)]
    lan, minh = world.lan, world.minh
    late: list[SignedBody | Entry] = []
    sent: list[SignedBody | Entry] = [at(world, lan, begin - 1_000, first)]
    other: list[SignedBody | Entry] = [at(world, minh, begin - 1_000, second)]
    for day, when in enumerate(days):
        if day == late_day:
            taken = at(world, lan, when["happened_at_ms"] - 500, third)
            late.append(taken)
        sent.append(lan.act(events.Count, items=[first], **when))
        other.append(minh.act(events.Count, items=[second], **when))
        if day == late_day:
            refs = [events.ItemRef(third, w.event_id(taken.act))]
            evening = {"happened_at_ms": when["happened_at_ms"] + 1_000}
            late.append(lan.act(events.Deliver, to_party=world.citizen, evidence="citizen", items=refs, **evening))
    await send(database, minh, *other)
    await send(database, lan, *sent)
    assert await checks(database) == {lan.party_id: [1, 1], minh.party_id: [1, 1]}
    await send(database, lan, *late)
    opened = [1, 1]
    opened[late_day] = 2
    assert await checks(database) == {lan.party_id: opened, minh.party_id: [1, 1]}
    missing = await database.fetch("SELECT missing FROM count_check WHERE number = 2")
    assert [list(row["missing"]) for row in missing] == [[third]]


_DAY_MS = 24 * 3_600 * 1_000


def at(world: w.World, carrier: w.SigningDevice, when_ms: int, *items: str) -> Entry:
    refs = [events.ItemRef(code, None) for code in items]
    offered = world.desk_device.act(events.Release, to_party=carrier.party_id, items=refs, happened_at_ms=when_ms - 100)
    taken = carrier.act(
        events.Accept,
        answers=w.event_id(offered),
        answers_sha256=w.digest(offered),
        items=list(items),
        happened_at_ms=when_ms,
    )
    return Entry(act=taken, carried=offered)


async def checks(database: Pool) -> dict[UUID, list[int]]:
    """By who counted, the number of the last result of each count, the earlier count first."""
    rows = await database.fetch(
        "SELECT k.party_id, max(k.number) AS number FROM count_check AS k JOIN signed_event AS e "
        "ON e.event_id = k.count_event GROUP BY k.party_id, e.event_id, e.happened_at ORDER BY e.happened_at"
    )
    found: dict[UUID, list[int]] = {}
    for row in rows:
        found.setdefault(row["party_id"], []).append(row["number"])
    return found


@pytest.mark.parametrize("first", ["the accept", "the count"])
async def test_a_count_and_the_other_sides_accept_at_one_moment_see_each_other(
    database: Pool, world: w.World, first: str
) -> None:
    """Lan gave it to Minh before she counted: his accept and her count come up in two transactions at once."""
    code, *_ = world.items
    taken = taken_by(world.lan, world, code)
    given = w.release(world.lan, world.minh.party_id, code, predecessor=w.event_id(taken.act))
    await send(database, world.lan, taken, given)
    acts = {
        "the accept": (world.minh, w.accept(world.minh, given, code)),
        "the count": (world.lan, world.lan.act(events.Count, items=[])),
    }
    device, act = acts.pop(first)
    [(other_device, other_act)] = acts.values()
    async with unfinished(database, lambda c: append_batch(c, device.device_id, w.batch(act))):
        other = asyncio.create_task(send(database, other_device, other_act))
        await until_waiting_on_a_lock(database, other)
    await other
    [found] = await shown(database, world)
    assert (found.is_open, found.missing, found.extra) == (False, [], [])


async def test_a_late_fact_waits_for_no_other_item_that_a_count_misses(database: Pool, world: w.World) -> None:
    """Else it, holding its own item, and a hand-over of the other one would each wait for the other."""
    first, second, third = world.items
    late = taken_by(world.lan, world, third)
    taken = taken_by(world.lan, world, first, second)
    await send(database, world.lan, taken, world.lan.act(events.Count, items=[first]))
    async with unfinished(database, lambda c: hold(c, world.items[second])):
        await send(database, world.lan, late)
    [found] = await shown(database, world)
    assert found.missing == sorted([second, third])


async def test_a_count_locks_what_it_misses_in_the_order_of_all_items(database: Pool, world: w.World) -> None:
    """The item it misses comes first in that order and is held elsewhere: until then it holds no later one."""
    missed, counted = sorted(world.items, key=lambda code: world.items[code])[:2]
    await send(database, world.lan, taken_by(world.lan, world, missed, counted))
    count = world.lan.act(events.Count, items=[counted])
    async with unfinished(database, lambda c: hold(c, world.items[missed])):
        counting = asyncio.create_task(send(database, world.lan, count))
        await until_waiting_on_a_lock(database, counting)
        assert not counting.done()
        await in_transaction(database, lambda c: hold(c, world.items[counted], "NOWAIT"))
    await counting
    [found] = await shown(database, world)
    assert found.missing == [missed]


async def hold(connection: Connection, item_id: UUID, however: str = "") -> None:
    """As whoever moves the item does."""
    await connection.fetch(f"SELECT FROM head WHERE item_id = $1 FOR NO KEY UPDATE {however}", item_id)


async def test_a_count_settled_is_open_again_once_a_late_fact_changes_it(database: Pool, world: w.World) -> None:
    first, second, third = world.items
    late = taken_by(world.lan, world, third)
    taken = taken_by(world.lan, world, first, second)
    count = world.lan.act(events.Count, items=[first])
    await send(database, world.lan, taken, count)
    [found] = await shown(database, world)
    assert (found.is_open, found.missing) == (True, [second])
    await settle(database, world, found)
    assert not (await shown(database, world))[0].is_open
    await send(database, world.lan, late)
    [again] = await shown(database, world)
    assert (again.is_open, again.missing, again.number) == (True, sorted([second, third]), found.number + 1)
    with pytest.raises(Conflict):
        await settle(database, world, found)


async def settle(database: Pool, world: w.World, found: CountShown, person: UUID | None = None) -> None:
    await in_transaction(
        database,
        lambda c: settle_count(c, found.count_event, found.number, "Đã tìm thấy ở bưu cục", person or world.dispatcher),
    )


async def test_a_count_is_settled_by_its_offices_people_only(database: Pool, world: w.World) -> None:
    first, *_ = world.items
    await send(database, world.lan, taken_by(world.lan, world, first), world.lan.act(events.Count, items=[]))
    [found] = await shown(database, world)
    with pytest.raises(NotFound):
        await settle(database, world, found, world.clerk)


async def test_what_is_held_too_long_is_listed_with_its_age(database: Pool, world: w.World) -> None:
    first, *_ = world.items
    await send(database, world.lan, taken_by(world.lan, world, first))
    assert await HELD_TOO_LONG.all(database, world.post_office, world.dispatcher, 24) == []
    await database.execute("UPDATE clock_setting SET clock_offset = interval '30 hours'")
    [found] = await HELD_TOO_LONG.all(database, world.post_office, world.dispatcher, 24)
    assert (found.party_id, found.code, found.age_h) == (world.lan.party_id, first, 30)
    assert await HELD_TOO_LONG.all(database, world.post_office, world.clerk, 24) == []


async def test_a_count_of_many_items_looks_at_each_once_however_a_phones_transaction_joins(database: Pool) -> None:
    """Pair by pair, a carrier's two months would take longer than the server waits: no batch would come in again."""
    many = 60
    world = await in_transaction(database, lambda c: w.build(c, items=many))
    await send(database, world.lan, taken_by(world.lan, world, *world.items))
    await send(database, world.lan, count := world.lan.act(events.Count, items=list(world.items)))
    sql = COMPARE.sql.replace("$1", f"'{{{w.event_id(count)}}}'")
    async with database.acquire() as connection, connection.transaction():
        await HOLD_AND_KNOW.all(connection, [world.lan.device_id])
        assert len(await COMPARE.all(connection, [w.event_id(count)])) == many
        plan = await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
    assert looked_at_in_vain(msgspec.json.decode(plan)[0]["Plan"]) < 2 * many


def looked_at_in_vain(node: dict[str, Any]) -> float:
    """Pairs of rows that a plan compared and threw away."""
    own: float = node.get("Rows Removed by Join Filter", 0) * node["Actual Loops"]
    return own + sum(looked_at_in_vain(below) for below in node.get("Plans", []))
