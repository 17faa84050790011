"""The cheapest feasible place of a task: `routing.engine.insertion` compiled.

Cost is judged first and time only where the cost would be the least so far. Thorough, it is exact; in haste it blinks,
and takes it that a detour never saves time (see there).
"""

from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.opening import cheapest_opening
from routing.engine.kernel.pair import cheapest_pair
from routing.engine.kernel.pair_in_haste import cheapest_pair_in_haste
from routing.engine.kernel.state import LENGTH, ROOM, SPOT_COST, SPOT_RIDER, STAMP, TRIPS, State
from routing.engine.kernel.visit import cheapest_visit
from routing.engine.kernel.world import (
    CAPACITY_G,
    CAPACITY_ITEMS,
    FIRST_NODE,
    FROM_ABOARD,
    KIND,
    LAST_NODE,
    MAX_TRIPS,
    NEAR_ROW,
    NODES,
    ORIGIN,
    OWNER,
    TASK_ITEMS,
    TASK_WEIGHT_G,
    VEHICLE_COST_S,
    World,
)

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
            r = state.rider_of[world.near_tasks[world.nodes[node, NEAR_ROW], k]]
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
    base = added_by_opening(world, state, task, r)
    if base >= state.spot[SPOT_COST]:
        return
    if world.tasks[task, NODES] > 1:
        if is_thorough:
            cheapest_pair(world, state, task, r, base)
        else:
            cheapest_pair_in_haste(world, state, task, r, base)
        return
    cheapest_visit(world, state, task, r, base, is_thorough)
    if world.riders[r, MAX_TRIPS] > state.rows[state.row_of[r], TRIPS] and origin != FROM_ABOARD:
        cheapest_opening(world, state, task, r, base, is_thorough)
