"""Hand-overs over HTTP: who may read and settle what, the citizen's code, and that elsewhere nothing is there."""

from typing import Any

import httpx
import pytest

from api.service import Service
from courier import clock
from courier.database import Connection
from courier.network.identity.passwords import hash_password
from mobile_contract import events
from tests.api.world import PASSWORD, log_in
from tests.custody import world as custody
from tests.custody.handovers import stage

API = "/api/v1"


@pytest.fixture
async def world(owner_connection: Connection) -> custody.World:
    """Dispatcher and clerk of the custody tests' world, who may log in, and a dispatcher of nowhere."""
    world = await custody.build(owner_connection)
    secret = await hash_password(PASSWORD)
    for person, name in ((world.dispatcher, "dieu"), (world.clerk, "cua"), (world.minh.person_id, "minh")):
        await owner_connection.execute(
            "UPDATE person SET username = $2, password_hash = $3 WHERE person_id = $1", person, name, secret
        )
    return world


async def test_the_office_reads_findings_incidents_and_records_and_a_stranger_nothing(
    client: httpx.AsyncClient, service: Service, world: custody.World
) -> None:
    code = next(iter(world.items))
    item = events.ItemRef(code, await stage.with_carrier(service.pool, world, code))
    await stage.send(service.pool, world.lan, stage.deliver(world, [item], proofs=[]))
    await stage.send(service.pool, world.lan, world.lan.act(events.Report, code=code, what="lost"))
    pages = [
        f"/office/{page}?office_id={world.post_office}" for page in ("findings", "incidents", "holds", "two-roles")
    ]
    for page in pages:
        assert (await client.get(API + page)).status_code == 401
    await log_in(client, "dieu")
    answers = {page: (await client.get(API + page)).json() for page in pages}
    assert {each["kind"] for each in answers[pages[0]]} >= {"missing_proof", "incident"}
    assert [each["kind"] for each in answers[pages[1]]] == ["lost"]
    record = (await client.get(f"{API}/office/items/{code.lower()}/handovers")).json()
    assert [act["kind"] for act in record["acts"]] == ["release", "accept", "deliver", "report"]
    cases = (await client.get(f"{API}/office/exceptions?office_id={world.post_office}")).json()
    assert {"missing_files", "people"} <= cases[0].keys()
    await log_in(client, "minh")
    assert [(await client.get(API + page)).json() for page in pages] == [[], [], [], []]
    assert (await client.get(f"{API}/office/items/{code}/handovers")).status_code == 404


async def test_an_incident_noticed_by_the_office_is_written_down_and_its_steps_are_taken(
    client: httpx.AsyncClient, world: custody.World
) -> None:
    await log_in(client, "dieu")
    incident_id = str(clock.new_id())
    order: dict[str, Any] = {
        "incident_id": incident_id,
        "office_id": str(world.post_office),
        "code": next(iter(world.items)),
        "kind": "lost",
        "noticed_at": "0001-01-01T00:00:00+14:00",
    }
    for _ in range(2):
        assert (await client.post(f"{API}/office/incidents", json=order)).status_code == 200
    assert (await client.post(f"{API}/office/incidents", json=order | {"kind": "wet"})).status_code == 409
    step = {"step": "head_told", "happened_at": clock.now().isoformat()}
    assert (await client.post(f"{API}/office/incidents/{incident_id}/steps", json=step)).json()["step"] == "head_told"
    listed = (await client.get(f"{API}/office/incidents?office_id={world.post_office}")).json()
    assert (listed[0]["steps"], listed[0]["is_overdue"]) == (["head_told"], True)
    await log_in(client, "minh")
    assert (await client.post(f"{API}/office/incidents/{incident_id}/steps", json=step)).status_code == 404


async def test_the_desk_sees_what_it_has_to_open(
    client: httpx.AsyncClient, service: Service, world: custody.World, owner_connection: Connection
) -> None:
    code = await stage.picked_up(service.pool, world, owner_connection, [events.CountedLine(1, 1, 0, 0)])
    await stage.hand_to_desk(service.pool, world, code)
    await log_in(client, "cua", "desk")
    listed = (await client.get(f"{API}/desk/envelopes?desk_id={world.desk}")).json()
    assert [(each["code"], each["state"]) for each in listed] == [(code, "sealed")]


async def test_a_citizen_is_told_a_code_by_the_second_factor_and_nobody_by_guessing(
    client: httpx.AsyncClient, world: custody.World
) -> None:
    code = next(iter(world.items))
    address = f"{API}/citizen/track/{code}/one-time-code"
    assert (await client.post(address, json={"factor": "9999"})).status_code == 404
    told = (await client.post(address, json={"factor": "1234"})).json()
    assert len(told["code"]) == 6
    guesses = [await client.post(address, json={"factor": f"{guess:04d}"}) for guess in range(6)]
    assert {answer.status_code for answer in guesses} == {404, 429}


async def test_what_is_not_due_is_not_sent_back(client: httpx.AsyncClient, world: custody.World) -> None:
    await log_in(client, "dieu")
    order = {"office_id": str(world.post_office), "job_ids": [str(job) for job in world.jobs.values()]}
    assert (await client.post(f"{API}/office/holds/returns", json=order)).status_code == 404
