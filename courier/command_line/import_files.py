"""`courier import`: administrative units, their successions and boundaries, procedures, calendars, from files."""

import asyncio
import csv
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import rich_click as click

if TYPE_CHECKING:
    from courier.catalogue.calendars.model import CalendarsImported
    from courier.catalogue.model import ProceduresImported
    from courier.database import Connection
    from courier.errors import FieldError
    from courier.network.addresses.model import HamletsImported
    from courier.network.model import BoundariesImported, BoundaryKind, SuccessionsImported, UnitsImported

Report = TypeVar("Report")
Files = click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
Day = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


@click.group("import")
def import_files() -> None:
    """Nhập đơn vị hành chính và ranh giới từ tệp.

    Import administrative units and boundaries from files. Good rows are kept; bad ones go to FILE.rejected.csv.
    """


@import_files.command()
@Files
@click.option("--source", required=True, help="Nguồn số liệu / where the list comes from.")
@click.option("--valid-from", type=Day, help="Có hiệu lực từ, nếu tệp không ghi / first day, where rows do not say.")
@click.option("--valid-to", type=Day, help="Hết hiệu lực từ / first day no longer in force.")
def units(files: Sequence[Path], source: str, valid_from: datetime | None, valid_to: datetime | None) -> None:
    """Danh sách đơn vị hành chính: XLSX, CSV, GeoJSON.

    Lists of administrative units: XLSX, CSV, GeoJSON.
    """
    from courier.network.import_units import import_units

    starts, ends = valid_from and valid_from.date(), valid_to and valid_to.date()

    async def import_one(connection: "Connection", content: bytes) -> "UnitsImported":
        return await import_units(connection, content, source=source, valid_from=starts, valid_to=ends)

    for file in files:
        report = _import(file, import_one)
        click.echo(
            f"{file.name}: mới/new {report.created} · sửa/changed {report.changed} · "
            f"đã có/known {report.known} · lỗi/rejected {len(report.rejected)}"
        )
        _write_rejected(file, report.rejected)


@import_files.command()
@Files
@click.option("--valid-from", type=Day, required=True, help="Ngày hiệu lực của các đơn vị / the units' first day.")
@click.option(
    "--kind",
    type=click.Choice(["official", "simplified", "sketch"]),
    required=True,
    help="Chính thức, giản lược hay bản phác / how exact the lines are.",
)
def boundaries(files: Sequence[Path], valid_from: datetime, kind: "BoundaryKind") -> None:
    """Ranh giới của các đơn vị đã nhập: GeoJSON.

    Boundaries of units imported before: GeoJSON.
    """
    from courier.network.import_boundaries import import_boundaries

    async def import_one(connection: "Connection", content: bytes) -> "BoundariesImported":
        return await import_boundaries(connection, content, valid_from=valid_from.date(), kind=kind)

    for file in files:
        report = _import(file, import_one)
        click.echo(
            f"{file.name}: đã nhận/stored {report.stored} · đã có/known {report.known} · "
            f"lưu ý/notes {len(report.notes)} · lỗi/rejected {len(report.rejected)}"
        )
        _write_rejected(file, [*report.rejected, *report.notes])


@import_files.command()
@Files
@click.option("--source", required=True, help="Nghị quyết, nguồn số liệu / the resolution, where the table comes from.")
@click.option("--former-from", type=Day, required=True, help="Ngày hiệu lực của đơn vị cũ / former units' first day.")
@click.option("--present-from", type=Day, required=True, help="Ngày hiệu lực của đơn vị mới / later units' first day.")
def successions(files: Sequence[Path], source: str, former_from: datetime, present_from: datetime) -> None:
    """Bảng kế thừa: đơn vị cũ nào thành đơn vị mới nào: XLSX, CSV.

    Tables of which former units went into which later ones: XLSX, CSV.
    """
    from courier.network.import_successions import import_successions

    days = {"former_valid_from": former_from.date(), "present_valid_from": present_from.date()}

    async def import_one(connection: "Connection", content: bytes) -> "SuccessionsImported":
        return await import_successions(connection, content, **days, source=source)

    for file in files:
        report = _import(file, import_one)
        click.echo(
            f"{file.name}: đã nhận/stored {report.stored} · đã có/known {report.known} · "
            f"lỗi/rejected {len(report.rejected)}"
        )
        _write_rejected(file, report.rejected)


@import_files.command()
@Files
@click.option("--source", required=True, help="Nguồn số liệu / where the list comes from.")
@click.option("--province", required=True, help="Mã tỉnh, 2 chữ số / the province's code, 2 digits.")
@click.option(
    "--on", "on_day", type=Day, help="Xã theo ngày này; mặc định hôm nay / communes as of that day, else today."
)
def hamlets(files: Sequence[Path], source: str, province: str, on_day: datetime | None) -> None:
    """Danh sách thôn, tổ dân phố: XLSX, CSV.

    Lists of hamlets, with or without their positions: XLSX, CSV.
    """
    from courier.clock import today
    from courier.network.addresses.import_hamlets import import_hamlets

    async def import_one(connection: "Connection", content: bytes) -> "HamletsImported":
        on = on_day.date() if on_day else today()
        return await import_hamlets(connection, content, province_code=province, on=on, source=source)

    for file in files:
        report = _import(file, import_one)
        click.echo(
            f"{file.name}: mới/new {report.created} · sửa/changed {report.changed} · "
            f"đã có/known {report.known} · lưu ý/notes {len(report.notes)} · lỗi/rejected {len(report.rejected)}"
        )
        _write_rejected(file, [*report.rejected, *report.notes])


@import_files.command()
@Files
@click.option("--valid-from", type=Day, help="Áp dụng từ, nếu dòng không ghi / first day, where lines do not say.")
def procedures(files: Sequence[Path], valid_from: datetime | None) -> None:
    """Danh mục thủ tục với thành phần hồ sơ: XLSX, CSV. Dòng lỗi vào FILE.can-sua.xlsx.

    Procedures with their checklists: XLSX, CSV. Lines to mend go to FILE.can-sua.xlsx.
    """
    from courier.catalogue.import_procedures import get_rejected_file, import_procedures

    async def import_one(connection: "Connection", content: bytes) -> "tuple[ProceduresImported, bytes]":
        starts = valid_from.date() if valid_from else None
        report = await import_procedures(connection, None, content, valid_from=starts)
        return report, await get_rejected_file(connection, report.import_id) if report.rejected else b""

    for file in files:
        report, to_mend = _import(file, import_one)
        click.echo(
            f"{file.name}: mới/new {report.created} · sửa/changed {report.changed} · rà soát/reviewed "
            f"{report.reviewed} · đã có/known {report.known} · lỗi/rejected {len(report.rejected)}"
        )
        _write_rejected(file, report.rejected)
        if to_mend:
            beside = file.with_name(f"{file.name}.can-sua.xlsx")
            beside.write_bytes(to_mend)
            click.echo(f"→ {beside}")


@import_files.command()
@Files
def calendars(files: Sequence[Path]) -> None:
    """Lịch làm việc: giờ trong tuần, hoặc ngày nghỉ, nghỉ bù, làm bù. XLSX, CSV.

    Calendars: the week's hours, or days off, in lieu and swapped; the headings say which. XLSX, CSV.
    """
    from courier.catalogue.calendars.import_calendars import import_calendar_table

    async def import_one(connection: "Connection", content: bytes) -> "CalendarsImported":
        return await import_calendar_table(connection, content)

    for file in files:
        report = _import(file, import_one)
        click.echo(
            f"{file.name}: mới/new {report.created} · sửa/changed {report.changed} · đã có/known {report.known} · "
            f"lưu ý/notes {len(report.notes)} · lỗi/rejected {len(report.rejected)}"
        )
        _write_rejected(file, [*report.rejected, *report.notes])


def _import(file: Path, act: "Callable[[Connection, bytes], Awaitable[Report]]") -> Report:
    """Import one file in a transaction on the operator's database, or on our own, started for it."""
    from courier import embedded
    from courier.database import in_transaction, open_pool
    from courier.settings import read_settings

    content = file.read_bytes()

    async def run(dsn: str) -> Report:
        async with open_pool(dsn, min_size=1, max_size=2) as pool:
            return await in_transaction(pool, lambda connection: act(connection, content))

    settings = read_settings()
    if settings.database_url:
        return asyncio.run(run(settings.database_url))
    with embedded.start(settings.home) as postgres:
        return asyncio.run(run(postgres.dsn()))


def _write_rejected(file: Path, rejected: "Sequence[FieldError]") -> None:
    """Beside the file: what to look at, line by line; nothing where nothing is wrong."""
    if not rejected:
        return
    beside = file.with_name(f"{file.name}.rejected.csv")
    with beside.open("w", encoding="utf-8-sig", newline="") as handle:
        rows = csv.writer(handle, delimiter=";")
        rows.writerow(["Dòng", "Trường", "Giá trị", "Lỗi", "Cách sửa", "Problem", "Remedy"])
        rows.writerows(
            [e.line or "", e.field, e.value or "", e.message_vi, e.remedy_vi, e.message_en, e.remedy_en]
            for e in rejected
        )
    click.echo(f"→ {beside}")
