"""Each contradiction in an instance is named by its field, in both languages; a sound one has none."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from routing import check
from routing.files import instance_from_json, instance_to_json
from routing.instance import (
    Action,
    Break,
    Instance,
    LockedVisit,
    PublishedRoute,
    TimeWindow,
    TravelMatrix,
    VisitRef,
)
from tests.routing.worlds import commune, tiny_instances


def test_a_sound_instance_has_no_problem() -> None:
    assert check(commune()) == []


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(tiny_instances())
def test_the_instances_of_the_property_tests_are_sound(instance: Instance) -> None:
    assert check(instance) == []


Path = tuple[str | int, ...]


def with_value(instance: Instance, path: Path, value: Any) -> Instance:
    """The instance with one field set, by way of its JSON."""
    document = msgspec.json.decode(instance_to_json(instance))
    inner = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return instance_from_json(msgspec.json.encode(document))


WRONG: list[tuple[Path, Any, str]] = [
    (("places", 1, "id"), "post office", "places"),
    (("places", 0, "lon"), 190.0, "places[0].lon"),
    (("places", 0, "lat"), -91.0, "places[0].lat"),
    (("places", 0, "position_uncertainty_m"), -1, "places[0].position_uncertainty_m"),
    (("depots", 0, "place"), "nowhere", "depots[0].place"),
    (("depots", 0, "loading"), "nothing", "depots[0].loading"),
    (("depots", 0, "reload_s"), -1, "depots[0].reload_s"),
    (("depots", 0, "waves_s"), [-1], "depots[0].waves_s[0]"),
    (("services", 0, "fixed_s"), -1, "services[0].fixed_s"),
    (("services", 0, "per_item_s"), -1, "services[0].per_item_s"),
    (("services", 1, "id"), "desk", "services"),
    (("vehicles", 1, "id"), "lan", "vehicles"),
    (("vehicles", 0, "depot"), "nowhere", "vehicles[0].depot"),
    (("vehicles", 0, "profile"), "horse", "vehicles[0].profile"),
    (("vehicles", 0, "start_place"), "nowhere", "vehicles[0].start_place"),
    (("vehicles", 0, "end_place"), "nowhere", "vehicles[0].end_place"),
    (("vehicles", 0, "habitual_order"), ["nowhere"], "vehicles[0].habitual_order[0]"),
    (("vehicles", 0, "shift_start_s"), -5, "vehicles[0].shift_start_s"),
    (("vehicles", 0, "shift_end_s"), 0, "vehicles[0].shift_end_s"),
    (("vehicles", 0, "share_of_day_percent"), 0, "vehicles[0].share_of_day_percent"),
    (("vehicles", 0, "share_of_day_percent"), 101, "vehicles[0].share_of_day_percent"),
    (("vehicles", 0, "max_trips"), 0, "vehicles[0].max_trips"),
    (("vehicles", 0, "max_overtime_s"), -1, "vehicles[0].max_overtime_s"),
    (("vehicles", 0, "max_distance_m"), -1, "vehicles[0].max_distance_m"),
    (("vehicles", 0, "capacity_items"), -1, "vehicles[0].capacity_items"),
    (("vehicles", 0, "capacity_g"), 2_000_000_000, "vehicles[0].capacity_g"),
    (("vehicles", 0, "fixed_cost_s"), -1, "vehicles[0].fixed_cost_s"),
    (("vehicles", 0, "breaks", 0, "earliest_s"), -1, "vehicles[0].breaks[0].earliest_s"),
    (("vehicles", 0, "breaks", 0, "latest_s"), 0, "vehicles[0].breaks[0].latest_s"),
    (("vehicles", 0, "breaks", 0, "duration_s"), 0, "vehicles[0].breaks[0].duration_s"),
    (("requests", 1, "id"), "result 0", "requests"),
    (("requests", 0, "items"), -1, "requests[0].items"),
    (("requests", 0, "weight_g"), -1, "requests[0].weight_g"),
    (("requests", 0, "prize_s"), -1, "requests[0].prize_s"),
    (("requests", 0, "release_s"), -1, "requests[0].release_s"),
    (("requests", 0, "due_s"), -1, "requests[0].due_s"),
    (("requests", 0, "pinned_vehicle"), "nobody", "requests[0].pinned_vehicle"),
    (("requests", 0, "pickup", "place"), "nowhere", "requests[0].pickup.place"),
    (("requests", 0, "delivery", "service"), "nothing", "requests[0].delivery.service"),
    (("requests", 5, "depot"), "nowhere", "requests[5].depot"),
    (("requests", 5, "visit", "place"), "nowhere", "requests[5].visit.place"),
    (("requests", 0, "pickup", "windows", 0, "latest_s"), 0, "requests[0].pickup.windows[0].latest_s"),
    (("requests", 0, "pickup", "windows", 1, "earliest_s"), 0, "requests[0].pickup.windows[1].earliest_s"),
    (("requests", 0, "pickup", "windows", 0, "closes_s"), 0, "requests[0].pickup.windows[0].closes_s"),
    (("travel", 0, "travel_s", 0), [-1] * 9, "travel[0].travel_s"),
    (("travel", 0, "distance_m"), [[0]], "travel[0].distance_m"),
    (("costs", "foreign_stop_s"), -1, "costs.foreign_stop_s"),
    (("costs", "imbalance_percent"), -1, "costs.imbalance_percent"),
    (("published", 0, "vehicle"), "nobody", "published[0].vehicle"),
]


@pytest.mark.parametrize(("path", "value", "field"), WRONG, ids=[f"{path[-1]}={value}" for path, value, _ in WRONG])
def test_a_wrong_value_is_named_by_its_field(path: Path, value: Any, field: str) -> None:
    problems = check(with_value(commune(), path, value))
    assert field in [problem.field for problem in problems]
    assert all(problem.vi and problem.en for problem in problems)


def naive_origin(instance: Instance) -> Instance:
    return replace(instance, origin_at=datetime(2026, 11, 23))


def two_ends(instance: Instance) -> Instance:
    first, second = instance.vehicles
    return replace(instance, vehicles=(replace(first, ends_anywhere=True, end_place="desk"), second))


def overlapping_breaks(instance: Instance) -> Instance:
    nap = Break(id="nap", earliest_s=0, latest_s=1, duration_s=60)
    first, second = instance.vehicles
    return replace(instance, vehicles=(replace(first, breaks=(*first.breaks, nap)), second))


def matrix_of_floats(instance: Instance) -> Instance:
    matrix = instance.travel[0]
    floats = TravelMatrix(
        profile=matrix.profile,
        provider=matrix.provider,
        is_estimated=True,
        travel_s=matrix.travel_s,
        distance_m=matrix.distance_m.astype(np.float64),
    )
    return replace(instance, travel=(floats,))


def unknown_locked_visit(instance: Instance) -> Instance:
    stranger = LockedVisit(visit=VisitRef(request="stranger", action=Action.PICKUP))
    return replace(instance, vehicles=(replace(instance.vehicles[0], locked=(stranger,)), instance.vehicles[1]))


def visit_published_twice(instance: Instance) -> Instance:
    letter = VisitRef(request="letter", action=Action.DELIVERY)
    return replace(instance, published=tuple(PublishedRoute(vehicle=v, visits=(letter,)) for v in ("lan", "minh")))


def overlapping_windows(instance: Instance) -> Instance:
    first = instance.requests[5]
    both = (TimeWindow(earliest_s=0, latest_s=10), TimeWindow(earliest_s=10, latest_s=20))
    changed = replace(first, visit=replace(first.visit, windows=both))
    return replace(instance, requests=(*instance.requests[:5], changed, *instance.requests[6:]))


@pytest.mark.parametrize(
    ("spoil", "field"),
    [
        (naive_origin, "origin_at"),
        (two_ends, "vehicles[0].end_place"),
        (overlapping_breaks, "vehicles[0].breaks[0].latest_s"),
        (matrix_of_floats, "travel[0].distance_m"),
        (unknown_locked_visit, "vehicles[0].locked"),
        (visit_published_twice, "published[0].visits"),
        (overlapping_windows, "requests[5].visit.windows[1].earliest_s"),
    ],
)
def test_a_contradiction_is_named_by_its_field(spoil: Callable[[Instance], Instance], field: str) -> None:
    assert field in [problem.field for problem in check(spoil(commune()))]
