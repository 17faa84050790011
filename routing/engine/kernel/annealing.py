"""Simulated annealing over ruin and recreate: a stretch of the run, compiled whole, that then asks the clock."""

from math import log

import numpy as np
from numpy.typing import NDArray

from routing.engine.kernel.changes import (
    begin,
    give_row,
    keep,
    leave_out,
    note_best,
    take_back,
    take_in,
    take_row,
    weigh,
)
from routing.engine.kernel.compiled import compiled, entered
from routing.engine.kernel.random import draw
from routing.engine.kernel.recreate import recreate
from routing.engine.kernel.route import measure
from routing.engine.kernel.ruin import ruin
from routing.engine.kernel.state import ABSENT, BEST_COST, COST, CURRENT_COST, ITERATIONS, LENGTH, State
from routing.engine.kernel.world import HEAD, PENALTY, TASK, World

Ints = NDArray[np.int64]


@entered
def anneal(world: World, state: State, steps: int, heat: float, cooling: float) -> bool:
    """So many steps, the heat multiplied by `cooling` after each; whether a new best was found."""
    found = False
    for _ in range(steps):
        begin(state)
        cost, absent = state.figures[CURRENT_COST], state.figures[ABSENT]
        penalty, absences = _left_out(world, state)
        ruin(world, state)
        recreate(world, state, False)
        state.figures[ITERATIONS] += 1
        for k in range(state.figures[ABSENT]):
            state.absences[state.absent[k]] += 1
        now = state.figures[CURRENT_COST]
        accepted = now < cost - heat * log(1 - draw(state.seed))
        if not accepted and (absent > 0 or state.figures[ABSENT] > 0):
            new_penalty, new_absences = _left_out(world, state)
            accepted = new_penalty <= penalty and new_absences < absences
        if not accepted:
            take_back(world, state, cost)
        else:
            keep(state)
            if now < state.figures[BEST_COST]:
                note_best(world, state)
                found = True
        heat *= cooling
    return found


@compiled
def _left_out(world: World, state: State) -> tuple[int, int]:
    """Penalties of what is left out, and how often that was left out so far."""
    penalty = absences = 0
    for k in range(state.figures[ABSENT]):
        penalty += world.tasks[state.absent[k], PENALTY]
        absences += state.absences[state.absent[k]]
    return penalty, absences


@entered
def start(world: World, state: State, lengths: Ints, sequences: Ints) -> None:
    """Gives each rider its nodes, starts and ends included; the state has none yet. Those must be ridable or bare."""
    for k in range(len(world.own_tasks)):
        leave_out(world, state, world.own_tasks[k])
    _ride(world, state, lengths, sequences)
    note_best(world, state)  # what is built upon it in haste may be worse


@entered
def go_to(world: World, state: State, lengths: Ints, sequences: Ints) -> None:
    """Stands the search on other routes of the same riders, feasible as they are."""
    for k in range(len(world.own_riders)):
        r = world.own_riders[k]
        old = state.row_of[r]
        for p in range(1, state.rows[old, LENGTH] - 1):
            task = world.nodes[state.nodes[old, p], TASK]
            if task >= 0 and state.where_absent[task] < 0 and state.rider_of[task] == r:
                leave_out(world, state, task)
        give_row(state, old)
        state.figures[CURRENT_COST] -= state.rows[old, COST]
    _ride(world, state, lengths, sequences)


@compiled
def _ride(world: World, state: State, lengths: Ints, sequences: Ints) -> None:
    for k in range(len(world.own_riders)):
        r = world.own_riders[k]
        row = take_row(state)
        for p in range(lengths[r]):
            state.nodes[row, p] = sequences[r, p]
        state.rows[row, LENGTH] = lengths[r]
        measure(world, state, row, r)
        state.row_of[r] = row
        state.figures[CURRENT_COST] += state.rows[row, COST]
        for p in range(1 + world.riders[r, HEAD], lengths[r] - 1):
            task = world.nodes[sequences[r, p], TASK]
            if task >= 0:
                take_in(world, state, task, r)
    weigh(world, state)


@entered
def build(world: World, state: State) -> None:
    """The first whole plan."""
    begin(state)
    recreate(world, state, True)
    keep(state)
    if state.figures[CURRENT_COST] < state.figures[BEST_COST]:
        note_best(world, state)


@entered
def note(world: World, state: State) -> None:
    """What the search stands on is the best."""
    note_best(world, state)
