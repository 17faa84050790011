"""The costs of overtime, lateness and imbalance are judged to the second: figures worked out by hand alone pass."""

from msgspec.structs import replace

from routing import verify
from routing.instance import Instance
from routing.plan import Plan
from routing.verify.rules import Rule
from tests.routing.test_verify import route_of, sound_case, with_request, with_vehicle
from tests.routing.worlds import HOUR


def rules(instance: Instance, plan: Plan) -> set[Rule]:
    return {violation.rule for violation in verify(instance, plan)}


def costing(plan: Plan, **parts: int) -> Plan:
    return replace(plan, cost=replace(plan.cost, **parts))


def test_overtime_costs_its_percent_of_each_second_past_the_shift() -> None:
    instance, plan = sound_case()
    end_s = route_of(plan, "lan").end_s
    short = with_vehicle(instance, "lan", shift_end_s=end_s - 601, max_overtime_s=HOUR)
    assert rules(short, costing(plan, overtime_s=901)) == set()  # 150 % of 601, whole seconds
    assert rules(short, costing(plan, overtime_s=902)) == {Rule.COST}
    assert rules(short, plan) == {Rule.COST}


def test_no_plan_ends_past_the_overtime_that_is_allowed() -> None:
    instance, plan = sound_case()
    end_s = route_of(plan, "lan").end_s
    short = with_vehicle(instance, "lan", shift_end_s=end_s - 601, max_overtime_s=600)
    assert Rule.SHIFT in rules(short, costing(plan, overtime_s=901))


def test_lateness_is_judged_at_the_last_visit_and_summed_before_its_percent() -> None:
    instance, plan = sound_case()
    starts = {
        planned.visit.request: planned.start_s
        for route in plan.routes
        for stop in route.stops
        for planned in stop.visits  # the last of a request's visits comes last
    }
    late = with_request(instance, "letter", due_s=starts["letter"] - 101)
    late = with_request(late, "dossier", due_s=starts["dossier"] - 200)
    late = replace(late, costs=replace(instance.costs, late_percent=50))
    assert rules(late, costing(plan, late_s=150)) == set()  # half of 301
    assert rules(late, costing(plan, late_s=151)) == {Rule.COST}


def test_imbalance_is_what_the_busiest_is_above_the_mean() -> None:
    instance, plan = sound_case()
    priced = replace(instance, costs=replace(instance.costs, imbalance_percent=50))
    busy_s = [route.travel_s + route.service_s for route in plan.routes]
    expected = (max(busy_s) - sum(busy_s) // 2) * 50 // 100
    assert expected > 0
    assert rules(priced, costing(plan, imbalance_s=expected)) == set()
    assert rules(priced, plan) == {Rule.COST}


def test_a_carrier_with_half_a_day_is_twice_as_busy() -> None:
    instance, plan = sound_case()
    first, second = (route.travel_s + route.service_s for route in plan.routes)
    priced = replace(with_vehicle(instance, "lan", share_of_day_percent=50), costs=replace(instance.costs))
    priced = replace(priced, costs=replace(priced.costs, imbalance_percent=100))
    loads = [2 * first, second]
    assert rules(priced, costing(plan, imbalance_s=max(loads) - sum(loads) // 2)) == set()


def test_all_three_together_add_up() -> None:
    instance, plan = sound_case()
    end_s = route_of(plan, "lan").end_s
    instance = with_vehicle(instance, "lan", shift_end_s=end_s - 100, max_overtime_s=HOUR)
    start_s = next(
        planned.start_s
        for route in plan.routes
        for stop in route.stops
        for planned in stop.visits
        if planned.visit.request == "letter"
    )
    instance = with_request(instance, "letter", due_s=start_s - 100)
    costs = replace(instance.costs, late_percent=10, overtime_percent=200, imbalance_percent=10)
    instance = replace(instance, costs=costs)
    busy_s = [route.travel_s + route.service_s for route in plan.routes]
    imbalance_s = (max(busy_s) - sum(busy_s) // 2) * 10 // 100
    told = costing(plan, late_s=10, overtime_s=200, imbalance_s=imbalance_s)
    assert rules(instance, told) == set()
    assert told.cost.total_s == plan.cost.total_s + 210 + imbalance_s
