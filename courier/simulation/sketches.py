"""Areas of the demo's communes, drawn by hand for a picture: sketches, marked so, good for no other purpose.

Present communes share their corners, so that they leave no gap; the 22 former units fill them. Names and codes are
those of the official lists, the lines are not.
"""

from collections.abc import Collection
from functools import cache
from random import Random
from typing import Any, Final

from shapely import MultiPoint, Point, Polygon, union_all, voronoi_polygons
from shapely.geometry import mapping

from courier.network.model import Position
from courier.simulation.divisions import MERGED
from courier.simulation.setting import FORMER

_CORNERS: Final = {
    "Yên Thường tây": (105.897, 21.100),
    "Yên Thường bắc": (105.915, 21.121),
    "Ninh Hiệp tây": (105.941, 21.110),
    "Ninh Hiệp bắc": (105.945, 21.092),
    "Ninh Hiệp đông": (105.969, 21.090),
    "Phù Đổng bắc": (105.972, 21.073),
    "Trung Mầu bắc": (106.001, 21.073),
    "Trung Mầu nam": (105.994, 21.050),
    "Đặng Xá bắc": (105.983, 21.051),
    "ngã ba sông Đuống": (105.956, 21.045),
    "Cổ Bi bắc": (105.940, 21.042),
    "Dương Hà nam": (105.929, 21.050),
    "Dương Hà tây": (105.923, 21.062),
    "Yên Viên nam": (105.903, 21.078),
    "Lệ Chi bắc": (106.008, 21.069),
    "Lệ Chi đông": (106.020, 21.040),
    "Dương Quang đông": (106.010, 21.018),
    "Dương Quang nam": (106.004, 21.000),
    "Dương Xá đông": (105.978, 20.997),
    "Phú Thị nam": (105.976, 21.014),
    "Phú Thị tây": (105.958, 21.014),
    "Đặng Xá nam": (105.950, 21.022),
    "Đặng Xá tây": (105.947, 21.034),
    "Kiêu Kỵ đông": (105.972, 20.984),
    "Kiêu Kỵ nam": (105.962, 20.965),
    "Kiêu Kỵ tây": (105.940, 20.964),
    "Đa Tốn đông": (105.946, 20.985),
    "Đa Tốn bắc": (105.935, 21.000),
    "Đông Dư đông": (105.922, 21.005),
    "Trâu Quỳ tây": (105.921, 21.018),
    "Cổ Bi tây": (105.928, 21.035),
    "Trâu Quỳ đông": (105.955, 21.001),
    "Đông Dư bắc": (105.906, 21.012),
    "Bát Tràng tây": (105.901, 20.988),
    "Kim Lan tây": (105.893, 20.965),
    "Văn Đức tây": (105.881, 20.945),
    "Văn Đức nam": (105.890, 20.927),
    "Văn Đức đông": (105.914, 20.936),
    "Kim Lan đông": (105.913, 20.962),
    "Bát Tràng đông": (105.925, 20.972),
    "Bát Tràng bắc": (105.918, 20.989),
    "Yên Viên bắc": (105.916, 21.094),
    "Yên Viên đông": (105.928, 21.089),
    "Dương Hà đông": (105.938, 21.066),
    "Ninh Hiệp nam": (105.968, 21.071),
    "Lệ Chi nam": (105.995, 21.030),
}

_OUTLINES: Final = {
    "00541": "Yên Thường tây, Yên Thường bắc, Ninh Hiệp tây, Ninh Hiệp bắc, Ninh Hiệp đông, Phù Đổng bắc, "
    "Trung Mầu bắc, Trung Mầu nam, Đặng Xá bắc, ngã ba sông Đuống, Cổ Bi bắc, Dương Hà nam, Dương Hà tây, Yên Viên nam",
    "00562": "Trung Mầu nam, Lệ Chi bắc, Lệ Chi đông, Dương Quang đông, Dương Quang nam, Dương Xá đông, Phú Thị nam, "
    "Phú Thị tây, Đặng Xá nam, Đặng Xá tây, ngã ba sông Đuống, Đặng Xá bắc",
    "00565": "Cổ Bi bắc, ngã ba sông Đuống, Đặng Xá tây, Đặng Xá nam, Phú Thị tây, Phú Thị nam, Dương Xá đông, "
    "Kiêu Kỵ đông, Kiêu Kỵ nam, Kiêu Kỵ tây, Đa Tốn đông, Đa Tốn bắc, Đông Dư đông, Trâu Quỳ tây, Cổ Bi tây",
    "00577": "Đông Dư đông, Đa Tốn bắc, Đa Tốn đông, Kiêu Kỵ tây, Bát Tràng đông, Kim Lan đông, Văn Đức đông, "
    "Văn Đức nam, Văn Đức tây, Kim Lan tây, Bát Tràng tây, Đông Dư bắc",
}
_CENTRES: Final = {
    "00526": (105.912, 21.084),
    "00529": (105.917, 21.104),
    "00532": (105.921, 21.090),
    "00535": (105.954, 21.079),
    "00538": (105.936, 21.079),
    "00541": (105.933, 21.065),
    "00544": (105.962, 21.056),
    "00547": (105.988, 21.061),
    "00550": (106.005, 21.047),
    "00553": (105.941, 21.033),
    "00556": (105.961, 21.034),
    "00559": (105.970, 21.025),
    "00562": (105.991, 21.028),
    "00565": (105.938, 21.010),
    "00568": (105.992, 21.009),
    "00571": (105.963, 21.003),
    "00574": (105.914, 20.999),
    "00577": (105.932, 20.988),
    "00580": (105.955, 20.979),
    "00583": (105.912, 20.980),
    "00586": (105.903, 20.962),
    "00589": (105.899, 20.941),
}
"""About the middle of each former unit."""


def present_areas() -> dict[str, Any]:
    """The four communes since 1/7/2025, as GeoJSON."""
    return _collection(_OUTLINES)


def former_areas(codes: Collection[str]) -> dict[str, Any]:
    """Of the 22 units, as GeoJSON: each present commune shared out among its own, every place to the nearest."""
    return _features({code: mapping(area) for code, area in _former_shapes().items() if code in codes})


def areas_between() -> dict[str, Any]:
    """The units merged on 1/1/2025, as GeoJSON: what their parts were, together."""
    shapes = _former_shapes()
    merged = {code: union_all([shapes[part] for part in parts]) for code, (_, parts) in MERGED.items()}
    return _features({code: mapping(area) for code, area in merged.items()})


def village_place(code: str, village: str) -> Position:
    """The middle of a village of a former unit: made up, the same every day."""
    middle = _draw(Random(f"{code}/{village}"), former_shape(code), 0.6)
    return Position(round(middle.x, 6), round(middle.y, 6))


def former_shape(code: str) -> Polygon:
    """One former unit's area."""
    return _former_shapes()[code]


def _draw(random: Random, area: Polygon, share: float) -> Point:
    """A point in the area's inner part."""
    west, south, east, north = area.bounds
    middle = area.representative_point()
    while True:
        at = Point(random.uniform(west, east), random.uniform(south, north))
        inner = Point(middle.x + (at.x - middle.x) * share, middle.y + (at.y - middle.y) * share)
        if area.contains(inner):
            return inner


@cache
def _former_shapes() -> dict[str, Polygon]:
    shapes: dict[str, Polygon] = {}
    for commune_code, outline in _OUTLINES.items():
        commune = Polygon(_ring(outline))
        codes = [code for code, unit in FORMER.items() if unit.commune_code == commune_code]
        cells = voronoi_polygons(MultiPoint([_CENTRES[code] for code in codes]), extend_to=commune)
        for cell in cells.geoms:
            code = next(code for code in codes if cell.covers(Point(_CENTRES[code])))
            part = cell.intersection(commune)
            assert isinstance(part, Polygon)
            shapes[code] = part
    return shapes


def _collection(outlines: dict[str, str]) -> dict[str, Any]:
    return _features({code: {"type": "Polygon", "coordinates": [_ring(outline)]} for code, outline in outlines.items()})


def _features(geometries: dict[str, Any]) -> dict[str, Any]:
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": geometry} for code, geometry in geometries.items()
    ]
    return {"type": "FeatureCollection", "features": features}


def _ring(outline: str) -> list[Position]:
    ring = [Position(*_CORNERS[name]) for name in outline.split(", ")]
    return [*ring, ring[0]]
