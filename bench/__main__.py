"""Runs benchmarks by name and prints medians of ratios: `python -m bench [--rounds 5] [reads posts sync]`."""

import argparse
import asyncio
import os
import platform
import statistics
from collections.abc import Awaitable, Callable
from typing import Final

from bench import addresses, locate, posts, reads, search, sync
from bench.server import Bench, running

Benchmark = Callable[[Bench], Awaitable[dict[str, float]]]
"""One round: its figures by name."""

BENCHMARKS: Final[dict[str, Benchmark]] = {
    "reads": reads.measure,
    "posts": posts.measure,
    "sync": sync.measure,
    "search": search.measure,
    "locate": locate.measure,
    "addresses": addresses.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(BENCHMARKS)}; all by default")
    parser.add_argument("--rounds", type=int, default=5, help="rounds whose median is printed (default 5)")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(BENCHMARKS):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    print(f"{platform.processor() or platform.machine()} · {os.cpu_count()} cores · Python {platform.python_version()}")
    asyncio.run(_run(chosen.names or list(BENCHMARKS), chosen.rounds))


async def _run(names: list[str], rounds: int) -> None:
    async with running() as bench:
        for name in names:
            print(f"\n{name}: {(BENCHMARKS[name].__doc__ or '').strip().splitlines()[0]}")
            measured = [await BENCHMARKS[name](bench) for _ in range(rounds)]
            for figure in measured[0]:
                values = sorted(each[figure] for each in measured)
                print(
                    f"  {figure:<44} {statistics.median(values):>12,.2f}   ({values[0]:,.2f} … {values[-1]:,.2f})",
                    flush=True,
                )


if __name__ == "__main__":
    main()
