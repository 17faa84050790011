"""An office's honest books, and how a test writes wrong rows beside them by SQL."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from courier import clock
from courier.database import Connection
from courier.money.receipts.books import attach_numbers, open_book, void_number
from courier.money.receipts.carry import carry
from courier.money.refunds.refund import refund
from courier.money.remittances.reverse_remittance import reverse_remittance
from courier.money.set_settle_days import set_settle_days
from mobile_contract import events
from tests.custody.world import World, event_id
from tests.money.cash import (
    DUE_VND,
    FEE_VND,
    build_with_dues,
    close_till,
    collect,
    count_in,
    enter,
    hand_in,
    open_till,
)
from tests.money.desk import reference_of, remit_to, send_file

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


async def office_books(c: Connection) -> OfficeBooks:
    """Everything an office does with money, done once by the rooms' own acts."""
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
