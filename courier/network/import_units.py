"""Import a list of administrative units, present or former, from XLSX, CSV or the properties of a GeoJSON file."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

import msgspec

from courier.database import Connection
from courier.errors import FieldError
from courier.fold import fold
from courier.network.geojson import is_json, read_features
from courier.network.model import UnitLevel, UnitsImported
from courier.network.statements import FIND_CLASHING_UNIT, UPSERT_UNIT
from courier.spreadsheets import Cell, read_sheets
from courier.tables.cells import read_day
from courier.tables.headings import cell_text, find_header


class UnitRow(msgspec.Struct, frozen=True):
    """One line of the list, checked."""

    line: int
    code: str
    valid_from: date
    valid_to: date | None
    level: UnitLevel
    unit_type: str
    name: str
    province_code: str
    district_code: str | None


async def import_units(
    connection: Connection,
    content: bytes,
    *,
    source: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> UnitsImported:
    """Good rows are kept, bad ones reported; the same file again changes nothing.

    `valid_from` and `valid_to` (first day no longer in force) stand for rows that do not say: former units' lists
    rarely do. A changed row mends the unit of the same code and first day. Raises `UnreadableFile`.
    """
    rejected: list[FieldError] = []
    created = changed = known = 0
    for values in _read(content):
        row = check_unit(values, valid_from, valid_to)
        if not isinstance(row, FieldError):
            row = await _find_clash(connection, row) or row
        if isinstance(row, FieldError):
            rejected.append(row)
            continue
        written = await UPSERT_UNIT.one(connection, *_columns(row, source))
        created += written is not None and written.is_new
        changed += written is not None and not written.is_new
        known += written is None
    return UnitsImported(created=created, changed=changed, known=known, rejected=rejected)


class Values(NamedTuple):
    """A line before it is checked: our column name → cell, and where it stood."""

    line: int
    cells: dict[str, Cell]


def check_unit(values: Values, valid_from: date | None, valid_to: date | None) -> UnitRow | FieldError:
    """The unit a line describes, or the first thing wrong with it."""
    text = {column: cell_text(cell) for column, cell in values.cells.items()}
    unit_type, code = text.get("type") or type_in(text.get("full_name", "")), text.get("code", "")
    level = _LEVEL_OF_TYPE.get(fold(unit_type)) if len(code) != 2 else "province"
    starts = read_day(values.cells.get("valid_from", "")) or valid_from
    ends = read_day(values.cells.get("valid_to", "")) or valid_to
    problem = (
        find_wrong_day(text, "valid_from", "valid_to")
        or _check_code(code, level)
        or (_WRONG_TYPE if level is None else None)
        or (_NO_NAME if not text.get("name") else None)
        or (_NO_PROVINCE if not _PROVINCE.fullmatch(text.get("province_code", code[:2])) else None)
        or (_NO_DAY if starts is None else None)
        or (_WRONG_ORDER if starts and ends and ends <= starts else None)
    )
    if problem or level is None or starts is None:
        wrong = problem or _WRONG_TYPE
        return msgspec.structs.replace(wrong, line=values.line, value=text.get(wrong.field, "")[:40] or None)
    return UnitRow(
        values.line,
        code,
        starts,
        ends,
        level,
        unit_type,
        _bare_name(text["name"], unit_type),
        code if level == "province" else text["province_code"],
        text.get("district_code") or None if level == "commune" else None,
    )


def type_in(full_name: str) -> str:
    """The type a full name begins with, as it is written: «Phường Ba Đình» → «Phường»; empty where it names none."""
    words = full_name.split()
    for count in (2, 1):
        if len(words) > count and fold(" ".join(words[:count])) in _LEVEL_OF_TYPE:
            return " ".join(words[:count])
    return ""


def find_wrong_day(text: Mapping[str, str], *columns: str) -> FieldError | None:
    """The first of these cells that holds something which is no day of the calendar: 30/02/2026, «tháng 7»."""
    for column in columns:
        if text.get(column) and read_day(text[column]) is None:
            return msgspec.structs.replace(_WRONG_DAY, field=column)
    return None


HEADINGS: Final = {
    "code": ("Mã", "code", "Mã ĐVHC", "Mã đơn vị", "Mã xã", "Mã số"),
    "name": ("Tên", "name", "Tên đơn vị", "Tên đơn vị hành chính", "Tên xã"),
    "full_name": ("Tên đầy đủ", "full_name"),
    "type": ("Loại", "type", "Cấp", "Loại đơn vị"),
    "province_code": ("Mã tỉnh", "province_code", "Mã TP", "Mã tỉnh/thành phố"),
    "district_code": ("Mã huyện", "district_code", "Mã quận huyện"),
    "valid_from": ("Có hiệu lực từ", "valid_from", "Từ ngày", "Ngày hiệu lực"),
    "valid_to": ("Hết hiệu lực từ", "valid_to", "Đến ngày"),
}

_LEVEL_OF_TYPE: Final[dict[str, UnitLevel]] = {
    "xa": "commune",
    "phuong": "commune",
    "thi tran": "commune",
    "dac khu": "commune",
    "huyen": "district",
    "quan": "district",
    "thi xa": "district",
    "thanh pho": "district",
    "tinh": "province",
}
_CODE_DIGITS: Final = {"province": 2, "district": 3, "commune": 5}
_PROVINCE: Final = re.compile(r"[0-9]{2}")


def _read(content: bytes) -> Iterator[Values]:
    if is_json(content):
        for number, feature in enumerate(read_features(content), start=1):
            cells = {column: value for column, value in feature.properties.items() if column in HEADINGS}
            yield Values(number, {column: _scalar(value) for column, value in cells.items()})
        return
    sheet, header = find_header(read_sheets(content), HEADINGS, ("code", "name", "type", "province_code"))
    for row in sheet.rows:
        if row.line > header.line:
            yield Values(
                row.line,
                {column: row.cells[at] for column, at in header.columns.items() if at < len(row.cells)},
            )


def _scalar(value: object) -> Cell:
    return value if isinstance(value, str | int | float | bool) else ""


def _check_code(code: str, level: UnitLevel | None) -> FieldError | None:
    if code.isascii() and code.isdecimal() and (level is None or len(code) == _CODE_DIGITS[level]):
        return None
    return _WRONG_CODE


def _bare_name(name: str, unit_type: str) -> str:
    """`Thị trấn Yên Viên` of type `Thị trấn` → `Yên Viên`."""
    bare = name[len(unit_type) :].strip()
    return bare if name.casefold().startswith(f"{unit_type.casefold()} ") and bare else name


async def _find_clash(connection: Connection, row: UnitRow) -> FieldError | None:
    clash = await FIND_CLASHING_UNIT.one(connection, row.code, row.valid_from, row.valid_to)
    if clash is None:
        return None
    until_vi = f"đến trước {clash.valid_to:%d/%m/%Y}" if clash.valid_to else "chưa có ngày kết thúc"
    until_en = f"until before {clash.valid_to}" if clash.valid_to else "without an end"
    return FieldError(
        line=row.line,
        field="code",
        problem="overlapping-unit",
        message_vi=f"Mã {row.code} trong thời gian đó là {clash.full_name}, từ {clash.valid_from:%d/%m/%Y}, {until_vi}",
        message_en=f"In that time code {row.code} is {clash.full_name}, from {clash.valid_from}, {until_en}",
        remedy_vi="Nhập lại đơn vị cũ với ngày hết hiệu lực, rồi nhập tệp này",
        remedy_en="Import the former unit again with its last day, then this file",
        value=row.code,
    )


def _columns(row: UnitRow, source: str) -> tuple[object, ...]:
    return (
        row.code,
        row.valid_from,
        row.valid_to,
        row.level,
        row.unit_type,
        row.name,
        fold(row.name),
        row.province_code,
        row.district_code,
        source,
    )


_WRONG_CODE: Final = FieldError(
    field="code",
    problem="not-a-unit-code",
    message_vi="Mã đơn vị hành chính phải có 2 (tỉnh), 3 (huyện) hoặc 5 chữ số (xã)",
    message_en="A unit's code has 2 (province), 3 (district) or 5 digits (commune)",
    remedy_vi="Ghi đủ các số 0 ở đầu; trong Excel, định dạng cột mã là Văn bản",
    remedy_en="Write the leading zeros; in Excel format the column as Text",
)
_WRONG_TYPE: Final = FieldError(
    field="type",
    problem="not-a-unit-type",
    message_vi="Không rõ loại đơn vị",
    message_en="The type of unit is not known",
    remedy_vi="Ghi Xã, Phường, Thị trấn, Đặc khu, Huyện, Quận, Thị xã, Thành phố hoặc Tỉnh",
    remedy_en="Write Xã, Phường, Thị trấn, Đặc khu, Huyện, Quận, Thị xã, Thành phố or Tỉnh",
)
_NO_NAME: Final = FieldError(
    field="name",
    problem="missing",
    message_vi="Chưa ghi tên đơn vị",
    message_en="The unit has no name",
    remedy_vi="Ghi tên, ví dụ Gia Lâm",
    remedy_en="Write its name, for example Gia Lâm",
)
_NO_PROVINCE: Final = FieldError(
    field="province_code",
    problem="not-a-province-code",
    message_vi="Mã tỉnh phải gồm 2 chữ số",
    message_en="A province code has 2 digits",
    remedy_vi="Ghi mã tỉnh, ví dụ 01",
    remedy_en="Write the province's code, for example 01",
)
_NO_DAY: Final = FieldError(
    field="valid_from",
    problem="missing",
    message_vi="Không rõ đơn vị có hiệu lực từ ngày nào",
    message_en="The day from which the unit is in force is not known",
    remedy_vi="Thêm cột «Có hiệu lực từ», hoặc nêu ngày khi nhập tệp",
    remedy_en="Add the column «valid_from», or give the day with the import",
)
_WRONG_DAY: Final = FieldError(
    field="valid_from",
    problem="not-a-day",
    message_vi="Không phải một ngày có thật",
    message_en="Not a day of the calendar",
    remedy_vi="Ghi ngày/tháng/năm, ví dụ 01/07/2025, hoặc để trống",
    remedy_en="Write day/month/year, for example 01/07/2025, or clear the cell",
)
_WRONG_ORDER: Final = FieldError(
    field="valid_to",
    problem="out-of-order",
    message_vi="Ngày hết hiệu lực phải sau ngày có hiệu lực",
    message_en="The end must come after the beginning",
    remedy_vi="Sửa lại hai ngày",
    remedy_en="Mend the two days",
)
