"""A tour for each rider and the tasks in none of them: what the search moves about. Copied, then changed."""

from collections.abc import Iterable, Iterator

from routing.engine.insertion import Blink, Spot, cheapest_spot
from routing.engine.problem import Problem, Task
from routing.engine.tour import Tour


class Solution:
    """`tours` by rider, `rider_of` by task (None: left out), `cost` with the penalties of what is left out."""

    __slots__ = ("absent", "cost", "problem", "rider_of", "tours")

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.tours = [Tour(problem, rider, []) for rider in problem.riders]
        self.rider_of: list[int | None] = [None] * len(problem.tasks)
        self.absent = set(range(len(problem.tasks)))
        self.cost = sum(task.penalty for task in problem.tasks)

    def copy(self) -> "Solution":
        twin = object.__new__(Solution)
        twin.problem = self.problem
        twin.tours = self.tours.copy()
        twin.rider_of = self.rider_of.copy()
        twin.absent = self.absent.copy()
        twin.cost = self.cost
        return twin

    def insert(self, task: Task, rider: int, spot: Spot) -> None:
        self._replace(rider, self.tours[rider].with_task(task, spot.first, spot.last))

    def remove(self, tasks: Iterable[int]) -> None:
        gone = set(tasks)
        for rider in {self.rider_of[task] for task in gone} - {None}:
            assert rider is not None
            self.ride(rider, [node for node in self.tours[rider].visits if self._task(node) not in gone])

    def ride(self, rider: int, visits: list[int]) -> None:
        """Gives a rider these visits; where they cannot be ridden (travel need not be metric), none."""
        tour = Tour(self.problem, self.problem.riders[rider], visits)
        if not tour.is_feasible():
            tour = Tour(self.problem, self.problem.riders[rider], [])
        self._replace(rider, tour)

    def cheapest_place(self, task: Task, blink: Blink | None = None) -> tuple[int, Spot] | None:
        """The rider and spot that add least, less than leaving the task out costs."""
        best = None
        ceiling = task.penalty
        for tour in self._distinct_tours():
            spot = cheapest_spot(tour, task, ceiling, blink)
            if spot is not None:
                best, ceiling = (tour.rider.index, spot), spot.cost
        return best

    def _distinct_tours(self) -> Iterator[Tour]:
        """All tours, but of riders alike who stay at home only the first."""
        idle_kinds: set[int] = set()
        for tour in self.tours:
            if len(tour.nodes) == 2:
                if tour.rider.kind in idle_kinds:
                    continue
                idle_kinds.add(tour.rider.kind)
            yield tour

    def _task(self, node: int) -> int:
        return self.problem.task_of[node]

    def _replace(self, rider: int, tour: Tour) -> None:
        before = self.tours[rider]
        served = {self._task(node) for node in before.visits}
        serves = {self._task(node) for node in tour.visits}
        for task in served - serves:
            self.rider_of[task] = None
            self.absent.add(task)
            self.cost += self.problem.tasks[task].penalty
        for task in serves - served:
            self.rider_of[task] = rider
            self.absent.discard(task)
            self.cost -= self.problem.tasks[task].penalty
        self.cost += tour.cost - before.cost
        self.tours[rider] = tour
