"""Figures of one process for Prometheus: requests by route and status, latency, connections in use, live views."""

from collections.abc import Callable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS_S: Final = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    """The figures of one application; several applications in a process keep theirs apart."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "courier_requests_total", "Requests answered", ["method", "route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "courier_request_seconds", "Time to answer", ["route"], buckets=_BUCKETS_S, registry=self._registry
        )

    def observe(self, method: str, route: str, status: int, took_s: float) -> None:
        """Count one answered request."""
        self._requests.labels(_known_method(method), route, str(status)).inc()
        self._seconds.labels(route).observe(took_s)

    def watch(self, name: str, meaning: str, figure: Callable[[], float]) -> None:
        """Show `figure()` as it stands whenever somebody looks."""
        Gauge(name, meaning, registry=self._registry).set_function(figure)

    def text(self) -> bytes:
        """All figures in Prometheus' text form."""
        return generate_latest(self._registry)


def _known_method(method: str) -> str:
    """Invented methods share one name, so that nobody can fill the memory with them."""
    return method if method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} else "OTHER"
