"""A plan as VROOM's solution of the question it was made for."""

from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import NamedTuple

import msgspec

from routing.instance import Action, VisitRef
from routing.plan import Plan, PlannedBreak, PlannedVisit, Route
from routing.vroom import model
from routing.vroom.limits import limits_in_words, measures_time
from routing.vroom.read import Ask, job_request, shipment_request
from routing.words import reason_in_words


class _Task(NamedTuple):
    """A task as VROOM names it and what it puts on board (first) and takes off, from its own vehicle's view."""

    kind: str
    step: model.Step
    amount: tuple[int, ...]
    sign: int  # of the load when made; a job's delivery leaves, its pickup comes on board


def write_vroom(ask: Ask, plan: Plan) -> model.Answer:
    """The plan's routes as steps; times are the question's own."""
    tasks = _tasks(ask.question)
    routes = tuple(_Writer(ask, tasks, route).route() for route in plan.routes)
    left_out = tuple(_left_out(ask, tasks, plan))
    size = max((len(vehicle.capacity) for vehicle in ask.question.vehicles), default=0)
    has_distances = all(route.distance is not None for route in routes)
    return model.Answer(
        code=0,
        summary=model.Summary(
            cost=sum(route.cost for route in routes),
            routes=len(routes),
            unassigned=len(left_out),
            setup=sum(route.setup for route in routes),
            service=sum(route.service for route in routes),
            duration=sum(route.duration for route in routes),
            waiting_time=sum(route.waiting_time for route in routes),
            priority=sum(route.priority for route in routes),
            delivery=_added(size, [route.delivery for route in routes]),
            pickup=_added(size, [route.pickup for route in routes]),
            distance=sum(route.distance or 0 for route in routes) if has_distances else None,
            estimated=ask.is_estimated,
        ),
        unassigned=left_out,
        routes=routes,
    )


def answer_to_json(answer: model.Answer) -> bytes:
    """As VROOM writes it, without the fields that say nothing."""
    document = msgspec.to_builtins(answer)
    for part in (document["summary"], *document["routes"]):
        for name in ("distance", "description"):
            if name in part and part[name] is None:
                del part[name]
    if not document["summary"]["estimated"]:
        del document["summary"]["estimated"]
    for route in document["routes"]:
        for step in route["steps"]:
            step.setdefault("setup", 0)
            step.setdefault("service", 0)
            step.setdefault("waiting_time", 0)
            step.setdefault("violations", [])
    return msgspec.json.encode(document)


def _tasks(question: model.Question) -> Mapping[VisitRef, _Task]:
    tasks: dict[VisitRef, _Task] = {}
    for job in question.jobs:
        is_pickup = any(job.pickup)
        action = Action.PICKUP if is_pickup else Action.DELIVERY
        ref = VisitRef(request=job_request(job), action=action)
        tasks[ref] = _Task("job", job, job.pickup if is_pickup else job.delivery, 1 if is_pickup else -1)
    for shipment in question.shipments:
        for action, step in ((Action.PICKUP, shipment.pickup), (Action.DELIVERY, shipment.delivery)):
            ref = VisitRef(request=shipment_request(shipment), action=action)
            sign = 1 if action is Action.PICKUP else -1
            tasks[ref] = _Task(action.value, step, shipment.amount, sign)
    return tasks


def _left_out(ask: Ask, tasks: Mapping[VisitRef, _Task], plan: Plan) -> Iterator[model.LeftOut]:
    reasons = {unserved.request: unserved.reason for unserved in plan.unserved}
    for ref, task in tasks.items():
        if ref.request in reasons:
            reason = reasons[ref.request]
            limits = limits_in_words(ask.question, reason.vehicle)
            words = reason_in_words(ask.instance, reason, ask.instance.origin_at.tzinfo or UTC, limits)
            yield model.LeftOut(
                id=task.step.id,
                type=task.kind,
                description=task.step.description,
                location=task.step.location,
                location_index=task.step.location_index,
                reason=f"{words.vi} / {words.en}",
            )


def _added(size: int, amounts: list[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(sum((*amount, 0, 0)[place] for amount in amounts) for place in range(size))


class _Writer:
    """One route, event by event: the way so far and where the clock stands."""

    def __init__(self, ask: Ask, tasks: Mapping[VisitRef, _Task], route: Route) -> None:
        self.ask, self.tasks, self.planned = ask, tasks, route
        self.vehicle = next(each for each in ask.question.vehicles if str(each.id) == route.vehicle)
        self.pauses = {str(pause.id): pause for pause in self.vehicle.breaks}
        self.size = len(self.vehicle.capacity)
        made = [tasks[planned.visit] for stop in route.stops for planned in stop.visits]
        jobs = [task for task in made if task.kind == "job"]
        self.load = _added(self.size, [task.amount for task in jobs if task.sign < 0])
        self.delivery = _added(self.size, [task.amount for task in made if task.sign < 0])
        self.pickup = _added(self.size, [task.amount for task in made if task.sign > 0])
        self.clock_s = min([route.depart_s, *(pause.start_s for pause in route.breaks)])
        self.ridden_s = self.ridden_m = self.left_s = 0
        has_matrix = bool(ask.question.matrices)
        has_ways = not has_matrix or ask.question.matrices[self.vehicle.profile].distances is not None
        self.has_distances = has_ways and not measures_time(self.vehicle)
        self.to_come = list(route.breaks)
        self.steps: list[model.DoneStep] = []

    def route(self) -> model.DoneRoute:
        vehicle, route = self.vehicle, self.planned
        self._step("start", location=vehicle.start, location_index=vehicle.start_index)
        for stop in route.stops:
            self.left_s += stop.travel_s
            to_ride_m = stop.distance_m
            for planned in stop.visits:
                self._pause_before(planned.start_s)
                self.ridden_m += to_ride_m
                to_ride_m = 0
                self._make(planned)
        self.left_s += route.travel_s - sum(stop.travel_s for stop in route.stops)
        self._pause_before(None)
        self.ridden_m = route.distance_m
        self._ride(self.left_s)
        if route.end_place is not None:
            self._step("end", location=vehicle.end, location_index=vehicle.end_index)
        else:
            last = next(step for step in reversed(self.steps) if step.type != "break")
            self._step("end", location=last.location, location_index=last.location_index)
        return model.DoneRoute(
            vehicle=vehicle.id,
            description=vehicle.description,
            cost=vehicle.costs.fixed + round(self.ridden_s * vehicle.costs.per_hour / 3600),
            setup=sum(step.setup for step in self.steps),
            service=sum(step.service for step in self.steps),
            duration=self.ridden_s,
            waiting_time=sum(step.waiting_time for step in self.steps),
            priority=self._priority(),
            delivery=self.delivery,
            pickup=self.pickup,
            distance=self.ridden_m if self.has_distances else None,
            steps=tuple(self.steps),
        )

    def _priority(self) -> int:
        """Of all served: a job's once, a shipment's for each of its ends, as VROOM counts it."""
        served = {planned.visit.request for stop in self.planned.stops for planned in stop.visits}
        jobs = sum(job.priority for job in self.ask.question.jobs if job_request(job) in served)
        shipments = [each for each in self.ask.question.shipments if shipment_request(each) in served]
        return jobs + 2 * sum(shipment.priority for shipment in shipments)

    def _pause_before(self, start_s: int | None) -> None:
        """The breaks that come before that time, or all left: on the way as far as it was ridden, or in a wait."""
        while self.to_come and (start_s is None or self.to_come[0].start_s < start_s):
            pause = self.to_come.pop(0)
            self._ride(min(self.left_s, max(0, pause.start_s - self.clock_s)))
            self._rest(pause)

    def _rest(self, planned: PlannedBreak) -> None:
        pause = self.pauses[planned.id]
        waits_s = planned.start_s - self.clock_s
        self._step("break", id=pause.id, description=pause.description, service=pause.service, waiting_time=waits_s)
        self.clock_s = planned.end_s

    def _make(self, planned: PlannedVisit) -> None:
        task = self.tasks[planned.visit]
        self._ride(self.left_s)
        self.load = tuple(here + task.sign * put for here, put in zip(self.load, (*task.amount, 0, 0), strict=False))
        self._step(
            task.kind,
            id=task.step.id,
            description=task.step.description,
            location=task.step.location,
            location_index=task.step.location_index,
            setup=planned.end_s - planned.start_s - task.step.service,
            service=task.step.service,
            waiting_time=planned.start_s - self.clock_s,
        )
        self.clock_s = planned.end_s

    def _ride(self, for_s: int) -> None:
        self.clock_s += for_s
        self.ridden_s += for_s
        self.left_s -= for_s

    def _step(self, kind: str, **fields: object) -> None:
        arrival = self.clock_s + self.ask.zero_s
        distance = self.ridden_m if self.has_distances else None
        self.steps.append(
            model.DoneStep(
                type=kind,
                arrival=arrival,
                duration=self.ridden_s,
                load=self.load,
                distance=distance,
                **fields,  # type: ignore[arg-type]
            )
        )
