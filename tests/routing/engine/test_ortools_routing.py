"""OR-Tools as a peer: its plans keep every rule, and what it does not honour is refused by name."""

import pytest
from msgspec.structs import replace

from routing import solve, verify
from routing.benchmarks import read_benchmark
from routing.errors import UnsupportedFeature
from routing.instance import Costs, Delivery, Instance, Pickup
from routing.plan import Limits
from tests.routing.test_benchmarks import LI_LIM, SOLOMON
from tests.routing.worlds import HOUR, commune

PEER = Limits(seconds=0.3, engine="ortools")


def without_what_it_lacks(instance: Instance) -> Instance:
    """Shipments alone, without the costs it does not know."""
    kept = tuple(request for request in instance.requests if not isinstance(request, Delivery | Pickup))
    return replace(instance, requests=kept, costs=Costs(), published=())


@pytest.mark.parametrize("text", [LI_LIM, SOLOMON])
def test_benchmarks_are_planned(text: str) -> None:
    instance = read_benchmark("tiny", text)
    plan = solve(instance, PEER)
    assert (verify(instance, plan), plan.unserved, plan.engine) == ([], (), "ortools")


def test_breaks_desk_hours_skills_and_shared_stops_are_kept() -> None:
    instance = without_what_it_lacks(commune())
    plan = solve(instance, PEER)
    assert verify(instance, plan) == []
    assert plan.unserved == ()


def test_overtime_and_due_times_are_weighed() -> None:
    instance = without_what_it_lacks(commune())
    fleet = tuple(replace(each, shift_end_s=8 * HOUR, max_overtime_s=9 * HOUR) for each in instance.vehicles)
    due = tuple(replace(each, due_s=8 * HOUR) for each in instance.requests)
    instance = replace(instance, vehicles=fleet, requests=due, costs=Costs(late_percent=10))
    plan = solve(instance, PEER)
    assert verify(instance, plan) == []
    assert plan.unserved == ()
    assert min(plan.cost.overtime_s, plan.cost.late_s) > 0


def test_what_cannot_be_served_is_left_out_with_its_reason() -> None:
    instance = without_what_it_lacks(commune())
    heavy = replace(instance.requests[0], weight_g=20_000)
    plan = solve(replace(instance, requests=(heavy, *instance.requests[1:])), PEER)
    assert [each.request for each in plan.unserved] == [heavy.id]


def test_what_it_does_not_honour_is_refused_by_name() -> None:
    with pytest.raises(UnsupportedFeature) as refusal:
        solve(commune(), PEER)
    assert {"requests", "costs.foreign_stop_s", "requests[5].release_s"} <= {
        problem.field for problem in refusal.value.problems
    }
    with pytest.raises(UnsupportedFeature):
        solve(without_what_it_lacks(commune()), Limits(iterations=10, engine="ortools"))


def test_an_unknown_engine_is_no_engine() -> None:
    with pytest.raises(ValueError, match="ortools"):
        Limits(seconds=1, engine="magic")
