"""The network between a device and the server, with its faults: no signal, and an answer lost on the way back."""

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
        self._answers_to_lose: list[str] = []

    def lose_next_answer(self, method: str) -> None:
        """Let the next request of `method` reach the server and be answered, then drop the answer."""
        self._answers_to_lose.append(method)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.is_offline:
            raise NoSignal("no signal", request=request)
        response = await self._inner.handle_async_request(request)
        if request.method not in self._answers_to_lose:
            return response
        self._answers_to_lose.remove(request.method)
        await response.aread()
        await response.aclose()
        raise AnswerLost("the answer was lost", request=request)

    async def aclose(self) -> None:
        await self._inner.aclose()
