"""`courier backup`: all state into a folder, so that any second of it can be brought back."""

import asyncio
import os
import time
from pathlib import Path

import rich_click as click


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--base", is_flag=True, help="Lấy bản sao toàn bộ mới / take a whole copy now.")
@click.option(
    "--every",
    type=click.IntRange(5, 86_400),
    metavar="SECONDS",
    help="Lặp lại mỗi ngần ấy giây / go on, each so often.",
)
def backup(folder: Path, base: bool, every: int | None) -> None:
    """Sao lưu cơ sở dữ liệu, tệp bằng chứng, cài đặt vào FOLDER; chạy lại thì chỉ thêm phần mới.

    Back up the database, proof files and settings into FOLDER; run again it adds what is new. Keys are named, and
    copied only where COURIER_BACKUP_KEYS=yes.
    """
    from courier import embedded
    from courier.backup.take_backup import take_backup
    from courier.clock import VIETNAM
    from courier.embedded.programs import find_programs
    from courier.settings import read_settings

    settings = read_settings()

    def take(dsn: str, programs: Path, *, with_base: bool) -> None:
        taken = asyncio.run(take_backup(settings, folder.absolute(), dsn, programs, os.environ, base=with_base))
        if taken.base:
            click.echo(f"Bản sao toàn bộ / whole copy: {taken.base}")
        reached = f"{taken.run.reached_at.astimezone(VIETNAM):%Y-%m-%d %H:%M:%S}"
        click.echo(f"Đủ tới / complete until {reached} (giờ Việt Nam) · tệp/files +{taken.files_copied}")

    def go_on(dsn: str, programs: Path) -> None:
        take(dsn, programs, with_base=base)
        while every:
            time.sleep(every)
            take(dsn, programs, with_base=False)

    if settings.database_url:
        go_on(settings.database_url, find_programs())
    else:
        with embedded.start(settings.home) as postgres:
            postgres.let_backups_in()
            go_on(postgres.superuser_dsn, postgres.programs)
