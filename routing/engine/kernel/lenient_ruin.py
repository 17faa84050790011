"""Strings of visits taken out and put back where they cost least, too late or too full at a price.

As `routing.engine.kernel.ruin` and `recreate`, after the same authors.
"""

from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.lenient import ABSENT, LENGTH, STAMP, Lenient
from routing.engine.kernel.lenient_changes import exchange, measure, take_row
from routing.engine.kernel.lenient_insertion import put_in
from routing.engine.kernel.plain import LOAD, PARTNER
from routing.engine.kernel.random import below, draw
from routing.engine.kernel.recreate import BY_ABSENCES
from routing.engine.kernel.ruin import LONGEST_STRING, string_around, strings_to_remove


@compiled
def ruin(lenient: Lenient) -> None:
    """Strings of visits near a random one, at most one from each route: see `routing.engine.kernel.ruin`."""
    figures, riders = lenient.figures, len(lenient.row_of)
    riding, visits = 0, len(lenient.rider_of)
    for r in range(riders):
        riding += lenient.rows[lenient.row_of[r], LENGTH] > 2
    longest = min(float(LONGEST_STRING), visits / riding)
    strings = strings_to_remove(lenient.seed, longest)
    center = below(lenient.seed, visits)
    figures[STAMP] += 1
    stamp, ruined = figures[STAMP], 0
    for k in range(lenient.near.shape[1]):
        if ruined >= strings:
            break
        node = lenient.near[center, k]
        r = lenient.rider_of[node]
        if r < 0 or lenient.seen[r] == stamp:
            continue
        lenient.seen[r] = stamp
        ruined += 1
        _take_string(lenient, r, node, longest)


@compiled
def _take_string(lenient: Lenient, r: int, node: int, longest: float) -> None:
    """Takes out some visits in a row that hold the node, or a longer row but for its middle."""
    old = lenient.row_of[r]
    count, at = lenient.rows[old, LENGTH] - 2, 0
    while lenient.nodes[old, 1 + at] != node:
        at += 1
    start, span, hole, kept = string_around(lenient.seed, count, at, longest)
    for k in range(span):
        if not hole <= k < hole + kept:
            _take_out(lenient, lenient.nodes[old, 1 + start + k])
    row, q = take_row(lenient), 0
    for p in range(lenient.rows[old, LENGTH]):
        stays = lenient.nodes[old, p]
        if p == 0 or p == count + 1 or lenient.rider_of[stays] >= 0:
            lenient.nodes[row, q] = stays
            q += 1
    lenient.rows[row, LENGTH] = q
    measure(lenient, row)
    exchange(lenient, r, row)


@compiled
def _take_out(lenient: Lenient, node: int) -> None:
    """Marks a visit's task as absent, if it is not yet."""
    if lenient.rider_of[node] < 0:
        return
    other = lenient.visits[node, PARTNER]
    lenient.rider_of[node] = -1
    if other >= 0:
        lenient.rider_of[other] = -1
        if lenient.visits[node, LOAD] < 0:
            node = other
    lenient.absent[lenient.figures[ABSENT]] = node
    lenient.figures[ABSENT] += 1


@compiled
def recreate(lenient: Lenient) -> None:
    figures = lenient.figures
    count = figures[ABSENT]
    _sort(lenient, count)
    for k in range(count):
        put_in(lenient, lenient.absent[k])
    figures[ABSENT] = 0


@compiled
def _sort(lenient: Lenient, count: int) -> None:
    absent, keys, drawn, which = lenient.absent, lenient.order_keys, draw(lenient.seed), 0
    for k in range(count - 1, 0, -1):
        other = below(lenient.seed, k + 1)
        absent[k], absent[other] = absent[other], absent[k]
    while which + 1 < len(lenient.weights) and drawn >= lenient.weights[which]:
        which += 1
    if which <= BY_ABSENCES:
        return
    for k in range(count):
        keys[k] = lenient.keys[which, absent[k]]
    for k in range(1, count):
        node, key, j = absent[k], keys[k], k
        while j > 0 and keys[j - 1] < key:
            absent[j], keys[j] = absent[j - 1], keys[j - 1]
            j -= 1
        absent[j], keys[j] = node, key
