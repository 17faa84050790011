"""The evening: what a holder says he has against his own acts, both sides signed, reopened by what comes late."""

import pytest

from courier import clock
from courier.database import Connection
from courier.errors import NotFound
from courier.money.reading import balance, cash_days, cash_difference
from courier.money.reverse_collection import reverse_collection
from mobile_contract.events import Count
from tests.custody.world import event_id
from tests.money.cash import DUE_VND, build_with_dues, cases, collect, correct, count_in, enter, hand_in


async def test_a_declaration_other_than_the_holders_own_acts_is_an_open_case(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(owner_connection, world.lan, collect(world.lan, codes[0]), wrong := world.lan.act(Count, cash_vnd=1))
    assert await cases(owner_connection) == [("declared_differs", 1, DUE_VND)]
    await enter(owner_connection, world.lan, correct(world.lan, wrong), world.lan.act(Count, cash_vnd=DUE_VND))
    assert await cases(owner_connection) == []


async def test_a_late_collection_reopens_exactly_its_holders_day(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    late = collect(world.lan, codes[1])
    for device in (world.lan, world.minh):
        await enter(owner_connection, device, collect(device, codes[0]))
        await enter(owner_connection, device, device.act(Count, cash_vnd=DUE_VND))
        await enter(owner_connection, device, given := hand_in(device, world.post_office, DUE_VND))
        await enter(owner_connection, world.post_device, count_in(world.post_device, given, DUE_VND))
    closed = await cases(owner_connection)
    assert [kind for kind, *_ in closed] == ["over"]
    await enter(owner_connection, world.lan, late)
    assert await cases(owner_connection) == [("declared_differs", DUE_VND, 2 * DUE_VND), *closed]
    assert (await balance(owner_connection, world.lan.party_id)).in_hand_vnd == DUE_VND
    assert (await balance(owner_connection, world.minh.party_id)).in_hand_vnd == 0
    difference = await cash_difference(owner_connection, world.post_office, clock.today(), world.dispatcher)
    assert difference.difference_vnd == DUE_VND


async def test_what_a_phone_reported_lost_later_had_booked_is_a_case_until_it_is_reversed(
    owner_connection: Connection,
) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(owner_connection, world.lan, taken := collect(world.lan, codes[0]))
    await owner_connection.execute(
        "INSERT INTO device_revocation (device_id, mode, trusted_through, person_id) VALUES ($1, 'lost', 0, $2)",
        world.lan.device_id,
        world.supervisor,
    )
    assert await cases(owner_connection) == [("no_longer_trusted", DUE_VND, 0)]
    await reverse_collection(owner_connection, event_id(taken), world.supervisor, "máy bị lấy cắp")
    assert await cases(owner_connection) == []


async def test_hand_ins_of_the_next_morning_settle_the_oldest_day_first(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(owner_connection, world.lan, *[collect(world.lan, code) for code in codes])
    given = hand_in(world.lan, world.post_office, DUE_VND)
    await enter(owner_connection, world.lan, given)
    await enter(owner_connection, world.post_device, count_in(world.post_device, given, DUE_VND))
    (day,) = await cash_days(owner_connection, world.post_office, world.dispatcher, clock.today())
    assert (day.receipts_vnd, day.handed_in_vnd, day.remitted_vnd, day.is_due) == (2 * DUE_VND, DUE_VND, 0, False)
    with pytest.raises(NotFound):
        await cash_days(owner_connection, world.post_office, world.clerk, clock.today())
