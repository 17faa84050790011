"""The hub of live views: reads what was committed, in order, and hands each event's bytes to its office's views.

One connection listens; a NOTIFY only wakes the hub, the table `change` tells what happened, so that nothing is lost
when a NOTIFY is. Nobody notifies inside a writing transaction (it would take a lock of the whole database): writers
`announce` after their commit, and at most one NOTIFY leaves every 20 ms, over a connection of the hub's own.
"""

import asyncio
import contextlib
import time
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Final
from uuid import UUID

import msgspec
import structlog

from courier.changes import CHANGES_AFTER, FIRST_OPEN_TRANSACTION, OFFICE_CHANGES_BETWEEN, Change, Place
from courier.database import Connection, Pool, open_connection

CHANNEL: Final = "courier_change"
NOTIFY_EVERY_S: Final = 0.02
REREAD_EVERY_S: Final = 2.0
"""How long news may take when its NOTIFY was lost."""
READ_AT_ONCE: Final = 500
REPLAYED_AT_MOST: Final = 1_000
"""A view that missed more is told to load afresh, which costs less."""
WAITING_AT_MOST: Final = 256
"""Events a slow view may leave unread before it is told to load afresh."""
HEARTBEAT_S: Final = 15.0
"""How often a silent stream says that it lives; shorter than proxies' patience."""
STREAM_LIFE_S: Final = 900.0
"""After this a stream ends and its browser comes again: who logged out or lost the role then sees no more."""

_HEARTBEAT: Final = b": \n\n"
_RELOAD: Final = b"event: reload\ndata: {}\n\n"


class LiveEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One change as a view receives it."""

    topic: str
    party_id: UUID | None
    facts: dict[str, object]
    at_ms: int


class Subscription:
    """One live view's unread events."""

    __slots__ = ("_news", "_waiting", "is_over")

    def __init__(self) -> None:
        self._waiting: deque[bytes] = deque()
        self._news = asyncio.Event()
        self.is_over = False
        """Told to reload, or the server is stopping: nothing more will come."""

    def put(self, data: bytes) -> None:
        """Add an event; a view that is too far behind gets one word, to load afresh, instead of all it missed."""
        if self.is_over:
            return
        if len(self._waiting) >= WAITING_AT_MOST:
            self._waiting.clear()
            self.end(_RELOAD)
            return
        self._waiting.append(data)
        self._news.set()

    def end(self, last_word: bytes = b"") -> None:
        """Nothing more after this."""
        self.is_over = True
        if last_word:
            self._waiting.append(last_word)
        self._news.set()

    async def take(self) -> bytes | None:
        """All that is unread in one piece, a heartbeat where there is nothing for a while, None at the end."""
        if not self._waiting and not self.is_over:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT_S):
                    await self._news.wait()
        self._news.clear()
        if not self._waiting:
            return None if self.is_over else _HEARTBEAT
        data = b"".join(self._waiting)
        self._waiting.clear()
        return data


class ChangeHub:
    """The live views of one process; `run` keeps it alive."""

    def __init__(self, dsn: str, pool: Pool) -> None:
        self._dsn = dsn
        self._pool = pool
        self._place: Place | None = None
        """All up to here has been handed out; None until first read."""
        self._views: dict[UUID, set[Subscription]] = defaultdict(set)
        self._woken = asyncio.Event()
        self._announced = asyncio.Event()
        self._started = asyncio.Event()

    @property
    def views(self) -> int:
        """How many live views are open."""
        return sum(len(views) for views in self._views.values())

    def announce(self) -> None:
        """Something was committed: every process reads the table within moments. Costs the writer nothing."""
        self._announced.set()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Read and hand out for as long as this lasts; then every view ends."""
        tasks = [asyncio.create_task(work()) for work in (self._listen, self._notify, self._hand_out)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._end_views()

    async def stream(self, office_id: UUID, last_event_id: str | None) -> AsyncGenerator[bytes, None]:
        """The events of one office as server-sent events, from after `last_event_id` where that can be read."""
        await self._started.wait()
        view = Subscription()
        self._views[office_id].add(view)
        here = self._place or Place(0, 0)
        try:
            for data in await self._missed(office_id, read_place(last_event_id), here):
                yield data
            ends_at = time.monotonic() + STREAM_LIFE_S
            while time.monotonic() < ends_at and (data_or_end := await view.take()) is not None:
                yield data_or_end
        finally:
            self._forget(office_id, view)

    async def _missed(self, office_id: UUID, since: Place | None, here: Place) -> list[bytes]:
        """What a returning view missed between its place and the hub's; what comes after reaches it live."""
        hello = f"retry: 1000\nid: {write_place(here)}\nevent: hello\ndata: {{}}\n\n".encode()
        if since is None or since >= here:
            return [hello]
        missed = await OFFICE_CHANGES_BETWEEN.all(
            self._pool, str(since.xid), since.change_id, str(here.xid), here.change_id, office_id, REPLAYED_AT_MOST + 1
        )
        if len(missed) > REPLAYED_AT_MOST:
            return [hello, _RELOAD]
        return [*(encode(change) for change in missed), hello]

    async def _listen(self) -> None:
        """Keep one connection listening; when it is lost, read the table at once and connect again."""
        while True:
            try:
                async with open_connection(self._dsn) as connection:
                    await self._listen_over(connection)
                _log.warning("listening_interrupted")
            except Exception as error:  # whatever it was, the hub lives on
                _log.warning("listening_interrupted", error=str(error))
            self._woken.set()
            await asyncio.sleep(_PAUSE_S)

    async def _listen_over(self, connection: Connection) -> None:
        lost = asyncio.Event()
        connection.add_termination_listener(lambda *_: lost.set())
        await connection.add_listener(CHANNEL, self._wake)
        self._woken.set()
        await lost.wait()

    async def _notify(self) -> None:
        """Tell all processes, at most once in 20 ms however many writers announce."""
        while True:
            try:
                async with open_connection(self._dsn) as connection:
                    await self._notify_over(connection)
            except Exception as error:  # whatever it was, the hub lives on
                _log.warning("notifying_interrupted", error=str(error))
                self._announced.set()
            await asyncio.sleep(_PAUSE_S)

    async def _notify_over(self, connection: Connection) -> None:
        while not connection.is_closed():
            await self._announced.wait()
            self._announced.clear()
            await connection.execute(f"NOTIFY {CHANNEL}")
            await asyncio.sleep(NOTIFY_EVERY_S)

    async def _hand_out(self) -> None:
        while True:
            self._woken.clear()
            try:
                while await self._read_on() == READ_AT_ONCE:
                    pass
            except Exception as error:  # whatever it was, the hub lives on
                _log.warning("reading_interrupted", error=str(error))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(REREAD_EVERY_S):  # wait_for may swallow a cancellation
                    await self._woken.wait()

    async def _read_on(self) -> int:
        """Hand out what came after the hub's place; how many rows that was."""
        if self._place is None:
            first = await FIRST_OPEN_TRANSACTION.one(self._pool)
            self._place = Place(first.xid if first else 0, 0)
            self._started.set()
        changes = await CHANGES_AFTER.all(self._pool, str(self._place.xid), self._place.change_id, READ_AT_ONCE)
        for change in changes:
            self._place = change.place
            if views := self._views.get(change.office_id):
                data = encode(change)
                for view in views:
                    view.put(data)
        return len(changes)

    def _wake(self, *_notification: object) -> None:
        self._woken.set()

    def _forget(self, office_id: UUID, view: Subscription) -> None:
        self._views[office_id].discard(view)
        if not self._views[office_id]:
            del self._views[office_id]

    def _end_views(self) -> None:
        for views in self._views.values():
            for view in views:
                view.end()


def encode(change: Change) -> bytes:
    """The event's bytes, made once for all views."""
    event = LiveEvent(
        topic=change.topic,
        party_id=change.party_id,
        facts=change.facts,
        at_ms=int(change.recorded_at.timestamp() * 1000),
    )
    return b"id: %b\nevent: change\ndata: %b\n\n" % (write_place(change.place).encode(), msgspec.json.encode(event))


def write_place(place: Place) -> str:
    """A place as an event's id."""
    return f"{place.xid}-{place.change_id}"


def read_place(event_id: str | None) -> Place | None:
    """The place an event's id names; None for one this server never wrote."""
    xid, _, change_id = (event_id or "").partition("-")
    if not (_is_number(xid) and _is_number(change_id)):
        return None
    return Place(int(xid), int(change_id))


_log = structlog.get_logger("courier.events")
_PAUSE_S: Final = 0.2
_LONGEST_NUMBER: Final = 18


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER
