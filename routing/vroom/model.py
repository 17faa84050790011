"""The shapes of VROOM's JSON, as its API (version 1.15) describes them: what is honoured of it, in and out.

Times are whole seconds, distances metres, positions lon and lat. Field names are VROOM's own.
"""

from collections.abc import Iterator

import msgspec

Window = tuple[int, int]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What a job and either end of a shipment have in common."""

    id: int
    description: str | None = None
    location: tuple[float, float] | None = None
    location_index: int | None = None
    setup: int = 0
    service: int = 0
    time_windows: tuple[Window, ...] = ()


class Job(Step, frozen=True, kw_only=True):
    """One visit; `delivery` is loaded at the vehicle's start, `pickup` brought to its end."""

    delivery: tuple[int, ...] = ()
    pickup: tuple[int, ...] = ()
    skills: tuple[int, ...] = ()
    priority: int = 0


class Shipment(msgspec.Struct, frozen=True, kw_only=True):
    """A load taken from one place to another by one vehicle."""

    pickup: Step
    delivery: Step
    amount: tuple[int, ...] = ()
    skills: tuple[int, ...] = ()
    priority: int = 0


class Pause(msgspec.Struct, frozen=True, kw_only=True):
    """A break, `service` long."""

    id: int
    time_windows: tuple[Window, ...] = ()
    service: int = 0
    description: str | None = None


class VehicleCosts(msgspec.Struct, frozen=True, kw_only=True):
    """What a vehicle costs once and for each hour of travel."""

    fixed: int = 0
    per_hour: int = 3600


class Vehicle(msgspec.Struct, frozen=True, kw_only=True):
    """A vehicle with its working hours."""

    id: int
    profile: str = "car"
    description: str | None = None
    start: tuple[float, float] | None = None
    start_index: int | None = None
    end: tuple[float, float] | None = None
    end_index: int | None = None
    capacity: tuple[int, ...] = ()
    costs: VehicleCosts = VehicleCosts()
    skills: tuple[int, ...] = ()
    time_window: Window | None = None
    breaks: tuple[Pause, ...] = ()
    speed_factor: float = 1.0
    max_distance: int | None = None
    max_travel_time: int | None = None
    max_tasks: int | None = None


class Matrices(msgspec.Struct, frozen=True, kw_only=True):
    """Travel of one profile: rows from, columns to."""

    durations: list[list[int]]
    distances: list[list[int]] | None = None


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A whole input file."""

    vehicles: tuple[Vehicle, ...]
    jobs: tuple[Job, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    matrices: dict[str, Matrices] = {}


def tasks_of(question: Question) -> Iterator[tuple[str, str, Step]]:
    """Every task: its field, its type as VROOM's steps name it, and itself."""
    for index, job in enumerate(question.jobs):
        yield f"jobs[{index}]", "job", job
    for index, shipment in enumerate(question.shipments):
        yield f"shipments[{index}].pickup", "pickup", shipment.pickup
        yield f"shipments[{index}].delivery", "delivery", shipment.delivery


class DoneStep(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A step of a route; `duration` is the travel up to it, `load` what is on board after it."""

    type: str
    arrival: int
    duration: int
    setup: int = 0
    service: int = 0
    waiting_time: int = 0
    id: int | None = None
    description: str | None = None
    location: tuple[float, float] | None = None
    location_index: int | None = None
    load: tuple[int, ...] = ()
    distance: int | None = None
    violations: tuple[msgspec.Raw, ...] = ()


class DoneRoute(msgspec.Struct, frozen=True, kw_only=True):
    """A vehicle's route and its sums."""

    vehicle: int
    cost: int
    setup: int
    service: int
    duration: int
    waiting_time: int
    priority: int
    steps: tuple[DoneStep, ...]
    delivery: tuple[int, ...] = ()
    pickup: tuple[int, ...] = ()
    distance: int | None = None
    description: str | None = None
    violations: tuple[msgspec.Raw, ...] = ()


class LeftOut(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A task that no route serves; `reason` is ours, beside what VROOM tells."""

    id: int
    type: str
    description: str | None = None
    location: tuple[float, float] | None = None
    location_index: int | None = None
    reason: str | None = None


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The sums of all routes; `estimated`: ours, travel is a guess no road network stands behind."""

    cost: int
    routes: int
    unassigned: int
    setup: int
    service: int
    duration: int
    waiting_time: int
    priority: int
    delivery: tuple[int, ...] = ()
    pickup: tuple[int, ...] = ()
    distance: int | None = None
    estimated: bool = False
    violations: tuple[msgspec.Raw, ...] = ()


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A whole output file; `code` 0: no error."""

    code: int
    summary: Summary
    unassigned: tuple[LeftOut, ...]
    routes: tuple[DoneRoute, ...]
