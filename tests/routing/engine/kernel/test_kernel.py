"""The kernel against the judge: the same costs, the same places, on every drawn world and on every route it makes."""

from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from routing import check
from routing.engine.insertion import cheapest_spot
from routing.engine.kernel.run import Run, Sequences
from routing.engine.kernel.world import world_of
from routing.engine.opening import open_problem
from routing.engine.problem import Problem, Task, compile_instance
from routing.engine.solution import Solution
from routing.engine.tour import Tour
from routing.errors import InvalidInstance
from routing.instance import Instance
from tests.routing.worlds import around_a_hidden_plan, commune, tiny_instances

drawn = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


def opened(instance: Instance) -> Problem:
    assume(not check(instance))
    try:
        return open_problem(instance)
    except InvalidInstance:
        assume(False)
    return compile_instance(instance)


def filled(problem: Problem, random: Random) -> Solution:
    """Some tasks put in somewhere, by the judge alone."""
    solution = Solution(problem)
    for index in random.sample(sorted(solution.absent), len(solution.absent) * 2 // 3):
        place = solution.cheapest_within(problem.tasks[index], 1 << 50)
        if place is not None:
            solution.insert(problem.tasks[index], *place)
    return solution


def standing_on(solution: Solution, seed: int = 0) -> Run:
    sequences = {rider: tour.sequence for rider, tour in enumerate(solution.tours)}
    return Run(solution.problem, world_of(solution.problem), seed, sequences)


def assert_alike(solution: Solution, run: Run) -> None:
    assert run.current_cost == solution.cost
    for rider, tour in enumerate(solution.tours):
        row = run.state.row_of[rider]
        assert run.state.rows[row, 2] == tour.cost
        count, length, rows = len(tour.rider.breaks) + 1, len(tour.nodes), len(run.state.rows)
        lists = [run.state.time[kind * rows + row, :length, :count].tolist() for kind in range(3)]
        never = 1 << 59
        for kernels, judges in zip(lists, (tour.leaving, tour.leave_by, tour.ready_by), strict=True):
            assert [[min(max(s, -never), never) for s in labels] for labels in kernels] == [
                [min(max(s, -never), never) for s in labels] for labels in judges
            ]
        assert run.state.loads[row, :length, 0].tolist() == tour.items
        assert run.state.loads[row, :length, 4].tolist() == tour.peak_items_from
        assert run.state.loads[row, :length, 2].tolist() == tour.peak_items_to[:length]


def cheapest(solution: Solution, task: Task, ceiling: int) -> int | None:
    place = solution.cheapest_within(task, ceiling)
    return None if place is None else place[1].cost


@drawn
@given(tiny_instances(), st.integers(0, 1000))
def test_labels_loads_and_costs_are_the_judges(instance: Instance, seed: int) -> None:
    solution = filled(opened(instance), Random(seed))
    assert_alike(solution, standing_on(solution))


@drawn
@given(tiny_instances(), st.integers(0, 1000))
def test_the_cheapest_place_of_every_task_left_out_is_the_judges(instance: Instance, seed: int) -> None:
    solution = filled(opened(instance), Random(seed))
    run = standing_on(solution)
    for index in sorted(solution.absent):
        task = solution.problem.tasks[index]
        ceiling = 1 << 50
        assert run.cheapest_cost(index, ceiling) == cheapest(solution, task, ceiling)


@drawn
@given(tiny_instances(), st.integers(0, 1000))
def test_what_the_search_stands_on_and_its_best_are_as_the_judge_sees_them(instance: Instance, seed: int) -> None:
    problem = opened(instance)
    run = standing_on(Solution(problem), seed)
    run.build()
    for share in range(10):
        run.step(10, share / 10, (share + 1) / 10)
        for sequences, cost in ((run.current(), run.current_cost), (run.best(), run.best_cost)):
            assert as_judged(problem, sequences) == cost


@settings(drawn, max_examples=100)
@given(tiny_instances(), st.integers(0, 1000))
def test_routes_given_up_and_pressed_into_others_are_as_the_judge_sees_them(instance: Instance, seed: int) -> None:
    problem = opened(instance)
    run = standing_on(Solution(problem), seed)
    run.build()
    for _ in range(3):
        if not run.give_up_a_route():
            break
        run.press(60)
        for sequences, cost in ((run.current(), run.current_cost), (run.best(), run.best_cost)):
            assert as_judged(problem, sequences) == cost


def test_others_are_thrown_out_for_a_task_until_one_carrier_less_serves_all() -> None:
    problem = open_problem(around_a_hidden_plan(3, carriers=5, requests_each=8, slack_s=3600))
    run = standing_on(Solution(problem))
    run.build()
    carriers = riding(run.best())
    assert run.serves_all
    assert run.give_up_a_route()
    assert not run.serves_all
    assert run.press(4000)
    assert run.serves_all
    assert riding(run.current()) == carriers - 1
    assert as_judged(problem, run.current()) == run.current_cost


@pytest.mark.parametrize("seed", range(3))
def test_what_is_remembered_of_a_route_is_the_cheapest_the_judge_finds_there(seed: int) -> None:
    problem = open_problem(around_a_hidden_plan(seed, carriers=4, requests_each=8, slack_s=1800))
    run = standing_on(Solution(problem), seed)
    run.build()
    run.step(300, 0.0, 0.1)
    tours = {rider: Tour(problem, problem.riders[rider], nodes) for rider, nodes in run.current().items()}
    known, checked = run.state.known, 0
    for rider, tour in tours.items():
        row = run.state.row_of[rider]
        for task in problem.tasks:
            version, cost, at, _ = known[task.index, row].tolist()
            if version != run.state.versions[row] or set(task.nodes) & set(tour.nodes):
                continue
            spot = cheapest_spot(tour, task, 1 << 50)
            if at > 0:
                assert spot is not None
                assert spot.cost == cost
            else:
                assert spot is None or spot.cost >= cost
            checked += at > 0
    assert checked > 0


def as_judged(problem: Problem, sequences: Sequences) -> int:
    """The cost of routes, which must be feasible unless only locked."""
    solution = Solution(problem)
    for rider, sequence in sequences.items():
        solution.ride_exactly(rider, sequence)
        tour = solution.tours[rider]
        assert tour.is_feasible() or not tour.free
    return solution.cost


def riding(sequences: Sequences) -> int:
    return sum(len(sequence) > 0 for sequence in sequences.values())


def test_a_part_of_a_problem_is_searched_by_itself() -> None:
    problem = open_problem(around_a_hidden_plan(2, carriers=4, requests_each=8, slack_s=3600))
    tasks, riders = range(0, 32, 2), (1, 3)
    run = Run(problem, world_of(problem, tasks, riders), 0, {})
    run.build()
    run.step(200, 0.0, 1.0)
    served = {problem.task_of[node] for sequence in run.best().values() for node in sequence}
    assert served <= set(tasks)
    assert set(run.best()) == set(riders)
    assert len(served) >= 12


def test_the_same_seed_walks_the_same_way() -> None:
    problem = open_problem(commune())
    runs = [standing_on(Solution(problem), seed=5) for _ in range(2)]
    for run in runs:
        run.build()
        run.step(100, 0.0, 1.0)
    assert runs[0].best() == runs[1].best()
    assert runs[0].state.seed[0] == runs[1].state.seed[0]
