"""VROOM's question as an instance: places are its locations, requests its jobs and shipments in order.

What differs, and how it is met: a vehicle starts with all it delivers on board wherever it starts, which is one depot
with vehicles that start elsewhere; setup is the part of a service paid once at a place; priorities are prizes;
an hour's price, the same for all, only weighs the fixed cost; times are counted from a little before the first.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec
import numpy as np

from routing.check import LONGEST_S, check
from routing.errors import InvalidInstance, Problem, UnreadableFile, UnsupportedFeature
from routing.instance import (
    AnyRequest,
    Break,
    Delivery,
    Depot,
    Instance,
    Pickup,
    Place,
    ServiceKind,
    Shipment,
    TimeWindow,
    TravelMatrix,
    Vehicle,
    Visit,
)
from routing.reading import telling
from routing.travel import estimate_travel
from routing.vroom import model
from routing.vroom.limits import counts_tasks, measures_time
from routing.vroom.problems import contradictions, priorities, unsupported
from routing.vroom.refused import refused_fields

ESTIMATED_KMH = 25.0  # a motorbike in town with its stops; only where a file brings no matrix of its own
LEAD_S = 864_000  # kept before the first time of a file that counts in timestamps
TIMESTAMPS_FROM_S = LONGEST_S // 2
MOST_PRIZE_S = 10_000_000


class Ask(NamedTuple):
    """A question with the instance made of it; `zero_s` is VROOM's time of the instance's second 0."""

    question: model.Question
    instance: Instance
    zero_s: int
    is_estimated: bool


def read_vroom(name: str, text: bytes) -> Ask:
    """Raises UnreadableFile, UnsupportedFeature (each field not honoured) and InvalidInstance (each contradiction)."""
    question = question_from_json(text)
    if problems := list(contradictions(question)):
        raise InvalidInstance(problems)
    if problems := list(unsupported(question)):
        raise UnsupportedFeature(problems)
    ask = _Reader(name, question).ask()
    if problems := [_renamed(problem, len(question.jobs)) for problem in check(ask.instance)]:
        raise InvalidInstance(problems)
    return ask


def question_from_json(text: bytes) -> model.Question:
    """The file's shapes alone. Raises UnreadableFile and UnsupportedFeature."""
    with telling("tệp VROOM", "VROOM file"):
        document = msgspec.json.decode(text)
        if not isinstance(document, dict):
            raise UnreadableFile("không phải tệp VROOM: cần một đối tượng", "is no VROOM file: expected an object")
        if problems := refused_fields(document):
            raise UnsupportedFeature(problems)
        return msgspec.convert(document, model.Question)


def job_request(job: model.Job) -> str:
    """The request's id for a job."""
    return f"job {job.id}"


def shipment_request(shipment: model.Shipment) -> str:
    """The request's id for a shipment."""
    return f"shipment {shipment.pickup.id}"


def _renamed(problem: Problem, jobs: int) -> Problem:
    """The problem under VROOM's names."""

    def owner(match: re.Match[str]) -> str:
        index = int(match[1])
        return f"jobs[{index}]" if index < jobs else f"shipments[{index - jobs}]"

    field = re.sub(r"^requests\[(\d+)\]", owner, problem.field).replace(".visit.", ".")
    return msgspec.structs.replace(problem, field=field.replace("windows[", "time_windows["))


class _Reader:
    """One question on its way to an instance."""

    def __init__(self, name: str, question: model.Question) -> None:
        self.name, self.question = name, question
        self.has_setup = any(task.setup for _, _, task in model.tasks_of(question))
        self.counts_tasks = counts_tasks(question)
        self.places: dict[Any, Place] = {}
        starts = [earliest for earliest, _ in self._windows()]
        first_s = min(starts, default=0)
        self.zero_s = max(0, first_s - LEAD_S) if first_s >= TIMESTAMPS_FROM_S else 0
        self.priorities = [priority for _, priority in priorities(question)]

    def ask(self) -> Ask:
        question = self.question
        self._note_places()
        services: dict[str, ServiceKind] = {}
        requests: list[AnyRequest] = [self._job(job, services) for job in question.jobs]
        requests += [self._shipment(shipment, services) for shipment in question.shipments]
        travel = tuple(self._travel())
        instance = Instance(
            name=self.name,
            origin_at=datetime.fromtimestamp(self.zero_s, tz=UTC),
            places=tuple(self.places.values()),
            depots=(Depot(id="depot", place=self._place(*self._start(question.vehicles[0]))),),
            vehicles=tuple(self._vehicle(vehicle) for vehicle in question.vehicles),
            services=tuple(services.values()),
            requests=tuple(requests),
            travel=travel,
        )
        return Ask(question, instance, self.zero_s, any(matrix.is_estimated for matrix in travel))

    def _windows(self) -> Iterator[model.Window]:
        for _, _, task in model.tasks_of(self.question):
            yield from task.time_windows
        for vehicle in self.question.vehicles:
            if vehicle.time_window is not None:
                yield vehicle.time_window
            for pause in vehicle.breaks:
                yield from pause.time_windows

    # Places and travel

    def _note_places(self) -> None:
        """With matrices, one for each row in their order; else one for each position."""
        if self.question.matrices:
            size = len(next(iter(self.question.matrices.values())).durations)
            self.places = {index: Place(id=str(index), lon=0.0, lat=0.0) for index in range(size)}
        known = [(task.location_index, task.location) for _, _, task in model.tasks_of(self.question)]
        for vehicle in self.question.vehicles:
            known += [(vehicle.start_index, vehicle.start), (vehicle.end_index, vehicle.end)]
        for index, location in known:
            if location is None:
                continue
            key: Any = index if self.question.matrices else location
            name = str(index) if self.question.matrices else f"{location[0]:g},{location[1]:g}"
            self.places[key] = Place(id=name, lon=location[0], lat=location[1])

    def _place(self, index: int | None, location: tuple[float, float] | None) -> str:
        return self.places[index if self.question.matrices else location].id

    def _start(self, vehicle: model.Vehicle) -> tuple[int | None, tuple[float, float] | None]:
        return vehicle.start_index, vehicle.start

    def _travel(self) -> Iterator[TravelMatrix]:
        vehicles = self.question.vehicles
        profiles = {(vehicle.profile, vehicle.speed_factor, measures_time(vehicle)) for vehicle in vehicles}
        for profile, factor, is_timed in sorted(profiles):
            made = self._matrix(profile, factor, _profile(profile, factor, is_timed))
            yield msgspec.structs.replace(made, distance_m=made.travel_s) if is_timed else made

    def _matrix(self, profile: str, factor: float, name: str) -> TravelMatrix:
        if not self.question.matrices:
            places = tuple(self.places.values())
            return estimate_travel(places, profile=name, speed_kmh=ESTIMATED_KMH * factor)
        matrices = self.question.matrices[profile]
        travel_s = np.array(matrices.durations, dtype=np.float64)
        distance_m = np.array(matrices.distances or np.zeros_like(travel_s), dtype=np.float64)
        return TravelMatrix(
            profile=name,
            provider="vroom",
            is_estimated=False,
            travel_s=np.minimum(np.ceil(travel_s * percent_of(factor) / 100), LONGEST_S).astype(np.int32),
            distance_m=distance_m.astype(np.int32),
        )

    # Vehicles

    def _vehicle(self, vehicle: model.Vehicle) -> Vehicle:
        opens_s, closes_s = self._span(vehicle.time_window) if vehicle.time_window else (0, LONGEST_S)
        has_end = vehicle.end is not None or vehicle.end_index is not None
        capacity = [*vehicle.capacity, None, None]
        items, grams = (None, capacity[0]) if self.has_setup else (capacity[0], capacity[1])
        most_way = vehicle.max_travel_time if measures_time(vehicle) else vehicle.max_distance
        return Vehicle(
            id=str(vehicle.id),
            depot="depot",
            profile=_profile(vehicle.profile, vehicle.speed_factor, measures_time(vehicle)),
            shift_start_s=opens_s,
            shift_end_s=closes_s,
            start_place=self._place(*self._start(vehicle)),
            end_place=self._place(vehicle.end_index, vehicle.end) if has_end else None,
            ends_anywhere=not has_end,
            breaks=tuple(self._break(pause) for pause in sorted(vehicle.breaks, key=lambda each: each.time_windows[0])),
            max_distance_m=_bounded(most_way),
            capacity_items=_bounded(items),
            capacity_g=_bounded(vehicle.max_tasks if self.counts_tasks else grams),
            skills=tuple(map(str, vehicle.skills)),
            fixed_cost_s=min(LONGEST_S, vehicle.costs.fixed * 3600 // vehicle.costs.per_hour),
        )

    def _break(self, pause: model.Pause) -> Break:
        earliest_s, latest_s = self._span(pause.time_windows[0])
        return Break(id=str(pause.id), earliest_s=earliest_s, latest_s=latest_s, duration_s=pause.service)

    def _span(self, window: model.Window) -> tuple[int, int]:
        earliest_s, latest_s = (max(0, min(LONGEST_S, time_s - self.zero_s)) for time_s in window)
        return earliest_s, latest_s

    # Tasks

    def _job(self, job: model.Job, services: dict[str, ServiceKind]) -> AnyRequest:
        visit = self._visit("job", job, services)
        carried = job.pickup if any(job.pickup) else job.delivery
        make = Pickup if any(job.pickup) else Delivery
        return make(id=job_request(job), depot="depot", visit=visit, **self._common(carried, job.skills, job.priority))

    def _shipment(self, shipment: model.Shipment, services: dict[str, ServiceKind]) -> AnyRequest:
        return Shipment(
            id=shipment_request(shipment),
            pickup=self._visit("pickup", shipment.pickup, services),
            delivery=self._visit("delivery", shipment.delivery, services),
            **self._common(shipment.amount, shipment.skills, shipment.priority),
        )

    def _common(self, amount: Sequence[int], skills: Sequence[int], priority: int) -> dict[str, Any]:
        padded = [*amount, 0, 0]
        items, grams = (1, padded[0]) if self.has_setup else (padded[0], 1 if self.counts_tasks else padded[1])
        return {"items": items, "weight_g": grams, "skills": tuple(map(str, skills)), "prize_s": self._prize(priority)}

    def _prize(self, priority: int) -> int | None:
        """Where all matter alike each is served whenever it can be; else one of priority p is worth 1 + p of none."""
        if len(set(self.priorities)) < 2:
            return None
        return (1 + priority) * min(MOST_PRIZE_S, LONGEST_S // (1 + max(self.priorities)))

    def _visit(self, kind: str, task: model.Step, services: dict[str, ServiceKind]) -> Visit:
        place = self._place(task.location_index, task.location)
        if self.has_setup and task.setup:
            service = ServiceKind(id=f"setup at {place}", fixed_s=task.setup, per_item_s=task.service)
        else:  # of its own kind, so that two at one place pay each its own
            service = ServiceKind(id=f"{kind} {task.id}", fixed_s=task.service)
        services[service.id] = service
        spans = [self._span(window) for window in task.time_windows]
        windows = tuple(TimeWindow(earliest_s=earliest_s, latest_s=latest_s) for earliest_s, latest_s in spans)
        return Visit(place=place, service=service.id, windows=windows)


def _profile(profile: str, factor: float, is_timed: bool) -> str:
    return profile + ("" if factor == 1 else f" × {factor:g}") + (", s" if is_timed else "")


def percent_of(factor: float) -> int:
    """The hundredths of a matrix's time that a vehicle of this speed takes, rounded as VROOM rounds it."""
    return round(100 / factor)


def _bounded(capacity: int | None) -> int | None:
    return None if capacity is None else min(capacity, LONGEST_S)
