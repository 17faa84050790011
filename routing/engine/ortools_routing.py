"""OR-Tools' routing library on the same instances, to compare with: guided local search from parallel insertion.

It honours less than our own search, and says by name what it does not. A service's fixed part that several visits
may share is laid before its window's start, so that its plans hold whether it is shared or not.
Matrices are registered, for Python callbacks are some four times slower; allowed vehicles are set on the variable,
for `SetAllowedVehiclesForIndex` raises in 9.15.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from math import ceil
from time import process_time

import numpy as np
from numpy.typing import NDArray
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from routing.engine.problem import Origin, Problem, Rider, Rows
from routing.engine.solution import Solution
from routing.engine.tour import Tour
from routing.errors import Problem as Mistake
from routing.errors import UnsupportedFeature
from routing.instance import Delivery, Instance, Vehicle
from routing.plan import WALL_PER_SECOND, Limits

MANDATORY = 1 << 40
FAR = 1 << 40
PERCENT = 100
"""Costs are counted in hundredths of a second: overtime and lateness cost so many for each second."""
PASSED_OVER = -1  # the vehicle of a visit left out


def search_with_ortools(problem: Problem, limits: Limits, should_stop: Callable[[], bool] | None = None) -> Solution:
    """The best solution found within `limits.seconds` (of the processor, as our own search counts them).

    Raises UnsupportedFeature with everything asked for that it would have to ignore.
    """
    if problems := list(_unsupported(problem.instance, limits)):
        raise UnsupportedFeature(problems)
    solution = Solution(problem)
    if not problem.tasks or not problem.riders:
        return solution
    for rider, sequence in _Model(problem).solve(limits, should_stop):
        tour = Tour(problem, problem.riders[rider], sequence)
        if tour.is_feasible():
            solution.ride_exactly(rider, sequence)
    return solution


def _unsupported(instance: Instance, limits: Limits) -> Iterator[Mistake]:
    if limits.seconds is None:
        yield _refusal("limits.iterations", "an iteration limit: give seconds")
    for index, vehicle in enumerate(instance.vehicles):
        yield from _unsupported_vehicle(f"vehicles[{index}]", vehicle)
    for index, depot in enumerate(instance.depots):
        if depot.waves_s or depot.loading:
            yield _refusal(f"depots[{index}]", "waves and loading: leave them empty")
    for index, request in enumerate(instance.requests):
        if isinstance(request, Delivery) and request.release_s:
            yield _refusal(f"requests[{index}].release_s", "loads that come to the depot later: set 0")
    kinds = {type(request) for request in instance.requests}
    has_capacity = any(each.capacity_items is not None or each.capacity_g is not None for each in instance.vehicles)
    if has_capacity and Delivery in kinds and len(kinds) > 1:
        yield _refusal("requests", "deliveries from the depot beside pickups, with capacities: leave one out")
    costs = instance.costs
    for name in ("foreign_stop_s", "against_habit_s", "imbalance_percent"):
        if getattr(costs, name):
            yield _refusal(f"costs.{name}", "this cost: set 0")
    if costs.moved_s and instance.published:
        yield _refusal("costs.moved_s", "the cost of moving: set 0")


def _unsupported_vehicle(field: str, vehicle: Vehicle) -> Iterator[Mistake]:
    for name, is_asked in (
        ("locked", bool(vehicle.locked)),
        ("started", vehicle.started is not None),
        ("share_of_day_percent", vehicle.share_of_day_percent < 100),
    ):
        if is_asked:
            yield _refusal(f"{field}.{name}", "this limit: leave it out")


def _refusal(field: str, en: str) -> Mistake:
    return Mistake(field, f"OR-Tools để so sánh không có ({en})", f"the ortools engine does not honour {en}")


class _Model:
    """The routing model: nodes are the visits, then each rider's start and end."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.riders = problem, problem.riders
        visits = len(problem.refs)
        self.starts = [visits + 2 * number for number in range(len(self.riders))]
        self.place = [*problem.place[:visits]]
        for rider in self.riders:
            self.place += [problem.place[rider.start], problem.place[rider.end]]
        ends = [start + 1 for start in self.starts]
        self.manager = pywrapcp.RoutingIndexManager(len(self.place), len(self.riders), self.starts, ends)
        self.model = pywrapcp.RoutingModel(self.manager)
        shared = Counter(problem.bench[:visits])
        self.is_shared = [shared[bench] > 1 for bench in problem.bench[:visits]]
        self.index = [self.manager.NodeToIndex(node) for node in range(visits)]
        self._ride()
        self._load("items", [rider.capacity_items for rider in self.riders], problem.items)
        self._load("grams", [rider.capacity_g for rider in self.riders], problem.weight_g)
        self._serve()

    def solve(self, limits: Limits, should_stop: Callable[[], bool] | None) -> Iterator[tuple[int, list[int]]]:
        assert limits.seconds is not None
        ends_s = process_time() + limits.seconds
        found_at_s: list[float] = []  # the watch stops nothing before there is a solution: cut off, it gives none
        self.model.AddAtSolutionCallback(lambda: found_at_s.append(process_time()))
        limit = self.model.solver().CustomLimit(
            lambda: bool(found_at_s) and (process_time() >= ends_s or (should_stop is not None and should_stop()))
        )
        self.model.AddSearchMonitor(limit)
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
        parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        parameters.time_limit.FromSeconds(max(1, ceil(limits.seconds * WALL_PER_SECOND)))
        found = self.model.SolveWithParameters(parameters)
        if found is None:
            return
        for number, rider in enumerate(self.riders):
            sequence, index = [], found.Value(self.model.NextVar(self.model.Start(number)))
            while not self.model.IsEnd(index):
                sequence.append(self.manager.IndexToNode(index))
                index = found.Value(self.model.NextVar(index))
            if sequence:
                yield rider.index, sequence

    # Time and distance

    def _ride(self) -> None:
        service_s = [self._service_s(node) for node in range(len(self.place))]
        times: dict[int, int] = {}
        for matrix in {id(rider.travel): rider for rider in self.riders}.values():
            travel = self._among_nodes(matrix.travel)
            cost = self.model.RegisterTransitMatrix((PERCENT * travel).tolist())
            spent = travel + np.array(service_s)[:, None] + self._openings()
            times[id(matrix.travel)] = self.model.RegisterTransitMatrix(spent.tolist())
            for number, rider in enumerate(self.riders):
                if rider.travel is matrix.travel:
                    self.model.SetArcCostEvaluatorOfVehicle(cost, number)
                    self.model.SetFixedCostOfVehicle(PERCENT * rider.vehicle.fixed_cost_s, number)
        horizon_s = max(rider.last_s for rider in self.riders)
        evaluators = [times[id(rider.travel)] for rider in self.riders]
        self.model.AddDimensionWithVehicleTransits(evaluators, horizon_s, horizon_s, False, "time")
        self.time = self.model.GetDimensionOrDie("time")
        for number, rider in enumerate(self.riders):
            shift = rider.vehicle.shift_start_s, rider.last_s
            self.time.CumulVar(self.model.Start(number)).SetRange(*shift)
            self.time.CumulVar(self.model.End(number)).SetRange(*shift)
            if rider.last_s > rider.vehicle.shift_end_s:
                self.time.SetCumulVarSoftUpperBound(
                    self.model.End(number),
                    rider.vehicle.shift_end_s,
                    self.problem.instance.costs.overtime_percent,
                )
            self._rest(number, rider, service_s)
        if any(rider.vehicle.max_distance_m is not None for rider in self.riders):
            self._bound_distance()

    def _among_nodes(self, rows: Rows) -> NDArray[np.int64]:
        matrix = np.array(rows, dtype=np.int64)
        chosen: NDArray[np.int64] = matrix[np.ix_(self.place, self.place)]
        return chosen

    def _service_s(self, node: int) -> int:
        """Of a visit, without the fixed part where it may be shared: that is on the way into the visit."""
        if node >= len(self.problem.refs):
            return 0
        return self.problem.handling_s[node] + (0 if self.is_shared[node] else self.problem.fixed_s[node])

    def _openings(self) -> NDArray[np.int64]:
        """The shared fixed part on every way into a visit but from one that shares it."""
        visits = len(self.problem.refs)
        bench = np.array([*self.problem.bench[:visits], *range(-1, visits - len(self.place) - 1, -1)])
        opening = np.array([self.problem.fixed_s[n] if self.is_shared[n] else 0 for n in range(visits)])
        into = np.concatenate([opening, np.zeros(len(self.place) - visits, dtype=np.int64)])
        paid: NDArray[np.int64] = np.where(bench[:, None] == bench, 0, into)
        return paid

    def _rest(self, number: int, rider: Rider, service_s: list[int]) -> None:
        if not rider.breaks:
            return
        solver = self.model.solver()
        breaks = [
            solver.FixedDurationIntervalVar(earliest_s, latest_s, duration_s, False, f"break {number} {index}")
            for index, (earliest_s, latest_s, duration_s) in enumerate(rider.breaks)
        ]
        by_index = [0] * self.model.Size()
        for node, index in enumerate(self.index):
            by_index[index] = service_s[node]
        self.time.SetBreakIntervalsOfVehicle(breaks, number, by_index)

    def _bound_distance(self) -> None:
        evaluators = [
            self.model.RegisterTransitMatrix(self._among_nodes(rider.distance).tolist()) for rider in self.riders
        ]
        self.model.AddDimensionWithVehicleTransits(evaluators, 0, FAR, True, "distance")
        distance = self.model.GetDimensionOrDie("distance")
        for number, rider in enumerate(self.riders):
            if rider.vehicle.max_distance_m is not None:
                distance.CumulVar(self.model.End(number)).SetMax(rider.vehicle.max_distance_m)

    # Loads

    def _load(self, name: str, capacities: list[int], changes: list[int]) -> None:
        """Deliveries alone all count from the start; else what is picked up counts until it is delivered."""
        if min(capacities) >= FAR:
            return
        visits = len(self.problem.refs)
        sign = -1 if all(isinstance(request, Delivery) for request in self.problem.instance.requests) else 1
        carried = [sign * change for change in changes[:visits]] + [0] * (len(self.place) - visits)
        evaluator = self.model.RegisterUnaryTransitVector(carried)
        self.model.AddDimensionWithVehicleCapacity(evaluator, 0, [min(most, FAR) for most in capacities], True, name)

    # Visits

    def _serve(self) -> None:
        for task in self.problem.tasks:
            indices = [self.index[node] for node in task.nodes]
            penalty = min(task.penalty, MANDATORY)
            for index in indices:
                self.model.AddDisjunction([index], PERCENT * penalty // len(indices))
                self.model.VehicleVar(index).SetValues([PASSED_OVER, *sorted(task.riders)])
            for node in task.nodes:
                self._open(node)
            if task.origin is Origin.PLACE and len(indices) == 2:
                self.model.AddPickupAndDelivery(*indices)
                solver = self.model.solver()
                solver.Add(self.model.VehicleVar(indices[0]) == self.model.VehicleVar(indices[1]))
                solver.Add(self.time.CumulVar(indices[0]) <= self.time.CumulVar(indices[1]))

    def _open(self, node: int) -> None:
        """The spans within the windows at which a service may start, closing and shared part heeded."""
        cumul = self.time.CumulVar(self.index[node])
        fixed_s, handling_s = self.problem.fixed_s[node], self.problem.handling_s[node]
        early_s = fixed_s if self.is_shared[node] else 0
        spans = [
            (earliest_s + early_s, min(latest_s, closes_s - (handling_s if early_s else fixed_s + handling_s)))
            for earliest_s, latest_s, closes_s in self.problem.windows[node]
        ]
        if (due_s := self.problem.due_s[node]) < FAR:
            late_percent = self.problem.instance.costs.late_percent
            self.time.SetCumulVarSoftUpperBound(self.index[node], due_s + early_s, late_percent)
        kept = [(first, last) for first, last in spans if first <= last]
        if not kept:
            self.model.VehicleVar(self.index[node]).SetValues([PASSED_OVER])
            return
        cumul.SetRange(kept[0][0], min(kept[-1][1], FAR))
        for (_, last), (first, _) in pairwise(kept):
            if first - 1 > last:
                cumul.RemoveInterval(last + 1, first - 1)
