"""Which commune a position lies in, as the division stood on a day."""

from datetime import date
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely

from courier.database import Connection
from courier.network.model import AdministrativeUnit
from courier.network.statements import BOUNDARIES_ON, IndexedUnit

Degrees: TypeAlias = npt.NDArray[np.float64]
NOWHERE = -1


class UnitIndex:
    """The communes in force on one day, their areas prepared for many questions. Immutable; made by `load_index`."""

    def __init__(self, units: list[IndexedUnit]) -> None:
        self.units: list[AdministrativeUnit] = list(units)
        """In order of their codes."""
        self._areas = shapely.from_wkb(np.array([unit.boundary for unit in units], dtype=object))
        shapely.prepare(self._areas)
        self._tree = shapely.STRtree(self._areas)


async def load_index(connection: Connection, on: date, province_code: str | None = None) -> UnitIndex:
    """The communes with a known boundary in force on that day, of one province or of all."""
    return UnitIndex(await BOUNDARIES_ON.all(connection, on, province_code))


def locate(index: UnitIndex, lon: float, lat: float) -> list[AdministrativeUnit]:
    """The communes that hold this position, border included, in order of code.

    None where no boundary is known, more than one on a shared border or where boundaries overlap: the caller asks
    which, or says that it took the first.
    """
    near = np.sort(index._tree.query(shapely.Point(lon, lat)))
    return [index.units[at] for at in near if shapely.intersects_xy(index._areas[at], lon, lat)]


class Located(NamedTuple):
    """For n positions, arrays of shape (n,): the first commune holding each, and how many hold it."""

    first: npt.NDArray[np.intp]
    """Place in `UnitIndex.units`, or NOWHERE."""
    how_many: npt.NDArray[np.intp]
    """0 outside every known boundary; more than 1 on a shared border or where boundaries overlap."""

    @property
    def is_outside(self) -> npt.NDArray[np.bool_]:
        return np.equal(self.how_many, 0)

    @property
    def is_tie(self) -> npt.NDArray[np.bool_]:
        return np.greater(self.how_many, 1)


def locate_many(index: UnitIndex, lon: Degrees, lat: Degrees) -> Located:
    """The communes of n positions, shape (n,) each; a position that is no number is outside.

    Boxes first (STRtree), then each commune's candidates together against its prepared area, border included.
    """
    located = Located(np.full(len(lon), NOWHERE, dtype=np.intp), np.zeros(len(lon), dtype=np.intp))
    positions, areas = index._tree.query(shapely.points(lon, lat))
    by_area = np.argsort(areas, kind="stable")
    positions, areas = positions[by_area], areas[by_area]
    present, starts = np.unique(areas, return_index=True)
    for at, near in reversed([*zip(present, np.split(positions, starts[1:]), strict=False)]):
        holding = near[shapely.intersects_xy(index._areas[at], lon[near], lat[near])]
        located.first[holding] = at
        located.how_many[holding] += 1
    return located
