"""The hub of live views loses nothing: not to late commits, killed connections, reconnecting or slow views."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from api import events
from api.events import ChangeHub, read_place, write_place
from courier.changes import RECORD_CHANGE, Place
from courier.database import Connection, Pool, in_transaction, open_connection
from tests.conftest import Address

HERE, ELSEWHERE = uuid4(), uuid4()


@pytest.fixture
async def hub(address: Address, database: Pool) -> AsyncIterator[ChangeHub]:
    hub = ChangeHub(address.service_dsn, database)
    async with hub.running():
        yield hub


class View:
    """One live view, as a browser keeps it: it knows the last id it saw."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.last_id: str | None = None
        self.seen: list[int] = []
        self.is_told_to_reload = False

    async def read(self) -> None:
        """The next piece of the stream."""
        async with asyncio.timeout(10):
            for event in (await anext(self.stream)).decode().split("\n\n"):
                self._take(event)

    async def read_until(self, number: int) -> None:
        while number not in self.seen:
            await self.read()

    def _take(self, event: str) -> None:
        lines = dict(line.split(": ", 1) for line in event.split("\n") if ": " in line)
        self.last_id = lines.get("id", self.last_id)
        self.is_told_to_reload |= lines.get("event") == "reload"
        if lines.get("event") == "change":
            self.seen.append(msgspec.json.decode(lines["data"])["facts"]["number"])


@asynccontextmanager
async def viewing(hub: ChangeHub, after: str | None = None, office: UUID = HERE) -> AsyncIterator[View]:
    async with aclosing(hub.stream(office, after)) as stream:
        view = View(stream)
        await view.read()
        yield view


async def record(pool: Pool, hub: ChangeHub | None, number: int, office: UUID = HERE) -> None:
    await in_transaction(
        pool, lambda connection: RECORD_CHANGE.run(connection, "job", office, None, {"number": number})
    )
    if hub:
        hub.announce()


async def test_a_view_sees_what_happens_at_its_office_and_nothing_of_another(hub: ChangeHub, database: Pool) -> None:
    async with viewing(hub) as view:
        await record(database, hub, 1, ELSEWHERE)
        await record(database, hub, 2)
        await view.read_until(2)
        assert view.seen == [2]


async def test_news_whose_notify_was_lost_comes_by_rereading(hub: ChangeHub, database: Pool) -> None:
    async with viewing(hub) as view:
        await record(database, None, 1)
        await view.read_until(1)


async def test_a_row_that_commits_late_is_not_jumped_over(hub: ChangeHub, database: Pool, address: Address) -> None:
    async with viewing(hub) as view, open_connection(address.service_dsn, role="courier_service") as slow:
        transaction = slow.transaction()
        await transaction.start()
        await RECORD_CHANGE.run(slow, "job", HERE, None, {"number": 1})
        await record(database, hub, 2)
        await asyncio.sleep(0.3)
        await transaction.commit()
        hub.announce()
        await view.read_until(2)
        assert view.seen == [1, 2]


async def test_events_still_arrive_after_the_listening_connection_is_killed(
    hub: ChangeHub, database: Pool, owner_connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "REREAD_EVERY_S", 3_600.0)  # so that only a NOTIFY heard anew can bring the last one
    async with viewing(hub) as view:
        for number in range(3):
            await kill_listeners(owner_connection)
            await record(database, hub, number)
            await asyncio.sleep(0.6)
        await record(database, hub, 99)
        async with asyncio.TaskGroup() as tasks:
            announcing = tasks.create_task(_announce_again(hub))
            await view.read_until(99)
            announcing.cancel()
        assert view.seen == [0, 1, 2, 99]


async def _announce_again(hub: ChangeHub) -> None:
    """A row is read once every transaction of the whole cluster that began before it is over: other tests' too."""
    while True:
        await asyncio.sleep(0.5)
        hub.announce()


async def kill_listeners(connection: Connection) -> None:
    """As an operator would, or a failover."""
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND query ILIKE 'LISTEN %' AND pid <> pg_backend_pid()"
    )


async def test_a_second_view_that_is_alone_again_still_hears(hub: ChangeHub, database: Pool) -> None:
    for number in range(4):
        async with viewing(hub) as view:
            await record(database, hub, number)
            await view.read_until(number)
        assert hub.views == 0


async def test_nothing_is_lost_across_fifty_reconnects(hub: ChangeHub, database: Pool) -> None:
    async def write() -> None:
        for number in range(100):
            await record(database, hub, number)
            await asyncio.sleep(0.005)

    async with viewing(hub) as view:
        last_id, seen = view.last_id, view.seen
    writing = asyncio.create_task(write())
    for _ in range(50):
        await asyncio.sleep(0.01)
        async with viewing(hub, last_id) as view:
            last_id, seen = view.last_id, seen + view.seen
    await writing
    async with viewing(hub, last_id) as view:
        seen += view.seen
        while 99 not in seen:
            before = len(view.seen)
            await view.read()
            seen += view.seen[before:]
    assert seen == list(range(100))


async def test_a_view_that_missed_too_much_is_told_to_load_afresh(
    hub: ChangeHub, database: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "REPLAYED_AT_MOST", 3)
    async with viewing(hub) as view:
        last_id = view.last_id
        for number in range(5):
            await record(database, hub, number)
        await view.read_until(4)
    async with viewing(hub, last_id) as late:
        while not late.is_told_to_reload:
            await late.read()


async def test_a_slow_view_is_told_to_load_afresh_and_holds_nobody_up(
    hub: ChangeHub, database: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "WAITING_AT_MOST", 3)
    async with viewing(hub) as slow, viewing(hub) as quick:
        for number in range(6):
            await record(database, hub, number)
            await quick.read_until(number)
        await slow.read()
        assert slow.is_told_to_reload
        with pytest.raises(StopAsyncIteration):
            await slow.read()
        assert quick.seen == list(range(6))


async def test_many_announcements_within_the_pause_become_one_notify(
    hub: ChangeHub, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "NOTIFY_EVERY_S", 3_600.0)
    heard = asyncio.Queue[str]()
    async with open_connection(address.service_dsn) as listener:
        await listener.add_listener(events.CHANNEL, lambda *said: heard.put_nowait(str(said[-1])))
        for _ in range(500):
            hub.announce()
            await asyncio.sleep(0)
        async with asyncio.timeout(10):
            await heard.get()
        hub.announce()
        await asyncio.sleep(0.1)
    assert heard.empty()


async def test_recording_a_change_notifies_nobody(database: Pool, address: Address) -> None:
    heard: list[object] = []
    async with open_connection(address.service_dsn) as listener:
        await listener.add_listener(events.CHANNEL, lambda *said: heard.append(said))
        await record(database, None, 1)
        await asyncio.sleep(0.1)
    assert heard == []


async def test_a_stream_ends_after_a_while_so_that_its_viewer_is_asked_for_again(
    hub: ChangeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "STREAM_LIFE_S", 0.0)
    async with viewing(hub) as view:
        with pytest.raises(StopAsyncIteration):
            await view.read()


async def test_every_view_ends_when_the_server_stops(address: Address, database: Pool) -> None:
    hub = ChangeHub(address.service_dsn, database)
    async with hub.running():
        stream = hub.stream(HERE, None)
        view = View(stream)
        await view.read()
    with pytest.raises(StopAsyncIteration):
        await view.read()


@pytest.mark.parametrize("text", [None, "", "7", "-", "1-", "-1", "a-b", "1-2-3", "٣-1", "9" * 30 + "-1"])
def test_an_id_this_server_never_wrote_is_no_place(text: str | None) -> None:
    assert read_place(text) is None


def test_a_place_survives_being_an_id() -> None:
    assert read_place(write_place(Place(12, 345))) == Place(12, 345)
