"""Acts that an older version could not read, and a newer one reads: evidence before and after holds alike."""

from pathlib import Path

import pytest

from courier.custody.reread_acts import reread_acts
from courier.database import Connection, Pool
from courier.evidence.export.model import Scope
from tests.custody import world as w
from tests.custody.test_reread_acts import world
from tests.evidence.days import check, export, said

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
