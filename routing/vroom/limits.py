"""VROOM's `max_travel_time` and `max_tasks` by what the model has: a way measured in seconds, a load of one a task.

Both are exact. A way measured in seconds leaves no room for one in metres, a load of one a task none for a second
dimension, nor for tasks that bring a load beside tasks that take one, which no load counts together.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from routing.errors import Problem
from routing.plan import Constraint
from routing.vroom import model
from routing.words import Limit, Words

SECONDS: Final = Limit(
    Words(
        "{vehicle} sẽ đi trên đường {needed} giây, tối đa {available}",
        "{vehicle} would travel for {needed} s, at most {available} are allowed",
    ),
    Words(" (cần thêm {short} giây)", " (needs {short} s more)"),
)
TASKS: Final = Limit(
    Words(
        "{vehicle} sẽ có {needed} việc, tối đa {available}", "{vehicle} would have {needed} tasks, at most {available}"
    ),
    Words(" (cần thêm {short} việc)", " (needs {short} more)"),
)


def measures_time(vehicle: model.Vehicle) -> bool:
    """Whether the vehicle's way is measured in seconds."""
    return vehicle.max_travel_time is not None


def counts_tasks(question: model.Question) -> bool:
    """Whether the second dimension of loads is a count of tasks."""
    return any(vehicle.max_tasks is not None for vehicle in question.vehicles)


def limits_in_words(question: model.Question, vehicle: str | None) -> Mapping[Constraint, Limit]:
    """How the limits of one vehicle are called where they stand for another."""
    said = {Constraint.CAPACITY_WEIGHT: TASKS} if counts_tasks(question) else {}
    timed = {str(each.id) for each in question.vehicles if measures_time(each)}
    return said | ({Constraint.DISTANCE: SECONDS} if vehicle in timed else {})


def unsupported_limits(question: model.Question) -> Iterator[Problem]:
    """Limits that cannot stand together."""
    for index, vehicle in enumerate(question.vehicles):
        if measures_time(vehicle) and vehicle.max_distance is not None:
            yield Problem(
                f"vehicles[{index}].max_travel_time",
                "chưa hỗ trợ cùng với max_distance: bỏ một trong hai",
                "is not honoured beside max_distance: drop one of the two",
            )
        if vehicle.max_tasks is not None and (why := _uncountable(question)):
            yield Problem(f"vehicles[{index}].max_tasks", f"chưa hỗ trợ {why.vi}", f"is not honoured {why.en}")


def _uncountable(question: model.Question) -> Words | None:
    """Why the tasks of the question cannot be counted as a load."""
    if question.shipments or any(job.setup for job in question.jobs):
        return Words("cùng với shipments hoặc setup", "beside shipments or a setup")
    if any(len(vehicle.capacity) > 1 for vehicle in question.vehicles):
        return Words("cùng với capacity hai chiều", "beside a capacity of two dimensions")
    if len({any(job.pickup) for job in question.jobs}) > 1:
        return Words("khi có việc lấy bên cạnh việc khác", "where some jobs pick up and others do not")
    return None
