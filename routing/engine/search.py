"""Simulated annealing over ruin and recreate, with the tours met on the way pooled for recombination."""

from math import log
from random import Random

from routing.engine.problem import Problem
from routing.engine.recombination import Effort, Pool
from routing.engine.ruin_and_recreate import IsOver, neighbours_by_travel, never, orders_of, recreate, ruin
from routing.engine.solution import Solution

COOLING = 100.0  # ratio of the first temperature to the last, as in the paper
HEAT = 0.5  # first temperature in mean costs of a leg


class Search:
    """One annealing run: the solution it stands on, the best it met, and how often each task was left out."""

    def __init__(self, problem: Problem, start: Solution, random: Random, is_over: IsOver = never) -> None:
        self.problem = problem
        self.random = random
        self.near = neighbours_by_travel(problem)
        self.absences = [0] * len(problem.tasks)
        self.orders = orders_of(problem, self.absences)
        recreate(start, self.orders, random, is_over=is_over)
        self.current = start
        self.best = start
        self.pool = Pool(problem)
        self.pool.add(start.tours)
        self.heat = HEAT * sum(sum(tour.leg_costs) for tour in start.tours) / max(1, len(problem.task_of))
        self.iterations = 0

    def step(self, progress: float, is_over: IsOver = never) -> bool:
        """One ruin and recreate at `progress` in [0, 1] of the run; True when it found a new best."""
        candidate = self.current.copy()
        removed = ruin(candidate, self.near, self.random)
        recreate(candidate, self.orders, self.random, removed, is_over)
        self.iterations += 1
        for task in candidate.absent:
            self.absences[task] += 1
        if self._accepts(candidate, progress):
            pairs = zip(candidate.tours, self.current.tours, strict=True)
            self.pool.add([tour for tour, before in pairs if tour is not before])
            self.current = candidate
        return self._keep_if_best(candidate)

    def recombine(self, effort: Effort) -> bool:
        """Best combination of the pooled tours; True when it is a new best, from which the search goes on."""
        combined = self.pool.recombine(self.best, effort, self.random.randrange(1 << 31))
        if not self._keep_if_best(combined):
            return False
        self.current = combined
        return True

    def finish(self) -> Solution:
        """The best solution, with whatever still fits into it put in, those worth most first.

        Blinking may have left a place unseen.
        """
        self.best = self.best.copy()
        # a task put in may have opened a route that another can now share
        while sum(self._fill_in(self.best, index) for index in self._dearest_first()):
            pass
        return self.best

    def _dearest_first(self) -> list[int]:
        return sorted(self.best.absent, key=lambda index: (-self.problem.tasks[index].penalty, index))

    def _fill_in(self, solution: Solution, index: int) -> bool:
        place = solution.cheapest_place(self.problem.tasks[index])
        if place is not None:
            solution.insert(self.problem.tasks[index], *place)
        return place is not None

    def _accepts(self, candidate: Solution, progress: float) -> bool:
        """Cheaper but for heat; or it leaves out, for no greater penalty, what was left out less often before."""
        heat = self.heat * COOLING**-progress
        if candidate.cost < self.current.cost - heat * log(1 - self.random.random()):
            return True
        return self._penalty(candidate) <= self._penalty(self.current) and (
            self._absences(candidate) < self._absences(self.current)
        )

    def _keep_if_best(self, candidate: Solution) -> bool:
        if candidate.cost >= self.best.cost:
            return False
        self.best = candidate
        return True

    def _penalty(self, solution: Solution) -> int:
        return sum(self.problem.tasks[task].penalty for task in solution.absent)

    def _absences(self, solution: Solution) -> int:
        return sum(self.absences[task] for task in solution.absent)
