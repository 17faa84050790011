"""Slack induction by string removals: take neighbouring strings of visits out of a few tours, put them back better.

After Christiaens & Vanden Berghe, "Slack Induction by String Removals for Vehicle Routing Problems",
Transportation Science 54(2), 2020, with their parameters; a request leaves whole, both its visits.
"""

from collections.abc import Callable, Sequence
from functools import cache
from random import Random
from typing import NamedTuple

import numpy as np

from routing.engine.problem import Problem, Task
from routing.engine.solution import Solution
from routing.engine.tour import Tour

MEAN_REMOVED = 10
LONGEST_STRING = 10
SPLIT_SHARE = 0.5
SPLIT_GROWTH_SHARE = 0.01
BLINK_SHARE = 0.01
HOPE_SHARE = 0.1
MOST_NEIGHBOURS = 400
MOST_PUT_BACK = 120  # tasks tried in one step: where hundreds must stay out, trying all of them each time is no search

Neighbours = Callable[[int], list[int]]
IsOver = Callable[[], bool]


def never() -> bool:
    return False


def neighbours_by_travel(problem: Problem) -> Neighbours:
    """A function from a node to the visits around it, itself first, nearest first."""
    visits = np.array([problem.place[node] for node in range(len(problem.task_of))])
    rows = {id(rider.travel): rider.travel for rider in problem.riders}
    travel = np.array(next(iter(rows.values()))) if rows else np.zeros((1, 1))

    @cache
    def nearest(node: int) -> list[int]:
        place = problem.place[node]
        near = np.argsort(travel[place, visits] + travel[visits, place], kind="stable")
        return [node, *(other for other in near[:MOST_NEIGHBOURS].tolist() if other != node)]

    return nearest


def ruin(solution: Solution, near: Neighbours, random: Random) -> set[int]:
    """Removes strings of visits near a random one, at most one string from each tour; the tasks removed."""
    riding = [tour for tour in solution.tours if tour.free]
    if not riding:
        return set()
    mean_visits = sum(len(tour.free) for tour in riding) / len(riding)
    longest = min(LONGEST_STRING, mean_visits)
    most_strings = 4 * MEAN_REMOVED / (1 + longest) - 1
    strings = int(random.uniform(1, most_strings + 1))
    seed = random.randrange(len(solution.problem.task_of))
    ruined: set[int] = set()
    removed: set[int] = set()
    for node in near(seed):
        if len(ruined) >= strings:
            break
        task = solution.problem.task_of[node]
        rider = solution.rider_of[task]
        if rider is None or rider in ruined or task in removed or node not in solution.problem.tasks[task].nodes:
            continue
        tour = solution.tours[rider]
        length = int(random.uniform(1, min(longest, len(tour.free)) + 1))
        removed.update(solution.problem.task_of[gone] for gone in _string(tour, node, length, random))
        ruined.add(rider)
    solution.remove(removed)
    return removed


def _string(tour: Tour, node: int, length: int, random: Random) -> list[int]:
    """`length` visits in a row that hold `node`, or a longer row with a piece in its middle kept."""
    visits = tour.free
    kept = 0
    if length < len(visits) and length > 1 and random.random() < SPLIT_SHARE:
        kept = 1
        while length + kept < len(visits) and random.random() < SPLIT_GROWTH_SHARE:
            kept += 1
    span = length + kept
    at = visits.index(node)
    start = random.randint(max(0, at - span + 1), min(at, len(visits) - span))
    row = visits[start : start + span]
    if not kept:
        return row
    hole = random.randint(1, length - 1)
    return row[:hole] + row[hole + kept :]


class Orders(NamedTuple):
    """In which order to put tasks back: one is drawn by weight, and tasks go by its keys, largest first."""

    weights: list[int]
    keys: list[Sequence[float]]


def orders_of(problem: Problem, absences: Sequence[int]) -> Orders:
    """Orders by chance, by how often left out so far (`absences`, by task, read live), load, depth and windows."""
    tasks = problem.tasks
    depth = [_depth(problem, task) for task in tasks]
    heaviest = max((task.weight_g for task in tasks), default=0) or 1
    most_items = max((task.items for task in tasks), default=0) or 1
    windows = [[window for node in task.nodes for window in problem.windows[node]] for task in tasks]
    weighted: list[tuple[int, Sequence[float]]] = [
        (4, [0] * len(tasks)),
        (4, absences),
        (4, [max(task.items / most_items, task.weight_g / heaviest) for task in tasks]),
        (2, depth),
        (1, [-far for far in depth]),
        (2, [-min((latest - earliest for earliest, latest, _ in each), default=0) for each in windows]),
        (2, [-min((earliest for earliest, _, _ in each), default=0) for each in windows]),
        (2, [max((latest for _, latest, _ in each), default=0) for each in windows]),
    ]
    return Orders([weight for weight, _ in weighted], [keys for _, keys in weighted])


def recreate(
    solution: Solution, orders: Orders, random: Random, removed: set[int] | None = None, is_over: IsOver = never
) -> None:
    """Puts what is absent back, each at its cheapest place, blinking now and then; what costs too much stays out.

    Given what was just `removed`, that and some of the others are tried; without it, all, those worth most first: where
    not all fits, the first plan already keeps them. Now and then each is as likely put in whatever it costs: none of
    some neighbours may be worth the way to them alone, but all together. What did not pay then leaves again.
    Ends early when it is over.
    """
    absent = sorted(solution.absent)
    random.shuffle(absent)
    if removed is not None and len(absent) > MOST_PUT_BACK:
        absent.sort(key=removed.__contains__, reverse=True)
        del absent[MOST_PUT_BACK:]
    (keys,) = random.choices(orders.keys, orders.weights)
    absent.sort(key=keys.__getitem__, reverse=True)
    if removed is None:
        absent.sort(key=lambda index: solution.problem.tasks[index].penalty, reverse=True)

    def blink() -> bool:
        return random.random() < BLINK_SHARE

    hopes = removed is not None and bool(absent) and random.random() < HOPE_SHARE
    worth = sum(solution.problem.tasks[index].penalty for index in absent) if hopes else 0
    hoped: list[int] = []
    for index in absent:
        if is_over():
            break
        task = solution.problem.tasks[index]
        ceiling = worth if hopes and random.random() < 1 / 2 else task.penalty
        place = solution.cheapest_within(task, ceiling, blink)
        if place is not None:
            solution.insert(task, *place)
            if place[1].cost >= task.penalty:
                hoped.append(index)
    for index in hoped:
        _take_out_unless_it_pays(solution, index)


def _take_out_unless_it_pays(solution: Solution, index: int) -> None:
    without = solution.copy()
    without.remove([index])
    if without.cost < solution.cost:
        solution.remove([index])


def _depth(problem: Problem, task: Task) -> int:
    """Travel to the task's farther end from the first rider that may take it."""
    if not task.riders or not task.nodes:
        return 0
    rider = problem.riders[min(task.riders)]
    return max(rider.travel[problem.place[rider.start]][problem.place[node]] for node in task.nodes)
