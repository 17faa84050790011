"""Travel by estimate without a matrix: each leg worked out when a plan in hand asks for it.

A matrix of ten thousand places takes 800 MB and seconds to fill, and a change by hand asks for a few legs of each. A
place that is asked about again and again gets a row of its own. The estimate is the same either way round.
"""

from collections.abc import Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from routing.instance import Instance, Place, TravelEstimate
from routing.travel import estimated_legs, points_of

ASKED_OFTEN = 8
"""From then on a place has a row."""
Ints = NDArray[np.int64]
Row = Sequence[int]


class EstimatedLegs:
    """The legs of one profile between an instance's places; the place past the last is anywhere, and costs nothing."""

    def __init__(self, estimate: TravelEstimate, places: Sequence[Place]) -> None:
        self.estimate = estimate
        self.points = points_of(places)
        self.anywhere = len(places)
        self._rows: dict[int, tuple[Row, Row]] = {}
        self._legs: dict[tuple[int, int], tuple[int, int]] = {}
        self._asked = [0] * len(places)

    def between(self, here: Ints, there: Ints) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Seconds and metres of many legs at once; the places broadcast."""
        is_free = (here == self.anywhere) | (there == self.anywhere)
        last = self.anywhere - 1
        starts, ends = (self.points[np.minimum(each, last)] for each in (here, there))
        travel_s, distance_m = estimated_legs(self.estimate, starts, ends)
        return np.where(is_free, 0, travel_s), np.where(is_free, 0, distance_m)

    def leg(self, here: int, there: int) -> tuple[int, int]:
        """Seconds and metres of one."""
        if self.anywhere in (here, there):
            return 0, 0
        for known, other in ((here, there), (there, here)):
            if (rows := self._rows.get(known)) is not None:
                return rows[0][other], rows[1][other]
        leg = self._legs.get((here, there))
        return self._worked_out(here, there) if leg is None else leg

    def _worked_out(self, here: int, there: int) -> tuple[int, int]:
        for place, other in ((here, there), (there, here)):
            self._asked[place] += 1
            if self._asked[place] > ASKED_OFTEN:
                travel_s, distance_m = self.between(np.array(place), np.arange(self.anywhere))
                self._rows[place] = cast(Row, travel_s.data), cast(Row, distance_m.data)
                return int(travel_s[other]), int(distance_m[other])
        travel_s, distance_m = self.between(np.array([here]), np.array([there]))
        leg = self._legs[here, there] = int(travel_s[0]), int(distance_m[0])
        return leg


class Rows:
    """A profile's legs as rows of seconds (`which` 0) or metres (1), as a matrix has them."""

    def __init__(self, legs: EstimatedLegs, which: int) -> None:
        self.legs, self.which = legs, which

    def __getitem__(self, here: int) -> "_RowFrom":
        return _RowFrom(self, here)


class _RowFrom:
    __slots__ = ("here", "rows")

    def __init__(self, rows: Rows, here: int) -> None:
        self.rows, self.here = rows, here

    def __getitem__(self, there: int) -> int:
        return self.rows.legs.leg(self.here, there)[self.rows.which]


class Matrices:
    """The seconds of several profiles, asked for by their number and two places, each a number or an array of them."""

    def __init__(self, legs: Sequence[EstimatedLegs]) -> None:
        self.legs = legs

    def __getitem__(self, asked: tuple[Ints, Ints, Ints]) -> NDArray[np.int32]:
        which, here, there = np.broadcast_arrays(*asked)
        travel_s = np.zeros(which.shape, dtype=np.int32)
        for number, legs in enumerate(self.legs):
            mine = which == number
            if mine.any():
                travel_s[mine] = legs.between(here[mine], there[mine])[0]
        return travel_s


def legs_of(instance: Instance) -> tuple[EstimatedLegs, ...]:
    """Of an instance that knows its travel by estimates alone."""
    return tuple(EstimatedLegs(estimate, instance.places) for estimate in instance.estimates)
