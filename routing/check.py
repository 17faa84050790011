"""Judges an instance before any planning: every contradiction in it, by field and with the remedy."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from routing.errors import Problem
from routing.instance import (
    Action,
    AnyRequest,
    Delivery,
    Depot,
    Instance,
    Pickup,
    Place,
    Shipment,
    TimeWindow,
    TravelMatrix,
    Vehicle,
    Visit,
    VisitRef,
    visits_of,
)

Known = Mapping[str, frozenset[str]]  # the ids that stand in each list of the instance

LONGEST_S = 1_000_000_000  # the engine adds times as 32-bit-sized numbers; this is some 31 years
MOST_VISITS = 40_000  # four times the largest day measured; more would neither end nor fit into memory
MOST_PLACES = 24_000


def check(instance: Instance) -> list[Problem]:
    """All problems of an instance; empty when it can be planned. Where it is too large, that alone is told."""
    return list(_size_problems(instance)) or list(_problems(instance))


def _size_problems(instance: Instance) -> Iterator[Problem]:
    visits = sum(len(visits_of(request)) for request in instance.requests)
    for field, number, most in (("requests", visits, MOST_VISITS), ("places", len(instance.places), MOST_PLACES)):
        if number > most:
            yield Problem(
                field,
                f"có {number}, tối đa {most}: chia theo địa bàn thành nhiều lần lập tuyến",
                f"come to {number}, at most {most} can be planned at once: divide by territory",
            )


def _problems(instance: Instance) -> Iterator[Problem]:
    ids = {
        "places": [place.id for place in instance.places],
        "depots": [depot.id for depot in instance.depots],
        "vehicles": [vehicle.id for vehicle in instance.vehicles],
        "services": [service.id for service in instance.services],
        "requests": [request.id for request in instance.requests],
        "travel": [each.profile for each in instance.travel] + [each.profile for each in instance.estimates],
    }
    yield from _repeated_ids(ids | _inner_ids(instance))
    known = {name: frozenset(values) for name, values in ids.items()}
    known["territories"] = frozenset(place.territory for place in instance.places if place.territory is not None)
    if instance.origin_at.tzinfo is None:
        yield Problem("origin_at", "thiếu múi giờ: ghi rõ múi giờ", "has no time zone: give one")
    for index, place in enumerate(instance.places):
        yield from _place_problems(f"places[{index}]", place)
    for index, depot in enumerate(instance.depots):
        yield from _depot_problems(f"depots[{index}]", depot, known)
    for index, service in enumerate(instance.services):
        yield from _range(f"services[{index}].fixed_s", service.fixed_s)
        yield from _range(f"services[{index}].per_item_s", service.per_item_s)
    for index, vehicle in enumerate(instance.vehicles):
        yield from _vehicle_problems(f"vehicles[{index}]", vehicle, known)
    for index, request in enumerate(instance.requests):
        yield from _request_problems(f"requests[{index}]", request, known)
    for index, matrix in enumerate(instance.travel):
        yield from _matrix_problems(f"travel[{index}]", matrix, len(instance.places))
    for index, estimate in enumerate(instance.estimates):
        yield from _bounds(f"estimates[{index}].speed_kmh", estimate.speed_kmh, 1, 1000)
        yield from _bounds(f"estimates[{index}].circuity", estimate.circuity, 1, 5)
    for name in instance.costs.__struct_fields__:
        yield from _range(f"costs.{name}", getattr(instance.costs, name))
    yield from _named_visit_problems(instance, known)
    yield from _on_board_problems(instance)


def _inner_ids(instance: Instance) -> dict[str, list[str]]:
    ids = {"published": [route.vehicle for route in instance.published]}
    for index, vehicle in enumerate(instance.vehicles):
        ids[f"vehicles[{index}].breaks"] = [pause.id for pause in vehicle.breaks]
    return ids


def _repeated_ids(ids: Mapping[str, list[str]]) -> Iterator[Problem]:
    for field, values in ids.items():
        for repeated, times in Counter(values).items():
            if times > 1:
                yield Problem(
                    field,
                    f"mã {repeated!r} có {times} lần: mỗi mã chỉ dùng một lần",
                    f"{repeated!r} stands {times} times: use each once",
                )


def _place_problems(field: str, place: Place) -> Iterator[Problem]:
    if not -180 <= place.lon <= 180:
        yield _outside(f"{field}.lon", place.lon, -180, 180)
    if not -90 <= place.lat <= 90:
        yield _outside(f"{field}.lat", place.lat, -90, 90)
    yield from _range(f"{field}.position_uncertainty_m", place.position_uncertainty_m)


def _depot_problems(field: str, depot: Depot, known: Known) -> Iterator[Problem]:
    yield from _known(f"{field}.place", depot.place, known, "places")
    if depot.loading is not None:
        yield from _known(f"{field}.loading", depot.loading, known, "services")
    yield from _range(f"{field}.reload_s", depot.reload_s)
    for index, wave_s in enumerate(depot.waves_s):
        yield from _range(f"{field}.waves_s[{index}]", wave_s)


def _vehicle_problems(field: str, vehicle: Vehicle, known: Known) -> Iterator[Problem]:
    yield from _known(f"{field}.depot", vehicle.depot, known, "depots")
    yield from _known(f"{field}.profile", vehicle.profile, known, "travel")
    for name, place in (("start_place", vehicle.start_place), ("end_place", vehicle.end_place)):
        if place is not None:
            yield from _known(f"{field}.{name}", place, known, "places")
    for index, name in enumerate(vehicle.habitual_order):
        if name not in known["territories"]:
            yield from _known(f"{field}.habitual_order[{index}]", name, known, "places")
    if vehicle.ends_anywhere and vehicle.end_place is not None:
        yield Problem(
            f"{field}.end_place",
            "đã ghi kết thúc ở bất kỳ đâu: bỏ điểm kết thúc hoặc bỏ ends_anywhere",
            "contradicts ends_anywhere: drop one of the two",
        )
    yield from _range(f"{field}.shift_start_s", vehicle.shift_start_s)
    yield from _range(f"{field}.shift_end_s", vehicle.shift_end_s, vehicle.shift_start_s)
    yield from _range(f"{field}.share_of_day_percent", vehicle.share_of_day_percent, 1, 100)
    yield from _range(f"{field}.max_overtime_s", vehicle.max_overtime_s)
    yield from _range(f"{field}.max_trips", vehicle.max_trips, 1)
    yield from _range(f"{field}.fixed_cost_s", vehicle.fixed_cost_s)
    for name, bound in (
        ("max_distance_m", vehicle.max_distance_m),
        ("capacity_items", vehicle.capacity_items),
        ("capacity_g", vehicle.capacity_g),
    ):
        if bound is not None:
            yield from _range(f"{field}.{name}", bound)
    yield from _break_problems(field, vehicle)
    yield from _started_problems(field, vehicle, known)


def _started_problems(field: str, vehicle: Vehicle, known: Known) -> Iterator[Problem]:
    """Visits done stand before those to come, in the order of their times, on a route under way."""
    done = [locked.done_s for locked in vehicle.locked]
    last_s = max((done_s for done_s in done if done_s is not None), default=None)
    if any(before is None and after is not None for before, after in pairwise(done)):
        yield Problem(
            f"{field}.locked",
            "điểm đã xong đứng sau điểm chưa làm: xếp các điểm đã xong lên đầu",
            "holds a visit done after one to come: put those done first",
        )
    if vehicle.started is None:
        if last_s is not None:
            yield Problem(
                f"{field}.started",
                "có điểm đã xong mà không ghi đang ở đâu: ghi started",
                "is missing though visits are done: say where and when the route goes on",
            )
        return
    yield from _known(f"{field}.started.place", vehicle.started.place, known, "places")
    yield from _range(f"{field}.started.at_s", vehicle.started.at_s, last_s or 0)
    for index, name in enumerate(vehicle.started.on_board):
        yield from _known(f"{field}.started.on_board[{index}]", name, known, "requests")


def _on_board_problems(instance: Instance) -> Iterator[Problem]:
    """Only deliveries are named as on board, each by one vehicle."""
    kinds = {request.id: isinstance(request, Delivery) for request in instance.requests}
    named = [
        (f"vehicles[{index}].started.on_board", name)
        for index, vehicle in enumerate(instance.vehicles)
        if vehicle.started is not None
        for name in vehicle.started.on_board
    ]
    times = Counter(name for _, name in named)
    for field, name in named:
        if times[name] > 1 or not kinds.get(name, True):
            yield Problem(
                field,
                f"{name!r} bị lặp hoặc không phải bưu gửi phát từ bưu cục: bỏ đi, hoặc ghi lần lấy đã xong vào locked",
                f"{name!r} is repeated or no delivery: drop it, or give its pickup as done in locked",
            )


def _break_problems(field: str, vehicle: Vehicle) -> Iterator[Problem]:
    for index, pause in enumerate(vehicle.breaks):
        name = f"{field}.breaks[{index}]"
        yield from _range(f"{name}.earliest_s", pause.earliest_s)
        yield from _range(f"{name}.latest_s", pause.latest_s, pause.earliest_s)
        yield from _range(f"{name}.duration_s", pause.duration_s, 1)
        if index + 1 < len(vehicle.breaks):
            last_s = vehicle.breaks[index + 1].latest_s - pause.duration_s
            if pause.latest_s > last_s:
                yield Problem(
                    f"{name}.latest_s",
                    f"{pause.latest_s} quá muộn cho lần nghỉ kế tiếp: xếp theo giờ, bắt đầu chậm nhất {last_s}",
                    f"{pause.latest_s} is too late for the break after it: order by time, start it by {last_s} at most",
                )


def _request_problems(field: str, request: AnyRequest, known: Known) -> Iterator[Problem]:
    yield from _range(f"{field}.items", request.items)
    yield from _range(f"{field}.weight_g", request.weight_g)
    yield from _range(f"{field}.release_s", request.release_s)
    if request.prize_s is not None:
        yield from _range(f"{field}.prize_s", request.prize_s)
    if request.due_s is not None:
        yield from _range(f"{field}.due_s", request.due_s)
    if request.pinned_vehicle is not None:
        yield from _known(f"{field}.pinned_vehicle", request.pinned_vehicle, known, "vehicles")
    match request:
        case Delivery(depot=depot) | Pickup(depot=depot):
            yield from _known(f"{field}.depot", depot, known, "depots")
            yield from _visit_problems(f"{field}.visit", request.visit, known)
        case Shipment(pickup=pickup, delivery=delivery):
            yield from _visit_problems(f"{field}.pickup", pickup, known)
            yield from _visit_problems(f"{field}.delivery", delivery, known)


def _visit_problems(field: str, visit: Visit, known: Known) -> Iterator[Problem]:
    yield from _known(f"{field}.place", visit.place, known, "places")
    yield from _known(f"{field}.service", visit.service, known, "services")
    yield from _window_problems(field, visit.windows)


def _window_problems(field: str, windows: Sequence[TimeWindow]) -> Iterator[Problem]:
    after_s = 0
    for index, window in enumerate(windows):
        name = f"{field}.windows[{index}]"
        if window.earliest_s < after_s:
            yield Problem(
                f"{name}.earliest_s",
                f"{window.earliest_s} nằm trước {after_s}: xếp khung giờ tăng dần, không chồng nhau",
                f"{window.earliest_s} lies before {after_s}: put windows in order, without overlap",
            )
        yield from _range(f"{name}.latest_s", window.latest_s, window.earliest_s)
        if window.closes_s is not None:
            yield from _range(f"{name}.closes_s", window.closes_s, window.latest_s)
        after_s = window.latest_s + 1


def _matrix_problems(field: str, matrix: TravelMatrix, places: int) -> Iterator[Problem]:
    for name, values in (("travel_s", matrix.travel_s), ("distance_m", matrix.distance_m)):
        if values.shape != (places, places) or values.dtype != np.int32:
            yield Problem(
                f"{field}.{name}",
                f"phải là ma trận int32 {places} × {places}, mỗi địa điểm một hàng một cột",
                f"must be int32 of shape ({places}, {places}), a row and a column for each place",
            )
        elif values.size and (values.min() < 0 or values.max() > LONGEST_S or values.diagonal().any()):
            yield Problem(
                f"{field}.{name}",
                f"có số âm, số quá {LONGEST_S} hoặc đường chéo khác 0: sửa lại ma trận",
                f"holds a negative number, one above {LONGEST_S} or a diagonal other than 0: mend the matrix",
            )


def _named_visit_problems(instance: Instance, known: Known) -> Iterator[Problem]:
    """Locked and published visits name visits and vehicles that exist, and each visit once."""
    existing = {
        VisitRef(request=request.id, action=action) for request in instance.requests for action, _ in visits_of(request)
    }
    for index, route in enumerate(instance.published):
        yield from _known(f"published[{index}].vehicle", route.vehicle, known, "vehicles")
    named = {
        "locked": [
            (f"vehicles[{index}].locked", locked.visit)
            for index, vehicle in enumerate(instance.vehicles)
            for locked in vehicle.locked
        ],
        "published": [
            (f"published[{index}].visits", visit)
            for index, route in enumerate(instance.published)
            for visit in route.visits
        ],
    }
    for fields in named.values():
        times = Counter(visit for _, visit in fields)
        for field, visit in fields:
            if visit not in existing or times[visit] > 1:
                yield Problem(
                    field,
                    f"{_name(visit)} không có trong requests hoặc bị lặp: bỏ đi hoặc sửa mã",
                    f"{_name(visit)} is not in requests or is repeated: drop it or mend its id",
                )


def _name(visit: VisitRef) -> str:
    return f"{visit.request!r} ({'lấy' if visit.action is Action.PICKUP else 'phát'}, {visit.action.value})"


def _range(field: str, value: int, least: int = 0, most: int = LONGEST_S) -> Iterator[Problem]:
    if not least <= value <= most:
        yield _outside(field, value, least, most)


def _bounds(field: str, value: float, least: float, most: float) -> Iterator[Problem]:
    if not least <= value <= most:  # true of no number too
        yield _outside(field, value, least, most)


def _outside(field: str, value: float, least: float, most: float) -> Problem:
    return Problem(
        field,
        f"{value} nằm ngoài khoảng {least}–{most}: sửa cho nằm trong khoảng",
        f"{value} lies outside {least} to {most}: bring it within",
    )


def _known(field: str, value: str, known: Known, where: str) -> Iterator[Problem]:
    if value not in known[where]:
        yield Problem(
            field,
            f"{value!r} không có trong {where}: thêm vào hoặc sửa mã",
            f"{value!r} is not among {where}: add it or mend the id",
        )
