"""The cheapest feasible place of a task in a tour: times and loads of every position judged from labels.

Way and stops are judged first; what being late, overtime and imbalance change is known only of the tour worked out
whole, and can save no more than they cost now. `routing.engine.kernel.insertion` does the same in haste too.
"""

from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import NamedTuple

from routing.engine.balance import BALANCED, Balance
from routing.engine.clockwork import NEVER, Labels, leaving_times, ready_times
from routing.engine.problem import Origin, Task
from routing.engine.shortlist import Shortlist
from routing.engine.tour import Cargo, Opening, Tour, around_calls, cargo_of

Prospects = list[list[int]]
"""A tour's part of `routing.engine.shortlist.Prospects`."""


class Spot(NamedTuple):
    """Where a task would go (see `Tour.with_task`) and the cost it would add."""

    cost: int
    first: int
    last: int
    opening: int = Opening.NONE


def cheapest_spot(
    tour: Tour, task: Task, ceiling: int, prospects: Prospects | None = None, balance: Balance = BALANCED
) -> Spot | None:
    """The cheapest feasible spot that adds less than `ceiling`.

    `prospects` are the tour's, where they are known; `balance` says what the other tours make of its burden. A new
    trip is opened only for what a depot sends or gets.
    """
    rider = tour.rider
    if rider.index not in task.riders:
        return None
    if task.origin is not Origin.ABOARD and (task.items > rider.capacity_items or task.weight_g > rider.capacity_g):
        return None
    case = _Case(tour, task, balance)
    leaving = tour.leaving_with(task)
    if prospects is None:
        prospects = Shortlist(tour.problem, [tour]).prospects(task).of(0)
    if len(task.nodes) > 1:
        return _cheapest_pair(case, leaving, ceiling, prospects)
    best = _cheapest_visit(case, leaving, ceiling, prospects)
    if len(tour.departures) < rider.max_trips and task.origin is not Origin.ABOARD:
        best = _cheapest_opening(case, ceiling if best is None else best.cost) or best
    return best


class _Case:
    """A task that looks for a spot in a tour. `base` is the least that it adds wherever it stands."""

    __slots__ = ("balance", "base", "burdened_s", "is_priced_whole", "task", "tour")

    def __init__(self, tour: Tour, task: Task, balance: Balance) -> None:
        self.tour, self.task, self.balance = tour, task, balance
        self.burdened_s = balance.cost_s(tour.burden_s)
        self.base = added_by_opening(tour, task) - tour.overtime_s - tour.late_s - self.burdened_s
        self.is_priced_whole = (
            balance.percent > 0 or tour.is_priced_by_time or tour.problem.due_s[task.nodes[-1]] < NEVER
        )

    def added(self, bound: int, first: int, last: int) -> int:
        """What a feasible spot adds, where that is at least `bound`."""
        if not self.is_priced_whole:
            return bound
        return self.added_by(self.tour.with_task(self.task, first, last))

    def added_by(self, longer: Tour) -> int:
        """What the tour with the task costs more, imbalance included."""
        return longer.cost - self.tour.cost + self.balance.cost_s(longer.burden_s) - self.burdened_s


def added_by_opening(tour: Tour, task: Task) -> int:
    """What the task costs in this tour wherever it stands: for changing riders, and for an empty tour's opening.

    That is what it starts to cost besides its visits, its bare way from start to end included.
    """
    moved_s = tour.rider.moved_s.get(task.index, 0)
    if len(tour.nodes) > 2:
        return moved_s
    start, end = tour.places
    return moved_s + tour.rider.vehicle.fixed_cost_s + tour.rider.travel[start][end]


def _cheapest_visit(case: _Case, leaving: list[Labels], ceiling: int, prospects: Prospects) -> Spot | None:
    tour, task = case.tour, case.task
    (node,), (costs,) = task.nodes, prospects
    best = None
    for position, added in enumerate(costs, start=1):
        bound = case.base + added
        if bound >= ceiling or not _has_room(tour, task, position):
            continue
        here = _leaving_after(tour, leaving[position - 1], tour.nodes[position - 1], node)
        if tour.reaches(here, node, position) and _keeps_totals(tour, task, position, position):
            cost = case.added(bound, position, position)
            if cost < ceiling:
                best, ceiling = Spot(cost, position, position), cost
    return best


def _cheapest_opening(case: _Case, ceiling: int) -> Spot | None:
    """The cheapest spot where the task begins a trip, ends one, or makes one of its own."""
    tour, task = case.tour, case.task
    best = None
    for spot in sorted(spot for spot in _openings(tour, task, case.base) if spot.cost < ceiling):
        if spot.cost >= ceiling:
            break
        if not _opens_in_time(tour, task, spot):
            continue
        longer = tour.with_task(task, *spot[1:])
        if longer.is_feasible() and (cost := case.added_by(longer)) < ceiling:
            best, ceiling = spot._replace(cost=cost), cost
    return best


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


def _cheapest_pair(case: _Case, leaving: list[Labels], ceiling: int, prospects: Prospects) -> Spot | None:
    """Pickup positions in the order of what they cost at least, until none can beat the best found."""
    tour, base = case.tour, case.base
    pickup, _ = case.task.nodes
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
        here = _leaving_after(tour, leaving[first - 1], tour.nodes[first - 1], pickup)
        delivery_costs = [at_once_s[first - 1], *(picked_s + later_s for later_s in deliver_s[first:])]
        spot = _cheapest_delivery(case, here, first, [base + cost for cost in delivery_costs], ceiling)
        if spot is not None:
            best, ceiling = spot, spot.cost
    return best


def _cheapest_delivery(case: _Case, here: Labels, first: int, costs: list[int], ceiling: int) -> Spot | None:
    """Rides on from the pickup, `here` when leaving it, and tries the delivery before each later position.

    `costs[k]` is the least that delivering before position `first + k` costs.
    """
    tour, task = case.tour, case.task
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
                added = case.added(cost, first, last)
                if added < ceiling:
                    best, ceiling = Spot(added, first, last), added
        here = _riding_on(tour, here, before, last)
        before = tour.nodes[last]
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
