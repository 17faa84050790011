"""What is exported holds by itself; what a superuser does to the database shows, given what was seen earlier."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from courier import signatures
from courier.clock import today
from courier.database import Connection, Pool, open_connection
from courier.embedded import RunningPostgres
from courier.evidence.export.model import Scope
from courier.evidence.verify.read_export import NotAnExport
from courier.evidence.verify.verify_export import verify_export
from tests.conftest import Address
from tests.custody.world import World
from tests.evidence.days import KEY, check, dispute, export, hand_over, key_text, ride, said


@pytest.fixture
async def world(database: Pool) -> World:
    return await ride(database)


async def test_a_whole_log_holds(database: Pool, world: World, tmp_path: Path) -> None:
    report = check(await export(database, tmp_path / "all.jsonl"))
    assert report.holds, said(report)
    assert all(report.checked[name] for name in ("file", "checkpoints", "places", "acts", "devices", "ledger", "sides"))
    assert report.checked["holder"] == len(world.items)


async def test_each_item_holds_alone(database: Pool, world: World, tmp_path: Path) -> None:
    for code, item_id in world.items.items():
        for scope in (Scope(code=code), Scope(item_id=item_id)):
            report = check(await export(database, tmp_path / "one.jsonl", scope))
            assert report.holds, said(report)
            assert report.checked["holder"] >= 1


async def test_items_of_a_day_hold(database: Pool, world: World, tmp_path: Path) -> None:
    report = check(await export(database, tmp_path / "day.jsonl", Scope(from_day=today(), office_id=world.post_office)))
    assert report.holds, said(report)
    assert report.checked["holder"] == len(world.items)


async def test_a_log_that_goes_on_continues_what_was_seen(database: Pool, world: World, tmp_path: Path) -> None:
    first = await export(database, tmp_path / "first.jsonl")
    await hand_over(database, world.desk_device, world.lan, list(world.items)[4])
    for scope in (None, Scope(code=next(iter(world.items)))):
        report = check(await export(database, tmp_path / "second.jsonl", scope), first)
        assert report.holds, said(report)
        assert report.checked["seen"] > 4


async def test_a_rewound_ledger_holds(database: Pool, world: World, tmp_path: Path) -> None:
    code = list(world.items)[4]
    await hand_over(database, world.desk_device, world.lan, code)
    await dispute(database, world, code)
    assert await database.fetchval("SELECT count(*) FROM ledger WHERE kind = 'rewound'") > 0
    report = check(await export(database, tmp_path / "all.jsonl"))
    assert report.holds, said(report)


async def test_no_personal_data_is_in_an_export(database: Pool, world: World, tmp_path: Path) -> None:
    names = [row[0] for row in await database.fetch("SELECT full_name FROM person UNION SELECT name FROM office")]
    text = (await export(database, tmp_path / "all.jsonl")).read_text()
    assert not [name for name in names if name in text]


# The file itself.


async def test_a_changed_cut_or_lengthened_file_shows(database: Pool, world: World, tmp_path: Path) -> None:
    file = await export(database, tmp_path / "all.jsonl")
    lines = file.read_bytes().splitlines(keepends=True)
    broken = tmp_path / "broken.jsonl"
    for number in range(1, len(lines), 7):
        broken.write_bytes(b"".join(lines[:number] + lines[number + 1 :]))
        assert not check(broken).holds, f"line {number} left out"
    for keep in (len(lines) - 1, len(lines) // 2):
        broken.write_bytes(b"".join(lines[:keep]))
        assert "cut off" in said(check(broken))
    broken.write_bytes(b"".join([*lines, lines[-2]]))
    assert "added after the last" in said(check(broken))


@pytest.mark.parametrize("content", [b"", b"{}\n", b"\x00\xff\n", b"[1]\n", "số\n".encode(), b'{"line":"row"}\n'])
def test_a_file_that_is_not_ours_is_named(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(NotAnExport, match="not written by"):
        check(tmp_path / "x")


async def test_a_line_cut_in_the_middle_is_named(database: Pool, world: World, tmp_path: Path) -> None:
    file = await export(database, tmp_path / "all.jsonl")
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:7]) + lines[7][:20])
    with pytest.raises(NotAnExport, match="broken off"):
        check(file)


async def test_another_servers_key_shows(database: Pool, world: World, tmp_path: Path) -> None:
    file = await export(database, tmp_path / "all.jsonl")
    assert verify_export(file, (), key_text())[1].holds
    assert verify_export(file, (), signatures.key_id(signatures.public_bytes(KEY)))[1].holds
    other = signatures.key_id(signatures.public_bytes(signatures.new_key()))
    assert "not the known one" in said(verify_export(file, (), other)[1])


# A superuser at the database.

Attack = Callable[[Connection, World], Awaitable[None]]


async def disarm(connection: Connection) -> None:
    """All that a superuser can switch off: triggers and keys, for this session; append-only triggers by name."""
    await connection.execute("SET session_replication_role = replica")
    for table in await connection.fetch(
        "SELECT DISTINCT event_object_table AS name FROM information_schema.triggers "
        "WHERE trigger_name = 'refuse_rewrite'"
    ):
        await connection.execute(f'ALTER TABLE "{table["name"]}" DISABLE TRIGGER ALL')


async def change_a_row(connection: Connection, world: World) -> None:
    await connection.execute(
        "UPDATE ledger SET to_party = $2 WHERE item_id = $1 AND seq = 1",
        world.items[list(world.items)[1]],
        world.citizen,
    )


async def change_what_is_not_hashed(connection: Connection, world: World) -> None:
    await connection.execute("UPDATE ledger SET province_code = '99' WHERE kind = 'handover'")


async def drop_a_row(connection: Connection, world: World) -> None:
    await connection.execute("DELETE FROM ledger WHERE item_id = $1 AND seq = 1", world.items[list(world.items)[1]])


async def drop_the_last_row_of_an_item(connection: Connection, world: World) -> None:
    item_id = world.items[list(world.items)[1]]
    await connection.execute(
        "DELETE FROM ledger WHERE item_id = $1 AND seq = (SELECT max(seq) FROM ledger WHERE item_id = $1)", item_id
    )


async def swap_two_rows(connection: Connection, world: World) -> None:
    item_id = world.items[list(world.items)[1]]
    for old, new in ((1, 90), (2, 1), (90, 2)):
        await connection.execute("UPDATE ledger SET seq = $3 WHERE item_id = $1 AND seq = $2", item_id, old, new)


async def drop_an_act(connection: Connection, world: World) -> None:
    await connection.execute("DELETE FROM signed_event WHERE kind = 'deliver'")


async def change_an_acts_bytes(connection: Connection, world: World) -> None:
    await connection.execute(
        "UPDATE signed_event SET body = convert_to(replace(convert_from(body, 'UTF8'), $1, $2), 'UTF8') "
        "WHERE kind = 'deliver'",
        str(world.citizen),
        str(world.minh.party_id),
    )


async def slip_in_an_item(connection: Connection, world: World) -> None:
    await connection.execute(
        "INSERT INTO event_item (event_id, code, position, kind, party_id, to_party, from_party, ref) "
        "SELECT event_id, $1, 9, kind, party_id, to_party, from_party, ref FROM event_item WHERE kind = 'deliver'",
        list(world.items)[4],
    )


async def take_an_item_out_of_an_opening(connection: Connection, world: World) -> None:
    await connection.execute("DELETE FROM event_item WHERE kind = 'open_bag'")


async def give_a_device_another_key(connection: Connection, world: World) -> None:
    key = signatures.public_bytes(signatures.new_key())
    await connection.execute("UPDATE device SET public_key = $1 WHERE device_id = $2", key, world.lan.device_id)


async def change_a_resolution(connection: Connection, world: World) -> None:
    await connection.execute("UPDATE dispute_resolution SET decided_by = $1", world.clerk)


async def bind_a_label_to_another_item(connection: Connection, world: World) -> None:
    codes = list(world.items)
    await connection.execute(
        "UPDATE item_label SET item_id = $1, reason = 'replacement' WHERE code = $2", world.items[codes[0]], codes[1]
    )


@pytest.fixture
async def superuser(postgres: RunningPostgres, address: Address) -> "Connection":
    async with open_connection(postgres.dsn(address.name, "postgres")) as connection:
        yield connection


@pytest.mark.parametrize(
    "attack",
    [
        change_a_row,
        change_what_is_not_hashed,
        drop_a_row,
        drop_the_last_row_of_an_item,
        swap_two_rows,
        drop_an_act,
        change_an_acts_bytes,
        slip_in_an_item,
        take_an_item_out_of_an_opening,
        give_a_device_another_key,
        change_a_resolution,
        bind_a_label_to_another_item,
    ],
)
async def test_what_a_superuser_does_to_signed_rows_shows(
    database: Pool, superuser: Connection, world: World, tmp_path: Path, attack: Attack
) -> None:
    before = await export(database, tmp_path / "before.jsonl")
    await disarm(superuser)
    await attack(superuser, world)
    report = check(await export(database, tmp_path / "after.jsonl"))
    assert not report.holds
    assert all(fault.row for fault in report.faults)
    assert not check(tmp_path / "after.jsonl", before).holds


async def test_a_row_dropped_from_one_items_tail_shows_in_that_items_export(
    database: Pool, superuser: Connection, world: World, tmp_path: Path
) -> None:
    await export(database, tmp_path / "before.jsonl")
    await disarm(superuser)
    await drop_the_last_row_of_an_item(superuser, world)
    report = check(await export(database, tmp_path / "one.jsonl", Scope(code=list(world.items)[1])))
    assert "the row is gone" in said(report)
    assert "by the acts the holder is" in said(report)


async def rebuild_log(connection: Connection) -> None:
    """Forget all places and checkpoints: the server numbers and signs the new history itself, with its own key."""
    await connection.execute(
        "TRUNCATE evidence_checkpoint, evidence_node, evidence_leaf, evidence_item_leaf, evidence_item_head, "
        "evidence_item_node"
    )


async def test_a_dropped_tail_shows_to_whoever_saw_a_checkpoint(
    database: Pool, superuser: Connection, world: World, tmp_path: Path
) -> None:
    """The last hand-over never was: acts, logs, ledger, places and checkpoints are cut to before it."""
    await export(database, tmp_path / "honest.jsonl")
    marks = await superuser.fetchrow(
        "SELECT (SELECT count(*) FROM evidence_leaf) AS leaf, (SELECT max(number) FROM evidence_checkpoint) AS number"
    )
    code = list(world.items)[4]
    taken = await hand_over(database, world.desk_device, world.lan, code)
    seen = await export(database, tmp_path / "seen.jsonl")
    await disarm(superuser)
    given = await superuser.fetchval("SELECT answers FROM signed_event WHERE event_id = $1", taken)
    for event in (taken, given):
        for table in ("event_item", "device_log", "signed_event"):
            await superuser.execute(f"DELETE FROM {table} WHERE event_id = $1", event)
    await superuser.execute("DELETE FROM ledger WHERE taken_event = $1", taken)
    await superuser.execute("DELETE FROM evidence_checkpoint WHERE number > $1", marks["number"])
    for table in ("evidence_item_leaf", "evidence_item_head", "evidence_item_node"):
        await superuser.execute(f"DELETE FROM {table} WHERE since > $1", marks["number"])
    await superuser.execute("DELETE FROM evidence_leaf WHERE leaf >= $1", marks["leaf"])
    after = await export(database, tmp_path / "after.jsonl")
    assert check(after).holds, "nothing in the file itself is wrong"
    report = check(after, seen)
    assert "the tail was dropped" in said(report)
    assert "gone or others now" in said(report), "the receipt of that phone"


async def test_history_rewritten_whole_shows_to_whoever_saw_a_checkpoint(
    database: Pool, superuser: Connection, world: World, tmp_path: Path
) -> None:
    """Another time of one hand-over, every later hash computed anew, the log rebuilt and signed by the server."""
    seen = await export(database, tmp_path / "seen.jsonl")
    item_id = world.items[list(world.items)[1]]
    await disarm(superuser)
    await superuser.execute(
        "UPDATE ledger SET recorded_at = recorded_at - interval '1 hour' WHERE item_id = $1 AND seq = 1", item_id
    )
    for seq in range(2, 10):
        await superuser.execute(
            "UPDATE ledger AS l SET prev_hash = p.hash FROM ledger AS p "
            "WHERE l.item_id = $1 AND l.seq = $2 AND p.item_id = l.item_id AND p.seq = l.seq - 1",
            item_id,
            seq,
        )
    await rebuild_log(superuser)
    after = await export(database, tmp_path / "after.jsonl")
    assert check(after).holds, "nothing in the file itself is wrong"
    assert "history was rewritten" in said(check(after, seen))
    one = await export(database, tmp_path / "one.jsonl", Scope(item_id=item_id), seen=(1,))
    assert "history was rewritten" in said(check(one, seen))


async def test_two_rows_that_changed_places_show_to_whoever_saw_a_checkpoint(
    database: Pool, superuser: Connection, world: World, tmp_path: Path
) -> None:
    seen = await export(database, tmp_path / "seen.jsonl")
    await disarm(superuser)
    await superuser.execute("TRUNCATE evidence_checkpoint, evidence_node")
    for old, new in ((3, -1), (4, 3), (-1, 4)):
        await superuser.execute("ALTER TABLE evidence_leaf DROP CONSTRAINT IF EXISTS evidence_leaf_leaf_check")
        await superuser.execute("UPDATE evidence_leaf SET leaf = $2 WHERE leaf = $1", old, new)
    report = check(await export(database, tmp_path / "after.jsonl"), seen)
    assert "history was rewritten" in said(report)


async def test_a_checkpoint_alone_is_enough_to_see_with(database: Pool, world: World, tmp_path: Path) -> None:
    """One line on paper or in a message: what was signed, and the signature."""
    lines = (await export(database, tmp_path / "seen.jsonl")).read_text().splitlines()
    kept = tmp_path / "kept.json"
    line = next(json.loads(line) for line in reversed(lines) if json.loads(line)["line"] == "checkpoint")
    kept.write_text(json.dumps({"body": line["body"], "signature": line["signature"]}))
    assert check(tmp_path / "seen.jsonl", kept).checked["seen"] == 3
    body = json.loads(line["body"])
    body["root"] = "0" * 64
    kept.write_text(json.dumps({"body": json.dumps(body), "signature": line["signature"]}))
    assert "signed by a key not named" in said(check(tmp_path / "seen.jsonl", kept))
