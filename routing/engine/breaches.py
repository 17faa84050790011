"""What first stands in the way of riding visits in an order given: judged visit by visit, none of them moved."""

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from routing.engine.problem import Problem, Rider
from routing.engine.reasons import misses_of_tour, reason_of_vehicle
from routing.engine.tour import Tour
from routing.plan import Breach, Constraint, Reason


def breach_of_rider(problem: Problem, rider: Rider, sequence: Sequence[int]) -> Breach | None:
    """Of who makes the visits and in which order: skills, depot, pins, pairs, the locked head, the number of trips."""
    if tuple(sequence[: len(rider.head)]) != rider.head:
        return _breach(problem, rider, rider.head[0], Reason(constraint=Constraint.ORDER, alone=False))
    seen: set[int] = set(rider.head)
    for node in sequence[len(rider.head) :]:
        if node == rider.depot.node:
            continue
        task = problem.tasks[problem.task_of[node]]
        if (reason := reason_of_vehicle(problem, task, rider.index)) is not None:
            return _breach(problem, rider, node, reason)
        before = task.nodes[: task.nodes.index(node)] if node in task.nodes else task.nodes
        is_whole = node in task.nodes and set(task.nodes) <= {*sequence}
        if not (is_whole and set(before) <= seen):
            return _breach(problem, rider, node, Reason(constraint=Constraint.ORDER, alone=False))
        seen.add(node)
    trips = 1 + list(sequence).count(rider.depot.node)
    if trips > rider.max_trips:
        reason = Reason(constraint=Constraint.TRIPS, alone=False, needed=trips, available=rider.max_trips)
        return _breach(problem, rider, None, reason)
    return None


def breach_of_sequence(problem: Problem, rider: Rider, sequence: Sequence[int]) -> Breach | None:
    """Of time, load and distance: of the visits in order, the first with which the route does not hold any more.

    The sequence is one of this rider's (see `breach_of_rider`). The route up to each visit ends where routes end.
    """
    if Tour(problem, rider, sequence).is_feasible():
        return None
    for length in range(1, len(sequence) + 1):
        node = sequence[length - 1]
        if node == rider.depot.node:
            continue
        tour = Tour(problem, rider, sequence[:length])
        if not tour.is_feasible():
            struck = replace(problem.tasks[problem.task_of[node]], nodes=(node,))
            return _breach(problem, rider, node, misses_of_tour(tour, struck))
    return None


def _breach(problem: Problem, rider: Rider, node: int | None, reason: Reason) -> Breach:
    vehicle = rider.vehicle.id
    named = msgspec.structs.replace(reason, vehicle=vehicle)
    return Breach(vehicle=vehicle, visit=None if node is None else problem.refs[node], reason=named)
