"""Rules of who makes which visit where: stops, skills, pairs, locked heads, ends of routes."""

from collections.abc import Iterator

from routing.instance import Action, Delivery, Pickup, Shipment, Vehicle, VisitRef
from routing.plan import PlannedVisit, Route
from routing.verify.book import Book, route_ends
from routing.verify.rules import Rule, Violation, differs, unless


def stop_violations(book: Book, route: Route) -> Iterator[Violation]:
    for index, stop in enumerate(route.stops):
        where = f"{route.vehicle} stop {index}"
        yield from unless(bool(stop.visits), Rule.STOP, where, "at least one visit", "none")
        for planned in stop.visits:
            yield from differs(Rule.STOP, where, book.visits[planned.visit].place, stop.place)


def assignment_violations(book: Book, vehicle: Vehicle, visits: list[VisitRef]) -> Iterator[Violation]:
    for request in (book.requests[visit.request] for visit in visits):
        where = f"{vehicle.id}, {request.id}"
        missing = sorted(set(request.skills) - set(vehicle.skills))
        yield from differs(Rule.ASSIGNMENT, where, [], missing)
        if request.pinned_vehicle is not None:
            yield from differs(Rule.ASSIGNMENT, where, request.pinned_vehicle, vehicle.id)
        if isinstance(request, Delivery | Pickup):
            yield from differs(Rule.ASSIGNMENT, where, request.depot, vehicle.depot)


def pair_violations(book: Book, vehicle: Vehicle, visits: list[VisitRef]) -> Iterator[Violation]:
    position = {visit: index for index, visit in enumerate(visits)}
    for name in dict.fromkeys(visit.request for visit in visits):
        if not isinstance(book.requests[name], Shipment):
            continue
        picked = position.get(VisitRef(request=name, action=Action.PICKUP))
        delivered = position.get(VisitRef(request=name, action=Action.DELIVERY))
        yield from unless(
            picked is not None and delivered is not None and picked < delivered,
            Rule.PAIR,
            f"{vehicle.id}, {name}",
            "pickup, then delivery",
            f"positions {picked}, {delivered}",
        )


def locked_violations(vehicle: Vehicle, planned: list[PlannedVisit]) -> Iterator[Violation]:
    for index, locked in enumerate(vehicle.locked):
        here = planned[index] if index < len(planned) else None
        kept = here is not None and here.visit == locked.visit and locked.done_s in (None, here.end_s)
        yield from unless(kept, Rule.LOCKED, f"{vehicle.id} visit {index}", locked, here)


def end_violations(book: Book, vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    start, end = route_ends(book, vehicle)
    yield from differs(Rule.ENDS, f"{vehicle.id} start_place", start, route.start_place)
    yield from differs(Rule.ENDS, f"{vehicle.id} end_place", end, route.end_place)
