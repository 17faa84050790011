"""A lenient search under way, as `routing.engine.kernel.run` sees it: sequences in and out."""

from collections.abc import Sequence
from math import sqrt

import numpy as np

from routing.engine.kernel.leniency import ease, lay_out
from routing.engine.kernel.lenient import LATE, LEAST, OVERFULL, PER_ITEM, PER_SECOND, STEPS, WAY, Lenient, lenient_of
from routing.engine.kernel.plain import LOAD, has_pairs
from routing.engine.kernel.world import VEHICLE_COST_S, World

HEAT, COOLING = 1.2, 30.0  # first temperature in mean legs of the routes it begins with, and its ratio to the last
HEAT_PAIRS, FEW_VISITS = 6.0, 250  # where tasks are pairs; with more visits than these, less as their root grows
PRICE, PRICE_PAIRS = 1.0, 5.0  # of a second too late at first
LEAST_PRICE_SHARE = 0.1  # of the price it begins with


class LenientRun:
    """Some riders' routes, everything served by them, now and then too late or too full."""

    def __init__(
        self, world: World, seed: int, riders: Sequence[int], routes: Sequence[Sequence[int]], may_stay: bool
    ) -> None:
        """Whoever of the riders, all alike, rides a route; `may_stay`: one who stays at home saves his cost.

        A second too late costs as much as one of travel at first, an item too many a mean leg for each mean load, and
        each route too late or too full a mean leg; with pairs, five times as much.
        """
        self.riders = riders
        self.own: list[int] = world.own_nodes.tolist()
        self.vehicle_cost = int(world.riders[riders[0], VEHICLE_COST_S])
        self.lenient: Lenient = lenient_of(world, seed, len(riders), self.vehicle_cost if may_stay else 0)
        lenient = self.lenient
        self.has_pairs = has_pairs(world)
        load = max(1.0, float(np.abs(lenient.visits[:-1, LOAD]).mean()))
        leg = float(lenient.travel.mean()) / 3
        price = PRICE_PAIRS if self.has_pairs else PRICE
        lenient.prices[PER_SECOND], lenient.prices[PER_ITEM] = price, leg / load
        lenient.prices[LATE] = lenient.prices[OVERFULL] = price * leg
        lenient.prices[LEAST] = LEAST_PRICE_SHARE * leg
        self.stand_on(routes)
        self.mean_leg = (float(lenient.figures[WAY]) - lenient.vehicle_cost * len(routes)) / len(self.own)

    def stand_on(self, routes: Sequence[Sequence[int]]) -> None:
        """Goes on from these routes, no more than there are riders; what none of them holds is put in."""
        local = {node: k for k, node in enumerate(self.own)}
        lengths = np.full(len(self.riders), 2, dtype=np.int64)
        nodes = np.full((len(self.riders), self.lenient.nodes.shape[1]), len(self.own), dtype=np.int64)
        for k, route in enumerate(routes):
            lengths[k] = len(route) + 2
            nodes[k, 1 : len(route) + 1] = [local[node] for node in route]
        lay_out(self.lenient, lengths, nodes)

    def step(self, steps: int, since: float, until: float, until_served: bool = False) -> bool:
        """So many steps between two shares of its cooling; until all is served no more than it takes: see `ease`."""
        heat = self._first_heat() * COOLING**-since
        return ease(self.lenient, steps, heat, COOLING ** (-(until - since) / max(1, steps)), until_served)

    def _first_heat(self) -> float:
        if self.has_pairs:
            return HEAT_PAIRS * self.mean_leg * min(1.0, sqrt(FEW_VISITS / len(self.own)))
        return HEAT * self.mean_leg

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

    def columns(self) -> list[tuple[int, list[int], int]]:
        """Of the routes it stands on those that break no rule: rider, sequence, cost."""
        lenient, found = self.lenient, []
        for rider, row in zip(self.riders, lenient.row_of.tolist(), strict=True):
            length, way, warp_s, carried = lenient.rows[row].tolist()
            if length > 2 and warp_s == 0 and carried <= lenient.capacity:
                route = [self.own[k] for k in lenient.nodes[row, 1 : length - 1].tolist()]
                found.append((rider, route, way - lenient.vehicle_cost + self.vehicle_cost))
        return found
