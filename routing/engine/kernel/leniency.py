"""Ruin and recreate among routes that may break a rule at a price: how it goes on when none of the steps kept may.

As `ruin` and `recreate`, after the same authors; the prices rise while what it stands on is too often too late or too
full and fall while it seldom is (Vidal, Crainic, Gendreau & Prins, "A hybrid genetic algorithm with adaptive diversity
management for a large class of vehicle routing problems with time-windows", Computers & Operations Research 40, 2013).
"""

from math import log

import numpy as np
from numpy.typing import NDArray

from routing.engine.kernel.compiled import compiled, entered
from routing.engine.kernel.lenient import (
    ABSENT,
    BEST_WAY,
    CARRIED,
    CHANGED,
    COUNTED,
    EARLIEST,
    EXCESS,
    FREE,
    FULL_ROUTES,
    IN_TIME,
    LATEST,
    LATE,
    LATE_ROUTES,
    LEAST,
    LENGTH,
    LOAD,
    NOTHING_YET,
    OVERFULL,
    PER_ITEM,
    PER_SECOND,
    ROW_WARP,
    ROW_WAY,
    SERVICE,
    STAMP,
    STEPS,
    WARP_S,
    WAY,
    WITHIN,
    Lenient,
)
from routing.engine.kernel.random import below, draw

Ints = NDArray[np.int64]

MEAN_REMOVED = 10
LONGEST_STRING = 10
SPLIT_SHARE = 0.5
SPLIT_GROWTH_SHARE = 0.01
BLINK_SHARE = 0.01
STEPS_BETWEEN_PRICES = 1000
KEPT_SHARE = 0.5  # of the steps, that should end without a rule broken
PRICE_UP, PRICE_DOWN = 1.15, 0.9
BY_ABSENCES = 1
CROSSING_SHARE = 0.1
CROSSINGS_TRIED = 12


@entered
def lay_out(lenient: Lenient, lengths: Ints, sequences: Ints) -> None:
    """Stands on these routes, depot at both ends, and what they do not hold put in; what breaks no rule is the best."""
    figures = lenient.figures
    figures[LATE_ROUTES] = figures[FULL_ROUTES] = 0
    figures[WAY] = figures[WARP_S] = figures[EXCESS] = figures[ABSENT] = figures[CHANGED] = 0
    figures[FREE] = len(lenient.free)
    for k in range(len(lenient.free)):
        lenient.free[k] = k
    for r in range(len(lenient.row_of)):
        row = _take_row(lenient)
        for p in range(lengths[r]):
            lenient.nodes[row, p] = sequences[r, p]
        lenient.rows[row, LENGTH] = lengths[r]
        measure(lenient, row)
        lenient.row_of[r] = row
        _count(lenient, row, 1)
        for p in range(1, lengths[r] - 1):
            lenient.rider_of[sequences[r, p]] = r
    for node in range(len(lenient.rider_of)):
        if lenient.rider_of[node] < 0:
            lenient.absent[figures[ABSENT]] = node
            figures[ABSENT] += 1
    _recreate(lenient)
    _keep(lenient)
    if figures[WARP_S] == 0 and figures[EXCESS] == 0:
        _note_best(lenient)


@entered
def ease(lenient: Lenient, steps: int, heat: float, cooling: float, until_served: bool) -> bool:
    """So many steps, the heat multiplied by `cooling` after each; whether a new best was found."""
    figures, found = lenient.figures, False
    for _ in range(steps):
        if until_served and figures[BEST_WAY] < NOTHING_YET:
            break
        way, warp, excess = figures[WAY], figures[WARP_S], figures[EXCESS]
        late, overfull = figures[LATE_ROUTES], figures[FULL_ROUTES]
        cost = _priced(lenient)
        if draw(lenient.seed) < CROSSING_SHARE:
            _cross(lenient)
        else:
            _ruin(lenient)
            _recreate(lenient)
        figures[STEPS] += 1
        if _priced(lenient) < cost - heat * log(1 - draw(lenient.seed)):
            _keep(lenient)
            if figures[WARP_S] == 0 and figures[EXCESS] == 0 and figures[WAY] < figures[BEST_WAY]:
                _note_best(lenient)
                found = True
        else:
            _take_back(lenient)
            figures[WAY], figures[WARP_S], figures[EXCESS] = way, warp, excess
            figures[LATE_ROUTES], figures[FULL_ROUTES] = late, overfull
        _adapt(lenient)
        heat *= cooling
    return found


@compiled
def measure(lenient: Lenient, row: int) -> None:
    """Works out what the row's nodes make of it."""
    nodes, travel, visits, rows = lenient.nodes, lenient.travel, lenient.visits, lenient.rows
    length, depot = rows[row, LENGTH], len(visits) - 1
    ready, gone_back, due, to_go_back = lenient.ready, lenient.gone_back, lenient.due, lenient.to_go_back
    time = visits[depot, EARLIEST]
    ready[row, 0] = time
    gone_back[row, 0] = lenient.ridden[row, 0] = lenient.loaded[row, 0] = 0
    warp = way = load = 0
    before = depot
    for p in range(1, length):
        node = nodes[row, p]
        leg = travel[before, node]
        way += leg
        time = max(time + leg, visits[node, EARLIEST])
        latest = visits[node, LATEST]
        if time > latest:
            warp += time - latest
            time = latest
        time += visits[node, SERVICE]
        load += visits[node, LOAD]
        ready[row, p] = time
        gone_back[row, p] = warp
        lenient.ridden[row, p] = way
        lenient.loaded[row, p] = load
        before = node
    rows[row, ROW_WAY] = way + lenient.vehicle_cost if length > 2 else 0
    rows[row, ROW_WARP] = warp
    rows[row, CARRIED] = load
    latest = visits[depot, LATEST]
    due[row, length - 1] = latest
    to_go_back[row, length - 1] = 0
    warp = 0
    for p in range(length - 2, -1, -1):
        node = nodes[row, p]
        latest -= visits[node, SERVICE] + travel[node, nodes[row, p + 1]]
        earliest = visits[node, EARLIEST]
        if latest < earliest:
            warp += earliest - latest
            latest = earliest
        latest = min(latest, visits[node, LATEST])
        due[row, p] = latest
        to_go_back[row, p] = warp


@compiled
def _priced(lenient: Lenient) -> float:
    figures, prices = lenient.figures, lenient.prices
    late = prices[LATE] * figures[LATE_ROUTES] + prices[PER_SECOND] * figures[WARP_S]
    return float(figures[WAY] + late + prices[OVERFULL] * figures[FULL_ROUTES] + prices[PER_ITEM] * figures[EXCESS])


@compiled
def _count(lenient: Lenient, row: int, sign: int) -> None:
    figures, rows = lenient.figures, lenient.rows
    figures[WAY] += sign * rows[row, ROW_WAY]
    figures[WARP_S] += sign * rows[row, ROW_WARP]
    figures[LATE_ROUTES] += sign * (rows[row, ROW_WARP] > 0)
    too_much = rows[row, CARRIED] - lenient.capacity
    if too_much > 0:
        figures[EXCESS] += sign * too_much
        figures[FULL_ROUTES] += sign


@compiled
def _take_row(lenient: Lenient) -> int:
    lenient.figures[FREE] -= 1
    return int(lenient.free[lenient.figures[FREE]])


@compiled
def _give_row(lenient: Lenient, row: int) -> None:
    lenient.free[lenient.figures[FREE]] = row
    lenient.figures[FREE] += 1


@compiled
def _keep(lenient: Lenient) -> None:
    for k in range(lenient.figures[CHANGED]):
        r = lenient.changed[k]
        _give_row(lenient, lenient.before[r])
        lenient.before[r] = -1
    lenient.figures[CHANGED] = 0


@compiled
def _take_back(lenient: Lenient) -> None:
    for k in range(lenient.figures[CHANGED]):
        r = lenient.changed[k]
        _give_row(lenient, lenient.row_of[r])
        row = lenient.before[r]
        lenient.row_of[r] = row
        lenient.before[r] = -1
        for p in range(1, lenient.rows[row, LENGTH] - 1):
            lenient.rider_of[lenient.nodes[row, p]] = r
    lenient.figures[CHANGED] = 0


@compiled
def _note_best(lenient: Lenient) -> None:
    for r in range(len(lenient.row_of)):
        row = lenient.row_of[r]
        length = lenient.rows[row, LENGTH]
        lenient.best_length[r] = length
        for p in range(length):
            lenient.best[r, p] = lenient.nodes[row, p]
    lenient.figures[BEST_WAY] = lenient.figures[WAY]


@compiled
def _adapt(lenient: Lenient) -> None:
    figures, prices = lenient.figures, lenient.prices
    figures[COUNTED] += 1
    figures[IN_TIME] += figures[WARP_S] == 0
    figures[WITHIN] += figures[EXCESS] == 0
    if figures[COUNTED] < STEPS_BETWEEN_PRICES:
        return
    wanted = KEPT_SHARE * figures[COUNTED]
    _change(lenient, LATE, PER_SECOND, figures[IN_TIME] < wanted)
    _change(lenient, OVERFULL, PER_ITEM, figures[WITHIN] < wanted)
    figures[COUNTED] = figures[IN_TIME] = figures[WITHIN] = 0


@compiled
def _change(lenient: Lenient, fixed: int, by_size: int, is_dearer: bool) -> None:
    """Both prices of one rule, by the same factor."""
    prices = lenient.prices
    factor = PRICE_UP if is_dearer else PRICE_DOWN
    if prices[fixed] * factor > prices[LEAST]:
        prices[fixed] *= factor
        prices[by_size] *= factor


@compiled
def _ruin(lenient: Lenient) -> None:
    """Strings of visits near a random one, at most one from each route: see `routing.engine.kernel.ruin`."""
    figures, riders = lenient.figures, len(lenient.row_of)
    riding, visits = 0, len(lenient.rider_of)
    for r in range(riders):
        riding += lenient.rows[lenient.row_of[r], LENGTH] > 2
    longest = min(float(LONGEST_STRING), visits / riding)
    strings = int(1 + draw(lenient.seed) * (4 * MEAN_REMOVED / (1 + longest) - 1))
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
        _take_string(lenient, r, node, longest, stamp)


@compiled
def _take_string(lenient: Lenient, r: int, node: int, longest: float, stamp: int) -> None:
    """Takes out some visits in a row that hold the node, or a longer row but for its middle."""
    riders, old = len(lenient.row_of), lenient.row_of[r]
    count, at = lenient.rows[old, LENGTH] - 2, 0
    while lenient.nodes[old, 1 + at] != node:
        at += 1
    length = int(1 + draw(lenient.seed) * min(longest, float(count)))
    kept = 0
    if 1 < length < count and draw(lenient.seed) < SPLIT_SHARE:
        kept = 1
        while length + kept < count and draw(lenient.seed) < SPLIT_GROWTH_SHARE:
            kept += 1
    span = length + kept
    low, high = max(0, at - span + 1), min(at, count - span)
    start = low + below(lenient.seed, high - low + 1)
    hole = span
    if kept > 0:
        hole = 1 + below(lenient.seed, length - 1)
    row, q = _take_row(lenient), 0
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
    _count(lenient, old, -1)
    _count(lenient, row, 1)
    lenient.row_of[r] = row
    lenient.before[r] = old
    lenient.changed[lenient.figures[CHANGED]] = r
    lenient.figures[CHANGED] += 1


@compiled
def _cross(lenient: Lenient) -> None:
    """Two riders exchange the ends of their routes, such that a visit follows one that lies near it (2-opt*)."""
    node = below(lenient.seed, len(lenient.rider_of))
    r = lenient.rider_of[node]
    row = lenient.row_of[r]
    at = _position(lenient, row, node)
    best, rider, behind = np.inf, -1, 0
    tried = min(CROSSINGS_TRIED, lenient.near.shape[1])
    for k in range(1, tried):
        other = lenient.near[node, k]
        q = lenient.rider_of[other]
        if q == r or draw(lenient.seed) < 0.5:
            continue
        p = _position(lenient, lenient.row_of[q], other)
        cost = _joined(lenient, lenient.row_of[q], p, row, at) + _joined(lenient, row, at - 1, lenient.row_of[q], p + 1)
        cost -= _joined(lenient, row, at - 1, row, at) + _joined(lenient, lenient.row_of[q], p, lenient.row_of[q], p + 1)
        if cost < best:
            best, rider, behind = cost, q, p
    if rider < 0:
        return
    second = lenient.row_of[rider]
    _join(lenient, rider, second, behind, row, at)
    _join(lenient, r, row, at - 1, second, behind + 1)


@compiled
def _position(lenient: Lenient, row: int, node: int) -> int:
    at = 1
    while lenient.nodes[row, at] != node:
        at += 1
    return at


@compiled
def _joined(lenient: Lenient, row: int, p: int, other: int, q: int) -> float:
    """What the route costs that goes as one row up to a position and then as the other from one on."""
    rows, prices = lenient.rows, lenient.prices
    leg = lenient.travel[lenient.nodes[row, p], lenient.nodes[other, q]]
    way = lenient.ridden[row, p] + leg + rows[other, ROW_WAY] - lenient.ridden[other, q]
    time = lenient.ready[row, p] + leg
    warp = lenient.gone_back[row, p] + lenient.to_go_back[other, q] + max(0, time - lenient.due[other, q])
    too_much = lenient.loaded[row, p] + rows[other, CARRIED] - lenient.loaded[other, q - 1] - lenient.capacity
    cost = way + prices[PER_SECOND] * warp
    if warp > 0:
        cost += prices[LATE]
    if too_much > 0:
        cost += prices[OVERFULL] + prices[PER_ITEM] * too_much
    return float(cost)


@compiled
def _join(lenient: Lenient, r: int, first: int, p: int, second: int, q: int) -> None:
    """Gives the rider the one row's beginning and the other's end."""
    old, row = lenient.row_of[r], _take_row(lenient)
    nodes, length = lenient.nodes, p + 1
    for k in range(p + 1):
        nodes[row, k] = nodes[first, k]
    for k in range(q, lenient.rows[second, LENGTH]):
        nodes[row, length] = nodes[second, k]
        length += 1
    lenient.rows[row, LENGTH] = length
    measure(lenient, row)
    _count(lenient, old, -1)
    _count(lenient, row, 1)
    for k in range(1, length - 1):
        lenient.rider_of[nodes[row, k]] = r
    lenient.row_of[r] = row
    lenient.before[r] = old
    lenient.changed[lenient.figures[CHANGED]] = r
    lenient.figures[CHANGED] += 1


@compiled
def _recreate(lenient: Lenient) -> None:
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
    _count(lenient, row, -1)
    if lenient.before[r] < 0:
        old, row = row, _take_row(lenient)
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
    _count(lenient, row, 1)
    lenient.rider_of[node] = r
