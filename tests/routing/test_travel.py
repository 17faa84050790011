"""Estimated travel against distances known by other means."""

import numpy as np
import pytest

from routing.instance import Place
from routing.travel import EARTH_RADIUS_M, estimate_travel, great_circle_m

HANOI = Place(id="hanoi", lon=105.8542, lat=21.0285)
DA_NANG = Place(id="da nang", lon=108.2022, lat=16.0544)


def test_a_degree_along_the_equator_and_a_quarter_meridian() -> None:
    points = [Place(id="a", lon=0, lat=0), Place(id="b", lon=1, lat=0), Place(id="pole", lon=77, lat=90)]
    distance = great_circle_m(points)
    assert distance[0, 1] == pytest.approx(EARTH_RADIUS_M * np.pi / 180)
    assert distance[0, 2] == pytest.approx(EARTH_RADIUS_M * np.pi / 2)


def test_opposite_points_are_half_the_earth_apart_and_no_rounding_breaks_it() -> None:
    points = [Place(id="a", lon=10, lat=33.3), Place(id="b", lon=-170, lat=-33.3)]
    assert great_circle_m(points)[0, 1] == pytest.approx(EARTH_RADIUS_M * np.pi)


def test_travel_is_distance_with_detour_at_mean_speed() -> None:
    matrix = estimate_travel([HANOI, DA_NANG], profile="motorbike", speed_kmh=28, circuity=1.4)
    # 605.917 km by the spherical law of cosines on the mean radius
    assert matrix.distance_m[0, 1] == pytest.approx(1.4 * 605_917, abs=2)
    assert matrix.travel_s[0, 1] == pytest.approx(matrix.distance_m[0, 1] / 28_000 * 3600, abs=1)
    assert (matrix.travel_s.dtype, matrix.travel_s.shape) == (np.int32, (2, 2))
    assert matrix.travel_s.diagonal().tolist() == [0, 0]
    assert matrix.is_estimated
