"""How time passes, compiled: `routing.engine.clockwork` on label lists that stand in one array.

`time[i, p]` is a label list; a function reads one and writes another, which must not be the same unless it says so.
`breaks[r, k]` are earliest start, latest start and duration of a rider's k-th break, `count` how many there are.
"""

import numpy as np
from numpy.typing import NDArray

from routing.engine.clockwork import NEVER
from routing.engine.kernel.compiled import compiled

Ints = NDArray[np.int64]


@compiled
def earliest_start(windows: Ints, first: int, last: int, ready_s: int, duration_s: int) -> int:
    for k in range(first, last):
        if ready_s <= windows[k, 1]:
            start_s = max(ready_s, windows[k, 0])
            if start_s + duration_s <= windows[k, 2]:
                return int(start_s)
    return NEVER


@compiled
def latest_start(windows: Ints, first: int, last: int, leave_by_s: int, duration_s: int) -> int:
    for k in range(last - 1, first - 1, -1):
        start_s = min(windows[k, 1], windows[k, 2] - duration_s, leave_by_s - duration_s)
        if start_s >= windows[k, 0]:
            return int(start_s)
    return -NEVER


@compiled
def ride(time: Ints, i: int, p: int, travel_s: int, breaks: Ints, r: int, count: int, j: int, q: int) -> None:
    """Earliest ends of a leg left at `time[i, p]`, into `time[j, q]`."""
    if count == 0:
        time[j, q, 0] = time[i, p, 0] + travel_s
        return
    for taken in range(count + 1):
        time[j, q, taken] = NEVER
    for start in range(count + 1):
        free_s = time[i, p, start]
        if free_s >= NEVER:
            continue
        done_s = free_s + travel_s
        time[j, q, start] = min(time[j, q, start], done_s)
        for taken in range(start, count):
            if free_s > breaks[r, taken, 1]:
                break
            earliest_s, duration_s = breaks[r, taken, 0], breaks[r, taken, 2]
            free_s = max(free_s, earliest_s) + duration_s
            done_s = done_s + duration_s if done_s > earliest_s else free_s
            time[j, q, taken + 1] = min(time[j, q, taken + 1], done_s)


@compiled
def serve(
    time: Ints, i: int, p: int, windows: Ints, first: int, last: int, duration_s: int, breaks: Ints, r: int, count: int
) -> None:
    """Turns `time[i, p]` from arrivals into earliest ends of a service."""
    for taken in range(count + 1):
        ready_s = time[i, p, taken]
        left_s = NEVER
        if ready_s < NEVER:
            start_s = earliest_start(windows, first, last, ready_s, duration_s)
            if start_s < NEVER:
                left_s = start_s + duration_s
        if taken < count and left_s > breaks[r, taken, 1]:
            left_s = NEVER
        time[i, p, taken] = left_s


@compiled
def ride_back(time: Ints, i: int, p: int, travel_s: int, breaks: Ints, r: int, count: int, j: int, q: int) -> None:
    """Latest starts of a leg that arrives within `time[i, p]`, into `time[j, q]`."""
    if count == 0:
        time[j, q, 0] = time[i, p, 0] - travel_s
        return
    for start in range(count + 1):
        best_s = -NEVER
        leave_by_s = breaks[r, start, 1] if start < count else NEVER
        earliest_ready_s = -NEVER
        paused_s = 0
        taken = start
        while True:
            if time[i, p, taken] >= earliest_ready_s:
                best_s = max(best_s, min(leave_by_s, time[i, p, taken] - paused_s - travel_s))
            if taken == count or earliest_ready_s > breaks[r, taken, 1]:
                break
            leave_by_s = min(leave_by_s, breaks[r, taken, 1] - paused_s)
            earliest_ready_s = max(earliest_ready_s, breaks[r, taken, 0]) + breaks[r, taken, 2]
            paused_s += breaks[r, taken, 2]
            taken += 1
        time[j, q, start] = best_s


@compiled
def serve_back(
    time: Ints, i: int, p: int, windows: Ints, first: int, last: int, duration_s: int, count: int, j: int, q: int
) -> None:
    """Latest arrivals at a visit that is left within `time[i, p]`, into `time[j, q]`, which may be the same."""
    for taken in range(count + 1):
        time[j, q, taken] = latest_start(windows, first, last, time[i, p, taken], duration_s)


@compiled
def is_in_time(time: Ints, i: int, p: int, count: int, j: int, q: int) -> bool:
    for taken in range(count + 1):  # noqa: SIM110 any() of a generator is not compiled
        if time[i, p, taken] <= time[j, q, taken]:
            return True
    return False


@compiled
def is_never(time: Ints, i: int, p: int, count: int) -> bool:
    for taken in range(count + 1):  # noqa: SIM110
        if time[i, p, taken] < NEVER:
            return False
    return True


@compiled
def leave(windows: Ints, first: int, last: int, ready_s: int, duration_s: int, by_s: int) -> int:
    """Earliest end of a service of who arrives then; NEVER where that is after `by_s`."""
    if ready_s >= NEVER:
        return NEVER
    start_s = earliest_start(windows, first, last, ready_s, duration_s)
    if start_s >= NEVER or start_s + duration_s > by_s:
        return NEVER
    return int(start_s + duration_s)


@compiled
def ride_past(early_s: int, rested_s: int, travel_s: int, opens_s: int, shuts_s: int, rest_s: int) -> int:
    """Earliest end of a leg with the only break behind, left at `early_s` before it or at `rested_s` after it."""
    best_s = rested_s + travel_s if rested_s < NEVER else NEVER
    if early_s <= shuts_s:
        done_s = early_s + travel_s
        done_s = done_s + rest_s if done_s > opens_s else max(early_s, opens_s) + rest_s
        best_s = min(best_s, done_s)
    return int(best_s)
