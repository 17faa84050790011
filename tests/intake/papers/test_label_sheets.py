"""Sheets of labels: of items in the longest words, of rolls, and from the middle of a sheet."""

from datetime import date
from uuid import UUID

from courier.database import Connection
from courier.intake.label_items import label_items
from courier.intake.model import LabelFace, SupplementAsked
from courier.intake.orders.place_order import place_order
from courier.intake.papers.label_sheets import labels_pdf, roll_labels_pdf
from courier.intake.papers.model import IssuingPost, RollFace
from mobile_contract.codes import make_s10, new_code
from tests.intake.conftest import Scene
from tests.intake.test_place_order import order
from tests.printed import codes_of, collisions, ink_of, pages_of, strays, words_of

OFFICE = IssuingPost(UUID(int=1), "Bưu điện Gia Lâm", "Cổ Bi", "+842438276543")


def faces(count: int) -> list[RollFace]:
    return [RollFace(new_code(), make_s10("RR", number)) for number in range(count)]


def test_roll_labels_name_office_and_number_and_are_read_back() -> None:
    roll = faces(16)
    pages = pages_of(roll_labels_pdf(roll, OFFICE, "courier.example.vn"))
    assert len(pages) == 2
    read = [code.text for page in pages for code in codes_of(page)]
    assert sorted(read) == sorted(f"HTTPS://COURIER.EXAMPLE.VN/T/{face.code}" for face in roll)
    words = words_of(roll_labels_pdf(roll[:1], OFFICE, "courier.example.vn"))
    for said in ("NHÃN CUỘN", "Bưu điện Gia Lâm · ĐT 024 3827 6543", "RR 0000 0000 5 VN", "Người gửi"):
        assert said in words


def test_a_sheet_begun_is_gone_on_with() -> None:
    [page, second] = pages_of(roll_labels_pdf(faces(3), OFFICE, "courier.example.vn", first_place=13))
    assert (len(codes_of(page)), len(codes_of(second))) == (2, 1)
    assert ink_of(page)[:, 1].min() > 15.15 + 6 * 38.1


def test_the_longest_names_stay_on_their_label() -> None:
    face = LabelFace(
        code=new_code(),
        s10="RR123456785VN",
        leg="RETURN",
        recipient=" ".join(["W**"] * 60),
        phone="*** *** 678",
        destination="Phường " + "Nguyễn Huệ " * 17 + "(cũ) – nay xã Gia Lâm",
        from_office="Chi nhánh số 3 Trung tâm Phục vụ hành chính công " * 4,
        collect_vnd=4_000_000_000,
        personal_only=True,
        papers_to_take_back=100,
    )
    office = IssuingPost(UUID(int=1), "Bưu điện văn hoá xã " * 10, "", "+842438276543")
    for pdf in (labels_pdf([face] * 14, "localhost"), roll_labels_pdf(faces(14), office, "localhost")):
        [page] = pages_of(pdf)
        assert (strays(page, 4.6), collisions(page)) == (0, 0)
        assert len(codes_of(page)) == 14
        middle = ink_of(page)
        gutter = (middle[:, 0] < 4.65 + 99.1 + 2.5) & (middle[:, 2] > 4.65 + 99.1)
        assert not gutter.any()


async def test_no_leg_puts_a_citizens_name_or_phone_on_a_label(service_connection: Connection, scene: Scene) -> None:
    code = "H26.34-261120-0001"
    asked = SupplementAsked(asked_on=date(2026, 11, 20), missing=["Bản sao"])
    sent = await place_order(service_connection, scene.teller, order(scene, dossier_code=code))
    more = await place_order(
        service_connection, scene.teller, order(scene, kind="SUPPLEMENT", dossier_code=code, supplement=asked)
    )
    assert sent.job_id is not None
    assert more.job_id is not None
    labelled = await label_items(service_connection, scene.teller, [sent.job_id, more.job_id])
    assert [(face.leg, face.recipient) for face in labelled] == [
        ("SEND", "Một cửa xã Gia Lâm"),
        ("SUPPLEMENT", "Một cửa xã Gia Lâm"),
    ]
    words = words_of(labels_pdf(labelled, "localhost"))
    assert words.count("Từ: Đ** V** Ứ** ĐT *** *** 321") == 2
    for told in ("Đỗ", "Ứng", "987", "Số 3", "đình"):
        assert told not in words
