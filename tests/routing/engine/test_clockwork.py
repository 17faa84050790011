"""Earliest times forward and latest times backward agree with each other on any chain of legs and services."""

from hypothesis import given
from hypothesis import strategies as st

from routing.engine.clockwork import (
    NEVER,
    Breaks,
    Windows,
    earliest_start,
    is_in_time,
    latest_leaving,
    latest_ready_times,
    latest_start,
    leaving_times,
    ready_times,
)

seconds = st.integers(0, 40)


@st.composite
def breaks(draw: st.DrawFn) -> Breaks:
    spells, free_s = [], 0
    for _ in range(draw(st.integers(0, 3))):
        earliest_s = free_s + draw(st.integers(0, 8))
        duration_s = draw(st.integers(1, 5))
        spells.append((earliest_s, earliest_s + draw(st.integers(0, 10)), duration_s))
        free_s = earliest_s + duration_s
    return spells


@st.composite
def windows(draw: st.DrawFn) -> Windows:
    edges = sorted(draw(st.sets(seconds, min_size=2, max_size=6)))
    return [
        (first, last, draw(st.just(NEVER) | st.integers(last, last + 5)))
        for first, last in zip(edges[::2], edges[1::2], strict=False)
    ]


def test_a_service_starts_in_the_first_window_that_still_holds_it() -> None:
    desk = [(8, 11, 12), (14, 16, 17)]
    assert earliest_start(desk, 5, 1) == 8
    assert earliest_start(desk, 10, 2) == 10
    assert earliest_start(desk, 11, 2) == 14  # would end after the morning closes
    assert earliest_start(desk, 17, 1) == NEVER
    assert latest_start(desk, 100, 1) == 16
    assert latest_start(desk, 15, 2) == 11 - 1  # not done before 15 in the afternoon, nor from 11 by 12
    assert latest_start(desk, 8, 1) == -NEVER


def test_a_break_interrupts_travel_and_the_rest_of_it_follows() -> None:
    lunch = [(10, 12, 5)]
    assert ready_times([8, NEVER], 4, lunch) == [12, 17]  # by 12 without it, by 17 with it from 10 on
    assert ready_times([8, NEVER], 1, lunch) == [9, 15]  # waits from 9 to 10 for it
    assert ready_times([13, NEVER], 1, lunch) == [14, NEVER]  # too late to start it
    assert leaving_times([12, 17], [(0, 99, NEVER)], 1, lunch) == [NEVER, 18]  # 13 without it is too late


@given(seconds, seconds, st.lists(st.tuples(st.integers(0, 8), windows(), st.integers(0, 5)), max_size=4), breaks())
def test_a_chain_ends_in_time_exactly_when_it_starts_no_later_than_the_latest(
    start_s: int, end_s: int, chain: list[tuple[int, Windows, int]], spells: Breaks
) -> None:
    never = [NEVER] * len(spells)
    leaving = leaving_times([start_s, *never], [(0, NEVER, NEVER)], 0, spells)
    for travel_s, open_s, service_s in chain:
        leaving = leaving_times(ready_times(leaving, travel_s, spells), open_s, service_s, spells)
    ends_in_time = is_in_time(leaving, [end_s] * len(leaving))

    leave_by = [min(latest_s, end_s) for _, latest_s, _ in spells] + [end_s]
    for travel_s, open_s, service_s in reversed(chain):
        leave_by = latest_leaving(latest_ready_times(leave_by, open_s, service_s), travel_s, spells)
    assert ends_in_time == (start_s <= leave_by[0])
