"""What the office reads of its own accounts."""

from courier.database import Connection
from courier.money.reading import ledgers_of_office
from tests.money.cash import DUE_VND, FARE_VND, FEE_VND, build_with_dues, collect, count_in, enter, hand_in


async def test_an_offices_accounts_say_what_came_what_went_and_what_is_there(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(owner_connection, world.lan, collect(world.lan, codes[0]))
    given = hand_in(world.lan, world.post_office, DUE_VND)
    await enter(owner_connection, world.lan, given)
    await enter(owner_connection, world.post_device, count_in(world.post_device, given, DUE_VND))
    ledgers = await ledgers_of_office(owner_connection, world.post_office, world.supervisor)
    assert [(one.kind, one.in_vnd, one.out_vnd, one.balance_vnd) for one in ledgers if one.in_vnd] == [
        ("fee", FEE_VND, 0, FEE_VND),
        ("fare", FARE_VND, 0, FARE_VND),
        ("safe", DUE_VND, 0, DUE_VND),
    ]
    assert all(one.balance_vnd == one.in_vnd - one.out_vnd for one in ledgers)


async def test_an_offices_accounts_are_not_there_for_who_does_not_work_at_it(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(owner_connection, world.lan, collect(world.lan, codes[0]))
    assert await ledgers_of_office(owner_connection, world.post_office, world.clerk) == []
    assert await ledgers_of_office(owner_connection, world.post_office, world.lan.person_id) == []
