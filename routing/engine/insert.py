"""One request put into a plan as it stands: the cheapest place for it and what that does to everyone else."""

from routing.engine.clockwork import NEVER
from routing.engine.insertion import cheapest_spot
from routing.engine.problem import Problem, compile_instance
from routing.engine.reasons import reason_for
from routing.engine.solution import Solution
from routing.engine.solve import refuse_unless_plannable, solution_of
from routing.engine.timetable import write_plan
from routing.errors import UnfitPlan
from routing.instance import Instance, VisitRef
from routing.plan import Delay, Insertion, Plan, Reason, Route


def insert(instance: Instance, plan: Plan, request: str) -> Insertion | Reason:
    """Where a request fits best into the routes of a plan, none of them reordered; or why it fits nowhere.

    The instance holds the request, the plan's routes do not. The place is the cheapest there is, whatever the
    prize: whether it is worth it is the caller's to say. Raises UnfitPlan, InvalidInstance, UnsupportedFeature.
    """
    refuse_unless_plannable(instance)
    problem = compile_instance(instance)
    solution = solution_of(problem, plan)
    task = next((task for task in problem.tasks if instance.requests[task.index].id == request), None)
    if task is None or task.index not in solution.absent or _visits(problem, solution) != _planned(plan.routes):
        raise UnfitPlan(f"{request!r} is unknown or planned already, or the plan's routes do not hold here")
    spots = [(cheapest_spot(tour, task, NEVER), tour.rider.index) for tour in solution.tours]
    found = [(spot, rider) for spot, rider in spots if spot is not None]
    if not found:
        return reason_for(solution, task)
    spot, rider = min(found)
    solution.insert(task, rider, spot)
    longer = write_plan(solution, {index: reason_for(solution, problem.tasks[index]) for index in solution.absent})
    return Insertion(
        vehicle=problem.riders[rider].vehicle.id,
        added_cost_s=spot.cost,
        added_travel_s=longer.cost.travel_s - plan.cost.travel_s,
        delays=_delays(plan.routes, longer.routes),
        plan=longer,
    )


def _delays(before: tuple[Route, ...], after: tuple[Route, ...]) -> tuple[Delay, ...]:
    """Every visit of both whose service starts at another time."""
    starts = {planned.visit: planned.start_s for route in before for stop in route.stops for planned in stop.visits}
    moves = (
        (planned.visit, planned.start_s - starts[planned.visit])
        for route in after
        for stop in route.stops
        for planned in stop.visits
        if planned.visit in starts
    )
    return tuple(Delay(visit=visit, delay_s=delay_s) for visit, delay_s in moves if delay_s)


def _visits(problem: Problem, solution: Solution) -> dict[str, list[VisitRef]]:
    return {
        tour.rider.vehicle.id: [problem.refs[node] for node in tour.visits] for tour in solution.tours if tour.visits
    }


def _planned(routes: tuple[Route, ...]) -> dict[str, list[VisitRef]]:
    return {route.vehicle: [planned.visit for stop in route.stops for planned in stop.visits] for route in routes}
