"""Where a large day stands: who rides what, what that costs, and what nobody serves."""

from collections.abc import Iterable
from itertools import pairwise
from threading import Lock
from typing import NamedTuple

import numpy as np

from routing.engine.decomposition.cut import Part
from routing.engine.decomposition.ground import NOBODY, Ints
from routing.engine.solution import Solution
from routing.engine.timetable import write_route
from routing.engine.tour import Tour
from routing.instance import Instance
from routing.plan import Cost, Plan, Route


class Ridden(NamedTuple):
    """A vehicle's route and its share of those costs that add up vehicle by vehicle."""

    route: Route
    cost: Cost


class Outcome(NamedTuple):
    """What became of a part: routes by vehicle, and the requests left out, by their numbers in the whole."""

    ridden: dict[str, Ridden]
    absent: frozenset[int]


def outcome_of(solution: Solution, part: Part) -> Outcome:
    ridden = {
        tour.rider.vehicle.id: Ridden(write_route(tour), _cost_of_tour(tour)) for tour in solution.tours if tour.visits
    }
    return Outcome(ridden, frozenset(part.requests[task] for task in solution.absent))


class Standing:
    """Several threads may tell what became of their parts while another asks how things stand."""

    def __init__(self, instance: Instance) -> None:
        """Nothing is served."""
        self.instance = instance
        self.ridden: dict[str, Ridden] = {}
        self.absent = frozenset(range(len(instance.requests)))
        self._changing = Lock()

    def put(self, part: Part, outcome: Outcome) -> None:
        """The part's vehicles ride this now, and nothing else."""
        names = {self.instance.vehicles[number].id for number in part.vehicles}
        with self._changing:
            kept = {name: each for name, each in self.ridden.items() if name not in names}
            self.ridden = kept | outcome.ridden
            self.absent = (self.absent - frozenset(part.requests)) | outcome.absent

    @property
    def routes(self) -> tuple[Route, ...]:
        """In the order of the instance's vehicles."""
        ridden = self.ridden
        return tuple(ridden[vehicle.id].route for vehicle in self.instance.vehicles if vehicle.id in ridden)

    def cost(self) -> Cost:
        with self._changing:
            ridden, absent = self.ridden, self.absent
        instance = self.instance
        lost = [instance.requests[number].prize_s for number in absent]
        parts = [each.cost for each in ridden.values()]
        routes = [(vehicle, ridden[vehicle.id].route) for vehicle in instance.vehicles if vehicle.id in ridden]
        busy_s = [(r.travel_s + r.service_s) * 100 // v.share_of_day_percent for v, r in routes]
        uneven_s = max(busy_s) - sum(busy_s) // len(instance.vehicles) if busy_s else 0
        return Cost(
            travel_s=sum(cost.travel_s for cost in parts),
            vehicles_s=sum(cost.vehicles_s for cost in parts),
            foreign_stops_s=sum(cost.foreign_stops_s for cost in parts),
            moved_s=sum(cost.moved_s for cost in parts),
            against_habit_s=sum(cost.against_habit_s for cost in parts),
            imbalance_s=uneven_s * instance.costs.imbalance_percent // 100,
            late_s=sum(cost.late_s for cost in parts),
            overtime_s=sum(cost.overtime_s for cost in parts),
            lost_prizes_s=sum(prize_s for prize_s in lost if prize_s is not None),
            unserved_mandatory=lost.count(None),
        )


def owners_of(instance: Instance, routes: Iterable[Route]) -> Ints:
    """The vehicle of each request in the routes, by number; NOBODY for those in none. Unknown names are passed over."""
    number_of = {request.id: number for number, request in enumerate(instance.requests)}
    vehicles = {vehicle.id: number for number, vehicle in enumerate(instance.vehicles)}
    owners = np.full(len(number_of), NOBODY, dtype=np.int64)
    for route in routes:
        for stop in route.stops:
            for planned in stop.visits:
                if planned.visit.request in number_of and route.vehicle in vehicles:
                    owners[number_of[planned.visit.request]] = vehicles[route.vehicle]
    return owners


def _cost_of_tour(tour: Tour) -> Cost:
    problem, rider = tour.problem, tour.rider
    legs = list(pairwise(tour.nodes))
    entries_s = sum(rider.entry_cost(problem, before, node) for before, node in legs)
    against_habit_s = sum(rider.habit_cost(before, node) for before, node in legs) if rider.against_habit_s else 0
    return Cost(
        travel_s=sum(rider.travel[before][place] for before, place in pairwise(tour.places)),
        vehicles_s=rider.vehicle.fixed_cost_s,
        foreign_stops_s=entries_s - against_habit_s,
        moved_s=sum(rider.moved_s.get(task, 0) for task in {problem.task_of[node] for node in tour.visits}),
        against_habit_s=against_habit_s,
        late_s=tour.late_s,
        overtime_s=tour.overtime_s,
    )


def plan_of(routes: Iterable[Route]) -> Plan:
    """Routes as a plan to start from: nothing else of it is looked at."""
    return Plan(instance="", engine="", routes=tuple(routes), unserved=(), cost=Cost(), providers=(), is_estimated=True)
