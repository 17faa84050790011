"""Re-checks a plan from its instance alone: own arithmetic, nothing shared with the engine that made the plan."""

from collections import Counter
from collections.abc import Iterator
from enum import Enum
from itertools import chain, pairwise
from typing import NamedTuple

import msgspec

from routing.instance import (
    Action,
    AnyRequest,
    Delivery,
    Instance,
    Pickup,
    Place,
    PublishedRoute,
    ServiceKind,
    Shipment,
    TravelMatrix,
    Vehicle,
    Visit,
    VisitRef,
    visits_of,
)
from routing.plan import Cost, Plan, PlannedBreak, PlannedStop, PlannedVisit, Route


class Rule(Enum):
    """What every plan keeps."""

    INSTANCE = "the plan names its instance, its travel providers and whether they are estimates"
    VEHICLE = "a route belongs to a vehicle of the instance, one route each, and stops at least once"
    STOP = "a stop makes at least one visit and stands at its visits' place"
    ONCE = "every request is served whole and once, or listed as unserved"
    ASSIGNMENT = "the vehicle has the depot, the skills and the pinned requests it is given"
    PAIR = "a shipment is picked up before it is delivered, by one vehicle"
    LOCKED = "locked visits head their vehicle's route in order, done ones at their time"
    ENDS = "a route starts and ends where its vehicle does"
    TRAVEL = "travel and distance are the matrix's, arrival is departure, travel and breaks on the way"
    SERVICE = "each service takes its kind's time and none begins before the one before it has ended"
    WINDOW = "service starts and ends within one of the visit's windows"
    RELEASE = "no load moves before it exists, no trip leaves but in a wave and loaded"
    SHIFT = "the route lies within the shift and its overtime"
    BREAK = "each break due is taken once, in its window and order, outside services"
    SHARE_OF_DAY = "travel and service stay within the vehicle's share of the day"
    DISTANCE = "the route is no longer than its vehicle may ride"
    CAPACITY = "no load is above the vehicle's capacity or below nothing"
    LOAD = "the loads reported are those on board"
    TOTALS = "a route's totals and waits are the sums of its parts"
    COST = "the plan's cost is that of its routes and of what it leaves out"


class Violation(msgspec.Struct, frozen=True):
    """A rule broken, where, what the instance demands and what the plan says."""

    rule: Rule
    where: str
    expected: str
    found: str


def verify(instance: Instance, plan: Plan) -> list[Violation]:
    """All violations of a plan; empty when it keeps every rule. The instance is one that `check` passes."""
    book = _open_book(instance)
    return list(
        chain(
            _plan_violations(instance, plan),
            _coverage_violations(book, plan),
            *(_route_violations(book, route) for route in plan.routes),
            _cost_violations(book, plan),
        )
    )


class _Book(NamedTuple):
    """The instance, looked up by id."""

    instance: Instance
    place_index: dict[str, int]
    places: dict[str, Place]
    vehicles: dict[str, Vehicle]
    services: dict[str, ServiceKind]
    requests: dict[str, AnyRequest]
    visits: dict[VisitRef, Visit]
    travel: dict[str, TravelMatrix]
    published_vehicle: dict[str, str]


def _open_book(instance: Instance) -> _Book:
    return _Book(
        instance=instance,
        place_index={place.id: index for index, place in enumerate(instance.places)},
        places={place.id: place for place in instance.places},
        vehicles={vehicle.id: vehicle for vehicle in instance.vehicles},
        services={service.id: service for service in instance.services},
        requests={request.id: request for request in instance.requests},
        visits={
            VisitRef(request=request.id, action=action): visit
            for request in instance.requests
            for action, visit in visits_of(request)
        },
        travel={matrix.profile: matrix for matrix in instance.travel},
        published_vehicle=_published_vehicles(instance.published),
    )


def _published_vehicles(published: tuple[PublishedRoute, ...]) -> dict[str, str]:
    return {visit.request: route.vehicle for route in published for visit in route.visits}


def _differs(rule: Rule, where: str, expected: object, found: object) -> Iterator[Violation]:
    if expected != found:
        yield Violation(rule, where, str(expected), str(found))


def _unless(kept: bool, rule: Rule, where: str, expected: object, found: object) -> Iterator[Violation]:
    if not kept:
        yield Violation(rule, where, str(expected), str(found))


# The plan as a whole


def _plan_violations(instance: Instance, plan: Plan) -> Iterator[Violation]:
    yield from _differs(Rule.INSTANCE, "instance", instance.name, plan.instance)
    ridden = {vehicle.profile for vehicle in instance.vehicles}
    used = [matrix for matrix in instance.travel if matrix.profile in ridden]
    yield from _differs(
        Rule.INSTANCE, "providers", sorted({matrix.provider for matrix in used}), sorted(plan.providers)
    )
    yield from _differs(Rule.INSTANCE, "is_estimated", any(matrix.is_estimated for matrix in used), plan.is_estimated)
    known = {vehicle.id for vehicle in instance.vehicles}
    for vehicle, routes in Counter(route.vehicle for route in plan.routes).items():
        yield from _unless(
            vehicle in known and routes == 1,
            Rule.VEHICLE,
            vehicle,
            "one route of a known vehicle",
            f"{routes} routes",
        )


def _coverage_violations(book: _Book, plan: Plan) -> Iterator[Violation]:
    made = Counter(planned.visit for route in plan.routes for planned in _planned_visits(route))
    left_out = Counter(unserved.request for unserved in plan.unserved)
    for visit in made:
        yield from _unless(visit in book.visits, Rule.ONCE, _name(visit), "a visit of the instance", "unknown")
    for name in left_out:
        yield from _unless(name in book.requests, Rule.ONCE, name, "a request of the instance", "unknown")
    for request in book.requests.values():
        times = [made[VisitRef(request=request.id, action=action)] for action, _ in visits_of(request)]
        is_served = all(count == 1 for count in times) and not left_out[request.id]
        is_left_out = not any(times) and left_out[request.id] == 1
        yield from _unless(
            is_served or is_left_out,
            Rule.ONCE,
            request.id,
            "served once or left out once",
            f"visits {times}, left out {left_out[request.id]} times",
        )


def _planned_visits(route: Route) -> Iterator[PlannedVisit]:
    return chain.from_iterable(stop.visits for stop in route.stops)


def _name(visit: VisitRef) -> str:
    return f"{visit.request} {visit.action.value}"


# One route


def _route_violations(book: _Book, route: Route) -> Iterator[Violation]:
    vehicle = book.vehicles.get(route.vehicle)
    visits = [planned.visit for planned in _planned_visits(route)]
    if vehicle is None or any(visit not in book.visits for visit in visits):
        return  # reported above; without them nothing more can be judged
    yield from _unless(bool(route.stops), Rule.VEHICLE, vehicle.id, "at least one stop", "none")
    shape = list(_stop_violations(book, route))
    yield from shape
    if shape or not route.stops:
        return
    yield from _assignment_violations(book, vehicle, visits)
    yield from _pair_violations(book, vehicle, visits)
    yield from _locked_violations(vehicle, list(_planned_visits(route)))
    yield from _end_violations(book, vehicle, route)
    yield from _break_violations(vehicle, route)
    yield from _travel_violations(book, vehicle, route)
    yield from _service_violations(book, route)
    yield from _window_violations(book, route)
    yield from _departure_violations(book, vehicle, route)
    yield from _load_violations(book, vehicle, route)
    yield from _total_violations(book, vehicle, route)


def _stop_violations(book: _Book, route: Route) -> Iterator[Violation]:
    for index, stop in enumerate(route.stops):
        where = f"{route.vehicle} stop {index}"
        yield from _unless(bool(stop.visits), Rule.STOP, where, "at least one visit", "none")
        for planned in stop.visits:
            yield from _differs(Rule.STOP, where, book.visits[planned.visit].place, stop.place)


def _assignment_violations(book: _Book, vehicle: Vehicle, visits: list[VisitRef]) -> Iterator[Violation]:
    for request in (book.requests[visit.request] for visit in visits):
        where = f"{vehicle.id}, {request.id}"
        missing = sorted(set(request.skills) - set(vehicle.skills))
        yield from _differs(Rule.ASSIGNMENT, where, [], missing)
        if request.pinned_vehicle is not None:
            yield from _differs(Rule.ASSIGNMENT, where, request.pinned_vehicle, vehicle.id)
        if isinstance(request, Delivery | Pickup):
            yield from _differs(Rule.ASSIGNMENT, where, request.depot, vehicle.depot)


def _pair_violations(book: _Book, vehicle: Vehicle, visits: list[VisitRef]) -> Iterator[Violation]:
    position = {visit: index for index, visit in enumerate(visits)}
    for name in dict.fromkeys(visit.request for visit in visits):
        if not isinstance(book.requests[name], Shipment):
            continue
        picked = position.get(VisitRef(request=name, action=Action.PICKUP))
        delivered = position.get(VisitRef(request=name, action=Action.DELIVERY))
        yield from _unless(
            picked is not None and delivered is not None and picked < delivered,
            Rule.PAIR,
            f"{vehicle.id}, {name}",
            "pickup, then delivery",
            f"positions {picked}, {delivered}",
        )


def _locked_violations(vehicle: Vehicle, planned: list[PlannedVisit]) -> Iterator[Violation]:
    for index, locked in enumerate(vehicle.locked):
        here = planned[index] if index < len(planned) else None
        kept = here is not None and here.visit == locked.visit and locked.done_s in (None, here.end_s)
        yield from _unless(kept, Rule.LOCKED, f"{vehicle.id} visit {index}", locked, here)


def _end_violations(book: _Book, vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    start, end = _ends(book, vehicle)
    yield from _differs(Rule.ENDS, f"{vehicle.id} start_place", start, route.start_place)
    yield from _differs(Rule.ENDS, f"{vehicle.id} end_place", end, route.end_place)


def _ends(book: _Book, vehicle: Vehicle) -> tuple[str, str | None]:
    depot_place = next(depot.place for depot in book.instance.depots if depot.id == vehicle.depot)
    end = None if vehicle.ends_anywhere else vehicle.end_place or depot_place
    return vehicle.start_place or depot_place, end


# Time


def _break_violations(vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    taken = {pause.id: pause for pause in route.breaks}
    order = [pause.id for pause in vehicle.breaks if pause.id in taken]
    yield from _differs(Rule.BREAK, f"{vehicle.id} order", order, [pause.id for pause in route.breaks])
    for before, after in pairwise(route.breaks):
        yield from _unless(
            before.end_s <= after.start_s, Rule.BREAK, f"{vehicle.id} {after.id}", before.end_s, after.start_s
        )
    for pause in vehicle.breaks:
        planned = taken.get(pause.id)
        where = f"{vehicle.id} {pause.id}"
        if planned is None:
            yield from _unless(route.end_s <= pause.latest_s, Rule.BREAK, where, "taken", "missing")
            continue
        yield from _unless(
            pause.earliest_s <= planned.start_s <= pause.latest_s,
            Rule.BREAK,
            where,
            f"start within {pause.earliest_s}-{pause.latest_s}",
            planned.start_s,
        )
        yield from _differs(Rule.BREAK, where, pause.duration_s, planned.end_s - planned.start_s)
        yield from _unless(
            vehicle.shift_start_s <= planned.start_s and planned.end_s <= route.end_s,
            Rule.BREAK,
            where,
            "within the route",
            f"{planned.start_s}-{planned.end_s}",
        )
        yield from _unless(
            planned.end_s <= route.depart_s or route.depart_s <= planned.start_s,
            Rule.BREAK,
            where,
            f"not across the departure at {route.depart_s}",
            f"{planned.start_s}-{planned.end_s}",
        )
        for visit in _planned_visits(route):
            yield from _unless(
                planned.end_s <= visit.start_s or visit.end_s <= planned.start_s,
                Rule.BREAK,
                where,
                f"outside the service {visit.start_s}-{visit.end_s}",
                f"{planned.start_s}-{planned.end_s}",
            )


def _travel_violations(book: _Book, vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    place, left_s = route.start_place, route.depart_s
    for index, stop in enumerate(route.stops):
        where = f"{vehicle.id} stop {index}"
        travel_s, distance_m = _leg(book, vehicle, place, stop.place)
        yield from _differs(Rule.TRAVEL, f"{where} travel_s", travel_s, stop.travel_s)
        yield from _differs(Rule.TRAVEL, f"{where} distance_m", distance_m, stop.distance_m)
        arrive_s = _arrival(left_s, travel_s, route.breaks)
        yield from _differs(Rule.TRAVEL, f"{where} arrive_s", arrive_s, stop.arrive_s)
        place, left_s = stop.place, stop.leave_s
    _, end_place = _ends(book, vehicle)
    travel_s = _leg(book, vehicle, place, end_place)[0]
    end_s = _arrival(left_s, travel_s, route.breaks)
    yield from _differs(Rule.TRAVEL, f"{vehicle.id} end_s", end_s, route.end_s)


def _leg(book: _Book, vehicle: Vehicle, origin: str, destination: str | None) -> tuple[int, int]:
    """Seconds and metres between two places; nothing to nowhere. An unknown origin is reported by its rule."""
    if destination is None or origin not in book.place_index or destination not in book.place_index:
        return 0, 0
    matrix = book.travel[vehicle.profile]
    cell = book.place_index[origin], book.place_index[destination]
    return int(matrix.travel_s[cell]), int(matrix.distance_m[cell])


def _arrival(left_s: int, travel_s: int, breaks: tuple[PlannedBreak, ...]) -> int:
    """When a leg ends: a break that starts before the end of the leg pauses it."""
    arrive_s = left_s + travel_s
    for pause in sorted(breaks, key=lambda pause: pause.start_s):
        if left_s <= pause.start_s < arrive_s:
            arrive_s += pause.end_s - pause.start_s
    return arrive_s


def _service_violations(book: _Book, route: Route) -> Iterator[Violation]:
    before: VisitRef | None = None
    for index, stop in enumerate(route.stops):
        free_s = stop.arrive_s
        for planned in stop.visits:
            where = f"{route.vehicle} stop {index} {_name(planned.visit)}"
            duration_s = _service_s(book, before, planned.visit)
            yield from _differs(Rule.SERVICE, where, duration_s, planned.end_s - planned.start_s)
            yield from _unless(planned.start_s >= free_s, Rule.SERVICE, where, f"not before {free_s}", planned.start_s)
            before, free_s = planned.visit, planned.end_s
        yield from _differs(Rule.SERVICE, f"{route.vehicle} stop {index} leave_s", free_s, stop.leave_s)


def _service_s(book: _Book, before: VisitRef | None, visit: VisitRef) -> int:
    here = book.visits[visit]
    kind = book.services[here.service]
    last = book.visits[before] if before is not None else None
    goes_on = last is not None and (last.place, last.service) == (here.place, here.service)
    return (0 if goes_on else kind.fixed_s) + kind.per_item_s * book.requests[visit.request].items


def _window_violations(book: _Book, route: Route) -> Iterator[Violation]:
    for planned in _planned_visits(route):
        visit = book.visits[planned.visit]
        margin_s = _search_margin_s(book, visit.place)
        kept = not visit.windows or any(
            window.earliest_s <= planned.start_s <= max(window.earliest_s, window.latest_s - margin_s)
            and (window.closes_s is None or planned.end_s <= window.closes_s)
            for window in visit.windows
        )
        windows = [(window.earliest_s, window.latest_s, window.closes_s) for window in visit.windows]
        yield from _unless(
            kept,
            Rule.WINDOW,
            f"{route.vehicle} {_name(planned.visit)}",
            f"within one of {windows}, {margin_s} s before its last start",
            f"{planned.start_s}-{planned.end_s}",
        )


def _search_margin_s(book: _Book, place: str) -> int:
    """Time to search the place's uncertainty, rounded up."""
    return -(-book.places[place].position_uncertainty_m * book.instance.costs.search_s_per_km // 1000)


def _departure_violations(book: _Book, vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    depot = next(depot for depot in book.instance.depots if depot.id == vehicle.depot)
    loading_s = 0
    if depot.loading is not None:
        kind = book.services[depot.loading]
        loading_s = kind.fixed_s + kind.per_item_s * route.items
    yield from _unless(
        vehicle.shift_start_s + loading_s <= route.depart_s <= route.end_s
        and route.end_s <= vehicle.shift_end_s + vehicle.max_overtime_s,
        Rule.SHIFT,
        vehicle.id,
        f"within {vehicle.shift_start_s + loading_s}-{vehicle.shift_end_s + vehicle.max_overtime_s}",
        f"{route.depart_s}-{route.end_s}",
    )
    if depot.waves_s:
        yield from _unless(route.depart_s in depot.waves_s, Rule.RELEASE, vehicle.id, depot.waves_s, route.depart_s)
    for planned in _planned_visits(route):
        request = book.requests[planned.visit.request]
        moves_s = route.depart_s if isinstance(request, Delivery) else planned.start_s
        yield from _unless(
            request.release_s <= moves_s,
            Rule.RELEASE,
            f"{vehicle.id} {_name(planned.visit)}",
            f"not before {request.release_s}",
            moves_s,
        )


# Load and sums


def _load_violations(book: _Book, vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    from_depot = [
        request
        for request in (book.requests[planned.visit.request] for planned in _planned_visits(route))
        if isinstance(request, Delivery)
    ]
    items = sum(request.items for request in from_depot)
    weight_g = sum(request.weight_g for request in from_depot)
    yield from _differs(Rule.LOAD, f"{vehicle.id} start", (items, weight_g), (route.items, route.weight_g))
    yield from _capacity_violations(vehicle, "start", items, weight_g)
    for index, stop in enumerate(route.stops):
        for planned in stop.visits:
            request = book.requests[planned.visit.request]
            sign = 1 if planned.visit.action is Action.PICKUP else -1
            items += sign * request.items
            weight_g += sign * request.weight_g
            yield from _capacity_violations(vehicle, _name(planned.visit), items, weight_g)
        where = f"{vehicle.id} stop {index}"
        yield from _differs(Rule.LOAD, where, (items, weight_g), (stop.items, stop.weight_g))


def _capacity_violations(vehicle: Vehicle, where: str, items: int, weight_g: int) -> Iterator[Violation]:
    for load, capacity in ((items, vehicle.capacity_items), (weight_g, vehicle.capacity_g)):
        kept = load >= 0 and (capacity is None or load <= capacity)
        yield from _unless(kept, Rule.CAPACITY, f"{vehicle.id} {where}", f"0-{capacity}", load)


class _Sums(NamedTuple):
    """A route's totals from its parts."""

    travel_s: int
    distance_m: int
    service_s: int
    wait_s: int


def _sums(book: _Book, vehicle: Vehicle, route: Route) -> _Sums:
    places = [_ends(book, vehicle)[0], *(stop.place for stop in route.stops), _ends(book, vehicle)[1]]
    legs = [_leg(book, vehicle, origin, to) for origin, to in pairwise(places) if origin is not None]
    visits = [planned.visit for planned in _planned_visits(route)]
    befores = [None, *visits]
    return _Sums(
        travel_s=sum(travel_s for travel_s, _ in legs),
        distance_m=sum(distance_m for _, distance_m in legs),
        service_s=sum(_service_s(book, before, visit) for before, visit in zip(befores, visits, strict=False)),
        wait_s=sum(_wait_s(stop, route.breaks) for stop in route.stops),
    )


def _wait_s(stop: PlannedStop, breaks: tuple[PlannedBreak, ...]) -> int:
    service_s = sum(planned.end_s - planned.start_s for planned in stop.visits)
    break_s = sum(pause.end_s - pause.start_s for pause in breaks if stop.arrive_s <= pause.start_s < stop.leave_s)
    return stop.leave_s - stop.arrive_s - service_s - break_s


def _total_violations(book: _Book, vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    sums = _sums(book, vehicle, route)
    reported = _Sums(route.travel_s, route.distance_m, route.service_s, route.wait_s)
    yield from _differs(Rule.TOTALS, vehicle.id, sums, reported)
    for index, stop in enumerate(route.stops):
        where = f"{vehicle.id} stop {index} wait_s"
        yield from _differs(Rule.TOTALS, where, _wait_s(stop, route.breaks), stop.wait_s)
    if vehicle.share_of_day_percent < 100:
        most_s = (vehicle.shift_end_s - vehicle.shift_start_s) * vehicle.share_of_day_percent // 100
        busy_s = sums.travel_s + sums.service_s
        yield from _unless(busy_s <= most_s, Rule.SHARE_OF_DAY, vehicle.id, f"at most {most_s}", busy_s)
    if vehicle.max_distance_m is not None:
        yield from _unless(
            sums.distance_m <= vehicle.max_distance_m,
            Rule.DISTANCE,
            vehicle.id,
            f"at most {vehicle.max_distance_m}",
            sums.distance_m,
        )


# Cost


def _cost_violations(book: _Book, plan: Plan) -> Iterator[Violation]:
    routes = [
        (book.vehicles[route.vehicle], route)
        for route in plan.routes
        if route.vehicle in book.vehicles
        and all(planned.visit in book.visits for planned in _planned_visits(route))
        and all(stop.place in book.places for stop in route.stops)
    ]
    prizes = [
        book.requests[unserved.request].prize_s for unserved in plan.unserved if unserved.request in book.requests
    ]
    costs = book.instance.costs
    expected = Cost(
        travel_s=sum(_sums(book, vehicle, route).travel_s for vehicle, route in routes),
        vehicles_s=sum(vehicle.fixed_cost_s for vehicle, _ in routes),
        foreign_stops_s=costs.foreign_stop_s * sum(_foreign_stops(book, *pair) for pair in routes),
        moved_s=costs.moved_s * sum(_moved_requests(book, *pair) for pair in routes),
        against_habit_s=costs.against_habit_s * sum(_against_habit(*pair) for pair in routes),
        imbalance_s=_imbalance_s(book, routes) * costs.imbalance_percent // 100,
        late_s=sum(_late_s(book, route) for _, route in routes) * costs.late_percent // 100,
        overtime_s=sum(max(0, route.end_s - vehicle.shift_end_s) for vehicle, route in routes)
        * costs.overtime_percent
        // 100,
        lost_prizes_s=sum(prize_s for prize_s in prizes if prize_s is not None),
        unserved_mandatory=sum(prize_s is None for prize_s in prizes),
    )
    yield from _differs(Rule.COST, "cost", expected, plan.cost)


def _foreign_stops(book: _Book, vehicle: Vehicle, route: Route) -> int:
    if not vehicle.territories:
        return 0
    places = [book.places[stop.place] for stop in route.stops]
    entered = [here for before, here in pairwise([None, *places]) if here is not None and before != here]
    return sum(place.territory is not None and place.territory not in vehicle.territories for place in entered)


def _moved_requests(book: _Book, vehicle: Vehicle, route: Route) -> int:
    names = {planned.visit.request for planned in _planned_visits(route)}
    return sum(book.published_vehicle.get(name, vehicle.id) != vehicle.id for name in names)


def _against_habit(vehicle: Vehicle, route: Route) -> int:
    rank = {place: index for index, place in enumerate(vehicle.habitual_order)}
    ranks = [rank[stop.place] for stop in route.stops if stop.place in rank]
    return sum(before > after for before, after in pairwise(ranks))


def _imbalance_s(book: _Book, routes: list[tuple[Vehicle, Route]]) -> int:
    busy_s = dict.fromkeys(book.vehicles, 0)
    for vehicle, route in routes:
        sums = _sums(book, vehicle, route)
        busy_s[vehicle.id] = (sums.travel_s + sums.service_s) * 100 // vehicle.share_of_day_percent
    return max(busy_s.values()) - sum(busy_s.values()) // len(busy_s) if busy_s else 0


def _late_s(book: _Book, route: Route) -> int:
    """Seconds past the due times of the route's requests, each judged at its last visit."""
    late_s = 0
    for planned in _planned_visits(route):
        request = book.requests[planned.visit.request]
        is_last = planned.visit.action is visits_of(request)[-1][0]
        if is_last and request.due_s is not None:
            late_s += max(0, planned.start_s - request.due_s)
    return late_s
