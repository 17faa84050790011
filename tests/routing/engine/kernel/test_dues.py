"""Overtime, lateness and imbalance in the kernel: the judge's costs and places, on every drawn world and route."""

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.engine.solution import Solution
from routing.instance import Instance
from tests.routing.engine.kernel.test_kernel import assert_alike, cheapest, filled, opened, standing_on
from tests.routing.worlds import priced_instances

drawn = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


@drawn
@given(priced_instances(), st.integers(0, 1000))
def test_what_is_owed_is_the_judges(instance: Instance, seed: int) -> None:
    solution = filled(opened(instance), Random(seed))
    run = standing_on(solution)
    assert_alike(solution, run)
    for rider, tour in enumerate(solution.tours):
        row = run.state.row_of[rider]
        assert run.state.rows[row, 5] == tour.overtime_s + tour.late_s
        if instance.costs.imbalance_percent:
            assert run.state.rows[row, 7] == tour.burden_s
    assert run.state.figures[8] == solution.imbalance_s


@drawn
@given(priced_instances(), st.integers(0, 1000))
def test_the_cheapest_place_with_all_that_is_owed_is_the_judges(instance: Instance, seed: int) -> None:
    solution = filled(opened(instance), Random(seed))
    run = standing_on(solution)
    for index in sorted(solution.absent):
        ceiling = 1 << 50
        assert run.cheapest_cost(index, ceiling) == cheapest(solution, solution.problem.tasks[index], ceiling)


@drawn
@given(priced_instances(), st.integers(0, 1000))
def test_a_search_counts_what_is_owed_as_the_judge_does_all_the_way(instance: Instance, seed: int) -> None:
    problem = opened(instance)
    run = standing_on(Solution(problem), seed)
    run.build()
    for share in range(10):
        run.step(10, share / 10, (share + 1) / 10)
        for sequences, cost in ((run.current(), run.current_cost), (run.best(), run.best_cost)):
            solution = Solution(problem)
            for rider, sequence in sequences.items():
                solution.ride_exactly(rider, sequence)
            assert solution.cost == cost
