"""VROOM's limits of travel time and of tasks: kept, bound by, named in their own words where they leave tasks out."""

from typing import Any

import msgspec
import pytest

from routing import solve, verify
from routing.errors import UnsupportedFeature
from routing.plan import Limits
from routing.verify.vroom import verify_vroom
from routing.vroom import model
from routing.vroom.read import read_vroom
from routing.vroom.write import write_vroom
from tests.routing.vroom.worlds import question


def answered(document: dict[str, Any]) -> model.Answer:
    ask = read_vroom("drawn", msgspec.json.encode(document))
    plan = solve(ask.instance, Limits(iterations=40))
    assert verify(ask.instance, plan) == []
    answer = write_vroom(ask, plan)
    assert verify_vroom(ask.question, answer) == []
    return answer


def longest_s(answer: model.Answer) -> int:
    return max((route.duration for route in answer.routes), default=0)


def timed(seed: int, most_s: int) -> dict[str, Any]:
    document = question(seed)
    for vehicle in document["vehicles"]:
        del vehicle["max_distance"]
        vehicle["max_travel_time"] = most_s
    return document


@pytest.mark.parametrize("seed", range(6))
def test_no_route_travels_longer_than_its_vehicle_may(seed: int) -> None:
    free = longest_s(answered(timed(seed, 1_000_000)))
    most_s = free * 2 // 3
    answer = answered(timed(seed, most_s))
    assert 0 < longest_s(answer) <= most_s < free
    assert answer.summary.distance is None


def test_a_travel_time_that_leaves_tasks_out_says_so_in_seconds() -> None:
    answer = answered(timed(1, 60))
    told = [each.reason or "" for each in answer.unassigned]
    assert any("đi trên đường" in reason and "at most 60 are allowed" in reason for reason in told)
    assert not any(" m," in reason for reason in told)


def test_one_vehicle_may_be_bound_by_time_and_another_by_its_way() -> None:
    document = question(3)
    del document["vehicles"][0]["max_distance"]
    document["vehicles"][0]["max_travel_time"] = 4_000
    answer = answered(document)
    assert {route.vehicle: route.distance is None for route in answer.routes}[1]


def counted(seed: int, most: int) -> dict[str, Any]:
    """Deliveries alone, of one dimension."""
    document = question(seed)
    document["shipments"] = []
    for job in document["jobs"]:
        job.pop("pickup", None)
        job.pop("setup", None)
        job["delivery"] = [1]
        job["skills"] = []
    for vehicle in document["vehicles"]:
        vehicle["capacity"] = [20]
        vehicle["max_tasks"] = most
    return document


@pytest.mark.parametrize("seed", range(6))
def test_no_route_has_more_tasks_than_its_vehicle_may(seed: int) -> None:
    answer = answered(counted(seed, 2))
    assert max(len(route.steps) - 3 for route in answer.routes) <= 2  # but start, lunch and end
    assert len(answer.unassigned) >= 8 - 3 * 2


def test_what_the_count_leaves_out_says_so_in_tasks() -> None:
    answer = answered(counted(1, 0))
    assert (answer.routes, len(answer.unassigned)) == ((), 8)
    assert all("sẽ có 1 việc, tối đa 0 (cần thêm 1 việc)" in (each.reason or "") for each in answer.unassigned)


def spoilt(**changes: Any) -> dict[str, Any]:
    document = counted(1, 2)
    document["jobs"][0] |= changes
    return document


@pytest.mark.parametrize(
    "document",
    [
        question(5) | {"vehicles": [each | {"max_tasks": 3} for each in question(5)["vehicles"]]},
        spoilt(pickup=[1], delivery=[0]),
        spoilt(setup=60),
    ],
)
def test_where_tasks_are_no_load_their_count_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(UnsupportedFeature) as refusal:
        read_vroom("drawn", msgspec.json.encode(document))
    assert {problem.field for problem in refusal.value.problems} >= {"vehicles[0].max_tasks"}


def test_time_and_way_of_one_vehicle_cannot_both_be_bound() -> None:
    document = timed(1, 900)
    document["vehicles"][2]["max_distance"] = 5
    with pytest.raises(UnsupportedFeature) as refusal:
        read_vroom("drawn", msgspec.json.encode(document))
    assert [problem.field for problem in refusal.value.problems] == ["vehicles[2].max_travel_time"]
