"""Rows that a superuser slips in behind the log's back, or hides from it before it is signed: each is named."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from courier.database import Connection, Pool, open_connection
from courier.embedded import RunningPostgres
from courier.evidence.export.find_unplaced import find_unplaced
from courier.evidence.export.model import Scope
from courier.evidence.make_checkpoint import make_checkpoint
from courier.evidence.sources import SOURCES, key_sql
from courier.evidence.verify.model import Report
from tests.conftest import Address
from tests.custody.world import World
from tests.evidence.days import KEY, check, export, hand_over, ride, said
from tests.evidence.test_verify import disarm
from tests.evidence.whole import live

NO_PLACE = "a row of the database with no place in the log"


@pytest.fixture
async def superuser(postgres: RunningPostgres, address: Address) -> AsyncIterator[Connection]:
    async with open_connection(postgres.dsn(address.name, "postgres")) as connection:
        yield connection


async def test_a_holder_slipped_in_under_an_old_date_shows(
    database: Pool, superuser: Connection, tmp_path: Path
) -> None:
    world = await ride(database)
    before = await export(database, tmp_path / "before.jsonl")
    item_id = world.items[list(world.items)[4]]
    await disarm(superuser)
    await _give_to_minh(superuser, world)
    whole, one = tmp_path / "after.jsonl", tmp_path / "one.jsonl"
    for file, scope in ((whole, Scope(is_whole=True)), (one, Scope(item_id=item_id))):
        report = check(await export(database, file, scope), before)
        assert said(report) == f"places: ledger {item_id}/1: {NO_PLACE}"


async def _give_to_minh(superuser: Connection, world: World) -> None:
    """The dossier still at the desk is Minh's, says a row that claims to have been there before the last checkpoint."""
    await superuser.execute(
        "INSERT INTO ledger (item_id, seq, depth, kind, province_code, from_party, to_party, tip, given_event, "
        "given_code, given_kind, taken_event, taken_code, taken_kind, giver_evidence, receiver_evidence, prev_depth, "
        "prev_tip, prev_hash, recorded_at, entered_xid) "
        "SELECT h.item_id, 1, l.depth, l.kind, l.province_code, h.holder_id, $2, l.tip, l.given_event, l.given_code, "
        "l.given_kind, l.taken_event, l.taken_code, l.taken_kind, l.giver_evidence, l.receiver_evidence, 0, h.tip, "
        "h.hash, l.recorded_at, 0 FROM head AS h, (SELECT * FROM ledger WHERE kind = 'handover' LIMIT 1) AS l "
        "WHERE h.item_id = $1",
        world.items[list(world.items)[4]],
        world.minh.party_id,
    )


async def test_of_every_source_a_row_hidden_before_it_was_signed_shows(
    database: Pool, superuser: Connection, tmp_path: Path
) -> None:
    await live(database)
    await disarm(superuser)
    hidden = {f"{name} {await _hide(superuser, name)}" for name in SOURCES}
    assert hidden == _without_place(check(await export(database, tmp_path / "all.jsonl")))
    shown: set[str] = set()
    for item in await superuser.fetch("SELECT item_id FROM item"):
        one = await export(database, tmp_path / "one.jsonl", Scope(item_id=item["item_id"]))
        shown |= _without_place(check(one))
    assert {row for row in hidden if row.split()[0] in OF_ITEMS} <= shown <= hidden


OF_ITEMS = {"item", "label", "event", "ledger", "proposal", "resolution", "case", "finding", "door", "due", "posting"}


async def _hide(superuser: Connection, name: str) -> str:
    """Date a row before all that is ever numbered; its name in the log."""
    table = SOURCES[name].table
    key: str = await superuser.fetchval(
        f"UPDATE {table} AS r SET entered_xid = -1 WHERE ctid = (SELECT ctid FROM {table} LIMIT 1) "
        f"RETURNING {key_sql(name)}"
    )
    return key


def _without_place(report: Report) -> set[str]:
    return {fault.row for fault in report.faults if fault.en == NO_PLACE}


async def test_what_is_written_while_a_file_is_made_is_no_fault(database: Pool, tmp_path: Path) -> None:
    """It entered after the log was signed and has its place in the next."""
    world = await ride(database)
    signed = await make_checkpoint(database, KEY)
    await hand_over(database, world.desk_device, world.lan, list(world.items)[4])
    async with database.acquire() as connection:
        assert [line async for line in find_unplaced(connection, None, signed.number)] == []
        items = [world.items[list(world.items)[4]]]
        assert [line async for line in find_unplaced(connection, items, signed.number)] == []
    assert check(await export(database, tmp_path / "all.jsonl")).holds


async def test_an_entry_of_the_books_dropped_before_it_was_signed_shows(
    database: Pool, superuser: Connection, tmp_path: Path
) -> None:
    """It has no place that could be missing, but the act that it gave effect to says what was taken."""
    await live(database)
    await disarm(superuser)
    act = await superuser.fetchval(
        "DELETE FROM posting WHERE posting_id = (SELECT posting_id FROM posting "
        "WHERE kind = 'collect' AND reverses IS NULL LIMIT 1) RETURNING settles"
    )
    report = check(await export(database, tmp_path / "all.jsonl"))
    assert f"facts: event {act}: money was signed for, and the books say nothing of it" in said(report).splitlines()
