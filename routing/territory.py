"""Areas shared out among carriers: compact ones of like weight, each to who knows it. Plain operations research.

Two steps, both by OR-Tools CP-SAT: a p-median with soft capacities makes as many districts as there are carriers
(Hakimi, S. L. (1964), Optimum locations of switching centers, Operations Research 12), where areas that one carrier
served together lie nearer to each other; then an assignment gives each district to those who served most of it.
"""

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from routing.travel import great_circle_between_m

TOLERANCE: Final = 0.15
"""A district may weigh so much more than the mean before each unit more is paid for."""
HABIT: Final = 0.6
"""Two areas that one carrier has served alone lie nearer by this share."""
OVERLOAD_M: Final = 20_000
"""What a unit of weight past the tolerance counts, in metres ridden: a district's whole width and more."""
DETERMINISTIC_S: Final = 8.0


class Partition(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """`district_of` each area; `carriers_of` each district, one at least where there are as many carriers as districts;
    `loads` is the weight of each district."""

    district_of: list[int]
    carriers_of: list[list[int]]
    loads: list[int]


def partition(points: NDArray[np.float64], weights: list[int], served: NDArray[np.float64]) -> Partition:
    """Share areas out. `points` (areas, 2): lon, lat of each; `weights`: its work, 0 and more; `served` (areas,
    carriers): how much of it each carrier did until now. Of more carriers than areas some share a district.

    Raises ValueError where there is no carrier or no area, or a figure is below 0 or none.
    """
    areas, carriers = served.shape
    if not areas or not carriers or len(points) != areas or len(weights) != areas:
        raise ValueError("areas and carriers are expected, a point and a weight for each area")
    if min(weights) < 0 or not np.isfinite(points).all() or not np.isfinite(served).all() or served.min() < 0:
        raise ValueError("weights and what was served are numbers from 0 on, points are numbers")
    heavy = np.maximum(1, np.array(weights, dtype=np.int64))
    known = served / np.maximum(served.sum(axis=1, keepdims=True), 1e-9)
    district_of = _districts(points, heavy, known, min(areas, carriers))
    count = max(district_of) + 1
    loads = [
        int(sum(w for w, d in zip(weights, district_of, strict=True) if d == district)) for district in range(count)
    ]
    history = np.zeros((count, carriers))
    for area, district in enumerate(district_of):
        history[district] += heavy[area] * known[area]
    return Partition(district_of=district_of, carriers_of=_assigned(history, _places(loads, carriers)), loads=loads)


def _districts(
    points: NDArray[np.float64], heavy: NDArray[np.int64], known: NDArray[np.float64], count: int
) -> list[int]:
    """The district of each area, numbered in the order of their first areas."""
    from ortools.sat.python import cp_model  # half a second to import: only who needs it pays

    areas = len(points)
    apart_m = great_circle_between_m(points[:, None, :], points[None, :, :]) * (1 - HABIT * (known @ known.T))
    cost = np.rint(apart_m * heavy[:, None]).astype(np.int64)
    model = cp_model.CpModel()
    is_seat = [model.new_bool_var("") for _ in range(areas)]
    belongs = [[is_seat[a] if a == seat else model.new_bool_var("") for seat in range(areas)] for a in range(areas)]
    model.add(cp_model.LinearExpr.sum(is_seat) == count)
    most = int(heavy.sum() * (1 + TOLERANCE) / count)
    over = [model.new_int_var(0, int(heavy.sum()), "") for _ in range(areas)]
    for area in range(areas):
        model.add_exactly_one(belongs[area])
        for seat in range(areas):
            if seat != area:
                model.add_implication(belongs[area][seat], is_seat[seat])
    for seat in range(areas):
        load = cp_model.LinearExpr.weighted_sum([row[seat] for row in belongs], heavy.tolist())
        model.add(load - over[seat] <= most)
    flat = [variable for row in belongs for variable in row] + over
    model.minimize(cp_model.LinearExpr.weighted_sum(flat, [*cost.ravel().tolist(), *([OVERLOAD_M] * areas)]))
    solver = _solver()
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return _by_distance(apart_m, count)
    seats = [max(range(areas), key=lambda seat: solver.value(belongs[area][seat])) for area in range(areas)]
    return _numbered(seats)


def _by_distance(apart_m: NDArray[np.float64], count: int) -> list[int]:
    """For want of time: seats far from each other, each area to its nearest."""
    seats = [int(apart_m.sum(axis=1).argmin())]
    while len(seats) < count:
        seats.append(int(apart_m[:, seats].min(axis=1).argmax()))
    return _numbered([seats[int(row[seats].argmin())] for row in apart_m])


def _numbered(seats: list[int]) -> list[int]:
    numbers = {seat: number for number, seat in enumerate(dict.fromkeys(seats))}
    return [numbers[seat] for seat in seats]


def _places(loads: list[int], carriers: int) -> list[int]:
    """How many carriers each district gets: one, and the rest where each has most to do."""
    places = [1] * len(loads)
    for _ in range(carriers - len(loads)):
        places[max(range(len(loads)), key=lambda at: loads[at] / places[at])] += 1
    return places


def _assigned(history: NDArray[np.float64], places: list[int]) -> list[list[int]]:
    """The carriers of each district, by what they served of it."""
    from ortools.sat.python import cp_model

    districts, carriers = history.shape
    model = cp_model.CpModel()
    has = [[model.new_bool_var("") for _ in range(carriers)] for _ in range(districts)]
    for district, count in enumerate(places):
        model.add(cp_model.LinearExpr.sum(has[district]) == count)
    for carrier in range(carriers):
        model.add_exactly_one([row[carrier] for row in has])
    worth = np.rint(history * 1_000).astype(np.int64).ravel().tolist()
    model.maximize(cp_model.LinearExpr.weighted_sum([variable for row in has for variable in row], worth))
    solver = _solver()
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        order = iter(range(carriers))
        return [[next(order) for _ in range(count)] for count in places]
    return [[carrier for carrier in range(carriers) if solver.value(row[carrier])] for row in has]


def _solver() -> "cp_model.CpSolver":  # type: ignore[name-defined]  # noqa: F821
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = DETERMINISTIC_S
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    return solver
