"""Labels given out, bound, printed, read again."""

import asyncio
from uuid import UUID, uuid4

import pypdfium2
import pytest
import zxingcpp

from courier.database import Connection, Pool, in_transaction
from courier.errors import Conflict, InvalidInput, NotFound
from courier.intake.bind_label import bind_label
from courier.intake.import_list import import_list, list_jobs_of_import
from courier.intake.issue_labels import RANGE_REFUSALS, NumbersUsedUp, give_range, issue_labels
from courier.intake.label_items import label_items
from courier.intake.list_files import write_list
from courier.intake.masking import mask_name, mask_phone
from courier.intake.model import LabelFace, LabelRefused
from courier.intake.orders.place_order import place_order
from courier.intake.papers.label_sheets import labels_pdf
from mobile_contract.codes import parse_code, parse_s10
from mobile_contract.crockford import CodeError
from tests.intake.conftest import Scene
from tests.intake.rows import TEN_ROWS
from tests.intake.test_place_order import order


async def import_ten(connection: Connection, scene: Scene) -> list[UUID]:
    file = write_list(TEN_ROWS)
    report = await import_list(connection, scene.clerk, scene.desk.office_id, "ds.xlsx", file)
    return await list_jobs_of_import(connection, scene.teller, report.import_id)


async def test_labels_are_drawn_from_the_offices_numbers(service_connection: Connection, scene: Scene) -> None:
    first = await issue_labels(service_connection, scene.teller, scene.point.office_id, 30)
    second = await issue_labels(service_connection, scene.teller, scene.point.office_id, 10)
    numbers = [label.s10 for label in first.labels + second.labels]
    assert len({*numbers}) == len({label.code for label in first.labels + second.labels}) == 40
    assert sorted(number[2:10] for number in numbers) == [f"{number:08d}" for number in range(12_345_600, 12_345_640)]
    assert all(parse_s10(label.s10) == label.s10 and parse_code(label.code) == label.code for label in first.labels)
    assert (second.s10_left, second.is_low) == (10, True)


async def test_used_up_numbers_are_refused_whole_with_the_remedy(service_connection: Connection, scene: Scene) -> None:
    with pytest.raises(NumbersUsedUp, match="chỉ còn 50 số hiệu, cần 51"):
        await issue_labels(service_connection, scene.teller, scene.point.office_id, 51)
    await give_range(service_connection, scene.point.office_id, "RR", 20_000_000, 20_000_099)
    issued = await issue_labels(service_connection, scene.teller, scene.point.office_id, 60)
    assert (len(issued.labels), issued.s10_left) == (60, 90)


async def test_only_who_works_there_draws_labels(service_connection: Connection, scene: Scene) -> None:
    with pytest.raises(NotFound):
        await issue_labels(service_connection, scene.stranger, scene.point.office_id, 1)
    with pytest.raises(InvalidInput):
        await issue_labels(service_connection, scene.teller, scene.point.office_id, 0)


async def test_a_range_is_given_once(service_connection: Connection, scene: Scene) -> None:
    with pytest.raises(Conflict, match="đã được cấp"):
        await give_range(service_connection, scene.point.office_id, "RR", 12_345_649, 12_345_700)


@pytest.mark.parametrize(
    ("prefix", "first", "last", "field"),
    [("R", 1, 2, "prefix"), ("RR", -1, 2, "last_number"), ("RR", 1, 100_000_000, "last_number")],
)
async def test_a_wrong_range_is_named(
    service_connection: Connection, scene: Scene, prefix: str, first: int, last: int, field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await give_range(service_connection, scene.point.office_id, prefix, first, last)
    assert [wrong.field for wrong in refusal.value.fields] == [field]


async def test_every_constraint_of_a_range_has_its_words(owner_connection: Connection) -> None:
    names = await owner_connection.fetch(
        "SELECT conname FROM pg_constraint WHERE conrelid = 's10_range'::regclass AND contype <> 'n'"
    )
    assert {row["conname"] for row in names} == set(RANGE_REFUSALS)


async def test_an_item_is_held_by_its_origin_once_labelled(service_connection: Connection, scene: Scene) -> None:
    faces = await label_items(service_connection, scene.teller, await import_ten(service_connection, scene))
    heads = await service_connection.fetch(
        "SELECT b.code, h.holder_id FROM head AS h JOIN item_label AS b USING (item_id)"
    )
    assert {row["code"]: row["holder_id"] for row in heads} == {face.code: scene.desk.office_id for face in faces}


async def test_a_reprint_has_the_same_codes(service_connection: Connection, scene: Scene) -> None:
    jobs = await import_ten(service_connection, scene)
    first = await label_items(service_connection, scene.teller, jobs[:6])
    again = await label_items(service_connection, scene.teller, jobs)
    assert again[:6] == first
    assert await service_connection.fetchval("SELECT count(*) FROM label") == 10


async def test_two_who_print_at_once_print_the_same_codes(
    database: Pool, service_connection: Connection, scene: Scene
) -> None:
    jobs = await import_ten(service_connection, scene)
    printed = await asyncio.gather(
        *(in_transaction(database, lambda c: label_items(c, scene.teller, jobs)) for _ in range(4))
    )
    assert printed == [printed[0]] * 4
    assert await service_connection.fetchval("SELECT count(*) FROM label") == 10


async def test_the_same_binding_by_two_at_once_is_one(
    database: Pool, service_connection: Connection, scene: Scene
) -> None:
    [label] = (await issue_labels(service_connection, scene.teller, scene.point.office_id, 1)).labels
    job = (await place_order(service_connection, scene.teller, order(scene))).job_id
    items = await asyncio.gather(
        *(in_transaction(database, lambda c: bind_label(c, label.code, job)) for _ in range(4))
    )
    assert len({*items}) == 1


async def test_a_label_tells_no_name_and_names_former_communes(service_connection: Connection, scene: Scene) -> None:
    faces = await label_items(service_connection, scene.teller, await import_ten(service_connection, scene))
    assert (faces[0].recipient, faces[0].phone) == ("B** T** H**", "*** *** 678")
    assert [face.destination for face in faces[:3]] == [
        "TT Trâu Quỳ (cũ) – nay xã Gia Lâm",
        "xã Dương Xá (cũ) – nay xã Gia Lâm",
        "xã Bát Tràng",
    ]
    assert [face.collect_vnd for face in faces[:6]] == [26_000, 0, 26_000, 26_000, 0, 8_000]
    assert (faces[1].phone, faces[2].personal_only, faces[3].papers_to_take_back) == (None, True, 1)


async def test_jobs_of_others_are_not_labelled(service_connection: Connection, scene: Scene) -> None:
    jobs = await import_ten(service_connection, scene)
    with pytest.raises(NotFound):
        await label_items(service_connection, scene.stranger, jobs)
    with pytest.raises(NotFound):
        await label_items(service_connection, scene.teller, [*jobs, uuid4()])
    assert await service_connection.fetchval("SELECT count(*) FROM item") == 0


async def test_a_roll_label_is_bound_at_the_door_once(service_connection: Connection, scene: Scene) -> None:
    issued = await issue_labels(service_connection, scene.teller, scene.point.office_id, 3)
    codes = [label.code for label in issued.labels]
    job = (await place_order(service_connection, scene.teller, order(scene))).job_id
    item_id = await bind_label(service_connection, codes[0], job)
    assert await bind_label(service_connection, codes[0], job) == item_id
    origin = await service_connection.fetchval("SELECT holder_id FROM head WHERE item_id = $1", item_id)
    assert origin == await service_connection.fetchval("SELECT origin_id FROM job WHERE job_id = $1", job)
    other = (await place_order(service_connection, scene.teller, order(scene))).job_id
    await service_connection.execute(
        "INSERT INTO label_void (code, reason, person_id) VALUES ($1, 'damaged', $2)", codes[2], scene.teller
    )
    for code, to, reason in (
        (codes[1], job, "job_labelled"),
        (codes[0], other, "label_used"),
        (codes[2], other, "label_void"),
        ("000000000000", other, "unknown_label"),
        (codes[1], uuid4(), "job_unknown"),
    ):
        with pytest.raises(LabelRefused) as refusal:
            await bind_label(service_connection, code, to)
        assert (refusal.value.reason, refusal.value.code) == (reason, code)
    await service_connection.execute("UPDATE job SET cancelled_at = courier_now() WHERE job_id = $1", other)
    with pytest.raises(LabelRefused, match="huỷ"):
        await bind_label(service_connection, codes[1], other)
    assert await service_connection.fetchval("SELECT count(*) FROM item") == 1


async def test_one_code_bound_by_two_at_once_names_one_item(
    database: Pool, service_connection: Connection, scene: Scene
) -> None:
    [label] = (await issue_labels(service_connection, scene.teller, scene.point.office_id, 1)).labels
    jobs = [(await place_order(service_connection, scene.teller, order(scene))).job_id for _ in range(4)]
    results = await asyncio.gather(
        *(in_transaction(database, lambda c, job=job: bind_label(c, label.code, job)) for job in jobs),  # type: ignore[misc]
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in results) == ["LabelRefused"] * 3 + ["UUID"]
    assert await service_connection.fetchval("SELECT count(*) FROM item") == 1


FACE = LabelFace(
    code="000000000000",
    s10="RR123456785VN",
    leg="RETURN",
    recipient="B** T** H**",
    phone="*** *** 678",
    destination="TT Trâu Quỳ (cũ) – nay xã Gia Lâm",
    from_office="Một cửa xã Gia Lâm",
    collect_vnd=26_000,
    personal_only=True,
    papers_to_take_back=1,
)


async def test_every_qr_of_a_sheet_is_read_from_the_printed_page(service_connection: Connection, scene: Scene) -> None:
    faces = await label_items(service_connection, scene.teller, await import_ten(service_connection, scene))
    faces += faces[:6]
    document = pypdfium2.PdfDocument(labels_pdf(faces, "courier.example.vn"))
    assert len(document) == 2
    found = [code for page in document for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())]
    assert {code.ec_level for code in found} == {"M"}
    assert sorted(code.text for code in found) == sorted(f"HTTPS://COURIER.EXAMPLE.VN/T/{face.code}" for face in faces)


async def test_the_text_of_a_label_can_be_read_in_vietnamese() -> None:
    page = pypdfium2.PdfDocument(labels_pdf([FACE], "localhost:8080"))[0]
    text = page.get_textpage().get_text_bounded()
    for said in ("TRẢ KẾT QUẢ", "B** T** H**", "TT Trâu Quỳ (cũ) – nay xã Gia Lâm", "Thu 26.000 đ", "Phát tận tay"):
        assert said in text
    assert "RR 1234 5678 5 VN" in text
    assert "0000 0000 0000" in text


def test_the_longest_host_still_fits_and_a_longer_one_is_refused() -> None:
    host = "mot-cua.gia-lam.hanoi.buudien-viet.nam"
    page = pypdfium2.PdfDocument(labels_pdf([FACE], host))[0]
    [code] = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    assert code.text == f"HTTPS://{host.upper()}/T/{FACE.code}"
    with pytest.raises(CodeError):
        labels_pdf([FACE], host + ".vn")


def test_names_and_phones_are_masked() -> None:
    assert mask_name("bùi  Thị Hoa") == "B** T** H**"
    assert mask_name("") == ""
    assert (mask_phone("+84912345678"), mask_phone(None)) == ("*** *** 678", None)
