"""Re-checks a plan from its instance alone: own arithmetic, nothing shared with the engine that made the plan."""

from collections.abc import Iterator
from itertools import chain

from routing.instance import Instance
from routing.plan import Plan, Route
from routing.verify.assignment import (
    assignment_violations,
    end_violations,
    head_violations,
    locked_violations,
    pair_violations,
    stop_violations,
    trip_violations,
)
from routing.verify.book import Book, open_book, planned_visits
from routing.verify.costs import cost_violations
from routing.verify.coverage import coverage_violations, plan_violations
from routing.verify.loads import load_violations, total_violations
from routing.verify.rules import Rule, Violation, unless
from routing.verify.timing import (
    break_violations,
    departure_violations,
    service_violations,
    travel_violations,
    window_violations,
)


def verify(instance: Instance, plan: Plan) -> list[Violation]:
    """All violations of a plan; empty when it keeps every rule. The instance is one that `check` passes."""
    book = open_book(instance)
    return list(
        chain(
            plan_violations(instance, plan),
            coverage_violations(book, plan),
            head_violations(book, plan),
            *(_route_violations(book, route) for route in plan.routes),
            cost_violations(book, plan),
        )
    )


def _route_violations(book: Book, route: Route) -> Iterator[Violation]:
    vehicle = book.vehicles.get(route.vehicle)
    visits = [planned.visit for planned in planned_visits(route)]
    if vehicle is None or any(visit not in book.visits for visit in visits):
        return  # reported above; without them nothing more can be judged
    yield from unless(bool(route.stops), Rule.VEHICLE, vehicle.id, "at least one stop", "none")
    shape = [*stop_violations(book, route), *trip_violations(vehicle, route)]
    yield from shape
    if shape or not route.stops:
        return
    yield from assignment_violations(book, vehicle, visits)
    yield from pair_violations(book, vehicle, visits)
    yield from locked_violations(vehicle, route)
    yield from end_violations(book, vehicle, route)
    yield from break_violations(book, vehicle, route)
    yield from travel_violations(book, vehicle, route)
    yield from service_violations(book, route)
    yield from window_violations(book, route)
    yield from departure_violations(book, vehicle, route)
    yield from load_violations(book, vehicle, route)
    yield from total_violations(book, vehicle, route)
