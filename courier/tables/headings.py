"""Tables that people make: the heading row found among titles, its columns known by any usual name, cells as text."""

import unicodedata
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Final, NamedTuple

from courier.fold import fold
from courier.legacy_text import guess_legacy
from courier.spreadsheets import Cell, Sheet, UnreadableFile


class Header(NamedTuple):
    """The heading row of a sheet."""

    line: int
    titles: list[Cell]
    """As they stand, all of them."""
    columns: dict[str, int]
    """Our name of a column → its place, from 0."""


def find_header(
    sheets: Collection[Sheet], headings: Mapping[str, Collection[str]], required: Collection[str]
) -> tuple[Sheet, Header]:
    """The sheet and row whose cells are most of our headings, compared folded; a column's first name is shown.

    `headings` gives each column its usual names. Raises `UnreadableFile` naming the required columns that are not
    there, the columns there twice, or the legacy encoding the headings seem to be in.
    """
    names = {fold(name): column for column, usual in headings.items() for name in usual}
    found = [
        (sheet, Header(row.line, row.cells, _columns(row.cells, names)), len(_columns(row.cells, names)))
        for sheet in sheets
        for row in sheet.rows[:_SEARCHED_ROWS]
    ]
    if not found:
        raise _no_table(sheets)
    sheet, header, count = max(found, key=lambda candidate: candidate[2])
    missing = [next(iter(headings[column])) for column in required if column not in header.columns]
    if count < 2 or len(missing) > len(required) / 2:
        raise _no_table(sheets)
    if missing:
        raise _missing_columns(header.line, missing)
    _refuse_doubled(header, names)
    return sheet, header


def cell_text(cell: Cell) -> str:
    """What a person sees in the cell, in composed Unicode, its spaces single: 26000.0 → `26000`, a day → 31/12/2026."""
    match cell:
        case str():
            return " ".join(unicodedata.normalize("NFC", cell).split())
        case bool():
            return "x" if cell else ""
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() | date():
            return cell.strftime("%d/%m/%Y")
        case _:
            return str(cell)


_SEARCHED_ROWS: Final = 60


def _columns(cells: list[Cell], names: Mapping[str, str]) -> dict[str, int]:
    """Where each of our columns first stands in a row."""
    columns: dict[str, int] = {}
    for place, cell in enumerate(cells):
        column = names.get(fold(cell)) if isinstance(cell, str) else None
        if column is not None:
            columns.setdefault(column, place)
    return columns


def _refuse_doubled(header: Header, names: Mapping[str, str]) -> None:
    for place, title in enumerate(header.titles):
        column = names.get(fold(title)) if isinstance(title, str) else None
        if column is not None and header.columns[column] != place:
            raise UnreadableFile(
                "doubled-column",
                f"Dòng {header.line}: cột «{title}» có hai lần",
                f"Row {header.line}: the column «{title}» is there twice",
                "Giữ một cột, xoá hoặc đổi tên cột kia",
                "Keep one, remove or rename the other",
            )


def _missing_columns(line: int, missing: list[str]) -> UnreadableFile:
    listed = ", ".join(f"«{name}»" for name in missing)
    return UnreadableFile(
        "missing-column",
        f"Dòng {line} là dòng tiêu đề nhưng thiếu cột {listed}",
        f"Row {line} is the heading row but lacks {listed}",
        "Thêm cột thiếu vào dòng tiêu đề, hoặc dùng tệp mẫu",
        "Add the missing columns to the heading row, or use the template",
    )


def _no_table(sheets: Collection[Sheet]) -> UnreadableFile:
    encoding = _legacy_encoding(sheets)
    if encoding:
        return UnreadableFile(
            "wrong-encoding",
            f"Chữ trong tệp theo bảng mã {encoding}",
            f"The text is written in {encoding}",
            "Chuyển chữ sang Unicode (ví dụ bằng UniKey) rồi lưu lại",
            "Convert the text to Unicode (with UniKey, for example) and save again",
        )
    return UnreadableFile(
        "no-header",
        "Không tìm thấy dòng tiêu đề của bảng",
        "The table's heading row was not found",
        "Kiểm tra đã chọn đúng tệp; dùng tệp mẫu nếu cần",
        "Check that it is the right file; use the template if needed",
    )


def _legacy_encoding(sheets: Collection[Sheet]) -> str | None:
    """Text typed in an old font stands in a workbook as the Latin letters of its bytes."""
    cells = [cell for sheet in sheets for row in sheet.rows[:_SEARCHED_ROWS] for cell in row.cells]
    guess = guess_legacy(" ".join(cell for cell in cells if isinstance(cell, str)))
    return guess.encoding if guess else None
