"""Routes that may be late and too full at a price: what the lenient search reads and moves about.

Only for plain problems (`routing.engine.kernel.plain`). A route that reaches a visit too late goes back in time to when
it closes, at a price ("time warp": Nagata, Bräysy & Dullaert, "A penalty-based edge assembly memetic algorithm for the
vehicle routing problem with time windows", Computers & Operations Research 37, 2010). What a visit makes of a route
follows from the route's beginning and end in constant time.
"""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from routing.engine.kernel.plain import ground_of, has_pairs
from routing.engine.kernel.random import Seed, seeded
from routing.engine.kernel.table import Table
from routing.engine.kernel.world import CAPACITY_ITEMS, TASK, World

Ints = NDArray[np.int64]
SmallInts = NDArray[np.int32]
Floats = NDArray[np.float64]

# cells of Lenient.figures: cost of all ways, seconds gone back, items too many, the best cost of what breaks no rule
WAY, WARP_S, EXCESS, BEST_WAY, LATE_ROUTES, FULL_ROUTES = range(6)
FREE, CHANGED, ABSENT, STAMP, STEPS, COUNTED, IN_TIME, WITHIN, MEASURED, ASTRAY = range(6, 16)
# cells of Lenient.prices: of a second gone back, of an item too many, and the least they fall to
PER_SECOND, PER_ITEM, LATE, OVERFULL, LEAST = range(5)
MOST_KNOWN = 1_000_000  # cells of 16 bytes
NOTHING_YET = 1 << 60  # BEST_WAY while every solution broke a rule
# columns of Lenient.rows
LENGTH, ROW_WAY, ROW_WARP, CARRIED = range(4)
# columns of Lenient.known: what a task adds to a row, and the row's version and where it would stand in one number
KNOWN_COST, KNOWN_AT = range(2)
WIDE = 2048  # positions of a route, in such a number: the first times this, and the last
# rows of Lenient.costs: what a pickup or its delivery adds before a position; the least delivery from there on; the
# least that a pickup there leads to
PICK, DELIVER, TOGETHER, LATER, BOUND = range(5)


class Lenient(Table):
    """`visits`, `travel`, `travel_to` and `near`: see `routing.engine.kernel.plain`.

    A route stands in a row of `nodes`, from depot to depot; `ready` is when it leaves each position, `gone_back` what
    it went back by then, `due` the latest arrival that goes back no more than `to_go_back` from there on; CARRIED is
    the most on board. `versions` change whenever a row does, and with the prices. `row_of` is each rider's row,
    `before` his row before this step. `best` are the routes of the least cost that broke no rule. Prices are such that
    `kept_percent` of the steps end without a rule broken; halfway to `most_astray` in a row that broke one they are
    `dearer` times as high, and then it returns to the best.
    """

    travel: SmallInts
    travel_to: SmallInts
    visits: Ints
    near: SmallInts
    keys: Floats
    weights: Floats
    nodes: Ints
    rows: Ints
    ready: Ints
    gone_back: Ints
    due: Ints
    to_go_back: Ints
    ridden: Ints
    loaded: Ints
    versions: Ints
    known: Ints
    costs: Ints
    row_of: Ints
    rider_of: Ints
    free: Ints
    before: Ints
    changed: Ints
    absent: Ints
    seen: Ints
    order: Ints
    order_keys: Floats
    open: Ints
    best: Ints
    best_length: Ints
    figures: Ints
    prices: Floats
    seed: Seed
    capacity: int
    vehicle_cost: int
    kept_percent: int
    most_astray: int
    dearer: int

    SHAPES: ClassVar = {
        "travel": ("int32", 2),
        "travel_to": ("int32", 2),
        "visits": ("int64", 2),
        "near": ("int32", 2),
        "keys": ("float64", 2),
        "weights": ("float64", 1),
        "nodes": ("int64", 2),
        "rows": ("int64", 2),
        "ready": ("int64", 2),
        "gone_back": ("int64", 2),
        "due": ("int64", 2),
        "to_go_back": ("int64", 2),
        "ridden": ("int64", 2),
        "loaded": ("int64", 2),
        "versions": ("int64", 1),
        "known": ("int64", 3),
        "costs": ("int64", 2),
        "row_of": ("int64", 1),
        "rider_of": ("int64", 1),
        "free": ("int64", 1),
        "before": ("int64", 1),
        "changed": ("int64", 1),
        "absent": ("int64", 1),
        "seen": ("int64", 1),
        "order": ("int64", 1),
        "order_keys": ("float64", 1),
        "open": ("int64", 1),
        "best": ("int64", 2),
        "best_length": ("int64", 1),
        "figures": ("int64", 1),
        "prices": ("float64", 1),
        "seed": ("uint64", 1),
        "capacity": ("int64", 0),
        "vehicle_cost": ("int64", 0),
        "kept_percent": ("int64", 0),
        "most_astray": ("int64", 0),
        "dearer": ("int64", 0),
    }


def lenient_of(world: World, seed: int, riders: int, vehicle_cost: int) -> Lenient:
    """Room for so many riders of a plain world."""
    rider, ground = world.riders[world.own_riders[0]], ground_of(world)
    count = len(world.own_nodes)
    rows, width = 2 * riders + 4, count + 2
    figures = np.zeros(16, dtype=np.int64)
    figures[BEST_WAY] = NOTHING_YET
    return Lenient(
        travel=ground.travel,
        travel_to=ground.travel_to,
        visits=ground.visits,
        near=ground.near,
        keys=world.keys[:, world.nodes[world.own_nodes, TASK]],
        weights=world.weights,
        nodes=np.zeros((rows, width), dtype=np.int64),
        rows=np.zeros((rows, 4), dtype=np.int64),
        ready=np.zeros((rows, width), dtype=np.int64),
        gone_back=np.zeros((rows, width), dtype=np.int64),
        due=np.zeros((rows, width), dtype=np.int64),
        to_go_back=np.zeros((rows, width), dtype=np.int64),
        ridden=np.zeros((rows, width), dtype=np.int64),
        loaded=np.zeros((rows, width), dtype=np.int64),
        versions=np.zeros(rows, dtype=np.int64),
        known=np.zeros((count, rows if count * rows <= MOST_KNOWN else 0, 2), dtype=np.int64),
        costs=np.zeros((5, width + 1), dtype=np.int64),
        row_of=np.zeros(riders, dtype=np.int64),
        rider_of=np.full(count, -1, dtype=np.int64),
        free=np.arange(rows, dtype=np.int64),
        before=np.full(riders, -1, dtype=np.int64),
        changed=np.zeros(riders, dtype=np.int64),
        absent=np.zeros(count, dtype=np.int64),
        seen=np.zeros(riders + count, dtype=np.int64),
        order=np.zeros(width, dtype=np.int64),
        order_keys=np.zeros(width),
        open=np.zeros(riders, dtype=np.int64),
        best=np.zeros((riders, width), dtype=np.int64),
        best_length=np.zeros(riders, dtype=np.int64),
        figures=figures,
        prices=np.ones(5),
        seed=seeded(seed),
        capacity=int(rider[CAPACITY_ITEMS]),
        vehicle_cost=vehicle_cost,
        kept_percent=80 if has_pairs(world) else 50,
        most_astray=1_500 if has_pairs(world) else 30_000,
        dearer=1 if has_pairs(world) else 10,
    )
