"""Strings of visits taken out and put back where they cost least, too late or too full at a price.

As `routing.engine.kernel.ruin` and `recreate`, after the same authors.
"""

import numpy as np

from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.insertion import BLINK_SHARE
from routing.engine.kernel.lenient import (
    ABSENT,
    CARRIED,
    CHANGED,
    EARLIEST,
    LATE,
    LATEST,
    LENGTH,
    LOAD,
    OVERFULL,
    PER_ITEM,
    PER_SECOND,
    ROW_WARP,
    SERVICE,
    STAMP,
    Lenient,
)
from routing.engine.kernel.lenient_changes import exchange, measure, take_row, tally
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
    row, q = take_row(lenient), 0
    for p in range(lenient.rows[old, LENGTH]):
        k = p - 1 - start
        gone = lenient.nodes[old, p]
        if 0 <= k < span and not hole <= k < hole + kept:
            lenient.rider_of[gone] = -1
            lenient.absent[lenient.figures[ABSENT]] = gone
            lenient.figures[ABSENT] += 1
            continue
        lenient.nodes[row, q] = gone
        q += 1
    lenient.rows[row, LENGTH] = q
    measure(lenient, row)
    exchange(lenient, r, row)


@compiled
def recreate(lenient: Lenient) -> None:
    figures = lenient.figures
    count = figures[ABSENT]
    _sort(lenient, count)
    for k in range(count):
        _put_in(lenient, lenient.absent[k])
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


@compiled
def _put_in(lenient: Lenient, node: int) -> None:
    """The node where it adds least, all prices counted; now and then a place is overlooked."""
    travel, visits, nodes, rows = lenient.travel, lenient.visits, lenient.nodes, lenient.rows
    ready, gone_back, due, to_go_back = lenient.ready, lenient.gone_back, lenient.due, lenient.to_go_back
    per_second, per_item = lenient.prices[PER_SECOND], lenient.prices[PER_ITEM]
    late_route, overfull = lenient.prices[LATE], lenient.prices[OVERFULL]
    early, late, service, load = (
        visits[node, EARLIEST],
        visits[node, LATEST],
        visits[node, SERVICE],
        visits[node, LOAD],
    )
    best, rider, at = np.inf, -1, 0
    is_home_seen = False
    for r in range(len(lenient.row_of)):
        row = lenient.row_of[r]
        length = rows[row, LENGTH]
        base = 0.0
        if length == 2:
            if is_home_seen:
                continue
            is_home_seen = True
            base = float(lenient.vehicle_cost)
        too_much = rows[row, CARRIED] - lenient.capacity
        if too_much + load > 0:
            base += per_item * (too_much + load - max(0, too_much))
            if too_much <= 0:
                base += overfull
        if base >= best:
            continue
        warp_before = rows[row, ROW_WARP]
        before = nodes[row, 0]
        for p in range(1, length):
            after = nodes[row, p]
            there = travel[before, node]
            on = travel[node, after]
            cost = base + (there + on - travel[before, after])
            if cost < best:
                time = max(ready[row, p - 1] + there, early)
                warp = gone_back[row, p - 1] + to_go_back[row, p] - warp_before
                if time > late:
                    warp += time - late
                    time = late
                time += service + on
                if time > due[row, p]:
                    warp += time - due[row, p]
                cost += per_second * warp
                if warp_before == 0 and warp > 0:
                    cost += late_route
                if cost < best and draw(lenient.seed) >= BLINK_SHARE:
                    best, rider, at = cost, r, p
            before = after
    if rider < 0:
        rider, at = 0, 1
    _insert(lenient, node, rider, at)


@compiled
def _insert(lenient: Lenient, node: int, r: int, at: int) -> None:
    """Before a position of the rider's route."""
    nodes, row = lenient.nodes, lenient.row_of[r]
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
    for p in range(lenient.rows[row, LENGTH], at, -1):
        nodes[row, p] = nodes[row, p - 1]
    nodes[row, at] = node
    lenient.rows[row, LENGTH] += 1
    measure(lenient, row)
    tally(lenient, row, 1)
    lenient.rider_of[node] = r
