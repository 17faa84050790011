"""Damage and loss: the record at once, the clocks of a loss, «đang xác minh» until found or told."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from courier import clock
from courier.care.timeline import track
from courier.custody.incidents.list_incidents import list_incidents
from courier.custody.incidents.model import ClockRule, Incident, clocks
from courier.custody.incidents.note_incident import note_incident
from courier.custody.incidents.read_clocks import read_clocks
from courier.custody.incidents.set_clocks import set_clocks
from courier.custody.incidents.take_step import take_step
from courier.database import Connection, Pool, in_transaction
from courier.errors import Conflict, IdInUse, NotFound
from mobile_contract import events
from tests.custody import world as w
from tests.custody.handovers import stage

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(database: Pool) -> w.World:
    return await in_transaction(database, w.build)


async def listed(database: Pool, world: w.World) -> list[Incident]:
    return await list_incidents(database, world.post_office, world.supervisor)


async def report(database: Pool, world: w.World, what: str = "lost") -> Incident:
    code = next(iter(world.items))
    said = stage.detailed(
        world.lan, events.Report, {"note": "Rơi trên đường"}, code=code, what=what, proofs=[stage.PHOTO]
    )
    await stage.send(database, world.lan, said)
    return (await listed(database, world))[0]


async def step(database: Pool, world: w.World, incident: Incident, name: str) -> None:
    await in_transaction(
        database,
        lambda c: take_step(
            c,
            incident_id=incident.incident_id,
            step=name,  # type: ignore[arg-type]
            note=None,
            happened_at=clock.now(),
            asked_by=world.supervisor,
        ),
    )


async def test_a_loss_runs_three_clocks_and_what_is_overdue_stands_first(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    lost = await report(database, world)
    assert [deadline.step for deadline in lost.deadlines] == ["head_told", "agency_told", "search_ended"]
    assert not lost.is_overdue
    await owner_connection.execute("UPDATE clock_setting SET clock_offset = interval '31 minutes'")
    late = (await listed(database, world))[0]
    assert next(d.step for d in late.deadlines if d.is_overdue) == "head_told"
    await owner_connection.execute("UPDATE clock_setting SET clock_offset = interval '25 hours'")
    assert all(d.is_overdue for d in (await listed(database, world))[0].deadlines)


async def test_who_was_told_in_time_is_not_overdue(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    lost = await report(database, world)
    for name in ("head_told", "agency_told", "found"):
        await step(database, world, lost, name)
    await owner_connection.execute("UPDATE clock_setting SET clock_offset = interval '25 hours'")
    seen = (await listed(database, world))[0]
    assert not seen.is_overdue
    assert await database.fetchval("SELECT count(*) FROM item_under_inquiry") == 0


async def test_in_public_what_is_lost_is_being_inquired_into_until_its_owner_was_told(
    database: Pool, world: w.World
) -> None:
    code = next(iter(world.items))
    await stage.with_carrier(database, world, code)
    before = (await track(database, code)).now.stage
    lost = await report(database, world)
    assert (await track(database, code)).now.stage == "verifying" != before
    await step(database, world, lost, "owner_told")
    assert (await track(database, code)).now.stage == before


async def test_a_step_is_taken_once_and_its_first_record_counts(database: Pool, world: w.World) -> None:
    lost = await report(database, world)
    await step(database, world, lost, "head_told")
    first = await database.fetchval("SELECT happened_at FROM incident_step")
    await step(database, world, lost, "head_told")
    assert await database.fetch("SELECT happened_at FROM incident_step") == [(first,)]


async def test_damage_has_its_record_its_photo_still_to_come_and_no_clock(database: Pool, world: w.World) -> None:
    damaged = await report(database, world, "damaged")
    assert (damaged.deadlines, damaged.note, damaged.missing_files) == ([], "Rơi trên đường", 1)
    assert damaged.reported_by == "Người 0"


async def test_the_office_writes_down_what_it_noticed_itself_once(database: Pool, world: w.World) -> None:
    code = next(iter(world.items))
    said: dict[str, Any] = {
        "incident_id": clock.new_id(),
        "code": code,
        "office_id": world.post_office,
        "noticed_at": clock.now(),
    }
    for _ in range(2):
        await in_transaction(database, lambda c: note_incident(c, kind="lost", asked_by=world.supervisor, **said))
    assert await stage.cases(database) == ["incident"]
    with pytest.raises(Conflict):
        await in_transaction(database, lambda c: note_incident(c, kind="wet", asked_by=world.supervisor, **said))
    with pytest.raises(NotFound):
        await in_transaction(
            database,
            lambda c: note_incident(c, kind="wet", asked_by=world.clerk, **(said | {"incident_id": clock.new_id()})),
        )


def test_the_day_of_a_loss_ends_at_midnight_in_viet_nam() -> None:
    now = clock.now()
    due = clocks("lost", now, ClockRule())
    assert due["agency_told"].astimezone(clock.VIETNAM).hour == 0
    assert due["search_ended"] - now == timedelta(hours=24)


async def test_the_clocks_of_a_loss_are_the_offices_own_from_a_day_on(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    lost = await report(database, world)
    rule = ClockRule(tell_head_min=10, tell_agency_days=2, search_h=72)
    today, tomorrow = clock.today(), clock.today() + timedelta(days=1)

    async def lay_down(valid_from: date, who: UUID) -> None:
        await in_transaction(
            database, lambda c: set_clocks(c, world.post_office, rule, valid_from, "Thỏa thuận 7", who)
        )

    with pytest.raises(NotFound):
        await lay_down(today, world.dispatcher)
    await lay_down(tomorrow, world.supervisor)
    assert (await listed(database, world))[0].deadlines == lost.deadlines
    await lay_down(today, world.supervisor)
    due = {deadline.step: deadline.due_at for deadline in (await listed(database, world))[0].deadlines}
    assert due["head_told"] - lost.noticed_at == timedelta(minutes=10)
    assert due["search_ended"] - lost.noticed_at == timedelta(hours=72)
    assert due["agency_told"].astimezone(clock.VIETNAM).date() == today + timedelta(days=3)
    kept = await read_clocks(database, world.post_office, world.dispatcher)
    assert kept.clocks == rule
    assert [one.valid_from for one in kept.said] == [tomorrow, today]
    with pytest.raises(NotFound):
        await read_clocks(database, world.post_office, world.clerk)
    with pytest.raises(asyncpg.PostgresError):
        await owner_connection.execute("UPDATE incident_rule SET search_h = 1")


async def test_an_incident_is_the_same_or_another_and_then_refused(database: Pool, world: w.World) -> None:
    """Also where the sender's clock is ahead: the same words again are the same."""
    code, second = list(world.items)
    for noticed_at in (clock.now() - timedelta(hours=1), clock.now() + timedelta(minutes=10)):
        said: dict[str, Any] = {
            "incident_id": clock.new_id(),
            "code": code,
            "kind": "lost",
            "office_id": world.post_office,
            "noticed_at": noticed_at,
        }
        for _ in range(2):
            await in_transaction(database, lambda c, s=said: note_incident(c, asked_by=world.supervisor, **s))  # type: ignore[misc]
        others = {"code": second, "kind": "wet", "noticed_at": clock.now() - timedelta(hours=3)}
        for field, other in others.items():
            changed = said | {field: other}
            with pytest.raises(IdInUse):
                await in_transaction(database, lambda c, s=changed: note_incident(c, asked_by=world.supervisor, **s))  # type: ignore[misc]
    assert await database.fetchval("SELECT count(*) FROM incident") == 2
