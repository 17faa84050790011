"""Reasons in words: every constraint has a sentence in both languages with its figures in it."""

from datetime import timedelta, timezone

import pytest

from routing.plan import Constraint, Reason
from routing.words import reason_in_words
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
        "Không còn chỗ trong các tuyến: lan sẽ về lúc 17:25, ca kết thúc 17:00."
    )
    dear = Reason(constraint=Constraint.PRIORITY, alone=False, vehicle="lan", needed=5400, available=1800)
    assert reason_in_words(commune(), dear, VIETNAM).en == (
        "It fits, but costs more than its priority is worth: lan would need 1:30 more, its priority is worth 0:30."
    )
