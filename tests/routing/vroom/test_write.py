"""Our plans as VROOM's solutions keep VROOM's own rules, whatever the question asks."""

import msgspec
import pytest

from routing import solve, verify
from routing.plan import Limits
from routing.verify.vroom import verify_vroom
from routing.vroom import model
from routing.vroom.read import read_vroom
from routing.vroom.write import answer_to_json, write_vroom
from tests.routing.vroom.worlds import question


@pytest.mark.parametrize("seed", range(8))
def test_a_plan_told_in_vrooms_words_keeps_vrooms_rules(seed: int) -> None:
    ask = read_vroom("drawn", msgspec.json.encode(question(seed)))
    plan = solve(ask.instance, Limits(iterations=30))
    assert verify(ask.instance, plan) == []
    answer = msgspec.json.decode(answer_to_json(write_vroom(ask, plan)), type=model.Answer)
    assert verify_vroom(ask.question, answer) == []
    assert answer.summary.duration == plan.cost.travel_s
    assert all(each.reason for each in answer.unassigned)


def test_breaks_stand_between_the_tasks_they_part() -> None:
    ask = read_vroom("drawn", msgspec.json.encode(question(1)))
    answer = write_vroom(ask, solve(ask.instance, Limits(iterations=30)))
    breaks = [step for route in answer.routes for step in route.steps if step.type == "break"]
    assert breaks
    assert {step.description for step in breaks} == {"trưa"}
    assert all(12_000 <= step.arrival + step.waiting_time <= 14_000 for step in breaks)


def test_without_matrices_the_answer_says_that_travel_is_estimated() -> None:
    document = question(1)
    del document["matrices"]
    ask = read_vroom("drawn", msgspec.json.encode(document))
    told = msgspec.json.decode(answer_to_json(write_vroom(ask, solve(ask.instance, Limits(iterations=5)))))
    assert told["summary"]["estimated"] is True
    assert told["routes"][0]["steps"][0]["location"] == [*document["vehicles"][0]["start"]]
