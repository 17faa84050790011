"""Import the areas of units that are known already, from a GeoJSON file."""

import asyncio
from collections.abc import Container, Iterator, Mapping
from datetime import date
from typing import NamedTuple

import shapely

from courier.database import Connection
from courier.errors import FieldError
from courier.network.coverage import Gap, Overlap, find_gaps, find_overlaps
from courier.network.geojson import WrongGeometry, read_area, read_features
from courier.network.model import BoundariesImported, BoundaryKind
from courier.network.statements import STORE_BOUNDARY, UNITS_FROM


async def import_boundaries(
    connection: Connection, content: bytes, *, valid_from: date, kind: BoundaryKind
) -> BoundariesImported:
    """Each feature's area goes to the unit of its property `code` in force from `valid_from`.

    Good features are kept, bad ones reported; overlaps between neighbours of the file and gaps among them are noted;
    the same file again changes nothing. Raises `UnreadableFile`.
    """
    units = {unit.code for unit in await UNITS_FROM.all(connection, valid_from)}
    checked = await asyncio.to_thread(check_boundaries, content, units, valid_from)
    stored = [await _store(connection, code, valid_from, kind, area) for code, area in checked.accepted.items()]
    return BoundariesImported(
        stored=sum(stored), known=len(stored) - sum(stored), rejected=checked.rejected, notes=checked.notes
    )


class Area(NamedTuple):
    """The area of the file's feature `number`, the first being 0."""

    number: int
    shape: shapely.MultiPolygon


class Checked(NamedTuple):
    """A file, feature by feature."""

    accepted: dict[str, Area]
    """By unit code."""
    rejected: list[FieldError]
    notes: list[FieldError]


def check_boundaries(content: bytes, known_codes: Container[str], valid_from: date) -> Checked:
    """What of the file can be kept; no database asked. Raises `UnreadableFile`."""
    accepted: dict[str, Area] = {}
    rejected: list[FieldError] = []
    notes: list[FieldError] = []
    for number, feature in enumerate(read_features(content)):
        code = feature.properties.get("code")
        try:
            _check_code(code, known_codes, accepted, valid_from)
            area, left_out = read_area(feature.geometry)
            accepted[str(code)] = Area(number, area)
            notes += [_left_out(number, code, left_out)] if left_out else []
        except WrongGeometry as wrong:
            rejected.append(_wrong(number, code, wrong))
    return Checked(accepted, rejected, [*notes, *_find_notes(accepted)])


def centre_of(area: shapely.MultiPolygon) -> tuple[float, float]:
    """Lon, lat of a point inside: the centroid where it is inside, else one on the widest line across."""
    centre = area.centroid if area.covers(area.centroid) else area.representative_point()
    return centre.x, centre.y


async def _store(connection: Connection, code: str, valid_from: date, kind: BoundaryKind, area: Area) -> int:
    return await STORE_BOUNDARY.run(
        connection, code, valid_from, shapely.to_wkb(area.shape), kind, *centre_of(area.shape)
    )


def _check_code(code: object, known_codes: Container[str], accepted: dict[str, Area], valid_from: date) -> None:
    if not isinstance(code, str) or code not in known_codes:
        raise WrongGeometry(
            "unknown-code",
            f"Không có đơn vị mang mã này từ {valid_from:%d/%m/%Y}",
            f"No unit has this code from {valid_from}",
            "Nhập danh sách đơn vị trước; kiểm tra thuộc tính «code» và ngày hiệu lực",
            "Import the list of units first; check the property «code» and the day",
        )
    if code in accepted:
        raise WrongGeometry(
            "doubled-code",
            "Mã này đã có ở một vùng khác trong tệp",
            "Another feature of the file has this code",
            "Gộp các vùng của một đơn vị thành một MultiPolygon",
            "Join a unit's areas into one MultiPolygon",
        )


def _wrong(number: int, code: object, wrong: WrongGeometry) -> FieldError:
    message_vi, message_en, remedy_vi, remedy_en = wrong.words
    is_about_code = wrong.problem in ("unknown-code", "doubled-code")
    return FieldError(
        field=f"features[{number}]." + ("properties.code" if is_about_code else "geometry"),
        problem=wrong.problem,
        message_vi=message_vi,
        message_en=message_en,
        remedy_vi=remedy_vi,
        remedy_en=remedy_en,
        value=str(code)[:40],
    )


def _find_notes(accepted: Mapping[str, Area]) -> Iterator[FieldError]:
    """What is tolerated but should be known: overlaps, then gaps."""
    areas = {code: area.shape for code, area in accepted.items()}
    for overlap in find_overlaps(areas):
        yield _overlap(accepted[overlap.code].number, overlap)
    for gap in find_gaps(areas):
        yield _gap(accepted[gap.codes[0]].number, gap)


def _left_out(number: int, code: object, parts: int) -> FieldError:
    return FieldError(
        field=f"features[{number}].geometry",
        problem="parts-left-out",
        message_vi=f"{parts} phần là điểm hoặc đường, không phải vùng, đã bỏ ra",
        message_en=f"{parts} parts are points or lines, no areas, and were left out",
        remedy_vi="Đã nhận các vùng; xem lại hình của đơn vị này trong phần mềm bản đồ",
        remedy_en="Its areas are kept; look at the unit's shape in a map program",
        value=str(code)[:40],
    )


def _overlap(number: int, found: Overlap) -> FieldError:
    return FieldError(
        field=f"features[{number}].geometry",
        problem="overlap",
        message_vi=f"{found.code} và {found.other} chồng lên nhau khoảng {_grouped(found.area_m2)} m²",
        message_en=f"{found.code} and {found.other} overlap by some {found.area_m2:,.0f} m²",
        remedy_vi="Đã nhận cả hai; điểm nằm trong phần chồng thuộc cả hai xã cho đến khi sửa ranh giới",
        remedy_en="Both are kept; a point in the overlap belongs to both until a boundary is mended",
        value=found.code,
    )


def _gap(number: int, found: Gap) -> FieldError:
    codes = ", ".join(found.codes)
    where = f"{found.lat:.5f}, {found.lon:.5f}"
    return FieldError(
        field=f"features[{number}].geometry",
        problem="gap",
        message_vi=f"Khoảng trống {_grouped(found.area_m2)} m² giữa {codes} (vĩ độ, kinh độ {where})",
        message_en=f"A gap of some {found.area_m2:,.0f} m² between {codes} (lat, lon {where})",
        remedy_vi="Đã nhận các vùng; điểm nằm trong khoảng trống không thuộc xã nào cho đến khi sửa ranh giới",
        remedy_en="The areas are kept; a point in the gap is in no commune until a boundary is mended",
        value=found.codes[0],
    )


def _grouped(number: float) -> str:
    return f"{number:,.0f}".replace(",", ".")
