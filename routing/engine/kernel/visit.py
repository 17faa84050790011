"""The cheapest feasible spot of a single visit in one route that does not change the route's trips."""

from routing.engine.clockwork import NEVER
from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.legs import entering, going_on
from routing.engine.kernel.price import added
from routing.engine.kernel.reach import fits_between, keeps_totals, leaves_alike, ride_loaded
from routing.engine.kernel.state import (
    G_FROM,
    G_TO,
    ITEMS_FROM,
    ITEMS_TO,
    LEAVING,
    LENGTH,
    SHUNNED,
    SPOT_COST,
    SPOT_FIRST,
    SPOT_LAST,
    SPOT_OPENING,
    SPOT_RIDER,
    State,
)
from routing.engine.kernel.world import (
    CAPACITY_G,
    CAPACITY_ITEMS,
    FIRST_NODE,
    FIRST_WINDOW,
    FIXED_S,
    FROM_ABOARD,
    FROM_DEPOT,
    HANDLING_S,
    HEAD,
    LAST_WINDOW,
    MATRIX,
    MOST_BUSY_S,
    MOST_DISTANCE_M,
    ORIGIN,
    PLACE,
    TASK_ITEMS,
    TASK_WEIGHT_G,
    World,
)


@compiled
def cheapest_visit(world: World, state: State, task: int, r: int, base: int, is_thorough: bool) -> None:
    """Where it is below the one in `state.spot`, into that.

    What the clock cannot allow before a position is known from its earliest leaving and latest arriving: exact too.
    """
    row, node, spot = state.row_of[r], world.tasks[task, FIRST_NODE], state.spot
    nodes, places, legs = world.nodes, state.places, state.legs
    opens, closes = nodes[node, FIRST_WINDOW], nodes[node, LAST_WINDOW]
    if opens == closes:
        return
    matrix, here = world.riders[r, MATRIX], nodes[node, PLACE]
    # whoever comes to a bench where he is at work already may come later, by what begins work there
    opens_s, shuts_s = (
        world.windows[opens, 0] + nodes[node, HANDLING_S] - nodes[node, FIXED_S],
        world.windows[closes - 1, 1],
    )
    leaving = LEAVING * len(state.rows) + row
    is_worked_out = leaves_alike(world, state, task, row, r)
    has_totals = world.riders[r, MOST_BUSY_S] < NEVER or world.riders[r, MOST_DISTANCE_M] < NEVER
    for p in range(1 + world.riders[r, HEAD], state.rows[row, LENGTH]):
        if state.soonest[row, p - 1] > shuts_s:
            return
        if state.due[row, p] < opens_s:
            continue
        cost = base + world.travel_to[matrix, here, places[row, p - 1]] + world.travel[matrix, here, places[row, p]]
        cost -= legs[row, p - 1]
        if world.has_entries:
            cost += entering(world, state, node, row, r, p - 1) + going_on(world, state, node, row, r, p)
        if cost >= spot[SPOT_COST]:
            continue
        if p == spot[SHUNNED]:
            continue
        if not _carries(world, state, task, row, r, p):
            continue
        if not is_worked_out:
            ride_loaded(world, state, task, row, r)
            leaving, is_worked_out = len(state.time) - 2, True
        if not fits_between(world, state, leaving, p, node, row, r):
            continue
        if has_totals and not keeps_totals(world, state, node, node, row, r, p, p):
            continue
        cost = added(world, state, task, r, p, p, cost, is_thorough)
        if cost >= spot[SPOT_COST]:
            continue
        spot[SPOT_COST], spot[SPOT_RIDER] = cost, r
        spot[SPOT_FIRST], spot[SPOT_LAST], spot[SPOT_OPENING] = p, p, 0


@compiled
def _carries(world: World, state: State, task: int, row: int, r: int, p: int) -> bool:
    """Whether there is room for what the task brings from the depot, or takes there."""
    loads, origin = state.loads, world.tasks[task, ORIGIN]
    items, weight = world.tasks[task, TASK_ITEMS], world.tasks[task, TASK_WEIGHT_G]
    if origin == FROM_ABOARD:
        return True
    if origin == FROM_DEPOT:
        fullest_items, fullest_g = loads[row, p, ITEMS_TO], loads[row, p, G_TO]
    else:
        fullest_items, fullest_g = loads[row, p - 1, ITEMS_FROM], loads[row, p - 1, G_FROM]
    most_items, most_g = world.riders[r, CAPACITY_ITEMS], world.riders[r, CAPACITY_G]
    return bool(fullest_items + items <= most_items and fullest_g + weight <= most_g)
