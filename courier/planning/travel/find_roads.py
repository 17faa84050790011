"""Find the travel between an office's places of a day: what is known, the rest asked, by estimate where nobody answers.

A plan rests on one provider's figures (DESIGN 8): where the road server fails half-way, what it said so far is dropped.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from time import monotonic
from typing import Final
from uuid import UUID

import httpx
import numpy as np
import structlog

from courier.database import Connection, Executor, Pool, in_transaction
from courier.errors import CourierError
from courier.planning.day import Day
from courier.planning.model import RoadFallback, TravelQuality
from courier.planning.travel.ask import RoadClient, RoadsUnavailable, Server, complete
from courier.planning.travel.estimate import fill_in
from courier.planning.travel.known import Known, keys_of, nothing, pack, unpack
from courier.planning.travel.model import (
    Points,
    Roads,
    RoadServer,
    estimated,
    read_road_server,
)
from courier.planning.travel.osrm import Osrm
from courier.planning.travel.statements import FORGET_ROADS, KEEP_ROADS, ROADS_KNOWN
from courier.planning.travel.valhalla import Valhalla

ANSWER_WITHIN_S: Final = 5.0
"""One request."""
WHOLE_WITHIN_S: Final = 30.0
"""All of them together: past it the plan does not wait any longer."""
LEFT_ALONE_S: Final = 60.0
"""How long a server that failed is not asked again, so that each plan does not wait for it anew."""
MOST_PLACES: Final = 2_000
"""Four million pairs; a day of more is estimated."""
REMEMBERED: Final = 16
"""Offices' days kept in memory, the last used."""
ANYWHERE: Final = "*"
"""Stands for every province that is not named."""

_log = structlog.get_logger("courier.travel")
_Key = tuple[UUID, object, str]


class RoadFinder:
    """The operator's road servers, by province, and what they said. One for a process; `http` is the caller's."""

    def __init__(self, servers: Mapping[str, str] | None = None, http: httpx.AsyncClient | None = None) -> None:
        """Raises ValueError where a text names no road server."""
        self._servers = {province: read_road_server(text) for province, text in (servers or {}).items()}
        self._http = http or (httpx.AsyncClient(timeout=ANSWER_WITHIN_S, trust_env=False) if servers else None)
        self._memory: OrderedDict[_Key, tuple[str, Known]] = OrderedDict()
        self._left_alone_until: dict[str, float] = {}

    async def close(self) -> None:
        if self._http is not None:
            await self._http.aclose()

    @property
    def asks(self) -> bool:
        """Whether there is any road server."""
        return bool(self._servers)

    async def find(self, pool: Pool, day: Day) -> Roads:
        """Roads over all places of the day. Asks over the network: call it in no transaction."""
        server = self._server_of(day)
        if server is None:
            return estimated(len(day.places), day.circuity)
        if len(day.places) > MOST_PLACES:
            return estimated(len(day.places), day.circuity, "too_many_places")
        if monotonic() < self._left_alone_until.get(server.name, 0.0):
            return await self._without_asking(pool, day, server, "server_down")
        try:
            async with asyncio.timeout(WHOLE_WITHIN_S):
                version, known = await self._ask(pool, day, server)
        except (RoadsUnavailable, TimeoutError) as error:
            _log.warning("road_server_down", server=server.name, office_id=str(day.office_id), error=str(error))
            self._left_alone_until[server.name] = monotonic() + LEFT_ALONE_S
            return await self._without_asking(pool, day, server, "server_down")
        return _roads(day, server, version, known)

    async def recall(self, connection: Executor, day: Day) -> Roads:
        """What is known of the day's places; nobody is asked, so that a transaction may wait for it."""
        server = self._server_of(day)
        if server is None:
            return estimated(len(day.places), day.circuity)
        return await self._without_asking(connection, day, server, "not_asked")

    async def _without_asking(self, connection: Executor, day: Day, server: RoadServer, why: RoadFallback) -> Roads:
        """The roads that are known, places not known measured by them; all by estimate where half are not known."""
        points = _points(day)
        version, known = self._memory.get(_key(day, server), ("", None))
        if known is None or not known.covers(points):
            row = await ROADS_KNOWN.one(connection, day.office_id, server.name, day.on_date)
            if row is not None:
                version, known = row.data_version, unpack(row.points, row.travel)
        if known is None or 2 * known.count_of(points) < len(points):
            return estimated(len(day.places), day.circuity, why)
        self._remember(day, server, version, known)
        return _roads(day, server, version, known, None if known.covers(points) and why == "not_asked" else why)

    async def _ask(self, pool: Pool, day: Day, server: RoadServer) -> tuple[str, Known]:
        """What is known after asking. Raises `RoadsUnavailable`."""
        points = _points(day)
        if self._http is None:
            raise RoadsUnavailable("there is no way to ask")
        client = _client(server, Server(self._http))
        version = await client.data_version(points[[_home(day)]])
        before_version, before = self._memory.get(_key(day, server), ("", None))
        if before is None or before_version != version:
            row = await ROADS_KNOWN.one(pool, day.office_id, server.name, day.on_date)
            is_of_these_roads = row is not None and row.data_version == version
            before = unpack(row.points, row.travel) if row is not None and is_of_these_roads else None
        known = await _completed(client, points, before)
        if known is not before:
            with suppress(CourierError):  # not kept: it is asked again
                await in_transaction(pool, lambda connection: _keep(connection, day, server, version, known))
        self._remember(day, server, version, known)
        return version, known

    def _server_of(self, day: Day) -> RoadServer | None:
        return self._servers.get(day.province_code) or self._servers.get(ANYWHERE)

    def _remember(self, day: Day, server: RoadServer, version: str, known: Known) -> None:
        self._memory[_key(day, server)] = (version, known)
        self._memory.move_to_end(_key(day, server))
        while len(self._memory) > REMEMBERED:
            self._memory.popitem(last=False)


async def _completed(client: RoadClient, points: Points, before: Known | None) -> Known:
    """What was known, where that is enough; else everything about these points and no others."""
    if before is not None and before.covers(points):
        return before
    keys = list(dict.fromkeys(keys_of(points)))
    each_once = np.array(keys, dtype=np.float64).reshape(-1, 2) / 1_000_000
    found, is_known = (before or Known([], nothing(0))).of(each_once)
    return Known(keys, await complete(client, each_once, found, is_known))


async def _keep(connection: Connection, day: Day, server: RoadServer, version: str, known: Known) -> None:
    points, travel = pack(known)
    await KEEP_ROADS.run(connection, day.office_id, server.name, day.on_date, version, points, travel)
    await FORGET_ROADS.run(connection, day.office_id, day.on_date)


def _roads(day: Day, server: RoadServer, version: str, known: Known, fallback: RoadFallback | None = None) -> Roads:
    points = _points(day)
    answer, _ = known.of(points)
    quality = TravelQuality(
        provider=server.kind, is_estimated=False, places=len(points), data_version=version, fallback=fallback
    )
    ids = [str(place.party_id) for place in day.places]
    return fill_in(ids, points, _home(day), answer, quality, day.circuity)


def _client(server: RoadServer, http: Server) -> RoadClient:
    return Osrm(server, http) if server.kind == "osrm" else Valhalla(server, http)


def _points(day: Day) -> Points:
    return np.array([(place.lon, place.lat) for place in day.places], dtype=np.float64).reshape(-1, 2)


def _home(day: Day) -> int:
    """The office's row; the first where its place is not known."""
    return next((row for row, place in enumerate(day.places) if place.party_id == day.office_id), 0)


def _key(day: Day, server: RoadServer) -> _Key:
    return (day.office_id, day.on_date, server.name)


NO_ROADS: Final = RoadFinder()
"""Where the operator runs no road server: everything is estimated."""
