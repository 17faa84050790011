"""Why a task is in no tour: the one constraint that, lifted alone, would let it in, and by how much it misses."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

import msgspec

from routing.engine.clockwork import NEVER, leaving_times, ready_times
from routing.engine.insertion import cheapest_spot
from routing.engine.problem import ANY_TIME, Origin, Problem, Rider, Task, may_serve, search_margin_s
from routing.engine.ruin_and_recreate import IsOver
from routing.engine.solution import Solution
from routing.engine.timetable import timed_calls
from routing.engine.tour import Tour
from routing.instance import Delivery, Vehicle, visits_of
from routing.plan import Constraint, Reason

NO_LIMIT = NEVER >> 1  # still before NEVER, so that what is impossible stays so
LIFTABLE = (
    Constraint.CAPACITY_ITEMS,
    Constraint.CAPACITY_WEIGHT,
    Constraint.WINDOW,
    Constraint.SHIFT,
    Constraint.SHARE_OF_DAY,
    Constraint.DISTANCE,
    Constraint.WAVE,
    Constraint.TRIPS,
)


def reason_for(solution: Solution, task: Task, riders: frozenset[int] | None = None) -> Reason:
    """The reason of a task that is in no tour of the solution, or in none of these riders'.

    See `routing.plan.Reason` for what it claims.
    """
    problem = solution.problem
    if riders is not None:
        task = replace(task, riders=task.riders & riders)
    if not task.riders:
        return _no_vehicle(problem, task)
    tours = [tour for tour in solution.tours if tour.rider.index in task.riders]
    empty = [Tour(problem, tour.rider, tour.rider.head) for tour in tours]
    is_alone = not any(cheapest_spot(tour, task, NEVER) for tour in empty)
    considered = empty if is_alone else tours
    spots = [(cheapest_spot(tour, task, NEVER), tour.rider) for tour in considered]
    fitting = [(spot.cost, rider.index) for spot, rider in spots if spot is not None]
    if fitting:
        cost, rider = min(fitting)
        vehicle = problem.riders[rider].vehicle.id
        return Reason(constraint=Constraint.PRIORITY, alone=False, vehicle=vehicle, needed=cost, available=task.penalty)
    misses = [miss for tour in considered for miss in _misses(tour, task)]
    if not misses:
        return Reason(constraint=Constraint.SEVERAL, alone=is_alone)
    return _told(min(misses, key=lambda miss: miss.share), alone=is_alone)


def reasons_of(solution: Solution, is_over: IsOver) -> dict[int, Reason]:
    """The reasons of all that is left out; when it is over, the others judged at the end of routes only."""
    tasks = [solution.problem.tasks[index] for index in sorted(solution.absent)]
    return {task.index: reason_at_end(solution, task) if is_over() else reason_for(solution, task) for task in tasks}


def reason_at_end(solution: Solution, task: Task) -> Reason:
    """A quick reason, true of the ends of the routes that end first; `reason_for` looks at every place."""
    problem = solution.problem
    if not task.riders:
        return _no_vehicle(problem, task)
    tours = [solution.tours[rider] for rider in task.riders]
    if not any(cheapest_spot(Tour(problem, tour.rider, tour.rider.head), task, NEVER) for tour in tours):
        return reason_for(solution, task)
    first = min(tours, key=lambda tour: (min(tour.leaving[-1]), tour.rider.index))
    miss = _miss_at_end(first, task)
    if miss is not None:
        return msgspec.structs.replace(_told(miss, alone=False), at_end=True)
    longer = Tour(problem, first.rider, [*first.sequence, *task.nodes])
    if not longer.is_feasible():
        return msgspec.structs.replace(misses_of_tour(longer, task), at_end=True)
    return Reason(
        constraint=Constraint.PRIORITY,
        alone=False,
        at_end=True,
        vehicle=first.rider.vehicle.id,
        needed=longer.cost - first.cost,
        available=task.penalty,
    )


def _miss_at_end(tour: Tour, task: Task) -> "_Miss | None":
    """By how much the shift, else a window of the task, forbids it at the tour's end even if nothing else did."""
    problem, rider = tour.problem, tour.rider
    shift_end_s, vehicle = rider.vehicle.shift_end_s, rider.vehicle.id
    here, before = tour.leaving_with(task)[-2], tour.nodes[-2]
    starts = []
    for node in task.nodes:
        travel_s = rider.travel[problem.place[before]][problem.place[node]]
        duration_s = tour.duration_s(before, node)
        ready = ready_times(here, travel_s, rider.breaks)
        here = leaving_times(ready, _without_last_start(problem, task, node), duration_s, rider.breaks)
        starts.append(min(here) - duration_s)
        before = node
    if min(here) >= NEVER:
        return None
    end_s = min(ready_times(here, rider.travel[problem.place[before]][tour.places[-1]], rider.breaks))
    if end_s > shift_end_s:
        return _Miss(0, Constraint.SHIFT, vehicle, end_s, shift_end_s)
    for node, start_s in zip(task.nodes, starts, strict=True):
        if (last_s := _missed_start(problem, node, start_s)) is not None:
            return _Miss(0, Constraint.WINDOW, vehicle, start_s, last_s)
    return None


def reason_of_vehicle(problem: Problem, task: Task, rider: int) -> Reason | None:
    """Why this vehicle may not take the task whatever its route; None when it may."""
    return None if rider in task.riders else _no_vehicle(problem, task, [problem.riders[rider].vehicle])


def reason_to_stay(solution: Solution, task: Task) -> Reason | None:
    """Why a planned task may not leave its vehicle; None when it may."""
    if task.nodes and task.origin is not Origin.ABOARD:
        return None
    names = [
        vehicle.id
        for vehicle in solution.problem.instance.vehicles
        if solution.problem.instance.requests[task.index].id in _bound_to(vehicle)
    ]
    return Reason(constraint=Constraint.LOCKED, alone=False, vehicle=names[0])


def _bound_to(vehicle: Vehicle) -> set[str]:
    on_board = () if vehicle.started is None else vehicle.started.on_board
    return {*on_board, *(locked.visit.request for locked in vehicle.locked)}


def _no_vehicle(problem: Problem, task: Task, vehicles: Iterable[Vehicle] | None = None) -> Reason:
    request = problem.instance.requests[task.index]
    without_skills = msgspec.structs.replace(request, skills=())
    asked = problem.instance.vehicles if vehicles is None else vehicles
    suited = [vehicle for vehicle in asked if may_serve(vehicle, without_skills)]
    if not suited:
        return Reason(constraint=Constraint.VEHICLE, alone=True)
    missing = [(sorted(set(request.skills) - set(vehicle.skills)), vehicle.id) for vehicle in suited]
    fewest, vehicle = min(missing, key=lambda pair: len(pair[0]))
    return Reason(constraint=Constraint.SKILL, alone=True, vehicle=vehicle, missing=tuple(fewest))


class _Miss(NamedTuple):
    """By how much one constraint of one vehicle keeps a task out; `share` makes kinds comparable."""

    share: float
    constraint: Constraint
    vehicle: str
    needed: int
    available: int


def misses_of_tour(tour: Tour, task: Task) -> Reason:
    """Why a tour with its order given does not hold: the constraint which, lifted alone, lets it, missed by least.

    The task is that of its last visit; of windows only the task's own are lifted.
    """
    misses = []
    for constraint in LIFTABLE:
        if constraint is Constraint.TRIPS or not _may_strike(tour, constraint):
            continue
        problem, rider = _lifted(tour.problem, tour.rider, task, constraint)
        lifted = Tour(problem, rider, tour.sequence)
        if lifted.is_feasible():
            misses.append(_measured(tour, lifted, task, constraint))
    nearest = min(misses, key=lambda miss: miss.share, default=None)
    if nearest is None:
        return Reason(constraint=Constraint.SEVERAL, alone=False, vehicle=tour.rider.vehicle.id)
    return _told(nearest, alone=False)


def _told(miss: "_Miss", *, alone: bool) -> Reason:
    return Reason(
        constraint=miss.constraint, alone=alone, vehicle=miss.vehicle, needed=miss.needed, available=miss.available
    )


def _misses(tour: Tour, task: Task) -> Iterator[_Miss]:
    """Each constraint which, lifted alone, lets the task into the tour, measured at its cheapest spot there."""
    for constraint in LIFTABLE:
        if not _may_bind(tour, task, constraint):
            continue
        problem, rider = _lifted(tour.problem, tour.rider, task, constraint)
        lifted = Tour(problem, rider, tour.sequence)
        spot = cheapest_spot(lifted, task, NEVER)
        if spot is not None:
            yield _measured(tour, lifted.with_task(task, *spot[1:]), task, constraint)


def _may_strike(tour: Tour, constraint: Constraint) -> bool:
    """Whether the constraint can be what a whole tour breaks."""
    rider = tour.rider
    match constraint:
        case Constraint.CAPACITY_ITEMS:
            return max(tour.items) > rider.capacity_items
        case Constraint.CAPACITY_WEIGHT:
            return max(tour.weight_g) > rider.capacity_g
        case Constraint.SHARE_OF_DAY:
            return rider.most_busy_s < NEVER
        case Constraint.DISTANCE:
            return rider.most_distance_m < NEVER
        case Constraint.WAVE:
            return bool(_waves(tour))
        case _:
            return True


def _may_bind(tour: Tour, task: Task, constraint: Constraint) -> bool:
    """Whether the constraint can keep the task out at all; lifting one that cannot would try every spot for nothing."""
    rider = tour.rider
    match constraint:
        case Constraint.CAPACITY_ITEMS:
            return max(tour.items, default=0) + task.items > rider.capacity_items
        case Constraint.CAPACITY_WEIGHT:
            return max(tour.weight_g, default=0) + task.weight_g > rider.capacity_g
        case Constraint.SHARE_OF_DAY:
            return rider.most_busy_s < NEVER
        case Constraint.DISTANCE:
            return rider.most_distance_m < NEVER
        case Constraint.WAVE:
            return bool(_waves(tour))
        case Constraint.TRIPS:
            return len(tour.departures) + 2 > rider.max_trips  # a task may make a trip of its own between two
        case _:
            return True


def _waves(tour: Tour) -> tuple[int, ...]:
    depots = tour.problem.instance.depots
    return next(depot.waves_s for depot in depots if depot.id == tour.rider.vehicle.depot)


def _lifted(problem: Problem, rider: Rider, task: Task, constraint: Constraint) -> tuple[Problem, Rider]:
    """The problem and the rider without that one constraint; of windows, only the task's own ends are lifted."""
    windows = problem.windows.copy()
    match constraint:
        case Constraint.CAPACITY_ITEMS:
            rider = replace(rider, capacity_items=NO_LIMIT)
        case Constraint.CAPACITY_WEIGHT:
            rider = replace(rider, capacity_g=NO_LIMIT)
        case Constraint.SHARE_OF_DAY:
            rider = replace(rider, most_busy_s=NO_LIMIT)
        case Constraint.DISTANCE:
            rider = replace(rider, most_distance_m=NO_LIMIT)
        case Constraint.TRIPS:
            rider = replace(rider, max_trips=NO_LIMIT)
        case Constraint.WAVE:
            windows[rider.start] = windows[rider.end]
            windows[rider.depot.node] = ANY_TIME
        case Constraint.SHIFT:
            windows[rider.end] = ((0, NO_LIMIT, NO_LIMIT),)
            windows[rider.start] = _without_shift_end(problem, rider)
            endless = msgspec.structs.replace(rider.vehicle, shift_end_s=NO_LIMIT)
            rider = replace(rider, vehicle=endless)
        case Constraint.WINDOW:
            for node in task.nodes:
                windows[node] = _without_last_start(problem, task, node)
    return replace(problem, windows=windows), rider


def _without_last_start(problem: Problem, task: Task, node: int) -> tuple[tuple[int, int, int], ...]:
    """One window from the first opening on, not before the load is there."""
    opens_s = min((earliest_s for earliest_s, _ in _last_starts(problem, node)), default=0)
    request = problem.instance.requests[task.index]
    release_s = 0 if isinstance(request, Delivery) else request.release_s
    return ((max(opens_s, release_s), NO_LIMIT, NO_LIMIT),)


def _without_shift_end(problem: Problem, rider: Rider) -> tuple[tuple[int, int, int], ...]:
    """When the first trip may leave if the shift had no end: in any wave since its start, or at any time."""
    waves = next(depot.waves_s for depot in problem.instance.depots if depot.id == rider.vehicle.depot)
    if rider.is_under_way or not waves:
        return ((rider.first_s, NO_LIMIT, NO_LIMIT),)
    return tuple((wave_s, wave_s, NEVER) for wave_s in sorted(waves) if wave_s >= rider.first_s)


def _measured(tour: Tour, lifted: Tour, task: Task, constraint: Constraint) -> _Miss:
    """What the lifted tour, which serves the task, needs of the constraint against what there is."""
    rider = tour.rider
    shift_s = rider.vehicle.shift_end_s - rider.vehicle.shift_start_s
    match constraint:
        case Constraint.CAPACITY_ITEMS:
            needed, available, scale = max(lifted.items), rider.capacity_items, rider.capacity_items
        case Constraint.CAPACITY_WEIGHT:
            needed, available, scale = max(lifted.weight_g), rider.capacity_g, rider.capacity_g
        case Constraint.SHARE_OF_DAY:
            needed, available, scale = lifted.busy_s(), rider.most_busy_s, shift_s
        case Constraint.DISTANCE:
            needed, available, scale = lifted.distance_m(), rider.most_distance_m, rider.most_distance_m
        case Constraint.SHIFT:
            needed, available, scale = min(lifted.leaving[-1]), rider.vehicle.shift_end_s, shift_s
        case Constraint.TRIPS:
            needed, available, scale = len(lifted.departures), rider.max_trips, 1
        case Constraint.WAVE:
            (needed, available), scale = _departure_beside_waves(lifted), shift_s
        case _:
            (needed, available), scale = _late_start(lifted, task), shift_s
    return _Miss(abs(needed - available) / max(1, scale), constraint, rider.vehicle.id, needed, available)


def _late_start(lifted: Tour, task: Task) -> tuple[int, int]:
    """When the task's first visit outside its windows would start, and the last start it missed."""
    problem = lifted.problem
    calls, _ = timed_calls(lifted)
    starts = {lifted.nodes[call.position]: call.start_s for call in calls}
    for node in (node for node in task.nodes if node in starts):
        if (last_s := _missed_start(problem, node, starts[node])) is not None:
            return starts[node], last_s
    raise AssertionError("a tour that keeps every window needs none lifted")


def _missed_start(problem: Problem, node: int, start_s: int) -> int | None:
    """The last start before this one that the visit's windows allowed; None where they allow this one."""
    last_starts = _last_starts(problem, node)
    if not last_starts or any(earliest_s <= start_s <= latest_s for earliest_s, latest_s in last_starts):
        return None
    return max((latest_s for _, latest_s in last_starts if latest_s < start_s), default=None)


def _departure_beside_waves(lifted: Tour) -> tuple[int, int]:
    """When the first trip that keeps to no wave would leave, and the wave nearest to that."""
    waves = _waves(lifted)
    calls, _ = timed_calls(lifted)
    bound = lifted.departures[lifted.rider.is_under_way :]
    leaves_s = next(call.left_s for call in calls if call.position in bound and call.left_s not in waves)
    return leaves_s, min(waves, key=lambda wave_s: abs(wave_s - leaves_s))


def _last_starts(problem: Problem, node: int) -> list[tuple[int, int]]:
    """The first and last start of each window the visit asks for, be it before its release or not."""
    request = problem.instance.requests[problem.task_of[node]]
    visit = dict(visits_of(request))[problem.refs[node].action]
    margin_s = search_margin_s(problem.instance, problem.place[node])
    service_s = problem.fixed_s[node] + problem.handling_s[node]
    return [
        (
            window.earliest_s,
            min(
                max(window.earliest_s, window.latest_s - margin_s),
                NEVER if window.closes_s is None else window.closes_s - service_s,
            ),
        )
        for window in visit.windows
    ]
