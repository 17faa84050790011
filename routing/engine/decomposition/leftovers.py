"""What no part of a large day serves: put in wherever it still fits, else the reason, judged over all vehicles."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from msgspec.structs import replace

from routing.engine.decomposition.cut import Part
from routing.engine.decomposition.ground import NOBODY, Ground
from routing.engine.decomposition.part import Parts
from routing.engine.decomposition.standing import Standing, outcome_of, owners_of, plan_of
from routing.engine.opening import solution_of
from routing.engine.patience import within
from routing.engine.problem import compile_instance
from routing.engine.reasons import reason_at_end, reason_for
from routing.engine.search import Search
from routing.engine.solution import Solution
from routing.instance import Vehicle
from routing.plan import Constraint, Limits, Reason, Unserved

AT_ONCE = 300  # so many at most are asked into a part together
AT_END_AT_ONCE = 1_000


class Leftovers:
    """Puts in what still fits into any route, and says why the rest does not."""

    def __init__(self, parts: Parts, ground: Ground, standing: Standing, limits: Limits) -> None:
        self.parts = parts
        self.ground = ground
        self.standing = standing
        self.limits = limits
        self.is_over = within(limits)
        self.reasons: dict[int, Reason] = {}
        self.late: list[int] = []
        self.number_of = {request.id: number for number, request in enumerate(parts.instance.requests)}

    def settle(self, parts: Sequence[Part]) -> tuple[Unserved, ...]:
        """The parts hold every vehicle, each with what it serves or is bound to."""
        own = [Part(part.vehicles, list(part.requests)) for part in parts]
        requests = self.parts.instance.requests
        worth = sorted(
            self.standing.absent, key=lambda r: (requests[r].prize_s is not None, -(requests[r].prize_s or 0), r)
        )
        for first in range(0, len(worth), AT_ONCE):
            self._settle_some(own, worth[first : first + AT_ONCE])
        self._judge_at_end()
        left_out = sorted(self.standing.absent)
        return tuple(Unserved(request=requests[number].id, reason=self.reasons[number]) for number in left_out)

    def _settle_some(self, parts: Sequence[Part], asked: list[int]) -> None:
        """Who is put in joins the part."""
        found: dict[int, list[Reason]] = defaultdict(list)
        unseen: set[int] = set()
        for part in parts:
            guests = [each for each in asked if each in self.standing.absent and self._may_ride(each, part)]
            if not guests:
                continue
            if self.is_over():
                unseen.update(guests)
                continue
            solution = self._fill(part, guests)
            for number, task in self._left_out(solution):
                if self.is_over():
                    unseen.add(number)
                else:
                    found[number].append(reason_for(solution, solution.problem.tasks[task]))
        waiting = [each for each in asked if each in self.standing.absent]
        for number in waiting:
            if number in found and number not in unseen:
                self.reasons[number] = self._told(found[number])
        self._judge_unfit([each for each in waiting if each not in found and each not in unseen])
        self.late += [each for each in waiting if each in unseen]

    def _may_ride(self, request: int, part: Part) -> bool:
        return bool(self.ground.may[self.ground.class_of[request], part.vehicles].any())

    def _open(self, part: Part) -> Solution:
        names = {self.parts.instance.vehicles[number].id for number in part.vehicles}
        problem = compile_instance(self.parts.take(part))
        return solution_of(problem, plan_of([r for r in self.standing.routes if r.vehicle in names]))

    def _fill(self, part: Part, guests: list[int]) -> Solution:
        """The part with its guests, put in where they fit; the standing knows of it."""
        fuller = Part(part.vehicles, sorted({*part.requests, *guests}))
        start = self._open(fuller)
        filled = Search(start.problem, start, self.limits.seed).finish()
        self.standing.put(fuller, outcome_of(filled, fuller))
        part.requests[:] = sorted({*part.requests, *(each for each in guests if each not in self.standing.absent)})
        return filled

    def _left_out(self, solution: Solution) -> Iterator[tuple[int, int]]:
        """What is left out, by its number in the whole and in the part."""
        requests = solution.problem.instance.requests
        return ((self.number_of[requests[task].id], task) for task in sorted(solution.absent))

    def _judge_unfit(self, asked: list[int]) -> None:
        """Those that no vehicle may take: all vehicles at once, without their day."""
        if not asked:
            return
        whole = self.parts.instance
        everyone = Part(list(range(len(whole.vehicles))), sorted(asked))
        bare = [replace(vehicle, locked=(), started=None) for vehicle in whole.vehicles]
        solution = Solution(compile_instance(replace(self.parts.take(everyone), vehicles=tuple(bare))))
        for task, number in enumerate(everyone.requests):
            self.reasons[number] = reason_for(solution, solution.problem.tasks[task])

    def _judge_at_end(self) -> None:
        """For want of time: each at the end of the route that ends first of those that may take it."""
        ends_s = {route.vehicle: route.end_s for route in self.standing.routes}
        vehicles = self.parts.instance.vehicles
        free_s = np.array([ends_s.get(vehicle.id, vehicle.shift_start_s) for vehicle in vehicles], dtype=np.int64)
        asked = defaultdict(list)
        for number in self.late:
            may = np.flatnonzero(self.ground.may[self.ground.class_of[number]])
            asked[int(may[free_s[may].argmin()])].append(number)
        served = self._served()
        for vehicle, guests in sorted(asked.items()):
            for first in range(0, len(guests), AT_END_AT_ONCE):
                some = guests[first : first + AT_END_AT_ONCE]
                self._judge_at_end_of(Part([vehicle], sorted({*served[vehicle], *some})), set(some))

    def _served(self) -> dict[int, list[int]]:
        """What each vehicle serves or is bound to."""
        served = defaultdict(list)
        owners = owners_of(self.parts.instance, self.standing.routes)
        bound = self.ground.bound
        for number, owner in enumerate(np.where(bound != NOBODY, bound, owners).tolist()):
            served[owner].append(number)
        return served

    def _judge_at_end_of(self, part: Part, asked: set[int]) -> None:
        solution = self._open(part)
        for number, task in self._left_out(solution):
            if number not in asked:
                continue
            reason = reason_at_end(solution, solution.problem.tasks[task])
            if reason.alone and self.ground.may[self.ground.class_of[number]].sum() > 1:
                # of the others' empty days nothing is known
                reason = Reason(constraint=Constraint.SEVERAL, alone=False, at_end=True, vehicle=reason.vehicle)
            self.reasons[number] = reason

    def _told(self, reasons: list[Reason]) -> Reason:
        """The reason over all parts, from those of each: that of the vehicle that misses by least."""
        if not all(reason.alone for reason in reasons):
            reasons = [reason for reason in reasons if not reason.alone]
        vehicles = {vehicle.id: vehicle for vehicle in self.parts.instance.vehicles}
        return min(reasons, key=lambda reason: _distance_from_fitting(reason, vehicles))


def _distance_from_fitting(reason: Reason, vehicles: dict[str, Vehicle]) -> tuple[int, float]:
    """Smaller, the less stands in the way: what it would cost, else the share of one limit, else of several."""
    if reason.constraint is Constraint.PRIORITY:
        assert reason.needed is not None
        return 0, reason.needed
    vehicle = vehicles.get(reason.vehicle or "")
    if vehicle is None or (reason.needed is None and not reason.together):
        return 3, 0.0
    if reason.needed is not None and reason.available is not None:
        return 1, _share(vehicle, reason.constraint, reason.needed, reason.available)
    return 2, max(_share(vehicle, each.constraint, each.needed, each.available) for each in reason.together)


def _share(vehicle: Vehicle, constraint: Constraint, needed: int, available: int) -> float:
    """The miss as a share of its limit, for times of the shift's length: kinds become comparable."""
    limits = {
        Constraint.CAPACITY_ITEMS: vehicle.capacity_items,
        Constraint.CAPACITY_WEIGHT: vehicle.capacity_g,
        Constraint.DISTANCE: vehicle.max_distance_m,
        Constraint.TRIPS: 1,
    }
    limit = limits.get(constraint, vehicle.shift_end_s - vehicle.shift_start_s)
    return abs(needed - available) / max(1, limit or 1)
