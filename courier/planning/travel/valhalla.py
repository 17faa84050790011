"""Valhalla's matrix service over HTTP: `/sources_to_targets`, `/locate` and `/status`.

Protocol: https://valhalla.github.io/valhalla/api/matrix/api-reference/ (seconds, kilometres, null without a way).
"""

from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from courier.planning.travel.ask import RoadsUnavailable, Server, as_table
from courier.planning.travel.model import Points, RoadServer


class Valhalla:
    """One Valhalla server, through an HTTP client that is the caller's."""

    def __init__(self, server: RoadServer, http: Server) -> None:
        self._server = server
        self._http = http
        self.side = server.limit

    def most_columns(self, rows: int) -> int:
        """Its limit is one of pairs."""
        return max(1, self.side**2 // rows)

    async def data_version(self, _at: Points) -> str:
        """When its tiles were made; the same wherever it is asked."""
        status = _read(await self._http.get(f"{self._server.url}/status"), _Status)
        return str(status.tileset_last_modified or self._server.data_version)

    async def snaps(self, points: Points) -> Points:
        """Where each point was put on a road, the nearest one; NaN where there is none."""
        found: list[tuple[float, float]] = []
        for first in range(0, len(points), _LOCATED_AT_ONCE):
            asked = points[first : first + _LOCATED_AT_ONCE]
            body = {"locations": _locations(asked), "costing": self._server.profile, "verbose": False}
            located = _read(await self._http.post(f"{self._server.url}/locate", body), list[_Located])
            if len(located) != len(asked):
                raise RoadsUnavailable("not every place asked was located")
            found += [_nearest(place, *point) for place, point in zip(located, asked.tolist(), strict=True)]
        return np.array(found).reshape(-1, 2)

    async def table(self, sources: Points, destinations: Points) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Seconds and metres, shape (sources, destinations); see `most_columns`."""
        body = {
            "sources": _locations(sources),
            "targets": _locations(destinations),
            "costing": self._server.profile,
            "units": "kilometers",
        }
        found = _read(await self._http.post(f"{self._server.url}/sources_to_targets", body), _Matrix)
        if found.units not in ("kilometers", "km"):
            raise RoadsUnavailable(f"distances come in {found.units}")
        shape = (len(sources), len(destinations))
        rows = found.sources_to_targets
        seconds = as_table([[cell.time for cell in row] for row in rows], shape)
        metres = as_table([[cell.distance for cell in row] for row in rows], shape) * 1_000
        return seconds, metres


class _Status(msgspec.Struct):
    tileset_last_modified: int | None = None


class _Edge(msgspec.Struct):
    correlated_lat: float
    correlated_lon: float


class _Located(msgspec.Struct):
    edges: list[_Edge] | None = None


class _Cell(msgspec.Struct):
    time: float | None
    distance: float | None


class _Matrix(msgspec.Struct):
    sources_to_targets: list[list[_Cell]]
    units: str = "kilometers"


class _Refusal(msgspec.Struct):
    error_code: int | None = None
    error: str = ""


_LOCATED_AT_ONCE: Final = 20


def _locations(points: Points) -> list[dict[str, float]]:
    return [{"lat": round(lat, 6), "lon": round(lon, 6)} for lon, lat in points.tolist()]


def _nearest(place: _Located, lon: float, lat: float) -> tuple[float, float]:
    """The nearest of the roads found; degrees suffice to tell which."""
    if not place.edges:
        return (np.nan, np.nan)
    edges = [(edge.correlated_lon, edge.correlated_lat) for edge in place.edges]
    return min(edges, key=lambda at: (at[0] - lon) ** 2 + (at[1] - lat) ** 2)


def _read(answer: tuple[int, bytes], shape: Any) -> Any:
    status, body = answer
    try:
        if status != 200:
            refusal = msgspec.json.decode(body, type=_Refusal)
            raise RoadsUnavailable(f"HTTP {status}, error {refusal.error_code}: {refusal.error}")
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RoadsUnavailable(f"HTTP {status}, not an answer of Valhalla's: {error}") from error
