"""What the engine does not honour is refused by name; the same fields at their neutral values are not."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from routing import solve
from routing.engine.supported import unsupported_features
from routing.errors import UnsupportedFeature
from routing.instance import Action, Instance, LockedVisit, VisitRef
from routing.plan import Limits
from tests.routing.worlds import HOUR, commune


def with_first_vehicle(instance: Instance, **changes: object) -> Instance:
    first, *others = instance.vehicles
    return replace(instance, vehicles=(replace(first, **changes), *others))


def with_waves(instance: Instance) -> Instance:
    return replace(instance, depots=(replace(instance.depots[0], waves_s=(8 * HOUR, 14 * HOUR)),))


def with_loading(instance: Instance) -> Instance:
    return replace(instance, depots=(replace(instance.depots[0], loading="desk"),))


def with_trips(instance: Instance) -> Instance:
    return with_first_vehicle(instance, max_trips=2)


def with_overtime(instance: Instance) -> Instance:
    return with_first_vehicle(instance, max_overtime_s=HOUR)


def with_locked_visits(instance: Instance) -> Instance:
    letter = LockedVisit(visit=VisitRef(request="letter", action=Action.DELIVERY))
    return with_first_vehicle(instance, locked=(letter,))


def with_habit(instance: Instance) -> Instance:
    habitual = with_first_vehicle(instance, habitual_order=("door 1", "door 2"))
    return replace(habitual, costs=replace(instance.costs, against_habit_s=60))


def with_balance(instance: Instance) -> Instance:
    return replace(instance, costs=replace(instance.costs, imbalance_percent=10))


def with_lateness(instance: Instance) -> Instance:
    due = tuple(replace(request, due_s=12 * HOUR) for request in instance.requests)
    return replace(instance, requests=due, costs=replace(instance.costs, late_percent=10))


@pytest.mark.parametrize(
    ("ask", "field"),
    [
        (with_waves, "depots[0].waves_s"),
        (with_loading, "depots[0].loading"),
        (with_trips, "vehicles[0].max_trips"),
        (with_overtime, "vehicles[0].max_overtime_s"),
        (with_locked_visits, "vehicles[0].locked"),
        (with_habit, "costs.against_habit_s"),
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
