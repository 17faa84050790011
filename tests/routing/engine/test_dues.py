"""Overtime, lateness and imbalance: plans with them keep every rule, and cost what the judges and the oracle say."""

from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from routing import adopt, check, insert, move, remove, solve, verify
from routing.engine.clockwork import NEVER
from routing.engine.insertion import cheapest_spot
from routing.engine.problem import compile_instance
from routing.engine.shortlist import Shortlist
from routing.engine.solution import Solution
from routing.instance import Costs, Delivery, Depot, Instance, Place, ServiceKind, Vehicle, Visit
from routing.plan import Constraint, Insertion, Limits, Plan, Reason, Removal
from routing.travel import estimate_travel
from tests.routing.engine.test_first_plan import left_out_though_it_pays
from tests.routing.engine.test_insertion import cheapest_by_oracle, planned_but_one
from tests.routing.engine.test_reasons import assert_is_true
from tests.routing.engine.test_under_way import is_shortcut, trips_of
from tests.routing.oracle import Oracle
from tests.routing.worlds import HOUR, ORIGIN, priced_instances

drawn = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@settings(drawn, max_examples=120)
@given(priced_instances(), st.integers(0, 3))
def test_every_plan_keeps_every_rule_and_is_adopted_as_it_stands(instance: Instance, seed: int) -> None:
    plan = solve(instance, Limits(iterations=25, seed=seed))
    assert verify(instance, plan) == []
    adopted = adopt(instance, {route.vehicle: trips_of(route) for route in plan.routes})
    assert isinstance(adopted, Plan)
    assert (adopted.routes, adopted.cost) == (plan.routes, plan.cost)


@drawn
@given(priced_instances(most_requests=3, for_oracle=True))
def test_a_plan_of_a_tiny_instance_is_as_good_as_the_best_of_all_plans(instance: Instance) -> None:
    single = replace(instance, vehicles=tuple(replace(each, max_trips=1) for each in instance.vehicles))
    assert solve(single, Limits(iterations=150)).cost.key == Oracle(single).best()


@settings(drawn, max_examples=40)
@given(priced_instances(for_oracle=True))
def test_the_cheapest_spot_is_the_cheapest_of_all_feasible_ones(instance: Instance) -> None:
    oracle = Oracle(instance)
    for _, solution, task in planned_but_one(instance):
        for tour in solution.tours:
            spot = cheapest_spot(tour, task, NEVER)
            assert (spot and spot.cost) == cheapest_by_oracle(oracle, tour, task)


@drawn
@given(priced_instances(most_requests=4, for_oracle=True))
def test_every_reason_is_true(instance: Instance) -> None:
    plan = solve(instance, Limits(iterations=40))
    requests = {request.id: request for request in instance.requests}
    for unserved in plan.unserved:
        assert_is_true(instance, plan, requests[unserved.request], unserved.reason)


@drawn
@given(priced_instances())
def test_what_an_insertion_adds_is_what_the_plan_costs_more(instance: Instance) -> None:
    instance = replace(instance, published=())
    for request in instance.requests:
        others = replace(instance, requests=tuple(each for each in instance.requests if each is not request))
        plan = solve(others, Limits(iterations=3))
        found = insert(instance, plan, request.id)
        if isinstance(found, Reason):
            assert found.constraint is not Constraint.PRIORITY
            continue
        assert verify(instance, found.plan) == []
        assert found.added_cost_s == found.plan.cost.total_s - plan.cost.total_s


@drawn
@given(priced_instances(most_requests=4))
def test_what_taking_out_saves_and_moving_adds_is_the_difference_of_the_plans(instance: Instance) -> None:
    instance = replace(
        instance, published=(), requests=tuple(replace(each, prize_s=None) for each in instance.requests)
    )
    assume(not is_shortcut(instance))
    plan = solve(instance, Limits(iterations=10))
    for request in instance.requests:
        if request.id in {unserved.request for unserved in plan.unserved}:
            continue
        shorter = remove(instance, plan, request.id)
        assert isinstance(shorter, Removal)
        assert verify(instance, shorter.plan) == []
        assert shorter.saved_cost_s == plan.cost.total_s - shorter.plan.cost.total_s
        for vehicle in instance.vehicles:
            moved = move(instance, plan, request.id, vehicle.id)
            if isinstance(moved, Insertion):
                assert verify(instance, moved.plan) == []
                assert moved.added_cost_s == moved.plan.cost.total_s - plan.cost.total_s


@drawn
@given(priced_instances())
def test_nothing_that_pays_is_left_out_and_a_priority_too_low_is_one(instance: Instance) -> None:
    plan = solve(instance, Limits(iterations=5))
    assert left_out_though_it_pays(instance, plan) == []
    for unserved in plan.unserved:
        if unserved.reason.constraint is Constraint.PRIORITY:
            assert (unserved.reason.needed or 0) >= (unserved.reason.available or 0)


@settings(drawn, max_examples=300)
@given(priced_instances(most_requests=7), st.integers(0, 9))
def test_a_tour_never_costs_less_than_its_bound(instance: Instance, seed: int) -> None:
    assume(not check(instance))
    problem = compile_instance(instance)
    solution = Solution(problem)
    for index in Random(seed).sample(sorted(solution.absent), len(solution.absent) * 2 // 3):
        place = solution.cheapest_place(problem.tasks[index])
        if place is not None:
            solution.insert(problem.tasks[index], *place)
    shortlist = Shortlist(problem, solution.tours)
    for index in solution.absent:
        task = problem.tasks[index]
        for tour, bound in zip(solution.tours, shortlist.prospects(task).least, strict=True):
            spot = cheapest_spot(tour, task, NEVER)
            assert spot is None or bound <= spot.cost


def doors(carriers: int, jobs: int, **costs: int) -> Instance:
    """Doors in a row, ten minutes each by any of some carriers, whose shift is one hour."""
    places = tuple(Place(id=f"door {number}", lon=105.9 + number / 1000, lat=21.0) for number in range(jobs + 1))
    return Instance(
        name="doors",
        origin_at=ORIGIN,
        places=places,
        depots=(Depot(id="po", place="door 0"),),
        vehicles=tuple(
            Vehicle(id=f"carrier {number}", depot="po", profile="motorbike", shift_start_s=0, shift_end_s=HOUR)
            for number in range(carriers)
        ),
        services=(ServiceKind(id="door", fixed_s=600),),
        requests=tuple(
            Delivery(id=place.id, depot="po", prize_s=HOUR, visit=Visit(place=place.id, service="door"))
            for place in places[1:]
        ),
        travel=(estimate_travel(places, profile="motorbike", speed_kmh=25),),
        costs=Costs(**costs),
    )


def planned(instance: Instance) -> Plan:
    plan = solve(instance, Limits(iterations=300))
    assert verify(instance, plan) == []
    return plan


@pytest.mark.parametrize("overtime_s", [0, 200, 300])
def test_a_shift_is_overrun_by_no_more_than_is_allowed_and_only_for_what_is_worth_it(overtime_s: int) -> None:
    day = doors(carriers=1, jobs=6)
    day = replace(day, vehicles=tuple(replace(each, max_overtime_s=overtime_s) for each in day.vehicles))
    plan = planned(day)
    assert plan.routes[0].end_s <= HOUR + overtime_s
    assert len(plan.unserved) == (0 if overtime_s == 300 else 1)
    assert (plan.cost.overtime_s > 0) == (overtime_s == 300)
    cheap = replace(day, requests=tuple(replace(each, prize_s=300) for each in day.requests))
    assert planned(cheap).cost.overtime_s == 0


def test_work_is_shared_where_imbalance_costs_more_than_the_way() -> None:
    assert len(planned(doors(carriers=3, jobs=4)).routes) == 1
    shared = planned(doors(carriers=3, jobs=3, imbalance_percent=300))
    assert len(shared.routes) == 3
    assert shared.cost.imbalance_s < 600


def test_who_is_due_first_is_served_first_though_the_way_is_longer() -> None:
    def first(instance: Instance) -> str:
        return planned(instance).routes[0].stops[0].visits[0].visit.request

    day = doors(carriers=1, jobs=4)
    due = tuple(replace(each, due_s=300 if each.id == "door 4" else 2 * HOUR) for each in day.requests)
    assert first(replace(day, requests=due, costs=replace(day.costs, late_percent=200))) == "door 4"
    assert planned(replace(day, requests=due)).cost.late_s == 0
