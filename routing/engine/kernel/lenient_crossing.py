"""Two riders exchange the ends of their routes: what ruin and recreate does not reach where ends are long (2-opt*).

Potvin & Rousseau, "An exchange heuristic for routeing problems with time windows", Journal of the Operational Research
Society 46, 1995.
"""

import numpy as np

from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.lenient import CARRIED, LATE, LENGTH, OVERFULL, PER_ITEM, PER_SECOND, ROW_WAY, Lenient
from routing.engine.kernel.lenient_changes import exchange, measure, take_row
from routing.engine.kernel.plain import PARTNER
from routing.engine.kernel.random import below, draw

CROSSINGS_TRIED = 12  # neighbours of a visit


@compiled
def cross(lenient: Lenient) -> None:
    """Two riders exchange the ends of their routes, such that a visit follows one that lies near it (2-opt*).

    Pairs only where nothing is on board.
    """
    node = below(lenient.seed, len(lenient.rider_of))
    r = lenient.rider_of[node]
    row = lenient.row_of[r]
    at = _position(lenient, row, node)
    has_pairs = lenient.visits[node, PARTNER] >= 0
    if has_pairs and lenient.loaded[row, at - 1] > 0:
        return
    best, rider, behind = np.inf, -1, 0
    tried = min(CROSSINGS_TRIED, lenient.near.shape[1])
    for k in range(1, tried):
        other = lenient.near[node, k]
        q = lenient.rider_of[other]
        if q == r or draw(lenient.seed) < 0.5:
            continue
        p = _position(lenient, lenient.row_of[q], other)
        if has_pairs and lenient.loaded[lenient.row_of[q], p] > 0:
            continue
        cost = _joined(lenient, lenient.row_of[q], p, row, at) + _joined(lenient, row, at - 1, lenient.row_of[q], p + 1)
        cost -= _joined(lenient, row, at - 1, row, at) + _joined(
            lenient, lenient.row_of[q], p, lenient.row_of[q], p + 1
        )
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
    row, nodes, length = take_row(lenient), lenient.nodes, p + 1
    for k in range(p + 1):
        nodes[row, k] = nodes[first, k]
    for k in range(q, lenient.rows[second, LENGTH]):
        nodes[row, length] = nodes[second, k]
        length += 1
    lenient.rows[row, LENGTH] = length
    measure(lenient, row)
    for k in range(1, length - 1):
        lenient.rider_of[nodes[row, k]] = r
    exchange(lenient, r, row)
