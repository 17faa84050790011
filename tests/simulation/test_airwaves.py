"""The faults of the network: honest ones, after which the server has done its work or has heard nothing."""

import httpx
import pytest

from courier.simulation.airwaves import Airwaves, AnswerLost, NoSignal


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
