"""The office's board on a real database: counts, reasons, what is held for how long, pauses, returns awaited."""

from datetime import timedelta
from uuid import uuid4

import pytest

from courier import clock
from courier.custody.ledger.statements import get_now
from courier.database import Connection
from courier.errors import NotFound
from courier.network.offices.model import NewPause
from courier.network.offices.pause import end_pause, pause_office
from courier.planning.live.board import board, list_held
from courier.planning.live.model import Board
from mobile_contract.events import Attempt, Deliver
from mobile_contract.fields import Reason, Solution
from mobile_contract.reasons import REASON_WORDS
from tests.custody.world import SigningDevice
from tests.planning.day import PlanningDay, add_job, add_ordinary_jobs, open_shifts
from tests.planning.legs.offices import hand_over, send, tips


async def look(connection: Connection, day: PlanningDay) -> Board:
    return await board(connection, day.world.post_office, day.world.dispatcher, day.on_date, REASON_WORDS)


async def put(
    connection: Connection, day: PlanningDay, name: str, taker: SigningDevice, ago: timedelta = timedelta(minutes=5)
) -> None:
    """The desk hands a job's item over to a carrier or a counter, that long ago."""
    now = await get_now(connection)
    await clock.set_simulated_now(connection, now - ago)
    await hand_over(connection, day.world.desk_device, taker, [day.codes[name]])
    await clock.set_simulated_now(connection, now)


async def fail(connection: Connection, day: PlanningDay, name: str, reason: Reason, solution: Solution) -> None:
    """Lan tries in vain."""
    await send(
        connection,
        day.world.lan,
        day.world.lan.act(Attempt, reason=reason, solution=solution, items=[day.codes[name]]),
    )


async def deliver(connection: Connection, day: PlanningDay, name: str) -> None:
    await send(
        connection,
        day.world.lan,
        day.world.lan.act(
            Deliver, to_party=day.citizens[name], evidence="citizen", items=await tips(connection, day.codes[name])
        ),
    )


async def test_each_job_of_the_day_is_counted_in_exactly_one_place(
    owner_connection: Connection, day: PlanningDay
) -> None:
    await add_ordinary_jobs(owner_connection, day)
    lan, office = day.world.lan, day.world.post_device
    for name, taker in {"kết quả 0": lan, "kết quả 1": lan, "kết quả 2": lan, "tại quầy": office}.items():
        await put(owner_connection, day, name, taker)
    await deliver(owner_connection, day, "kết quả 2")
    await fail(owner_connection, day, "kết quả 1", "ABSENT", "RETRY")
    seen = await look(owner_connection, day)
    counts = seen.counts
    assert (counts.waiting, counts.with_carriers, counts.failed, counts.delivered, counts.at_counter) == (8, 1, 1, 1, 1)
    assert counts.disputed == counts.expected == counts.handed_on == counts.assigned == 0


async def test_failed_visits_are_counted_by_their_last_reason_in_words(
    owner_connection: Connection, day: PlanningDay
) -> None:
    said: list[tuple[str, Reason]] = [("a", "ABSENT"), ("b", "NO_ID"), ("b", "ABSENT"), ("c", "NO_MONEY")]
    for name, reason in said:
        if name not in day.jobs:
            await add_job(owner_connection, day, name)
            await put(owner_connection, day, name, day.world.lan)
        await fail(owner_connection, day, name, reason, "RETRY")
        await clock.set_simulated_now(owner_connection, await get_now(owner_connection) + timedelta(minutes=5))
    failures = (await look(owner_connection, day)).failures
    assert [(one.reason, one.vi, one.jobs) for one in failures] == [
        ("ABSENT", "Người nhận đi vắng", 2),
        ("NO_MONEY", "Khách chưa chuẩn bị đủ tiền", 1),
    ]


async def test_what_is_held_is_told_by_holder_and_age_the_oldest_first(
    owner_connection: Connection, day: PlanningDay
) -> None:
    await open_shifts(owner_connection, day)
    office, lan = day.world.post_device, day.world.lan
    for name, taker, ago in (
        ("chờ lấy", office, timedelta(days=20)),
        ("trên kệ", office, timedelta(days=3)),
        ("hôm qua", lan, timedelta(hours=30)),
        ("mới", lan, timedelta(minutes=5)),
    ):
        await add_job(owner_connection, day, name, at_counter=name == "chờ lấy")
        await put(owner_connection, day, name, taker, ago)
    first, second = (await look(owner_connection, day)).holdings
    assert (first.holder_id, first.items, first.days_0_1, first.days_2_3, first.days_4_on) == (
        office.party_id,
        2,
        0,
        1,
        1,
    )
    assert (first.to_collect, first.past_return, first.is_carrier) == (1, 1, False)
    assert (second.holder_id, second.items, second.over_a_day, second.past_return) == (lan.party_id, 2, 1, 0)


async def test_an_item_kept_after_a_failed_visit_has_a_last_day_too(
    owner_connection: Connection, day: PlanningDay
) -> None:
    await add_job(owner_connection, day, "giữ lại")
    await put(owner_connection, day, "giữ lại", day.world.lan)
    await fail(owner_connection, day, "giữ lại", "PICKUP_SELF", "HOLD_AT_POINT")
    await hand_over(owner_connection, day.world.lan, day.world.post_device, [day.codes["giữ lại"]])
    (item,) = await list_held(owner_connection, day.world.post_office, day.world.post_office, day.world.dispatcher)
    assert (item.code, item.is_to_collect) == (day.codes["giữ lại"], True)
    assert item.keep_until == day.on_date + timedelta(days=15)


async def test_a_desk_that_takes_nothing_in_is_shown_until_it_does(
    owner_connection: Connection, day: PlanningDay
) -> None:
    ends_at = await get_now(owner_connection) + timedelta(minutes=20)
    pause = NewPause(pause_id=clock.new_id(), office_id=day.world.desk, ends_at=ends_at, reason="POWER", note=None)
    await pause_office(owner_connection, day.world.dispatcher, pause)
    (seen,) = (await look(owner_connection, day)).pauses
    assert (seen.office_id, seen.reason) == (day.world.desk, "POWER")
    await end_pause(owner_connection, day.world.dispatcher, seen.pause_id)
    assert (await look(owner_connection, day)).pauses == []


async def test_returns_asked_for_wait_beside_the_jobs(owner_connection: Connection, day: PlanningDay) -> None:
    await add_job(owner_connection, day, "gửi", "SEND")
    await owner_connection.execute(
        "INSERT INTO registered_return (registration_id, dossier_id, province_code, recipient_id, requested_by, "
        "channel, at_counter, personal_only, papers_to_take_back) "
        "SELECT gen_random_uuid(), d.dossier_id, d.province_code, d.owner_id, 'CITIZEN', 'counter', false, false, 0 "
        "FROM dossier AS d JOIN job USING (dossier_id) WHERE job_id = $1",
        day.jobs["gửi"],
    )
    seen = await look(owner_connection, day)
    assert (seen.awaiting_result, seen.counts.waiting) == (1, 1)
    registration_id = await owner_connection.fetchval("SELECT registration_id FROM registered_return")
    await owner_connection.execute(
        "INSERT INTO registration_closing (registration_id, reason, asked_by, how_checked, person_id) "
        "VALUES ($1, 'taken_in_person', 'owner', 'call_back', $2)",
        registration_id,
        day.world.dispatcher,
    )
    assert (await look(owner_connection, day)).awaiting_result == 0


async def test_what_another_office_holds_is_not_there(owner_connection: Connection, day: PlanningDay) -> None:
    await add_job(owner_connection, day, "nhà")
    await put(owner_connection, day, "nhà", day.world.post_device)
    with pytest.raises(NotFound):
        await board(owner_connection, day.world.post_office, day.outsider, day.on_date, REASON_WORDS)
    with pytest.raises(NotFound):
        await list_held(owner_connection, day.world.post_office, day.world.post_office, day.outsider)
    office, asked_by = day.world.post_office, day.world.dispatcher
    assert await list_held(owner_connection, office, day.world.desk, asked_by) == []
    assert await list_held(owner_connection, office, uuid4(), asked_by) == []
