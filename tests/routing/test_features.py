"""Every feature of the model, alone and all together: the plan keeps every rule, and the feature shows in it."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from routing import check, solve, verify
from routing.instance import (
    Action,
    Break,
    Costs,
    Delivery,
    Depot,
    Instance,
    LockedVisit,
    Pickup,
    PublishedRoute,
    Shipment,
    Started,
    TimeWindow,
    TravelMatrix,
    Visit,
    VisitRef,
)
from routing.plan import Limits, Plan
from tests.routing.worlds import HOUR, commune

FEW = Limits(iterations=25)


def plain() -> Instance:
    """The commune with nothing but pairs, two carriers without lunch and no price on anything."""
    instance = commune()
    kept = tuple(replace(each, skills=()) for each in instance.requests if isinstance(each, Shipment))
    fleet = tuple(
        replace(each, breaks=(), skills=(), territories=(), capacity_items=None, capacity_g=None)
        for each in instance.vehicles
    )
    places = tuple(replace(place, position_uncertainty_m=0) for place in instance.places)
    return replace(instance, places=places, requests=kept, vehicles=fleet, costs=Costs(), published=())


def vehicles(instance: Instance, **changes: Any) -> Instance:
    return replace(instance, vehicles=tuple(replace(each, **changes) for each in instance.vehicles))


def first_vehicle(instance: Instance, **changes: Any) -> Instance:
    first, *others = instance.vehicles
    return replace(instance, vehicles=(replace(first, **changes), *others))


def requests(instance: Instance, **changes: Any) -> Instance:
    return replace(instance, requests=tuple(replace(each, **changes) for each in instance.requests))


def priced(instance: Instance, **costs: int) -> Instance:
    return replace(instance, costs=replace(instance.costs, **costs))


def with_requests(instance: Instance, *more: Any) -> Instance:
    return replace(instance, requests=(*instance.requests, *more))


def letters(instance: Instance, name: str = "letter") -> Instance:
    doors = [Visit(place=f"door {number}", service="door") for number in (0, 3, 5)]
    return with_requests(instance, *(Delivery(id=f"{name} {door.place}", depot="po", visit=door) for door in doors))


def collections(instance: Instance) -> Instance:
    window = (TimeWindow(earliest_s=8 * HOUR, latest_s=16 * HOUR),)
    desk = Visit(place="other desk", service="desk", windows=window)
    return with_requests(instance, Pickup(id="to post", depot="po", items=2, visit=desk))


def several_windows(instance: Instance) -> Instance:
    both = (
        TimeWindow(earliest_s=8 * HOUR, latest_s=9 * HOUR),
        TimeWindow(earliest_s=14 * HOUR, latest_s=15 * HOUR, closes_s=16 * HOUR),
    )
    visit = Visit(place="door 1", service="door", windows=both)
    return with_requests(instance, Delivery(id="twice open", depot="po", visit=visit))


def trips_in_waves(instance: Instance) -> Instance:
    depot = Depot(id="po", place="post office", waves_s=(8 * HOUR, 10 * HOUR, 14 * HOUR), loading="desk", reload_s=300)
    return vehicles(replace(letters(instance, "wave"), depots=(depot, *instance.depots[1:])), max_trips=3)


def another_depot(instance: Instance) -> Instance:
    second = replace(instance.vehicles[0], id="hoa", depot="branch")
    depots = (*instance.depots, Depot(id="branch", place="other desk"))
    at_branch = Delivery(id="branch letter", depot="branch", visit=Visit(place="door 5", service="door"))
    more = replace(instance, depots=depots, vehicles=(*instance.vehicles, second))
    return with_requests(more, at_branch)


def another_speed(instance: Instance) -> Instance:
    matrix = instance.travel[0]
    slow = TravelMatrix(
        profile="bicycle",
        provider=matrix.provider,
        is_estimated=True,
        travel_s=(matrix.travel_s * 2),
        distance_m=matrix.distance_m,
    )
    return first_vehicle(replace(instance, travel=(matrix, slow)), profile="bicycle")


def under_way(instance: Instance) -> Instance:
    """Lan has collected the first result and goes on from door 2 at nine with a letter on board."""
    letter = Delivery(id="on board", depot="po", visit=Visit(place="door 4", service="door"))
    done = LockedVisit(visit=VisitRef(request="result 0", action=Action.PICKUP), done_s=8 * HOUR)
    started = Started(place="door 2", at_s=9 * HOUR, on_board=("on board",))
    return first_vehicle(with_requests(instance, letter), started=started, locked=(done,))


def locked_head(instance: Instance) -> Instance:
    head = tuple(
        LockedVisit(visit=VisitRef(request="result 1", action=action)) for action in (Action.PICKUP, Action.DELIVERY)
    )
    second = replace(instance.vehicles[1], locked=head)
    return replace(instance, vehicles=(instance.vehicles[0], second, *instance.vehicles[2:]))


def published(instance: Instance) -> Instance:
    refs = tuple(VisitRef(request="result 3", action=action) for action in (Action.PICKUP, Action.DELIVERY))
    return priced(replace(instance, published=(PublishedRoute(vehicle="minh", visits=refs),)), moved_s=600)


def habit(instance: Instance) -> Instance:
    return priced(vehicles(instance, habitual_order=("door 3", "door 2", "door 1", "gia lam")), against_habit_s=200)


def lunch(instance: Instance) -> Instance:
    spells = (
        Break(id="parcels", earliest_s=9 * HOUR, latest_s=9 * HOUR, duration_s=HOUR),
        Break(id="lunch", earliest_s=11 * HOUR, latest_s=12 * HOUR, duration_s=HOUR),
    )
    return vehicles(instance, breaks=spells)


def uncertain(instance: Instance) -> Instance:
    return replace(instance, places=tuple(replace(place, position_uncertainty_m=300) for place in instance.places))


Change = Callable[[Instance], Instance]
FEATURES: dict[str, Change] = {
    "deliveries from the depot": letters,
    "pickups to the depot": collections,
    "several windows and a closing": several_windows,
    "release times": lambda instance: requests(instance, release_s=9 * HOUR),
    "items, grams and capacities": lambda instance: vehicles(
        requests(instance, items=2, weight_g=400), capacity_items=6, capacity_g=1500
    ),
    "breaks and unavailable spells": lunch,
    "share of the day": lambda instance: vehicles(instance, share_of_day_percent=60),
    "longest way": lambda instance: vehicles(instance, max_distance_m=30_000),
    "overtime": lambda instance: vehicles(instance, shift_end_s=9 * HOUR, max_overtime_s=2 * HOUR),
    "trips in waves, loading and pause": trips_in_waves,
    "several depots": another_depot,
    "speeds": another_speed,
    "skills": lambda instance: first_vehicle(requests(instance, skills=("intake",)), skills=("intake", "judo")),
    "pinned to a vehicle": lambda instance: requests(instance, pinned_vehicle="minh"),
    "territories": lambda instance: priced(first_vehicle(instance, territories=("gia lam",)), foreign_stop_s=300),
    "balance": lambda instance: priced(instance, imbalance_percent=50),
    "prizes": lambda instance: requests(instance, prize_s=4 * HOUR),
    "due times": lambda instance: priced(requests(instance, due_s=8 * HOUR), late_percent=20),
    "fixed cost": lambda instance: vehicles(instance, fixed_cost_s=HOUR),
    "own start and open end": lambda instance: first_vehicle(instance, start_place="door 0", ends_anywhere=True),
    "locked head": locked_head,
    "under way": under_way,
    "stability against the published plan": published,
    "habitual order": habit,
    "uncertain places": uncertain,
}
APART = {"skills", "pinned to a vehicle", "overtime", "longest way", "release times", "items, grams and capacities"}
"""Left out of the whole: they would leave nothing to serve, or say of each request what another feature says."""


def planned(instance: Instance) -> Plan:
    assert check(instance) == []
    plan = solve(instance, FEW)
    assert verify(instance, plan) == []
    return plan


@pytest.mark.parametrize("name", FEATURES)
def test_each_feature_alone_is_planned_within_its_rules(name: str) -> None:
    instance = FEATURES[name](plain())
    assert len(planned(instance).unserved) < len(instance.requests)


def test_all_features_together_are_planned_within_their_rules() -> None:
    instance = plain()
    for name, change in FEATURES.items():
        if name not in APART:
            instance = change(instance)
    assert len(planned(instance).unserved) < len(instance.requests)


PRICES: tuple[Change, ...] = (
    lambda instance: vehicles(instance, max_overtime_s=HOUR),
    lambda instance: priced(requests(instance, due_s=9 * HOUR), late_percent=50),
    lambda instance: priced(instance, imbalance_percent=20),
    lambda instance: priced(vehicles(instance, habitual_order=("door 3", "door 1")), against_habit_s=60),
    lambda instance: priced(vehicles(instance, territories=("gia lam",)), foreign_stop_s=100),
)


@pytest.mark.parametrize("name", FEATURES)
def test_each_feature_beside_all_prices_is_planned_within_the_rules(name: str) -> None:
    instance = FEATURES[name](plain())
    for price in PRICES:
        instance = price(instance)
    planned(instance)
