"""One cell of a table at a time: what it says, or what is wrong with it. Nothing is guessed."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, TypeVar

from courier.errors import FieldError
from courier.fold import fold
from courier.legacy_text import guess_legacy
from courier.spreadsheets import Cell, Sheet, SheetRow
from courier.tables.headings import Header, cell_text

Word = TypeVar("Word")


class CellError(ValueError):
    """What is wrong with a cell: the problem's key, then (message, remedy) in Vietnamese and English."""

    def __init__(self, problem: str, vi: tuple[str, str], en: tuple[str, str]) -> None:
        self.problem = problem
        self.vi = vi
        self.en = en
        super().__init__(f"{problem}: {vi[0]}")

    def at(self, line: int, heading: str, cell: Cell = "") -> FieldError:
        """The same, as the report of an import names it."""
        return FieldError(
            line=line,
            field=heading,
            problem=self.problem,
            message_vi=self.vi[0],
            remedy_vi=self.vi[1],
            message_en=self.en[0],
            remedy_en=self.en[1],
            value=cell_text(cell)[:80] or None,
        )


def find_cell(row: SheetRow, sheet: Sheet, place: int | None) -> Cell:
    """The cell at a place, empty where the row is shorter. Raises CellError where what is seen is not in the cell."""
    if place is None:
        return ""
    if (row.line, place) in sheet.broken_cells:
        raise CellError(
            "broken-formula",
            ("Ô chứa công thức bị lỗi hoặc chưa được tính", "Thay công thức bằng giá trị"),
            ("The cell holds a formula that failed or was never worked out", "Replace the formula by its value"),
        )
    if (row.line, place) in sheet.covered_cells:
        raise CellError(
            "merged-cell",
            ("Ô này nằm dưới một ô gộp nên không có dữ liệu của riêng nó", "Bỏ gộp ô và ghi đủ từng dòng"),
            ("The cell lies under a merged one and has no data of its own", "Unmerge the cells and fill in each line"),
        )
    return row.cells[place] if place < len(row.cells) else ""


def is_empty_row(row: SheetRow, header: Header) -> bool:
    """Whether none of our columns holds anything on that line."""
    return not any(cell_text(row.cells[at]) for at in header.columns.values() if at < len(row.cells))


def read_text(cell: Cell, longest: int) -> str:
    """A text that must be there. Raises CellError."""
    text = find_text(cell, longest)
    if text is None:
        raise CellError("missing", ("Chưa ghi", "Điền vào ô này"), ("Nothing is written", "Fill in this cell"))
    return text


def find_text(cell: Cell, longest: int) -> str | None:
    """A text on one line, or None where nothing is written. Raises CellError."""
    text = cell_text(cell)
    if len(text) > longest:
        raise CellError(
            "too-long",
            (f"Dài quá {longest} ký tự", "Rút ngắn lại"),
            (f"Longer than {longest} characters", "Shorten it"),
        )
    guess = guess_legacy(text)
    if guess is not None:
        raise CellError(
            "old-font",
            (f"Chữ gõ bằng phông cũ {guess.encoding}, có lẽ là «{guess.text}»", "Chuyển sang Unicode hoặc gõ lại"),
            (f"Typed in {guess.encoding}, perhaps «{guess.text}»", "Convert it to Unicode or type it again"),
        )
    if not text.isprintable() and any(unicodedata.category(character) in _UNSEEN for character in text):
        raise CellError(
            "old-font",
            ("Có ký tự lạ, có thể do phông chữ cũ", "Gõ lại ô này bằng Unicode"),
            ("Strange characters, perhaps of an old font", "Type the cell again in Unicode"),
        )
    return text or None


def read_mark(cell: Cell) -> bool:
    """X or nothing. Raises CellError."""
    text = cell_text(cell)
    if fold(text) in _MARKED or text in _TICKS:
        return True
    if text in NOTHING or fold(text) in _UNMARKED:
        return False
    raise CellError(
        "not-a-mark",
        ("Ô này chỉ ghi X hoặc để trống", "Ghi X nếu có, xoá nội dung nếu không"),
        ("Only X or nothing may stand here", "Write X for yes, clear it for no"),
    )


def read_date(cell: Cell) -> date:
    """A day that must be there. Raises CellError."""
    day = find_date(cell)
    if day is None:
        raise CellError(
            "missing", ("Chưa ghi ngày", "Ghi ngày, ví dụ 01/07/2026"), ("No day is written", "Write it as 01/07/2026")
        )
    return day


def read_day(cell: Cell) -> date | None:
    """`2025-07-01`, `01/07/2025` or a day of the sheet; None for anything else."""
    if isinstance(cell, datetime):
        return cell.date()
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(str(cell).strip(), form).date()
        except ValueError:
            continue
    return None


def find_date(cell: Cell) -> date | None:
    """A day of the years 1945 to 2100, or None where nothing is written. Raises CellError."""
    if not cell_text(cell):
        return None
    day = read_day(cell)
    if day is None or not 1945 <= day.year <= 2100:
        raise CellError(
            "not-a-date",
            ("Không phải một ngày có thật", "Ghi ngày theo dạng 01/07/2026"),
            ("Not a day that exists", "Write the day as 01/07/2026"),
        )
    return day


def find_number(cell: Cell, most: int) -> int | None:
    """A whole number from 0 to `most`, `100.000` read as 100000; None where nothing is written. Raises CellError."""
    text = cell_text(cell)
    if not text:
        return None
    plain = text.lower().removesuffix("đ").removesuffix("đồng").strip()
    digits = re.sub(r"[.,\s](?=\d{3}(\D|$))", "", plain)
    if isinstance(cell, bool) or not (digits.isascii() and digits.isdecimal()) or int(digits) > most:
        raise CellError(
            "not-a-number",
            (f"Phải là số nguyên từ 0 đến {most:,}".replace(",", "."), "Ghi bằng chữ số; để trống nếu không quy định"),
            (f"Must be a whole number from 0 to {most}", "Write it in digits, or clear it if none is set"),
        )
    return int(digits)


def find_word(cell: Cell, words: Mapping[str, Word]) -> Word | None:
    """What a word of a short list stands for, compared folded; None where nothing is written. Raises CellError."""
    text = cell_text(cell)
    if not text:
        return None
    folded = {fold(word): meaning for word, meaning in words.items()}
    meaning = folded.get(fold(text))
    if meaning is None:
        listed = ", ".join(words)
        raise CellError(
            "unknown-word",
            ("Không thuộc các lựa chọn", f"Ghi một trong: {listed}"),
            ("Not one of the choices", f"Write one of: {listed}"),
        )
    return meaning


def read_word(cell: Cell, words: Mapping[str, Word]) -> Word:
    """The same, where one must be there. Raises CellError."""
    meaning = find_word(cell, words)
    if meaning is None:
        listed = ", ".join(words)
        raise CellError(
            "missing", ("Chưa ghi", f"Ghi một trong: {listed}"), ("Nothing is written", f"Write one of: {listed}")
        )
    return meaning


def find_province(cell: Cell) -> str | None:
    """Two digits, or None where nothing is written. Raises CellError."""
    text = cell_text(cell)
    if text and not _PROVINCE.fullmatch(text):
        raise CellError(
            "not-a-province-code",
            ("Mã tỉnh phải gồm 2 chữ số", "Ghi mã tỉnh, ví dụ 01; để trống cho cả nước"),
            ("A province code has 2 digits", "Write it, for example 01, or clear it for the whole country"),
        )
    return text or None


NOTHING: Final = ("", "-", "–")
"""What people write where there is nothing to write."""
_MARKED: Final = ("x", "xx", "co", "1", "v")
_TICKS: Final = ("✓", "✔", "☑", "☒", "√")
_UNMARKED: Final = ("0", "khong", "k")
_UNSEEN: Final = ("Cc", "Cs", "Co", "Cn")
_PROVINCE: Final = re.compile(r"[0-9]{2}")
