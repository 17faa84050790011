"""What addresses mean, as people write them, on former Gia Lâm before and after 1/7/2025."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courier.fold import fold
from courier.network.addresses.gazetteer import Gazetteer, describe
from courier.network.addresses.read_address import read_address
from tests.network.addresses.division import (
    DISTRICTS,
    FORMER_UNITS,
    GAZETTEER,
    HAMLETS,
    PRESENT_UNITS,
    SUCCESSIONS,
    TODAY,
    unit,
)

TRAU_QUY = "TT Trâu Quỳ (cũ) – nay xã Gia Lâm"
BAT_TRANG_CU = "xã Bát Tràng (cũ) – nay xã Bát Tràng"
DA_TON = "xã Đa Tốn (cũ) – nay xã Bát Tràng"
KIM_SON = "xã Kim Sơn (cũ) – nay xã Thuận An"
CO_BI = "xã Cổ Bi (cũ) – nay xã Gia Lâm"

PLAIN = {
    TRAU_QUY: """
        trau quy, gia lam
        Trâu Quỳ
        TT Trâu Quỳ
        TT. TRÂU QUỲ
        T.T Trâu Quỳ, H. Gia Lâm
        tt trau quy
        trau quy gia lam
        trau quy gia lam ha noi
        TRAU QUY - GIA LAM - HA NOI
        thi tran trau quy huyen gia lam tp ha noi
        Thị trấn Trâu Quỳ, Huyện Gia Lâm, Thành phố Hà Nội
        Ngõ 12, TT Trâu Quỳ, huyện Gia Lâm, Hà Nội
        SN 5 ngõ 12/3, TT.Trâu Quỳ-H.Gia Lâm-TP.Hà Nội
        Số 10 Nguyễn Đức Thuận, Trâu Quỳ, Gia Lâm (gần chợ Vàng)
        Ngõ 12 thị trấn Trâu Quỳ (cũ), xã Gia Lâm
        Ngõ 12 thị trấn Trâu Quỳ (nay là xã Gia Lâm)
        thị trấn Trâu Quỳ cũ, nay thuộc xã Gia Lâm, HN
        tổ 5, TDP An Đào, TT Trâu Quỳ
        Số 3 đường Bát Tràng, TT Trâu Quỳ
        Cổ Bi, TT Trâu Quỳ, Gia Lâm
        P301 nhà A2, trau quy; gia lam; hn
        Học viện Nông nghiệp Việt Nam, Trâu Quỳ, Gia Lâm, HN
    """,
    "xã Gia Lâm": """
        Số 5, xã Gia Lâm, Hà Nội
        X. Gia Lâm
        xa gia lam
        XÃ GIA LÂM, TP HÀ NỘI
        Số 5, xã Gia Lâm, huyện Gia Lâm, Hà Nội
        thôn Vàng, xã Gia Lâm
        đường Bát Tràng, xã Gia Lâm
        gần chợ Trâu Quỳ, xã Gia Lâm
        Gia Lâm mới
        nay là Gia Lâm
    """,
    BAT_TRANG_CU: """
        xã Bát Tràng, huyện Gia Lâm
        x bat trang h gia lam
        Xóm 3, xã Bát Tràng, huyện Gia Lâm, Hà Nội
        xã Bát Tràng (cũ)
        xã Bát Tràng cũ, Hà Nội
        xa bat trang (cu)
        Bát Tràng, Gia Lâm
        bat trang gia lam
        Xóm 3, xã Bát Tràng, huyện Đâu Đó
    """,
    "xã Bát Tràng": """
        xã Bát Tràng (mới)
        Thôn Giang Cao, xã Bát Tràng
        xóm 1 Bát Tràng, Hà Nội
        nay là xã Bát Tràng, Hà Nội
    """,
    DA_TON: """
        thôn Đào Xuyên, Đa Tốn, Gia Lâm
        thôn Đào Xuyên, xã Đa Tốn (nay là xã Bát Tràng)
        xã Đa Tốn, xã Bát Tràng
    """,
    CO_BI: """
        thôn Vàng, xã Cổ Bi, Gia Lâm
        xã Cổ Bi, xã Gia Lâm
    """,
    KIM_SON: """
        Kim Sơn, Gia Lâm
        xã Kim Sơn, huyện Gia Lâm
        Kim Sơn, Thuận An
        kim son, h. gia lam, hn
    """,
    "xã Kim Sơn (cũ) – nay xã Đông Anh": """
        Kim Sơn, Đông Anh
        Xã Kim Sơn, huyện Đông Anh
    """,
    "xã Dương Xá (cũ) – nay xã Gia Lâm": """
        Thôn 1 - X.DƯƠNG XÁ - TP Hà Nội
        Dương Xá
        thon 7 duong xa gia lam
    """,
    "TT Yên Viên (cũ) – nay xã Phù Đổng": """
        TT Yên Viên, Gia Lâm
        yen vien thi tran (cu), thi tran yen vien
    """,
    "xã Yên Viên (cũ) – nay xã Phù Đổng": "xã Yên Viên, huyện Gia Lâm",
    "xã Đặng Xá (cũ) – nay xã Thuận An": """
        xã Đặng Xá, huyện Gia Lâm
        khu đô thị Đặng Xá, xã Đặng Xá
    """,
    "xã Thuận An": """
        Thuận An, Gia Lâm
        khu đô thị Đặng Xá, xã Thuận An
        xa thuan an
    """,
    "xã Kim Lan (cũ) – nay xã Bát Tràng": "xã Kim Lan, Hà Nội",
    "xã Phù Đổng (cũ) – nay xã Phù Đổng": "Phù Đổng, huyện Gia Lâm",
    "phường Giang Biên (cũ) – nay phường Long Biên": """
        P. Giang Biên, Q. Long Biên
        giang bien long bien
        phuong giang bien, quan long bien, tp ha noi
    """,
    "phường Long Biên": """
        P.Long Biên, Hà Nội
        số 3 phường Long Biên
    """,
    "xã Đông Anh": "xã Đông Anh, TP. Hà Nội",
}
ASKED = {
    "Gia Lâm": "«Gia Lâm» là xã Gia Lâm nay hay huyện Gia Lâm cũ?",
    "gia lam ha noi": "«gia lam» là xã Gia Lâm nay hay huyện Gia Lâm cũ?",
    "Số 5 Gia Lâm, HN": "«Gia Lâm» là xã Gia Lâm nay hay huyện Gia Lâm cũ?",
    "Bát Tràng": "«Bát Tràng» là xã Bát Tràng nay hay xã Bát Tràng cũ?",
    "Xã Bát Tràng, Hà Nội": "«Bát Tràng» là xã Bát Tràng nay hay xã Bát Tràng cũ?",
    "xã Phù Đổng": "«Phù Đổng» là xã Phù Đổng nay hay xã Phù Đổng cũ?",
    "Long Biên": "«Long Biên» là phường Long Biên nay hay quận Long Biên cũ?",
    "huyện Gia Lâm, Hà Nội": (
        "huyện Gia Lâm cũ nay gồm xã Phù Đổng, xã Bát Tràng, xã Gia Lâm, xã Thuận An: thuộc xã nào?"
    ),
    "Yên Viên, Gia Lâm": "«Yên Viên» là TT Yên Viên cũ hay xã Yên Viên cũ?",
    "Kim Sơn": f"«Kim Sơn» là {KIM_SON} hay xã Kim Sơn (cũ) – nay xã Đông Anh?",
    "xã Cổ Bi, Gia Lâm": "xã Cổ Bi cũ nay thuộc xã Gia Lâm, xã Phù Đổng, xã Thuận An: ở thôn, tổ dân phố nào?",
    "Đa Tốn": "xã Đa Tốn cũ nay thuộc xã Bát Tràng, xã Gia Lâm: ở thôn, tổ dân phố nào?",
    "phường Gia Lâm": "Có phải xã Gia Lâm không?",
    "xã Trâu Quỳ, Gia Lâm": f"Có phải {TRAU_QUY} không?",
    "TT Trâu Quỳ, huyện Đông Anh": "Địa chỉ là huyện Đông Anh cũ hay TT Trâu Quỳ cũ?",
    "xã Kim Lan, xã Gia Lâm": "Địa chỉ là xã Gia Lâm nay hay xã Kim Lan cũ?",
    "thôn Giang Cao": "Có phải xã Bát Tràng không?",
}
UNKNOWN = [
    "",
    "12345",
    "xã",
    "Số 5, đường Láng, Hà Nội",
    "bưu điện Gia Lâm",
    "chợ Bát Tràng",
    "huyện Sóc Sơn, Hà Nội",
    "xóm 3",
    "Thành phố Hà Nội",
    "Trâu Quỳ, Bắc Ninh",
    "xã Tân Dân, tỉnh Hải Dương",
]


@pytest.mark.parametrize(
    ("address", "description"),
    [(line.strip(), name) for name, lines in PLAIN.items() for line in lines.strip().splitlines()],
)
def test_a_plain_address_has_one_meaning(address: str, description: str) -> None:
    read = read_address(GAZETTEER, address)
    assert (read.status, [describe(GAZETTEER, c.unit) for c in read.candidates[:1]]) == ("plain", [description])
    assert read.question_vi is None


@pytest.mark.parametrize(("address", "question"), ASKED.items())
def test_what_is_not_plain_is_asked_back(address: str, question: str) -> None:
    read = read_address(GAZETTEER, address)
    assert (read.status, read.question_vi) == ("ask", question)
    assert read.question_en
    assert read.candidates


@pytest.mark.parametrize("address", UNKNOWN)
def test_nothing_known_is_nothing_found(address: str) -> None:
    read = read_address(GAZETTEER, address)
    assert (read.status, read.candidates) == ("unknown", [])


def test_another_province_is_told() -> None:
    assert read_address(GAZETTEER, "Trâu Quỳ, Bắc Ninh").question_vi == (
        "Địa chỉ ghi «Bắc Ninh», ngoài tỉnh này: đúng không?"
    )


def test_a_former_units_shares_come_with_it_and_a_hamlet_decides() -> None:
    asked = read_address(GAZETTEER, "xã Cổ Bi, huyện Gia Lâm").candidates[0]
    assert [(p.unit.name, p.share) for p in asked.presents] == [
        ("Gia Lâm", 0.74),
        ("Phù Đổng", 0.2),
        ("Thuận An", 0.03),
    ]
    decided = read_address(GAZETTEER, "thôn Vàng, xã Cổ Bi, huyện Gia Lâm").candidates[0]
    assert [(p.unit.name, p.share) for p in decided.presents] == [("Gia Lâm", 1.0)]
    assert decided.hamlet is not None
    assert decided.hamlet.full_name == "thôn Vàng"


def test_without_districts_a_district_still_marks_an_old_address() -> None:
    bare = Gazetteer([*PRESENT_UNITS, *FORMER_UNITS], SUCCESSIONS, TODAY)
    read = read_address(bare, "Xóm 3, xã Bát Tràng, huyện Gia Lâm")
    assert (read.status, describe(bare, read.candidates[0].unit)) == ("plain", BAT_TRANG_CU)
    assert read_address(bare, "huyện Gia Lâm").status == "unknown"


def test_a_unit_without_known_succession_is_named_all_the_same() -> None:
    gazetteer = Gazetteer(FORMER_UNITS, [], TODAY, districts=DISTRICTS)
    read = read_address(gazetteer, "xã Kim Lan, huyện Gia Lâm")
    assert (read.status, describe(gazetteer, read.candidates[0].unit)) == ("plain", "xã Kim Lan (cũ)")


def test_units_are_those_of_the_day() -> None:
    before = TODAY.replace(year=2024)
    gazetteer = Gazetteer([*PRESENT_UNITS, *FORMER_UNITS], SUCCESSIONS, before, districts=DISTRICTS)
    read = read_address(gazetteer, "Bát Tràng")
    assert (read.status, describe(gazetteer, read.candidates[0].unit)) == ("plain", "xã Bát Tràng")
    assert read.candidates[0].unit.code == "00583"


@pytest.mark.parametrize(
    ("one", "other", "key", "is_exact"),
    [
        ("SN 05 ngõ 12, TT Trâu Quỳ", "số nhà 5, ngõ 12 - trau quy gia lam", "5 ngo 12", True),
        ("Đ. Ngô Xuân Quảng, Trâu Quỳ", "đường Ngô Xuân Quảng, TT Trâu Quỳ", "duong ngo xuan quang", False),
        ("TDP An Đào, Trâu Quỳ", "Tổ dân phố An Đào, thị trấn Trâu Quỳ", "to dan pho an dao", False),
        ("12A Cổ Bi, TT Trâu Quỳ, gần chợ", "số 12A, Cổ Bi, TT Trâu Quỳ", None, True),
        ("Trâu Quỳ", "TT Trâu Quỳ, Gia Lâm", "", False),
        ("tổ 5, Trâu Quỳ", "Tổ 05 - TT Trâu Quỳ", "to 5", False),
    ],
)
def test_one_address_written_in_two_ways_has_one_key(one: str, other: str, key: str | None, is_exact: bool) -> None:
    first, second = read_address(GAZETTEER, one), read_address(GAZETTEER, other)
    assert first.is_exact == is_exact
    if key is not None:
        assert (first.address_key, second.address_key) == (key, key)


def test_a_dash_in_a_name_does_not_part_it() -> None:
    dashed = unit("00199", "Phường Văn Miếu - Quốc Tử Giám")
    gazetteer = Gazetteer([dashed], [], TODAY, province_code="01")
    for address in ("Số 5, Văn Miếu - Quốc Tử Giám, Hà Nội", "phuong van mieu-quoc tu giam - ha noi"):
        read = read_address(gazetteer, address)
        assert (read.status, [c.unit for c in read.candidates]) == ("plain", [dashed])


def test_a_landmark_is_kept_apart() -> None:
    read = read_address(GAZETTEER, "Số 10 Nguyễn Đức Thuận, Trâu Quỳ, Gia Lâm (đối diện UBND xã Bát Tràng)")
    assert (read.landmark, read.rest) == ("đối diện UBND xã Bát Tràng", "Số 10 Nguyễn Đức Thuận")
    assert describe(GAZETTEER, read.candidates[0].unit) == TRAU_QUY


WORDS = [
    *[
        "xã",
        "TT",
        "huyện",
        "H.",
        "P.",
        "Q",
        "thôn",
        "TDP",
        "số",
        "5",
        "12A",
        ",",
        "(cũ)",
        "mới",
        "nay là",
        "-",
        "(",
        ")",
    ],
    *["gần", "đường", "Hà Nội", "HN", "Bắc Ninh", "tp", *(named.name for named in [*PRESENT_UNITS, *FORMER_UNITS])],
    *(hamlet.name for hamlet in HAMLETS),
]
ADDRESSES = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)


@given(st.text() | ADDRESSES)
def test_any_text_can_be_asked(address: str) -> None:
    read = read_address(GAZETTEER, address)
    assert (read.status == "unknown") == (not read.candidates)
    assert len({candidate.unit.key for candidate in read.candidates}) == len(read.candidates)
    assert not read.candidates or sum(c.score for c in read.candidates) == pytest.approx(1, abs=0.01)
    assert (read.question_vi is None) == (read.question_en is None)
    assert read.status != "ask" or read.question_vi


@given(ADDRESSES)
def test_capitals_change_nothing(address: str) -> None:
    read, shouted = read_address(GAZETTEER, address), read_address(GAZETTEER, address.upper())
    assert (read.status, [c.unit for c in read.candidates], read.address_key) == (
        shouted.status,
        [c.unit for c in shouted.candidates],
        shouted.address_key,
    )


@given(st.lists(st.sampled_from(["5", "thôn", "đường", *[u.name for u in FORMER_UNITS]]), max_size=6).map(", ".join))
def test_accents_are_not_needed_where_no_two_names_fold_to_one(address: str) -> None:
    plain = ", ".join(fold(part) for part in address.split(", "))
    assert [c.unit for c in read_address(GAZETTEER, address).candidates] == [
        c.unit for c in read_address(GAZETTEER, plain).candidates
    ]
