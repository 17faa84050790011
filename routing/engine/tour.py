"""One rider's sequence of visits with everything that judging a change to it needs. Never changed, only replaced."""

from itertools import accumulate, pairwise

from routing.engine.clockwork import (
    NEVER,
    Labels,
    is_in_time,
    latest_leaving,
    latest_ready_times,
    leaving_times,
    ready_times,
)
from routing.engine.problem import Problem, Rider, Task


class Tour:
    """A rider's nodes from start to end; per position, times forward and backward and loads after it.

    `leaving[p]` earliest times of leaving position p, `leave_by[p]` latest ones, `ready_by[p]` latest arrivals at
    p when it pays its fixed part: label lists, see `routing.engine.clockwork`. `peak_*_to[p]` is the fullest load
    before position p, `peak_*_from[p]` from it on. An empty tour costs nothing: its rider stays at home.
    """

    __slots__ = (
        "cost",
        "depart_s",
        "items",
        "leave_by",
        "leaving",
        "leg_costs",
        "nodes",
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

    def __init__(self, problem: Problem, rider: Rider, visits: list[int]) -> None:
        self.problem = problem
        self.rider = rider
        self.nodes = [rider.start, *visits, rider.end]
        self.places = [problem.place[node] for node in self.nodes]
        tasks = problem.tasks
        on_board = [tasks[problem.task_of[node]] for node in visits]
        self.depart_s = max((task.departs_from_s for task in on_board), default=0)
        self.leaving = self.leaving_when_departing(self.depart_s)
        self._measure_backward()
        self._measure_loads([task for task in on_board if task.comes_from_depot])
        self.leg_costs = [rider.leg_cost(problem, before, node) for before, node in pairwise(self.nodes)]
        self.cost = self._cost() if visits else 0

    @property
    def visits(self) -> list[int]:
        return self.nodes[1:-1]

    def is_feasible(self) -> bool:
        rider = self.rider
        return (
            min(self.leaving[-1]) < NEVER
            and self.peak_items_from[0] <= rider.capacity_items
            and self.peak_weight_from[0] <= rider.capacity_g
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

    def with_task(self, task: Task, first: int, last: int) -> "Tour":
        """The tour with the task's first node put before position `first` and its last before position `last`."""
        nodes = self.nodes
        if len(task.nodes) == 1:
            return Tour(self.problem, self.rider, [*nodes[1:first], task.nodes[0], *nodes[first:-1]])
        pickup, delivery = task.nodes
        return Tour(
            self.problem,
            self.rider,
            [*nodes[1:first], pickup, *nodes[first:last], delivery, *nodes[last:-1]],
        )

    def leaving_when_departing(self, depart_s: int) -> list[Labels]:
        """Earliest times of leaving each position for a route that departs no earlier than `depart_s`."""
        problem, rider, breaks = self.problem, self.rider, self.rider.breaks
        windows, places, travel = problem.windows, self.places, rider.travel
        at_shift_start = [rider.vehicle.shift_start_s] + [NEVER] * len(breaks)
        waited = [max(ready_s, depart_s) for ready_s in ready_times(at_shift_start, 0, breaks)]
        leaving = [leaving_times(waited, windows[rider.start], 0, breaks)]
        for position, (before, node) in enumerate(pairwise(self.nodes)):
            ready = ready_times(leaving[-1], travel[places[position]][places[position + 1]], breaks)
            leaving.append(leaving_times(ready, windows[node], self.duration_s(before, node), breaks))
        return leaving

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

    def _measure_backward(self) -> None:
        problem, breaks, travel = self.problem, self.rider.breaks, self.rider.travel
        nodes, places = self.nodes, self.places
        last = len(nodes) - 1
        self.leave_by = [self._end_leave_by()] * (last + 1)
        self.ready_by = [latest_ready_times(self.leave_by[last], problem.windows[nodes[last]], 0)] * (last + 1)
        for position in range(last - 1, -1, -1):
            node, after = nodes[position], position + 1
            arrive_by = self.ready_by_after(node, after)
            travel_s = travel[places[position]][places[after]]
            self.leave_by[position] = latest_leaving(arrive_by, travel_s, breaks)
            fresh_s = problem.fixed_s[node] + problem.handling_s[node]
            self.ready_by[position] = latest_ready_times(self.leave_by[position], problem.windows[node], fresh_s)

    def _end_leave_by(self) -> Labels:
        """A route may end with breaks still to come as long as it ends before they would have to start."""
        end_s = self.rider.vehicle.shift_end_s
        return [min(latest_s, end_s) for _, latest_s, _ in self.rider.breaks] + [end_s]

    def _measure_loads(self, from_depot: list[Task]) -> None:
        problem, nodes = self.problem, self.nodes
        start_items = sum(task.items for task in from_depot)
        start_weight_g = sum(task.weight_g for task in from_depot)
        self.items = list(accumulate((problem.items[node] for node in nodes[1:]), initial=start_items))
        self.weight_g = list(accumulate((problem.weight_g[node] for node in nodes[1:]), initial=start_weight_g))
        self.peak_items_to = list(accumulate(self.items, max, initial=0))
        self.peak_weight_to = list(accumulate(self.weight_g, max, initial=0))
        self.peak_items_from = list(accumulate(reversed(self.items), max))[::-1]
        self.peak_weight_from = list(accumulate(reversed(self.weight_g), max))[::-1]

    def _cost(self) -> int:
        rider = self.rider
        tasks = {self.problem.task_of[node] for node in self.visits} if rider.moved_s else ()
        moved_s = sum(rider.moved_s.get(task, 0) for task in tasks)
        return rider.vehicle.fixed_cost_s + sum(self.leg_costs) + moved_s
