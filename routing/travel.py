"""Travel between places by estimate: great-circle distance, a detour factor and a mean speed.

No road network stands behind these figures: against roads the median error is 10 %, the 95th percentile 35-48 %.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from routing.instance import Place, TravelMatrix

EARTH_RADIUS_M = 6_371_008.8  # mean radius R1 of the WGS 84 ellipsoid (IUGG)
CIRCUITY = 1.4  # road over straight-line distance; 1.35 in towns, 1.7 in mountains (estimates)


def estimate_travel(
    places: Sequence[Place], *, profile: str, speed_kmh: float, circuity: float = CIRCUITY
) -> TravelMatrix:
    """Matrices of shape (places, places) for a profile that rides at `speed_kmh`, stops included."""
    distance_m = great_circle_m(places) * circuity
    travel_s = distance_m * 3.6 / speed_kmh
    return TravelMatrix(
        profile=profile,
        provider="great_circle",
        is_estimated=True,
        travel_s=np.rint(travel_s).astype(np.int32),
        distance_m=np.rint(distance_m).astype(np.int32),
    )


def great_circle_m(places: Sequence[Place]) -> NDArray[np.float64]:
    """Great-circle distances in metres between all places by the haversine formula, float64 (places, places)."""
    points = np.array([[place.lon, place.lat] for place in places]).reshape(-1, 2)
    return great_circle_between_m(points[:, None, :], points[None, :, :])


def great_circle_between_m(here: NDArray[np.float64], there: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same between points that broadcast: lon, lat in degrees along the last axis, which the answer lacks."""
    lon, lat = np.moveaxis(np.radians(here), -1, 0)
    to_lon, to_lat = np.moveaxis(np.radians(there), -1, 0)
    half_chord_squared = (
        np.sin((lat - to_lat) / 2) ** 2 + np.cos(lat) * np.cos(to_lat) * np.sin((lon - to_lon) / 2) ** 2
    )
    distance_m: NDArray[np.float64] = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(half_chord_squared.clip(0.0, 1.0)))
    return distance_m
