"""A guided ejection search under way, as `routing.engine.kernel.run` sees it: sequences in and out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from routing.engine.kernel.guided import STEPS, Guided, guided_of
from routing.engine.kernel.guided_ejection import lay_out, press
from routing.engine.kernel.plain import LOAD
from routing.engine.kernel.world import TASK, World


class GuidedRun:
    """Some riders' routes that keep every rule, and what they leave out pressed into them."""

    def __init__(
        self,
        world: World,
        seed: int,
        riders: Sequence[int],
        routes: Sequence[Sequence[int]],
        absences: NDArray[np.int64],
    ) -> None:
        """A route for each rider, feasible; `absences` by task: how often each was left out so far."""
        self.riders = riders
        self.own: list[int] = world.own_nodes.tolist()
        self.tasks = world.nodes[world.own_nodes, TASK]
        local = {node: k for k, node in enumerate(self.own)}
        self.guided: Guided = guided_of(world, seed, [[local[node] for node in route] for route in routes])
        self.guided.absences[:] = absences[self.tasks]
        assert lay_out(self.guided)

    def press(self, steps: int, heat: float) -> bool:
        """Presses at most so many tasks in, at this heat; whether everything is served."""
        return press(self.guided, steps, heat)

    @property
    def steps(self) -> int:
        """How many tasks it pressed in."""
        return int(self.guided.figures[STEPS])

    def routes(self) -> dict[int, list[int]]:
        """The sequences it stands on."""
        guided, lengths = self.guided, self.guided.lengths.tolist()
        rows = [guided.nodes[k, 1 : length - 1].tolist() for k, length in enumerate(lengths)]
        return {rider: [self.own[k] for k in row] for rider, row in zip(self.riders, rows, strict=True)}

    def absences(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Tasks, and how often each was left out so far."""
        is_first = self.guided.visits[:-1, LOAD] >= 0
        return self.tasks[is_first], self.guided.absences[is_first]
