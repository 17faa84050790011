"""The instance looked up by id, and the arithmetic that several rules share: legs, services, sums."""

from collections.abc import Iterator
from itertools import chain, pairwise
from typing import NamedTuple

from routing.instance import AnyRequest, Instance, Place, ServiceKind, TravelMatrix, Vehicle, Visit, VisitRef, visits_of
from routing.plan import PlannedBreak, PlannedStop, PlannedVisit, Route


class Book(NamedTuple):
    """The instance, looked up by id."""

    instance: Instance
    place_index: dict[str, int]
    places: dict[str, Place]
    vehicles: dict[str, Vehicle]
    services: dict[str, ServiceKind]
    requests: dict[str, AnyRequest]
    visits: dict[VisitRef, Visit]
    travel: dict[str, TravelMatrix]
    published_vehicle: dict[str, str]


def open_book(instance: Instance) -> Book:
    return Book(
        instance=instance,
        place_index={place.id: index for index, place in enumerate(instance.places)},
        places={place.id: place for place in instance.places},
        vehicles={vehicle.id: vehicle for vehicle in instance.vehicles},
        services={service.id: service for service in instance.services},
        requests={request.id: request for request in instance.requests},
        visits={
            VisitRef(request=request.id, action=action): visit
            for request in instance.requests
            for action, visit in visits_of(request)
        },
        travel={matrix.profile: matrix for matrix in instance.travel},
        published_vehicle={visit.request: route.vehicle for route in instance.published for visit in route.visits},
    )


def planned_visits(route: Route) -> Iterator[PlannedVisit]:
    return chain.from_iterable(stop.visits for stop in route.stops)


def visit_name(visit: VisitRef) -> str:
    return f"{visit.request} {visit.action.value}"


def route_ends(book: Book, vehicle: Vehicle) -> tuple[str, str | None]:
    """Where the vehicle's route starts and ends; None: at its last stop."""
    depot_place = next(depot.place for depot in book.instance.depots if depot.id == vehicle.depot)
    end = None if vehicle.ends_anywhere else vehicle.end_place or depot_place
    return vehicle.start_place or depot_place, end


def leg(book: Book, vehicle: Vehicle, origin: str, destination: str | None) -> tuple[int, int]:
    """Seconds and metres between two places; nothing to nowhere. An unknown origin is reported by its rule."""
    if destination is None or origin not in book.place_index or destination not in book.place_index:
        return 0, 0
    matrix = book.travel[vehicle.profile]
    cell = book.place_index[origin], book.place_index[destination]
    return int(matrix.travel_s[cell]), int(matrix.distance_m[cell])


def visit_service_s(book: Book, before: VisitRef | None, visit: VisitRef) -> int:
    """The service of a visit made right after another (None: the route's first)."""
    here = book.visits[visit]
    kind = book.services[here.service]
    last = book.visits[before] if before is not None else None
    goes_on = last is not None and (last.place, last.service) == (here.place, here.service)
    return (0 if goes_on else kind.fixed_s) + kind.per_item_s * book.requests[visit.request].items


class Sums(NamedTuple):
    """A route's totals from its parts."""

    travel_s: int
    distance_m: int
    service_s: int
    wait_s: int


def route_sums(book: Book, vehicle: Vehicle, route: Route) -> Sums:
    places = [route_ends(book, vehicle)[0], *(stop.place for stop in route.stops), route_ends(book, vehicle)[1]]
    legs = [leg(book, vehicle, origin, to) for origin, to in pairwise(places) if origin is not None]
    visits = [planned.visit for planned in planned_visits(route)]
    befores = [None, *visits]
    return Sums(
        travel_s=sum(travel_s for travel_s, _ in legs),
        distance_m=sum(distance_m for _, distance_m in legs),
        service_s=sum(visit_service_s(book, before, visit) for before, visit in zip(befores, visits, strict=False)),
        wait_s=sum(stop_wait_s(stop, route.breaks) for stop in route.stops),
    )


def stop_wait_s(stop: PlannedStop, breaks: tuple[PlannedBreak, ...]) -> int:
    """Idle time at a stop: neither service nor break."""
    service_s = sum(planned.end_s - planned.start_s for planned in stop.visits)
    break_s = sum(pause.end_s - pause.start_s for pause in breaks if stop.arrive_s <= pause.start_s < stop.leave_s)
    return stop.leave_s - stop.arrive_s - service_s - break_s
