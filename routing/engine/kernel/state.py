"""What the search moves about: a route for each rider, standing in rows that are swapped and never edited.

A changed route is written into a free row; the row before it is kept until the change is accepted, so that taking a
change back copies nothing.
"""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from routing.engine.kernel.random import Seed, seeded
from routing.engine.kernel.table import Table
from routing.engine.kernel.world import HEAD, MAX_TRIPS, OVERTIME_PERCENT, World

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# columns of State.rows
LENGTH, TRIPS, COST, BUSY_S, DISTANCE_M, DUES_COST, DUES, BURDEN_S = range(8)
# columns of State.cargoes
CARGO_TASKS, CARGO_ITEMS, CARGO_G, RELEASE_S = range(4)
# columns of State.loads: on board after a position; of its trip, the fullest before it and from it on
ITEMS_AT, G_AT, ITEMS_TO, G_TO, ITEMS_FROM, G_FROM = range(6)
# cells of State.figures
CURRENT_COST, BEST_COST, FREE, CHANGED, ABSENT, ITERATIONS, STAMP, BEST_ITERATION = range(8)
# of the burdens: their cost, the largest and whose it is, the largest of all others, their sum
IMBALANCE_COST, LARGEST_S, BUSIEST, SECOND_S, BURDENS_S = range(8, 13)
# how many rows were measured so far; how many riders are in `asked`
MEASURED, ASKED = range(13, 15)
# label lists of one position: State.time[kind * rows + row, position]
LEAVING, LEAVE_BY, READY_BY, ARRIVING, LEAVE_ON_TIME, READY_ON_TIME = range(6)
KINDS, KINDS_ON_TIME = 4, 6  # without overtime the last two are those before them
SCRATCH_LISTS = 8
HERE, THERE, READY = 4, 5, 6
"""Positions of the last row of `State.time`, where single label lists stand."""
# cells of State.spot: the best place of a task found so far
SPOT_COST, SPOT_RIDER, SPOT_FIRST, SPOT_LAST, SPOT_OPENING, SHUNNED, SAVABLE = range(7)
"""SHUNNED: a position not to be looked at, 0 for none; SAVABLE: what the route being asked may save besides its way,
below 0 what it must cost."""
# cells of State.known
VERSION, KNOWN_COST, KNOWN_AT, KNOWN_OPENING = range(4)
# rows of State.costs: what a pickup, a delivery, or both in a row add before a position; the least delivery from there
# on; and, by number of candidate, the least that its pickup leads to and where that would stand
PICK, DELIVER, TOGETHER, LATER, BOUND, AT = range(6)

LONGEST_ROUTE = 3_000
MOST_KNOWN = 1_000_000  # cells of 32 bytes
ROOM = 6  # start, end, and what one task may add at once


class State(Table):
    """`rows`, `nodes`, `places`, `legs` (cost of the leg after a position), `loads`, `departures`, `cargoes` by row;
    `benches`, `stops` and `entries` (cost of entering) repeat a position's, where they are read one after the other;
    `soonest` and `due` are a position's least time of leaving and its last of arriving, breaks taken or not. Of `rows`,
    DUES_COST is what of COST overtime and lateness make, DUES how many visits have due times; BURDEN_S is busy time by
    the rider's share of the day, nothing for one at home.

    `time` holds label lists of several kinds a position (kind times the number of rows, plus the row), a scratch row
    for a trip reloaded, and the last row, whose positions are single scratch lists. `row_of` is each rider's row;
    `free` a stack of rows; `changed` riders and `before` their rows before this step; `touched` marks them. `absent`
    are tasks left out; `where_absent` their place there (-1: served). `rider_of` by task. `best` and `best_length` are
    the best sequences met, starts and ends included. `figures` has the cells named above.
    """

    rows: Ints
    nodes: Ints
    places: Ints
    benches: Ints
    stops: Ints
    entries: Ints
    legs: Ints
    soonest: Ints
    due: Ints
    loads: Ints
    departures: Ints
    cargoes: Ints
    time: Ints
    row_of: Ints
    free: Ints
    changed: Ints
    before: Ints
    touched: NDArray[np.bool_]
    allowed: NDArray[np.bool_]
    absent: Ints
    where_absent: Ints
    rider_of: Ints
    best: Ints
    best_length: Ints
    absences: Ints
    figures: Ints
    seen: Ints
    costs: Ints
    spot: Ints
    order: Ints
    order_keys: Floats
    absent_before: Ints
    asked: Ints
    open: Ints
    versions: Ints
    known: Ints
    seed: Seed

    SHAPES: ClassVar = {
        "rows": ("int64", 2),
        "nodes": ("int64", 2),
        "places": ("int64", 2),
        "benches": ("int64", 2),
        "stops": ("int64", 2),
        "entries": ("int64", 2),
        "legs": ("int64", 2),
        "soonest": ("int64", 2),
        "due": ("int64", 2),
        "loads": ("int64", 3),
        "departures": ("int64", 2),
        "cargoes": ("int64", 3),
        "time": ("int64", 3),
        "row_of": ("int64", 1),
        "free": ("int64", 1),
        "changed": ("int64", 1),
        "before": ("int64", 1),
        "touched": ("bool", 1),
        "allowed": ("bool", 1),
        "absent": ("int64", 1),
        "where_absent": ("int64", 1),
        "rider_of": ("int64", 1),
        "best": ("int64", 2),
        "best_length": ("int64", 1),
        "absences": ("int64", 1),
        "figures": ("int64", 1),
        "seen": ("int64", 1),
        "costs": ("int64", 2),
        "spot": ("int64", 1),
        "order": ("int64", 1),
        "order_keys": ("float64", 1),
        "absent_before": ("int64", 1),
        "asked": ("int64", 1),
        "open": ("int64", 1),
        "versions": ("int64", 1),
        "known": ("int64", 3),
        "seed": ("uint64", 1),
    }


def state_of(world: World, seed: int) -> State:
    """Room for a search; `routes.load` gives it its first routes."""
    riders, tasks = len(world.riders), len(world.tasks)
    most_trips = int(world.riders[world.own_riders, MAX_TRIPS].max(initial=1))
    calls = min(most_trips, len(world.own_nodes))
    heads = max((int(world.riders[r, HEAD]) for r in world.own_riders), default=0)
    longest = heads + ROOM + min(LONGEST_ROUTE, len(world.own_nodes) + calls)
    rows = 2 * len(world.own_riders) + 8
    lists = world.breaks.shape[1] + 1
    departures = min(most_trips, longest) + 2
    figures = np.zeros(15, dtype=np.int64)
    kinds = KINDS_ON_TIME if world.riders[:, OVERTIME_PERCENT].any() else KINDS
    figures[FREE] = rows
    may_know = tasks * rows <= MOST_KNOWN and not world.imbalance_percent
    return State(
        rows=np.zeros((rows, 8), dtype=np.int64),
        nodes=np.zeros((rows, longest), dtype=np.int64),
        places=np.zeros((rows, longest), dtype=np.int64),
        benches=np.zeros((rows, longest), dtype=np.int64),
        stops=np.zeros((rows, longest), dtype=np.int64),
        entries=np.zeros((rows, longest), dtype=np.int64),
        legs=np.zeros((rows, longest), dtype=np.int64),
        soonest=np.zeros((rows, longest), dtype=np.int64),
        due=np.zeros((rows, longest), dtype=np.int64),
        loads=np.zeros((rows, longest, 6), dtype=np.int64),
        departures=np.zeros((rows, departures), dtype=np.int64),
        cargoes=np.zeros((rows, departures, 4), dtype=np.int64),
        time=np.zeros((kinds * rows + 2, max(longest, SCRATCH_LISTS), lists), dtype=np.int64),
        row_of=np.zeros(riders, dtype=np.int64),
        free=np.arange(rows, dtype=np.int64),
        changed=np.zeros(riders + 1, dtype=np.int64),
        before=np.zeros(riders + 1, dtype=np.int64),
        touched=np.zeros(riders, dtype=np.bool_),
        allowed=np.ones(riders, dtype=np.bool_),
        absent=np.zeros(tasks + 1, dtype=np.int64),
        where_absent=np.full(tasks, -1, dtype=np.int64),
        rider_of=np.full(tasks, -1, dtype=np.int64),
        best=np.zeros((riders, longest), dtype=np.int64),
        best_length=np.zeros(riders, dtype=np.int64),
        absences=np.zeros(tasks, dtype=np.int64),
        figures=figures,
        seen=np.zeros(riders + tasks + len(world.nodes) + 1, dtype=np.int64),
        costs=np.zeros((6, longest + 2), dtype=np.int64),
        spot=np.zeros(8, dtype=np.int64),
        order=np.zeros(2 * tasks + riders + 2, dtype=np.int64),
        order_keys=np.zeros(tasks + 1),
        absent_before=np.zeros(tasks + 1, dtype=np.int64),
        asked=np.zeros(riders + 1, dtype=np.int64),
        open=np.zeros(riders + 1, dtype=np.int64),
        versions=np.zeros(rows, dtype=np.int64),
        known=np.zeros((tasks, rows if may_know else 0, 4), dtype=np.int64),
        seed=seeded(seed),
    )
