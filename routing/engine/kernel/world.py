"""The compiled instance as plain arrays: what the search reads and never changes.

A world may hold a part of its problem, some riders and tasks; nodes, riders and tasks keep their numbers, places are
numbered anew so that the matrices hold no more than what the part needs.
"""

from collections.abc import Iterable, Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from routing.engine.clockwork import NEVER
from routing.engine.kernel.table import Table
from routing.engine.problem import Origin, Problem, Rider

Ints = NDArray[np.int64]
SmallInts = NDArray[np.int32]

# columns of World.nodes
PLACE, STOP, BENCH, FIXED_S, HANDLING_S, FIRST_WINDOW, LAST_WINDOW, IS_VISIT = range(8)  # asked most: one cache line
TASK, ITEMS, WEIGHT_G, IS_LOADED, IS_UNLOADED, NEAR_ROW, DUE_S, NODE_COLUMNS = range(8, 16)

# columns of World.tasks; OWNER: the rider of the published plan, -1 for none or where something binds the task
FIRST_NODE, LAST_NODE, NODES, ORIGIN, TASK_ITEMS, TASK_WEIGHT_G, PENALTY, DEPARTS_FROM_S, OWNER = range(9)
FROM_DEPOT, FROM_PLACE, FROM_ABOARD = range(3)

# columns of World.riders
START, END, MATRIX, CAPACITY_ITEMS, CAPACITY_G, MOST_BUSY_S, MOST_DISTANCE_M, HEAD, CALL = range(9)
RELOAD_S, LOADING_FIXED_S, LOADING_ITEM_S = range(9, 12)
ABOARD_ITEMS, ABOARD_G, UNLOAD_ITEMS, UNLOAD_G = range(12, 16)
FIRST_S, IS_UNDER_WAY, MAX_TRIPS, AGAINST_HABIT_S, VEHICLE_COST_S, SHIFT_END_S, BREAKS = range(16, 23)
LAST_S, SHARE_PERCENT, OVERTIME_PERCENT, KIND = range(23, 27)  # OVERTIME_PERCENT: 0 where none is paid or allowed

MOST_NEIGHBOURS = 400


class World(Table):
    """Rows of `nodes`, `tasks` and `riders` have the columns named above; `windows` those of `Windows`.

    `breaks[r, k]` are earliest and latest start and duration. `travel[m, a, b]` is in seconds, `travel_to[m, b, a]` the
    same for reading along what leads to a place, `distance` in metres (one cell where nobody's distance is limited).
    `entry` and `habit` are by rider and place. `may[r, t]` tells who may take what. `near[nodes[v, NEAR_ROW]]` are the
    visits around a visit, itself first, nearest first, `near_tasks` their tasks. `keys[k, t]` are the orders of putting
    tasks back, `weights` how often each is drawn, as a running sum to 1; order 1 is by absences, worked out in the
    search.
    `places` are the problem's numbers of the world's places.
    """

    nodes: Ints
    windows: Ints
    tasks: Ints
    riders: Ints
    breaks: Ints
    travel: SmallInts
    travel_to: SmallInts
    distance: SmallInts
    entry: Ints
    habit: Ints
    may: NDArray[np.bool_]
    near: SmallInts
    near_tasks: SmallInts
    keys: NDArray[np.float64]
    weights: NDArray[np.float64]
    own_tasks: Ints
    own_riders: Ints
    own_nodes: Ints
    moved_s: int
    has_entries: int
    late_percent: int
    imbalance_percent: int

    SHAPES: ClassVar = {
        "nodes": ("int64", 2),
        "windows": ("int64", 2),
        "tasks": ("int64", 2),
        "riders": ("int64", 2),
        "breaks": ("int64", 3),
        "travel": ("int32", 3),
        "travel_to": ("int32", 3),
        "distance": ("int32", 3),
        "entry": ("int64", 2),
        "habit": ("int64", 2),
        "may": ("bool", 2),
        "near": ("int32", 2),
        "near_tasks": ("int32", 2),
        "keys": ("float64", 2),
        "weights": ("float64", 1),
        "own_tasks": ("int64", 1),
        "own_riders": ("int64", 1),
        "own_nodes": ("int64", 1),
        "moved_s": ("int64", 0),
        "has_entries": ("int64", 0),
        "late_percent": ("int64", 0),
        "imbalance_percent": ("int64", 0),
    }


def world_of(problem: Problem, tasks: Iterable[int] | None = None, riders: Iterable[int] | None = None) -> World:
    """The problem's world, or that of some of its tasks and riders (heads and ends always come along)."""
    own_tasks = [task.index for task in problem.tasks if task.nodes] if tasks is None else sorted(tasks)
    own_riders = list(range(len(problem.riders))) if riders is None else sorted(riders)
    visits = len(problem.task_of)
    own_nodes = [node for index in own_tasks for node in problem.tasks[index].nodes]
    chosen = [problem.riders[index] for index in own_riders]
    beside = [node for rider in chosen for node in (*rider.head, rider.start, rider.end, rider.depot.node)]
    used = np.unique([problem.place[node] for node in (*own_nodes, *beside)]).astype(np.int64)
    windows, first, last = _windows(problem)
    place = np.zeros(len(problem.place), dtype=np.int64)
    if len(used):
        place = np.minimum(np.searchsorted(used, problem.place), len(used) - 1)
    near_row = np.zeros(len(problem.place), dtype=np.int64)
    near_row[own_nodes] = np.arange(len(own_nodes))
    nodes = np.column_stack(
        [
            place,
            _numbered(problem.stop),
            _numbered(problem.bench),
            problem.fixed_s,
            problem.handling_s,
            first,
            last,
            np.arange(len(problem.place)) < visits,
            [*problem.task_of, *[-1] * (len(problem.place) - visits)],
            problem.items,
            problem.weight_g,
            problem.is_loaded,
            problem.is_unloaded,
            near_row,
            problem.due_s,
            np.zeros(len(problem.place)),
        ]
    ).astype(np.int64)
    travel = _cut(problem.travel, used)
    back = travel.transpose(0, 2, 1)
    near = _near(nodes, travel[0], own_nodes) if own_nodes else np.zeros((1, 0), dtype=np.int32)
    shape = (len(problem.riders), -1) if problem.riders else (0, int(used.max(initial=0)) + 1)
    entry, habit = problem.entry.reshape(shape)[:, used], problem.habit.reshape(shape)[:, used]
    return World(
        nodes=nodes,
        windows=windows,
        tasks=_tasks(problem),
        riders=np.array([_rider(problem, rider) for rider in problem.riders], dtype=np.int64).reshape(-1, KIND + 1),
        breaks=_breaks(problem.riders),
        travel=travel,
        travel_to=travel if np.array_equal(travel, back) else np.ascontiguousarray(back),  # half the cache's room
        distance=_distance(problem, used),
        entry=entry,
        habit=habit,
        may=_may(problem),
        near=near,
        near_tasks=nodes[near, TASK],
        keys=(keys := _keys(problem))[0],
        weights=keys[1],
        own_tasks=np.array(own_tasks, dtype=np.int64),
        own_riders=np.array(own_riders, dtype=np.int64),
        own_nodes=np.array(own_nodes, dtype=np.int64),
        moved_s=problem.instance.costs.moved_s,
        has_entries=bool(entry.any() or (habit >= 0).any()),
        late_percent=problem.instance.costs.late_percent if min(problem.due_s, default=NEVER) < NEVER else 0,
        imbalance_percent=problem.instance.costs.imbalance_percent,
    )


def _numbered(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _cut(matrices: SmallInts, used: Ints) -> SmallInts:
    if not len(matrices):
        return np.zeros((1, max(1, len(used)), max(1, len(used))), dtype=np.int32)
    return np.ascontiguousarray(matrices[:, used[:, None], used])


def _windows(problem: Problem) -> tuple[Ints, Ints, Ints]:
    """Earliest start, latest start, closing of every window, and the first and one past the last of each node."""
    counts = np.array([len(windows) for windows in problem.windows], dtype=np.int64)
    last = np.cumsum(counts)
    rows = [window for windows in problem.windows for window in windows]
    return np.array(rows, dtype=np.int64).reshape(-1, 3), last - counts, last


def _tasks(problem: Problem) -> Ints:
    numbers = {Origin.DEPOT: FROM_DEPOT, Origin.PLACE: FROM_PLACE, Origin.ABOARD: FROM_ABOARD}
    owners = _owners(problem)
    rows = [
        (
            task.nodes[0] if task.nodes else -1,
            task.nodes[-1] if task.nodes else -1,
            len(task.nodes),
            numbers[task.origin],
            task.items,
            task.weight_g,
            task.penalty,
            task.departs_from_s,
            owners[task.index],
        )
        for task in problem.tasks
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, OWNER + 1)


def _owners(problem: Problem) -> list[int]:
    """The rider for whom a task is not moved; -1 where nobody pays for moving it.

    One past the last stands for a vehicle of another part of the day, which none of this one's riders is.
    """
    owners = [-1] * len(problem.tasks)
    if problem.instance.costs.moved_s:
        rider_of = {rider.vehicle.id: rider.index for rider in problem.riders}
        index_of = {request.id: index for index, request in enumerate(problem.instance.requests)}
        for route in problem.instance.published:
            for visit in route.visits:
                owners[index_of[visit.request]] = rider_of.get(route.vehicle, len(problem.riders))
        for index, owner in enumerate(owners):
            paid = any(index in rider.moved_s for rider in problem.riders if rider.index != owner)
            owners[index] = owner if owner >= 0 and paid else -1
    return owners


def _rider(problem: Problem, rider: Rider) -> tuple[int, ...]:
    vehicle, depot, aboard = rider.vehicle, rider.depot, rider.aboard
    return (
        rider.start,
        rider.end,
        problem.matrix_of[rider.index],
        rider.capacity_items,
        rider.capacity_g,
        rider.most_busy_s,
        rider.most_distance_m,
        len(rider.head),
        depot.node,
        depot.reload_s,
        depot.loading_fixed_s,
        depot.loading_item_s,
        aboard.items,
        aboard.weight_g,
        aboard.unload_items,
        aboard.unload_weight_g,
        rider.first_s,
        rider.is_under_way,
        rider.max_trips,
        rider.against_habit_s,
        vehicle.fixed_cost_s,
        vehicle.shift_end_s,
        len(rider.breaks),
        rider.last_s,
        vehicle.share_of_day_percent,
        problem.instance.costs.overtime_percent if vehicle.max_overtime_s else 0,
        rider.kind,
    )


def _breaks(riders: Sequence[Rider]) -> Ints:
    most = max((len(rider.breaks) for rider in riders), default=0)
    breaks = np.zeros((len(riders), max(1, most), 3), dtype=np.int64)
    for rider in riders:
        for number, pause in enumerate(rider.breaks):
            breaks[rider.index, number] = pause
    return breaks


def _distance(problem: Problem, used: Ints) -> SmallInts:
    if all(rider.most_distance_m >= NEVER for rider in problem.riders):
        return np.zeros((1, 1, 1), dtype=np.int32)
    anywhere = len(problem.instance.places)
    matrices = [np.pad(matrix.distance_m, ((0, 1), (0, 1))) for matrix in problem.instance.travel]
    assert not len(used) or used[-1] <= anywhere
    return np.ascontiguousarray(np.array(matrices)[:, used[:, None], used])


def _may(problem: Problem) -> NDArray[np.bool_]:
    may = np.zeros((len(problem.riders), len(problem.tasks)), dtype=np.bool_)
    for task in problem.tasks:
        may[list(task.riders), task.index] = True
    return may


def _near(nodes: Ints, travel: SmallInts, own_nodes: Sequence[int]) -> SmallInts:
    place = nodes[own_nodes, PLACE]
    most = min(MOST_NEIGHBOURS, len(own_nodes))
    near = np.empty((len(own_nodes), most), dtype=np.int32)
    own = np.array(own_nodes)
    for row, here in enumerate(place):
        around = travel[here, place].astype(np.int64) + travel[place, here]
        around[row] = -1
        if most < len(own):
            nearest = np.argpartition(around, most - 1)[:most]
            near[row] = own[nearest[np.argsort(around[nearest], kind="stable")]]
        else:
            near[row] = own[np.argsort(around, kind="stable")]
    return near


def _keys(problem: Problem) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What tasks go by: chance, absences, load, far, near, narrow, early, late."""
    tasks = problem.tasks
    depth = np.array([_depth(problem, index) for index in range(len(tasks))], dtype=np.float64)
    items = np.array([task.items for task in tasks], dtype=np.float64)
    weight = np.array([task.weight_g for task in tasks], dtype=np.float64)
    windows = [[window for node in task.nodes for window in problem.windows[node]] for task in tasks]
    zero = np.zeros(len(tasks))
    keys = [
        zero,
        zero,
        np.maximum(items / max(items.max(initial=0), 1), weight / max(weight.max(initial=0), 1)),
        depth,
        -depth,
        np.array([-min((latest - first for first, latest, _ in each), default=0) for each in windows], dtype=float),
        np.array([-min((first for first, _, _ in each), default=0) for each in windows], dtype=float),
        np.array([max((latest for _, latest, _ in each), default=0) for each in windows], dtype=float),
    ]
    weights = np.cumsum([4, 4, 4, 2, 1, 2, 2, 2]).astype(np.float64)
    scaled = [key / max(1.0, np.abs(key).max(initial=0)) for key in keys]
    return np.array(scaled, dtype=np.float64), weights / weights[-1]


def _depth(problem: Problem, index: int) -> int:
    task = problem.tasks[index]
    if not task.riders or not task.nodes:
        return 0
    rider = problem.riders[min(task.riders)]
    return max(rider.travel[problem.place[rider.start]][problem.place[node]] for node in task.nodes)
