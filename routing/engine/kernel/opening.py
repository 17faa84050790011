"""Spots where a task begins a trip, ends one, or makes one of its own."""

from routing.engine.clockwork import NEVER
from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.legs import extra_cost, leg_s
from routing.engine.kernel.price import added_whole
from routing.engine.kernel.state import (
    LENGTH,
    SPOT_COST,
    SPOT_FIRST,
    SPOT_LAST,
    SPOT_OPENING,
    SPOT_RIDER,
    TRIPS,
    State,
)
from routing.engine.kernel.world import (
    CALL,
    FIRST_NODE,
    HEAD,
    IS_UNDER_WAY,
    MATRIX,
    MAX_TRIPS,
    PLACE,
    World,
)

MOST_OPENINGS_IN_HASTE = 6


@compiled
def cheapest_opening(world: World, state: State, task: int, r: int, base: int, is_thorough: bool) -> None:
    """Spots where the task begins a trip, ends one, or makes one of its own, each worked out whole.

    In haste, the cheapest few that hold are not known beforehand: as many as fail are tried.
    """
    spot = state.spot
    tried = 0
    floor = -NEVER
    while True:
        cost, first, opening = _next_opening(world, state, task, r, base, floor)
        if cost >= spot[SPOT_COST]:
            return
        if not is_thorough and tried >= MOST_OPENINGS_IN_HASTE:
            return
        tried += 1
        more = added_whole(world, state, task, r, first, first, opening)
        if more < spot[SPOT_COST]:
            spot[SPOT_COST], spot[SPOT_RIDER] = more, r
            spot[SPOT_FIRST], spot[SPOT_LAST], spot[SPOT_OPENING] = first, first, opening
            if more <= cost:
                return
        floor = (cost * 4 + opening) * state.nodes.shape[1] + first


@compiled
def _next_opening(world: World, state: State, task: int, r: int, base: int, floor: int) -> tuple[int, int, int]:
    """The cheapest opening after the one of this rank: its cost, position and kind."""
    row, node, call = state.row_of[r], world.tasks[task, FIRST_NODE], world.riders[r, CALL]
    may_make_two = state.rows[row, TRIPS] + 2 <= world.riders[r, MAX_TRIPS]
    wide = state.nodes.shape[1]
    best = NEVER
    for p in range(1 + world.riders[r, HEAD], state.rows[row, LENGTH]):
        before, after = state.nodes[row, p - 1], state.nodes[row, p]
        begins = before == call or (p == 1 and not world.riders[r, IS_UNDER_WAY])
        ends = after == call or p == state.rows[row, LENGTH] - 1
        for opening in range(1, 4):
            if (opening & 1 and begins) or (opening & 2 and ends) or (opening == 3 and not may_make_two):
                continue
            cost = base - state.legs[row, p - 1]
            if opening & 1:
                cost += _leg_cost(world, r, before, call) + _leg_cost(world, r, call, node)
            else:
                cost += _leg_cost(world, r, before, node)
            if opening & 2:
                cost += _leg_cost(world, r, node, call) + _leg_cost(world, r, call, after)
            else:
                cost += _leg_cost(world, r, node, after)
            rank = (cost * 4 + opening) * wide + p
            if rank > floor:
                best = min(best, rank)
    if best == NEVER:
        return NEVER, 0, 0
    return best // wide // 4, best % wide, best // wide % 4


@compiled
def _leg_cost(world: World, r: int, before: int, node: int) -> int:
    nodes = world.nodes
    travel_s = leg_s(world, world.riders[r, MATRIX], nodes[before, PLACE], nodes[node, PLACE])
    return int(travel_s + extra_cost(nodes, world.riders, world.entry, world.habit, r, before, node))
