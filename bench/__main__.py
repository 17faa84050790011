"""Runs benchmarks by name and prints medians of ratios: `python -m bench [--rounds 5] [reads posts sync]`."""

import argparse
import asyncio
import os
import platform
import statistics
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bench import (
    addresses,
    day,
    day_plan,
    imports,
    labels,
    locate,
    overload,
    posts,
    reads,
    routing_growth,
    search,
    start,
    sustained,
    sync,
    upload,
)
from bench.server import NOWHERE, Bench, serving, stored

Benchmark = Callable[[Bench], Awaitable[dict[str, float]]]
"""One round: its figures by name."""

BENCHMARKS: Final[dict[str, Benchmark]] = {
    "reads": reads.measure,
    "posts": posts.measure,
    "sync": sync.measure,
    "overload": overload.measure,
    "search": search.measure,
    "locate": locate.measure,
    "addresses": addresses.measure,
    "labels": labels.measure,
    "imports": imports.measure,
    "upload": upload.measure,
    "start": start.measure,
    "day_plan": day_plan.measure,
}
ONCE: Final[dict[str, Benchmark]] = {"day": day.measure, "growth": routing_growth.measure}
"""These take minutes: measured once, and only where asked for by name."""
LASTING: Final = "sustained"
"""Served like the others, for `--seconds`; once, and only where asked for by name."""
ALONE: Final = frozenset({"locate", "addresses", "start", "day_plan"})
"""These ask for nothing, or start what they need themselves."""
STORED: Final = frozenset({"imports"})
"""These ask a database, and no server."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"{', '.join(BENCHMARKS)}; all by default. {', '.join(ONCE)}, {LASTING}",
    )
    parser.add_argument("--rounds", type=int, default=5, help="rounds whose median is printed (default 5)")
    parser.add_argument("--seconds", type=int, default=120, help=f"how long {LASTING} lasts (default 120)")
    chosen = parser.parse_args()
    every = BENCHMARKS | ONCE | {LASTING: sustained.lasting(max(2 * sustained.SLICE_S, chosen.seconds))}
    if unknown := set(chosen.names) - set(every):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    print(f"{platform.processor() or platform.machine()} · {os.cpu_count()} cores · Python {platform.python_version()}")
    asyncio.run(_run(every, chosen.names or list(BENCHMARKS), chosen.rounds))


async def _run(every: Mapping[str, Benchmark], names: list[str], rounds: int) -> None:
    for name in [name for name in names if name in ONCE]:
        await _measure(name, every[name], 1, NOWHERE)
    for name in [name for name in names if name in ALONE]:
        await _measure(name, every[name], rounds, NOWHERE)
    stored_names = [name for name in names if name in STORED]
    served = [name for name in names if name not in ALONE | STORED | set(ONCE)]
    if not stored_names + served:
        return
    async with stored() as bench:
        for name in stored_names:
            await _measure(name, every[name], rounds, bench)
        if not served:
            return
        async with serving(bench):
            for name in served:
                await _measure(name, every[name], 1 if name == LASTING else rounds, bench)


async def _measure(name: str, benchmark: Benchmark, rounds: int, bench: Bench) -> None:
    print(f"\n{name}: {(benchmark.__doc__ or '').strip().splitlines()[0]}", flush=True)
    measured = [await benchmark(bench) for _ in range(rounds)]
    for figure in measured[0]:
        values = sorted(each[figure] for each in measured)
        print(
            f"  {figure:<52} {statistics.median(values):>12,.2f}   ({values[0]:,.2f} … {values[-1]:,.2f})",
            flush=True,
        )


if __name__ == "__main__":
    main()
