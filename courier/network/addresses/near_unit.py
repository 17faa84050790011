"""How far a position is from units, by their boundaries."""

import math
from collections.abc import Collection, Mapping

import shapely
from shapely.geometry.base import BaseGeometry

from courier.database import Connection
from courier.network.addresses.statements import BOUNDARIES_OF
from courier.network.model import Position, UnitKey


class UnitAreas:
    """The areas of some units. Immutable; made by `load_areas`."""

    def __init__(self, areas: Mapping[UnitKey, BaseGeometry]) -> None:
        self._areas = areas

    def distance_m(self, unit: UnitKey, position: Position) -> float | None:
        """Metres to the unit's nearest ground, 0 inside it; None where its boundary is not known."""
        area = self._areas.get(unit)
        if area is None:
            return None
        nearest = shapely.shortest_line(area, shapely.Point(position))
        (from_lon, from_lat), (to_lon, to_lat) = nearest.coords
        return metres(Position(from_lon, from_lat), Position(to_lon, to_lat))


async def load_areas(connection: Connection, units: Collection[UnitKey]) -> UnitAreas:
    """The areas of those units whose boundary is known."""
    keys = sorted(units)
    rows = await BOUNDARIES_OF.all(connection, [key.code for key in keys], [key.valid_from for key in keys])
    return UnitAreas({UnitKey(row.code, row.valid_from): shapely.from_wkb(row.boundary) for row in rows})


def metres(one: Position, other: Position) -> float:
    """Between two positions some kilometres apart, on a sphere of 6,371 km taken as flat there (error below 0.5 %)."""
    east = math.radians(other.lon - one.lon) * math.cos(math.radians((one.lat + other.lat) / 2))
    return 6_371_000 * math.hypot(east, math.radians(other.lat - one.lat))
