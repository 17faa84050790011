"""Wrong rows about tills, refunds and dues written straight by SQL: each refused by name; what was written stays."""

from typing import Any
from uuid import UUID

import asyncpg
import pytest

from courier import clock
from courier.custody.append_batch import append_batch
from courier.database import Connection, sqlstate
from mobile_contract import events
from tests.custody.world import batch, event_id
from tests.money.cash import assert_refused
from tests.money.office_books import FLOAT_VND, OVER_VND, OfficeBooks, insert, office_books
from tests.money.test_attacks import post


@pytest.fixture
async def office(owner_connection: Connection) -> OfficeBooks:
    return await office_books(owner_connection)


# Tills.


async def a_float_nobody_signed(c: Connection, b: OfficeBooks) -> None:
    await post(c, "float", b.at("in_hand"), b.at("taken_out"), FLOAT_VND, settles=clock.new_id(), turn=1)


async def a_float_twice(c: Connection, b: OfficeBooks) -> None:
    await post(c, "float", b.at("in_hand"), b.at("taken_out"), FLOAT_VND, settles=b.opening, turn=1)


async def a_float_straight_from_the_safe(c: Connection, b: OfficeBooks) -> None:
    await post(c, "float", b.at("in_hand"), b.at("safe"), FLOAT_VND, settles=b.opening, turn=2)


async def a_float_into_a_carriers_hand(c: Connection, b: OfficeBooks) -> None:
    hand = f"in_hand:{b.world.lan.party_id}"
    await post(c, "float", hand, b.at("taken_out"), FLOAT_VND, settles=b.opening, turn=2)


async def a_till_closed_into_another_safe(c: Connection, b: OfficeBooks) -> None:
    act = b.world.post_device.act(events.CloseTill, amount_vnd=1)
    await keep(c, b, act)
    await insert(c, "hand_in", **handed(b, act, b.world.desk))


async def a_hand_in_of_a_kind_of_its_own(c: Connection, b: OfficeBooks) -> None:
    act = b.world.post_device.act(events.CloseTill, amount_vnd=1)
    await keep(c, b, act)
    await insert(c, "hand_in", **(handed(b, act, b.world.post_office) | {"act": "pocket"}))


async def keep(c: Connection, b: OfficeBooks, act: Any) -> None:
    await append_batch(c, b.world.post_device.device_id, batch(act))


def handed(b: OfficeBooks, act: Any, office: UUID) -> dict[str, Any]:
    return {
        "event_id": event_id(act),
        "act": "close_till",
        "holder_id": b.world.post_office,
        "office_id": office,
        "province_code": "01",
        "amount_vnd": 1,
        "happened_at": clock.now(),
    }


# Refunds.


async def more_given_back_than_recorded(c: Connection, b: OfficeBooks) -> None:
    await post(c, "refund", f"suspense:{b.codes[0]}", b.at("taken_out"), 1_000, settles=b.refunded, turn=1)


async def given_back_twice(c: Connection, b: OfficeBooks) -> None:
    vnd = OVER_VND - 1_000
    await post(c, "refund", f"suspense:{b.codes[0]}", b.at("taken_out"), vnd, settles=b.refunded, turn=1)


async def given_back_what_is_booked(c: Connection, b: OfficeBooks) -> None:
    refund_id = clock.new_id()
    await insert(
        c,
        "refund",
        refund_id=refund_id,
        office_id=b.world.post_office,
        code=b.codes[0],
        mode="cash",
        amount_vnd=1_001,
        slip_number="x",
        refunded_by=b.world.supervisor,
    )
    await post(c, "refund", f"suspense:{b.codes[0]}", b.at("taken_out"), 1_001, settles=refund_id, turn=1)


# Dues.


async def a_fee_booked_as_a_charge(c: Connection, b: OfficeBooks) -> None:
    await book_again(c, b, b.at("charge"))


async def a_fee_booked_to_the_closed_account(c: Connection, b: OfficeBooks) -> None:
    await book_again(c, b, b.at("state"))


async def book_again(c: Connection, b: OfficeBooks, account: str) -> None:
    await c.execute(
        "INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, settles, turn, reverses, reason, "
        "province_code) SELECT uuidv7(), kind, credit, debit, amount_vnd, settles, turn, posting_id, 'tấn công', '01' "
        "FROM posting WHERE posting_id = $1",
        b.bookings["fee"],
    )
    await c.execute(
        "INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, settles, turn, job_id, item_id, "
        "province_code) SELECT uuidv7(), kind, debit, $2, amount_vnd, settles, 2, job_id, item_id, '01' FROM posting "
        "WHERE posting_id = $1",
        b.bookings["fee"],
        account,
    )


ATTACKS = [
    (a_float_nobody_signed, "floated_as_signed"),
    (a_float_twice, "in_force_once"),
    (a_float_straight_from_the_safe, "accounts_fit_kind"),
    (a_float_into_a_carriers_hand, "same_owner"),
    (a_till_closed_into_another_safe, "till_closes_at_home"),
    (a_hand_in_of_a_kind_of_its_own, "act_of_handing_in"),
    (more_given_back_than_recorded, "in_force_once"),
    (given_back_twice, "in_force_once"),
    (given_back_what_is_booked, "never_overdrawn"),
    (a_fee_booked_as_a_charge, "booked_exactly"),
    (a_fee_booked_to_the_closed_account, "state_account_is_closed"),
]


@pytest.mark.parametrize(("attack", "constraint"), ATTACKS, ids=[attack.__name__ for attack, _ in ATTACKS])
async def test_the_owner_of_the_tables_is_refused(
    owner_connection: Connection, office: OfficeBooks, attack: Any, constraint: str
) -> None:
    await assert_refused(owner_connection, office, attack, constraint)


async def test_what_was_written_stays_even_for_the_owner(owner_connection: Connection, office: OfficeBooks) -> None:
    tables = {
        "till_opening": "float_vnd",
        "receipt_block": "last_number",
        "receipt_return": "last_number",
        "money_setting": "value",
        "remittance": "amount_vnd",
        "remittance_reversal": "reason",
        "remittance_line": "amount_vnd",
        "remittance_line_freed": "turn",
        "bank_file": "file_name",
        "bank_line": "amount_vnd",
        "bank_line_name": "name",
        "bank_line_use": "told_by",
        "refund": "amount_vnd",
        "receipt_book": "last_number",
        "official_receipt": "amount_vnd",
        "official_receipt_void": "reason",
    }
    for table, column in tables.items():
        assert await owner_connection.fetchval(f"SELECT count(*) FROM {table}") > 0, table
        for attack in (f"UPDATE {table} SET {column} = NULL", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with pytest.raises(asyncpg.PostgresError) as refused:
                await owner_connection.execute(attack)
            assert sqlstate(refused.value) == "55000", attack


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE remittance SET amount_vnd = 1",
        "DELETE FROM remittance_line",
        "UPDATE bank_line SET amount_vnd = 1",
        "DELETE FROM official_receipt",
        "UPDATE receipt_block SET last_number = 10",
        "TRUNCATE refund",
        "UPDATE hand_in SET act = 'hand_in'",
        "ALTER TABLE official_receipt DROP CONSTRAINT no_gap",
        "DROP TRIGGER remittance_adds_up ON remittance",
    ],
)
async def test_the_service_may_not_even_ask(office: OfficeBooks, service_connection: Connection, attack: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await service_connection.execute(attack)
