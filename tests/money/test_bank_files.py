"""A transfer is seen when the bank's file names its item with exactly its amount; what is not clear is listed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courier.database import Connection
from courier.errors import Conflict, NotFound
from courier.money.bank_files.import_bank_file import import_bank_file
from courier.money.bank_files.match_lines import tell_line
from courier.money.bank_files.model import names_in
from courier.money.bank_files.read_bank_file import read_bank_file
from courier.money.bank_files.statements import OPEN_CLAIMS, OPEN_LINES
from courier.spreadsheets import UnreadableFile
from mobile_contract.codes import new_code, show_code
from mobile_contract.events import Deliver, ItemRef
from mobile_contract.sync import SignedBody
from tests.custody.world import World, event_id
from tests.money.cash import DUE_VND, accounts, build_with_dues, cases, collect, enter
from tests.money.desk import HEAD, send_file


async def open_lines(connection: Connection, world: World) -> list[tuple[str, int]]:
    found = await OPEN_LINES.all(connection, [world.post_office], world.dispatcher)
    return sorted((line.why, line.amount_vnd) for line in found)


async def test_code_and_amount_prove_a_transfer_once(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(owner_connection, world.lan, collect(world.lan, codes[0], mode="claimed_transfer"))
    rows = ("FT1", DUE_VND, f"MBVCB.123 phi ho so {show_code(codes[0]).lower()} ND")
    first = await send_file(owner_connection, world, rows)
    again = await send_file(owner_connection, world, rows)
    overlapping = await send_file(owner_connection, world, rows, ("FT2", 5, "lãi"))
    assert (first.kept, first.seen_claims, again.kept, again.seen_claims) == (1, 1, 0, 0)
    assert (overlapping.kept, overlapping.known_before) == (1, 1)
    assert (await accounts(owner_connection))[f"bank:{world.post_office}"] == DUE_VND
    assert await OPEN_CLAIMS.all(owner_connection, world.post_office, world.dispatcher) == []
    assert await open_lines(owner_connection, world) == [("nothing_named", 5)]


async def test_a_claim_that_comes_after_its_line_is_seen_at_once(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await send_file(owner_connection, world, ("FT1", DUE_VND, f"HS {codes[0]}"))
    assert await open_lines(owner_connection, world) == [("unknown", DUE_VND)]
    await enter(owner_connection, world.lan, collect(world.lan, codes[0], mode="claimed_transfer"))
    assert await open_lines(owner_connection, world) == []
    assert f"claimed:{codes[0]}" not in await accounts(owner_connection)


async def test_what_is_not_clear_is_listed_and_told_by_a_person(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    claims = [collect(world.lan, codes[0], mode="claimed_transfer") for _ in range(2)]
    await enter(owner_connection, world.lan, *claims)
    await enter(owner_connection, world.lan, collect(world.lan, codes[1], 7_000, mode="claimed_transfer"))
    await send_file(owner_connection, world, ("A", DUE_VND, codes[0]), ("B", 8_000, codes[1]))
    assert await open_lines(owner_connection, world) == [("ambiguous", DUE_VND), ("other_amount", 8_000)]
    other, ambiguous = await OPEN_LINES.all(owner_connection, [world.post_office], world.dispatcher)
    if other.why == "ambiguous":
        other, ambiguous = ambiguous, other
    assert ambiguous.claims == sorted(event_id(claim) for claim in claims)
    with pytest.raises(Conflict):
        await tell_line(owner_connection, other.line_id, world.supervisor, claim_id=other.claims[0], remittance_id=None)
    with pytest.raises(NotFound):
        await tell_line(
            owner_connection, ambiguous.line_id, world.clerk, claim_id=ambiguous.claims[0], remittance_id=None
        )
    await tell_line(
        owner_connection, ambiguous.line_id, world.supervisor, claim_id=ambiguous.claims[0], remittance_id=None
    )
    assert await open_lines(owner_connection, world) == [("other_amount", 8_000)]


async def test_a_result_handed_over_on_a_claim_alone_is_kept_with_a_case_until_the_money_is_seen(
    owner_connection: Connection,
) -> None:
    world, codes = await build_with_dues(owner_connection)
    await enter(owner_connection, world.lan, collect(world.lan, codes[0], mode="claimed_transfer"))
    assert await cases(owner_connection) == []
    await enter(owner_connection, world.lan, deliver(world, codes[0]))
    assert await cases(owner_connection) == [("delivered_on_claim", 0, DUE_VND)]
    await send_file(owner_connection, world, ("FT1", DUE_VND, codes[0]))
    assert await cases(owner_connection) == []


async def test_where_the_agreement_allows_it_a_claim_is_enough(owner_connection: Connection) -> None:
    world, codes = await build_with_dues(owner_connection)
    await owner_connection.execute(
        "INSERT INTO agreement (agreement_id, desk_id, post_office_id, legs, handover_mode, legal_basis, valid_from, "
        "may_deliver_on_claimed_transfer) VALUES (uuidv7(), $1, $2, '{RETURN}', 'sealed', 'thử', '2020-01-01', true)",
        world.desk,
        world.post_office,
    )
    await enter(
        owner_connection, world.lan, collect(world.lan, codes[0], mode="claimed_transfer"), deliver(world, codes[0])
    )
    assert await cases(owner_connection) == []


def deliver(world: World, code: str) -> SignedBody:
    return world.lan.act(
        Deliver, to_party=world.citizen, evidence="citizen", items=[ItemRef(code, None)], relation="owner"
    )


async def test_only_who_works_the_counter_may_bring_a_bank_file(owner_connection: Connection) -> None:
    world, _ = await build_with_dues(owner_connection)
    with pytest.raises(NotFound):
        await import_bank_file(owner_connection, world.post_office, world.clerk, "x.csv", HEAD.encode())


def test_money_out_is_passed_over_and_wrong_lines_are_told() -> None:
    rows = ["22/11/2026;A;50.000;;rút", "22/11/2026;B;;1.500.000;NT", "hôm qua;C;;5;x", "Tổng;;;;"]
    read = read_bank_file("\n".join([HEAD, *rows]).encode())
    assert [(entry.reference, entry.amount_vnd) for entry in read.entries] == [("B", 1_500_000)]
    assert [(error.line, error.field) for error in read.errors] == [(4, "Ngày giao dịch")]


def test_lines_without_a_number_are_the_same_lines_in_the_same_file() -> None:
    content = "\n".join(["Ngày;Ghi có;Nội dung", *["22/11/2026;5;x"] * 2, "22/11/2026;6;x"]).encode()
    one, two = read_bank_file(content), read_bank_file(content)
    assert one == two
    assert len({entry.reference for entry in one.entries}) == 3


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(UnreadableFile):
        read_bank_file(b"%PDF-1.7")


@given(st.text(max_size=60), st.integers(0, 2), st.text(max_size=60))
def test_a_code_is_found_in_whatever_is_written_around_it(before: str, form: int, after: str) -> None:
    code = new_code()
    written = [code, show_code(code), show_code(code).replace("-", " ").lower()][form]
    assert code in names_in(f"{before} | {written} | {after}")
