"""Ask a road server for what is not known yet, in blocks that it allows, and put the answers together."""

import asyncio
from collections.abc import Awaitable, Coroutine, Sequence
from typing import Any, Final, Protocol, TypeVar

import httpx
import msgspec
import numpy as np
from numpy.typing import NDArray

from courier.planning.travel.model import FARTHEST_SNAP_M, Answer, Points
from routing.travel import great_circle_between_m

AT_ONCE: Final = 4
"""Requests under way at a time: the server answers others too."""
MOST_BYTES: Final = 64 * 2**20
"""Of one answer: a block of 10,000 pairs takes one or two megabytes."""
LONGEST_S: Final = 10_000_000.0
"""A figure past it, or below 0, is no answer."""

Result = TypeVar("Result")


class RoadsUnavailable(Exception):
    """The road server does not answer, or not as its protocol has it."""


class RoadClient(Protocol):
    """One server's protocol. Each raises `RoadsUnavailable`."""

    side: int
    """The greatest square block."""

    def most_columns(self, rows: int) -> int: ...
    async def data_version(self, _at: Points, /) -> str: ...
    async def snaps(self, points: Points) -> Points: ...
    async def table(self, sources: Points, destinations: Points) -> tuple[NDArray[np.float64], NDArray[np.float64]]: ...


class Server:
    """The HTTP of a road server: status and body, whatever they are."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def get(self, url: str) -> tuple[int, bytes]:
        return await self._send(self._http.build_request("GET", url))

    async def post(self, url: str, body: object) -> tuple[int, bytes]:
        headers = {"content-type": "application/json"}
        return await self._send(
            self._http.build_request("POST", url, content=msgspec.json.encode(body), headers=headers)
        )

    async def _send(self, request: httpx.Request) -> tuple[int, bytes]:
        """Raises `RoadsUnavailable` where nothing, not all, or too much comes."""
        try:
            answer = await self._http.send(request, stream=True)
            try:
                body = bytearray()
                async for part in answer.aiter_bytes():
                    body += part
                    if len(body) > MOST_BYTES:
                        raise RoadsUnavailable("its answer is too long")
            finally:
                await answer.aclose()
        except httpx.HTTPError as error:
            raise RoadsUnavailable(f"{type(error).__name__} {error}") from error
        return answer.status_code, bytes(body)


async def complete(client: RoadClient, points: Points, known: Answer, is_known: NDArray[np.bool_]) -> Answer:
    """The whole answer over `points`, of which those `is_known` marks are known among themselves.

    New ones alone are asked for: from them to all, and from all others to them. Places that lie too far from every
    road are not asked for at all, and stay without a way. Raises `RoadsUnavailable`.
    """
    new = np.flatnonzero(~is_known)
    seconds, metres, snaps_m = known.seconds.copy(), known.metres.copy(), known.snaps_m.copy()
    parts = [new[first : first + client.side] for first in range(0, len(new), client.side)]
    on_roads = await _together([client.snaps(points[part]) for part in parts])
    for part, put in zip(parts, on_roads, strict=True):
        snaps_m[part] = _apart_m(points[part], put)
    near = snaps_m <= FARTHEST_SNAP_M  # False for NaN
    asked, others = np.flatnonzero(near & ~is_known), np.flatnonzero(near & is_known)
    blocks = [
        (rows, columns)
        for sources, targets in ((asked, np.concatenate([asked, others])), (others, asked))
        for rows in _cut(sources, client.side)
        for columns in _cut(targets, client.most_columns(len(rows)))
    ]
    answers = await _together([client.table(points[rows], points[columns]) for rows, columns in blocks])
    for (rows, columns), (block_s, block_m) in zip(blocks, answers, strict=True):
        seconds[np.ix_(rows, columns)] = block_s
        metres[np.ix_(rows, columns)] = block_m
    return Answer(seconds, metres, snaps_m)


def as_table(rows: Sequence[Sequence[float | None]] | None, shape: tuple[int, int]) -> NDArray[np.float64]:
    """JSON's rows as an array, null as NaN. Raises `RoadsUnavailable` where they are not of that shape, or absurd."""
    if rows is None or len(rows) != shape[0] or any(len(row) != shape[1] for row in rows):
        raise RoadsUnavailable(f"a table is not of {shape[0]} × {shape[1]} figures")
    table = np.array(rows, dtype=np.float64).reshape(shape)
    if np.any(table < 0) or np.any(table > LONGEST_S) or np.any(np.isinf(table)):
        raise RoadsUnavailable("a table holds figures that nothing rides")
    return table


def _cut(of: NDArray[np.intp], side: int) -> list[NDArray[np.intp]]:
    return [of[first : first + side] for first in range(0, len(of), side)]


def _apart_m(points: Points, put: Points) -> NDArray[np.float64]:
    return great_circle_between_m(points, put)


async def _together(tasks: Sequence[Coroutine[Any, Any, Result]]) -> list[Result]:
    """All of them, a few at a time; the first that fails ends the others."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def in_turn(task: Awaitable[Result]) -> Result:
        async with turns:
            return await task

    running = [asyncio.ensure_future(in_turn(task)) for task in tasks]
    try:
        return await asyncio.gather(*running)
    finally:
        for one in running:
            one.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        for task in tasks:
            task.close()
