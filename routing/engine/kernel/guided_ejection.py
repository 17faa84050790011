"""Tasks pressed into full routes, those thrown out for them that could be put in most easily so far."""

from routing.engine.clockwork import NEVER
from routing.engine.kernel.compiled import compiled, entered
from routing.engine.kernel.guided import ABSENT, ADDED, FIRST, LAST, STEPS, Guided
from routing.engine.kernel.guided_moves import measure, put_in, stir, take_out
from routing.engine.kernel.guided_room import NOBODY, find_room
from routing.engine.kernel.plain import LOAD
from routing.engine.kernel.random import below

MOVES = 1_000  # after each task pressed in
MOST_RIDDEN = 1_000_000  # positions of the routes looked at for one task


@entered
def lay_out(guided: Guided) -> bool:
    """Works out its routes, and what they leave out; whether they keep the windows."""
    keeps = True
    for r in range(len(guided.lengths)):
        keeps = measure(guided, r) and keeps
        for p in range(1, guided.lengths[r] - 1):
            guided.rider_of[guided.nodes[r, p]] = r
    for node in range(len(guided.rider_of)):
        if guided.rider_of[node] < 0 and guided.visits[node, LOAD] >= 0:
            _leave_out(guided, node)
    return keeps


@entered
def press(guided: Guided, steps: int, heat: float) -> bool:
    """Presses so many tasks in, or as many as it takes until none is left out; whether none is."""
    for _ in range(steps):
        if guided.figures[ABSENT] == 0:
            break
        guided.figures[STEPS] += 1
        task = guided.absent[guided.figures[ABSENT] - 1]
        if not _put_where_there_is_room(guided, task):
            guided.absences[task] += 1
            _eject_for(guided, task)
        if guided.figures[ABSENT] > 0:
            stir(guided, MOVES, heat)
    return bool(guided.figures[ABSENT] == 0)


@compiled
def _leave_out(guided: Guided, task: int) -> None:
    guided.absent[guided.figures[ABSENT]] = task
    guided.figures[ABSENT] += 1


@compiled
def _put_where_there_is_room(guided: Guided, task: int) -> bool:
    """Where it adds least."""
    least, rider, first, last = NEVER, -1, 0, 0
    for r in range(len(guided.lengths)):
        if find_room(guided, task, r, NOBODY, NOBODY, False) and guided.spot[ADDED] < least:
            least, rider, first, last = guided.spot[ADDED], r, guided.spot[FIRST], guided.spot[LAST]
    if rider < 0:
        return False
    guided.figures[ABSENT] -= 1
    put_in(guided, rider, task, first, last)
    measure(guided, rider)
    return True


@compiled
def _eject_for(guided: Guided, task: int) -> None:
    """Throws out the one or two of a route that could be put in most easily so far and leave room for the task.

    Where there are none, another is pressed in before it.
    """
    order, absences, riders = guided.order, guided.absences, len(guided.lengths)
    least, rider, one, other = NEVER, -1, NOBODY, NOBODY
    begin, ridden = below(guided.seed, riders), 0
    for size in range(1, 3):
        for k in range(riders):
            r = (begin + k) % riders
            count = _list_tasks(guided, r)
            for a in range(count):
                if size * absences[order[a]] >= least or ridden >= MOST_RIDDEN:
                    break
                for b in range(a + size - 1, a + 1 if size == 1 else count):
                    weight = absences[order[a]] + absences[order[b]] * (size - 1)
                    if weight >= least or ridden >= MOST_RIDDEN:
                        break
                    ridden += guided.lengths[r]
                    if find_room(guided, task, r, order[a], order[b], True):
                        least, rider, one, other = weight, r, order[a], order[b]
    last = guided.figures[ABSENT] - 1
    if rider < 0:
        at = below(guided.seed, last + 1)
        guided.absent[last], guided.absent[at] = guided.absent[at], task
        return
    guided.figures[ABSENT] = last
    take_out(guided, rider, one, other)
    measure(guided, rider)
    find_room(guided, task, rider, NOBODY, NOBODY, False)
    put_in(guided, rider, task, guided.spot[FIRST], guided.spot[LAST])
    measure(guided, rider)
    _leave_out(guided, one)
    if other != one:
        _leave_out(guided, other)


@compiled
def _list_tasks(guided: Guided, r: int) -> int:
    """The route's tasks into `order`, those that could be put in most easily so far first; how many."""
    order, absences, count = guided.order, guided.absences, 0
    for p in range(1, guided.lengths[r] - 1):
        task = guided.nodes[r, p]
        if guided.visits[task, LOAD] < 0:
            continue
        j = count
        while j > 0 and absences[order[j - 1]] > absences[task]:
            order[j] = order[j - 1]
            j -= 1
        order[j] = task
        count += 1
    return count
