"""The cheapest spot of a pickup and its delivery in a route that may be late at a price, never too full."""

from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.lenient import (
    BOUND,
    DELIVER,
    LATE,
    LATER,
    LENGTH,
    NOTHING_YET,
    PER_SECOND,
    PICK,
    ROW_WARP,
    TOGETHER,
    WIDE,
    Lenient,
)
from routing.engine.kernel.plain import EARLIEST, LATEST, LOAD, PARTNER, SERVICE


@compiled
def cheapest_pair(lenient: Lenient, pickup: int, row: int, best: int, shunned: int) -> tuple[int, int]:
    """As `routing.engine.kernel.lenient_insertion` says.

    A pickup that is late as it stands is struck off by what that costs: where travel is not metric, wrongly now and
    then.
    """
    base = lenient.vehicle_cost if lenient.rows[row, LENGTH] == 2 else 0
    likeliest = _add_costs(lenient, pickup, row)
    if base + lenient.costs[BOUND, likeliest] >= best:
        return best, 0
    at, length = 0, lenient.rows[row, LENGTH]
    if likeliest != shunned:
        best, at = _with_pickup_at(lenient, pickup, row, likeliest, best, base, at)
    for p in range(1, length):
        if base + lenient.costs[BOUND, p] < best and p != shunned and p != likeliest:
            best, at = _with_pickup_at(lenient, pickup, row, p, best, base, at)
    return best, at


@compiled
def _with_pickup_at(lenient: Lenient, pickup: int, row: int, p: int, best: int, base: int, at: int) -> tuple[int, int]:
    """The pickup before a position: the cost and both places, or those given where it is not below the best."""
    visits, rows, prices = lenient.visits, lenient.rows, lenient.prices
    if lenient.loaded[row, p - 1] + visits[pickup, LOAD] > lenient.capacity:
        return best, at
    time = lenient.ready[row, p - 1] + lenient.travel_to[pickup, lenient.nodes[row, p - 1]]
    time = max(time, visits[pickup, EARLIEST])
    warp = lenient.gone_back[row, p - 1] - rows[row, ROW_WARP]
    if time > visits[pickup, LATEST]:
        warp += time - visits[pickup, LATEST]
        time = visits[pickup, LATEST]
    back = warp + lenient.to_go_back[row, p]
    if back > 0:
        late = prices[LATE] * (rows[row, ROW_WARP] == 0) + prices[PER_SECOND] * back
        if base + lenient.costs[BOUND, p] + late >= best:
            return best, at
    found, last = _cheapest_delivery(lenient, pickup, row, p, best, base, time + visits[pickup, SERVICE], warp)
    return (found, p * WIDE + last) if last > 0 else (best, at)


@compiled
def _add_costs(lenient: Lenient, pickup: int, row: int) -> int:
    """What the pickup, the delivery and both in a row add before each position; where the pickup promises most."""
    travel, travel_to, nodes, costs = lenient.travel, lenient.travel_to, lenient.nodes, lenient.costs
    delivery, length = lenient.visits[pickup, PARTNER], lenient.rows[row, LENGTH]
    between, ridden = travel[pickup, delivery], lenient.ridden
    for p in range(1, length):
        before, after = nodes[row, p - 1], nodes[row, p]
        leg = ridden[row, p] - ridden[row, p - 1]
        there, on = travel_to[pickup, before] - leg, travel[delivery, after]
        costs[PICK, p] = there + travel[pickup, after]
        costs[DELIVER, p] = travel_to[delivery, before] - leg + on
        costs[TOGETHER, p] = there + between + on
    later, least, likeliest = NOTHING_YET, NOTHING_YET, 1
    for p in range(length - 1, 0, -1):
        bound = min(costs[TOGETHER, p], costs[PICK, p] + later)
        later = min(later, costs[DELIVER, p])
        costs[BOUND, p], costs[LATER, p] = bound, later
        if bound < least:
            least, likeliest = bound, p
    return int(likeliest)


@compiled
def _cheapest_delivery(
    lenient: Lenient, pickup: int, row: int, first: int, best: int, base: int, time: int, warp: int
) -> tuple[int, int]:
    """Rides on from the pickup, left at a time, and tries the delivery before each later position.

    `warp` is what was gone back by then, without what the route went back in all before. The cost, where it is below
    the best, and the position; otherwise the best, and 0.
    """
    travel, visits, nodes, costs = lenient.travel, lenient.visits, lenient.nodes, lenient.costs
    due, to_go_back, ridden = lenient.due, lenient.to_go_back, lenient.ridden
    per_second, late_route = lenient.prices[PER_SECOND], lenient.prices[LATE]
    delivery, room = visits[pickup, PARTNER], lenient.capacity - visits[pickup, LOAD]
    early, late, service = visits[delivery, EARLIEST], visits[delivery, LATEST], visits[delivery, SERVICE]
    is_late, last, before = lenient.rows[row, ROW_WARP] > 0, 0, pickup
    pick = base + costs[PICK, first]
    for p in range(first, lenient.rows[row, LENGTH]):
        cost = pick + costs[DELIVER, p]
        if p == first:
            cost = base + costs[TOGETHER, p]
        if cost < best:
            then = max(time + travel[before, delivery], early)
            back = warp + to_go_back[row, p]
            if then > late:
                back += then - late
                then = late
            then += service + travel[delivery, nodes[row, p]]
            if then > due[row, p]:
                back += then - due[row, p]
            if back != 0:
                cost += int(per_second * back)
                if not is_late:
                    cost += int(late_route)
            if cost < best:
                best, last = cost, p
        node = nodes[row, p]
        if lenient.loaded[row, p] > room or p == lenient.rows[row, LENGTH] - 1:
            break
        leg = travel[pickup, node] if p == first else ridden[row, p] - ridden[row, p - 1]
        time = max(time + leg, visits[node, EARLIEST])
        if time > visits[node, LATEST]:
            warp += time - visits[node, LATEST]
            time = visits[node, LATEST]
        time += visits[node, SERVICE]
        before = node
        bound = pick + costs[LATER, p + 1]
        more = warp + to_go_back[row, p + 1]
        if more > 0:
            bound += int(per_second * more) + int(late_route) * (not is_late)
        if bound >= best:
            break
    return best, last
