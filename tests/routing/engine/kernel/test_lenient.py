"""Routes that may break rules at a price: they cost what their visits make of them, and the best break none."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from routing import check, solve, verify
from routing.engine.kernel.lenient import ASTRAY, LATE, LEAST, OVERFULL, PER_ITEM, PER_SECOND
from routing.engine.kernel.lenient_run import LenientRun
from routing.engine.kernel.plain import is_plain
from routing.engine.kernel.world import world_of
from routing.engine.opening import open_problem
from routing.engine.problem import Problem, Task
from routing.engine.solution import Solution
from routing.engine.tour import Tour
from routing.instance import (
    AnyRequest,
    Break,
    Costs,
    Delivery,
    Depot,
    Instance,
    Pickup,
    Place,
    ServiceKind,
    Shipment,
    TimeWindow,
    Vehicle,
    Visit,
)
from routing.plan import Limits
from routing.travel import estimate_travel
from tests.routing.engine.kernel.test_kernel import as_judged, drawn, opened, riding, standing_on
from tests.routing.worlds import tiny_instances

HOUR = 3600

Kind = Callable[..., Instance]


def plain(
    seed: int, vehicles: int = 10, doors: int = 40, fixed_cost_s: int = 20 * HOUR, capacity: int = 40
) -> Instance:
    """One post office, carriers alike, a letter to each door, most within an hour or two."""
    random = Random(seed)
    places = (
        Place(id="post office", lon=105.95, lat=21.02),
        *(
            Place(id=f"door {index}", lon=random.uniform(105.9, 106.0), lat=random.uniform(20.98, 21.06))
            for index in range(doors)
        ),
    )
    requests = []
    for index in range(doors):
        earliest_s = random.randrange(8 * HOUR, 15 * HOUR)
        window = TimeWindow(earliest_s=earliest_s, latest_s=earliest_s + random.choice([HOUR, 2 * HOUR]))
        visit = Visit(place=f"door {index}", service="door", windows=(window,) if random.random() < 0.7 else ())
        requests.append(Delivery(id=f"letter {index}", items=random.randint(1, 5), depot="po", visit=visit))
    return Instance(
        name=f"plain {seed}",
        origin_at=datetime(2026, 11, 23, tzinfo=UTC),
        places=places,
        depots=(Depot(id="po", place="post office"),),
        vehicles=tuple(
            Vehicle(
                id=f"carrier {number}",
                depot="po",
                profile="motorbike",
                shift_start_s=7 * HOUR,
                shift_end_s=17 * HOUR,
                capacity_items=capacity,
                fixed_cost_s=fixed_cost_s,
            )
            for number in range(vehicles)
        ),
        services=(ServiceKind(id="door", fixed_s=240, per_item_s=30),),
        requests=tuple(requests),
        travel=(estimate_travel(places, profile="motorbike", speed_kmh=25),),
    )


@st.composite
def tiny_and_plain(draw: st.DrawFn) -> Instance:
    """Deliveries, pickups or pairs whose travel is not even metric, one window each, riders alike, all to be served."""
    tiny = draw(tiny_instances(5))
    vehicle = replace(
        tiny.vehicles[0],
        depot="depot",
        start_place=None,
        end_place=None,
        ends_anywhere=False,
        breaks=(),
        max_trips=1,
        skills=("intake",),
        territories=(),
        habitual_order=(),
        max_distance_m=None,
        share_of_day_percent=100,
        capacity_g=None,
    )
    kind = draw(st.sampled_from([Delivery, Pickup, Shipment]))
    requests: list[AnyRequest] = []
    for request in tiny.requests:
        visits = [request.pickup, request.delivery] if isinstance(request, Shipment) else [request.visit]
        first, last = (replace(each, windows=each.windows[:1], service="desk") for each in (visits[0], visits[-1]))
        if kind is Shipment:
            requests.append(Shipment(id=request.id, items=max(1, request.items), pickup=first, delivery=last))
        else:
            requests.append(kind(id=request.id, items=request.items, depot="depot", visit=last))
    return replace(
        tiny,
        depots=tuple(replace(depot, waves_s=(), loading=None) for depot in tiny.depots),
        vehicles=tuple(replace(vehicle, id=each.id) for each in tiny.vehicles),
        requests=tuple(requests),
        services=(replace(tiny.services[0], fixed_s=0, per_item_s=2), *tiny.services[1:]),
        costs=replace(tiny.costs, foreign_stop_s=0, moved_s=0, against_habit_s=0),
        published=(),
    )


def paired(seed: int, vehicles: int = 10, pairs: int = 30, fixed_cost_s: int = 20 * HOUR) -> Instance:
    """As `plain`, each letter fetched at one door and brought to the next."""
    instance = plain(seed, vehicles, 2 * pairs, fixed_cost_s, capacity=12)
    doors = [request for request in instance.requests if isinstance(request, Delivery)]
    letters = [
        Shipment(id=first.id, items=first.items, pickup=replace(first.visit, windows=()), delivery=last.visit)
        for first, last in zip(doors[::2], doors[1::2], strict=True)
    ]
    return replace(instance, requests=tuple(letters))


def shared_out(problem: Problem, random: Random) -> dict[int, list[int]]:
    """All tasks to riders as chance has it, in any order, a delivery after its pickup."""
    sequences: dict[int, list[int]] = {rider: [] for rider in range(len(problem.riders))}
    for task in random.sample(problem.tasks, len(problem.tasks)):
        sequence, at = random.choice(list(sequences.values())), 0
        for node in task.nodes:
            at = random.randint(at, len(sequence))
            sequence.insert(at, node)
            at += 1
    return sequences


def leniently(problem: Problem, sequences: dict[int, list[int]], seed: int = 0) -> LenientRun:
    return LenientRun(world_of(problem), seed, sorted(sequences), list(sequences.values()), may_stay=True)


def stood_on(run: LenientRun) -> dict[int, list[int]]:
    table, rows = run.lenient, run.lenient.row_of.tolist()
    routes = [table.nodes[row, 1 : table.rows[row, 0] - 1].tolist() for row in rows]
    return {rider: [run.own[k] for k in route] for rider, route in zip(run.riders, routes, strict=True)}


def broken(problem: Problem, sequences: dict[int, list[int]]) -> tuple[int, int, int, int, int]:
    """Cost, seconds gone back in time, items too many, late routes and full ones, ridden step by step."""
    cost = back_s = excess = late = full = 0
    for rider, sequence in sequences.items():
        tour = Tour(problem, problem.riders[rider], sequence)
        cost += tour.cost
        end_s = problem.riders[rider].last_s
        time_s, route_back_s = problem.riders[rider].first_s, 0
        for before, node in zip(tour.nodes, tour.nodes[1:], strict=False):
            time_s += tour.rider.travel[problem.place[before]][problem.place[node]]
            service_s = problem.fixed_s[node] + problem.handling_s[node]
            earliest_s, latest_s, closes_s = problem.windows[node][0]
            latest_s = min(latest_s, closes_s - service_s, end_s if node == tour.nodes[-1] else latest_s)
            time_s = max(time_s, earliest_s)
            route_back_s += max(0, time_s - latest_s)
            time_s = min(time_s, latest_s) + service_s
        items = most_aboard(problem, sequence) - tour.rider.capacity_items
        back_s, late = back_s + route_back_s, late + (route_back_s > 0)
        excess, full = excess + max(0, items), full + (items > 0)
    return cost, back_s, excess, late, full


def tasks_on(problem: Problem, sequence: list[int]) -> list[Task]:
    return [problem.tasks[index] for index in {problem.task_of[node] for node in sequence}]


def most_aboard(problem: Problem, sequence: list[int]) -> int:
    aboard = most = 0
    for node in sequence:
        task = problem.tasks[problem.task_of[node]]
        aboard += -task.items if len(task.nodes) == 2 and node == task.nodes[1] else task.items
        most = max(most, aboard)
    return most


def counted(run: LenientRun) -> tuple[int, int, int, int, int]:
    way, warp_s, excess, _, late, full = run.lenient.figures[:6].tolist()
    return way, warp_s, excess, late, full


@drawn
@given(tiny_and_plain(), st.integers(0, 1000))
def test_only_what_the_judge_refuses_breaks_a_rule(instance: Instance, seed: int) -> None:
    problem = opened(instance)
    assume(len(problem.tasks) >= 2 and is_plain(world_of(problem)))
    sequences = shared_out(problem, Random(seed))
    run = leniently(problem, sequences)
    tours = [Tour(problem, problem.riders[rider], nodes) for rider, nodes in sequences.items()]
    cost, *rules = counted(run)
    assert cost == sum(tour.cost for tour in tours)
    assert any(rules) != all(tour.is_feasible() for tour in tours)
    assert counted(run) == broken(problem, sequences)


@pytest.mark.parametrize("kind", [plain, paired])
@pytest.mark.parametrize("seed", range(3))
def test_after_many_steps_it_has_counted_what_its_routes_make(kind: Kind, seed: int) -> None:
    problem = open_problem(kind(seed))
    run = leniently(problem, shared_out(problem, Random(seed)), seed)
    assert any(counted(run)[1:])
    for share in range(20):
        run.step(50, share / 20, share / 20)
        routes = stood_on(run)
        assert sorted(node for route in routes.values() for node in route) == list(range(len(problem.task_of)))
        for route in routes.values():
            assert all(route.index(task.nodes[0]) <= route.index(task.nodes[-1]) for task in tasks_on(problem, route))
        assert counted(run) == broken(problem, routes)


def with_put_in(sequence: list[int], nodes: Sequence[int]) -> Iterator[list[int]]:
    """The sequence with a task's nodes put in everywhere they may stand."""
    first, *rest = nodes
    for at in range(len(sequence) + 1):
        begun = [*sequence[:at], first]
        if rest:
            yield from ([*begun, *ended] for ended in with_put_in(sequence[at:], rest))
        else:
            yield [*begun, *sequence[at:]]


@pytest.mark.parametrize("kind", [plain, paired])
def test_what_is_left_out_is_put_in_where_it_costs_least(kind: Kind) -> None:
    problem = open_problem(kind(5, fixed_cost_s=0))
    random = Random(5)
    run = leniently(problem, shared_out(problem, random))
    run.step(3_000, 0.5, 0.5)
    dearer = 0
    for task in problem.tasks:
        run.step(20, 0.5, 0.5)
        routes = {r: [node for node in route if node not in task.nodes] for r, route in stood_on(run).items()}
        prices = run.lenient.prices.tolist()
        costs = [
            as_priced(problem, {**routes, rider: sequence}, prices)
            for rider, route in routes.items()
            for sequence in with_put_in(route, task.nodes)
            if kind is plain or most_aboard(problem, sequence) <= problem.riders[rider].capacity_items
        ]
        run.stand_on(list(routes.values()))
        found = as_priced(problem, stood_on(run), prices)
        assert found >= min(costs)
        dearer += found > min(costs) + 1  # what it remembers are whole seconds
    assert dearer <= 2  # now and then a place is overlooked


def as_priced(problem: Problem, sequences: dict[int, list[int]], prices: list[float]) -> float:
    cost, back_s, excess, late, full = broken(problem, sequences)
    return (
        cost + back_s * prices[PER_SECOND] + late * prices[LATE] + excess * prices[PER_ITEM] + full * prices[OVERFULL]
    )


@pytest.mark.parametrize("kind", [plain, paired])
@pytest.mark.parametrize("seed", range(3))
def test_its_best_break_no_rule(kind: Kind, seed: int) -> None:
    problem = open_problem(kind(seed, fixed_cost_s=0))
    run = leniently(problem, shared_out(problem, Random(seed)), seed)
    assert run.step(20_000, 0.5, 0.5, until_served=True)
    found = as_judged(problem, run.best())
    assert run.step(1_000, 0.0, 0.0, until_served=True)
    assert as_judged(problem, run.best()) == found
    assert run.step(5_000, 0.0, 1.0)
    assert as_judged(problem, run.best()) < found


def test_a_walk_that_long_breaks_a_rule_goes_back_to_the_best() -> None:
    problem = open_problem(paired(1, fixed_cost_s=0))
    run = leniently(problem, shared_out(problem, Random(1)))
    assert run.step(20_000, 0.5, 0.5, until_served=True)
    run.lenient.prices[:LEAST] = 1e-9  # nothing holds it within the rules
    left = run.lenient.most_astray
    while run.lenient.figures[ASTRAY] < left:
        run.step(1, 0.0, 0.0)
    assert any(counted(run)[1:])
    best = run.best()
    assert stood_on(run) != best
    run.step(1, 0.0, 0.0)
    assert stood_on(run) == best
    assert counted(run) == broken(problem, best)
    run.step(50, 0.0, 0.0)
    assert counted(run) == broken(problem, stood_on(run))


@pytest.mark.parametrize("kind", [plain, paired])
@pytest.mark.parametrize("fixed_cost_s", [0, 20 * HOUR])
def test_the_search_stands_on_what_it_found_and_its_cost_is_the_judges(kind: Kind, fixed_cost_s: int) -> None:
    problem = open_problem(kind(4, fixed_cost_s=fixed_cost_s))
    run = standing_on(Solution(problem))
    run.build()
    assert run.serves_all
    first = run.best_cost
    for share in range(20):
        run.step(100, share / 20, (share + 1) / 20)
        assert as_judged(problem, run.current()) == run.current_cost
        assert as_judged(problem, run.best()) == run.best_cost
    assert run.best_cost < first


def test_one_vehicle_less_is_pressed_for_leniently() -> None:
    problem = open_problem(plain(1, doors=80, capacity=300))
    run = standing_on(Solution(problem))
    run.build()
    vehicles = riding(run.best())
    assert run.give_up_a_route()
    assert run.press_leniently(20_000, 0.3, 0.3)
    assert riding(run.current()) < vehicles
    assert as_judged(problem, run.current()) == run.current_cost == run.best_cost


def changed(instance: Instance, **fields: object) -> Instance:
    return replace(instance, vehicles=tuple(replace(each, **fields) for each in instance.vehicles))


def test_what_is_more_than_windows_and_room_is_not_plain() -> None:
    instance = plain(0)
    first, *others = instance.requests
    assert isinstance(first, Delivery)
    lunch = Break(id="lunch", earliest_s=11 * HOUR, latest_s=12 * HOUR, duration_s=HOUR)
    hours = (TimeWindow(earliest_s=8 * HOUR, latest_s=9 * HOUR), TimeWindow(earliest_s=14 * HOUR, latest_s=15 * HOUR))
    pair = Shipment(id="dossier", pickup=first.visit, delivery=first.visit)
    assert is_plain(world_of(open_problem(instance)))
    assert is_plain(world_of(open_problem(replace(instance, costs=Costs(late_percent=50)))))
    assert is_plain(world_of(open_problem(paired(0))))
    for other in (
        changed(instance, breaks=(lunch,)),
        changed(instance, max_trips=2),
        changed(instance, max_overtime_s=HOUR),
        changed(instance, max_distance_m=50_000),
        changed(instance, share_of_day_percent=50),
        changed(instance, ends_anywhere=True),
        replace(instance, vehicles=(replace(instance.vehicles[0], shift_end_s=16 * HOUR), *instance.vehicles[1:])),
        replace(instance, costs=Costs(imbalance_percent=10)),
        replace(instance, requests=(pair, *others)),
        replace(paired(0), requests=(*paired(0).requests[1:], replace(pair, items=0))),
        replace(instance, requests=(replace(first, visit=replace(first.visit, windows=hours)), *others)),
        replace(instance, requests=(replace(first, prize_s=HOUR), *others)),
        replace(instance, requests=(replace(first, release_s=9 * HOUR), *others)),
        replace(instance, requests=(replace(first, pinned_vehicle="carrier 0"), *others)),
        replace(
            instance,
            requests=(replace(first, weight_g=100), *others),
            vehicles=changed(instance, capacity_g=50).vehicles,
        ),
        replace(instance, requests=(Pickup(id="back", depot="po", visit=first.visit), *others)),
    ):
        if not check(other):
            assert not is_plain(world_of(open_problem(other))), other


@pytest.mark.parametrize("kind", [plain, paired])
def test_a_plain_day_is_planned_the_same_way_for_the_same_seed(kind: Kind) -> None:
    plans = [solve(kind(2), Limits(iterations=2_000, seed=3)) for _ in range(2)]
    assert verify(kind(2), plans[0]) == []
    assert plans[0].routes == plans[1].routes
    assert plans[0].unserved == ()
