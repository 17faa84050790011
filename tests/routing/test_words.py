"""Reasons in words: every constraint has a sentence in both languages with its figures in it."""

from datetime import timedelta, timezone

import pytest
from msgspec.structs import replace

from routing.plan import Constraint, Reason, Shortfall
from routing.words import reason_in_units, reason_in_words
from tests.routing.worlds import HOUR, commune

VIETNAM = timezone(timedelta(hours=7))


@pytest.mark.parametrize("constraint", list(Constraint))
@pytest.mark.parametrize("alone", [True, False])
def test_every_constraint_has_a_sentence_in_both_languages(constraint: Constraint, alone: bool) -> None:
    reason = Reason(
        constraint=constraint, alone=alone, vehicle="lan", needed=17 * HOUR, available=10 * HOUR, missing=("intake",)
    )
    words = reason_in_words(commune(), reason, VIETNAM)
    assert words.vi.endswith(".")
    assert words.en.endswith(".")
    assert words.vi != words.en
    assert "{" not in words.vi + words.en


def test_instants_are_told_on_the_clock_of_the_place_and_durations_in_hours() -> None:
    shift = Reason(
        constraint=Constraint.SHIFT, alone=False, vehicle="lan", needed=10 * HOUR + 1500, available=10 * HOUR
    )
    assert reason_in_words(commune(), shift, VIETNAM).vi == (
        "Không còn chỗ trong các tuyến: lan sẽ về lúc 17:25, ca kết thúc 17:00 (cần thêm 25 phút ca)."
    )
    dear = Reason(constraint=Constraint.PRIORITY, alone=False, vehicle="lan", needed=5400, available=1800)
    assert reason_in_words(commune(), dear, VIETNAM).en == (
        "It fits, but costs more than its priority is worth: lan would need 1:30 more, its priority is worth 0:30."
    )


def test_a_shift_with_overtime_is_said_to_end_with_it() -> None:
    fleet = [replace(each, max_overtime_s=1800) for each in commune().vehicles]
    late = Reason(constraint=Constraint.SHIFT, alone=False, vehicle="Lan", needed=63_900, available=63_000)
    assert reason_in_words(replace(commune(), vehicles=tuple(fleet)), late, VIETNAM).vi == (
        "Không còn chỗ trong các tuyến: Lan sẽ về lúc 00:45 (+1), kể cả làm thêm giờ ca chỉ đến 00:30 (+1) "
        "(cần thêm 15 phút ca)."
    )


def test_a_shortfall_is_said_so_that_it_is_never_nothing() -> None:
    late = Reason(constraint=Constraint.WINDOW, alone=True, vehicle="lan", needed=34_201 + 7200, available=34_200)
    assert reason_in_words(commune(), late, VIETNAM).en.endswith(
        "lan could start at 18:30 at the earliest, the last start is 16:30 (needs it open for 2 h 1 min more)."
    )
    shift = Reason(constraint=Constraint.SHIFT, alone=True, vehicle="lan", needed=20 * HOUR, available=10 * HOUR)
    assert "03:00 (+1)" in reason_in_words(commune(), shift, VIETNAM).vi


def test_limits_that_must_give_way_together_are_all_told() -> None:
    several = Reason(
        constraint=Constraint.SEVERAL,
        alone=False,
        vehicle="lan",
        together=(
            Shortfall(constraint=Constraint.SHIFT, needed=10 * HOUR + 1080, available=10 * HOUR),
            Shortfall(constraint=Constraint.CAPACITY_ITEMS, needed=63, available=60),
        ),
    )
    assert reason_in_words(commune(), several, VIETNAM).en == (
        "No room left in the routes: several limits at once stand in the way: "
        "lan would end at 17:18, the shift ends at 17:00 (needs 18 minutes more of shift); "
        "lan would have to hold 63 items, at most 60 fit (needs room for 3 more)."
    )


def test_a_benchmark_is_told_in_its_own_unit() -> None:
    reason = Reason(constraint=Constraint.SHIFT, alone=True, vehicle="v1", needed=1_205_000, available=1_000_000)
    assert "would end at 120.5, the shift ends at 100 (needs 20.5 more of shift)" in reason_in_units(reason, 10_000).en
