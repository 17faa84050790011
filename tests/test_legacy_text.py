"""Text of before Unicode is recognised by what it says, and what is Vietnamese or foreign is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courier import legacy_text
from courier.legacy_text import guess_legacy, is_syllable

NAMES = (
    """
Nguyễn Văn An;Trần Thị Hường;Lê Quý Đôn;Phạm Quốc Toản;Hoàng Minh Đức;Vũ Thị Ngọc;Đặng Thế Vinh;Bùi Thị Lan
Đỗ Quang Huy;Ngô Thị Hạ;Dương Xuân Trường;Lý Thường Kiệt;Đinh Thị Mai;Trịnh Phương Thảo;Bạch Thị Ngân;Nghiêm Thuý Vy
Thôn Thuận Quang, xã Dương Xá;Tổ dân phố Kiên Thành, thị trấn Trâu Quỳ;Xóm 5, xã Đặng Xá, huyện Gia Lâm, Hà Nội
Ngõ 12 đường Ngô Xuân Quảng;Số 8 phố Hoà Bình;Thửa đất số 15, tờ bản đồ số 7;Giấy chứng nhận quyền sử dụng đất
Đăng ký khai sinh;Đăng ký kết hôn có yếu tố nước ngoài;Xác nhận tình trạng hôn nhân;Trích lục khai tử;Hộ cá thể
Mã hồ sơ;Họ và tên;Địa chỉ;Kết quả giải quyết;Trả qua bưu điện;Phí, lệ phí;Giấy uỷ quyền;Quyết định trợ cấp
Huỳnh Ngọc Ẩn;Ông Ích Khiêm;Ưng Hoàng Phúc;Ỷ Lan;Khương Thượng;Nguỵ Như Kon Tum;Quách Thị Khuyên;Giản Tư Trung
""".replace("\n", ";")
    .strip(";")
    .split(";")
)

FOREIGN = [
    "Café Ñandú",
    "Müller GmbH",
    "Citroën Việt Nam",
    "François Gérard",
    "Zażółć gęślą jaźń",
    "Công ty TNHH Søren",
]


def to_tcvn3(text: str) -> str:
    """As .VnTime shows it; capitals with an accent have no byte of their own there and are typed small."""
    letters = {letter: chr(sign) for sign, letter in legacy_text._TCVN3.items()}
    return "".join(letters.get(letter) or letters.get(letter.lower(), letter) for letter in text)


def to_vni(text: str) -> str:
    letters = {letter: written for written, letter in legacy_text._VNI.items()}
    return "".join(
        letters.get(letter) or (letters[letter.lower()].upper() if letter.lower() in letters else letter)
        for letter in text
    )


@pytest.mark.parametrize("text", NAMES)
def test_old_fonts_are_named_with_what_the_text_would_say(text: str) -> None:
    for encoding, written in (("TCVN3", to_tcvn3(text)), ("VNI", to_vni(text))):
        guess = guess_legacy(written)
        assert guess is not None, written
        assert guess.encoding.startswith(encoding)
        assert guess.text.casefold() == text.casefold()


def test_a_word_that_is_right_either_way_is_not_held_against_its_writer() -> None:
    assert guess_legacy(to_tcvn3("Hộ")) is None  # «Hé», a syllable of its own: a longer text tells


@pytest.mark.parametrize("text", [*NAMES, *FOREIGN, "", "H26.34-261123-0001", "26.000 đ", "X", "½ m² × 3"])
def test_vietnamese_and_foreign_text_is_left_alone(text: str) -> None:
    assert guess_legacy(text) is None


@pytest.mark.parametrize("word", ["Nguyễn", "đường", "gìn", "quý", "quỳnh", "khuỷu", "nghiêng", "Ỷ", "giếng", "thuở"])
def test_a_syllable_is_known_whatever_its_tone(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["Nguyeãn", "®Êt", "hoà2", "Müller", "strasse", ""])
def test_what_is_no_syllable_is_not_taken_for_one(word: str) -> None:
    assert not is_syllable(word)


@given(st.text(max_size=200))
def test_any_text_is_judged(text: str) -> None:
    guess = guess_legacy(text)
    assert guess is None or guess.text
