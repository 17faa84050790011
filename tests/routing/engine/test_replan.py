"""One request more where a few others may give way: never more than allowed, never dearer than nobody moving."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from routing import Rearrangement, Standing, insert, solve, verify
from routing.instance import Delivery, Instance, PublishedRoute, Visit
from routing.plan import Constraint, Insertion, Limits, Plan, Reason
from tests.routing.worlds import around_a_hidden_plan, commune, tiny_instances


def published(plan: Plan) -> tuple[PublishedRoute, ...]:
    return tuple(
        PublishedRoute(
            vehicle=route.vehicle, visits=tuple(visit.visit for stop in route.stops for visit in stop.visits)
        )
        for route in plan.routes
    )


def as_told(instance: Instance, request: str, moved_s: int = 60) -> tuple[Instance, Plan]:
    """The instance with a plan in force that lacks one request."""
    others = tuple(each for each in instance.requests if each.id != request)
    bare = replace(instance, published=())
    plan = solve(replace(bare, requests=others), Limits(iterations=20))
    told = replace(bare, published=published(plan), costs=replace(instance.costs, moved_s=moved_s))
    return told, plan


def rider_of(plan: Plan) -> dict[str, str]:
    return {v.visit.request: route.vehicle for route in plan.routes for stop in route.stops for v in stop.visits}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(tiny_instances(), st.integers(0, 3), st.integers(0, 600))
def test_whoever_gives_way_the_plan_keeps_every_rule(instance: Instance, most_moved: int, moved_s: int) -> None:
    for request in instance.requests:
        told, plan = as_told(instance, request.id, moved_s)
        standing = Standing(told, plan)
        alone = insert(told, plan, request.id)
        found = standing.insert(request.id, most_moved=most_moved)
        assert standing.insert(request.id, most_moved=most_moved) == found, "asking changes nothing"
        if isinstance(found, Reason):
            assert isinstance(alone, Reason)
            assert found == alone
            continue
        after = found.insertion.plan
        assert verify(told, after) == []
        before, now = rider_of(plan), rider_of(after)
        assert set(now) == set(before) | {request.id}
        moved = {other for other, vehicle in before.items() if now[other] != vehicle}
        assert {each.request for each in found.moved} == moved
        assert len(moved) <= most_moved
        if isinstance(alone, Insertion):
            assert found.added_cost_unmoved_s == alone.added_cost_s
            assert found.insertion.added_cost_s <= alone.added_cost_s
        else:
            assert found.added_cost_unmoved_s is None
            assert most_moved


def test_a_request_that_fits_nowhere_takes_the_place_of_one_that_fits_elsewhere() -> None:
    """One carrier has the skill; his bag holds one. The other may take what lies in it."""
    instance = commune()
    skilled, other = instance.vehicles[0], instance.vehicles[1]
    skilled = replace(skilled, skills=("trained",), capacity_items=1, territories=(), max_trips=1, breaks=())
    other = replace(other, skills=(), capacity_items=1, territories=(), max_trips=1, breaks=(), depot=skilled.depot)
    door = next(place for place in instance.places if place.id != instance.depots[0].place)
    visit = Visit(place=door.id, service=instance.services[0].id)
    first = Delivery(id="first", depot=skilled.depot, visit=visit, prize_s=90_000)
    new = replace(first, id="new", skills=("trained",))
    depots = tuple(replace(depot, waves_s=()) for depot in instance.depots)
    asked = replace(instance, vehicles=(skilled, other), requests=(first, new), published=(), depots=depots)
    without = replace(asked, requests=(replace(first, skills=("trained",)),))
    plan = solve(without, Limits(iterations=5))
    assert rider_of(plan) == {"first": skilled.id}
    told = replace(asked, published=published(plan), costs=replace(asked.costs, moved_s=600))
    standing = Standing(told, plan)
    refused = standing.insert("new", most_moved=0)
    assert isinstance(refused, Reason)
    assert refused.constraint in (Constraint.CAPACITY_ITEMS, Constraint.SEVERAL)
    found = standing.insert("new", most_moved=1)
    assert isinstance(found, Rearrangement)
    assert verify(told, found.insertion.plan) == []
    assert rider_of(found.insertion.plan) == {"first": other.id, "new": skilled.id}
    assert [(m.request, m.from_vehicle, m.to_vehicle) for m in found.moved] == [("first", skilled.id, other.id)]
    assert found.insertion.plan.cost.moved_s == 600
    assert found.added_cost_unmoved_s is None


def test_who_takes_it_may_be_named() -> None:
    instance = around_a_hidden_plan(3, carriers=3, requests_each=6, slack_s=1800)
    request = instance.requests[0].id
    told, plan = as_told(instance, request)
    for vehicle in told.vehicles:
        found = Standing(told, plan).insert(request, vehicle.id)
        if isinstance(found, Rearrangement):
            assert found.insertion.vehicle == vehicle.id
            assert verify(told, found.insertion.plan) == []
