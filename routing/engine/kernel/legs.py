"""What single legs and services take, compiled."""

import numpy as np
from numpy.typing import NDArray

from routing.engine.kernel.compiled import compiled
from routing.engine.kernel.state import State
from routing.engine.kernel.world import (
    AGAINST_HABIT_S,
    BENCH,
    FIXED_S,
    HANDLING_S,
    IS_VISIT,
    LOADING_FIXED_S,
    LOADING_ITEM_S,
    PLACE,
    RELOAD_S,
    STOP,
    World,
)

Ints = NDArray[np.int64]


@compiled
def leg_s(world: World, matrix: int, before: int, here: int) -> int:
    """Travel between two places."""
    return np.int64(world.travel[matrix, before, here])  # type: ignore[return-value]


@compiled
def duration_after(nodes: Ints, before: int, node: int) -> int:
    """Service of a node that follows another."""
    if nodes[before, BENCH] == nodes[node, BENCH]:
        return int(nodes[node, HANDLING_S])
    return int(nodes[node, FIXED_S] + nodes[node, HANDLING_S])


@compiled
def loading_s(riders: Ints, r: int, is_call: bool, tasks: int, items: int) -> int:
    """Pause and loading before a trip."""
    seconds = 0
    if is_call:
        seconds = riders[r, RELOAD_S]
    if tasks > 0:
        seconds += riders[r, LOADING_FIXED_S] + riders[r, LOADING_ITEM_S] * items
    return int(seconds)


@compiled
def extra_cost(nodes: Ints, riders: Ints, entry: Ints, habit: Ints, r: int, before: int, node: int) -> int:
    """What the leg costs besides travel: entering a stop, and against the habitual order."""
    if nodes[before, STOP] == nodes[node, STOP] or not nodes[node, IS_VISIT]:
        return 0
    cost = entry[r, nodes[node, PLACE]]
    if riders[r, AGAINST_HABIT_S] and nodes[before, IS_VISIT]:
        rank = habit[r, nodes[node, PLACE]]
        if habit[r, nodes[before, PLACE]] > rank >= 0:
            cost += riders[r, AGAINST_HABIT_S]
    return int(cost)


@compiled
def entering(world: World, state: State, node: int, row: int, r: int, p: int) -> int:
    """What it costs besides the way to come to the node from position `p`."""
    if world.riders[r, AGAINST_HABIT_S] > 0:
        return extra_cost(world.nodes, world.riders, world.entry, world.habit, r, state.nodes[row, p], node)
    if world.nodes[node, STOP] == state.stops[row, p]:
        return 0
    return int(world.entry[r, world.nodes[node, PLACE]])


@compiled
def going_on(world: World, state: State, node: int, row: int, r: int, p: int) -> int:
    """What it costs besides the way to go on from the node to position `p`."""
    if world.riders[r, AGAINST_HABIT_S] > 0:
        return extra_cost(world.nodes, world.riders, world.entry, world.habit, r, node, state.nodes[row, p])
    if world.nodes[node, STOP] == state.stops[row, p]:
        return 0
    return int(state.entries[row, p])


@compiled
def note_place(world: World, state: State, row: int, p: int, r: int, node: int) -> int:
    """Notes in the row what stands at a position; its place."""
    nodes = world.nodes
    here = nodes[node, PLACE]
    state.places[row, p], state.benches[row, p], state.stops[row, p] = here, nodes[node, BENCH], nodes[node, STOP]
    if world.has_entries:
        state.entries[row, p] = world.entry[r, here] if nodes[node, IS_VISIT] else 0
    return int(here)
