"""The cheapest feasible place of a task: `routing.engine.insertion` compiled.

Cost is judged first and time only where the cost would be the least so far. Thorough, it is exact; in haste it blinks,
takes it that a detour never saves time (where the rest of a route cannot wait for a pickup, no delivery further on is
tried; so it is with shortest travel times, but for their rounding), and of imbalance only counts the services.
"""

import numpy as np
from numpy.typing import NDArray

from routing.engine.clockwork import NEVER
from routing.engine.kernel.changes import give_row, imbalance_with, with_task
from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.labels import earliest_start, is_in_time, is_never, ride, serve, serve_back
from routing.engine.kernel.legs import duration_after, leg_s, loading_s
from routing.engine.kernel.random import draw
from routing.engine.kernel.route import depart, extra_cost, measure
from routing.engine.kernel.state import (
    ARRIVING,
    BURDEN_S,
    BUSY_S,
    CARGO_ITEMS,
    CARGO_TASKS,
    COST,
    DISTANCE_M,
    DUES,
    DUES_COST,
    G_AT,
    G_FROM,
    G_TO,
    IMBALANCE_COST,
    ITEMS_AT,
    ITEMS_FROM,
    ITEMS_TO,
    LEAVE_BY,
    LEAVE_ON_TIME,
    LEAVING,
    LENGTH,
    READY_BY,
    READY_ON_TIME,
    RELEASE_S,
    ROOM,
    STAMP,
    TRIPS,
    State,
)
from routing.engine.kernel.world import (
    BENCH,
    BREAKS,
    CALL,
    CAPACITY_G,
    CAPACITY_ITEMS,
    DEPARTS_FROM_S,
    DUE_S,
    FIRST_NODE,
    FIRST_WINDOW,
    FIXED_S,
    FROM_ABOARD,
    FROM_DEPOT,
    HANDLING_S,
    HEAD,
    IS_UNDER_WAY,
    KIND,
    LAST_NODE,
    LAST_WINDOW,
    LOADING_FIXED_S,
    LOADING_ITEM_S,
    MATRIX,
    MAX_TRIPS,
    MOST_BUSY_S,
    MOST_DISTANCE_M,
    NEAR_ROW,
    NODES,
    ORIGIN,
    OVERTIME_PERCENT,
    OWNER,
    PLACE,
    SHARE_PERCENT,
    TASK,
    TASK_ITEMS,
    TASK_WEIGHT_G,
    VEHICLE_COST_S,
    World,
)

Ints = NDArray[np.int64]

# cells of State.spot: the best found so far
SPOT_COST, SPOT_RIDER, SPOT_FIRST, SPOT_LAST, SPOT_OPENING = range(5)
SAVABLE = 5  # the cell of what the route being asked may save besides its way; below 0: what it must cost
# rows of State.costs
PICK, DELIVER, TOGETHER, LATER, BOUND = range(5)
HERE, THERE, READY = 4, 5, 6
"""Positions of the last row of `State.time`, where single label lists stand."""

BLINK_SHARE = 0.01
MOST_OPENINGS_IN_HASTE = 6
ROUTES_LOOKED_AT = 12


@compiled
def cheapest_place(world: World, state: State, task: int, ceiling: int, is_thorough: bool) -> bool:
    """The cheapest place below the ceiling among all riders, into `state.spot`; False where there is none.

    In haste, only routes near one of the task's visits are looked at, and all others where none of them will do.
    """
    spot = state.spot
    spot[SPOT_COST], spot[SPOT_RIDER] = ceiling, -1
    riders = world.own_riders
    state.figures[STAMP] += 1
    stamp = state.figures[STAMP]
    if not is_thorough and len(riders) > ROUTES_LOOKED_AT:
        _look_around(world, state, task, stamp)
        if spot[SPOT_RIDER] >= 0:
            return True
    for k in range(len(riders)):
        r = riders[k]
        if state.seen[r] != stamp and state.allowed[r]:
            state.seen[r] = stamp
            _ask(world, state, task, r, is_thorough, stamp)
    return bool(spot[SPOT_RIDER] >= 0)


@compiled
def _look_around(world: World, state: State, task: int, stamp: int) -> None:
    looked_at = 0
    rows = world.near.shape[1]
    first, last = world.tasks[task, FIRST_NODE], world.tasks[task, LAST_NODE]
    for k in range(1, rows):
        for end in range(world.tasks[task, NODES]):
            node = first if end == 0 else last
            other = world.near[world.nodes[node, NEAR_ROW], k]
            r = state.rider_of[world.nodes[other, TASK]]
            if r < 0 or state.seen[r] == stamp:
                continue
            state.seen[r] = stamp
            looked_at += 1
            _ask(world, state, task, r, False, stamp)
        if looked_at >= ROUTES_LOOKED_AT:
            break
    for k in range(len(world.own_riders)):
        r = world.own_riders[k]
        if state.seen[r] != stamp and state.allowed[r] and state.rows[state.row_of[r], LENGTH] == 2:
            state.seen[r] = stamp
            _ask(world, state, task, r, False, stamp)


@compiled
def _ask(world: World, state: State, task: int, r: int, is_thorough: bool, stamp: int) -> None:
    """Of riders alike who stay at home only the first is asked."""
    if not world.may[r, task]:
        return
    row = state.row_of[r]
    if state.rows[row, LENGTH] == 2:
        where = len(world.riders) + len(world.tasks) + world.riders[r, KIND]
        if state.seen[where] == stamp:
            return
        state.seen[where] = stamp
    elif state.rows[row, LENGTH] + ROOM > state.nodes.shape[1] + 2:
        return
    cheapest_spot(world, state, task, r, is_thorough)


@compiled
def added_by_opening(world: World, state: State, task: int, r: int) -> int:
    """What the task costs in this route wherever it stands."""
    base = 0
    if world.moved_s and world.tasks[task, OWNER] >= 0 and world.tasks[task, OWNER] != r:
        base = world.moved_s
    row = state.row_of[r]
    if state.rows[row, LENGTH] == 2:
        base += world.riders[r, VEHICLE_COST_S] + state.legs[row, 0]
    return int(base)


@compiled
def cheapest_spot(world: World, state: State, task: int, r: int, is_thorough: bool) -> None:
    """The cheapest feasible spot in a rider's route, where it is below the one in `state.spot`, into that."""
    origin = world.tasks[task, ORIGIN]
    if origin != FROM_ABOARD and (
        world.tasks[task, TASK_ITEMS] > world.riders[r, CAPACITY_ITEMS]
        or world.tasks[task, TASK_WEIGHT_G] > world.riders[r, CAPACITY_G]
    ):
        return
    state.spot[SAVABLE] = 0
    if is_thorough:
        state.spot[SAVABLE] = state.rows[state.row_of[r], DUES_COST] + state.figures[IMBALANCE_COST]
    elif world.imbalance_percent > 0:
        state.spot[SAVABLE] = -_unbalanced_by(world, state, task, r)
    base = added_by_opening(world, state, task, r) - state.spot[SAVABLE]
    if base >= state.spot[SPOT_COST]:
        return
    if world.tasks[task, NODES] > 1:
        _cheapest_pair(world, state, task, r, base, is_thorough)
        return
    _cheapest_visit(world, state, task, r, base, is_thorough)
    if world.riders[r, MAX_TRIPS] > state.rows[state.row_of[r], TRIPS] and origin != FROM_ABOARD:
        _cheapest_opening(world, state, task, r, base, is_thorough)


@compiled
def _unbalanced_by(world: World, state: State, task: int, r: int) -> int:
    """What imbalance costs more, or less, when the rider is busier by the task's services."""
    busy_s = 0
    for node in range(world.tasks[task, FIRST_NODE], world.tasks[task, LAST_NODE] + 1):
        busy_s += world.nodes[node, FIXED_S] + world.nodes[node, HANDLING_S]
    burden_s = state.rows[state.row_of[r], BURDEN_S] + busy_s * 100 // world.riders[r, SHARE_PERCENT]
    return int(imbalance_with(world, state, r, burden_s) - state.figures[IMBALANCE_COST])


@compiled
def _add_costs(world: World, state: State, node: int, r: int, into: int, is_thorough: bool) -> None:
    """What a node adds before each position, into a row of `state.costs`.

    In haste NEVER where the clock cannot allow it, whatever breaks are taken when.
    """
    row, matrix, here = state.row_of[r], world.riders[r, MATRIX], world.nodes[node, PLACE]
    places, legs, costs = state.places, state.legs, state.costs
    length, head = state.rows[row, LENGTH], world.riders[r, HEAD]
    for p in range(1 + head, length):
        costs[into, p] = world.travel_to[matrix, here, places[row, p - 1]] - legs[row, p - 1]
        costs[into, p] += world.travel[matrix, here, places[row, p]]
    if world.has_entries:
        for p in range(1 + head, length):
            before, after = state.nodes[row, p - 1], state.nodes[row, p]
            costs[into, p] += extra_cost(world.nodes, world.riders, world.entry, world.habit, r, before, node)
            costs[into, p] += extra_cost(world.nodes, world.riders, world.entry, world.habit, r, node, after)
    if not is_thorough:
        _strike_off(world, state, node, r, into)


@compiled
def _strike_off(world: World, state: State, node: int, r: int, into: int) -> None:
    row, matrix, here = state.row_of[r], world.riders[r, MATRIX], world.nodes[node, PLACE]
    places, costs, windows = state.places, state.costs, world.windows
    first, last = world.nodes[node, FIRST_WINDOW], world.nodes[node, LAST_WINDOW]
    for p in range(1 + world.riders[r, HEAD], state.rows[row, LENGTH]):
        ready_s = state.soonest[row, p - 1] + world.travel_to[matrix, here, places[row, p - 1]]
        duration_s = duration_after(world.nodes, state.nodes[row, p - 1], node)
        left_s = earliest_start(windows, first, last, ready_s, duration_s) + duration_s
        on_s = left_s + world.travel[matrix, here, places[row, p]]
        # whoever comes to a bench where he is at work already may come later
        shares = world.nodes[node, BENCH] == world.nodes[state.nodes[row, p], BENCH]
        if left_s >= NEVER or (on_s > state.due[row, p] and not shares):
            costs[into, p] = NEVER >> 1


@compiled
def _leaving_after(world: World, state: State, i: int, p: int, before: int, node: int, r: int, slot: int) -> None:
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
    return _reaches_by(world, state, slot, node, row, r, p, LEAVE_BY, READY_BY)


@compiled
def _reaches_by(
    world: World, state: State, slot: int, node: int, row: int, r: int, p: int, leave_by: int, ready_by: int
) -> bool:
    nodes, time, count, scratch = world.nodes, state.time, world.riders[r, BREAKS], len(state.time) - 1
    after = state.nodes[row, p]
    travel_s = leg_s(world, world.riders[r, MATRIX], nodes[node, PLACE], state.places[row, p])
    ride(time, scratch, slot, travel_s, world.breaks, r, count, scratch, READY)
    rows = len(state.rows)
    if nodes[node, BENCH] != nodes[after, BENCH]:
        return is_in_time(time, scratch, READY, count, ready_by * rows + row, p)
    first, last = nodes[after, FIRST_WINDOW], nodes[after, LAST_WINDOW]
    serve_back(
        time, leave_by * rows + row, p, world.windows, first, last, nodes[after, HANDLING_S], count, scratch, READY + 1
    )
    return is_in_time(time, scratch, READY, count, scratch, READY + 1)


@compiled
def _leaves_alike(world: World, state: State, task: int, row: int, r: int) -> bool:
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
def _ride_loaded(world: World, state: State, task: int, row: int, r: int) -> None:
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
def _cheapest_visit(world: World, state: State, task: int, r: int, base: int, is_thorough: bool) -> None:
    row, node, spot = state.row_of[r], world.tasks[task, FIRST_NODE], state.spot
    length, head, loads = state.rows[row, LENGTH], world.riders[r, HEAD], state.loads
    _add_costs(world, state, node, r, PICK, is_thorough or world.tasks[task, ORIGIN] == FROM_DEPOT)
    origin, items, weight = world.tasks[task, ORIGIN], world.tasks[task, TASK_ITEMS], world.tasks[task, TASK_WEIGHT_G]
    most_items, most_g = world.riders[r, CAPACITY_ITEMS], world.riders[r, CAPACITY_G]
    leaving = LEAVING * len(state.rows) + row
    is_worked_out = _leaves_alike(world, state, task, row, r)
    has_totals = world.riders[r, MOST_BUSY_S] < NEVER or world.riders[r, MOST_DISTANCE_M] < NEVER
    for p in range(1 + head, length):
        cost = base + state.costs[PICK, p]
        if cost >= spot[SPOT_COST]:
            continue
        if not is_thorough and draw(state.seed) < BLINK_SHARE:
            continue
        if origin == FROM_DEPOT:
            if loads[row, p, ITEMS_TO] + items > most_items or loads[row, p, G_TO] + weight > most_g:
                continue
        elif origin != FROM_ABOARD and (
            loads[row, p - 1, ITEMS_FROM] + items > most_items or loads[row, p - 1, G_FROM] + weight > most_g
        ):
            continue
        if not is_worked_out:
            _ride_loaded(world, state, task, row, r)
            leaving, is_worked_out = len(state.time) - 2, True
        _leaving_after(world, state, leaving, p - 1, state.nodes[row, p - 1], node, r, HERE)
        if not reaches(world, state, HERE, node, row, r, p):
            continue
        if has_totals and not _keeps_totals(world, state, node, node, row, r, p, p):
            continue
        cost = _added(world, state, task, r, p, p, cost, HERE, is_thorough)
        if cost >= spot[SPOT_COST]:
            continue
        spot[SPOT_COST], spot[SPOT_RIDER] = cost, r
        spot[SPOT_FIRST], spot[SPOT_LAST], spot[SPOT_OPENING] = p, p, 0


@compiled
def _added(
    world: World, state: State, task: int, r: int, first: int, last: int, bound: int, slot: int, is_thorough: bool
) -> int:
    """What a spot in time adds, where its way adds `bound` less what may be saved; its last visit is left at `slot`.

    Who still ends within the shift owes no overtime, whatever was owed before; all else is worked out whole.
    """
    row, node = state.row_of[r], world.tasks[task, LAST_NODE]
    has_dues = world.late_percent > 0 and (state.rows[row, DUES] > 0 or world.nodes[node, DUE_S] < NEVER)
    if not has_dues and not (is_thorough and world.imbalance_percent > 0):
        if world.riders[r, OVERTIME_PERCENT] == 0:
            return bound
        if _reaches_by(world, state, slot, node, row, r, last, LEAVE_ON_TIME, READY_ON_TIME):
            return int(bound - state.rows[row, DUES_COST] + (state.spot[SAVABLE] if is_thorough else 0))
    return _added_whole(world, state, task, r, first, last, 0)


@compiled
def _added_whole(world: World, state: State, task: int, r: int, first: int, last: int, opening: int) -> int:
    """What the route costs more with the task, worked out whole; NEVER where it breaks a rule then."""
    row, old = with_task(world, state, task, r, first, last, opening), state.row_of[r]
    added = NEVER
    if measure(world, state, row, r):
        added = state.rows[row, COST] - state.rows[old, COST]
        if world.imbalance_percent > 0:
            added += imbalance_with(world, state, r, state.rows[row, BURDEN_S]) - state.figures[IMBALANCE_COST]
    give_row(state, row)
    return int(added)


@compiled
def _keeps_totals(world: World, state: State, node: int, other: int, row: int, r: int, first: int, last: int) -> bool:
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


@compiled
def _cheapest_pair(world: World, state: State, task: int, r: int, base: int, is_thorough: bool) -> None:
    row, spot, costs = state.row_of[r], state.spot, state.costs
    pickup, delivery = world.tasks[task, FIRST_NODE], world.tasks[task, LAST_NODE]
    length, low = state.rows[row, LENGTH], 1 + world.riders[r, HEAD]
    _add_costs(world, state, pickup, r, PICK, is_thorough)
    _add_costs(world, state, delivery, r, DELIVER, is_thorough)
    _add_together(world, state, pickup, delivery, r)
    costs[LATER, length] = NEVER >> 1
    least = NEVER
    for p in range(length - 1, low - 1, -1):
        least = min(least, costs[TOGETHER, p], costs[PICK, p] + costs[LATER, p + 1])
        costs[LATER, p] = min(costs[LATER, p + 1], costs[DELIVER, p])
    if base + least >= spot[SPOT_COST]:
        return
    leaving = LEAVING * len(state.rows) + row
    for p in range(low, length):
        costs[BOUND, p] = min(costs[TOGETHER, p], costs[PICK, p] + costs[LATER, p + 1])
    while True:  # the likeliest first: hardly any others are left to try after it
        first = low
        for p in range(low + 1, length):
            if costs[BOUND, p] < costs[BOUND, first]:
                first = p
        if base + costs[BOUND, first] >= spot[SPOT_COST]:
            return
        costs[BOUND, first] = NEVER
        if not is_thorough and draw(state.seed) < BLINK_SHARE:
            continue
        _leaving_after(world, state, leaving, first - 1, state.nodes[row, first - 1], pickup, r, HERE)
        if not is_thorough and not reaches(world, state, HERE, pickup, row, r, first):
            continue
        _cheapest_delivery(world, state, task, r, first, base, is_thorough)


@compiled
def _add_together(world: World, state: State, pickup: int, delivery: int, r: int) -> None:
    """What both nodes add one right after the other before each position."""
    row, matrix, costs = state.row_of[r], world.riders[r, MATRIX], state.costs
    here, there = world.nodes[pickup, PLACE], world.nodes[delivery, PLACE]
    between = leg_s(world, matrix, here, there)
    length, head = state.rows[row, LENGTH], world.riders[r, HEAD]
    for p in range(1 + head, length):
        before, after = state.places[row, p - 1], state.places[row, p]
        costs[TOGETHER, p] = world.travel_to[matrix, here, before] + between - state.legs[row, p - 1]
        costs[TOGETHER, p] += world.travel[matrix, there, after]
    if world.has_entries:
        inner = extra_cost(world.nodes, world.riders, world.entry, world.habit, r, pickup, delivery)
        for p in range(1 + head, length):
            before, after = state.nodes[row, p - 1], state.nodes[row, p]
            costs[TOGETHER, p] += inner
            costs[TOGETHER, p] += extra_cost(world.nodes, world.riders, world.entry, world.habit, r, before, pickup)
            costs[TOGETHER, p] += extra_cost(world.nodes, world.riders, world.entry, world.habit, r, delivery, after)


@compiled
def _cheapest_delivery(world: World, state: State, task: int, r: int, first: int, base: int, is_thorough: bool) -> None:
    """Rides on from the pickup, left at the list HERE, and tries the delivery before each later position."""
    row, spot, costs, loads = state.row_of[r], state.spot, state.costs, state.loads
    time, nodes, scratch, rows = state.time, world.nodes, len(state.time) - 1, len(state.rows)
    count, matrix, call = world.riders[r, BREAKS], world.riders[r, MATRIX], world.riders[r, CALL]
    pickup, delivery = world.tasks[task, FIRST_NODE], world.tasks[task, LAST_NODE]
    before = pickup
    items, weight = world.tasks[task, TASK_ITEMS], world.tasks[task, TASK_WEIGHT_G]
    most_items, most_g = world.riders[r, CAPACITY_ITEMS], world.riders[r, CAPACITY_G]
    has_totals = world.riders[r, MOST_BUSY_S] < NEVER or world.riders[r, MOST_DISTANCE_M] < NEVER
    trip = 0
    if state.rows[row, TRIPS] > 1:
        while trip + 1 < state.rows[row, TRIPS] and state.departures[row, trip + 1] < first:
            trip += 1
    for p in range(first, state.rows[row, LENGTH]):
        cost = costs[PICK, first] + costs[DELIVER, p]
        rest = costs[PICK, first] + costs[LATER, p]
        if p == first:
            cost = costs[TOGETHER, p]
            rest = min(cost, costs[PICK, first] + costs[LATER, p + 1])
        if base + rest >= spot[SPOT_COST] or is_never(time, scratch, HERE, count):
            break
        if loads[row, p - 1, ITEMS_AT] + items > most_items or loads[row, p - 1, G_AT] + weight > most_g:
            break
        if base + cost < spot[SPOT_COST]:
            _leaving_after(world, state, scratch, HERE, before, delivery, r, THERE)
            if reaches(world, state, THERE, delivery, row, r, p) and (
                not has_totals or _keeps_totals(world, state, pickup, delivery, row, r, first, p)
            ):
                added = _added(world, state, task, r, first, p, base + cost, THERE, is_thorough)
                if added < spot[SPOT_COST]:
                    spot[SPOT_COST], spot[SPOT_RIDER] = added, r
                    spot[SPOT_FIRST], spot[SPOT_LAST], spot[SPOT_OPENING] = first, p, 0
        node = state.nodes[row, p]
        travel_s = leg_s(world, matrix, nodes[before, PLACE], nodes[node, PLACE])
        ride(time, scratch, HERE, travel_s, world.breaks, r, count, scratch, READY)
        if node == call:
            trip += 1
            tasks, loaded = state.cargoes[row, trip, CARGO_TASKS], state.cargoes[row, trip, CARGO_ITEMS]
            handling, release = loading_s(world.riders, r, True, tasks, loaded), state.cargoes[row, trip, RELEASE_S]
            depart(world, time, scratch, scratch, READY, r, True, handling, release, scratch, HERE)
        else:
            opens, closes = nodes[node, FIRST_WINDOW], nodes[node, LAST_WINDOW]
            duration = duration_after(nodes, before, node)
            serve(time, scratch, READY, world.windows, opens, closes, duration, world.breaks, r, count)
            for taken in range(count + 1):
                time[scratch, HERE, taken] = time[scratch, READY, taken]
        before = node
        if not is_thorough and not is_in_time(time, scratch, HERE, count, LEAVE_BY * rows + row, p):
            break


@compiled
def _cheapest_opening(world: World, state: State, task: int, r: int, base: int, is_thorough: bool) -> None:
    """Spots where the task begins a trip, ends one, or makes one of its own, each worked out whole.

    In haste, the cheapest few that hold are not known beforehand: as many as fail are tried.
    """
    spot = state.spot
    tried = 0
    floor = -NEVER
    while True:
        cost, first, opening = _next_opening(world, state, task, r, base, floor)
        if cost >= spot[SPOT_COST]:
            return
        if not is_thorough and (tried >= MOST_OPENINGS_IN_HASTE or draw(state.seed) < BLINK_SHARE):
            return
        tried += 1
        added = _added_whole(world, state, task, r, first, first, opening)
        if added < spot[SPOT_COST]:
            spot[SPOT_COST], spot[SPOT_RIDER] = added, r
            spot[SPOT_FIRST], spot[SPOT_LAST], spot[SPOT_OPENING] = first, first, opening
            if added <= cost:
                return
        floor = (cost * 4 + opening) * state.nodes.shape[1] + first


@compiled
def _next_opening(world: World, state: State, task: int, r: int, base: int, floor: int) -> tuple[int, int, int]:
    """The cheapest opening after the one of this rank: its cost, position and kind."""
    row, node, call = state.row_of[r], world.tasks[task, FIRST_NODE], world.riders[r, CALL]
    may_make_two = state.rows[row, TRIPS] + 2 <= world.riders[r, MAX_TRIPS]
    wide = state.nodes.shape[1]
    best = NEVER
    for p in range(1 + world.riders[r, HEAD], state.rows[row, LENGTH]):
        before, after = state.nodes[row, p - 1], state.nodes[row, p]
        begins = before == call or (p == 1 and not world.riders[r, IS_UNDER_WAY])
        ends = after == call or p == state.rows[row, LENGTH] - 1
        for opening in range(1, 4):
            if (opening & 1 and begins) or (opening & 2 and ends) or (opening == 3 and not may_make_two):
                continue
            cost = base - state.legs[row, p - 1]
            if opening & 1:
                cost += _leg_cost(world, r, before, call) + _leg_cost(world, r, call, node)
            else:
                cost += _leg_cost(world, r, before, node)
            if opening & 2:
                cost += _leg_cost(world, r, node, call) + _leg_cost(world, r, call, after)
            else:
                cost += _leg_cost(world, r, node, after)
            rank = (cost * 4 + opening) * wide + p
            if rank > floor:
                best = min(best, rank)
    if best == NEVER:
        return NEVER, 0, 0
    return best // wide // 4, best % wide, best // wide % 4


@compiled
def _leg_cost(world: World, r: int, before: int, node: int) -> int:
    nodes = world.nodes
    travel_s = leg_s(world, world.riders[r, MATRIX], nodes[before, PLACE], nodes[node, PLACE])
    return int(travel_s + extra_cost(nodes, world.riders, world.entry, world.habit, r, before, node))
