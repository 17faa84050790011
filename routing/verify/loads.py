"""Rules of load and length: capacities, loads reported, totals, share of the day, distance."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from routing.instance import Action, AnyRequest, Pickup, Vehicle
from routing.plan import Route
from routing.verify.book import Book, Sums, is_loaded, route_sums, stop_wait_s, trip_visits, visit_name
from routing.verify.rules import Rule, Violation, differs, unless


def load_violations(book: Book, vehicle: Vehicle, route: Route) -> Iterator[Violation]:
    on_board = _carried(book, vehicle)
    load = Load(sum(request.items for request in on_board), sum(request.weight_g for request in on_board))
    for_depot = [request for request in on_board if isinstance(request, Pickup)]
    leaving = [(route.items, route.weight_g), *((call.items, call.weight_g) for call in route.returns)]
    for number, trip in enumerate(route.trips):
        visits = [(visit, book.requests[visit.request]) for visit in trip_visits(trip)]
        load = load.with_all([request for visit, request in visits if is_loaded(book, visit)], 1)
        yield from differs(Rule.LOAD, f"{vehicle.id} trip {number}", load, Load(*leaving[number]))
        yield from _capacity_violations(vehicle, f"trip {number}", load)
        for index, stop in enumerate(trip.stops):
            for planned in stop.visits:
                sign = 1 if planned.visit.action is Action.PICKUP else -1
                load = load.with_all([book.requests[planned.visit.request]], sign)
                yield from _capacity_violations(vehicle, visit_name(planned.visit), load)
            where = f"{vehicle.id} trip {number} stop {index}"
            yield from differs(Rule.LOAD, where, load, Load(stop.items, stop.weight_g))
        for_depot += [request for _, request in visits if isinstance(request, Pickup)]
        load, for_depot = load.with_all(for_depot, -1), []


class Load(NamedTuple):
    """What is on board."""

    items: int
    weight_g: int

    def with_all(self, requests: Sequence[AnyRequest], sign: int) -> "Load":
        items = sum(request.items for request in requests)
        weight_g = sum(request.weight_g for request in requests)
        return Load(self.items + sign * items, self.weight_g + sign * weight_g)


def _carried(book: Book, vehicle: Vehicle) -> list[AnyRequest]:
    """What a route under way goes on with: handed to it or collected, and not delivered."""
    got = {name for name, owner in book.on_board.items() if owner == vehicle.id}
    for visit, owner in book.done.items():
        if owner == vehicle.id and visit.action is Action.PICKUP:
            got.add(visit.request)
    gone = {visit.request for visit in book.done if visit.action is Action.DELIVERY}
    return [request for name, request in book.requests.items() if name in got - gone]


def _capacity_violations(vehicle: Vehicle, where: str, load: Load) -> Iterator[Violation]:
    for carried, capacity in ((load.items, vehicle.capacity_items), (load.weight_g, vehicle.capacity_g)):
        kept = carried >= 0 and (capacity is None or carried <= capacity)
        yield from unless(kept, Rule.CAPACITY, f"{vehicle.id} {where}", f"0-{capacity}", carried)


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
