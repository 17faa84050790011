"""Which commune an address names, on a small division with the real one's traps."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courier.network.find_commune import Gazetteer, describe, find_commune
from courier.network.model import AdministrativeUnit
from courier.network.statements import SuccessionLink

FORMER, PRESENT = date(2008, 8, 1), date(2025, 7, 1)


def commune(code: str, name: str, unit_type: str = "Xã", since: date = PRESENT) -> AdministrativeUnit:
    ended = PRESENT if since == FORMER else None
    return AdministrativeUnit(code, since, ended, "commune", unit_type, name, "01", None, None, None)


def went(from_code: str, to_code: str) -> SuccessionLink:
    return SuccessionLink(from_code, FORMER, to_code, PRESENT, 0.9)


GAZETTEER = Gazetteer(
    [
        commune("00565", "Gia Lâm"),
        commune("00577", "Bát Tràng"),
        commune("00565", "Trâu Quỳ", "Thị trấn", FORMER),
        commune("00577", "Bát Tràng", "Xã", FORMER),
        commune("00583", "Dương Xá", "Xã", FORMER),
        commune("00592", "Kim Lan", "Xã", FORMER),
    ],
    [went("00565", "00565"), went("00577", "00577"), went("00583", "00565")],
    date(2026, 11, 23),
)


@pytest.mark.parametrize(
    ("address", "description", "others"),
    [
        ("Số 5, xã Gia Lâm, Hà Nội", "xã Gia Lâm", 0),
        ("Ngõ 12, TT Trâu Quỳ, huyện Gia Lâm, Hà Nội", "TT Trâu Quỳ (cũ) – nay xã Gia Lâm", 0),
        ("Ngõ 12 thị trấn Trâu Quỳ (cũ), xã Gia Lâm", "TT Trâu Quỳ (cũ) – nay xã Gia Lâm", 0),
        ("Trâu Quỳ, Gia Lâm, Hà Nội", "TT Trâu Quỳ (cũ) – nay xã Gia Lâm", 0),
        ("Thôn 1 - X.DƯƠNG XÁ - TP Hà Nội", "xã Dương Xá (cũ) – nay xã Gia Lâm", 0),
        ("Xóm 3, xã Bát Tràng, Hà Nội", "xã Bát Tràng", 1),
        ("Xóm 3, xã Bát Tràng (cũ)", "xã Bát Tràng (cũ) – nay xã Bát Tràng", 0),
        ("Xóm 3, xã Bát Tràng, huyện Gia Lâm", "xã Bát Tràng (cũ) – nay xã Bát Tràng", 0),
        ("xã Kim Lan, Hà Nội", "xã Kim Lan (cũ)", 0),
        ("xã Kim Lan, xã Gia Lâm", "xã Gia Lâm", 1),
        ("đường Bát Tràng, xã Gia Lâm", "xã Gia Lâm", 0),
    ],
)
def test_an_address_is_read_from_its_end(address: str, description: str, others: int) -> None:
    found = find_commune(GAZETTEER, address)
    assert found is not None
    assert (describe(GAZETTEER, found.unit), len(found.others)) == (description, others)


@pytest.mark.parametrize("address", ["", "Số 5, đường Láng, Hà Nội", "phường Gia Lâm", "xã", "huyện Gia Lâm"])
def test_nothing_known_is_nothing_found(address: str) -> None:
    assert find_commune(GAZETTEER, address) is None


@given(st.text() | st.lists(st.sampled_from(["xã", "Gia", "Lâm", "TT", ",", "(cũ)", "huyện", "-"])).map(" ".join))
def test_any_text_can_be_asked(address: str) -> None:
    found = find_commune(GAZETTEER, address)
    assert found is None or found.unit not in found.others
