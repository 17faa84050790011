"""Every reason for leaving a request out is true: judged by the oracle, which knows nothing of the engine."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from routing import solve
from routing.instance import AnyRequest, Instance, Shipment, TimeWindow, Vehicle, Visit, VisitRef
from routing.plan import Constraint, Limits, Plan, Reason
from tests.routing.oracle import Oracle
from tests.routing.worlds import order_of, tiny_instances

UNLIMITED = 150  # more than any of the tiny instances needs, in any unit
LIFTABLE = (
    Constraint.CAPACITY_ITEMS,
    Constraint.CAPACITY_WEIGHT,
    Constraint.WINDOW,
    Constraint.SHIFT,
    Constraint.SHARE_OF_DAY,
    Constraint.DISTANCE,
    Constraint.WAVE,
    Constraint.TRIPS,
)


def raised(instance: Instance, vehicle: Vehicle, request: AnyRequest, constraint: Constraint, limit: int) -> Oracle:
    """An oracle for the instance with one constraint of one vehicle, or the request's windows, moved to `limit`."""
    busy_s = Oracle(instance).most_busy_s[vehicle.id]
    match constraint:
        case Constraint.CAPACITY_ITEMS:
            instance = with_vehicle(instance, vehicle, capacity_items=limit)
        case Constraint.CAPACITY_WEIGHT:
            instance = with_vehicle(instance, vehicle, capacity_g=limit)
        case Constraint.DISTANCE:
            instance = with_vehicle(instance, vehicle, max_distance_m=limit)
        case Constraint.TRIPS:
            instance = with_vehicle(instance, vehicle, max_trips=limit)
        case Constraint.WAVE:
            depots = [replace(depot, waves_s=()) if depot.id == vehicle.depot else depot for depot in instance.depots]
            instance = replace(instance, depots=tuple(depots))
        case Constraint.SHIFT:
            instance = with_vehicle(instance, vehicle, shift_end_s=limit, max_overtime_s=0)
        case Constraint.WINDOW:
            instance = with_request(instance, with_windows_until(instance, request, limit))
        case _:
            busy_s = limit
    oracle = Oracle(instance)
    if vehicle.share_of_day_percent < 100 or constraint is Constraint.SHARE_OF_DAY:
        oracle.most_busy_s[vehicle.id] = busy_s
    return oracle


def fits_when_raised(
    instance: Instance,
    vehicle: Vehicle,
    orders: dict[str, list[VisitRef | None]],
    request: AnyRequest,
    constraint: Constraint,
    limit: int,
) -> bool:
    lenient = raised(instance, vehicle, request, constraint, limit)
    rider = next(each for each in lenient.instance.vehicles if each.id == vehicle.id)
    asked = lenient.requests[request.id]
    return lenient.can_take(rider, orders.get(vehicle.id, []), asked)


def with_vehicle(instance: Instance, vehicle: Vehicle, **changes: Any) -> Instance:
    fleet = [replace(each, **changes) if each.id == vehicle.id else each for each in instance.vehicles]
    return replace(instance, vehicles=tuple(fleet))


def with_request(instance: Instance, request: AnyRequest) -> Instance:
    asked = [request if each.id == request.id else each for each in instance.requests]
    return replace(instance, requests=tuple(asked))


def with_windows_until(instance: Instance, request: AnyRequest, last_s: int) -> AnyRequest:
    """The request with each visit's windows made one, from the first opening to a last start at that second."""
    if isinstance(request, Shipment):
        pickup, delivery = until(instance, request.pickup, last_s), until(instance, request.delivery, last_s)
        return replace(request, pickup=pickup, delivery=delivery)
    return replace(request, visit=until(instance, request.visit, last_s))


def until(instance: Instance, visit: Visit, last_s: int) -> Visit:
    if not visit.windows:
        return visit
    place = next(place for place in instance.places if place.id == visit.place)
    margin_s = 2 if place.position_uncertainty_m else 0  # the tiny instances' search of an uncertain place
    opens_s = visit.windows[0].earliest_s
    return replace(visit, windows=(TimeWindow(earliest_s=opens_s, latest_s=max(opens_s, last_s + margin_s)),))


def rides(plan: Plan, alone: bool) -> dict[str, list[VisitRef | None]]:
    """The visits of each vehicle that rides; none of any when a request is judged alone."""
    if alone:
        return {}
    return {route.vehicle: order_of(route) for route in plan.routes}


@settings(max_examples=70, deadline=None, suppress_health_check=list(HealthCheck))
@given(tiny_instances(most_requests=4))
def test_every_reason_is_true(instance: Instance) -> None:
    plan = solve(instance, Limits(iterations=40))
    requests = {request.id: request for request in instance.requests}
    for unserved in plan.unserved:
        assert_is_true(instance, plan, requests[unserved.request], unserved.reason)


def assert_is_true(instance: Instance, plan: Plan, request: AnyRequest, reason: Reason) -> None:
    oracle, orders = Oracle(instance), rides(plan, reason.alone)
    assert reason.alone == (not any(oracle.can_take(vehicle, [], request) for vehicle in instance.vehicles))
    fitting = [
        oracle.cost(vehicle, longer) - oracle.cost(vehicle, orders.get(vehicle.id, []))
        for vehicle in instance.vehicles
        for longer in oracle.insertions(vehicle, orders.get(vehicle.id, []), request)
        if oracle.can_ride(vehicle, longer)
    ]
    if reason.constraint is Constraint.PRIORITY:
        assert (min(fitting), request.prize_s) == (reason.needed, reason.available)
        assert min(fitting) >= (request.prize_s or 0)
        return
    assert fitting == []
    if reason.constraint in LIFTABLE:
        assert_is_what_stands_in_the_way(instance, orders, request, reason)
    elif reason.constraint is Constraint.SEVERAL:
        for vehicle in instance.vehicles:
            for constraint in LIFTABLE:
                assert not fits_when_raised(instance, vehicle, orders, request, constraint, UNLIMITED)
        assert_is_enough_together(instance, orders, request, reason)
    else:
        assert_no_vehicle_may(instance, request, reason)


def assert_is_what_stands_in_the_way(
    instance: Instance, orders: dict[str, list[VisitRef | None]], request: AnyRequest, reason: Reason
) -> None:
    """Raised to what the reason says is needed, and by no less, the one constraint lets the request in."""
    vehicle = next(each for each in instance.vehicles if each.id == reason.vehicle)
    assert reason.needed is not None
    assert reason.available is not None
    if reason.constraint is Constraint.WAVE:  # too early for one wave, too late for another
        assert reason.needed != reason.available
    else:
        assert reason.needed > reason.available
    is_late_twice = reason.constraint is Constraint.WINDOW and isinstance(request, Shipment)
    limit = UNLIMITED if is_late_twice else reason.needed
    assert fits_when_raised(instance, vehicle, orders, request, reason.constraint, limit)
    if reason.constraint is not Constraint.WAVE and not is_late_between_windows(request, reason):
        assert not fits_when_raised(instance, vehicle, orders, request, reason.constraint, reason.needed - 1)


def assert_is_enough_together(
    instance: Instance, orders: dict[str, list[VisitRef | None]], request: AnyRequest, reason: Reason
) -> None:
    """Each raised to what is needed of it, all that is told lets the request in."""
    constraints = {shortfall.constraint for shortfall in reason.together}
    if not constraints or Constraint.SHARE_OF_DAY in constraints:
        return  # the share of the day is the oracle's own, not the instance's
    for shortfall in reason.together:
        vehicle = next(each for each in instance.vehicles if each.id == reason.vehicle)
        asked = next(each for each in instance.requests if each.id == request.id)
        limit = UNLIMITED if shortfall.constraint is Constraint.WINDOW else shortfall.needed
        instance = raised(instance, vehicle, asked, shortfall.constraint, limit).instance
    oracle = Oracle(instance)
    rider = next(each for each in instance.vehicles if each.id == reason.vehicle)
    # what a longer shift leaves to ride in is no longer the share it was
    oracle.most_busy_s[rider.id] = UNLIMITED if rider.share_of_day_percent == 100 else oracle.most_busy_s[rider.id]
    assert oracle.can_take(rider, orders.get(rider.id, []), oracle.requests[request.id])


def is_late_between_windows(request: AnyRequest, reason: Reason) -> bool:
    """Made one, several windows let in what lies between them: no measure then of how little would do."""
    several = isinstance(request, Shipment) or len(request.visit.windows) > 1
    return reason.constraint is Constraint.WINDOW and several


def assert_no_vehicle_may(instance: Instance, request: AnyRequest, reason: Reason) -> None:
    suited = [
        vehicle
        for vehicle in instance.vehicles
        if request.pinned_vehicle in (None, vehicle.id)
        and (isinstance(request, Shipment) or request.depot == vehicle.depot)
    ]
    lacks = [set(request.skills) - set(vehicle.skills) for vehicle in suited]
    if reason.constraint is Constraint.VEHICLE:
        assert suited == []
    else:
        assert reason.constraint is Constraint.SKILL
        assert set(reason.missing) in lacks
        assert all(lacks)
