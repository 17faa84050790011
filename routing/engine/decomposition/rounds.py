"""A large day planned by parts: all built first, then searched in rounds, each cut along other seams.

The rounds are one annealing: the heat of each goes on where that of the one before ended. A part is a problem of its
own to the search, and as the parts of a round share neither vehicle nor request, they are searched side by side and
the plan does not depend on which thread was faster. Going on from neighbouring routes under seams that move is
POPMUSIC's way (Taillard, E. & Voss, S. (2002), in Essays and Surveys in Metaheuristics).
"""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from math import inf
from threading import Lock
from time import thread_time

from routing.engine.decomposition.cut import PART_REQUESTS, Part, cut, first_owners, parts_wanted, with_guests
from routing.engine.decomposition.ground import NOBODY, Ground, Ints
from routing.engine.decomposition.leftovers import Leftovers
from routing.engine.decomposition.part import Parts
from routing.engine.decomposition.standing import Standing, outcome_of, owners_of, plan_of
from routing.engine.opening import broken_heads, solution_of
from routing.engine.problem import compile_instance
from routing.engine.search import Search
from routing.engine.stopwatch import Stopwatch
from routing.engine.timetable import ENGINE
from routing.errors import InvalidInstance
from routing.errors import Problem as Mistake
from routing.instance import Instance
from routing.plan import Limits, Plan, Progress, Route
from routing.travel import PROVIDER

POLL_S = 0.05
REPORT_EVERY_S = 0.2
TELL_EVERY_S = 1.0  # of a thread: how often a part that is being searched tells how it stands
STEP_S = 0.05
FEWEST_STEPS = 10
STEPS_AT_ONCE = 100
ROUNDS = 4  # where iterations alone limit the run
MOST_ROUNDS = 8
SEARCH_PER_CUT = 5.0  # a round's search takes at least so many times what opening its parts does


def solve_by_parts(
    instance: Instance,
    limits: Limits,
    warm_start: Plan | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    part_requests: int = PART_REQUESTS,
) -> Plan:
    """`routing.solve` for a checked instance too large to be searched whole. Raises InvalidInstance for a broken head.

    The same plan for a seed, a number of iterations (all parts together) and of threads, whichever was faster.
    """
    return _LargeDay(instance, limits, on_progress, should_stop, part_requests).solve(warm_start)


class _PartSearch:
    """A part opened: its problem, and a search from the routes its vehicles have."""

    def __init__(self, part: Part, instance: Instance, routes: Sequence[Route], seed: int) -> None:
        problem = compile_instance(instance)
        if broken := list(broken_heads(problem, part.vehicles)):
            raise InvalidInstance(broken)
        self.part = part
        self.search = Search(problem, solution_of(problem, plan_of(routes)), seed)
        self.iterations = 0
        self.told_s = thread_time()
        self.told_cost: float = inf

    def step(self, steps: int, since: float, until: float) -> None:
        before = self.search.iterations
        self.search.step(steps, since, until)
        self.iterations += self.search.iterations - before


class _LargeDay:
    """The run of one large day."""

    def __init__(
        self,
        instance: Instance,
        limits: Limits,
        on_progress: Callable[[Progress], None] | None,
        should_stop: Callable[[], bool] | None,
        part_requests: int,
    ) -> None:
        self.instance = instance
        self.limits = limits
        self.on_progress = on_progress
        self.should_stop = should_stop
        self.watch = Stopwatch(limits)
        self.next_report_s = 0.0
        self.ground = Ground(instance)
        self.parts = Parts(instance)
        self.standing = Standing(instance)
        self.number = parts_wanted(len(instance.requests), part_requests, limits.threads)
        self.is_stopping = False
        self.iterations = 0
        self.waiting = 0
        self._counting = Lock()

    def solve(self, warm_start: Plan | None) -> Plan:
        with ThreadPoolExecutor(self.limits.threads) as self.threads:
            opened = self._build(warm_start)
            since = self.watch.share_of_seconds
            rounds = self._rounds(since)
            for turn in range(rounds):
                if self.is_stopping or self.watch.share_of_seconds >= 1:
                    break
                until = since + (1 - since) / (rounds - turn)
                self._search_round(opened, turn, since, until)
                opened, since = [], until
            opened = []
            left_over = Leftovers(self.parts, self.ground, self.standing, self.limits)
            reasons = left_over.settle(self._last_parts())
        self._report(is_last=True)
        ridden = {vehicle.profile for vehicle in self.instance.vehicles}
        sources = [(each.provider, each.is_estimated) for each in self.instance.travel if each.profile in ridden]
        sources += [(PROVIDER, True) for each in self.instance.estimates if each.profile in ridden]
        return Plan(
            instance=self.instance.name,
            engine=ENGINE,
            routes=self.standing.routes,
            unserved=reasons,
            cost=self.standing.cost(),
            providers=tuple(sorted({provider for provider, _ in sources})),
            is_estimated=any(is_estimated for _, is_estimated in sources),
        )

    def _build(self, warm_start: Plan | None) -> list[_PartSearch]:
        """The first whole plan, whatever the limits."""
        routes = {} if warm_start is None else {route.vehicle: route for route in warm_start.routes}
        owners = owners_of(self.instance, routes.values())
        is_planned = owners != NOBODY
        if 2 * is_planned.sum() < len(owners):
            wished = first_owners(self.ground, self.limits.seed)
            owners[~is_planned] = wished[~is_planned]
        parts = self._cut(self._bound(owners), 0)
        opened: list[_PartSearch | None] = [None] * len(parts)

        broken: list[Mistake] = []

        def build(number: int) -> None:
            try:
                opened[number] = each = self._opened(parts[number], routes, 0, number)
            except InvalidInstance as refusal:
                broken.extend(refusal.problems)
            else:
                self._tell(each)

        self._side_by_side(build, range(len(parts)))
        if broken:
            raise InvalidInstance(sorted(broken, key=lambda problem: problem.field))
        return [each for each in opened if each is not None]

    def _bound(self, owners: Ints) -> Ints:
        """What is bound is its vehicle's, whatever else was said."""
        owners = owners.copy()
        bound = self.ground.bound
        owners[bound != NOBODY] = bound[bound != NOBODY]
        return owners

    def _cut(self, owners: Ints, turn: int) -> list[Part]:
        """With whoever has no owner as a guest somewhere."""
        served = owners_of(self.instance, self.standing.routes) != NOBODY
        placed = with_guests(self.ground, owners, turn, self.limits.seed)
        return cut(self.ground, placed, served, self.number, turn)

    def _last_parts(self) -> list[Part]:
        """Each vehicle with what it serves or is bound to, and nobody else."""
        owners = owners_of(self.instance, self.standing.routes)
        return cut(self.ground, self._bound(owners), owners != NOBODY, self.number, 0)

    def _opened(self, part: Part, routes: dict[str, Route], turn: int, number: int) -> _PartSearch:
        names = [self.instance.vehicles[vehicle].id for vehicle in part.vehicles]
        ridden = [routes[name] for name in names if name in routes]
        seed = (self.limits.seed * (MOST_ROUNDS + 1) + turn) * 10_007 + number
        return _PartSearch(part, self.parts.take(part), ridden, seed)

    def _rounds(self, since: float) -> int:
        """As many as leave most of the time to the search."""
        if self.limits.seconds is None:
            return ROUNDS
        return max(2, min(MOST_ROUNDS, int((1 - since) / max(1e-6, SEARCH_PER_CUT * since))))

    def _search_round(self, opened: list[_PartSearch], turn: int, since: float, until: float) -> None:
        """The parts opened already, or those of a new cut."""
        parts = [each.part for each in opened]
        routes: dict[str, Route] = {}
        if not opened:
            routes = {route.vehicle: route for route in self.standing.routes}
            parts = self._cut(self._bound(owners_of(self.instance, self.standing.routes)), turn)
        self.waiting = len(parts)

        def search(number: int) -> None:
            begins, ends = self._slot(until)
            if self.is_stopping or begins >= until:
                return
            each = opened[number] if opened else self._opened(parts[number], routes, turn, number)
            before = self._steps_until(since, each.part), self._steps_until(until, each.part)
            self._anneal(each, (since, until), (begins, ends), before[1] - before[0])
            each.search.finish()
            self._tell(each)
            with self._counting:
                self.iterations += each.iterations

        self._side_by_side(search, range(len(parts)))

    def _slot(self, until: float) -> tuple[float, float]:
        """From which share of the seconds to which the next part may be searched, that all get as much by `until`."""
        with self._counting:
            waiting, self.waiting = self.waiting, self.waiting - 1
        if self.limits.seconds is None:
            return 0.0, 1.0
        begins = self.watch.share_of_seconds
        return begins, min(until, begins + (until - begins) * min(1.0, self.limits.threads / waiting))

    def _steps_until(self, share: float, part: Part) -> int:
        if self.limits.iterations is None:
            return 0
        return int(self.limits.iterations * share * len(part.requests) / max(1, len(self.instance.requests)))

    def _anneal(self, each: _PartSearch, heat: tuple[float, float], slot: tuple[float, float], steps: int) -> None:
        """Searches a part from one share of the run's heat to another, until its slot or its steps are over."""
        since, until = heat
        pace, done, ahead = FEWEST_STEPS, 0.0, 0.01
        while each.search.problem.tasks and not self.is_stopping:
            if self.limits.iterations is not None:
                pace = min(pace if self.limits.seconds is not None else STEPS_AT_ONCE, steps - each.iterations)
                if pace <= 0:
                    return
                if self.limits.seconds is None:
                    ahead = pace / steps
            reach = min(1.0, done + ahead)
            began_s = thread_time()
            each.step(pace, since + done * (until - since), since + reach * (until - since))
            took_s = thread_time() - began_s
            pace = max(1, min(10 * pace, int(pace * STEP_S / max(took_s, 1e-4))))
            used = reach if self.limits.seconds is None else self._used(slot)
            ahead, done = max(used - done, 1e-4), used
            if done >= 1 and (self.limits.seconds is not None or each.iterations >= steps):
                return
            if thread_time() - each.told_s >= TELL_EVERY_S:
                self._tell(each)

    def _used(self, slot: tuple[float, float]) -> float:
        begins, ends = slot
        return 1.0 if ends <= begins else (self.watch.share_of_seconds - begins) / (ends - begins)

    def _tell(self, each: _PartSearch) -> None:
        """Puts the best of a part into the whole, where it is better than what was told."""
        if each.search.best_cost < each.told_cost:
            each.told_cost = each.search.best_cost
            self.standing.put(each.part, outcome_of(each.search.best, each.part))
        each.told_s = thread_time()

    def _side_by_side(self, act: Callable[[int], None], numbers: range) -> None:
        """Each in some thread, while this one reports and asks whether to stop."""
        waiting: set[Future[None]] = {self.threads.submit(act, number) for number in numbers}
        while waiting:
            done, waiting = wait(waiting, timeout=POLL_S, return_when=FIRST_COMPLETED)
            self.is_stopping |= any(future.exception() is not None for future in done)
            for future in done:
                future.result()
            if not self.is_stopping and self.should_stop is not None and self.should_stop():
                self.is_stopping = True
            self._report()

    def _report(self, *, is_last: bool = False) -> None:
        elapsed_s = self.watch.elapsed_s
        if self.on_progress is None or (elapsed_s < self.next_report_s and not is_last):
            return
        requests = len(self.instance.requests)
        self.on_progress(
            Progress(
                elapsed_s=elapsed_s,
                iterations=self.iterations,
                served=requests - len(self.standing.absent),
                requests=requests,
                cost=self.standing.cost(),
            )
        )
        self.next_report_s = self.watch.elapsed_s + REPORT_EVERY_S
