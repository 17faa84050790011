"""What was taken over goes back to the citizen as a fact of its own, and its case settles itself."""

from uuid import UUID

import pytest

from courier import clock
from courier.database import Connection
from courier.errors import Conflict, NotFound
from courier.money.refunds.refund import refund, reverse_refund
from courier.money.refunds.statements import RefundMode
from courier.money.refusals import NotEnoughMoney
from tests.custody.world import World
from tests.money.cash import DUE_VND, FEE_VND, accounts, build_with_dues, cases, collect, count_in, enter, hand_in


async def overpaid(connection: Connection, over_vnd: int) -> tuple[World, str]:
    world, codes = await build_with_dues(connection)
    await enter(connection, world.lan, collect(world.lan, codes[0], DUE_VND + over_vnd))
    given = hand_in(world.lan, world.post_office, DUE_VND + over_vnd)
    await enter(connection, world.lan, given)
    await enter(connection, world.post_device, count_in(world.post_device, given, DUE_VND + over_vnd))
    return world, codes[0]


async def give_back(
    connection: Connection,
    world: World,
    code: str,
    amount_vnd: int,
    mode: RefundMode = "cash",
    refund_id: UUID | None = None,
) -> UUID:
    refund_id = refund_id or clock.new_id()
    await refund(
        connection,
        refund_id=refund_id,
        office_id=world.post_office,
        code=code,
        mode=mode,
        amount_vnd=amount_vnd,
        slip_number="PC 7",
        asked_by=world.supervisor,
    )
    return refund_id


async def test_the_surplus_given_back_settles_the_case(owner_connection: Connection) -> None:
    world, code = await overpaid(owner_connection, 20_000)
    assert await cases(owner_connection) == [("over", DUE_VND + 20_000, DUE_VND)]
    done = await give_back(owner_connection, world, code, 20_000)
    await give_back(owner_connection, world, code, 20_000, refund_id=done)
    with pytest.raises(Conflict):
        await give_back(owner_connection, world, code, 10_000, refund_id=done)
    assert await cases(owner_connection) == []
    found = await accounts(owner_connection)
    assert (found[f"safe:{world.post_office}"], f"suspense:{code}" in found) == (DUE_VND, False)


async def test_no_more_is_given_back_than_was_taken_over(owner_connection: Connection) -> None:
    world, code = await overpaid(owner_connection, 20_000)
    with pytest.raises(NotEnoughMoney):
        await give_back(owner_connection, world, code, 20_001)
    with pytest.raises(NotEnoughMoney):
        await give_back(owner_connection, world, code, 20_000, "transfer")
    with pytest.raises(NotEnoughMoney):  # nothing was ever paid for it
        await give_back(owner_connection, world, list(world.items)[1], 1)
    with pytest.raises(NotFound):  # and this is nobody's here
        await give_back(owner_connection, world, "0" * 12, 1)


async def test_a_part_payment_given_back_whole_leaves_nothing_open(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    part_vnd = FEE_VND - 1_000
    await enter(owner_connection, world.lan, collect(world.lan, codes[0], part_vnd))
    given = hand_in(world.lan, world.post_office, part_vnd)
    await enter(owner_connection, world.lan, given)
    await enter(owner_connection, world.post_device, count_in(world.post_device, given, part_vnd))
    await give_back(owner_connection, world, codes[0], part_vnd)
    assert await cases(owner_connection) == []


async def test_a_refund_taken_back_opens_the_case_again(owner_connection: Connection) -> None:
    world, code = await overpaid(owner_connection, 20_000)
    before = await accounts(owner_connection)
    done = await give_back(owner_connection, world, code, 20_000)
    for _ in range(2):
        await reverse_refund(owner_connection, done, world.supervisor, "khách chưa nhận")
    assert await accounts(owner_connection) == before
    assert await cases(owner_connection) == [("over", DUE_VND + 20_000, DUE_VND)]


async def test_topping_up_settles_what_was_taken_short(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(owner_connection, world.lan, collect(world.lan, codes[0], FEE_VND))
    assert await cases(owner_connection) == [("under", FEE_VND, DUE_VND)]
    await enter(owner_connection, world.lan, collect(world.lan, codes[0], DUE_VND - FEE_VND))
    assert await cases(owner_connection) == []
