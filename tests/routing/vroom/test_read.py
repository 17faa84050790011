"""VROOM's questions are read as what they ask; what is not honoured, or contradicts itself, is named by its field."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from routing.errors import InvalidInstance, RoutingError, UnreadableFile, UnsupportedFeature
from routing.instance import Action, Delivery, Pickup, Shipment
from routing.vroom.read import ESTIMATED_KMH, Ask, read_vroom
from tests.routing.vroom.worlds import question

ENDS = tuple(action.value for action in Action)


def read(document: dict[str, Any]) -> Ask:
    return read_vroom("drawn", msgspec.json.encode(document))


def test_jobs_and_shipments_become_requests_in_order() -> None:
    document = question(1)
    instance = read(document).instance
    assert len(instance.requests) == 13
    for job, request in zip(document["jobs"], instance.requests, strict=False):
        assert isinstance(request, Pickup if any(job.get("pickup", [])) else Delivery)
    shipment = instance.requests[8]
    assert isinstance(shipment, Shipment)
    assert shipment.items == document["shipments"][0]["amount"][0]
    assert shipment.pickup.place == str(document["shipments"][0]["pickup"]["location_index"])


def test_a_faster_vehicle_has_its_own_travel() -> None:
    ask = read(question(1))
    slow, fast = ask.instance.travel
    assert (slow.profile, fast.profile) == ("car", "car × 1.3")
    assert fast.travel_s[0, 3] == -(-int(slow.travel_s[0, 3]) * 77 // 100)
    assert not ask.is_estimated


def test_a_setup_is_paid_once_at_a_place() -> None:
    instance = read(question(2)).instance
    kinds = {service.id: service for service in instance.services}
    shared = [kinds[kind] for kind in kinds if kind.startswith("setup at")]
    assert shared
    assert all(service.fixed_s in (60, 120) and service.per_item_s in (100, 200) for service in shared)
    assert {request.items for request in instance.requests} == {1}


def test_equal_priorities_make_all_mandatory_and_different_ones_prizes() -> None:
    assert {request.prize_s for request in read(question(1)).instance.requests} == {None}
    prizes = {request.prize_s or 0 for request in read(question(3)).instance.requests}
    assert len(prizes) == 2
    assert max(prizes) == 51 * min(prizes)


def test_times_of_the_year_are_counted_from_a_little_before_the_first() -> None:
    document = question(1)
    for step in [*document["jobs"], *(shipment[end] for shipment in document["shipments"] for end in ENDS)]:
        step["time_windows"] = [[1_800_000_000, 1_800_005_000]]
    for vehicle in document["vehicles"]:
        vehicle["time_window"] = [1_800_000_000, 1_800_028_800]
        vehicle["breaks"] = []
    ask = read(document)
    assert ask.zero_s + ask.instance.vehicles[0].shift_start_s == 1_800_000_000
    assert ask.instance.origin_at.timestamp() == ask.zero_s


def test_without_matrices_travel_is_an_estimate_and_says_so() -> None:
    ask = read(without_matrices(question(1)))
    assert ask.is_estimated
    assert ask.instance.travel[0].is_estimated
    assert ESTIMATED_KMH == 25


def without_matrices(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "matrices"}


def test_vehicles_may_start_where_others_do_not() -> None:
    first, second, _ = read(question(1)).instance.vehicles
    assert (first.start_place, second.start_place) == ("0", "1")
    assert first.depot == second.depot
    assert second.ends_anywhere


Spoil = Callable[[dict[str, Any]], object]

UNSUPPORTED: list[tuple[str, Spoil]] = [
    ("vehicles[0].max_tasks", lambda asked: asked["vehicles"][0].update(max_tasks=3)),
    ("vehicles[1].max_travel_time", lambda asked: asked["vehicles"][1].update(max_travel_time=300)),
    ("vehicles[0].steps", lambda asked: asked["vehicles"][0].update(steps=[])),
    ("vehicles[0].costs.per_km", lambda asked: asked["vehicles"][0]["costs"].update(per_km=2)),
    ("vehicles.costs.per_hour", lambda asked: asked["vehicles"][0]["costs"].update(per_hour=1)),
    ("vehicles[0].breaks[0].max_load", lambda asked: asked["vehicles"][0]["breaks"][0].update(max_load=[1])),
    ("vehicles[0].breaks[0].time_windows", lambda asked: asked["vehicles"][0]["breaks"][0].update(time_windows=[])),
    ("jobs[2].setup_per_type", lambda asked: asked["jobs"][2].update(setup_per_type={"a": 1})),
    ("jobs[2].amount", lambda asked: asked["jobs"][2].update(amount=[1])),
    ("jobs[2].colour", lambda asked: asked["jobs"][2].update(colour="red")),
    ("jobs[0].pickup", lambda asked: asked["jobs"][0].update(pickup=[1, 1], delivery=[1, 1])),
    ("jobs[0].delivery", lambda asked: asked["jobs"][0].update(delivery=[1])),
    ("matrices.car.costs", lambda asked: asked["matrices"]["car"].update(costs=[[0]])),
    ("matrix", lambda asked: asked.update(matrix=[[0]])),
    ("options", lambda asked: asked.update(options={"g": True})),
    ("vehicles[1].start", lambda asked: [asked["vehicles"][1].pop(name) for name in ("start", "start_index")]),
    ("vehicles[0].max_distance", lambda asked: asked["matrices"]["car"].pop("distances")),
]


@pytest.mark.parametrize(("field", "spoil"), UNSUPPORTED, ids=[field for field, _ in UNSUPPORTED])
def test_what_is_not_honoured_is_refused_by_its_name(field: str, spoil: Spoil) -> None:
    document = question(5)
    spoil(document)
    with pytest.raises(UnsupportedFeature) as refusal:
        read(document)
    assert field in [problem.field for problem in refusal.value.problems]


def test_different_setups_at_one_place_are_refused() -> None:
    document = question(2)
    twin = dict(document["jobs"][0], id=99, setup=document["jobs"][0]["setup"] + 1)
    document["jobs"].append(twin)
    with pytest.raises(UnsupportedFeature) as refusal:
        read(document)
    assert "setup" in refusal.value.problems[0].field


WRONG: list[tuple[str, Spoil]] = [
    ("vehicles", lambda asked: asked.update(vehicles=[])),
    ("jobs[1].id", lambda asked: asked["jobs"][1].update(id=asked["jobs"][0]["id"])),
    ("jobs[0].time_windows[0]", lambda asked: asked["jobs"][0].update(time_windows=[[9, 3]])),
    ("jobs[0].time_windows[1].earliest_s", lambda asked: asked["jobs"][0].update(time_windows=[[3, 9], [9, 12]])),
    ("shipments[1].pickup.location_index", lambda asked: asked["shipments"][1]["pickup"].update(location_index=99)),
    ("shipments[2].delivery.location_index", lambda asked: asked["shipments"][2]["delivery"].pop("location_index")),
    ("shipments[0].amount", lambda asked: asked["shipments"][0].update(amount=[-1, 0])),
    ("jobs[0].pickup", lambda asked: asked["jobs"][0].update(pickup=[1, 1 << 40])),
    ("jobs[0].time_windows[0]", lambda asked: asked["jobs"][0].update(time_windows=[[-9, 3]])),
    ("jobs[2].service", lambda asked: asked["jobs"][2].update(service=-1)),
    ("shipments[1].delivery.setup", lambda asked: asked["shipments"][1]["delivery"].update(setup=1 << 70)),
    ("vehicles[1].capacity", lambda asked: asked["vehicles"][1].update(capacity=[-1, 0])),
    ("vehicles[1].max_distance", lambda asked: asked["vehicles"][1].update(max_distance=-1)),
    ("matrices.car.durations", lambda asked: asked["matrices"]["car"]["durations"][2].__setitem__(2, 1)),
    ("jobs[3].priority", lambda asked: asked["jobs"][3].update(priority=101)),
    ("vehicles[2].speed_factor", lambda asked: asked["vehicles"][2].update(speed_factor=0)),
    ("vehicles[0].profile", lambda asked: asked["vehicles"][0].update(profile="boat")),
    ("vehicles[0].time_window[0]", lambda asked: asked["vehicles"][0].update(time_window=[9, 3])),
    (
        "vehicles[0].breaks[0].time_windows[0]",
        lambda asked: asked["vehicles"][0]["breaks"][0].update(time_windows=[[9, 3]]),
    ),
    ("matrices.car.durations", lambda asked: asked["matrices"]["car"]["durations"].pop()),
    ("matrices.car.distances", lambda asked: asked["matrices"]["car"]["distances"][0].__setitem__(1, -1)),
    ("matrices.car.durations", lambda asked: asked["matrices"]["car"]["durations"][0].__setitem__(1, 1 << 40)),
]


@pytest.mark.parametrize(("field", "spoil"), WRONG, ids=[field for field, _ in WRONG])
def test_a_contradiction_is_named_in_vrooms_own_words(field: str, spoil: Spoil) -> None:
    document = question(5)
    spoil(document)
    with pytest.raises(InvalidInstance) as refusal:
        read(document)
    assert field in [problem.field for problem in refusal.value.problems]


def test_a_job_without_a_position_and_without_matrices_is_named() -> None:
    document = without_matrices(question(1))
    del document["jobs"][4]["location"]
    with pytest.raises(InvalidInstance) as refusal:
        read(document)
    assert [problem.field for problem in refusal.value.problems] == ["jobs[4].location"]


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{", b'{"vehicles": 3}', b'{"jobs": [{"id": "x"}], "vehicles": []}', b"\xff"]
)
def test_what_is_no_question_is_refused(text: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read_vroom("broken", text)


@pytest.mark.parametrize("seed", range(8))
def test_any_number_made_absurd_is_refused_or_planned_never_a_crash(seed: int) -> None:
    """Each number of a question in turn made huge, negative or fractional."""
    for absurd in (-7, 1 << 70, 0.5):
        for document in spoilt(question(seed), absurd):
            try:
                read(document)
            except RoutingError:
                continue


def spoilt(value: Any, absurd: float) -> list[Any]:
    """The document with one number changed: a sample of them, so that matrices do not crowd out the rest."""
    if isinstance(value, dict):
        return [{**value, name: other} for name, inner in value.items() for other in spoilt(inner, absurd)]
    if isinstance(value, list | tuple):
        few = [0, len(value) - 1] if len(value) > 1 else range(len(value))
        return [[*value[:index], other, *value[index + 1 :]] for index in few for other in spoilt(value[index], absurd)]
    return [absurd] if isinstance(value, int | float) and not isinstance(value, bool) else []
