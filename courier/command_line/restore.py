"""`courier restore`: a home's database brought back to an instant that a backup covers."""

import asyncio
from datetime import datetime
from pathlib import Path

import rich_click as click


class Instant(click.ParamType):  # type: ignore[type-arg]
    """A time of the clock on the wall in Vietnam, or one that names its zone."""

    name = "TIME"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        from courier.clock import VIETNAM

        if isinstance(value, datetime):
            return value
        try:
            given = datetime.fromisoformat(str(value).strip())
        except ValueError:
            self.fail(
                f"“{value}” không đọc được, ghi như 2026-11-22 14:03:05 (giờ Việt Nam) / "
                "not a time; write it like 2026-11-22 14:03:05 (Vietnam time)",
                param,
                ctx,
            )
        return given if given.tzinfo else given.replace(tzinfo=VIETNAM)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
@click.option(
    "--to", type=Instant(), help="Về lúc nào, giờ Việt Nam; không ghi: tới hết / back to when; else all of it."
)
@click.option(
    "--keys",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Thư mục có server_key.pem và server.secret / folder of the server's keys.",
)
@click.option("--without-keys", is_flag=True, help="Mất khoá: mọi máy phải đăng ký lại / keys lost: enrol all anew.")
@click.option("--mark-restored", is_flag=True, help="Chỉ ghi là đã khôi phục bằng công cụ khác / only note a restore.")
def restore(
    folder: Path | None, to: datetime | None, keys: Path | None, without_keys: bool, mark_restored: bool
) -> None:
    """Khôi phục từ FOLDER vào COURIER_HOME; dữ liệu đang có được để sang bên, không xoá. Dừng dịch vụ trước.

    Restore from FOLDER into COURIER_HOME; data that is there is set aside, not deleted. Stop the service first.
    """
    from courier.backup.restore_backup import mark_restored as mark
    from courier.backup.restore_backup import restore_backup
    from courier.clock import VIETNAM
    from courier.settings import read_settings

    settings = read_settings()
    if mark_restored:
        if not settings.database_url:
            raise click.UsageError("--mark-restored cần DATABASE_URL / --mark-restored needs DATABASE_URL")
        name = str(folder) if folder else "DATABASE_URL"
        click.echo(f"incarnation {asyncio.run(mark(settings.database_url, to, name))}")
        return
    if folder is None or settings.database_url:
        raise click.UsageError(
            "Cần FOLDER, và DATABASE_URL phải bỏ trống / FOLDER is needed, and DATABASE_URL must be empty"
        )
    done = asyncio.run(restore_backup(folder.absolute(), settings.home, to, keys=keys, without_keys=without_keys))
    reached = to or done.reached_at
    when = f"{reached.astimezone(VIETNAM):%Y-%m-%d %H:%M:%S}" if reached else "—"
    click.echo(f"Đã về lúc / restored to {when} (giờ Việt Nam) ← {done.base}")
    if done.set_aside:
        click.echo(f"Dữ liệu cũ để ở / what was there before: {done.set_aside}")
    click.echo(f"Tệp/files +{done.files_copied} · incarnation {done.incarnation_id}")
    for digest in done.files_missing:
        click.echo(f"Thiếu tệp, sẽ hỏi lại điện thoại / file missing, phones are asked again: {digest}")
    click.echo("Chạy `courier serve`; điện thoại gửi lại phần 7 ngày qua / phones offer the last 7 days again")
