"""Room for a task in a route that keeps every rule, some of the route's own tasks gone or none."""

from routing.engine.clockwork import NEVER
from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.guided import ADDED, FIRST, LAST, Guided
from routing.engine.kernel.plain import EARLIEST, LATEST, LOAD, PARTNER, SERVICE

NOBODY = -1

Gone = tuple[int, int, int, int]
"""Positions of the nodes that leave, 0 for none: of one task its first and its last, and of another."""


@compiled
def find_room(guided: Guided, task: int, r: int, one: int, other: int, is_any: bool) -> bool:
    """Whether the task fits the rider's route once two of its tasks have left it, or one, twice told, or none: NOBODY.

    The spot is where it adds least to the way, counted without those who leave; where any will do there is none.
    """
    visits, travel, travel_to = guided.visits, guided.travel, guided.travel_to
    gone = _gone(guided, one, other)
    first_gone, last_gone = _ends(gone)
    early, late, service = visits[task, EARLIEST], visits[task, LATEST], visits[task, SERVICE]
    is_pair, room, length = visits[task, PARTNER] >= 0, guided.capacity - visits[task, LOAD], guided.lengths[r]
    load, time, before, at = 0, guided.ready[r, 0], guided.nodes[r, 0], 0
    if not is_pair:
        load = guided.loaded[r, length - 1] - _load(guided, one) - _load(guided, other) * (other != one)
        if load > room:
            return False
    guided.spot[ADDED] = NEVER
    _note_due(guided, r, gone, last_gone)
    for p in range(1, length):
        if p in gone:
            continue
        at += 1
        if time > late:
            break
        node = guided.nodes[r, p]
        then = max(time + travel_to[task, before], early)
        if then <= late and load <= room:
            then += service
            if is_pair:
                _try_deliveries(guided, task, r, p, before, at, load, then, gone, last_gone, is_any)
            elif then + travel[task, node] <= _due(guided, r, p, last_gone):
                _note(guided, at, at, travel_to[task, before] + travel[task, node] - travel[before, node])
            if is_any and guided.spot[ADDED] < NEVER:
                return True
        if p < first_gone:
            time = guided.ready[r, p]
        else:
            time = max(time + travel[before, node], visits[node, EARLIEST]) + visits[node, SERVICE]
        if is_pair:
            load += visits[node, LOAD]
        before = node
    return bool(guided.spot[ADDED] < NEVER)


@compiled
def saved(guided: Guided, r: int, task: int) -> int:
    """What the way of the rider's route is shorter by without the task."""
    nodes, travel, at, delivery = guided.nodes, guided.travel, guided.places[task], guided.visits[task, PARTNER]
    before, after = nodes[r, at - 1], nodes[r, at + 1]
    way = travel[before, task] + travel[task, after]
    if delivery < 0:
        return int(way - travel[before, after])
    last = nodes[r, guided.places[delivery] + 1]
    if after == delivery:
        return int(way + travel[delivery, last] - travel[before, last])
    inner = nodes[r, guided.places[delivery] - 1]
    way += travel[inner, delivery] + travel[delivery, last]
    return int(way - travel[before, after] - travel[inner, last])


@compiled
def _try_deliveries(
    guided: Guided,
    task: int,
    r: int,
    first: int,
    behind: int,
    at: int,
    load: int,
    time: int,
    gone: Gone,
    last_gone: int,
    is_any: bool,
) -> None:
    """Rides on from the pickup, put in behind a node and left at a time; tries the delivery before each position."""
    visits, travel, travel_to = guided.visits, guided.travel, guided.travel_to
    delivery, room, before, last = visits[task, PARTNER], guided.capacity - visits[task, LOAD], task, at
    early, late, service = visits[delivery, EARLIEST], visits[delivery, LATEST], visits[delivery, SERVICE]
    added = travel_to[task, behind]
    for p in range(first, guided.lengths[r]):
        if p in gone:
            continue
        if time > late:
            break
        node, due = guided.nodes[r, p], _due(guided, r, p, last_gone)
        there, on = travel_to[delivery, before], travel[delivery, node]
        then = max(time + there, early)
        leg = travel[before, node]
        if then <= late and then + service + on <= due:
            if before == task:
                _note(guided, at, last, added + there + on - travel[behind, node])
            else:
                _note(guided, at, last, added + there + on - leg)
            if is_any:
                break
        time = max(time + leg, visits[node, EARLIEST])
        if time > due or p == guided.lengths[r] - 1:
            break
        time += visits[node, SERVICE]
        load += visits[node, LOAD]
        if load > room:
            break
        if before == task:
            added += leg - travel[behind, node]
        before = node
        last += 1


@compiled
def _note(guided: Guided, first: int, last: int, added: int) -> None:
    if added < guided.spot[ADDED]:
        guided.spot[FIRST], guided.spot[LAST], guided.spot[ADDED] = first, last, added


@compiled
def _note_due(guided: Guided, r: int, gone: Gone, last_gone: int) -> None:
    """The latest arrivals where those behind have left; after the last of them they stand as they are."""
    if last_gone == 0:
        return
    visits, nodes, travel_to = guided.visits, guided.nodes, guided.travel_to
    latest, after = guided.due[r, last_gone + 1], nodes[r, last_gone + 1]
    for p in range(last_gone - 1, 0, -1):
        if p in gone:
            continue
        node = nodes[r, p]
        latest = min(visits[node, LATEST], latest - visits[node, SERVICE] - travel_to[after, node])
        guided.due_without[p] = latest
        after = node


@compiled
def _due(guided: Guided, r: int, p: int, last_gone: int) -> int:
    return int(guided.due[r, p] if p > last_gone else guided.due_without[p])


@compiled
def _gone(guided: Guided, one: int, other: int) -> Gone:
    if one < 0:
        return 0, 0, 0, 0
    places, visits = guided.places, guided.visits
    last, other_last = visits[one, PARTNER], visits[other, PARTNER]
    if last < 0:
        return places[one], places[one], places[other], places[other]
    return places[one], places[last], places[other], places[other_last]


@compiled
def _ends(gone: Gone) -> tuple[int, int]:
    """The first and the last position of those who leave."""
    if gone[0] == 0:
        return NEVER, 0
    return min(gone[0], gone[2]), max(gone[1], gone[3])


@compiled
def _load(guided: Guided, task: int) -> int:
    return 0 if task < 0 else int(guided.visits[task, LOAD])
