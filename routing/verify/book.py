"""The instance looked up by id, and the arithmetic that several rules share: legs, services, sums."""

from collections.abc import Iterator
from itertools import chain, pairwise
from typing import NamedTuple

from routing.instance import (
    AnyRequest,
    Delivery,
    Depot,
    Instance,
    Place,
    ServiceKind,
    TravelEstimate,
    TravelMatrix,
    Vehicle,
    Visit,
    VisitRef,
    visits_of,
)
from routing.plan import PlannedBreak, PlannedStop, PlannedVisit, Route, Trip
from routing.travel import estimated_leg


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
    estimates: dict[str, TravelEstimate]
    published_vehicle: dict[str, str]
    done: dict[VisitRef, str]
    locked: dict[VisitRef, str]
    on_board: dict[str, str]


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
        estimates={estimate.profile: estimate for estimate in instance.estimates},
        published_vehicle={visit.request: route.vehicle for route in instance.published for visit in route.visits},
        done=_heads(instance, are_done=True),
        locked=_heads(instance, are_done=False),
        on_board={
            name: vehicle.id
            for vehicle in instance.vehicles
            if vehicle.started is not None
            for name in vehicle.started.on_board
        },
    )


def _heads(instance: Instance, *, are_done: bool) -> dict[VisitRef, str]:
    """The vehicle of each locked visit that is done, or that is not."""
    return {
        locked.visit: vehicle.id
        for vehicle in instance.vehicles
        for locked in vehicle.locked
        if (locked.done_s is not None) == are_done
    }


def bound_requests(book: Book) -> dict[str, str]:
    """The vehicle of each request that a locked visit or a load on board binds to it."""
    heads = {visit.request: vehicle for visit, vehicle in (book.done | book.locked).items()}
    return heads | book.on_board


def depot_of(book: Book, vehicle: Vehicle) -> Depot:
    return next(depot for depot in book.instance.depots if depot.id == vehicle.depot)


def trip_visits(trip: Trip) -> list[VisitRef]:
    return [planned.visit for stop in trip.stops for planned in stop.visits]


def is_loaded(book: Book, visit: VisitRef) -> bool:
    """Whether the visit hands out what its trip takes from the depot."""
    return isinstance(book.requests[visit.request], Delivery) and visit.request not in book.on_board


def loading_s(book: Book, vehicle: Vehicle, trip: Trip) -> int:
    """The time that loading a trip's deliveries takes."""
    loaded = [book.requests[visit.request].items for visit in trip_visits(trip) if is_loaded(book, visit)]
    depot = depot_of(book, vehicle)
    if depot.loading is None or not loaded:
        return 0
    kind = book.services[depot.loading]
    return kind.fixed_s + kind.per_item_s * sum(loaded)


def planned_visits(route: Route) -> Iterator[PlannedVisit]:
    return chain.from_iterable(stop.visits for stop in route.stops)


def visit_name(visit: VisitRef) -> str:
    return f"{visit.request} {visit.action.value}"


def route_ends(book: Book, vehicle: Vehicle) -> tuple[str, str | None]:
    """Where the vehicle's route starts and ends; None: at its last stop."""
    depot_place = depot_of(book, vehicle).place
    end = None if vehicle.ends_anywhere else vehicle.end_place or depot_place
    start = vehicle.start_place if vehicle.started is None else vehicle.started.place
    return start or depot_place, end


def leg(book: Book, vehicle: Vehicle, origin: str, destination: str | None) -> tuple[int, int]:
    """Seconds and metres between two places; nothing to nowhere. An unknown origin is reported by its rule."""
    if destination is None or origin not in book.place_index or destination not in book.place_index:
        return 0, 0
    if vehicle.profile in book.estimates:
        return estimated_leg(book.estimates[vehicle.profile], book.places[origin], book.places[destination])
    matrix = book.travel[vehicle.profile]
    cell = book.place_index[origin], book.place_index[destination]
    return int(matrix.travel_s[cell]), int(matrix.distance_m[cell])


def visit_service_s(book: Book, before: VisitRef | None, visit: VisitRef) -> int:
    """The service of a visit made right after another (None: the first of its trip)."""
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
    start, end = route_ends(book, vehicle)
    depot = depot_of(book, vehicle).place
    trips = [[stop.place for stop in trip.stops] for trip in route.trips]
    places = [start, *trips[0], *chain.from_iterable([depot, *trip] for trip in trips[1:]), end]
    legs = [leg(book, vehicle, origin, to) for origin, to in pairwise(places) if origin is not None]
    visits = [visit for trip in map(trip_visits, route.trips) for visit in zip([None, *trip], trip, strict=False)]
    return Sums(
        travel_s=sum(travel_s for travel_s, _ in legs),
        distance_m=sum(distance_m for _, distance_m in legs),
        service_s=sum(visit_service_s(book, before, visit) for before, visit in visits),
        wait_s=sum(stop_wait_s(stop, route.breaks) for stop in route.stops),
    )


def stop_wait_s(stop: PlannedStop, breaks: tuple[PlannedBreak, ...]) -> int:
    """Idle time at a stop: neither service nor break."""
    service_s = sum(planned.end_s - planned.start_s for planned in stop.visits)
    break_s = sum(pause.end_s - pause.start_s for pause in breaks if stop.arrive_s <= pause.start_s < stop.leave_s)
    return stop.leave_s - stop.arrive_s - service_s - break_s
