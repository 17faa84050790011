"""What belongs to an item is signed with each checkpoint: a row of it left out of its own export shows."""

import asyncio
from pathlib import Path
from uuid import UUID

import pytest

from courier.database import Connection, Pool, in_transaction
from courier.evidence.export.model import Scope
from courier.evidence.items.note_items import note_items
from courier.evidence.items.tree import Head, hash_places, root_of_items
from courier.evidence.make_checkpoint import make_checkpoint, number_rows
from courier.evidence.statements import CHECKPOINTS
from tests.custody import world as w
from tests.custody.handovers import stage
from tests.custody.world import World
from tests.evidence.days import KEY, check, export, hand_over, ride, said
from tests.evidence.forging import forge_whole, read_lines, seal
from tests.evidence.test_sources import superuser
from tests.evidence.test_verify import disarm
from tests.evidence.whole import live

__all__ = ["superuser"]


@pytest.fixture
async def world(database: Pool) -> World:
    return await ride(database)


async def places(pool: Pool, number: int) -> dict[UUID, list[tuple[int, bytes]]]:
    """What belongs to each item, as checkpoint `number` has it."""
    found: dict[UUID, list[tuple[int, bytes]]] = {}
    for row in await pool.fetch(
        "SELECT item_id, leaf, hash FROM evidence_item_leaf JOIN evidence_leaf USING (leaf) WHERE since <= $1", number
    ):
        found.setdefault(row["item_id"], []).append((row["leaf"], row["hash"]))
    return found


async def test_every_checkpoint_signs_what_belongs_to_each_item(database: Pool, world: World) -> None:
    code = list(world.items)[4]
    await make_checkpoint(database, KEY)
    by = await hand_over(database, world.desk_device, world.lan, code)
    await make_checkpoint(database, KEY)
    await make_checkpoint(database, KEY)
    await hand_over(database, world.lan, world.minh, code, by)
    await make_checkpoint(database, KEY)
    made = await CHECKPOINTS.all(database, 0, 10)
    for checkpoint in made:
        heads = [Head(i, len(p), hash_places(p)) for i, p in (await places(database, checkpoint.number)).items()]
        assert checkpoint.items_root == root_of_items(heads)
    assert made[1].items_root == made[2].items_root
    assert len({checkpoint.items_root for checkpoint in made}) == 3


async def test_slices_processes_and_rounds_come_to_the_same(database: Pool, address: object) -> None:
    del address
    await live(database)
    await number_rows(database, at_once=3)
    await note_items(database, at_once=5)
    first = await make_checkpoint(database, KEY)
    noted = await places(database, first.number)
    await asyncio.gather(*(make_checkpoint(database, KEY) for _ in range(6)))
    made = await CHECKPOINTS.all(database, 0, 100)
    assert {checkpoint.items_root for checkpoint in made} == {first.items_root}
    assert await places(database, 100) == noted


async def test_an_act_that_came_before_its_label_belongs_to_the_item_from_then_on(
    database: Pool, world: World, tmp_path: Path
) -> None:
    """The citizen's roll label is scanned at the desk first; the pickup that binds it comes a day later."""
    async with database.acquire() as connection:
        job_id = await w.add_job(connection, world, leg="SEND")
        code = await w.add_label(connection, world)
    taken = stage.pick_up(world, code, job_id, [])
    offered = w.release(world.lan, world.desk, code, predecessor=w.event_id(taken))
    early = world.desk_device.act(w.events.Report, code=code, what="wet")
    await stage.send(database, world.desk_device, early)
    before = await export(database, tmp_path / "before.jsonl")
    assert check(before).holds
    await stage.send(database, world.lan, taken, offered)
    for scope in (Scope(code=code), None):
        file = await export(database, tmp_path / "after.jsonl", scope, seen=(1,))
        report = check(file, before)
        assert report.holds, said(report)
        assert str(w.event_id(early)) in file.read_text()
        rows = {line["leaf"]: line["key"] for line in read_lines(file) if line["line"] == "row"}
        named = [rows[leaf] for line in read_lines(file) if line["line"] == "item" and code in [
            rows[leaf] for leaf in line["leaves"]] for leaf in line["leaves"]]  # fmt: skip
        assert str(w.event_id(early)) in named


async def test_a_server_that_leaves_a_row_out_of_an_items_export_is_shown(
    database: Pool, world: World, tmp_path: Path
) -> None:
    """An open release that nobody took moves nothing: neither holder nor chain would miss it."""
    code = list(world.items)[4]
    offered = w.release(world.desk_device, world.lan.party_id, code)
    await stage.send(database, world.desk_device, offered)
    file = await export(database, tmp_path / "one.jsonl", Scope(code=code))
    lines = read_lines(file)
    leaf = next(line["leaf"] for line in lines if line.get("key") == str(w.event_id(offered)))
    told = [line for line in lines if line.get("key") != str(w.event_id(offered)) and line["line"] != "end"]
    told = [line for line in told if line.get("event_id") != str(w.event_id(offered)) and line["line"] != "receipt"]
    forged = seal(tmp_path / "forged.jsonl", told)
    assert f"places [{leaf}] are missing" in said(check(forged))
    [item] = [line for line in told if line["line"] == "item"]
    item["leaves"].remove(leaf)
    assert said(check(seal(tmp_path / "forged.jsonl", told))).startswith("items: ")
    assert "the server signed otherwise of it" in said(check(tmp_path / "forged.jsonl"))
    told.remove(item)
    assert "says nothing of the item that was asked for" in said(check(seal(tmp_path / "forged.jsonl", told)))


async def test_a_server_that_signs_an_items_rows_short_is_shown_by_the_whole_log(
    database: Pool, world: World, tmp_path: Path
) -> None:
    lines = read_lines(await export(database, tmp_path / "all.jsonl"))
    assert check(forge_whole(tmp_path / "same.jsonl", lines)).holds
    for item in (line for line in lines if line["line"] == "item"):
        item["leaves"] = item["leaves"][:-1]
        break
    assert "not counted among what belongs to item" in said(check(forge_whole(tmp_path / "forged.jsonl", lines)))


async def test_an_items_rows_taken_away_later_show_to_whoever_saw_a_checkpoint_or_its_export(
    database: Pool, superuser: Connection, world: World, tmp_path: Path
) -> None:
    """Acts and ledger stay: only the item's own list is made shorter, and everything after signed anew."""
    code = list(world.items)[1]
    seen = await export(database, tmp_path / "seen.jsonl", Scope(code=code))
    checkpoint = tmp_path / "checkpoint.jsonl"
    checkpoint.write_text(
        "".join(line for line in seen.read_text().splitlines(keepends=True) if '"checkpoint"' in line[:30])
    )
    await disarm(superuser)
    await superuser.execute(
        "DELETE FROM evidence_item_leaf WHERE (item_id, leaf) = (SELECT item_id, max(leaf) FROM evidence_item_leaf "
        "WHERE item_id = $1 GROUP BY item_id)",
        world.items[code],
    )
    await superuser.execute(
        "INSERT INTO evidence_item_leaf SELECT item_id, (SELECT max(leaf) FROM evidence_leaf AS l WHERE NOT EXISTS "
        "(SELECT FROM evidence_item_leaf AS x WHERE (x.item_id, x.leaf) = (p.item_id, l.leaf))), 2 "
        "FROM evidence_item_leaf AS p WHERE item_id = $1 LIMIT 1",
        world.items[code],
    )
    after = await export(database, tmp_path / "after.jsonl", Scope(code=code), seen=(1,))
    assert "that checkpoint signed otherwise of this item" in said(check(after, checkpoint))
    assert "are left out" in said(check(await export(database, tmp_path / "again.jsonl", Scope(code=code)), seen))


async def test_an_item_not_yet_signed_of_has_no_proof_at_an_earlier_checkpoint(
    database: Pool, world: World, tmp_path: Path
) -> None:
    seen = await export(database, tmp_path / "seen.jsonl")
    code = await in_transaction(database, lambda c: w.add_item(c, world))
    file = await export(database, tmp_path / "new.jsonl", Scope(code=code), seen=(1,))
    report = check(file, seen)
    assert report.holds, said(report)
    [item] = [line for line in read_lines(file) if line["line"] == "item"]
    assert item["before"] == []


@pytest.mark.parametrize("table", ["evidence_item_leaf", "evidence_item_head", "evidence_item_node"])
async def test_neither_the_service_nor_the_owner_rewrites_what_belongs_to_an_item(
    database: Pool, owner_connection: Connection, service_connection: Connection, world: World, table: str
) -> None:
    await make_checkpoint(database, KEY)
    for connection in (owner_connection, service_connection):
        for attack in (f"DELETE FROM {table}", f"UPDATE {table} SET since = 9", f"TRUNCATE {table} CASCADE"):
            with pytest.raises(Exception, match=r"append-only|permission denied"):
                await connection.execute(attack)
