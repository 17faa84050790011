"""The faults of the network: honest ones, after which the server has done its work or has heard nothing."""

import httpx
import pytest

from courier.simulation.airwaves import Airwaves, AnswerLost, BrokenOff, NoSignal


class Heard(httpx.AsyncBaseTransport):
    """A server that only remembers."""

    def __init__(self) -> None:
        self.requests: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(f"{request.method} {request.url.path}")
        return httpx.Response(200, text="done")


async def test_without_signal_nothing_leaves_the_device() -> None:
    server = Heard()
    airwaves = Airwaves(server)
    airwaves.is_offline = True
    async with httpx.AsyncClient(transport=airwaves, base_url="http://s") as client:
        with pytest.raises(NoSignal):
            await client.get("/a")
    assert server.requests == []


async def test_a_lost_answer_is_lost_after_the_server_did_its_work() -> None:
    server = Heard()
    airwaves = Airwaves(server)
    airwaves.lose_next_answer("POST", "/events")
    async with httpx.AsyncClient(transport=airwaves, base_url="http://s") as client:
        await client.post("/token")
        with pytest.raises(AnswerLost):
            await client.post("/api/events")
        assert (await client.post("/api/events")).text == "done"
    assert server.requests == ["POST /token", "POST /api/events", "POST /api/events"]


class Swallowing(Heard):
    """A server that reads what it is sent, as far as it comes."""

    def __init__(self) -> None:
        super().__init__()
        self.body = b""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.AsyncByteStream)
        async for piece in request.stream:
            self.body += piece
        return await super().handle_async_request(request)


async def test_of_a_body_broken_off_half_leaves_the_device() -> None:
    server = Swallowing()
    airwaves = Airwaves(server)
    airwaves.break_next_body("POST", "/events")
    async with httpx.AsyncClient(transport=airwaves, base_url="http://s") as client:
        with pytest.raises(BrokenOff):
            await client.post("/api/events", content=b"abcdef")
    assert (server.body, server.requests, airwaves.broken) == (b"abc", [], 1)
