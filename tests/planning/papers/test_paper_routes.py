"""Papers over HTTP: a pad's slip from the printer to the door to the citizen's page, and what others may not print."""

from uuid import uuid4

import httpx
import pytest

from courier.custody.append_batch import append_batch
from courier.database import Connection, Pool, in_transaction
from courier.intake.issue_labels import give_range
from courier.planning.carriers.apply_events import apply_events
from mobile_contract import events
from tests.custody.world import batch
from tests.planning.day import PlanningDay, add_job
from tests.printed import codes_of, pages_of, words_of

PAPERS = "/api/v1/office/papers"


@pytest.fixture
async def pad(office: httpx.AsyncClient, day: PlanningDay, owner_connection: Connection) -> dict[str, object]:
    """A pad of three slips, as asked for."""
    await give_range(owner_connection, day.world.post_office, "RR", 1, 900)
    order = {"pad_id": str(uuid4()), "office_id": str(day.world.post_office), "count": 3}
    made = await office.post(f"{PAPERS}/pads", json=order)
    assert made.status_code == 200, made.text
    return order | {"codes": made.json()["codes"]}


async def print_of(client: httpx.AsyncClient, paper: str, **asked: object) -> bytes:
    answer = await client.get(f"{PAPERS}/{paper}.pdf", params=asked)  # type: ignore[arg-type]
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    return answer.content


async def test_a_printed_slip_bound_at_the_door_opens_tracking_with_its_mã_xem(
    office: httpx.AsyncClient, day: PlanningDay, pad: dict[str, object], owner_connection: Connection, database: Pool
) -> None:
    pages = pages_of(await print_of(office, "pad-slips", pad_id=pad["pad_id"]))
    assert len(pages) == 6
    [read] = codes_of(pages[1])
    words = " ".join(pages[1].get_textpage().get_text_bounded().split())
    view_code = words.partition("Mã xem ")[2][:7].replace(" ", "")
    path = read.text.removeprefix("HTTPS://COURIER.TEST")
    code = path.removeprefix("/T/")
    assert (await office.get(path)).status_code == 404

    job_id = await add_job(owner_connection, day, "Hoa", "SEND", labelled=False)
    await owner_connection.execute("UPDATE dossier SET view_code = $1", "0000" if view_code != "0000" else "1111")
    lan = day.world.lan
    taken = lan.act(
        events.Receive,
        from_party=day.citizens["Hoa"],
        evidence="witnessed",
        items=[events.ItemRef(code, None)],
        job_id=job_id,
    )

    async def upload(connection: Connection) -> None:
        await apply_events(connection, (await append_batch(connection, lan.device_id, batch(taken))).events)

    await in_transaction(database, upload)
    for factor in (view_code, "5678"):
        tracked = await office.get(f"/api/v1/citizen/track/{code}", params={"last4": factor})
        assert tracked.json()["details"]["title"] == "Khai sinh", factor
    wrong = next(factor for factor in ("2222", "3333") if factor != view_code)
    assert (await office.get(f"/api/v1/citizen/track/{code}", params={"last4": wrong})).json()["details"] is None

    again = pages_of(await print_of(office, "pad-slips", pad_id=pad["pad_id"]))
    assert len(again) == 4
    assert read.text not in {found.text for page in again for found in codes_of(page)}
    slip = words_of(await print_of(office, "order-slip", job_id=job_id))
    assert "Nguyễn Thị Hoa" in slip
    assert " ".join(view_code) in slip
    assert "50.000 đ" in slip
    logged = await database.fetch("SELECT party_id FROM personal_data_access WHERE purpose = 'office'")
    assert [row["party_id"] for row in logged] == [day.citizens["Hoa"]]


async def test_a_slip_that_went_to_another_by_mistake_opens_nothing(
    office: httpx.AsyncClient, day: PlanningDay, pad: dict[str, object], owner_connection: Connection
) -> None:
    code = pad["codes"][0]  # type: ignore[index]
    job_id = await add_job(owner_connection, day, "Hoa", "SEND", labelled=False)
    view_code = await owner_connection.fetchval("SELECT view_code FROM pad_slip WHERE code = $1", code)
    await owner_connection.execute("UPDATE dossier SET view_code = $1", "0000" if view_code != "0000" else "1111")
    item_id = uuid4()
    await owner_connection.execute(
        "INSERT INTO item (item_id, job_id, origin_id, province_code) SELECT $1, job_id, origin_id, province_code"
        " FROM job WHERE job_id = $2",
        item_id,
        job_id,
    )
    await owner_connection.execute(
        "INSERT INTO item_label (code, item_id, reason) VALUES ($1, $2, 'roll')", code, item_id
    )
    path = f"/api/v1/citizen/track/{code}"
    assert (await office.get(path, params={"last4": view_code})).json()["details"] is not None
    replaced = await office.post(f"/api/v1/office/labels/{code}/replacement", json={"reason": "wrong_item"})
    assert replaced.status_code == 201, replaced.text
    assert (await office.get(path, params={"last4": view_code})).json()["details"] is None


async def test_a_pad_is_made_once_and_is_its_offices_own(
    office: httpx.AsyncClient, day: PlanningDay, pad: dict[str, object], database: Pool
) -> None:
    order = {key: pad[key] for key in ("pad_id", "office_id", "count")}
    assert (await office.post(f"{PAPERS}/pads", json=order)).json()["codes"] == pad["codes"]
    assert await database.fetchval("SELECT count(*) FROM label") == 3
    elsewhere = str(await database.fetchval("SELECT office_id FROM office WHERE code = 'BC200'"))
    foreign = order | {"pad_id": str(uuid4()), "office_id": elsewhere}
    assert (await office.post(f"{PAPERS}/pads", json=foreign)).status_code == 404
    for count in (0, 101):
        wrong = order | {"pad_id": str(uuid4()), "count": count}
        assert (await office.post(f"{PAPERS}/pads", json=wrong)).status_code == 400
    assert await database.fetchval("SELECT count(*) FROM pad") == 1


async def test_rolls_and_single_labels_are_printed_and_pads_kept_out_of_rolls(
    office: httpx.AsyncClient, day: PlanningDay, pad: dict[str, object], owner_connection: Connection, database: Pool
) -> None:
    roll = {"office_id": str(day.world.post_office), "count": 5}
    issued = (await office.post("/api/v1/office/rolls", json=roll)).json()["labels"]
    sheet = await print_of(office, "roll-labels", office_id=day.world.post_office)
    read = {code.text[-12:] for page in pages_of(sheet) for code in codes_of(page)}
    assert read == {label["code"] for label in issued}
    later = await print_of(
        office, "roll-labels", office_id=day.world.post_office, from_s10=issued[3]["s10"], first_place=14, count=1
    )
    assert [code.text[-12:] for code in codes_of(pages_of(later)[0])] == [issued[3]["code"]]
    own = {
        code.text[-12:]
        for page in pages_of(await print_of(office, "pad-labels", pad_id=pad["pad_id"]))
        for code in codes_of(page)
    }
    assert own == set(pad["codes"])  # type: ignore[call-overload]
    await add_job(owner_connection, day, "Hoa")
    for code, counted in ((issued[0]["code"], 0), (day.codes["Hoa"], 2)):
        label = await office.post(f"{PAPERS}/labels/{code}", json={"copies": 2})
        assert label.status_code == 200, label.text
        assert [found.text[-12:] for found in codes_of(pages_of(label.content)[0])] == [code] * 2
        assert "Nguyễn" not in words_of(label.content)
        prints = await database.fetchval("SELECT coalesce(sum(copies), 0) FROM label_print WHERE code = $1", code)
        assert prints == counted


async def test_what_is_not_ones_own_is_not_there_and_bounds_are_kept(
    office: httpx.AsyncClient, day: PlanningDay, database: Pool
) -> None:
    elsewhere = await database.fetchval("SELECT office_id FROM office WHERE code = 'BC200'")
    for paper, asked in (
        ("pad-slips", {"pad_id": uuid4()}),
        ("pad-labels", {"pad_id": uuid4()}),
        ("roll-labels", {"office_id": elsewhere}),
        ("roll-labels", {"office_id": day.world.post_office}),
        ("order-slip", {"job_id": uuid4()}),
        ("bag-label", {"bag_id": uuid4()}),
        ("delivery-list", {"plan_id": uuid4()}),
        ("route-sheet", {"plan_id": uuid4()}),
    ):
        answer = await office.get(f"{PAPERS}/{paper}.pdf", params=asked)
        assert answer.status_code == 404, (paper, answer.text)
    for wrong in ({"count": 1001}, {"first_place": 15}, {"from_s10": "RR1"}):
        asked = {"office_id": day.world.post_office} | wrong
        assert (await office.get(f"{PAPERS}/roll-labels.pdf", params=asked)).status_code == 400
    assert (await office.post(f"{PAPERS}/labels/nhãn", json={})).status_code == 404
