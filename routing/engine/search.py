"""The search as a whole: the kernel's runs, one a thread, and the routes they met pooled for recombination."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from math import inf

from routing.engine.kernel.run import Run
from routing.engine.kernel.world import world_of
from routing.engine.problem import Problem
from routing.engine.recombination import Effort, Pool
from routing.engine.solution import Solution

FLEET_SHARE = 0.45  # of the run, at most, for giving up vehicles where these come first
FEW_VISITS = 300  # of pairs: ruin and recreate finds their fleet, and with shorter ways
STRICTLY, GUIDED, LENIENTLY = "strictly", "guided", "leniently"

Stages = tuple[tuple[str, float], ...]
"""How it is tried to do with one vehicle less, in this order, and for which shares of the run at most."""

STAGES: Stages = ((STRICTLY, 0.2),)
STAGES_PLAIN: Stages = ((GUIDED, 0.1), (LENIENTLY, 0.05), (STRICTLY, 0.05))
STAGES_PAIRS: Stages = ((GUIDED, 0.15), (STRICTLY, 0.05))
STAGES_PAIRS_FEW: Stages = ((STRICTLY, 0.15), (GUIDED, 0.1))


class Search:
    """Runs side by side from one start: the best solution they met is the search's."""

    def __init__(self, problem: Problem, start: Solution, seed: int = 0, threads: int = 1) -> None:
        """Makes the first whole plan of each run."""
        self.problem = problem
        sequences = {rider: tour.sequence for rider, tour in enumerate(start.tours)}
        world = world_of(problem)
        self.runs = [Run(problem, world, seed * threads + number, sequences) for number in range(threads)]
        self.threads = ThreadPoolExecutor(threads) if threads > 1 else None
        self.pool = Pool(problem)
        self.seed = seed
        self._for_each(Run.build)
        self.pressing = [self._begins_pressing(run) for run in self.runs]
        self.pressed_since = [inf] * threads
        self._known: tuple[int, Solution] | None = None

    @property
    def iterations(self) -> int:
        """Of each run; they take as many, but for vehicles given up."""
        return min(run.iterations for run in self.runs)

    @property
    def best_cost(self) -> int:
        return min(run.best_cost for run in self.runs)

    @property
    def best(self) -> Solution:
        """The best solution, written out when it is asked for."""
        if self._known is None or self._known[0] != self.best_cost:
            self._known = (self.best_cost, self._solution(min(self.runs, key=lambda run: run.best_cost)))
        return self._known[1]

    def step(self, steps: int, since: float, until: float) -> bool:
        """So many ruins and recreations, between two shares of the run; True when there is a new best."""
        before = self.best_cost
        self._for_each(lambda run: self._advance(run, steps, since, until))
        return self.best_cost < before

    def recombine(self, effort: Effort) -> bool:
        """Best combination of the routes met; True when it is a new best, from which the first run goes on."""
        combined = self.pool.recombine(self.best, effort, self.seed)
        if combined.cost >= self.best_cost:
            return False
        self.runs[0].stand_on({rider: tour.sequence for rider, tour in enumerate(combined.tours)})
        return True

    def finish(self) -> Solution:
        """The best solution, with whatever still fits into it put in, those worth most first."""
        best = min(self.runs, key=lambda run: run.best_cost)
        best.fill_in()
        if self.threads is not None:
            self.threads.shutdown()
        return self.best

    def _for_each(self, act: Callable[[Run], None]) -> None:
        if self.threads is None:
            act(self.runs[0])
        else:
            list(self.threads.map(act, self.runs))

    def _begins_pressing(self, run: Run) -> bool:
        return run.is_vehicles_first and (not run.serves_all or run.give_up_a_route())

    def _advance(self, run: Run, steps: int, since: float, until: float) -> None:
        number = self.runs.index(run)
        pressed_since = self.pressed_since[number] = min(since, self.pressed_since[number])
        ends = min(FLEET_SHARE, pressed_since + sum(share for _, share in _stages(run)))
        if not self.pressing[number]:
            run.step(steps, since, until)
            self.pool.add(run.columns())
        elif since >= ends:
            self.pressing[number] = False
        elif _press(run, max(1, int(steps * min(1.0, (ends - since) / (until - since)))), since - pressed_since):
            self.pressing[number] = run.give_up_a_route()
            self.pressed_since[number] = inf  # the next time, from then on
        if not self.pressing[number] and run.is_vehicles_first and not run.is_settled:
            run.settle()

    def _solution(self, run: Run) -> Solution:
        solution = Solution(self.problem)
        for rider, sequence in run.best().items():
            solution.ride(rider, sequence)
        return solution


def _press(run: Run, steps: int, since: float) -> bool:
    """Presses for one vehicle less, since a share of the run."""
    begun = 0.0
    for stage, share in _stages(run):
        if since < begun + share:
            if stage == GUIDED:
                return run.press_guided(steps)
            if stage == LENIENTLY:
                cooled = (since - begun) / share
                return run.press_leniently(steps, cooled, cooled)
            break
        begun += share
    return run.press(steps)


def _stages(run: Run) -> Stages:
    if not run.is_plain:
        return STAGES
    if not run.has_pairs:
        return STAGES_PLAIN
    return STAGES_PAIRS_FEW if len(run.world.own_nodes) <= FEW_VISITS else STAGES_PAIRS
