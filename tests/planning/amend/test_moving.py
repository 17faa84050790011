"""One job more in the plan in force: the plan is opened once, and others give way only where it is allowed and told."""

from uuid import UUID

import httpx
import pytest

from courier.database import Connection, Pool, in_transaction
from courier.planning.amend import warm
from courier.planning.amend.amend_plan import preview_change
from courier.planning.amend.model import Insert
from courier.planning.amend.pin_job import pin_job
from courier.planning.amend.standing_plan import Kept, StandingPlan, stand
from courier.planning.question import COSTS
from tests.custody.world import SigningDevice
from tests.planning.amend.test_amend_plan import amend, assert_verified, of, published, view
from tests.planning.day import PlanningDay, add_job, add_ordinary_jobs, open_shifts


async def test_looking_at_a_change_and_making_it_opens_the_plan_once(
    database: Pool, day: PlanningDay, owner_connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_shifts(owner_connection, day)
    await add_ordinary_jobs(owner_connection, day)
    plan_id = await published(database, day)
    job_id = await add_job(owner_connection, day, "thêm")
    opened: list[UUID] = []

    def standing(kept: Kept) -> StandingPlan:
        opened.append(kept.locked.plan_id)
        return stand(kept)

    monkeypatch.setattr(warm, "stand", standing)
    looked = await preview_change(database, plan_id, Insert(job_id=job_id, most_moved=3), day.world.dispatcher)
    made = await amend(database, day, plan_id, Insert(job_id=job_id, most_moved=3))
    assert opened == [plan_id]
    assert made.effect == looked
    assert (looked.moved, looked.moved_cost_s) == ([], 0)
    assert looked.added_cost_unmoved_s == looked.added_cost_s > 0
    later = await add_job(owner_connection, day, "thêm nữa")
    await amend(database, day, made.plan.plan_id, Insert(job_id=later))
    assert opened == [plan_id, made.plan.plan_id], "another version, another question"


async def test_a_plan_held_open_is_opened_anew_once_its_day_has_changed(
    database: Pool, day: PlanningDay, owner_connection: Connection
) -> None:
    await open_shifts(owner_connection, day)
    await add_ordinary_jobs(owner_connection, day)
    plan_id = await published(database, day)
    job_id = await add_job(owner_connection, day, "thêm")
    assert (await preview_change(database, plan_id, Insert(job_id=job_id), day.world.dispatcher)).is_possible
    await owner_connection.execute("UPDATE job SET weight_g = 20000 WHERE job_id = $1", job_id)
    assert not (await preview_change(database, plan_id, Insert(job_id=job_id), day.world.dispatcher)).is_possible


async def test_a_job_that_fits_nowhere_moves_another_one_and_that_is_said(
    database: Pool, day: PlanningDay, owner_connection: Connection, office: httpx.AsyncClient
) -> None:
    """All are asked for at one time, so that each carrier makes one; the new one is held to Lan."""
    world, same_time = day.world, (day.at(8), day.at(8, 3))
    await open_shifts(owner_connection, day, territory=[])

    async def pin(job_id: UUID, carrier: SigningDevice | None) -> None:
        party_id = None if carrier is None else carrier.party_id
        await in_transaction(
            database, lambda c: pin_job(c, job_id, world.post_office, day.on_date, party_id, world.dispatcher)
        )

    first = await add_job(owner_connection, day, "một", window=same_time)
    await pin(first, world.lan)
    plan_id = await published(database, day)
    await pin(first, None)
    second = await add_job(owner_connection, day, "hai", window=same_time)
    await pin(second, world.lan)
    change = {"kind": "insert", "job_id": str(second)}
    previews, changes = (f"/api/v1/office/plans/{plan_id}/{what}" for what in ("previews", "changes"))
    alone = (await office.post(previews, json=change | {"most_moved": 0})).json()
    assert not alone["is_possible"]
    looked = (await office.post(previews, json=change)).json()
    assert looked["placed"] == [str(second)]
    assert [moved["job_id"] for moved in looked["moved"]] == [str(first)]
    assert looked["moved_cost_s"] == COSTS.moved_s
    assert looked["added_cost_unmoved_s"] is None
    assert "1 việc khác đổi bưu tá" in looked["vi"]
    made = (await office.post(changes, json=change)).json()
    new_id = UUID(made["plan"]["plan_id"])
    await assert_verified(owner_connection, new_id)
    plan = await view(database, day, new_id)
    assert {job for _, job in of(plan, world.lan)} == {second}
    assert {job for _, job in of(plan, world.minh)} == {first}
