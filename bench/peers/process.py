"""What every peer's process does: read what is asked, solve, write the order of visits and what it took."""

import argparse
from collections.abc import Callable
from pathlib import Path
from time import monotonic, process_time

import msgspec
from msgspec.structs import replace

from bench.routing_district import district
from routing.instance import Instance, VisitRef
from routing.questions import read_question

Orders = dict[str, list[VisitRef]]
Solve = Callable[[Instance, float, int], Orders]
"""Instance, seconds of the processor, seed: the visits of each vehicle that rides."""


class PeerAnswer(msgspec.Struct, frozen=True):
    """Orders of visits, and the seconds from the loaded instance to them, by processor and by clock."""

    orders: Orders
    cpu_s: float
    wall_s: float


def asked_instance(asked: str) -> Instance:
    """The question of a file, or `district 300 7`, or `district 300 7 without lunch`."""
    kind, *numbers = asked.split()
    if kind == "district":
        instance = district(int(numbers[0]), int(numbers[1]), is_strict=True)
        return without_lunch(instance) if "lunch" in numbers else instance
    return read_question(Path(asked)).instance


def without_lunch(instance: Instance) -> Instance:
    """For VROOM, whose insertion makes little of a lunch at a fixed hour between a desk's two windows."""
    return replace(instance, vehicles=tuple(replace(vehicle, breaks=()) for vehicle in instance.vehicles))


def run_peer(solve: Solve, name: str) -> None:
    """The process from start to end."""
    parser = argparse.ArgumentParser(prog=f"python -m bench.peers.{name}")
    parser.add_argument("asked")
    parser.add_argument("answer", type=Path)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    instance = asked_instance(options.asked)
    cpu_s, wall_s = process_time(), monotonic()
    orders = solve(instance, options.seconds, options.seed)
    answer = PeerAnswer(orders, process_time() - cpu_s, monotonic() - wall_s)
    options.answer.write_bytes(msgspec.json.encode(answer))
