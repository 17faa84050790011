"""Days planned by parts: the same rules kept, nothing lost between the parts, the same plan however many threads."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from routing import check, insert, solve, verify
from routing.engine.decomposition.rounds import solve_by_parts
from routing.errors import InvalidInstance
from routing.instance import Delivery, Instance, LockedVisit, TimeWindow, TravelEstimate
from routing.plan import Constraint, Insertion, Limits, Plan, Progress
from routing.travel import with_matrices
from tests.routing.worlds import HOUR, around_a_hidden_plan, commune, refs_of, tiny_instances

tiny = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
FEW = Limits(iterations=60)


def by_parts(instance: Instance, limits: Limits = FEW, each: int = 3, **others: object) -> Plan:
    assert check(instance) == []
    return solve_by_parts(instance, limits, part_requests=each, **others)  # type: ignore[arg-type]


@tiny
@given(tiny_instances(most_requests=7), st.integers(1, 4), st.integers(0, 2))
def test_every_plan_by_parts_keeps_every_rule(instance: Instance, each: int, seed: int) -> None:
    plan = by_parts(instance, Limits(iterations=30, seed=seed), each)
    assert verify(instance, plan) == []


@settings(tiny, derandomize=True)
@given(tiny_instances(most_requests=7))
def test_nothing_is_left_out_that_would_still_fit_for_less_than_its_prize(instance: Instance) -> None:
    plan = by_parts(instance, each=2)
    for unserved in plan.unserved:
        request = next(request for request in instance.requests if request.id == unserved.request)
        found = insert(instance, plan, request.id)
        if isinstance(found, Insertion):
            assert request.prize_s is not None
            assert found.added_cost_s >= request.prize_s


@settings(tiny, max_examples=30)
@given(tiny_instances(most_requests=7), st.data())
def test_locked_visits_stay_at_the_head_of_their_route_and_nothing_is_lost_when_few_are_asked_in_at_once(
    instance: Instance, data: st.DataObject
) -> None:
    plan = solve(instance, Limits(iterations=10))
    if not plan.routes:
        return
    route = data.draw(st.sampled_from(plan.routes))
    trip = [planned.visit for stop in route.trips[0].stops for planned in stop.visits]
    locked = tuple(LockedVisit(visit=visit) for visit in trip[: data.draw(st.integers(1, len(trip)))])
    vehicles = tuple(replace(v, locked=locked) if v.id == route.vehicle else v for v in instance.vehicles)
    later = replace(instance, vehicles=vehicles)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("routing.engine.decomposition.leftovers.AT_ONCE", 1)
        assert verify(later, by_parts(later, Limits(iterations=10), each=2, warm_start=plan)) == []


def test_reasons_for_want_of_time_are_those_at_the_end_of_a_route(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("routing.engine.decomposition.leftovers.within", lambda _limits: lambda: True)
    instance = around_a_hidden_plan(0, carriers=4, requests_each=6, slack_s=60)
    shorter = tuple(replace(each, shift_end_s=each.shift_start_s + 2 * HOUR, breaks=()) for each in instance.vehicles)
    short = replace(instance, vehicles=shorter)
    plan = by_parts(short, Limits(iterations=40), each=6)
    assert verify(short, plan) == []
    assert plan.unserved
    assert all(unserved.reason.at_end or unserved.reason.alone for unserved in plan.unserved)


@settings(tiny, derandomize=True)
@given(tiny_instances(most_requests=7))
def test_a_request_that_no_vehicle_could_serve_on_an_empty_day_is_told_so_whatever_the_cut(instance: Instance) -> None:
    whole = {unserved.request: unserved.reason for unserved in solve(instance, FEW).unserved}
    parts = {unserved.request: unserved.reason for unserved in by_parts(instance, each=2).unserved}
    for request in set(whole) & set(parts):
        assert whole[request].alone == parts[request].alone
        if whole[request].alone:
            assert whole[request].constraint is parts[request].constraint


@pytest.mark.parametrize("seed", range(3))
def test_a_day_with_room_to_spare_is_served_whole_across_the_seams(seed: int) -> None:
    instance = around_a_hidden_plan(seed, carriers=6, requests_each=6, slack_s=3600)
    plan = by_parts(instance, Limits(iterations=1200, seed=seed), each=12)
    assert verify(instance, plan) == []
    assert plan.unserved == ()


def test_the_same_seed_gives_the_same_plan_whichever_thread_is_faster() -> None:
    instance = around_a_hidden_plan(1, carriers=6, requests_each=5, slack_s=900)
    limits = Limits(iterations=200, seed=4, threads=2)
    first, second = (by_parts(instance, limits, each=8) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("seed", range(4))
def test_where_the_first_plan_serves_all_searching_on_never_makes_it_dearer(seed: int) -> None:
    instance = around_a_hidden_plan(2, carriers=6, requests_each=5, slack_s=7200)
    plans = [by_parts(instance, Limits(iterations=number, seed=seed), each=8) for number in (0, 40, 100)]
    assert plans[0].unserved == ()
    keys = [plan.cost.key for plan in plans]
    assert keys[1] < keys[0]
    assert keys[2] < keys[0]


def test_a_warm_start_is_kept_where_nothing_better_is_looked_for() -> None:
    instance = around_a_hidden_plan(3, carriers=4, requests_each=5, slack_s=900)
    plan = solve(instance, Limits(iterations=200))
    assert plan.unserved == ()
    assert by_parts(instance, Limits(iterations=0), each=5, warm_start=plan) == plan


def test_one_request_more_joins_a_warm_start() -> None:
    instance = around_a_hidden_plan(3, carriers=4, requests_each=5, slack_s=1800)
    fewer = replace(instance, requests=instance.requests[:-1])
    plan = by_parts(instance, Limits(iterations=100), each=5, warm_start=solve(fewer, Limits(iterations=200)))
    assert verify(instance, plan) == []
    assert plan.unserved == ()


def stop_at_once() -> Callable[[], bool]:
    return lambda: True


def test_cancelling_keeps_the_first_whole_plan() -> None:
    instance = around_a_hidden_plan(0, carriers=4, requests_each=6, slack_s=900)
    told: list[Progress] = []
    plan = by_parts(instance, Limits(seconds=600), each=6, on_progress=told.append, should_stop=stop_at_once())
    assert verify(instance, plan) == []
    assert told[-1].cost == plan.cost
    assert told[-1].served == len(instance.requests) - len(plan.unserved) > 0


def test_progress_tells_of_ever_better_plans() -> None:
    instance = around_a_hidden_plan(0, carriers=4, requests_each=6, slack_s=900)
    told: list[Progress] = []
    plan = by_parts(instance, Limits(iterations=100), each=6, on_progress=told.append)
    keys = [progress.cost.key for progress in told]
    assert keys == sorted(keys, reverse=True)
    assert (told[-1].cost, told[-1].requests) == (plan.cost, len(instance.requests))
    assert 0 < told[-1].iterations <= 100


def test_seconds_end_the_search_of_a_plan_that_is_whole() -> None:
    instance = around_a_hidden_plan(0, carriers=4, requests_each=6, slack_s=900)
    plan = by_parts(instance, Limits(seconds=0.3, threads=2), each=6)
    assert verify(instance, plan) == []
    assert plan.routes


def test_a_locked_order_that_cannot_be_made_is_named_by_the_vehicle_it_stands_with() -> None:
    instance = around_a_hidden_plan(0, carriers=3, requests_each=4, slack_s=60)
    late = next(each for each in instance.requests if isinstance(each, Delivery))
    missed = replace(late, visit=replace(late.visit, windows=(TimeWindow(earliest_s=0, latest_s=1),)))
    requests = (*(each for each in instance.requests if each.id != late.id), missed)
    vehicles = list(instance.vehicles)
    vehicles[2] = replace(vehicles[2], locked=tuple(LockedVisit(visit=ref) for ref in refs_of(late)))
    with pytest.raises(InvalidInstance) as refusal:
        by_parts(replace(instance, requests=requests, vehicles=tuple(vehicles)), each=3)
    assert [problem.field for problem in refusal.value.problems] == ["vehicles[2].locked"]


def test_a_pair_pinned_far_away_stays_whole_with_its_vehicle() -> None:
    instance = around_a_hidden_plan(5, carriers=4, requests_each=6, slack_s=7200)
    pinned = [
        replace(each, pinned_vehicle=f"carrier {number % 4}") for number, each in enumerate(instance.requests[:8])
    ]
    instance = replace(instance, requests=(*pinned, *instance.requests[8:]))
    plan = by_parts(instance, Limits(iterations=100), each=6)
    assert verify(instance, plan) == []
    owner = {
        planned.visit.request: route.vehicle for route in plan.routes for stop in route.stops for planned in stop.visits
    }
    assert [owner[each.id] for each in pinned if each.id in owner] == [
        each.pinned_vehicle for each in pinned if each.id in owner
    ]


def test_what_nobody_has_the_skill_for_is_told_by_who_lacks_least() -> None:
    instance = commune()
    hard = replace(instance.requests[0], id="hard", skills=("intake", "boat"))
    plan = by_parts(replace(instance, requests=(*instance.requests, hard), published=()), each=2)
    reason = next(unserved.reason for unserved in plan.unserved if unserved.request == "hard")
    assert (reason.constraint, reason.vehicle, reason.missing) == (Constraint.SKILL, "lan", ("boat",))


def test_travel_worked_out_as_it_is_asked_for_is_what_its_matrix_says() -> None:
    instance = around_a_hidden_plan(1, carriers=4, requests_each=5, slack_s=900)
    asked = replace(instance, travel=(), estimates=(TravelEstimate(profile="motorbike", speed_kmh=25, circuity=1.4),))
    assert with_matrices(asked) == instance
    assert solve(asked, Limits(iterations=50)) == solve(instance, Limits(iterations=50))
    plan = by_parts(asked, Limits(iterations=50), each=5)
    assert verify(asked, plan) == verify(instance, plan) == []


def test_without_vehicles_everything_is_left_out_and_told_why() -> None:
    instance = replace(commune(), vehicles=(), published=(), requests=commune().requests[:3])
    plan = by_parts(instance, each=2)
    assert {unserved.reason.constraint for unserved in plan.unserved} == {Constraint.VEHICLE}
    assert verify(instance, plan) == []


def test_a_large_day_is_planned_by_parts_whoever_asks() -> None:
    instance = around_a_hidden_plan(0, carriers=2, requests_each=2, slack_s=7200)
    door = instance.requests[0]
    many = tuple(replace(door, id=f"copy {number}", pinned_vehicle=None, prize_s=60) for number in range(700))
    large = replace(instance, requests=many)
    plan = solve(large, Limits(seconds=0.5))
    assert verify(large, plan) == []
    assert len(plan.unserved) + len(served(plan)) == len(many)


def served(plan: Plan) -> set[str]:
    return {planned.visit.request for route in plan.routes for stop in route.stops for planned in stop.visits}
