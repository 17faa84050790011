"""How many requests a process works on at once, and who goes first: phones' acts ahead of everything that only reads.

Each lane's queue is bounded: what no longer fits is answered 503 with Retry-After at once, before its body is read.
A request takes its place only once it has come whole and gives it back before its answer goes out: who sends or reads
slowly keeps nobody waiting. What is coming in is bounded in number, bytes and time.
A phone keeps what it could not send; nothing it was told is saved is in these queues.
"""

import asyncio
import os
import random
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, Literal

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, ReceiveMessage, Scope, Send

from api.joined_uploads import AT_ONCE
from api.metrics import Metrics
from api.problems import MEDIA_TYPE, describe
from courier.errors import Overloaded
from mobile_contract.sync import LARGEST_BATCH_BYTES

Lane = Literal["custody", "rest"]

KEPT_FOR_READS: Final = 2
"""Places that acts never take, so that no page stands still while phones sync."""
AT_ONCE_A_CORE: Final = 4
"""Transactions of acts at once: enough to share one flush to disk, more only take each other's caches and cores."""
JOINING_A_CORE: Final = 12
"""Batches in work beyond that: they hold no connection of their own, but are kept together with others."""
CUSTODY_WAITING: Final = 96
"""Batches waiting at most: some seconds' work, less than a phone waits for an answer."""
REST_WAITING: Final = 256
COMING_IN: Final = 512
"""Requests of a lane whose bytes are still on their way; they hold no place."""
GIVES_WAY_AFTER_S: Final = 10.0
"""So long a request may be on its way undisturbed; where there are too many, the oldest older than that is refused."""
PATIENCE_S: Final = 30.0
SLOWEST_BYTES_A_S: Final = 4_096
"""A body has that time, and a second more for each so many bytes that have come: less is no network, but dawdling."""
BYTES_IN: Final = 64 * 1_048_576
"""Memory that bodies may take, on their way or whole, until they are answered; past it the next are read in a place."""
READ_AHEAD: Final[dict[Lane, int]] = {"custody": LARGEST_BATCH_BYTES, "rest": 4_194_304}
"""How much of a body is waited for; a larger one is read on in a place: a list of orders, whole boundaries."""
RETRY_FROM_S, RETRY_TO_S = 2, 10
"""Spread, so that those refused together do not come back together."""
_UNBOUNDED: Final = ("/health/", "/metrics", "/static/")
_STREAM: Final = "/stream"
_WITHOUT_BODY: Final = frozenset({"GET", "HEAD", "OPTIONS", "DELETE"})

_FULL: Final = (
    "Máy chủ đang nhận quá nhiều yêu cầu; dữ liệu trên máy quý vị còn nguyên, hãy gửi lại sau ít giây",
    "The server has too many requests now; what is on your device is safe, send it again in some seconds",
)
_SLOW: Final = (
    "Dữ liệu gửi lên quá chậm; dữ liệu trên máy quý vị còn nguyên, hãy gửi lại khi mạng tốt hơn",
    "What was sent came too slowly; what is on your device is safe, send it again over a better network",
)


class _Body:
    """What has come of a request's body, and when the rest must be here."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._began = asyncio.get_running_loop().time()
        self._told: deque[ReceiveMessage] = deque()
        self.size = 0
        self.goes_on = True

    @property
    def age_s(self) -> float:
        return asyncio.get_running_loop().time() - self._began

    @property
    def due_at(self) -> float:
        """By the loop's clock."""
        return self._began + PATIENCE_S + self.size / SLOWEST_BYTES_A_S

    async def read_ahead(self) -> int:
        """One more message, kept for whoever reads the body later; its bytes."""
        message = await self._next()
        self._told.append(message)
        return len(message["body"]) if message["type"] == "http.request" else 0

    async def tell(self) -> ReceiveMessage:
        """As the server tells the application. Raises `Overloaded` where the body does not come on."""
        if self._told:
            return self._told.popleft()
        if not self.goes_on:
            return await self._receive()  # only that the reader has gone
        try:
            async with asyncio.timeout_at(self.due_at):
                return await self._next()
        except TimeoutError as late:
            raise Overloaded(*_SLOW) from late

    async def _next(self) -> ReceiveMessage:
        message = await self._receive()
        self.goes_on = message["type"] == "http.request" and message.get("more_body", False)
        if message["type"] == "http.request":
            self.size += len(message.get("body", b""))
        return message


class Lanes:
    """An ASGI application around the service's own, inside the shell."""

    def __init__(self, app: ASGIApp, places: int, metrics: Metrics | None = None, *, joining: int = 0) -> None:
        self._app = app
        self._most: dict[Lane, int] = {
            "custody": _transactions(places) + joining,
            "rest": max(KEPT_FOR_READS, places // 2),
        }
        self._places = places + joining
        self._queue_most: dict[Lane, int] = {"custody": CUSTODY_WAITING, "rest": REST_WAITING}
        self._running: dict[Lane, int] = {"custody": 0, "rest": 0}
        self._waiting: dict[Lane, deque[asyncio.Future[None]]] = {"custody": deque(), "rest": deque()}
        self._coming_in: dict[Lane, dict[_Body, asyncio.Timeout]] = {"custody": {}, "rest": {}}
        self._bytes_in = 0
        if metrics is not None:
            metrics.watch("courier_custody_waiting", "Batches of acts waiting", lambda: self.waiting("custody"))
            metrics.watch("courier_rest_waiting", "Other requests waiting", lambda: self.waiting("rest"))

    def waiting(self, lane: Lane) -> int:
        """How many wait in this lane now."""
        return len(self._waiting[lane])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        lane = lane_of(scope)
        if lane is None:
            await self._app(scope, receive, send)
        elif self._is_full(lane):
            await _refuse(scope, send)
        elif scope.get("method") in _WITHOUT_BODY:
            await self._work(lane, scope, receive, send)
        elif not self._may_come_in(lane):
            await _refuse(scope, send)
        else:
            await self._work_on_whole(lane, scope, receive, send)

    async def _work_on_whole(self, lane: Lane, scope: Scope, receive: Receive, send: Send) -> None:
        """Once all of the body has come, or more of it than is waited for."""
        body = _Body(receive)
        ahead = 0

        def count(more: int) -> None:
            nonlocal ahead
            ahead += more
            self._bytes_in += more

        try:
            if not await self._take_in(lane, body, count):
                await _refuse(scope, send, _SLOW)
            elif self._is_full(lane):
                await _refuse(scope, send)
            else:
                await self._work(lane, scope, body.tell, send)
        finally:
            count(-ahead)

    async def _work(self, lane: Lane, scope: Scope, receive: Receive, send: Send) -> None:
        await self._enter(lane)
        is_in = True

        async def leave_and_send(message: Message) -> None:
            """What follows the last of the answer is its way to the reader, however slow."""
            nonlocal is_in
            if is_in and message["type"] == "http.response.body" and not message.get("more_body", False):
                is_in = False
                self._leave(lane)
            await send(message)

        try:
            await self._app(scope, receive, leave_and_send)
        finally:
            if is_in:
                self._leave(lane)

    async def _take_in(self, lane: Lane, body: _Body, count: Callable[[int], None]) -> bool:
        """Read until the body is whole or larger than is waited for; False where it comes too slowly."""
        try:
            async with asyncio.timeout_at(body.due_at) as patience:
                self._coming_in[lane][body] = patience
                while body.goes_on and body.size <= READ_AHEAD[lane] and self._bytes_in <= BYTES_IN:
                    count(await body.read_ahead())
                    if body in self._coming_in[lane] and not patience.expired():
                        patience.reschedule(body.due_at)
        except TimeoutError:
            return False
        finally:
            self._coming_in[lane].pop(body, None)
        return True

    def _is_full(self, lane: Lane) -> bool:
        return not self._has_room(lane) and self.waiting(lane) >= self._queue_most[lane]

    def _may_come_in(self, lane: Lane) -> bool:
        """Whether another may send its body; where too many do, the oldest gives way once it has had its time."""
        coming = self._coming_in[lane]
        if len(coming) < COMING_IN:
            return True
        oldest = next(iter(coming))
        if oldest.age_s < GIVES_WAY_AFTER_S:
            return False
        patience = coming.pop(oldest)
        if not patience.expired():
            patience.reschedule(asyncio.get_running_loop().time())
        return True

    def _has_room(self, lane: Lane) -> bool:
        return self._running[lane] < self._most[lane] and sum(self._running.values()) < self._places

    async def _enter(self, lane: Lane) -> None:
        if self._has_room(lane) and not self._waiting[lane]:
            self._running[lane] += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[lane].append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._leave(lane)
            raise

    def _leave(self, lane: Lane) -> None:
        self._running[lane] -= 1
        while (following := self._next_lane()) is not None:
            turn = self._waiting[following].popleft()
            if not turn.done():
                self._running[following] += 1
                turn.set_result(None)

    def _next_lane(self) -> Lane | None:
        lanes: Sequence[Lane] = ("custody", "rest")
        return next((lane for lane in lanes if self._waiting[lane] and self._has_room(lane)), None)


def transactions_of_acts(places: int) -> tuple[int, int]:
    """How many transactions of acts may be under way with so many connections: of uploads joined, of one each."""
    most = _transactions(places)
    joined = max(1, min(AT_ONCE, most // 2))
    return joined, max(1, most - joined)


def joining() -> int:
    """How many uploads of this machine's may be in work beyond those transactions."""
    return JOINING_A_CORE * (os.cpu_count() or 1)


def _transactions(places: int) -> int:
    return max(1, min(places - KEPT_FOR_READS, AT_ONCE_A_CORE * (os.cpu_count() or 1)))


def lane_of(scope: Scope) -> Lane | None:
    """None for what is never held up: health, figures, built files, and live views, which stay for hours."""
    if scope["type"] != ScopeType.HTTP:
        return None
    path = scope["path"]
    if path.startswith(_UNBOUNDED) or path.endswith(_STREAM):
        return None
    is_sync = scope.get("method") == "POST" and path.startswith("/api/v1/") and path.endswith(("/events", "/token"))
    return "custody" if is_sync else "rest"


async def _refuse(scope: Scope, send: Send, why: tuple[str, str] = _FULL) -> None:
    """The service's own 503, made without reading what was sent."""
    scope["state"]["is_refused"] = True
    problem = describe(Overloaded(*why), scope["state"]["request_id"])
    body = msgspec.json.encode(problem)
    headers = [
        (b"content-type", MEDIA_TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"retry-after", str(random.randint(RETRY_FROM_S, RETRY_TO_S)).encode()),
    ]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
