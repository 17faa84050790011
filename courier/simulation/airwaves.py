"""The network between a device and the server, with its faults: no signal, and an answer lost on the way back."""

from collections.abc import AsyncIterator, Callable

import httpx


class NoSignal(httpx.TransportError):
    """Nothing left the device."""


class AnswerLost(httpx.TransportError):
    """The server did its work and answered; the answer never arrived."""


class BrokenOff(httpx.TransportError):
    """The connection broke while the request was under way: half of it arrived."""


class Airwaves(httpx.AsyncBaseTransport):
    """A transport whose faults are switched on by the story; what passes, passes unchanged."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.is_offline = False
        self._answers_to_lose: list[tuple[str, str]] = []
        self._bodies_to_break: list[tuple[str, str]] = []
        self._requests_to_repeat: list[tuple[str, str]] = []
        self.broken = 0
        """Connections that broke while a request was under way."""
        self.watch: Callable[[httpx.Request], None] | None = None
        """Sees each request that leaves the device."""

    def lose_next_answer(self, method: str, path_part: str) -> None:
        """Let the next such request reach the server and do its work, then drop the answer."""
        self._answers_to_lose.append((method, path_part))

    def break_next_body(self, method: str, path_part: str) -> None:
        """Let half of the next such request's body leave the device, then break the connection."""
        self._bodies_to_break.append((method, path_part))

    def repeat_next_request(self, method: str, path_part: str) -> None:
        """Let the next such request arrive twice, as when it is sent again and the first was only late: the device
        hears the second answer."""
        self._requests_to_repeat.append((method, path_part))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.is_offline:
            raise NoSignal("no signal", request=request)
        if self.watch is not None:
            self.watch(request)
        if _strikes(self._bodies_to_break, request):
            self.broken += 1
            request = _half_of(request, await request.aread())
        if _strikes(self._requests_to_repeat, request):
            await (await self._inner.handle_async_request(request)).aread()
        response = await self._inner.handle_async_request(request)
        if response.is_success and _strikes(self._answers_to_lose, request):
            await response.aread()
            await response.aclose()
            raise AnswerLost("the answer was lost", request=request)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


def _strikes(faults: list[tuple[str, str]], request: httpx.Request) -> bool:
    """Whether one of these faults was waiting for such a request; it strikes once."""
    for fault in faults:
        method, path_part = fault
        if request.method == method and path_part in request.url.path:
            faults.remove(fault)
            return True
    return False


class _HalfBody(httpx.AsyncByteStream):
    """Half of what the headers promise, then nothing more."""

    def __init__(self, content: bytes, request: httpx.Request) -> None:
        self._content = content
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._content[: len(self._content) // 2]
        raise BrokenOff("the connection broke", request=self._request)


def _half_of(request: httpx.Request, content: bytes) -> httpx.Request:
    return httpx.Request(
        request.method,
        request.url,
        headers=request.headers,
        stream=_HalfBody(content, request),
        extensions=request.extensions,
    )
