"""What this engine does not honour yet: refused by name wherever an instance asks for it, never ignored."""

from collections.abc import Iterator

from routing.errors import Problem
from routing.instance import Depot, Instance, Vehicle


def unsupported_features(instance: Instance) -> list[Problem]:
    """Every use of a feature that the engine would have to ignore; empty when it honours all that is asked."""
    return [
        *(
            problem
            for index, depot in enumerate(instance.depots)
            for problem in _depot_features(f"depots[{index}]", depot)
        ),
        *(
            problem
            for index, vehicle in enumerate(instance.vehicles)
            for problem in _vehicle_features(f"vehicles[{index}]", vehicle)
        ),
        *_cost_features(instance),
    ]


def _depot_features(field: str, depot: Depot) -> Iterator[Problem]:
    if depot.waves_s:
        yield Problem(
            f"{field}.waves_s",
            "chưa hỗ trợ đợt xuất phát: để trống, hoặc dùng release_s của từng yêu cầu",
            "departure waves are not honoured yet: leave empty, or use each request's release_s",
        )
    if depot.loading is not None:
        yield Problem(
            f"{field}.loading",
            "chưa hỗ trợ thời gian xếp hàng tại bưu cục: để trống và cho ca bắt đầu muộn hơn",
            "loading time is not honoured yet: leave empty and start the shift later",
        )


def _vehicle_features(field: str, vehicle: Vehicle) -> Iterator[Problem]:
    if vehicle.max_trips > 1:
        yield Problem(
            f"{field}.max_trips",
            "chưa hỗ trợ nhiều chuyến trong một ca: để 1, hoặc khai mỗi chuyến là một ca",
            "several trips are not honoured yet: set 1, or give each trip as a vehicle of its own",
        )
    if vehicle.max_overtime_s > 0:
        yield Problem(
            f"{field}.max_overtime_s",
            "chưa hỗ trợ làm thêm giờ: để 0 và lùi giờ hết ca",
            "overtime is not honoured yet: set 0 and end the shift later",
        )
    if vehicle.locked:
        yield Problem(
            f"{field}.locked",
            "chưa hỗ trợ giữ nguyên phần đầu tuyến: bỏ các điểm đã xong và ghim yêu cầu vào xe",
            "locked visits are not honoured yet: drop those done and pin requests to the vehicle",
        )


def _cost_features(instance: Instance) -> Iterator[Problem]:
    costs = instance.costs
    if costs.against_habit_s and any(vehicle.habitual_order for vehicle in instance.vehicles):
        yield Problem(
            "costs.against_habit_s",
            "chưa hỗ trợ chi phí trái thói quen tuyến: để 0",
            "the cost against the habitual order is not honoured yet: set 0",
        )
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
