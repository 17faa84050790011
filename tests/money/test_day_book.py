"""The day's money as it was signed: what counts, what was taken back by whom, who signed each side of a hand-in."""

from datetime import timedelta

import pytest

from courier import clock
from courier.database import Connection
from courier.errors import NotFound
from courier.money.day_book.read_day_book import DayBook, read_day_book
from courier.money.read_settle_days import read_settle_days
from courier.money.reverse_collection import reverse_collection
from courier.money.set_settle_days import set_settle_days
from tests.custody.world import World, event_id
from tests.money.cash import DUE_VND, build_with_dues, collect, correct, count_in, enter, hand_in


async def read(connection: Connection, world: World) -> DayBook:
    return await read_day_book(connection, world.post_office, clock.today(), world.supervisor)


async def test_takings_say_whether_they_count_and_who_took_them_back_why(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection, items=3)
    stays, mistaken, corrected = (collect(world.lan, code) for code in codes)
    await enter(owner_connection, world.lan, stays, mistaken, corrected, correct(world.lan, corrected))
    await reverse_collection(owner_connection, event_id(mistaken), world.supervisor, "Gõ nhầm mã")
    takings = {one.event_id: one for one in (await read(owner_connection, world)).takings}
    assert {key: one.is_in_force for key, one in takings.items()} == {
        event_id(stays): True,
        event_id(mistaken): False,
        event_id(corrected): False,
    }
    one = takings[event_id(mistaken)]
    assert (one.amount_vnd, one.reason, one.taken_back_by is None) == (DUE_VND, "Gõ nhầm mã", False)
    assert takings[event_id(corrected)].taken_back_at is not None
    assert takings[event_id(stays)].reason is None
    assert takings[event_id(stays)].holder is not None


async def test_a_hand_in_names_both_who_signed_it_and_who_counted_it_in(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(
        owner_connection,
        world.lan,
        collect(world.lan, codes[0]),
        given := hand_in(world.lan, world.post_office, DUE_VND),
    )
    (alone,) = (await read(owner_connection, world)).hand_ins
    assert (alone.amount_vnd, alone.counted_vnd, alone.counted_by, alone.is_one_person) == (DUE_VND, None, None, False)
    await enter(owner_connection, world.post_device, count_in(world.post_device, given, DUE_VND - 1))
    (both,) = (await read(owner_connection, world)).hand_ins
    assert (both.event_id, both.is_till, both.counted_vnd) == (event_id(given), False, DUE_VND - 1)
    assert both.handed_in_by is not None


async def test_of_another_day_or_office_nothing_is_told(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(owner_connection, world.lan, collect(world.lan, codes[0]))
    tomorrow = clock.today() + timedelta(days=1)
    of_tomorrow = await read_day_book(owner_connection, world.post_office, tomorrow, world.supervisor)
    assert of_tomorrow == DayBook(takings=[], hand_ins=[])
    for read_it in (
        read_day_book(owner_connection, world.post_office, clock.today(), world.clerk),
        read_settle_days(owner_connection, world.post_office, world.clerk),
    ):
        with pytest.raises(NotFound):
            await read_it


async def test_what_holds_today_is_told_beside_all_that_was_said(owner_connection: Connection) -> None:
    world, _ = await build_with_dues(owner_connection)
    assert (await read_settle_days(owner_connection, world.post_office, world.supervisor)).days == 3
    today = clock.today()
    for days, valid_from in ((2, today), (5, today + timedelta(days=1))):
        await set_settle_days(owner_connection, world.post_office, days, valid_from, world.supervisor)
    kept = await read_settle_days(owner_connection, world.post_office, world.supervisor)
    assert kept.days == 2
    assert [one.days for one in kept.said] == [5, 2]
