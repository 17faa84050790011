"""What still fits is put in at the end: blinking and looking only nearby may have left a place unseen."""

from routing.engine.kernel.changes import begin, insert, keep, note_best
from routing.engine.kernel.compiled import compiled, entered
from routing.engine.kernel.insertion import cheapest_place
from routing.engine.kernel.state import (
    ABSENT,
    BEST_COST,
    CURRENT_COST,
    SPOT_FIRST,
    SPOT_LAST,
    SPOT_OPENING,
    SPOT_RIDER,
    State,
)
from routing.engine.kernel.world import PENALTY, World


@entered
def fill_in(world: World, state: State) -> bool:
    """Puts in whatever fits for less than it is worth, looking at every place; whether anything did."""
    begin(state)
    filled = False
    again = True
    while again:
        again = False
        count = state.figures[ABSENT]
        for k in range(count):
            state.order[k] = state.absent[k]
        for k in range(1, count):  # those worth most first
            task, j = state.order[k], k
            while j > 0 and _is_before(world, task, state.order[j - 1]):
                state.order[j] = state.order[j - 1]
                j -= 1
            state.order[j] = task
        for k in range(count):
            task = state.order[k]
            if cheapest_place(world, state, task, world.tasks[task, PENALTY]):
                spot = state.spot
                again |= insert(
                    world, state, task, spot[SPOT_RIDER], spot[SPOT_FIRST], spot[SPOT_LAST], spot[SPOT_OPENING]
                )
        filled |= again
    keep(state)
    if state.figures[CURRENT_COST] < state.figures[BEST_COST]:
        note_best(world, state)
    return filled


@compiled
def _is_before(world: World, task: int, other: int) -> bool:
    worth, others = world.tasks[task, PENALTY], world.tasks[other, PENALTY]
    return bool(worth > others or (worth == others and task < other))


@entered
def look_at(world: World, state: State, task: int, ceiling: int) -> bool:
    """The cheapest place of one task, judged thoroughly, into `state.spot`."""
    return cheapest_place(world, state, task, ceiling)
