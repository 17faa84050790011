"""The rule of cost: each part recomputed from the routes and from what the plan leaves out."""

from collections.abc import Iterator
from itertools import pairwise

from routing.instance import Vehicle, visits_of
from routing.plan import Cost, Plan, Route
from routing.verify.book import Book, bound_requests, planned_visits, route_sums
from routing.verify.rules import Rule, Violation, differs


def cost_violations(book: Book, plan: Plan) -> Iterator[Violation]:
    routes = [
        (book.vehicles[route.vehicle], route)
        for route in plan.routes
        if route.vehicle in book.vehicles
        and all(planned.visit in book.visits for planned in planned_visits(route))
        and all(stop.place in book.places for stop in route.stops)
    ]
    prizes = [
        book.requests[unserved.request].prize_s for unserved in plan.unserved if unserved.request in book.requests
    ]
    costs = book.instance.costs
    expected = Cost(
        travel_s=sum(route_sums(book, vehicle, route).travel_s for vehicle, route in routes),
        vehicles_s=sum(vehicle.fixed_cost_s for vehicle, _ in routes),
        foreign_stops_s=costs.foreign_stop_s * sum(_foreign_stops(book, *pair) for pair in routes),
        moved_s=costs.moved_s * sum(_moved_requests(book, *pair) for pair in routes),
        against_habit_s=costs.against_habit_s * sum(_against_habit(book, *pair) for pair in routes),
        imbalance_s=_imbalance_s(book, routes) * costs.imbalance_percent // 100,
        late_s=sum(_late_s(book, route) * costs.late_percent // 100 for _, route in routes),
        overtime_s=sum(
            max(0, route.end_s - vehicle.shift_end_s) * costs.overtime_percent // 100 for vehicle, route in routes
        ),
        lost_prizes_s=sum(prize_s for prize_s in prizes if prize_s is not None),
        unserved_mandatory=sum(prize_s is None for prize_s in prizes),
    )
    yield from differs(Rule.COST, "cost", expected, plan.cost)


def _foreign_stops(book: Book, vehicle: Vehicle, route: Route) -> int:
    if not vehicle.territories:
        return 0
    trips = [[book.places[stop.place] for stop in trip.stops] for trip in route.trips]
    entered = [here for trip in trips for before, here in zip([None, *trip], trip, strict=False) if before != here]
    return sum(place.territory is not None and place.territory not in vehicle.territories for place in entered)


def _moved_requests(book: Book, vehicle: Vehicle, route: Route) -> int:
    names = {planned.visit.request for planned in planned_visits(route)} - set(bound_requests(book))
    return sum(book.published_vehicle.get(name, vehicle.id) != vehicle.id for name in names)


def _against_habit(book: Book, vehicle: Vehicle, route: Route) -> int:
    order: dict[str | None, int] = {name: index for index, name in enumerate(vehicle.habitual_order)}
    rank = {
        place.id: order[name]
        for place in book.places.values()
        for name in (place.id if place.id in order else place.territory,)
        if name in order
    }
    steps = [step for trip in route.trips for step in pairwise([stop.place for stop in trip.stops])]
    return sum(before in rank and after in rank and rank[before] > rank[after] for before, after in steps)


def _imbalance_s(book: Book, routes: list[tuple[Vehicle, Route]]) -> int:
    busy_s = dict.fromkeys(book.vehicles, 0)
    for vehicle, route in routes:
        sums = route_sums(book, vehicle, route)
        busy_s[vehicle.id] = (sums.travel_s + sums.service_s) * 100 // vehicle.share_of_day_percent
    return max(busy_s.values()) - sum(busy_s.values()) // len(busy_s) if busy_s else 0


def _late_s(book: Book, route: Route) -> int:
    """Seconds past the due times of the route's requests, each judged at its last visit."""
    late_s = 0
    for planned in planned_visits(route):
        request = book.requests[planned.visit.request]
        is_last = planned.visit.action is visits_of(request)[-1][0]
        if is_last and request.due_s is not None:
            late_s += max(0, planned.start_s - request.due_s)
    return late_s
