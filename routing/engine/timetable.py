"""Writes a solution down as a plan: when each stop is reached, served and left, and where breaks fall."""

from itertools import groupby, pairwise

from routing.engine.schedule import Call, is_departure, leg_s, timed_calls
from routing.engine.solution import Solution
from routing.engine.tour import Tour
from routing.plan import Cost, Plan, PlannedBreak, PlannedReturn, PlannedStop, PlannedVisit, Reason, Route, Unserved
from routing.travel import PROVIDER

ENGINE = "ruin_and_recreate"


def write_plan(solution: Solution, reasons: dict[int, Reason]) -> Plan:
    """The plan of a solution; `reasons` by absent task."""
    instance = solution.problem.instance
    ridden = {vehicle.profile for vehicle in instance.vehicles}
    matrices = [matrix for matrix in instance.travel if matrix.profile in ridden]
    by_estimate = any(estimate.profile in ridden for estimate in instance.estimates)
    return Plan(
        instance=instance.name,
        engine=ENGINE,
        routes=tuple(write_route(tour) for tour in solution.tours if tour.visits),
        unserved=tuple(
            Unserved(request=instance.requests[task].id, reason=reasons[task]) for task in sorted(solution.absent)
        ),
        cost=cost_of(solution),
        providers=tuple(sorted({*(matrix.provider for matrix in matrices), *([PROVIDER] if by_estimate else [])})),
        is_estimated=by_estimate or any(matrix.is_estimated for matrix in matrices),
    )


def cost_of(solution: Solution) -> Cost:
    """The solution's cost by part."""
    requests = solution.problem.instance.requests
    tours = [tour for tour in solution.tours if tour.visits]
    lost = [requests[task].prize_s for task in solution.absent]
    vehicles_s = sum(tour.rider.vehicle.fixed_cost_s for tour in tours)
    travel_s = sum(_travel_s(tour) for tour in tours)
    moved_s = sum(
        tour.rider.moved_s.get(task, 0)
        for tour in tours
        for task in {solution.problem.task_of[node] for node in tour.visits}
    )
    against_habit_s = sum(
        tour.rider.habit_cost(before, node)
        for tour in tours
        if tour.rider.against_habit_s
        for before, node in pairwise(tour.nodes)
    )
    late_s, overtime_s = sum(tour.late_s for tour in tours), sum(tour.overtime_s for tour in tours)
    others_s = travel_s + vehicles_s + moved_s + against_habit_s + late_s + overtime_s
    return Cost(
        travel_s=travel_s,
        vehicles_s=vehicles_s,
        foreign_stops_s=sum(tour.cost for tour in tours) - others_s,
        moved_s=moved_s,
        against_habit_s=against_habit_s,
        imbalance_s=solution.imbalance_s,
        late_s=late_s,
        overtime_s=overtime_s,
        lost_prizes_s=sum(prize_s for prize_s in lost if prize_s is not None),
        unserved_mandatory=lost.count(None),
    )


def write_route(tour: Tour) -> Route:
    """The tour as early as its breaks and windows allow, leaving no sooner than the first visit asks for."""
    calls, breaks = timed_calls(tour)
    first, calls = calls[0], calls[1:]
    travel_s = [tour.rider.travel[a][b] for a, b in pairwise(tour.places)]
    depart_s = _departure(tour, first, calls[0], breaks)
    stops, returns = _stops(tour, calls, breaks, depart_s)
    places = tour.problem.instance.places
    vehicle = tour.rider.vehicle
    left_s = calls[-1].left_s
    return Route(
        vehicle=vehicle.id,
        start_place=places[tour.places[0]].id,
        load_s=first.start_s if first.end_s > first.start_s else depart_s,
        depart_s=depart_s,
        items=tour.items[0],
        weight_g=tour.weight_g[0],
        stops=tuple(stops),
        breaks=tuple(breaks),
        end_place=None if vehicle.ends_anywhere else places[tour.places[-1]].id,
        end_s=_arrival(left_s, travel_s[-1], breaks),
        travel_s=sum(travel_s),
        distance_m=sum(_distance_m(tour, position) for position in range(1, len(tour.nodes))),
        service_s=sum(call.end_s - call.start_s for call in calls if not is_departure(tour, call.position)),
        wait_s=sum(stop.wait_s for stop in stops),
        returns=tuple(returns),
        done=tuple(
            PlannedVisit(visit=locked.visit, start_s=locked.done_s, end_s=locked.done_s)
            for locked in vehicle.locked
            if locked.done_s is not None
        ),
    )


def _departure(tour: Tour, call: Call, after: Call, breaks: list[PlannedBreak]) -> int:
    """When a trip leaves: in its last wave, or at the last instant, that still serves its first visit in time.

    `after` is that visit; before a call at the depot nothing is waited for.
    """
    if is_departure(tour, after.position):
        return call.left_s
    latest_s = _latest_departure(after.start_s, leg_s(tour, after.position), breaks)
    windows = tour.problem.windows[tour.nodes[call.position]]
    if all(earliest_s < last_s for earliest_s, last_s, _ in windows):
        return max(call.left_s, latest_s)
    waves = [
        wave_s
        for wave_s, _, _ in windows
        if call.left_s <= wave_s <= latest_s and not any(pause.start_s < wave_s < pause.end_s for pause in breaks)
    ]
    return max(waves, default=call.left_s)


def _latest_departure(start_s: int, travel_s: int, breaks: list[PlannedBreak]) -> int:
    """The latest departure that still arrives by the first start, travelling between breaks."""
    for pause in reversed(breaks):
        if pause.end_s > start_s:
            continue
        if start_s - pause.end_s >= travel_s:
            break
        travel_s -= start_s - pause.end_s
        start_s = pause.start_s
    return start_s - travel_s


def _arrival(left_s: int, travel_s: int, breaks: list[PlannedBreak]) -> int:
    """When a leg ends: breaks that start before its end pause it."""
    arrive_s = left_s + travel_s
    for pause in breaks:
        if left_s <= pause.start_s < arrive_s:
            arrive_s += pause.end_s - pause.start_s
    return arrive_s


def _stops(
    tour: Tour, calls: list[Call], breaks: list[PlannedBreak], left_s: int
) -> tuple[list[PlannedStop], list[PlannedReturn]]:
    stops: list[PlannedStop] = []
    returns: list[PlannedReturn] = []
    problem = tour.problem
    for _, group in groupby(calls, key=lambda call: problem.stop[tour.nodes[call.position]]):
        visits = list(group)
        first = visits[0]
        arrive_s = _arrival(left_s, leg_s(tour, first.position), breaks)
        if is_departure(tour, first.position):
            left_s = _departure(tour, first, calls[calls.index(first) + 1], breaks)
            returns.append(_return(tour, first, len(stops), arrive_s, left_s))
        else:
            left_s = visits[-1].end_s
            stops.append(_stop(tour, visits, arrive_s, breaks))
    return stops, returns


def _return(tour: Tour, call: Call, stops_before: int, arrive_s: int, depart_s: int) -> PlannedReturn:
    return PlannedReturn(
        stops_before=stops_before,
        travel_s=leg_s(tour, call.position),
        distance_m=_distance_m(tour, call.position),
        arrive_s=arrive_s,
        load_s=call.start_s,
        loaded_s=call.end_s,
        depart_s=depart_s,
        items=tour.items[call.position],
        weight_g=tour.weight_g[call.position],
    )


def _stop(tour: Tour, calls: list[Call], arrive_s: int, breaks: list[PlannedBreak]) -> PlannedStop:
    problem, first, last = tour.problem, calls[0].position, calls[-1].position
    busy_s = sum(call.end_s - call.start_s for call in calls) + sum(
        pause.end_s - pause.start_s for pause in breaks if arrive_s <= pause.start_s < calls[-1].end_s
    )
    return PlannedStop(
        place=problem.instance.places[tour.places[first]].id,
        travel_s=leg_s(tour, first),
        distance_m=_distance_m(tour, first),
        arrive_s=arrive_s,
        wait_s=calls[-1].end_s - arrive_s - busy_s,
        leave_s=calls[-1].end_s,
        visits=tuple(
            PlannedVisit(visit=problem.refs[tour.nodes[call.position]], start_s=call.start_s, end_s=call.end_s)
            for call in calls
        ),
        items=tour.items[last],
        weight_g=tour.weight_g[last],
    )


def _distance_m(tour: Tour, position: int) -> int:
    """Metres of the leg that leads to a position; none to the end of an open route."""
    vehicle, instance = tour.rider.vehicle, tour.problem.instance
    before, here = tour.places[position - 1], tour.places[position]
    if here == len(instance.places):
        return 0
    if instance.estimates:
        return int(tour.rider.distance[before][here])
    matrix = next(matrix for matrix in instance.travel if matrix.profile == vehicle.profile)
    return int(matrix.distance_m[before, here])


def _travel_s(tour: Tour) -> int:
    return sum(tour.rider.travel[a][b] for a, b in pairwise(tour.places))
