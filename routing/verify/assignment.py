"""Rules of who makes which visit where: stops, skills, pairs, locked heads, ends of routes."""

from collections.abc import Iterator
from itertools import pairwise

from routing.instance import Action, Delivery, Pickup, Shipment, Vehicle, VisitRef
from routing.plan import Plan, Route
from routing.verify.book import Book, bound_requests, planned_visits, route_ends
from routing.verify.rules import Rule, Violation, differs, unless


def stop_violations(book: Book, route: Route) -> Iterator[Violation]:
    for index, stop in enumerate(route.stops):
        where = f"{route.vehicle} stop {index}"
        yield from unless(bool(stop.visits), Rule.STOP, where, "at least one visit", "none")
        for planned in stop.visits:
            yield from differs(Rule.STOP, where, book.visits[planned.visit].place, stop.place)


def assignment_violations(book: Book, vehicle: Vehicle, visits: list[VisitRef]) -> Iterator[Violation]:
    bound = bound_requests(book)
    for request in (book.requests[visit.request] for visit in visits):
        where = f"{vehicle.id}, {request.id}"
        if request.id in bound:
            yield from differs(Rule.ASSIGNMENT, where, bound[request.id], vehicle.id)
            continue
        missing = sorted(set(request.skills) - set(vehicle.skills))
        yield from differs(Rule.ASSIGNMENT, where, [], missing)
        if request.pinned_vehicle is not None:
            yield from differs(Rule.ASSIGNMENT, where, request.pinned_vehicle, vehicle.id)
        if isinstance(request, Delivery | Pickup):
            yield from differs(Rule.ASSIGNMENT, where, request.depot, vehicle.depot)


def pair_violations(book: Book, vehicle: Vehicle, visits: list[VisitRef]) -> Iterator[Violation]:
    """A pickup done lies before all; a locked one may be made though its delivery fits nowhere any more."""
    position = {visit: index for index, visit in enumerate(visits)}
    for name in dict.fromkeys(visit.request for visit in visits):
        if not isinstance(book.requests[name], Shipment):
            continue
        pickup = VisitRef(request=name, action=Action.PICKUP)
        picked = -1 if pickup in book.done else position.get(pickup)
        delivered = position.get(VisitRef(request=name, action=Action.DELIVERY))
        is_left_on_board = delivered is None and pickup in book.locked
        yield from unless(
            is_left_on_board or (picked is not None and delivered is not None and picked < delivered),
            Rule.PAIR,
            f"{vehicle.id}, {name}",
            "pickup, then delivery",
            f"positions {picked}, {delivered}",
        )


def head_violations(book: Book, plan: Plan) -> Iterator[Violation]:
    """A vehicle with visits locked and not done rides."""
    riding = {route.vehicle for route in plan.routes}
    for vehicle in dict.fromkeys(book.locked.values()):
        yield from unless(vehicle in riding, Rule.LOCKED, vehicle, "a route with its locked visits", "no route")


def locked_violations(vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    done = [(locked.visit, locked.done_s, locked.done_s) for locked in vehicle.locked if locked.done_s is not None]
    told = [(planned.visit, planned.start_s, planned.end_s) for planned in route.done]
    yield from differs(Rule.LOCKED, f"{vehicle.id} done", done, told)
    head = [locked.visit for locked in vehicle.locked if locked.done_s is None]
    planned = [planned.visit for planned in planned_visits(route)]
    yield from differs(Rule.LOCKED, f"{vehicle.id} head", head, planned[: len(head)])


def trip_violations(vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    """The calls at the depot cut the stops into trips, each with a stop; under way, the first may have none left."""
    yield from unless(
        len(route.returns) < vehicle.max_trips,
        Rule.TRIPS,
        vehicle.id,
        f"at most {vehicle.max_trips} trips",
        len(route.returns) + 1,
    )
    least = 0 if vehicle.started is not None else 1
    cuts = [call.stops_before for call in route.returns]
    edges = [*cuts, len(route.stops)]
    kept = edges[0] >= least and all(before < after for before, after in pairwise(edges))
    yield from unless(kept, Rule.TRIPS, f"{vehicle.id} returns", "a stop in each trip", cuts)


def end_violations(book: Book, vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    start, end = route_ends(book, vehicle)
    yield from differs(Rule.ENDS, f"{vehicle.id} start_place", start, route.start_place)
    yield from differs(Rule.ENDS, f"{vehicle.id} end_place", end, route.end_place)
