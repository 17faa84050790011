"""Where a large day is cut: each request gets a vehicle by territory, vehicles that lie together make a part.

Routes are grouped by their barycentres, each time along other seams: of the ways to decompose that Santini, A.,
Schneider, M., Vidal, T. & Vigo, D. (2023), Decomposition strategies for vehicle routing heuristics, INFORMS Journal on
Computing 35(3), compare, those by routes and their barycentres did best.
"""

from math import ceil, pi
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from routing.engine.decomposition.ground import NOBODY, Flags, Floats, Ground, Ints

PART_REQUESTS = 300  # about so many make a part
MOST_REQUESTS = 1_500  # where few vehicles face many requests, those beyond wait for the next cut
ROUNDS_OF_PRICES = 8
ROUNDS_OF_ANCHORS = 6
TURN = pi * (3 - 5**0.5)  # the golden angle: no two cuts lie along each other
NEAREST = 6


class Part(NamedTuple):
    """Numbers of vehicles and requests of the instance, ascending."""

    vehicles: list[int]
    requests: list[int]


def first_owners(ground: Ground, seed: int) -> Ints:
    """The vehicle of each request before any route is known (NOBODY: none may take it).

    Requests go to the vehicle whose anchor lies nearest, at prices that rise where there is more work than the shift
    allows for (Lagrange's multipliers); anchors then move amid what they got (Lloyd's k-means).
    """
    vehicles = ground.instance.vehicles
    if not vehicles:
        return np.full(len(ground.points), NOBODY, dtype=np.int64)
    shift_s = np.array([max(1, vehicle.shift_end_s - vehicle.shift_start_s) for vehicle in vehicles], dtype=np.float64)
    room_s = shift_s / shift_s.sum() * ground.work_s.sum()
    anchors = _anchors(ground, seed)
    prices = np.zeros(len(vehicles), dtype=np.float32)
    owners = np.zeros(len(ground.points), dtype=np.int64)
    for _ in range(ROUNDS_OF_ANCHORS):
        costs = ground.request_costs(anchors)
        owners = _priced(costs, ground.work_s, room_s, prices)
        anchors = _centres(ground, owners, anchors)
    owners[~ground.may_ride] = NOBODY
    return owners


def with_guests(ground: Ground, owners: Ints, turn: int, seed: int) -> Ints:
    """The owners, where whoever has none visits a vehicle nearby that may take it, another in each turn."""
    alone = np.flatnonzero((owners == NOBODY) & ground.may_ride)
    if not len(alone):
        return owners
    centres = _centres(ground, owners, _starts(ground))
    random = np.random.default_rng([seed, turn])
    placed = owners.copy()
    for request in alone.tolist():
        may = np.flatnonzero(ground.may[ground.class_of[request]])
        apart = np.hypot(*(centres[may] - ground.points[request]).T)
        nearest = may[np.argsort(apart, kind="stable")[:NEAREST]]
        placed[request] = nearest[random.integers(len(nearest))]
    return placed


def cut(ground: Ground, owners: Ints, served: Flags, number: int, turn: int, most: int = MOST_REQUESTS) -> list[Part]:
    """So many parts (fewer where there are fewer vehicles) along the seams of the turn; each request in at most one.

    A part takes at most so many requests, beyond those that are served or bound.
    """
    counts = np.bincount(owners[owners != NOBODY], minlength=len(ground.instance.vehicles))
    centres = _centres(ground, owners, _starts(ground))
    groups = _halved(
        centres, counts.astype(np.float64) + 1, np.arange(len(counts)), min(number, len(counts)), TURN * turn
    )
    return [Part(sorted(group.tolist()), _requests_of(ground, owners, served, group, most)) for group in groups]


def parts_wanted(requests: int, each: int, threads: int) -> int:
    """How many parts of about so many requests keep every thread busy to the end of a round."""
    return threads * max(1, ceil(requests / (each * threads)))


def _anchors(ground: Ground, seed: int) -> Floats:
    """A request of its own for each vehicle: near home, and far from those of the vehicles before it."""
    random = np.random.default_rng(seed)
    anchors = _starts(ground)
    if not len(ground.points):
        return anchors
    free_s = np.full(len(ground.points), np.inf)
    home_s = ground.request_costs(anchors)
    for number in random.permutation(len(anchors)).tolist():
        costs = home_s[number]
        may = np.isfinite(costs)
        if not may.any():
            continue
        foreign = costs - ground.apart_s(anchors[number])
        worth = np.where(may, np.minimum(free_s, 1e9) - 4 * foreign, -np.inf)
        chosen = ground.points[int(worth.argmax())]
        anchors[number] = chosen
        free_s = np.minimum(free_s, ground.apart_s(chosen))
    return anchors


def _starts(ground: Ground) -> Floats:
    return np.array([ground.start_point(number) for number in range(len(ground.instance.vehicles))]).reshape(-1, 2)


def _priced(costs: NDArray[np.float32], work_s: Ints, room_s: Floats, prices: NDArray[np.float32]) -> Ints:
    """Each request's cheapest vehicle; `prices` are changed, dearer where the work is more than the room for it."""
    finite = costs[np.isfinite(costs)]
    step = float(finite.mean()) * 0.2 if len(finite) else 1.0
    owners = np.zeros(costs.shape[1], dtype=np.int64)
    for again in range(ROUNDS_OF_PRICES):
        owners = (costs + prices[:, None]).argmin(axis=0)
        full = np.bincount(owners, weights=work_s, minlength=len(room_s)) / np.maximum(room_s, 1)
        prices += (step / (1 + again) * np.clip(full - 1, -0.5, 1)).astype(np.float32)
    return owners


def _centres(ground: Ground, owners: Ints, otherwise: Floats) -> Floats:
    """The middle of what each vehicle has; where it has nothing, what is given."""
    served = owners != NOBODY
    counts = np.bincount(owners[served], minlength=len(otherwise))
    sums = np.column_stack(
        [np.bincount(owners[served], weights=ground.points[served, axis], minlength=len(otherwise)) for axis in (0, 1)]
    )
    middles: Floats = np.where(counts[:, None] > 0, sums / np.maximum(counts, 1)[:, None], otherwise)
    return middles


def _halved(centres: Floats, weights: Floats, group: Ints, number: int, angle: float) -> list[Ints]:
    """The group in so many parts of like weight, by lines across it in turns at right angles."""
    if number <= 1:
        return [group]
    first = number // 2
    along = centres[group] @ np.array([np.cos(angle), np.sin(angle)])
    order = group[np.argsort(along, kind="stable")]
    passed = np.cumsum(weights[order])
    at = int(np.searchsorted(passed, passed[-1] * first / number)) + 1
    at = max(first, min(at, len(order) - (number - first)))
    across = angle + pi / 2
    return [
        *_halved(centres, weights, order[:at], first, across),
        *_halved(centres, weights, order[at:], number - first, across),
    ]


def _requests_of(ground: Ground, owners: Ints, served: Flags, group: Ints, most: int) -> list[int]:
    """What the vehicles of a part have; of too much, what they serve and then what is worth most."""
    chosen = np.flatnonzero(np.isin(owners, group)).tolist()
    if len(chosen) <= most:
        return chosen
    requests = ground.instance.requests
    waiting = [number for number in chosen if not served[number] and ground.bound[number] == NOBODY]
    kept = [number for number in chosen if served[number] or ground.bound[number] != NOBODY]
    waiting.sort(key=lambda number: (requests[number].prize_s is not None, -(requests[number].prize_s or 0), number))
    return sorted([*kept, *waiting[: max(0, most - len(kept))]])
