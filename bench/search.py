"""Procedures found by what people type, among two thousand, through HTTP."""

import asyncpg

from bench.load import drive, request
from bench.server import Bench
from courier.catalogue.import_procedures import import_procedures
from courier.catalogue.load_shipped import load_shipped
from courier.catalogue.read_procedures_file import HEADINGS
from courier.database import in_transaction, open_pool

PROCEDURES = 2_000
TYPED = (
    "khai%20sinh",
    "dang%20ky%20ket%20hon",
    "chung%20thuc%20ban%20sao",
    "so%20do",
    "giay%20phep%20xay%20dung",
    "dang%20ki%20khai%20shinh",
    "xac%20nhan%20tinh%20trang%20hon%20nhan",
    "tro%20cap",
    "1.0011",
    "c%C4%83n%20c%C6%B0%E1%BB%9Bc",
)
SEARCHES = 100


async def measure(bench: Bench) -> dict[str, float]:
    """one search at a time among 2,000 procedures, typed without accents and with slips (figure to reach: 50 ms)"""
    await _fill(bench)
    typed = [TYPED[place % len(TYPED)] for place in range(SEARCHES)]
    sent = [request("GET", f"/api/v1/citizen/procedures?text={text}", bench.host) for text in typed]
    load = await drive(bench.address, sent, 1)
    return {
        "median, ms": load.percentile_ms(0.5),
        "p95, ms": load.percentile_ms(0.95),
        "searches/s, one after another": load.per_second,
        "failures": load.failures,
    }


async def _fill(bench: Bench) -> None:
    """The shipped catalogue, made up to two thousand by names put together from its own words."""
    async with open_pool(bench.dsn, min_size=1, max_size=2) as pool:
        await in_transaction(pool, load_shipped)
        names = [row[0] for row in await pool.fetch("SELECT name FROM procedure ORDER BY procedure_code")]
        missing = PROCEDURES - len(names)
        if missing > 0:
            content = _made_up(names, missing)
            await in_transaction(pool, lambda connection: import_procedures(connection, None, content))
    owner = await asyncpg.connect(bench.owner_dsn)
    await owner.execute("ANALYZE procedure")
    await owner.close()


def _made_up(names: list[str], count: int) -> bytes:
    columns = ("procedure_code", "name", "field", "agency", "documents", "last_reviewed_on")
    rows = [";".join(HEADINGS[column][0] for column in columns)]
    for number in range(count):
        name = f"{names[number % len(names)]} trường hợp {number} {names[number * 7 % len(names)].lower()}"
        rows.append(f"DEMO-{number};{name};Hộ tịch;UBND cấp xã;Tờ khai | 1 bản chính;01/01/2026")
    return "\n".join(rows).encode()
