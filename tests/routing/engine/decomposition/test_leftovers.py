"""What no part serves: asked into every part a few at a time, put in where it fits, told why where it does not."""

import pytest

from routing import verify
from routing.engine.decomposition.cut import Part
from routing.engine.decomposition.ground import Ground
from routing.engine.decomposition.leftovers import Leftovers
from routing.engine.decomposition.part import Parts
from routing.engine.decomposition.standing import Standing
from routing.engine.timetable import ENGINE
from routing.instance import Instance
from routing.plan import Limits, Plan
from tests.routing.worlds import around_a_hidden_plan


def settled(instance: Instance) -> Plan:
    """A plan of nothing, with all that is left out of it asked in."""
    standing = Standing(instance)
    leftovers = Leftovers(Parts(instance), Ground(instance), standing, Limits(iterations=0))
    empty = [Part([number], []) for number in range(len(instance.vehicles))]
    unserved = leftovers.settle(empty)
    return Plan(
        instance=instance.name,
        engine=ENGINE,
        routes=standing.routes,
        unserved=unserved,
        cost=standing.cost(),
        providers=("great_circle",),
        is_estimated=True,
    )


@pytest.mark.parametrize("at_once", [1, 3, 300])
def test_whoever_is_put_in_stays_when_others_are_asked_in_after_it(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("routing.engine.decomposition.leftovers.AT_ONCE", at_once)
    instance = around_a_hidden_plan(0, carriers=3, requests_each=5, slack_s=3600)
    plan = settled(instance)
    assert verify(instance, plan) == []
    assert len(plan.unserved) < len(instance.requests) / 2
