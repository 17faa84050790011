"""Run the planner in a process of its own: it keeps a core busy, and the server has requests to answer."""

import asyncio
import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from threading import Event
from time import monotonic
from typing import Final

from courier.errors import Overloaded
from routing import solve, warm
from routing.instance import Instance
from routing.plan import WALL_PER_SECOND, Limits, Plan, Progress

PATIENCE_S: Final = 60.0
"""How long past its limits the planner may take to make its first plan and say why it left jobs out."""
COMPILED_WITHIN_S: Final = 600.0
"""How long the very first plan after an installation or upgrade may wait for the compiler, where nobody ran it before
(`python -m routing warm`): half a minute of processor, on a busy machine many times that."""
_LOOK_EVERY_S: Final = 0.1


@dataclass(frozen=True)
class Watch:
    """Who follows a run of the planner. `on_progress` is called in another thread, some times a second."""

    on_progress: Callable[[Progress], None] = lambda _progress: None
    stop: Event = field(default_factory=Event)
    """Set: the planner ends at once with the best it has."""


async def solve_apart(
    instance: Instance, limits: Limits, watch: Watch | None = None, warm_start: Plan | None = None
) -> Plan:
    """The planner's answer, verified by nobody yet. Where the caller is cancelled, the planner is ended.

    Raises `Overloaded` where it does not answer within its limits and `PATIENCE_S`, or dies.
    """
    abandoned = Event()
    try:
        plan = await asyncio.to_thread(_solve_in_child, instance, limits, watch or Watch(), warm_start, abandoned)
    except asyncio.CancelledError:
        abandoned.set()
        raise
    if plan is None:
        raise Overloaded(
            "Bộ lập kế hoạch không trả lời kịp: hãy lập lại, hoặc mở thêm ca",
            "The planner did not answer in time: plan again, or open more shifts",
        )
    return plan


def _solve_in_child(
    instance: Instance, limits: Limits, watch: Watch, warm_start: Plan | None, abandoned: Event
) -> Plan | None:
    """Fork from a process that holds the planner and no thread (started with the first plan), wait, end the child."""
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload(["routing"])
    ours, theirs = forking.Pipe()
    child = forking.Process(target=_answer, args=(theirs, instance, limits, warm_start), daemon=True)
    child.start()
    theirs.close()
    try:
        return _hear_out(ours, WALL_PER_SECOND * (limits.seconds or 0.0) + PATIENCE_S, watch, abandoned)
    except (EOFError, OSError):
        return None
    finally:
        child.kill()
        child.join()
        ours.close()


def _hear_out(child: Pipe, within_s: float, watch: Watch, abandoned: Event) -> Plan | None:
    """The child's plan; None where it takes longer from when it is ready to think, or nobody waits for it any more."""
    is_told_to_stop = False
    until_s = monotonic() + COMPILED_WITHIN_S
    while monotonic() < until_s and not abandoned.is_set():
        if watch.stop.is_set() and not is_told_to_stop:
            child.send(None)
            is_told_to_stop = True
        if not child.poll(_LOOK_EVERY_S):
            continue
        said = child.recv()
        if isinstance(said, Plan):
            return said
        if said is None:
            until_s = monotonic() + within_s
        else:
            watch.on_progress(said)
    return None


def _answer(parent: Pipe, instance: Instance, limits: Limits, warm_start: Plan | None) -> None:
    """In the child: a word that it is ready, progress as it comes, then the plan. A word from the parent, or its death,
    ends the search."""
    warm()
    parent.send(None)
    parent.send(solve(instance, limits, warm_start, parent.send, _Ear(parent)))


class _Ear:
    """Whether the parent has said anything, asked of the system at most twenty times a second."""

    def __init__(self, parent: Pipe) -> None:
        self._parent = parent
        self._asked_s = 0.0

    def __call__(self) -> bool:
        if monotonic() - self._asked_s < 0.05:
            return False
        self._asked_s = monotonic()
        return self._parent.poll()
