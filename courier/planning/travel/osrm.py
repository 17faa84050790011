"""OSRM's table service over HTTP: `/table/v1/{profile}/{coordinates}` and `/nearest`, API 5.20 and later.

Protocol: https://project-osrm.org/docs/v5.24.0/api/ (durations in seconds, distances in metres, null without a way).
"""

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from courier.planning.travel.ask import RoadsUnavailable, Server, as_table
from courier.planning.travel.model import Points, RoadServer


class Osrm:
    """One OSRM server, through an HTTP client that is the caller's."""

    def __init__(self, server: RoadServer, http: Server) -> None:
        self._server = server
        self._http = http
        self.side = max(1, server.limit // 2)

    def most_columns(self, rows: int) -> int:
        """Sources and destinations both count towards its limit."""
        return max(1, self._server.limit - rows)

    async def data_version(self, at: Points) -> str:
        """Which roads it knows, where it says so; asked at one place."""
        found = await self._get("nearest", at[:1], "number=1")
        return found.data_version or self._server.data_version

    async def snaps(self, points: Points) -> Points:
        """Where each point was put on a road; NaN where there is none. At most `side` points."""
        try:
            found = await self._table(points, "destinations=0&annotations=duration")
        except _NoSegment:
            if len(points) == 1:
                return np.full((1, 2), np.nan)
            half = len(points) // 2
            return np.concatenate([await self.snaps(points[:half]), await self.snaps(points[half:])])
        if found.sources is None or len(found.sources) != len(points):
            raise RoadsUnavailable("the table does not say where its sources were put")
        return np.array([(np.nan, np.nan) if point is None else point.location for point in found.sources])

    async def table(self, sources: Points, destinations: Points) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Seconds and metres, shape (sources, destinations); see `most_columns`."""
        first = ";".join(map(str, range(len(sources))))
        then = ";".join(map(str, range(len(sources), len(sources) + len(destinations))))
        asked = f"sources={first}&destinations={then}&annotations=duration,distance"
        found = await self._table(np.concatenate([sources, destinations]), asked)
        shape = (len(sources), len(destinations))
        return as_table(found.durations, shape), as_table(found.distances, shape)

    async def _table(self, points: Points, options: str) -> "_Table":
        return await self._get("table", points, f"{options}&generate_hints=false")

    async def _get(self, service: str, points: Points, options: str) -> "_Table":
        coordinates = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in points.tolist())
        url = f"{self._server.url}/{service}/v1/{self._server.profile}/{coordinates}?{options}"
        status, body = await self._http.get(url)
        try:
            found = msgspec.json.decode(body, type=_Table)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise RoadsUnavailable(f"HTTP {status}, not an answer of OSRM's: {error}") from error
        if found.code == _NO_SEGMENT:
            raise _NoSegment(found.message)
        if status != 200 or found.code != "Ok":
            raise RoadsUnavailable(f"HTTP {status} {found.code}: {found.message}")
        return found


class _Waypoint(msgspec.Struct):
    location: tuple[float, float]


class _Table(msgspec.Struct):
    """What either service answers, as far as it is read."""

    code: str
    message: str | None = ""
    durations: list[list[float | None]] | None = None
    distances: list[list[float | None]] | None = None
    sources: list[_Waypoint | None] | None = None
    data_version: str = ""


class _NoSegment(RoadsUnavailable):
    """One of the points asked lies near no road at all."""


_NO_SEGMENT: Final = "NoSegment"
