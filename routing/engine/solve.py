"""Solving from start to end: warm start, annealing within the limits, recombination, the plan written down."""

from collections.abc import Callable
from math import inf
from time import monotonic, thread_time
from typing import TYPE_CHECKING

from msgspec.structs import replace

from routing.engine.opening import judge_instance, open_problem, solution_of
from routing.engine.patience import within
from routing.engine.problem import Problem
from routing.engine.reasons import reasons_of
from routing.engine.recombination import Effort
from routing.engine.stopwatch import Stopwatch
from routing.engine.timetable import cost_of, write_plan
from routing.instance import Instance
from routing.plan import Limits, Plan, Progress

if TYPE_CHECKING:
    from routing.engine.search import Search

WHOLE_REQUESTS = 600  # more are planned by parts
WHOLE_REQUESTS_FEW_VEHICLES = 1_500  # where vehicles come first: a part that saves half a vehicle saves none
RECOMBINE_AT = (0.3, 0.6, 0.9)  # shares of the run
RECOMBINE_SHARE = 0.05  # of the seconds allowed, each time
RECOMBINE_DETERMINISTIC_S = 1.0
RECOMBINE_FROM_S = 5.0  # the combiner takes half a second to import and more to fill
STEP_S = 0.05
FEWEST_STEPS = 10
STEPS_AT_ONCE = 100
REPORT_EVERY_S = 0.2
REPORT_SHARE = 0.05  # of the time, at most


def solve(
    instance: Instance,
    limits: Limits,
    warm_start: Plan | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Plan:
    """The best plan found within the limits, or until it should stop; it serves all it can and says why not the rest.

    The first whole plan is made whatever the limits: `limits.seconds` (see there for whose seconds) bound the search
    for a better one. Then what still fits is put in: nothing that `routing.insert` could place for less than its prize
    stays out. A tenth of the seconds and half a second go to the reasons; what that does not suffice for is judged at
    the end of a route only (see `routing.plan.Reason`).
    A large day (see `is_large`) is planned by parts, alike for a seed and a number of iterations and of threads.
    `warm_start` is a plan for the same vehicles; what still holds of it is kept as the start. `on_progress` is
    called at each new best and some times a second, `should_stop` is asked at each step; stopped, the best so far is
    the plan, with its reasons. Raises InvalidInstance and, of another engine, UnsupportedFeature.
    """
    if limits.engine == "ortools":
        return _peer_plan(open_problem(instance), limits, should_stop)
    # numba takes half a second to import: only who solves pays for it
    if is_large(instance):
        from routing.engine.decomposition.rounds import solve_by_parts

        judge_instance(instance)
        return solve_by_parts(instance, limits, warm_start, on_progress, should_stop)
    from routing.engine.search import Search

    problem = open_problem(instance)
    reporter = _Reporter(on_progress, limits)
    search = Search(problem, solution_of(problem, warm_start), limits.seed, limits.threads)
    pace = _Pace(limits)
    recombine_at = list(RECOMBINE_AT) if limits.seconds is None or limits.seconds >= RECOMBINE_FROM_S else []
    reporter.report(search)
    while problem.tasks and (share := reporter.share_used(search)) < 1:
        if should_stop is not None and should_stop():
            break
        pace.step(search, share)
        if recombine_at and share >= recombine_at[0]:
            recombine_at.pop(0)
            search.recombine(_effort(limits))
        reporter.report(search)
    best = search.finish()
    reporter.report(search, is_last=True)
    return write_plan(best, reasons_of(best, within(limits)))


def is_large(instance: Instance) -> bool:
    """Whether it is planned by parts."""
    vehicles_first = all(each.fixed_cost_s > each.shift_end_s - each.shift_start_s for each in instance.vehicles)
    most = WHOLE_REQUESTS_FEW_VEHICLES if vehicles_first else WHOLE_REQUESTS
    return len(instance.requests) > most and len(instance.vehicles) > 1


def _peer_plan(problem: Problem, limits: Limits, should_stop: Callable[[], bool] | None) -> Plan:
    """What OR-Tools' routing library makes of the problem; imported here, for its loading takes as long as ours."""
    from routing.engine.ortools_routing import search_with_ortools

    best = search_with_ortools(problem, limits, should_stop)
    plan = write_plan(best, reasons_of(best, within(limits)))
    return replace(plan, engine=limits.engine)


class _Pace:
    """How far each step of the search goes: so many seconds, or with iterations alone always as many of them."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.steps = FEWEST_STEPS

    def step(self, search: "Search", share: float) -> bool:
        limits = self.limits
        if limits.seconds is None:
            return self._step_by_iterations(search, share)
        if limits.iterations is not None:
            self.steps = min(self.steps, limits.iterations - search.iterations)
        until = min(1.0, share + STEP_S / limits.seconds)
        done = search.iterations
        before_s = thread_time() if limits.threads == 1 else monotonic()
        is_better = search.step(max(1, self.steps), share, until)
        took_s = (thread_time() if limits.threads == 1 else monotonic()) - before_s
        self.steps = max(
            1,
            min(
                10 * self.steps, int((search.iterations - done) * min(STEP_S, limits.seconds / 20) / max(took_s, 1e-4))
            ),
        )
        return is_better

    def _step_by_iterations(self, search: "Search", share: float) -> bool:
        iterations = self.limits.iterations
        assert iterations is not None
        steps = min(STEPS_AT_ONCE, iterations - search.iterations)
        return search.step(steps, share, share + steps / iterations)


def _effort(limits: Limits) -> Effort:
    wall_s = inf if limits.seconds is None else limits.seconds * RECOMBINE_SHARE
    return Effort(deterministic_s=RECOMBINE_DETERMINISTIC_S, wall_s=wall_s, threads=limits.threads)


class _Reporter:
    """The stopwatch of one run, and who wants to hear of it."""

    def __init__(
        self,
        on_progress: Callable[[Progress], None] | None,
        limits: Limits,
    ) -> None:
        self.on_progress = on_progress
        self.limits = limits
        self.watch = Stopwatch(limits)
        self.next_s = -inf

    def share_used(self, search: "Search") -> float:
        """How much of the tighter limit is used up; the run is over at 1."""
        limits = self.limits
        shares = [self.watch.share_of_seconds]
        if limits.iterations is not None:
            shares.append(search.iterations / limits.iterations if limits.iterations > 0 else 1.0)
        return max(shares)

    def report(self, search: "Search", *, is_last: bool = False) -> None:
        """Some times a second, and seldom enough for what writing the best solution out takes."""
        elapsed_s = self.watch.elapsed_s
        if self.on_progress is None or (elapsed_s < self.next_s and not is_last):
            return
        self.on_progress(
            Progress(
                elapsed_s=elapsed_s,
                iterations=search.iterations,
                served=len(search.problem.tasks) - len(search.best.absent),
                requests=len(search.problem.tasks),
                cost=cost_of(search.best),
            )
        )
        told_s = self.watch.elapsed_s
        self.next_s = told_s + max(REPORT_EVERY_S, (told_s - elapsed_s) / REPORT_SHARE)
