"""Wrong rows written straight into the books by SQL, as no act would: PostgreSQL itself refuses each, by name."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from courier import clock
from courier.database import Connection, sqlstate
from courier.money.reverse_collection import reverse_collection
from mobile_contract import events
from tests.custody.world import World, event_id
from tests.money.cash import (
    DUE_VND,
    FARE_VND,
    FEE_VND,
    assert_refused,
    build_with_dues,
    collect,
    count_in,
    enter,
    hand_in,
)


@dataclass
class Books:
    """Honest books: Lan took twice, handed in and was counted once, one is reversed; Minh was told of a transfer."""

    world: World
    codes: list[str]
    booked: UUID
    reversed: UUID
    claimed: UUID
    given: UUID
    uncounted: UUID
    counted: UUID
    dues: dict[tuple[str, str], UUID]
    """By item code and kind."""

    def in_hand(self, who: str = "lan") -> str:
        return f"in_hand:{getattr(self.world, who).party_id}"

    def counted_from(self, who: str = "lan") -> str:
        return f"counted:{getattr(self.world, who).party_id}"

    def at_office(self, kind: str) -> str:
        return f"{kind}:{self.world.post_office}"


@pytest.fixture
async def books(owner_connection: Connection) -> Books:
    world, codes = await build_with_dues(owner_connection, items=3)
    lan, minh, counter = world.lan, world.minh, world.post_device
    booked, mistaken = collect(lan, codes[0]), collect(lan, codes[1])
    claimed = collect(minh, codes[2], mode="claimed_transfer")
    given, uncounted = hand_in(lan, world.post_office, DUE_VND), hand_in(lan, world.post_office, 1_000)
    counted = count_in(counter, given, DUE_VND)
    await enter(owner_connection, lan, booked, mistaken, given, uncounted)
    await enter(owner_connection, minh, claimed)
    await enter(owner_connection, counter, counted)
    await reverse_collection(owner_connection, event_id(mistaken), world.supervisor, "ghi nhầm")
    rows = await owner_connection.fetch("SELECT due_id, kind, job_id FROM amount_due")
    code_of = {job: code for code, job in world.jobs.items()}
    return Books(
        world,
        codes,
        *map(event_id, (booked, mistaken, claimed, given, uncounted, counted)),
        {(code_of[row["job_id"]], row["kind"]): row["due_id"] for row in rows},
    )


async def post(connection: Connection, kind: str, debit: str, credit: str, amount_vnd: int, **more: Any) -> None:
    row = {"posting_id": clock.new_id(), "kind": kind, "debit": debit, "credit": credit, "amount_vnd": amount_vnd}
    row |= {"province_code": "01"} | more
    places = ", ".join(f"${number}" for number, _ in enumerate(row, 1))
    await connection.execute(f"INSERT INTO posting ({', '.join(row)}) VALUES ({places})", *row.values())


async def posting_of(connection: Connection, fact: UUID) -> UUID:
    found: UUID = await connection.fetchval("SELECT posting_id FROM posting WHERE effect_of = $1", fact)
    return found


def booking(books: Books, code: str, kind: str, turn: int = 1, owes: str | None = None) -> dict[str, Any]:
    """The columns of a booking of this due, drawn from money taken for `code`."""
    owes = owes or code
    return {
        "settles": books.dues[owes, kind],
        "turn": turn,
        "job_id": books.world.jobs[owes],
        "item_id": books.world.items[owes],
    }


async def the_same_money_taken_twice(c: Connection, b: Books) -> None:
    await post(c, "collect", b.in_hand(), f"suspense:{b.codes[0]}", DUE_VND, settles=b.booked, turn=1)


async def taken_again_without_a_reversal(c: Connection, b: Books) -> None:
    await post(c, "collect", b.in_hand(), f"suspense:{b.codes[0]}", DUE_VND, settles=b.booked, turn=2)


async def more_taken_than_was_signed(c: Connection, b: Books) -> None:
    await post(c, "collect", b.in_hand(), f"suspense:{b.codes[1]}", DUE_VND + 1, settles=b.reversed, turn=2)


async def taken_for_another_item(c: Connection, b: Books) -> None:
    await post(c, "collect", b.in_hand(), f"suspense:{b.codes[0]}", DUE_VND, settles=b.reversed, turn=2)


async def put_into_another_hand(c: Connection, b: Books) -> None:
    await post(c, "collect", b.in_hand("minh"), f"suspense:{b.codes[1]}", DUE_VND, settles=b.reversed, turn=2)


async def taken_from_nowhere(c: Connection, b: Books) -> None:
    await post(c, "collect", b.in_hand(), f"suspense:{b.codes[1]}", DUE_VND, settles=clock.new_id(), turn=1)


async def a_claim_put_into_the_hand(c: Connection, b: Books) -> None:
    claim = await posting_of(c, b.claimed)
    code = b.codes[2]
    more = {"settles": b.claimed, "turn": 1, "reverses": claim, "reason": "tấn công"}
    await post(c, "claim", f"promised:{code}", f"claimed:{code}", DUE_VND, **more)
    await post(c, "collect", b.in_hand("minh"), f"suspense:{code}", DUE_VND, settles=b.claimed, turn=2)


async def a_transfer_nobody_saw(c: Connection, b: Books) -> None:
    claim = await posting_of(c, b.claimed)
    code = b.codes[2]
    more = {"settles": b.claimed, "turn": 1, "reverses": claim, "reason": "tấn công"}
    await post(c, "claim", f"promised:{code}", f"claimed:{code}", DUE_VND, **more)
    await post(c, "transfer", b.at_office("bank"), f"suspense:{code}", DUE_VND, settles=b.claimed, turn=2)


async def a_due_booked_twice(c: Connection, b: Books) -> None:
    await retake(c, b)
    await post(c, "book", f"suspense:{b.codes[0]}", b.at_office("fee"), FEE_VND, **booking(b, b.codes[0], "fee"))


async def a_due_booked_again_without_a_reversal(c: Connection, b: Books) -> None:
    more = booking(b, b.codes[0], "fee", turn=2)
    await post(c, "book", f"suspense:{b.codes[0]}", b.at_office("fee"), FEE_VND, **more)


async def retake(c: Connection, b: Books) -> None:
    """Money in suspense for the second item, honestly."""
    await post(c, "collect", b.in_hand(), f"suspense:{b.codes[1]}", DUE_VND, settles=b.reversed, turn=2)


async def a_due_booked_for_another_amount(c: Connection, b: Books) -> None:
    await retake(c, b)
    more = booking(b, b.codes[1], "fee", turn=2)
    await post(c, "book", f"suspense:{b.codes[1]}", b.at_office("fee"), FEE_VND - 1, **more)


async def the_states_money_booked_as_a_fare(c: Connection, b: Books) -> None:
    await retake(c, b)
    more = booking(b, b.codes[1], "fee", turn=2)
    await post(c, "book", f"suspense:{b.codes[1]}", b.at_office("fare"), FEE_VND, **more)


async def a_due_paid_with_another_items_money(c: Connection, b: Books) -> None:
    await retake(c, b)
    more = booking(b, b.codes[1], "fare", owes=b.codes[2])
    await post(c, "book", f"suspense:{b.codes[1]}", b.at_office("fare"), FARE_VND, **more)


async def a_due_paid_under_another_jobs_item(c: Connection, b: Books) -> None:
    await retake(c, b)
    more = booking(b, b.codes[1], "fare", owes=b.codes[2]) | {"item_id": b.world.items[b.codes[1]]}
    await post(c, "book", f"suspense:{b.codes[1]}", b.at_office("fare"), FARE_VND, **more)


async def a_booking_of_no_item(c: Connection, b: Books) -> None:
    await retake(c, b)
    more = booking(b, b.codes[1], "fee", turn=2) | {"item_id": None}
    await post(c, "book", f"suspense:{b.codes[1]}", b.at_office("fee"), FEE_VND, **more)


async def more_booked_than_was_taken(c: Connection, b: Books) -> None:
    more = booking(b, b.codes[1], "fee", turn=2)
    await post(c, "book", f"suspense:{b.codes[1]}", b.at_office("fee"), FEE_VND, **more)


async def reversed_twice(c: Connection, b: Books) -> None:
    first = await c.fetchval("SELECT posting_id FROM posting WHERE effect_of = $1 AND turn = 1", b.reversed)
    more = {"settles": b.reversed, "turn": 1, "reverses": first, "reason": "tấn công"}
    await post(c, "collect", f"suspense:{b.codes[1]}", b.in_hand(), DUE_VND, **more)


async def a_reversal_of_less(c: Connection, b: Books) -> None:
    more = {"settles": b.given, "turn": 1, "reverses": await posting_of(c, b.given), "reason": "tấn công"}
    await post(c, "count", b.counted_from(), b.at_office("safe"), 1, **more)


async def a_reversal_reversed(c: Connection, b: Books) -> None:
    reversal = await c.fetchval("SELECT posting_id FROM posting WHERE freed = $1", b.reversed)
    more = {"settles": b.reversed, "turn": 1, "reverses": reversal, "reason": "tấn công"}
    await post(c, "collect", b.in_hand(), f"suspense:{b.codes[1]}", DUE_VND, **more)


async def a_reversal_that_frees_another_fact(c: Connection, b: Books) -> None:
    more = {"settles": b.booked, "turn": 1, "reverses": await posting_of(c, b.claimed), "reason": "tấn công"}
    await post(c, "claim", f"promised:{b.codes[2]}", f"claimed:{b.codes[2]}", DUE_VND, **more)


async def a_reversal_without_a_reason(c: Connection, b: Books) -> None:
    more = {"settles": b.claimed, "turn": 1, "reverses": await posting_of(c, b.claimed)}
    await post(c, "claim", f"promised:{b.codes[2]}", f"claimed:{b.codes[2]}", DUE_VND, **more)


async def cash_put_straight_into_the_safe(c: Connection, b: Books) -> None:
    more = {"settles": b.uncounted, "turn": 1, "count_in_id": b.counted}
    await post(c, "count", b.at_office("safe"), b.in_hand(), 1_000, **more)


async def counted_in_without_a_count(c: Connection, b: Books) -> None:
    await post(c, "count", b.at_office("safe"), b.counted_from(), 1_000, settles=b.uncounted, turn=1)


async def a_count_of_another_hand_in(c: Connection, b: Books) -> None:
    more = {"settles": b.uncounted, "turn": 1, "count_in_id": b.counted}
    await post(c, "count", b.at_office("safe"), b.counted_from(), DUE_VND, **more)


async def counted_in_from_somebody_else(c: Connection, b: Books) -> None:
    await c.execute("ALTER TABLE posting DISABLE TRIGGER USER")
    more = {"settles": b.given, "turn": 1, "reverses": await posting_of(c, b.given), "reason": "tấn công"}
    await post(c, "count", b.counted_from(), b.at_office("safe"), DUE_VND, **more)
    more = {"settles": b.given, "turn": 2, "count_in_id": b.counted}
    await post(c, "count", b.at_office("safe"), b.counted_from("minh"), DUE_VND, **more)


async def handed_in_more_than_was_collected(c: Connection, b: Books) -> None:
    await post(c, "match", b.counted_from(), b.in_hand(), 1)


async def handed_in_on_anothers_account(c: Connection, b: Books) -> None:
    await post(c, "match", b.counted_from("minh"), b.in_hand("lan"), 1)


async def nothing_at_all(c: Connection, b: Books) -> None:
    await post(c, "match", b.counted_from(), b.in_hand(), 0)


async def a_row_that_settles_nothing(c: Connection, b: Books) -> None:
    await post(c, "collect", b.in_hand(), f"suspense:{b.codes[0]}", 1)


async def an_account_of_nobody(c: Connection, b: Books) -> None:
    await c.execute("INSERT INTO account (account_id) VALUES ($1)", f"in_hand:{clock.new_id()}")


async def an_account_spelt_otherwise(c: Connection, b: Books) -> None:
    await c.execute("INSERT INTO account (account_id) VALUES ($1)", b.in_hand().upper().replace("IN_HAND", "in_hand"))


async def an_account_of_another_kind(c: Connection, b: Books) -> None:
    await c.execute("INSERT INTO account (account_id) VALUES ($1)", f"pocket:{b.world.lan.party_id}")


async def money_taken_in_anothers_name(c: Connection, b: Books) -> None:
    await c.execute(
        "INSERT INTO collection (event_id, holder_id, office_id, province_code, code, amount_vnd, mode, is_trusted, "
        "happened_at) VALUES ($1, $2, $3, '01', $4, 1, 'cash', true, courier_now())",
        b.counted,
        b.world.lan.party_id,
        b.world.post_office,
        b.codes[0],
    )


async def a_due_of_nothing(c: Connection, b: Books) -> None:
    await c.execute(
        "INSERT INTO amount_due (job_id, kind, payer, amount_vnd, office_id, province_code) "
        "VALUES ($1, 'charge', 'citizen', 0, $2, '01')",
        b.world.jobs[b.codes[0]],
        b.world.post_office,
    )


ATTACKS = [
    (the_same_money_taken_twice, "in_force_once"),
    (taken_again_without_a_reversal, "again_only_after_reversal"),
    (more_taken_than_was_signed, "taken_as_signed"),
    (taken_for_another_item, "taken_as_signed"),
    (put_into_another_hand, "taken_by_its_holder"),
    (taken_from_nowhere, "taken_as_signed"),
    (a_claim_put_into_the_hand, "taken_as_signed"),
    (a_transfer_nobody_saw, "transfer_was_seen"),
    (a_due_booked_twice, "in_force_once"),
    (a_due_booked_again_without_a_reversal, "again_only_after_reversal"),
    (a_due_booked_for_another_amount, "booked_exactly"),
    (the_states_money_booked_as_a_fare, "booked_exactly"),
    (a_due_paid_with_another_items_money, "booked_by_its_label"),
    (a_due_paid_under_another_jobs_item, "booked_for_its_job"),
    (a_booking_of_no_item, "booking_names_its_item"),
    (more_booked_than_was_taken, "never_overdrawn"),
    (reversed_twice, "reversed_once"),
    (a_reversal_of_less, "reversal_mirrors"),
    (a_reversal_reversed, "accounts_fit_kind"),
    (a_reversal_that_frees_another_fact, "reversal_frees_the_same"),
    (a_reversal_without_a_reason, "reversal_says_why"),
    (cash_put_straight_into_the_safe, "accounts_fit_kind"),
    (counted_in_without_a_count, "count_names_its_act"),
    (a_count_of_another_hand_in, "counted_as_signed"),
    (counted_in_from_somebody_else, "handed_in_by_its_holder"),
    (handed_in_more_than_was_collected, "never_overdrawn"),
    (handed_in_on_anothers_account, "same_owner"),
    (nothing_at_all, "posting_amount_vnd_check"),
    (a_row_that_settles_nothing, "settles_a_fact"),
    (an_account_of_nobody, "account_party_id_fkey"),
    (an_account_spelt_otherwise, "one_spelling"),
    (an_account_of_another_kind, "known_kind"),
    (money_taken_in_anothers_name, "collection_event_id_act_holder_id_fkey"),
    (a_due_of_nothing, "amount_due_amount_vnd_check"),
]


@pytest.mark.parametrize(("attack", "constraint"), ATTACKS, ids=[attack.__name__ for attack, _ in ATTACKS])
async def test_the_owner_of_the_tables_is_refused(
    owner_connection: Connection, books: Books, attack: Any, constraint: str
) -> None:
    await assert_refused(owner_connection, books, attack, constraint)


@pytest.mark.parametrize(
    "table",
    [
        "posting",
        "collection",
        "hand_in",
        "count_in",
        "cash_declaration",
        "amount_due",
        "transfer_seen",
        "cash_limit",
        "money_case_closing",
    ],
)
@pytest.mark.parametrize("attack", ["UPDATE {} SET {} = NULL", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
async def test_what_was_written_stays_even_for_the_owner(
    owner_connection: Connection, books: Books, table: str, attack: str
) -> None:
    await owner_connection.execute(
        "INSERT INTO transfer_seen VALUES ($1, 'office', NULL, $2)", books.claimed, books.world.supervisor
    )
    await owner_connection.execute(
        "INSERT INTO cash_limit VALUES ($1, 1, $2)", books.world.lan.party_id, books.world.supervisor
    )
    await owner_connection.execute(
        "INSERT INTO money_case_closing VALUES ('x', 'over', 1, 0, $1, 'thử')", books.world.supervisor
    )
    await enter(owner_connection, books.world.lan, books.world.lan.act(events.Count))
    column = {"money_case_closing": "note", "cash_limit": "limit_vnd"}.get(table, "province_code")
    column = {"cash_declaration": "amount_vnd", "transfer_seen": "reference"}.get(table, column)
    with pytest.raises(asyncpg.PostgresError) as refused:
        await owner_connection.execute(attack.format(table, column))
    assert sqlstate(refused.value) == "55000"


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE account SET debits_vnd = debits_vnd + 1",
        "UPDATE account SET credits_vnd = 0",
        "INSERT INTO account (account_id, debits_vnd) VALUES ('suspense:X', 1)",
        "DELETE FROM account",
        "UPDATE posting SET amount_vnd = 1",
        "DELETE FROM posting",
        "TRUNCATE collection CASCADE",
        "ALTER TABLE posting DISABLE TRIGGER ALL",
        "SELECT open_accounts('suspense:X')",
    ],
)
async def test_the_service_may_not_even_ask(books: Books, service_connection: Connection, attack: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await service_connection.execute(attack)
