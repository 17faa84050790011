"""Wrong rows about receipt books and slips written straight by SQL: each refused by name."""

from typing import Any

import pytest

from courier import clock
from courier.database import Connection
from tests.money.cash import (
    FARE_VND,
    FEE_VND,
    assert_refused,
)
from tests.money.office_books import OfficeBooks, insert, office_books


@pytest.fixture
async def office(owner_connection: Connection) -> OfficeBooks:
    return await office_books(owner_connection)


def numbered(b: OfficeBooks, number: int, **more: Any) -> dict[str, Any]:
    return {
        "book_id": b.book,
        "number": number,
        "office_id": b.world.post_office,
        "kind": "bien_lai",
        "first_number": 1,
        "last_number": 9,
        "posting_id": b.certified,
        "turn": 3,
        "account": b.at("fee"),
        "amount_vnd": FEE_VND,
        "attached_by": b.world.supervisor,
    } | more


async def a_gap_in_a_book(c: Connection, b: OfficeBooks) -> None:
    other = await c.fetchval("SELECT posting_id FROM uncertified WHERE kind = 'bien_lai'")
    await insert(c, "official_receipt", **numbered(b, 4, posting_id=other, turn=1))


async def a_number_behind_the_book(c: Connection, b: OfficeBooks) -> None:
    await insert(c, "official_receipt", **numbered(b, 10))


async def a_book_made_longer(c: Connection, b: OfficeBooks) -> None:
    await insert(c, "official_receipt", **numbered(b, 3, last_number=99))


async def a_number_given_twice(c: Connection, b: OfficeBooks) -> None:
    await insert(c, "official_receipt", **numbered(b, 2))


async def certified_twice(c: Connection, b: OfficeBooks) -> None:
    await insert(c, "official_receipt", **numbered(b, 3, turn=2))


async def certified_again_without_a_void(c: Connection, b: OfficeBooks) -> None:
    await insert(c, "official_receipt", **numbered(b, 3))


async def a_fare_on_the_states_receipt(c: Connection, b: OfficeBooks) -> None:
    more = {"posting_id": b.free, "account": b.at("fare"), "amount_vnd": FARE_VND, "turn": 1}
    await insert(c, "official_receipt", **numbered(b, 3, **more))


async def a_receipt_over_another_amount(c: Connection, b: OfficeBooks) -> None:
    await insert(c, "official_receipt", **numbered(b, 3, amount_vnd=FEE_VND + 1, turn=1, posting_id=b.free))


async def a_block_inside_anothers(c: Connection, b: OfficeBooks) -> None:
    office = b.world.post_office
    await c.execute("INSERT INTO receipt_block VALUES ($1, $2, 50, 60)", b.world.minh.device_id, office)


async def a_book_inside_another(c: Connection, b: OfficeBooks) -> None:
    who = b.world.supervisor
    row = {"book_id": clock.new_id(), "office_id": b.world.post_office, "kind": "bien_lai", "opened_by": who}
    await insert(c, "receipt_book", template="01BLP", series="HN-26P", first_number=9, last_number=20, **row)


ATTACKS = [
    (a_gap_in_a_book, "no_gap"),
    (a_number_behind_the_book, "within_its_book"),
    (a_book_made_longer, "in_its_book"),
    (a_number_given_twice, "official_receipt_pkey"),
    (certified_twice, "certified_once"),
    (certified_again_without_a_void, "certified_again_only_after_void"),
    (a_fare_on_the_states_receipt, "of_its_kind"),
    (a_receipt_over_another_amount, "certifies_a_booking"),
    (a_block_inside_anothers, "blocks_apart"),
    (a_book_inside_another, "books_apart"),
]


@pytest.mark.parametrize(("attack", "constraint"), ATTACKS, ids=[attack.__name__ for attack, _ in ATTACKS])
async def test_the_owner_of_the_tables_is_refused(
    owner_connection: Connection, office: OfficeBooks, attack: Any, constraint: str
) -> None:
    await assert_refused(owner_connection, office, attack, constraint)
