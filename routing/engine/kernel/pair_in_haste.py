"""The cheapest spot of a pickup and its delivery in one route, as the search asks for it some thousand times a second.

Costs bound what each pickup position can lead to; only the few below the best so far are ridden on from, the likeliest
first. It is taken that a detour never saves time: where the rest of a route cannot wait for a pickup, no delivery
further on is tried (so it is with shortest travel times, but for their rounding).
"""

from routing.engine.clockwork import NEVER
from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.labels import earliest_start
from routing.engine.kernel.legs import duration_after, entering, extra_cost, going_on, leg_s
from routing.engine.kernel.pair import cheapest_delivery
from routing.engine.kernel.plain_route import go_on
from routing.engine.kernel.price import added
from routing.engine.kernel.reach import gets_to, keeps_totals, leaving_after, reaches
from routing.engine.kernel.state import (
    AT,
    BOUND,
    DELIVER,
    G_AT,
    HERE,
    ITEMS_AT,
    LATER,
    LEAVE_BY,
    LEAVING,
    LENGTH,
    PICK,
    SHUNNED,
    SPOT_COST,
    SPOT_FIRST,
    SPOT_LAST,
    SPOT_OPENING,
    SPOT_RIDER,
    TOGETHER,
    TRIPS,
    State,
)
from routing.engine.kernel.world import (
    BENCH,
    BREAKS,
    CAPACITY_G,
    CAPACITY_ITEMS,
    FIRST_NODE,
    FIRST_WINDOW,
    FIXED_S,
    HANDLING_S,
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
def cheapest_pair_in_haste(world: World, state: State, task: int, r: int, base: int) -> None:
    """Where it is below the one in `state.spot`, into that."""
    row, costs, spot = state.row_of[r], state.costs, state.spot
    is_simple = world.riders[r, BREAKS] <= 1 and state.rows[row, TRIPS] == 1
    candidates = _note_candidates(world, state, task, r, spot[SPOT_COST] - base)
    while candidates > 0:
        likeliest = 0
        for k in range(1, candidates):
            if costs[BOUND, k] < costs[BOUND, likeliest]:
                likeliest = k
        if base + costs[BOUND, likeliest] >= spot[SPOT_COST]:
            return
        first = costs[AT, likeliest]
        candidates -= 1
        costs[BOUND, likeliest], costs[AT, likeliest] = costs[BOUND, candidates], costs[AT, candidates]
        if first == spot[SHUNNED]:
            continue
        if is_simple:
            _deliver_from(world, state, task, r, first, base)
            continue
        pickup, leaving = world.tasks[task, FIRST_NODE], LEAVING * len(state.rows) + row
        leaving_after(world, state, leaving, first - 1, state.nodes[row, first - 1], pickup, r, HERE)
        if reaches(world, state, HERE, pickup, row, r, first):
            cheapest_delivery(world, state, task, r, first, base, False)


@compiled
def _note_candidates(world: World, state: State, task: int, r: int, ceiling: int) -> int:
    """Pickup positions that may lead to less than the ceiling, by number into BOUND and AT; how many there are.

    PICK, TOGETHER, DELIVER and LATER are worked out from the first of them on.
    """
    nodes, places, legs, costs = world.nodes, state.places, state.legs, state.costs
    row, matrix, length = state.row_of[r], world.riders[r, MATRIX], state.rows[state.row_of[r], LENGTH]
    pickup, delivery = world.tasks[task, FIRST_NODE], world.tasks[task, LAST_NODE]
    if nodes[pickup, FIRST_WINDOW] == nodes[pickup, LAST_WINDOW]:
        return 0
    here, there = nodes[pickup, PLACE], nodes[delivery, PLACE]
    # whoever comes to a bench where he is at work already may come later, by what begins work there
    opens_s = world.windows[nodes[pickup, FIRST_WINDOW], 0] + nodes[pickup, HANDLING_S] - nodes[pickup, FIXED_S]
    shuts_s = world.windows[nodes[pickup, LAST_WINDOW] - 1, 1]
    between = leg_s(world, matrix, here, there)
    if world.has_entries:
        between += extra_cost(nodes, world.riders, world.entry, world.habit, r, pickup, delivery)
    delivery_shuts_s = world.windows[nodes[delivery, LAST_WINDOW] - 1, 1]
    count, later = 0, NEVER >> 1
    costs[LATER, length] = later
    for p in range(length - 1, world.riders[r, HEAD], -1):
        # a position that shares its bench with the one before may be due sooner than that: apart it begins work anew
        if state.due[row, p] < opens_s and state.benches[row, p] != state.benches[row, p - 1]:
            break
        if state.soonest[row, p - 1] > delivery_shuts_s:
            costs[DELIVER, p] = costs[LATER, p] = later
            continue
        before, after, leg = places[row, p - 1], places[row, p], legs[row, p - 1]
        to_pickup, from_pickup = int(world.travel_to[matrix, here, before]), int(world.travel[matrix, here, after])
        to_delivery, from_delivery = (
            int(world.travel_to[matrix, there, before]),
            int(world.travel[matrix, there, after]),
        )
        pick, deliver = to_pickup + from_pickup - leg, to_delivery + from_delivery - leg
        together = to_pickup + between + from_delivery - leg
        if world.has_entries:
            more = entering(world, state, pickup, row, r, p - 1)
            more_then = going_on(world, state, delivery, row, r, p)
            together += more + more_then
            pick += more + going_on(world, state, pickup, row, r, p)
            deliver += more_then + entering(world, state, delivery, row, r, p - 1)
        costs[PICK, p], costs[TOGETHER, p], costs[DELIVER, p] = pick, together, deliver
        bound = min(together, pick + later)
        if (
            bound < ceiling
            and state.soonest[row, p - 1] <= shuts_s
            and _may_stand(world, state, pickup, row, p, to_pickup, from_pickup)
        ):
            costs[BOUND, count], costs[AT, count] = bound, p
            count += 1
        if deliver < later and _may_stand(world, state, delivery, row, p, to_delivery, from_delivery):
            later = deliver
        costs[LATER, p] = later
    return count


@compiled
def _may_stand(world: World, state: State, node: int, row: int, p: int, to_s: int, from_s: int) -> bool:
    """False where the clock cannot allow the node before position `p`, whatever breaks are taken when."""
    nodes, bench = world.nodes, world.nodes[node, BENCH]
    first, last = nodes[node, FIRST_WINDOW], nodes[node, LAST_WINDOW]
    duration_s = nodes[node, HANDLING_S]
    if bench != state.benches[row, p - 1]:
        duration_s += nodes[node, FIXED_S]
    start_s = earliest_start(world.windows, first, last, state.soonest[row, p - 1] + to_s, duration_s)
    if start_s >= NEVER:
        return False
    return bool(bench == state.benches[row, p] or start_s + duration_s + from_s <= state.due[row, p])


@compiled
def _deliver_from(world: World, state: State, task: int, r: int, first: int, base: int) -> None:
    """Rides on from the pickup before position `first` and tries the delivery before each later one.

    Of a rider with at most one break and one trip: two times stand for its label lists (see `reach.go_on`).
    """
    row, spot, costs, loads, time = state.row_of[r], state.spot, state.costs, state.loads, state.time
    nodes, rows, count, matrix = world.nodes, len(state.rows), world.riders[r, BREAKS], world.riders[r, MATRIX]
    pickup, delivery = world.tasks[task, FIRST_NODE], world.tasks[task, LAST_NODE]
    there = nodes[delivery, PLACE]
    items, weight = world.tasks[task, TASK_ITEMS], world.tasks[task, TASK_WEIGHT_G]
    most_items, most_g = world.riders[r, CAPACITY_ITEMS] - items, world.riders[r, CAPACITY_G] - weight
    has_totals = world.riders[r, MOST_BUSY_S] < NEVER or world.riders[r, MOST_DISTANCE_M] < NEVER
    before, place, leaving = state.nodes[row, first - 1], state.places[row, first - 1], LEAVING * rows + row
    early_s, rested_s = time[leaving, first - 1, 0], NEVER
    if count > 0:
        rested_s = time[leaving, first - 1, 1]
    travel_s = leg_s(world, matrix, place, nodes[pickup, PLACE])
    early_s, rested_s = go_on(world, r, early_s, rested_s, travel_s, pickup, duration_after(nodes, before, pickup))
    if not gets_to(world, state, early_s, rested_s, pickup, row, r, first):
        return
    before, place, length = pickup, nodes[pickup, PLACE], state.rows[row, LENGTH]
    for p in range(first, length):
        cost = costs[PICK, first] + costs[DELIVER, p]
        rest = costs[PICK, first] + costs[LATER, p]
        if p == first:
            cost = costs[TOGETHER, p]
            rest = min(cost, costs[PICK, first] + costs[LATER, p + 1])
        if base + rest >= spot[SPOT_COST]:
            return
        if loads[row, p - 1, ITEMS_AT] > most_items or loads[row, p - 1, G_AT] > most_g:
            return
        if base + cost < spot[SPOT_COST]:
            travel_s = leg_s(world, matrix, place, there)
            duration_s = duration_after(nodes, before, delivery)
            then_s, rested_then_s = go_on(world, r, early_s, rested_s, travel_s, delivery, duration_s)
            if gets_to(world, state, then_s, rested_then_s, delivery, row, r, p) and (
                not has_totals or keeps_totals(world, state, pickup, delivery, row, r, first, p)
            ):
                more = added(world, state, task, r, first, p, base + cost, False)
                if more < spot[SPOT_COST]:
                    spot[SPOT_COST], spot[SPOT_RIDER] = more, r
                    spot[SPOT_FIRST], spot[SPOT_LAST], spot[SPOT_OPENING] = first, p, 0
        if p == length - 1:
            return
        node = state.nodes[row, p]
        travel_s = leg_s(world, matrix, place, state.places[row, p])
        early_s, rested_s = go_on(world, r, early_s, rested_s, travel_s, node, duration_after(nodes, before, node))
        if early_s > time[LEAVE_BY * rows + row, p, 0] and (count == 0 or rested_s > time[LEAVE_BY * rows + row, p, 1]):
            return
        before, place = node, state.places[row, p]
