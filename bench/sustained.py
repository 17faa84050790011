"""Single hand-overs for minutes on end: what a warm service bears, with PostgreSQL's own checkpoints and vacuums."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

import asyncpg

from bench.cpu import spending
from bench.load import answer_of, request
from bench.server import Bench
from bench.sync import PHONES, batch_of, enrol, items_at, token_of

AT_MOST_A_SECOND: Final = 700
"""Hand-overs signed beforehand for each second; a server that bears more is out of work before the end."""
SLICE_S: Final = 10


def lasting(seconds: int) -> Callable[[Bench], Awaitable[dict[str, float]]]:
    """One hand-over a request from 16 phones for so many seconds; rates of each ten of them."""

    async def measure(bench: Bench) -> dict[str, float]:
        """one hand-over a request from 16 phones, one after the other, for minutes, after ten seconds of warming"""
        owner = await asyncpg.connect(bench.owner_dsn)
        try:
            return await _measure(bench, owner, seconds)
        finally:
            await owner.close()

    return measure


async def _measure(bench: Bench, owner: asyncpg.Connection, seconds: int) -> dict[str, float]:
    queues = await _prepare(bench, owner, seconds * AT_MOST_A_SECOND // PHONES)
    done: list[tuple[float, float]] = []
    failures = await _send(bench, queues, SLICE_S, done)
    warm = len(done)
    before = await _handovers(owner)
    with spending(bench.service_pid, bench.postgres_pid) as spent:
        failures += await _send(bench, queues, seconds - SLICE_S, done)
    kept = await _handovers(owner) - before
    sent = done[warm:]
    latencies = sorted(latency for _, latency in sent)
    slices = [0] * max(1, (seconds - SLICE_S) // SLICE_S)
    for at, _ in sent:
        slices[min(int(at / SLICE_S), len(slices) - 1)] += 1
    return {
        "hand-overs/s": len(sent) / max(at for at, _ in sent),
        "p50, ms": latencies[len(latencies) // 2] * 1000,
        "p99, ms": latencies[int(len(latencies) * 0.99)] * 1000,
        **{f"a hand-over: {whose}": cost for whose, cost in spent.a_piece_ms(len(sent)).items()},
        "hand-overs not in the ledger": len(sent) - kept,
        "failures": failures,
        **{
            f"from second {SLICE_S + place * SLICE_S}, hand-overs/s": count / SLICE_S
            for place, count in enumerate(slices)
        },
    }


async def _prepare(bench: Bench, owner: asyncpg.Connection, each: int) -> list[list[bytes]]:
    """Signed before the clock runs: by phone, the last to be sent first."""
    carriers, desks = await enrol(owner, PHONES)
    queues = []
    for phone, desk in zip(carriers, desks, strict=True):
        token = await token_of(bench, phone)
        labels = await items_at(owner, desk, each)
        bodies = [batch_of(phone, desk, [label]) for label in labels]
        queues.append([request("POST", "/api/v1/carrier/events", bench.host, body, token) for body in reversed(bodies)])
    return queues


async def _send(bench: Bench, queues: list[list[bytes]], seconds: int, done: list[tuple[float, float]]) -> int:
    """Each phone one request after the other until time or work is over; how many were not answered well."""
    begun, failures = time.perf_counter(), 0

    async def one_phone(queue: list[bytes]) -> None:
        nonlocal failures
        reader, writer = await asyncio.open_connection(*bench.address)
        while queue and (sent_at := time.perf_counter()) < begun + seconds:
            writer.write(queue.pop())
            status, _ = await answer_of(reader)
            failures += status != 200
            now = time.perf_counter()
            done.append((now - begun, now - sent_at))
        writer.close()

    await asyncio.gather(*map(one_phone, queues))
    return failures


async def _handovers(owner: asyncpg.Connection) -> int:
    return int(await owner.fetchval("SELECT count(*) FROM ledger WHERE kind = 'handover'"))
