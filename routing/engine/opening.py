"""An instance and a plan made ready for the engine: judged, compiled, the plan's routes stood on."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from routing.check import check
from routing.engine.breaches import breach_of_sequence
from routing.engine.problem import Problem, compile_instance
from routing.engine.solution import Solution
from routing.errors import InvalidInstance
from routing.errors import Problem as Mistake
from routing.instance import Instance
from routing.plan import Plan
from routing.travel import with_matrices


def judge_instance(instance: Instance) -> None:
    """Raises InvalidInstance with every problem found."""
    if problems := check(instance):
        raise InvalidInstance(problems)


LARGEST_MATRIX = 2_000
"""Places of which each leg is known before a plan is changed by hand; of more it is worked out when asked for."""


def open_problem(instance: Instance, *, to_search: bool = True) -> Problem:
    """The instance ready for search, or for changes by hand only. Raises InvalidInstance with every problem found.

    Locked visits that can no longer be made in their order are a contradiction of the instance too.
    """
    judge_instance(instance)
    needs_legs_only = not to_search and not instance.travel and len(instance.places) > LARGEST_MATRIX
    problem = compile_instance(instance if needs_legs_only else with_matrices(instance))
    if problems := list(broken_heads(problem, range(len(problem.riders)))):
        raise InvalidInstance(problems)
    return problem


def broken_heads(problem: Problem, numbers: Sequence[int]) -> Iterator[Mistake]:
    """Locked visits that can no longer be made in their order; `numbers` are the vehicles' in the instance told of."""
    for rider in problem.riders:
        breach = breach_of_sequence(problem, rider, rider.head) if rider.head else None
        if breach is not None and breach.visit is not None:
            told = f"{breach.visit.request!r}, {breach.reason.constraint.value}"
            figures = f"{breach.reason.needed} > {breach.reason.available}"
            yield Mistake(
                f"vehicles[{numbers[rider.index]}].locked",
                f"không làm kịp theo thứ tự đã khóa ({told}: {figures}): bỏ khóa các điểm chưa làm",
                f"cannot be made in the locked order ({told}: {figures}): unlock the visits not done",
            )


def solution_of(problem: Problem, plan: Plan | None) -> Solution:
    """The plan's routes without what is no longer asked for or no longer allowed; an impossible route is dropped."""
    solution = Solution(problem)
    if plan is None:
        return solution
    node_of = {ref: node for node, ref in enumerate(problem.refs)}
    rider_of = {rider.vehicle.id: rider.index for rider in problem.riders}
    for route in plan.routes:
        rider = rider_of.get(route.vehicle)
        if rider is None:
            continue
        riding = problem.riders[rider]
        trips = [
            [node_of[planned.visit] for stop in trip.stops for planned in stop.visits if planned.visit in node_of]
            for trip in route.trips
        ]
        nodes = list(chain.from_iterable(trips))
        kept = [[node for node in trip if _may_stand(problem, solution, rider, node, nodes)] for trip in trips]
        sequence = chain.from_iterable([riding.depot.node, *trip] for trip in kept)
        solution.ride(rider, [*riding.head, *islice(sequence, 1, None)])
    return solution


def _may_stand(problem: Problem, solution: Solution, rider: int, node: int, nodes: list[int]) -> bool:
    """Whether the node's task is the rider's to take, not yet taken, and here in its whole order."""
    task = problem.tasks[problem.task_of[node]]
    return (
        rider in task.riders
        and task.index in solution.absent
        and node in task.nodes
        and [other for other in nodes if other in task.nodes] == list(task.nodes)
    )
