"""What others feel while a list of 10,000 rows is imported: /health/live asked on and on, through HTTP."""

import asyncio
import time
from typing import Final

import httpx

from bench.imports import fill_division, open_desk, write_results
from bench.load import drive, request
from bench.server import Bench
from courier.clock import new_id
from courier.database import in_transaction, open_pool
from courier.network.identity.passwords import hash_password

PASSWORD: Final = "bench-password-1"
ASKED_AT_ONCE: Final = 200
PAUSE_S: Final = 0.01


async def measure(bench: Bench) -> dict[str, float]:
    """/health/live one after another while a list of 10,000 rows is imported by the same process, beside the same
    with nothing else going on"""
    addresses = await fill_division(bench)
    username = f"b{str(new_id())[-8:]}"
    password_hash = await hash_password(PASSWORD)
    async with open_pool(bench.dsn, min_size=1, max_size=1) as pool:
        desk = await in_transaction(pool, lambda connection: open_desk(connection, username, password_hash))
    content = write_results(addresses, "xlsx")
    asked = [request("GET", "/health/live", bench.host)] * ASKED_AT_ONCE
    idle = await drive(bench.address, asked, 1)
    async with httpx.AsyncClient(base_url=f"http://{bench.host}", timeout=120) as client:
        (
            await client.post("/api/v1/desk/session", json={"username": username, "password": PASSWORD})
        ).raise_for_status()
        latencies: list[float] = []
        asking = asyncio.create_task(_ask_on(client, latencies))
        began = time.perf_counter()
        answer = await client.post(
            "/api/v1/desk/lists", files={"file": ("ds.xlsx", content)}, data={"desk_id": str(desk.desk_id)}
        )
        taken_s = time.perf_counter() - began
        asking.cancel()
    answer.raise_for_status()
    latencies.sort()
    return {
        "import through HTTP, s": taken_s,
        "rows created": answer.json()["rows_created"],
        "/health/live meanwhile: asked": len(latencies),
        "/health/live meanwhile: median, ms": 1000 * latencies[len(latencies) // 2],
        "/health/live meanwhile: p99, ms": 1000 * latencies[len(latencies) * 99 // 100],
        "/health/live meanwhile: longest, ms": 1000 * latencies[-1],
        "/health/live alone: p99, ms": idle.percentile_ms(0.99),
    }


async def _ask_on(client: httpx.AsyncClient, latencies: list[float]) -> None:
    while True:
        began = time.perf_counter()
        (await client.get("/health/live")).raise_for_status()
        latencies.append(time.perf_counter() - began)
        await asyncio.sleep(PAUSE_S)
