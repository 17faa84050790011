"""A route of one trip and at most one break measured in two passes, plain numbers standing for its label lists.

What `routing.engine.kernel.route` works out for any route, some three times as fast: most routes are such.
"""

from routing.engine.clockwork import NEVER
from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.labels import latest_start, leave, ride_past
from routing.engine.kernel.legs import duration_after, extra_cost, note_place
from routing.engine.kernel.state import (
    BUSY_S,
    CARGO_G,
    CARGO_ITEMS,
    COST,
    DISTANCE_M,
    G_AT,
    G_FROM,
    G_TO,
    ITEMS_AT,
    ITEMS_FROM,
    ITEMS_TO,
    LEAVING,
    LENGTH,
    State,
)
from routing.engine.kernel.world import (
    ABOARD_G,
    ABOARD_ITEMS,
    BREAKS,
    CAPACITY_G,
    CAPACITY_ITEMS,
    FIRST_WINDOW,
    FIXED_S,
    HANDLING_S,
    IS_VISIT,
    ITEMS,
    LAST_NODE,
    LAST_WINDOW,
    MATRIX,
    MOST_DISTANCE_M,
    OWNER,
    TASK,
    WEIGHT_G,
    World,
)


@compiled
def go_on(
    world: World, r: int, early_s: int, rested_s: int, travel_s: int, node: int, duration_s: int
) -> tuple[int, int]:
    """Rides and serves: when a rider of at most one break leaves the node, with it to come and with it behind."""
    windows, breaks = world.windows, world.breaks
    first, last = world.nodes[node, FIRST_WINDOW], world.nodes[node, LAST_WINDOW]
    if world.riders[r, BREAKS] == 0:
        return leave(windows, first, last, early_s + travel_s, duration_s, NEVER), NEVER
    rested_s = ride_past(early_s, rested_s, travel_s, breaks[r, 0, 0], breaks[r, 0, 1], breaks[r, 0, 2])
    early_s = leave(windows, first, last, early_s + travel_s, duration_s, breaks[r, 0, 1])
    return early_s, leave(windows, first, last, rested_s, duration_s, NEVER)


@compiled
def ride_plainly(world: World, state: State, row: int, r: int) -> bool:
    """From the departure on: places, legs, costs, loads and earliest leaving; whether what is on board always fits."""
    nodes, riders, loads, time, travel = world.nodes, world.riders, state.loads, state.time, world.travel
    matrix, length, count = riders[r, MATRIX], state.rows[row, LENGTH], riders[r, BREAKS]
    leaving, has_entries, moved_s = LEAVING * len(state.rows) + row, world.has_entries, world.moved_s
    is_measured = riders[r, MOST_DISTANCE_M] < NEVER
    most_items, most_g = riders[r, CAPACITY_ITEMS], riders[r, CAPACITY_G]
    items = riders[r, ABOARD_ITEMS] + state.cargoes[row, 0, CARGO_ITEMS]
    weight = riders[r, ABOARD_G] + state.cargoes[row, 0, CARGO_G]
    early_s, rested_s = time[leaving, 0, 0], NEVER
    if count > 0:
        rested_s = time[leaving, 0, 1]
    before = state.nodes[row, 0]
    there = note_place(world, state, row, 0, r, before)
    state.soonest[row, 0] = min(early_s, rested_s)
    loads[row, 0, ITEMS_AT], loads[row, 0, G_AT] = items, weight
    loads[row, 0, ITEMS_TO], loads[row, 0, G_TO] = 0, 0
    fullest_items, fullest_g = items, weight
    cost = busy = distance = 0
    for p in range(1, length):
        node = state.nodes[row, p]
        here = note_place(world, state, row, p, r, node)
        leg = int(travel[matrix, there, here])
        duration = duration_after(nodes, before, node)
        busy += leg + duration
        if p == length - 1:
            duration = 0
        early_s, rested_s = go_on(world, r, early_s, rested_s, leg, node, duration)
        time[leaving, p, 0] = early_s
        if count > 0:
            time[leaving, p, 1] = rested_s
        state.soonest[row, p] = min(early_s, rested_s)
        if is_measured:
            distance += world.distance[matrix, there, here]
        if has_entries:
            leg += extra_cost(nodes, riders, world.entry, world.habit, r, before, node)
        state.legs[row, p - 1] = leg
        cost += leg
        if moved_s and nodes[node, IS_VISIT]:
            task = nodes[node, TASK]
            owner = world.tasks[task, OWNER]
            # of a task's nodes here, the last alone pays
            if owner >= 0 and owner != r and node == world.tasks[task, LAST_NODE]:
                cost += moved_s
        loads[row, p, ITEMS_TO], loads[row, p, G_TO] = fullest_items, fullest_g
        if p < length - 1:
            items += nodes[node, ITEMS]
            weight += nodes[node, WEIGHT_G]
        loads[row, p, ITEMS_AT], loads[row, p, G_AT] = items, weight
        fullest_items, fullest_g = max(fullest_items, items), max(fullest_g, weight)
        before, there = node, here
    state.rows[row, COST], state.rows[row, BUSY_S], state.rows[row, DISTANCE_M] = cost, busy, distance
    return bool(fullest_items <= most_items and fullest_g <= most_g)


@compiled
def ride_back_plainly(world: World, state: State, row: int, r: int, leave_by: int, ready_by: int, end_s: int) -> None:
    """Latest leaving and arriving, in lists of these two kinds, of a route that ends by `end_s`."""
    nodes, time, windows, travel = world.nodes, state.time, world.windows, world.travel
    rows, count, matrix = len(state.rows), world.riders[r, BREAKS], world.riders[r, MATRIX]
    left, ready, last_p = leave_by * rows + row, ready_by * rows + row, state.rows[row, LENGTH] - 1
    opens_s = shuts_s = rest_s = 0
    fresh_by_s = end_s  # with the break to come; where there is none, the only one of the two
    if count > 0:
        opens_s, shuts_s, rest_s = world.breaks[r, 0, 0], world.breaks[r, 0, 1], world.breaks[r, 0, 2]
        fresh_by_s = min(shuts_s, end_s)
    rested_by_s = end_s
    node = state.nodes[row, last_p]
    first, last = nodes[node, FIRST_WINDOW], nodes[node, LAST_WINDOW]
    fresh_ready_s = latest_start(windows, first, last, fresh_by_s, 0)
    rested_ready_s = -NEVER
    time[left, last_p, 0], time[ready, last_p, 0] = fresh_by_s, fresh_ready_s
    if count > 0:
        rested_ready_s = latest_start(windows, first, last, rested_by_s, 0)
        time[left, last_p, 1], time[ready, last_p, 1] = rested_by_s, rested_ready_s
    for p in range(last_p - 1, -1, -1):
        after, node = node, state.nodes[row, p]
        travel_s = int(travel[matrix, state.places[row, p], state.places[row, p + 1]])
        if state.benches[row, p] == state.benches[row, p + 1]:
            first, last = nodes[after, FIRST_WINDOW], nodes[after, LAST_WINDOW]
            fresh_ready_s = latest_start(windows, first, last, fresh_by_s, nodes[after, HANDLING_S])
            if count > 0:
                rested_ready_s = latest_start(windows, first, last, rested_by_s, nodes[after, HANDLING_S])
        first, last = nodes[node, FIRST_WINDOW], nodes[node, LAST_WINDOW]
        takes_s = nodes[node, FIXED_S] + nodes[node, HANDLING_S]
        fresh_by_s = fresh_ready_s - travel_s
        if count > 0:
            fresh_by_s = min(shuts_s, fresh_by_s)
            if rested_ready_s >= opens_s + rest_s:
                fresh_by_s = max(fresh_by_s, min(shuts_s, rested_ready_s - rest_s - travel_s))
            rested_by_s = rested_ready_s - travel_s
            rested_ready_s = latest_start(windows, first, last, rested_by_s, takes_s)
            time[left, p, 1], time[ready, p, 1] = rested_by_s, rested_ready_s
        fresh_ready_s = latest_start(windows, first, last, fresh_by_s, takes_s)
        time[left, p, 0], time[ready, p, 0] = fresh_by_s, fresh_ready_s


@compiled
def look_back_plainly(world: World, state: State, row: int, r: int, ready_by: int) -> None:
    """The latest arriving and, of what follows, the fullest load."""
    loads, time, count, length = state.loads, state.time, world.riders[r, BREAKS], state.rows[row, LENGTH]
    ready = ready_by * len(state.rows) + row
    fullest_items = fullest_g = -NEVER
    for p in range(length - 1, -1, -1):
        due = time[ready, p, 0]
        if count > 0:
            due = max(due, time[ready, p, 1])
        state.due[row, p] = due
        if p == length - 1:
            loads[row, p, ITEMS_FROM], loads[row, p, G_FROM] = loads[row, p, ITEMS_AT], loads[row, p, G_AT]
            continue
        fullest_items, fullest_g = max(fullest_items, loads[row, p, ITEMS_AT]), max(fullest_g, loads[row, p, G_AT])
        loads[row, p, ITEMS_FROM], loads[row, p, G_FROM] = fullest_items, fullest_g
