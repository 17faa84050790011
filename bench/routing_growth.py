"""How the planner grows from 100 to 10,000 jobs: `python -m bench.routing_growth [--jobs 100 300] [--write]`.

Districts of `bench.routing_district`, two threads, each size in a process of its own: when the first plan that serves
everybody stood, what it and the plan at the end cost for each job, and the most memory the process held, the compiled
search and the question included. Sizes around the limit are planned whole and by parts. `--write` puts the table and
the picture into `docs/`.
"""

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median
from time import process_time
from typing import Final

import msgspec

from bench.routing_district import district
from bench.routing_growth_plot import picture
from bench.server import Bench
from routing import solve, verify, warm
from routing.engine.decomposition.rounds import solve_by_parts
from routing.plan import Limits, Progress

SECONDS: Final[Mapping[int, float]] = {100: 5, 300: 10, 1_000: 15, 3_000: 30, 10_000: 60}
"""Of the processor, for each of two threads; of sizes between, what the next larger one gets."""
BOTH_WAYS: Final = (300, 1_000, 3_000)
"""Planned whole and by parts."""
THREADS: Final = 2
FIRST_SEED: Final = 400
"""No other bench, and nothing that was tuned, has seen these."""
DOCS: Final = Path(__file__).parent.parent / "docs"


class Grown(msgspec.Struct, frozen=True, kw_only=True):
    """One size, measured. `complete_*` is when everybody was served first: None where never."""

    jobs: int
    seed: int
    by_parts: bool
    seconds: float
    complete_cpu_s: float | None
    complete_clock_s: float | None
    complete_cost_s: int | None
    served: int
    cost_s: int
    iterations: int
    cpu_s: float
    clock_s: float
    peak_mb: float
    ready_mb: float


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.routing_growth", description=__doc__)
    parser.add_argument("--jobs", type=int, nargs="+", default=list(SECONDS))
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--share", type=float, default=1.0, help="of the seconds each size gets (default 1)")
    parser.add_argument("--write", action="store_true", help="put table and picture into docs/")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(msgspec.json.encode(_one(msgspec.json.decode(options.one, type=_Question))).decode())
        return
    told = list(_grown(options.jobs, options.seeds, options.share))
    if options.write:
        (DOCS / "planner_growth.svg").write_text(picture(_medians(told)), encoding="utf-8")
        (DOCS / "planner_growth.md").write_text(_page(told), encoding="utf-8")


async def measure(_bench: Bench) -> dict[str, float]:
    """The planner from 100 to 10,000 jobs; `python -m bench.routing_growth --write` renews docs/planner_growth.md."""
    figures: dict[str, float] = {}
    for each in _grown(list(SECONDS), 1, 1.0):
        name = f"{each.jobs} jobs{' by parts' if each.by_parts else ''}"
        figures[f"{name}: all served after, CPU s"] = each.complete_cpu_s or float("inf")
        figures[f"{name}: cost for each job, s"] = each.cost_s / each.jobs
        figures[f"{name}: memory, MB"] = each.peak_mb
    return figures


class _Question(msgspec.Struct, frozen=True):
    jobs: int
    seed: int
    by_parts: bool
    seconds: float


def _grown(sizes: Sequence[int], seeds: int, share: float) -> Iterator[Grown]:
    for jobs in sizes:
        allowed_s = share * SECONDS[min((size for size in SECONDS if size >= jobs), default=max(SECONDS))]
        ways = (False, True) if jobs in BOTH_WAYS else (jobs > max(BOTH_WAYS),)
        for seed in range(FIRST_SEED, FIRST_SEED + seeds):
            for by_parts in ways:
                each = _in_a_process(_Question(jobs, seed, by_parts, allowed_s))
                print(_line(each), flush=True)
                yield each


def _in_a_process(question: _Question) -> Grown:
    asked = [sys.executable, "-m", "bench.routing_growth", "--one", msgspec.json.encode(question).decode()]
    answered = subprocess.run(asked, capture_output=True, text=True, check=False)
    if answered.returncode:
        raise SystemExit(answered.stderr)
    return msgspec.json.decode(answered.stdout, type=Grown)


def _one(question: _Question) -> Grown:
    from routing.engine import solve as whole

    warm()
    ready_mb = _peak_mb()
    instance = district(question.jobs, question.seed)
    limits = Limits(seconds=question.seconds, threads=THREADS)
    began_s = process_time()
    complete: list[tuple[float, Progress]] = []
    last: list[Progress] = []

    def hear(progress: Progress) -> None:
        last[:] = [progress]
        if progress.served == progress.requests and not complete:
            complete.append((process_time() - began_s, progress))

    if question.by_parts:
        plan = solve_by_parts(instance, limits, on_progress=hear)
    else:
        whole.WHOLE_REQUESTS = max(question.jobs, whole.WHOLE_REQUESTS)
        plan = solve(instance, limits, on_progress=hear)
    cpu_s = process_time() - began_s
    if violations := verify(instance, plan):
        raise SystemExit(f"{instance.name}: {violations[:3]}")
    first = complete[0] if complete else None
    return Grown(
        jobs=question.jobs,
        seed=question.seed,
        by_parts=question.by_parts,
        seconds=question.seconds,
        complete_cpu_s=first and first[0],
        complete_clock_s=first and first[1].elapsed_s,
        complete_cost_s=first and first[1].cost.total_s,
        served=question.jobs - len(plan.unserved),
        cost_s=plan.cost.total_s,
        iterations=last[0].iterations,
        cpu_s=cpu_s,
        clock_s=last[0].elapsed_s,
        peak_mb=_peak_mb(),
        ready_mb=ready_mb,
    )


def _peak_mb() -> float:
    return getrusage(RUSAGE_SELF).ru_maxrss / 1024


def _line(each: Grown) -> str:
    way = "by parts" if each.by_parts else "whole"
    complete = "never" if each.complete_cpu_s is None else f"{each.complete_cpu_s:.2f} CPU s"
    return (
        f"{each.jobs:>6} jobs, seed {each.seed}, {way:<8} all served: {complete:>12} · after {each.cpu_s:.0f} CPU s"
        f" {each.served}/{each.jobs}, {each.cost_s / each.jobs:.1f} s a job, {each.iterations} steps,"
        f" {each.peak_mb:.0f} MB"
    )


def _medians(told: Sequence[Grown]) -> list[Grown]:
    """Of each size the way the planner itself chooses; its figures the medians over the seeds."""
    from routing.engine.solve import WHOLE_REQUESTS

    chosen = []
    for jobs in sorted({each.jobs for each in told}):
        of_size = [each for each in told if each.jobs == jobs]
        some = [each for each in of_size if each.by_parts == (jobs > WHOLE_REQUESTS)] or of_size
        complete = [each.complete_cpu_s for each in some if each.complete_cpu_s is not None]
        chosen.append(
            msgspec.structs.replace(
                some[0],
                complete_cpu_s=median(complete) if len(complete) == len(some) else None,
                cost_s=int(median(each.cost_s for each in some)),
                peak_mb=median(each.peak_mb for each in some),
            )
        )
    return chosen


HEADINGS: Final = (
    "việc / jobs",
    "mầm / seed",
    "cách / way",
    "đủ việc sau / all served after",
    "chi phí khi đó / cost then, s a job",
    "được xếp / served",
    "chi phí / cost, s a job",
    "CPU s",
    "bước / steps",
    "bộ nhớ / memory, MB",
)


def _page(told: Sequence[Grown]) -> str:
    day, load = datetime.now(UTC), os.getloadavg()[2]
    machine = f"{os.cpu_count()} × {platform.machine()}, {load:.1f}"
    return "\n".join(
        [
            "# Bộ lập tuyến lớn lên thế nào / How the planner grows",
            "",
            f"Đo {day:%d/%m/%Y} (lõi, tải: {machine}), hai luồng, bằng `./run python -m bench.routing_growth --write`.",
            "Huyện của `bench/routing_district.py` rộng 13 × 9 km dù ít hay nhiều việc. Mọi tuyến đều được soát lại.",
            f"Measured {day:%Y-%m-%d} (cores, load: {machine}), two threads; the seconds are the processor's.",
            "The districts measure 13 × 9 km whatever the number of jobs. All plans are verified.",
            f"Memory counts the compiled search, which takes {told[0].ready_mb:.0f} MB before any question.",
            "",
            "![Lớn lên / Growth](planner_growth.svg)",
            "",
            f"| {' | '.join(HEADINGS)} |",
            "|" + "---|" * len(HEADINGS),
            *map(_row, told),
            "",
        ]
    )


def _row(each: Grown) -> str:
    way = "từng phần / by parts" if each.by_parts else "cả ngày / whole"
    complete, then = "–", "–"
    if each.complete_cpu_s is not None and each.complete_clock_s is not None and each.complete_cost_s is not None:
        complete = f"{each.complete_cpu_s:.2f} s (by the clock {each.complete_clock_s:.1f})"
        then = f"{each.complete_cost_s / each.jobs:.1f}"
    return (
        f"| {each.jobs:,} | {each.seed} | {way} | {complete} | {then} | {each.served:,} | {each.cost_s / each.jobs:.1f}"
        f" | {each.cpu_s:.0f} | {each.iterations:,} | {each.peak_mb:.0f} |"
    )


if __name__ == "__main__":
    main()
