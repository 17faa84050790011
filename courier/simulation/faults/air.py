"""The network of all devices: it loses answers, breaks bodies off, delivers old packets late; and it counts.

Who is told to come back later does, after as long as he was told.
"""

import asyncio
from collections import Counter
from typing import Final

import httpx

from courier.simulation.airwaves import Airwaves, NoSignal
from courier.simulation.faults.dying import Armed

LONGEST_WAIT_S: Final = 5.0
"""Of a Retry-After, so that a run ends; what the server asks for is less."""
MOST_WAITS: Final = 20
LATE_S: Final = 0.8
"""How late a delayed packet arrives: after the device has sent it again."""


class Traffic:
    """What all devices saw of the server."""

    def __init__(self) -> None:
        self.requests = 0
        self.told_to_wait = 0
        """Answers 503 with Retry-After, each waited for."""
        self.broken_promises: Counter[str] = Counter()
        """5xx answers that no fault excuses: by method, address, status and problem."""
        self.late: set[asyncio.Task[None]] = set()

    async def settle(self) -> None:
        """Wait until every late packet has arrived."""
        while self.late:
            await asyncio.gather(*self.late, return_exceptions=True)


class Weather(httpx.AsyncBaseTransport):
    """What lies between one device's radio and the server."""

    def __init__(self, inner: httpx.AsyncBaseTransport, traffic: Traffic, armed: Armed) -> None:
        self._inner = inner
        self._traffic = traffic
        self.armed = armed

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._traffic.requests += 1
        is_batch = request.url.path.endswith("/events")
        if is_batch and self.armed.waiting["batch_delayed"]:
            self.armed.waiting["batch_delayed"] -= 1
            task = asyncio.create_task(self._deliver_late(await _copy(request)))
            self._traffic.late.add(task)
            task.add_done_callback(self._traffic.late.discard)
            raise NoSignal("the packet is somewhere on its way", request=request)
        for _ in range(MOST_WAITS):
            response = await self._inner.handle_async_request(request)
            if response.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
                return response
            await response.aread()
            if response.status_code != httpx.codes.SERVICE_UNAVAILABLE or "Retry-After" not in response.headers:
                self._note(request, response)
                return response
            if request.extensions.get("impatient"):
                return response
            self._traffic.told_to_wait += 1
            await asyncio.sleep(min(float(response.headers["Retry-After"]), LONGEST_WAIT_S))
        return response

    async def _deliver_late(self, request: httpx.Request) -> None:
        await asyncio.sleep(LATE_S)
        try:
            response = await self._inner.handle_async_request(request)
            await response.aread()
        except httpx.TransportError:
            self.armed.add("batch_delayed")  # it was lost for good: another one will be late
            return
        if response.is_success:
            self.armed.played["batch_delayed"] += 1
        elif response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR and "Retry-After" not in response.headers:
            self._note(request, response)

    def _note(self, request: httpx.Request, response: httpx.Response) -> None:
        said = response.text[:300]
        self._traffic.broken_promises[f"{request.method} {request.url.path}: {response.status_code} {said}"] += 1

    async def aclose(self) -> None:
        """The way to the server is everybody's; who opened it closes it."""


class Radio(Airwaves):
    """One device's radio: lost answers and broken bodies fire when there is something to lose."""

    def __init__(self, inner: httpx.AsyncBaseTransport, armed: Armed) -> None:
        super().__init__(inner)
        self._armed = armed

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/events") and not self.is_offline:
            if self._armed.strikes("answer_lost"):
                self.lose_next_answer("POST", "/events")
            elif self._armed.strikes("connection_broken"):
                self.break_next_body("POST", "/events")
        return await super().handle_async_request(request)


async def _copy(request: httpx.Request) -> httpx.Request:
    return httpx.Request(request.method, request.url, headers=request.headers, content=await request.aread())
