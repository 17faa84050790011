"""`courier demo`: a day of four communes, ridden by simulated phones through the public API."""

import sys
from pathlib import Path

import rich_click as click

from courier.command_line.serve import ReadableFile, check_tls


@click.command()
@click.option("--headless", is_flag=True, help="Chạy nhanh đến hết ngày rồi thoát / run to the end, then exit.")
@click.option(
    "--day",
    type=click.Choice(["small", "ordinary", "peak"]),
    help="13, 96 hay 600 đơn / size of the day. [ordinary; peak where --headless]",
)
@click.option("--pace", type=click.FloatRange(min=1), help="Số giây của ngày trong một giây / speed of the day.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả là một đối tượng JSON / print one JSON object.")
@click.option("--fresh", is_flag=True, help="Xoá dữ liệu chạy thử trước / delete the demo's data first.")
@click.option("--port", type=click.IntRange(1, 65535), help="Cổng / port. [COURIER_PORT, 8000]")
@click.option("--tls-cert", type=ReadableFile, help="Chứng thư HTTPS (PEM), để thử trên điện thoại / certificate.")
@click.option("--tls-key", type=ReadableFile, help="Khóa của chứng thư (PEM) / its key.")
def demo(
    headless: bool,
    day: str | None,
    pace: float | None,
    as_json: bool,
    fresh: bool,
    port: int | None,
    tls_cert: Path | None,
    tls_key: Path | None,
) -> None:
    """Một ngày của bốn xã: danh sách, tuyến, bưu tá, phát, tiền.

    A day of four communes: lists, routes, carriers, delivery, money. Each run takes the next working day.
    """
    check_tls(tls_cert, tls_key)
    if as_json and not headless:
        raise click.UsageError("--json cần --headless / --json needs --headless")
    from courier.command_line.demo_run import Wishes, run_demo

    wishes = Wishes(
        headless, as_json, fresh, port, tls_cert, tls_key, day or ("peak" if headless else "ordinary"), pace
    )
    sys.exit(run_demo(wishes))
