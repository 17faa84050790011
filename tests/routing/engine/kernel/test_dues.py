"""Overtime, lateness and imbalance in the kernel: the judge's costs and places, on every drawn world and route."""

from datetime import UTC, datetime
from random import Random

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.engine.problem import compile_instance
from routing.engine.solution import Solution
from routing.instance import Costs, Delivery, Depot, Instance, Place, ServiceKind, TravelMatrix, Vehicle, Visit
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


def test_what_is_built_in_haste_may_cost_more_than_nothing_and_then_nothing_is_the_best() -> None:
    way = np.array([[0, 9], [0, 0]], dtype=np.int32)  # in haste only the service is counted into the imbalance
    instance = Instance(
        name="one may not be busier than the other",
        origin_at=datetime(2026, 1, 1, tzinfo=UTC),
        places=(Place(id="office", lon=105.9, lat=21.0), Place(id="door", lon=105.9, lat=21.0)),
        depots=(Depot(id="depot", place="office"),),
        vehicles=tuple(
            Vehicle(id=f"carrier {number}", depot="depot", profile="any", shift_start_s=0, shift_end_s=60)
            for number in range(2)
        ),
        services=(ServiceKind(id="door", fixed_s=1),),
        requests=(Delivery(id="letter", prize_s=15, depot="depot", visit=Visit(place="door", service="door")),),
        travel=(TravelMatrix(profile="any", provider="none", is_estimated=True, travel_s=way, distance_m=way),),
        costs=Costs(imbalance_percent=200),
    )
    run = standing_on(Solution(compile_instance(instance)))
    run.build()
    assert run.current_cost == 19
    assert (run.best_cost, run.best()) == (15, {0: [], 1: []})
