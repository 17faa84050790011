"""Rows out of XLSX and CSV files that people send: bounded, never guessed at. What the columns mean, the rooms know."""

import csv
import io
import itertools
import re
import zipfile
import zlib
from collections import Counter
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple, TypeAlias
from xml.etree import ElementTree
from xml.parsers import expat

import msgspec
import python_calamine

from courier.errors import FieldError, InvalidInput
from courier.legacy_text import guess_legacy

Cell: TypeAlias = str | int | float | bool | datetime | date | time | timedelta
"""As the file holds it; an empty cell is the empty text."""

MAX_FILE_BYTES: Final = 20_000_000
MAX_UNPACKED_BYTES: Final = 80_000_000
MAX_ROWS: Final = 10_000
MAX_COLUMNS: Final = 200


class SheetRow(NamedTuple):
    """One row with something in it."""

    line: int
    """The sheet's row number, or the file's line on which the row begins; the first is 1."""
    cells: list[Cell]


class Sheet(msgspec.Struct, frozen=True):
    """One sheet of a workbook, or a whole CSV file."""

    name: str
    rows: list[SheetRow]
    """Rows that hold nothing are left out."""
    covered_cells: frozenset[tuple[int, int]] = frozenset()
    """(line, column from 0) of cells under a merged one: what they seem to say is not in them."""
    broken_cells: frozenset[tuple[int, int]] = frozenset()
    """(line, column from 0) of formulas that ended in an error or were never worked out."""


class UnreadableFile(InvalidInput):
    """The file as a whole cannot be read; nothing of it was kept."""

    type = "unreadable-file"
    title_vi = "Không đọc được tệp"
    title_en = "The file cannot be read"

    def __init__(self, problem: str, message_vi: str, message_en: str, remedy_vi: str, remedy_en: str) -> None:
        self.problem = problem
        super().__init__(
            [
                FieldError(
                    field="file",
                    problem=problem,
                    message_vi=message_vi,
                    message_en=message_en,
                    remedy_vi=remedy_vi,
                    remedy_en=remedy_en,
                )
            ]
        )


def read_sheets(content: bytes) -> list[Sheet]:
    """The visible sheets of an XLSX file, or a CSV file as one sheet. The bytes decide which it is, not a name.

    CSV: UTF-8 with or without byte order mark; `;`, `,` or tab, whichever parts the rows most evenly.
    Raises `UnreadableFile` for any other form or encoding, named, and past the limits above.
    """
    if len(content) > MAX_FILE_BYTES:
        raise _too_large(f"Tệp lớn hơn {MAX_FILE_BYTES // 10**6} MB", f"The file exceeds {MAX_FILE_BYTES // 10**6} MB")
    if not content.strip():
        raise UnreadableFile(
            "empty", "Tệp trống", "The file is empty", "Chọn lại đúng tệp danh sách", "Choose the list's own file"
        )
    if content.startswith(_OLE_FILE):
        raise UnreadableFile(
            "old-or-locked-excel",
            "Tệp Excel kiểu cũ (.xls) hoặc có đặt mật khẩu",
            "An old Excel file (.xls), or one with a password",
            "Mở bằng Excel, bỏ mật khẩu, chọn Lưu thành › Excel Workbook (.xlsx)",
            "Open it in Excel, remove the password, Save As › Excel Workbook (.xlsx)",
        )
    return _read_workbook(content) if content.startswith(_ZIP_FILE) else [_read_csv(content)]


def find_legacy_encoding(content: bytes) -> str | None:
    """The Vietnamese encoding of before Unicode that bytes which are no UTF-8 seem to be written in, if any."""
    guess = guess_legacy(content[:_PROBED_BYTES].decode("cp1252", "replace"))
    return guess.encoding if guess else None


_ZIP_FILE: Final = b"PK\x03\x04"
_OLE_FILE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROBED_BYTES: Final = 65_536

# XLSX


def _read_workbook(content: bytes) -> list[Sheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = _sheet_parts(archive)
            broken = {name: _inspect_sheet(archive, part) for name, part in parts.items()}
        with python_calamine.load_workbook(io.BytesIO(content)) as workbook:
            shown = [
                sheet.name
                for sheet in workbook.sheets_metadata
                if sheet.visible == python_calamine.SheetVisibleEnum.Visible and sheet.name in broken
            ]
            return [_read_sheet(workbook.get_sheet_by_name(name), broken[name]) for name in shown]
    except UnreadableFile:
        raise
    except _BROKEN_WORKBOOK as error:
        raise UnreadableFile(
            "broken-workbook",
            "Tệp không phải Excel .xlsx, hoặc đã hỏng",
            "Not an Excel .xlsx file, or a damaged one",
            "Mở bằng Excel và lưu lại thành .xlsx, hoặc lưu thành CSV UTF-8",
            "Open it in Excel and save it again as .xlsx, or as CSV UTF-8",
        ) from error


_BROKEN_WORKBOOK: Final = (
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    expat.ExpatError,
    python_calamine.CalamineError,
    KeyError,
    ValueError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
)
"""What zip, XML and workbook readers say to bytes that are not theirs."""

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT_MAIN: Final = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_LETTERS: Final = re.compile(r"[A-Z]{1,3}")
_DIGITS: Final = "0123456789"
_LONGEST_NUMBER: Final = 7
"""Digits of a row's number."""


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → its part in the archive; the archive's unpacked size is checked before any of it is unpacked."""
    if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED_BYTES:
        raise _too_large("Tệp khi giải nén quá lớn", "Unpacked, the file is too large")
    relations = _parse(archive, "xl/_rels/workbook.xml.rels")
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    parts = {}
    for sheet in _parse(archive, "xl/workbook.xml").iter():
        if _plain(sheet.tag) == "sheet":
            reference = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
            target = targets[reference]
            parts[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return parts


def _parse(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read(part))  # noqa: S314 expat bounds entities, the unpacked size is bounded


def _inspect_sheet(archive: zipfile.ZipFile, part: str) -> frozenset[tuple[int, int]]:
    """The broken formulas of a sheet, before it is laid out as a rectangle, which must not be a vast one.

    Raises `UnreadableFile` where a cell stands outside `MAX_ROWS` × `MAX_COLUMNS`.
    """
    xml = archive.read(part)
    look = _BrokenCells()
    if _holds_plain_cells(xml):
        look.check_bounds(xml)
        return frozenset()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = look.start, look.end
    parser.Parse(xml, True)
    return frozenset(look.places)


def _holds_plain_cells(xml: bytes) -> bool:
    """Whether a sheet has no formula and no error, and each cell and row names its place the way Excel writes it.

    Most files do, and of them the places can be had ten times faster than by an XML parser.
    """
    if _NOT_PLAIN.search(xml) or xml.startswith(_UTF_16) or not xml.rstrip().endswith(b"</worksheet>"):
        return False
    return len(_CELL.findall(xml)) == len(_PLACED_CELL.findall(xml)) and (
        len(_ROW.findall(xml)) == len(_PLACED_ROW.findall(xml))
    )


_NOT_PLAIN: Final = re.compile(rb"""<f[\s/>]|\st=["']e|&#|<!|<\w+:|\x00|encoding=["'](?!UTF-8|utf-8)""")
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_CELL: Final = re.compile(rb"<c[\s/>]")
_PLACED_CELL: Final = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_ROW: Final = re.compile(rb"<row[\s/>]")
_PLACED_ROW: Final = re.compile(rb'<row r="([0-9]{1,7})"')


class _BrokenCells:
    """Which cells of a sheet hold an error, or a formula without its value: told of each element as it is read."""

    def __init__(self) -> None:
        self.places: set[tuple[int, int]] = set()
        self._place: tuple[int, int] | None = None
        """Of the cell that is being read."""
        self._is_error = self._has_formula = self._has_value = False
        self._columns: dict[str, int] = {}

    def check_bounds(self, xml: bytes) -> None:
        """Raise `UnreadableFile` where a plain sheet has a cell or row outside the limits."""
        places = _PLACED_CELL.findall(xml)
        lines = {number for _, number in places} | set(_PLACED_ROW.findall(xml))
        for letters in {letters for letters, _ in places}:
            self._place_of(f"{letters.decode()}1")
        for number in lines:
            self._place_of(f"A{number.decode()}")

    def start(self, tag: str, said: dict[str, str]) -> None:
        match tag.rpartition(":")[2]:
            case "v":
                self._has_value = True
            case "c":
                self._place = self._place_of(said.get("r", ""))
                self._is_error, self._has_formula, self._has_value = said.get("t") == "e", False, False
            case "f":
                self._has_formula = True
            case "row":
                self._place_of(f"A{said.get('r', '1')}")

    def end(self, tag: str) -> None:
        if (self._is_error or self._has_formula) and tag.rpartition(":")[2] == "c":
            if self._place and (self._is_error or not self._has_value):
                self.places.add(self._place)
            self._is_error = self._has_formula = False

    def _place_of(self, reference: str) -> tuple[int, int] | None:
        """`C7` → line 7, column 2; None where it is no place. Raises `UnreadableFile` outside the limits."""
        letters = reference.rstrip(_DIGITS)
        column = self._columns.get(letters)
        if column is None:
            if not _LETTERS.fullmatch(letters):
                return None
            column = 0
            for letter in letters:
                column = column * 26 + ord(letter) - 64
            self._columns[letters] = column
        number = reference[len(letters) :]
        if not number:
            return None
        if len(number) > _LONGEST_NUMBER or column > MAX_COLUMNS or int(number) > MAX_ROWS + _TITLE_ROWS:
            raise _too_many_rows()
        return int(number), column - 1


def _plain(tag: str) -> str:
    return tag.removeprefix(_MAIN).removeprefix(_STRICT_MAIN)


_TITLE_ROWS: Final = 100
"""Rows above the table that do not count."""


def _read_sheet(sheet: python_calamine.CalamineSheet, broken: frozenset[tuple[int, int]]) -> Sheet:
    lines = sheet.to_python(skip_empty_area=False)
    rows = [
        SheetRow(line, list(cells)) for line, cells in enumerate(lines, start=1) if any(cell != "" for cell in cells)
    ]
    return Sheet(sheet.name, rows, frozenset(_covered_cells(sheet, len(lines))), broken)


def _covered_cells(sheet: python_calamine.CalamineSheet, height: int) -> set[tuple[int, int]]:
    """All but the first of the cells merged; together no more than the sheet has, or the file is no real one."""
    covered: set[tuple[int, int]] = set()
    spent = 0
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        lines, columns = range(top, min(bottom, height) + 1), range(left, min(right, MAX_COLUMNS) + 1)
        spent += len(lines) * len(columns)
        if spent > MAX_ROWS * MAX_COLUMNS:
            raise _too_many_rows()
        covered |= {(line + 1, column) for line in lines for column in columns} - {(top + 1, left)}
    return covered


# CSV


def _read_csv(content: bytes) -> Sheet:
    text = _decode(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_find_delimiter(text), strict=True)
    rows: list[SheetRow] = []
    begins_at = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(SheetRow(begins_at, list(cells)))
            if len(rows) > MAX_ROWS + _TITLE_ROWS or len(cells) > MAX_COLUMNS:
                raise _too_many_rows()
            begins_at = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(
            "broken-csv",
            f"Dòng {begins_at}: dấu ngoặc kép không khép hoặc đặt sai chỗ",
            f"Line {begins_at}: a quotation mark is not closed or out of place",
            'Ô có dấu phân cách hay ngoặc kép phải nằm trong "…", ngoặc kép bên trong viết hai lần',
            'A cell with a separator or quote stands in "…", a quote inside it is doubled',
        ) from error
    return Sheet("", rows)


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content[:_PROBED_BYTES]:
        raise _wrong_encoding("UTF-16 (Unicode Text)" if b"\x00" in content else "")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _wrong_encoding(find_legacy_encoding(content) or "") from None


def _wrong_encoding(name: str) -> UnreadableFile:
    return UnreadableFile(
        "wrong-encoding",
        f"Chữ trong tệp theo bảng mã {name}" if name else "Không rõ bảng mã chữ của tệp",
        f"The text is written in {name}" if name else "The encoding of the text is not known",
        "Mở bằng Excel, chuyển chữ sang Unicode nếu cần, chọn Lưu thành › CSV UTF-8 hoặc .xlsx",
        "Open it in Excel, convert the text to Unicode where needed, Save As › CSV UTF-8 or .xlsx",
    )


def _find_delimiter(text: str) -> str:
    """The separator under which most of the first rows have equally many columns.

    Headings and addresses hold commas of their own, lists of papers semicolons: the most frequent sign is not always
    it. A sign mostly followed by a space is punctuation, unless no other parts anything.
    """
    shapes = {separator: _shape(text, separator) for separator in ",;\t"}
    return max(shapes, key=shapes.__getitem__)


class _Shape(NamedTuple):
    """How a separator parts the first rows; the greater, the likelier it is the file's."""

    parts_any: bool
    is_no_punctuation: bool
    even_rows: int
    """Rows that have the commonest number of columns, two at least."""
    odd_rows: int
    """Less than nothing for each of the others."""
    columns: int


def _shape(text: str, separator: str) -> _Shape:
    widths: Counter[int] = Counter()
    after_sign = spaced = 0
    with suppress(csv.Error):
        for cells in itertools.islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), _TITLE_ROWS):
            widths[len(cells)] += 1
            after_sign += len(cells[1:])
            spaced += sum(cell.startswith(" ") for cell in cells[1:])
    even, columns = max(((count, width) for width, count in widths.items() if width > 1), default=(0, 1))
    return _Shape(even > 0, 2 * spaced <= after_sign, even, even - widths.total(), columns)


def _too_many_rows() -> UnreadableFile:
    return _too_large(
        f"Tệp có quá {MAX_ROWS} dòng hoặc quá {MAX_COLUMNS} cột",
        f"The file has more than {MAX_ROWS} rows or {MAX_COLUMNS} columns",
    )


def _too_large(message_vi: str, message_en: str) -> UnreadableFile:
    return UnreadableFile(
        "too-large",
        message_vi,
        message_en,
        "Chia danh sách thành nhiều tệp; xoá các dòng, cột và hình ảnh thừa",
        "Split the list into several files; remove spare rows, columns and pictures",
    )
