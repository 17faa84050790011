"""Fewer vehicles, where each costs more than any day's travel: a route is given up, its tasks pressed into the others.

After Christiaens & Vanden Berghe (see `routing.engine.kernel.ruin`): what was left out often weighs more when two
solutions are compared by what they leave out. Now and then one of them is pressed in where less is thrown out for it.
"""

from math import log

from routing.engine.kernel.changes import begin, keep, note_best, take_back, withdraw
from routing.engine.kernel.compiled import compiled, entered
from routing.engine.kernel.ejection import press_in
from routing.engine.kernel.random import below, draw
from routing.engine.kernel.recreate import recreate
from routing.engine.kernel.ruin import ruin
from routing.engine.kernel.state import ABSENT, BEST_COST, CURRENT_COST, ITERATIONS, LENGTH, STAMP, State
from routing.engine.kernel.world import HEAD, PENALTY, TASK, World

EJECTION_SHARE = 0.3


@entered
def shed(world: World, state: State) -> bool:
    """Gives up the route whose tasks were left out least so far; nobody at home may be sent out any more.

    False where no route may be given up: those with locked visits stay.
    """
    chosen, fewest = -1, 0.0
    for k in range(len(world.own_riders)):
        r = world.own_riders[k]
        row = state.row_of[r]
        length = state.rows[row, LENGTH]
        if length == 2:
            state.allowed[r] = False
            continue
        if world.riders[r, HEAD] > 0:
            continue
        absences = draw(state.seed)
        for p in range(1, length - 1):
            task = world.nodes[state.nodes[row, p], TASK]
            if task >= 0:
                absences += state.absences[task]
        if chosen < 0 or absences < fewest:
            chosen, fewest = r, absences
    if chosen < 0:
        return False
    begin(state)
    state.figures[STAMP] += 1
    stamp = state.figures[STAMP]
    row = state.row_of[chosen]
    for p in range(1, state.rows[row, LENGTH] - 1):
        task = world.nodes[state.nodes[row, p], TASK]
        if task >= 0:
            state.seen[len(world.riders) + task] = stamp
    withdraw(world, state, chosen, stamp)
    state.allowed[chosen] = False
    keep(state)
    return True


@entered
def squeeze(world: World, state: State, steps: int, heat: float, cooling: float) -> bool:
    """Anneals until everything is served, at most so many steps; whether it is."""
    for _ in range(steps):
        if state.figures[ABSENT] == 0:
            break
        begin(state)
        cost, absent = state.figures[CURRENT_COST], state.figures[ABSENT]
        bare, absences = _bare_cost(world, state)
        if draw(state.seed) < EJECTION_SHARE:
            press_in(world, state, state.absent[below(state.seed, absent)])
        else:
            ruin(world, state)
            recreate(world, state, False)
        state.figures[ITERATIONS] += 1
        new_bare, new_absences = _bare_cost(world, state)
        for k in range(state.figures[ABSENT]):
            state.absences[state.absent[k]] += 1
        is_fuller = state.figures[ABSENT] <= absent and new_bare < bare - heat * log(1 - draw(state.seed))
        if is_fuller or new_absences < absences:
            keep(state)
        else:
            take_back(world, state, cost)
        heat *= cooling
    if state.figures[ABSENT] > 0:
        return False
    if state.figures[CURRENT_COST] < state.figures[BEST_COST]:
        note_best(world, state)
    return True


@compiled
def _bare_cost(world: World, state: State) -> tuple[int, int]:
    """The cost without what is left out, and how often that was left out so far (once more than counted)."""
    cost, absences = state.figures[CURRENT_COST], 0
    for k in range(state.figures[ABSENT]):
        cost -= world.tasks[state.absent[k], PENALTY]
        absences += state.absences[state.absent[k]] + 1
    return cost, absences
