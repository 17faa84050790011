"""Solving from start to end: warm start, annealing within the limits, recombination, the plan written down."""

from collections.abc import Callable, Iterator
from itertools import chain, islice
from math import inf
from random import Random
from time import monotonic, process_time

from msgspec.structs import replace

from routing.check import check
from routing.engine.breaches import breach_of_sequence
from routing.engine.problem import Problem, compile_instance
from routing.engine.reasons import reasons_of
from routing.engine.recombination import Effort
from routing.engine.ruin_and_recreate import IsOver, never
from routing.engine.search import Search
from routing.engine.solution import Solution
from routing.engine.supported import unsupported_features
from routing.engine.timetable import cost_of, write_plan
from routing.errors import InvalidInstance, UnsupportedFeature
from routing.errors import Problem as Mistake
from routing.instance import Instance
from routing.plan import WALL_PER_SECOND, Limits, Plan, Progress

RECOMBINE_AT = (0.3, 0.6, 0.9)  # shares of the run
RECOMBINE_SHARE = 0.05  # of the seconds allowed, each time
RECOMBINE_DETERMINISTIC_S = 1.0
REPORT_EVERY_S = 0.2
REASONS_SHARE = 0.1  # of the seconds allowed, on top of them
MARGIN_S = 0.5


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
    `warm_start` is a plan for the same vehicles; what still holds of it is kept as the start. `on_progress` is
    called at each new best and some times a second, `should_stop` is asked at each step; stopped, the best so far is
    the plan, with its reasons. Raises InvalidInstance and UnsupportedFeature.
    """
    problem = open_problem(instance)
    if limits.engine == "ortools":
        return _peer_plan(problem, limits, should_stop)
    reporter = _Reporter(on_progress, limits, should_stop)
    search = Search(problem, solution_of(problem, warm_start), Random(limits.seed), reporter.is_stopped_now)
    recombine_at = list(RECOMBINE_AT)
    while problem.tasks and (share := reporter.share_used(search)) < 1:
        if reporter.is_stopped or (should_stop is not None and should_stop()):
            break
        is_better = search.step(share, reporter.is_over)
        if recombine_at and share >= recombine_at[0]:
            recombine_at.pop(0)
            is_better |= search.recombine(_effort(limits))
        reporter.report(search, is_better)
    best = search.finish()
    reporter.report(search, is_better=True)
    return write_plan(best, reasons_of(best, within(limits, REASONS_SHARE)))


def _peer_plan(problem: Problem, limits: Limits, should_stop: Callable[[], bool] | None) -> Plan:
    """What OR-Tools' routing library makes of the problem; imported here, for its loading takes as long as ours."""
    from routing.engine.ortools_routing import search_with_ortools

    best = search_with_ortools(problem, limits, should_stop)
    plan = write_plan(best, reasons_of(best, within(limits, REASONS_SHARE)))
    return replace(plan, engine=limits.engine)


def within(limits: Limits, share: float) -> IsOver:
    """Whether a share of the seconds allowed, and a little, is over, counted from now; never without seconds."""
    if limits.seconds is None:
        return never
    ends_s = process_time() + MARGIN_S + share * limits.seconds
    return lambda: process_time() >= ends_s


def open_problem(instance: Instance) -> Problem:
    """The instance ready for search. Raises InvalidInstance or UnsupportedFeature with every problem found.

    Locked visits that can no longer be made in their order are a contradiction of the instance too.
    """
    if problems := check(instance):
        raise InvalidInstance(problems)
    if problems := unsupported_features(instance):
        raise UnsupportedFeature(problems)
    problem = compile_instance(instance)
    if problems := list(_broken_heads(problem)):
        raise InvalidInstance(problems)
    return problem


def _broken_heads(problem: Problem) -> Iterator[Mistake]:
    for rider in problem.riders:
        breach = breach_of_sequence(problem, rider, rider.head) if rider.head else None
        if breach is not None and breach.visit is not None:
            told = f"{breach.visit.request!r}, {breach.reason.constraint.value}"
            figures = f"{breach.reason.needed} > {breach.reason.available}"
            yield Mistake(
                f"vehicles[{rider.index}].locked",
                f"không làm kịp theo thứ tự đã khóa ({told}: {figures}): bỏ khóa các điểm chưa làm",
                f"cannot be made in the locked order ({told}: {figures}): unlock the visits not done",
            )


def solution_of(problem: Problem, plan: Plan | None) -> Solution:
    """The plan's routes without what is no longer asked for or no longer allowed; an impossible route is dropped."""
    solution = Solution(problem)
    if plan is None:
        return solution
    node_of = {ref: node for node, ref in enumerate(problem.refs)}
    rider_of = {rider.vehicle.id: rider.index for rider in problem.riders}
    for route in plan.routes:
        rider = rider_of.get(route.vehicle)
        if rider is None:
            continue
        riding = problem.riders[rider]
        trips = [
            [node_of[planned.visit] for stop in trip.stops for planned in stop.visits if planned.visit in node_of]
            for trip in route.trips
        ]
        nodes = list(chain.from_iterable(trips))
        kept = [[node for node in trip if _may_stand(problem, solution, rider, node, nodes)] for trip in trips]
        sequence = chain.from_iterable([riding.depot.node, *trip] for trip in kept)
        solution.ride(rider, [*riding.head, *islice(sequence, 1, None)])
    return solution


def _may_stand(problem: Problem, solution: Solution, rider: int, node: int, nodes: list[int]) -> bool:
    """Whether the node's task is the rider's to take, not yet taken, and here in its whole order."""
    task = problem.tasks[problem.task_of[node]]
    return (
        rider in task.riders
        and task.index in solution.absent
        and node in task.nodes
        and [other for other in nodes if other in task.nodes] == list(task.nodes)
    )


def _effort(limits: Limits) -> Effort:
    wall_s = inf if limits.seconds is None else limits.seconds * RECOMBINE_SHARE
    return Effort(deterministic_s=RECOMBINE_DETERMINISTIC_S, wall_s=wall_s, threads=limits.threads)


class _Reporter:
    """The stopwatch of one run, and who wants to hear of it."""

    def __init__(
        self,
        on_progress: Callable[[Progress], None] | None,
        limits: Limits,
        should_stop: Callable[[], bool] | None,
    ) -> None:
        self.on_progress = on_progress
        self.limits = limits
        self.should_stop = should_stop
        self.started_s = self.asked_s = monotonic()
        self.started_cpu_s = process_time()
        self.reported_s = -inf
        self.is_stopped = False

    def is_over(self) -> bool:
        return self._share_of_seconds() >= 1

    def is_stopped_now(self) -> bool:
        """For the first plan, which may take long: whether to stop is asked some times a second."""
        now_s = monotonic()
        if self.should_stop is not None and now_s - self.asked_s >= REPORT_EVERY_S:
            self.asked_s = now_s
            self.is_stopped = self.is_stopped or self.should_stop()
        return self.is_stopped

    def share_used(self, search: Search) -> float:
        """How much of the tighter limit is used up; the run is over at 1."""
        limits = self.limits
        shares = [self._share_of_seconds()]
        if limits.iterations is not None:
            shares.append(search.iterations / limits.iterations if limits.iterations > 0 else 1.0)
        return max(shares)

    def _share_of_seconds(self) -> float:
        """Of the processor's seconds, or of the clock's where the machine is so busy that these run out first."""
        if self.limits.seconds is None:
            return 0.0
        if self.limits.seconds <= 0:
            return 1.0
        used_s = max(process_time() - self.started_cpu_s, self._elapsed_s() / WALL_PER_SECOND)
        return used_s / self.limits.seconds

    def report(self, search: Search, is_better: bool) -> None:
        elapsed_s = self._elapsed_s()
        if self.on_progress is None or (not is_better and elapsed_s - self.reported_s < REPORT_EVERY_S):
            return
        self.reported_s = elapsed_s
        self.on_progress(
            Progress(
                elapsed_s=elapsed_s,
                iterations=search.iterations,
                served=len(search.problem.tasks) - len(search.best.absent),
                requests=len(search.problem.tasks),
                cost=cost_of(search.best),
            )
        )

    def _elapsed_s(self) -> float:
        return monotonic() - self.started_s
