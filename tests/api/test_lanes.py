"""Lanes: acts go first, reads are never starved, what does not fit is refused at once with Retry-After."""

import asyncio
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from api import lanes
from api.lanes import CUSTODY_WAITING, REST_WAITING, Lanes

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
    readers = [asyncio.create_task(application(dict(scope), whole, stuck)) for _ in range(5)]
    await settle()
    assert len(begun) == 5
    for task in readers:
        task.cancel()
