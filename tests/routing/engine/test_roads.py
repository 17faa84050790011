"""A plan of thousands of places is changed by hand without a matrix of them, and as with one."""

from random import Random

import numpy as np
import pytest
from msgspec.structs import replace

from bench.routing_district import district
from routing import Rearrangement, Standing, adopt, remove, solve, verify
from routing.engine.opening import LARGEST_MATRIX, open_problem
from routing.engine.roads import ASKED_OFTEN, EstimatedLegs, Matrices, Rows
from routing.engine.timetable import ENGINE
from routing.instance import Instance, Place, TravelEstimate
from routing.plan import Limits, Plan, Removal
from routing.travel import matrix_of, with_matrices
from tests.routing.worlds import commune

SLOW = TravelEstimate(profile="bicycle", speed_kmh=11.5, circuity=1.35)
FAST = TravelEstimate(profile="motorbike", speed_kmh=25, circuity=1.4)
RANDOM = Random(5)
PLACES = [Place(id=f"{n}", lon=RANDOM.uniform(105, 107), lat=RANDOM.uniform(20, 22)) for n in range(40)]


@pytest.mark.parametrize("which", [0, 1])
def test_legs_asked_for_one_by_one_are_those_of_the_matrix(which: int) -> None:
    matrix = matrix_of(SLOW, PLACES)
    rows, expected = Rows(EstimatedLegs(SLOW, PLACES), which), (matrix.travel_s, matrix.distance_m)[which]
    asked = [(here, there) for here in range(40) for there in range(40)] * 2
    RANDOM.shuffle(asked)
    assert len(asked) > 40 * ASKED_OFTEN
    for here, there in asked:
        assert rows[here][there] == expected[here, there]
        assert type(rows[here][there]) is int
    assert rows[7][40] == rows[40][7] == 0  # anywhere


def test_many_legs_of_several_profiles_are_those_of_their_matrices() -> None:
    legs = Matrices([EstimatedLegs(SLOW, PLACES), EstimatedLegs(FAST, PLACES)])
    both = np.array([np.pad(matrix_of(each, PLACES).travel_s, ((0, 1), (0, 1))) for each in (SLOW, FAST)])
    which, here = np.arange(60) % 2, np.arange(60) % 41
    for there in (3, 40, (np.arange(60) * 7) % 41):
        assert (legs[which, here, there] == both[which, here, there]).all()
        assert (legs[which, there, here] == both[which, there, here]).all()


@pytest.fixture(scope="module")
def large() -> tuple[Instance, Plan]:
    """A district with travel by estimate alone, and a plan of it."""
    instance = district(LARGEST_MATRIX + 50, 3)
    assert (instance.travel, len(instance.estimates)) == ((), 1)
    return instance, solve(instance, Limits(iterations=1))


def test_a_large_plan_is_changed_by_hand_as_with_a_matrix(large: tuple[Instance, Plan]) -> None:
    instance, plan = large
    whole = with_matrices(instance)
    assert open_problem(instance, to_search=False).instance.travel == ()
    request = plan.routes[0].stops[1].visits[0].visit.request
    taken, told = (remove(each, plan, request) for each in (instance, whole))
    assert isinstance(taken, Removal)
    assert isinstance(told, Removal)
    assert (taken.plan.routes, taken.plan.cost, taken.delays) == (told.plan.routes, told.plan.cost, told.delays)
    assert verify(instance, taken.plan) == []
    put, expected = (Standing(each, taken.plan).insert(request) for each in (instance, whole))
    assert isinstance(put, Rearrangement)
    assert put == expected
    assert verify(whole, put.insertion.plan) == []


def test_a_large_order_made_by_hand_is_timed_as_with_a_matrix(large: tuple[Instance, Plan]) -> None:
    instance, plan = large
    orders = {
        route.vehicle: [[visit.visit for stop in trip.stops for visit in stop.visits] for trip in route.trips]
        for route in plan.routes[:5]
    }
    timed, expected = (adopt(each, orders, judge_others=False) for each in (instance, with_matrices(instance)))
    assert isinstance(timed, Plan)
    assert timed == expected
    assert (timed.engine, timed.is_estimated, timed.providers) == (ENGINE, True, plan.providers)


def test_a_small_plan_and_every_search_have_a_matrix() -> None:
    small = replace(commune(), travel=(), estimates=(replace(FAST, profile="motorbike"),))
    for to_search in (True, False):
        assert len(open_problem(small, to_search=to_search).instance.travel) == 1
