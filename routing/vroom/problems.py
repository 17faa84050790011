"""What of VROOM's question contradicts itself, and what is honoured only in part where it is asked for in full."""

from collections.abc import Iterator, Sequence
from typing import Any

from routing.check import LONGEST_S, MOST_VISITS
from routing.errors import Problem
from routing.vroom import model
from routing.vroom.limits import unsupported_limits

MOST_AMOUNTS = 2
HIGHEST_PRIORITY = 100
ANY_SIZE = 1 << 64  # of what only bounds: above `LONGEST_S` it bounds nothing
MOST_ESTIMATED = 10_000  # tasks without a matrix: one is made of every place to every other


def contradictions(question: model.Question) -> Iterator[Problem]:
    """What contradicts itself in VROOM's own words; the rest is judged on the instance."""
    tasks = sum(1 for _ in model.tasks_of(question))
    if tasks > MOST_VISITS or (tasks > MOST_ESTIMATED and not question.matrices):
        most = MOST_VISITS if question.matrices else MOST_ESTIMATED
        yield Problem("jobs", f"{tasks} việc, tối đa {most}", f"come to {tasks} tasks, at most {most} can be planned")
        return
    if not question.vehicles:
        yield Problem("vehicles", "không có xe nào: thêm ít nhất một", "holds no vehicle: give one at least")
    seen: set[tuple[str, int]] = set()
    named = [(field, kind, task.id) for field, kind, task in model.tasks_of(question)]
    for field, kind, number in [*named, *((field, kind, vehicle.id) for field, kind, vehicle in _vehicles(question))]:
        if (kind, number) in seen:
            yield Problem(f"{field}.id", f"mã {number} bị lặp", f"{number} stands more than once: use each id once")
        seen.add((kind, number))
    for field, _, task in model.tasks_of(question):
        yield from _place_problems(question, field, "", task.location, task.location_index, is_needed=True)
        yield from _window_problems(f"{field}.time_windows", task.time_windows)
        yield from _ranges(field, setup=(task.setup,), service=(task.service,))
    for index, job in enumerate(question.jobs):
        yield from _ranges(f"jobs[{index}]", delivery=job.delivery, pickup=job.pickup)
    for index, shipment in enumerate(question.shipments):
        yield from _ranges(f"shipments[{index}]", amount=shipment.amount)
    for index, vehicle in enumerate(question.vehicles):
        yield from _vehicle_problems(question, f"vehicles[{index}]", vehicle)
    for field, priority in priorities(question):
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


def priorities(question: model.Question) -> Iterator[tuple[str, int]]:
    for index, job in enumerate(question.jobs):
        yield f"jobs[{index}].priority", job.priority
    for index, shipment in enumerate(question.shipments):
        yield f"shipments[{index}].priority", shipment.priority


def _vehicle_problems(question: model.Question, field: str, vehicle: model.Vehicle) -> Iterator[Problem]:
    yield from _place_problems(question, field, "start", vehicle.start, vehicle.start_index, is_needed=False)
    yield from _place_problems(question, field, "end", vehicle.end, vehicle.end_index, is_needed=False)
    if vehicle.time_window is not None:
        yield from _window_problems(f"{field}.time_window", (vehicle.time_window,))
    for name in ("capacity", "max_distance", "max_travel_time", "max_tasks"):
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


def unsupported(question: model.Question) -> Iterator[Problem]:
    """What is honoured only in part, where it is asked for in full."""
    sizes = {len(vehicle.capacity) for vehicle in question.vehicles}
    amounts = [
        *((f"jobs[{i}].{name}", getattr(job, name)) for i, job in enumerate(question.jobs) for name in JOB_AMOUNTS),
        *((f"shipments[{i}].amount", shipment.amount) for i, shipment in enumerate(question.shipments)),
    ]
    most = 1 if any(task.setup for _, _, task in model.tasks_of(question)) else MOST_AMOUNTS
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
    yield from unsupported_limits(question)


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
    has_setup = {_location(task) for _, _, task in model.tasks_of(question) if task.setup}
    for field, _, task in model.tasks_of(question):
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
