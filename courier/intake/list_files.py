"""Write lists: the empty template, a list of rows as a desk would send it, the lines to mend."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, Literal

import xlsxwriter

from courier.errors import FieldError
from courier.intake.model import AmountKind, ListRow, Payer
from courier.intake.read_list import HEADINGS, ListLine
from courier.network.phones import show_phone
from courier.spreadsheets import Cell
from courier.tables.headings import Header

TITLE: Final = "PHIẾU BÀN GIAO KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH"


def write_list(rows: Sequence[ListRow], form: Literal["xlsx", "csv"] = "xlsx", title: str = TITLE) -> bytes:
    """A list that `read_list` reads back as the same rows; without rows it is the template for clerks.

    XLSX has its title lines above the table; CSV is UTF-8 with a byte order mark and `;`, as Excel writes it here.
    """
    columns = [column for column in HEADINGS if column != "to_mend"]
    cells = [[_shown(row, column, number) for column in columns] for number, row in enumerate(rows, start=1)]
    headings = [HEADINGS[column][0] for column in columns]
    return _write_csv([headings, *cells]) if form == "csv" else _write_xlsx(headings, cells, [title], None)


def write_table(
    headings: Sequence[Cell], lines: Sequence[Sequence[Cell]], form: Literal["xlsx", "csv"], title: str
) -> bytes:
    """A table as our lists look, whatever its columns."""
    return _write_csv([headings, *lines]) if form == "csv" else _write_xlsx(headings, lines, [title], None)


def write_rejected(header: Header, lines: Sequence[ListLine], title: str = TITLE) -> bytes:
    """An XLSX of the lines that could not be kept: every cell as it came, and beside it what is to be mended.

    Mended, the file is imported like any other list; the last column is ignored then.
    """
    place = header.columns.get("to_mend", len(header.titles))
    headings = [*header.titles[:place], HEADINGS["to_mend"][0], *header.titles[place + 1 :]]
    cells = [_with_errors(line.cells, len(header.titles), place, line.errors) for line in lines]
    return _write_xlsx(headings, cells, [title, _HOW_TO_MEND], place)


_HOW_TO_MEND: Final = "Các dòng chưa nhận được: sửa theo cột «Lỗi cần sửa» rồi gửi lại tệp này. Các dòng khác đã nhận."
_AMOUNT_KINDS: Final[dict[AmountKind, str]] = {"fee": "Phí", "charge": "Lệ phí", "fare": "Cước", "handling": "Thu hộ"}
_PAYERS: Final[dict[Payer, str]] = {"citizen": "Người nhận", "agency": "Cơ quan", "post": "Bưu điện"}
_WIDTHS: Final = {
    "Nội dung": 32,
    "Kết quả": 28,
    "Họ tên": 24,
    "Địa chỉ": 44,
    "Mã hồ sơ": 28,
    "Lỗi cần sửa": 60,
    "STT": 6,
}
_SHEET: Final = "Danh sách"


def _shown(row: ListRow, column: str, number: int) -> Cell:
    """A row's cell as a clerk would write it."""
    if column == "number":
        return number
    value = getattr(row, column)
    match column:
        case "phone":
            return show_phone(value) if value else ""
        case "amount_kind":
            return _AMOUNT_KINDS[row.amount_kind]
        case "payer":
            return _PAYERS[row.payer]
    if value is None or isinstance(value, bool):
        return "X" if value else ""
    return value  # type: ignore[no-any-return]


def _with_errors(cells: Sequence[Cell], width: int, place: int, errors: Sequence[FieldError]) -> list[Cell]:
    padded = [*cells, *[""] * (width - len(cells))]
    said = "\n".join(f"{error.field}: {error.message_vi}. {error.remedy_vi}." for error in errors)
    return [*padded[:place], said, *padded[place + 1 :]]


def _write_csv(lines: Sequence[Sequence[Cell]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(lines)
    return text.getvalue().encode("utf-8-sig")


def _write_xlsx(
    headings: Sequence[Cell], lines: Sequence[Sequence[Cell]], titles: Sequence[str], errors_at: int | None
) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as workbook:
        sheet = workbook.add_worksheet(_SHEET)
        look = {name: workbook.add_format(_LOOKS[name]) for name in _LOOKS}
        for at, title in enumerate(titles):
            sheet.write_string(at, 0, title, look["title" if at == 0 else "note"])
        top = len(titles) + 1
        for column, heading in enumerate(headings):
            _write_cell(sheet, top, column, heading, look["heading"])
            sheet.set_column(column, column, _WIDTHS.get(str(heading), 16))
        for at, cells in enumerate(lines, start=top + 1):
            for column, cell in enumerate(cells):
                _write_cell(sheet, at, column, cell, look["error" if column == errors_at else _look_of(cell)])
        sheet.freeze_panes(top + 1, 0)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)
    return file.getvalue()


_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}
_A4: Final = 9
_LONGEST_CELL: Final = 32_767
"""Excel's own limit."""
_LOOKS: Final = {
    "title": {"bold": True, "font_size": 14},
    "note": {"italic": True},
    "heading": {"bold": True, "border": 1, "bg_color": "#FFF2CC", "text_wrap": True, "valign": "vcenter"},
    "cell": {"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"},
    "number": {"border": 1, "valign": "top"},
    "day": {"border": 1, "valign": "top", "num_format": "dd/mm/yyyy"},
    "error": {"border": 1, "text_wrap": True, "valign": "top", "font_color": "#9C0006", "bg_color": "#FFE3E3"},
}


def _look_of(cell: Cell) -> str:
    if isinstance(cell, datetime | date):
        return "day"
    return "number" if isinstance(cell, int | float) else "cell"


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, look: Any) -> None:
    match cell:
        case bool():
            sheet.write_boolean(row, column, cell, look)
        case int() | float():
            sheet.write_number(row, column, cell, look)
        case datetime() | date():
            sheet.write_datetime(row, column, cell, look)
        case "":
            sheet.write_blank(row, column, None, look)
        case _:
            sheet.write_string(row, column, str(cell)[:_LONGEST_CELL], look)
