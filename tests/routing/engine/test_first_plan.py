"""The first whole plan: made however little time there is, and nothing that fits stays out of it."""

import msgspec
from hypothesis import HealthCheck, assume, given, settings

from routing import adopt, check, insert, judge, solve, verify
from routing.instance import Instance, Vehicle
from routing.plan import Constraint, Insertion, Limits, Plan
from tests.routing.worlds import around_a_hidden_plan, tiny_instances

NO_TIME = Limits(seconds=0.0)


def left_out_though_it_pays(instance: Instance, plan: Plan) -> list[str]:
    """What is left out though `insert` finds a place for less than its prize."""
    prizes = {request.id: request.prize_s for request in instance.requests}
    found = [(unserved.request, insert(instance, plan, unserved.request)) for unserved in plan.unserved]
    return [
        name
        for name, effect in found
        if isinstance(effect, Insertion) and (prizes[name] is None or effect.added_cost_s < (prizes[name] or 0))
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(tiny_instances())
def test_nothing_that_pays_is_left_out_and_a_priority_too_low_is_one(instance: Instance) -> None:
    assume(not check(instance))
    plan = solve(instance, NO_TIME)
    assert left_out_though_it_pays(instance, plan) == []
    for unserved in plan.unserved:
        if unserved.reason.constraint is Constraint.PRIORITY:
            assert (unserved.reason.needed or 0) >= (unserved.reason.available or 0)


def test_a_large_day_is_planned_whole_without_time_to_search() -> None:
    day = around_a_hidden_plan(seed=3, carriers=12, requests_each=20, slack_s=5 * 3600)
    plan = solve(day, NO_TIME)
    assert not plan.unserved
    assert not verify(day, plan)


def test_a_day_too_full_is_filled_and_its_reasons_hold() -> None:
    day = around_a_hidden_plan(seed=4, carriers=8, requests_each=12, slack_s=1800)
    crowded = with_vehicles(day, day.vehicles[:4])
    plan = solve(crowded, NO_TIME)
    assert plan.unserved
    assert not verify(crowded, plan)
    assert left_out_though_it_pays(crowded, plan) == []
    assert Constraint.PRIORITY not in {unserved.reason.constraint for unserved in plan.unserved}


def test_others_left_out_keep_their_reasons_until_they_are_judged_anew() -> None:
    day = around_a_hidden_plan(seed=4, carriers=8, requests_each=12, slack_s=1800)
    crowded = with_vehicles(day, day.vehicles[:4])
    order = {
        route.vehicle: [[planned.visit for stop in route.stops for planned in stop.visits]]
        for route in solve(crowded, NO_TIME).routes[1:]
    }
    plan = adopt(crowded, order, judge_others=False)
    assert isinstance(plan, Plan)
    fits = next(u.request for u in adopt(crowded, order).unserved if u.reason.constraint is Constraint.LEFT_OUT)  # type: ignore[union-attr]
    effect = insert(crowded, plan, fits, judge_others=False)
    assert isinstance(effect, Insertion)
    assert {unserved.reason.constraint for unserved in effect.plan.unserved} == {Constraint.LEFT_OUT}
    assert judge(crowded, effect.plan) == insert(crowded, plan, fits).plan  # type: ignore[union-attr]


def with_vehicles(instance: Instance, vehicles: tuple[Vehicle, ...]) -> Instance:
    return msgspec.structs.replace(instance, vehicles=vehicles)
