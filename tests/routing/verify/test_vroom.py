"""VROOM's rules are judged from its two files alone: its own solutions pass, each damage to one is named."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from routing.verify.rules import Rule
from routing.verify.vroom import verify_vroom
from routing.vroom import model
from routing.vroom.read import question_from_json
from tests.routing.vroom.worlds import question

SOLUTIONS = Path(__file__).parents[1] / "vroom" / "solutions"
"""What VROOM 1.15 answered to two of the drawn questions, run to its own end."""


def solution(seed: int) -> Any:
    return msgspec.json.decode((SOLUTIONS / f"question_{seed}.json").read_bytes())


def rules_broken(asked: dict[str, Any], told: Any) -> set[Rule]:
    answer = msgspec.json.decode(msgspec.json.encode(told), type=model.Answer)
    return {found.rule for found in verify_vroom(question_from_json(msgspec.json.encode(asked)), answer)}


@pytest.mark.parametrize("seed", [4, 5])
def test_what_vroom_itself_answers_keeps_every_rule(seed: int) -> None:
    assert rules_broken(question(seed), solution(seed)) == set()


def first_task(told: Any) -> dict[str, Any]:
    return next(step for step in told["routes"][0]["steps"] if "id" in step and step["type"] != "break")


def first_break(told: Any) -> dict[str, Any]:
    return next(step for step in told["routes"][0]["steps"] if step["type"] == "break")


def shut_the_first_door(asked: Any, told: Any) -> None:
    task = first_task(told)
    for step in [*asked["jobs"], *(asked[end] for asked in asked["shipments"] for end in ("pickup", "delivery"))]:
        if step["id"] == task["id"]:
            step["time_windows"] = [[0, 1]]


def ask_for_skills(asked: Any, _: Any) -> None:
    for each in [*asked["jobs"], *asked["shipments"]]:
        each["skills"] = [99]


def reverse_the_routes(_: Any, told: Any) -> None:
    for route in told["routes"]:
        route["steps"][1:-1] = reversed(route["steps"][1:-1])


def shrink(name: str, value: Any) -> Callable[[Any, Any], None]:
    def spoil(asked: Any, _: Any) -> None:
        for vehicle in asked["vehicles"]:
            vehicle[name] = value

    return spoil


Damage = Callable[[Any, Any], object]
DAMAGES: list[tuple[str, Damage, Rule]] = [
    ("a step reached too soon", lambda _, told: first_task(told).update(arrival=1), Rule.TRAVEL),
    ("a longer road", lambda asked, _: lengthen(asked["matrices"]["car"]["durations"]), Rule.TRAVEL),
    ("a longer way", lambda asked, _: shrink("max_distance", 10)(asked, _), Rule.DISTANCE),
    ("a longer ride", shrink("max_travel_time", 10), Rule.DISTANCE),
    ("tasks too many", shrink("max_tasks", 1), Rule.CAPACITY),
    ("a shut door", shut_the_first_door, Rule.WINDOW),
    ("a shorter shift", shrink("time_window", [0, 9000]), Rule.SHIFT),
    ("a smaller bag", shrink("capacity", [1, 1]), Rule.CAPACITY),
    ("skills nobody has", ask_for_skills, Rule.ASSIGNMENT),
    ("a task dropped", lambda _, told: told["routes"][0]["steps"].remove(first_task(told)), Rule.ONCE),
    ("a task made twice", lambda _, told: told["routes"].append(dict(told["routes"][0], vehicle=3)), Rule.ONCE),
    ("routes reversed", reverse_the_routes, Rule.PAIR),
    ("a hurried service", lambda _, told: first_task(told).update(service=1), Rule.SERVICE),
    ("a setup saved", lambda asked, _: [job.update(setup=500) for job in asked["jobs"]], Rule.SERVICE),
    ("a lunch skipped", lambda _, told: told["routes"][0]["steps"].remove(first_break(told)), Rule.BREAK),
    ("a lunch at another time", shrink("breaks", [{"id": 1, "time_windows": [[0, 1]], "service": 1800}]), Rule.BREAK),
    ("a wrong load", lambda _, told: first_task(told).update(load=[19, 1]), Rule.LOAD),
    ("a wrong sum", lambda _, told: told["summary"].update(duration=1), Rule.TOTALS),
    ("a route too many in the sum", lambda _, told: told["summary"].update(routes=9), Rule.TOTALS),
    ("a wrong sum of what matters", lambda _, told: told["summary"].update(priority=1), Rule.TOTALS),
    ("a wrong sum of loads", lambda _, told: told["summary"]["pickup"].__setitem__(1, 1), Rule.TOTALS),
    ("a route that carries less", lambda _, told: told["routes"][0].update(delivery=[1, 1]), Rule.TOTALS),
    ("a route that matters more", lambda _, told: told["routes"][0].update(priority=5), Rule.TOTALS),
    ("a way measured wrongly", lambda _, told: first_task(told).update(distance=1), Rule.TOTALS),
    ("a rule told broken", lambda _, told: first_task(told).update(violations=[{"cause": "delay"}]), Rule.TOTALS),
    ("a step elsewhere", lambda _, told: first_task(told).update(location_index=0), Rule.STOP),
    ("a step drawn elsewhere", lambda _, told: first_task(told).update(location=[105.0, 21.0]), Rule.STOP),
    ("a start elsewhere", lambda _, told: told["routes"][0]["steps"][0].update(location_index=5), Rule.ENDS),
    ("a wrong cost", lambda _, told: told["routes"][0].update(cost=1), Rule.COST),
    ("a stranger rides", lambda _, told: told["routes"][0].update(vehicle=77), Rule.VEHICLE),
    ("an error", lambda _, told: told.update(code=2), Rule.INSTANCE),
    ("no way home", lambda _, told: told["routes"][0]["steps"].pop(), Rule.ENDS),
]


def lengthen(rows: list[list[int]]) -> None:
    for row in rows:
        row[:] = [value + 7 for value in row]


@pytest.mark.parametrize(("damage", "rule"), [case[1:] for case in DAMAGES], ids=[case[0] for case in DAMAGES])
def test_damage_to_a_vroom_solution_is_named_by_its_rule(damage: Damage, rule: Rule) -> None:
    asked, told = msgspec.json.decode(msgspec.json.encode(question(5))), solution(5)
    damage(asked, told)
    assert rule in rules_broken(asked, told)
