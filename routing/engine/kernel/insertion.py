"""The cheapest feasible place of a task: `routing.engine.insertion` compiled.

Cost is judged first and time only where the cost would be the least so far. What a task would cost in a route is
remembered as long as the route stands: most steps are taken back, and most tasks are put back into routes not touched.
"""

from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.opening import cheapest_opening
from routing.engine.kernel.pair import cheapest_pair
from routing.engine.kernel.pair_in_haste import cheapest_pair_in_haste
from routing.engine.kernel.price import unbalanced_by
from routing.engine.kernel.random import draw
from routing.engine.kernel.state import (
    ASKED,
    DUES_COST,
    IMBALANCE_COST,
    KNOWN_AT,
    KNOWN_COST,
    KNOWN_OPENING,
    LENGTH,
    ROOM,
    SAVABLE,
    SHUNNED,
    SPOT_COST,
    SPOT_FIRST,
    SPOT_LAST,
    SPOT_OPENING,
    SPOT_RIDER,
    STAMP,
    TRIPS,
    VERSION,
    State,
)
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

BLINK_SHARE = 0.01
ROUTES_LOOKED_AT = 12
ROUTES_ALL_ASKED = 48
"""With more under way, only those near a task are asked."""


@compiled
def note_riders(world: World, state: State) -> None:
    """Riders under way, and of those alike who stay at home the first: whom `quick_place` asks.

    To be called before it, and again when one of them leaves home.
    """
    state.figures[STAMP] += 1
    stamp, kinds, count = state.figures[STAMP], len(world.riders) + len(world.tasks), 0
    for k in range(len(world.own_riders)):
        r = world.own_riders[k]
        length = state.rows[state.row_of[r], LENGTH]
        if not state.allowed[r] or (length > 2 and length + ROOM > state.nodes.shape[1] + 2):
            continue
        if length == 2:
            if state.seen[kinds + world.riders[r, KIND]] == stamp:
                continue
            state.seen[kinds + world.riders[r, KIND]] = stamp
        state.asked[count] = r
        count += 1
    state.figures[ASKED] = count


@compiled
def quick_place(world: World, state: State, task: int, ceiling: int) -> bool:
    """As `cheapest_place`, but it blinks (now and then the cheapest spot of a route is not seen) and asks only whom
    `note_riders` noted; where these are many, those near one of the task's visits, and all where none of them will do.
    """
    state.spot[SPOT_COST], state.spot[SPOT_RIDER] = ceiling, -1
    if state.figures[ASKED] > ROUTES_ALL_ASKED:
        _choose(world, state, _near_ones(world, state, task), task)
        if state.spot[SPOT_RIDER] >= 0:
            return True
    count = 0
    for k in range(state.figures[ASKED]):
        if world.may[state.asked[k], task]:
            state.open[count] = state.asked[k]
            count += 1
    _choose(world, state, count, task)
    return bool(state.spot[SPOT_RIDER] >= 0)


@compiled
def _choose(world: World, state: State, count: int, task: int) -> None:
    """The cheapest spot with any of the first `open` riders: what is known of their routes comes first."""
    spot, known, riders = state.spot, state.known, state.open
    if known.shape[1] == 0:
        for k in range(count):
            _look_into(world, state, task, riders[k])
        return
    unknown = 0
    for k in range(count):
        r = riders[k]
        row = state.row_of[r]
        if known[task, row, VERSION] == state.versions[row]:
            cost, at = known[task, row, KNOWN_COST], known[task, row, KNOWN_AT]
            if cost >= spot[SPOT_COST]:
                continue
            if at > 0 and draw(state.seed) >= BLINK_SHARE:
                wide = state.nodes.shape[1]
                spot[SPOT_COST], spot[SPOT_RIDER] = cost, r
                spot[SPOT_FIRST], spot[SPOT_LAST] = at // wide, at % wide
                spot[SPOT_OPENING] = known[task, row, KNOWN_OPENING]
                continue
            if at > 0:
                spot[SHUNNED] = at // state.nodes.shape[1]
                cheapest_spot(world, state, task, r, False)
                spot[SHUNNED] = 0
                continue
        riders[unknown] = r
        unknown += 1
    for k in range(unknown):
        _look_into(world, state, task, riders[k])


@compiled
def _look_into(world: World, state: State, task: int, r: int) -> None:
    """Looks for a spot below the best in a route, and remembers what it finds."""
    spot, row, wide = state.spot, state.row_of[r], state.nodes.shape[1]
    cost, rider, opening = spot[SPOT_COST], spot[SPOT_RIDER], spot[SPOT_OPENING]
    first, last = spot[SPOT_FIRST], spot[SPOT_LAST]
    spot[SPOT_RIDER] = -1
    cheapest_spot(world, state, task, r, False)
    is_found = spot[SPOT_RIDER] >= 0
    if state.known.shape[1] > 0:
        known = state.known
        known[task, row, VERSION], known[task, row, KNOWN_COST] = state.versions[row], spot[SPOT_COST]
        known[task, row, KNOWN_AT] = spot[SPOT_FIRST] * wide + spot[SPOT_LAST] if is_found else 0
        known[task, row, KNOWN_OPENING] = spot[SPOT_OPENING]
    if is_found and draw(state.seed) >= BLINK_SHARE:
        return
    if is_found:
        spot[SHUNNED] = spot[SPOT_FIRST]
        spot[SPOT_COST], spot[SPOT_RIDER] = cost, -1
        cheapest_spot(world, state, task, r, False)
        spot[SHUNNED] = 0
    if spot[SPOT_RIDER] < 0:
        spot[SPOT_COST], spot[SPOT_RIDER], spot[SPOT_OPENING] = cost, rider, opening
        spot[SPOT_FIRST], spot[SPOT_LAST] = first, last


@compiled
def _near_ones(world: World, state: State, task: int) -> int:
    """Some riders with visits nearest to the task's, and those at home, into `open`; how many there are."""
    state.figures[STAMP] += 1
    stamp, count = state.figures[STAMP], 0
    first, last = world.tasks[task, FIRST_NODE], world.tasks[task, LAST_NODE]
    for k in range(1, world.near.shape[1]):
        for end in range(world.tasks[task, NODES]):
            node = first if end == 0 else last
            r = state.rider_of[world.near_tasks[world.nodes[node, NEAR_ROW], k]]
            if r < 0 or state.seen[r] == stamp:
                continue
            state.seen[r] = stamp
            if (
                state.allowed[r]
                and world.may[r, task]
                and state.rows[state.row_of[r], LENGTH] + ROOM <= state.nodes.shape[1] + 2
            ):
                state.open[count] = r
                count += 1
        if count >= ROUTES_LOOKED_AT:
            break
    for k in range(state.figures[ASKED]):
        r = state.asked[k]
        if state.rows[state.row_of[r], LENGTH] == 2 and world.may[r, task]:
            state.open[count] = r
            count += 1
    return count


@compiled
def cheapest_place(world: World, state: State, task: int, ceiling: int) -> bool:
    """The cheapest place below the ceiling among all riders, into `state.spot`; False where there is none."""
    spot = state.spot
    spot[SPOT_COST], spot[SPOT_RIDER] = ceiling, -1
    note_riders(world, state)
    for k in range(state.figures[ASKED]):
        if world.may[state.asked[k], task]:
            cheapest_spot(world, state, task, state.asked[k], True)
    return bool(spot[SPOT_RIDER] >= 0)


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
        state.spot[SAVABLE] = -unbalanced_by(world, state, task, r)
    base = added_by_opening(world, state, task, r) - state.spot[SAVABLE]
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
