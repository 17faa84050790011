"""Cash from the safe to the accounts it belongs to, the bank's word for it, and a day that is settled only then."""

import asyncio
from datetime import timedelta

import pytest

from courier import clock
from courier.database import Connection, Pool, in_transaction
from courier.errors import NotFound
from courier.money.model import CashDay
from courier.money.reading import cash_days
from courier.money.refusals import NotEnoughMoney
from courier.money.remittances.read_remittances import read_remittance, read_remittances, remittance_file
from courier.money.remittances.reverse_remittance import reverse_remittance
from courier.money.reverse_collection import reverse_collection
from courier.money.set_settle_days import set_settle_days
from courier.spreadsheets import read_sheets
from mobile_contract.events import Collect
from tests.custody.world import World
from tests.money.cash import DUE_VND, FARE_VND, FEE_VND, accounts, build_with_dues, cases, collect, enter
from tests.money.desk import fill_safe, reference_of, remit_to, send_file


async def day(connection: Connection, world: World) -> CashDay:
    (found,) = await cash_days(connection, world.post_office, world.dispatcher, clock.today())
    return found


async def test_the_states_money_and_the_posts_go_each_to_its_account_until_the_safe_is_empty(
    owner_connection: Connection,
) -> None:
    world, codes = await build_with_dues(owner_connection)
    await fill_safe(owner_connection, world, *codes)
    state = await remit_to(owner_connection, world, "agency")
    listed = await read_remittance(owner_connection, state, world.dispatcher)
    assert (listed.remittance.amount_vnd, {line.kind for line in listed.lines}) == (2 * FEE_VND, {"fee"})
    await remit_to(owner_connection, world, "post")
    found = await accounts(owner_connection)
    assert (f"safe:{world.post_office}" in found, found[f"on_way:{world.post_office}"]) == (False, 2 * DUE_VND)
    with pytest.raises(NotEnoughMoney):
        await remit_to(owner_connection, world, "post")
    assert await cases(owner_connection) == []


async def test_the_same_remittance_twice_is_one(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await fill_safe(owner_connection, world, codes[0])
    once = await remit_to(owner_connection, world, "agency")
    await remit_to(owner_connection, world, "agency", once)
    assert len(await read_remittances(owner_connection, world.post_office, world.dispatcher)) == 1


async def test_what_the_safe_does_not_hold_is_not_remitted(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(owner_connection, world.lan, collect(world.lan, codes[0]))
    with pytest.raises(NotEnoughMoney):
        await remit_to(owner_connection, world, "agency")


async def test_a_day_is_settled_when_the_bank_has_seen_what_was_taken(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await fill_safe(owner_connection, world, codes[0])
    assert (await day(owner_connection, world)).difference_vnd == DUE_VND
    for to, amount_vnd in (("agency", FEE_VND), ("post", FARE_VND)):
        sent = await remit_to(owner_connection, world, to)  # type: ignore[arg-type]
        text = f"NOP TIEN {await reference_of(owner_connection, sent)} BC100"
        assert (await send_file(owner_connection, world, (f"FT{to}", amount_vnd, text))).seen_remittances == 1
    settled = await day(owner_connection, world)
    assert (settled.receipts_vnd, settled.handed_in_vnd, settled.remitted_vnd, settled.credited_vnd) == (DUE_VND,) * 4
    assert settled.difference_vnd == 0
    found = await accounts(owner_connection)
    assert found[f"bank:{world.post_office}"] == DUE_VND
    assert not {f"on_way:{world.post_office}", f"credited:{world.post_office}"} & found.keys()


async def test_a_day_past_its_term_is_an_open_case(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    yesterday = int((clock.now() - timedelta(days=1)).timestamp() * 1000)
    await owner_connection.execute("ALTER TABLE device DISABLE TRIGGER USER")
    await owner_connection.execute("UPDATE device SET enrolled_at = enrolled_at - interval '3 days'")
    taken = world.lan.act(Collect, code=codes[0], amount_vnd=DUE_VND, mode="cash", happened_at_ms=yesterday)
    await enter(owner_connection, world.lan, taken)
    assert await cases(owner_connection) == []
    with pytest.raises(NotFound):
        await set_settle_days(owner_connection, world.post_office, 0, clock.today(), world.dispatcher)
    since = clock.today() - timedelta(days=2)
    await set_settle_days(owner_connection, world.post_office, 0, since, world.supervisor)
    assert await cases(owner_connection) == [("day_differs", 0, DUE_VND)]


async def test_another_amount_at_the_bank_is_a_case(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await fill_safe(owner_connection, world, codes[0])
    sent = await remit_to(owner_connection, world, "agency")
    text = await reference_of(owner_connection, sent)
    await send_file(owner_connection, world, ("FT1", FEE_VND - 1_000, text))
    assert await cases(owner_connection) == [("remittance_differs", FEE_VND - 1_000, FEE_VND)]
    await send_file(owner_connection, world, ("FT2", 1_000, text))
    assert await cases(owner_connection) == []


async def test_a_remittance_taken_back_is_in_the_safe_again_and_may_be_sent_anew(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await fill_safe(owner_connection, world, codes[0])
    before = await accounts(owner_connection)
    wrong = await remit_to(owner_connection, world, "agency")
    for _ in range(2):
        await reverse_remittance(owner_connection, wrong, world.supervisor, "ghi nhầm tài khoản")
    assert await accounts(owner_connection) == before
    right = await remit_to(owner_connection, world, "treasury")
    assert len((await read_remittance(owner_connection, right, world.dispatcher)).lines) == 1


async def test_a_collection_taken_back_after_its_remittance_is_a_case(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await fill_safe(owner_connection, world, codes[0])
    await remit_to(owner_connection, world, "agency")
    taken = await owner_connection.fetchval("SELECT event_id FROM collection")
    await reverse_collection(owner_connection, taken, world.supervisor, "ghi nhầm")
    assert await cases(owner_connection) == [
        ("counted_unexplained", DUE_VND, 0),
        ("remitted_unbooked", 0, FEE_VND),
    ]


async def test_the_list_is_a_table_with_its_sum(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await fill_safe(owner_connection, world, *codes)
    sent = await remit_to(owner_connection, world, "agency")
    (sheet,) = read_sheets(remittance_file(await read_remittance(owner_connection, sent, world.dispatcher)))
    assert sheet.rows[-1].cells[3:5] == ["Tổng cộng", 2 * FEE_VND]


async def test_foreign_remittances_are_not_there(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await fill_safe(owner_connection, world, codes[0])
    sent = await remit_to(owner_connection, world, "agency")
    with pytest.raises(NotFound):
        await read_remittance(owner_connection, sent, world.clerk)
    with pytest.raises(NotFound):
        await reverse_remittance(owner_connection, sent, world.dispatcher, "không phải của tôi")
    assert await read_remittances(owner_connection, world.post_office, world.clerk) == []


async def test_two_who_remit_at_once_send_each_booking_once(owner_connection: Connection, database: Pool) -> None:
    world, codes = await build_with_dues(owner_connection, items=3)
    await fill_safe(owner_connection, world, *codes)

    async def send() -> bool:
        try:
            await in_transaction(database, lambda connection: remit_to(connection, world, "agency"))
        except NotEnoughMoney:
            return False
        return True

    assert sorted(await asyncio.gather(send(), send())) == [False, True]
