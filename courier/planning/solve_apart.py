"""Run the planner in a process of its own: it keeps a core busy, and the server has requests to answer."""

import asyncio
import multiprocessing
from multiprocessing.connection import Connection as PlanSender
from typing import Final

from courier.errors import Overloaded
from routing import solve
from routing.instance import Instance
from routing.plan import Limits, Plan

PATIENCE_S: Final = 60.0
"""How long past its limits the planner may take to start, and to work out why it left jobs out."""


async def solve_apart(instance: Instance, limits: Limits) -> Plan:
    """The planner's answer, verified by nobody yet.

    Raises `Overloaded` where it does not answer within its limits and `PATIENCE_S`, or dies.
    """
    plan = await asyncio.to_thread(_solve_in_child, instance, limits)
    if plan is None:
        raise Overloaded(
            "Bộ lập kế hoạch không trả lời kịp: hãy lập lại, hoặc mở thêm ca",
            "The planner did not answer in time: plan again, or open more shifts",
        )
    return plan


def _solve_in_child(instance: Instance, limits: Limits) -> Plan | None:
    """Fork from a process that holds the planner and no thread (started with the first plan), wait, end the child."""
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload(["routing"])
    receiver, sender = forking.Pipe(duplex=False)
    child = forking.Process(target=_answer, args=(sender, instance, limits), daemon=True)
    child.start()
    sender.close()
    try:
        return receiver.recv() if receiver.poll((limits.seconds or 0.0) + PATIENCE_S) else None
    except EOFError:
        return None
    finally:
        child.kill()
        child.join()
        receiver.close()


def _answer(sender: PlanSender, instance: Instance, limits: Limits) -> None:
    sender.send(solve(instance, limits))
