"""Whether a task in a spot keeps the clock, and the totals that a rider has to keep."""

from routing.engine.clockwork import NEVER
from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.labels import is_in_time, ride, ride_past, serve, serve_back
from routing.engine.kernel.legs import duration_after, leg_s, loading_s
from routing.engine.kernel.plain_route import go_on
from routing.engine.kernel.route import depart
from routing.engine.kernel.state import (
    ARRIVING,
    BUSY_S,
    CARGO_ITEMS,
    CARGO_TASKS,
    DISTANCE_M,
    LEAVE_BY,
    LENGTH,
    READY,
    READY_BY,
    RELEASE_S,
    THERE,
    TRIPS,
    State,
)
from routing.engine.kernel.world import (
    BENCH,
    BREAKS,
    DEPARTS_FROM_S,
    FIRST_WINDOW,
    FROM_DEPOT,
    HANDLING_S,
    IS_UNDER_WAY,
    LAST_WINDOW,
    LOADING_FIXED_S,
    LOADING_ITEM_S,
    MATRIX,
    MOST_BUSY_S,
    MOST_DISTANCE_M,
    ORIGIN,
    OVERTIME_PERCENT,
    PLACE,
    TASK_ITEMS,
    World,
)


@compiled
def leaving_after(world: World, state: State, i: int, p: int, before: int, node: int, r: int, slot: int) -> None:
    """Earliest times of leaving `node`, ridden to from `before` which is left at `time[i, p]`, into a scratch list."""
    nodes, count, scratch = world.nodes, world.riders[r, BREAKS], len(state.time) - 1
    travel_s = leg_s(world, world.riders[r, MATRIX], nodes[before, PLACE], nodes[node, PLACE])
    ride(state.time, i, p, travel_s, world.breaks, r, count, scratch, slot)
    first, last = nodes[node, FIRST_WINDOW], nodes[node, LAST_WINDOW]
    duration = duration_after(nodes, before, node)
    serve(state.time, scratch, slot, world.windows, first, last, duration, world.breaks, r, count)


@compiled
def reaches(world: World, state: State, slot: int, node: int, row: int, r: int, p: int) -> bool:
    """Whether a rider leaving `node` at the scratch list can go on to position `p` and end the route in time."""
    return reaches_by(world, state, slot, node, row, r, p, LEAVE_BY, READY_BY)


@compiled
def reaches_by(
    world: World, state: State, slot: int, node: int, row: int, r: int, p: int, leave_by: int, ready_by: int
) -> bool:
    nodes, time, count, scratch = world.nodes, state.time, world.riders[r, BREAKS], len(state.time) - 1
    travel_s = leg_s(world, world.riders[r, MATRIX], nodes[node, PLACE], state.places[row, p])
    ride(time, scratch, slot, travel_s, world.breaks, r, count, scratch, READY)
    rows = len(state.rows)
    if nodes[node, BENCH] != state.benches[row, p]:
        return is_in_time(time, scratch, READY, count, ready_by * rows + row, p)
    after = state.nodes[row, p]
    first, last = nodes[after, FIRST_WINDOW], nodes[after, LAST_WINDOW]
    serve_back(
        time, leave_by * rows + row, p, world.windows, first, last, nodes[after, HANDLING_S], count, scratch, READY + 1
    )
    return is_in_time(time, scratch, READY, count, scratch, READY + 1)


@compiled
def fits_between(world: World, state: State, i: int, p: int, node: int, row: int, r: int) -> bool:
    """Whether a rider leaving position `p - 1` at `time[i, p - 1]` can serve the node, go on to `p` and end in time.

    When the node is left stands in the list THERE then, where that may cost overtime.
    """
    time, count, before = state.time, world.riders[r, BREAKS], state.nodes[row, p - 1]
    if count > 1:
        leaving_after(world, state, i, p - 1, before, node, r, THERE)
        return reaches(world, state, THERE, node, row, r, p)
    travel_s = leg_s(world, world.riders[r, MATRIX], state.places[row, p - 1], world.nodes[node, PLACE])
    duration_s = duration_after(world.nodes, before, node)
    rested_s = time[i, p - 1, 1] if count > 0 else NEVER
    early_s, rested_s = go_on(world, r, time[i, p - 1, 0], rested_s, travel_s, node, duration_s)
    return gets_to(world, state, early_s, rested_s, node, row, r, p)


@compiled
def gets_to(world: World, state: State, early_s: int, rested_s: int, node: int, row: int, r: int, p: int) -> bool:
    """Whether such a rider, leaving the node then, can go on to position `p` and end the route in time."""
    time, count = state.time, world.riders[r, BREAKS]
    shares = world.nodes[node, BENCH] == state.benches[row, p]
    if shares or world.riders[r, OVERTIME_PERCENT] > 0:
        scratch = len(time) - 1
        time[scratch, THERE, 0] = early_s
        if count > 0:
            time[scratch, THERE, 1] = rested_s
    if shares:
        return reaches(world, state, THERE, node, row, r, p)
    travel_s = leg_s(world, world.riders[r, MATRIX], world.nodes[node, PLACE], state.places[row, p])
    ready_by = READY_BY * len(state.rows) + row
    if early_s < NEVER and early_s + travel_s <= time[ready_by, p, 0]:
        return True
    if count == 0:
        return False
    breaks = world.breaks
    rested_s = ride_past(early_s, rested_s, travel_s, breaks[r, 0, 0], breaks[r, 0, 1], breaks[r, 0, 2])
    return bool(rested_s < NEVER and rested_s <= time[ready_by, p, 1])


@compiled
def leaves_alike(world: World, state: State, task: int, row: int, r: int) -> bool:
    """Whether no trip leaves later for loading the task too."""
    if world.tasks[task, ORIGIN] != FROM_DEPOT:
        return True
    if world.riders[r, IS_UNDER_WAY] or world.riders[r, LOADING_FIXED_S] or world.riders[r, LOADING_ITEM_S]:
        return False
    for trip in range(state.rows[row, TRIPS]):
        if world.tasks[task, DEPARTS_FROM_S] > state.cargoes[row, trip, RELEASE_S]:
            return False
    return True


@compiled
def ride_loaded(world: World, state: State, task: int, row: int, r: int) -> None:
    """Earliest times of leaving each position if the task were loaded for the trip it belongs to, into scratch."""
    time, nodes, count, rows = state.time, world.nodes, world.riders[r, BREAKS], len(state.rows)
    loaded, scratch = len(time) - 2, len(time) - 1
    matrix = world.riders[r, MATRIX]
    for trip in range(state.rows[row, TRIPS]):
        first = state.departures[row, trip]
        last = state.rows[row, LENGTH] - 1
        if trip + 1 < state.rows[row, TRIPS]:
            last = state.departures[row, trip + 1]
        if trip == 0 and world.riders[r, IS_UNDER_WAY]:
            for p in range(first, last):
                for taken in range(count + 1):
                    time[loaded, p, taken] = NEVER
            continue
        handling = loading_s(
            world.riders,
            r,
            trip > 0,
            state.cargoes[row, trip, CARGO_TASKS] + 1,
            state.cargoes[row, trip, CARGO_ITEMS] + world.tasks[task, TASK_ITEMS],
        )
        release = max(state.cargoes[row, trip, RELEASE_S], world.tasks[task, DEPARTS_FROM_S])
        depart(world, time, scratch, ARRIVING * rows + row, first, r, trip > 0, handling, release, loaded, first)
        for p in range(first + 1, last):
            before, node = state.nodes[row, p - 1], state.nodes[row, p]
            travel_s = leg_s(world, matrix, state.places[row, p - 1], state.places[row, p])
            ride(time, loaded, p - 1, travel_s, world.breaks, r, count, loaded, p)
            opens, closes = nodes[node, FIRST_WINDOW], nodes[node, LAST_WINDOW]
            duration = duration_after(nodes, before, node)
            serve(time, loaded, p, world.windows, opens, closes, duration, world.breaks, r, count)


@compiled
def keeps_totals(world: World, state: State, node: int, other: int, row: int, r: int, first: int, last: int) -> bool:
    """Whether share of day and distance are kept with a node before position `first`, and another before `last`."""
    busy, distance = state.rows[row, BUSY_S], state.rows[row, DISTANCE_M]
    before, after = state.nodes[row, first - 1], state.nodes[row, first]
    following = other if first == last and other != node else after
    busy += _busy_s(world, r, before, node) + _busy_s(world, r, node, following) - _busy_s(world, r, before, after)
    distance += _distance_m(world, r, before, node) + _distance_m(world, r, node, following)
    distance -= _distance_m(world, r, before, after)
    if other != node:
        before, following = state.nodes[row, last - 1], state.nodes[row, last]
        if first == last:
            busy += _busy_s(world, r, other, following)
            distance += _distance_m(world, r, other, following)
        else:
            busy += _busy_s(world, r, before, other) + _busy_s(world, r, other, following)
            busy -= _busy_s(world, r, before, following)
            distance += _distance_m(world, r, before, other) + _distance_m(world, r, other, following)
            distance -= _distance_m(world, r, before, following)
    return bool(busy <= world.riders[r, MOST_BUSY_S] and distance <= world.riders[r, MOST_DISTANCE_M])


@compiled
def _busy_s(world: World, r: int, before: int, node: int) -> int:
    nodes = world.nodes
    travel_s = leg_s(world, world.riders[r, MATRIX], nodes[before, PLACE], nodes[node, PLACE])
    return travel_s + duration_after(nodes, before, node)


@compiled
def _distance_m(world: World, r: int, before: int, node: int) -> int:
    """Nothing for whom it is not limited."""
    if world.riders[r, MOST_DISTANCE_M] >= NEVER:
        return 0
    nodes = world.nodes
    return int(world.distance[world.riders[r, MATRIX], nodes[before, PLACE], nodes[node, PLACE]])
