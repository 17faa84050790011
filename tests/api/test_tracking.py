"""The citizen's pages: what is shown of a dossier, to whom, in which words."""

import re

import httpx
import pytest

from api.service import Service
from courier.custody.append_batch import append_batch
from courier.database import Connection, in_transaction
from courier.money.mark_dues import mark_dues
from mobile_contract.codes import new_code, show_code
from mobile_contract.events import Deliver, ItemRef
from tests.custody import world as custody
from tests.money.cash import collect, enter, state_dues


@pytest.fixture
async def moved(service: Service, owner_connection: Connection) -> custody.World:
    """Two items at a desk; the citizen has a name, an address and a phone that no page may show."""
    world = await custody.build(owner_connection)
    await owner_connection.execute(
        "INSERT INTO contact (party_id, full_name, phone, address, lon, lat, position_quality, province_code) "
        "VALUES ($1, 'Bùi Thị Hoa', '+84912345678', 'Ngõ 12 Trâu Quỳ', 105.9, 21.0, 'office', '01')",
        world.citizen,
    )
    return world


async def carry(service: Service, world: custody.World, code: str) -> None:
    """From the desk into Lan's bag."""
    release = custody.release(world.desk_device, world.lan.party_id, code)
    accept = custody.accept(world.lan, release, code)
    for device, act in ((world.desk_device, release), (world.lan, accept)):
        await in_transaction(
            service.pool, lambda connection, d=device, a=act: append_batch(connection, d.device_id, custody.batch(a))
        )


async def test_the_page_tells_where_the_dossier_is_by_leg_and_language(
    client: httpx.AsyncClient, service: Service, moved: custody.World
) -> None:
    code = next(iter(moved.items))
    waiting = await client.get(f"/t/{show_code(code)}")
    assert "Kết quả đã có tại một cửa" in waiting.text
    await carry(service, moved, code)
    assert "Bưu tá đang đi phát" in (await client.get(f"/T/{code}")).text
    english = (await client.get(f"/t/{code.lower()}?lang=en")).text
    assert "The carrier is out delivering" in english
    assert 'lang="en"' in english
    by_browser = await client.get(f"/t/{code}", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert "The carrier is out delivering" in by_browser.text


async def test_a_delivered_dossier_has_four_dated_facts(
    client: httpx.AsyncClient, service: Service, moved: custody.World
) -> None:
    code = next(iter(moved.items))
    await carry(service, moved, code)
    tip = await service.pool.fetchval("SELECT tip FROM head WHERE item_id = $1", moved.items[code])
    deliver = moved.lan.act(Deliver, to_party=moved.citizen, evidence="citizen", items=[ItemRef(code, tip)])
    await in_transaction(
        service.pool,
        lambda connection: append_batch(connection, moved.lan.device_id, custody.batch(deliver)),
    )
    page = (await client.get(f"/t/{code}")).text
    assert "Đã giao kết quả" in page
    assert all(name in page for name in ("Ngày gửi", "Hồ sơ đã gửi", "Nội dung cần bổ sung", "Ngày trả kết quả"))
    timeline = page.partition('<ol class="timeline">')[2]
    assert len(re.findall(r"<time datetime=", timeline)) == 4
    tracked = (await client.get(f"/api/v1/citizen/track/{code}")).json()
    assert [fact["state"] for fact in tracked["legs"][0]["milestones"]] == ["past"] * 4


async def test_no_page_shows_a_name_an_address_or_a_whole_phone(
    client: httpx.AsyncClient, service: Service, moved: custody.World
) -> None:
    code = next(iter(moved.items))
    for page in (
        await client.get(f"/t/{code}"),
        await client.post(f"/t/{code}", data={"factor": "5678"}),
        await client.get(f"/api/v1/citizen/track/{code}", params={"last4": "5678"}),
    ):
        assert page.status_code == 200
        for secret in ("Hoa", "Ngõ 12", "0912", "912345"):
            assert secret not in page.text


@pytest.mark.parametrize(("factor", "is_shown"), [("5678", True), ("1234", True), ("0000", False), ("x' OR", False)])
async def test_particulars_need_the_phones_last_four_or_the_view_code(
    client: httpx.AsyncClient, moved: custody.World, factor: str, is_shown: bool
) -> None:
    code = next(iter(moved.items))
    assert "Khai sinh" not in (await client.get(f"/t/{code}")).text
    page = (await client.post(f"/t/{code}", data={"factor": factor})).text
    assert ("Khai sinh" in page) is is_shown
    assert ("Số này không khớp" in page) is not is_shown


async def test_a_transfer_told_of_is_not_asked_for_again(
    client: httpx.AsyncClient, moved: custody.World, owner_connection: Connection
) -> None:
    code, job_id = next(iter(moved.jobs.items()))
    await state_dues(owner_connection, job_id)
    await mark_dues(owner_connection, [job_id])
    assert "80.000 đ</dd>" in (await client.post(f"/t/{code}", data={"factor": "5678"})).text
    await enter(owner_connection, moved.lan, collect(moved.lan, code, mode="claimed_transfer"))
    for language, words in (
        ("vi", "80.000 đ đã báo chuyển khoản, chờ xác nhận"),
        ("en", "80.000 đ said to be transferred, not confirmed yet"),
    ):
        assert words in (await client.post(f"/t/{code}?lang={language}", data={"factor": "5678"})).text


async def test_a_second_factor_never_stands_in_a_pages_address(client: httpx.AsyncClient, moved: custody.World) -> None:
    code = next(iter(moved.items))
    assert "Khai sinh" not in (await client.get(f"/t/{code}", params={"factor": "5678"})).text


async def test_unknown_codes_unused_labels_and_codes_of_elsewhere_are_answered_alike(
    client: httpx.AsyncClient, moved: custody.World, owner_connection: Connection
) -> None:
    unused = await custody.add_label(owner_connection, moved)
    answers = [await client.get(f"/api/v1/citizen/track/{code}") for code in (new_code(), unused, new_code())]
    told = [answer.json() | {"instance": ""} for answer in answers]
    assert told[0] == told[1] == told[2]
    assert told[0]["status"] == 404
    pages = [(await client.get(f"/t/{code}")).text.replace(code, "") for code in (new_code(), unused)]
    assert pages[0] == pages[1]


async def test_guessing_the_second_factor_is_slowed_down_by_code(
    client: httpx.AsyncClient, moved: custody.World
) -> None:
    code, other = moved.items
    for _ in range(5):
        await client.post(f"/t/{code}", data={"factor": "0000"})
    assert (await client.post(f"/t/{code}", data={"factor": "5678"})).status_code == 429
    assert (await client.get(f"/t/{code}")).status_code == 200
    assert "Khai sinh" in (await client.post(f"/t/{other}", data={"factor": "5678"})).text


async def test_guessing_codes_is_slowed_down(client: httpx.AsyncClient) -> None:
    statuses = [(await client.get(f"/api/v1/citizen/track/{new_code()}")).status_code for _ in range(32)]
    assert statuses[0] == 404
    assert statuses[-1] == 429


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("7K3M", "12 chữ và số"),
        ("ĐĐĐĐ-2QXA-9D0R", "bộ gõ tiếng Việt"),
        ("7K3M-2QXA-9D0S", "Mã chưa đúng"),
        ("<script>alert(1)</script>", "Mã chưa đúng"),
    ],
)
async def test_a_mistyped_code_is_told_how_to_mend_it(client: httpx.AsyncClient, typed: str, words: str) -> None:
    page = await client.get("/", params={"code": typed})
    assert page.status_code == 400
    assert words in page.text
    assert "<script>alert" not in page.text


async def test_a_code_typed_loosely_leads_to_its_page(client: httpx.AsyncClient) -> None:
    code = new_code()
    led = await client.get("/", params={"code": f" {code[:4].lower()} {code[4:8]}-{code[8:]} "})
    assert led.status_code == 303
    assert led.headers["Location"] == f"/t/{show_code(code)}?lang=vi"


async def test_pages_hold_no_script_and_nothing_inline(client: httpx.AsyncClient, moved: custody.World) -> None:
    for path in (
        "/",
        f"/t/{next(iter(moved.items))}",
        "/e/0123456789ABCDEFGHJKMNPQRS",
        "/E/0123456789",
        "/problems/conflict",
    ):
        page = (await client.get(path, headers={"Accept": "text/html"})).text
        assert page.startswith("<!doctype html>")
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=", page)
        assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


async def test_an_unknown_page_is_a_page_for_a_browser(client: httpx.AsyncClient) -> None:
    page = await client.get("/nowhere", headers={"Accept": "text/html,*/*"})
    assert page.status_code == 404
    assert "<!doctype html>" in page.text
    assert "Không có địa chỉ này" in page.text
