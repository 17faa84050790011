"""A task pressed into a full route, others of that route thrown out for it.

Guided ejection search: Nagata & Kobayashi, "Guided Ejection Search for the Pickup and Delivery Problem with Time
Windows", EvoCOP 2010, after Nagata & Bräysy, "A powerful route minimization heuristic for the vehicle routing problem
with time windows", Operations Research Letters 37, 2009. What was left out seldom so far is thrown out first.
"""

from routing.engine.clockwork import NEVER
from routing.engine.kernel.changes import give_row, insert, withdraw, without
from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.insertion import cheapest_spot, note_riders
from routing.engine.kernel.random import below
from routing.engine.kernel.route import measure
from routing.engine.kernel.state import (
    ASKED,
    LENGTH,
    SPOT_COST,
    SPOT_FIRST,
    SPOT_LAST,
    SPOT_OPENING,
    SPOT_RIDER,
    STAMP,
    State,
)
from routing.engine.kernel.world import FIRST_NODE, HEAD, TASK, World

MOST_RIDDEN = 5_000  # positions of the routes worked out for one task


@compiled
def press_in(world: World, state: State, task: int) -> bool:
    """Puts a task in where the one or two of a route that leave for it weigh least, and less than it does itself.

    A task weighs one and how often it was left out so far. False, and nothing changed, where there is no such place.
    """
    note_riders(world, state)
    asked, least, rider, one, other = state.figures[ASKED], state.absences[task] + 1, -1, -1, -1
    if asked == 0:
        return False
    begin, ridden = below(state.seed, asked), 0
    for size in range(1, 3):
        for k in range(asked):
            r = state.asked[(begin + k) % asked]
            length = state.rows[state.row_of[r], LENGTH]
            if not world.may[r, task] or length == 2:
                continue
            count = _list_tasks(world, state, r)
            for a in range(count):
                first = state.order[a]
                weight = state.absences[first] + 1
                if weight >= least or ridden >= MOST_RIDDEN:
                    break
                if size == 1:
                    ridden += length
                    if _fits_without(world, state, task, r, first, first):
                        least, rider, one, other = weight, r, first, first
                    continue
                for b in range(a + 1, count):
                    second = state.order[b]
                    both = weight + state.absences[second] + 1
                    if both >= least or ridden >= MOST_RIDDEN:
                        break
                    ridden += length
                    if _fits_without(world, state, task, r, first, second):
                        least, rider, one, other = both, r, first, second
    if rider < 0:
        return False
    withdraw(world, state, rider, _mark(world, state, one, other))
    return _is_put_in(world, state, task, rider)


@compiled
def _list_tasks(world: World, state: State, r: int) -> int:
    """The route's tasks that may leave it, those least often left out first, into `order`; how many."""
    row, order, count = state.row_of[r], state.order, 0
    for p in range(1 + world.riders[r, HEAD], state.rows[row, LENGTH] - 1):
        node = state.nodes[row, p]
        task = world.nodes[node, TASK]
        if task < 0 or world.tasks[task, FIRST_NODE] != node:
            continue
        j = count
        while j > 0 and state.absences[order[j - 1]] > state.absences[task]:
            order[j] = order[j - 1]
            j -= 1
        order[j] = task
        count += 1
    return count


@compiled
def _mark(world: World, state: State, one: int, other: int) -> int:
    state.figures[STAMP] += 1
    state.seen[len(world.riders) + one] = state.seen[len(world.riders) + other] = state.figures[STAMP]
    return int(state.figures[STAMP])


@compiled
def _fits_without(world: World, state: State, task: int, r: int, one: int, other: int) -> bool:
    """Whether the route without the two has a place for the task."""
    old, row = state.row_of[r], without(world, state, r, _mark(world, state, one, other))
    state.spot[SPOT_COST], state.spot[SPOT_RIDER] = NEVER >> 1, -1
    if measure(world, state, row, r):
        state.row_of[r] = row
        cheapest_spot(world, state, task, r, False)
        state.row_of[r] = old
    give_row(state, row)
    return bool(state.spot[SPOT_RIDER] >= 0)


@compiled
def _is_put_in(world: World, state: State, task: int, r: int) -> bool:
    spot = state.spot
    spot[SPOT_COST], spot[SPOT_RIDER] = NEVER >> 1, -1
    cheapest_spot(world, state, task, r, False)
    if spot[SPOT_RIDER] < 0:
        return False
    return insert(world, state, task, r, spot[SPOT_FIRST], spot[SPOT_LAST], spot[SPOT_OPENING])
