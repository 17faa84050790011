"""What the engine does not honour is refused by name; the same fields at their neutral values are not."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from routing import solve
from routing.engine.supported import unsupported_features
from routing.errors import UnsupportedFeature
from routing.instance import Instance
from routing.plan import Limits
from tests.routing.worlds import HOUR, commune


def with_first_vehicle(instance: Instance, **changes: object) -> Instance:
    first, *others = instance.vehicles
    return replace(instance, vehicles=(replace(first, **changes), *others))


def with_overtime(instance: Instance) -> Instance:
    return with_first_vehicle(instance, max_overtime_s=HOUR)


def with_balance(instance: Instance) -> Instance:
    return replace(instance, costs=replace(instance.costs, imbalance_percent=10))


def with_lateness(instance: Instance) -> Instance:
    due = tuple(replace(request, due_s=12 * HOUR) for request in instance.requests)
    return replace(instance, requests=due, costs=replace(instance.costs, late_percent=10))


@pytest.mark.parametrize(
    ("ask", "field"),
    [
        (with_overtime, "vehicles[0].max_overtime_s"),
        (with_balance, "costs.imbalance_percent"),
        (with_lateness, "costs.late_percent"),
    ],
)
def test_a_feature_not_honoured_is_refused_by_name(ask: Callable[[Instance], Instance], field: str) -> None:
    with pytest.raises(UnsupportedFeature) as refusal:
        solve(ask(commune()), Limits(iterations=1))
    assert [problem.field for problem in refusal.value.problems] == [field]


def test_what_costs_nothing_is_not_refused() -> None:
    instance = with_first_vehicle(commune(), habitual_order=("door 1",))
    due = tuple(replace(request, due_s=12 * HOUR) for request in instance.requests)
    assert unsupported_features(replace(instance, requests=due)) == []
