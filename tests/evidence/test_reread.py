"""Acts that an older version could not read, and a newer one reads: evidence before and after holds alike."""

from pathlib import Path

import pytest

from courier.custody.events import reading
from courier.custody.reread_acts import reread_acts
from courier.database import Connection, Pool, in_transaction
from courier.evidence.export.model import Scope
from mobile_contract import events
from tests.custody import world as w
from tests.custody.test_reread_acts import world
from tests.evidence.days import check, export, said, send

__all__ = ["world"]
pytestmark = pytest.mark.anyio


async def test_acts_read_after_an_upgrade_are_no_rewritten_history(
    database: Pool, owner_connection: Connection, world: w.World, tmp_path: Path
) -> None:
    async with owner_connection.transaction():  # as a phone whose clock was behind its last sync
        await owner_connection.execute("ALTER TABLE signed_event DISABLE TRIGGER refuse_rewrite")
        await owner_connection.execute("UPDATE signed_event SET happened_at = happened_at + interval '1 minute'")
        await owner_connection.execute("ALTER TABLE signed_event ENABLE ALWAYS TRIGGER refuse_rewrite")
    times = await database.fetch("SELECT event_id, happened_at FROM signed_event ORDER BY 1")
    before = await export(database, tmp_path / "before.jsonl")
    assert check(before).holds, said(check(before))
    async with owner_connection.transaction():
        await reread_acts(owner_connection)
    for scope in (None, Scope(code=next(iter(world.items)))):
        report = check(await export(database, tmp_path / "after.jsonl", scope), before)
        assert report.holds, said(report)
        assert report.checked["holder"] == 1
    assert await database.fetch("SELECT event_id, happened_at FROM signed_event ORDER BY 1") == times


@pytest.mark.parametrize("change", ["is_readable = false", f"to_party = '{'0' * 8}-0000-0000-0000-000000000000'"])
async def test_what_is_made_of_such_an_act_by_a_superuser_shows(
    database: Pool, owner_connection: Connection, world: w.World, tmp_path: Path, change: str
) -> None:
    before = await export(database, tmp_path / "before.jsonl")
    async with owner_connection.transaction():
        await reread_acts(owner_connection)
        await owner_connection.execute("ALTER TABLE signed_event DISABLE TRIGGER refuse_rewrite")
        await owner_connection.execute(f"UPDATE signed_event SET {change} WHERE kind = 'release'")
    assert not check(await export(database, tmp_path / "after.jsonl"), before).holds


@pytest.fixture
async def sheet(database: Pool, monkeypatch: pytest.MonkeyPatch) -> w.World:
    """A hand-over entered from paper, told to a server that knows no such entries."""
    world = await in_transaction(database, lambda c: w.build(c, items=1))
    [code] = world.items
    entered = world.post_device.act(
        events.Transcribe,
        from_party=world.desk,
        to_party=world.lan.party_id,
        items=[events.ItemRef(code, None)],
        written_at_ms=WRITTEN_AT_MS,
    )
    read = reading._read_act
    with monkeypatch.context() as older:
        older.setattr(
            reading,
            "_read_act",
            lambda body, party: act if not isinstance(act := read(body, party), events.Transcribe) else None,
        )
        await send(database, world.post_device, entered)
    return world


WRITTEN_AT_MS = 1_790_000_000_000


async def test_a_sheet_read_after_an_upgrade_is_no_rewritten_history(
    database: Pool, owner_connection: Connection, sheet: w.World, tmp_path: Path
) -> None:
    before = await export(database, tmp_path / "before.jsonl")
    async with owner_connection.transaction():
        await reread_acts(owner_connection)
    assert await database.fetchval("SELECT holder_id FROM head") == sheet.lan.party_id
    when = "SELECT (extract(epoch FROM happened_at) * 1000)::bigint FROM signed_event WHERE kind = 'transcribe'"
    assert await database.fetchval(when) == WRITTEN_AT_MS
    for scope in (None, Scope(code=next(iter(sheet.items)))):
        report = check(await export(database, tmp_path / "after.jsonl", scope, seen=(1,)), before)
        assert report.holds, said(report)


@pytest.mark.parametrize(
    "change",
    [
        "happened_at = happened_at + interval '1 hour'",
        "happened_at = first_happened_at, first_happened_at = NULL",
        "first_happened_at = first_happened_at + interval '1 hour'",
        "first_happened_at = NULL",
    ],
)
async def test_another_time_of_such_a_sheet_shows(
    database: Pool, owner_connection: Connection, sheet: w.World, tmp_path: Path, change: str
) -> None:
    before = await export(database, tmp_path / "before.jsonl")
    async with owner_connection.transaction():
        await reread_acts(owner_connection)
        await owner_connection.execute("ALTER TABLE signed_event DISABLE TRIGGER refuse_rewrite")
        await owner_connection.execute(f"UPDATE signed_event SET {change} WHERE kind = 'transcribe'")
    assert not check(await export(database, tmp_path / "after.jsonl"), before).holds
