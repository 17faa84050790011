"""One route judged whole: `routing.engine.tour` compiled. Written into a row, with every label, load and cost."""

import numpy as np
from numpy.typing import NDArray

from routing.engine.clockwork import NEVER
from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.dues import measure_dues
from routing.engine.kernel.labels import is_never, ride, ride_back, serve, serve_back
from routing.engine.kernel.legs import duration_after, extra_cost, leg_s, loading_s, note_place
from routing.engine.kernel.plain_route import look_back_plainly, ride_back_plainly, ride_plainly
from routing.engine.kernel.state import (
    ARRIVING,
    BURDEN_S,
    BUSY_S,
    CARGO_G,
    CARGO_ITEMS,
    CARGO_TASKS,
    COST,
    DISTANCE_M,
    DUES,
    DUES_COST,
    G_AT,
    G_FROM,
    G_TO,
    ITEMS_AT,
    ITEMS_FROM,
    ITEMS_TO,
    LEAVE_BY,
    LEAVE_ON_TIME,
    LEAVING,
    LENGTH,
    MEASURED,
    READY_BY,
    READY_ON_TIME,
    RELEASE_S,
    TRIPS,
    State,
)
from routing.engine.kernel.world import (
    ABOARD_G,
    ABOARD_ITEMS,
    BENCH,
    BREAKS,
    CALL,
    CAPACITY_G,
    CAPACITY_ITEMS,
    DEPARTS_FROM_S,
    FIRST_S,
    FIRST_WINDOW,
    FIXED_S,
    HANDLING_S,
    IS_LOADED,
    IS_UNDER_WAY,
    IS_UNLOADED,
    IS_VISIT,
    ITEMS,
    LAST_NODE,
    LAST_S,
    LAST_WINDOW,
    MATRIX,
    MAX_TRIPS,
    MOST_BUSY_S,
    MOST_DISTANCE_M,
    OVERTIME_PERCENT,
    OWNER,
    SHARE_PERCENT,
    SHIFT_END_S,
    START,
    TASK,
    TASK_ITEMS,
    TASK_WEIGHT_G,
    UNLOAD_G,
    UNLOAD_ITEMS,
    VEHICLE_COST_S,
    WEIGHT_G,
    World,
)

Ints = NDArray[np.int64]


@compiled
def depart(
    world: World,
    time: Ints,
    scratch: int,
    i: int,
    p: int,
    r: int,
    is_call: bool,
    handling: int,
    release: int,
    j: int,
    q: int,
) -> None:
    """Earliest departures of a trip by a rider at the depot from `time[i, p]` on, into `time[j, q]`."""
    count = world.riders[r, BREAKS]
    for taken in range(count + 1):
        time[j, q, taken] = time[i, p, taken]
    if handling > 0:
        for taken in range(count + 1):
            ready = time[j, q, taken]
            left = max(ready, 0) + handling if ready < NEVER else NEVER
            if taken < count and left > world.breaks[r, taken, 1]:
                left = NEVER
            time[scratch, 0, taken] = left
        ride(time, scratch, 0, 0, world.breaks, r, count, j, q)
    for taken in range(count + 1):
        time[j, q, taken] = max(time[j, q, taken], release)
    node = world.riders[r, CALL] if is_call else world.riders[r, START]
    first, last = world.nodes[node, FIRST_WINDOW], world.nodes[node, LAST_WINDOW]
    serve(time, j, q, world.windows, first, last, 0, world.breaks, r, count)


@compiled
def measure(world: World, state: State, row: int, r: int) -> bool:
    """Works everything out for the nodes that stand in the row; whether the route keeps every rule.

    A route with more trips than its rider may make is not worked out at all.
    """
    state.figures[MEASURED] += 1
    state.versions[row] = state.figures[MEASURED]
    if not _measure_trips(world, state, row, r):
        return False
    riders, length = world.riders, state.rows[row, LENGTH]
    if state.rows[row, TRIPS] == 1 and riders[r, BREAKS] <= 1:
        _measure_departure(world, state, row, r)
        fits = ride_plainly(world, state, row, r)
        ride_back_plainly(world, state, row, r, LEAVE_BY, READY_BY, riders[r, LAST_S])
        if riders[r, OVERTIME_PERCENT] > 0:
            ride_back_plainly(world, state, row, r, LEAVE_ON_TIME, READY_ON_TIME, riders[r, SHIFT_END_S])
        look_back_plainly(world, state, row, r, READY_BY)
    else:
        _measure_costs(world, state, row, r)
        _measure_departure(world, state, row, r)
        _measure_forward(world, state, row, r)
        _measure_backward(world, state, row, r, LEAVE_BY, READY_BY, riders[r, LAST_S])
        if riders[r, OVERTIME_PERCENT] > 0:
            _measure_backward(world, state, row, r, LEAVE_ON_TIME, READY_ON_TIME, riders[r, SHIFT_END_S])
        fits = _measure_loads(world, state, row, r)
        _note_bounds(world, state, row, r)
    _count_in_the_rider(world, state, row, r)
    if is_never(state.time, LEAVING * len(state.rows) + row, length - 1, riders[r, BREAKS]):
        return False
    measure_dues(world, state, row, r)
    is_busy, distance_m = state.rows[row, BUSY_S] > riders[r, MOST_BUSY_S], state.rows[row, DISTANCE_M]
    return bool(fits and (length == 2 or not (is_busy or distance_m > riders[r, MOST_DISTANCE_M])))


@compiled
def _count_in_the_rider(world: World, state: State, row: int, r: int) -> None:
    """What the rider itself costs, and how busy it is, for one that does not stay at home."""
    rows, is_out = state.rows, state.rows[row, LENGTH] > 2
    rows[row, COST] = rows[row, COST] + world.riders[r, VEHICLE_COST_S] if is_out else 0
    rows[row, BURDEN_S] = rows[row, BUSY_S] * 100 // world.riders[r, SHARE_PERCENT] if is_out else 0
    rows[row, DUES_COST] = rows[row, DUES] = 0


@compiled
def _note_bounds(world: World, state: State, row: int, r: int) -> None:
    time, count, rows = state.time, world.riders[r, BREAKS], len(state.rows)
    for p in range(state.rows[row, LENGTH]):
        soonest, due = NEVER, -NEVER
        for taken in range(count + 1):
            soonest = min(soonest, time[LEAVING * rows + row, p, taken])
            due = max(due, time[READY_BY * rows + row, p, taken])
        state.soonest[row, p], state.due[row, p] = soonest, due


@compiled
def _measure_trips(world: World, state: State, row: int, r: int) -> bool:
    nodes, cargoes, call = world.nodes, state.cargoes, world.riders[r, CALL]
    trip = 0
    state.departures[row, 0] = 0
    for k in range(4):
        cargoes[row, 0, k] = 0
    for p in range(1, state.rows[row, LENGTH] - 1):
        node = state.nodes[row, p]
        if node == call:
            trip += 1
            if trip >= world.riders[r, MAX_TRIPS] or trip >= state.departures.shape[1]:
                return False
            state.departures[row, trip] = p
            for k in range(4):
                cargoes[row, trip, k] = 0
        elif nodes[node, IS_LOADED]:
            task = nodes[node, TASK]
            cargoes[row, trip, CARGO_TASKS] += 1
            cargoes[row, trip, CARGO_ITEMS] += world.tasks[task, TASK_ITEMS]
            cargoes[row, trip, CARGO_G] += world.tasks[task, TASK_WEIGHT_G]
            cargoes[row, trip, RELEASE_S] = max(cargoes[row, trip, RELEASE_S], world.tasks[task, DEPARTS_FROM_S])
    state.rows[row, TRIPS] = trip + 1
    return True


@compiled
def _measure_costs(world: World, state: State, row: int, r: int) -> None:
    nodes, matrix, length = world.nodes, world.riders[r, MATRIX], state.rows[row, LENGTH]
    is_measured = world.riders[r, MOST_DISTANCE_M] < NEVER
    cost = busy = distance = 0
    before = state.nodes[row, 0]
    there = note_place(world, state, row, 0, r, before)
    for p in range(1, length):
        node = state.nodes[row, p]
        here = note_place(world, state, row, p, r, node)
        leg = leg_s(world, matrix, there, here)
        busy += leg + duration_after(nodes, before, node)
        if is_measured:
            distance += world.distance[matrix, there, here]
        if world.has_entries:
            leg += extra_cost(nodes, world.riders, world.entry, world.habit, r, before, node)
        state.legs[row, p - 1] = leg
        cost += leg
        if world.moved_s and nodes[node, IS_VISIT]:
            task = nodes[node, TASK]
            owner = world.tasks[task, OWNER]
            # of a task's nodes here, the last alone pays
            if owner >= 0 and owner != r and node == world.tasks[task, LAST_NODE]:
                cost += world.moved_s
        before, there = node, here
    state.rows[row, COST], state.rows[row, BUSY_S], state.rows[row, DISTANCE_M] = cost, busy, distance


@compiled
def _measure_departure(world: World, state: State, row: int, r: int) -> None:
    """When the rider begins, and leaves with the first trip's cargo."""
    time, count, rows = state.time, world.riders[r, BREAKS], len(state.rows)
    leaving, arriving, scratch = LEAVING * rows + row, ARRIVING * rows + row, len(time) - 1
    for taken in range(count + 1):
        time[scratch, 1, taken] = NEVER
    time[scratch, 1, 0] = world.riders[r, FIRST_S]
    ride(time, scratch, 1, 0, world.breaks, r, count, arriving, 0)
    tasks, items, release = (
        state.cargoes[row, 0, CARGO_TASKS],
        state.cargoes[row, 0, CARGO_ITEMS],
        state.cargoes[row, 0, RELEASE_S],
    )
    if world.riders[r, IS_UNDER_WAY] and tasks > 0:
        for taken in range(count + 1):
            time[leaving, 0, taken] = NEVER
        return
    handling = loading_s(world.riders, r, False, tasks, items)
    depart(world, time, scratch, arriving, 0, r, False, handling, release, leaving, 0)


@compiled
def _measure_forward(world: World, state: State, row: int, r: int) -> None:
    time, nodes, count = state.time, world.nodes, world.riders[r, BREAKS]
    rows = len(state.rows)
    leaving, arriving, scratch = LEAVING * rows + row, ARRIVING * rows + row, len(time) - 1
    matrix, call, length = world.riders[r, MATRIX], world.riders[r, CALL], state.rows[row, LENGTH]
    trip = 0
    for p in range(1, length):
        before, node = state.nodes[row, p - 1], state.nodes[row, p]
        travel_s = leg_s(world, matrix, state.places[row, p - 1], state.places[row, p])
        if node == call:
            trip += 1
            ride(time, leaving, p - 1, travel_s, world.breaks, r, count, arriving, p)
            tasks, items = state.cargoes[row, trip, CARGO_TASKS], state.cargoes[row, trip, CARGO_ITEMS]
            handling = loading_s(world.riders, r, True, tasks, items)
            release = state.cargoes[row, trip, RELEASE_S]
            depart(world, time, scratch, arriving, p, r, True, handling, release, leaving, p)
            continue
        ride(time, leaving, p - 1, travel_s, world.breaks, r, count, leaving, p)
        duration = 0 if p == length - 1 else duration_after(nodes, before, node)
        first, last = nodes[node, FIRST_WINDOW], nodes[node, LAST_WINDOW]
        serve(time, leaving, p, world.windows, first, last, duration, world.breaks, r, count)


@compiled
def _measure_backward(world: World, state: State, row: int, r: int, leaving: int, ready: int, end_s: int) -> None:
    """Label lists of these two kinds, of a route that ends by `end_s`."""
    time, nodes, breaks, count = state.time, world.nodes, world.breaks, world.riders[r, BREAKS]
    rows, length = len(state.rows), state.rows[row, LENGTH]
    leave_by, ready_by, scratch = leaving * rows + row, ready * rows + row, len(time) - 1
    matrix, windows = world.riders[r, MATRIX], world.windows
    for taken in range(count):
        time[leave_by, length - 1, taken] = min(breaks[r, taken, 1], end_s)
    time[leave_by, length - 1, count] = end_s
    end = state.nodes[row, length - 1]
    first, last = nodes[end, FIRST_WINDOW], nodes[end, LAST_WINDOW]
    serve_back(time, leave_by, length - 1, windows, first, last, 0, count, ready_by, length - 1)
    trip = state.rows[row, TRIPS] - 1
    for p in range(length - 2, -1, -1):
        node, after = state.nodes[row, p], state.nodes[row, p + 1]
        travel_s = leg_s(world, matrix, state.places[row, p], state.places[row, p + 1])
        if nodes[node, BENCH] == nodes[after, BENCH]:
            first, last = nodes[after, FIRST_WINDOW], nodes[after, LAST_WINDOW]
            handling = nodes[after, HANDLING_S]
            serve_back(time, leave_by, p + 1, windows, first, last, handling, count, scratch, 0)
            ride_back(time, scratch, 0, travel_s, breaks, r, count, leave_by, p)
        else:
            ride_back(time, ready_by, p + 1, travel_s, breaks, r, count, leave_by, p)
        first, last = nodes[node, FIRST_WINDOW], nodes[node, LAST_WINDOW]
        if p > 0 and node == world.riders[r, CALL]:
            tasks, items = state.cargoes[row, trip, CARGO_TASKS], state.cargoes[row, trip, CARGO_ITEMS]
            handling = loading_s(world.riders, r, True, tasks, items)
            _back_by(world, time, scratch, r, handling, state.cargoes[row, trip, RELEASE_S], leave_by, ready_by, p)
            trip -= 1
            continue
        fresh_s = nodes[node, FIXED_S] + nodes[node, HANDLING_S]
        serve_back(time, leave_by, p, windows, first, last, fresh_s, count, ready_by, p)


@compiled
def _back_by(
    world: World, time: Ints, scratch: int, r: int, handling: int, release: int, leave_by: int, ready_by: int, p: int
) -> None:
    """Latest arrivals at the depot that still leave again in time with the trip's cargo."""
    count, windows = world.riders[r, BREAKS], world.windows
    node = world.riders[r, CALL]
    for taken in range(count + 1):
        best = -NEVER
        for k in range(world.nodes[node, LAST_WINDOW] - 1, world.nodes[node, FIRST_WINDOW] - 1, -1):
            if windows[k, 1] < release:
                continue
            start = min(windows[k, 1], windows[k, 2], time[leave_by, p, taken])
            if start >= max(windows[k, 0], release):
                best = start
                break
        time[scratch, 2, taken] = best
    ride_back(time, scratch, 2, 0, world.breaks, r, count, scratch, 3)
    for taken in range(count + 1):
        start = min(NEVER, time[scratch, 3, taken] - handling)
        time[ready_by, p, taken] = start if start >= 0 else -NEVER


@compiled
def _measure_loads(world: World, state: State, row: int, r: int) -> bool:
    """Whether what is on board always fits."""
    nodes, riders, loads = world.nodes, world.riders, state.loads
    length, call = state.rows[row, LENGTH], riders[r, CALL]
    items = riders[r, ABOARD_ITEMS] + state.cargoes[row, 0, CARGO_ITEMS]
    weight = riders[r, ABOARD_G] + state.cargoes[row, 0, CARGO_G]
    unload_items, unload_weight = riders[r, UNLOAD_ITEMS], riders[r, UNLOAD_G]
    loads[row, 0, ITEMS_AT], loads[row, 0, G_AT] = items, weight
    loads[row, 0, ITEMS_TO], loads[row, 0, G_TO] = 0, 0
    fullest_items, fullest_weight = items, weight
    trip = 0
    for p in range(1, length):
        loads[row, p, ITEMS_TO], loads[row, p, G_TO] = fullest_items, fullest_weight
        node = state.nodes[row, p]
        if node == call:
            trip += 1
            items += state.cargoes[row, trip, CARGO_ITEMS] - unload_items
            weight += state.cargoes[row, trip, CARGO_G] - unload_weight
            unload_items = unload_weight = 0
            fullest_items, fullest_weight = items, weight
        elif p < length - 1:
            items += nodes[node, ITEMS]
            weight += nodes[node, WEIGHT_G]
            if nodes[node, IS_UNLOADED]:
                unload_items += nodes[node, ITEMS]
                unload_weight += nodes[node, WEIGHT_G]
        loads[row, p, ITEMS_AT], loads[row, p, G_AT] = items, weight
        fullest_items, fullest_weight = max(fullest_items, items), max(fullest_weight, weight)
    loads[row, length - 1, ITEMS_FROM], loads[row, length - 1, G_FROM] = items, weight
    fullest_items = fullest_weight = -NEVER
    for p in range(length - 2, -1, -1):
        fullest_items = max(fullest_items, loads[row, p, ITEMS_AT])
        fullest_weight = max(fullest_weight, loads[row, p, G_AT])
        loads[row, p, ITEMS_FROM], loads[row, p, G_FROM] = fullest_items, fullest_weight
        if state.nodes[row, p] == call:
            fullest_items = fullest_weight = -NEVER
    for p in range(length):
        if loads[row, p, ITEMS_AT] > riders[r, CAPACITY_ITEMS] or loads[row, p, G_AT] > riders[r, CAPACITY_G]:
            return False
    return True
