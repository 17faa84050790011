"""Orders of visits made by hand turned into a timed and costed plan, without any search."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from routing.engine.amendment import reasons_by_hand
from routing.engine.breaches import breach_of_rider, breach_of_sequence
from routing.engine.opening import open_problem
from routing.engine.problem import Problem, Rider
from routing.engine.solution import Solution
from routing.engine.timetable import write_plan
from routing.errors import UnfitPlan
from routing.instance import Instance, VisitRef
from routing.plan import Breach, Constraint, Plan, Reason

Sequences = Mapping[str, Sequence[Sequence[VisitRef]]]


def adopt(instance: Instance, sequences: Sequences, *, judge_others: bool = True) -> Plan | Breach:
    """The plan in which each vehicle makes its trips' visits in the order given; or what first stands in the way.

    `sequences` gives each vehicle's trips, and each trip's visits; a vehicle not named makes none but those locked to
    it. Visits done are left away, or stand first. Requests in no sequence are unserved: LEFT_OUT where they would fit.
    Without `judge_others` nobody looks whether: all are LEFT_OUT without a figure, and `routing.judge` says more.
    Raises UnfitPlan (a vehicle or visit is unknown, or a visit stands twice), InvalidInstance.
    """
    problem = open_problem(instance, to_search=False)
    solution = Solution(problem)
    riders = {rider.vehicle.id: rider for rider in problem.riders}
    _refuse_unknown(problem, riders, sequences)
    for vehicle, trips in sequences.items():
        rider = riders[vehicle]
        sequence = _sequence(problem, rider, trips)
        if not sequence:
            continue
        breach = breach_of_rider(problem, rider, sequence) or breach_of_sequence(problem, rider, sequence)
        if breach is not None:
            return breach
        solution.ride_exactly(rider.index, sequence)
    if not judge_others:
        return write_plan(solution, dict.fromkeys(solution.absent, Reason(constraint=Constraint.LEFT_OUT, alone=False)))
    return write_plan(solution, reasons_by_hand(solution))


def _refuse_unknown(problem: Problem, riders: Mapping[str, Rider], sequences: Sequences) -> None:
    named = Counter(visits_in(chain.from_iterable(sequences.values())))
    known = set(problem.refs)
    for vehicle in sequences:
        if vehicle not in riders:
            raise UnfitPlan(f"{vehicle!r} is not among the vehicles")
    for visit, times in named.items():
        if visit not in known or times > 1:
            told = "stands more than once" if times > 1 else "is not among the requests"
            raise UnfitPlan(f"{visit.request!r} ({visit.action.value}) {told}")


def visits_in(trips: Iterable[Sequence[VisitRef]]) -> Iterable[VisitRef]:
    return chain.from_iterable(trips)


def _sequence(problem: Problem, rider: Rider, trips: Sequence[Sequence[VisitRef]]) -> list[int]:
    """The nodes of the trips, calls at the depot between them, without what the vehicle has done."""
    node_of = {ref: node for node, ref in enumerate(problem.refs)}
    done = {locked.visit for locked in rider.vehicle.locked if locked.done_s is not None}
    nodes = [[node_of[visit] for visit in trip if visit not in done] for trip in trips]
    kept = [trip for number, trip in enumerate(nodes) if trip or (number == 0 and rider.is_under_way)]
    return list(chain.from_iterable([rider.depot.node, *trip] for trip in kept))[1:]
