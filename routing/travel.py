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
    lon, lat = np.radians([[place.lon, place.lat] for place in places]).T
    half_chord_squared = (
        np.sin((lat[:, None] - lat) / 2) ** 2
        + np.cos(lat)[:, None] * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    )
    distance_m: NDArray[np.float64] = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(half_chord_squared.clip(0.0, 1.0)))
    return distance_m
