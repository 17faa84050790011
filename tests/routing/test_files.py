"""What is written reads back the same; what is not an instance or a plan is refused by field."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from routing import solve
from routing.files import instance_from_json, instance_to_json, plan_from_json, plan_to_json
from routing.instance import Instance
from routing.plan import Limits
from tests.routing.worlds import commune, tiny_instances


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(tiny_instances())
def test_instances_and_plans_read_back_as_written(instance: Instance) -> None:
    assert instance_from_json(instance_to_json(instance)) == instance
    plan = solve(instance, Limits(iterations=2))
    assert plan_from_json(plan_to_json(plan)) == plan


@pytest.mark.parametrize("rows", [b'[["a"]]', b"[[0.5]]", b"[[4294967296]]", b"[[0],[0,0]]", b"[]", b"7"])
def test_a_matrix_that_is_not_rows_of_small_whole_numbers_is_refused_by_field(rows: bytes) -> None:
    text = instance_to_json(commune())
    start = text.index(b'"travel_s":') + len(b'"travel_s":')
    end = text.index(b',"distance_m"')
    with pytest.raises(msgspec.ValidationError, match=r"travel\[0\]\.travel_s"):
        instance_from_json(text[:start] + rows + text[end:])


def test_a_field_of_the_wrong_type_is_refused_by_name() -> None:
    text = instance_to_json(commune()).replace(b'"fixed_s":180', b'"fixed_s":"long"')
    with pytest.raises(msgspec.ValidationError, match=r"services\[0\]\.fixed_s"):
        instance_from_json(text)
