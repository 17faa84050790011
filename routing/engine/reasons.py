"""Why a task is in no tour: the one constraint that, eased alone, would let it in, and the least easing that does."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import msgspec

from routing.engine.clockwork import NEVER, leaving_times, ready_times
from routing.engine.insertion import cheapest_spot
from routing.engine.patience import IsOver
from routing.engine.problem import ANY_TIME, Origin, Problem, Rider, Task, may_serve, search_margin_s
from routing.engine.schedule import timed_calls
from routing.engine.solution import Solution
from routing.engine.tour import Tour
from routing.instance import Delivery, Vehicle, visits_of
from routing.plan import Constraint, Reason, Shortfall

MOST_SHARE = 400  # percent: a shift of five days' length is no remedy
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
    spots = [
        (cheapest_spot(tour, task, NEVER, balance=solution.balance(tour.rider.index)), tour.rider)
        for tour in considered
    ]
    fitting = [(spot.cost, rider.index) for spot, rider in spots if spot is not None]
    if fitting:
        cost, rider = min(fitting)
        vehicle = problem.riders[rider].vehicle.id
        return Reason(constraint=Constraint.PRIORITY, alone=False, vehicle=vehicle, needed=cost, available=task.penalty)
    nearest: _Miss | None = None
    for tour in considered:
        nearest = _nearest_miss(tour, task, nearest)
    return _told_together(considered, task, alone=is_alone) if nearest is None else _told(nearest, alone=is_alone)


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
    balance = solution.balance(first.rider.index)
    return Reason(
        constraint=Constraint.PRIORITY,
        alone=False,
        at_end=True,
        vehicle=first.rider.vehicle.id,
        needed=longer.cost - first.cost + balance.cost_s(longer.burden_s) - balance.cost_s(first.burden_s),
        available=task.penalty,
    )


def _miss_at_end(tour: Tour, task: Task) -> "_Miss | None":
    """By how much the shift, else a window of the task, forbids it at the tour's end even if nothing else did."""
    problem, rider = tour.problem, tour.rider
    vehicle = rider.vehicle.id
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
    if end_s > rider.last_s:
        return _Miss(0, Constraint.SHIFT, vehicle, end_s, rider.last_s)
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


def _nearest_miss(tour: Tour, task: Task, nearest: "_Miss | None") -> "_Miss | None":
    """What keeps the task out of the tour by a smaller share than the miss given; that one where nothing does."""
    for constraint in LIFTABLE:
        if not _may_bind(tour, task, constraint):
            continue
        most = NO_LIMIT if nearest is None else int(nearest.share * _scale(tour.rider, constraint))
        miss = _least_miss(tour, task, constraint, most)
        if miss is not None and (nearest is None or miss.share < nearest.share):
            nearest = miss
    return nearest


def _least_miss(tour: Tour, task: Task, constraint: Constraint, most: int) -> "_Miss | None":
    """The least by which the one limit must be eased for some place in the tour to take the task, by bisection.

    None where no easing up to `most` does. A wave is not eased but lifted: trips that leave at no wave at all.
    """
    found = _miss_within(tour, task, constraint, most)
    if found is None or constraint is Constraint.WAVE:
        return found
    least, most = 1, abs(found.needed - found.available)
    while least < most:
        half = (least + most) // 2
        miss = _miss_within(tour, task, constraint, half)
        if miss is None:
            least = half + 1
        else:
            found, most = miss, abs(miss.needed - miss.available)
    return found


def _miss_within(tour: Tour, task: Task, constraint: Constraint, excess: int) -> "_Miss | None":
    """The miss at the cheapest place for the task with the one limit eased by that much; None where there is none."""
    problem, rider = _lifted(tour.problem, tour.rider, task, constraint, excess)
    lifted = Tour(problem, rider, tour.sequence)
    spot = cheapest_spot(lifted, task, NEVER)
    return None if spot is None else _measured(tour, lifted.with_task(task, *spot[1:]), task, constraint)


def _told_together(tours: Sequence[Tour], task: Task, *, alone: bool) -> Reason:
    """Where no one limit suffices: those that do when all are eased by the same share, in the tour that needs least.

    Beyond `MOST_SHARE` what the cheapest place needs of each, as if there were no limits.
    """
    most, found = MOST_SHARE, None
    for tour in tours:
        lifted = _taken_with(tour, task, most)
        if lifted is None:
            continue
        least = 1
        while least < most:
            half = (least + most) // 2
            shorter = _taken_with(tour, task, half)
            if shorter is None:
                least = half + 1
            else:
                lifted, most = shorter, half
        found = (tour, lifted)
        most -= 1
    if found is None:
        without = [(tour, lifted) for tour in tours if (lifted := _taken_with(tour, task, None)) is not None]
        found = min(without, key=lambda pair: max(miss.share for miss in _misses(pair[0], pair[1], task)), default=None)
    if found is None:
        return Reason(constraint=Constraint.SEVERAL, alone=alone)
    tour, lifted = found
    together = [
        Shortfall(constraint=miss.constraint, needed=miss.needed, available=miss.available)
        for miss in _misses(tour, lifted, task)
        if miss.needed > miss.available
    ]
    vehicle = tour.rider.vehicle.id
    return Reason(constraint=Constraint.SEVERAL, alone=alone, vehicle=vehicle, together=tuple(together))


def _misses(tour: Tour, lifted: Tour, task: Task) -> list[_Miss]:
    return [_measured(tour, lifted, task, constraint) for constraint in _easable(tour, task)]


def _taken_with(tour: Tour, task: Task, share: int | None) -> Tour | None:
    """The tour with the task at its cheapest place, every limit eased by that share in percent; None where none is.

    Without a share every limit is lifted.
    """
    problem, rider = tour.problem, tour.rider
    for constraint in _easable(tour, task):
        excess = NO_LIMIT if share is None else -(-_scale(tour.rider, constraint) * share // 100)
        problem, rider = _lifted(problem, rider, task, constraint, excess)
    lifted = Tour(problem, rider, tour.sequence)
    spot = cheapest_spot(lifted, task, NEVER)
    return None if spot is None else lifted.with_task(task, *spot[1:])


def _easable(tour: Tour, task: Task) -> list[Constraint]:
    """The limits that may bind here and can give way by degrees: all but waves."""
    return [each for each in LIFTABLE if each is not Constraint.WAVE and _may_bind(tour, task, each)]


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


def _lifted(
    problem: Problem, rider: Rider, task: Task, constraint: Constraint, excess: int = NO_LIMIT
) -> tuple[Problem, Rider]:
    """The problem and the rider with that one limit eased by the excess; of windows, only the task's own ends are."""
    windows = problem.windows.copy()
    match constraint:
        case Constraint.CAPACITY_ITEMS:
            rider = replace(rider, capacity_items=_eased(rider.capacity_items, excess))
        case Constraint.CAPACITY_WEIGHT:
            rider = replace(rider, capacity_g=_eased(rider.capacity_g, excess))
        case Constraint.SHARE_OF_DAY:
            rider = replace(rider, most_busy_s=_eased(rider.most_busy_s, excess))
        case Constraint.DISTANCE:
            rider = replace(rider, most_distance_m=_eased(rider.most_distance_m, excess))
        case Constraint.TRIPS:
            rider = replace(rider, max_trips=_eased(rider.max_trips, excess))
        case Constraint.WAVE:
            windows[rider.start] = windows[rider.end]
            windows[rider.depot.node] = ANY_TIME
        case Constraint.SHIFT:
            end_s = _eased(rider.last_s, excess)
            windows[rider.end] = ((0, end_s, NO_LIMIT),)
            windows[rider.start] = _without_shift_end(problem, rider)
            longer = msgspec.structs.replace(rider.vehicle, shift_end_s=end_s)
            rider = replace(rider, vehicle=longer, last_s=end_s)
        case Constraint.WINDOW:
            for node in task.nodes:
                windows[node] = _with_later_starts(problem, task, node, excess)
    return replace(problem, windows=windows), rider


def _eased(limit: int, excess: int) -> int:
    return NO_LIMIT if excess >= NO_LIMIT else limit + excess


def _with_later_starts(problem: Problem, task: Task, node: int, excess: int) -> tuple[tuple[int, int, int], ...]:
    """The visit's windows, each open for so much longer, not before the load is there; without end, one for all."""
    if excess >= NO_LIMIT:
        return _without_last_start(problem, task, node)
    request = problem.instance.requests[task.index]
    release_s = 0 if isinstance(request, Delivery) else request.release_s
    spans = [(max(first_s, release_s), last_s + excess) for first_s, last_s in _last_starts(problem, node)]
    longer = tuple((first_s, last_s, NO_LIMIT) for first_s, last_s in spans if first_s <= last_s)
    return longer if spans else problem.windows[node]


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
    match constraint:
        case Constraint.CAPACITY_ITEMS:
            needed, available = max(lifted.items), rider.capacity_items
        case Constraint.CAPACITY_WEIGHT:
            needed, available = max(lifted.weight_g), rider.capacity_g
        case Constraint.SHARE_OF_DAY:
            needed, available = lifted.busy_s(), rider.most_busy_s
        case Constraint.DISTANCE:
            needed, available = lifted.distance_m(), rider.most_distance_m
        case Constraint.SHIFT:
            needed, available = min(lifted.leaving[-1]), rider.last_s
        case Constraint.TRIPS:
            needed, available = len(lifted.departures), rider.max_trips
        case Constraint.WAVE:
            needed, available = _departure_beside_waves(lifted)
        case _:
            needed, available = _late_start(lifted, task)
    share = abs(needed - available) / _scale(rider, constraint)
    return _Miss(share, constraint, rider.vehicle.id, needed, available)


def _scale(rider: Rider, constraint: Constraint) -> int:
    """What a miss of the constraint is compared with: its limit, or for times the length of the shift."""
    match constraint:
        case Constraint.CAPACITY_ITEMS:
            limit = rider.capacity_items
        case Constraint.CAPACITY_WEIGHT:
            limit = rider.capacity_g
        case Constraint.DISTANCE:
            limit = rider.most_distance_m
        case Constraint.TRIPS:
            limit = 1
        case _:
            limit = rider.vehicle.shift_end_s - rider.vehicle.shift_start_s
    return max(1, limit)


def _late_start(lifted: Tour, task: Task) -> tuple[int, int]:
    """When the task's visit furthest outside its windows would start, and the last start it missed; 0, 0: none is."""
    problem = lifted.problem
    calls, _ = timed_calls(lifted)
    starts = {lifted.nodes[call.position]: call.start_s for call in calls}
    missed = [(starts[node], _missed_start(problem, node, starts[node])) for node in task.nodes if node in starts]
    late = [(start_s, last_s) for start_s, last_s in missed if last_s is not None]
    return max(late, key=lambda pair: pair[0] - pair[1], default=(0, 0))


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
