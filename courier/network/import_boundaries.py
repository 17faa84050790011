"""Import the areas of units that are known already, from a GeoJSON file."""

import asyncio
import math
from collections.abc import Container, Iterator
from datetime import date
from typing import Final, NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from courier.database import Connection
from courier.errors import FieldError
from courier.network.geojson import WrongGeometry, read_area, read_features
from courier.network.model import BoundariesImported, BoundaryKind
from courier.network.statements import STORE_BOUNDARY, UNITS_FROM


async def import_boundaries(
    connection: Connection, content: bytes, *, valid_from: date, kind: BoundaryKind
) -> BoundariesImported:
    """Each feature's area goes to the unit of its property `code` in force from `valid_from`.

    Good features are kept, bad ones reported; overlaps with a neighbour in the file are kept and noted; the same
    file again changes nothing. Raises `UnreadableFile`.
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


WORTH_A_NOTE_M2: Final = 1_000.0
"""Smaller overlaps are the rounding of shared edges: a present-day national file has 107 of them above 1 m²."""
_METRES_A_DEGREE: Final = 111_320.0


def check_boundaries(content: bytes, known_codes: Container[str], valid_from: date) -> Checked:
    """What of the file can be kept; no database asked. Raises `UnreadableFile`."""
    accepted: dict[str, Area] = {}
    rejected = []
    for number, feature in enumerate(read_features(content)):
        code = feature.properties.get("code")
        try:
            _check_code(code, known_codes, accepted, valid_from)
            accepted[str(code)] = Area(number, read_area(feature.geometry))
        except WrongGeometry as wrong:
            rejected.append(_wrong(number, code, wrong))
    return Checked(accepted, rejected, list(_find_overlaps(accepted)))


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


def _find_overlaps(accepted: dict[str, Area]) -> Iterator[FieldError]:
    codes, shapes = list(accepted), np.array([area.shape for area in accepted.values()], dtype=object)
    if not codes:
        return
    first, second = shapely.STRtree(shapes).query(shapes, predicate="overlaps")
    for a, b in zip(first, second, strict=True):
        area_m2 = _area_m2(shapes[a].intersection(shapes[b])) if a < b else 0.0
        if area_m2 >= WORTH_A_NOTE_M2:
            yield _overlap(accepted[codes[a]].number, codes[a], codes[b], area_m2)


def _area_m2(area: BaseGeometry) -> float:
    """Good to a percent for a commune: a degree of longitude is narrower by the cosine of the latitude."""
    return float(area.area) * _METRES_A_DEGREE**2 * math.cos(math.radians(area.centroid.y)) if area.area else 0.0


def _overlap(number: int, code: str, other: str, area_m2: float) -> FieldError:
    return FieldError(
        field=f"features[{number}].geometry",
        problem="overlap",
        message_vi=f"{code} và {other} chồng lên nhau khoảng {area_m2:,.0f} m²".replace(",", "."),
        message_en=f"{code} and {other} overlap by some {area_m2:,.0f} m²",
        remedy_vi="Đã nhận cả hai; điểm nằm trong phần chồng thuộc cả hai xã cho đến khi sửa ranh giới",
        remedy_en="Both are kept; a point in the overlap belongs to both until a boundary is mended",
        value=code,
    )
