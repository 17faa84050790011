"""Writes a solution down as a plan: when each stop is reached, served and left, and where breaks fall."""

from itertools import groupby, pairwise
from typing import NamedTuple

from routing.engine.clockwork import NEVER, earliest_start
from routing.engine.solution import Solution
from routing.engine.tour import Tour
from routing.plan import Cost, Plan, PlannedBreak, PlannedStop, PlannedVisit, Reason, Route, Unserved

ENGINE = "ruin_and_recreate"


def write_plan(solution: Solution, reasons: dict[int, Reason]) -> Plan:
    """The plan of a solution; `reasons` by absent task."""
    instance = solution.problem.instance
    ridden = {vehicle.profile for vehicle in instance.vehicles}
    matrices = [matrix for matrix in instance.travel if matrix.profile in ridden]
    return Plan(
        instance=instance.name,
        engine=ENGINE,
        routes=tuple(write_route(tour) for tour in solution.tours if tour.visits),
        unserved=tuple(
            Unserved(request=instance.requests[task].id, reason=reasons[task]) for task in sorted(solution.absent)
        ),
        cost=cost_of(solution),
        providers=tuple(sorted({matrix.provider for matrix in matrices})),
        is_estimated=any(matrix.is_estimated for matrix in matrices),
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
    return Cost(
        travel_s=travel_s,
        vehicles_s=vehicles_s,
        foreign_stops_s=sum(tour.cost for tour in tours) - vehicles_s - travel_s - moved_s,
        moved_s=moved_s,
        lost_prizes_s=sum(prize_s for prize_s in lost if prize_s is not None),
        unserved_mandatory=lost.count(None),
    )


def write_route(tour: Tour) -> Route:
    """The tour as early as its breaks and windows allow, leaving home no sooner than the first visit asks for."""
    calls, breaks = timed_calls(tour)
    travel_s = [tour.rider.travel[a][b] for a, b in pairwise(tour.places)]
    depart_s = _latest_departure(calls[0].start_s, travel_s[0], breaks)
    stops = _stops(tour, calls, breaks, depart_s)
    places = tour.problem.instance.places
    end = None if tour.rider.vehicle.ends_anywhere else places[tour.places[-1]].id
    return Route(
        vehicle=tour.rider.vehicle.id,
        start_place=places[tour.places[0]].id,
        load_s=depart_s,
        depart_s=depart_s,
        items=tour.items[0],
        weight_g=tour.weight_g[0],
        stops=tuple(stops),
        breaks=tuple(breaks),
        end_place=end,
        end_s=_arrival(stops[-1].leave_s, travel_s[-1], breaks),
        travel_s=sum(travel_s),
        distance_m=sum(stop.distance_m for stop in stops) + _distance_m(tour, len(tour.nodes) - 1),
        service_s=sum(call.end_s - call.start_s for call in calls),
        wait_s=sum(stop.wait_s for stop in stops),
    )


class Call(NamedTuple):
    """A visit's position in its tour and when its service starts and ends."""

    position: int
    start_s: int
    end_s: int


def timed_calls(tour: Tour) -> tuple[list[Call], list[PlannedBreak]]:
    """Services and breaks on the way that leads to the earliest end."""
    taken = _breaks_taken(tour)
    left_s = tour.rider.vehicle.shift_start_s
    breaks = _pauses(tour, left_s, 0, range(taken[0]))[0]
    left_s = tour.leaving[0][taken[0]]
    calls = []
    for position in range(1, len(tour.nodes)):
        travel_s = tour.rider.travel[tour.places[position - 1]][tour.places[position]]
        pauses, ready_s = _pauses(tour, left_s, travel_s, range(taken[position - 1], taken[position]))
        breaks += pauses
        start_s, left_s = _served_at(tour, position, ready_s)
        calls.append(Call(position, start_s, left_s))
    return calls[:-1], breaks


def _served_at(tour: Tour, position: int, ready_s: int) -> tuple[int, int]:
    """When a service starts and ends for a rider who is there from `ready_s` on."""
    before, node = tour.nodes[position - 1 : position + 1]
    duration_s = tour.duration_s(before, node)
    start_s = earliest_start(tour.problem.windows[node], ready_s, duration_s)
    return start_s, start_s + duration_s


def _breaks_taken(tour: Tour) -> list[int]:
    """How many breaks have been taken on leaving each position, on the way that leads to the earliest end."""
    last = len(tour.nodes) - 1
    taken = [tour.leaving[last].index(min(tour.leaving[last]))]
    for position in range(last, 0, -1):
        before = next(number for number in range(taken[0], -1, -1) if _leads_on(tour, position, number, taken[0]))
        taken.insert(0, before)
    return taken


def _leads_on(tour: Tour, position: int, before: int, after: int) -> bool:
    """Whether leaving the position before with `before` breaks taken gives this one's label for `after`."""
    left_s = tour.leaving[position - 1][before]
    if left_s >= NEVER:
        return False
    travel_s = tour.rider.travel[tour.places[position - 1]][tour.places[position]]
    _, ready_s = _pauses(tour, left_s, travel_s, range(before, after))
    return tour.leaving[position][after] == _served_at(tour, position, ready_s)[1]


def _pauses(tour: Tour, left_s: int, travel_s: int, numbers: range) -> tuple[list[PlannedBreak], int]:
    """The breaks of these numbers taken as early as can be on a leg, and when the leg is done."""
    pauses = []
    for number in numbers:
        earliest_s, _, duration_s = tour.rider.breaks[number]
        start_s = max(left_s, earliest_s)
        travel_s = max(0, travel_s - (start_s - left_s))
        left_s = start_s + duration_s
        pauses.append(PlannedBreak(id=tour.rider.vehicle.breaks[number].id, start_s=start_s, end_s=left_s))
    return pauses, left_s + travel_s


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


def _stops(tour: Tour, calls: list[Call], breaks: list[PlannedBreak], left_s: int) -> list[PlannedStop]:
    stops = []
    problem = tour.problem
    for place, group in groupby(calls, key=lambda call: problem.stop[tour.nodes[call.position]]):
        visits = list(group)
        position = visits[0].position
        travel_s = tour.rider.travel[tour.places[position - 1]][place]
        arrive_s = _arrival(left_s, travel_s, breaks)
        left_s = visits[-1].end_s
        busy_s = sum(call.end_s - call.start_s for call in visits) + sum(
            pause.end_s - pause.start_s for pause in breaks if arrive_s <= pause.start_s < left_s
        )
        stops.append(
            PlannedStop(
                place=problem.instance.places[place].id,
                travel_s=travel_s,
                distance_m=_distance_m(tour, position),
                arrive_s=arrive_s,
                wait_s=left_s - arrive_s - busy_s,
                leave_s=left_s,
                visits=tuple(
                    PlannedVisit(visit=problem.refs[tour.nodes[call.position]], start_s=call.start_s, end_s=call.end_s)
                    for call in visits
                ),
                items=tour.items[visits[-1].position],
                weight_g=tour.weight_g[visits[-1].position],
            )
        )
    return stops


def _distance_m(tour: Tour, position: int) -> int:
    """Metres of the leg that leads to a position; none to the end of an open route."""
    vehicle, instance = tour.rider.vehicle, tour.problem.instance
    before, here = tour.places[position - 1], tour.places[position]
    if here == len(instance.places):
        return 0
    matrix = next(matrix for matrix in instance.travel if matrix.profile == vehicle.profile)
    return int(matrix.distance_m[before, here])


def _travel_s(tour: Tour) -> int:
    return sum(tour.rider.travel[a][b] for a, b in pairwise(tour.places))
