"""Slack induction by string removals: neighbouring strings of visits are taken out of a few routes.

After Christiaens & Vanden Berghe, "Slack Induction by String Removals for Vehicle Routing Problems",
Transportation Science 54(2), 2020, with their parameters; a request leaves whole, both its visits.
"""

from routing.engine.kernel.changes import withdraw
from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.random import Seed, below, draw
from routing.engine.kernel.state import LENGTH, STAMP, State
from routing.engine.kernel.world import CALL, HEAD, NEAR_ROW, TASK, World

MEAN_REMOVED = 10
LONGEST_STRING = 10
SPLIT_SHARE = 0.5
SPLIT_GROWTH_SHARE = 0.01


@compiled
def ruin(world: World, state: State) -> None:
    """Removes strings of visits near a random one, at most one string from each route; a request leaves whole."""
    riding = visits = 0
    for k in range(len(world.own_riders)):
        r = world.own_riders[k]
        free = state.rows[state.row_of[r], LENGTH] - 2 - world.riders[r, HEAD]
        riding += free > 0
        visits += free
    if riding == 0:
        return
    longest = min(float(LONGEST_STRING), visits / riding)
    strings = strings_to_remove(state.seed, longest)
    center = world.own_nodes[below(state.seed, len(world.own_nodes))]
    state.figures[STAMP] += 1
    stamp = state.figures[STAMP]
    ruined = 0
    near_row = world.nodes[center, NEAR_ROW]
    for k in range(world.near.shape[1]):
        if ruined >= strings:
            break
        node = world.near[near_row, k]
        task = world.nodes[node, TASK]
        r = state.rider_of[task]
        if r < 0 or state.seen[r] == stamp or state.seen[len(world.riders) + task] == stamp:
            continue
        state.seen[r] = stamp
        ruined += 1
        _mark_string(world, state, r, node, longest, stamp)
        withdraw(world, state, r, stamp)


@compiled
def string_around(seed: Seed, visits: int, at: int, longest: float) -> tuple[int, int, int, int]:
    """A string of a route's visits that holds the one at this place among them, numbered from 0.

    Where it begins and how long it is, and of it the middle that stays: from where on and how long, 0 for none.
    """
    length = int(1 + draw(seed) * min(longest, float(visits)))
    kept = 0
    if 1 < length < visits and draw(seed) < SPLIT_SHARE:
        kept = 1
        while length + kept < visits and draw(seed) < SPLIT_GROWTH_SHARE:
            kept += 1
    span = length + kept
    low, high = max(0, at - span + 1), min(at, visits - span)
    start = low + below(seed, high - low + 1)
    hole = span
    if kept > 0:
        hole = 1 + below(seed, length - 1)
    return start, span, hole, kept


@compiled
def strings_to_remove(seed: Seed, longest: float) -> int:
    """How many, given how long the longest may be."""
    return int(1 + draw(seed) * (4 * MEAN_REMOVED / (1 + longest) - 1))


@compiled
def _mark_string(world: World, state: State, r: int, node: int, longest: float, stamp: int) -> None:
    """Marks the tasks of some visits in a row that hold the node, or of a longer row with its middle kept."""
    row, order = state.row_of[r], state.order
    free = at = 0
    for p in range(1 + world.riders[r, HEAD], state.rows[row, LENGTH] - 1):
        if state.nodes[row, p] != world.riders[r, CALL]:
            if state.nodes[row, p] == node:
                at = free
            order[free] = p
            free += 1
    start, span, hole, kept = string_around(state.seed, free, at, longest)
    for k in range(span):
        if hole <= k < hole + kept:
            continue
        gone = state.nodes[row, order[start + k]]
        state.seen[len(world.riders) + world.nodes[gone, TASK]] = stamp
