"""Routes that keep every rule and tasks that none of them has room for: what guided ejection search moves about.

Nagata & Kobayashi, "Guided Ejection Search for the Pickup and Delivery Problem with Time Windows", EvoCOP 2010, after
Nagata & Bräysy, "A powerful route minimization heuristic for the vehicle routing problem with time windows", Operations
Research Letters 37, 2009. Only for plain problems (`routing.engine.kernel.plain`).
"""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from routing.engine.kernel.plain import ground_of
from routing.engine.kernel.random import Seed, seeded
from routing.engine.kernel.table import Table
from routing.engine.kernel.world import CAPACITY_ITEMS, World

Ints = NDArray[np.int64]
SmallInts = NDArray[np.int32]

ABSENT, STEPS = range(2)  # cells of Guided.figures: how many are left out; how many were pressed in
# cells of Guided.spot: before which positions a task goes in, the second for its delivery; what that adds to the way
FIRST, LAST, ADDED = range(3)


class Guided(Table):
    """`visits`, `travel`, `travel_to` and `near`: see `routing.engine.kernel.plain`.

    A rider's route stands in his row of `nodes`, from depot to depot; `ready` is when it leaves each position, `due`
    the latest arrival there that makes nothing late, `loaded` what is on board after it, or of single visits what they
    load so far; `places` is the position of each node in its route. `absent` are the tasks left out, the last one first
    to be pressed in, `absences` how often each could not be put in. `due_without` is `due` of a route some have left.
    """

    travel: SmallInts
    travel_to: SmallInts
    visits: Ints
    near: SmallInts
    nodes: Ints
    lengths: Ints
    ready: Ints
    due: Ints
    loaded: Ints
    places: Ints
    rider_of: Ints
    absent: Ints
    absences: Ints
    due_without: Ints
    order: Ints
    spot: Ints
    figures: Ints
    seed: Seed
    capacity: int

    SHAPES: ClassVar = {
        "travel": ("int32", 2),
        "travel_to": ("int32", 2),
        "visits": ("int64", 2),
        "near": ("int32", 2),
        "nodes": ("int64", 2),
        "lengths": ("int64", 1),
        "ready": ("int64", 2),
        "due": ("int64", 2),
        "loaded": ("int64", 2),
        "places": ("int64", 1),
        "rider_of": ("int64", 1),
        "absent": ("int64", 1),
        "absences": ("int64", 1),
        "due_without": ("int64", 1),
        "order": ("int64", 1),
        "spot": ("int64", 1),
        "figures": ("int64", 1),
        "seed": ("uint64", 1),
        "capacity": ("int64", 0),
    }


def guided_of(world: World, seed: int, routes: Sequence[Sequence[int]]) -> Guided:
    """Room for these routes, by the ground's numbers; `lay_out` is still to be called."""
    ground = ground_of(world)
    count, width = len(world.own_nodes), len(world.own_nodes) + 2
    nodes, lengths = np.full((len(routes), width), count, dtype=np.int64), np.zeros(len(routes), dtype=np.int64)
    for k, route in enumerate(routes):
        nodes[k, 1 : len(route) + 1], lengths[k] = route, len(route) + 2
    return Guided(
        **ground._asdict(),
        nodes=nodes,
        lengths=lengths,
        ready=np.zeros_like(nodes),
        due=np.zeros_like(nodes),
        loaded=np.zeros_like(nodes),
        places=np.zeros(count + 1, dtype=np.int64),
        rider_of=np.full(count, -1, dtype=np.int64),
        absent=np.zeros(count, dtype=np.int64),
        absences=np.zeros(count, dtype=np.int64),
        due_without=np.zeros(width, dtype=np.int64),
        order=np.zeros(width, dtype=np.int64),
        spot=np.zeros(3, dtype=np.int64),
        figures=np.zeros(2, dtype=np.int64),
        seed=seeded(seed),
        capacity=int(world.riders[world.own_riders[0], CAPACITY_ITEMS]),
    )
