"""What a spot in time adds to a route's cost beyond its way: overtime, lateness and imbalance."""

from routing.engine.clockwork import NEVER
from routing.engine.kernel.changes import give_row, imbalance_with, with_task
from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.reach import reaches_by
from routing.engine.kernel.route import measure
from routing.engine.kernel.state import (
    BURDEN_S,
    COST,
    DUES,
    DUES_COST,
    IMBALANCE_COST,
    LEAVE_ON_TIME,
    READY_ON_TIME,
    SAVABLE,
    THERE,
    State,
)
from routing.engine.kernel.world import (
    DUE_S,
    FIRST_NODE,
    FIXED_S,
    HANDLING_S,
    LAST_NODE,
    OVERTIME_PERCENT,
    SHARE_PERCENT,
    World,
)


@compiled
def unbalanced_by(world: World, state: State, task: int, r: int) -> int:
    """What imbalance costs more, or less, when the rider is busier by the task's services."""
    busy_s = 0
    for node in range(world.tasks[task, FIRST_NODE], world.tasks[task, LAST_NODE] + 1):
        busy_s += world.nodes[node, FIXED_S] + world.nodes[node, HANDLING_S]
    burden_s = state.rows[state.row_of[r], BURDEN_S] + busy_s * 100 // world.riders[r, SHARE_PERCENT]
    return int(imbalance_with(world, state, r, burden_s) - state.figures[IMBALANCE_COST])


@compiled
def added(world: World, state: State, task: int, r: int, first: int, last: int, bound: int, is_thorough: bool) -> int:
    """What a spot in time adds, where its way adds `bound` less what may be saved; its last visit is left at THERE.

    Who still ends within the shift owes no overtime, whatever was owed before; all else is worked out whole.
    """
    row, node = state.row_of[r], world.tasks[task, LAST_NODE]
    has_dues = world.late_percent > 0 and (state.rows[row, DUES] > 0 or world.nodes[node, DUE_S] < NEVER)
    if not has_dues and not (is_thorough and world.imbalance_percent > 0):
        if world.riders[r, OVERTIME_PERCENT] == 0:
            return bound
        if reaches_by(world, state, THERE, node, row, r, last, LEAVE_ON_TIME, READY_ON_TIME):
            return int(bound - state.rows[row, DUES_COST] + (state.spot[SAVABLE] if is_thorough else 0))
    return added_whole(world, state, task, r, first, last, 0)


@compiled
def added_whole(world: World, state: State, task: int, r: int, first: int, last: int, opening: int) -> int:
    """What the route costs more with the task, worked out whole; NEVER where it breaks a rule then."""
    row, old = with_task(world, state, task, r, first, last, opening), state.row_of[r]
    more = NEVER
    if measure(world, state, row, r):
        more = state.rows[row, COST] - state.rows[old, COST]
        if world.imbalance_percent > 0:
            more += imbalance_with(world, state, r, state.rows[row, BURDEN_S]) - state.figures[IMBALANCE_COST]
    give_row(state, row)
    return int(more)
