"""Wrong rows about remittances and the bank's files written straight by SQL: each refused by name."""

from typing import Any
from uuid import UUID

import pytest

from courier import clock
from courier.database import Connection
from tests.money.cash import (
    DUE_VND,
    FARE_VND,
    FEE_VND,
    assert_refused,
)
from tests.money.office_books import OfficeBooks, insert, office_books
from tests.money.test_attacks import post


@pytest.fixture
async def office(owner_connection: Connection) -> OfficeBooks:
    return await office_books(owner_connection)


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


ATTACKS = [
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
]


@pytest.mark.parametrize(("attack", "constraint"), ATTACKS, ids=[attack.__name__ for attack, _ in ATTACKS])
async def test_the_owner_of_the_tables_is_refused(
    owner_connection: Connection, office: OfficeBooks, attack: Any, constraint: str
) -> None:
    await assert_refused(owner_connection, office, attack, constraint)
