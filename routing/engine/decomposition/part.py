"""A part of an instance as an instance of its own: some vehicles, some requests, and no place more than they need."""

from collections.abc import Iterator

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from routing.engine.decomposition.cut import Part
from routing.instance import Instance, PublishedRoute, TravelMatrix, Vehicle, visits_of
from routing.travel import matrix_of


class Parts:
    """Takes parts out of one instance. Each keeps the order of vehicles, requests and places.

    What was published stays known in full for a part's requests, so that moving one off a vehicle of another part
    costs what it costs.
    """

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.place_index = {place.id: number for number, place in enumerate(instance.places)}
        self.depot_place = {depot.id: depot.place for depot in instance.depots}

    def take(self, part: Part) -> Instance:
        whole = self.instance
        vehicles = tuple(whole.vehicles[number] for number in part.vehicles)
        requests = tuple(whole.requests[number] for number in part.requests)
        used = {visit.place for request in requests for _, visit in visits_of(request)}
        used.update(depot.place for depot in whole.depots)
        used.update(place for vehicle in vehicles for place in _ends(vehicle))
        at = np.array(sorted(self.place_index[place] for place in used), dtype=np.int64)
        places = tuple(whole.places[number] for number in at.tolist())
        profiles = {vehicle.profile for vehicle in vehicles}
        names = {request.id for request in requests}
        return replace(
            whole,
            places=places,
            vehicles=vehicles,
            requests=requests,
            travel=(
                *(_cut(matrix, at) for matrix in whole.travel if matrix.profile in profiles),
                *(matrix_of(estimate, places) for estimate in whole.estimates if estimate.profile in profiles),
            ),
            estimates=(),
            published=tuple(_published(whole, names)),
        )


def _ends(vehicle: Vehicle) -> Iterator[str]:
    started = None if vehicle.started is None else vehicle.started.place
    yield from (place for place in (vehicle.start_place, vehicle.end_place, started) if place is not None)


def _cut(matrix: TravelMatrix, at: NDArray[np.int64]) -> TravelMatrix:
    cells = at[:, None], at
    return replace(matrix, travel_s=matrix.travel_s[cells], distance_m=matrix.distance_m[cells])


def _published(whole: Instance, names: set[str]) -> Iterator[PublishedRoute]:
    for route in whole.published:
        if visits := tuple(visit for visit in route.visits if visit.request in names):
            yield PublishedRoute(vehicle=route.vehicle, visits=visits)
