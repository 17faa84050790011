"""One rider's sequence of visits with everything that judging a change to it needs. Never changed, only replaced."""

from collections.abc import Sequence
from enum import IntEnum
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.engine.clockwork import (
    NEVER,
    Labels,
    is_in_time,
    latest_leaving,
    latest_ready_times,
    leaving_times,
    ready_times,
)
from routing.engine.problem import ANY_TIME, Problem, Rider, Task
from routing.engine.schedule import late_s


class Opening(IntEnum):
    """Where a task put in opens a trip: nowhere, a call at the depot before it, after it, or both."""

    NONE = 0
    BEFORE = 1
    AFTER = 2
    BOTH = 3


class Cargo(NamedTuple):
    """What a trip takes from the depot: how many tasks, their load, and when the last of it is there."""

    tasks: int = 0
    items: int = 0
    weight_g: int = 0
    release_s: int = 0

    def __add__(self, other: "Cargo") -> "Cargo":  # type: ignore[override]
        return Cargo(
            self.tasks + other.tasks,
            self.items + other.items,
            self.weight_g + other.weight_g,
            max(self.release_s, other.release_s),
        )


class Tour:
    """A rider's nodes from start to end; per position, times forward and backward and loads after it.

    `leaving[p]` earliest times of leaving position p, `leave_by[p]` latest ones, `ready_by[p]` latest arrivals at
    p when it pays its fixed part: label lists, see `routing.engine.clockwork`. `peak_*_to[p]` is the fullest load of
    p's trip before position p, `peak_*_from[p]` from it on. Trip t leaves from position `departures[t]`, the start or
    a call at the depot, where the rider is at `arriving[t]`, with the cargo `cargoes[t]`. An empty tour costs nothing:
    its rider stays at home. `overtime_s` and `late_s` are what of its cost ending late and serving late make, nothing
    where it cannot be ridden; `burden_s` is how busy it keeps its rider by his share of the day, where imbalance costs.
    `legs` is kept here for `routing.engine.shortlist`, which works it out.
    """

    __slots__ = (
        "arriving",
        "burden_s",
        "cargoes",
        "cost",
        "departures",
        "items",
        "late_s",
        "leave_by",
        "leaving",
        "leg_costs",
        "legs",
        "nodes",
        "overtime_s",
        "peak_items_from",
        "peak_items_to",
        "peak_weight_from",
        "peak_weight_to",
        "places",
        "problem",
        "ready_by",
        "rider",
        "weight_g",
    )

    def __init__(self, problem: Problem, rider: Rider, sequence: Sequence[int]) -> None:
        self.problem = problem
        self.rider = rider
        self.nodes = [rider.start, *sequence, rider.end]
        self.places = [problem.place[node] for node in self.nodes]
        self.departures = [0, *(position for position, node in enumerate(self.nodes) if node == rider.depot.node)]
        self.cargoes = [self._cargo(first, last) for first, last in self.trips()]
        self._measure_forward()
        self._measure_backward()
        self._measure_loads()
        self.leg_costs = [rider.leg_cost(problem, before, node) for before, node in pairwise(self.nodes)]
        self.overtime_s, self.late_s = self._dues() if sequence else (0, 0)
        self.cost = self._cost() if sequence else 0
        self.burden_s = self._burden_s() if sequence and problem.instance.costs.imbalance_percent else 0
        self.legs: NDArray[np.int64] | None = None

    @property
    def is_priced_by_time(self) -> bool:
        """Whether what a change adds depends on when the tour ends or serves."""
        rider = self.rider
        return (rider.last_s > rider.vehicle.shift_end_s and self.problem.instance.costs.overtime_percent > 0) or any(
            self.problem.due_s[node] < NEVER for node in self.nodes
        )

    @property
    def sequence(self) -> list[int]:
        """Visits and calls at the depot, in order."""
        return self.nodes[1:-1]

    @property
    def visits(self) -> list[int]:
        return [node for node in self.nodes[1:-1] if node != self.rider.depot.node]

    @property
    def free(self) -> list[int]:
        """The visits that are not locked to the head."""
        return [node for node in self.nodes[1 + len(self.rider.head) : -1] if node != self.rider.depot.node]

    def trips(self) -> list[tuple[int, int]]:
        """Each trip's position of departure and of its end."""
        return list(pairwise([*self.departures, len(self.nodes) - 1]))

    def is_feasible(self) -> bool:
        rider = self.rider
        return (
            min(self.leaving[-1]) < NEVER
            and max(self.items) <= rider.capacity_items
            and max(self.weight_g) <= rider.capacity_g
            and len(self.departures) <= rider.max_trips
            and self.keeps_totals()
        )

    def keeps_totals(self) -> bool:
        """Whether share of day and distance are kept."""
        rider = self.rider
        return (
            not rider.has_totals_to_keep
            or len(self.nodes) == 2
            or (self.busy_s() <= rider.most_busy_s and self.distance_m() <= rider.most_distance_m)
        )

    def busy_s(self) -> int:
        """Travel and service."""
        travel = self.rider.travel
        return sum(travel[a][b] for a, b in pairwise(self.places)) + sum(
            self.duration_s(before, node) for before, node in pairwise(self.nodes)
        )

    def distance_m(self) -> int:
        """Only for riders with a longest distance; others hold no distance matrix."""
        distance = self.rider.distance
        return sum(distance[a][b] for a, b in pairwise(self.places)) if distance else 0

    def duration_s(self, before: int, node: int) -> int:
        """Service of a node that follows another."""
        problem = self.problem
        if problem.bench[before] == problem.bench[node]:
            return problem.handling_s[node]
        return problem.fixed_s[node] + problem.handling_s[node]

    def with_task(self, task: Task, first: int, last: int, opening: int = Opening.NONE) -> "Tour":
        """The tour with the task's first node put before position `first` and its last before position `last`."""
        nodes = self.nodes
        if len(task.nodes) == 1:
            put = around_calls(self.rider, task.nodes[0], opening)
            return Tour(self.problem, self.rider, [*nodes[1:first], *put, *nodes[first:-1]])
        pickup, delivery = task.nodes
        return Tour(
            self.problem,
            self.rider,
            [*nodes[1:first], pickup, *nodes[first:last], delivery, *nodes[last:-1]],
        )

    def leaving_with(self, task: Task) -> list[Labels]:
        """Earliest times of leaving each position if the task were loaded for the trip it belongs to.

        For a position from which a trip departs, that trip; none may load it where the route is under way already.
        """
        if not task.comes_from_depot:
            return self.leaving
        more = cargo_of(task)
        leaving: list[Labels] = []
        for trip, (first, last) in enumerate(self.trips()):
            if trip == 0 and self.rider.is_under_way:
                leaving += [[NEVER] * (len(self.rider.breaks) + 1)] * (last - first)
            elif self._leaves_alike(trip, more):
                leaving += self.leaving[first:last]
            else:
                leaving += self._ride(
                    first, last, self.depart(trip > 0, self.arriving[trip], self.cargoes[trip] + more)
                )
        return [*leaving, self.leaving[-1]]

    def depart(self, is_call: bool, ready: Labels, cargo: Cargo) -> Labels:
        """Earliest departures of a trip with this cargo by a rider at the depot from `ready` on."""
        rider, breaks = self.rider, self.rider.breaks
        node = rider.depot.node if is_call else rider.start
        handling_s = self.handling_s(is_call, cargo)
        if handling_s:
            handled = leaving_times(ready, ANY_TIME, handling_s, breaks)
            ready = ready_times(handled, 0, breaks)
        waited = [max(ready_s, cargo.release_s) for ready_s in ready]
        return leaving_times(waited, self.problem.windows[node], 0, breaks)

    def handling_s(self, is_call: bool, cargo: Cargo) -> int:
        """Pause and loading before a trip."""
        depot = self.rider.depot
        pause_s = depot.reload_s if is_call else 0
        return pause_s + (depot.loading_fixed_s + depot.loading_item_s * cargo.items if cargo.tasks else 0)

    def cargo_from(self, position: int) -> Cargo:
        """What a trip would load that began just before `position` and ended where that one does now."""
        last = next(end for _, end in self.trips() if end >= position)
        return self._cargo(position - 1, last)

    def ready_by_after(self, before: int, position: int) -> Labels:
        """Latest arrivals at `position` when the node `before` would stand in front of it."""
        problem, node = self.problem, self.nodes[position]
        if problem.bench[before] != problem.bench[node]:
            return self.ready_by[position]
        return latest_ready_times(self.leave_by[position], problem.windows[node], problem.handling_s[node])

    def reaches(self, leaving: Labels, node: int, position: int) -> bool:
        """Whether a rider leaving `node` then can go on to `position` and end the route in time."""
        travel_s = self.rider.travel[self.problem.place[node]][self.places[position]]
        ready = ready_times(leaving, travel_s, self.rider.breaks)
        return is_in_time(ready, self.ready_by_after(node, position))

    def _leaves_alike(self, trip: int, more: Cargo) -> bool:
        depot = self.rider.depot
        return more.release_s <= self.cargoes[trip].release_s and not (depot.loading_fixed_s or depot.loading_item_s)

    def _cargo(self, first: int, last: int) -> Cargo:
        """What the nodes strictly between two positions take from the depot."""
        problem = self.problem
        loaded = [
            problem.tasks[problem.task_of[node]] for node in self.nodes[first + 1 : last] if problem.is_loaded[node]
        ]
        if not loaded:
            return Cargo()
        return Cargo(
            len(loaded),
            sum(task.items for task in loaded),
            sum(task.weight_g for task in loaded),
            max(task.departs_from_s for task in loaded),
        )

    def _measure_forward(self) -> None:
        breaks = self.rider.breaks
        at_first = [self.rider.first_s] + [NEVER] * len(breaks)
        self.arriving = [ready_times(at_first, 0, breaks)]
        self.leaving: list[Labels] = []
        for trip, (first, last) in enumerate(self.trips()):
            cargo = self.cargoes[trip]
            if trip == 0 and cargo.tasks and self.rider.is_under_way:
                departing = [NEVER] * (len(breaks) + 1)
            else:
                departing = self.depart(trip > 0, self.arriving[trip], cargo)
            self.leaving += self._ride(first, last, departing)
            travel_s = self.rider.travel[self.places[last - 1]][self.places[last]]
            self.arriving.append(ready_times(self.leaving[-1], travel_s, breaks))
        self.leaving.append(leaving_times(self.arriving.pop(), self.problem.windows[self.nodes[-1]], 0, breaks))

    def _ride(self, first: int, last: int, departing: Labels) -> list[Labels]:
        """Earliest times of leaving each position from `first`, left at `departing`, up to before `last`."""
        problem, rider, breaks = self.problem, self.rider, self.rider.breaks
        windows, places, travel = problem.windows, self.places, rider.travel
        leaving = [departing]
        for position in range(first + 1, last):
            before, node = self.nodes[position - 1], self.nodes[position]
            ready = ready_times(leaving[-1], travel[places[position - 1]][places[position]], breaks)
            leaving.append(leaving_times(ready, windows[node], self.duration_s(before, node), breaks))
        return leaving

    def _measure_backward(self) -> None:
        problem, breaks, travel = self.problem, self.rider.breaks, self.rider.travel
        nodes, places = self.nodes, self.places
        last = len(nodes) - 1
        trip = len(self.departures) - 1
        self.leave_by = [self._end_leave_by()] * (last + 1)
        self.ready_by = [latest_ready_times(self.leave_by[last], problem.windows[nodes[last]], 0)] * (last + 1)
        for position in range(last - 1, -1, -1):
            node, after = nodes[position], position + 1
            arrive_by = self.ready_by_after(node, after)
            travel_s = travel[places[position]][places[after]]
            self.leave_by[position] = latest_leaving(arrive_by, travel_s, breaks)
            if position and position == self.departures[trip]:
                self.ready_by[position] = self._back_by(self.leave_by[position], self.cargoes[trip])
                trip -= 1
                continue
            fresh_s = problem.fixed_s[node] + problem.handling_s[node]
            self.ready_by[position] = latest_ready_times(self.leave_by[position], problem.windows[node], fresh_s)

    def _back_by(self, leave_by: Labels, cargo: Cargo) -> Labels:
        """Latest arrivals at the depot that still leave again by then with this cargo."""
        breaks = self.rider.breaks
        windows = tuple(
            (max(earliest_s, cargo.release_s), latest_s, closes_s)
            for earliest_s, latest_s, closes_s in self.problem.windows[self.rider.depot.node]
            if latest_s >= cargo.release_s
        )
        departing = latest_ready_times(leave_by, windows, 0)
        handled = latest_leaving(departing, 0, breaks)
        return latest_ready_times(handled, ANY_TIME, self.handling_s(True, cargo))

    def _end_leave_by(self) -> Labels:
        """A route may end with breaks still to come as long as it ends before they would have to start."""
        end_s = self.rider.last_s
        return [min(latest_s, end_s) for _, latest_s, _ in self.rider.breaks] + [end_s]

    def _measure_loads(self) -> None:
        problem, aboard = self.problem, self.rider.aboard
        self.items, self.weight_g = [], []
        items, weight_g = aboard.items, aboard.weight_g
        unload_items, unload_weight_g = aboard.unload_items, aboard.unload_weight_g
        for trip, (first, last) in enumerate(self.trips()):
            items += self.cargoes[trip].items
            weight_g += self.cargoes[trip].weight_g
            self.items.append(items)
            self.weight_g.append(weight_g)
            for node in self.nodes[first + 1 : last]:
                items += problem.items[node]
                weight_g += problem.weight_g[node]
                if problem.is_unloaded[node]:
                    unload_items += problem.items[node]
                    unload_weight_g += problem.weight_g[node]
                self.items.append(items)
                self.weight_g.append(weight_g)
            if last < len(self.nodes) - 1:
                items, weight_g = items - unload_items, weight_g - unload_weight_g
                unload_items = unload_weight_g = 0
        self.items.append(items)
        self.weight_g.append(weight_g)
        self.peak_items_to, self.peak_items_from = self._peaks(self.items)
        self.peak_weight_to, self.peak_weight_from = self._peaks(self.weight_g)

    def _peaks(self, loads: list[int]) -> tuple[list[int], list[int]]:
        """Of each position's trip, the fullest load before the position (index 0: nothing) and from it on."""
        before, after = [0], []
        for first, last in self.trips():
            trip = loads[first:last]
            before += accumulate(trip, max)
            after += list(accumulate(reversed(trip), max))[::-1]
        return before, [*after, loads[-1]]

    def _cost(self) -> int:
        rider = self.rider
        tasks = {self.problem.task_of[node] for node in self.visits} if rider.moved_s else ()
        moved_s = sum(rider.moved_s.get(task, 0) for task in tasks)
        return rider.vehicle.fixed_cost_s + sum(self.leg_costs) + moved_s + self.overtime_s + self.late_s

    def _dues(self) -> tuple[int, int]:
        """What ending after the shift and serving after due times cost, each rounded down."""
        costs, end_s = self.problem.instance.costs, min(self.leaving[-1])
        if end_s >= NEVER:
            return 0, 0
        over_s = max(0, end_s - self.rider.vehicle.shift_end_s)
        return over_s * costs.overtime_percent // 100, late_s(self) * costs.late_percent // 100

    def _burden_s(self) -> int:
        return self.busy_s() * 100 // self.rider.vehicle.share_of_day_percent


def cargo_of(task: Task) -> Cargo:
    return Cargo(1, task.items, task.weight_g, task.departs_from_s) if task.comes_from_depot else Cargo()


def around_calls(rider: Rider, node: int, opening: int) -> list[int]:
    """The node with a call at the depot before it, after it, or both."""
    before = [rider.depot.node] if opening & Opening.BEFORE else []
    after = [rider.depot.node] if opening & Opening.AFTER else []
    return [*before, node, *after]


def without_idle_trips(rider: Rider, sequence: Sequence[int]) -> list[int]:
    """The sequence without calls at the depot that make an empty trip; under way, the first trip may be empty."""
    kept: list[int] = []
    for node in sequence:
        is_idle = kept[-1] == node if kept else not rider.is_under_way
        if node != rider.depot.node or not is_idle:
            kept.append(node)
    if kept and kept[-1] == rider.depot.node:
        kept.pop()
    return kept
