"""Wrong rows about tills, remittances, banks, refunds and receipts written straight by SQL: each refused by name."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from courier import clock
from courier.custody.append_batch import append_batch
from courier.database import Connection, sqlstate, violated_constraint
from courier.money.receipts.books import attach_numbers, open_book, void_number
from courier.money.receipts.carry import carry
from courier.money.refunds.refund import refund
from courier.money.remittances.reverse_remittance import reverse_remittance
from courier.money.set_settle_days import set_settle_days
from mobile_contract import events
from tests.custody.world import World, batch, event_id
from tests.money.cash import (
    DUE_VND,
    FARE_VND,
    FEE_VND,
    accounts,
    build_with_dues,
    close_till,
    collect,
    count_in,
    enter,
    hand_in,
    open_till,
)
from tests.money.desk import reference_of, remit_to, send_file
from tests.money.test_attacks import post

FLOAT_VND = 100_000
OVER_VND = 9_000


@dataclass
class OfficeBooks:
    """Honest books of an office that has done everything once."""

    world: World
    codes: list[str]
    opening: UUID
    remittance: UUID
    """Of the fees; the bank has seen it."""
    reversed: UUID
    line: UUID
    """Of the bank, for the remittance."""
    claim_line: UUID
    stray_line: UUID
    claim: UUID
    """Seen by the bank."""
    open_claim: UUID
    refunded: UUID
    book: UUID
    bookings: dict[str, UUID]
    """Of the first item's dues, by account kind."""
    free: UUID
    """The booking of a fare that nothing was made of yet."""
    certified: UUID
    """The booking of a fee that bears number 2, number 1 being void."""

    def at(self, kind: str) -> str:
        return f"{kind}:{self.world.post_office}"


@pytest.fixture
async def office(owner_connection: Connection) -> OfficeBooks:
    c = owner_connection
    world, codes = await build_with_dues(c, items=4)
    lan, counter = world.lan, world.post_device
    await enter(c, counter, opening := open_till(counter, FLOAT_VND), closing := close_till(counter, FLOAT_VND))
    await enter(c, counter, count_in(counter, closing, FLOAT_VND))
    await enter(c, lan, collect(lan, codes[0], DUE_VND + OVER_VND), collect(lan, codes[1]))
    await enter(c, lan, given := hand_in(lan, world.post_office, 2 * DUE_VND + OVER_VND))
    await enter(c, counter, count_in(counter, given, 2 * DUE_VND + OVER_VND))
    claim, open_claim = (collect(lan, code, mode="claimed_transfer") for code in codes[2:])
    await enter(c, lan, claim, open_claim, lan.act(events.ReturnReceipts, first_number=5, last_number=9))
    await carry(c, device_id=lan.device_id, party_id=lan.party_id, office_id=world.post_office)
    wrong = await remit_to(c, world, "treasury")
    await reverse_remittance(c, wrong, world.supervisor, "nhầm")
    sent = await remit_to(c, world, "agency")
    rows = [("R", 2 * FEE_VND, await reference_of(c, sent)), ("C", DUE_VND, codes[2]), ("S", DUE_VND, "lạ")]
    await send_file(c, world, *rows)
    lines = {row["reference"]: row["line_id"] for row in await c.fetch("SELECT reference, line_id FROM bank_line")}
    refunded = clock.new_id()
    await refund(
        c,
        refund_id=refunded,
        office_id=world.post_office,
        code=codes[0],
        mode="cash",
        amount_vnd=OVER_VND - 1_000,
        slip_number="PC 1",
        asked_by=world.supervisor,
    )
    book = clock.new_id()
    await open_book(
        c,
        book_id=book,
        office_id=world.post_office,
        kind="bien_lai",
        template="01BLP",
        series="HN-26P",
        first_number=1,
        last_number=9,
        asked_by=world.supervisor,
    )
    await attach_numbers(c, book, world.supervisor, 1)
    await void_number(c, book, 1, world.supervisor, "hỏng")
    await attach_numbers(c, book, world.supervisor, 1)
    await set_settle_days(c, world.post_office, 5, clock.today(), world.supervisor)
    query = "SELECT credit, posting_id FROM posting_in_force WHERE kind = 'book' AND code = $1"
    of_item = {code: await c.fetch(query, code) for code in codes[:2]}
    bookings = {row["credit"].split(":")[0]: row["posting_id"] for row in of_item[codes[0]]}
    free = next(row["posting_id"] for row in of_item[codes[1]] if row["credit"].startswith("fare"))
    return OfficeBooks(
        world,
        codes,
        event_id(opening),
        sent,
        wrong,
        lines["R"],
        lines["C"],
        lines["S"],
        event_id(claim),
        event_id(open_claim),
        refunded,
        book,
        bookings,
        free,
        await c.fetchval("SELECT posting_id FROM official_receipt WHERE number = 2"),
    )


async def insert(connection: Connection, table: str, **row: Any) -> None:
    places = ", ".join(f"${number}" for number, _ in enumerate(row, 1))
    await connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", *row.values())


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


# Remittances.


async def a_remittance_without_a_list(c: Connection, b: OfficeBooks) -> None:
    await post(c, "remit", b.at("on_way"), b.at("taken_out"), FARE_VND, settles=clock.new_id(), turn=1)


async def more_on_its_way_than_was_listed(c: Connection, b: OfficeBooks) -> None:
    await post(c, "remit", b.at("on_way"), b.at("taken_out"), 3 * FEE_VND, settles=b.reversed, turn=2)


async def more_drawn_than_the_safe_holds(c: Connection, b: OfficeBooks) -> None:
    await post(c, "draw", b.at("taken_out"), b.at("safe"), 10_000_000)


async def remitted_from_another_safe(c: Connection, b: OfficeBooks) -> None:
    await post(c, "draw", b.at("taken_out"), f"safe:{b.world.desk}", 1)


def remittance(b: OfficeBooks, amount_vnd: int = FARE_VND, **more: Any) -> dict[str, Any]:
    return {
        "remittance_id": clock.new_id(),
        "office_id": b.world.post_office,
        "reference": "NT0000000000",
        "destination": "post",
        "account_note": "x",
        "amount_vnd": amount_vnd,
        "carried_by": b.world.supervisor,
        "signed_by": b.world.supervisor,
    } | more


def line(b: OfficeBooks, head: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "remittance_id": head["remittance_id"],
        "office_id": head["office_id"],
        "destination": head["destination"],
        "posting_id": b.free,
        "turn": 1,
        "account": b.at("fare"),
        "amount_vnd": FARE_VND,
    } | more


async def a_list_that_does_not_add_up(c: Connection, b: OfficeBooks) -> None:
    head = remittance(b, FARE_VND + 1)
    await insert(c, "remittance", **head)
    await insert(c, "remittance_line", **line(b, head))
    await c.execute("SET CONSTRAINTS ALL IMMEDIATE")


async def a_line_slipped_in_later(c: Connection, b: OfficeBooks) -> None:
    head = {"remittance_id": b.remittance, "office_id": b.world.post_office, "destination": "agency"}
    free = await c.fetchval(
        "INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, settles, turn, reverses, reason, "
        "province_code) SELECT uuidv7(), kind, credit, debit, amount_vnd, settles, turn, posting_id, 'tấn công', '01' "
        "FROM posting WHERE posting_id = $1 RETURNING settles",
        b.bookings["fee"],
    )
    again = clock.new_id()
    await c.execute(
        "INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, settles, turn, job_id, item_id, "
        "province_code) SELECT $2, kind, debit, credit, amount_vnd, settles, 2, job_id, item_id, '01' FROM posting "
        "WHERE settles = $1 AND reverses IS NULL",
        free,
        again,
    )
    more = {"posting_id": again, "account": b.at("fee"), "amount_vnd": FEE_VND}
    await insert(c, "remittance_line", **(line(b, head) | more))
    await c.execute("SET CONSTRAINTS ALL IMMEDIATE")


async def a_booking_remitted_twice(c: Connection, b: OfficeBooks) -> None:
    head = remittance(b, FEE_VND, destination="agency")
    await insert(c, "remittance", **head)
    more = {"posting_id": b.bookings["fee"], "account": b.at("fee"), "amount_vnd": FEE_VND, "turn": 2}
    await insert(c, "remittance_line", **line(b, head, **more))


async def a_booking_remitted_again_without_a_reversal(c: Connection, b: OfficeBooks) -> None:
    head = remittance(b, FEE_VND, destination="agency")
    await insert(c, "remittance", **head)
    more = {"posting_id": b.bookings["fee"], "account": b.at("fee"), "amount_vnd": FEE_VND, "turn": 3}
    await insert(c, "remittance_line", **line(b, head, **more))


async def a_fare_sent_to_the_treasury(c: Connection, b: OfficeBooks) -> None:
    head = remittance(b, destination="treasury")
    await insert(c, "remittance", **head)
    await insert(c, "remittance_line", **line(b, head))


async def part_of_a_booking_remitted(c: Connection, b: OfficeBooks) -> None:
    head = remittance(b, 1)
    await insert(c, "remittance", **head)
    await insert(c, "remittance_line", **line(b, head, amount_vnd=1))


# The bank.


async def a_credit_no_bank_saw(c: Connection, b: OfficeBooks) -> None:
    await post(c, "credit", b.at("bank"), b.at("credited"), FEE_VND, settles=clock.new_id(), turn=1)


async def a_stray_line_credited_to_remittances(c: Connection, b: OfficeBooks) -> None:
    await post(c, "credit", b.at("bank"), b.at("credited"), DUE_VND, settles=b.stray_line, turn=1)


async def more_arrived_than_was_on_its_way(c: Connection, b: OfficeBooks) -> None:
    await post(c, "arrive", b.at("credited"), b.at("on_way"), 1)


def use(b: OfficeBooks, line_id: UUID, **more: Any) -> dict[str, Any]:
    return {"line_id": line_id, "office_id": b.world.post_office, "amount_vnd": DUE_VND} | more


async def a_line_used_twice(c: Connection, b: OfficeBooks) -> None:
    await insert(c, "bank_line_use", **use(b, b.claim_line, claim_id=b.open_claim))


async def a_claim_seen_twice(c: Connection, b: OfficeBooks) -> None:
    await insert(c, "bank_line_use", **use(b, b.stray_line, claim_id=b.claim))


async def a_line_of_two_things(c: Connection, b: OfficeBooks) -> None:
    await insert(c, "bank_line_use", **use(b, b.stray_line, claim_id=b.open_claim, remittance_id=b.remittance))


async def a_claim_proved_by_another_amount(c: Connection, b: OfficeBooks) -> None:
    await c.execute("INSERT INTO bank_file VALUES ($1, $2, sha256('x'), 'x', $3)", *file(b))
    stray = clock.new_id()
    await c.execute(
        "INSERT INTO bank_line VALUES ($1, $2, $3, 1, '2026-11-22', 7, 'X7', '')", stray, b.line, b.world.post_office
    )
    await insert(c, "bank_line_use", **use(b, stray, amount_vnd=7, claim_id=b.open_claim))


async def a_line_made_larger(c: Connection, b: OfficeBooks) -> None:
    await insert(c, "bank_line_use", **use(b, b.stray_line, amount_vnd=DUE_VND + 1, remittance_id=b.remittance))


def file(b: OfficeBooks) -> tuple[UUID, UUID, UUID]:
    return b.line, b.world.post_office, b.world.supervisor


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


# Receipts.


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
    (a_remittance_without_a_list, "remitted_as_listed"),
    (more_on_its_way_than_was_listed, "remitted_as_listed"),
    (more_drawn_than_the_safe_holds, "never_overdrawn"),
    (remitted_from_another_safe, "same_owner"),
    (a_list_that_does_not_add_up, "remittance_adds_up"),
    (a_line_slipped_in_later, "remittance_adds_up"),
    (a_booking_remitted_twice, "remitted_once"),
    (a_booking_remitted_again_without_a_reversal, "remitted_again_only_after_reversal"),
    (a_fare_sent_to_the_treasury, "remits_its_own"),
    (part_of_a_booking_remitted, "remits_a_booking"),
    (a_credit_no_bank_saw, "credited_as_seen"),
    (a_stray_line_credited_to_remittances, "credited_for_a_remittance"),
    (more_arrived_than_was_on_its_way, "never_overdrawn"),
    (a_line_used_twice, "bank_line_use_pkey"),
    (a_claim_seen_twice, "bank_line_use_claim_id_key"),
    (a_line_of_two_things, "one_use"),
    (a_claim_proved_by_another_amount, "exactly_as_claimed"),
    (a_line_made_larger, "use_of_its_line"),
    (more_given_back_than_recorded, "in_force_once"),
    (given_back_twice, "in_force_once"),
    (given_back_what_is_booked, "never_overdrawn"),
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
    (a_fee_booked_as_a_charge, "booked_exactly"),
    (a_fee_booked_to_the_closed_account, "state_account_is_closed"),
]


@pytest.mark.parametrize(("attack", "constraint"), ATTACKS, ids=[attack.__name__ for attack, _ in ATTACKS])
async def test_the_owner_of_the_tables_is_refused(
    owner_connection: Connection, office: OfficeBooks, attack: Any, constraint: str
) -> None:
    before = await accounts(owner_connection)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
        async with owner_connection.transaction():
            await attack(owner_connection, office)
    assert violated_constraint(refused.value) == constraint
    assert await accounts(owner_connection) == before


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
