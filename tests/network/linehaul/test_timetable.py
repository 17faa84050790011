"""The linehaul timetable read: which ride is next, through which hub, on which day."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from courier.clock import VIETNAM
from courier.network.linehaul.model import SORTING_S, Stop, Timetable

A, B, HUB, LINE, OTHER = (UUID(int=number) for number in range(1, 6))
KINDS = {A: "point", B: "point", HUB: "hub", OTHER: "point"}
WORKING = [1, 2, 3, 4, 5, 6]


def route(
    code: str, *calls: tuple[UUID, str | None, str | None], days: list[int] = WORKING, **dated: date
) -> tuple[Stop, ...]:
    """A route from (office, arrives, departs), hours as HH:MM."""
    return tuple(
        Stop(
            UUID(int=int.from_bytes(code.encode())),
            code,
            code,
            LINE,
            days,
            dated.get("valid_from", date(2026, 1, 1)),
            dated.get("valid_to"),
            office,
            str(office),
            KINDS[office],
            seconds(arrives),
            seconds(departs),
        )
        for office, arrives, departs in calls
    )


def seconds(hour: str | None) -> int | None:
    return None if hour is None else int(hour[:2]) * 3600 + int(hour[3:]) * 60


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


IN = route("IN", (A, None, "11:00"), (HUB, "11:40", None))
OUT = route("OUT", (HUB, None, "13:00"), (B, "13:30", None))
LATE = route("LATE", (HUB, None, "17:00"), (B, "17:30", None))
MONDAY = "2026-11-23"


def test_the_way_goes_through_the_hub_by_the_first_ride_after_sorting() -> None:
    path = Timetable(routes=(IN, OUT, LATE)).find_path(A, B, at(f"{MONDAY}T08:00"))
    assert path is not None
    assert [(ride.route_code, ride.to_office_id) for ride in path.departures] == [("IN", HUB), ("OUT", B)]
    assert (path.first.departs_at, path.arrives_at) == (at(f"{MONDAY}T11:00"), at(f"{MONDAY}T13:30"))


def test_a_hub_that_cannot_sort_in_time_sends_by_the_later_ride() -> None:
    path = Timetable(routes=(IN, OUT, LATE), sorting_s=2 * 3600).find_path(A, B, at(f"{MONDAY}T08:00"))
    assert path is not None
    assert path.departures[1].route_code == "LATE"


def test_a_ride_that_has_left_is_no_ride_and_sunday_has_none() -> None:
    path = Timetable(routes=(IN, OUT)).find_path(A, B, at("2026-11-28T11:01"))
    assert path is not None
    assert path.first.departs_at == at("2026-11-30T11:00")


def test_a_bag_put_in_at_the_very_minute_goes() -> None:
    path = Timetable(routes=(IN, OUT)).find_path(A, B, at(f"{MONDAY}T11:00"))
    assert path is not None
    assert path.first.departs_at == at(f"{MONDAY}T11:00")


def test_one_route_through_the_hub_carries_a_bag_straight_on() -> None:
    through = route("THRU", (A, None, "11:00"), (HUB, "11:40", "11:50"), (B, "12:20", None))
    path = Timetable(routes=(IN, OUT, through)).find_path(A, B, at(f"{MONDAY}T08:00"))
    assert path is not None
    assert [ride.route_code for ride in path.departures] == ["THRU"]


def test_nobody_changes_bags_at_a_post_office() -> None:
    first = route("ONE", (A, None, "09:00"), (OTHER, "09:30", None))
    second = route("TWO", (OTHER, None, "12:00"), (B, "12:30", None))
    assert Timetable(routes=(first, second)).find_path(A, B, at(f"{MONDAY}T08:00")) is None


def test_a_route_not_yet_or_no_longer_in_force_carries_nothing() -> None:
    early = route("IN", *[(A, None, "11:00"), (B, "11:40", None)], valid_to=date(2026, 11, 23))
    late = route("IN", *[(A, None, "12:00"), (B, "12:40", None)], valid_from=date(2026, 11, 25))
    path = Timetable(routes=(early, late)).find_path(A, B, at(f"{MONDAY}T08:00"))
    assert path is not None
    assert path.first.departs_at == at("2026-11-25T12:00")


def test_a_run_that_set_out_yesterday_calls_today() -> None:
    night = route("NIGHT", (HUB, None, "23:00"), (A, "24:30", "25:00"), (B, "26:00", None))
    path = Timetable(routes=(night,)).find_path(A, B, at("2026-11-24T00:10"))
    assert path is not None
    assert (path.first.departs_at, path.arrives_at) == (at("2026-11-24T01:00"), at("2026-11-24T02:00"))


def test_there_is_no_way_from_an_office_to_itself_or_to_where_no_route_calls() -> None:
    table = Timetable(routes=(IN, OUT))
    assert table.find_path(A, A, at(f"{MONDAY}T08:00")) is None
    assert table.find_path(B, A, at(f"{MONDAY}T08:00")) is None
    assert Timetable(routes=()).find_path(A, B, at(f"{MONDAY}T08:00")) is None


def test_the_departures_of_a_day_are_those_that_leave_on_it() -> None:
    night = route("NIGHT", (HUB, None, "23:00"), (A, "24:30", "25:00"), (B, "26:00", None))
    table = Timetable(routes=(IN, OUT, night))
    codes = [(ride.route_code, ride.departs_at) for ride in table.departures_on(A, date(2026, 11, 24))]
    assert codes == [("NIGHT", at("2026-11-24T01:00")), ("IN", at("2026-11-24T11:00"))]


@pytest.mark.parametrize("minutes", range(0, 7 * 24 * 60, 97))
def test_a_later_start_never_arrives_earlier_and_every_change_leaves_time_to_sort(minutes: int) -> None:
    back = route("BACK", (B, None, "08:10"), (HUB, "08:40", "09:10"), (A, "09:50", None))
    table = Timetable(routes=(IN, OUT, LATE, back))
    start = at(f"{MONDAY}T00:00") + timedelta(minutes=minutes)
    path, later = table.find_path(A, B, start), table.find_path(A, B, start + timedelta(minutes=41))
    assert path is not None
    assert later is not None
    assert start <= path.first.departs_at
    assert path.arrives_at <= later.arrives_at
    first, *rest = path.departures
    for ride in rest:
        assert (ride.departs_at - first.arrives_at).total_seconds() >= SORTING_S
        first = ride
