"""`courier export`: custody as evidence for others, in one file."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID

import rich_click as click

if TYPE_CHECKING:
    from courier.database import Pool
    from courier.evidence.export.model import Scope


@click.group()
def export() -> None:
    """Xuất chứng cứ ra tệp.

    Export evidence to files.
    """


@export.command()
@click.argument("what", metavar="ITEM|RANGE|ALL")
@click.option("--office", type=click.UUID, help="Chỉ bưu gửi của bưu cục này / items of this office only.")
@click.option(
    "-o", "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Tệp ghi ra / the file."
)
@click.option("--epcis", is_flag=True, help="Ghi dạng EPCIS 2.0 (JSON-LD) / write EPCIS 2.0 instead.")
@click.option("--seen", type=int, multiple=True, metavar="N", help="Số điểm chốt đã có / checkpoint seen before.")
def custody(what: str, office: UUID | None, out: Path, epcis: bool, seen: tuple[int, ...]) -> None:
    """Đường đi có chứng cứ của một bưu gửi (mã tra cứu), của các ngày (2026-11-01..2026-11-30), hoặc toàn bộ (ALL).

    Custody of one item (tracking code or id), of days (2026-11-01..2026-11-30), or of all. Check it: `courier verify`.
    """
    from courier.evidence.epcis import write_epcis
    from courier.evidence.export.read_scope import read_scope
    from courier.evidence.export.write_export import find_items, write_export
    from courier.network.identity.server_key import open_server_key
    from courier.settings import read_settings

    try:
        scope = read_scope(what, office)
    except ValueError as problem:
        raise click.UsageError(str(problem)) from problem
    settings = read_settings()

    async def run(file: BinaryIO) -> int:
        async with _database() as pool:
            items = await find_items(pool, scope if not epcis else _with_days(scope), None)
            key = open_server_key(settings.home)
            async for line in write_export(pool, key, scope, items, seen) if not epcis else write_epcis(pool, items):
                file.write(line)
            return len(items)

    draft = out.with_name(f".{out.name}.new")
    try:
        with draft.open("wb") as file:
            count = asyncio.run(run(file))
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
    click.echo(f"{out}: {'toàn bộ / all' if scope.is_whole else count}")


def _with_days(scope: "Scope") -> "Scope":
    """EPCIS knows items only: the whole log is the items of all days."""
    from courier.evidence.export.model import Scope

    return Scope(from_day=date(2000, 1, 1), to_day=date(9000, 1, 1)) if scope.is_whole else scope


@asynccontextmanager
async def _database() -> "AsyncIterator[Pool]":
    from courier import embedded
    from courier.database import open_pool
    from courier.settings import read_settings

    settings = read_settings()
    if settings.database_url:
        async with open_pool(settings.database_url, min_size=1, max_size=2) as pool:
            yield pool
        return
    with embedded.start(settings.home) as postgres:
        async with open_pool(postgres.dsn(), min_size=1, max_size=2) as pool:
            yield pool
