"""A lenient search under way, as `routing.engine.kernel.run` sees it: sequences in and out."""

from collections.abc import Mapping, Sequence

import numpy as np

from routing.engine.kernel.leniency import ease, lay_out
from routing.engine.kernel.lenient import (
    LATE,
    LEAST,
    LOAD,
    OVERFULL,
    PER_ITEM,
    PER_SECOND,
    STEPS,
    WAY,
    Lenient,
    lenient_of,
)
from routing.engine.kernel.world import VEHICLE_COST_S, World

LEAST_PRICE_SHARE = 0.1  # of the price it begins with


class LenientRun:
    """Some riders' routes, everything served by them, now and then too late or too full."""

    def __init__(
        self, world: World, seed: int, riders: Sequence[int], sequences: Mapping[int, Sequence[int]], may_stay: bool
    ) -> None:
        """What none of the sequences holds is put in where it costs least. `may_stay`: a rider at home saves his cost.

        A second too late costs as much as one of travel at first, an item too many a mean leg for each mean load.
        """
        self.riders = riders
        self.own: list[int] = world.own_nodes.tolist()
        vehicle_cost = int(world.riders[riders[0], VEHICLE_COST_S]) if may_stay else 0
        self.lenient: Lenient = lenient_of(world, seed, len(riders), vehicle_cost)
        local, lenient = {node: k for k, node in enumerate(self.own)}, self.lenient
        lengths = np.full(len(riders), 2, dtype=np.int64)
        nodes = np.full((len(riders), lenient.nodes.shape[1]), len(self.own), dtype=np.int64)
        for k, rider in enumerate(riders):
            sequence = [local[node] for node in sequences[rider]]
            lengths[k] = len(sequence) + 2
            nodes[k, 1 : len(sequence) + 1] = sequence
        load = max(1.0, float(lenient.visits[:-1, LOAD].mean()))
        leg = float(lenient.travel.mean()) / 3
        lenient.prices[PER_SECOND], lenient.prices[PER_ITEM] = 1.0, leg / load
        lenient.prices[LATE] = lenient.prices[OVERFULL] = leg
        lenient.prices[LEAST] = LEAST_PRICE_SHARE * leg
        lay_out(lenient, lengths, nodes)
        self.mean_leg = float(lenient.figures[WAY]) / len(self.own)

    def step(self, steps: int, heat: float, cooling: float, until_served: bool = False) -> bool:
        """So many steps, or as many as it takes until no rule is broken; whether there is a new best that breaks none."""
        return ease(self.lenient, steps, heat, cooling, until_served)

    @property
    def steps(self) -> int:
        """How many it made."""
        return int(self.lenient.figures[STEPS])

    def best(self) -> dict[int, list[int]]:
        """The best sequences that break no rule."""
        lenient = self.lenient
        lengths = lenient.best_length.tolist()
        routes = [lenient.best[k, 1 : length - 1].tolist() for k, length in enumerate(lengths)]
        return {rider: [self.own[k] for k in route] for rider, route in zip(self.riders, routes, strict=True)}
