"""Tours from different solutions are put together where they fit, and never more than there are riders."""

import subprocess
import sys
from math import inf

from msgspec.structs import replace

from routing.engine.problem import Problem, compile_instance
from routing.engine.recombination import Effort, Pool
from routing.engine.solution import Solution
from routing.engine.tour import Tour
from routing.instance import Delivery, Instance, Visit
from tests.routing.worlds import commune

EFFORT = Effort(deterministic_s=1, wall_s=inf, threads=1)


def three_doors(carriers: int) -> Instance:
    """Three deliveries to three doors and carriers alike, each with room for one item."""
    instance = commune()
    lan = replace(instance.vehicles[0], capacity_items=1, breaks=(), territories=())
    return replace(
        instance,
        vehicles=tuple(replace(lan, id=f"carrier {number}") for number in range(carriers)),
        requests=tuple(
            Delivery(id=f"letter {number}", depot="po", visit=Visit(place=f"door {number}", service="door"))
            for number in range(3)
        ),
        published=(),
    )


def tours_to_each_door(problem: Problem) -> list[Tour]:
    """Each delivery on a tour of its own, all by the first rider: as they would stand in three solutions."""
    return [Tour(problem, problem.riders[0], [node]) for node in range(3)]


def test_tours_of_one_rider_are_ridden_by_others_of_its_kind() -> None:
    problem = compile_instance(three_doors(carriers=3))
    pool = Pool(problem)
    pool.add((tour.rider.index, tour.sequence, tour.cost) for tour in tours_to_each_door(problem))
    combined = pool.recombine(Solution(problem), EFFORT, seed=0)
    assert combined.absent == set()
    assert combined.cost == sum(tour.cost for tour in tours_to_each_door(problem))


def test_no_more_tours_are_chosen_than_there_are_riders() -> None:
    problem = compile_instance(three_doors(carriers=2))
    pool = Pool(problem)
    pool.add((tour.rider.index, tour.sequence, tour.cost) for tour in tours_to_each_door(problem))
    combined = pool.recombine(Solution(problem), EFFORT, seed=0)
    assert len(combined.absent) == 1
    dearest = max(tours_to_each_door(problem), key=lambda tour: tour.cost)
    assert combined.absent == {problem.task_of[dearest.visits[0]]}


def test_the_start_is_kept_where_nothing_in_the_pool_beats_it() -> None:
    problem = compile_instance(three_doors(carriers=3))
    start = Solution(problem)
    for rider, tour in enumerate(tours_to_each_door(problem)):
        start.ride(rider, tour.visits)
    assert Pool(problem).recombine(start, EFFORT, seed=0).cost == start.cost


def test_only_who_solves_pays_for_importing_or_tools_and_numba() -> None:
    told = "import routing, sys; assert not {'ortools', 'numba'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", told], check=True)
