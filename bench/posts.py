"""One row without domain rules, answered once it is on disk: HTTP with grouped commits, beside raw asyncpg."""

import asyncio
import time
import uuid

import asyncpg
import msgspec

from bench.load import drive, request
from bench.server import Bench

POSTS, IN_FLIGHT, CONNECTIONS = 6_000, 256, 16


async def measure(bench: Bench) -> dict[str, float]:
    """one unconstrained event POST, 256 in flight, beside one raw asyncpg INSERT each on 16 connections"""
    raw = await _raw(bench)
    bodies = [
        msgspec.json.encode({"thing_id": uuid.uuid4(), "kind": "parcel", "weight_g": 100, "note": "x" * 80})
        for _ in range(POSTS)
    ]
    load = await drive(
        bench.address, [request("POST", "/bench/events", bench.host, body) for body in bodies], IN_FLIGHT
    )
    return {
        "raw asyncpg, events/s": raw,
        "HTTP, events/s": load.per_second,
        "ratio HTTP / raw asyncpg": load.per_second / raw,
        "HTTP p99, ms": load.percentile_ms(0.99),
        "failures": load.failures,
    }


async def _raw(bench: Bench) -> float:
    waiting = iter(range(POSTS))
    owner = await asyncpg.connect(bench.owner_dsn)
    await owner.execute("GRANT INSERT ON bench_event TO courier_service; TRUNCATE bench_event")
    await owner.close()
    async with asyncpg.create_pool(bench.dsn, min_size=CONNECTIONS, max_size=CONNECTIONS) as pool:

        async def one_writer() -> None:
            for _ in waiting:
                await pool.execute(
                    "INSERT INTO bench_event (thing_id, kind, weight_g, note) VALUES ($1, 'parcel', 100, $2)",
                    uuid.uuid4(),
                    "x" * 80,
                )

        begun = time.perf_counter()
        await asyncio.gather(*(one_writer() for _ in range(IN_FLIGHT)))
        return POSTS / (time.perf_counter() - begun)
