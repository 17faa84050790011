"""Guided ejection search: its routes keep every rule, and what is left out goes where it adds least or presses in."""

from collections.abc import Iterator
from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from routing import solve, verify
from routing.engine.kernel.guided import ABSENT
from routing.engine.kernel.guided_run import GuidedRun
from routing.engine.kernel.plain import is_plain
from routing.engine.kernel.run import Sequences
from routing.engine.kernel.world import world_of
from routing.engine.opening import open_problem
from routing.engine.problem import Problem, Task
from routing.engine.search import FEW_VISITS
from routing.engine.solution import Solution
from routing.engine.tour import Tour
from routing.instance import Delivery, Instance, Shipment, TimeWindow
from routing.plan import Limits
from tests.routing.engine.kernel.test_kernel import as_judged, drawn, opened, riding, standing_on
from tests.routing.engine.kernel.test_lenient import (
    HOUR,
    Kind,
    paired,
    plain,
    shared_out,
    tasks_on,
    tiny_and_plain,
    with_put_in,
)


def guided(problem: Problem, sequences: Sequences, seed: int = 0) -> GuidedRun:
    nobody_yet = np.zeros(len(problem.tasks), dtype=np.int64)
    return GuidedRun(world_of(problem), seed, sorted(sequences), [sequences[r] for r in sorted(sequences)], nobody_yet)


def built(instance: Instance) -> tuple[Problem, dict[int, list[int]]]:
    """A first whole plan, those at home left out."""
    problem = open_problem(instance)
    run = standing_on(Solution(problem))
    run.build()
    assert run.serves_all
    return problem, {rider: route for rider, route in run.best().items() if route}


def ways(problem: Problem, sequences: Sequences) -> dict[int, int]:
    return {rider: Tour(problem, problem.riders[rider], route).cost for rider, route in sequences.items()}


def fitting(problem: Problem, rider: int, route: list[int], nodes: tuple[int, ...]) -> Iterator[Tour]:
    """Every way to put a task's nodes into a route that breaks no rule."""
    for sequence in with_put_in(route, nodes):
        tour = Tour(problem, problem.riders[rider], sequence)
        if tour.is_feasible():
            yield tour


def assert_each_once(problem: Problem, run: GuidedRun) -> None:
    """Every task whole on one route, its pickup first, or left out; and every route feasible."""
    routes = run.routes()
    as_judged(problem, routes)
    nodes = [node for route in routes.values() for node in route]
    whole = sum(len(task.nodes) for route in routes.values() for task in tasks_on(problem, route))
    assert len(nodes) == len(set(nodes)) == whole
    served = sum(len(tasks_on(problem, route)) for route in routes.values())
    assert served + run.guided.figures[ABSENT] == len(problem.tasks)


@pytest.mark.parametrize("kind", [plain, paired])
def test_a_task_goes_where_it_adds_least(kind: Kind) -> None:
    problem, whole = built(kind(3))
    put_back = 0
    for task in problem.tasks:
        routes = {rider: [node for node in route if node not in task.nodes] for rider, route in whole.items()}
        before = ways(problem, routes)
        added = [
            tour.cost - before[rider]
            for rider, route in routes.items()
            for tour in fitting(problem, rider, route, tuple(task.nodes))
        ]
        run = guided(problem, routes)
        assert run.press(1, 1.0)  # there is room: where it came from
        assert sum(ways(problem, run.routes()).values()) - sum(before.values()) == min(added)
        put_back += 1
    assert put_back == len(problem.tasks)


@drawn
@given(tiny_and_plain(), st.integers(0, 1000))
def test_a_task_goes_in_exactly_where_there_is_room_or_one_or_two_can_make_it(instance: Instance, seed: int) -> None:
    """Travel is not even metric here; the first task pressed in is the last of those left out."""
    problem = opened(instance)
    assume(len(problem.tasks) >= 2 and is_plain(world_of(problem)))
    shared = shared_out(problem, Random(seed))
    routes = {r: route if Tour(problem, problem.riders[r], route).is_feasible() else [] for r, route in shared.items()}
    run = guided(problem, routes, seed)
    absent = run.guided.figures[ABSENT]
    assume(absent > 0)
    node = run.own[run.guided.absent[absent - 1]]
    task = next(task for task in problem.tasks if node in task.nodes)
    has_room = fits_without(problem, routes, task, 0)
    run.press(1, 1.0)
    assert (run.guided.figures[ABSENT] < absent) == has_room
    is_in = any(node in route for route in run.routes().values())
    assert is_in == (has_room or fits_without(problem, routes, task, 1) or fits_without(problem, routes, task, 2))
    assert_each_once(problem, run)


def hurried(instance: Instance) -> Instance:
    """Each letter is brought within a quarter of an hour or not at all."""
    requests = []
    for request in instance.requests:
        assert isinstance(request, Delivery | Shipment)
        last = request.visit if isinstance(request, Delivery) else request.delivery
        earliest_s = last.windows[0].earliest_s if last.windows else 12 * HOUR
        last = replace(last, windows=(TimeWindow(earliest_s=earliest_s, latest_s=earliest_s + HOUR // 4),))
        is_single = isinstance(request, Delivery)
        requests.append(replace(request, visit=last) if is_single else replace(request, delivery=last))
    return replace(instance, requests=tuple(requests))


@pytest.mark.parametrize("kind", [plain, paired])
def test_who_must_leave_for_a_task_is_found(kind: Kind) -> None:
    """One carrier's full day; each task left out is the first to be pressed in, in a run of its own."""
    leaving = set()
    for seed in range(30):
        problem = open_problem(hurried(kind(seed, 1, 12)))
        whole = standing_on(Solution(problem))
        whole.build()
        routes = whole.best()
        served = set(tasks_on(problem, routes[0]))
        for task in set(problem.tasks) - served:
            run = guided(problem, routes)
            absent = run.guided.absent[: run.guided.figures[ABSENT]]
            at = absent.tolist().index(run.own.index(task.nodes[0]))
            absent[at], absent[-1] = absent[-1], absent[at]
            run.press(1, 1.0)
            fewest = next((gone for gone in range(3) if fits_without(problem, routes, task, gone)), None)
            leaving.add(fewest)
            assert (task in tasks_on(problem, run.routes()[0])) == (fewest is not None)
            assert_each_once(problem, run)
    assert {1, 2} <= leaving


def fits_without(problem: Problem, sequences: Sequences, task: Task, gone: int) -> bool:
    """Whether some route has room for a task once so many of its own have left it."""
    for rider, route in sequences.items():
        for leaving in combinations(tasks_on(problem, list(route)), gone):
            nodes = {node for each in leaving for node in each.nodes}
            rest = [node for node in route if node not in nodes]
            if any(True for _ in fitting(problem, rider, rest, tuple(task.nodes))):
                return True
    return False


@pytest.mark.parametrize("kind", [plain, paired])
@pytest.mark.parametrize("seed", range(3))
def test_routes_keep_every_rule_while_one_is_to_take_all(kind: Kind, seed: int) -> None:
    problem, routes = built(kind(seed))
    run = guided(problem, dict([min(routes.items())]), seed)
    for _ in range(20):
        assert not run.press(5, 1_000.0)
        assert_each_once(problem, run)
    tasks, absences = run.absences()
    assert len(set(tasks.tolist())) == len(problem.tasks)
    assert absences.sum() > 0
    assert run.steps == 100


@pytest.mark.parametrize("kind", [plain, paired])
def test_stirred_coolly_the_ways_are_shorter(kind: Kind) -> None:
    lengths = []
    for heat in (1.0, 100_000.0):
        problem, routes = built(kind(0, fixed_cost_s=0))
        run = guided(problem, dict(sorted(routes.items())[:2]))
        for _ in range(10):
            run.press(20, heat)
        lengths.append(sum(ways(problem, run.routes()).values()) / sum(map(len, run.routes().values())))
    assert lengths[0] < 0.9 * lengths[1]


@pytest.mark.parametrize("instance", [plain(1, doors=80, capacity=300), paired(1, pairs=40)], ids=["plain", "paired"])
def test_one_vehicle_less_by_ejections(instance: Instance) -> None:
    problem = open_problem(instance)
    run = standing_on(Solution(problem))
    run.build()
    vehicles = riding(run.best())
    while run.give_up_a_route():
        if not any(run.press_guided(100) for _ in range(20)):
            break
        assert run.serves_all
        assert as_judged(problem, run.current()) == run.current_cost == run.best_cost
        assert riding(run.best()) < vehicles
        vehicles = riding(run.best())
    assert run.guided is not None, "no fleet was too small"
    left_out = run.guided.guided.figures[ABSENT]
    steps = run.iterations
    run.press(1)  # by ruin and recreate, from where the ejections stopped
    assert run.guided is None
    assert run.iterations == steps + 1
    assert left_out > 0
    assert run.state.absences.sum() > 0
    run.settle()
    assert as_judged(problem, run.best()) == run.best_cost
    assert riding(run.best()) == vehicles


def test_a_day_of_many_visits_is_planned_alike_for_a_seed_and_with_fewer_vehicles_than_at_first() -> None:
    instance = paired(2, vehicles=60, pairs=FEW_VISITS // 2 + 10)
    problem = open_problem(instance)
    assert is_plain(world_of(problem))
    first = standing_on(Solution(problem))
    first.build()
    plans = [solve(instance, Limits(iterations=2_000, seed=3)) for _ in range(2)]
    assert verify(instance, plans[0]) == []
    assert plans[0].unserved == ()
    assert plans[0].routes == plans[1].routes
    assert len(plans[0].routes) < riding(first.best())
