"""One cell of a desk's list at a time: what it says, strictly, or what is wrong with it. Nothing is guessed."""

import re
from typing import Final, TypeVar

from courier.errors import FieldError
from courier.fold import fold
from courier.intake.model import AmountKind, Payer
from courier.network.geojson import is_in_vietnam
from courier.network.phones import PhoneError, read_phone
from courier.spreadsheets import Cell
from courier.tables import cells
from courier.tables.cells import NOTHING, CellError
from courier.tables.headings import cell_text

LEAST_AMOUNT_VND: Final = 1_000
"""No fee is smaller; 26 is what an English Excel makes of a typed 26.000."""
MOST_AMOUNT_VND: Final = 1_000_000_000

Word = TypeVar("Word")


def read_text(cell: Cell, longest: int) -> str:
    """A text that must be there, on one line, without signs that only old fonts have. Raises CellError."""
    text = cells.read_text(cell, longest)
    if not text.isprintable() or not _OLD_FONT_SIGNS.isdisjoint(text):
        raise CellError(
            "old-font",
            ("Có ký tự lạ, có thể do phông chữ cũ (.VnTime, VNI)", "Chuyển ô này sang Unicode hoặc gõ lại"),
            ("Strange characters, perhaps of an old font (.VnTime, VNI)", "Convert it to Unicode or type it again"),
        )
    return text


def read_name(cell: Cell) -> str:
    """A person's or organisation's name. Raises CellError."""
    name = read_text(cell, longest=200)
    if sum(character.isalpha() for character in name) < 2:
        raise CellError(
            "not-a-name",
            ("Không phải họ tên", "Ghi đầy đủ họ và tên người nhận"),
            ("Not a name", "Write the recipient's full name"),
        )
    return name


def read_phone_cell(cell: Cell) -> str | None:
    """E.164, or None where nothing is written. Raises CellError."""
    text = cell_text(cell)
    try:
        return read_phone(text) if text else None
    except PhoneError:
        raise CellError(
            "not-a-phone",
            ("Không phải số điện thoại Việt Nam hợp lệ", "Ghi một số, đủ chữ số, ví dụ 0912 345 678"),
            ("Not a valid Vietnamese telephone number", "Write one whole number, for example 0912 345 678"),
        ) from None


def read_amount(cell: Cell) -> int | None:
    """Whole đồng: `26.000 đ`, `26,000`, `26000`, 26000.0. None where nothing or 0 is written. Raises CellError."""
    text = cell_text(cell)
    if isinstance(cell, bool) or not _AMOUNT.fullmatch(text.lower()):
        if text in NOTHING:
            return None
        raise _wrong_amount()
    amount_vnd = int("".join(character for character in text if character.isdecimal()))
    if amount_vnd == 0:
        return None
    if amount_vnd < LEAST_AMOUNT_VND:
        raise CellError(
            "amount-too-small",
            ("Nhỏ hơn 1.000 đ; có thể Excel đã đọc 26.000 thành 26", "Ghi lại đủ số, ví dụ 26000"),
            ("Less than 1.000 đ; Excel may have read 26.000 as 26", "Write it in full, for example 26000"),
        )
    if amount_vnd > MOST_AMOUNT_VND:
        raise CellError(
            "amount-too-large",
            ("Lớn hơn 1 tỷ đồng", "Kiểm tra lại số tiền"),
            ("More than a thousand million đồng", "Check the amount"),
        )
    return amount_vnd


def read_amount_kind(cell: Cell) -> AmountKind | None:
    """Phí, lệ phí, cước, phí thu hộ. Raises CellError."""
    return _read_word(cell, _AMOUNT_KINDS, "not-an-amount-kind", "Phí, Lệ phí, Cước hoặc Thu hộ")


def read_payer(cell: Cell) -> Payer | None:
    """Who pays: người nhận, cơ quan, bưu điện. Raises CellError."""
    return _read_word(cell, _PAYERS, "not-a-payer", "Người nhận, Cơ quan hoặc Bưu điện")


def read_papers(cell: Cell) -> int | None:
    """How many old papers are taken back, 0 to 100. Raises CellError."""
    text = cell_text(cell)
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,3}", text) or int(text) > 100:
        raise CellError(
            "not-a-count",
            ("Phải là số giấy tờ, từ 0 đến 100", "Ghi số, ví dụ 1; để trống nếu không có"),
            ("Must be a number of papers, 0 to 100", "Write a number, for example 1, or clear it"),
        )
    return int(text)


def read_weight(cell: Cell) -> int | None:
    """The upper end of a weight step in grams: 100, 250, 500, then each 500 (TT 22/2017). Raises CellError."""
    text = cell_text(cell)
    if not text:
        return None
    match = re.fullmatch(r"(?:<=|≤|đến)?\s*([0-9]{1,5})\s*(?:g|gam|gram)?", text.lower())
    weight_g = int(match[1]) if match else 0
    if weight_g not in (100, 250) and (weight_g % 500 or not 500 <= weight_g <= 30_000):
        raise CellError(
            "not-a-weight-step",
            ("Không phải nấc khối lượng", "Ghi 100, 250, 500, 1000, 1500 … (gam)"),
            ("Not a weight step", "Write 100, 250, 500, 1000, 1500 … (grams)"),
        )
    return weight_g


def read_degrees(cell: Cell) -> float | None:
    """Degrees with a point or comma. Raises CellError."""
    text = str(cell).strip().replace(",", ".") if not isinstance(cell, bool) else "?"
    if not text:
        return None
    if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,20})?", text):
        raise CellError(
            "not-a-coordinate",
            ("Không phải toạ độ", "Ghi độ thập phân, ví dụ kinh độ 105,9382 và vĩ độ 21,0187"),
            ("Not a coordinate", "Write decimal degrees, for example longitude 105.9382 and latitude 21.0187"),
        )
    return float(text)


def find_misplaced(lon: float | None, lat: float | None, line: int) -> list[FieldError]:
    """That a position lies outside Vietnam, or has its axes swapped."""
    if lon is None or lat is None or is_in_vietnam(lon, lat):
        return []
    is_swapped = is_in_vietnam(lat, lon)
    return [
        FieldError(
            line=line,
            field="Kinh độ",
            problem="swapped-axes" if is_swapped else "outside-vietnam",
            message_vi="Kinh độ và vĩ độ bị đổi chỗ" if is_swapped else "Vị trí nằm ngoài Việt Nam",
            message_en="Longitude and latitude are swapped" if is_swapped else "The position lies outside Vietnam",
            remedy_vi="Đổi lại hai ô" if is_swapped else "Ghi toạ độ WGS 84 theo độ, hoặc để trống cả hai ô",
            remedy_en="Swap the two cells" if is_swapped else "Write WGS 84 degrees, or clear both cells",
            value=f"{lon}; {lat}",
        )
    ]


_OLD_FONT_SIGNS: Final = frozenset("¢£¤¥¦§¨©ª«¬®¯¶¸¹»¼½¾µ×÷�")
"""What TCVN3 and VNI letters look like when read as Latin 1, where those signs have no use in a name or address."""
_AMOUNT: Final = re.compile(
    r"([0-9]{1,3}(?P<comma>[., ])[0-9]{3}((?P=comma)[0-9]{3}){0,3}|[0-9]{1,15})( ?(đ|đồng|₫|vnđ|vnd))?"
)
_AMOUNT_KINDS: Final[dict[str, AmountKind]] = {
    "phi": "fee",
    "le phi": "charge",
    "cuoc": "fare",
    "thu ho": "handling",
    "phi thu ho": "handling",
}
_PAYERS: Final[dict[str, Payer]] = {
    "nguoi nhan": "citizen",
    "cong dan": "citizen",
    "khach": "citizen",
    "nguoi dan": "citizen",
    "co quan": "agency",
    "ngan sach": "agency",
    "mot cua": "agency",
    "buu dien": "post",
}


def _read_word(cell: Cell, words: dict[str, Word], problem: str, choices: str) -> Word | None:
    text = cell_text(cell)
    if text and fold(text) not in words:
        raise CellError(
            problem,
            ("Không rõ ô này ghi gì", f"Ghi {choices}"),
            ("Not one of the known words", f"Write {choices}"),
        )
    return words.get(fold(text))


def _wrong_amount() -> CellError:
    return CellError(
        "not-an-amount",
        ("Không phải số tiền nguyên đồng", "Ghi số đồng, ví dụ 26000 hoặc 26.000 đ"),
        ("Not an amount in whole đồng", "Write đồng, for example 26000 or 26.000 đ"),
    )
