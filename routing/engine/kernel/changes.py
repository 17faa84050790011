"""Routes exchanged for others, and taken back: the only place where a rider's row, an absence or the cost changes."""

from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.route import measure
from routing.engine.kernel.state import (
    ABSENT,
    BEST_COST,
    BEST_ITERATION,
    BURDEN_S,
    BURDENS_S,
    BUSIEST,
    CHANGED,
    COST,
    CURRENT_COST,
    FREE,
    IMBALANCE_COST,
    ITERATIONS,
    LARGEST_S,
    LENGTH,
    SECOND_S,
    TRIPS,
    State,
)
from routing.engine.kernel.world import CALL, END, FIRST_NODE, HEAD, IS_UNDER_WAY, NODES, PENALTY, START, TASK, World


@compiled
def take_row(state: State) -> int:
    """A free row; there are enough of them for every rider's row before the step and two more."""
    state.figures[FREE] -= 1
    return int(state.free[state.figures[FREE]])


@compiled
def give_row(state: State, row: int) -> None:
    state.free[state.figures[FREE]] = row
    state.figures[FREE] += 1


@compiled
def imbalance_with(world: World, state: State, r: int, burden_s: int) -> int:
    """What imbalance costs among the world's riders when this one is so busy."""
    figures = state.figures
    others = figures[SECOND_S] if figures[BUSIEST] == r else figures[LARGEST_S]
    total = figures[BURDENS_S] - state.rows[state.row_of[r], BURDEN_S] + burden_s
    mean = total // len(world.own_riders)
    return int((max(others, burden_s) - mean) * world.imbalance_percent // 100)


@compiled
def weigh(world: World, state: State) -> None:
    """Counts the imbalance of the routes as they stand into the cost."""
    if world.imbalance_percent == 0 or len(world.own_riders) == 0:
        return
    figures = state.figures
    figures[LARGEST_S] = figures[SECOND_S] = figures[BURDENS_S] = 0
    figures[BUSIEST] = -1
    for k in range(len(world.own_riders)):
        r = world.own_riders[k]
        burden = state.rows[state.row_of[r], BURDEN_S]
        figures[BURDENS_S] += burden
        if burden > figures[LARGEST_S]:
            figures[SECOND_S], figures[LARGEST_S], figures[BUSIEST] = figures[LARGEST_S], burden, r
        elif burden > figures[SECOND_S]:
            figures[SECOND_S] = burden
    mean = figures[BURDENS_S] // len(world.own_riders)
    cost = (figures[LARGEST_S] - mean) * world.imbalance_percent // 100
    figures[CURRENT_COST] += cost - figures[IMBALANCE_COST]
    figures[IMBALANCE_COST] = cost


@compiled
def put(world: World, state: State, r: int, row: int) -> None:
    """Gives the rider a measured row instead of its own."""
    old = state.row_of[r]
    state.figures[CURRENT_COST] += state.rows[row, COST] - state.rows[old, COST]
    state.row_of[r] = row
    weigh(world, state)
    if state.touched[r]:
        give_row(state, old)
        return
    state.touched[r] = True
    changed = state.figures[CHANGED]
    state.changed[changed] = r
    state.before[changed] = old
    state.figures[CHANGED] += 1


@compiled
def leave_out(world: World, state: State, task: int) -> None:
    state.where_absent[task] = state.figures[ABSENT]
    state.absent[state.figures[ABSENT]] = task
    state.figures[ABSENT] += 1
    state.rider_of[task] = -1
    state.figures[CURRENT_COST] += world.tasks[task, PENALTY]


@compiled
def take_in(world: World, state: State, task: int, r: int) -> None:
    where = state.where_absent[task]
    if where < 0:
        return
    state.figures[ABSENT] -= 1
    other = state.absent[state.figures[ABSENT]]
    state.absent[where] = other
    state.where_absent[other] = where
    state.where_absent[task] = -1
    state.rider_of[task] = r
    state.figures[CURRENT_COST] -= world.tasks[task, PENALTY]


@compiled
def begin(state: State) -> None:
    """Remembers what is left out, for `take_back`."""
    for k in range(state.figures[ABSENT]):
        state.absent_before[k] = state.absent[k]
    state.absent_before[len(state.absent_before) - 1] = state.figures[ABSENT]


@compiled
def keep(state: State) -> None:
    """Makes the changes since `begin` good. A route put back as it was keeps its row, and what is known of it."""
    for k in range(state.figures[CHANGED]):
        r, old = state.changed[k], state.before[k]
        new = state.row_of[r]
        if _is_alike(state, old, new):
            old, new = new, old
            state.row_of[r] = new
        give_row(state, old)
        state.touched[r] = False
    state.figures[CHANGED] = 0


@compiled
def _is_alike(state: State, one: int, other: int) -> bool:
    length = state.rows[one, LENGTH]
    if state.rows[other, LENGTH] != length:
        return False
    for p in range(length):  # noqa: SIM110 any() of a generator is not compiled
        if state.nodes[one, p] != state.nodes[other, p]:
            return False
    return True


@compiled
def take_back(world: World, state: State, cost: int) -> None:
    """Undoes the changes since `begin`, when the cost was this, imbalance counted in."""
    for k in range(state.figures[CHANGED]):
        r = state.changed[k]
        give_row(state, state.row_of[r])
        state.row_of[r] = state.before[k]
        state.touched[r] = False
    for k in range(state.figures[CHANGED]):
        r = state.changed[k]
        row = state.row_of[r]
        for p in range(1 + world.riders[r, HEAD], state.rows[row, LENGTH] - 1):
            task = world.nodes[state.nodes[row, p], TASK]
            if task >= 0:
                state.rider_of[task] = r
    state.figures[CHANGED] = 0
    for k in range(state.figures[ABSENT]):
        state.where_absent[state.absent[k]] = -1
    absent = state.absent_before[len(state.absent_before) - 1]
    for k in range(absent):
        task = state.absent_before[k]
        state.absent[k] = task
        state.where_absent[task] = k
        state.rider_of[task] = -1
    state.figures[ABSENT] = absent
    weigh(world, state)
    state.figures[CURRENT_COST] = cost


@compiled
def note_best(world: World, state: State) -> None:
    """Remembers the routes as they stand as the best."""
    for k in range(len(world.own_riders)):
        r = world.own_riders[k]
        row = state.row_of[r]
        length = state.rows[row, LENGTH]
        state.best_length[r] = length
        for p in range(length):
            state.best[r, p] = state.nodes[row, p]
    state.figures[BEST_COST] = state.figures[CURRENT_COST]
    state.figures[BEST_ITERATION] = state.figures[ITERATIONS]


@compiled
def insert(world: World, state: State, task: int, r: int, first: int, last: int, opening: int) -> bool:
    """The task into the rider's route: its first node before position `first`, its last before `last`.

    `opening`: with a call at the depot before it (1), after it (2) or both (3). False, and nothing changed, where the
    route would break a rule.
    """
    row = with_task(world, state, task, r, first, last, opening)
    if not measure(world, state, row, r):
        give_row(state, row)
        return False
    put(world, state, r, row)
    take_in(world, state, task, r)
    return True


@compiled
def with_task(world: World, state: State, task: int, r: int, first: int, last: int, opening: int) -> int:
    """A free row with the route and the task in it, not yet measured."""
    old, row = state.row_of[r], take_row(state)
    call = world.riders[r, CALL]
    q = 0
    for p in range(state.rows[old, LENGTH]):
        if p == first:
            if opening & 1:
                state.nodes[row, q] = call
                q += 1
            state.nodes[row, q] = world.tasks[task, FIRST_NODE]
            q += 1
            if opening & 2:
                state.nodes[row, q] = call
                q += 1
        if p == last and world.tasks[task, NODES] > 1:
            state.nodes[row, q] = world.tasks[task, FIRST_NODE + 1]
            q += 1
        state.nodes[row, q] = state.nodes[old, p]
        q += 1
    state.rows[row, LENGTH] = q
    return row


@compiled
def withdraw(world: World, state: State, r: int, stamp: int) -> None:
    """Takes the tasks whose `seen` cell has this stamp out of the rider's route; all of it where it breaks then.

    It may, where travel is not metric. Calls at the depot that serve nothing any more are dropped.
    """
    old, row = state.row_of[r], without(world, state, r, stamp)
    riders, head = len(world.riders), world.riders[r, HEAD]
    fits = measure(world, state, row, r)
    for p in range(1 + head, state.rows[old, LENGTH] - 1):
        node = state.nodes[old, p]
        task = world.nodes[node, TASK]
        if task >= 0 and state.where_absent[task] < 0 and (not fits or state.seen[riders + task] == stamp):
            leave_out(world, state, task)
    if not fits:
        for k in range(head):
            state.nodes[row, 1 + k] = state.nodes[old, 1 + k]
        state.nodes[row, 1 + head] = world.riders[r, END]
        state.rows[row, LENGTH] = 2 + head
        measure(world, state, row, r)
    put(world, state, r, row)
    if state.rows[row, TRIPS] > 1:
        _drop_calls(world, state, r)


@compiled
def without(world: World, state: State, r: int, stamp: int) -> int:
    """A free row with the rider's route but for the tasks with this stamp and idle trips, not yet measured."""
    old, row = state.row_of[r], take_row(state)
    riders = len(world.riders)
    call, head = world.riders[r, CALL], world.riders[r, HEAD]
    state.nodes[row, 0] = world.riders[r, START]
    q = 1
    for p in range(1, state.rows[old, LENGTH] - 1):
        node = state.nodes[old, p]
        if node == call:
            is_idle = state.nodes[row, q - 1] == node if q > 1 else not world.riders[r, IS_UNDER_WAY]
            if is_idle:
                continue
        elif p > head and state.seen[riders + world.nodes[node, TASK]] == stamp:
            continue
        state.nodes[row, q] = node
        q += 1
    if q > 1 and state.nodes[row, q - 1] == call:
        q -= 1
    state.nodes[row, q] = world.riders[r, END]
    state.rows[row, LENGTH] = q + 1
    return row


@compiled
def _drop_calls(world: World, state: State, r: int) -> None:
    """Drops each call at the depot that the route does better without."""
    trip = state.rows[state.row_of[r], TRIPS] - 1
    while trip > 0:
        old = state.row_of[r]
        row = take_row(state)
        gone = state.departures[old, trip]
        q = 0
        for p in range(state.rows[old, LENGTH]):
            if p != gone:
                state.nodes[row, q] = state.nodes[old, p]
                q += 1
        state.rows[row, LENGTH] = q
        if measure(world, state, row, r) and state.rows[row, COST] < state.rows[old, COST]:
            put(world, state, r, row)
        else:
            give_row(state, row)
        trip -= 1
