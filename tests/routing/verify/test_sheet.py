"""Answers to public benchmark files are judged by the file's own numbers: sound ones pass, each damage is named."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from routing.benchmarks import Sheet, read_sheet
from routing.verify.rules import Rule
from routing.verify.sheet import NotServed, SheetAnswer, verify_sheet
from tests.routing.test_benchmarks import LI_LIM, SOLOMON

PAIRS = """\
2 10 1
0 0 0 0 0 100 0 0 0
1 3 4 5 0 50 2 0 2
2 6 8 -5 10 60 2 1 0
3 0 5 6 0 90 2 0 4
4 0 9 -6 0 90 2 3 0
"""
SOUND = SheetAnswer(routes=((1, 2), (3, 4)), vehicles=2, distance=38.0)


def rules(sheet: Sheet, answer: SheetAnswer) -> set[Rule]:
    return {violation.rule for violation in verify_sheet(sheet, answer)}


def test_sound_answers_pass() -> None:
    assert verify_sheet(read_sheet(PAIRS), SOUND) == []
    assert verify_sheet(read_sheet(LI_LIM), SheetAnswer(routes=((1, 2),), vehicles=1, distance=20.0)) == []
    assert verify_sheet(read_sheet(SOLOMON), SheetAnswer(routes=((1,), (2,)), vehicles=2, distance=20.0)) == []


def test_both_ends_of_a_pair_may_be_left_out_together() -> None:
    left_out = (NotServed(id=3, reason="x"), NotServed(id=4, reason="x"))
    answer = SheetAnswer(routes=((1, 2),), unassigned=left_out, vehicles=1, distance=20.0)
    assert verify_sheet(read_sheet(PAIRS), answer) == []
    assert Rule.ONCE in rules(read_sheet(PAIRS), replace(answer, unassigned=left_out[:1]))


DAMAGES: list[tuple[str, dict[str, Any], Rule]] = [
    ("a node dropped", {"routes": ((1, 2), (3,))}, Rule.ONCE),
    ("a node served twice", {"routes": ((1, 2), (3, 4, 4))}, Rule.ONCE),
    ("the depot among the nodes", {"routes": ((0, 1, 2), (3, 4))}, Rule.ONCE),
    ("an unknown node", {"routes": ((1, 2, 9), (3, 4))}, Rule.ONCE),
    ("a delivery before its pickup", {"routes": ((2, 1), (3, 4))}, Rule.PAIR),
    ("a pair on two routes", {"routes": ((1, 4), (3, 2))}, Rule.PAIR),
    ("an empty route", {"routes": ((1, 2, 3, 4), ())}, Rule.VEHICLE),
    ("a wrong number of vehicles", {"vehicles": 1}, Rule.TOTALS),
    ("a wrong distance", {"distance": 37.9}, Rule.TOTALS),
]


@pytest.mark.parametrize(("changes", "rule"), [case[1:] for case in DAMAGES], ids=[case[0] for case in DAMAGES])
def test_damage_to_an_answer_is_named_by_its_rule(changes: dict[str, Any], rule: Rule) -> None:
    assert rule in rules(read_sheet(PAIRS), replace(SOUND, **changes))


STRICTER: list[tuple[str, Callable[[str], str], Rule]] = [
    ("an earlier closing", lambda text: text.replace("1 3 4 5 0 50", "1 3 4 5 0 4.9999"), Rule.WINDOW),
    ("an earlier evening", lambda text: text.replace("0 0 0 0 0 100", "0 0 0 0 0 23.9"), Rule.SHIFT),
    ("a smaller vehicle", lambda text: text.replace("2 10 1", "2 5 1"), Rule.CAPACITY),
    ("one vehicle", lambda text: text.replace("2 10 1", "1 10 1"), Rule.VEHICLE),
]


@pytest.mark.parametrize(("harder", "rule"), [case[1:] for case in STRICTER], ids=[case[0] for case in STRICTER])
def test_a_stricter_file_is_broken_by_its_rule(harder: Callable[[str], str], rule: Rule) -> None:
    assert rule in rules(read_sheet(harder(PAIRS)), SOUND)


def test_deliveries_are_all_on_board_at_the_start() -> None:
    answer = SheetAnswer(routes=((1, 2),), vehicles=1, distance=18.0)
    assert Rule.CAPACITY in rules(read_sheet(SOLOMON), answer)


def test_an_arrival_as_late_as_the_window_lets_is_no_violation() -> None:
    assert verify_sheet(read_sheet(PAIRS.replace("1 3 4 5 0 50", "1 3 4 5 0 5")), SOUND) == []
