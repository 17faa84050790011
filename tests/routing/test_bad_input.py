"""Absurd and contradictory questions: a named error before solving, or a plan that says why it leaves things out.

Never an endless run, never a plan that breaks a rule.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from routing import solve, verify
from routing.__main__ import main
from routing.benchmarks import read_benchmark
from routing.check import LONGEST_S, MOST_VISITS
from routing.errors import InvalidInstance, UnreadableFile
from routing.files import instance_to_json
from routing.instance import Instance, Place, TimeWindow, TravelMatrix
from routing.plan import Constraint, Limits, Plan
from tests.routing.test_benchmarks import LI_LIM, SOLOMON
from tests.routing.vroom.worlds import question
from tests.routing.worlds import HOUR, commune

FEW = Limits(iterations=10)


def planned(instance: Instance) -> Plan:
    plan = solve(instance, FEW)
    assert verify(instance, plan) == []
    return plan


def constraints(plan: Plan) -> dict[str, Constraint]:
    return {each.request: each.reason.constraint for each in plan.unserved}


def test_without_vehicles_everything_is_left_out_for_want_of_one() -> None:
    instance = replace(commune(), vehicles=(), published=())
    requests = tuple(replace(request, pinned_vehicle=None) for request in instance.requests)
    plan = planned(replace(instance, requests=requests))
    assert set(constraints(plan).values()) == {Constraint.VEHICLE}
    assert len(plan.unserved) == len(requests)


def test_without_requests_the_plan_is_empty() -> None:
    plan = planned(replace(commune(), requests=(), published=()))
    assert (plan.routes, plan.unserved, plan.cost.total_s) == ((), (), 0)


@pytest.mark.parametrize(
    ("load", "amount", "constraint"),
    [("items", 61, Constraint.CAPACITY_ITEMS), ("weight_g", LONGEST_S, Constraint.CAPACITY_WEIGHT)],
)
def test_a_demand_above_every_vehicle_is_left_out_for_its_load(load: str, amount: int, constraint: Constraint) -> None:
    instance = commune()
    huge = replace(instance.requests[0], **{load: amount})
    plan = planned(replace(instance, requests=(huge, *instance.requests[1:])))
    assert constraints(plan) == {huge.id: constraint}


def cut_off(instance: Instance, place: str) -> Instance:
    """No way to the place nor from it: the longest time there is."""
    index = [each.id for each in instance.places].index(place)
    matrix = instance.travel[0]
    travel_s, distance_m = matrix.travel_s.copy(), matrix.distance_m.copy()
    for values in (travel_s, distance_m):
        values[index, :] = values[:, index] = LONGEST_S
        values[index, index] = 0
    return replace(instance, travel=(replace(matrix, travel_s=travel_s, distance_m=distance_m),))


def test_a_place_without_a_way_to_it_is_left_out_and_said_to_be_cut_off(tmp_path: Path) -> None:
    instance = cut_off(commune(), "door 2")
    plan = planned(instance)
    assert set(constraints(plan)) == {"result 2"}
    file, out = tmp_path / "cut_off.json", tmp_path / "plan.json"
    file.write_bytes(instance_to_json(instance))
    assert main(["solve", str(file), "--iterations", "10", "--out", str(out)]) == 0
    assert "no way" in msgspec.json.decode(out.read_bytes())["unassigned"][0]["reason"]


def test_a_post_office_cut_off_from_everything_leaves_everything_out() -> None:
    plan = planned(cut_off(commune(), "post office"))
    assert plan.routes == ()


def test_windows_that_no_shift_reaches_leave_their_requests_out() -> None:
    instance = commune()
    first = instance.requests[5]
    night = (TimeWindow(earliest_s=2 * HOUR, latest_s=3 * HOUR),)
    late = replace(first, visit=replace(first.visit, windows=night))
    plan = planned(replace(instance, requests=(*instance.requests[:5], late, *instance.requests[6:])))
    assert constraints(plan) == {late.id: Constraint.WINDOW}


def test_what_nothing_short_of_days_would_serve_is_told_with_its_figures_all_the_same() -> None:
    """Every leg takes more than five shifts: no one limit eased would do."""
    instance = commune()
    matrix = instance.travel[0]
    travel_s = np.full_like(matrix.travel_s, 1_000_000)
    np.fill_diagonal(travel_s, 0)
    plan = planned(replace(instance, travel=(replace(matrix, travel_s=travel_s),)))
    assert len(plan.unserved) == len(instance.requests)
    for each in plan.unserved:
        numbers = [each.reason] if each.reason.needed is not None else each.reason.together
        assert numbers
        assert all(number.needed is not None and number.needed > (number.available or 0) for number in numbers)


def test_many_more_vehicles_than_work_change_nothing() -> None:
    few = read_benchmark("few", LI_LIM)
    many = read_benchmark("many", LI_LIM.replace("2 10 1", "12000 10 1", 1))
    assert len(planned(many).routes) == len(planned(few).routes) == 1
    assert len(many.vehicles) <= len(many.places)


def test_a_shift_of_no_time_leaves_everything_out() -> None:
    instance = commune()
    fleet = tuple(replace(each, shift_end_s=each.shift_start_s, breaks=()) for each in instance.vehicles)
    plan = planned(replace(instance, vehicles=fleet))
    assert len(plan.unserved) == len(instance.requests)


Change = Callable[[Instance], Instance]
REFUSED: list[tuple[str, Change]] = [
    ("requests", lambda instance: replace(instance, requests=(*instance.requests, instance.requests[0]))),
    ("places", lambda instance: replace(instance, places=(*instance.places, instance.places[0]))),
    ("places[0].lon", lambda instance: with_place(instance, lon=float("nan"))),
    ("vehicles[0].shift_start_s", lambda instance: with_vehicle(instance, shift_start_s=-1)),
    ("vehicles[0].shift_end_s", lambda instance: with_vehicle(instance, shift_end_s=float("nan"))),
    ("vehicles[0].shift_end_s", lambda instance: with_vehicle(instance, shift_end_s=10**18)),
    ("travel[0].travel_s", lambda instance: with_travel(instance, -5)),
    ("travel[0].travel_s", lambda instance: with_travel(instance, LONGEST_S + 1)),
    ("travel[0].travel_s", lambda instance: replace(instance, places=instance.places[1:])),
    ("vehicles[0].profile", lambda instance: replace(instance, travel=())),
]


def with_place(instance: Instance, **changes: Any) -> Instance:
    return replace(instance, places=(replace(instance.places[0], **changes), *instance.places[1:]))


def with_vehicle(instance: Instance, **changes: Any) -> Instance:
    return replace(instance, vehicles=(replace(instance.vehicles[0], **changes), *instance.vehicles[1:]))


def with_travel(instance: Instance, value: int) -> Instance:
    matrix = instance.travel[0]
    travel_s = matrix.travel_s.copy()
    travel_s[0, 1] = value
    return replace(instance, travel=(replace(matrix, travel_s=travel_s),))


@pytest.mark.parametrize(("field", "spoil"), REFUSED)
def test_a_contradiction_is_refused_by_its_field_before_any_search(field: str, spoil: Change) -> None:
    with pytest.raises(InvalidInstance) as refusal:
        solve(spoil(commune()), FEW)
    assert field in [problem.field for problem in refusal.value.problems]


def test_a_hundred_thousand_visits_are_refused_at_once() -> None:
    instance = commune()
    letter = instance.requests[5]
    many = tuple(replace(letter, id=f"letter {number}") for number in range(100_000))
    with pytest.raises(InvalidInstance) as refusal:
        solve(replace(instance, requests=many), FEW)
    assert [problem.field for problem in refusal.value.problems] == ["requests"]
    assert f"{MOST_VISITS}" in str(refusal.value)


def test_a_hundred_thousand_places_are_refused_at_once() -> None:
    instance = commune()
    places = tuple(Place(id=f"place {number}", lon=105.9, lat=21.0) for number in range(100_000))
    nowhere = TravelMatrix(
        profile="motorbike",
        provider="drawn",
        is_estimated=False,
        travel_s=np.zeros((1, 1), dtype=np.int32),
        distance_m=np.zeros((1, 1), dtype=np.int32),
    )
    with pytest.raises(InvalidInstance):
        solve(replace(instance, places=places, travel=(nowhere,)), FEW)


def test_a_benchmark_of_a_hundred_thousand_rows_is_refused_at_once() -> None:
    rows = "".join(f"{number} 1 1 1 0 9 1 0 0\n" for number in range(100_000))
    with pytest.raises(UnreadableFile, match="100000 rows"):
        read_benchmark("huge", "3 10 1\n" + rows)


def test_a_hundred_thousand_jobs_without_a_matrix_are_refused_at_once(tmp_path: Path) -> None:
    document = {
        "vehicles": question(1)["vehicles"],
        "jobs": [{"id": n, "location": [105, n / 1e4]} for n in range(100_000)],
    }
    file = tmp_path / "huge.json"
    file.write_bytes(msgspec.json.encode(document))
    assert main(["solve", str(file)]) == 2


ABSURD = ["nan", "inf", "-inf", "1e300", "-1", "0.5", "99999999999999999999", "x", ""]


@pytest.mark.parametrize("absurd", ABSURD)
@pytest.mark.parametrize("text", [LI_LIM, SOLOMON], ids=["li-lim", "solomon"])
def test_any_number_of_a_benchmark_made_absurd_is_refused_or_planned(absurd: str, text: str) -> None:
    words = text.split(" ")
    for index, word in enumerate(words):
        if not word.strip().lstrip("-").isdigit():
            continue
        spoilt = " ".join([*words[:index], word.replace(word.strip(), absurd), *words[index + 1 :]])
        try:
            instance = read_benchmark("spoilt", spoilt)
            plan = solve(instance, Limits(iterations=2))
        except (UnreadableFile, InvalidInstance):
            continue
        assert verify(instance, plan) == []


@pytest.mark.parametrize("token", ["NaN", "Infinity", "1e999", "-1", "null", '"x"', "[]"])
def test_a_number_that_is_none_is_refused_in_our_own_files(token: str, tmp_path: Path) -> None:
    text = instance_to_json(commune()).decode().replace('"shift_end_s":61200', f'"shift_end_s":{token}')
    file = tmp_path / "broken.json"
    file.write_text(text)
    assert main(["solve", str(file), "--iterations", "1"]) == 2
