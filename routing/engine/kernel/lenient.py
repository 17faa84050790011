"""Routes that may be late and too full at a price: what the lenient search reads and moves about.

Only for plain problems: riders alike, one trip, no breaks, nothing under way, and each task one visit that comes from
the depot, or each one that goes there, or each a pickup and its delivery. A route that reaches a visit too late goes
back in time to when it closes, at a price ("time warp": Nagata, Bräysy & Dullaert, "A penalty-based edge assembly
memetic algorithm for the vehicle routing problem with time windows", Computers & Operations Research 37, 2010). What a
visit makes of a route follows from the route's beginning and end in constant time.
"""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from routing.engine.clockwork import NEVER
from routing.engine.kernel.random import Seed, seeded
from routing.engine.kernel.table import Table
from routing.engine.kernel.world import (
    ABOARD_G,
    ABOARD_ITEMS,
    BENCH,
    BREAKS,
    CAPACITY_G,
    CAPACITY_ITEMS,
    DEPARTS_FROM_S,
    END,
    FIRST_NODE,
    FIRST_S,
    FIRST_WINDOW,
    FIXED_S,
    FROM_DEPOT,
    FROM_PLACE,
    HANDLING_S,
    HEAD,
    IS_UNDER_WAY,
    KIND,
    LAST_NODE,
    LAST_S,
    LAST_WINDOW,
    LOADING_FIXED_S,
    LOADING_ITEM_S,
    MATRIX,
    MAX_TRIPS,
    MOST_BUSY_S,
    MOST_DISTANCE_M,
    NODES,
    ORIGIN,
    OVERTIME_PERCENT,
    PENALTY,
    PLACE,
    START,
    TASK,
    TASK_ITEMS,
    TASK_WEIGHT_G,
    VEHICLE_COST_S,
    World,
)

Ints = NDArray[np.int64]
SmallInts = NDArray[np.int32]
Floats = NDArray[np.float64]

# cells of Lenient.figures: cost of all ways, seconds gone back, items too many, the best cost of what breaks no rule
WAY, WARP_S, EXCESS, BEST_WAY, LATE_ROUTES, FULL_ROUTES = range(6)
FREE, CHANGED, ABSENT, STAMP, STEPS, COUNTED, IN_TIME, WITHIN, MEASURED, ASTRAY = range(6, 16)
# cells of Lenient.prices: of a second gone back, of an item too many, and the least they fall to
PER_SECOND, PER_ITEM, LATE, OVERFULL, LEAST = range(5)
MOST_NODES = 1_500  # whose matrix is copied
MOST_KNOWN = 1_000_000  # cells of 16 bytes
NOTHING_YET = 1 << 60  # BEST_WAY while every solution broke a rule
# columns of Lenient.rows
LENGTH, ROW_WAY, ROW_WARP, CARRIED = range(4)
# columns of Lenient.visits; whose delivery or pickup it is, -1 for none
EARLIEST, LATEST, SERVICE, LOAD, PARTNER = range(5)
# columns of Lenient.known: what a task adds to a row, and the row's version and where it would stand in one number
KNOWN_COST, KNOWN_AT = range(2)
WIDE = 2048  # positions of a route, in such a number: the first times this, and the last
# rows of Lenient.costs: what a pickup or its delivery adds before a position; the least delivery from there on; the
# least that a pickup there leads to
PICK, DELIVER, TOGETHER, LATER, BOUND = range(5)


class Lenient(Table):
    """`visits` by the world's own nodes, in their order, and last the depot; `travel` and `near` by the same numbers,
    `travel_to` from the second to the first. A task is known by its first node.

    A route stands in a row of `nodes`, from depot to depot; `ready` is when it leaves each position, `gone_back` what
    it went back by then, `due` the latest arrival that goes back no more than `to_go_back` from there on; CARRIED is
    the most on board. `versions` change whenever a row does, and with the prices. `row_of` is each rider's row,
    `before` his row before this step. `best` are the routes of the least cost that broke no rule. Prices are such that
    `kept_percent` of the steps end without a rule broken; after `most_astray` in a row that broke one, it returns to
    the best.
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
    }


def is_plain(world: World) -> bool:
    """Whether all must be served and all a route may break is its visits' windows, its end, and the room for items."""
    riders, tasks = world.riders[world.own_riders], world.tasks[world.own_tasks]
    nodes = world.nodes[world.own_nodes]
    if len(riders) == 0 or len(tasks) < 2 or len(nodes) > MOST_NODES:
        return False
    rider = riders[0]
    nothing = [HEAD, IS_UNDER_WAY, BREAKS, OVERTIME_PERCENT, ABOARD_ITEMS, ABOARD_G, LOADING_FIXED_S, LOADING_ITEM_S]
    dearest = int(riders[:, VEHICLE_COST_S].sum()) + 2 * len(nodes) * int(world.travel.max(initial=0))
    windows = world.nodes[[*world.own_nodes, rider[START], rider[END]]]
    return bool(
        (riders[:, KIND] == rider[KIND]).all()
        and not riders[:, nothing].any()
        and (riders[:, MAX_TRIPS] == 1).all()
        and (riders[:, [MOST_BUSY_S, MOST_DISTANCE_M]] >= NEVER).all()
        and world.may[np.ix_(world.own_riders, world.own_tasks)].all()
        and not (world.moved_s or world.has_entries or world.late_percent or world.imbalance_percent)
        and _are_alike(tasks)
        and (tasks[:, PENALTY] > dearest).all()
        and not tasks[:, DEPARTS_FROM_S].any()
        and tasks[:, TASK_WEIGHT_G].sum() <= rider[CAPACITY_G]
        and (windows[:, LAST_WINDOW] - windows[:, FIRST_WINDOW] == 1).all()
        and (len(np.unique(nodes[:, BENCH])) == len(nodes) or not nodes[:, FIXED_S].any())
        and world.nodes[rider[START], PLACE] == world.nodes[rider[END], PLACE]
    )


def has_pairs(world: World) -> bool:
    """Whether any task is a pickup and its delivery: of a plain problem, then all are."""
    return bool((world.tasks[world.own_tasks, NODES] > 1).any())


def _are_alike(tasks: Ints) -> bool:
    """Whether all come from the depot, or all go there, or all are pairs that take room."""
    is_pair, is_from_place = tasks[:, NODES] == 2, tasks[:, ORIGIN] == FROM_PLACE
    if is_pair.any():
        return bool((is_pair & is_from_place & (tasks[:, TASK_ITEMS] > 0)).all())
    return bool(is_from_place.all() or (tasks[:, ORIGIN] == FROM_DEPOT).all())


def lenient_of(world: World, seed: int, riders: int, vehicle_cost: int) -> Lenient:
    """Room for so many riders of a plain world."""
    rider, own = world.riders[world.own_riders[0]], world.own_nodes
    start, end = world.nodes[rider[START]], world.nodes[rider[END]]
    count = len(own)
    places = world.nodes[[*own, rider[START]], PLACE]
    visits = np.zeros((count + 1, 5), dtype=np.int64)
    nodes = world.nodes[own]
    windows = world.windows[nodes[:, FIRST_WINDOW]]
    service = nodes[:, FIXED_S] + nodes[:, HANDLING_S]
    visits[:count, EARLIEST] = windows[:, 0]
    visits[:count, LATEST] = np.minimum(windows[:, 1], windows[:, 2] - service)
    visits[:count, SERVICE] = service
    visits[:count, LOAD] = world.tasks[nodes[:, TASK], TASK_ITEMS]
    visits[:, PARTNER] = -1
    opens, closes = world.windows[start[FIRST_WINDOW]], world.windows[end[FIRST_WINDOW]]
    visits[count, EARLIEST] = max(rider[FIRST_S], opens[0])
    visits[count, LATEST] = min(rider[LAST_S], closes[1], closes[2])
    rows, width = 2 * riders + 4, count + 2
    local = np.zeros(len(world.nodes), dtype=np.int32)
    local[own] = np.arange(count)
    for first, last in world.tasks[world.own_tasks][:, [FIRST_NODE, LAST_NODE]]:
        if first != last:
            visits[local[first], PARTNER], visits[local[last], PARTNER] = local[last], local[first]
            visits[local[last], LOAD] *= -1
    travel = world.travel[rider[MATRIX]][places[:, None], places]
    back = np.ascontiguousarray(travel.T)
    figures = np.zeros(16, dtype=np.int64)
    figures[BEST_WAY] = NOTHING_YET
    return Lenient(
        travel=travel,
        travel_to=travel if np.array_equal(travel, back) else back,
        visits=visits,
        near=local[world.near],
        keys=world.keys[:, nodes[:, TASK]],
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
    )
