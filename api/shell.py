"""The outermost layer of every request, known address or not: its id, security headers, place in log and figures."""

import time
from collections.abc import Iterable
from typing import Any, Final, TypeAlias

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics
from courier.clock import new_id

Headers: TypeAlias = list[tuple[bytes, bytes]]

CONTENT_POLICY: Final = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; media-src 'self' blob:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Nothing from elsewhere, nothing inline; WebAssembly is the phone's code scanner."""

_ALWAYS: Final = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",  # an address may hold a tracking code
    "permissions-policy": "camera=(self), geolocation=(self), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_UNLESS_SET: Final = {"cache-control": "no-store"}
_HTTPS_ONLY: Final = {"strict-transport-security": "max-age=31536000"}


class Shell:
    """An ASGI application around the service's own."""

    def __init__(self, app: ASGIApp, metrics: Metrics, *, is_https: bool) -> None:
        self._app = app
        self._metrics = metrics
        self._always = _encoded(_ALWAYS | (_HTTPS_ONLY if is_https else {}))
        self._unless_set = _encoded(_UNLESS_SET)
        self._refused = 0
        self._tell_refused_at = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        method = scope["method"]
        request_id = new_id()
        scope["state"] = {**scope.get("state", {}), "request_id": request_id}
        structlog.contextvars.bind_contextvars(request_id=str(request_id))
        began = time.perf_counter()
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = [*self._always, (b"x-request-id", str(request_id).encode())]
                message["headers"] = _with(message.get("headers", []), own, self._unless_set)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            took_s = time.perf_counter() - began
            self._metrics.observe(method, _route(scope), status, took_s)
            if scope["state"].get("is_refused"):
                self._note_refusal()
            else:
                _log.info("request", method=method, route=_route(scope), status=status, took_ms=round(took_s * 1e3, 1))
            structlog.contextvars.unbind_contextvars("request_id")

    def _note_refusal(self) -> None:
        """One line a second for all that the lanes refused: the log must not cost more than the answer."""
        self._refused += 1
        if (now := time.monotonic()) >= self._tell_refused_at:
            _log.info("refused_overloaded", requests=self._refused)
            self._refused, self._tell_refused_at = 0, now + 1.0


_log = structlog.get_logger("courier.access")


def _route(scope: Any) -> str:
    """The address with its variables unnamed: neither codes nor ids enter log or figures."""
    return scope.get("path_template") or "(unknown)"


def _encoded(headers: dict[str, str]) -> Headers:
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def _with(headers: Iterable[tuple[bytes, bytes]], own: Headers, unless_set: Headers) -> Headers:
    """The application's headers and the shell's; of `unless_set` only those the application left out."""
    given = list(headers)
    names = {name.lower() for name, _ in given}
    return [*given, *own, *(pair for pair in unless_set if pair[0] not in names)]
