"""Plain problems: riders alike, one trip, no breaks, nothing under way, all to be served, one window a visit.

And each task is one visit that comes from the depot, or each one that goes there, or each a pickup and its delivery.
Two searches know only these, each with fewer numbers for them: `lenient`, among routes that break rules at a price, and
`guided`, for fewer vehicles.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.engine.clockwork import NEVER
from routing.engine.kernel.world import (
    ABOARD_G,
    ABOARD_ITEMS,
    BENCH,
    BREAKS,
    CAPACITY_G,
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

MOST_NODES = 1_500  # whose matrix is copied
# columns of Ground.visits; PARTNER: whose delivery or pickup it is, -1 for none
EARLIEST, LATEST, SERVICE, LOAD, PARTNER = range(5)


class Ground(NamedTuple):
    """A plain world's own nodes, numbered in their order, the depot last.

    `visits`: when each may begin and how long it takes, in seconds, what it loads (a delivery of a pair less than 0),
    and its partner. `travel` from the first to the second, `travel_to` from the second to the first; `near` the nearest
    nodes of each. A task is known by its first node.
    """

    visits: Ints
    travel: SmallInts
    travel_to: SmallInts
    near: SmallInts


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


def ground_of(world: World) -> Ground:
    """Of a plain world."""
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
    local = np.zeros(len(world.nodes), dtype=np.int32)
    local[own] = np.arange(count)
    for first, last in world.tasks[world.own_tasks][:, [FIRST_NODE, LAST_NODE]]:
        if first != last:
            visits[local[first], PARTNER], visits[local[last], PARTNER] = local[last], local[first]
            visits[local[last], LOAD] *= -1
    travel = world.travel[rider[MATRIX]][places[:, None], places]
    back = np.ascontiguousarray(travel.T)
    return Ground(visits, travel, travel if np.array_equal(travel, back) else back, local[world.near])
