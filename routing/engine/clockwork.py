"""How time passes along a route with breaks: earliest times forward, latest times backward.

A vehicle's breaks are taken in order, each early enough for the next, so at any point of a route the only choice that
matters is how many have been taken. A *label list* holds one time for each such number (0 … breaks): being earlier is
never worse, so the earliest time per number forward, and the latest per number backward, decide feasibility exactly.
"""

from collections.abc import Sequence

NEVER = 1 << 60

Labels = list[int]
Breaks = Sequence[tuple[int, int, int]]  # earliest start, latest start, duration
Windows = Sequence[tuple[int, int, int]]  # earliest start, latest start, closing


def earliest_start(windows: Windows, ready_s: int, duration_s: int) -> int:
    """First instant from `ready_s` on at which a service of `duration_s` may start; NEVER when none."""
    for earliest_s, latest_s, closes_s in windows:
        if ready_s <= latest_s:
            start_s = ready_s if ready_s > earliest_s else earliest_s
            if start_s + duration_s <= closes_s:
                return start_s
    return NEVER


def latest_start(windows: Windows, leave_by_s: int, duration_s: int) -> int:
    """Last instant at which a service may start that is left by `leave_by_s`; -NEVER when none."""
    for earliest_s, latest_s, closes_s in reversed(windows):
        start_s = min(latest_s, closes_s - duration_s, leave_by_s - duration_s)
        if start_s >= earliest_s:
            return start_s
    return -NEVER


def ready_times(leaving: Labels, travel_s: int, breaks: Breaks) -> Labels:
    """Earliest end of a leg, by breaks taken, breaks on the way or in a wait at its end included."""
    if not breaks:
        return [leaving[0] + travel_s]
    ready = [NEVER] * len(leaving)
    for taken, free_s in enumerate(leaving):
        if free_s >= NEVER:
            continue
        done_s = free_s + travel_s
        if done_s < ready[taken]:
            ready[taken] = done_s
        for earliest_s, latest_s, duration_s in breaks[taken:]:
            if free_s > latest_s:
                break
            free_s = (free_s if free_s > earliest_s else earliest_s) + duration_s
            done_s = done_s + duration_s if done_s > earliest_s else free_s
            taken += 1
            if done_s < ready[taken]:
                ready[taken] = done_s
    return ready


def leaving_times(ready: Labels, windows: Windows, duration_s: int, breaks: Breaks) -> Labels:
    """Earliest end of a service, by breaks taken; NEVER where a break still to come could not start any more."""
    leaving = [
        earliest_start(windows, ready_s, duration_s) + duration_s if ready_s < NEVER else NEVER for ready_s in ready
    ]
    for index, (_, latest_s, _) in enumerate(breaks):
        if leaving[index] > latest_s:
            leaving[index] = NEVER
    return leaving


def latest_leaving(latest_ready: Labels, travel_s: int, breaks: Breaks) -> Labels:
    """Latest start of a leg that still arrives within `latest_ready`, by breaks taken before the leg."""
    if not breaks:
        return [latest_ready[0] - travel_s]
    return [_latest_leaving(taken, latest_ready, travel_s, breaks) for taken in range(len(latest_ready))]


def _latest_leaving(taken: int, latest_ready: Labels, travel_s: int, breaks: Breaks) -> int:
    best_s = -NEVER
    leave_by_s = breaks[taken][1] if taken < len(breaks) else NEVER
    earliest_ready_s = -NEVER  # what the breaks taken on this leg alone impose
    paused_s = 0
    while True:
        if latest_ready[taken] >= earliest_ready_s:
            best_s = max(best_s, min(leave_by_s, latest_ready[taken] - paused_s - travel_s))
        if taken == len(breaks):
            return best_s
        earliest_s, latest_s, duration_s = breaks[taken]
        if earliest_ready_s > latest_s:
            return best_s
        leave_by_s = min(leave_by_s, latest_s - paused_s)
        earliest_ready_s = max(earliest_ready_s, earliest_s) + duration_s
        paused_s += duration_s
        taken += 1


def latest_ready_times(leave_by: Labels, windows: Windows, duration_s: int) -> Labels:
    """Latest arrival at a visit that still ends its service within `leave_by`, by breaks taken."""
    return [latest_start(windows, leave_by_s, duration_s) for leave_by_s in leave_by]


def is_in_time(ready: Labels, latest_ready: Labels) -> bool:
    return any(map(int.__le__, ready, latest_ready))
