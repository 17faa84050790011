"""A small keep-alive HTTP/1.1 client that costs the machine little, so that the server is what is measured."""

import asyncio
import resource
import time
from collections.abc import Sequence
from typing import NamedTuple


class Load(NamedTuple):
    """What came back: answers a second, latencies in seconds sorted, this process's CPU seconds, bad answers."""

    per_second: float
    latencies_s: list[float]
    cpu_s: float
    failures: int

    def percentile_ms(self, share: float) -> float:
        return self.latencies_s[min(int(len(self.latencies_s) * share), len(self.latencies_s) - 1)] * 1000


def request(method: str, path: str, host: str, body: bytes = b"", token: str = "") -> bytes:
    """The bytes of one request."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(body)}"]
    if body:
        lines.append("Content-Type: application/json")
    if token:
        lines.append(f"Authorization: Bearer {token}")
    return "\r\n".join([*lines, "", ""]).encode() + body


async def drive(address: tuple[str, int], requests: Sequence[bytes], connections: int) -> Load:
    """Send every request once, `connections` in flight."""
    waiting = iter(requests)
    latencies: list[float] = []
    failures = 0

    async def one_connection() -> None:
        nonlocal failures
        reader, writer = await asyncio.open_connection(*address)
        for sent in waiting:
            begun = time.perf_counter()
            writer.write(sent)
            is_good = await _read_answer(reader)
            latencies.append(time.perf_counter() - begun)
            failures += not is_good
        writer.close()

    cpu, begun = _cpu_s(), time.perf_counter()
    await asyncio.gather(*(one_connection() for _ in range(connections)))
    took = time.perf_counter() - begun
    return Load(len(latencies) / took, sorted(latencies), _cpu_s() - cpu, failures)


async def answer(address: tuple[str, int], sent: bytes) -> bytes:
    """One answer's body."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(sent)
    head = await reader.readuntil(b"\r\n\r\n")
    body = await reader.readexactly(_length(head))
    writer.close()
    return body


async def answer_of(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """The next answer's status and head; its body is read and forgotten."""
    head = await reader.readuntil(b"\r\n\r\n")
    if length := _length(head):
        await reader.readexactly(length)
    return int(head[9:12]), head


async def _read_answer(reader: asyncio.StreamReader) -> bool:
    head = await reader.readuntil(b"\r\n\r\n")
    length = _length(head)
    if length:
        await reader.readexactly(length)
    return head[9:10] == b"2"


def _length(head: bytes) -> int:
    at = head.lower().find(b"content-length:")
    return 0 if at < 0 else int(head[at + 15 : head.index(b"\r\n", at)])


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
