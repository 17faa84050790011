"""Lanes: acts go first, reads are never starved, what does not fit is refused at once with Retry-After."""

import asyncio
from itertools import pairwise
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from api import lanes
from api.lanes import CUSTODY_WAITING, REST_WAITING, Lanes
from courier.errors import Overloaded

pytestmark = pytest.mark.anyio

SYNC, READ = ("POST", "/api/v1/carrier/events"), ("GET", "/api/v1/office/board")


class Slow:
    """An application that answers only when let."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.gate = asyncio.Semaphore(0)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.begun.append(scope["method"])
        if not scope["path"].startswith("/health"):
            await self.gate.acquire()
        await send({"type": "http.response.start", "status": 200, "headers": []})


async def whole() -> dict[str, Any]:
    """A body that is here."""
    return {"type": "http.request", "body": b"{}", "more_body": False}


def ask(application: Lanes, asked: tuple[str, str], receive: Any = whole) -> "asyncio.Task[dict[str, Any]]":
    async def answer() -> dict[str, Any]:
        told: list[dict[str, Any]] = []

        async def send(message: Any) -> None:
            told.append(message)

        scope: Any = {"type": "http", "method": asked[0], "path": asked[1], "state": {"request_id": uuid4()}}
        await application(scope, receive, send)
        return told[0] | {"told": msgspec.json.decode(told[1]["body"]) if len(told) > 1 else None}

    return asyncio.create_task(answer())


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_acts_go_first_and_reads_keep_two_places() -> None:
    slow = Slow()
    application = Lanes(slow, 6)
    waiting = [ask(application, SYNC) for _ in range(10)] + [ask(application, READ) for _ in range(10)]
    await settle()
    assert (slow.begun.count("POST"), slow.begun.count("GET")) == (4, 2)
    for _ in range(6):
        slow.gate.release()
    await settle()
    assert (slow.begun.count("POST"), slow.begun.count("GET")) == (8, 4)
    for _ in waiting:
        slow.gate.release()
    assert {answer["status"] for answer in await asyncio.gather(*waiting)} == {200}


async def test_what_does_not_fit_is_refused_at_once_and_told_when_to_come_back() -> None:
    slow = Slow()
    application = Lanes(slow, 6)
    everything = []
    for asked, most in ((SYNC, 4 + CUSTODY_WAITING), (READ, 2 + REST_WAITING)):
        fitting = [ask(application, asked) for _ in range(most)]
        await settle()
        refused = await ask(application, asked)
        assert (refused["status"], refused["told"]["type"]) == (503, "/problems/overloaded")
        assert lanes.RETRY_FROM_S <= int(dict(refused["headers"])[b"retry-after"]) <= lanes.RETRY_TO_S
        assert not any(task.done() for task in fitting)
        everything += fitting
    for _ in everything:
        slow.gate.release()
    assert {answer["status"] for answer in await asyncio.gather(*everything)} == {200}
    assert (application.waiting("custody"), application.waiting("rest")) == (0, 0)


async def test_health_is_never_held_up() -> None:
    slow = Slow()
    application = Lanes(slow, 3)
    for _ in range(20):
        ask(application, READ)
    await settle()
    assert (await ask(application, ("GET", "/health/live")))["status"] == 200
    for _ in range(20):
        slow.gate.release()


async def test_who_goes_away_while_waiting_frees_nothing_and_blocks_nobody() -> None:
    slow = Slow()
    application = Lanes(slow, 3)
    first, gone, last = (ask(application, SYNC) for _ in range(3))
    await settle()
    gone.cancel()
    slow.gate.release()
    await settle()
    slow.gate.release()
    assert {(await first)["status"], (await last)["status"]} == {200}


async def test_a_batch_that_trickles_in_holds_no_place() -> None:
    slow = Slow()
    application = Lanes(slow, 4)
    rest_of_it = asyncio.Event()

    def trickling() -> Any:
        pieces = iter(({"type": "http.request", "body": b"{", "more_body": True}, None))

        async def receive() -> Any:
            piece = next(pieces)
            if piece is None:
                await rest_of_it.wait()
                return {"type": "http.request", "body": b"}", "more_body": False}
            return piece

        return receive

    dawdling = [ask(application, SYNC, trickling()) for _ in range(10)]
    await settle()
    quick = ask(application, SYNC)
    slow.gate.release()
    assert (await asyncio.wait_for(quick, 10))["status"] == 200
    assert slow.begun == ["POST"]
    rest_of_it.set()
    for _ in dawdling:
        slow.gate.release()
    assert {answer["status"] for answer in await asyncio.gather(*dawdling)} == {200}


async def test_the_service_is_told_the_body_as_it_came_and_an_endless_one_no_further_than_it_reads() -> None:
    asked: list[int] = []

    async def endless() -> Any:
        asked.append(1)
        return {"type": "http.request", "body": bytes(65_536), "more_body": True}

    async def read_three(scope: Any, receive: Any, send: Any) -> None:
        for _ in range(3):
            assert (await receive())["body"] == bytes(65_536)
        await send({"type": "http.response.start", "status": 413, "headers": []})

    assert (await ask(Lanes(read_three, 3), SYNC, endless))["status"] == 413
    assert len(asked) == 5


async def test_a_form_that_trickles_in_holds_no_place_either() -> None:
    slow = Slow()
    application = Lanes(slow, 4)
    form = ("POST", "/api/v1/office/orders")

    async def never() -> Any:
        await asyncio.Event().wait()

    dawdling = [ask(application, form, never) for _ in range(10)]
    await settle()
    quick = [ask(application, form), ask(application, READ)]
    for _ in quick:
        slow.gate.release()
    assert {answer["status"] for answer in await asyncio.wait_for(asyncio.gather(*quick), 10)} == {200}
    for task in dawdling:
        task.cancel()


async def test_who_reads_an_answer_slowly_holds_no_place() -> None:
    """The last of an answer is handed on only once its place is free for the next."""
    begun: list[str] = []

    async def answering(scope: Any, receive: Any, send: Any) -> None:
        begun.append(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}", "more_body": False})

    application = Lanes(answering, 2)

    async def stuck(message: Any) -> None:
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    scope: Any = {"type": "http", "method": "GET", "path": "/api/v1/office/board", "state": {"request_id": uuid4()}}
    scopes: list[Any] = [dict(scope) for _ in range(5)]
    receive: Any = whole
    readers = [asyncio.create_task(application(each, receive, stuck)) for each in scopes]
    await settle()
    assert len(begun) == 5
    for task in readers:
        task.cancel()


def dawdler(begins_with: bytes = b"{") -> Any:
    """A body that begins and never goes on."""
    sent = iter([True])

    async def receive() -> Any:
        if not next(sent, False):
            await asyncio.Event().wait()
        return {"type": "http.request", "body": begins_with, "more_body": True}

    return receive


async def test_a_body_that_does_not_come_on_is_refused_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "PATIENCE_S", 0.01)
    slow = Slow()
    refused = await asyncio.wait_for(ask(Lanes(slow, 6), SYNC, dawdler()), 60)
    assert (refused["status"], refused["told"]["type"]) == (503, "/problems/overloaded")
    assert b"retry-after" in dict(refused["headers"])
    assert slow.begun == []


async def test_a_body_that_comes_on_has_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece earns it an hour here."""
    monkeypatch.setattr(lanes, "SLOWEST_BYTES_A_S", 1 / 3_600)
    monkeypatch.setattr(lanes, "PATIENCE_S", 3_600)
    pieces = iter([b"[", b"1", b"]"])
    due: list[float] = []
    body = lanes._Body(receive=lambda: piece())

    async def piece() -> Any:
        due.append(body.due_at)
        return {"type": "http.request", "body": next(pieces), "more_body": len(due) < 3}

    while body.goes_on:
        await body.read_ahead()
    assert [round(after - before) for before, after in pairwise(due)] == [3_600, 3_600]


async def test_what_is_read_in_a_place_must_come_on_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too large to be waited for, it holds a place while it comes."""
    monkeypatch.setitem(lanes.READ_AHEAD, "rest", 0)
    monkeypatch.setattr(lanes, "PATIENCE_S", 0.01)
    told: list[str] = []

    async def reading(scope: Any, receive: Any, send: Any) -> None:
        try:
            while (await receive()).get("more_body"):
                pass
        except Overloaded as refusal:
            told.append(refusal.title_en)
        await send({"type": "http.response.start", "status": 503, "headers": []})

    form = ("POST", "/api/v1/office/orders")
    assert (await asyncio.wait_for(ask(Lanes(reading, 3), form, dawdler(b"{}")), 60))["status"] == 503
    assert len(told) == 1


async def test_where_too_many_dawdle_the_oldest_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "COMING_IN", 3)
    monkeypatch.setattr(lanes, "GIVES_WAY_AFTER_S", 3_600.0)
    slow = Slow()
    application = Lanes(slow, 6)
    dawdling = [ask(application, SYNC, dawdler()) for _ in range(3)]
    await settle()
    assert (await ask(application, SYNC))["status"] == 503  # none has had its time yet
    assert not any(task.done() for task in dawdling)
    monkeypatch.setattr(lanes, "GIVES_WAY_AFTER_S", 0.0)
    quick = ask(application, SYNC)
    slow.gate.release()
    assert (await asyncio.wait_for(quick, 60))["status"] == 200
    assert (await asyncio.wait_for(dawdling[0], 60))["status"] == 503
    assert [task.done() for task in dawdling] == [True, False, False]
    for task in dawdling:
        task.cancel()


async def test_who_only_reads_is_let_in_while_others_dawdle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "COMING_IN", 2)
    slow = Slow()
    application = Lanes(slow, 6)
    dawdling = [ask(application, ("POST", "/api/v1/office/orders"), dawdler()) for _ in range(2)]
    await settle()
    reading = ask(application, READ)
    slow.gate.release()
    assert (await asyncio.wait_for(reading, 60))["status"] == 200
    for task in dawdling:
        task.cancel()


async def test_bytes_on_their_way_count_as_much_as_bytes_that_are_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Past the measure a body is not read ahead: its request takes its turn and is read there."""
    monkeypatch.setattr(lanes, "BYTES_IN", 100)
    monkeypatch.setattr(lanes, "PATIENCE_S", 3_600.0)
    slow = Slow()
    application = Lanes(slow, 6)
    held = ask(application, SYNC, dawdler(bytes(90)))
    await settle()
    assert slow.begun == []
    second = ask(application, SYNC, dawdler(bytes(90)))
    await settle()
    assert slow.begun == ["POST"]
    held.cancel()
    second.cancel()
    await asyncio.gather(held, second, return_exceptions=True)
    third = ask(application, SYNC, dawdler(bytes(90)))
    await settle()
    assert slow.begun == ["POST"]  # what has gone is counted no more
    third.cancel()
