"""What a vehicle can ride, found the slow way: second by second, with sets of states. Shares nothing with the engine.

For tiny instances only: a state is where the clock stands and how many breaks are over.
"""

from collections.abc import Iterator, Sequence
from itertools import product

from routing.instance import (
    Action,
    AnyRequest,
    Delivery,
    Instance,
    Pickup,
    Shipment,
    TimeWindow,
    Vehicle,
    Visit,
    VisitRef,
    visits_of,
)

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

    def can_take(self, vehicle: Vehicle, order: Sequence[VisitRef], request: AnyRequest) -> bool:
        """Whether the request fits somewhere into the vehicle's visits in this order."""
        return any(self.can_ride(vehicle, longer) for longer in self.insertions(order, request))

    def can_ride(self, vehicle: Vehicle, visits: Sequence[VisitRef]) -> bool:
        return bool(self.ends(vehicle, visits))

    def ends(self, vehicle: Vehicle, visits: Sequence[VisitRef]) -> set[int]:
        """Every second at which the vehicle can end its route with these visits; none when it cannot."""
        if not self._may_carry(vehicle, visits) or not self._keeps_totals(vehicle, visits):
            return set()
        frontier = self._departures(vehicle, visits)
        for before, visit in zip([None, *visits], visits, strict=False):
            frontier = self._serve(vehicle, frontier, self._leg_s(vehicle, before, visit), before, visit)
        home_s = self._leg_s(vehicle, visits[-1] if visits else None, None)
        return {second for second, _, left_s in self._pass_time(vehicle, frontier, home_s) if left_s == 0}

    def cost(self, vehicle: Vehicle, visits: Sequence[VisitRef]) -> int:
        """What the ride costs; nothing when it has no visits."""
        if not visits:
            return 0
        legs = zip([None, *visits], [*visits, None], strict=True)
        travel_s = sum(self._leg_s(vehicle, before, after) for before, after in legs)
        costs = self.instance.costs
        places = [self._visit(visit).place for visit in visits]
        opened = [place for before, place in zip([None, *places], places, strict=False) if before != place]
        territories = {place.id: place.territory for place in self.instance.places}
        known = {None, *vehicle.territories} if vehicle.territories else set(territories.values())
        foreign = sum(territories[place] not in known for place in opened)
        owner = {visit.request: route.vehicle for route in self.instance.published for visit in route.visits}
        moved = sum(owner.get(name, vehicle.id) != vehicle.id for name in {visit.request for visit in visits})
        return travel_s + vehicle.fixed_cost_s + foreign * costs.foreign_stop_s + moved * costs.moved_s

    def _visit(self, ref: VisitRef) -> Visit:
        return dict(visits_of(self.requests[ref.request]))[ref.action]

    def _start(self, vehicle: Vehicle) -> str:
        return vehicle.start_place or next(d.place for d in self.instance.depots if d.id == vehicle.depot)

    def _leg(self, vehicle: Vehicle, before: VisitRef | None, after: VisitRef | None) -> tuple[int, int] | None:
        if after is None and vehicle.ends_anywhere:
            return None
        depot = next(depot.place for depot in self.instance.depots if depot.id == vehicle.depot)
        origin = self._start(vehicle) if before is None else self._visit(before).place
        goal = (vehicle.end_place or depot) if after is None else self._visit(after).place
        return self.place[origin], self.place[goal]

    def _leg_s(self, vehicle: Vehicle, before: VisitRef | None, after: VisitRef | None) -> int:
        cell = self._leg(vehicle, before, after)
        return 0 if cell is None else int(self.instance.travel[0].travel_s[cell])

    def _service_s(self, before: VisitRef | None, visit: VisitRef) -> int:
        here = self._visit(visit)
        kind = self.services[here.service]
        last = self._visit(before) if before is not None else None
        goes_on = last is not None and last.place == here.place and last.service == here.service
        return kind.per_item_s * self.requests[visit.request].items + (0 if goes_on else kind.fixed_s)

    # Loads, skills, totals

    def _may_carry(self, vehicle: Vehicle, visits: Sequence[VisitRef]) -> bool:
        asked = [self.requests[visit.request] for visit in visits]
        fits = all(
            set(request.skills) <= set(vehicle.skills)
            and request.pinned_vehicle in (None, vehicle.id)
            and (isinstance(request, Shipment) or request.depot == vehicle.depot)
            for request in asked
        )
        items = sum(request.items for request in asked if isinstance(request, Delivery))
        grams = sum(request.weight_g for request in asked if isinstance(request, Delivery))
        loads = [(items, grams)]
        for visit, request in zip(visits, asked, strict=True):
            sign = 1 if visit.action is Action.PICKUP else -1
            items, grams = items + sign * request.items, grams + sign * request.weight_g
            loads.append((items, grams))
        return fits and all(
            (vehicle.capacity_items is None or items <= vehicle.capacity_items)
            and (vehicle.capacity_g is None or grams <= vehicle.capacity_g)
            for items, grams in loads
        )

    def _keeps_totals(self, vehicle: Vehicle, visits: Sequence[VisitRef]) -> bool:
        legs = list(zip([None, *visits], [*visits, None], strict=True))
        cells = [cell for before, after in legs if (cell := self._leg(vehicle, before, after)) is not None]
        distance_m = sum(int(self.instance.travel[0].distance_m[cell]) for cell in cells)
        busy_s = sum(self._leg_s(vehicle, before, after) for before, after in legs) + sum(
            self._service_s(before, visit) for before, visit in zip([None, *visits], visits, strict=False)
        )
        return (vehicle.max_distance_m is None or distance_m <= vehicle.max_distance_m) and (
            busy_s <= self.most_busy_s[vehicle.id]
        )

    # Time

    def _departures(self, vehicle: Vehicle, visits: Sequence[VisitRef]) -> Frontier:
        asked = [self.requests[visit.request] for visit in visits]
        loaded_s = max((request.release_s for request in asked if isinstance(request, Delivery)), default=0)
        waited = self._pass_time(vehicle, frozenset({(vehicle.shift_start_s, 0)}), 0)
        return frozenset((second, over) for second, over, _ in waited if second >= loaded_s)

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
            if state in reached or second > vehicle.shift_end_s or not self._may_still_break(vehicle, second, over):
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
            if visits and self.can_ride(vehicle, visits):
                served = frozenset(visit.request for visit in visits)
                rides[served] = min(rides.get(served, 1 << 40), self.cost(vehicle, visits))
        return rides

    def orders(self, requests: list[AnyRequest]) -> Iterator[list[VisitRef]]:
        """Every sequence of visits of every subset of the requests, pickups before their deliveries."""
        if not requests:
            yield []
            return
        *others, last = requests
        for order in self.orders(others):
            yield order
            yield from self.insertions(order, last)

    def insertions(self, order: Sequence[VisitRef], request: AnyRequest) -> Iterator[list[VisitRef]]:
        """The order with the request's visits put in at every pair of places."""
        refs = [VisitRef(request=request.id, action=action) for action, _ in visits_of(request)]
        for first in range(len(order) + 1):
            opened = [*order[:first], refs[0], *order[first:]]
            if isinstance(request, Delivery | Pickup):
                yield opened
            else:
                for last in range(first + 1, len(opened) + 1):
                    yield [*opened[:last], refs[1], *opened[last:]]
