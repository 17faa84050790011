"""VROOM run to its own end at its highest effort (x = 5), one thread; seconds and seed mean nothing to it."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import vroom

from bench.peers.process import Orders, run_peer
from routing.instance import Action, Delivery, Instance, Pickup, ServiceKind, Shipment, Vehicle, Visit, VisitRef

EXPLORATION = 5
HIGHEST_PRIORITY = 100
DEAREST = 4_000_000  # of a fixed cost: above any route's travel, and small enough for VROOM's own scaling


def answer(instance: Instance, _seconds: float, _seed: int) -> Orders:
    with TemporaryDirectory() as folder:
        asked, told = Path(folder) / "asked.json", Path(folder) / "told.json"
        asked.write_bytes(msgspec.json.encode(question(instance)))
        vroom.Input.from_json(asked).solve(exploration_level=EXPLORATION, nb_threads=1).to_json(told)
        return _orders(instance, msgspec.json.decode(told.read_bytes()))


def question(instance: Instance) -> dict[str, Any]:
    """The instance in VROOM's JSON: a service's shared fixed part is its setup."""
    index = {place.id: number for number, place in enumerate(instance.places)}
    kinds = {kind.id: kind for kind in instance.services}
    priorities = _priorities(instance)
    owners = (*instance.vehicles, *instance.requests)
    skills = {name: number for number, name in enumerate(sorted({each for owner in owners for each in owner.skills}))}
    asked: dict[str, Any] = {"jobs": [], "shipments": []}
    for number, request in enumerate(instance.requests):
        common = {
            "skills": [skills[name] for name in request.skills],
            "priority": priorities.get(request.prize_s, 0),
        }
        load = [request.items, request.weight_g]
        match request:
            case Shipment(pickup=pickup, delivery=delivery):
                ends = {
                    "pickup": _step(index, kinds, request.items, 2 * number, pickup),
                    "delivery": _step(index, kinds, request.items, 2 * number + 1, delivery),
                }
                asked["shipments"].append(ends | common | {"amount": load})
            case Delivery(visit=visit) | Pickup(visit=visit):
                name = "delivery" if isinstance(request, Delivery) else "pickup"
                step = _step(index, kinds, request.items, 2 * number, visit)
                asked["jobs"].append(step | common | {name: load})
    asked["vehicles"] = [
        _vehicle(instance, index, skills, number, each) for number, each in enumerate(instance.vehicles)
    ]
    asked["matrices"] = {matrix.profile: {"durations": matrix.travel_s.tolist()} for matrix in instance.travel}
    return asked


def _step(
    index: dict[str, int], kinds: dict[str, ServiceKind], items: int, number: int, visit: Visit
) -> dict[str, Any]:
    kind = kinds[visit.service]
    step = {
        "id": number,
        "location_index": index[visit.place],
        "setup": kind.fixed_s,
        "service": kind.per_item_s * items,
    }
    windows = [[window.earliest_s, window.latest_s] for window in visit.windows]
    return step | ({"time_windows": windows} if windows else {})


def _vehicle(
    instance: Instance, index: dict[str, int], skills: dict[str, int], number: int, vehicle: Vehicle
) -> dict[str, Any]:
    depot = index[next(depot.place for depot in instance.depots if depot.id == vehicle.depot)]
    most = 1_000_000_000
    return {
        "id": number,
        "profile": vehicle.profile,
        "start_index": depot,
        "end_index": depot,
        "time_window": [vehicle.shift_start_s, vehicle.shift_end_s],
        "capacity": [
            most if vehicle.capacity_items is None else vehicle.capacity_items,
            most if vehicle.capacity_g is None else vehicle.capacity_g,
        ],
        "skills": [skills[name] for name in vehicle.skills],
        "breaks": [
            {"id": each, "service": pause.duration_s, "time_windows": [[pause.earliest_s, pause.latest_s]]}
            for each, pause in enumerate(vehicle.breaks)
        ],
        "costs": {"fixed": min(DEAREST, vehicle.fixed_cost_s)},
    }


def _priorities(instance: Instance) -> dict[int | None, int]:
    """In proportion to the prizes, the highest 100."""
    prizes = {request.prize_s for request in instance.requests if request.prize_s is not None}
    most = max(prizes, default=1)
    return {prize: max(1, HIGHEST_PRIORITY * prize // max(1, most)) for prize in prizes}


def _orders(instance: Instance, told: Any) -> Orders:
    orders: Orders = {}
    for route in told["routes"]:
        steps = [step for step in route["steps"] if step["type"] in ("job", "pickup", "delivery")]
        orders[instance.vehicles[route["vehicle"]].id] = [_ref(instance, step["id"]) for step in steps]
    return orders


def _ref(instance: Instance, number: int) -> VisitRef:
    request = instance.requests[number // 2]
    is_pickup = isinstance(request, Pickup) or (isinstance(request, Shipment) and number % 2 == 0)
    return VisitRef(request=request.id, action=Action.PICKUP if is_pickup else Action.DELIVERY)


if __name__ == "__main__":
    run_peer(answer, "vroom")
