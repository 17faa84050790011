"""An instance made ready for search: visits as numbered nodes, plain lists for speed, a rider for each vehicle.

Nodes 0 … n-1 are visits, in the order of their requests; each rider has a start and an end node beyond them, and
each depot a node for the calls between trips, which may stand in a tour more than once.
Matrices are indexed by place, not by node, with one place more, *anywhere*, that costs nothing to reach: the
end of an open route.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import count
from typing import NamedTuple, cast

import msgspec
import numpy as np
from numpy.typing import NDArray

from routing.engine import roads
from routing.engine.clockwork import NEVER
from routing.engine.roads import EstimatedLegs, Matrices, legs_of
from routing.instance import (
    Action,
    AnyRequest,
    Delivery,
    Instance,
    Pickup,
    Shipment,
    Vehicle,
    Visit,
    VisitRef,
    visits_of,
)
from routing.travel import longest_leg_s

Rows = Sequence[Sequence[int]]
ANY_TIME = ((0, NEVER, NEVER),)


class Origin(Enum):
    """Where a task's load is before its first node: to be loaded, at a place, or on board whatever is planned."""

    DEPOT = "depot"
    PLACE = "place"
    ABOARD = "aboard"


@dataclass(frozen=True, slots=True)
class Task:
    """A request: its nodes still to be placed, in order, what leaving it out costs, and which riders may take it.

    No nodes: it is done, or locked at the head of a tour. `departs_from_s` is the earliest departure of a trip that
    brings it from the depot, else 0.
    """

    index: int
    nodes: tuple[int, ...]
    origin: Origin
    items: int
    weight_g: int
    penalty: int
    departs_from_s: int
    riders: frozenset[int]

    @property
    def comes_from_depot(self) -> bool:
        return self.origin is Origin.DEPOT


class DepotCall(NamedTuple):
    """What a call at the rider's depot takes: its node, and the seconds of pause and loading."""

    node: int
    reload_s: int
    loading_fixed_s: int
    loading_item_s: int


class Aboard(NamedTuple):
    """What is on board when a route under way goes on; of it, what the next call at the depot unloads."""

    items: int = 0
    weight_g: int = 0
    unload_items: int = 0
    unload_weight_g: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Rider:
    """A vehicle: its matrices, its limits and what its stops cost.

    `entry_s[node]` is charged when the node opens a stop, `moved_s` by task. Riders of equal `kind` are
    interchangeable. `head` are the nodes locked in front, in order. `first_s` is when it may begin to load or, under
    way, to ride on; `last_s` when it must have ended, overtime included.
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

    head: tuple[int, ...]
    depot: DepotCall
    aboard: Aboard
    first_s: int
    last_s: int
    is_under_way: bool
    max_trips: int
    habit: list[int]
    against_habit_s: int

    @property
    def has_totals_to_keep(self) -> bool:
        return self.most_busy_s < NEVER or self.most_distance_m < NEVER

    def leg_cost(self, problem: "Problem", before: int, node: int) -> int:
        """Travel from one node to the next, and the entry if that opens a stop."""
        travel_s = self.travel[problem.place[before]][problem.place[node]]
        return travel_s + self.entry_cost(problem, before, node)

    def entry_cost(self, problem: "Problem", before: int, node: int) -> int:
        if problem.stop[before] == problem.stop[node]:
            return 0
        return self.entry_s[node] + self.habit_cost(before, node)

    def habit_cost(self, before: int, node: int) -> int:
        """What two neighbouring stops cost in this order; nothing where either is not in the habitual one."""
        is_against = self.against_habit_s and self.habit[before] > self.habit[node] >= 0
        return self.against_habit_s if is_against else 0


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """The compiled instance; lists but `tasks` and `riders` are indexed by node.

    Nodes of equal `stop` in a row make one stop, nodes of equal `bench` in a row share a service's fixed part;
    both are unique for starts and ends. `due_s` is when a request's last visit costs nothing yet, NEVER where being
    late costs nothing at all. `items` and `weight_g` are what the node adds to the load on board;
    `is_loaded` marks what a trip takes from the depot, `is_unloaded` what it brings there.
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
    due_s: list[int]
    items: list[int]
    weight_g: list[int]
    is_loaded: list[bool]
    is_unloaded: list[bool]
    calls: frozenset[int]
    travel: NDArray[np.int32]
    """All riders' matrices, one behind the other: `matrix_of` says which is whose. Of an instance whose estimates are
    no matrices yet something that answers like them (see `roads`)."""
    matrix_of: list[int]
    entry: NDArray[np.int64]
    habit: NDArray[np.int64]
    """Both by rider and place: see `Rider.entry_s`, `Rider.habit`."""


def compile_instance(instance: Instance) -> Problem:
    """Expects an instance that `check` passes and whose travel is matrices, or estimates alone: these are for changes
    by hand, no search goes by them.
    """
    legs = legs_of(instance)
    profiles = [matrix.profile for matrix in instance.travel] + [each.estimate.profile for each in legs]
    calls = [
        (index, request, action, visit)
        for index, request in enumerate(instance.requests)
        for action, visit in visits_of(request)
    ]
    place_index = {place.id: index for index, place in enumerate(instance.places)}
    service_index = {service.id: index for index, service in enumerate(instance.services)}
    services = [service_index[visit.service] for _, _, _, visit in calls]
    places = [place_index[visit.place] for _, _, _, visit in calls]
    ends = [*_end_places(instance, place_index), *(place_index[depot.place] for depot in instance.depots)]
    head_facts = _head_facts(instance)
    tasks = list(_tasks(instance, head_facts))
    of_their_own = [-1 - number for number in range(len(ends))]
    nothing = [0] * len(ends)
    signs = [1 if action is Action.PICKUP else -1 for _, _, action, _ in calls]
    return Problem(
        instance=instance,
        tasks=tasks,
        riders=list(_riders(instance, places, head_facts, legs)),
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
        due_s=[_due_s(instance, request, action) for _, request, action, _ in calls] + [NEVER] * len(ends),
        items=[sign * call[1].items for sign, call in zip(signs, calls, strict=True)] + nothing,
        weight_g=[sign * call[1].weight_g for sign, call in zip(signs, calls, strict=True)] + nothing,
        is_loaded=[tasks[index].comes_from_depot for index, *_ in calls] + [False] * len(ends),
        is_unloaded=[isinstance(request, Pickup) for _, request, *_ in calls] + [False] * len(ends),
        calls=frozenset(range(len(calls) + 2 * len(instance.vehicles), len(calls) + len(ends))),
        travel=cast(NDArray[np.int32], Matrices(legs))
        if legs
        else np.array([_padded(matrix.travel_s) for matrix in instance.travel]),
        matrix_of=[profiles.index(vehicle.profile) for vehicle in instance.vehicles],
        habit=np.array([[*_ranks(instance, vehicle), -1] for vehicle in instance.vehicles], dtype=np.int64),
        entry=np.array([[*_foreign_costs(instance, vehicle), 0] for vehicle in instance.vehicles], dtype=np.int64),
    )


def _due_s(instance: Instance, request: AnyRequest, action: Action) -> int:
    is_last = action is visits_of(request)[-1][0]
    return request.due_s if is_last and request.due_s is not None and instance.costs.late_percent else NEVER


def may_serve(vehicle: Vehicle, request: AnyRequest) -> bool:
    """Whether depot, skills and pinning let the vehicle take the request."""
    return (
        (isinstance(request, Shipment) or request.depot == vehicle.depot)
        and set(request.skills) <= set(vehicle.skills)
        and request.pinned_vehicle in (None, vehicle.id)
    )


class _HeadFacts(NamedTuple):
    """What locked visits and routes under way settle beforehand: vehicles by visit or delivery, by index."""

    done: dict[VisitRef, int]
    locked: dict[VisitRef, int]
    aboard: dict[str, int]

    def settled(self, ref: VisitRef) -> bool:
        return ref in self.done or ref in self.locked


def _head_facts(instance: Instance) -> _HeadFacts:
    facts = _HeadFacts({}, {}, {})
    for number, vehicle in enumerate(instance.vehicles):
        for locked in vehicle.locked:
            (facts.locked if locked.done_s is None else facts.done)[locked.visit] = number
        if vehicle.started is not None:
            facts.aboard.update(dict.fromkeys(vehicle.started.on_board, number))
    return facts


def _tasks(instance: Instance, facts: _HeadFacts) -> Iterator[Task]:
    mandatory = _mandatory_penalty(instance)
    node = count()
    servants: dict[object, frozenset[int]] = {}
    for index, request in enumerate(instance.requests):
        refs = [VisitRef(request=request.id, action=action) for action, _ in visits_of(request)]
        nodes = [next(node) for _ in refs]
        free = tuple(node for node, ref in zip(nodes, refs, strict=True) if not facts.settled(ref))
        bound = {facts.done.get(ref, facts.locked.get(ref)) for ref in refs} | {facts.aboard.get(request.id)}
        owners = frozenset(owner for owner in bound if owner is not None)
        is_aboard = request.id in facts.aboard or len(free) < len(nodes)
        is_delivery = isinstance(request, Delivery)
        needs_depot = is_delivery and request.id not in facts.aboard
        yield Task(
            index=index,
            nodes=free,
            origin=Origin.DEPOT if needs_depot else Origin.ABOARD if is_aboard else Origin.PLACE,
            items=request.items,
            weight_g=request.weight_g,
            penalty=mandatory if request.prize_s is None else request.prize_s,
            departs_from_s=request.release_s if needs_depot else 0,
            riders=owners or _servants(instance, request, servants),
        )


def _servants(instance: Instance, request: AnyRequest, known: dict[object, frozenset[int]]) -> frozenset[int]:
    """Who may take the request; worked out once for all that ask for the same."""
    depot = None if isinstance(request, Shipment) else request.depot
    asked = (depot, request.skills, request.pinned_vehicle)
    if asked not in known:
        able = (number for number, vehicle in enumerate(instance.vehicles) if may_serve(vehicle, request))
        known[asked] = frozenset(able)
    return known[asked]


def _mandatory_penalty(instance: Instance) -> int:
    """More than any plan can cost in everything else: each leg at its longest, every prize lost, all of it late."""
    visits = sum(len(visits_of(request)) for request in instance.requests)
    longest_s = max(
        [
            *(int(matrix.travel_s.max()) for matrix in instance.travel),
            *(longest_leg_s(estimate) for estimate in instance.estimates),
        ],
        default=0,
    )
    dearest_s = longest_s + instance.costs.foreign_stop_s + instance.costs.against_habit_s
    legs_s = (3 * visits + len(instance.vehicles)) * dearest_s  # at most a call at the depot either side of each visit
    moved_s = len(instance.requests) * instance.costs.moved_s
    prizes_s = sum(request.prize_s or 0 for request in instance.requests)
    vehicles_s = sum(vehicle.fixed_cost_s for vehicle in instance.vehicles)
    return 1 + legs_s + moved_s + prizes_s + vehicles_s + _most_dues_s(instance)


def _most_dues_s(instance: Instance) -> int:
    """More than overtime, lateness and imbalance can cost in any plan."""
    costs, vehicles = instance.costs, instance.vehicles
    last_s = max(map(_last_s, vehicles), default=0)
    overtime_s = sum(vehicle.max_overtime_s for vehicle in vehicles) * costs.overtime_percent // 100
    lates_s = sum(max(0, last_s - request.due_s) for request in instance.requests if request.due_s is not None)
    share = min((vehicle.share_of_day_percent for vehicle in vehicles), default=100)
    imbalance_s = last_s * 100 // share * costs.imbalance_percent // 100
    return overtime_s + lates_s * costs.late_percent // 100 + imbalance_s


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
        begin = vehicle.start_place if vehicle.started is None else vehicle.started.place
        yield place_index[begin or depot_place[vehicle.depot]]
        end = vehicle.end_place or depot_place[vehicle.depot]
        yield anywhere if vehicle.ends_anywhere else place_index[end]


def _end_windows(instance: Instance) -> Iterator[tuple[tuple[int, int, int], ...]]:
    """When a route may leave and end, then when a trip may leave each depot again."""
    depots = {depot.id: depot for depot in instance.depots}
    for vehicle in instance.vehicles:
        first_s, last_s = vehicle.shift_start_s, _last_s(vehicle)
        waves = depots[vehicle.depot].waves_s
        if vehicle.started is None and waves:
            yield tuple((wave_s, wave_s, NEVER) for wave_s in sorted(waves) if first_s <= wave_s <= last_s)
        else:
            yield ((first_s, last_s, NEVER),)
        yield ((first_s, last_s, NEVER),)
    for depot in instance.depots:
        yield tuple((wave_s, wave_s, NEVER) for wave_s in sorted(depot.waves_s)) or ANY_TIME


def _riders(instance: Instance, places: list[int], facts: _HeadFacts, legs: Sequence[EstimatedLegs]) -> Iterator[Rider]:
    travel = {matrix.profile: _with_anywhere(matrix.travel_s) for matrix in instance.travel}
    travel |= {each.estimate.profile: cast(Rows, roads.Rows(each, 0)) for each in legs}
    distance = {
        matrix.profile: _with_anywhere(matrix.distance_m)
        for matrix in instance.travel
        if any(v.profile == matrix.profile and v.max_distance_m is not None for v in instance.vehicles)
    }
    distance |= {each.estimate.profile: cast(Rows, roads.Rows(each, 1)) for each in legs}
    refs = (
        VisitRef(request=request.id, action=action) for request in instance.requests for action, _ in visits_of(request)
    )
    node_of = {ref: node for node, ref in enumerate(refs)}
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
            moved_s=_moved_costs(instance, vehicle, facts),
            capacity_items=NEVER if vehicle.capacity_items is None else vehicle.capacity_items,
            capacity_g=NEVER if vehicle.capacity_g is None else vehicle.capacity_g,
            most_busy_s=_most_busy_s(vehicle),
            most_distance_m=NEVER if vehicle.max_distance_m is None else vehicle.max_distance_m,
            head=tuple(node_of[locked.visit] for locked in vehicle.locked if locked.done_s is None),
            depot=_depot_calls(instance, vehicle, len(places)),
            aboard=_aboard(instance, vehicle, facts),
            first_s=max(vehicle.shift_start_s, 0 if vehicle.started is None else vehicle.started.at_s),
            last_s=_last_s(vehicle),
            is_under_way=vehicle.started is not None,
            max_trips=vehicle.max_trips,
            habit=_habit(instance, vehicle, places),
            against_habit_s=instance.costs.against_habit_s if vehicle.habitual_order else 0,
        )


def _habit(instance: Instance, vehicle: Vehicle, places: list[int]) -> list[int]:
    """Each node's rank in the habitual order, below 0 where it has none."""
    ranks = _ranks(instance, vehicle)
    return [ranks[place] for place in places] + [-1] * (2 * len(instance.vehicles) + len(instance.depots))


def _ranks(instance: Instance, vehicle: Vehicle) -> list[int]:
    """Each place's number in the habitual order, by its own name, else by its territory's; -1 where it has none."""
    if not vehicle.habitual_order:
        return [-1] * len(instance.places)
    rank: dict[str | None, int] = {name: number for number, name in enumerate(vehicle.habitual_order)}
    return [rank.get(place.id, rank.get(place.territory, -1)) for place in instance.places]


def _depot_calls(instance: Instance, vehicle: Vehicle, visits: int) -> DepotCall:
    number, depot = next((number, depot) for number, depot in enumerate(instance.depots) if depot.id == vehicle.depot)
    loading = next((kind for kind in instance.services if kind.id == depot.loading), None)
    return DepotCall(
        node=visits + 2 * len(instance.vehicles) + number,
        reload_s=depot.reload_s,
        loading_fixed_s=0 if loading is None else loading.fixed_s,
        loading_item_s=0 if loading is None else loading.per_item_s,
    )


def _aboard(instance: Instance, vehicle: Vehicle, facts: _HeadFacts) -> Aboard:
    """Deliveries named, shipments collected and not delivered, pickups collected."""
    if vehicle.started is None:
        return Aboard()
    collected = {locked.visit.request for locked in vehicle.locked if locked.done_s is not None}
    delivered = {ref.request for ref in facts.done if ref.action is Action.DELIVERY}
    carried = (collected | set(vehicle.started.on_board)) - delivered
    on_board = [request for request in instance.requests if request.id in carried]
    to_depot = [request for request in on_board if isinstance(request, Pickup)]
    return Aboard(
        items=sum(request.items for request in on_board),
        weight_g=sum(request.weight_g for request in on_board),
        unload_items=sum(request.items for request in to_depot),
        unload_weight_g=sum(request.weight_g for request in to_depot),
    )


def _last_s(vehicle: Vehicle) -> int:
    return vehicle.shift_end_s + vehicle.max_overtime_s


def _most_busy_s(vehicle: Vehicle) -> int:
    if vehicle.share_of_day_percent == 100:
        return NEVER
    return (vehicle.shift_end_s - vehicle.shift_start_s) * vehicle.share_of_day_percent // 100


def _with_anywhere(matrix: NDArray[np.int32]) -> Rows:
    """Rows of whole numbers: a view, as tens of millions of Python's own would fill the memory."""
    return cast(Rows, [memoryview(row) for row in _padded(matrix)])


def _padded(matrix: NDArray[np.int32]) -> NDArray[np.int32]:
    return np.pad(matrix, ((0, 1), (0, 1)))


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
    foreign_s = _foreign_costs(instance, vehicle)
    return [foreign_s[place] for place in places] + [0] * (2 * len(instance.vehicles) + len(instance.depots))


def _foreign_costs(instance: Instance, vehicle: Vehicle) -> list[int]:
    """What a stop at each place costs for being in a territory the carrier does not know."""
    home = {None, *vehicle.territories}
    foreign_s = instance.costs.foreign_stop_s
    if not (foreign_s and vehicle.territories):
        return [0] * len(instance.places)
    return [0 if place.territory in home else foreign_s for place in instance.places]


def _moved_costs(instance: Instance, vehicle: Vehicle, facts: _HeadFacts) -> dict[int, int]:
    """What each task of the published plan costs this vehicle when it was another's and nothing binds it there."""
    if not instance.costs.moved_s:
        return {}
    owner = {visit.request: route.vehicle for route in instance.published for visit in route.visits}
    bound = {ref.request for ref in (*facts.done, *facts.locked)} | set(facts.aboard)
    return {
        index: instance.costs.moved_s
        for index, request in enumerate(instance.requests)
        if owner.get(request.id, vehicle.id) != vehicle.id and request.id not in bound
    }
