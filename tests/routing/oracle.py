"""What a vehicle can ride, found the slow way: second by second, with sets of states. Shares nothing with the engine.

For tiny instances only: a state is where the clock stands and how many breaks are over.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, combinations, pairwise, product

from routing.instance import (
    Action,
    AnyRequest,
    Delivery,
    Depot,
    Instance,
    Pickup,
    Shipment,
    TimeWindow,
    Vehicle,
    Visit,
    VisitRef,
    visits_of,
)

Order = Sequence[VisitRef | None]  # visits in order; None is a call at the depot between two trips
Frontier = frozenset[tuple[int, int]]  # (second, breaks over) in which the vehicle may leave where it stands


class Oracle:
    """Judges rides of one instance."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.place = {place.id: index for index, place in enumerate(instance.places)}
        self.requests = {request.id: request for request in instance.requests}
        self.services = {service.id: service for service in instance.services}
        self.most_busy_s = {
            vehicle.id: (vehicle.shift_end_s - vehicle.shift_start_s) * vehicle.share_of_day_percent // 100
            for vehicle in instance.vehicles
        }

    def can_take(self, vehicle: Vehicle, order: Order, request: AnyRequest) -> bool:
        """Whether the request fits somewhere into the vehicle's visits in this order."""
        return any(self.can_ride(vehicle, longer) for longer in self.insertions(vehicle, order, request))

    def can_ride(self, vehicle: Vehicle, order: Order) -> bool:
        return bool(self.ends(vehicle, order))

    def ends(self, vehicle: Vehicle, order: Order) -> set[int]:
        """Every second at which the vehicle can end its route with these visits; none when it cannot."""
        trips = self._trips(order)
        if len(trips) > vehicle.max_trips or not self._may_carry(vehicle, order):
            return set()
        if not self._keeps_totals(vehicle, order):
            return set()
        legs = iter(self._legs_s(vehicle, order))
        frontier: Frontier = frozenset({(self._first_s(vehicle), 0)})
        for number, trip in enumerate(trips):
            if number:
                arrived = self._pass_time(vehicle, frontier, next(legs))
                frontier = frozenset((second, over) for second, over, left_s in arrived if left_s == 0)
            frontier = self._departures(vehicle, frontier, number, trip)
            for before, visit in zip([None, *trip], trip, strict=False):
                frontier = self._serve(vehicle, frontier, next(legs), before, visit)
        return {second for second, _, left_s in self._pass_time(vehicle, frontier, next(legs)) if left_s == 0}

    def cost(self, vehicle: Vehicle, order: Order) -> int:
        """What a ride that can be made costs, imbalance left out; nothing when it has no visits.

        Lateness only where the vehicle has no breaks: with breaks, more than one way of riding ends first.
        """
        if not order:
            return 0
        costs = self.instance.costs
        territories = {place.id: place.territory for place in self.instance.places}
        known = {None, *vehicle.territories} if vehicle.territories else set(territories.values())
        foreign = against = 0
        for trip in self._trips(order):
            places = [self._visit(visit).place for visit in trip]
            stops = [place for before, place in zip([None, *places], places, strict=False) if before != place]
            foreign += sum(territories[place] not in known for place in stops)
            habit = list(vehicle.habitual_order)
            names = [place if place in habit else territories[place] for place in stops]
            pairs = [(a, b) for a, b in pairwise(names) if a in habit and b in habit]
            against += sum(habit.index(a) > habit.index(b) for a, b in pairs if a and b)
        owner = {visit.request: route.vehicle for route in self.instance.published for visit in route.visits}
        moved = sum(owner.get(name, vehicle.id) != vehicle.id for name in {visit.request for visit in order if visit})
        return (
            sum(self._legs_s(vehicle, order))
            + vehicle.fixed_cost_s
            + foreign * costs.foreign_stop_s
            + against * costs.against_habit_s
            + moved * costs.moved_s
            + max(0, min(self.ends(vehicle, order)) - vehicle.shift_end_s) * costs.overtime_percent // 100
            + (self._late_s(vehicle, order) * costs.late_percent // 100 if costs.late_percent else 0)
        )

    def _late_s(self, vehicle: Vehicle, order: Order) -> int:
        """Seconds past due, each visit made as early as it can be with what goes before it."""
        assert not vehicle.breaks
        late_s = 0
        for visit, left in zip(order, self._leaves(vehicle, order), strict=True):
            request = None if visit is None else self.requests[visit.request]
            if visit is None or request is None or request.due_s is None:
                continue
            if visit.action is visits_of(request)[-1][0]:
                late_s += max(0, min(left) - request.due_s)
        return late_s

    def _leaves(self, vehicle: Vehicle, order: Order) -> list[set[int]]:
        """For each visit every second at which its service may start; for a call at the depot, of leaving it."""
        found: list[set[int]] = []
        legs = iter(self._legs_s(vehicle, order))
        frontier: Frontier = frozenset({(self._first_s(vehicle), 0)})
        for number, trip in enumerate(self._trips(order)):
            if number:
                arrived = self._pass_time(vehicle, frontier, next(legs))
                frontier = frozenset((second, over) for second, over, left_s in arrived if left_s == 0)
            frontier = self._departures(vehicle, frontier, number, trip)
            if number:
                found.append({second for second, _ in frontier})
            for before, visit in zip([None, *trip], trip, strict=False):
                frontier = self._serve(vehicle, frontier, next(legs), before, visit)
                found.append({second - self._service_s(before, visit) for second, _ in frontier})
        return found

    def _trips(self, order: Order) -> list[list[VisitRef]]:
        trips: list[list[VisitRef]] = [[]]
        for visit in order:
            if visit is None:
                trips.append([])
            else:
                trips[-1].append(visit)
        return trips

    def _first_s(self, vehicle: Vehicle) -> int:
        return vehicle.shift_start_s if vehicle.started is None else max(vehicle.shift_start_s, vehicle.started.at_s)

    def _depot(self, vehicle: Vehicle) -> Depot:
        return next(depot for depot in self.instance.depots if depot.id == vehicle.depot)

    def _legs(self, vehicle: Vehicle, order: Order) -> list[tuple[int, int]]:
        """From place to place, the way to the end included unless the route ends anywhere."""
        depot = self._depot(vehicle).place
        start = vehicle.start_place or depot if vehicle.started is None else vehicle.started.place
        between = [depot if visit is None else self._visit(visit).place for visit in order]
        ends = [] if vehicle.ends_anywhere else [vehicle.end_place or depot]
        return [(self.place[a], self.place[b]) for a, b in pairwise([start, *between, *ends])]

    def _legs_s(self, vehicle: Vehicle, order: Order) -> list[int]:
        legs = [int(self.instance.travel[0].travel_s[leg]) for leg in self._legs(vehicle, order)]
        return [*legs, 0] if vehicle.ends_anywhere else legs

    def _visit(self, ref: VisitRef) -> Visit:
        return dict(visits_of(self.requests[ref.request]))[ref.action]

    def _service_s(self, before: VisitRef | None, visit: VisitRef) -> int:
        here = self._visit(visit)
        kind = self.services[here.service]
        last = self._visit(before) if before is not None else None
        goes_on = last is not None and last.place == here.place and last.service == here.service
        return kind.per_item_s * self.requests[visit.request].items + (0 if goes_on else kind.fixed_s)

    # Loads, skills, totals

    def _may_carry(self, vehicle: Vehicle, order: Order) -> bool:
        asked = [self.requests[visit.request] for visit in order if visit is not None]
        fits = all(
            set(request.skills) <= set(vehicle.skills)
            and request.pinned_vehicle in (None, vehicle.id)
            and (isinstance(request, Shipment) or request.depot == vehicle.depot)
            for request in asked
        )
        on_board: list[AnyRequest] = []
        for trip in self._trips(order):
            on_board = [request for request in on_board if not isinstance(request, Pickup)]
            requests = [(visit, self.requests[visit.request]) for visit in trip]
            on_board += [request for _, request in requests if isinstance(request, Delivery)]
            fits = fits and self._fits(vehicle, on_board)
            for visit, request in requests:
                if visit.action is Action.PICKUP:
                    on_board.append(request)
                elif request in on_board:
                    on_board.remove(request)
                else:
                    return False
                fits = fits and self._fits(vehicle, on_board)
        return fits

    def _fits(self, vehicle: Vehicle, on_board: Sequence[AnyRequest]) -> bool:
        items = sum(request.items for request in on_board)
        grams = sum(request.weight_g for request in on_board)
        return (vehicle.capacity_items is None or items <= vehicle.capacity_items) and (
            vehicle.capacity_g is None or grams <= vehicle.capacity_g
        )

    def _keeps_totals(self, vehicle: Vehicle, order: Order) -> bool:
        distance_m = sum(int(self.instance.travel[0].distance_m[leg]) for leg in self._legs(vehicle, order))
        busy_s = sum(self._legs_s(vehicle, order)) + sum(
            self._service_s(before, visit)
            for trip in self._trips(order)
            for before, visit in zip([None, *trip], trip, strict=False)
        )
        return (vehicle.max_distance_m is None or distance_m <= vehicle.max_distance_m) and (
            busy_s <= self.most_busy_s[vehicle.id]
        )

    # Time

    def _departures(self, vehicle: Vehicle, frontier: Frontier, number: int, trip: Sequence[VisitRef]) -> Frontier:
        """When the trip may leave a depot where the vehicle stands: after pause, loading and releases, in a wave."""
        loads = [request for visit in trip if isinstance(request := self.requests[visit.request], Delivery)]
        depot = self._depot(vehicle)
        if number == 0 and vehicle.started is not None:
            return frozenset() if loads else frontier
        handling_s = depot.reload_s if number else 0
        if loads and depot.loading is not None:
            kind = self.services[depot.loading]
            handling_s += kind.fixed_s + kind.per_item_s * sum(request.items for request in loads)
        loaded_s = max((request.release_s for request in loads), default=0)
        loaded = frozenset(
            (second + handling_s, over)
            for second, over, _ in self._pass_time(vehicle, frontier, 0)
            if self._may_still_break(vehicle, second + handling_s, over)
        )
        return frozenset(
            (second, over)
            for second, over, _ in self._pass_time(vehicle, loaded, 0)
            if second >= loaded_s and (not depot.waves_s or second in depot.waves_s)
        )

    def _serve(
        self, vehicle: Vehicle, frontier: Frontier, travel_s: int, before: VisitRef | None, visit: VisitRef
    ) -> Frontier:
        service_s = self._service_s(before, visit)
        return frozenset(
            (second + service_s, over)
            for second, over, left_s in self._pass_time(vehicle, frontier, travel_s)
            if left_s == 0 and self._may_start(visit, second, service_s)
            if self._may_still_break(vehicle, second + service_s, over)
        )

    def _may_start(self, ref: VisitRef, second: int, service_s: int) -> bool:
        request, visit = self.requests[ref.request], self._visit(ref)
        if not isinstance(request, Delivery) and second < request.release_s:
            return False
        return not visit.windows or any(self._lies_in(window, visit, second, service_s) for window in visit.windows)

    def _lies_in(self, window: TimeWindow, visit: Visit, second: int, service_s: int) -> bool:
        place = self.instance.places[self.place[visit.place]]
        margin = place.position_uncertainty_m * self.instance.costs.search_s_per_km / 1000
        return (
            window.earliest_s <= second
            and (second <= window.latest_s - margin or second == window.earliest_s)
            and (window.closes_s is None or second + service_s <= window.closes_s)
        )

    def _may_still_break(self, vehicle: Vehicle, second: int, over: int) -> bool:
        return over == len(vehicle.breaks) or second <= vehicle.breaks[over].latest_s

    def _pass_time(self, vehicle: Vehicle, frontier: Frontier, travel_s: int) -> set[tuple[int, int, int]]:
        """All (second, breaks over, seconds of travel left) reachable by riding, waiting and taking breaks."""
        reached: set[tuple[int, int, int]] = set()
        to_visit = [(second, over, travel_s) for second, over in frontier]
        while to_visit:
            state = to_visit.pop()
            second, over, left_s = state
            last_s = vehicle.shift_end_s + vehicle.max_overtime_s
            if state in reached or second > last_s or not self._may_still_break(vehicle, second, over):
                continue
            reached.add(state)
            to_visit.append((second + 1, over, max(0, left_s - 1)))
            if over < len(vehicle.breaks) and second >= vehicle.breaks[over].earliest_s:
                to_visit.append((second + vehicle.breaks[over].duration_s, over + 1, left_s))
        return reached

    # The whole instance

    def best(self) -> tuple[int, int]:
        """(mandatory requests unserved, cost) of the best plan, by trying every one."""
        best: dict[frozenset[str], tuple[int, int]] = {frozenset(): (0, 0)}
        for vehicle in self.instance.vehicles:
            rides = self._cheapest_rides(vehicle)
            merged = dict(best)
            for (served, (_, cost)), (taken, ride_cost) in product(best.items(), rides.items()):
                if not served & taken:
                    together = served | taken
                    merged[together] = min(merged.get(together, (0, 1 << 40)), (0, cost + ride_cost))
            best = merged
        return min(
            (
                sum(r.prize_s is None for r in self.instance.requests if r.id not in served),
                cost + sum(r.prize_s or 0 for r in self.instance.requests if r.id not in served),
            )
            for served, (_, cost) in best.items()
        )

    def _cheapest_rides(self, vehicle: Vehicle) -> dict[frozenset[str], int]:
        rides: dict[frozenset[str], int] = {}
        for visits in self.orders(list(self.instance.requests)):
            for order in self._in_trips(vehicle, visits):
                if visits and self.can_ride(vehicle, order):
                    served = frozenset(visit.request for visit in visits)
                    rides[served] = min(rides.get(served, 1 << 40), self.cost(vehicle, order))
        return rides

    def orders(self, requests: list[AnyRequest]) -> Iterator[list[VisitRef]]:
        """Every sequence of visits of every subset of the requests, pickups before their deliveries."""
        if not requests:
            yield []
            return
        *others, last = requests
        for order in self.orders(others):
            yield order
            yield from (without_calls(longer) for longer in self._insertions(order, last))

    def _in_trips(self, vehicle: Vehicle, visits: Sequence[VisitRef]) -> Iterator[list[VisitRef | None]]:
        """The visits cut into trips, none empty, wherever the vehicle may: beside what a depot sends or gets."""
        depots = [not isinstance(self.requests[visit.request], Shipment) for visit in visits]
        places = [place for place in range(1, len(visits)) if depots[place - 1] or depots[place]]
        most = min(vehicle.max_trips - 1, len(places))
        for calls in range(most + 1):
            for cuts in combinations(places, calls):
                edges = [0, *cuts, len(visits)]
                trips = [list(visits[first:last]) for first, last in pairwise(edges)]
                yield [*trips[0], *chain.from_iterable([None, *trip] for trip in trips[1:])]

    def insertions(self, vehicle: Vehicle, order: Order, request: AnyRequest) -> Iterator[list[VisitRef | None]]:
        """The order with the request's visits put in at every pair of places; depot loads may open trips."""
        yield from self._insertions(order, request)
        if isinstance(request, Shipment):
            return
        ref = VisitRef(request=request.id, action=visits_of(request)[0][0])
        for first in range(len(order) + 1):
            for put in ([None, ref], [ref, None], [None, ref, None]):
                longer: list[VisitRef | None] = [*order[:first], *put, *order[first:]]
                if all(self._trips(longer)[vehicle.started is not None :]):
                    yield longer

    def _insertions(self, order: Order, request: AnyRequest) -> Iterator[list[VisitRef | None]]:
        refs = [VisitRef(request=request.id, action=action) for action, _ in visits_of(request)]
        for first in range(len(order) + 1):
            opened = [*order[:first], refs[0], *order[first:]]
            if isinstance(request, Delivery | Pickup):
                yield opened
            else:
                for last in range(first + 1, len(opened) + 1):
                    yield [*opened[:last], refs[1], *opened[last:]]


def without_calls(order: Order) -> list[VisitRef]:
    return [visit for visit in order if visit is not None]
