"""What this engine does not honour yet: refused by name wherever an instance asks for it, never ignored."""

from collections.abc import Iterator

from routing.errors import Problem
from routing.instance import Instance, Vehicle


def unsupported_features(instance: Instance) -> list[Problem]:
    """Every use of a feature that the engine would have to ignore; empty when it honours all that is asked."""
    return [
        *(
            problem
            for index, vehicle in enumerate(instance.vehicles)
            for problem in _vehicle_features(f"vehicles[{index}]", vehicle)
        ),
        *_cost_features(instance),
    ]


def _vehicle_features(field: str, vehicle: Vehicle) -> Iterator[Problem]:
    if vehicle.max_overtime_s > 0:
        yield Problem(
            f"{field}.max_overtime_s",
            "chưa hỗ trợ làm thêm giờ: để 0 và lùi giờ hết ca",
            "overtime is not honoured yet: set 0 and end the shift later",
        )


def _cost_features(instance: Instance) -> Iterator[Problem]:
    costs = instance.costs
    if costs.imbalance_percent:
        yield Problem(
            "costs.imbalance_percent",
            "chưa hỗ trợ chi phí mất cân bằng: để 0",
            "the cost of imbalance is not honoured yet: set 0",
        )
    if costs.late_percent and any(request.due_s is not None for request in instance.requests):
        yield Problem(
            "costs.late_percent",
            "chưa hỗ trợ chi phí trễ hạn: để 0 và tăng prize_s của yêu cầu gần hạn",
            "the cost of lateness is not honoured yet: set 0 and raise the prize_s of what is nearly due",
        )
