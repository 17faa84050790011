"""The carrier was offline when he collected: the desk takes over, opens and answers before his pickup is told."""

from itertools import permutations

import pytest

from courier.database import Connection, Pool
from mobile_contract import events
from mobile_contract.sync import Entry, SignedBody
from tests.custody import world as w
from tests.custody.handovers import stage

pytestmark = pytest.mark.anyio
ONE_ORIGINAL = [events.CountedLine(1, 1, 0, 0)]


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_what_the_desk_did_before_the_pickup_was_told_counts_as_if_told_after(
    database: Pool, owner_connection: Connection, world: w.World, order: tuple[int, ...]
) -> None:
    job_id = await w.add_job(owner_connection, world, leg="SEND")
    code, label = [await w.add_label(owner_connection, world) for _ in range(2)]
    desk = world.desk_device
    collected = stage.pick_up(world, code, job_id, ONE_ORIGINAL)
    offered = w.release(world.lan, world.desk, code, predecessor=w.event_id(collected))
    fate = [events.OriginalFate(1, "returned_later", 1)]
    told: list[tuple[w.SigningDevice, SignedBody | Entry]] = [
        (world.lan, collected),
        (desk, Entry(act=w.accept(desk, offered, code), carried=offered)),
        (desk, desk.act(events.Examine, code=code, papers=ONE_ORIGINAL, originals=fate, originals_label=label)),
        (desk, desk.act(events.AnswerFiling, code=code, dossier_code="H26.1-261122-0001", due_on="2026-12-04")),
    ]
    for place in order:
        await stage.send(database, *told[place])
    assert await stage.holder(database, code) == world.desk
    assert await stage.holder(database, label) == world.desk
    answered = await database.fetchrow(
        "SELECT code, due_on::text FROM dossier JOIN job USING (dossier_id) WHERE job_id = $1", job_id
    )
    assert tuple(answered or ()) == ("H26.1-261122-0001", "2026-12-04")
    assert set(await stage.cases(database)) <= {"papers_without_label"}


async def test_what_another_desk_says_of_a_dossier_is_not_its_due_date(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    code = await stage.picked_up(database, world, owner_connection, ONE_ORIGINAL)
    await stage.hand_to_desk(database, world, code)
    foreign = world.post_device.act(
        events.AnswerFiling, code=code, due_on="2030-01-01", refused="OTHER", happened_at_ms=4_000_000_000_000
    )
    await stage.send(database, world.post_device, foreign)
    own = world.desk_device.act(events.AnswerFiling, code=code, dossier_code="H26.1-261122-0001", due_on="2026-12-04")
    await stage.send(database, world.desk_device, own)
    dossier = "SELECT due_on::text, official_state FROM dossier WHERE code IS NOT NULL"
    assert (await database.fetchrow(dossier) or (None,))[0] == "2026-12-04"
