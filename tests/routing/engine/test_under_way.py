"""Any plan cut at any visit goes on soundly from there; any plan is adopted as it stands."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from routing import adopt, check, move, remove, solve, verify
from routing.instance import Action, Delivery, Instance, LockedVisit, Started, Vehicle, VisitRef
from routing.plan import Insertion, Limits, Plan, Removal, Route
from tests.routing.worlds import tiny_instances

tiny = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def trips_of(route: Route) -> list[list[VisitRef]]:
    return [[planned.visit for stop in trip.stops for planned in stop.visits] for trip in route.trips]


@tiny
@given(tiny_instances())
def test_a_plan_is_adopted_as_it_stands(instance: Instance) -> None:
    plan = solve(instance, Limits(iterations=10))
    adopted = adopt(instance, {route.vehicle: trips_of(route) for route in plan.routes})
    assert isinstance(adopted, Plan)
    assert (adopted.routes, adopted.cost) == (plan.routes, plan.cost)


@tiny
@given(tiny_instances(most_requests=4))
def test_a_request_taken_out_or_moved_leaves_a_sound_plan(instance: Instance) -> None:
    plan = solve(instance, Limits(iterations=10))
    left_out = {unserved.request for unserved in plan.unserved}
    for request in instance.requests:
        if request.id in left_out or is_shortcut(instance):
            continue
        shorter = remove(instance, plan, request.id)
        assert isinstance(shorter, Removal)
        assert verify(instance, shorter.plan) == []
        moved = [move(instance, plan, request.id, vehicle.id) for vehicle in instance.vehicles]
        assert [verify(instance, found.plan) for found in moved if isinstance(found, Insertion)].count([]) == sum(
            isinstance(found, Insertion) for found in moved
        )


def is_shortcut(instance: Instance) -> bool:
    """Whether some way is shorter through a third place: there, without a visit, others may come too late."""
    travel = instance.travel[0].travel_s
    return bool((travel[:, :, None] + travel[None, :, :] < travel[:, None, :]).any())


@tiny
@given(tiny_instances(most_requests=5), st.data())
def test_a_route_cut_at_any_visit_goes_on_from_there(instance: Instance, data: st.DataObject) -> None:
    plan = solve(instance, Limits(iterations=10))
    if not plan.routes:
        return
    route = data.draw(st.sampled_from(plan.routes))
    trip = [planned for stop in route.trips[0].stops for planned in stop.visits]
    cut = data.draw(st.integers(1, len(trip)))
    locked = data.draw(st.integers(0, len(trip) - cut))
    now_s = trip[cut - 1].end_s
    delivered = {planned.visit for planned in trip[:cut]}
    first = [planned.visit for planned in trip if planned.visit not in delivered]
    deliveries = {request.id for request in instance.requests if isinstance(request, Delivery)}

    def gone_on(vehicle: Vehicle) -> Vehicle:
        if vehicle.id != route.vehicle:
            return vehicle
        taken = {pause.id for pause in route.breaks if pause.start_s < now_s}
        return replace(
            vehicle,
            started=Started(
                place=place_of(instance, trip[cut - 1].visit),
                at_s=now_s,
                on_board=tuple(visit.request for visit in first if visit.request in deliveries),
            ),
            locked=tuple(
                LockedVisit(visit=planned.visit, done_s=planned.end_s if number < cut else None)
                for number, planned in enumerate(trip[: cut + locked])
            ),
            breaks=tuple(pause for pause in vehicle.breaks if pause.id not in taken),
            share_of_day_percent=100,
            max_distance_m=None,
        )

    later = replace(instance, vehicles=tuple(gone_on(vehicle) for vehicle in instance.vehicles))
    assert check(later) == []
    again = solve(later, Limits(iterations=10), warm_start=plan)
    assert verify(later, again) == []
    served = {planned.visit.request for each in again.routes for stop in each.stops for planned in stop.visits}
    assert {visit.request for visit in first[:locked] if visit.action is Action.DELIVERY} <= served


def place_of(instance: Instance, visit: VisitRef) -> str:
    request = next(request for request in instance.requests if request.id == visit.request)
    if visit.action is Action.PICKUP:
        return request.pickup.place if hasattr(request, "pickup") else request.visit.place  # type: ignore[union-attr]
    return request.delivery.place if hasattr(request, "delivery") else request.visit.place  # type: ignore[union-attr]
