"""Where a task is worth a look: every position of every tour judged at once.

What a node adds at a position is exact; it is struck off (NEVER) only where the clock can allow it in no case. So the
least of a tour never exceeds what `routing.engine.insertion.cheapest_spot` finds there.
"""

from collections.abc import Sequence
from itertools import accumulate, repeat

import numpy as np
from numpy.typing import NDArray

from routing.engine.clockwork import NEVER, Labels
from routing.engine.problem import Origin, Problem, Rider, Task
from routing.engine.tour import Tour

Row = NDArray[np.int64]


class Shortlist:
    """The legs of some tours, side by side: one column a leg, from a position to the next."""

    def __init__(self, problem: Problem, tours: Sequence[Tour]) -> None:
        self.problem = problem
        self.tours = tours
        columns = [_legs_of(tour) for tour in tours]
        self.starts = np.cumsum([0, *(legs.shape[1] for legs in columns)])[:-1]
        (
            self.rider,
            self.matrix,
            self.before,
            self.after,
            self.bench_before,
            self.bench_after,
            self.entry_after,
            self.habit_before,
            self.habit_after,
            self.against_habit_s,
            self.cost,
            self.left_s,
            self.due_s,
            self.slack_s,
        ) = np.concatenate(columns, axis=1)

    def prospects(self, task: Task) -> "Prospects":
        """What the task would add at each position of each tour, what opening it costs not counted."""
        first, last = _Put(self, task.nodes[0]), _Put(self, task.nodes[-1])
        if len(task.nodes) == 1:
            rows = [np.where(first.is_in_time, first.cost, NEVER)]
        else:
            # each stands where it fits alone, unless the other may save time
            may_pick = first.is_reached & (first.is_in_time | self._anywhere(last.may_save))
            may_deliver = last.is_in_time | self._anywhere(first.may_save)
            rows = [
                np.where(may_pick, first.cost, NEVER),
                np.where(may_deliver, last.cost, NEVER),
                self._together(first, last),
            ]
        return Prospects(self, task, rows)

    def _together(self, first: "_Put", last: "_Put") -> Row:
        """What both cost one right after the other."""
        problem, travel = self.problem, self.problem.travel
        between_s = travel[self.matrix, first.place, last.place]
        cost = first.to_s + first.entry + between_s + last.on_s + last.entry_on - self.cost
        if first.place != last.place:
            cost = cost + problem.entry[self.rider, last.place] + self.against(first.habit, last.habit)
        is_one_bench = problem.bench[first.node] == problem.bench[last.node]
        served_s = problem.handling_s[last.node] + (0 if is_one_bench else problem.fixed_s[last.node])
        there_s = np.maximum(first.ends_s + between_s, last.opens_s)
        takes_s = first.to_s + first.serves_s + between_s + served_s + last.on_s
        ends_in_time = (there_s + served_s + last.on_s <= self.due_s) & (takes_s <= self.slack_s)
        is_in_time = first.is_reached & (there_s <= last.closes_s) & (ends_in_time | last.shares_next)
        return np.where(is_in_time, cost, NEVER)

    def against(self, before: Row, after: Row) -> Row:
        """What two neighbouring stops cost for standing the other way round than usual, given their ranks."""
        return np.where((before > after) & (after >= 0), self.against_habit_s, 0)

    def _anywhere(self, legs: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """For each leg, whether it is so at any leg of its tour."""
        return np.repeat(np.logical_or.reduceat(legs, self.starts), np.diff([*self.starts, len(legs)]))


class Prospects:
    """What a task would add where, and the least of each tour: `rows` are those of its visit; or of its pickup, of its
    delivery apart from that, and of both together.
    """

    def __init__(self, shortlist: Shortlist, task: Task, rows: list[Row]) -> None:
        self.shortlist = shortlist
        self.rows = rows
        self.least = self._least(task)

    def of(self, tour: int) -> list[list[int]]:
        """The rows of one tour, by its place in the shortlist: what is added before positions 1, 2, …"""
        starts = self.shortlist.starts
        last = starts[tour + 1] if tour + 1 < len(starts) else None
        return [row[starts[tour] : last].tolist() for row in self.rows]

    def _least(self, task: Task) -> list[int]:
        """Of each tour, no more saved than its lateness and overtime; nothing is known of one that may make another
        trip for the task.
        """
        dues_s = np.array([tour.overtime_s + tour.late_s for tour in self.shortlist.tours])
        least = [(np.minimum.reduceat(row, self.shortlist.starts) - dues_s).tolist() for row in self.rows]
        if len(least) > 1:
            return [
                min(at_once, picked + delivered + due_s)
                for picked, delivered, at_once, due_s in zip(*least, dues_s.tolist(), strict=True)
            ]
        may_open = task.origin is not Origin.ABOARD
        return [
            -NEVER if may_open and len(tour.departures) < tour.rider.max_trips else bound
            for tour, bound in zip(self.shortlist.tours, least[0], strict=True)
        ]


class _Put:
    """One node put into each leg: what it adds, and whether the clock can allow it with nothing else changed."""

    def __init__(self, legs: Shortlist, node: int) -> None:
        problem = legs.problem
        self.node = node
        self.place = problem.place[node]
        travel = problem.travel
        self.to_s = travel[legs.matrix, legs.before, self.place]
        self.on_s = travel[legs.matrix, self.place, legs.after]
        bench = problem.bench[node]
        self.shares_next = legs.bench_after == bench
        self.habit = problem.habit[legs.rider, self.place]
        entry = problem.entry[legs.rider, self.place] + legs.against(legs.habit_before, self.habit)
        entry_on = legs.entry_after + legs.against(self.habit, legs.habit_after)
        self.entry = np.where(_is_one_stop(legs.bench_before, legs.before, self.place), 0, entry)
        self.entry_on = np.where(_is_one_stop(legs.bench_after, legs.after, self.place), 0, entry_on)
        self.cost = self.to_s + self.entry + self.on_s + self.entry_on - legs.cost
        windows = problem.windows[node]
        self.opens_s = min((window[0] for window in windows), default=NEVER)
        self.closes_s = max((window[1] for window in windows), default=-NEVER)
        self.serves_s = problem.handling_s[node] + np.where(legs.bench_before == bench, 0, problem.fixed_s[node])
        here_s = legs.left_s + self.to_s
        self.is_reached = here_s <= self.closes_s
        self.ends_s = np.maximum(here_s, self.opens_s) + self.serves_s
        takes_s = self.to_s + self.serves_s + self.on_s
        is_left_in_time = (self.ends_s + self.on_s <= legs.due_s) & (takes_s <= legs.slack_s)
        self.is_in_time = self.is_reached & (is_left_in_time | self.shares_next)
        self.may_save = self.shares_next | (takes_s < travel[legs.matrix, legs.before, legs.after])


def _legs_of(tour: Tour) -> Row:
    """A tour's legs, worked out once: what `Shortlist` names its rows."""
    if tour.legs is None:
        problem, rider, nodes = tour.problem, tour.rider, tour.nodes
        left_s = [min(leaving) for leaving in tour.leaving[:-1]]
        left_s[: len(rider.head)] = [NEVER] * len(rider.head)  # nothing comes between what is locked
        bench = [problem.bench[node] for node in nodes]
        tour.legs = np.array(
            [
                [rider.index] * len(left_s),
                [problem.matrix_of[rider.index]] * len(left_s),
                tour.places[:-1],
                tour.places[1:],
                bench[:-1],
                bench[1:],
                [rider.entry_s[node] for node in nodes[1:]],
                (habit := [rider.habit[node] for node in nodes])[:-1],
                habit[1:],
                [rider.against_habit_s] * len(left_s),
                tour.leg_costs,
                left_s,
                [max(ready_by) for ready_by in tour.ready_by[1:]],
                list(map(_slack_of, tour.leaving, tour.ready_by[1:], repeat(_pauses_s(rider)))),
            ]
        )
    return tour.legs


def _pauses_s(rider: Rider) -> list[int]:
    """How long the first 0, 1, … breaks last together."""
    return list(accumulate((duration_s for _, _, duration_s in rider.breaks), initial=0))


def _slack_of(leaving: Labels, ready_by: Labels, pauses_s: list[int]) -> int:
    """The most that may pass on the way and at visits put there, breaks not counted; below 0: nothing may."""
    return max(
        due_s - left_s - (pauses_s[after] - pauses_s[before])
        for before, left_s in enumerate(leaving)
        for after, due_s in enumerate(ready_by[before:], start=before)
    )


def _is_one_stop(bench: Row, place: Row, mine: int) -> NDArray[np.bool_]:
    """Visits at one place in a row are; not starts, ends and calls at the depot, whose bench is below 0."""
    is_one: NDArray[np.bool_] = (place == mine) & (bench >= 0)
    return is_one
