"""Where a large day is cut: every vehicle in one part, every request in at most one, nothing served is dropped."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bench.routing_district import district
from routing.engine.decomposition.cut import Part, cut, first_owners, parts_wanted, with_guests
from routing.engine.decomposition.ground import NOBODY, Ground, Ints
from routing.instance import Instance
from tests.routing.worlds import around_a_hidden_plan, tiny_instances

tiny = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def cut_anew(ground: Ground, number: int, turn: int = 0) -> tuple[Ints, list[Part]]:
    owners = first_owners(ground, seed=0)
    return owners, cut(ground, with_guests(ground, owners, turn, 0), owners == NOBODY, number, turn)


@tiny
@given(tiny_instances(most_requests=7), st.integers(1, 4), st.integers(0, 3))
def test_every_vehicle_is_in_one_part_and_every_request_someone_may_take_too(
    instance: Instance, number: int, turn: int
) -> None:
    ground = Ground(instance)
    owners, parts = cut_anew(ground, number, turn)
    assert sorted(vehicle for part in parts for vehicle in part.vehicles) == list(range(len(instance.vehicles)))
    requests = sorted(request for part in parts for request in part.requests)
    assert requests == np.flatnonzero(ground.may_ride).tolist()
    assert [owner == NOBODY for owner in owners.tolist()] == [not may for may in ground.may_ride.tolist()]


@tiny
@given(tiny_instances(most_requests=7))
def test_each_request_goes_to_a_vehicle_that_may_take_it(instance: Instance) -> None:
    ground = Ground(instance)
    for request, owner in enumerate(first_owners(ground, seed=0).tolist()):
        assert owner == NOBODY or ground.may[ground.class_of[request], owner]
        assert ground.bound[request] in (NOBODY, owner)


def test_vehicles_that_share_a_part_lie_together_and_have_a_like_share_of_the_work() -> None:
    ground = Ground(district(400, 7))
    owners, parts = cut_anew(ground, 2)
    sizes = [len(part.requests) for part in parts]
    assert min(sizes) > 100
    middles = [ground.points[part.requests].mean(axis=0) for part in parts]
    spread = float(np.linalg.norm(ground.points - ground.points.mean(axis=0), axis=1).mean())
    assert np.linalg.norm(middles[0] - middles[1]) > spread / 2
    assert np.bincount(owners).max() < 4 * len(owners) / len(ground.instance.vehicles)


def test_seams_lie_elsewhere_in_the_next_turn() -> None:
    ground = Ground(around_a_hidden_plan(0, carriers=8, requests_each=5, slack_s=900))
    groups = [frozenset(tuple(part.vehicles) for part in cut_anew(ground, 2, turn)[1]) for turn in range(4)]
    assert len(set(groups)) > 1


def test_of_too_many_requests_for_few_vehicles_those_served_stay_and_the_worthiest_follow() -> None:
    instance = around_a_hidden_plan(0, carriers=2, requests_each=6, slack_s=900)
    worth = tuple(replace(each, prize_s=100 + number) for number, each in enumerate(instance.requests))
    ground = Ground(replace(instance, requests=worth))
    owners = np.zeros(12, dtype=np.int64)
    served = np.arange(12) < 3
    (part,) = cut(ground, owners, served, 1, 0, most=5)
    assert part.requests == [0, 1, 2, 10, 11]


def test_places_without_positions_are_told_apart_by_the_ways_between_them() -> None:
    instance = around_a_hidden_plan(0, carriers=2, requests_each=6, slack_s=900)
    nowhere = tuple(replace(place, lon=105.9, lat=21.0) for place in instance.places)
    ground = Ground(replace(instance, places=nowhere))
    assert len({tuple(point) for point in ground.points.tolist()}) > 6


def test_parts_keep_every_thread_busy() -> None:
    assert [parts_wanted(number, 300, 2) for number in (10, 700, 10_000)] == [2, 4, 34]
    assert parts_wanted(700, 300, 1) == 3
