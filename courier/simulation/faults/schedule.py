"""Which fault strikes in which round, and whom: drawn from the seed alone."""

from random import Random
from typing import Final, NamedTuple

from courier.simulation.faults.dying import CRASH_POINTS

OF_MACHINE: Final = (
    "api_worker_killed",
    "postgres_killed",
    "server_killed",
    "database_cut",
    "database_slow",
    "database_black_holed",
    "disk_full",
    "server_clock_jump",
)
OF_AIR: Final = ("answer_lost", "connection_broken", "batch_duplicated", "batch_reordered", "batch_delayed")
OF_PHONES: Final = (
    *CRASH_POINTS,
    "phone_offline",
    "phone_clock_wrong",
    "phone_clock_jump",
    "phone_lost",
    "phone_replaced",
)
OVERLOAD: Final = "overload"
"""Comes of the black hole: a crowd asks a service that has no free connection."""
RESTORED: Final = "server_restored"
"""PostgreSQL dies and is brought back from a backup, to before what phones were told is saved; after all else."""
NO_SUCH_PROCESS: Final = {
    "background_worker_killed": "no process of custody runs in the background: checkpoints, live events and plan runs "
    "are tasks of the process that serves, killed with it by api_worker_killed and server_killed; only a planner's "
    "search has a child of its own, which keeps nothing, and this day makes no plan"
}
ALL: Final = (*OF_MACHINE, OVERLOAD, RESTORED, *OF_AIR, *OF_PHONES, *NO_SUCH_PROCESS)


class Blow(NamedTuple):
    """One fault of the machine: in which round, and after which share of that round's uploads has begun."""

    round: int
    kind: str
    after: float


def draw_blows(random: Random, kinds: frozenset[str], rounds: int) -> list[Blow]:
    """Each of the machine's faults, killings once more for each ten rounds, over the first rounds of the day."""
    wanted = [kind for kind in OF_MACHINE if kind in kinds]
    if OVERLOAD in kinds and "database_black_holed" not in wanted:
        wanted.append("database_black_holed")
    wanted += [kind for kind in wanted if kind.endswith("_killed")] * (rounds // 10)
    random.shuffle(wanted)
    last = max(rounds * 2 // 3, 1)
    blows = [Blow(at * last // len(wanted), kind, random.uniform(0.1, 0.6)) for at, kind in enumerate(wanted)]
    return [*blows, Blow(min(last, rounds - 1), RESTORED, 1.0)] if RESTORED in kinds else blows
