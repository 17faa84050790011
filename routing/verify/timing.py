"""Rules of time: breaks, travel, services, windows, shift and releases."""

from collections.abc import Iterator
from itertools import pairwise

from routing.instance import Delivery, Vehicle, VisitRef
from routing.plan import PlannedBreak, Route
from routing.verify.book import Book, leg, planned_visits, route_ends, visit_name, visit_service_s
from routing.verify.rules import Rule, Violation, differs, unless


def break_violations(vehicle: Vehicle, route: Route) -> Iterator[Violation]:
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
            vehicle.shift_start_s <= planned.start_s and planned.end_s <= route.end_s,
            Rule.BREAK,
            where,
            "within the route",
            f"{planned.start_s}-{planned.end_s}",
        )
        yield from unless(
            planned.end_s <= route.depart_s or route.depart_s <= planned.start_s,
            Rule.BREAK,
            where,
            f"not across the departure at {route.depart_s}",
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


def travel_violations(book: Book, vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    place, left_s = route.start_place, route.depart_s
    for index, stop in enumerate(route.stops):
        where = f"{vehicle.id} stop {index}"
        travel_s, distance_m = leg(book, vehicle, place, stop.place)
        yield from differs(Rule.TRAVEL, f"{where} travel_s", travel_s, stop.travel_s)
        yield from differs(Rule.TRAVEL, f"{where} distance_m", distance_m, stop.distance_m)
        arrive_s = _arrival(left_s, travel_s, route.breaks)
        yield from differs(Rule.TRAVEL, f"{where} arrive_s", arrive_s, stop.arrive_s)
        place, left_s = stop.place, stop.leave_s
    _, end_place = route_ends(book, vehicle)
    travel_s = leg(book, vehicle, place, end_place)[0]
    end_s = _arrival(left_s, travel_s, route.breaks)
    yield from differs(Rule.TRAVEL, f"{vehicle.id} end_s", end_s, route.end_s)


def _arrival(left_s: int, travel_s: int, breaks: tuple[PlannedBreak, ...]) -> int:
    """When a leg ends: a break that starts before the end of the leg pauses it."""
    arrive_s = left_s + travel_s
    for pause in sorted(breaks, key=lambda pause: pause.start_s):
        if left_s <= pause.start_s < arrive_s:
            arrive_s += pause.end_s - pause.start_s
    return arrive_s


def service_violations(book: Book, route: Route) -> Iterator[Violation]:
    before: VisitRef | None = None
    for index, stop in enumerate(route.stops):
        free_s = stop.arrive_s
        for planned in stop.visits:
            where = f"{route.vehicle} stop {index} {visit_name(planned.visit)}"
            duration_s = visit_service_s(book, before, planned.visit)
            yield from differs(Rule.SERVICE, where, duration_s, planned.end_s - planned.start_s)
            yield from unless(planned.start_s >= free_s, Rule.SERVICE, where, f"not before {free_s}", planned.start_s)
            before, free_s = planned.visit, planned.end_s
        yield from differs(Rule.SERVICE, f"{route.vehicle} stop {index} leave_s", free_s, stop.leave_s)


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
    depot = next(depot for depot in book.instance.depots if depot.id == vehicle.depot)
    loading_s = 0
    if depot.loading is not None:
        kind = book.services[depot.loading]
        loading_s = kind.fixed_s + kind.per_item_s * route.items
    yield from unless(
        vehicle.shift_start_s + loading_s <= route.depart_s <= route.end_s
        and route.end_s <= vehicle.shift_end_s + vehicle.max_overtime_s,
        Rule.SHIFT,
        vehicle.id,
        f"within {vehicle.shift_start_s + loading_s}-{vehicle.shift_end_s + vehicle.max_overtime_s}",
        f"{route.depart_s}-{route.end_s}",
    )
    yield from unless(
        vehicle.shift_start_s <= route.load_s and route.load_s + loading_s <= route.depart_s
        if loading_s
        else route.load_s == route.depart_s,
        Rule.SHIFT,
        f"{vehicle.id} load_s",
        f"{loading_s} s of loading before {route.depart_s}",
        route.load_s,
    )
    if depot.waves_s:
        yield from unless(route.depart_s in depot.waves_s, Rule.RELEASE, vehicle.id, depot.waves_s, route.depart_s)
    for planned in planned_visits(route):
        request = book.requests[planned.visit.request]
        moves_s = route.depart_s if isinstance(request, Delivery) else planned.start_s
        yield from unless(
            request.release_s <= moves_s,
            Rule.RELEASE,
            f"{vehicle.id} {visit_name(planned.visit)}",
            f"not before {request.release_s}",
            moves_s,
        )
