"""Annealing among routes that may break a rule at a price: it goes on where none of the steps that break none leads.

Prices rise while what it stands on is too often too late or too full, and fall while it seldom is: Vidal, Crainic,
Gendreau & Prins, "A hybrid genetic algorithm with adaptive diversity management for a large class of vehicle routing
problems with time-windows", Computers & Operations Research 40, 2013. Each rule has a price for its being broken at all
and one by how far: with the latter alone a route late by a second costs nothing until lateness cannot be paid at all.
"""

from math import log

import numpy as np
from numpy.typing import NDArray

from routing.engine.kernel.compiled import compiled, entered
from routing.engine.kernel.lenient import (
    ABSENT,
    ASTRAY,
    BEST_WAY,
    CHANGED,
    COUNTED,
    EXCESS,
    FREE,
    FULL_ROUTES,
    IN_TIME,
    LATE,
    LATE_ROUTES,
    LEAST,
    LENGTH,
    MEASURED,
    NOTHING_YET,
    OVERFULL,
    PER_ITEM,
    PER_SECOND,
    STEPS,
    WARP_S,
    WAY,
    WITHIN,
    Lenient,
)
from routing.engine.kernel.lenient_changes import (
    keep,
    measure,
    note_best,
    priced,
    return_to_best,
    take_back,
    take_row,
    tally,
)
from routing.engine.kernel.lenient_crossing import cross
from routing.engine.kernel.lenient_ruin import recreate, ruin
from routing.engine.kernel.plain import LOAD, PARTNER
from routing.engine.kernel.random import draw

Ints = NDArray[np.int64]

STEPS_BETWEEN_PRICES = 500
PRICE_UP, PRICE_DOWN = 1.05, 0.96
CROSSING_SHARE = 0.1


@entered
def lay_out(lenient: Lenient, lengths: Ints, sequences: Ints) -> None:
    """Stands on these routes, depot at both ends, and what they do not hold put in; what breaks no rule is the best."""
    figures = lenient.figures
    figures[LATE_ROUTES] = figures[FULL_ROUTES] = 0
    figures[WAY] = figures[WARP_S] = figures[EXCESS] = figures[ABSENT] = figures[CHANGED] = 0
    figures[FREE] = len(lenient.free)
    for k in range(len(lenient.free)):
        lenient.free[k] = k
    for node in range(len(lenient.rider_of)):
        lenient.rider_of[node] = -1
    for r in range(len(lenient.row_of)):
        row = take_row(lenient)
        for p in range(lengths[r]):
            lenient.nodes[row, p] = sequences[r, p]
        lenient.rows[row, LENGTH] = lengths[r]
        measure(lenient, row)
        lenient.row_of[r] = row
        tally(lenient, row, 1)
        for p in range(1, lengths[r] - 1):
            lenient.rider_of[sequences[r, p]] = r
    for node in range(len(lenient.rider_of)):
        if lenient.rider_of[node] < 0 and (lenient.visits[node, PARTNER] < 0 or lenient.visits[node, LOAD] > 0):
            lenient.absent[figures[ABSENT]] = node
            figures[ABSENT] += 1
    recreate(lenient)
    keep(lenient)
    if figures[WARP_S] == 0 and figures[EXCESS] == 0:
        note_best(lenient)


@entered
def ease(lenient: Lenient, steps: int, heat: float, cooling: float, until_served: bool) -> bool:
    """So many steps, the heat multiplied by `cooling` after each; whether a new best was found.

    Until all is served: no more than it takes to stand once on what breaks no rule; whether it ever did.
    """
    figures, found = lenient.figures, False
    for _ in range(steps):
        if until_served and figures[BEST_WAY] < NOTHING_YET:
            break
        way, warp, excess = figures[WAY], figures[WARP_S], figures[EXCESS]
        late, overfull = figures[LATE_ROUTES], figures[FULL_ROUTES]
        cost = priced(lenient)
        if draw(lenient.seed) < CROSSING_SHARE:
            cross(lenient)
        else:
            ruin(lenient)
            recreate(lenient)
        figures[STEPS] += 1
        if priced(lenient) < cost - heat * log(1 - draw(lenient.seed)):
            keep(lenient)
            if figures[WARP_S] == 0 and figures[EXCESS] == 0 and figures[WAY] < figures[BEST_WAY]:
                note_best(lenient)
                found = True
        else:
            take_back(lenient)
            figures[WAY], figures[WARP_S], figures[EXCESS] = way, warp, excess
            figures[LATE_ROUTES], figures[FULL_ROUTES] = late, overfull
        _stray(lenient)
        _adapt(lenient)
        heat *= cooling
    return found or (until_served and figures[BEST_WAY] < NOTHING_YET)


@compiled
def _stray(lenient: Lenient) -> None:
    """A walk that breaks a rule for long pays `dearer` for it, and at last returns to the best.

    Where prices only rise, it may be nowhere near a way back.
    """
    figures, half = lenient.figures, lenient.most_astray // 2
    if figures[WARP_S] == 0 and figures[EXCESS] == 0:
        if figures[ASTRAY] > half:
            _scale(lenient, 1.0 / lenient.dearer)
        figures[ASTRAY] = 0
        return
    figures[ASTRAY] += 1
    if figures[ASTRAY] == half + 1:
        _scale(lenient, float(lenient.dearer))
    elif figures[ASTRAY] > lenient.most_astray and figures[BEST_WAY] < NOTHING_YET:
        _scale(lenient, 1.0 / lenient.dearer)
        return_to_best(lenient)
        figures[ASTRAY] = 0


@compiled
def _scale(lenient: Lenient, factor: float) -> None:
    """All prices of broken rules."""
    for price in range(LEAST):
        lenient.prices[price] *= factor
    _forget(lenient)


@compiled
def _forget(lenient: Lenient) -> None:
    """What was known of the routes it was at other prices."""
    for r in range(len(lenient.row_of)):
        lenient.figures[MEASURED] += 1
        lenient.versions[lenient.row_of[r]] = lenient.figures[MEASURED]


@compiled
def _adapt(lenient: Lenient) -> None:
    figures = lenient.figures
    figures[COUNTED] += 1
    figures[IN_TIME] += figures[WARP_S] == 0
    figures[WITHIN] += figures[EXCESS] == 0
    if figures[COUNTED] < STEPS_BETWEEN_PRICES:
        return
    wanted = lenient.kept_percent * figures[COUNTED] // 100
    _change(lenient, LATE, PER_SECOND, figures[IN_TIME] < wanted)
    _change(lenient, OVERFULL, PER_ITEM, figures[WITHIN] < wanted)
    _forget(lenient)
    figures[COUNTED] = figures[IN_TIME] = figures[WITHIN] = 0


@compiled
def _change(lenient: Lenient, fixed: int, by_size: int, is_dearer: bool) -> None:
    """Both prices of one rule, by the same factor."""
    prices = lenient.prices
    factor = PRICE_UP if is_dearer else PRICE_DOWN
    if prices[fixed] * factor > prices[LEAST]:
        prices[fixed] *= factor
        prices[by_size] *= factor
