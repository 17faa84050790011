"""The cheapest spot is the cheapest of all spots that the oracle finds feasible."""

from collections.abc import Iterator

from hypothesis import HealthCheck, assume, given, settings

from routing import solve
from routing.engine.clockwork import NEVER
from routing.engine.insertion import cheapest_spot
from routing.engine.opening import solution_of
from routing.engine.problem import Problem, Task, compile_instance
from routing.engine.solution import Solution
from routing.engine.tour import Tour
from routing.instance import Instance, VisitRef
from routing.plan import Limits
from tests.routing.oracle import Oracle
from tests.routing.worlds import tiny_instances


def planned_but_one(instance: Instance) -> Iterator[tuple[Problem, Solution, Task]]:
    """A plan's solution with one of its served requests taken out, for each of them."""
    problem = compile_instance(instance)
    plan = solve(instance, Limits(iterations=5))
    for task in problem.tasks:
        solution = solution_of(problem, plan)
        if task.index not in solution.absent:
            solution.remove([task.index])
            yield problem, solution, task


def order_in(tour: Tour) -> list[VisitRef | None]:
    call = tour.rider.depot.node
    return [None if node == call else tour.problem.refs[node] for node in tour.sequence]


def cheapest_by_oracle(oracle: Oracle, tour: Tour, task: Task) -> int | None:
    vehicle = tour.rider.vehicle
    order = order_in(tour)
    request = oracle.instance.requests[task.index]
    costs = [
        oracle.cost(vehicle, longer) - oracle.cost(vehicle, order)
        for longer in oracle.insertions(vehicle, order, request)
        if oracle.can_ride(vehicle, longer)
    ]
    return min(costs, default=None)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(tiny_instances())
def test_the_cheapest_spot_is_the_cheapest_of_all_feasible_ones(instance: Instance) -> None:
    cases = list(planned_but_one(instance))
    assume(cases)
    oracle = Oracle(instance)
    for _, solution, task in cases:
        for tour in solution.tours:
            spot = cheapest_spot(tour, task, NEVER)
            assert (spot and spot.cost) == cheapest_by_oracle(oracle, tour, task)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(tiny_instances())
def test_a_spot_costs_what_its_tour_costs_more(instance: Instance) -> None:
    for _, solution, task in planned_but_one(instance):
        for tour in solution.tours:
            spot = cheapest_spot(tour, task, NEVER)
            if spot is not None:
                longer = tour.with_task(task, *spot[1:])
                assert longer.is_feasible()
                assert longer.cost - tour.cost == spot.cost
                assert cheapest_spot(tour, task, spot.cost) is None  # nothing is cheaper
