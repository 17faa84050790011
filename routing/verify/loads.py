"""Rules of load and length: capacities, loads reported, totals, share of the day, distance."""

from collections.abc import Iterator

from routing.instance import Action, Delivery, Vehicle
from routing.plan import Route
from routing.verify.book import Book, Sums, planned_visits, route_sums, stop_wait_s, visit_name
from routing.verify.rules import Rule, Violation, differs, unless


def load_violations(book: Book, vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    from_depot = [
        request
        for request in (book.requests[planned.visit.request] for planned in planned_visits(route))
        if isinstance(request, Delivery)
    ]
    items = sum(request.items for request in from_depot)
    weight_g = sum(request.weight_g for request in from_depot)
    yield from differs(Rule.LOAD, f"{vehicle.id} start", (items, weight_g), (route.items, route.weight_g))
    yield from _capacity_violations(vehicle, "start", items, weight_g)
    for index, stop in enumerate(route.stops):
        for planned in stop.visits:
            request = book.requests[planned.visit.request]
            sign = 1 if planned.visit.action is Action.PICKUP else -1
            items += sign * request.items
            weight_g += sign * request.weight_g
            yield from _capacity_violations(vehicle, visit_name(planned.visit), items, weight_g)
        where = f"{vehicle.id} stop {index}"
        yield from differs(Rule.LOAD, where, (items, weight_g), (stop.items, stop.weight_g))


def _capacity_violations(vehicle: Vehicle, where: str, items: int, weight_g: int) -> Iterator[Violation]:
    for load, capacity in ((items, vehicle.capacity_items), (weight_g, vehicle.capacity_g)):
        kept = load >= 0 and (capacity is None or load <= capacity)
        yield from unless(kept, Rule.CAPACITY, f"{vehicle.id} {where}", f"0-{capacity}", load)


def total_violations(book: Book, vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    sums = route_sums(book, vehicle, route)
    reported = Sums(route.travel_s, route.distance_m, route.service_s, route.wait_s)
    yield from differs(Rule.TOTALS, vehicle.id, sums, reported)
    for index, stop in enumerate(route.stops):
        where = f"{vehicle.id} stop {index} wait_s"
        yield from differs(Rule.TOTALS, where, stop_wait_s(stop, route.breaks), stop.wait_s)
    if vehicle.share_of_day_percent < 100:
        most_s = (vehicle.shift_end_s - vehicle.shift_start_s) * vehicle.share_of_day_percent // 100
        busy_s = sums.travel_s + sums.service_s
        yield from unless(busy_s <= most_s, Rule.SHARE_OF_DAY, vehicle.id, f"at most {most_s}", busy_s)
    if vehicle.max_distance_m is not None:
        yield from unless(
            sums.distance_m <= vehicle.max_distance_m,
            Rule.DISTANCE,
            vehicle.id,
            f"at most {vehicle.max_distance_m}",
            sums.distance_m,
        )
