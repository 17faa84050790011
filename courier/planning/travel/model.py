"""The nouns of travel: a road server, the roads between a day's places, and on what they rest. Pure."""

from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple
from urllib.parse import parse_qs, urlsplit, urlunsplit

import msgspec
import numpy as np
from numpy.typing import NDArray

from courier.planning.model import RoadFallback, TravelQuality
from courier.planning.vehicles import profile_of
from routing.instance import Place, TravelMatrix
from routing.travel import CIRCUITY, estimate_travel

Points = NDArray[np.float64]
"""Shape (places, 2): lon, lat in degrees."""

FARTHEST_SNAP_M: Final = 300.0
"""A place farther from every road is not the server's to speak of: the road it finds may lie across a river."""
UNREACHABLE_S: Final = 86_400
"""What takes longer than any shift: a pair without a way between them."""
PLAIN_SPEED_KMH: Final = 25.0
"""The speed of a shift at which a road server's times are ridden as they are; half of it takes twice as long."""
LIMITS: Final = {"osrm": 100, "valhalla": 50}
"""As the servers come: 100 coordinates in a request; 2,500 pairs, that is 50 × 50."""


class RoadServer(msgspec.Struct, frozen=True):
    """A road server as the operator named it: `osrm+http://127.0.0.1:5000/driving?limit=100&data=2026-11`.

    `profile` is OSRM's profile or Valhalla's costing. `limit` is OSRM's coordinates in a request, or the side of
    Valhalla's greatest matrix. `data_version` stands for the roads it knows where it does not say so itself.
    """

    kind: Literal["osrm", "valhalla"]
    url: str
    """Without a final slash."""
    profile: str
    limit: int
    data_version: str = ""

    @property
    def name(self) -> str:
        """What tells its answers from another server's."""
        return f"{self.kind} {self.url} {self.profile}"[:300]


def read_road_server(text: str) -> RoadServer:
    """Raises ValueError where the text names no road server."""
    parts = urlsplit(text)
    kind, _, scheme = parts.scheme.partition("+")
    base, _, profile = parts.path.rstrip("/").rpartition("/")
    options = {name: values[0] for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
    is_named = kind in LIMITS and scheme in ("http", "https") and parts.hostname and profile
    if not is_named or parts.fragment or set(options) - {"limit", "data"}:
        raise ValueError(text)
    limit = int(options.get("limit", LIMITS[kind]))
    if not 2 <= limit <= 10_000:
        raise ValueError(text)
    return RoadServer(
        kind="osrm" if kind == "osrm" else "valhalla",
        url=urlunsplit((scheme, parts.netloc, base, "", "")),
        profile=profile,
        limit=limit,
        data_version=options.get("data", "")[:100],
    )


class Answer(NamedTuple):
    """What a road server said of points asked: NaN where it knows no way, or no road near."""

    seconds: NDArray[np.float64]
    metres: NDArray[np.float64]
    """Both of shape (points, points), row = from."""
    snaps_m: NDArray[np.float64]
    """How far each lies from the road it was put on."""


class Roads(msgspec.Struct, frozen=True, eq=False):
    """Travel between a day's places, whoever rides. Without `answer` it is estimated for those that are asked for."""

    quality: TravelQuality
    index: dict[str, int] = {}
    """Of each place's id."""
    travel_s: NDArray[np.int32] | None = None
    distance_m: NDArray[np.int32] | None = None

    def matrices(self, places: Sequence[Place], speeds_kmh: Iterable[float]) -> tuple[TravelMatrix, ...]:
        """One matrix a speed, of one provider, over `places`; by estimate where one of them is not known here."""
        if self.travel_s is None or self.distance_m is None or any(place.id not in self.index for place in places):
            circuity = self.quality.circuity or CIRCUITY
            return tuple(
                estimate_travel(places, profile=profile_of(speed), speed_kmh=speed, circuity=circuity)
                for speed in speeds_kmh
            )
        at = np.array([self.index[place.id] for place in places], dtype=np.intp)
        travel_s, distance_m = self.travel_s[np.ix_(at, at)], self.distance_m[np.ix_(at, at)]
        return tuple(
            TravelMatrix(
                profile=profile_of(speed),
                provider=self.quality.provider,
                is_estimated=False,
                travel_s=np.minimum(np.rint(travel_s * (PLAIN_SPEED_KMH / speed)), UNREACHABLE_S).astype(np.int32),
                distance_m=distance_m,
            )
            for speed in speeds_kmh
        )


def estimated(places: int, circuity: float, fallback: RoadFallback | None = None) -> Roads:
    """Great circles and a detour, for want of roads."""
    quality = TravelQuality(
        provider="great_circle", is_estimated=True, places=places, circuity=circuity, fallback=fallback
    )
    return Roads(quality)
