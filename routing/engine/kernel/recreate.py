"""Puts what is left out back, each task at its cheapest place: after the same authors as `ruin`."""

from routing.engine.kernel.changes import give_row, insert, withdraw, without
from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.insertion import note_riders, quick_place
from routing.engine.kernel.random import below, draw
from routing.engine.kernel.route import measure
from routing.engine.kernel.state import (
    ABSENT,
    COST,
    LENGTH,
    SPOT_COST,
    SPOT_FIRST,
    SPOT_LAST,
    SPOT_OPENING,
    SPOT_RIDER,
    STAMP,
    State,
)
from routing.engine.kernel.world import PENALTY, World

HOPE_SHARE = 0.1
MOST_PUT_BACK = 120  # where hundreds must stay out, trying all of them in each step is no search
BY_ABSENCES = 1


@compiled
def recreate(world: World, state: State, is_first: bool) -> None:
    """Each task left out at its cheapest place, in an order drawn by weight; what costs too much stays out.

    The first time all are tried, those worth most first: where not all fits, the first plan already keeps them. Later
    those just taken out and some of the others are. Now and then each is as likely put in whatever it costs: none of
    some neighbours may be worth the way to them alone, but all together. What did not pay then leaves again.
    """
    count = state.figures[ABSENT]
    order, riders, tasks = state.order, len(world.riders), len(world.tasks)
    stamp = state.figures[STAMP]
    for k in range(count):
        order[k] = state.absent[k]
    _shuffle(state, count)
    if not is_first and count > MOST_PUT_BACK:
        front = 0
        for k in range(count):
            if state.seen[riders + order[k]] == stamp:
                order[front], order[k] = order[k], order[front]
                front += 1
        count = max(MOST_PUT_BACK, min(front, 2 * MOST_PUT_BACK))
    _sort(world, state, count, is_first)
    hopes = not is_first and count > 0 and draw(state.seed) < HOPE_SHARE
    worth = 0
    if hopes:
        for k in range(count):
            worth += world.tasks[order[k], PENALTY]
    hoped = 0
    note_riders(world, state)
    for k in range(count):
        task = order[k]
        penalty = world.tasks[task, PENALTY]
        ceiling = worth if hopes and draw(state.seed) < 0.5 else penalty
        if quick_place(world, state, task, ceiling):
            cost, r = state.spot[SPOT_COST], state.spot[SPOT_RIDER]
            first, last = state.spot[SPOT_FIRST], state.spot[SPOT_LAST]
            was_home = state.rows[state.row_of[r], LENGTH] == 2
            if insert(world, state, task, r, first, last, state.spot[SPOT_OPENING]):
                if was_home:
                    note_riders(world, state)
                if cost >= penalty:
                    order[tasks + hoped] = task
                    hoped += 1
    for k in range(hoped):
        _take_out_unless_it_pays(world, state, order[tasks + k])


@compiled
def _shuffle(state: State, count: int) -> None:
    order = state.order
    for k in range(count - 1, 0, -1):
        other = below(state.seed, k + 1)
        order[k], order[other] = order[other], order[k]


@compiled
def _sort(world: World, state: State, count: int, is_first: bool) -> None:
    """By the keys of an order drawn, largest first."""
    drawn, which = draw(state.seed), 0
    while which + 1 < len(world.weights) and drawn >= world.weights[which]:
        which += 1
    order = state.order
    if which == 0 and not is_first:
        return
    keys = state.order_keys
    for k in range(count):
        keys[k] = _key(world, state, which, order[k], is_first)
    gap = 1
    while gap < count // 3:
        gap = 3 * gap + 1
    while gap > 0:  # Shell's sort: nothing is allocated, and chance has settled the order of equals already
        for k in range(gap, count):
            task, key, j = order[k], keys[k], k
            while j >= gap and keys[j - gap] < key:
                order[j], keys[j] = order[j - gap], keys[j - gap]
                j -= gap
            order[j], keys[j] = task, key
        gap //= 3


@compiled
def _key(world: World, state: State, which: int, task: int, is_first: bool) -> float:
    key = float(state.absences[task]) if which == BY_ABSENCES else world.keys[which, task]
    if is_first:
        return float(world.tasks[task, PENALTY]) + key
    return key


@compiled
def _take_out_unless_it_pays(world: World, state: State, task: int) -> None:
    r = state.rider_of[task]
    if r < 0:
        return
    state.figures[STAMP] += 1
    stamp = state.figures[STAMP]
    state.seen[len(world.riders) + task] = stamp
    row = without(world, state, r, stamp)
    fits = measure(world, state, row, r)
    saved = state.rows[state.row_of[r], COST] - state.rows[row, COST]
    give_row(state, row)
    if fits and saved > world.tasks[task, PENALTY]:
        withdraw(world, state, r, stamp)
