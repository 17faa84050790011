"""A dispute through HTTP: the JSON of both stories, and the plain page on which two people decide it."""

import re
from uuid import UUID

import httpx
import pytest

from api.service import Service
from courier.custody.append_batch import append_batch
from courier.database import Connection, in_transaction
from courier.network.identity.passwords import hash_password
from mobile_contract import events
from mobile_contract.sync import Entry
from tests.api.world import PASSWORD, log_in
from tests.custody import world as w

pytestmark = pytest.mark.anyio


@pytest.fixture
async def disputed(service: Service, owner_connection: Connection) -> w.World:
    """Two carriers' phones both signed; dispatcher and supervisor can log in."""
    world = await in_transaction(service.pool, lambda c: w.build(c, items=1))
    for carrier in (world.lan, world.minh):
        offered = w.release(world.desk_device, carrier.party_id, *world.items)
        entry = Entry(act=w.accept(carrier, offered, *world.items), carried=offered)
        await in_transaction(service.pool, lambda c, d=carrier, e=entry: append_batch(c, d.device_id, w.batch(e)))
    secret = await hash_password(PASSWORD)
    for person, username, name in (
        (world.dispatcher, "dieu", "Trần Văn Điều"),
        (world.supervisor, "truong", "Lê Thị Trưởng"),
        (world.clerk, "cua", "Lê Thị Cửa"),
    ):
        await owner_connection.execute(
            "UPDATE person SET username = $2, password_hash = $3, full_name = $4 WHERE person_id = $1",
            *(person, username, secret, name),
        )
    return world


def item_of(world: w.World) -> UUID:
    return next(iter(world.items.values()))


async def test_two_people_decide_over_the_api(client: httpx.AsyncClient, disputed: w.World) -> None:
    address = f"/api/v1/office/disputes/{item_of(disputed)}"
    await log_in(client, "dieu")
    seen = (await client.get(address)).json()
    assert len(seen["stories"]) == 2
    order = {"considered": seen["considered"], "chosen_event": seen["stories"][0]["closing"]}
    proposed = await client.post(f"{address}/proposals", json=order)
    assert proposed.status_code == 201
    answer = {"considered": seen["considered"], "is_approved": True}
    own = await client.post(f"{address}/proposals/{proposed.json()['proposal_id']}/answer", json=answer)
    assert (own.status_code, own.json()["type"]) == (409, "/problems/conflict")
    await log_in(client, "truong")
    done = await client.post(f"{address}/proposals/{proposed.json()['proposal_id']}/answer", json=answer)
    assert done.json()["holder_id"] == seen["stories"][0]["holder_id"]
    assert (await client.get(address)).status_code == 404


async def test_a_proposal_of_other_stories_than_stand_is_refused(client: httpx.AsyncClient, disputed: w.World) -> None:
    await log_in(client, "dieu")
    address = f"/api/v1/office/disputes/{item_of(disputed)}/proposals"
    stale = await client.post(address, json={"considered": [str(item_of(disputed))]})
    assert stale.status_code == 409
    assert (await client.post(address, json={"considered": []})).status_code == 400


async def test_two_people_decide_on_the_page(client: httpx.AsyncClient, disputed: w.World) -> None:
    page = f"/office/disputes/{item_of(disputed)}"
    await log_in(client, "dieu")
    shown = (await client.get(page)).text
    for words in (
        "Ai đang giữ bưu gửi này?",
        "Người 0",
        "Người 1",
        "Ký giao",
        "Máy chủ nhận",
        "Không có tệp minh chứng",
    ):
        assert words in shown
    [considered] = set(re.findall(r'name="considered" value="([^"]+)"', shown))
    choice = re.findall(r'<option value="([0-9a-f-]{36})">', shown)[0]
    sent = await client.post(page, data={"considered": considered, "choice": choice, "note": "Đã gọi cả hai"})
    assert sent.status_code == 303
    assert "Chờ người khác duyệt" in (await client.get(page)).text
    await log_in(client, "truong")
    approving = (await client.get(page)).text
    assert "Đã gọi cả hai" in approving
    [proposal] = re.findall(r'name="proposal" value="([^"]+)"', approving)
    done = await client.post(page, data={"considered": considered, "proposal": proposal, "answer": "approve"})
    assert "Đã giải quyết tranh chấp" in done.text
    assert (await client.get(page)).status_code == 404


async def test_an_item_found_somewhere_is_proposed_on_the_page_by_where(
    client: httpx.AsyncClient, disputed: w.World
) -> None:
    page = f"/office/disputes/{item_of(disputed)}"
    await log_in(client, "dieu")
    shown = (await client.get(page)).text
    [considered] = set(re.findall(r'name="considered" value="([^"]+)"', shown))
    places = re.findall(r'<option value="(found:[0-9a-f-]{36})">', shown)
    assert f"found:{disputed.post_office}" in places
    assert f"found:{disputed.minh.party_id}" in places
    assert len(places) == len(set(places))
    form = {"considered": considered, "choice": f"found:{disputed.minh.party_id}", "note": "Nằm trong cốp xe"}
    assert (await client.post(page, data=form)).status_code == 303
    await log_in(client, "truong")
    approving = (await client.get(page)).text
    assert "Đã tìm thấy ở" in approving
    [proposal] = re.findall(r'name="proposal" value="([^"]+)"', approving)
    done = await client.post(page, data={"considered": considered, "proposal": proposal, "answer": "approve"})
    assert "Đã giải quyết tranh chấp" in done.text


@pytest.mark.parametrize("form", [{}, {"considered": "no ids", "choice": "stayed"}, {"choice": "x"}, {"proposal": "y"}])
async def test_a_form_that_makes_no_sense_is_answered_on_the_page(
    form: dict[str, str], client: httpx.AsyncClient, disputed: w.World
) -> None:
    await log_in(client, "dieu")
    answer = await client.post(f"/office/disputes/{item_of(disputed)}", data=form)
    assert answer.status_code in (404, 409)
    assert "Ai đang giữ bưu gửi này?" in answer.text


async def test_others_see_no_dispute(client: httpx.AsyncClient, disputed: w.World) -> None:
    assert (await client.get(f"/office/disputes/{item_of(disputed)}")).status_code == 401
    await log_in(client, "cua", "desk")
    assert (await client.get(f"/office/disputes/{item_of(disputed)}")).status_code == 404
    assert (await client.get(f"/api/v1/office/disputes/{item_of(disputed)}")).status_code == 404


async def test_the_days_counts_are_shown_and_settled(
    client: httpx.AsyncClient, service: Service, disputed: w.World
) -> None:
    counted = disputed.lan.act(events.Count, items=list(disputed.items))
    await in_transaction(service.pool, lambda c: append_batch(c, disputed.lan.device_id, w.batch(counted)))
    await log_in(client, "dieu")
    shown = (await client.get(f"/api/v1/office/counts?office_id={disputed.post_office}")).json()
    [count] = shown["counts"]
    assert (count["is_open"], count["extra"], shown["allowance_h"]) == (True, list(disputed.items), 24)
    order = {"number": count["number"], "note": "Đang tranh chấp"}
    settled = await client.post(f"/api/v1/office/counts/{count['count_event']}/settlement", json=order)
    assert settled.status_code == 204
    shown = (await client.get(f"/api/v1/office/counts?office_id={disputed.post_office}")).json()
    assert (shown["counts"][0]["is_open"], shown["counts"][0]["note"]) == (False, "Đang tranh chấp")
