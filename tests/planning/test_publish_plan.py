"""Chốt và gửi bưu tá: one plan in force, told to its carriers alone, seen by its office alone."""

import asyncio
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
import shapely

from courier import clock
from courier.custody.append_batch import append_batch
from courier.database import Connection, Pool, in_transaction
from courier.errors import Conflict, NotFound
from courier.planning.carriers.apply_events import apply_events
from courier.planning.carriers.carrier_manifest import carrier_manifest
from courier.planning.live.board import board
from courier.planning.live.map_layers import map_layers
from courier.planning.make_plan import make_plan
from courier.planning.model import CarrierManifest, PlanSummary
from courier.planning.plans.publish_plan import publish_plan
from courier.planning.plans.read_plan import get_plan
from mobile_contract import events
from mobile_contract.reasons import REASON_WORDS
from mobile_contract.sync import SignedBody
from routing.plan import Limits
from tests.custody.world import SigningDevice, accept, batch, event_id, release
from tests.planning.day import NORTH, PlanningDay, add_job, add_ordinary_jobs, build_day, open_shifts

QUICK = Limits(iterations=200, seed=1)


async def draft(database: Pool, day: PlanningDay) -> UUID:
    return await make_plan(database, day.world.post_office, day.on_date, day.world.dispatcher, QUICK)


async def publish(database: Pool, day: PlanningDay, plan_id: UUID) -> PlanSummary:
    return await in_transaction(database, lambda c: publish_plan(c, plan_id, day.world.dispatcher))


async def manifest(database: Pool, device: SigningDevice, since: int = 0) -> CarrierManifest:
    return await in_transaction(
        database,
        lambda c: carrier_manifest(
            c, device_id=device.device_id, party_id=device.party_id, person_id=device.person_id, since=since
        ),
    )


async def upload(connection: Connection, device: SigningDevice, *acts: SignedBody) -> None:
    await apply_events(connection, (await append_batch(connection, device.device_id, batch(*acts))).events)


async def ordinary(database: Pool, owner: Connection) -> PlanningDay:
    day = await build_day(owner)
    await open_shifts(owner, day)
    await add_ordinary_jobs(owner, day)
    return day


async def states(database: Pool) -> list[tuple[int, str]]:
    rows = await database.fetch("SELECT version, status FROM plan ORDER BY version")
    return [(row["version"], row["status"]) for row in rows]


async def test_publishing_puts_one_plan_in_force_and_replaces_the_one_before(
    database: Pool, owner_connection: Connection
) -> None:
    day = await ordinary(database, owner_connection)
    first, second = await draft(database, day), await draft(database, day)
    assert (await publish(database, day, first)).status == "published"
    assert (await publish(database, day, first)).status == "published"
    await publish(database, day, second)
    assert await states(database) == [(1, "replaced"), (2, "published")]
    with pytest.raises(Conflict):
        await publish(database, day, first)
    told = await database.fetch("SELECT party_id FROM change WHERE topic = 'plan' AND facts->>'status' = 'published'")
    assert {row["party_id"] for row in told} == {None, day.world.lan.party_id, day.world.minh.party_id}


async def test_two_who_publish_at_once_leave_one_plan_in_force(database: Pool, owner_connection: Connection) -> None:
    day = await ordinary(database, owner_connection)
    plans = [await draft(database, day) for _ in range(2)]
    await asyncio.gather(*(publish(database, day, plan_id) for plan_id in plans * 2), return_exceptions=True)
    assert sorted(status for _, status in await states(database)) == ["published", "replaced"]


async def test_another_offices_dispatcher_sees_and_publishes_nothing(
    database: Pool, owner_connection: Connection
) -> None:
    day = await ordinary(database, owner_connection)
    plan_id = await draft(database, day)
    for person in (day.outsider, day.world.clerk):
        with pytest.raises(NotFound):
            await in_transaction(database, lambda c, p=person: publish_plan(c, plan_id, p))  # type: ignore[misc]
        for read in (
            get_plan(database, plan_id, person),
            board(database, day.world.post_office, person, day.on_date, REASON_WORDS),
            map_layers(database, day.world.post_office, person, day.on_date),
        ):
            with pytest.raises(NotFound):
                await read
    assert await states(database) == [(1, "draft")]


async def test_each_carrier_is_told_his_own_stops_once_published_and_the_reading_is_logged(
    database: Pool, owner_connection: Connection
) -> None:
    day = await ordinary(database, owner_connection)
    plan_id = await draft(database, day)
    assert (await manifest(database, day.world.lan)).stops == []
    await publish(database, day, plan_id)
    plan = await get_plan(database, plan_id, day.world.dispatcher)
    for device in (day.world.lan, day.world.minh):
        told = await manifest(database, device)
        (route,) = [route for route in plan.routes if route.carrier_id == device.party_id]
        assert (told.plan_id, told.plan_version, told.is_whole) == (plan_id, 1, True)
        assert [stop.stop_id for stop in told.stops] == [stop.stop_id for stop in route.stops]
        citizens = {stop.party.party_id for stop in told.stops if stop.party.kind == "citizen"}
        logged = await owner_connection.fetch(
            "SELECT party_id FROM personal_data_access WHERE device_id = $1 AND purpose = 'manifest'", device.device_id
        )
        assert {row["party_id"] for row in logged} == citizens
    assert (await manifest(database, day.world.desk_device)).stops == []


async def test_a_stop_tells_whom_to_meet_what_to_ask_for_and_what_has_no_label_yet(
    database: Pool, owner_connection: Connection
) -> None:
    day = await ordinary(database, owner_connection)
    await publish(database, day, await draft(database, day))
    stops = [stop for device in (day.world.lan, day.world.minh) for stop in (await manifest(database, device)).stops]
    (home,) = [stop for stop in stops if stop.party.party_id == day.citizens["kết quả 0"]]
    assert (home.party.name, home.party.phone) == ("Nguyễn Thị kết quả 0", "+84912345678")
    assert [(item.code, item.due_vnd) for item in home.items] == [(day.codes["kết quả 0"], 50_000)]
    at_desk = [item for stop in stops if stop.party.party_id == day.world.desk for item in stop.items]
    assert {item.due_vnd for item in at_desk} == {0}
    (fetch,) = [stop for stop in stops if stop.party.party_id == day.citizens["đi lấy"]]
    assert (fetch.act, fetch.items, fetch.job_ids) == ("pickup", [], [day.jobs["đi lấy"]])


async def test_nothing_new_since_the_cursor_tells_and_logs_nothing(
    database: Pool, owner_connection: Connection
) -> None:
    day = await ordinary(database, owner_connection)
    await publish(database, day, await draft(database, day))
    await _until_no_older_transaction_is_open(owner_connection)
    told = await manifest(database, day.world.lan)
    reads = await owner_connection.fetchval("SELECT count(*) FROM personal_data_access")
    again = await manifest(database, day.world.lan, told.cursor)
    assert (again.is_whole, again.stops) == (False, [])
    assert await owner_connection.fetchval("SELECT count(*) FROM personal_data_access") == reads
    await publish(database, day, await draft(database, day))
    assert (await manifest(database, day.world.lan, again.cursor)).is_whole
    assert (await manifest(database, day.world.lan, again.cursor + 2**40)).is_whole


async def _until_no_older_transaction_is_open(connection: Connection) -> None:
    """Transactions of other tests' databases count too: until they end, what is new may be told once more."""
    for _ in range(1000):
        if await connection.fetchval("SELECT max(xid) < pg_snapshot_xmin(pg_current_snapshot()) FROM change"):
            return
        await asyncio.sleep(0.01)
    raise TimeoutError("a transaction stays open")


async def test_a_plan_published_the_evening_before_is_told_in_the_morning(
    database: Pool, owner_connection: Connection
) -> None:
    day = await ordinary(database, owner_connection)
    plan_id = await draft(database, day)
    await clock.set_simulated_now(owner_connection, day.at(0) - timedelta(hours=6))
    await publish(database, day, plan_id)
    evening = await manifest(database, day.world.lan)
    assert evening.stops == []
    await clock.set_simulated_now(owner_connection, day.at(7))
    assert (await manifest(database, day.world.lan, evening.cursor)).plan_id == plan_id


async def test_a_cancelled_job_leaves_the_manifest(database: Pool, owner_connection: Connection) -> None:
    day = await ordinary(database, owner_connection)
    await publish(database, day, await draft(database, day))
    await owner_connection.execute(
        "UPDATE job SET cancelled_at = courier_now() WHERE job_id = $1", day.jobs["kết quả 0"]
    )
    for device in (day.world.lan, day.world.minh):
        parties = {stop.party.party_id for stop in (await manifest(database, device)).stops}
        assert day.citizens["kết quả 0"] not in parties


async def test_the_board_counts_each_job_once_and_reads_what_happened_from_custody(
    database: Pool, owner_connection: Connection
) -> None:
    day = await ordinary(database, owner_connection)

    async def counts() -> dict[str, int]:
        seen = (await board(database, day.world.post_office, day.world.dispatcher, day.on_date, REASON_WORDS)).counts
        return {name: number for name in seen.__struct_fields__ if (number := getattr(seen, name))}

    assert await counts() == {"waiting": 12}
    await publish(database, day, await draft(database, day))
    assert await counts() == {"assigned": 12}
    lan, desk = day.world.lan, day.world.desk_device
    codes = [day.codes[name] for name in ("kết quả 0", "kết quả 1", "tại quầy")]
    given = release(desk, lan.party_id, *codes)
    await upload(owner_connection, desk, given)
    taken = accept(lan, given, *codes)
    await upload(owner_connection, lan, taken)
    assert await counts() == {"assigned": 9, "with_carriers": 3}
    assert await states(database) == [(1, "under_way")]
    delivered = lan.act(
        events.Deliver,
        to_party=day.citizens["kết quả 0"],
        evidence="citizen",
        items=[events.ItemRef(codes[0], event_id(taken))],
    )
    absent = lan.act(events.Attempt, reason="ABSENT", solution="RETRY", items=[codes[1]])
    back = release(lan, day.world.post_office, codes[2], predecessor=event_id(taken))
    await upload(owner_connection, lan, delivered, absent, back)
    await upload(owner_connection, day.world.post_device, accept(day.world.post_device, back, codes[2]))
    assert await counts() == {"assigned": 9, "delivered": 1, "failed": 1, "at_counter": 1}


async def test_the_board_and_the_map_show_how_each_carrier_gets_on(
    database: Pool, owner_connection: Connection
) -> None:
    day = await ordinary(database, owner_connection)
    area = shapely.to_wkb(shapely.MultiPolygon([shapely.box(105.9, 21.02, 106.0, 21.12)]))
    await owner_connection.execute(
        "UPDATE administrative_unit SET boundary = $1, boundary_kind = 'sketch' WHERE code = $2", area, NORTH
    )
    plan_id = await draft(database, day)
    await publish(database, day, plan_id)
    seen = await board(database, day.world.post_office, day.world.dispatcher, day.on_date, REASON_WORDS)
    shown = await map_layers(database, day.world.post_office, day.world.dispatcher, day.on_date)
    assert seen.plan is not None
    assert seen.plan.plan_id == plan_id
    assert sum(carrier.stops for carrier in seen.carriers) == seen.plan.stops
    assert {(c.carrier_id, c.colour) for c in seen.carriers} == {(r.carrier_id, r.colour) for r in shown.routes}
    assert {office.kind for office in shown.offices} == {"point", "desk"}
    (feature,) = shown.communes["features"]  # type: ignore[misc]
    assert shapely.from_geojson(msgspec.json.encode(feature["geometry"])).area == pytest.approx(0.01)
    assert {stop.state for route in shown.routes for stop in route.stops} == {"pending"}


async def test_a_visit_that_failed_shows_on_the_map_until_the_item_is_handed_over(
    database: Pool, owner_connection: Connection
) -> None:
    day = await build_day(owner_connection)
    await open_shifts(owner_connection, day)
    await add_job(owner_connection, day, "một")
    await publish(database, day, await draft(database, day))

    async def shown() -> dict[str, str]:
        layers = await map_layers(database, day.world.post_office, day.world.dispatcher, day.on_date)
        return {stop.act: stop.state for route in layers.routes for stop in route.stops}

    seen = await board(database, day.world.post_office, day.world.dispatcher, day.on_date, REASON_WORDS)
    (rider,) = [carrier.carrier_id for carrier in seen.carriers if carrier.stops]
    device = next(device for device in (day.world.lan, day.world.minh) if device.party_id == rider)
    desk, code = day.world.desk_device, day.codes["một"]
    given = release(desk, rider, code)
    await upload(owner_connection, desk, given)
    taken = accept(device, given, code)
    await upload(owner_connection, device, taken)
    assert await shown() == {"pickup": "done", "delivery": "pending"}
    await upload(owner_connection, device, device.act(events.Attempt, reason="ABSENT", solution="RETRY", items=[code]))
    assert await shown() == {"pickup": "done", "delivery": "failed"}
    delivered = device.act(
        events.Deliver,
        to_party=day.citizens["một"],
        evidence="citizen",
        items=[events.ItemRef(code, event_id(taken))],
    )
    await upload(owner_connection, device, delivered)
    assert await shown() == {"pickup": "done", "delivery": "done"}
