"""GeoJSON as it comes: features read with bounds, geometry checked before it is believed."""

from typing import Any, Final, NamedTuple

import msgspec
import shapely

from courier.spreadsheets import UnreadableFile

MAX_FILE_BYTES: Final = 60_000_000

VIETNAM_BOX: Final = (102.0, 6.0, 118.0, 24.0)
"""West, south, east, north in degrees: the mainland, its islands, Hoàng Sa and Trường Sa."""


class Feature(NamedTuple):
    """One feature, nothing of it checked yet."""

    properties: dict[str, Any]
    geometry: Any


class WrongGeometry(ValueError):
    """A geometry that is no area of land in Vietnam: the problem's key, then what is wrong and the remedy."""

    def __init__(self, problem: str, message_vi: str, message_en: str, remedy_vi: str, remedy_en: str) -> None:
        self.problem = problem
        self.words = (message_vi, message_en, remedy_vi, remedy_en)
        super().__init__(problem)


def is_in_vietnam(lon: float, lat: float) -> bool:
    """Whether a position can be in Vietnam, degrees."""
    west, south, east, north = VIETNAM_BOX
    return west <= lon <= east and south <= lat <= north


def is_json(content: bytes) -> bool:
    """Whether a file means to be JSON."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def read_features(content: bytes) -> list[Feature]:
    """The features of a FeatureCollection. Raises `UnreadableFile`."""
    if len(content) > MAX_FILE_BYTES:
        raise _unreadable("too-large", f"Tệp lớn hơn {MAX_FILE_BYTES // 10**6} MB", "The file is too large")
    try:
        data = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _unreadable("not-json", "Tệp không phải GeoJSON, hoặc đã hỏng", "Not GeoJSON, or damaged") from error
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        raise _unreadable("not-geojson", "Tệp không có danh sách «features»", "The file has no «features»")
    return [_feature(feature) for feature in features]


class AreaRead(NamedTuple):
    """The area of a feature, and how many of its parts were no area: points, lines left by a simplification."""

    area: shapely.MultiPolygon
    left_out: int


def read_area(geometry: object) -> AreaRead:
    """A geometry as a valid multipolygon in Vietnam, degrees, longitude first. Raises `WrongGeometry`."""
    polygons, left_out = _polygons_of(geometry)
    for polygon in polygons:
        _check_rings(polygon)
    area = shapely.MultiPolygon([(rings[0], rings[1:]) for rings in polygons])
    _check_place(area)
    if not area.is_valid:
        raise _crossing(shapely.is_valid_reason(area))
    return AreaRead(area, left_out)


def _polygons_of(geometry: object) -> tuple[list[Any], int]:
    """The polygons' coordinates, unchecked, and how many parts are none."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in ("Polygon", "MultiPolygon", "GeometryCollection"):
        raise WrongGeometry(*_NOT_AN_AREA)
    if kind == "GeometryCollection":
        parts = geometry.get("geometries")
        areas = [part for part in parts if _is_area(part)] if isinstance(parts, list) else []
        polygons = [polygon for part in areas for polygon in _polygons_of(part)[0]]
        left_out = len(parts) - len(areas) if isinstance(parts, list) else 0
    else:
        coordinates = geometry.get("coordinates")
        polygons, left_out = [coordinates] if kind == "Polygon" else coordinates or [], 0
    if not isinstance(polygons, list) or not polygons:
        raise WrongGeometry(*_NOT_AN_AREA)
    return polygons, left_out


def _is_area(part: object) -> bool:
    return isinstance(part, dict) and part.get("type") in ("Polygon", "MultiPolygon")


def _feature(feature: object) -> Feature:
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        return Feature({}, None)
    return Feature(feature["properties"], feature.get("geometry"))


def _check_rings(polygon: object) -> None:
    if not isinstance(polygon, list) or not polygon:
        raise WrongGeometry(*_NOT_AN_AREA)
    for ring in polygon:
        if not isinstance(ring, list) or not all(_is_position(position) for position in ring):
            raise WrongGeometry(*_NOT_AN_AREA)
        if len(ring) < 4:
            raise WrongGeometry(*_TOO_FEW)
        if ring[0] != ring[-1]:
            raise WrongGeometry(*_OPEN)


def _is_position(position: object) -> bool:
    return (
        isinstance(position, list)
        and 2 <= len(position) <= 3
        and all(isinstance(number, int | float) and abs(number) <= 1e8 for number in position)
    )


def _check_place(area: shapely.MultiPolygon) -> None:
    west, south, east, north = area.bounds
    if is_in_vietnam(south, west) and is_in_vietnam(north, east):
        raise WrongGeometry(*_SWAPPED)
    if not (is_in_vietnam(west, south) and is_in_vietnam(east, north)):
        raise WrongGeometry(*_OUTSIDE)


def _unreadable(problem: str, message_vi: str, message_en: str) -> UnreadableFile:
    return UnreadableFile(
        problem,
        message_vi,
        message_en,
        "Xuất lại tệp từ phần mềm bản đồ: GeoJSON, toạ độ WGS 84 (EPSG:4326)",
        "Export it again from the map program: GeoJSON, WGS 84 (EPSG:4326)",
    )


def _crossing(reason: str) -> WrongGeometry:
    return WrongGeometry(
        "self-crossing",
        f"Đường ranh giới tự cắt hoặc chồng lên nhau ({reason})",
        f"The boundary crosses itself or overlaps ({reason})",
        "Sửa hình tại điểm đó bằng phần mềm bản đồ rồi xuất lại",
        "Mend the shape at that point in a map program and export again",
    )


_NOT_AN_AREA: Final = (
    "not-an-area",
    "Không có vùng ranh giới, hoặc không phải Polygon/MultiPolygon",
    "There is no area, or it is not a Polygon or MultiPolygon",
    "Xuất lại lớp vùng (polygon) của đơn vị này",
    "Export the polygon layer of this unit again",
)
_TOO_FEW: Final = (
    "too-few-points",
    "Một vòng ranh giới có ít hơn 4 điểm",
    "A ring has fewer than 4 points",
    "Vẽ lại vòng đó, hoặc xoá nếu thừa",
    "Draw that ring again, or remove it",
)
_OPEN: Final = (
    "open-ring",
    "Một vòng ranh giới không khép kín",
    "A ring is not closed",
    "Thêm điểm cuối trùng điểm đầu",
    "End the ring where it begins",
)
_SWAPPED: Final = (
    "swapped-axes",
    "Toạ độ ghi vĩ độ trước kinh độ",
    "Coordinates are written latitude first",
    "Xuất lại với kinh độ trước, vĩ độ sau (GeoJSON, RFC 7946)",
    "Export again with longitude first (GeoJSON, RFC 7946)",
)
_OUTSIDE: Final = (
    "outside-vietnam",
    "Ranh giới nằm ngoài Việt Nam",
    "The boundary lies outside Vietnam",
    "Xuất lại theo WGS 84 (EPSG:4326), đơn vị độ; không dùng VN-2000",
    "Export again as WGS 84 (EPSG:4326) in degrees, not VN-2000",
)
