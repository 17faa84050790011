"""What waits for its citizen: two invitations two working days apart, 15 or 30 days, then back to the issuing desk."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from courier import clock
from courier.care.holding.invite import invite
from courier.care.holding.list_held import list_held
from courier.care.holding.model import HeldItem
from courier.care.holding.return_due import return_due
from courier.care.holding.set_rule import HoldingTerms, set_rule
from courier.database import Connection, Pool, in_transaction
from courier.errors import Conflict, NotFound
from mobile_contract import events
from mobile_contract.sync import Entry
from tests.custody import world as w
from tests.custody.handovers import stage

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(database: Pool) -> w.World:
    return await in_transaction(database, w.build)


async def set_days_ahead(connection: Connection, days: int) -> None:
    """The simulated clock, of server and program."""
    await connection.execute("UPDATE clock_setting SET clock_offset = make_interval(days => $1)", days)
    clock.follow(timedelta(days=days))


async def kept_at_office(database: Pool, world: w.World, code: str, *, card: bool = True) -> UUID:
    """Fetched, not met at home, brought to the post office's counter; returns its job."""
    await stage.with_carrier(database, world, code)
    missed = world.lan.act(events.Attempt, reason="ABSENT", solution="HOLD_AT_POINT", items=[code], card_left=card)
    offered = w.release(world.lan, world.post_office, code, predecessor=await stage.tip(database, code))
    taken = Entry(act=w.accept(world.post_device, offered, code), carried=offered)
    await stage.send(database, world.post_device, Entry(act=missed), taken)
    return world.jobs[code]


async def held(database: Pool, world: w.World) -> list[HeldItem]:
    return await list_held(database, world.post_office, world.dispatcher)


async def ask(database: Pool, world: w.World, job_id: UUID) -> None:
    await in_transaction(
        database,
        lambda c: invite(c, invitation_id=clock.new_id(), job_id=job_id, how="call", asked_by=world.dispatcher),
    )


async def send_back(database: Pool, world: w.World, *jobs: UUID) -> int:
    return await in_transaction(database, lambda c: return_due(c, world.post_office, jobs, world.dispatcher))


async def test_a_second_invitation_counts_two_working_days_after_the_first(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    job_id = await kept_at_office(database, world, next(iter(world.items)))
    item = (await held(database, world))[0]
    assert (item.job_id, item.invitations, item.state) == (job_id, 1, "waiting")
    await ask(database, world, job_id)
    assert (await held(database, world))[0].invitations == 1
    assert item.invite_on is not None
    await set_days_ahead(owner_connection, (item.invite_on - clock.today()).days)
    assert (await held(database, world))[0].state == "to_invite"
    await ask(database, world, job_id)
    again = (await held(database, world))[0]
    assert (again.invitations, again.invite_on, again.state) == (2, None, "waiting")


async def test_what_was_kept_long_enough_but_not_invited_twice_is_not_sent_back(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    job_id = await kept_at_office(database, world, next(iter(world.items)))
    await set_days_ahead(owner_connection, 60)
    assert (await held(database, world))[0].state == "to_invite"
    with pytest.raises(Conflict):
        await send_back(database, world, job_id)


async def test_what_is_due_goes_back_to_the_desk_that_issued_it(
    database: Pool, owner_connection: Connection, world: w.World
) -> None:
    job_id = await kept_at_office(database, world, next(iter(world.items)))
    await set_days_ahead(owner_connection, 7)
    await ask(database, world, job_id)
    kept_until = (await held(database, world))[0].kept_until
    with pytest.raises(Conflict):
        await send_back(database, world, job_id)
    await set_days_ahead(owner_connection, (kept_until - clock.today()).days + 8)
    assert (await held(database, world))[0].state == "due"
    assert await send_back(database, world, job_id) == 1
    assert await send_back(database, world, job_id) == 0
    assert (await held(database, world))[0].state == "returning"
    assert await database.fetchval("SELECT solution FROM job_solution WHERE job_id = $1", job_id) == "RETURN"


async def test_the_days_are_the_agreements_own(database: Pool, owner_connection: Connection, world: w.World) -> None:
    agreement_id = clock.new_id()
    await owner_connection.execute(
        "INSERT INTO agreement (agreement_id, desk_id, post_office_id, legs, handover_mode, legal_basis, valid_from) "
        "VALUES ($1, $2, $3, '{RETURN}', 'sealed', 'thử', '2020-01-01')",
        agreement_id,
        world.desk,
        world.post_office,
    )
    terms = HoldingTerms(valid_from=date(2026, 1, 1), hold_days_country=5, counts_working_days=True, source="điều 4")
    rule_id = clock.new_id()
    said: dict[str, Any] = {"rule_id": rule_id, "agreement_id": agreement_id, "terms": terms}
    await kept_at_office(database, world, next(iter(world.items)))
    before = (await held(database, world))[0].kept_until
    with pytest.raises(NotFound):
        await in_transaction(database, lambda c: set_rule(c, asked_by=world.clerk, **said))
    for _ in range(2):
        await in_transaction(database, lambda c: set_rule(c, asked_by=world.supervisor, **said))
    after = (await held(database, world))[0].kept_until
    assert (before - clock.today()).days >= 30
    assert 5 <= (after - clock.today()).days <= 16
    assert await database.fetchval("SELECT count(*) FROM holding_rule") == 2


async def test_after_the_last_visit_a_result_waits_at_the_post_office(database: Pool, world: w.World) -> None:
    code = next(iter(world.items))
    await stage.with_carrier(database, world, code)
    for tried in range(1, 4):
        await stage.send(
            database, world.lan, world.lan.act(events.Attempt, reason="ABSENT", solution="RETRY", items=[code])
        )
        solution = await database.fetchval("SELECT solution FROM job_solution WHERE job_id = $1", world.jobs[code])
        assert solution == ("HOLD_AT_POINT" if tried == 3 else "RETRY")
    assert [item.state for item in await held(database, world)] == ["tries_used_up"]


async def test_nobody_of_elsewhere_sees_invites_or_returns(database: Pool, world: w.World) -> None:
    job_id = await kept_at_office(database, world, next(iter(world.items)))
    assert await list_held(database, world.post_office, world.clerk) == []
    with pytest.raises(NotFound):
        await in_transaction(database, lambda c: return_due(c, world.post_office, [job_id], world.clerk))
    with pytest.raises(NotFound):
        await in_transaction(
            database,
            lambda c: invite(c, invitation_id=clock.new_id(), job_id=job_id, how="call", asked_by=world.clerk),
        )
