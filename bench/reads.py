"""One row by its key: through HTTP, beside raw asyncpg."""

import asyncio
import time
import uuid

import asyncpg

from bench.load import drive, request
from bench.server import Bench

ROWS, READS, IN_FLIGHT = 10_000, 6_000, 32


async def measure(bench: Bench) -> dict[str, float]:
    """one row by key through HTTP, beside raw asyncpg on 16 connections (figure to reach: see DESIGN 10)"""
    ids = await _fill(bench)
    wanted = [ids[place * 7919 % len(ids)] for place in range(READS)]
    raw = await _raw(bench, wanted)
    load = await drive(
        bench.address, [request("GET", f"/bench/things/{thing}", bench.host) for thing in wanted], IN_FLIGHT
    )
    return {
        "raw asyncpg, reads/s": raw,
        "HTTP, reads/s": load.per_second,
        "ratio HTTP / raw asyncpg": load.per_second / raw,
        "HTTP p99, ms": load.percentile_ms(0.99),
        "failures": load.failures,
    }


async def _fill(bench: Bench) -> list[uuid.UUID]:
    owner = await asyncpg.connect(bench.owner_dsn)
    try:
        await owner.execute(
            "INSERT INTO bench_thing SELECT gen_random_uuid(), 'parcel', 100, repeat('x', 80) "
            "FROM generate_series(1, $1) WHERE NOT EXISTS (SELECT FROM bench_thing)",
            ROWS,
        )
        return [row[0] for row in await owner.fetch("SELECT thing_id FROM bench_thing")]
    finally:
        await owner.close()


async def _raw(bench: Bench, wanted: list[uuid.UUID]) -> float:
    waiting = iter(wanted)
    async with asyncpg.create_pool(bench.dsn, min_size=16, max_size=16) as pool:

        async def one_reader() -> None:
            for thing in waiting:
                await pool.fetchrow("SELECT thing_id, kind, weight_g, note FROM bench_thing WHERE thing_id = $1", thing)

        await asyncio.gather(*(one_reader() for _ in range(16)))
        waiting = iter(wanted)
        begun = time.perf_counter()
        await asyncio.gather(*(one_reader() for _ in range(IN_FLIGHT)))
        return len(wanted) / (time.perf_counter() - begun)
