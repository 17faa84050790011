"""Write tables of procedures: the empty template, the catalogue as a file to edit, the lines to mend."""

import io
from collections.abc import Sequence
from typing import Any, Final

import xlsxwriter

from courier.catalogue.model import FIELDS, ProcedureWithDocuments
from courier.catalogue.read_procedures_file import HEADINGS, ProcedureLine, show_document
from courier.errors import FieldError
from courier.spreadsheets import Cell
from courier.tables.headings import Header, cell_text

TITLE: Final = "DANH MỤC THỦ TỤC HÀNH CHÍNH"


def write_procedures(described: Sequence[ProcedureWithDocuments]) -> bytes:
    """An XLSX that `read_procedures` reads back as the same procedures; without any it is the template."""
    columns = [column for column in HEADINGS if column != "to_mend"]
    lines = [[_shown(each, column) for column in columns] for each in described]
    return _write_xlsx([HEADINGS[column][0] for column in columns], lines, [TITLE, _HOW_TO_FILL], None)


def write_rejected(header: Header, lines: Sequence[ProcedureLine]) -> bytes:
    """An XLSX of the lines that could not be kept: every cell as it came, and beside it what is to be mended.

    Mended, the file is imported like any other; the last column is ignored then.
    """
    place = header.columns.get("to_mend", len(header.titles))
    headings = [cell_text(title) for title in header.titles[:place]]
    headings += [HEADINGS["to_mend"][0], *(cell_text(title) for title in header.titles[place + 1 :])]
    cells = [_with_errors(line.cells, len(header.titles), place, line.errors) for line in lines]
    return _write_xlsx(headings, cells, [TITLE, _HOW_TO_MEND], place)


_HOW_TO_FILL: Final = (
    "Mỗi thủ tục một dòng. Thành phần hồ sơ: mỗi giấy tờ một dòng trong ô (Alt+Enter), "
    "ví dụ: Giấy chứng sinh | 1 bản chính | nếu có. Phải có mặt khi: Nộp, Nhận, hoặc Nộp và nhận."
)
_HOW_TO_MEND: Final = "Các dòng chưa nhận được: sửa theo cột «Lỗi cần sửa» rồi nhập lại tệp này. Các dòng khác đã nhận."
_RECEIVER_WORDS: Final = {
    "owner": "Chính chủ",
    "spouse": "Vợ chồng",
    "parent_or_child": "Cha mẹ con",
    "authorised": "Người được ủy quyền",
    "organisation_clerk": "Văn thư",
}
_ATTENDANCE_WORDS: Final = {
    (False, False): "",
    (True, False): "Nộp",
    (False, True): "Nhận",
    (True, True): "Nộp và nhận",
}
_WIDE: Final = {"Tên thủ tục", "Thành phần hồ sơ", "Câu nói với người dân", "Lỗi cần sửa"}


def _shown(described: ProcedureWithDocuments, column: str) -> Cell:
    """A procedure's cell as a clerk would write it."""
    procedure = described.procedure
    match column:
        case "documents":
            return "\n".join(map(show_document, described.documents))
        case "field":
            return FIELDS.get(procedure.field, procedure.field)
        case "level":
            return "Xã" if procedure.level == "commune" else "Tỉnh"
        case "must_attend":
            return _ATTENDANCE_WORDS[procedure.must_attend_send, procedure.must_attend_return]
        case "receivers":
            return ", ".join(_RECEIVER_WORDS[receiver] for receiver in procedure.receivers)
        case "last_reviewed_on" | "valid_from":
            return f"{getattr(procedure, column):%d/%m/%Y}"
    value = getattr(procedure, column)
    if value is None or isinstance(value, bool):
        return "X" if value else ""
    return value  # type: ignore[no-any-return]


def _with_errors(cells: Sequence[Cell], width: int, place: int, errors: Sequence[FieldError]) -> list[Cell]:
    padded = [*cells, *[""] * (width - len(cells))]
    said = "\n".join(f"{error.field}: {error.message_vi}. {error.remedy_vi}." for error in errors)
    return [*padded[:place], said, *padded[place + 1 :]]


def _write_xlsx(
    headings: Sequence[str], lines: Sequence[Sequence[Cell]], titles: Sequence[str], errors_at: int | None
) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as workbook:
        sheet = workbook.add_worksheet("Danh mục")
        look = {name: workbook.add_format(_LOOKS[name]) for name in _LOOKS}
        for at, title in enumerate(titles):
            sheet.write_string(at, 0, title, look["title" if at == 0 else "note"])
        top = len(titles) + 1
        for column, heading in enumerate(headings):
            sheet.write_string(top, column, heading, look["heading"])
            sheet.set_column(column, column, 44 if heading in _WIDE else 18)
        for at, cells in enumerate(lines, start=top + 1):
            for column, cell in enumerate(cells):
                _write_cell(sheet, at, column, cell, look["error" if column == errors_at else "cell"])
        sheet.freeze_panes(top + 1, 2)
    return file.getvalue()


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, look: Any) -> None:
    if isinstance(cell, int) and not isinstance(cell, bool):
        sheet.write_number(row, column, cell, look)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell[:32_767], look)
    else:
        sheet.write_string(row, column, f"{cell:.6f}" if isinstance(cell, float) else cell_text(cell), look)


_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}
_LOOKS: Final = {
    "title": {"bold": True, "font_size": 14},
    "note": {"italic": True},
    "heading": {"bold": True, "border": 1, "bg_color": "#FFF2CC", "text_wrap": True, "valign": "vcenter"},
    "cell": {"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"},
    "error": {"border": 1, "text_wrap": True, "valign": "top", "font_color": "#9C0006", "bg_color": "#FFE3E3"},
}
