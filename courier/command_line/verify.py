"""`courier verify`: an export checked with no server and no database. Exit code 1 where anything does not hold."""

import sys
from pathlib import Path

import rich_click as click

ROWS_SHOWN = 50
ReadableFile = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=ReadableFile)
@click.option(
    "--seen", type=ReadableFile, multiple=True, help="Điểm chốt, biên nhận hay tệp xuất đã giữ / kept from earlier."
)
@click.option("--server-key", help="Khoá của máy chủ đã biết (16 số hex, hoặc base64) / the server's known key.")
def verify(file: Path, seen: tuple[Path, ...], server_key: str | None) -> None:
    """Kiểm tra tệp chứng cứ, không cần máy chủ.

    Check an export: signatures, chains, checkpoints, both sides of each hand-over; what does not hold is named.
    """
    from courier.evidence.verify.check_log import key_names
    from courier.evidence.verify.model import CHECKS
    from courier.evidence.verify.verify_export import verify_export
    from courier.evidence.verify.words import group_faults, name_row, say_scope, unasked

    export, report = verify_export(file, seen, server_key)
    click.echo(f"{file} · khoá máy chủ / server key: {', '.join(key_names(export))}")
    click.echo("  {} / {}".format(*say_scope(export)))
    broken = {fault.check for fault in report.faults}
    for check, (vi, en) in CHECKS.items():
        count = report.checked[check]
        mark = "HỎNG" if check in broken else "đúng" if count else "—"
        click.echo(f"  {mark:4} {vi} / {en}: {count}")
    for vi, en in [*report.notes, *unasked(has_seen=bool(seen), has_key=server_key is not None)]:
        click.echo(f"  lưu ý / note: {vi} / {en}")
    rows = list(group_faults(report.faults).values())
    for faults in rows[:ROWS_SHOWN]:
        click.echo("  HỎNG {} / {}".format(*name_row(faults[0].row)))
        for fault in faults:
            click.echo(f"       {fault.vi} / {fault.en}")
    if len(rows) > ROWS_SHOWN:
        click.echo(f"  … {len(rows) - ROWS_SHOWN} nữa / more")
    if report.holds:
        click.echo("Tất cả đều đúng / Everything holds")
    else:
        click.echo(f"KHÔNG ĐÚNG ở {len(rows)} nơi / DOES NOT HOLD in {len(rows)} places")
        sys.exit(1)
