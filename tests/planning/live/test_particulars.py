"""What the office looks up with a click, over HTTP: failed visits, one job whole, who a carrier meets."""

from typing import Any

import httpx

from courier.database import Connection
from mobile_contract.events import Attempt
from mobile_contract.fields import Reason, Solution
from tests.planning.day import PlanningDay, add_job, open_shifts
from tests.planning.legs.offices import hand_over, send

API = "/api/v1/office"


async def fail_collection(connection: Connection, day: PlanningDay, name: str, reason: Reason) -> None:
    """Lan comes for a dossier in vain: nothing has a label yet."""
    device = day.world.lan
    await send(connection, device, device.act(Attempt, reason=reason, solution="RETRY", job_id=day.jobs[name]))


async def fail_delivery(
    connection: Connection, day: PlanningDay, name: str, reason: Reason, solution: Solution = "RETRY"
) -> None:
    device = day.world.lan
    await hand_over(connection, day.world.desk_device, device, [day.codes[name]])
    await send(connection, device, device.act(Attempt, reason=reason, solution=solution, items=[day.codes[name]]))


async def plan(office: httpx.AsyncClient, day: PlanningDay) -> str:
    order = {"office_id": str(day.world.post_office), "on_date": day.on_date.isoformat()}
    return str((await office.post(f"{API}/plans", json=order)).json()["plan_id"])


async def ask(office: httpx.AsyncClient, path: str, **query: Any) -> Any:
    answer = await office.get(f"{API}{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_failed_collection_is_counted_apart_from_failed_deliveries(
    owner_connection: Connection, day: PlanningDay, office: httpx.AsyncClient
) -> None:
    await add_job(owner_connection, day, "kết quả")
    await add_job(owner_connection, day, "hồ sơ", leg="SEND", labelled=False)
    await fail_delivery(owner_connection, day, "kết quả", "ABSENT")
    await fail_collection(owner_connection, day, "hồ sơ", "NOT_PREPARED")
    board = await ask(office, "/board", office_id=day.world.post_office)
    assert (board["counts"]["failed"], board["counts"]["not_collected"]) == (1, 1)
    assert {(one["reason"], one["act"]) for one in board["failures"]} == {
        ("ABSENT", "delivery"),
        ("NOT_PREPARED", "pickup"),
    }


async def test_the_desk_is_no_failed_stop_where_nothing_was_fetched_for_it(
    owner_connection: Connection, day: PlanningDay, office: httpx.AsyncClient
) -> None:
    await open_shifts(owner_connection, day)
    await add_job(owner_connection, day, "hồ sơ", leg="SEND", labelled=False)
    plan_id = await plan(office, day)
    await office.post(f"{API}/plans/{plan_id}/publish")
    (route,) = (await ask(office, f"/plans/{plan_id}"))["routes"]
    carrier = next(one for one in (day.world.lan, day.world.minh) if str(one.party_id) == route["carrier_id"])
    await send(
        owner_connection,
        carrier,
        carrier.act(Attempt, reason="ABSENT", solution="RETRY", job_id=day.jobs["hồ sơ"]),
    )
    (drawn,) = (await ask(office, "/map", office_id=day.world.post_office))["routes"]
    assert [(stop["act"], stop["state"]) for stop in drawn["stops"]] == [
        ("pickup", "not_collected"),
        ("delivery", "not_needed"),
    ]
    rows = (await ask(office, "/board", office_id=day.world.post_office))["carriers"]
    (told,) = [row for row in rows if row["carrier_id"] == route["carrier_id"]]
    assert (told["stops"], told["stops_failed"], told["stops_not_collected"]) == (1, 0, 1)


async def test_a_failed_visit_names_code_carrier_reason_time_and_who_has_it(
    owner_connection: Connection, day: PlanningDay, office: httpx.AsyncClient
) -> None:
    await add_job(owner_connection, day, "kết quả")
    await fail_delivery(owner_connection, day, "kết quả", "NO_ID", "HOLD_AT_POINT")
    (visit,) = await ask(office, "/failed-visits", office_id=day.world.post_office)
    assert visit["code"] == day.codes["kết quả"]
    assert visit["vi"] == "Không có giấy tờ tùy thân/giấy ủy quyền"
    assert visit["carrier_name"] == visit["holder_name"] is not None
    assert (visit["act"], visit["solution"], visit["is_settled"]) == ("delivery", "HOLD_AT_POINT", False)
    await hand_over(owner_connection, day.world.lan, day.world.post_device, [day.codes["kết quả"]])
    (visit,) = await ask(office, "/failed-visits", office_id=day.world.post_office)
    assert visit["holder_name"] != visit["carrier_name"]


async def test_a_job_opened_shows_its_citizen_and_the_reading_is_logged(
    owner_connection: Connection, day: PlanningDay, office: httpx.AsyncClient
) -> None:
    await add_job(owner_connection, day, "kết quả")
    await fail_delivery(owner_connection, day, "kết quả", "ABSENT")
    job = await ask(office, f"/jobs/{day.jobs['kết quả']}")
    assert job["citizen_name"]
    assert job["citizen_address"]
    assert [failure["reason"] for failure in job["failures"]] == ["ABSENT"]
    (move,) = job["moves"]
    assert move["to_name"] == job["holder_name"]
    assert (move["giver_evidence"], move["receiver_evidence"]) == ("own_device", "own_device")
    assert job["pinned_name"] is None
    logged = await owner_connection.fetchval(
        "SELECT count(*) FROM personal_data_access WHERE person_id = $1 AND party_id = $2 AND purpose = 'office'",
        day.world.dispatcher,
        day.citizens["kết quả"],
    )
    assert logged == 1


async def test_a_carriers_stops_bear_names_for_who_runs_the_day_and_masks_for_others(
    owner_connection: Connection, day: PlanningDay, office: httpx.AsyncClient
) -> None:
    await open_shifts(owner_connection, day)
    await add_job(owner_connection, day, "kết quả")
    plan_id = await plan(office, day)
    (route,) = (await ask(office, f"/plans/{plan_id}"))["routes"]
    path = f"/plans/{plan_id}/stops/{route['carrier_id']}"
    stops = await ask(office, path)
    assert [stop["visits"][0]["code"] for stop in stops] == [day.codes["kết quả"]] * 2
    assert "**" not in stops[-1]["name"]
    assert stops[-1]["address"]
    await owner_connection.execute(
        "UPDATE role_grant SET role = 'teller' WHERE person_id = $1 AND role = 'dispatcher'", day.world.dispatcher
    )
    masked = await ask(office, path)
    assert "**" in masked[-1]["name"]
    assert masked[-1]["address"] is None
    assert masked[0]["name"] == stops[0]["name"]


async def test_a_plans_lunch_and_its_waiting_at_a_closed_door_are_told_apart(
    owner_connection: Connection, day: PlanningDay, office: httpx.AsyncClient
) -> None:
    await open_shifts(owner_connection, day)
    await add_job(owner_connection, day, "sớm", window=(day.at(9), day.at(10)))
    await add_job(owner_connection, day, "chiều", window=(day.at(15), day.at(16)))
    plan_id = await plan(office, day)
    spells = await ask(office, f"/plans/{plan_id}/idle")
    assert {spell["kind"] for spell in spells} == {"lunch", "wait"}
    lunch = next(spell for spell in spells if spell["kind"] == "lunch")
    assert lunch["starts_at"].startswith(f"{day.on_date}T05:00") or lunch["starts_at"].startswith(
        f"{day.on_date}T12:00"
    )
    for spell in spells:
        assert spell["starts_at"] < spell["ends_at"]
        assert spell is lunch or not (lunch["starts_at"] <= spell["starts_at"] < lunch["ends_at"])


async def test_another_offices_jobs_plans_and_failures_are_not_there(
    owner_connection: Connection, day: PlanningDay, office: httpx.AsyncClient
) -> None:
    await open_shifts(owner_connection, day)
    await add_job(owner_connection, day, "kết quả")
    plan_id = await plan(office, day)
    await owner_connection.execute("DELETE FROM role_grant WHERE person_id = $1", day.world.dispatcher)
    for path in (
        f"/jobs/{day.jobs['kết quả']}",
        f"/plans/{plan_id}/stops/{day.world.lan.party_id}",
        f"/plans/{plan_id}/idle",
        f"/failed-visits?office_id={day.world.post_office}",
    ):
        assert (await office.get(f"{API}{path}")).status_code in (403, 404)
