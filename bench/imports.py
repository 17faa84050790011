"""Files of 10,000 rows: a desk's list of results and a file of orders, from bytes to committed rows.

Beside the same rows copied by raw asyncpg into tables without a constraint, in the same run; addresses are those of
`bench.addresses`: Hà Nội where its files are found (COURIER_TEST_DATA), else a made province of as many communes.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Final, Literal, NamedTuple
from uuid import UUID

import asyncpg

from bench.addresses import find_division, write_addresses
from bench.server import Bench
from courier.clock import new_id
from courier.database import Connection, Pool, in_transaction, open_pool
from courier.fold import fold
from courier.intake.import_list import import_list
from courier.intake.list_files import write_list
from courier.intake.model import ListImported, ListRow
from courier.intake.orders.import_orders import import_orders
from courier.intake.orders.model import OrderRow, OrdersImported
from courier.intake.orders.order_files import write_orders
from courier.network.add_person import add_person
from courier.network.grant_role import grant_role
from courier.network.model import NewAgreement, NewOffice, NewPerson, OfficeKind, RoleGrant
from courier.network.open_office import open_office
from courier.network.sign_agreement import sign_agreement
from courier.network.statements import UPSERT_UNIT
from courier.spreadsheets import read_sheets

ROWS: Final = 10_000
SINCE: Final = date(2026, 1, 1)
PROVINCE: Final = "01"
DISTRICT: Final = "018"
"""Gia Lâm, of 22 communes, in the former division."""
TICK_S: Final = 0.005
Report = ListImported | OrdersImported

_LIST_TABLES: Final = ("party", "contact", "dossier", "job", "stated_amount", "imported_job")
_ORDER_TABLES: Final = ("party", "contact", "dossier", "job", "registered_return", "placed_order", "imported_order")
_FAMILIES: Final = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Bùi", "Đỗ", "Đặng")
_GIVEN: Final = ("An", "Bình", "Cường", "Dũng", "Đạt", "Giang", "Hạnh", "Khánh", "Lan", "Minh", "Oanh")
_PREFIXES: Final = ("90", "91", "98", "35", "77", "86")


class Desk(NamedTuple):
    """Whose file it is."""

    clerk: UUID
    desk_id: UUID


Import = Callable[[Connection, Desk, bytes], Awaitable[Report]]


async def measure(bench: Bench) -> dict[str, float]:
    """10,000 rows of results and of orders, from a file's bytes to committed rows, beside raw COPY of the same rows
    into tables without a constraint (figures to reach: list 2.5 s, orders 6 s)"""
    addresses = await fill_division(bench)
    figures: dict[str, float] = {}
    async with open_pool(bench.dsn, min_size=2, max_size=2) as pool:
        for form in ("xlsx", "csv"):
            desk = await in_transaction(pool, open_desk)
            results, orders = write_results(addresses, form), _write_orders(addresses, form)
            figures |= await _measure(bench, pool, desk, f"list, {form}", results, _import_list, _LIST_TABLES)
            figures |= await _measure(bench, pool, desk, f"orders, {form}", orders, _import_orders, _ORDER_TABLES)
    return figures


async def _measure(
    bench: Bench, pool: Pool, desk: Desk, name: str, content: bytes, act: Import, tables: tuple[str, ...]
) -> dict[str, float]:
    began = time.process_time()
    read_sheets(content)
    sheets_s = time.process_time() - began
    before = await _count(bench, tables)
    lags = asyncio.create_task(_watch_loop())
    began, cpu = time.perf_counter(), time.process_time()
    report = await in_transaction(pool, lambda connection: act(connection, desk, content))
    taken_s, cpu_s = time.perf_counter() - began, time.process_time() - cpu
    lags.cancel()
    longest_s = max(_lags, default=0.0)
    began = time.perf_counter()
    again = await in_transaction(pool, lambda connection: act(connection, desk, content))
    again_s = time.perf_counter() - began
    if report.rows_created != ROWS or again.rows_known != ROWS:
        raise AssertionError(f"{name}: {report.rows_created} made, {again.rows_known} known: {report.rejected[:3]}")
    copied_s = await _copy(bench, before)
    return {
        f"{name}: wall s": taken_s,
        f"{name}: own CPU s": cpu_s,
        f"{name}: of it the file's cells, CPU s": sheets_s,
        f"{name}: the same file again, wall s": again_s,
        f"{name}: event loop held at most, ms": 1000 * longest_s,
        f"{name}: raw COPY of its rows, s": copied_s,
        f"{name}: × of raw COPY": taken_s / copied_s,
    }


async def _import_list(connection: Connection, desk: Desk, content: bytes) -> Report:
    return await import_list(connection, desk.clerk, desk.desk_id, "bench", content)


async def _import_orders(connection: Connection, desk: Desk, content: bytes) -> Report:
    return await import_orders(connection, desk.clerk, desk.desk_id, "bench", content)


_lags: list[float] = []


async def _watch_loop() -> None:
    """How much later than asked the event loop comes round."""
    _lags.clear()
    while True:
        began = time.perf_counter()
        await asyncio.sleep(TICK_S)
        _lags.append(time.perf_counter() - began - TICK_S)


# What is imported, and for whom.


async def fill_division(bench: Bench) -> list[str]:
    """The whole division in the database; addresses in one former district and as many present communes, for a desk's
    file names few others."""
    former, present, districts = find_division()
    async with open_pool(bench.dsn, min_size=1, max_size=1) as pool:
        for unit in [*former, *present, *districts]:
            if not unit.code:  # the former file lacks some districts' codes
                continue
            ended = (unit.valid_from, unit.valid_to, unit.level, unit.unit_type, unit.name, fold(unit.name))
            await UPSERT_UNIT.run(pool, unit.code, *ended, unit.province_code, unit.district_code, "bench")
    near = [unit for unit in former if unit.district_code == DISTRICT]
    return write_addresses(near, present[-len(near) :], districts)


async def open_desk(connection: Connection, username: str | None = None, password_hash: str | None = None) -> Desk:
    """A desk of its own for each round, so that each makes its rows anew."""
    numbered = str(new_id())[-12:].upper()
    point = await open_office(connection, _office("point", f"P{numbered}", None))
    desk = await open_office(connection, _office("desk", f"D{numbered}", point.office_id))
    await sign_agreement(
        connection,
        NewAgreement(
            desk_id=desk.office_id,
            post_office_id=point.office_id,
            legs=["SEND", "RETURN", "SUPPLEMENT"],
            handover_mode="sealed",
            legal_basis="demo",
            valid_from=SINCE,
        ),
    )
    person = await add_person(
        connection, NewPerson(full_name="Nguyễn Văn An", province_code=PROVINCE, username=username), password_hash
    )
    await grant_role(
        connection,
        RoleGrant(person_id=person.person_id, role="desk_clerk", office_id=desk.office_id, valid_from=SINCE),
    )
    return Desk(person.person_id, desk.office_id)


def _office(kind: OfficeKind, code: str, served_by: UUID | None) -> NewOffice:
    return NewOffice(
        kind=kind,
        code=code,
        name="Bưu cục" if kind == "point" else "Một cửa",
        address="Trâu Quỳ",
        province_code=PROVINCE,
        lon=105.91,
        lat=21.01,
        phone="024 3827 6543",
        served_by_office_id=served_by,
    )


def write_results(addresses: list[str], form: Literal["xlsx", "csv"]) -> bytes:
    rows = [
        ListRow(
            dossier_code=f"H26.34-2611{at // 1000:02d}-{at:05d}",
            title="Cấp bản sao trích lục khai sinh",
            result="Trích lục khai sinh (bản sao)",
            full_name=_name(at),
            address=addresses[at],
            has_fee=at % 3 == 0,
            amount_vnd=26_000 if at % 3 == 0 else None,
            phone=_phone(at),
        )
        for at in range(ROWS)
    ]
    return write_list(rows, form)


def _write_orders(addresses: list[str], form: Literal["xlsx", "csv"]) -> bytes:
    rows = [
        OrderRow(
            kind="BOTH" if at % 4 == 0 else "RETURN" if at % 4 == 1 else "SEND",
            full_name=_name(at),
            phone=_phone(at),
            address=addresses[ROWS + at],
            title="Đăng ký hộ kinh doanh",
            reference=f"A-{at}",
            due_on=date(2026, 12, 1),
        )
        for at in range(ROWS)
    ]
    return write_orders(rows, form)


def _name(at: int) -> str:
    return f"{_FAMILIES[at % 8]} Văn {_GIVEN[at // 8 % 11]}"


def _phone(at: int) -> str:
    return f"+84{_PREFIXES[at % 6]}{1_000_000 + at * 7}"


# The same rows, bare.


async def _count(bench: Bench, tables: tuple[str, ...]) -> dict[str, int]:
    """How many rows each table has."""
    owner = await asyncpg.connect(bench.owner_dsn)
    try:
        return {table: await owner.fetchval(f"SELECT count(*) FROM {table}") for table in tables}
    finally:
        await owner.close()


async def _copy(bench: Bench, before: dict[str, int]) -> float:
    """Seconds to COPY as many rows of each table as the import made into bare ones, in one transaction."""
    owner = await asyncpg.connect(bench.owner_dsn)
    try:
        rows = {}
        for table, count in before.items():
            await owner.execute(
                f"DROP TABLE IF EXISTS bare_{table}; CREATE TABLE bare_{table} AS TABLE {table} LIMIT 0"
            )
            made = await owner.fetchval(f"SELECT count(*) FROM {table}") - count
            rows[table] = await owner.fetch(f"SELECT * FROM {table} LIMIT $1", made)
        began = time.perf_counter()
        async with owner.transaction():
            for table, records in rows.items():
                await owner.copy_records_to_table(f"bare_{table}", records=[tuple(record) for record in records])
        return time.perf_counter() - began
    finally:
        await owner.close()
