"""An instance made ready for search: visits as numbered nodes, plain lists for speed, a rider for each vehicle.

Nodes 0 … n-1 are visits, in the order of their requests; each rider has a start and an end node beyond them.
Matrices are indexed by place, not by node, with one place more, *anywhere*, that costs nothing to reach: the
end of an open route.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

import msgspec
import numpy as np
from numpy.typing import NDArray

from routing.engine.clockwork import NEVER
from routing.instance import (
    Action,
    AnyRequest,
    Delivery,
    Instance,
    Shipment,
    Vehicle,
    Visit,
    VisitRef,
    visits_of,
)

Rows = list[list[int]]
ANY_TIME = ((0, NEVER, NEVER),)


@dataclass(frozen=True, slots=True)
class Task:
    """A request: its nodes in order, what leaving it out costs, and which riders may take it.

    `departs_from_s` is the earliest departure of a route that brings it from the depot, else 0.
    """

    index: int
    nodes: tuple[int, ...]
    comes_from_depot: bool
    items: int
    weight_g: int
    penalty: int
    departs_from_s: int
    riders: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class Rider:
    """A vehicle: its matrices, its limits and what its stops cost.

    `entry_s[node]` is charged when the node opens a stop, `moved_s` by task. Riders of equal `kind` are
    interchangeable.
    """

    index: int
    vehicle: Vehicle
    kind: int
    start: int
    end: int
    travel: Rows
    distance: Rows
    breaks: tuple[tuple[int, int, int], ...]
    entry_s: list[int]
    moved_s: Mapping[int, int]
    capacity_items: int
    capacity_g: int
    most_busy_s: int
    most_distance_m: int

    charges_entries: bool

    @property
    def has_totals_to_keep(self) -> bool:
        return self.most_busy_s < NEVER or self.most_distance_m < NEVER

    def leg_cost(self, problem: "Problem", before: int, node: int) -> int:
        """Travel from one node to the next, and the entry if that opens a stop."""
        travel_s = self.travel[problem.place[before]][problem.place[node]]
        return travel_s + self.entry_cost(problem, before, node)

    def entry_cost(self, problem: "Problem", before: int, node: int) -> int:
        return self.entry_s[node] if problem.stop[before] != problem.stop[node] else 0


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """The compiled instance; lists but `tasks` and `riders` are indexed by node.

    Nodes of equal `stop` in a row make one stop, nodes of equal `bench` in a row share a service's fixed part;
    both are unique for starts and ends. `items` and `weight_g` are what the node adds to the load on board.
    """

    instance: Instance
    tasks: list[Task]
    riders: list[Rider]
    refs: list[VisitRef]
    task_of: list[int]
    place: list[int]
    stop: list[int]
    bench: list[int]
    fixed_s: list[int]
    handling_s: list[int]
    windows: list[tuple[tuple[int, int, int], ...]]
    items: list[int]
    weight_g: list[int]


def compile_instance(instance: Instance) -> Problem:
    """Expects an instance that `check` passes and whose features are supported."""
    calls = [
        (index, request, action, visit)
        for index, request in enumerate(instance.requests)
        for action, visit in visits_of(request)
    ]
    place_index = {place.id: index for index, place in enumerate(instance.places)}
    service_index = {service.id: index for index, service in enumerate(instance.services)}
    services = [service_index[visit.service] for _, _, _, visit in calls]
    places = [place_index[visit.place] for _, _, _, visit in calls]
    ends = list(_end_places(instance, place_index))
    of_their_own = [-1 - number for number in range(len(ends))]
    nothing = [0] * len(ends)
    signs = [1 if action is Action.PICKUP else -1 for _, _, action, _ in calls]
    return Problem(
        instance=instance,
        tasks=list(_tasks(instance)),
        riders=list(_riders(instance, places)),
        refs=[VisitRef(request=request.id, action=action) for _, request, action, _ in calls],
        task_of=[index for index, *_ in calls],
        place=places + ends,
        stop=places + of_their_own,
        bench=[place * len(instance.services) + kind for place, kind in zip(places, services, strict=True)]
        + of_their_own,
        fixed_s=[instance.services[kind].fixed_s for kind in services] + nothing,
        handling_s=[
            instance.services[kind].per_item_s * request.items
            for kind, (_, request, _, _) in zip(services, calls, strict=True)
        ]
        + nothing,
        windows=[
            _windows(request, visit, search_margin_s(instance, place))
            for place, (_, request, _, visit) in zip(places, calls, strict=True)
        ]
        + list(_end_windows(instance)),
        items=[sign * call[1].items for sign, call in zip(signs, calls, strict=True)] + nothing,
        weight_g=[sign * call[1].weight_g for sign, call in zip(signs, calls, strict=True)] + nothing,
    )


def may_serve(vehicle: Vehicle, request: AnyRequest) -> bool:
    """Whether depot, skills and pinning let the vehicle take the request."""
    return (
        (isinstance(request, Shipment) or request.depot == vehicle.depot)
        and set(request.skills) <= set(vehicle.skills)
        and request.pinned_vehicle in (None, vehicle.id)
    )


def _tasks(instance: Instance) -> Iterator[Task]:
    mandatory = _mandatory_penalty(instance)
    node = count()
    for index, request in enumerate(instance.requests):
        is_delivery = isinstance(request, Delivery)
        yield Task(
            index=index,
            nodes=tuple(next(node) for _ in visits_of(request)),
            comes_from_depot=is_delivery,
            items=request.items,
            weight_g=request.weight_g,
            penalty=mandatory if request.prize_s is None else request.prize_s,
            departs_from_s=request.release_s if is_delivery else 0,
            riders=frozenset(number for number, vehicle in enumerate(instance.vehicles) if may_serve(vehicle, request)),
        )


def _mandatory_penalty(instance: Instance) -> int:
    """More than any plan can cost in everything else: each leg at its longest and every prize lost."""
    visits = sum(len(visits_of(request)) for request in instance.requests)
    longest_s = max((int(matrix.travel_s.max()) for matrix in instance.travel), default=0)
    legs_s = (visits + len(instance.vehicles)) * (longest_s + instance.costs.foreign_stop_s)
    moved_s = len(instance.requests) * instance.costs.moved_s
    prizes_s = sum(request.prize_s or 0 for request in instance.requests)
    return 1 + legs_s + moved_s + prizes_s + sum(vehicle.fixed_cost_s for vehicle in instance.vehicles)


def search_margin_s(instance: Instance, place: int) -> int:
    """Time to search the place's uncertainty, rounded up."""
    return -(-instance.places[place].position_uncertainty_m * instance.costs.search_s_per_km // 1000)


def _windows(request: AnyRequest, visit: Visit, margin_s: int) -> tuple[tuple[int, int, int], ...]:
    """(earliest start, latest start, closing) after the place's uncertainty and the request's release."""
    release_s = request.release_s if not isinstance(request, Delivery) else 0
    if not visit.windows:
        return ((release_s, NEVER, NEVER),)
    return tuple(
        (
            max(window.earliest_s, release_s),
            max(window.earliest_s, window.latest_s - margin_s),
            NEVER if window.closes_s is None else window.closes_s,
        )
        for window in visit.windows
        if release_s <= max(window.earliest_s, window.latest_s - margin_s)
    )


def _end_places(instance: Instance, place_index: Mapping[str, int]) -> Iterator[int]:
    """The place of each rider's start and end node."""
    depot_place = {depot.id: depot.place for depot in instance.depots}
    anywhere = len(instance.places)
    for vehicle in instance.vehicles:
        yield place_index[vehicle.start_place or depot_place[vehicle.depot]]
        end = vehicle.end_place or depot_place[vehicle.depot]
        yield anywhere if vehicle.ends_anywhere else place_index[end]


def _end_windows(instance: Instance) -> Iterator[tuple[tuple[int, int, int], ...]]:
    for vehicle in instance.vehicles:
        yield ((vehicle.shift_start_s, vehicle.shift_end_s, NEVER),)
        yield ((vehicle.shift_start_s, vehicle.shift_end_s, NEVER),)


def _riders(instance: Instance, places: list[int]) -> Iterator[Rider]:
    travel = {matrix.profile: _with_anywhere(matrix.travel_s) for matrix in instance.travel}
    distance = {
        matrix.profile: _with_anywhere(matrix.distance_m)
        for matrix in instance.travel
        if any(v.profile == matrix.profile and v.max_distance_m is not None for v in instance.vehicles)
    }
    kinds: dict[object, int] = {}
    for index, vehicle in enumerate(instance.vehicles):
        entry_s = _entry_costs(instance, vehicle, places)
        yield Rider(
            index=index,
            vehicle=vehicle,
            kind=kinds.setdefault(_kind_key(instance, vehicle), len(kinds)),
            start=len(places) + 2 * index,
            end=len(places) + 2 * index + 1,
            travel=travel[vehicle.profile],
            distance=distance.get(vehicle.profile, []),
            breaks=tuple((pause.earliest_s, pause.latest_s, pause.duration_s) for pause in vehicle.breaks),
            entry_s=entry_s,
            moved_s=_moved_costs(instance, vehicle),
            capacity_items=NEVER if vehicle.capacity_items is None else vehicle.capacity_items,
            capacity_g=NEVER if vehicle.capacity_g is None else vehicle.capacity_g,
            most_busy_s=_most_busy_s(vehicle),
            most_distance_m=NEVER if vehicle.max_distance_m is None else vehicle.max_distance_m,
            charges_entries=any(entry_s),
        )


def _most_busy_s(vehicle: Vehicle) -> int:
    if vehicle.share_of_day_percent == 100:
        return NEVER
    return (vehicle.shift_end_s - vehicle.shift_start_s) * vehicle.share_of_day_percent // 100


def _with_anywhere(matrix: NDArray[np.int32]) -> Rows:
    rows: Rows = np.pad(matrix, ((0, 1), (0, 1))).tolist()
    return rows


def _kind_key(instance: Instance, vehicle: Vehicle) -> object:
    """Equal for two vehicles exactly when any route of one may be ridden by the other at the same cost."""
    pinned = [request.id for request in instance.requests if request.pinned_vehicle == vehicle.id]
    published = [route.visits for route in instance.published if route.vehicle == vehicle.id]
    return (
        msgspec.json.encode(msgspec.structs.replace(vehicle, id="")),
        tuple(pinned),
        tuple(published) if instance.costs.moved_s else (),
    )


def _entry_costs(instance: Instance, vehicle: Vehicle, places: list[int]) -> list[int]:
    """What opening a stop at each node costs, starts and ends included (nothing)."""
    ends = [0] * (2 * len(instance.vehicles))
    if not vehicle.territories:
        return [0] * len(places) + ends
    home = {None, *vehicle.territories}
    foreign_s = [0 if place.territory in home else instance.costs.foreign_stop_s for place in instance.places]
    return [foreign_s[place] for place in places] + ends


def _moved_costs(instance: Instance, vehicle: Vehicle) -> dict[int, int]:
    """What each task of the published plan costs this vehicle when it was another's."""
    if not instance.costs.moved_s:
        return {}
    owner = {visit.request: route.vehicle for route in instance.published for visit in route.visits}
    return {
        index: instance.costs.moved_s
        for index, request in enumerate(instance.requests)
        if owner.get(request.id, vehicle.id) != vehicle.id
    }
