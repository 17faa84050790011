"""`courier simulate`: the proof of custody under faults, on a database and a server of its own."""

import asyncio
import logging
import signal
import sys

import rich_click as click


@click.command()
@click.option(
    "--dossiers", type=click.IntRange(1, 1_000_000), default=500, show_default=True, help="Số hồ sơ / dossiers."
)
@click.option("--phones", type=click.IntRange(4, 10_000), default=20, show_default=True, help="Số điện thoại / phones.")
@click.option(
    "--faults",
    default="all",
    show_default=True,
    help="all, none, hoặc danh sách cách nhau bởi dấu phẩy / or a comma-separated list.",
)
@click.option(
    "--seed",
    type=int,
    default=1,
    show_default=True,
    help="Cùng số, cùng việc và cùng lịch lỗi / replays acts and faults.",
)
@click.option(
    "--rounds", type=click.IntRange(1, 1_000), help="Số vòng / rounds. [theo số hồ sơ / by the number of dossiers]"
)
@click.option(
    "--minutes", type=click.FloatRange(min=0.1), help="Hết giờ thì dừng sau vòng đang làm / ends after that round."
)
@click.option("--json", "as_json", is_flag=True, help="In kết quả là một đối tượng JSON / print one JSON object.")
def simulate(
    dossiers: int, phones: int, faults: str, seed: int, rounds: int | None, minutes: float | None, as_json: bool
) -> None:
    """Điện thoại, quầy và một cửa làm việc dưới mọi lỗi; mô hình riêng xét xem ai đang giữ gì.

    Phones, counters and desks act under every fault; a model of its own says who holds what. Exit code 0 only where
    nothing is lost, ambiguous or differing, the cash agrees, and every fault fired.
    """
    import msgspec

    from courier.simulation.faults.check import Findings
    from courier.simulation.faults.schedule import ALL
    from courier.simulation.faults.simulate import Wishes
    from courier.simulation.faults.simulate import simulate as run

    named = {"all": ALL, "none": ()}.get(faults, tuple(filter(None, faults.split(","))))
    kinds = frozenset(named)
    if unknown := kinds - set(ALL):
        raise click.UsageError(
            f"--faults: không có / there is no {', '.join(sorted(unknown))}; có / there are: {', '.join(ALL)}"
        )

    def say(vi: str, en: str) -> None:
        click.echo(vi if vi == en else f"{vi} / {en}", err=True)

    async def until_told_to_end() -> Findings:
        task = asyncio.current_task()
        assert task is not None
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        return await run(Wishes(dossiers, phones, seed, kinds, rounds, minutes), say)

    logging.getLogger("asyncpg").setLevel(logging.CRITICAL)  # the database is killed on purpose
    findings = asyncio.run(until_told_to_end())
    if as_json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(findings), indent=2) + b"\n")
    else:
        for name in ("lost", "ambiguous", "differing", "cash_difference", "disputed_planted", "disputed_found"):
            click.echo(f"{name}: {getattr(findings, name)}")
        click.echo(f"faults: {findings.faults}")
    if not findings.holds:
        click.echo(
            f"HỎNG / FAILED: {findings.examples} {findings.server_errors} {findings.faults_never_fired}", err=True
        )
        sys.exit(1)
