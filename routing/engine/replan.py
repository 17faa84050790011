"""One request more in a plan that is ridden by, where a few others may give way: ejection chains, short and bounded.

A request that fits nowhere well takes the place of one that fits elsewhere, which may take another's, three deep
(Glover, F. (1996), Ejection chains, reference structures and alternating path methods, Discrete Applied Mathematics
65). What is done, on board or locked never moves; how much is tried is a number of tours, so that the same plan gives
the same answer.
"""

from collections.abc import Iterator
from heapq import nsmallest
from typing import NamedTuple

import msgspec

from routing.engine.amendment import Amendment
from routing.engine.clockwork import NEVER
from routing.engine.insertion import Spot, cheapest_spot
from routing.engine.problem import Origin, Problem, Task
from routing.engine.solution import Solution
from routing.engine.tour import Tour, without_idle_trips
from routing.instance import Instance
from routing.plan import Insertion, Plan, Reason

MOST_MOVED = 3
TRIALS = (9, 4, 3)
"""Tours tried with another request gone, for each request that looks for a place, by how many have given way."""
KEPT = (2, 1, 1)
"""Of them, those in which the one that gave way looks for a place in turn."""


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A request that another vehicle has now."""

    request: str
    from_vehicle: str
    to_vehicle: str


class Rearrangement(msgspec.Struct, frozen=True, kw_only=True):
    """A request put in, who gave way for it, and what it adds where nobody does (None: then it fits nowhere)."""

    insertion: Insertion
    moved: tuple[Moved, ...]
    added_cost_unmoved_s: int | None


class Standing:
    """A plan opened once and asked often what one request more would do; asking changes nothing.

    Raises UnfitPlan, InvalidInstance as `routing.insert`.
    """

    def __init__(self, instance: Instance, plan: Plan) -> None:
        self.instance = instance
        self.plan = plan
        self._amendment = Amendment(instance, plan)

    def insert(self, request: str, vehicle: str | None = None, most_moved: int = MOST_MOVED) -> Rearrangement | Reason:
        """The cheapest way to serve the request, by `vehicle` where one is given, with at most `most_moved` others
        changing theirs. Others left out keep the reasons they had.

        Someone gives way only where that saves more than moving costs (`Costs.moved_s`), or where nothing else serves
        it. Raises UnfitPlan where the request or vehicle is unknown, or the request planned already.
        """
        amendment = self._amendment
        task = amendment.get_task(request, is_planned=False)
        rider = None if vehicle is None else amendment.rider_named(vehicle)
        before = amendment.solution
        unmoved = _put_in(before, task, rider)
        added_cost_unmoved_s = None if unmoved is None else unmoved.riding_s - before.riding_s
        found = unmoved
        if most_moved and (added_cost_unmoved_s is None or added_cost_unmoved_s > self.instance.costs.moved_s):
            found = _Chains(before, task, rider, unmoved).shortest(min(most_moved, MOST_MOVED))
        amendment.solution = before.copy() if found is None else found
        try:
            if found is None:
                place = amendment.put_in(task, rider)
                assert isinstance(place, Reason)
                return place
            plan = amendment.write(judge_others=False)
            delays = amendment.delays(plan, request)
        finally:
            amendment.solution = before
        riders = amendment.problem.riders
        taken_by = found.rider_of[task.index]
        assert taken_by is not None
        insertion = Insertion(
            vehicle=riders[taken_by].vehicle.id,
            added_cost_s=found.riding_s - before.riding_s,
            added_travel_s=plan.cost.travel_s - self.plan.cost.travel_s,
            delays=delays,
            plan=plan,
        )
        return Rearrangement(
            insertion=insertion,
            moved=tuple(_moved(before, found)),
            added_cost_unmoved_s=added_cost_unmoved_s,
        )


class _Partial(NamedTuple):
    """A solution that lacks the request which gave way last, and those that have given way."""

    solution: Solution
    displaced: Task
    gone: frozenset[int]


class _Trial(NamedTuple):
    added: int
    task: int
    shorter: Tour
    spot: Spot


def _cost_of(each: tuple[_Trial, _Partial]) -> int:
    """Without what leaving out costs: whoever gives way is still to be placed."""
    trial, partial = each
    return partial.solution.cost - partial.displaced.penalty + trial.added


class _Chains:
    """The search for who gives way to whom."""

    def __init__(self, before: Solution, task: Task, rider: int | None, unmoved: Solution | None) -> None:
        self.problem = before.problem
        self.task = task
        self.rider = rider
        self.best = unmoved
        self.absent = before.absent - {task.index}
        self.frontier = [_Partial(before, task, frozenset())]

    def shortest(self, most_moved: int) -> Solution | None:
        """The best found; of equals the one in which fewer moved."""
        for trials, kept in list(zip(TRIALS, KEPT, strict=True))[:most_moved]:
            tried = [(trial, partial) for partial in self.frontier for trial in self._trials(partial, trials, kept)]
            chosen = nsmallest(kept, tried, key=_cost_of)
            self.frontier = [_displaced(self.problem, partial, trial) for trial, partial in chosen]
            for partial in self.frontier:
                self._complete(partial)
        return self.best

    def _complete(self, partial: _Partial) -> None:
        """Puts the one that gave way where it fits best."""
        ceiling = NEVER if self.best is None else self.best.cost - partial.solution.cost + partial.displaced.penalty
        place = partial.solution.cheapest_within(partial.displaced, ceiling)
        if place is None:
            return
        whole = partial.solution.copy()
        whole.insert(partial.displaced, *place)
        if whole.absent == self.absent and (self.best is None or whole.cost < self.best.cost):
            self.best = whole

    def _trials(self, partial: _Partial, most: int, kept: int) -> Iterator[_Trial]:
        """The displaced request in the place of each of those that lie nearest to it, where one of the best `kept`."""
        problem, solution, task = self.problem, partial.solution, partial.displaced
        nearest = nsmallest(most, self._may_give_way(partial), key=lambda other: _apart_s(problem, task, other))
        cost = solution.cost - task.penalty
        added: list[int] = []
        for other in nearest:
            rider = solution.rider_of[other.index]
            assert rider is not None
            tour = solution.tours[rider]
            rest = [node for node in tour.sequence if node not in other.nodes]
            shorter = Tour(problem, tour.rider, without_idle_trips(tour.rider, rest))
            if not shorter.is_feasible():
                continue
            saved = tour.cost - shorter.cost
            # whoever gives way adds something elsewhere too
            ceiling = NEVER if self.best is None else self.best.cost - cost + saved
            if len(added) == kept:
                ceiling = min(ceiling, added[-1] + saved)
            spot = cheapest_spot(shorter, task, ceiling)
            if spot is not None:
                added = nsmallest(kept, [*added, spot.cost - saved])
                yield _Trial(spot.cost - saved, other.index, shorter, spot)

    def _may_give_way(self, partial: _Partial) -> Iterator[Task]:
        task = partial.displaced
        only = self.rider if task is self.task else None
        for other in self.problem.tasks:
            rider = partial.solution.rider_of[other.index]
            if rider is None or rider not in task.riders or (only is not None and rider != only):
                continue
            is_free = other.nodes and other.origin is not Origin.ABOARD and len(other.riders) > 1
            if is_free and other is not self.task and other.index not in partial.gone:
                yield other


def _put_in(solution: Solution, task: Task, rider: int | None) -> Solution | None:
    """The solution with the task at its cheapest place; None where there is none."""
    if rider is None:
        place = solution.cheapest_within(task, NEVER)
    else:
        spot = solution.cheapest_spot(task, rider)
        place = None if spot is None else (rider, spot)
    if place is None:
        return None
    longer = solution.copy()
    longer.insert(task, *place)
    return longer


def _displaced(problem: Problem, partial: _Partial, trial: _Trial) -> _Partial:
    solution = partial.solution.copy()
    longer = trial.shorter.with_task(partial.displaced, *trial.spot[1:])
    solution.ride_exactly(longer.rider.index, longer.sequence)
    return _Partial(solution, problem.tasks[trial.task], partial.gone | {trial.task})


def _apart_s(problem: Problem, task: Task, other: Task) -> int:
    """How far the other's visits lie from the task's, each from the nearest; by the first rider's roads."""
    travel = problem.riders[0].travel
    here = [problem.place[node] for node in task.nodes]
    return sum(min(travel[place][problem.place[node]] for place in here) for node in other.nodes)


def _moved(before: Solution, after: Solution) -> Iterator[Moved]:
    riders, requests = before.problem.riders, before.problem.instance.requests
    for index, (had, has) in enumerate(zip(before.rider_of, after.rider_of, strict=True)):
        if had is not None and has is not None and had != has:
            yield Moved(
                request=requests[index].id, from_vehicle=riders[had].vehicle.id, to_vehicle=riders[has].vehicle.id
            )
