"""The shortlist of tours against the insertion it spares: on tiny instances of every kind."""

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.check import check
from routing.engine.clockwork import NEVER
from routing.engine.insertion import cheapest_spot
from routing.engine.problem import compile_instance
from routing.engine.shortlist import Shortlist
from routing.engine.solution import Solution
from routing.instance import Instance
from tests.routing.worlds import tiny_instances


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(instance=tiny_instances(most_requests=7), seed=st.integers(0, 9), some=st.sets(st.integers(0, 6), max_size=4))
def test_a_tour_never_costs_less_than_its_bound_and_none_that_fits_is_struck_off(
    instance: Instance, seed: int, some: set[int]
) -> None:
    if check(instance):
        return
    problem = compile_instance(instance)
    solution = Solution(problem)
    for index in Random(seed).sample(sorted(solution.absent), len(solution.absent)):
        place = solution.cheapest_place(problem.tasks[index])
        if place is not None:
            solution.insert(problem.tasks[index], *place)
    solution.remove(some & {index for index, rider in enumerate(solution.rider_of) if rider is not None})
    shortlist = Shortlist(problem, solution.tours)
    for index in solution.absent:
        task = problem.tasks[index]
        for tour, bound in zip(solution.tours, shortlist.prospects(task).least, strict=True):
            spot = cheapest_spot(tour, task, NEVER)
            assert spot is None or bound <= spot.cost
