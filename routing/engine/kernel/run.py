"""One run of the kernel on a problem or a part of it, as the rest of the engine sees it: sequences in and out."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from routing.engine.kernel.annealing import anneal, build, go_to, note, start
from routing.engine.kernel.filling import fill_in, look_at
from routing.engine.kernel.fleet import shed, squeeze
from routing.engine.kernel.guided_run import GuidedRun
from routing.engine.kernel.lenient_run import LenientRun
from routing.engine.kernel.plain import has_pairs, is_plain
from routing.engine.kernel.state import ABSENT, BEST_COST, COST, CURRENT_COST, ITERATIONS, SPOT_COST, State, state_of
from routing.engine.kernel.world import (
    CAPACITY_G,
    CAPACITY_ITEMS,
    FIRST_S,
    FROM_DEPOT,
    MAX_TRIPS,
    ORIGIN,
    SHIFT_END_S,
    TASK_ITEMS,
    TASK_WEIGHT_G,
    VEHICLE_COST_S,
    World,
    world_of,
)
from routing.engine.problem import Problem

COOLING = 100.0  # ratio of the first temperature to the last, as in the paper
HEAT = 5.0  # first temperature in mean costs of a leg
HEAT_GUIDED = 2.0  # while tasks are pressed in by guided ejections
RUINS_A_PRESSING = 10  # steps that one of the guided search counts for
HEAT_FEW_VEHICLES, HEAT_PRESSING = 2.0, 0.5  # where vehicles come first; and while one of them is given up

Sequences = Mapping[int, Sequence[int]]
"""By rider: its nodes without start and end, the head first."""


class Run:
    """A search under way: its routes, the best it met, and how far it is."""

    def __init__(self, problem: Problem, world: World, seed: int, sequences: Sequences) -> None:
        self.problem = problem
        self.world = world
        self.state: State = state_of(world, seed)
        self.is_settled = False
        self.mean_leg = self.heat = 0.0
        self.heated_at: float | None = 0.0
        self.seed = 2 * seed + 1
        self.is_plain = is_plain(world)
        self.lenient: LenientRun | None = None
        self.guided: GuidedRun | None = None
        start(world, self.state, *self._laid_out(sequences))

    def build(self) -> None:
        """The first whole plan; sets the heat by what its legs cost."""
        build(self.world, self.state)
        legs = sum(self._legs_cost(rider) for rider in self.world.own_riders.tolist())
        self.mean_leg = legs / max(1, len(self.world.own_nodes))
        self.heat = self.mean_leg * (HEAT_FEW_VEHICLES if self.is_vehicles_first else HEAT)

    def step(self, steps: int, since: float, until: float) -> bool:
        """Anneals between two shares of the run; whether it found a new best.

        The heat falls from the run's beginning to its end; where it settled on a fleet, from its first step after that.
        """
        if self.heated_at is None:
            self.heated_at = min(since, 0.99)
        left = 1 - self.heated_at
        if self.is_plain and self.serves_all:
            return self._ease(steps, (since - self.heated_at) / left, (until - self.heated_at) / left)
        cooling = COOLING ** (-(until - since) / left / max(1, steps))
        heat = self.heat * COOLING ** (-(since - self.heated_at) / left)
        return anneal(self.world, self.state, steps, heat, cooling)

    def give_up_a_route(self) -> bool:
        """Goes on without one of the vehicles; False where none may be given up, or the load fills all there are."""
        riding = sum(len(sequence) > 0 for sequence in self.current().values())
        return riding > self._fewest_for_the_load() and shed(self.world, self.state)

    def press(self, steps: int) -> bool:
        """Tries to serve everything with the vehicles left; whether it does."""
        self.lenient = None
        self._leave_guided()
        return squeeze(self.world, self.state, steps, HEAT_PRESSING * self.mean_leg, 1.0)

    def press_guided(self, steps: int) -> bool:
        """As `press`, for a plain problem, by ejections alone: some take as long as ten times as many ruins."""
        if self.guided is None:
            self.guided = self._guided()
        done = self.guided.steps
        serves_all = self.guided.press(-(-steps // RUINS_A_PRESSING), HEAT_GUIDED * self.mean_leg)
        self.state.figures[ITERATIONS] += RUINS_A_PRESSING * (self.guided.steps - done)
        if serves_all:
            self._leave_guided()
            if self.current_cost < self.best_cost:
                note(self.world, self.state)
        return serves_all

    def press_leniently(self, steps: int, since: float, until: float) -> bool:
        """As `press`, for a plain problem, and everything served all the time, too late or too full at first.

        Two shares of its cooling down.
        """
        self._leave_guided()
        if self.lenient is None:
            self.lenient = self._leniently(self.current())
        done = self.lenient.steps
        serves_all = self.lenient.step(steps, since, until, until_served=True)
        self.state.figures[ITERATIONS] += self.lenient.steps - done
        if serves_all:
            self._take_best(self.lenient)
            self.lenient = None
        return serves_all

    def _ease(self, steps: int, since: float, until: float) -> bool:
        if self.lenient is None:
            self.lenient = self._leniently(self.best())
        before = self.best_cost
        if self.lenient.step(steps, since, until):
            self._take_best(self.lenient)
        self.state.figures[ITERATIONS] += steps
        return self.best_cost < before

    def _take_best(self, lenient: LenientRun) -> None:
        self.go_to(lenient.best())
        if self.current_cost < self.best_cost:
            note(self.world, self.state)

    def _leniently(self, sequences: Sequences) -> LenientRun:
        """With as many riders as may ride, or do where each costs so much, whoever of them that is: they are alike."""
        routes = [sequence for sequence in sequences.values() if sequence]
        may_ride = [rider for rider in self.world.own_riders.tolist() if self.state.allowed[rider]]
        riders = may_ride if len(routes) <= len(may_ride) else self.world.own_riders.tolist()
        if self.is_vehicles_first and self.serves_all:
            riders = riders[: len(routes)]
        self.seed += 1
        return LenientRun(self.world, self.seed, riders, routes, may_stay=not self.is_vehicles_first)

    def _guided(self) -> GuidedRun:
        """From the routes it stands on, of the riders that may ride."""
        routes = {rider: route for rider, route in self.current().items() if self.state.allowed[rider]}
        self.seed += 1
        return GuidedRun(self.world, self.seed, list(routes), list(routes.values()), self.state.absences)

    def _leave_guided(self) -> None:
        """Stands on the guided search's routes, and remembers what could not be put in."""
        if self.guided is None:
            return
        self.go_to(self.guided.routes())
        tasks, absences = self.guided.absences()
        self.state.absences[tasks] = absences
        self.guided = None

    def settle(self) -> None:
        """Goes on from the best routes, with no vehicle more than they need."""
        self.is_settled = True
        self.lenient = self.guided = None
        self.heated_at = None
        self.go_to(self.best())
        for rider in self.world.own_riders.tolist():
            self.state.allowed[rider] = self.state.best_length[rider] > 2 or not self.serves_all

    def stand_on(self, sequences: Sequences) -> None:
        """Goes on from other routes, the best so far."""
        self.go_to(sequences)
        note(self.world, self.state)
        if self.lenient is not None:
            self.lenient.stand_on([sequence for sequence in sequences.values() if sequence])

    def columns(self) -> list[tuple[int, list[int], int]]:
        """The routes the search stands on: rider, sequence, cost; not those that are only a head."""
        if self.lenient is not None:
            return self.lenient.columns()
        state = self.state
        found = []
        for rider, sequence in self.current().items():
            if len(sequence) > len(self.problem.riders[rider].head):
                found.append((rider, sequence, int(state.rows[state.row_of[rider], COST])))
        return found

    def fill_in(self) -> None:
        """Stands on the best routes, with whatever still fits put in."""
        self.state.allowed[:] = True
        self.go_to(self.best())
        fill_in(self.world, self.state)

    def go_to(self, sequences: Sequences) -> None:
        go_to(self.world, self.state, *self._laid_out(sequences))

    @property
    def has_pairs(self) -> bool:
        return has_pairs(self.world)

    @property
    def iterations(self) -> int:
        return int(self.state.figures[ITERATIONS])

    @property
    def serves_all(self) -> bool:
        return bool(self.state.figures[ABSENT] == 0)

    @property
    def is_vehicles_first(self) -> bool:
        """Whether each vehicle costs more than a day's travel."""
        riders = self.world.riders[self.world.own_riders]
        return bool(len(riders)) and bool(
            (riders[:, VEHICLE_COST_S] > riders[:, SHIFT_END_S] - riders[:, FIRST_S]).all()
        )

    @property
    def best_cost(self) -> int:
        return int(self.state.figures[BEST_COST])

    @property
    def current_cost(self) -> int:
        return int(self.state.figures[CURRENT_COST])

    def best(self) -> dict[int, list[int]]:
        """The best sequences met."""
        state = self.state
        return {r: state.best[r, 1 : state.best_length[r] - 1].tolist() for r in self.world.own_riders.tolist()}

    def current(self) -> dict[int, list[int]]:
        """The sequences the search stands on."""
        state = self.state
        rows = {r: int(state.row_of[r]) for r in self.world.own_riders.tolist()}
        return {r: state.nodes[row, 1 : state.rows[row, 0] - 1].tolist() for r, row in rows.items()}

    def cheapest_cost(self, task: int, ceiling: int) -> int | None:
        """What a task left out would add where it adds least, below the ceiling."""
        return int(self.state.spot[SPOT_COST]) if look_at(self.world, self.state, task, ceiling) else None

    def _fewest_for_the_load(self) -> int:
        """How many vehicles of one trip it takes to carry what the depots give out."""
        tasks, riders = self.world.tasks[self.world.own_tasks], self.world.riders[self.world.own_riders]
        if (riders[:, MAX_TRIPS] > 1).any():
            return 0
        given_out = tasks[tasks[:, ORIGIN] == FROM_DEPOT]
        needed = [
            -(-int(given_out[:, size].sum()) // max(1, int(riders[:, capacity].max(initial=1))))
            for size, capacity in ((TASK_ITEMS, CAPACITY_ITEMS), (TASK_WEIGHT_G, CAPACITY_G))
        ]
        return max(needed)

    def _legs_cost(self, rider: int) -> int:
        row = self.state.row_of[rider]
        return int(self.state.legs[row, : self.state.rows[row, 0] - 1].sum())

    def _laid_out(self, sequences: Sequences) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        lengths = np.zeros(len(self.problem.riders), dtype=np.int64)
        nodes = np.zeros((len(self.problem.riders), self.state.nodes.shape[1]), dtype=np.int64)
        for r in self.world.own_riders.tolist():
            rider = self.problem.riders[r]
            sequence = list(sequences.get(r, rider.head))
            if len(sequence) + 2 > nodes.shape[1]:
                sequence = list(rider.head)
            lengths[r] = len(sequence) + 2
            nodes[r, : lengths[r]] = [rider.start, *sequence, rider.end]
        return lengths, nodes


def run_of(
    problem: Problem,
    seed: int,
    sequences: Sequences,
    tasks: Iterable[int] | None = None,
    riders: Iterable[int] | None = None,
) -> Run:
    return Run(problem, world_of(problem, tasks, riders), seed, sequences)
