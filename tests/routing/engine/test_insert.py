"""One request put into a plan: the cheapest place, its effect on everyone, or a reason."""

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from routing import insert, insert_each, solve, verify
from routing.errors import UnfitPlan
from routing.instance import Action, Instance, VisitRef
from routing.plan import Constraint, Insertion, Limits, Plan, Reason, Route
from tests.routing.worlds import commune, tiny_instances


def without(instance: Instance, request: str) -> Instance:
    others = tuple(each for each in instance.requests if each.id != request)
    return replace(instance, requests=others, published=())


def starts(plan: Plan) -> dict[VisitRef, int]:
    return {visit.visit: visit.start_s for route in plan.routes for stop in route.stops for visit in stop.visits}


def test_the_effect_of_one_request_more_is_told_in_full() -> None:
    instance = replace(commune(), published=())
    plan = solve(without(instance, "result 2"), Limits(iterations=200))
    found = insert(instance, plan, "result 2")
    assert isinstance(found, Insertion)
    assert verify(instance, found.plan) == []
    assert found.added_cost_s == found.plan.cost.total_s - plan.cost.total_s
    assert found.added_travel_s == found.plan.cost.travel_s - plan.cost.travel_s
    before, after = starts(plan), starts(found.plan)
    assert set(after) - set(before) == {
        VisitRef(request="result 2", action=action) for action in (Action.PICKUP, Action.DELIVERY)
    }
    moved = {delay.visit: delay.delay_s for delay in found.delays}
    assert moved == {visit: after[visit] - start for visit, start in before.items() if after[visit] != start}
    assert moved


def order(route: Route) -> list[VisitRef]:
    return [planned.visit for stop in route.stops for planned in stop.visits]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(tiny_instances())
def test_an_insertion_reorders_nothing_and_its_plan_keeps_every_rule(instance: Instance) -> None:
    instance = replace(instance, published=())
    for request in instance.requests:
        plan = solve(without(instance, request.id), Limits(iterations=3))
        found = insert(instance, plan, request.id)
        if isinstance(found, Reason):
            assert found.constraint is not Constraint.PRIORITY
            continue
        assert verify(instance, found.plan) == []
        orders = {route.vehicle: order(route) for route in found.plan.routes}
        for route in plan.routes:
            assert [ref for ref in orders[route.vehicle] if ref.request != request.id] == order(route)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(tiny_instances())
def test_many_put_in_at_once_are_as_one_after_the_other(instance: Instance) -> None:
    asked = [request.id for request in instance.requests]
    start = solve(replace(instance, requests=(), published=()), Limits(iterations=0))
    plan = replace(start, unserved=())
    for name, found in zip(asked, insert_each(instance, plan, asked, judge_others=False), strict=True):
        assert found == insert(instance, plan, name, judge_others=False)
        if isinstance(found, Insertion):
            plan = found.plan


def test_what_fits_nowhere_gets_its_reason() -> None:
    instance = replace(commune(), published=())
    heavy = replace(instance.requests[0], weight_g=20_000)
    plan = solve(without(instance, heavy.id), Limits(iterations=50))
    reason = insert(replace(instance, requests=(heavy, *instance.requests[1:])), plan, heavy.id)
    assert isinstance(reason, Reason)
    assert (reason.constraint, reason.alone) == (Constraint.CAPACITY_WEIGHT, True)
    assert (reason.needed, reason.available) == (20_000, 15_000)


def test_a_plan_that_does_not_fit_the_question_is_refused() -> None:
    instance = replace(commune(), published=())
    plan = solve(instance, Limits(iterations=50))
    with pytest.raises(UnfitPlan):
        insert(instance, plan, "letter")  # served already
    with pytest.raises(UnfitPlan):
        insert(instance, plan, "stranger")
    with pytest.raises(UnfitPlan):
        insert(replace(instance, vehicles=instance.vehicles[:1], requests=instance.requests[:4]), plan, "result 0")
