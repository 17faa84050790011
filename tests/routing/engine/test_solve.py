"""Plans of the engine: they keep every rule, serve what can be served and cost no more than they must."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing import solve, verify
from routing.instance import Instance
from routing.plan import Limits
from tests.routing.oracle import Oracle
from tests.routing.worlds import tiny_instances

tiny = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@tiny
@given(tiny_instances(), st.integers(0, 3))
def test_every_plan_keeps_every_rule(instance: Instance, seed: int) -> None:
    assert verify(instance, solve(instance, Limits(iterations=25, seed=seed))) == []


@settings(tiny, max_examples=60)
@given(tiny_instances(most_requests=3))
def test_a_plan_of_a_tiny_instance_is_as_good_as_the_best_of_all_plans(instance: Instance) -> None:
    plan = solve(instance, Limits(iterations=150))
    assert plan.cost.key == Oracle(instance).best()
