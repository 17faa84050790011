"""Import a commune's list of thôn, tổ dân phố, xóm and khu, from XLSX or CSV."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

import msgspec

from courier.database import Connection
from courier.errors import FieldError
from courier.fold import fold
from courier.network.addresses.gazetteer import Gazetteer
from courier.network.addresses.load_gazetteer import load_gazetteer
from courier.network.addresses.model import HamletKind, HamletsImported
from courier.network.addresses.near_unit import UnitAreas, load_areas
from courier.network.addresses.read_address import read_address
from courier.network.addresses.statements import UPSERT_HAMLET
from courier.network.geojson import is_in_vietnam
from courier.network.model import AdministrativeUnit, Position, UnitKey
from courier.network.refusals import unknown
from courier.spreadsheets import Cell, read_sheets
from courier.tables.cells import read_day
from courier.tables.headings import cell_text, find_header


class HamletRow(NamedTuple):
    """One line of the list, checked."""

    line: int
    unit: UnitKey
    kind: HamletKind
    name: str
    name_key: str
    position: Position | None
    valid_from: date
    valid_to: date | None


async def import_hamlets(
    connection: Connection, content: bytes, *, province_code: str, on: date, source: str
) -> HamletsImported:
    """Good lines are kept, bad ones reported; the same file again changes nothing.

    A line names its commune by code or by name, as in force on the day `on` unless its own first day says otherwise;
    a name may be a former one («Trâu Quỳ (cũ)»). A position outside that commune is kept and noted. Raises
    `UnreadableFile`.
    """
    sheet, header = find_header(read_sheets(content), HEADINGS, ("unit", "name"))
    gazetteer = await load_gazetteer(connection, province_code, on)
    lines = [
        (row.line, {column: row.cells[at] for column, at in header.columns.items() if at < len(row.cells)})
        for row in sheet.rows
        if row.line > header.line
    ]
    checked = [check_hamlet(gazetteer, line, cells) for line, cells in lines]
    rows, rejected = _without_doubles(checked)
    areas = await load_areas(connection, {row.unit for row in rows})
    counts = {True: 0, False: 0, None: 0}
    for row in rows:
        written = await UPSERT_HAMLET.one(connection, *_columns(row, source))
        counts[written.is_new if written else None] += 1
    return HamletsImported(
        created=counts[True],
        changed=counts[False],
        known=counts[None],
        rejected=rejected,
        notes=[note for row in rows if (note := _find_outside(row, areas, gazetteer))],
    )


def check_hamlet(gazetteer: Gazetteer, line: int, cells: Mapping[str, Cell]) -> HamletRow | FieldError:
    """The hamlet a line describes, or the first thing wrong with it."""
    text = {column: cell_text(cell) for column, cell in cells.items()}
    unit = _find_unit(gazetteer, text.get("unit", ""))
    named = split_name(text.get("name", ""), text.get("kind", ""))
    position = _read_position(text.get("lon", ""), text.get("lat", ""))
    starts = read_day(cells.get("valid_from", "")) or (unit.valid_from if unit else None)
    ends = read_day(cells.get("valid_to", ""))
    wrong = (
        (unknown("unit", "xã, phường", "commune") if unit is None else None)
        or (named if isinstance(named, FieldError) else None)
        or (position if isinstance(position, FieldError) else None)
        or (_WRONG_ORDER if starts and ends and ends <= starts else None)
    )
    if wrong or unit is None or starts is None or isinstance(named, FieldError) or isinstance(position, FieldError):
        wrong = wrong or unknown("unit", "xã, phường", "commune")
        return msgspec.structs.replace(wrong, line=line, value=text.get(wrong.field, "")[:40] or None)
    kind, name = named
    return HamletRow(line, unit.key, kind, name, hamlet_key(name), position, starts, ends)


def split_name(name: str, kind: str) -> tuple[HamletKind, str] | FieldError:
    """`Thôn Vàng` → thôn, Vàng; the kind stands in the name or in a column of its own."""
    words = name.split()
    for count in (3, 2, 1):
        if (found := _KINDS.get(fold(" ".join(words[:count])))) and words[count:]:
            name, kind = " ".join(words[count:]), kind or found
            break
    found = _KINDS.get(fold(kind))
    if not hamlet_key(name):
        return _NO_NAME
    if len(name) > _LONGEST_NAME:
        return _LONG_NAME
    return (found, name) if found else _NO_KIND


def hamlet_key(name: str) -> str:
    """«Số 03» → `3`, «Đào Xuyên» → `dao xuyen`."""
    words = fold(name).split()
    words = words[1:] if words[:1] == ["so"] and words[1:] else words
    return " ".join(word.lstrip("0") or word if word.isdecimal() else word for word in words)


HEADINGS: Final = {
    "unit": ("Xã", "unit", "Mã xã", "Tên xã", "Xã, phường", "Xã/phường", "Đơn vị hành chính", "unit_code"),
    "name": ("Tên", "name", "Thôn, tổ dân phố", "Thôn/tổ dân phố", "Tên thôn", "Thôn", "Tổ dân phố"),
    "kind": ("Loại", "kind"),
    "lon": ("Kinh độ", "lon", "longitude", "lng"),
    "lat": ("Vĩ độ", "lat", "latitude"),
    "valid_from": ("Có hiệu lực từ", "valid_from", "Từ ngày"),
    "valid_to": ("Hết hiệu lực từ", "valid_to", "Đến ngày"),
}

_KINDS: Final[dict[str, HamletKind]] = {
    "thon": "thôn",
    "lang": "thôn",
    "ap": "thôn",
    "ban": "thôn",
    "xom": "xóm",
    "to dan pho": "tổ dân phố",
    "tdp": "tổ dân phố",
    "to": "tổ dân phố",
    "khu": "khu",
    "khu pho": "khu",
    "khu dan cu": "khu",
}
_LONGEST_NAME: Final = 100
_CODE: Final = re.compile(r"[0-9]{5}")


def _find_unit(gazetteer: Gazetteer, text: str) -> AdministrativeUnit | None:
    """By its code in force, or by a name that is plain."""
    if _CODE.fullmatch(text):
        return next((u for u in gazetteer.by_key.values() if u.code == text and gazetteer.is_present(u)), None)
    named = [
        candidate.unit for candidate in read_address(gazetteer, text).candidates if candidate.unit.level == "commune"
    ]
    present = [unit for unit in named if gazetteer.is_present(unit)]
    is_former = bool(_FORMER.search(text))
    of_kind = [unit for unit in named if not gazetteer.is_present(unit)] if is_former else present or named
    return of_kind[0] if len(of_kind) == 1 else None


_FORMER: Final = re.compile(r"\bcũ\b", re.IGNORECASE)


def _read_position(lon: str, lat: str) -> Position | FieldError | None:
    if not lon and not lat:
        return None
    try:
        position = Position(float(lon.replace(",", ".")), float(lat.replace(",", ".")))
    except ValueError:
        return _NOT_DEGREES
    if is_in_vietnam(*position):
        return position
    return _SWAPPED if is_in_vietnam(position.lat, position.lon) else _OUTSIDE_VIETNAM


def _without_doubles(checked: Sequence[HamletRow | FieldError]) -> tuple[list[HamletRow], list[FieldError]]:
    rows: list[HamletRow] = []
    rejected: list[FieldError] = []
    first: dict[tuple[UnitKey, HamletKind, str], int] = {}
    for row in checked:
        if isinstance(row, FieldError):
            rejected.append(row)
        elif (before := first.setdefault((row.unit, row.kind, row.name_key), row.line)) != row.line:
            rejected.append(_doubled(row, before))
        else:
            rows.append(row)
    return rows, rejected


def _doubled(row: HamletRow, before: int) -> FieldError:
    return FieldError(
        line=row.line,
        field="name",
        problem="doubled-line",
        message_vi=f"Trùng với dòng {before}",
        message_en=f"The same hamlet as on line {before}",
        remedy_vi="Xoá một dòng, hoặc ghi đúng xã",
        remedy_en="Remove one, or name the right commune",
        value=row.name[:40],
    )


def _find_outside(row: HamletRow, areas: UnitAreas, gazetteer: Gazetteer) -> FieldError | None:
    """A note where the position is not in its commune; drawings of borders differ by some metres."""
    distance_m = areas.distance_m(row.unit, row.position) if row.position else None
    if distance_m is None or distance_m <= _BORDER_M:
        return None
    unit = gazetteer.by_key[row.unit]
    return FieldError(
        line=row.line,
        field="lon",
        problem="outside-commune",
        message_vi=f"Toạ độ nằm ngoài {unit.full_name} khoảng {distance_m:,.0f} m",
        message_en=f"The position lies some {distance_m:,.0f} m outside {unit.full_name}",
        remedy_vi="Kiểm tra toạ độ hoặc tên xã; nhập lại nếu sai",
        remedy_en="Check the position or the commune; import again if wrong",
        value=row.name[:40],
    )


_BORDER_M: Final = 100


def _columns(row: HamletRow, source: str) -> tuple[object, ...]:
    lon, lat = row.position or (None, None)
    return (*row.unit, row.kind, row.name, row.name_key, lon, lat, row.valid_from, row.valid_to, source)


def _wrong(field: str, problem: str, vi: tuple[str, str], en: tuple[str, str]) -> FieldError:
    return FieldError(
        field=field, problem=problem, message_vi=vi[0], remedy_vi=vi[1], message_en=en[0], remedy_en=en[1]
    )


_NO_NAME: Final = _wrong(
    "name",
    "missing",
    ("Chưa ghi tên thôn, tổ dân phố", "Ghi tên, ví dụ Thôn Vàng"),
    ("The hamlet has no name", "Write its name, for example Thôn Vàng"),
)
_LONG_NAME: Final = _wrong(
    "name", "too-long", ("Tên dài quá 100 ký tự", "Ghi ngắn gọn"), ("The name exceeds 100 characters", "Shorten it")
)
_NO_KIND: Final = _wrong(
    "kind",
    "not-a-hamlet-kind",
    ("Không rõ là thôn, xóm, tổ dân phố hay khu", "Ghi loại trước tên, hoặc vào cột Loại"),
    ("Not said whether thôn, xóm, tổ dân phố or khu", "Write the kind before the name or in its column"),
)
_NOT_DEGREES: Final = _wrong(
    "lon",
    "not-degrees",
    ("Toạ độ phải đủ kinh độ và vĩ độ, tính bằng độ", "Ghi ví dụ 105,94 và 21,02, hoặc để trống cả hai"),
    ("A position is a longitude and a latitude in degrees", "Write for example 105.94 and 21.02, or leave both empty"),
)
_SWAPPED: Final = _wrong(
    "lon",
    "swapped-axes",
    ("Kinh độ và vĩ độ bị đổi chỗ cho nhau", "Đổi lại: kinh độ 102 đến 118, vĩ độ 6 đến 24"),
    ("Longitude and latitude are swapped", "Swap them: longitude 102 to 118, latitude 6 to 24"),
)
_OUTSIDE_VIETNAM: Final = _wrong(
    "lon",
    "outside-vietnam",
    ("Toạ độ nằm ngoài Việt Nam", "Ghi kinh độ (102 đến 118) và vĩ độ (6 đến 24) theo độ"),
    ("The position lies outside Vietnam", "Give longitude (102 to 118) and latitude (6 to 24) in degrees"),
)
_WRONG_ORDER: Final = _wrong(
    "valid_to",
    "out-of-order",
    ("Ngày hết hiệu lực phải sau ngày có hiệu lực", "Sửa lại hai ngày"),
    ("The end must come after the beginning", "Mend the two days"),
)
