"""The cheapest feasible place of a task in a tour: times and loads of every position judged from labels.

Thorough, it is exact. In haste, given a blink, it skips positions at random and takes it that a detour never saves
time: where the rest of a tour cannot wait for a pickup, no delivery further on is tried. That holds for shortest
travel times, but for their rounding.
"""

from collections.abc import Callable, Iterator
from itertools import accumulate, pairwise
from typing import NamedTuple

from routing.engine.clockwork import NEVER, Labels, is_in_time, leaving_times, ready_times
from routing.engine.problem import Origin, Task
from routing.engine.shortlist import Shortlist
from routing.engine.tour import Cargo, Opening, Tour, around_calls, cargo_of

Blink = Callable[[], bool]
Prospects = list[list[int]]
"""A tour's part of `routing.engine.shortlist.Prospects`."""

MOST_OPENINGS_IN_HASTE = 3


class Spot(NamedTuple):
    """Where a task would go (see `Tour.with_task`) and the cost it would add."""

    cost: int
    first: int
    last: int
    opening: int = Opening.NONE


def cheapest_spot(
    tour: Tour, task: Task, ceiling: int, blink: Blink | None = None, prospects: Prospects | None = None
) -> Spot | None:
    """The cheapest feasible spot that adds less than `ceiling`, in haste where there is a blink.

    `prospects` are the tour's, where they are known. A new trip is opened only for what a depot sends or gets.
    """
    rider = tour.rider
    if rider.index not in task.riders:
        return None
    if task.origin is not Origin.ABOARD and (task.items > rider.capacity_items or task.weight_g > rider.capacity_g):
        return None
    base = added_by_opening(tour, task)
    leaving = tour.leaving_with(task)
    if prospects is None:
        prospects = Shortlist(tour.problem, [tour]).prospects(task).of(0)
    if len(task.nodes) > 1:
        return _cheapest_pair(tour, task, leaving, base, ceiling, blink, prospects)
    best = _cheapest_visit(tour, task, leaving, base, ceiling, blink, prospects)
    if len(tour.departures) < rider.max_trips and task.origin is not Origin.ABOARD:
        best = _cheapest_opening(tour, task, base, ceiling if best is None else best.cost, blink) or best
    return best


def added_by_opening(tour: Tour, task: Task) -> int:
    """What the task costs in this tour wherever it stands: for changing riders, and for an empty tour's opening.

    That is what it starts to cost besides its visits, its bare way from start to end included.
    """
    moved_s = tour.rider.moved_s.get(task.index, 0)
    if len(tour.nodes) > 2:
        return moved_s
    start, end = tour.places
    return moved_s + tour.rider.vehicle.fixed_cost_s + tour.rider.travel[start][end]


def _cheapest_visit(
    tour: Tour, task: Task, leaving: list[Labels], base: int, ceiling: int, blink: Blink | None, prospects: Prospects
) -> Spot | None:
    (node,), (costs,) = task.nodes, prospects
    best = None
    for position, added in enumerate(costs, start=1):
        if base + added >= ceiling or (blink and blink()) or not _has_room(tour, task, position):
            continue
        here = _leaving_after(tour, leaving[position - 1], tour.nodes[position - 1], node)
        if tour.reaches(here, node, position) and _keeps_totals(tour, task, position, position):
            ceiling = base + added
            best = Spot(ceiling, position, position)
    return best


def _cheapest_opening(tour: Tour, task: Task, base: int, ceiling: int, blink: Blink | None) -> Spot | None:
    """The cheapest spot where the task begins a trip, ends one, or makes one of its own; in haste, a few are tried."""
    spots = sorted(spot for spot in _openings(tour, task, base) if spot.cost < ceiling)
    tried = 0
    for spot in spots:
        if blink and (tried == MOST_OPENINGS_IN_HASTE or blink()):
            break
        if not _opens_in_time(tour, task, spot):
            continue
        tried += 1
        if tour.with_task(task, *spot[1:]).is_feasible():
            return spot
    return None


def _openings(tour: Tour, task: Task, base: int) -> Iterator[Spot]:
    """Every spot where a call at the depot beside the task makes no empty trip, and what it would cost."""
    rider, nodes, (node,) = tour.rider, tour.nodes, task.nodes
    call = rider.depot.node
    may_make_two = len(tour.departures) + 2 <= rider.max_trips
    for position in range(1 + len(rider.head), len(nodes)):
        begins = nodes[position - 1] == call or (position == 1 and not rider.is_under_way)
        ends = nodes[position] == call or position == len(nodes) - 1
        for opening in Opening:
            is_idle = (opening & Opening.BEFORE and begins) or (opening & Opening.AFTER and ends)
            if opening is Opening.NONE or is_idle or (opening is Opening.BOTH and not may_make_two):
                continue
            chain = [nodes[position - 1], *around_calls(rider, node, opening), nodes[position]]
            legs = sum(rider.leg_cost(tour.problem, before, after) for before, after in pairwise(chain))
            yield Spot(base + legs - tour.leg_costs[position - 1], position, position, opening)


def _opens_in_time(tour: Tour, task: Task, spot: Spot) -> bool:
    """Whether the trips around the task leave and end in time, what goes before them as loaded now.

    Where loading takes time the trip before may leave earlier for what it loads no more: left for the tour to say.
    """
    rider, problem, (node,) = tour.rider, tour.problem, task.nodes
    if rider.depot.loading_fixed_s or rider.depot.loading_item_s:
        return True
    opening = spot.opening
    rest = tour.cargo_from(spot.first)
    before, here = tour.nodes[spot.first - 1], tour.leaving[spot.first - 1]
    if opening == Opening.AFTER:
        here = tour.leaving_with(task)[spot.first - 1]
    for call_or_node in around_calls(rider, node, opening):
        if call_or_node == node:
            here = _leaving_after(tour, here, before, node)
        else:
            is_last = before == node or opening == Opening.BEFORE
            cargo = (rest if is_last else Cargo()) + (Cargo() if before == node else cargo_of(task))
            travel_s = rider.travel[problem.place[before]][problem.place[call_or_node]]
            here = tour.depart(True, ready_times(here, travel_s, rider.breaks), cargo)
        before = call_or_node
    return tour.reaches(here, before, spot.first)


def _has_room(tour: Tour, task: Task, position: int) -> bool:
    """A delivery is on board up to its position, a pickup from it on; what is aboard anyhow needs no room."""
    if task.origin is Origin.ABOARD:
        return True
    if task.comes_from_depot:
        return _fits(tour, task, tour.peak_items_to[position], tour.peak_weight_to[position])
    return _fits(tour, task, tour.peak_items_from[position - 1], tour.peak_weight_from[position - 1])


def _fits(tour: Tour, task: Task, items: int, weight_g: int) -> bool:
    rider = tour.rider
    return items + task.items <= rider.capacity_items and weight_g + task.weight_g <= rider.capacity_g


def _cheapest_pair(
    tour: Tour, task: Task, leaving: list[Labels], base: int, ceiling: int, blink: Blink | None, prospects: Prospects
) -> Spot | None:
    """Pickup positions in the order of what they cost at least, until none can beat the best found."""
    pickup, _ = task.nodes
    pick_s, deliver_s, at_once_s = prospects
    deliver_later_s = [*list(accumulate(reversed(deliver_s), min))[-2::-1], NEVER]
    best = None
    bounds = [
        (bound_s, picked_s, position)
        for position, (together_s, picked_s, later_s) in enumerate(
            zip(at_once_s, pick_s, deliver_later_s, strict=True), start=1
        )
        if base + (bound_s := min(together_s, picked_s + later_s)) < ceiling
    ]
    for bound_s, picked_s, first in sorted(bounds):
        if base + bound_s >= ceiling:
            break
        if blink and blink():
            continue
        here = _leaving_after(tour, leaving[first - 1], tour.nodes[first - 1], pickup)
        if blink and not tour.reaches(here, pickup, first):
            continue
        delivery_costs = [at_once_s[first - 1], *(picked_s + later_s for later_s in deliver_s[first:])]
        spot = _cheapest_delivery(tour, task, here, first, [base + cost for cost in delivery_costs], ceiling, blink)
        if spot is not None:
            best, ceiling = spot, spot.cost
    return best


def _cheapest_delivery(
    tour: Tour, task: Task, here: Labels, first: int, costs: list[int], ceiling: int, blink: Blink | None
) -> Spot | None:
    """Rides on from the pickup, `here` when leaving it, and tries the delivery before each later position.

    `costs[k]` is the whole cost of delivering before position `first + k`.
    """
    pickup, delivery = task.nodes
    later_costs = list(accumulate(reversed(costs), min))[::-1]
    best, before = None, pickup
    for last, cost in enumerate(costs, start=first):
        if later_costs[last - first] >= ceiling or min(here) >= NEVER:
            break
        if not _fits(tour, task, tour.items[last - 1], tour.weight_g[last - 1]):
            break
        if cost < ceiling:
            there = _leaving_after(tour, here, before, delivery)
            if tour.reaches(there, delivery, last) and _keeps_totals(tour, task, first, last):
                best, ceiling = Spot(cost, first, last), cost
        here = _riding_on(tour, here, before, last)
        before = tour.nodes[last]
        if blink and not is_in_time(here, tour.leave_by[last]):
            break
    return best


def _keeps_totals(tour: Tour, task: Task, first: int, last: int) -> bool:
    return not tour.rider.has_totals_to_keep or tour.with_task(task, first, last).keeps_totals()


def _leaving_after(tour: Tour, leaving: Labels, before: int, node: int) -> Labels:
    """Earliest times of leaving `node` when it is ridden to from `before`, which is left at `leaving`."""
    problem, rider = tour.problem, tour.rider
    travel_s = rider.travel[problem.place[before]][problem.place[node]]
    ready = ready_times(leaving, travel_s, rider.breaks)
    return leaving_times(ready, problem.windows[node], tour.duration_s(before, node), rider.breaks)


def _riding_on(tour: Tour, leaving: Labels, before: int, position: int) -> Labels:
    """Earliest times of leaving a position of the tour ridden to from `before`; a call at the depot loads its trip."""
    rider = tour.rider
    if tour.nodes[position] != rider.depot.node:
        return _leaving_after(tour, leaving, before, tour.nodes[position])
    ready = ready_times(leaving, rider.travel[tour.problem.place[before]][tour.places[position]], rider.breaks)
    return tour.depart(True, ready, tour.cargoes[tour.departures.index(position)])
