"""Set partitioning over the tours a search has met: OR-Tools' CP-SAT picks the best that fit together.

A process that imports OR-Tools must not import highspy: their native libraries clash.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from threading import Lock
from typing import NamedTuple

from routing.engine.problem import Problem
from routing.engine.solution import Solution
from routing.engine.tour import Tour

MOST_COLUMNS = 5_000


class Effort(NamedTuple):
    """How long CP-SAT may look: by its own deterministic clock and by the wall's."""

    deterministic_s: float
    wall_s: float
    threads: int


class Column(NamedTuple):
    """A tour that any rider of its kind may ride, and what it costs above riding only what is locked."""

    kind: int
    tasks: frozenset[int]
    sequence: list[int]
    cost: int


class Pool:
    """The cheapest tour met for each kind of rider and set of tasks; the longest unseen go when it is full."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.columns: dict[tuple[int, frozenset[int]], Column] = {}
        self.bare = [Tour(problem, rider, rider.head).cost for rider in problem.riders]
        self.adding = Lock()

    def add(self, routes: Iterable[tuple[int, list[int], int]]) -> None:
        """Routes that serve more than what is locked: rider, sequence and cost."""
        with self.adding:
            for rider, sequence, cost in routes:
                column = self._column(rider, sequence, cost)
                known = self.columns.pop((column.kind, column.tasks), column)
                self.columns[column.kind, column.tasks] = min(known, column, key=lambda either: either.cost)
            while len(self.columns) > MOST_COLUMNS:
                del self.columns[next(iter(self.columns))]

    def recombine(self, start: Solution, effort: Effort, seed: int) -> Solution:
        """The best combination found, at worst `start`."""
        riding = [(tour.rider.index, tour.sequence, tour.cost) for tour in start.tours if tour.free]
        self.add(riding)
        ridden = {(column.kind, column.tasks) for column in (self._column(*route) for route in riding)}
        chosen = _partition(self.problem, list(self.columns.values()), ridden, effort, seed)
        combined = Solution(self.problem)
        idle = [rider.index for rider in reversed(self.problem.riders)]
        for column in chosen:
            rider = next(index for index in reversed(idle) if self.problem.riders[index].kind == column.kind)
            idle.remove(rider)
            combined.ride(rider, column.sequence)
        return min(start, combined, key=lambda solution: solution.cost)

    def _column(self, rider: int, sequence: list[int], cost: int) -> Column:
        riding = self.problem.riders[rider]
        free = (node for node in sequence[len(riding.head) :] if node != riding.depot.node)
        tasks = frozenset(self.problem.task_of[node] for node in free)
        return Column(riding.kind, tasks, sequence, cost - self.bare[rider])


def _partition(
    problem: Problem,
    columns: list[Column],
    hint: set[tuple[int, frozenset[int]]],
    effort: Effort,
    seed: int,
) -> list[Column]:
    """Columns of least cost with each task in exactly one or paying its penalty, and no more than riders of a kind."""
    # OR-Tools takes half a second to import: only who solves pays for it.
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in columns]
    left_out = [model.new_bool_var("") for _ in problem.tasks]
    covering = defaultdict(list, {index: [variable] for index, variable in enumerate(left_out)})
    of_kind = defaultdict(list)
    for column, variable in zip(columns, chosen, strict=True):
        of_kind[column.kind].append(variable)
        for task in column.tasks:
            covering[task].append(variable)
        model.add_hint(variable, (column.kind, column.tasks) in hint)
    for index, variables in covering.items():
        if problem.tasks[index].nodes:
            model.add_exactly_one(variables)
    riders = Counter(rider.kind for rider in problem.riders)
    for kind, variables in of_kind.items():
        model.add(cp_model.LinearExpr.sum(variables) <= riders[kind])
    model.minimize(
        cp_model.LinearExpr.weighted_sum(
            chosen + left_out,
            [column.cost for column in columns] + [task.penalty if task.nodes else 0 for task in problem.tasks],
        )
    )
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = effort.deterministic_s
    solver.parameters.max_time_in_seconds = effort.wall_s
    solver.parameters.num_workers = effort.threads
    solver.parameters.random_seed = seed
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return []
    return [column for column, variable in zip(columns, chosen, strict=True) if solver.value(variable)]
