"""The cheapest feasible spot of a pickup and its delivery in one route, exactly."""

from routing.engine.clockwork import NEVER
from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.labels import is_in_time, is_never, ride, serve
from routing.engine.kernel.legs import duration_after, extra_cost, leg_s, loading_s
from routing.engine.kernel.price import added
from routing.engine.kernel.reach import keeps_totals, leaving_after, reaches
from routing.engine.kernel.route import depart
from routing.engine.kernel.state import (
    BOUND,
    CARGO_ITEMS,
    CARGO_TASKS,
    DELIVER,
    G_AT,
    HERE,
    ITEMS_AT,
    LATER,
    LEAVE_BY,
    LEAVING,
    LENGTH,
    PICK,
    READY,
    RELEASE_S,
    SPOT_COST,
    SPOT_FIRST,
    SPOT_LAST,
    SPOT_OPENING,
    SPOT_RIDER,
    THERE,
    TOGETHER,
    TRIPS,
    State,
)
from routing.engine.kernel.world import (
    BREAKS,
    CALL,
    CAPACITY_G,
    CAPACITY_ITEMS,
    FIRST_NODE,
    FIRST_WINDOW,
    HEAD,
    LAST_NODE,
    LAST_WINDOW,
    MATRIX,
    MOST_BUSY_S,
    MOST_DISTANCE_M,
    PLACE,
    TASK_ITEMS,
    TASK_WEIGHT_G,
    World,
)


@compiled
def cheapest_pair(world: World, state: State, task: int, r: int, base: int) -> None:
    row, spot, costs = state.row_of[r], state.spot, state.costs
    pickup, delivery = world.tasks[task, FIRST_NODE], world.tasks[task, LAST_NODE]
    length, low = state.rows[row, LENGTH], 1 + world.riders[r, HEAD]
    _add_costs(world, state, pickup, r, PICK)
    _add_costs(world, state, delivery, r, DELIVER)
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
        leaving_after(world, state, leaving, first - 1, state.nodes[row, first - 1], pickup, r, HERE)
        cheapest_delivery(world, state, task, r, first, base, True)


@compiled
def _add_costs(world: World, state: State, node: int, r: int, into: int) -> None:
    """What a node adds before each position, into a row of `state.costs`."""
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
def cheapest_delivery(world: World, state: State, task: int, r: int, first: int, base: int, is_thorough: bool) -> None:
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
            leaving_after(world, state, scratch, HERE, before, delivery, r, THERE)
            if reaches(world, state, THERE, delivery, row, r, p) and (
                not has_totals or keeps_totals(world, state, pickup, delivery, row, r, first, p)
            ):
                more = added(world, state, task, r, first, p, base + cost, is_thorough)
                if more < spot[SPOT_COST]:
                    spot[SPOT_COST], spot[SPOT_RIDER] = more, r
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
