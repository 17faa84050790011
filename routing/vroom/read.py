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

from routing.check import LONGEST_S, MOST_VISITS, check
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
from routing.vroom.refused import refused_fields

ESTIMATED_KMH = 25.0  # a motorbike in town with its stops; only where a file brings no matrix of its own
LEAD_S = 864_000  # kept before the first time of a file that counts in timestamps
TIMESTAMPS_FROM_S = LONGEST_S // 2
MOST_AMOUNTS = 2
MOST_PRIZE_S = 10_000_000
HIGHEST_PRIORITY = 100
ANY_SIZE = 1 << 64  # of what only bounds: above `LONGEST_S` it bounds nothing
MOST_ESTIMATED = 10_000  # tasks without a matrix: one is made of every place to every other


class Ask(NamedTuple):
    """A question with the instance made of it; `zero_s` is VROOM's time of the instance's second 0."""

    question: model.Question
    instance: Instance
    zero_s: int
    is_estimated: bool


def read_vroom(name: str, text: bytes) -> Ask:
    """Raises UnreadableFile, UnsupportedFeature (each field not honoured) and InvalidInstance (each contradiction)."""
    question = question_from_json(text)
    if problems := list(_problems(question)):
        raise InvalidInstance(problems)
    if problems := list(_unsupported(question)):
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


def tasks_of(question: model.Question) -> Iterator[tuple[str, str, model.Step]]:
    """Every task: its field, its type as VROOM's steps name it, and itself."""
    for index, job in enumerate(question.jobs):
        yield f"jobs[{index}]", "job", job
    for index, shipment in enumerate(question.shipments):
        yield f"shipments[{index}].pickup", "pickup", shipment.pickup
        yield f"shipments[{index}].delivery", "delivery", shipment.delivery


def job_request(job: model.Job) -> str:
    """The request's id for a job."""
    return f"job {job.id}"


def shipment_request(shipment: model.Shipment) -> str:
    """The request's id for a shipment."""
    return f"shipment {shipment.pickup.id}"


def _problems(question: model.Question) -> Iterator[Problem]:
    """What contradicts itself in VROOM's own words; the rest is judged on the instance."""
    tasks = sum(1 for _ in tasks_of(question))
    if tasks > MOST_VISITS or (tasks > MOST_ESTIMATED and not question.matrices):
        most = MOST_VISITS if question.matrices else MOST_ESTIMATED
        yield Problem("jobs", f"{tasks} việc, tối đa {most}", f"come to {tasks} tasks, at most {most} can be planned")
        return
    if not question.vehicles:
        yield Problem("vehicles", "không có xe nào: thêm ít nhất một", "holds no vehicle: give one at least")
    seen: set[tuple[str, int]] = set()
    named = [(field, kind, task.id) for field, kind, task in tasks_of(question)]
    for field, kind, number in [*named, *((field, kind, vehicle.id) for field, kind, vehicle in _vehicles(question))]:
        if (kind, number) in seen:
            yield Problem(f"{field}.id", f"mã {number} bị lặp", f"{number} stands more than once: use each id once")
        seen.add((kind, number))
    for field, _, task in tasks_of(question):
        yield from _place_problems(question, field, "", task.location, task.location_index, is_needed=True)
        yield from _window_problems(f"{field}.time_windows", task.time_windows)
        yield from _ranges(field, setup=(task.setup,), service=(task.service,))
    for index, job in enumerate(question.jobs):
        yield from _ranges(f"jobs[{index}]", delivery=job.delivery, pickup=job.pickup)
    for index, shipment in enumerate(question.shipments):
        yield from _ranges(f"shipments[{index}]", amount=shipment.amount)
    for index, vehicle in enumerate(question.vehicles):
        yield from _vehicle_problems(question, f"vehicles[{index}]", vehicle)
    for field, priority in _priorities(question):
        if not 0 <= priority <= HIGHEST_PRIORITY:
            yield Problem(field, f"{priority} ngoài 0–100", f"{priority} lies outside 0 to {HIGHEST_PRIORITY}")
    for profile, matrices in question.matrices.items():
        yield from _matrix_problems(f"matrices.{profile}", matrices)


def _ranges(field: str, most: int = LONGEST_S, **values: Sequence[int]) -> Iterator[Problem]:
    for name, each in values.items():
        for value in each:
            if not 0 <= value <= most:
                yield Problem(
                    f"{field}.{name}", f"{value} nằm ngoài khoảng 0–{most}", f"{value} lies outside 0 to {most}"
                )


def _vehicles(question: model.Question) -> Iterator[tuple[str, str, model.Vehicle]]:
    for index, vehicle in enumerate(question.vehicles):
        yield f"vehicles[{index}]", "vehicle", vehicle


def _priorities(question: model.Question) -> Iterator[tuple[str, int]]:
    for index, job in enumerate(question.jobs):
        yield f"jobs[{index}].priority", job.priority
    for index, shipment in enumerate(question.shipments):
        yield f"shipments[{index}].priority", shipment.priority


def _vehicle_problems(question: model.Question, field: str, vehicle: model.Vehicle) -> Iterator[Problem]:
    yield from _place_problems(question, field, "start", vehicle.start, vehicle.start_index, is_needed=False)
    yield from _place_problems(question, field, "end", vehicle.end, vehicle.end_index, is_needed=False)
    if vehicle.time_window is not None:
        yield from _window_problems(f"{field}.time_window", (vehicle.time_window,))
    for name in ("capacity", "max_distance"):
        value = getattr(vehicle, name)
        bounds = value if isinstance(value, tuple) else () if value is None else (value,)
        yield from _ranges(field, ANY_SIZE, **{name: bounds})
    for index, pause in enumerate(vehicle.breaks):
        yield from _window_problems(f"{field}.breaks[{index}].time_windows", pause.time_windows)
    if not 0 < vehicle.speed_factor <= 5:
        yield Problem(f"{field}.speed_factor", "phải trên 0, đến 5", "must be above 0 and at most 5")
    if vehicle.costs.fixed < 0 or vehicle.costs.per_hour < 0:
        yield Problem(f"{field}.costs", "không được âm", "must not be below 0")
    if question.matrices and vehicle.profile not in question.matrices:
        yield Problem(
            f"{field}.profile", f"{vehicle.profile!r} không có trong matrices", f"{vehicle.profile!r} has no matrices"
        )


def _place_problems(
    question: model.Question,
    field: str,
    end: str,
    location: tuple[float, float] | None,
    index: int | None,
    *,
    is_needed: bool,
) -> Iterator[Problem]:
    name = f"{end}_index" if end else "location_index"
    if question.matrices:
        size = min(len(matrices.durations) for matrices in question.matrices.values())
        if index is None and (is_needed or location is not None):
            yield Problem(f"{field}.{name}", "thiếu: có matrices thì phải ghi", "is missing: matrices ask for it")
        elif index is not None and not 0 <= index < size:
            yield Problem(
                f"{field}.{name}", f"{index} ngoài ma trận {size} hàng", f"{index} is no row of the {size} there are"
            )
    elif location is None and (is_needed or index is not None):
        yield Problem(
            f"{field}.{end or 'location'}",
            "thiếu toạ độ, mà cũng không có matrices",
            "is missing, and there are no matrices: give one of the two",
        )


def _window_problems(field: str, windows: Sequence[model.Window]) -> Iterator[Problem]:
    for index, (earliest, latest) in enumerate(windows):
        told = f"{earliest}–{latest}"
        if earliest > latest:
            yield Problem(f"{field}[{index}]", f"{told}: kết thúc trước khi bắt đầu", f"{told} ends before it starts")
        elif earliest < 0:
            yield Problem(f"{field}[{index}]", f"{told}: không được âm", f"{told} must not be below 0")


def _matrix_problems(field: str, matrices: model.Matrices) -> Iterator[Problem]:
    size = len(matrices.durations)
    for name, rows in (("durations", matrices.durations), ("distances", matrices.distances)):
        if rows is None:
            continue
        if len(rows) != size or any(len(row) != size for row in rows):
            yield Problem(f"{field}.{name}", "không vuông", f"must have {size} rows of {size} numbers")
        elif any(not 0 <= value <= LONGEST_S for row in rows for value in row):
            yield Problem(
                f"{field}.{name}",
                f"có số âm hoặc trên {LONGEST_S}",
                f"holds a number below 0 or above {LONGEST_S}: no route may use such a leg, leave the place out",
            )
        elif any(row[index] for index, row in enumerate(rows)):
            yield Problem(f"{field}.{name}", "đường chéo khác 0", "has a diagonal other than 0")


def _unsupported(question: model.Question) -> Iterator[Problem]:
    """What is honoured only in part, where it is asked for in full."""
    sizes = {len(vehicle.capacity) for vehicle in question.vehicles}
    amounts = [
        *((f"jobs[{i}].{name}", getattr(job, name)) for i, job in enumerate(question.jobs) for name in JOB_AMOUNTS),
        *((f"shipments[{i}].amount", shipment.amount) for i, shipment in enumerate(question.shipments)),
    ]
    most = 1 if any(task.setup for _, _, task in tasks_of(question)) else MOST_AMOUNTS
    for field, amount in [
        *amounts,
        *((f"vehicles[{i}].capacity", v.capacity) for i, v in enumerate(question.vehicles)),
    ]:
        if len(amount) > most:
            yield _refusal(
                field,
                f"tối đa {most} chiều (một chiều nếu có setup)",
                f"at most {most} dimensions are honoured (one where a setup is asked for)",
            )
        if amount and sizes != {len(amount)}:
            yield _refusal(
                field,
                "mọi capacity và khối lượng phải cùng số chiều",
                "every capacity and amount must have the same length",
            )
    for index, job in enumerate(question.jobs):
        if any(job.delivery) and any(job.pickup):
            yield _refusal(
                f"jobs[{index}].pickup",
                "việc vừa giao vừa lấy: tách thành hai việc",
                "a job that both delivers and picks up: split it into two jobs",
            )
    if len({vehicle.costs.per_hour for vehicle in question.vehicles}) > 1:
        yield _refusal(
            "vehicles.costs.per_hour",
            "giá mỗi giờ khác nhau: cho mọi xe cùng một giá",
            "hours of different price: give all vehicles the same",
        )
    for index, vehicle in enumerate(question.vehicles):
        yield from _unsupported_vehicle(question, f"vehicles[{index}]", vehicle)
    yield from _unsupported_setups(question)


JOB_AMOUNTS = ("delivery", "pickup")


def _unsupported_vehicle(question: model.Question, field: str, vehicle: model.Vehicle) -> Iterator[Problem]:
    if vehicle.start is None and vehicle.start_index is None:
        yield _refusal(f"{field}.start", "xe không có điểm đi: ghi điểm đi", "a vehicle without a start: give one")
    if vehicle.costs.per_hour == 0:
        yield _refusal(
            f"{field}.costs.per_hour", "giờ không có giá: cho một giá", "an hour that costs nothing: give it a price"
        )
    if vehicle.max_distance is not None and question.matrices and question.matrices[vehicle.profile].distances is None:
        yield _refusal(
            f"{field}.max_distance",
            "không có quãng đường: thêm ma trận distances",
            "there are no distances: give the matrix",
        )
    for index, pause in enumerate(vehicle.breaks):
        if len(pause.time_windows) != 1:
            yield _refusal(
                f"{field}.breaks[{index}].time_windows",
                "giờ nghỉ chỉ có một khung giờ",
                "a break has exactly one window",
            )
        if pause.service < 1:
            yield _refusal(
                f"{field}.breaks[{index}].service", "giờ nghỉ dài ít nhất một giây", "a break lasts a second at least"
            )


def _unsupported_setups(question: model.Question) -> Iterator[Problem]:
    """Setup is paid once at a place, so all tasks there must have the same."""
    kinds: dict[Any, tuple[int, int]] = {}
    has_setup = {_location(task) for _, _, task in tasks_of(question) if task.setup}
    for field, _, task in tasks_of(question):
        place = _location(task)
        if place in has_setup and kinds.setdefault(place, (task.setup, task.service)) != (task.setup, task.service):
            yield _refusal(
                f"{field}.setup",
                "các việc cùng một chỗ có setup phải cùng setup và service",
                "tasks at one place with a setup must have the same setup and service",
            )


def _refusal(field: str, vi: str, en: str) -> Problem:
    return Problem(field, f"chưa hỗ trợ: {vi}", f"is not honoured so: {en}")


def _location(task: model.Step) -> Any:
    return task.location_index if task.location_index is not None else task.location


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
        self.has_setup = any(task.setup for _, _, task in tasks_of(question))
        self.places: dict[Any, Place] = {}
        starts = [earliest for earliest, _ in self._windows()]
        first_s = min(starts, default=0)
        self.zero_s = max(0, first_s - LEAD_S) if first_s >= TIMESTAMPS_FROM_S else 0
        self.priorities = [priority for _, priority in _priorities(question)]

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
        for _, _, task in tasks_of(self.question):
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
        known = [(task.location_index, task.location) for _, _, task in tasks_of(self.question)]
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
        profiles = {(vehicle.profile, vehicle.speed_factor) for vehicle in self.question.vehicles}
        for profile, factor in sorted(profiles):
            if not self.question.matrices:
                places = tuple(self.places.values())
                yield estimate_travel(places, profile=_profile(profile, factor), speed_kmh=ESTIMATED_KMH * factor)
                continue
            matrices = self.question.matrices[profile]
            travel_s = np.array(matrices.durations, dtype=np.float64)
            distance_m = np.array(matrices.distances or np.zeros_like(travel_s), dtype=np.float64)
            yield TravelMatrix(
                profile=_profile(profile, factor),
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
        return Vehicle(
            id=str(vehicle.id),
            depot="depot",
            profile=_profile(vehicle.profile, vehicle.speed_factor),
            shift_start_s=opens_s,
            shift_end_s=closes_s,
            start_place=self._place(*self._start(vehicle)),
            end_place=self._place(vehicle.end_index, vehicle.end) if has_end else None,
            ends_anywhere=not has_end,
            breaks=tuple(self._break(pause) for pause in sorted(vehicle.breaks, key=lambda each: each.time_windows[0])),
            max_distance_m=None if vehicle.max_distance is None else min(vehicle.max_distance, LONGEST_S),
            capacity_items=_bounded(items),
            capacity_g=_bounded(grams),
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
        items, grams = (1, padded[0]) if self.has_setup else (padded[0], padded[1])
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


def _profile(profile: str, factor: float) -> str:
    return profile if factor == 1 else f"{profile} × {factor:g}"


def percent_of(factor: float) -> int:
    """The hundredths of a matrix's time that a vehicle of this speed takes, rounded as VROOM rounds it."""
    return round(100 / factor)


def _bounded(capacity: int | None) -> int | None:
    return None if capacity is None else min(capacity, LONGEST_S)
