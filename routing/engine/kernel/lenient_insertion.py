"""The place where a task adds least to routes that may be late or too full, all prices counted.

What it would add to a route is remembered as long as that route stands and prices last, as in
`routing.engine.kernel.insertion`: most steps are taken back.
"""

from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.insertion import BLINK_SHARE
from routing.engine.kernel.lenient import (
    CARRIED,
    CHANGED,
    KNOWN_AT,
    KNOWN_COST,
    LATE,
    LENGTH,
    NOTHING_YET,
    OVERFULL,
    PER_ITEM,
    PER_SECOND,
    ROW_WARP,
    WIDE,
    Lenient,
)
from routing.engine.kernel.lenient_changes import measure, take_row, tally
from routing.engine.kernel.lenient_pair import cheapest_pair
from routing.engine.kernel.plain import EARLIEST, LATEST, LOAD, PARTNER, SERVICE
from routing.engine.kernel.random import draw

WIDE_TWICE = WIDE * WIDE


@compiled
def put_in(lenient: Lenient, node: int) -> None:
    """The task where it adds least; now and then a route's best place is overlooked.

    What is known of routes is asked first: little is then left that could be below it in the others.
    """
    rows, known, untried = lenient.rows, lenient.known, 0
    best, rider, at = NOTHING_YET, -1, 0
    is_home_seen = False
    for r in range(len(lenient.row_of)):
        row = lenient.row_of[r]
        if rows[row, LENGTH] == 2:
            if is_home_seen:
                continue
            is_home_seen = True
        if known.shape[1] > 0 and known[node, row, KNOWN_AT] // WIDE_TWICE == lenient.versions[row]:
            cost, where = known[node, row, KNOWN_COST], known[node, row, KNOWN_AT] % WIDE_TWICE
            if cost >= best:
                continue
            if where > 0:
                if draw(lenient.seed) < BLINK_SHARE:
                    cost, where = _cheapest(lenient, node, row, best, where // WIDE)
                if where > 0:
                    best, rider, at = cost, r, where
                continue
        lenient.open[untried] = r
        untried += 1
    for k in range(untried):
        r = lenient.open[k]
        row = lenient.row_of[r]
        cost, where = _cheapest(lenient, node, row, best, 0)
        if known.shape[1] > 0:
            known[node, row, KNOWN_COST] = cost
            known[node, row, KNOWN_AT] = lenient.versions[row] * WIDE_TWICE + where
        if where > 0 and draw(lenient.seed) < BLINK_SHARE:
            cost, where = _cheapest(lenient, node, row, best, where // WIDE)
        if where > 0:
            best, rider, at = cost, r, where
    if rider < 0:
        rider, at = 0, WIDE + 1
    _insert(lenient, node, rider, at // WIDE, at % WIDE)


@compiled
def _cheapest(lenient: Lenient, node: int, row: int, best: int, shunned: int) -> tuple[int, int]:
    """What the task adds to a row at least, where that is below the best, and its first and last position in one
    number; otherwise the best, and 0. One position of its first visit may be shunned.
    """
    if lenient.visits[node, PARTNER] >= 0:
        return cheapest_pair(lenient, node, row, best, shunned)
    return _cheapest_visit(lenient, node, row, best, shunned)


@compiled
def _cheapest_visit(lenient: Lenient, node: int, row: int, best: int, shunned: int) -> tuple[int, int]:
    travel, travel_to, nodes, rows = lenient.travel, lenient.travel_to, lenient.nodes, lenient.rows
    ready, gone_back, due, to_go_back = lenient.ready, lenient.gone_back, lenient.due, lenient.to_go_back
    ridden, per_second, late_route = lenient.ridden, lenient.prices[PER_SECOND], lenient.prices[LATE]
    early, late = lenient.visits[node, EARLIEST], lenient.visits[node, LATEST]
    service, length = lenient.visits[node, SERVICE], rows[row, LENGTH]
    base, at = _opening(lenient, node, row), 0
    if base >= best:
        return best, 0
    warp_before = rows[row, ROW_WARP]
    for p in range(1, length):
        there = travel_to[node, nodes[row, p - 1]]
        on = travel[node, nodes[row, p]]
        cost = base + (there + on - ridden[row, p] + ridden[row, p - 1])
        if cost >= best or p == shunned:
            continue
        time = max(ready[row, p - 1] + there, early)
        warp = gone_back[row, p - 1] + to_go_back[row, p] - warp_before
        if time > late:
            warp += time - late
            time = late
        time += service + on
        if time > due[row, p]:
            warp += time - due[row, p]
        if warp != 0:
            cost += int(per_second * warp)
            if warp_before == 0:
                cost += int(late_route)
        if cost < best:
            best, at = cost, p * WIDE + p
    return best, at


@compiled
def _opening(lenient: Lenient, node: int, row: int) -> int:
    """What a visit costs wherever it stands in a row: that somebody leaves home, and what is too much to carry."""
    base = 0.0
    if lenient.rows[row, LENGTH] == 2:
        base = float(lenient.vehicle_cost)
    load, too_much = lenient.visits[node, LOAD], lenient.rows[row, CARRIED] - lenient.capacity
    if too_much + load > 0:
        base += lenient.prices[PER_ITEM] * (too_much + load - max(0, too_much))
        if too_much <= 0:
            base += lenient.prices[OVERFULL]
    return int(base)


@compiled
def _insert(lenient: Lenient, node: int, r: int, first: int, last: int) -> None:
    """Before positions of the rider's route."""
    nodes, row, other = lenient.nodes, lenient.row_of[r], lenient.visits[node, PARTNER]
    tally(lenient, row, -1)
    if lenient.before[r] < 0:
        old, row = row, take_row(lenient)
        for p in range(lenient.rows[old, LENGTH]):
            nodes[row, p] = nodes[old, p]
        lenient.rows[row, LENGTH] = lenient.rows[old, LENGTH]
        lenient.row_of[r] = row
        lenient.before[r] = old
        lenient.changed[lenient.figures[CHANGED]] = r
        lenient.figures[CHANGED] += 1
    if other >= 0:
        _shift_in(lenient, other, row, last)
        lenient.rider_of[other] = r
    _shift_in(lenient, node, row, first)
    lenient.rider_of[node] = r
    measure(lenient, row)
    tally(lenient, row, 1)


@compiled
def _shift_in(lenient: Lenient, node: int, row: int, at: int) -> None:
    nodes = lenient.nodes
    for p in range(lenient.rows[row, LENGTH], at, -1):
        nodes[row, p] = nodes[row, p - 1]
    nodes[row, at] = node
    lenient.rows[row, LENGTH] += 1
