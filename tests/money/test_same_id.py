"""An id of the sender's own making: the same content again is one, other content is refused and changes nothing."""

from functools import partial
from uuid import UUID

import pytest

from courier import clock
from courier.database import Connection
from courier.errors import IdInUse, NotFound
from courier.money.bank_files.match_lines import tell_line
from courier.money.bank_files.statements import OPEN_LINES
from courier.money.close_case import close_case
from courier.money.receipts.books import open_book, read_books
from courier.money.refunds.refund import refund
from courier.money.remittances.read_remittances import read_remittance, read_remittances
from courier.money.remittances.remit import remit
from courier.money.reverse_collection import reverse_collection
from courier.money.statements import OPEN_CASES
from tests.custody.world import event_id
from tests.money.cash import DUE_VND, build_with_dues, cases, collect, enter
from tests.money.desk import fill_safe, send_file


async def test_a_remittance_is_the_same_or_another_and_then_refused(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await fill_safe(owner_connection, world, *codes)
    said = {
        "remittance_id": clock.new_id(),
        "office_id": world.post_office,
        "destination": "agency",
        "account_note": "UBND xã, 3511",
        "carried_by": world.lan.person_id,
        "slip_number": "GNT 01",
    }
    send = partial(remit, owner_connection, asked_by=world.supervisor)
    for _ in range(2):
        await send(**said)
    others = {"destination": "post", "account_note": "khác", "carried_by": world.minh.person_id, "slip_number": None}
    for field, other in others.items():
        with pytest.raises(IdInUse):
            await send(**(said | {field: other}))
    (kept,) = await read_remittances(owner_connection, world.post_office, world.supervisor)
    listed = await read_remittance(owner_connection, kept.remittance_id, world.supervisor)
    assert (listed.remittance.destination, listed.remittance.slip_number) == ("agency", "GNT 01")


async def test_a_refund_is_the_same_or_another_and_then_refused(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await fill_safe(owner_connection, world, codes[1])
    await enter(owner_connection, world.lan, collect(world.lan, codes[0], DUE_VND + 20_000))
    said = {
        "refund_id": clock.new_id(),
        "office_id": world.post_office,
        "code": codes[0],
        "mode": "cash",
        "amount_vnd": 20_000,
        "slip_number": "PC 7",
    }
    send = partial(refund, owner_connection, asked_by=world.supervisor)
    for _ in range(2):
        await send(**said)
    for field, other in {"code": codes[1], "mode": "transfer", "amount_vnd": 1, "slip_number": "PC 8"}.items():
        with pytest.raises(IdInUse):
            await send(**(said | {field: other}))
    assert await owner_connection.fetchval("SELECT sum(amount_vnd) FROM refund") == 20_000


async def test_a_book_is_the_same_or_another_and_then_refused(owner_connection: Connection) -> None:
    world, _ = await build_with_dues(owner_connection)
    said = {
        "book_id": clock.new_id(),
        "office_id": world.post_office,
        "kind": "bien_lai",
        "template": "01BLP3-001",
        "series": "HN-26P",
        "first_number": 1,
        "last_number": 50,
    }
    send = partial(open_book, owner_connection, asked_by=world.supervisor)
    for _ in range(2):
        await send(**said)
    others = {"kind": "hoa_don", "template": "khác", "series": "HN-27P", "first_number": 2, "last_number": 49}
    for field, other in others.items():
        with pytest.raises(IdInUse):
            await send(**(said | {field: other}))
    (book,) = await read_books(owner_connection, world.post_office, world.supervisor)
    assert (book.kind, book.first_number, book.last_number) == ("bien_lai", 1, 50)


async def test_an_answer_lost_on_the_way_may_be_asked_for_again(owner_connection: Connection) -> None:
    """Of commands without an id of their own: the same words by the same person are done already."""
    world, codes = await build_with_dues(owner_connection)
    await enter(owner_connection, world.lan, short := collect(world.lan, codes[0], 1_000))
    (case,) = await OPEN_CASES.all(owner_connection, world.post_office, world.supervisor)
    for _ in range(2):
        await close_case(owner_connection, case.case_key, case.kind, world.supervisor, "khách nộp nốt sau")
    with pytest.raises(NotFound):
        await close_case(owner_connection, case.case_key, case.kind, world.supervisor, "lý do khác")
    for _ in range(2):
        await reverse_collection(owner_connection, event_id(short), world.supervisor, "ghi nhầm")
    with pytest.raises(NotFound):
        await reverse_collection(owner_connection, event_id(short), world.supervisor, "lý do khác")
    assert await owner_connection.fetchval("SELECT count(*) FROM posting WHERE reverses IS NOT NULL") == 1


async def test_a_line_told_twice_is_told_once(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    claimed = [collect(world.lan, code, mode="claimed_transfer") for code in codes]
    await enter(owner_connection, world.lan, *claimed)
    await send_file(owner_connection, world, ("FT1", DUE_VND, "khong ghi ma"))
    (line,) = await OPEN_LINES.all(owner_connection, [world.post_office], world.supervisor)

    async def tell(claim_id: UUID) -> None:
        await tell_line(owner_connection, line.line_id, world.supervisor, claim_id=claim_id, remittance_id=None)

    for _ in range(2):
        await tell(event_id(claimed[0]))
    with pytest.raises(NotFound):
        await tell(event_id(claimed[1]))
    assert await owner_connection.fetchval("SELECT count(*) FROM bank_line_use") == 1
    assert await cases(owner_connection) == []
