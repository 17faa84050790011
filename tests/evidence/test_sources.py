"""Every source of the log: whatever is said beside the acts has its place, and whoever changes it is shown."""

import copy
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from courier.database import Connection, Pool, open_connection
from courier.embedded import RunningPostgres
from courier.evidence.export.model import Scope
from courier.evidence.sources import SOURCES, WITHOUT_PLACES, key_sql
from courier.evidence.verify.model import Report
from courier.evidence.verify.verify_export import verify_export
from tests.conftest import Address
from tests.custody.world import World
from tests.evidence.days import check, export, said
from tests.evidence.forging import forge_whole, read_lines
from tests.evidence.test_verify import disarm
from tests.evidence.whole import live


@pytest.fixture
async def world(database: Pool) -> World:
    return await live(database)


@pytest.fixture
async def superuser(postgres: RunningPostgres, address: Address) -> AsyncIterator[Connection]:
    async with open_connection(postgres.dsn(address.name, "postgres")) as connection:
        yield connection


async def test_a_life_in_full_holds_whole_and_item_by_item(database: Pool, world: World, tmp_path: Path) -> None:
    whole = await export(database, tmp_path / "all.jsonl")
    report = check(whole)
    assert report.holds, said(report)
    assert all(report.checked[name] for name in report.checked)
    assert report.checked["facts"] > 20
    found, _ = verify_export(whole)
    assert {line.source for line in found.rows} == set(SOURCES)
    for item_id in await database.fetch("SELECT item_id FROM item"):
        report = check(await export(database, tmp_path / "one.jsonl", Scope(item_id=item_id["item_id"])), whole)
        assert report.holds, said(report)


async def test_every_append_only_table_has_places_or_a_reason_to_have_none(owner_connection: Connection) -> None:
    """A new table of facts fails here until its room has said which of the two it is: see docs/evidence.md."""
    tables = {
        row["name"]
        for row in await owner_connection.fetch(
            "SELECT tgrelid::regclass::text AS name FROM pg_trigger WHERE tgname = 'refuse_rewrite'"
        )
    }
    placed = {source.table for source in SOURCES.values()}
    without = [table for named in WITHOUT_PLACES.values() for table in named]
    assert len(without) == len(set(without))
    assert placed & set(without) == set()
    assert tables - placed == set(without)


async def test_texts_bear_the_names_that_keys_are_made_of(database: Pool, superuser: Connection, world: World) -> None:
    for name, source in SOURCES.items():
        text = json.loads(await database.fetchval(f"SELECT evidence_text(r) FROM {source.table} AS r LIMIT 1"))
        assert text["row"] == name
        assert {column.field for column in source.key} <= text.keys(), name
        salted = await superuser.fetchval(
            "SELECT count(*) FROM information_schema.columns WHERE table_name = $1 AND column_name = 'evidence_salt'",
            source.table,
        )
        hidden = [field for field in text if field.endswith("_hash") and field not in SIGNED_HASHES]
        assert bool(salted) == bool(hidden), name


SIGNED_HASHES: Final = {"body_hash", "answers_hash", "signature_hash", "prev_hash", "code_hash"}
"""Of what is signed or salted already: nothing that could be guessed."""


async def test_nothing_that_people_wrote_freely_is_in_an_export(database: Pool, world: World, tmp_path: Path) -> None:
    text = (await export(database, tmp_path / "all.jsonl")).read_text()
    for said_freely in ("Nam", "Hoa", "ông Tư", "đồng ý", "bà Hai", "NGUYEN VAN A", "PC 7", "in hỏng", "nhầm", "bà Lý"):
        assert said_freely not in text
        assert json.dumps(said_freely)[1:-1] not in text


# A superuser at the database, at every source.

ANOTHER = "gen_random_uuid()"
CHANGES: Final = {
    "party": "province_code = '99'",
    "device": "enrolled_at = enrolled_at - interval '1 day'",
    "revocation": "trusted_through = trusted_through + 5",
    "incarnation": "started_at = started_at - interval '1 day'",
    "item": "registered_at = registered_at - interval '1 day'",
    "label": "bound_at = bound_at - interval '1 day'",
    "label_void": "reason = 'lost'",
    "event": "happened_at = happened_at - interval '1 day'",
    "equivocation": "signature = decode(repeat('61', 64), 'hex')",
    "unverified": "why = 'signature'",
    "statement": "verdict = 'contested'",
    "proposal": "note = 'khác'",
    "resolution": "recorded_at = recorded_at - interval '1 day'",
    "dispute_answer": "note = 'khác'",
    "count_check": f"cause = {ANOTHER}",
    "count_settlement": "note = 'khác'",
    "case": "facts = '{\"x\": 1}'",
    "case_closing": "closed_at = closed_at - interval '1 day'",
    "refusal_decision": "decision = 'BRING_AGAIN'",
    "instruction": "note = 'khác'",
    "invitation": "how = 'letter'",
    "incident": "kind = 'lost'",
    "incident_step": "note = 'khác'",
    "finding": "facts = '{\"x\": 1}'",
    "paper_count": "originals = originals + 1",
    "seal": "number = 'KHAC'",
    "opening": "opened_at = opened_at - interval '1 day'",
    "original": "originals = originals + 1",
    "filing_answer": "due_on = due_on + 1",
    "door": "papers_taken_back = papers_taken_back + 1",
    "two_roles": f"event_id = {ANOTHER}",
    "papers_journey": "papers = 7",
    "one_time_code": "digest = decode(repeat('61', 32), 'hex')",
    "code_verdict": "judged_at = judged_at - interval '1 day'",
    "ledger": "recorded_at = recorded_at - interval '1 day'",
    "due": "amount_vnd = amount_vnd + 1",
    "posting": "amount_vnd = amount_vnd + 1",
    "transfer_seen": "reference = 'khác'",
    "refund": "amount_vnd = amount_vnd + 1",
    "money_closing": "note = 'khác'",
    "aside_proposal": "reason = 'khác'",
    "set_aside": "reason = 'khác'",
    "office_debt": "amount_vnd = amount_vnd + 1",
    "office_payment": "slip_number = 'khác'",
    "payment_receipt": f"received_by = {ANOTHER}",
    "receipt_block": "reserved_at = reserved_at - interval '1 day'",
    "receipt_book": "series = 'ZZ'",
    "official_receipt": f"attached_by = {ANOTHER}",
    "receipt_void": "reason = 'khác'",
    "remittance": "amount_vnd = amount_vnd + 1",
    "remittance_line": "amount_vnd = amount_vnd + 1",
    "remittance_reversal": "reason = 'khác'",
    "bank_file": f"uploaded_by = {ANOTHER}",
    "bank_line": "said = 'khác'",
    "bank_line_use": f"told_by = {ANOTHER}",
}
"""One change of one row of each, by what the log knows of it."""


async def attack(connection: Connection, what: str) -> dict[str, str]:
    """Do it to one row of every source; returns the keys of those rows by source."""
    await disarm(connection)
    struck: dict[str, str] = {}
    for name, source in SOURCES.items():
        row = await connection.fetchrow(f"SELECT r.ctid, {key_sql(name)} AS key FROM {source.table} AS r LIMIT 1")
        assert row is not None
        struck[name] = row["key"]
        change = what.format(table=source.table, change=CHANGES[name])
        await connection.execute(f"{change} WHERE ctid = '({row['ctid'][0]},{row['ctid'][1]})'")
    return struck


def faults_of_places(report: Report) -> set[str]:
    return {fault.row.partition(" (leaf")[0] for fault in report.faults if fault.check == "places"}


@pytest.mark.parametrize("what", ["UPDATE {table} SET {change}", "DELETE FROM {table}"])
async def test_of_every_source_a_row_changed_or_dropped_is_named(
    database: Pool, superuser: Connection, world: World, tmp_path: Path, what: str
) -> None:
    before = await export(database, tmp_path / "before.jsonl")
    items = await superuser.fetch("SELECT DISTINCT item_id FROM evidence_item_leaf")
    struck = await attack(superuser, what)
    assert struck.keys() == SOURCES.keys() == CHANGES.keys()
    shown = faults_of_places(check(await export(database, tmp_path / "after.jsonl")))
    assert {f"{name} {key}" for name, key in struck.items()} - shown == set()
    shown = set()
    for row in items:
        one = await export(database, tmp_path / "one.jsonl", Scope(item_id=row["item_id"]), seen=(1,))
        shown |= faults_of_places(check(one, before))
    of_items = {name for name, source in SOURCES.items() if source.about is not None or source.also is not None}
    expected = {f"{name} {struck[name]}" for name in of_items - OF_NO_ITEM_HERE}
    assert expected - shown == set()


OF_NO_ITEM_HERE: Final = {"label_void", "equivocation", "aside_proposal", "set_aside"}
"""A label never bound, a second body of a number whose first never came, an act that names no item."""


async def test_of_every_source_a_row_told_in_another_place_shows_to_whoever_saw_a_checkpoint(
    database: Pool, world: World, tmp_path: Path
) -> None:
    """A server that orders its log anew and signs it with its own key: each file is right in itself."""
    before = await export(database, tmp_path / "before.jsonl")
    lines = read_lines(before)
    places = {name: [n for n, line in enumerate(lines) if line.get("source") == name] for name in SOURCES}
    assert check(forge_whole(tmp_path / "same.jsonl", copy.deepcopy(lines))).holds
    missed = []
    for name, found in places.items():
        told = copy.deepcopy(lines)
        one, other = told[found[0]], told[found[0] - 1 if name != "party" else found[1]]
        other = other if other["line"] == "row" else told[found[0] - 2]
        one["leaf"], other["leaf"] = other["leaf"], one["leaf"]
        moved = {one["leaf"]: other["leaf"], other["leaf"]: one["leaf"]}
        forged = check(forge_whole(tmp_path / "forged.jsonl", told, moved))
        assert forged.holds, f"{name}: {said(forged)}"
        missed += [name] if check(tmp_path / "forged.jsonl", before).holds else []
    assert missed == []
