"""What a lost device had booked past its trusted number: a case, and by a person's word a reversal, never silent."""

import asyncpg
import pytest

from courier.database import Connection
from courier.errors import Conflict, NotFound
from courier.money.set_aside import set_aside
from tests.custody.world import SigningDevice, World, event_id
from tests.money.cash import (
    DUE_VND,
    accounts,
    balanced,
    build_with_dues,
    cases,
    close_till,
    collect,
    count_in,
    enter,
    hand_in,
    open_till,
)

FLOAT_VND = 50_000


async def lose(connection: Connection, world: World, device: SigningDevice, through: int) -> None:
    await connection.execute(
        "INSERT INTO device_revocation (device_id, mode, trusted_through, person_id) VALUES ($1, 'lost', $2, $3)",
        device.device_id,
        through,
        world.supervisor,
    )


async def test_a_collection_set_aside_leaves_the_books_and_its_case_closes(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(owner_connection, world.lan, collect(world.lan, codes[0]), past := collect(world.lan, codes[1]))
    await lose(owner_connection, world, world.lan, 1)
    assert await cases(owner_connection) == [("no_longer_trusted", DUE_VND, 0)]
    assert (await accounts(owner_connection))[f"in_hand:{world.lan.party_id}"] == 2 * DUE_VND
    for _ in range(2):
        await set_aside(owner_connection, event_id(past), world.supervisor, "máy mất lúc 9 giờ")
    assert await cases(owner_connection) == []
    assert (await accounts(owner_connection))[f"in_hand:{world.lan.party_id}"] == DUE_VND
    with pytest.raises(Conflict):
        await set_aside(owner_connection, event_id(past), world.supervisor, "lý do khác")
    await balanced(owner_connection, [world.lan.party_id])


async def test_a_count_that_a_lost_workstation_signed_is_in_the_safe_until_it_is_set_aside(
    owner_connection: Connection,
) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(
        owner_connection,
        world.lan,
        collect(world.lan, codes[0]),
        given := hand_in(world.lan, world.post_office, DUE_VND),
    )
    await enter(owner_connection, world.post_device, counted := count_in(world.post_device, given, DUE_VND))
    await lose(owner_connection, world, world.post_device, 0)
    assert await cases(owner_connection) == [("no_longer_trusted", DUE_VND, 0)]
    assert (await accounts(owner_connection))[f"safe:{world.post_office}"] == DUE_VND
    await set_aside(owner_connection, event_id(counted), world.supervisor, "máy quầy bị lấy")
    found = await accounts(owner_connection)
    assert (f"safe:{world.post_office}" in found, found[f"in_hand:{world.lan.party_id}"]) == (False, DUE_VND)
    assert await cases(owner_connection) == []
    await balanced(owner_connection, [world.lan.party_id])


async def test_a_float_and_a_closing_of_a_lost_workstation_are_set_aside(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(
        owner_connection,
        world.lan,
        collect(world.lan, codes[0]),
        given := hand_in(world.lan, world.post_office, DUE_VND),
    )
    await enter(owner_connection, world.post_device, count_in(world.post_device, given, DUE_VND))
    opened, closed = open_till(world.post_device, FLOAT_VND), close_till(world.post_device, FLOAT_VND)
    await enter(owner_connection, world.post_device, opened, closed)
    await lose(owner_connection, world, world.post_device, 1)
    assert await cases(owner_connection) == [("no_longer_trusted", FLOAT_VND, 0)] * 2
    for act in (opened, closed):
        await set_aside(owner_connection, event_id(act), world.supervisor, "máy quầy bị lấy")
    assert await cases(owner_connection) == []
    found = await accounts(owner_connection)
    assert (found[f"safe:{world.post_office}"], f"in_hand:{world.post_office}" in found) == (DUE_VND, False)


async def test_what_a_trusted_device_signed_is_set_aside_by_nobody(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(
        owner_connection, world.lan, taken := collect(world.lan, codes[0]), later := collect(world.lan, codes[1])
    )
    with pytest.raises(Conflict):
        await set_aside(owner_connection, event_id(taken), world.supervisor, "không thích")
    await lose(owner_connection, world, world.lan, 1)
    with pytest.raises(Conflict):
        await set_aside(owner_connection, event_id(taken), world.supervisor, "không thích")
    for stranger in (world.dispatcher, world.clerk):
        with pytest.raises(NotFound):
            await set_aside(owner_connection, event_id(later), stranger, "không phải của tôi")
    assert await owner_connection.fetchval("SELECT count(*) FROM act_set_aside") == 0


async def test_the_database_itself_sets_aside_nothing_trusted_and_keeps_what_was(
    owner_connection: Connection,
) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(
        owner_connection, world.lan, taken := collect(world.lan, codes[0]), past := collect(world.lan, codes[1])
    )
    await lose(owner_connection, world, world.lan, 1)
    add = "INSERT INTO act_set_aside (event_id, reason, set_aside_by) VALUES ($1, 'x', $2)"
    with pytest.raises(asyncpg.CheckViolationError, match="trusted"):
        await owner_connection.execute(add, event_id(taken), world.supervisor)
    await set_aside(owner_connection, event_id(past), world.supervisor, "máy mất")
    for attack in ("DELETE FROM act_set_aside", "UPDATE act_set_aside SET reason = 'khác'"):
        with pytest.raises(asyncpg.PostgresError):
            await owner_connection.execute(attack)
