"""Read calendars from files people edit: a table of weeks and hours, a table of days. No database is asked."""

import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

from courier.catalogue.calendars.model import AppliesTo, CalendarDay, CalendarKind, DayEnds, DayKind, Spell
from courier.catalogue.calendars.week import CalendarWeek
from courier.errors import FieldError
from courier.fold import fold
from courier.spreadsheets import Cell, Sheet, SheetRow, read_sheets
from courier.tables import cells
from courier.tables.cells import CellError
from courier.tables.headings import Header, cell_text, find_header

Row = TypeVar("Row")


def read_days(content: bytes) -> Iterator[tuple[int, CalendarDay] | FieldError]:
    """Each line's day, with its line, or what is wrong with it. Raises `UnreadableFile`."""
    sheet, header = find_header(read_sheets(content), DAY_HEADINGS, ("on_date", "kind", "name"))
    yield from _read(sheet, header, DAY_HEADINGS, _read_day)


def read_weeks(content: bytes) -> Iterator[tuple[int, CalendarWeek] | FieldError]:
    """Each line's calendar, with its line, or what is wrong with it. Raises `UnreadableFile`."""
    sheet, header = find_header(read_sheets(content), WEEK_HEADINGS, ("calendar_code", "kind", "name", "monday"))
    yield from _read(sheet, header, WEEK_HEADINGS, _read_week)


def is_table_of_weeks(content: bytes) -> bool:
    """Whether it is a table of weeks rather than of days: it has the calendar's code. Raises `UnreadableFile`."""
    known = {fold(name) for name in WEEK_HEADINGS["calendar_code"]}
    rows = (row for sheet in read_sheets(content) for row in sheet.rows[:60])
    return any(isinstance(cell, str) and fold(cell) in known for row in rows for cell in row.cells)


def read_spells(text: str) -> tuple[Spell, ...]:
    """`7:00-11:30, 13:30-17:00` → spells in order. Raises CellError."""
    spells = []
    for part in filter(None, (part.strip() for part in re.split("[,;]", text))):
        times = re.split("[-–—]", part)
        if len(times) != 2:
            raise _wrong_hours()
        spells.append(Spell(read_time(times[0]), read_time(times[1])))
    in_order = all(spell.starts_s < spell.ends_s for spell in spells) and all(
        earlier.ends_s < later.starts_s for earlier, later in itertools.pairwise(spells)
    )
    if not in_order:
        raise _wrong_hours()
    return tuple(spells)


def read_time(text: str) -> int:
    """`7:00`, `7h30`, `13h` → seconds after midnight. Raises CellError."""
    match = _TIME.fullmatch(text.strip().lower())
    if match is None or int(match[1]) * 60 + int(match[2] or 0) > 24 * 60 or int(match[2] or 0) > 59:
        raise _wrong_hours()
    return int(match[1]) * 3600 + int(match[2] or 0) * 60


DAY_HEADINGS: Final = {
    "on_date": ("Ngày", "Ngày nghỉ", "on_date"),
    "applies_to": ("Áp dụng cho", "applies_to"),
    "province_code": ("Mã tỉnh", "province_code"),
    "kind": ("Loại ngày", "Loại", "kind"),
    "works_as": ("Làm như", "works_as"),
    "name": ("Tên", "Tên ngày", "name"),
    "source": ("Nguồn", "Căn cứ", "source"),
    "is_confirmed": ("Đã xác nhận (X)", "Đã xác nhận", "is_confirmed"),
}
WEEK_HEADINGS: Final = {
    "calendar_code": ("Mã lịch", "calendar_code"),
    "kind": ("Loại", "Loại lịch", "kind"),
    "province_code": ("Mã tỉnh", "province_code"),
    "name": ("Tên", "Tên lịch", "name"),
    "monday": ("Thứ 2", "Thứ Hai", "monday"),
    "tuesday": ("Thứ 3", "Thứ Ba", "tuesday"),
    "wednesday": ("Thứ 4", "Thứ Tư", "wednesday"),
    "thursday": ("Thứ 5", "Thứ Năm", "thursday"),
    "friday": ("Thứ 6", "Thứ Sáu", "friday"),
    "saturday": ("Thứ 7", "Thứ Bảy", "saturday"),
    "sunday": ("Chủ nhật", "CN", "sunday"),
    "same_day_cutoff": ("Nhận trong ngày đến", "same_day_cutoff"),
    "day_ends": ("Hạn theo ngày kết thúc", "day_ends"),
    "source": ("Nguồn", "Căn cứ", "source"),
    "is_confirmed": ("Đã xác nhận (X)", "Đã xác nhận", "is_confirmed"),
}
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_TIME: Final = re.compile(r"([0-9]{1,2})(?:[:h]([0-9]{2})|h)?")
_APPLIES_TO: Final[dict[str, AppliesTo]] = {"Tất cả": "all", "Cơ quan": "agency", "Bưu điện": "post"}
_DAY_KINDS: Final[dict[str, DayKind]] = {
    "Nghỉ": "off",
    "Nghỉ bù": "in_lieu",
    "Nghỉ hoán đổi": "swap_off",
    "Làm bù": "swap_work",
}
_CALENDAR_KINDS: Final[dict[str, CalendarKind]] = {"Cơ quan": "agency", "Bưu điện": "post"}
_DAY_ENDS: Final[dict[str, DayEnds]] = {"Cùng giờ": "same_time", "Hết giờ": "closing"}
_WEEKDAY_WORDS: Final = {
    "Thứ 2": 1,
    "Thứ 3": 2,
    "Thứ 4": 3,
    "Thứ 5": 4,
    "Thứ 6": 5,
    "Thứ 7": 6,
    "Chủ nhật": 7,
}
_CODE: Final = re.compile("[a-z0-9-]{2,32}")


def _read(
    sheet: Sheet, header: Header, headings: dict[str, tuple[str, ...]], read: Callable[["_Cells"], Row]
) -> Iterator[tuple[int, Row] | FieldError]:
    for row in sheet.rows:
        if row.line <= header.line or cells.is_empty_row(row, header):
            continue
        line = _Cells(row, sheet, header)
        try:
            yield row.line, read(line)
        except CellError as error:
            yield error.at(row.line, headings[line.column][0], line.cell)


class _Cells:
    """The cells of a line by our column names; remembers which was asked for last, for it is the one at fault."""

    def __init__(self, row: SheetRow, sheet: Sheet, header: Header) -> None:
        self._row, self._sheet, self._header = row, sheet, header
        self.column = next(iter(header.columns))
        self.cell: Cell = ""

    def __getitem__(self, column: str) -> Cell:
        self.column, self.cell = column, ""
        self.cell = cells.find_cell(self._row, self._sheet, self._header.columns.get(column))
        return self.cell


def _read_day(line: _Cells) -> CalendarDay:
    kind = cells.read_word(line["kind"], _DAY_KINDS)
    works_as = cells.find_word(line["works_as"], _WEEKDAY_WORDS)
    if (kind == "swap_work") != (works_as is not None):
        raise CellError(
            "works-as",
            ("Chỉ ngày làm bù, và mọi ngày làm bù, ghi «Làm như» thứ mấy", "Ghi ví dụ Thứ 6, hoặc xóa ô này"),
            ("A swapped working day, and no other, says which weekday it works as", "Write Thứ 6, or clear the cell"),
        )
    is_confirmed = cells.read_mark(line["is_confirmed"])
    source = cells.find_text(line["source"], 300)
    if is_confirmed and source is None:
        raise CellError(
            "missing",
            ("Ngày đã xác nhận phải có nguồn", "Ghi số văn bản, hoặc bỏ dấu X"),
            ("A confirmed day needs its source", "Name the document, or remove the X"),
        )
    return CalendarDay(
        on_date=cells.read_date(line["on_date"]),
        applies_to=cells.find_word(line["applies_to"], _APPLIES_TO) or "all",
        province_code=cells.find_province(line["province_code"]),
        kind=kind,
        works_as=works_as,
        name=cells.read_text(line["name"], 200),
        source=source,
        is_confirmed=is_confirmed,
    )


def _read_week(line: _Cells) -> CalendarWeek:
    code = cell_text(line["calendar_code"])
    if not _CODE.fullmatch(code):
        raise CellError(
            "not-a-calendar-code",
            ("Mã lịch gồm chữ thường không dấu, số và dấu -", "Ghi ví dụ agency-01"),
            ("A calendar's code is lower case letters, digits and -", "Write, for example, agency-01"),
        )
    cutoff = cell_text(line["same_day_cutoff"])
    fields: dict[str, Any] = {
        "calendar_code": code,
        "same_day_cutoff_s": read_time(cutoff) if cutoff else None,
        "kind": cells.read_word(line["kind"], _CALENDAR_KINDS),
        "province_code": cells.find_province(line["province_code"]),
        "name": cells.read_text(line["name"], 200),
        "day_ends": cells.find_word(line["day_ends"], _DAY_ENDS) or "same_time",
        "source": cells.read_text(line["source"], 300),
        "is_confirmed": cells.read_mark(line["is_confirmed"]),
        "week": tuple(read_spells(cell_text(line[weekday])) for weekday in WEEKDAYS),
    }
    if not any(fields["week"]):
        raise _wrong_hours()
    return CalendarWeek(**fields)


def _wrong_hours() -> CellError:
    return CellError(
        "not-hours",
        ("Giờ làm chưa đúng", "Ghi từ sớm đến muộn, ví dụ 7:00-11:30, 13:30-17:00; để trống nếu nghỉ"),
        ("Not hours of work", "Write them from early to late, like 7:00-11:30, 13:30-17:00, or clear it for a day off"),
    )
