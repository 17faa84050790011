"""What a lost device had booked past its trusted number: a case, and by a person's word a reversal, never silent."""

import asyncio
from functools import partial
from uuid import UUID

import asyncpg
import pytest

from courier.database import Connection, Pool, in_transaction
from courier.errors import Conflict, NotFound
from courier.money.set_aside import set_aside
from mobile_contract.sync import SignedBody
from tests.custody.world import SigningDevice, World, event_id
from tests.money.between import far_office
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


async def another_head(connection: Connection, world: World) -> UUID:
    """The clerk becomes the office's second supervisor."""
    await connection.execute(
        "INSERT INTO role_grant (person_id, role, office_id, valid_from) VALUES ($1, 'supervisor', $2, '2020-01-01')",
        world.clerk,
        world.post_office,
    )
    return world.clerk


async def put_aside(connection: Connection, world: World, act: SignedBody, reason: str) -> None:
    """Two people do."""
    assert not await set_aside(connection, event_id(act), world.supervisor, reason)
    assert await set_aside(connection, event_id(act), world.clerk, reason)


async def test_one_person_alone_sets_nothing_aside(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(owner_connection, world.lan, past := collect(world.lan, codes[0]))
    await lose(owner_connection, world, world.lan, 0)
    for _ in range(2):
        assert not await set_aside(owner_connection, event_id(past), world.supervisor, "máy mất lúc 9 giờ")
    with pytest.raises(Conflict):
        await set_aside(owner_connection, event_id(past), world.supervisor, "lý do khác")
    assert await cases(owner_connection) == [("no_longer_trusted", DUE_VND, 0)]
    assert (await accounts(owner_connection))[f"in_hand:{world.lan.party_id}"] == DUE_VND
    alone = "INSERT INTO act_set_aside (event_id, reason, set_aside_by, proposed_by) VALUES ($1, 'x', $2, $3)"
    for proposer, why in ((world.supervisor, "by_two"), (None, "by_two"), (world.dispatcher, "as_proposed")):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError, match=why):
            await owner_connection.execute(alone, event_id(past), world.supervisor, proposer)


async def test_the_second_may_sit_at_the_superior_office(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    above = (await far_office(owner_connection, world)).head
    await enter(owner_connection, world.lan, past := collect(world.lan, codes[0]))
    await lose(owner_connection, world, world.lan, 0)
    assert not await set_aside(owner_connection, event_id(past), world.supervisor, "máy mất")
    with pytest.raises(NotFound):
        await set_aside(owner_connection, event_id(past), above, "máy mất")
    await owner_connection.execute(
        "UPDATE office SET superior_office_id = (SELECT office_id FROM role_grant WHERE person_id = $1) "
        "WHERE office_id = $2",
        above,
        world.post_office,
    )
    assert await set_aside(owner_connection, event_id(past), above, "đã gọi cho Lan")
    assert await cases(owner_connection) == []


async def test_two_who_ask_at_once_are_a_proposal_and_its_answer(owner_connection: Connection, database: Pool) -> None:
    world, codes = await build_with_dues(owner_connection)
    second = await another_head(owner_connection, world)
    await enter(owner_connection, world.lan, past := collect(world.lan, codes[0]))
    await lose(owner_connection, world, world.lan, 0)
    asked = [
        in_transaction(database, partial(set_aside, event_id=event_id(past), asked_by=person, reason="máy mất"))
        for person in (world.supervisor, second)
    ]
    assert sorted(await asyncio.gather(*asked)) == [False, True]
    assert await owner_connection.fetchval("SELECT count(*) FROM act_set_aside") == 1


async def test_a_collection_set_aside_leaves_the_books_and_its_case_closes(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(owner_connection, world.lan, collect(world.lan, codes[0]), past := collect(world.lan, codes[1]))
    await lose(owner_connection, world, world.lan, 1)
    assert await cases(owner_connection) == [("no_longer_trusted", DUE_VND, 0)]
    assert (await accounts(owner_connection))[f"in_hand:{world.lan.party_id}"] == 2 * DUE_VND
    second = await another_head(owner_connection, world)
    assert not await set_aside(owner_connection, event_id(past), world.supervisor, "máy mất lúc 9 giờ")
    for person in (second, second, world.supervisor):
        assert await set_aside(owner_connection, event_id(past), person, "máy mất lúc 9 giờ")
    assert await cases(owner_connection) == []
    assert (await accounts(owner_connection))[f"in_hand:{world.lan.party_id}"] == DUE_VND
    with pytest.raises(Conflict):
        await set_aside(owner_connection, event_id(past), world.supervisor, "lý do khác")
    with pytest.raises(Conflict):
        await set_aside(owner_connection, event_id(past), second, "lý do khác")
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
    await another_head(owner_connection, world)
    await put_aside(owner_connection, world, counted, "máy quầy bị lấy")
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
    await another_head(owner_connection, world)
    for act in (opened, closed):
        await put_aside(owner_connection, world, act, "máy quầy bị lấy")
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
    await another_head(owner_connection, world)
    await put_aside(owner_connection, world, past, "máy mất")
    for attack in (
        "DELETE FROM act_set_aside",
        "UPDATE act_set_aside SET reason = 'khác'",
        "DELETE FROM set_aside_proposal",
        "UPDATE set_aside_proposal SET reason = 'khác'",
    ):
        with pytest.raises(asyncpg.PostgresError):
            await owner_connection.execute(attack)
