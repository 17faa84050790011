"""Read a bank's file (XLSX or CSV): day, money in, the bank's number, the text; money out is passed over."""

import hashlib
from collections import Counter
from typing import Final

from courier.errors import FieldError
from courier.money.bank_files.model import BankEntry, BankFileRead
from courier.spreadsheets import Sheet, SheetRow, read_sheets
from courier.tables.cells import CellError, find_cell, find_number, find_text, is_empty_row, read_date
from courier.tables.headings import Header, find_header

HEADINGS: Final = {
    "booked_on": ("Ngày giao dịch", "Ngày", "Ngày GD", "Ngày hạch toán", "Ngày hiệu lực", "Transaction date", "Date"),
    "credit": ("Ghi có", "Phát sinh có", "Số tiền ghi có", "Có", "Credit", "Credit amount", "Số tiền"),
    "debit": ("Ghi nợ", "Phát sinh nợ", "Số tiền ghi nợ", "Nợ", "Debit", "Debit amount"),
    "reference": (
        "Số tham chiếu",
        "Số giao dịch",
        "Mã giao dịch",
        "Số bút toán",
        "Số CT",
        "Reference",
        "Transaction ID",
    ),
    "said": ("Nội dung", "Diễn giải", "Nội dung giao dịch", "Mô tả", "Description", "Details"),
}


def read_bank_file(content: bytes) -> BankFileRead:
    """Every line with money in it. Raises `UnreadableFile` where it is no table, or lacks day, money in or text."""
    sheet, header = find_header(read_sheets(content), HEADINGS, ("booked_on", "credit", "said"))
    entries: list[BankEntry] = []
    errors: list[FieldError] = []
    unnumbered: Counter[str] = Counter()
    for row in sheet.rows:
        if row.line <= header.line or is_empty_row(row, header):
            continue
        try:
            entry = _read_row(row, sheet, header, unnumbered)
        except _WrongCell as wrong:
            errors.append(wrong.error)
            continue
        if entry is not None:
            entries.append(entry)
    return BankFileRead(entries=entries, errors=errors)


_MOST_VND: Final = 10**12
_LONGEST_TEXT: Final = 1_000
_LONGEST_REFERENCE: Final = 100


class _WrongCell(Exception):
    """A cell that cannot be read, as the report names it."""

    def __init__(self, error: FieldError) -> None:
        self.error = error
        super().__init__(error.message_en)


def _read_row(row: SheetRow, sheet: Sheet, header: Header, unnumbered: Counter[str]) -> BankEntry | None:
    """None for money out, opening balances and sums: lines with no money in."""
    column = "credit"
    try:
        amount_vnd = find_number(find_cell(row, sheet, header.columns["credit"]), _MOST_VND)
        if not amount_vnd:
            return None
        column = "booked_on"
        booked_on = read_date(find_cell(row, sheet, header.columns["booked_on"]))
        column = "said"
        said = find_text(find_cell(row, sheet, header.columns["said"]), _LONGEST_TEXT) or ""
        column = "reference"
        reference = find_text(find_cell(row, sheet, header.columns.get("reference")), _LONGEST_REFERENCE)
    except CellError as wrong:
        place = header.columns[column]
        cell = row.cells[place] if place < len(row.cells) else ""
        raise _WrongCell(wrong.at(row.line, str(header.titles[place]), cell)) from wrong
    if reference is None:
        line = f"{booked_on.isoformat()} {amount_vnd} {said}"
        unnumbered[line] += 1
        reference = "#" + hashlib.sha256(f"{line} {unnumbered[line]}".encode()).hexdigest()
    return BankEntry(line=row.line, booked_on=booked_on, amount_vnd=amount_vnd, reference=reference, said=said)
