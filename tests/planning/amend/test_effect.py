"""What a change by hand does, as it is said."""

import pytest

from courier.planning.amend.effect import say_difference


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "+0 phút"),
        (3_569, "+59 phút"),
        (3_571, "+1 giờ"),
        (116 * 60, "+1 giờ 56 phút"),
        (-20 * 60, "-20 phút"),
        (-130 * 60, "-2 giờ 10 phút"),
    ],
)
def test_a_difference_past_an_hour_is_said_in_hours(seconds: int, said: str) -> None:
    assert say_difference(seconds) == said


def test_a_difference_is_said_in_english_too() -> None:
    assert say_difference(116 * 60, "h", "min") == "+1 h 56 min"
