"""The network between a device and the server, with its faults: no signal, and an answer lost on the way back."""

from collections.abc import Callable

import httpx


class NoSignal(httpx.TransportError):
    """Nothing left the device."""


class AnswerLost(httpx.TransportError):
    """The server did its work and answered; the answer never arrived."""


class Airwaves(httpx.AsyncBaseTransport):
    """A transport whose faults are switched on by the story; what passes, passes unchanged."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.is_offline = False
        self._answers_to_lose: list[tuple[str, str]] = []
        self.watch: Callable[[httpx.Request], None] | None = None
        """Sees each request that leaves the device."""

    def lose_next_answer(self, method: str, path_part: str) -> None:
        """Let the next such request reach the server and do its work, then drop the answer."""
        self._answers_to_lose.append((method, path_part))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.is_offline:
            raise NoSignal("no signal", request=request)
        if self.watch is not None:
            self.watch(request)
        response = await self._inner.handle_async_request(request)
        for fault in self._answers_to_lose:
            method, path_part = fault
            if response.is_success and request.method == method and path_part in request.url.path:
                self._answers_to_lose.remove(fault)
                await response.aread()
                await response.aclose()
                raise AnswerLost("the answer was lost", request=request)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()
