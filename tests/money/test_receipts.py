"""Numbers of receipt slips are each device's own; official numbers have no gap; copies can be printed."""

import asyncio
from functools import partial
from uuid import UUID

import pytest

from courier import clock
from courier.database import Connection, Pool, in_transaction
from courier.errors import NotFound
from courier.money.receipts.books import attach_numbers, open_book, read_books, read_numbers, void_number
from courier.money.receipts.carry import BLOCK, carry
from courier.money.receipts.copy_pdf import copy_pdf, read_copy
from courier.money.receipts.model import BookKind, Carried
from courier.money.refusals import NumbersTaken, ReceiptBookFull
from courier.money.set_cash_limit import set_cash_limit
from mobile_contract.events import Collect, ReturnReceipts
from mobile_contract.sync import SignedBody
from tests.custody.world import SigningDevice, World, event_id
from tests.money.cash import DUE_VND, build_with_dues, cases, collect, correct, enter


async def carried(connection: Connection, world: World, device: SigningDevice) -> Carried:
    return await carry(connection, device_id=device.device_id, party_id=device.party_id, office_id=world.post_office)


def slip(device: SigningDevice, code: str, number: int) -> SignedBody:
    return device.act(Collect, code=code, amount_vnd=DUE_VND, mode="cash", receipt_number=number)


async def test_each_device_has_its_own_block_and_gets_a_new_one_when_few_are_left(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    assert (await carried(owner_connection, world, world.lan)).blocks == [(1, BLOCK)]
    assert (await carried(owner_connection, world, world.minh)).blocks == [(BLOCK + 1, 2 * BLOCK)]
    assert (await carried(owner_connection, world, world.lan)).blocks == [(1, BLOCK)]
    await enter(owner_connection, world.lan, slip(world.lan, codes[0], 30))
    assert (await carried(owner_connection, world, world.lan)).blocks == [(31, BLOCK), (2 * BLOCK + 1, 3 * BLOCK)]
    assert await cases(owner_connection) == []


async def test_devices_that_sync_at_once_never_share_a_number(owner_connection: Connection, database: Pool) -> None:
    world, _ = await build_with_dues(owner_connection)
    devices = [world.lan, world.minh, world.post_device]
    blocks = await asyncio.gather(
        *(in_transaction(database, partial(carried, world=world, device=device)) for device in devices * 2)
    )
    assert {block.blocks[0] for block in blocks} == {(1, 50), (51, 100), (101, 150)}


async def test_a_number_outside_the_block_or_used_twice_is_kept_with_a_case(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection, items=3)
    await carried(owner_connection, world, world.lan)
    await enter(owner_connection, world.lan, slip(world.lan, codes[0], 1), slip(world.lan, codes[1], 1))
    await enter(owner_connection, world.minh, slip(world.minh, codes[2], 900))
    assert [kind for kind, *_ in await cases(owner_connection)] == ["receipt_outside", "receipt_twice"]
    assert (await owner_connection.fetchval("SELECT sum(amount_vnd) FROM collection")) == 3 * DUE_VND


async def test_numbers_returned_are_not_carried_on_and_their_use_is_a_case(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await carried(owner_connection, world, world.lan)
    returned = world.lan.act(ReturnReceipts, first_number=2, last_number=50)
    await enter(owner_connection, world.lan, slip(world.lan, codes[0], 1), returned)
    assert (await carried(owner_connection, world, world.lan)).blocks == [(51, 100)]
    await enter(owner_connection, world.lan, slip(world.lan, codes[1], 7))
    assert [kind for kind, *_ in await cases(owner_connection)] == ["receipt_returned"]
    await enter(owner_connection, world.lan, correct(world.lan, returned))
    assert await cases(owner_connection) == []


async def test_the_cash_limit_closes_new_work_only(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await set_cash_limit(owner_connection, world.post_office, world.lan.party_id, DUE_VND, world.supervisor)
    assert (await carried(owner_connection, world, world.lan)).takes_new_cash
    await enter(owner_connection, world.lan, collect(world.lan, codes[0]))
    assert not (await carried(owner_connection, world, world.lan)).takes_new_cash
    await enter(owner_connection, world.lan, collect(world.lan, codes[1]))
    assert await cases(owner_connection) == []


async def opened(connection: Connection, world: World, kind: BookKind, first: int, last: int) -> UUID:
    book_id = clock.new_id()
    for _ in range(2):
        await open_book(
            connection,
            book_id=book_id,
            office_id=world.post_office,
            kind=kind,
            template="01BLP3-001",
            series="HN-26P",
            first_number=first,
            last_number=last,
            asked_by=world.supervisor,
        )
    return book_id


async def test_official_numbers_follow_each_other_and_a_void_keeps_its_place(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection, items=3)
    await enter(owner_connection, world.lan, *[collect(world.lan, code) for code in codes])
    book = await opened(owner_connection, world, "bien_lai", 101, 105)
    assert await attach_numbers(owner_connection, book, world.supervisor, 2) == 2
    for _ in range(2):
        await void_number(owner_connection, book, 101, world.supervisor, "viết hỏng")
    assert await attach_numbers(owner_connection, book, world.supervisor) == 2
    assert await attach_numbers(owner_connection, book, world.supervisor) == 0
    numbers = await read_numbers(owner_connection, book, world.dispatcher, 1)
    assert [(number.number, number.voided_at is None, number.kind) for number in numbers] == [
        (101, False, "fee"),
        (102, True, "fee"),
        (103, True, "fee"),
        (104, True, "fee"),
    ]
    assert len({number.posting_id for number in numbers if number.voided_at is None}) == 3


async def test_a_full_book_gives_out_nothing(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(owner_connection, world.lan, *[collect(world.lan, code) for code in codes])
    book = await opened(owner_connection, world, "hoa_don", 1, 1)
    assert await attach_numbers(owner_connection, book, world.supervisor) == 1
    with pytest.raises(ReceiptBookFull):
        await attach_numbers(owner_connection, book, world.supervisor)
    (shown,) = await read_books(owner_connection, world.post_office, world.dispatcher)
    assert (shown.next_number, shown.waiting) == (None, 1)


async def test_no_two_books_hold_one_number(owner_connection: Connection) -> None:
    world, _ = await build_with_dues(owner_connection)
    await opened(owner_connection, world, "bien_lai", 1, 50)
    with pytest.raises(NumbersTaken):
        await opened(owner_connection, world, "bien_lai", 50, 99)


async def test_many_who_attach_at_once_leave_no_gap(owner_connection: Connection, database: Pool) -> None:
    world, codes = await build_with_dues(owner_connection, items=5)
    await enter(owner_connection, world.lan, *[collect(world.lan, code) for code in codes])
    book = await opened(owner_connection, world, "bien_lai", 1, 50)
    given = await asyncio.gather(
        *(in_transaction(database, lambda c: attach_numbers(c, book, world.supervisor, 1)) for _ in range(8))
    )
    assert sum(given) == 5
    numbers = await read_numbers(owner_connection, book, world.dispatcher, 1)
    assert [number.number for number in numbers] == [1, 2, 3, 4, 5]


async def test_a_number_whose_booking_was_taken_back_is_a_case_until_it_is_void(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(owner_connection, world.lan, taken := collect(world.lan, codes[0]))
    book = await opened(owner_connection, world, "bien_lai", 1, 50)
    await attach_numbers(owner_connection, book, world.supervisor)
    await enter(owner_connection, world.lan, correct(world.lan, taken))
    assert [kind for kind, *_ in await cases(owner_connection)] == ["receipt_unbooked"]
    await void_number(owner_connection, book, 1, world.supervisor, "thu nhầm")
    assert await cases(owner_connection) == []


async def test_a_copy_names_what_was_taken_and_what_it_paid(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await carried(owner_connection, world, world.lan)
    await enter(owner_connection, world.lan, taken := slip(world.lan, codes[0], 1))
    book = await opened(owner_connection, world, "bien_lai", 12, 50)
    await attach_numbers(owner_connection, book, world.supervisor)
    receipt, paid = await read_copy(owner_connection, event_id(taken), world.dispatcher)
    assert (receipt.number, receipt.amount_vnd, receipt.is_reversed) == (1, DUE_VND, False)
    assert [(amount.kind, amount.official_number) for amount in paid] == [("fee", "HN-26P/12"), ("fare", None)]
    assert copy_pdf(receipt, paid).startswith(b"%PDF")
    with pytest.raises(NotFound):
        await read_copy(owner_connection, event_id(taken), world.clerk)
