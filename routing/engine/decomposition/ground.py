"""A large day seen from above: where each request lies, what it takes to serve, and which vehicles may serve it."""

from collections import Counter, defaultdict
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from routing.engine.problem import may_serve
from routing.instance import AnyRequest, Instance, visits_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

METRES_PER_DEGREE = 111_195.0
SAMPLED_LEGS = 400
VISIT_S = 60  # riding between two visits that lie close together: only to weigh requests against each other
NOBODY = -1


class Ground:
    """`points[r]` is where request r lies, in seconds of travel east and north; `work_s[r]` about what it takes.

    `bound[r]` is the number of the vehicle that a pin, a lock or a load on board binds it to, else NOBODY.
    `class_of[r]` leads to `may[class, vehicle]`: who may take it; `may_ride[r]`: whether anybody may.
    `foreign_s[v, t]` is what a stop in territory t costs vehicle v, `territories[r]` are the territories of its visits
    (the last for a place without one).
    """

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.place_index = {place.id: number for number, place in enumerate(instance.places)}
        self.places_of = [
            [self.place_index[visit.place] for _, visit in visits_of(request)] for request in instance.requests
        ]
        self.place_points = _place_points(instance)
        self.points = self._request_points()
        self.work_s = self._work()
        self.bound = self._bound()
        self.class_of, self.may = self._classes()
        self.may_ride: Flags = np.any(self.may, axis=1)[self.class_of]
        self.territories, self.foreign_s = self._territories()

    def request_costs(self, anchors: Floats) -> NDArray[np.float32]:
        """About what each request costs each vehicle riding out from its anchor: (vehicles, requests), inf: never."""
        costs = np.empty((len(anchors), len(self.points)), dtype=np.float32)
        for vehicle, anchor in enumerate(anchors):
            costs[vehicle] = self.apart_s(anchor) + self.foreign_s[vehicle][self.territories].sum(axis=1)
            costs[vehicle, ~self.may[:, vehicle][self.class_of]] = np.inf
        return costs

    def apart_s(self, point: Floats) -> Floats:
        """The way from a point to each request."""
        apart: Floats = np.hypot(self.points[:, 0] - point[0], self.points[:, 1] - point[1])
        return apart

    def start_point(self, vehicle: int) -> Floats:
        asked = self.instance.vehicles[vehicle]
        depot = next(depot.place for depot in self.instance.depots if depot.id == asked.depot)
        start = asked.start_place if asked.started is None else asked.started.place
        point: Floats = self.place_points[self.place_index[start or depot]]
        return point

    def _request_points(self) -> Floats:
        """Between its visits' places, nearer to the one fewer others ask for: a door counts, not the desk all share."""
        asked = Counter(place for places in self.places_of for place in places)
        points = np.zeros((len(self.places_of), 2))
        for number, places in enumerate(self.places_of):
            weights = np.array([1.0 / asked[place] for place in places])
            points[number] = weights @ self.place_points[places] / weights.sum()
        return points

    def _work(self) -> Ints:
        kinds = {kind.id: kind for kind in self.instance.services}
        return np.array(
            [
                sum(
                    VISIT_S + kinds[visit.service].fixed_s + kinds[visit.service].per_item_s * request.items
                    for _, visit in visits_of(request)
                )
                for request in self.instance.requests
            ],
            dtype=np.int64,
        )

    def _bound(self) -> Ints:
        number_of = {vehicle.id: number for number, vehicle in enumerate(self.instance.vehicles)}
        owner = {
            request.id: number_of[request.pinned_vehicle]
            for request in self.instance.requests
            if request.pinned_vehicle is not None
        }
        for number, vehicle in enumerate(self.instance.vehicles):
            owner.update(dict.fromkeys((locked.visit.request for locked in vehicle.locked), number))
            if vehicle.started is not None:
                owner.update(dict.fromkeys(vehicle.started.on_board, number))
        return np.array([owner.get(request.id, NOBODY) for request in self.instance.requests], dtype=np.int64)

    def _classes(self) -> tuple[Ints, Flags]:
        """Requests that ask the same of a vehicle are of one class; what is bound is its vehicle's whatever it asks."""
        members: dict[object, list[int]] = defaultdict(list)
        for number, request in enumerate(self.instance.requests):
            members[_asks(request, int(self.bound[number]))].append(number)
        class_of = np.zeros(len(self.instance.requests), dtype=np.int64)
        may = np.zeros((len(members), len(self.instance.vehicles)), dtype=np.bool_)
        for row, requests in enumerate(members.values()):
            class_of[requests] = row
            bound = int(self.bound[requests[0]])
            if bound != NOBODY:
                may[row, bound] = True
            else:
                one = self.instance.requests[requests[0]]
                may[row] = [may_serve(vehicle, one) for vehicle in self.instance.vehicles]
        return class_of, may

    def _territories(self) -> tuple[Ints, NDArray[np.float32]]:
        names = sorted({place.territory for place in self.instance.places if place.territory is not None})
        number_of: dict[str | None, int] = {name: number for number, name in enumerate(names)}
        of_place = np.array([number_of.get(place.territory, len(names)) for place in self.instance.places] or [0])
        of_request = np.array([[places[0], places[-1]] for places in self.places_of], dtype=np.int64).reshape(-1, 2)
        foreign_s = np.zeros((len(self.instance.vehicles), len(names) + 1), dtype=np.float32)
        for number, vehicle in enumerate(self.instance.vehicles):
            if vehicle.territories:
                foreign_s[number, :-1] = self.instance.costs.foreign_stop_s
                known = [number_of[name] for name in vehicle.territories if name in number_of]
                foreign_s[number, known] = 0
        return of_place[of_request], foreign_s


def _asks(request: AnyRequest, bound: int) -> object:
    if bound != NOBODY:
        return bound
    return getattr(request, "depot", None), frozenset(request.skills)


def _place_points(instance: Instance) -> Floats:
    """Each place as seconds of travel east and north; by the ways from some landmarks where positions say nothing."""
    lons = np.array([place.lon for place in instance.places], dtype=np.float64)
    lats = np.array([place.lat for place in instance.places], dtype=np.float64)
    points = np.column_stack([lons * cos(radians(float(lats.mean() if len(lats) else 0.0))), lats]) * METRES_PER_DEGREE
    if instance.estimates or not len(points):
        return points * (instance.estimates[0].circuity * 3.6 / instance.estimates[0].speed_kmh if len(points) else 1)
    if np.ptp(points, axis=0).max() <= 0:
        return _from_landmarks(instance)
    return points * _seconds_per_metre(instance, points)


def _seconds_per_metre(instance: Instance, points: Floats) -> float:
    random = np.random.default_rng(0)
    pairs = random.integers(0, len(points), size=(SAMPLED_LEGS, 2))
    apart = np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T)
    rides_s = instance.travel[0].travel_s[pairs[:, 0], pairs[:, 1]].astype(np.float64)
    return float(rides_s.sum() / apart.sum()) if apart.sum() > 0 and rides_s.sum() > 0 else 1.0


def _from_landmarks(instance: Instance) -> Floats:
    """The ways from two places far from each other, as coordinates (after the landmarks of Faloutsos & Lin 1995)."""
    travel_s = instance.travel[0].travel_s
    first = int(travel_s[0].argmax())
    second = int(travel_s[first].argmax())
    return np.column_stack([travel_s[first], travel_s[second]]).astype(np.float64)
