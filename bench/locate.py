"""Position → commune, as the division stands: points a CPU second on one core, against each polygon prepared alone.

On a national division of 3,321 communes where its file is found (COURIER_TEST_DATA), else on a made grid of as many
squares; which one is printed.
"""

import time
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import shapely

from bench.server import Bench
from courier.network.import_boundaries import check_boundaries
from courier.network.locate import NOWHERE, UnitIndex, locate, locate_many
from courier.network.statements import IndexedUnit
from courier.settings import read_settings

NATIONAL: Final = "geo/post2025_vietnam_3321_coarse.geojson"
POINTS: Final = 1_000_000
COMPARED: Final = 20_000
"""Points that the brute force looks at: it takes each commune for all of them."""
SINGLE: Final = 2_000


async def measure(_: Bench) -> dict[str, float]:
    """Where 1e6 positions lie: points a CPU second, alone and beside looking at every polygon."""
    index = UnitIndex(_national() or _grid())
    random = np.random.default_rng(7)
    west, south, east, north = shapely.bounds(index._areas)[random.integers(len(index.units), size=POINTS)].T
    lon, lat = random.uniform(west, east), random.uniform(south, north)  # somewhere in the box of some commune
    began = time.process_time()
    located = locate_many(index, lon, lat)
    taken_s = time.process_time() - began
    began = time.process_time()
    by_force = _by_force(index, lon[:COMPARED], lat[:COMPARED])
    force_s = time.process_time() - began
    if not np.array_equal(located.first[:COMPARED], by_force):
        raise AssertionError("the index does not agree with looking at every polygon")
    singles = sorted(_one(index, lon[at], lat[at]) for at in range(SINGLE))
    return {
        f"communes ({'national file' if _file() else 'made grid'})": len(index.units),
        "points a CPU second": POINTS / taken_s,
        "× of looking at every prepared polygon": (POINTS / taken_s) / (COMPARED / force_s),
        "inside, %": 100 * float((located.first != NOWHERE).mean()),
        "ties": float(located.is_tie.sum()),
        "single, median µs": 1e6 * singles[SINGLE // 2],
        "single, p99 µs": 1e6 * singles[SINGLE * 99 // 100],
    }


def _file() -> Path | None:
    folder = read_settings().test_data or Path(__file__).resolve().parents[2] / "shared"
    path = folder / NATIONAL
    return path if path.exists() else None


def _national() -> list[IndexedUnit] | None:
    path = _file()
    if path is None:
        return None
    content = path.read_bytes()
    return [
        _unit(code, area.shape) for code, area in check_boundaries(content, _Any(), date(2025, 7, 1)).accepted.items()
    ]


class _Any:
    """Holds every code: the units of the file need not be known here."""

    def __contains__(self, code: object) -> bool:
        return True


def _grid() -> list[IndexedUnit]:
    side = np.arange(58)
    boxes = shapely.box(
        102 + 0.1 * side[:, None], 8 + 0.1 * side, 102.1 + 0.1 * side[:, None], 8.1 + 0.1 * side
    ).ravel()
    return [_unit(f"{number:05}", box) for number, box in enumerate(boxes[:3_321])]


def _unit(code: str, area: shapely.Geometry) -> IndexedUnit:
    return IndexedUnit(
        code, date(2025, 7, 1), None, "commune", "Xã", code, "01", None, None, None, shapely.to_wkb(area)
    )


def _by_force(index: UnitIndex, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    found = np.full(len(lon), NOWHERE, dtype=np.intp)
    for at in reversed(range(len(index.units))):
        found[shapely.intersects_xy(index._areas[at], lon, lat)] = at
    return found


def _one(index: UnitIndex, lon: float, lat: float) -> float:
    began = time.perf_counter()
    locate(index, lon, lat)
    return time.perf_counter() - began
