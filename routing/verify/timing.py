"""Rules of time: breaks, travel, services, windows, shift and releases."""

from collections.abc import Iterator
from itertools import pairwise

from routing.instance import Delivery, Vehicle, VisitRef
from routing.plan import PlannedBreak, PlannedReturn, PlannedStop, Route
from routing.verify.book import (
    Book,
    depot_of,
    is_loaded,
    leg,
    loading_s,
    planned_visits,
    route_ends,
    trip_visits,
    visit_name,
    visit_service_s,
)
from routing.verify.rules import Rule, Violation, differs, unless


def break_violations(book: Book, vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    taken = {pause.id: pause for pause in route.breaks}
    order = [pause.id for pause in vehicle.breaks if pause.id in taken]
    yield from differs(Rule.BREAK, f"{vehicle.id} order", order, [pause.id for pause in route.breaks])
    for before, after in pairwise(route.breaks):
        yield from unless(
            before.end_s <= after.start_s, Rule.BREAK, f"{vehicle.id} {after.id}", before.end_s, after.start_s
        )
    for pause in vehicle.breaks:
        planned = taken.get(pause.id)
        where = f"{vehicle.id} {pause.id}"
        if planned is None:
            yield from unless(route.end_s <= pause.latest_s, Rule.BREAK, where, "taken", "missing")
            continue
        yield from unless(
            pause.earliest_s <= planned.start_s <= pause.latest_s,
            Rule.BREAK,
            where,
            f"start within {pause.earliest_s}-{pause.latest_s}",
            planned.start_s,
        )
        yield from differs(Rule.BREAK, where, pause.duration_s, planned.end_s - planned.start_s)
        yield from unless(
            _first_s(vehicle) <= planned.start_s and planned.end_s <= route.end_s,
            Rule.BREAK,
            where,
            "within the route",
            f"{planned.start_s}-{planned.end_s}",
        )
        for depart_s in (trip.depart_s for trip in route.trips):
            yield from unless(
                planned.end_s <= depart_s or depart_s <= planned.start_s,
                Rule.BREAK,
                where,
                f"not across the departure at {depart_s}",
                f"{planned.start_s}-{planned.end_s}",
            )
        for load_s, loaded_s in _loadings(book, vehicle, route):
            yield from unless(
                load_s == loaded_s or planned.end_s <= load_s or loaded_s <= planned.start_s,
                Rule.BREAK,
                where,
                f"outside the loading {load_s}-{loaded_s}",
                f"{planned.start_s}-{planned.end_s}",
            )
        for visit in planned_visits(route):
            yield from unless(
                planned.end_s <= visit.start_s or visit.end_s <= planned.start_s,
                Rule.BREAK,
                where,
                f"outside the service {visit.start_s}-{visit.end_s}",
                f"{planned.start_s}-{planned.end_s}",
            )


def _first_s(vehicle: Vehicle) -> int:
    """When the vehicle may begin: to load, or under way to ride on."""
    return vehicle.shift_start_s if vehicle.started is None else max(vehicle.shift_start_s, vehicle.started.at_s)


def _loadings(book: Book, vehicle: Vehicle, route: Route) -> list[tuple[int, int]]:
    first_s = loading_s(book, vehicle, route.trips[0])
    return [(route.load_s, route.load_s + first_s), *((call.load_s, call.loaded_s) for call in route.returns)]


def travel_violations(book: Book, vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    place = route.start_place
    depot = depot_of(book, vehicle).place
    for number, trip in enumerate(route.trips):
        left_s = trip.depart_s
        for index, stop in enumerate(trip.stops):
            where = f"{vehicle.id} trip {number} stop {index}"
            yield from _leg_violations(book, vehicle, route, where, (place, left_s), stop.place, stop)
            place, left_s = stop.place, stop.leave_s
        if number < len(route.returns):
            call = route.returns[number]
            where = f"{vehicle.id} return {number}"
            yield from _leg_violations(book, vehicle, route, where, (place, left_s), depot, call)
            place = depot
    _, end_place = route_ends(book, vehicle)
    travel_s = leg(book, vehicle, place, end_place)[0]
    end_s = _arrival(left_s, travel_s, route.breaks)
    yield from differs(Rule.TRAVEL, f"{vehicle.id} end_s", end_s, route.end_s)


def _leg_violations(
    book: Book,
    vehicle: Vehicle,
    route: Route,
    where: str,
    left: tuple[str, int],
    place: str,
    told: PlannedStop | PlannedReturn,
) -> Iterator[Violation]:
    travel_s, distance_m = leg(book, vehicle, left[0], place)
    yield from differs(Rule.TRAVEL, f"{where} travel_s", travel_s, told.travel_s)
    yield from differs(Rule.TRAVEL, f"{where} distance_m", distance_m, told.distance_m)
    yield from differs(Rule.TRAVEL, f"{where} arrive_s", _arrival(left[1], travel_s, route.breaks), told.arrive_s)


def _arrival(left_s: int, travel_s: int, breaks: tuple[PlannedBreak, ...]) -> int:
    """When a leg ends: a break that starts before the end of the leg pauses it."""
    arrive_s = left_s + travel_s
    for pause in sorted(breaks, key=lambda pause: pause.start_s):
        if left_s <= pause.start_s < arrive_s:
            arrive_s += pause.end_s - pause.start_s
    return arrive_s


def service_violations(book: Book, route: Route) -> Iterator[Violation]:
    for number, trip in enumerate(route.trips):
        before: VisitRef | None = None
        for index, stop in enumerate(trip.stops):
            free_s = stop.arrive_s
            at = f"{route.vehicle} trip {number} stop {index}"
            for planned in stop.visits:
                where = f"{at} {visit_name(planned.visit)}"
                duration_s = visit_service_s(book, before, planned.visit)
                yield from differs(Rule.SERVICE, where, duration_s, planned.end_s - planned.start_s)
                yield from unless(
                    planned.start_s >= free_s, Rule.SERVICE, where, f"not before {free_s}", planned.start_s
                )
                before, free_s = planned.visit, planned.end_s
            yield from differs(Rule.SERVICE, f"{at} leave_s", free_s, stop.leave_s)


def window_violations(book: Book, route: Route) -> Iterator[Violation]:
    for planned in planned_visits(route):
        visit = book.visits[planned.visit]
        margin_s = _search_margin_s(book, visit.place)
        kept = not visit.windows or any(
            window.earliest_s <= planned.start_s <= max(window.earliest_s, window.latest_s - margin_s)
            and (window.closes_s is None or planned.end_s <= window.closes_s)
            for window in visit.windows
        )
        windows = [(window.earliest_s, window.latest_s, window.closes_s) for window in visit.windows]
        yield from unless(
            kept,
            Rule.WINDOW,
            f"{route.vehicle} {visit_name(planned.visit)}",
            f"within one of {windows}, {margin_s} s before its last start",
            f"{planned.start_s}-{planned.end_s}",
        )


def _search_margin_s(book: Book, place: str) -> int:
    """Time to search the place's uncertainty, rounded up."""
    return -(-book.places[place].position_uncertainty_m * book.instance.costs.search_s_per_km // 1000)


def departure_violations(book: Book, vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    last_s = vehicle.shift_end_s + vehicle.max_overtime_s
    yield from unless(
        _first_s(vehicle) <= min(route.load_s, route.depart_s) and route.depart_s <= route.end_s <= last_s,
        Rule.SHIFT,
        vehicle.id,
        f"within {_first_s(vehicle)}-{last_s}",
        f"{min(route.load_s, route.depart_s)}-{route.end_s}",
    )
    yield from _loading_violations(book, vehicle, route)
    waves_s = depot_of(book, vehicle).waves_s
    for number, trip in enumerate(route.trips):
        where = f"{vehicle.id} trip {number}"
        is_under_way = number == 0 and vehicle.started is not None
        if waves_s and not is_under_way:
            yield from unless(trip.depart_s in waves_s, Rule.RELEASE, where, waves_s, trip.depart_s)
        for visit in trip_visits(trip):
            if is_loaded(book, visit):
                release_s = book.requests[visit.request].release_s
                kept = not is_under_way and release_s <= trip.depart_s
                expected = f"loaded at the depot, not before {release_s}"
                yield from unless(kept, Rule.RELEASE, f"{where} {visit_name(visit)}", expected, trip.depart_s)
    for planned in planned_visits(route):
        request = book.requests[planned.visit.request]
        if not isinstance(request, Delivery):
            where = f"{vehicle.id} {visit_name(planned.visit)}"
            kept = request.release_s <= planned.start_s
            yield from unless(kept, Rule.RELEASE, where, f"not before {request.release_s}", planned.start_s)


def _loading_violations(book: Book, vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    """Each trip is loaded for as long as its deliveries take, after the pause, before it leaves."""
    first, *others = route.trips
    takes_s = 0 if vehicle.started is not None else loading_s(book, vehicle, first)
    yield from unless(
        route.load_s + takes_s <= route.depart_s if takes_s else route.load_s == route.depart_s,
        Rule.RELEASE,
        f"{vehicle.id} load_s",
        f"{takes_s} s of loading before {route.depart_s}",
        route.load_s,
    )
    reload_s = depot_of(book, vehicle).reload_s
    for call, trip in zip(route.returns, others, strict=True):
        takes_s = reload_s + loading_s(book, vehicle, trip)
        yield from unless(
            call.arrive_s <= call.load_s and call.loaded_s <= call.depart_s and call.loaded_s - call.load_s == takes_s,
            Rule.RELEASE,
            f"{vehicle.id} return after {call.stops_before} stops",
            f"{takes_s} s of pause and loading within {call.arrive_s}-{call.depart_s}",
            f"{call.load_s}-{call.loaded_s}",
        )
