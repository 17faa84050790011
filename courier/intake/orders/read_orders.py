"""Read a file of orders: every line checked by itself, no database asked. Headings are compared folded."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from courier.errors import FieldError
from courier.fold import fold
from courier.intake import list_cells
from courier.intake.model import OrderKind
from courier.intake.orders.model import OrderRow
from courier.intake.read_list import ListLine
from courier.spreadsheets import MAX_ROWS, Cell, Sheet, SheetRow, UnreadableFile, read_sheets
from courier.tables import cells
from courier.tables.headings import Header, cell_text, find_header
from mobile_contract.codes import tidy_dossier_code

HEADINGS: Final = {
    "kind": ("Loại đơn", "Loại", "Hình thức", "Chiều"),
    "full_name": ("Họ tên", "Họ và tên", "Người gửi", "Người nhận", "Họ tên người dân"),
    "phone": ("Điện thoại", "Số điện thoại", "SĐT", "ĐT"),
    "address": ("Địa chỉ", "Địa chỉ người gửi", "Địa chỉ nhận"),
    "landmark": ("Chỉ dẫn", "Chỉ dẫn phát", "Chỉ dẫn đường"),
    "title": ("Nội dung", "Nội dung hồ sơ", "Trích yếu", "Tên thủ tục"),
    "dossier_code": ("Mã hồ sơ", "Số hồ sơ", "Mã HS"),
    "procedure_code": ("Mã thủ tục", "Mã TTHC"),
    "due_on": ("Ngày hẹn trả", "Ngày hẹn"),
    "return_to": ("Địa chỉ trả kết quả",),
    "at_counter": ("Tại quầy (X)", "Tại quầy", "Nhận tại bưu cục (X)"),
    "weight_g": ("Nấc khối lượng", "Nấc khối lượng (g)", "Khối lượng (g)"),
    "missing": ("Giấy tờ cần bổ sung", "Giấy tờ bổ sung"),
    "asked_on": ("Ngày yêu cầu bổ sung",),
    "deadline_on": ("Hạn bổ sung",),
    "lon": ("Kinh độ",),
    "lat": ("Vĩ độ",),
    "reference": ("Số tham chiếu", "Mã đơn", "Số đơn"),
    "to_mend": ("Lỗi cần sửa",),
}
"""Column → its usual names, the first being the one of our template."""
REQUIRED: Final = ("kind", "full_name", "phone", "address")
KIND_WORDS: Final[dict[OrderKind, str]] = {
    "SEND": "Gửi hồ sơ",
    "RETURN": "Trả kết quả",
    "BOTH": "Hai chiều",
    "SUPPLEMENT": "Bổ sung",
}


class OrderLine(NamedTuple):
    """A line of the file: what it says, or what is wrong with it."""

    line: int
    cells: list[Cell]
    row: OrderRow | None
    errors: list[FieldError]

    def rejected(self, errors: list[FieldError]) -> ListLine:
        """As the file to mend shows it."""
        return ListLine(self.line, self.cells, None, errors, [])


class OrdersRead(NamedTuple):
    """A file as read."""

    header: Header
    lines: list[OrderLine]


def read_orders(content: bytes) -> OrdersRead:
    """Every line that says something. Raises `UnreadableFile` for a file that holds no such table."""
    sheet, header = find_header(read_sheets(content), HEADINGS, REQUIRED)
    rows = [row for row in sheet.rows if row.line > header.line and _is_order(row, header)]
    if len(rows) > MAX_ROWS:
        raise UnreadableFile(
            "too-large",
            f"Tệp có quá {MAX_ROWS} dòng",
            f"The file has more than {MAX_ROWS} lines",
            "Chia thành nhiều tệp",
            "Split it into several files",
        )
    return OrdersRead(header, [_read_line(row, header, sheet) for row in rows])


def heading_of(field: str) -> str:
    """The heading under which a field of an order stands: `sender.phone` → Điện thoại."""
    column = _COLUMNS.get(field.partition("[")[0], field.rpartition(".")[2])
    return HEADINGS[column][0] if column in HEADINGS else HEADINGS["kind"][0]


def at_line(error: FieldError, line: int) -> FieldError:
    """An order's error as one of the file's."""
    return FieldError(
        line=line,
        field=heading_of(error.field),
        problem=error.problem,
        message_vi=error.message_vi,
        message_en=error.message_en,
        remedy_vi=error.remedy_vi,
        remedy_en=error.remedy_en,
        value=error.value,
    )


_COLUMNS: Final = {
    "sender": "full_name",
    "recipient": "full_name",
    "supplement": "missing",
    "supplement.missing": "missing",
    "supplement.deadline_on": "deadline_on",
    "order_id": "reference",
}
_KINDS: Final[dict[str, OrderKind]] = {
    "send": "SEND",
    "gui": "SEND",
    "gui ho so": "SEND",
    "nhan gui": "SEND",
    "nhan gui ho so": "SEND",
    "return": "RETURN",
    "tra": "RETURN",
    "tra ket qua": "RETURN",
    "chuyen tra ket qua": "RETURN",
    "both": "BOTH",
    "hai chieu": "BOTH",
    "ca hai": "BOTH",
    "gui va tra": "BOTH",
    "supplement": "SUPPLEMENT",
    "bo sung": "SUPPLEMENT",
    "bo sung ho so": "SUPPLEMENT",
}


def _kind(cell: Cell) -> OrderKind:
    kind = _KINDS.get(fold(cell_text(cell)))
    if kind is None:
        choices = ", ".join(KIND_WORDS.values())
        raise cells.CellError(
            "unknown-word" if cell_text(cell) else "missing",
            ("Không rõ loại đơn", f"Ghi một trong: {choices}"),
            ("The kind of order is not clear", f"Write one of: {choices}"),
        )
    return kind


def _code(cell: Cell) -> str | None:
    text = cells.find_text(cell, 64)
    return tidy_dossier_code(text) if text else None


def _phone(cell: Cell) -> str:
    phone = list_cells.read_phone_cell(cell)
    if phone is None:
        raise cells.CellError(
            "missing", ("Chưa ghi số điện thoại", "Điền vào ô này"), ("No telephone is written", "Fill in this cell")
        )
    return phone


_READERS: Final[Mapping[str, Callable[[Cell], Any]]] = {
    "kind": _kind,
    "full_name": list_cells.read_name,
    "phone": _phone,
    "address": lambda cell: list_cells.read_text(cell, longest=300),
    "landmark": lambda cell: cells.find_text(cell, 300),
    "title": lambda cell: cells.find_text(cell, 500),
    "dossier_code": _code,
    "procedure_code": lambda cell: cells.find_text(cell, 64),
    "due_on": cells.find_date,
    "return_to": lambda cell: cells.find_text(cell, 300),
    "at_counter": cells.read_mark,
    "weight_g": list_cells.read_weight,
    "missing": lambda cell: cells.find_text(cell, 2_000),
    "asked_on": cells.find_date,
    "deadline_on": cells.find_date,
    "lon": list_cells.read_degrees,
    "lat": list_cells.read_degrees,
    "reference": lambda cell: cells.find_text(cell, 100),
}
"""A reader gives None where an empty cell means the row's default."""


def _is_order(row: SheetRow, header: Header) -> bool:
    """Titles of parts, totals and signatures fill a cell or two of the required ones."""
    places = [header.columns[column] for column in REQUIRED]
    return sum(bool(cell_text(row.cells[place])) for place in places if place < len(row.cells)) >= 2


def _read_line(row: SheetRow, header: Header, sheet: Sheet) -> OrderLine:
    values: dict[str, Any] = {}
    errors: list[FieldError] = []
    for column, read in _READERS.items():
        place = header.columns.get(column)
        cell: Cell = ""
        try:
            cell = cells.find_cell(row, sheet, place)
            values[column] = read(cell)
        except cells.CellError as error:
            errors.append(error.at(row.line, HEADINGS[column][0], cell))
    if not errors:
        errors += list_cells.find_misplaced(values["lon"], values["lat"], row.line)
    if errors:
        return OrderLine(row.line, row.cells, None, errors)
    given = {column: value for column, value in values.items() if value is not None}
    return OrderLine(row.line, row.cells, OrderRow(**given), [])
