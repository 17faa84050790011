"""What overtime and lateness cost, compiled: `routing.engine.schedule` without the times.

A route is judged on the way of riding it that ends first. It is followed from the end: at each position, with how many
breaks was the position before left?
"""

import numpy as np
from numpy.typing import NDArray

from routing.engine.clockwork import NEVER
from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.labels import earliest_start
from routing.engine.kernel.legs import duration_after, leg_s, loading_s
from routing.engine.kernel.state import (
    CARGO_ITEMS,
    CARGO_TASKS,
    COST,
    DUES,
    DUES_COST,
    LEAVING,
    LENGTH,
    RELEASE_S,
    TRIPS,
    State,
)
from routing.engine.kernel.world import (
    BREAKS,
    CALL,
    DUE_S,
    FIRST_WINDOW,
    LAST_WINDOW,
    MATRIX,
    OVERTIME_PERCENT,
    SHIFT_END_S,
    World,
)

Ints = NDArray[np.int64]


@compiled
def measure_dues(world: World, state: State, row: int, r: int) -> None:
    """Adds both to the cost of a route that can be ridden, its way and its times measured."""
    riders, length = world.riders, state.rows[row, LENGTH]
    if length == 2 or (riders[r, OVERTIME_PERCENT] == 0 and world.late_percent == 0):
        return
    end, taken = LEAVING * len(state.rows) + row, 0
    for other in range(1, riders[r, BREAKS] + 1):
        if state.time[end, length - 1, other] < state.time[end, length - 1, taken]:
            taken = other
    over_s = max(0, state.time[end, length - 1, taken] - riders[r, SHIFT_END_S])
    cost = over_s * riders[r, OVERTIME_PERCENT] // 100
    if world.late_percent > 0:
        for p in range(1, length - 1):
            state.rows[row, DUES] += world.nodes[state.nodes[row, p], DUE_S] < NEVER
        if state.rows[row, DUES] > 0:
            cost += _late_s(world, state, row, r, taken) * world.late_percent // 100
    state.rows[row, DUES_COST] = cost
    state.rows[row, COST] += cost


@compiled
def _late_s(world: World, state: State, row: int, r: int, taken: int) -> int:
    """Seconds past due times of a route that ends with so many breaks taken."""
    nodes, leaving = world.nodes, LEAVING * len(state.rows) + row
    late = 0
    trip = state.rows[row, TRIPS] - 1
    for p in range(state.rows[row, LENGTH] - 1, 0, -1):
        node = state.nodes[row, p]
        due = nodes[node, DUE_S]
        if due < NEVER:
            start = state.time[leaving, p, taken] - duration_after(nodes, state.nodes[row, p - 1], node)
            late += max(0, start - due)
        taken = _taken_before(world, state, row, r, p, taken, trip)
        if node == world.riders[r, CALL]:
            trip -= 1
    return int(late)


@compiled
def _taken_before(world: World, state: State, row: int, r: int, p: int, after: int, trip: int) -> int:
    """With how many breaks taken, the most that may be, the position before was left."""
    for before in range(after, 0, -1):
        if _leads_on(world, state, row, r, p, before, after, trip):
            return before
    return 0


@compiled
def _leads_on(world: World, state: State, row: int, r: int, p: int, before: int, after: int, trip: int) -> bool:
    leaving = LEAVING * len(state.rows) + row
    left, label = state.time[leaving, p - 1, before], state.time[leaving, p, after]
    if left >= NEVER:
        return False
    nodes, node, windows = world.nodes, state.nodes[row, p], world.windows
    travel_s = leg_s(world, world.riders[r, MATRIX], state.places[row, p - 1], state.places[row, p])
    first, last = nodes[node, FIRST_WINDOW], nodes[node, LAST_WINDOW]
    if node != world.riders[r, CALL]:
        ready = _paused(world.breaks, r, left, travel_s, before, after)
        duration = duration_after(nodes, state.nodes[row, p - 1], node)
        return bool(ready < NEVER and earliest_start(windows, first, last, ready, duration) + duration == label)
    tasks, items = state.cargoes[row, trip, CARGO_TASKS], state.cargoes[row, trip, CARGO_ITEMS]
    handling = loading_s(world.riders, r, True, tasks, items)
    for split in range(before, after + 1):
        ready = _paused(world.breaks, r, left, travel_s, before, split)
        if ready >= NEVER:
            continue
        waited = _paused(world.breaks, r, ready + handling, 0, split, after)
        if waited >= NEVER:
            continue
        if earliest_start(windows, first, last, max(waited, state.cargoes[row, trip, RELEASE_S]), 0) == label:
            return True
    return False


@compiled
def _paused(breaks: Ints, r: int, left: int, travel_s: int, first: int, last: int) -> int:
    """When a leg is done with the breaks from `first` to before `last` taken on it; NEVER where one would be late."""
    for k in range(first, last):
        start = max(left, breaks[r, k, 0])
        if start > breaks[r, k, 1]:
            return NEVER
        travel_s = max(0, travel_s - (start - left))
        left = start + breaks[r, k, 2]
    return int(left + travel_s)
