"""Tasks put in, taken out and moved about among routes that keep every rule."""

from math import log

from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.guided import ADDED, FIRST, LAST, Guided
from routing.engine.kernel.guided_room import NOBODY, find_room, saved
from routing.engine.kernel.plain import EARLIEST, LATEST, LOAD, PARTNER, SERVICE
from routing.engine.kernel.random import below, draw

NEAREST = 40  # with whose task one changes places


@compiled
def measure(guided: Guided, r: int) -> bool:
    """Works out what the rider's nodes make of his route; whether it keeps the windows."""
    visits, nodes, length = guided.visits, guided.nodes, guided.lengths[r]
    before, load = nodes[r, 0], 0
    time = visits[before, EARLIEST]
    guided.ready[r, 0], guided.loaded[r, 0] = time, 0
    for p in range(1, length):
        node = nodes[r, p]
        time = max(time + guided.travel[before, node], visits[node, EARLIEST])
        if time > visits[node, LATEST]:
            return False
        time += visits[node, SERVICE]
        load += visits[node, LOAD]
        guided.ready[r, p], guided.loaded[r, p], guided.places[node] = time, load, p
        before = node
    latest, after = visits[before, LATEST], before
    guided.due[r, length - 1] = latest
    for p in range(length - 2, -1, -1):
        node = nodes[r, p]
        latest = min(visits[node, LATEST], latest - visits[node, SERVICE] - guided.travel_to[after, node])
        guided.due[r, p] = latest
        after = node
    return True


@compiled
def take_out(guided: Guided, r: int, one: int, other: int) -> None:
    """Two tasks of the rider's leave, or one, twice told; `measure` is still to be called."""
    nodes, kept = guided.nodes, 1
    last_of_one, last_of_other = guided.visits[one, PARTNER], guided.visits[other, PARTNER]
    for p in range(1, guided.lengths[r]):
        node = nodes[r, p]
        if node in (one, other, last_of_one, last_of_other):
            guided.rider_of[node] = -1
        else:
            nodes[r, kept] = node
            kept += 1
    guided.lengths[r] = kept


@compiled
def put_in(guided: Guided, r: int, task: int, first: int, last: int) -> None:
    """A task goes in before these positions, the second for its delivery; `measure` is still to be called."""
    nodes, delivery = guided.nodes, guided.visits[task, PARTNER]
    if delivery >= 0:
        _insert(guided, r, delivery, last)
        guided.rider_of[delivery] = r
    _insert(guided, r, task, first)
    guided.rider_of[task] = r
    guided.lengths[r] += 1 + (delivery >= 0)
    nodes[r, guided.lengths[r] - 1] = len(guided.visits) - 1


@compiled
def _insert(guided: Guided, r: int, node: int, at: int) -> None:
    """Shifts what stands there and behind; the depot at the end is written anew by `put_in`."""
    nodes = guided.nodes
    for p in range(guided.lengths[r], at, -1):
        nodes[r, p] = nodes[r, p - 1]
    nodes[r, at] = node


@compiled
def stir(guided: Guided, moves: int, heat: float) -> None:
    """So many tasks try to move to a route that a neighbour rides on, to another place of their own, or to change.

    They do as annealing at this heat has it: short ways leave the time that tasks left out are to fit in.
    """
    for _ in range(moves):
        task = _first(guided, below(guided.seed, len(guided.rider_of)))
        nearest = min(NEAREST, guided.near.shape[1])
        other = _first(guided, guided.near[task, below(guided.seed, nearest)])
        r, s = guided.rider_of[task], guided.rider_of[other]
        if r < 0 or s < 0:
            continue
        may_add = -heat * log(1 - draw(guided.seed))
        if r == s:
            _move_within(guided, task, r, may_add)
        elif draw(guided.seed) < 0.5:
            _change_places(guided, task, r, other, s, may_add)
        else:
            _move(guided, task, r, s, may_add)


@compiled
def _first(guided: Guided, node: int) -> int:
    """The task whose node it is."""
    return int(node if guided.visits[node, LOAD] >= 0 else guided.visits[node, PARTNER])


@compiled
def _move_within(guided: Guided, task: int, r: int, may_add: float) -> None:
    may_add += saved(guided, r, task)
    if find_room(guided, task, r, task, task, False) and guided.spot[ADDED] < may_add:
        take_out(guided, r, task, task)
        put_in(guided, r, task, guided.spot[FIRST], guided.spot[LAST])
        measure(guided, r)


@compiled
def _move(guided: Guided, task: int, r: int, s: int, may_add: float) -> None:
    may_add += saved(guided, r, task)
    if find_room(guided, task, s, NOBODY, NOBODY, False) and guided.spot[ADDED] < may_add:
        take_out(guided, r, task, task)
        put_in(guided, s, task, guided.spot[FIRST], guided.spot[LAST])
        measure(guided, r)
        measure(guided, s)


@compiled
def _change_places(guided: Guided, task: int, r: int, other: int, s: int, may_add: float) -> None:
    may_add += saved(guided, r, task) + saved(guided, s, other)
    if not find_room(guided, other, r, task, task, False) or guided.spot[ADDED] >= may_add:
        return
    first, last = guided.spot[FIRST], guided.spot[LAST]
    may_add -= guided.spot[ADDED]
    if not find_room(guided, task, s, other, other, False) or guided.spot[ADDED] >= may_add:
        return
    take_out(guided, r, task, task)
    take_out(guided, s, other, other)
    put_in(guided, r, other, first, last)
    put_in(guided, s, task, guided.spot[FIRST], guided.spot[LAST])
    measure(guided, r)
    measure(guided, s)
