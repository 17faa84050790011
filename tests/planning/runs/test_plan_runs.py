"""Plan runs over HTTP and against a real planner process: told, done, cancelled, lost and found."""

import asyncio
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx

from courier import clock
from courier.database import Connection, Pool, in_transaction
from courier.planning.plans.read_plan import get_plan
from courier.planning.runs.ask_run import ask_run, get_run
from courier.planning.runs.runner import LOST_AFTER_S, PlanRunner
from tests.conftest import Address
from tests.planning.day import PlanningDay, add_job, add_ordinary_jobs, open_shifts

OVER = {"done", "cancelled", "failed"}


async def until(client: httpx.AsyncClient, run_id: str, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    for _ in range(600):
        run: dict[str, Any] = (await client.get(f"/api/v1/office/plan-runs/{run_id}")).raise_for_status().json()
        if is_so(run):
            return run
        await asyncio.sleep(0.1)
    raise AssertionError(run)


async def ask(client: httpx.AsyncClient, day: PlanningDay, **more: object) -> dict[str, Any]:
    body = {"office_id": str(day.world.post_office), "on_date": str(day.on_date)} | more
    answer = await client.post("/api/v1/office/plan-runs", json=body)
    assert answer.status_code == 202, answer.text
    run: dict[str, Any] = answer.json()
    return run


async def test_a_run_is_answered_at_once_and_ends_with_a_draft(
    office: httpx.AsyncClient, day: PlanningDay, owner_connection: Connection
) -> None:
    await open_shifts(owner_connection, day)
    await add_ordinary_jobs(owner_connection, day)
    run = await ask(office, day, seconds=1.5)
    assert run["state"] == "queued"
    run = await until(office, run["run_id"], lambda run: run["state"] in OVER)
    assert (run["state"], run["requests"], run["served"], run["problem"]) == ("done", 12, 12, None)
    plan = (await office.get(f"/api/v1/office/plans/{run['plan_id']}")).raise_for_status().json()
    assert (plan["summary"]["status"], plan["summary"]["cost_s"]) == ("draft", run["best_cost_s"])
    told = await owner_connection.fetch("SELECT facts FROM change WHERE facts ->> 'run_id' = $1", run["run_id"])
    states = [row["facts"]["state"] for row in told]
    assert states[0] == "queued"
    assert "running" in states
    assert states[-1] == "done"
    listed = await office.get(
        "/api/v1/office/plan-runs", params={"office_id": str(day.world.post_office), "on_date": str(day.on_date)}
    )
    assert [row["run_id"] for row in listed.json()] == [run["run_id"]]


async def test_a_cancelled_run_keeps_the_best_plan_it_had(
    office: httpx.AsyncClient, day: PlanningDay, owner_connection: Connection
) -> None:
    await open_shifts(owner_connection, day)
    await add_ordinary_jobs(owner_connection, day)
    run = await ask(office, day, seconds=100)
    again = await ask(office, day)
    assert again["run_id"] == run["run_id"]
    await until(office, run["run_id"], lambda run: run["served"] == 12)
    assert (await office.post(f"/api/v1/office/plan-runs/{run['run_id']}/cancel")).status_code == 200
    run = await until(office, run["run_id"], lambda run: run["state"] in OVER)
    assert run["state"] == "cancelled"
    plan = await get_plan(owner_connection, run["plan_id"], day.world.dispatcher)
    assert plan.summary.jobs_served == 12
    assert (await office.post(f"/api/v1/office/plan-runs/{run['run_id']}/cancel")).json() == run


async def test_a_run_that_cannot_plan_says_why(office: httpx.AsyncClient, day: PlanningDay) -> None:
    run = await until(office, (await ask(office, day))["run_id"], lambda run: run["state"] in OVER)
    assert (run["state"], run["problem"], run["plan_id"]) == ("failed", "conflict", None)
    assert "mở ca" in run["problem_vi"]


async def test_a_run_waits_while_another_office_s_run_thinks(
    database: Pool, day: PlanningDay, owner_connection: Connection
) -> None:
    await open_shifts(owner_connection, day)
    await add_job(owner_connection, day, "một")
    runner = PlanRunner(database, lambda: None)
    async with runner.running():
        runs = []
        for on_date in (day.on_date, day.on_date + timedelta(days=1)):

            async def new(connection: Connection, on_date: Any = on_date) -> Any:
                return await ask_run(
                    connection, day.world.post_office, on_date, 60.0, runner.owner_id, day.world.dispatcher
                )

            run, is_new = await in_transaction(database, new)
            assert is_new
            runner.take_up(run.run_id)
            runs.append(run.run_id)
        while (await get_run(database, runs[0], day.world.dispatcher)).served is None:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        states = [(await get_run(database, run, day.world.dispatcher)).state for run in runs]
        assert states == ["running", "queued"]
    states = [(await get_run(database, run, day.world.dispatcher)).state for run in runs]
    assert states == ["failed", "failed"]
    assert (await get_run(database, runs[0], day.world.dispatcher)).problem == "interrupted"


async def test_a_run_of_a_killed_server_is_found_and_the_day_can_be_planned_again(
    database: Pool, day: PlanningDay, owner_connection: Connection, address: Address
) -> None:
    await open_shifts(owner_connection, day)
    await add_job(owner_connection, day, "một")
    server = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.planning.runs.thinking",
        address.service_dsn,
        *(str(part) for part in (day.world.post_office, day.on_date, day.world.dispatcher)),
        stdout=asyncio.subprocess.PIPE,
    )
    assert server.stdout is not None
    assert (await server.stdout.readline()).strip() == b"thinking"
    server.send_signal(signal.SIGKILL)
    await server.wait()
    runner = PlanRunner(database, lambda: None)
    assert await runner.fail_lost() == 0
    await clock.set_simulated_now(owner_connection, clock.now() + timedelta(hours=9))
    assert await runner.fail_lost() == 0  # a simulated jump is no silence
    await owner_connection.execute(
        "UPDATE plan_run SET heartbeat_at = heartbeat_at - $1 * interval '1 second'", LOST_AFTER_S + 1
    )
    assert await runner.fail_lost() == 1
    run = await owner_connection.fetchrow("SELECT run_id, state, problem FROM plan_run")
    assert (run["state"], run["problem"]) == ("failed", "interrupted")

    async def again(connection: Connection) -> bool:
        return (
            await ask_run(connection, day.world.post_office, day.on_date, None, runner.owner_id, day.world.dispatcher)
        )[1]

    assert await in_transaction(database, again)


async def test_a_run_is_the_office_s_own(office: httpx.AsyncClient, day: PlanningDay, database: Pool) -> None:
    body = {"office_id": str(day.second_desk), "on_date": str(day.on_date)}
    assert (await office.post("/api/v1/office/plan-runs", json=body)).status_code == 404
    assert (await office.get(f"/api/v1/office/plan-runs/{day.second_desk}")).status_code == 404
    assert (await office.post("/api/v1/office/plan-runs", json=body | {"seconds": 0})).status_code == 400
