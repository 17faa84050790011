"""When a tour's visits are made and where its breaks fall: the one way of riding it that its times are told by."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from routing.engine.clockwork import NEVER, earliest_start
from routing.plan import PlannedBreak

if TYPE_CHECKING:
    from routing.engine.tour import Tour


class Call(NamedTuple):
    """A position in its tour and when its service (at the depot: pause and loading) starts and ends, and it is left."""

    position: int
    start_s: int
    end_s: int
    left_s: int


def timed_calls(tour: "Tour") -> tuple[list[Call], list[PlannedBreak]]:
    """Departures, services and breaks on the way that leads to the earliest end; the end itself not among them."""
    taken = _breaks_taken(tour)
    left_s, before = tour.rider.first_s, 0
    calls: list[Call] = []
    breaks: list[PlannedBreak] = []
    for position in range(len(tour.nodes) - 1):
        numbers = range(before, taken[position])
        left_label = tour.leaving[position][taken[position]]
        call, pauses = next(step for step in _steps(tour, position, left_s, numbers) if step[0].left_s == left_label)
        calls.append(call)
        breaks += pauses
        left_s, before = call.left_s, taken[position]
    breaks += _pauses(tour, left_s, leg_s(tour, len(tour.nodes) - 1), range(before, taken[-1]))[0]
    return calls, breaks


def late_s(tour: "Tour") -> int:
    """Seconds past the due times of what the tour serves, each judged at its last visit; the tour can be ridden."""
    due_s = tour.problem.due_s
    if all(due_s[node] >= NEVER for node in tour.nodes):
        return 0
    calls, _ = timed_calls(tour)
    return sum(max(0, call.start_s - due_s[tour.nodes[call.position]]) for call in calls)


Step = tuple[Call, list[PlannedBreak]]


def _steps(tour: "Tour", position: int, left_s: int, numbers: range) -> Iterator[Step]:
    """The ways to a position and out of it with these breaks taken since the position before was left."""
    if not is_departure(tour, position):
        pauses, ready_s = _pauses(tour, left_s, leg_s(tour, position), numbers)
        before, node = tour.nodes[position - 1 : position + 1]
        duration_s = tour.duration_s(before, node)
        start_s = earliest_start(tour.problem.windows[node], ready_s, duration_s)
        if _are_in_time(tour, pauses, numbers):
            yield Call(position, start_s, start_s + duration_s, start_s + duration_s), pauses
        return
    cargo = tour.cargoes[tour.departures.index(position)]
    for split in range(numbers.start, numbers.stop + 1):
        before_loading, ready_s = _pauses(tour, left_s, leg_s(tour, position), range(numbers.start, split))
        loaded_s = ready_s + tour.handling_s(position > 0, cargo)
        after_loading, waited_s = _pauses(tour, loaded_s, 0, range(split, numbers.stop))
        leave_s = earliest_start(tour.problem.windows[tour.nodes[position]], max(waited_s, cargo.release_s), 0)
        if _are_in_time(tour, pauses := [*before_loading, *after_loading], numbers):
            yield Call(position, ready_s, loaded_s, leave_s), pauses


def _are_in_time(tour: "Tour", pauses: list[PlannedBreak], numbers: range) -> bool:
    return all(pause.start_s <= tour.rider.breaks[number][1] for pause, number in zip(pauses, numbers, strict=True))


def is_departure(tour: "Tour", position: int) -> bool:
    return position == 0 or tour.nodes[position] == tour.rider.depot.node


def leg_s(tour: "Tour", position: int) -> int:
    return tour.rider.travel[tour.places[position - 1]][tour.places[position]] if position else 0


def _breaks_taken(tour: "Tour") -> list[int]:
    """How many breaks have been taken on leaving each position, on the way that leads to the earliest end."""
    last = len(tour.nodes) - 1
    taken = [tour.leaving[last].index(min(tour.leaving[last]))]
    for position in range(last, 0, -1):
        before = next(number for number in range(taken[0], -1, -1) if _leads_on(tour, position, number, taken[0]))
        taken.insert(0, before)
    return taken


def _leads_on(tour: "Tour", position: int, before: int, after: int) -> bool:
    """Whether leaving the position before with `before` breaks taken gives this one's label for `after`."""
    left_s = tour.leaving[position - 1][before]
    if left_s >= NEVER:
        return False
    label = tour.leaving[position][after]
    return any(call.left_s == label for call, _ in _steps(tour, position, left_s, range(before, after)))


def _pauses(tour: "Tour", left_s: int, travel_s: int, numbers: range) -> tuple[list[PlannedBreak], int]:
    """The breaks of these numbers taken as early as can be on a leg, and when the leg is done."""
    pauses = []
    for number in numbers:
        earliest_s, _, duration_s = tour.rider.breaks[number]
        start_s = max(left_s, earliest_s)
        travel_s = max(0, travel_s - (start_s - left_s))
        left_s = start_s + duration_s
        pauses.append(PlannedBreak(id=tour.rider.vehicle.breaks[number].id, start_s=start_s, end_s=left_s))
    return pauses, left_s + travel_s
