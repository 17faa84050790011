"""A sound plan passes; each kind of damage done to it, or to what its instance demands, is named by its rule."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from routing import solve, verify
from routing.instance import Action, Break, Costs, Instance, LockedVisit, PublishedRoute, VisitRef
from routing.plan import Constraint, Limits, Plan, PlannedReturn, PlannedStop, Reason, Route, Unserved
from routing.verify.rules import Rule
from tests.routing.worlds import HOUR, commune

Case = tuple[Instance, Plan]
Damage = Callable[[Instance, Plan], Case]


@cache
def sound_case() -> Case:
    """The commune and a plan of it: `minh` hands out results before nine, `lan` rides over lunch."""
    instance = commune()
    return instance, solve(instance, Limits(iterations=300))


def test_a_sound_plan_has_no_violation() -> None:
    instance, plan = sound_case()
    assert verify(instance, plan) == []
    assert [route.vehicle for route in plan.routes] == ["lan", "minh"]
    assert [pause.id for pause in plan.routes[0].breaks] == ["lunch"]
    assert plan.cost.foreign_stops_s > 0


def with_route(plan: Plan, vehicle: str, **changes: Any) -> Plan:
    routes = [replace(route, **changes) if route.vehicle == vehicle else route for route in plan.routes]
    return replace(plan, routes=tuple(routes))


def route_of(plan: Plan, vehicle: str) -> Route:
    return next(route for route in plan.routes if route.vehicle == vehicle)


def with_stop(plan: Plan, vehicle: str, index: int, **changes: Any) -> Plan:
    stops = list(route_of(plan, vehicle).stops)
    stops[index] = replace(stops[index], **changes)
    return with_route(plan, vehicle, stops=tuple(stops))


def with_vehicle(instance: Instance, name: str, **changes: Any) -> Instance:
    fleet = [replace(vehicle, **changes) if vehicle.id == name else vehicle for vehicle in instance.vehicles]
    return replace(instance, vehicles=tuple(fleet))


def with_request(instance: Instance, name: str, **changes: Any) -> Instance:
    asked = [replace(request, **changes) if request.id == name else request for request in instance.requests]
    return replace(instance, requests=tuple(asked))


def with_depot(instance: Instance, **changes: Any) -> Instance:
    return replace(instance, depots=(replace(instance.depots[0], **changes),))


def shifted(stop: PlannedStop, by_s: int) -> PlannedStop:
    visits = [replace(visit, start_s=visit.start_s + by_s, end_s=visit.end_s + by_s) for visit in stop.visits]
    return replace(stop, arrive_s=stop.arrive_s + by_s, leave_s=stop.leave_s + by_s, visits=tuple(visits))


def start_whole_route_later(plan: Plan, vehicle: str, by_s: int) -> Plan:
    route = route_of(plan, vehicle)
    return with_route(
        plan,
        vehicle,
        depart_s=route.depart_s + by_s,
        end_s=route.end_s + by_s,
        stops=tuple(shifted(stop, by_s) for stop in route.stops),
    )


def shift_a_stop(instance: Instance, plan: Plan) -> Case:
    stop = shifted(route_of(plan, "minh").stops[2], 60)
    return instance, with_stop(plan, "minh", 2, arrive_s=stop.arrive_s, leave_s=stop.leave_s, visits=stop.visits)


def swap_two_stops(instance: Instance, plan: Plan) -> Case:
    stops = list(route_of(plan, "minh").stops)
    stops[2], stops[3] = stops[3], stops[2]
    return instance, with_route(plan, "minh", stops=tuple(stops))


def deliver_before_pickup(instance: Instance, plan: Plan) -> Case:
    stops = route_of(plan, "minh").stops
    return instance, with_route(plan, "minh", stops=(*stops[1:], stops[0]))


def drop_a_visit(instance: Instance, plan: Plan) -> Case:
    desk = route_of(plan, "minh").stops[0]
    return instance, with_stop(plan, "minh", 0, visits=desk.visits[:-1])


def serve_twice(instance: Instance, plan: Plan) -> Case:
    stops = route_of(plan, "minh").stops
    return instance, with_route(plan, "minh", stops=(*stops, stops[-1]))


def leave_out_what_is_served(instance: Instance, plan: Plan) -> Case:
    reason = Reason(constraint=Constraint.SEVERAL, alone=False)
    return instance, replace(plan, unserved=(Unserved(request="letter", reason=reason),))


def serve_the_unknown(instance: Instance, plan: Plan) -> Case:
    stop = route_of(plan, "minh").stops[1]
    stranger = replace(stop.visits[0], visit=VisitRef(request="stranger", action=Action.DELIVERY))
    return instance, with_stop(plan, "minh", 1, visits=(stranger,))


def make_an_empty_stop(instance: Instance, plan: Plan) -> Case:
    return instance, with_stop(plan, "minh", 1, visits=())


def stand_elsewhere(instance: Instance, plan: Plan) -> Case:
    return instance, with_stop(plan, "minh", 1, place="door 0")


def ride_nowhere(instance: Instance, plan: Plan) -> Case:
    return instance, with_route(plan, "minh", stops=())


def give_a_route_to_nobody(instance: Instance, plan: Plan) -> Case:
    return instance, replace(plan, routes=(plan.routes[0], replace(plan.routes[1], vehicle="nobody")))


def ride_two_routes(instance: Instance, plan: Plan) -> Case:
    return instance, replace(plan, routes=(*plan.routes, plan.routes[0]))


def claim_a_wrong_arrival(instance: Instance, plan: Plan) -> Case:
    stop = route_of(plan, "minh").stops[2]
    return instance, with_stop(plan, "minh", 2, arrive_s=stop.arrive_s - 30)


def claim_a_wrong_distance(instance: Instance, plan: Plan) -> Case:
    stop = route_of(plan, "minh").stops[2]
    return instance, with_stop(plan, "minh", 2, distance_m=stop.distance_m - 1)


def come_home_too_soon(instance: Instance, plan: Plan) -> Case:
    return instance, with_route(plan, "minh", end_s=route_of(plan, "minh").end_s - 1)


def hurry_a_service(instance: Instance, plan: Plan) -> Case:
    stop = route_of(plan, "minh").stops[2]
    hurried = replace(stop.visits[0], end_s=stop.visits[0].end_s - 60)
    return instance, with_stop(plan, "minh", 2, visits=(hurried,), leave_s=stop.leave_s - 60)


def serve_two_at_once(instance: Instance, plan: Plan) -> Case:
    desk = route_of(plan, "minh").stops[0]
    first, second, *others = desk.visits
    length_s = second.end_s - second.start_s
    at_once = replace(second, start_s=first.start_s, end_s=first.start_s + length_s)
    return instance, with_stop(plan, "minh", 0, visits=(first, at_once, *others))


def miss_a_window(instance: Instance, plan: Plan) -> Case:
    return instance, start_whole_route_later(plan, "lan", 3 * HOUR)


def depart_before_the_load_is_there(instance: Instance, plan: Plan) -> Case:
    return instance, start_whole_route_later(plan, "minh", -600)


def ask_for_a_wave(instance: Instance, plan: Plan) -> Case:
    return with_depot(instance, waves_s=(7 * HOUR,)), plan


def ask_for_loading(instance: Instance, plan: Plan) -> Case:
    return with_depot(with_vehicle(instance, "minh", shift_start_s=8 * HOUR), loading="desk"), plan


def release_a_load_later(instance: Instance, plan: Plan) -> Case:
    return with_request(instance, "dossier", release_s=12 * HOUR), plan


def end_the_shift_sooner(instance: Instance, plan: Plan) -> Case:
    return with_vehicle(instance, "lan", shift_end_s=14 * HOUR), plan


def skip_lunch(instance: Instance, plan: Plan) -> Case:
    return instance, with_route(plan, "lan", breaks=())


def take_lunch_early(instance: Instance, plan: Plan) -> Case:
    lunch = route_of(plan, "lan").breaks[0]
    early = replace(lunch, start_s=lunch.start_s - HOUR, end_s=lunch.end_s - HOUR)
    return instance, with_route(plan, "lan", breaks=(early,))


def take_a_short_lunch(instance: Instance, plan: Plan) -> Case:
    lunch = route_of(plan, "lan").breaks[0]
    return instance, with_route(plan, "lan", breaks=(replace(lunch, end_s=lunch.end_s - 600),))


def take_a_break_nobody_has(instance: Instance, plan: Plan) -> Case:
    lunch = route_of(plan, "lan").breaks[0]
    return instance, with_route(plan, "lan", breaks=(replace(lunch, id="nap"),))


def eat_while_serving(instance: Instance, plan: Plan) -> Case:
    door = route_of(plan, "lan").stops[0]
    early = Break(id="lunch", earliest_s=8 * HOUR, latest_s=13 * HOUR, duration_s=HOUR)
    lunch = route_of(plan, "lan").breaks[0]
    meanwhile = replace(lunch, start_s=door.visits[0].start_s, end_s=door.visits[0].start_s + HOUR)
    return with_vehicle(instance, "lan", breaks=(early,)), with_route(plan, "lan", breaks=(meanwhile,))


def overload_with_items(instance: Instance, plan: Plan) -> Case:
    return with_vehicle(instance, "minh", capacity_items=4), plan


def overload_with_weight(instance: Instance, plan: Plan) -> Case:
    return with_vehicle(instance, "minh", capacity_g=799), plan


def claim_a_wrong_load(instance: Instance, plan: Plan) -> Case:
    return instance, with_stop(plan, "minh", 2, items=0)


def claim_a_wrong_first_load(instance: Instance, plan: Plan) -> Case:
    return instance, with_route(plan, "minh", weight_g=0)


def ask_for_a_skill(instance: Instance, plan: Plan) -> Case:
    return with_request(instance, "letter", skills=("judo",)), plan


def pin_to_another(instance: Instance, plan: Plan) -> Case:
    return with_request(instance, "letter", pinned_vehicle="lan"), plan


def belong_to_another_depot(instance: Instance, plan: Plan) -> Case:
    return with_request(instance, "letter", depot="elsewhere"), plan


def lock_another_visit(instance: Instance, plan: Plan) -> Case:
    letter = LockedVisit(visit=VisitRef(request="letter", action=Action.DELIVERY))
    return with_vehicle(instance, "minh", locked=(letter,)), plan


def lock_a_done_visit_at_another_time(instance: Instance, plan: Plan) -> Case:
    first = route_of(plan, "minh").stops[0].visits[0]
    done = LockedVisit(visit=first.visit, done_s=first.end_s + 1)
    return with_vehicle(instance, "minh", locked=(done,)), plan


def call_at_the_depot_once_more(instance: Instance, plan: Plan) -> Case:
    route = route_of(plan, "minh")
    left_s = route.stops[0].leave_s
    call = PlannedReturn(
        stops_before=1,
        travel_s=0,
        distance_m=0,
        arrive_s=left_s,
        load_s=left_s,
        loaded_s=left_s,
        depart_s=left_s,
        items=0,
        weight_g=0,
    )
    return instance, with_route(plan, "minh", returns=(call,))


def start_elsewhere(instance: Instance, plan: Plan) -> Case:
    return with_vehicle(instance, "minh", start_place="door 0"), plan


def end_elsewhere(instance: Instance, plan: Plan) -> Case:
    return with_vehicle(instance, "minh", ends_anywhere=True), plan


def work_more_than_the_share(instance: Instance, plan: Plan) -> Case:
    return with_vehicle(instance, "minh", share_of_day_percent=5), plan


def ride_too_far(instance: Instance, plan: Plan) -> Case:
    return with_vehicle(instance, "minh", max_distance_m=1000), plan


def claim_a_wrong_total(instance: Instance, plan: Plan) -> Case:
    return instance, with_route(plan, "minh", service_s=1)


def claim_a_wrong_wait(instance: Instance, plan: Plan) -> Case:
    return instance, with_stop(plan, "lan", 1, wait_s=0)


def claim_less_travel_cost(instance: Instance, plan: Plan) -> Case:
    return instance, replace(plan, cost=replace(plan.cost, travel_s=plan.cost.travel_s - 1))


def forget_what_moving_costs(instance: Instance, plan: Plan) -> Case:
    owned = PublishedRoute(vehicle="lan", visits=(VisitRef(request="letter", action=Action.DELIVERY),))
    return replace(instance, published=(owned,)), plan


def forget_what_overtime_costs(instance: Instance, plan: Plan) -> Case:
    return with_vehicle(instance, "lan", shift_end_s=14 * HOUR, max_overtime_s=HOUR), plan


def forget_what_lateness_costs(instance: Instance, plan: Plan) -> Case:
    late = with_request(instance, "letter", due_s=8 * HOUR)
    return replace(late, costs=replace(instance.costs, late_percent=100)), plan


def forget_what_habit_costs(instance: Instance, plan: Plan) -> Case:
    against = tuple(stop.place for stop in reversed(route_of(plan, "minh").stops))
    habitual = with_vehicle(instance, "minh", habitual_order=against)
    return replace(habitual, costs=replace(instance.costs, against_habit_s=60)), plan


def forget_what_imbalance_costs(instance: Instance, plan: Plan) -> Case:
    return replace(instance, costs=Costs(foreign_stop_s=120, moved_s=60, imbalance_percent=50)), plan


def name_another_instance(instance: Instance, plan: Plan) -> Case:
    return instance, replace(plan, instance="another")


def hide_that_travel_is_estimated(instance: Instance, plan: Plan) -> Case:
    return instance, replace(plan, is_estimated=False)


DAMAGES: list[tuple[Damage, Rule]] = [
    (shift_a_stop, Rule.TRAVEL),
    (swap_two_stops, Rule.TRAVEL),
    (deliver_before_pickup, Rule.PAIR),
    (drop_a_visit, Rule.ONCE),
    (serve_twice, Rule.ONCE),
    (leave_out_what_is_served, Rule.ONCE),
    (serve_the_unknown, Rule.ONCE),
    (make_an_empty_stop, Rule.STOP),
    (stand_elsewhere, Rule.STOP),
    (ride_nowhere, Rule.VEHICLE),
    (give_a_route_to_nobody, Rule.VEHICLE),
    (ride_two_routes, Rule.VEHICLE),
    (claim_a_wrong_arrival, Rule.TRAVEL),
    (claim_a_wrong_distance, Rule.TRAVEL),
    (come_home_too_soon, Rule.TRAVEL),
    (hurry_a_service, Rule.SERVICE),
    (serve_two_at_once, Rule.SERVICE),
    (miss_a_window, Rule.WINDOW),
    (depart_before_the_load_is_there, Rule.RELEASE),
    (ask_for_a_wave, Rule.RELEASE),
    (ask_for_loading, Rule.RELEASE),
    (call_at_the_depot_once_more, Rule.TRIPS),
    (release_a_load_later, Rule.RELEASE),
    (end_the_shift_sooner, Rule.SHIFT),
    (skip_lunch, Rule.BREAK),
    (take_lunch_early, Rule.BREAK),
    (take_a_short_lunch, Rule.BREAK),
    (take_a_break_nobody_has, Rule.BREAK),
    (eat_while_serving, Rule.BREAK),
    (overload_with_items, Rule.CAPACITY),
    (overload_with_weight, Rule.CAPACITY),
    (claim_a_wrong_load, Rule.LOAD),
    (claim_a_wrong_first_load, Rule.LOAD),
    (ask_for_a_skill, Rule.ASSIGNMENT),
    (pin_to_another, Rule.ASSIGNMENT),
    (belong_to_another_depot, Rule.ASSIGNMENT),
    (lock_another_visit, Rule.LOCKED),
    (lock_a_done_visit_at_another_time, Rule.LOCKED),
    (start_elsewhere, Rule.ENDS),
    (end_elsewhere, Rule.ENDS),
    (work_more_than_the_share, Rule.SHARE_OF_DAY),
    (ride_too_far, Rule.DISTANCE),
    (claim_a_wrong_total, Rule.TOTALS),
    (claim_a_wrong_wait, Rule.TOTALS),
    (claim_less_travel_cost, Rule.COST),
    (forget_what_moving_costs, Rule.COST),
    (forget_what_overtime_costs, Rule.COST),
    (forget_what_lateness_costs, Rule.COST),
    (forget_what_habit_costs, Rule.COST),
    (forget_what_imbalance_costs, Rule.COST),
    (name_another_instance, Rule.INSTANCE),
    (hide_that_travel_is_estimated, Rule.INSTANCE),
]


@pytest.mark.parametrize(("damage", "rule"), DAMAGES, ids=[damage.__name__ for damage, _ in DAMAGES])
def test_damage_is_named_by_the_rule_it_breaks(damage: Damage, rule: Rule) -> None:
    violations = verify(*damage(*sound_case()))
    assert rule in {violation.rule for violation in violations}


def test_every_rule_has_a_damage_that_shows_it() -> None:
    assert {rule for _, rule in DAMAGES} == set(Rule)


def changed_leaves(value: Any, key: str = "") -> Iterator[Any]:
    """The document with one leaf changed: each whole number by one either way, each text to another."""
    if key in ("engine", "unserved"):
        return  # told to people, nothing rests on them
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from ({**value, name: changed} for changed in changed_leaves(inner, name))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from ([*value[:index], changed, *value[index + 1 :]] for changed in changed_leaves(inner))
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value - 1, value + 1)
    elif key != "action":
        yield "changed"


def test_any_single_figure_or_name_changed_in_a_plan_is_noticed() -> None:
    instance, plan = sound_case()
    changed = [msgspec.convert(document, Plan) for document in changed_leaves(msgspec.to_builtins(plan))]
    assert len(changed) > 200
    assert [other for other in changed if not verify(instance, other)] == []
