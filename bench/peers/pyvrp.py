"""PyVRP on instances of one depot and one kind of vehicle, as the public sets are: it knows no breaks and no skills.

Where vehicles count first, up to half of its seconds go to its own reduction of the fleet, the rest to distance.
"""

from time import process_time

import pyvrp
from pyvrp import Client, Depot, Location, ProblemData, Shipment, VehicleType, minimise_fleet, solve

from bench.peers.process import Orders, run_peer
from routing.errors import Problem, UnsupportedFeature
from routing.instance import Action, Delivery, Instance, Visit, VisitRef
from routing.instance import Shipment as AskedShipment

FLEET_SHARE = 0.5


class _Watch:
    """PyVRP's stopping rule by the processor's seconds instead of the clock's."""

    def __init__(self, seconds: float) -> None:
        self.ends_s = process_time() + seconds
        self.seconds = seconds

    def __call__(self, best_cost: int) -> bool:  # noqa: ARG002 (PyVRP asks with it)
        return process_time() >= self.ends_s

    def fraction_remaining(self) -> float:
        return max(0.0, (self.ends_s - process_time()) / self.seconds)


def answer(instance: Instance, seconds: float, seed: int) -> Orders:
    if problems := _unsupported(instance):
        raise UnsupportedFeature(problems)
    watch = _Watch(seconds)
    data = problem_data(instance)
    if instance.vehicles[0].fixed_cost_s:
        fleet = minimise_fleet(data, _Watch(seconds * FLEET_SHARE), seed)
        data = data.replace(vehicle_types=[fleet])
    best = solve(data, watch, seed, collect_stats=False).best
    return _orders(instance, best) if best.is_feasible() else {}


def _unsupported(instance: Instance) -> list[Problem]:
    told = []
    vehicles = {
        (each.shift_start_s, each.shift_end_s, each.capacity_items, each.capacity_g) for each in instance.vehicles
    }
    if len(vehicles) > 1 or any(each.breaks or each.skills or each.territories for each in instance.vehicles):
        told.append(Problem("vehicles", "PyVRP chỉ có xe cùng loại", "PyVRP is asked with vehicles of one kind alone"))
    visits = [visit for request in instance.requests for visit in _visits(request)]
    if any(len(visit.windows) > 1 for visit in visits):
        told.append(Problem("requests", "PyVRP chỉ có một khung giờ", "PyVRP knows one window a visit"))
    return told


def _visits(request: object) -> list[Visit]:
    match request:
        case AskedShipment(pickup=pickup, delivery=delivery):
            return [pickup, delivery]
    return [request.visit]  # type: ignore[attr-defined]


def problem_data(instance: Instance) -> ProblemData:
    index = {place.id: number for number, place in enumerate(instance.places)}
    kinds = {kind.id: kind for kind in instance.services}
    vehicle, matrix = instance.vehicles[0], instance.travel[0]
    clients, shipments = [], []
    for request in instance.requests:
        times = []
        for visit in _visits(request):
            kind = kinds[visit.service]
            window = visit.windows[0] if visit.windows else None
            early, late = (window.earliest_s, window.latest_s) if window else (0, vehicle.shift_end_s)
            times.append((index[visit.place], early, late, kind.fixed_s + kind.per_item_s * request.items))
        if isinstance(request, AskedShipment):
            up, down = times
            shipments.append(
                Shipment(up[0], down[0], up[1], up[2], up[3], down[1], down[2], down[3], amount=[request.items])
            )
        else:
            place, early, late, service = times[0]
            is_delivery = isinstance(request, Delivery)
            clients.append(
                Client(
                    place,
                    delivery=[request.items if is_delivery else 0],
                    pickup=[0 if is_delivery else request.items],
                    service_duration=service,
                    tw_early=early,
                    tw_late=late,
                )
            )
    depot = index[instance.depots[0].place]
    fleet = VehicleType(
        len(instance.vehicles),
        capacity=[vehicle.capacity_items if vehicle.capacity_items is not None else 1 << 40],
        tw_early=vehicle.shift_start_s,
        tw_late=vehicle.shift_end_s,
    )
    travel = matrix.travel_s.astype("int64")
    return ProblemData(
        [Location(place.lon, place.lat) for place in instance.places],
        clients,
        [Depot(depot)],
        [fleet],
        [travel],
        [travel],
        [],
        shipments,
    )


def _orders(instance: Instance, best: pyvrp.Solution) -> Orders:
    shipments = [request.id for request in instance.requests if isinstance(request, AskedShipment)]
    others = [request for request in instance.requests if not isinstance(request, AskedShipment)]
    orders: Orders = {}
    for vehicle, route in zip(instance.vehicles, best.routes(), strict=False):
        orders[vehicle.id] = refs = []
        for activity in route.schedule():
            if activity.is_client():
                request = others[activity.idx]
                action = Action.DELIVERY if isinstance(request, Delivery) else Action.PICKUP
                refs.append(VisitRef(request=request.id, action=action))
            elif activity.is_shipment():
                action = Action.PICKUP if activity.is_pickup() else Action.DELIVERY
                refs.append(VisitRef(request=shipments[activity.idx], action=action))
    return orders


if __name__ == "__main__":
    run_peer(answer, "pyvrp")
