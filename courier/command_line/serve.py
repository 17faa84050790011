"""`courier serve`: the service over HTTP, on our own PostgreSQL or the operator's."""

import asyncio
import os
from pathlib import Path

import rich_click as click

ReadableFile = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--host", help="Địa chỉ nghe / address to listen on. [COURIER_HOST, 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="Cổng / port. [COURIER_PORT, 8000]")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Số tiến trình / processes.")
@click.option("--tls-cert", type=ReadableFile, help="Chứng thư HTTPS (PEM) / certificate for HTTPS.")
@click.option("--tls-key", type=ReadableFile, help="Khóa của chứng thư (PEM) / its key.")
def serve(host: str | None, port: int | None, workers: int, tls_cert: Path | None, tls_key: Path | None) -> None:
    """Chạy dịch vụ cho đến khi bấm Ctrl-C.

    Serve until Ctrl-C. Without DATABASE_URL our own PostgreSQL is started and brought to this version first.
    """
    from courier import embedded
    from courier.command_line.compile_ahead import compile_meanwhile
    from courier.settings import read_settings

    check_tls(tls_cert, tls_key)
    settings = read_settings()
    host, port = host or settings.host, port or settings.port
    scheme = "https" if tls_cert else "http"
    os.environ["COURIER_HOME"] = str(settings.home)
    os.environ["COURIER_HOST"], os.environ["COURIER_PORT"] = host, str(port)
    os.environ.setdefault("COURIER_BASE_URL", f"{scheme}://{host}:{port}")
    compile_meanwhile(settings.home)
    if settings.database_url:
        asyncio.run(_refuse_unless_migrated(settings.database_url))
        _listen(host, port, workers, tls_cert, tls_key)
        return
    with embedded.start(settings.home) as postgres:
        asyncio.run(_migrate(postgres.owner_dsn))
        _listen(host, port, workers, tls_cert, tls_key)


def check_tls(tls_cert: Path | None, tls_key: Path | None) -> None:
    """Raises a usage error where one of the two is missing."""
    if (tls_cert is None) != (tls_key is None):
        raise click.UsageError("--tls-cert và --tls-key phải đi cùng nhau / --tls-cert and --tls-key go together")


def _listen(host: str, port: int, workers: int, tls_cert: Path | None, tls_key: Path | None) -> None:
    from granian import Granian
    from granian.constants import Interfaces, SSLProtocols

    Granian(
        "api.app:create_app_from_environment",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        websockets=False,
        ssl_cert=tls_cert,
        ssl_key=tls_key,
        ssl_protocol_min=SSLProtocols.tls12,
        respawn_failed_workers=True,
    ).serve()


async def _migrate(owner_dsn: str) -> None:
    from courier.migrations import migrate

    await migrate(owner_dsn)


async def _refuse_unless_migrated(dsn: str) -> None:
    from courier.database import open_connection
    from courier.errors import NotReady
    from courier.migrations import is_migrated

    async with open_connection(dsn) as connection:
        if not await is_migrated(connection):
            raise NotReady(
                "Cơ sở dữ liệu chưa ở phiên bản của chương trình: hãy chạy `courier migrate`",
                "The database is not at this program's version: run `courier migrate`",
            )
