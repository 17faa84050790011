"""A plan opened to be changed by hand: its routes as a solution, and what a change does to everyone else."""

import msgspec

from routing.engine.clockwork import NEVER
from routing.engine.insertion import Spot
from routing.engine.opening import open_problem, solution_of
from routing.engine.patience import within
from routing.engine.problem import Problem, Task
from routing.engine.reasons import reason_for, reason_of_vehicle, reasons_of
from routing.engine.solution import Solution
from routing.engine.timetable import write_plan
from routing.errors import UnfitPlan
from routing.instance import Instance, VisitRef
from routing.plan import Constraint, Delay, Limits, Plan, Reason, Route


class Amendment:
    """A plan's solution in hand. Raises UnfitPlan where the plan's routes do not hold for the instance."""

    def __init__(self, instance: Instance, plan: Plan) -> None:
        self.before = plan
        self.problem = open_problem(instance, to_search=False)
        self.solution = solution_of(self.problem, plan)
        if _visits(self.problem, self.solution) != _planned(plan.routes):
            raise UnfitPlan(f"the routes of the plan {plan.instance!r} do not hold for this instance")

    def get_task(self, request: str, is_planned: bool) -> Task:
        """Raises UnfitPlan where the request is unknown, or its being planned is not as expected."""
        requests = self.problem.instance.requests
        task = next((task for task in self.problem.tasks if requests[task.index].id == request), None)
        if task is None:
            raise UnfitPlan(f"{request!r} is not among the requests")
        if (task.index not in self.solution.absent) != is_planned:
            raise UnfitPlan(f"{request!r} is {'not planned' if is_planned else 'planned already'}")
        return task

    def rider_named(self, vehicle: str) -> int:
        """Raises UnfitPlan."""
        for rider in self.problem.riders:
            if rider.vehicle.id == vehicle:
                return rider.index
        raise UnfitPlan(f"{vehicle!r} is not among the vehicles")

    def take_out(self, task: Task) -> None:
        """Raises UnfitPlan where the others could not be ridden without it: travel that a detour shortens."""
        absent = self.solution.absent | {task.index}
        self.solution.remove([task.index])
        if self.solution.absent != absent:
            raise UnfitPlan("without this request the rest of its route cannot be ridden in its order: plan again")

    def put_in(self, task: Task, rider: int | None) -> tuple[int, Spot] | Reason:
        """Puts it at its cheapest place in one rider's tour or any; the reason where there is none."""
        if rider is not None and (reason := reason_of_vehicle(self.problem, task, rider)) is not None:
            return reason
        place = self._cheapest_place(task, rider)
        if place is None:
            return reason_for(self.solution, task, None if rider is None else frozenset({rider}))
        self.solution.insert(task, *place)
        return place

    def _cheapest_place(self, task: Task, rider: int | None) -> tuple[int, Spot] | None:
        if rider is None:
            return self.solution.cheapest_within(task, NEVER)
        spot = self.solution.cheapest_spot(task, rider)
        return None if spot is None else (rider, spot)

    def write(self, judge_others: bool = True) -> Plan:
        """The plan as changed; unless they are judged anew, the others left out keep the reasons they had."""
        if judge_others:
            return write_plan(self.solution, reasons_by_hand(self.solution))
        requests, tasks = self.problem.instance.requests, self.problem.tasks
        told = {unserved.request: unserved.reason for unserved in self.before.unserved}
        absent = sorted(self.solution.absent)
        reasons = {index: told[requests[index].id] for index in absent if requests[index].id in told}
        new = {
            index: _by_hand(tasks[index], reason_for(self.solution, tasks[index]))
            for index in absent
            if index not in reasons
        }
        return write_plan(self.solution, reasons | new)

    def delays(self, after: Plan, request: str) -> tuple[Delay, ...]:
        """Every other visit of both plans whose service starts at another time."""
        starts = _starts(self.before.routes)
        return tuple(
            Delay(visit=visit, delay_s=start_s - starts[visit])
            for visit, start_s in _starts(after.routes).items()
            if visit.request != request and visit in starts and start_s != starts[visit]
        )


def reasons_by_hand(solution: Solution) -> dict[int, Reason]:
    """Reasons of what is left out where nobody searched: what would fit and be worth it was left out by hand.

    Half a second is spent on looking at every place; see `routing.engine.reasons.reasons_of`.
    """
    reasons = reasons_of(solution, within(Limits(seconds=0.0), 0.0))
    return {index: _by_hand(solution.problem.tasks[index], reason) for index, reason in reasons.items()}


def _by_hand(task: Task, reason: Reason) -> Reason:
    fits = reason.constraint is Constraint.PRIORITY and (reason.needed or 0) < task.penalty
    return msgspec.structs.replace(reason, constraint=Constraint.LEFT_OUT, available=None) if fits else reason


def _starts(routes: tuple[Route, ...]) -> dict[VisitRef, int]:
    return {planned.visit: planned.start_s for route in routes for stop in route.stops for planned in stop.visits}


def _visits(problem: Problem, solution: Solution) -> dict[str, list[VisitRef]]:
    return {
        tour.rider.vehicle.id: [problem.refs[node] for node in tour.visits] for tour in solution.tours if tour.visits
    }


def _planned(routes: tuple[Route, ...]) -> dict[str, list[VisitRef]]:
    return {route.vehicle: [planned.visit for stop in route.stops for planned in stop.visits] for route in routes}
