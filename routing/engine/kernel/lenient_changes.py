"""Routes that may break rules exchanged for others, and taken back: as `routing.engine.kernel.changes` does it."""

from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.lenient import (
    BEST_WAY,
    CARRIED,
    CHANGED,
    EXCESS,
    FREE,
    FULL_ROUTES,
    LATE,
    LATE_ROUTES,
    LENGTH,
    MEASURED,
    OVERFULL,
    PER_ITEM,
    PER_SECOND,
    ROW_WARP,
    ROW_WAY,
    WARP_S,
    WAY,
    Lenient,
)
from routing.engine.kernel.plain import EARLIEST, LATEST, LOAD, SERVICE


@compiled
def measure(lenient: Lenient, row: int) -> None:
    """Works out what the row's nodes make of it."""
    nodes, travel, visits, rows = lenient.nodes, lenient.travel, lenient.visits, lenient.rows
    length, depot = rows[row, LENGTH], len(visits) - 1
    ready, gone_back, due, to_go_back = lenient.ready, lenient.gone_back, lenient.due, lenient.to_go_back
    time = visits[depot, EARLIEST]
    ready[row, 0] = time
    gone_back[row, 0] = lenient.ridden[row, 0] = lenient.loaded[row, 0] = 0
    warp = way = load = most = 0
    before = depot
    lenient.figures[MEASURED] += 1
    lenient.versions[row] = lenient.figures[MEASURED]
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
        most = max(most, load)
        ready[row, p] = time
        gone_back[row, p] = warp
        lenient.ridden[row, p] = way
        lenient.loaded[row, p] = load
        before = node
    rows[row, ROW_WAY] = way + lenient.vehicle_cost if length > 2 else 0
    rows[row, ROW_WARP] = warp
    rows[row, CARRIED] = most
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
def priced(lenient: Lenient) -> float:
    figures, prices = lenient.figures, lenient.prices
    late = prices[LATE] * figures[LATE_ROUTES] + prices[PER_SECOND] * figures[WARP_S]
    return float(figures[WAY] + late + prices[OVERFULL] * figures[FULL_ROUTES] + prices[PER_ITEM] * figures[EXCESS])


@compiled
def tally(lenient: Lenient, row: int, sign: int) -> None:
    figures, rows = lenient.figures, lenient.rows
    figures[WAY] += sign * rows[row, ROW_WAY]
    figures[WARP_S] += sign * rows[row, ROW_WARP]
    figures[LATE_ROUTES] += sign * (rows[row, ROW_WARP] > 0)
    too_much = rows[row, CARRIED] - lenient.capacity
    if too_much > 0:
        figures[EXCESS] += sign * too_much
        figures[FULL_ROUTES] += sign


@compiled
def take_row(lenient: Lenient) -> int:
    lenient.figures[FREE] -= 1
    return int(lenient.free[lenient.figures[FREE]])


@compiled
def _give_row(lenient: Lenient, row: int) -> None:
    lenient.free[lenient.figures[FREE]] = row
    lenient.figures[FREE] += 1


@compiled
def exchange(lenient: Lenient, r: int, row: int) -> None:
    """Gives the rider another row, measured; the one before this step is kept until it is made good or taken back."""
    old = lenient.row_of[r]
    tally(lenient, old, -1)
    tally(lenient, row, 1)
    lenient.row_of[r] = row
    lenient.before[r] = old
    lenient.changed[lenient.figures[CHANGED]] = r
    lenient.figures[CHANGED] += 1


@compiled
def keep(lenient: Lenient) -> None:
    for k in range(lenient.figures[CHANGED]):
        r = lenient.changed[k]
        _give_row(lenient, lenient.before[r])
        lenient.before[r] = -1
    lenient.figures[CHANGED] = 0


@compiled
def take_back(lenient: Lenient) -> None:
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
def note_best(lenient: Lenient) -> None:
    for r in range(len(lenient.row_of)):
        row = lenient.row_of[r]
        length = lenient.rows[row, LENGTH]
        lenient.best_length[r] = length
        for p in range(length):
            lenient.best[r, p] = lenient.nodes[row, p]
    lenient.figures[BEST_WAY] = lenient.figures[WAY]


@compiled
def return_to_best(lenient: Lenient) -> None:
    for r in range(len(lenient.row_of)):
        row = take_row(lenient)
        length = lenient.best_length[r]
        lenient.rows[row, LENGTH] = length
        for p in range(length):
            lenient.nodes[row, p] = lenient.best[r, p]
        for p in range(1, length - 1):
            lenient.rider_of[lenient.best[r, p]] = r
        measure(lenient, row)
        exchange(lenient, r, row)
    keep(lenient)
