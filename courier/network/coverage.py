"""How the areas of one division lie beside each other: where two overlap, and where none of them reaches. Pure."""

import math
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

WORTH_A_NOTE_M2: Final = 1_000.0
"""Less is the rounding of shared edges: a present-day national file has 107 overlaps of 1 to 1,000 m²."""
_METRES_A_DEGREE: Final = 111_320.0


class Overlap(NamedTuple):
    """Two units that both hold an area."""

    code: str
    other: str
    area_m2: float


class Gap(NamedTuple):
    """An area held by none, and all around it the units named."""

    codes: list[str]
    area_m2: float
    lon: float
    """Of a point inside."""
    lat: float


def find_overlaps(areas: Mapping[str, shapely.MultiPolygon]) -> Iterator[Overlap]:
    """Each pair that overlaps by `WORTH_A_NOTE_M2` or more, in the mapping's order. Where one lies in another, too."""
    codes, shapes = list(areas), np.array(list(areas.values()), dtype=object)
    if not codes:
        return
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = first < second
    first, second = first[pairs], second[pairs]
    common = shapely.intersection(shapes[first], shapes[second])
    for a, b, shape in zip(first, second, common, strict=True):
        area_m2 = area_in_m2(shape)
        if area_m2 >= WORTH_A_NOTE_M2:
            yield Overlap(codes[a], codes[b], area_m2)


def find_gaps(areas: Mapping[str, shapely.MultiPolygon]) -> Iterator[Gap]:
    """Each hole of `WORTH_A_NOTE_M2` or more that the areas enclose together, the largest first.

    A hole may be right: an enclave of another province, a lake that no commune has.
    """
    codes, shapes = list(areas), np.array(list(areas.values()), dtype=object)
    if not codes:
        return
    tree = shapely.STRtree(shapes)
    together = shapely.get_parts(shapely.union_all(shapes))
    holes = [shapely.Polygon(ring) for part in together for ring in part.interiors]
    for hole in sorted(holes, key=lambda hole: -hole.area):
        area_m2 = area_in_m2(hole)
        if area_m2 < WORTH_A_NOTE_M2:
            continue
        inside = hole.representative_point()
        around = sorted(codes[at] for at in tree.query(hole, predicate="intersects"))
        yield Gap(around, area_m2, inside.x, inside.y)


def area_in_m2(area: BaseGeometry) -> float:
    """Good to a percent for a commune: a degree of longitude is narrower by the cosine of the latitude."""
    return float(area.area) * _METRES_A_DEGREE**2 * math.cos(math.radians(area.centroid.y)) if area.area else 0.0
