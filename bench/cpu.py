"""CPU time by process, from Linux's /proc: what a piece of work costs, however busy the machine is with others'."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TICKS_A_SECOND: Final = os.sysconf("SC_CLK_TCK")


@dataclass
class Spent:
    """CPU seconds spent between the beginning and the end of a piece of work."""

    service_s: float = 0.0
    postgres_s: float = 0.0
    generator_s: float = 0.0

    def a_piece_ms(self, pieces: float) -> dict[str, float]:
        """Milliseconds of CPU each of so many pieces cost, by who spent them."""
        return {
            "service's CPU, ms": self.service_s * 1000 / pieces,
            "PostgreSQL's CPU, ms": self.postgres_s * 1000 / pieces,
            "generator's CPU, ms": self.generator_s * 1000 / pieces,
            "all CPU, ms": (self.service_s + self.postgres_s + self.generator_s) * 1000 / pieces,
        }


@contextmanager
def spending(service_pid: int | None, postgres_pid: int | None) -> Iterator[Spent]:
    """What the trees of these two processes and this process itself spend meanwhile; None is a process not there."""
    spent = Spent()
    before = tree_s(service_pid), tree_s(postgres_pid), own_s()
    try:
        yield spent
    finally:
        spent.service_s = tree_s(service_pid) - before[0]
        spent.postgres_s = tree_s(postgres_pid) - before[1]
        spent.generator_s = own_s() - before[2]


def own_s() -> float:
    """CPU seconds of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def tree_s(root: int | None) -> float:
    """CPU seconds of a process and all below it, with those that have ended (each is counted by whoever awaited it)."""
    if root is None:
        return 0.0
    used, children = _processes()
    waiting, ticks = [root], 0
    while waiting:
        pid = waiting.pop()
        ticks += used.get(pid, 0)
        waiting += children.get(pid, [])
    return ticks / TICKS_A_SECOND


def _processes() -> tuple[dict[int, int], dict[int, list[int]]]:
    """Of every living process: its own and its ended children's ticks; and its living children."""
    used: dict[int, int] = {}
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            told = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        pid = int(folder.name)
        used[pid] = sum(int(field) for field in told[11:15])  # utime, stime, cutime, cstime: proc_pid_stat(5)
        children.setdefault(int(told[1]), []).append(pid)
    return used, children
