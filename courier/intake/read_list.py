"""Read a desk's *Phiếu bàn giao kết quả* from a file: every line checked by itself, no database asked.

The form is DOMAIN 4.1's; desks write its headings in many ways, so headings are compared folded, with synonyms.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final, NamedTuple

from courier.errors import FieldError
from courier.fold import fold
from courier.intake import list_cells
from courier.intake.model import ListRow
from courier.spreadsheets import MAX_ROWS, Cell, Sheet, SheetRow, UnreadableFile, read_sheets
from courier.tables import cells
from courier.tables.cells import CellError
from courier.tables.headings import Header, cell_text, find_header
from mobile_contract.codes import find_dossier_code_doubt, tidy_dossier_code

HEADINGS: Final = {
    "number": ("STT", "TT", "Số TT"),
    "dossier_code": ("Mã hồ sơ", "Số hồ sơ", "Mã HS", "Mã số hồ sơ"),
    "title": ("Nội dung", "Nội dung hồ sơ", "Trích yếu", "Tên thủ tục", "Thủ tục hành chính"),
    "result": ("Kết quả", "Kết quả giải quyết", "Kết quả giải quyết TTHC"),
    "full_name": ("Họ tên", "Họ và tên", "Họ tên chủ hồ sơ", "Chủ hồ sơ", "Họ tên người nhận"),
    "address": ("Địa chỉ", "Địa chỉ nhận", "Địa chỉ nhận kết quả", "Địa chỉ người nhận"),
    "has_fee": ("Phí/lệ phí (X)", "Phí/lệ phí", "Phí, lệ phí (X là có)", "Lệ phí (X)"),
    "by_post": (
        "Trả qua bưu điện (X)",
        "Trả qua bưu điện",
        "Trả kết quả qua bưu điện (X)",
        "Đăng ký trả kết quả qua bưu điện (X là có)",
        "Trả qua BCCI (X)",
        "Qua bưu điện",
    ),
    "phone": ("Điện thoại", "Số điện thoại", "SĐT", "ĐT", "Di động"),
    "amount_vnd": ("Số tiền phải thu", "Số tiền phải thu (đồng)", "Số tiền", "Tiền phải thu"),
    "amount_kind": ("Khoản thu", "Loại khoản thu"),
    "payer": ("Bên trả", "Bên trả tiền", "Người trả tiền"),
    "papers_to_take_back": ("Giấy tờ cũ thu lại", "Thu lại giấy tờ cũ", "Số giấy tờ cũ thu lại"),
    "weight_g": ("Nấc khối lượng", "Nấc khối lượng (g)", "Khối lượng (g)"),
    "personal_only": ("Phát tận tay (X)", "Phát tận tay"),
    "at_counter": ("Nhận tại bưu cục (X)", "Nhận tại bưu cục", "Nhận tại quầy (X)"),
    "lon": ("Kinh độ",),
    "lat": ("Vĩ độ",),
    "to_mend": ("Lỗi cần sửa",),
}
"""Column → its usual names, the first being the one of our template."""
REQUIRED: Final = ("dossier_code", "title", "result", "full_name", "address", "by_post")


class ListLine(NamedTuple):
    """A line of the list that is for the post: what it says, or what is wrong with it."""

    line: int
    cells: list[Cell]
    """As the file holds them, for the file to mend."""
    row: ListRow | None
    errors: list[FieldError]
    notes: list[FieldError]


class ListRead(NamedTuple):
    """A list as read."""

    header: Header
    lines: list[ListLine]
    not_by_post: int


def read_list(content: bytes) -> ListRead:
    """Every line marked for the post, checked. Raises `UnreadableFile` for a file that is no such list."""
    sheet, header = find_header(read_sheets(content), HEADINGS, REQUIRED)
    rows = [row for row in sheet.rows if row.line > header.line and _names_a_dossier(row, header)]
    if len(rows) > MAX_ROWS:
        raise UnreadableFile(
            "too-large",
            f"Danh sách có quá {MAX_ROWS} dòng",
            f"The list has more than {MAX_ROWS} lines",
            "Chia danh sách thành nhiều tệp",
            "Split the list into several files",
        )
    by_post = [row for row in rows if _is_marked(row, header)]
    return ListRead(header, [check_row(row, header, sheet) for row in by_post], len(rows) - len(by_post))


def check_row(row: SheetRow, header: Header, sheet: Sheet) -> ListLine:
    """What a line says, or everything that is wrong with it."""
    values: dict[str, Any] = {}
    errors: list[FieldError] = []
    for column, read in _READERS.items():
        place = header.columns.get(column)
        cell = _cell(row, place)
        try:
            cells.find_cell(row, sheet, place)
            values[column] = _OF_NOTHING[column] if cell == "" and column in _OF_NOTHING else read(cell)
        except CellError as error:
            errors.append(_said(error, row.line, column, cell))
    errors += [] if errors else _check_together(values, row.line, header)
    if errors:
        return ListLine(row.line, row.cells, None, errors, [])
    values["has_fee"] = values["has_fee"] if "has_fee" in header.columns else None
    checked = ListRow(**{column: value for column, value in values.items() if value is not None})
    return ListLine(row.line, row.cells, checked, [], _doubts(checked, row.line, header))


def field_error(
    line: int, column: str, problem: str, vi: tuple[str, str], en: tuple[str, str], value: str = ""
) -> FieldError:
    """What is wrong in a column of a line: `vi` and `en` are message and remedy."""
    return FieldError(
        line=line,
        field=HEADINGS[column][0],
        problem=problem,
        message_vi=vi[0],
        message_en=en[0],
        remedy_vi=vi[1],
        remedy_en=en[1],
        value=value[:80] or None,
    )


_READERS: Final[Mapping[str, Callable[[Cell], Any]]] = {
    "dossier_code": lambda cell: tidy_dossier_code(list_cells.read_text(cell, longest=64)),
    "title": lru_cache(1_000, typed=True)(lambda cell: list_cells.read_text(cell, longest=500)),
    "result": lru_cache(1_000, typed=True)(lambda cell: list_cells.read_text(cell, longest=200)),
    "full_name": list_cells.read_name,
    "address": lambda cell: list_cells.read_text(cell, longest=300),
    "by_post": cells.read_mark,
    "has_fee": cells.read_mark,
    "phone": list_cells.read_phone_cell,
    "amount_vnd": list_cells.read_amount,
    "amount_kind": list_cells.read_amount_kind,
    "payer": list_cells.read_payer,
    "papers_to_take_back": list_cells.read_papers,
    "weight_g": list_cells.read_weight,
    "personal_only": cells.read_mark,
    "at_counter": cells.read_mark,
    "lon": list_cells.read_degrees,
    "lat": list_cells.read_degrees,
}
"""A reader gives None where an empty cell means the row's default."""


def read_nothing(readers: Mapping[str, Callable[[Cell], Any]]) -> dict[str, Any]:
    """What each reader makes of an empty cell, which most cells are; columns that must be filled are left out."""
    values = {}
    for column, read in readers.items():
        with suppress(CellError):
            values[column] = read("")
    return values


_OF_NOTHING: Final = read_nothing(_READERS)


def _cell(row: SheetRow, place: int | None) -> Cell:
    return row.cells[place] if place is not None and place < len(row.cells) else ""


def _names_a_dossier(row: SheetRow, header: Header) -> bool:
    """Titles of parts, totals and signatures fill a cell or two, and bear no X."""
    filled = sum(bool(cell_text(_cell(row, header.columns[column]))) for column in REQUIRED)
    return filled >= 3 or fold(cell_text(_cell(row, header.columns["by_post"]))) == "x"


def _is_marked(row: SheetRow, header: Header) -> bool:
    """Whether a line is for the post; a mark nobody can read counts as one, so that it is shown."""
    try:
        return cells.read_mark(_cell(row, header.columns["by_post"]))
    except CellError:
        return True


def _check_together(values: Mapping[str, Any], line: int, header: Header) -> list[FieldError]:
    """What only shows from several cells."""
    if values["has_fee"] and "amount_vnd" in header.columns and not values["amount_vnd"]:
        return [
            field_error(
                line,
                "amount_vnd",
                "missing",
                ("Có dấu X ở phí/lệ phí nhưng chưa ghi số tiền", "Ghi số tiền phải thu, hoặc bỏ dấu X"),
                ("The fee is marked X but no amount is given", "Write the amount, or remove the X"),
            )
        ]
    if (values["lon"] is None) != (values["lat"] is None):
        return [
            field_error(
                line,
                "lon" if values["lon"] is None else "lat",
                "missing",
                ("Chỉ có một trong hai toạ độ", "Ghi cả kinh độ và vĩ độ, hoặc bỏ cả hai"),
                ("Only one of the two coordinates is given", "Write both, or neither"),
            )
        ]
    return list_cells.find_misplaced(values["lon"], values["lat"], line)


def _doubts(row: ListRow, line: int, header: Header) -> list[FieldError]:
    """What is accepted but worth a look."""
    doubts = []
    if find_dossier_code_doubt(row.dossier_code):
        doubts.append(
            field_error(
                line,
                "dossier_code",
                "unusual-dossier-code",
                ("Mã hồ sơ không theo mẫu thường gặp", "Đối chiếu lại với giấy hẹn; nếu đúng thì không cần sửa"),
                ("The dossier code has an unusual form", "Compare it with the slip; nothing to do if it is right"),
                row.dossier_code,
            )
        )
    if row.has_fee and "amount_vnd" not in header.columns:
        doubts.append(
            field_error(
                line,
                "has_fee",
                "amount-unknown",
                (
                    "Có phí/lệ phí nhưng danh sách không có cột số tiền: chưa thu gì",
                    "Báo bưu cục số tiền trước khi phát",
                ),
                ("There is a fee but no column for its amount: nothing will be collected", "Tell the post office"),
            )
        )
    return doubts


def _said(error: CellError, line: int, column: str, cell: Cell) -> FieldError:
    return field_error(line, column, error.problem, error.vi, error.en, cell_text(cell))
