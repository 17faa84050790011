"""The A5 slip as it comes from the printer: both copies, what each says, and the longest words in their boxes."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest

from courier.intake.papers.model import IssuingPost, OrderSlip, Pad, PadSlip, SlipAmount, SlipLine
from courier.intake.papers.slips import order_slip_pdf, pad_pdf
from mobile_contract.codes import make_s10, new_code
from tests.printed import codes_of, collisions, pages_of, strays, words_of

HOST = "mot-cua.gia-lam.hanoi.buudien-viet.nam"
"""As long as a label can carry."""
OFFICE = IssuingPost(UUID(int=1), "Bưu điện Gia Lâm", "Cổ Bi, xã Gia Lâm", "+842438276543")
LINES = [SlipLine("Tờ khai đăng ký khai sinh", 1, 0, 0, False), SlipLine("Giấy chứng nhận kết hôn", 0, 2, 3, True)]
ORDER = OrderSlip(
    office=OFFICE,
    job_id=UUID(int=2),
    leg="SEND",
    code=new_code(),
    s10=make_s10("RR", 77),
    view_code="0391",
    full_name="Đỗ Quỳnh Ưng",
    phone="+84912345678",
    address="Ngõ 12, TT Trâu Quỳ (cũ) – nay xã Gia Lâm",
    landmark="cổng xanh cạnh chợ Vàng",
    desk_name="Một cửa xã Gia Lâm",
    desk_phone=None,
    procedure_name="Đăng ký khai sinh",
    procedure_code="1.001193",
    title="Khai sinh",
    dossier_code=None,
    weight_g=100,
    at_counter=False,
    is_result_returned=True,
    window_from=datetime(2026, 11, 23, 1, tzinfo=UTC),
    window_to=datetime(2026, 11, 23, 4, tzinfo=UTC),
    lines=LINES,
    amounts=[SlipAmount("charge", "citizen", 8_000), SlipAmount("fare", "citizen", 26_000)],
)
LONGEST: dict[str, Any] = {
    "full_name": ("Nguyễn Phạm Trần Thị Thanh Huyền Trang " * 6)[:200],
    "address": ("Số nhà 12 ngách 34 ngõ 56 tổ dân phố Nguyễn Huệ, " * 11)[:500],
    "landmark": "W" * 200,
    "desk_name": ("Chi nhánh số 3 Trung tâm Phục vụ hành chính công " * 5)[:200],
    "procedure_name": ("Đăng ký khai sinh có yếu tố nước ngoài kết hợp nhận cha, mẹ, con " * 8)[:500],
    "dossier_code": "000.17.22.H56-210531-000001",
    "lines": [SlipLine(("Văn bản ủy quyền có chứng thực " * 17)[:500], 100, 100, 100, True)] * 30,
    "amounts": [SlipAmount(kind, "citizen", 1_000_000_000) for kind in ("fee", "charge", "fare", "handling")],
    "weight_g": 30_000,
}


def pad(count: int = 3) -> Pad:
    slips = [PadSlip(number, new_code(), make_s10("RR", number), f"482{number}") for number in range(1, count + 1)]
    return Pad(pad_id=UUID(int=3), office=OFFICE, slips=slips)


def test_a_pads_slip_has_two_copies_with_one_code_and_its_mã_xem_on_the_citizens() -> None:
    made = pad()
    pages = pages_of(pad_pdf(made, HOST))
    assert [round(page.get_width()) for page in pages] == [420] * 6
    for place, slip in enumerate(made.slips):
        first, second = pages[2 * place : 2 * place + 2]
        assert {code.text for page in (first, second) for code in codes_of(page)} == {
            f"HTTPS://{HOST.upper()}/T/{slip.code}"
        }
        mine, theirs = (" ".join(page.get_textpage().get_text_bounded().split()) for page in (first, second))
        assert "Liên 1: bưu điện giữ" in mine
        assert "Liên 2: giao người gửi" in theirs
        assert " ".join(slip.view_code) in theirs
        assert " ".join(slip.view_code) not in mine
        for words in ("Đường dây nóng: 024 3827 6543", "Sao chứng thực", "Số niêm phong", "Lệ phí", "điểm chỉ"):
            assert words in theirs


def test_a_filled_slip_names_its_papers_their_counts_and_the_money() -> None:
    pdf = order_slip_pdf(ORDER, HOST)
    pages = pages_of(pdf)
    assert len(pages) == 2
    assert all(len(codes_of(page)) == 1 for page in pages)
    words = words_of(pdf)
    for said in (
        "Đỗ Quỳnh Ưng",
        "0912 345 678",
        "Ngõ 12, TT Trâu Quỳ (cũ) – nay xã Gia Lâm, cổng xanh cạnh chợ Vàng",
        "Đăng ký khai sinh (1.001193)",
        "2 Giấy chứng nhận kết hôn – 2 3 có",
        "34.000 đ",
        "08:00–11:00 23/11/2026",
    ):
        assert said in words, said


def test_an_order_without_a_label_yet_leaves_room_for_it() -> None:
    pdf = order_slip_pdf(msgspec.structs.replace(ORDER, code=None, s10=None), HOST)
    assert "Dán nhãn cuộn" in words_of(pdf)
    assert all(codes_of(page) == [] for page in pages_of(pdf))


@pytest.mark.parametrize("has_code", [True, False])
def test_the_longest_words_stay_on_the_paper_and_off_each_other(has_code: bool) -> None:
    slip = msgspec.structs.replace(ORDER, **LONGEST, code=ORDER.code if has_code else None)
    pdf = order_slip_pdf(slip, HOST)
    for page in pages_of(pdf):
        assert (strays(page, 5), collisions(page)) == (0, 0)
    words = words_of(pdf)
    assert all(f" {number} " in words for number in range(1, 31))
    assert "4.000.000.000 đ" in words
    assert words.count("Người gửi không ký được") == 2
    for name in ("full_name", "address", "procedure_name"):
        assert LONGEST[name].split()[-1] in words


def test_ordinary_slips_do_not_collide_either() -> None:
    for pdf in (order_slip_pdf(ORDER, "localhost:8000"), pad_pdf(pad(1), HOST)):
        for page in pages_of(pdf):
            assert (strays(page, 5), collisions(page)) == (0, 0)
