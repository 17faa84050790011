"""What of VROOM's JSON is not honoured, and what is none of its fields: named wherever it stands."""

from collections.abc import Iterator, Mapping
from typing import Any

from routing.errors import Problem

STEP = {"id", "description", "location", "location_index", "setup", "service", "time_windows"}
HONOURED: dict[str, set[str]] = {
    "": {"jobs", "shipments", "vehicles", "matrices"},
    "jobs": STEP | {"delivery", "pickup", "skills", "priority"},
    "shipments": {"pickup", "delivery", "amount", "skills", "priority"},
    "shipments.pickup": STEP,
    "shipments.delivery": STEP,
    "vehicles": {
        "id",
        "profile",
        "description",
        "start",
        "start_index",
        "end",
        "end_index",
        "capacity",
        "costs",
        "skills",
        "time_window",
        "breaks",
        "speed_factor",
        "max_distance",
        "max_travel_time",
        "max_tasks",
    },
    "vehicles.costs": {"fixed", "per_hour"},
    "vehicles.breaks": {"id", "time_windows", "service", "description"},
    "matrices": {"durations", "distances"},
}
NEUTRAL: dict[tuple[str, str], Any] = {("vehicles.costs", "per_km"): 0, ("vehicles.costs", "per_task_hour"): 0}
"""Values that ask for nothing: a field that says no more than this is let pass."""
REMEDIES = {
    "amount": ("dùng delivery hoặc pickup", "use delivery or pickup"),
    "matrix": ("dùng matrices.car.durations", "use matrices.car.durations"),
    "steps": ("bỏ đi: bộ lập tuyến tự xếp thứ tự", "drop it: the planner orders the steps itself"),
    "costs": ("dùng durations", "use durations"),
}


def refused_fields(document: Mapping[str, Any]) -> list[Problem]:
    """Every field that the planner would have to ignore; empty when it honours all that is asked."""
    return list(_refused("", "", document))


def _refused(kind: str, path: str, value: Any) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        return
    for name, inner in value.items():
        field = f"{path}.{name}" if path else str(name)
        if kind == "matrices" and path == "matrices":
            yield from _refused("matrices", field, inner)
        elif name in HONOURED[kind]:
            yield from _refused_within(f"{kind}.{name}" if kind else str(name), field, inner)
        elif inner != NEUTRAL.get((kind, name), ...):
            vi, en = REMEDIES.get(name, ("bỏ đi", "drop it"))
            yield Problem(field, f"chưa hỗ trợ: {vi}", f"is not honoured: {en}")


def _refused_within(kind: str, field: str, value: Any) -> Iterator[Problem]:
    if kind not in HONOURED:
        return
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _refused(kind, f"{field}[{index}]", inner)
    else:
        yield from _refused(kind, field, value)
