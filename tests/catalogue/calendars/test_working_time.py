"""The clock by which limits run: a table of cases by the shipped calendars, and laws that hold for any instant."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from courier.catalogue.calendars.model import Calendar, Spell
from courier.catalogue.calendars.shipped import shipped_calendar
from courier.catalogue.calendars.working_days import (
    add_working_days,
    are_apart,
    earliest_second_invitation,
    is_working,
    next_working_day,
    working_days_between,
)
from courier.catalogue.calendars.working_time import (
    add_working_time,
    counts_from,
    due_at,
    resume,
    same_day_due_at,
    working_time_between,
)
from courier.clock import VIETNAM

AGENCY, POST = shipped_calendar("agency"), shipped_calendar("post")


def at(text: str) -> datetime:
    """`23/11/2026 10:00`, in Vietnam."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("day", "agency", "post"),
    [
        (date(2026, 11, 23), True, True),  # Monday
        (date(2026, 11, 24), False, False),  # Ngày Văn hoá Việt Nam, a Tuesday
        (date(2026, 11, 28), False, True),  # Saturday
        (date(2026, 11, 29), False, False),  # Sunday
        (date(2026, 1, 2), False, True),  # swapped
        (date(2026, 1, 10), True, True),  # … for this Saturday
        (date(2026, 2, 14), False, True),  # Saturday before Tết
        (date(2026, 2, 16), False, False),  # Tết
        (date(2026, 2, 20), False, False),
        (date(2026, 2, 23), True, True),
        (date(2026, 4, 26), False, False),  # Giỗ Tổ, a Sunday
        (date(2026, 4, 27), False, False),  # in lieu
        (date(2026, 4, 30), False, False),
        (date(2026, 5, 1), False, False),
        (date(2026, 5, 2), False, True),
        (date(2026, 8, 22), True, True),  # swapped Saturday
        (date(2026, 8, 31), False, True),
        (date(2026, 9, 1), False, False),
        (date(2027, 5, 3), False, True),  # in lieu of Saturday 1/5: the post works Saturdays and is owed nothing
    ],
)
def test_who_works_when(day: date, agency: bool, post: bool) -> None:
    assert (is_working(AGENCY, day), is_working(POST, day)) == (agency, post)


def test_tet_2026_is_a_week_for_agencies() -> None:
    assert next_working_day(AGENCY, date(2026, 2, 13)) == date(2026, 2, 23)
    assert working_days_between(AGENCY, date(2026, 2, 13), date(2026, 2, 23)) == 1
    assert next_working_day(POST, date(2026, 2, 14)) == date(2026, 2, 21)


def test_thirtieth_of_april_and_first_of_may_with_giỗ_tổ_before_them() -> None:
    assert add_working_days(AGENCY, date(2026, 4, 24), 3) == date(2026, 5, 4)
    assert add_working_days(POST, date(2026, 4, 25), 3) == date(2026, 5, 2)


@pytest.mark.parametrize(
    ("received", "counts"),
    [
        ("23/11/2026 05:30", "23/11/2026 07:00"),  # before opening
        ("23/11/2026 09:15", "23/11/2026 09:15"),
        ("23/11/2026 11:30", "23/11/2026 13:30"),  # lunch begins
        ("23/11/2026 12:40", "23/11/2026 13:30"),
        ("23/11/2026 17:00", "25/11/2026 07:00"),  # closing, and the 24th is off
        ("23/11/2026 23:59", "25/11/2026 07:00"),
        ("27/11/2026 18:00", "30/11/2026 07:00"),  # Friday evening
        ("28/11/2026 09:00", "30/11/2026 07:00"),  # Saturday
        ("13/02/2026 17:30", "23/02/2026 07:00"),  # before Tết
    ],
)
def test_the_clock_starts_in_working_hours(received: str, counts: str) -> None:
    assert counts_from(AGENCY, at(received)) == at(counts)


@pytest.mark.parametrize(
    ("received", "hours", "due"),
    [
        ("23/11/2026 09:00", 2, "23/11/2026 11:00"),
        ("23/11/2026 09:30", 2, "23/11/2026 11:30"),  # the end of the morning is still the morning
        ("23/11/2026 10:30", 2, "23/11/2026 14:30"),  # over lunch
        ("23/11/2026 16:00", 2, "25/11/2026 08:00"),  # over closing and a day off
        ("23/11/2026 12:00", 3.5, "23/11/2026 17:00"),
        ("27/11/2026 16:30", 8, "30/11/2026 16:30"),
    ],
)
def test_hours_roll_over_lunch_and_closing(received: str, hours: float, due: str) -> None:
    assert due_at(AGENCY, at(received), hours=hours) == at(due)


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        ("23/11/2026 10:00", 1, "25/11/2026 10:00"),
        ("23/11/2026 10:00", 3, "27/11/2026 10:00"),
        ("23/11/2026 10:00", 5, "01/12/2026 10:00"),
        ("23/11/2026 18:00", 1, "26/11/2026 07:00"),  # counts from the 25th
        ("09/01/2026 15:00", 1, "10/01/2026 15:00"),  # a Saturday that is worked
        ("12/02/2026 09:00", 2, "23/02/2026 09:00"),  # over Tết
        ("23/11/2026 10:00", 0, "23/11/2026 17:00"),
    ],
)
def test_days_are_counted_without_days_off(received: str, days: int, due: str) -> None:
    assert due_at(AGENCY, at(received), working_days=days) == at(due)


def test_where_the_calendar_says_so_a_limit_in_days_ends_at_closing() -> None:
    calendar = changed(AGENCY, day_ends="closing")
    assert due_at(calendar, at("23/11/2026 10:00"), working_days=1) == at("25/11/2026 17:00")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("23/11/2026 08:00", "23/11/2026 10:00"),
        ("23/11/2026 14:30", "23/11/2026 16:30"),
        ("23/11/2026 15:00", "23/11/2026 17:00"),
        ("23/11/2026 15:01", "25/11/2026 09:00"),  # the next working day's
        ("24/11/2026 09:00", "25/11/2026 09:00"),
    ],
)
def test_same_day_until_three_in_the_afternoon(received: str, due: str) -> None:
    assert same_day_due_at(AGENCY, at(received)) == at(due)


def test_without_a_cut_off_the_afternoon_rolls_over() -> None:
    calendar = changed(AGENCY, same_day_cutoff_s=None)
    assert same_day_due_at(calendar, at("23/11/2026 16:00")) == at("25/11/2026 08:00")


def test_papers_to_supplement_stop_the_clock() -> None:
    due = due_at(AGENCY, at("23/11/2026 10:00"), working_days=5)
    resumed = resume(AGENCY, due, at("25/11/2026 09:00"), at("26/11/2026 09:00"))
    assert resumed == at("02/12/2026 10:00")
    overdue = resume(AGENCY, due, due + timedelta(hours=1), due + timedelta(days=9))
    assert overdue == due
    at_night = resume(AGENCY, due, at("25/11/2026 19:00"), at("25/11/2026 22:00"))
    assert at_night == due


def test_two_invitations_stand_two_working_days_apart() -> None:
    monday = date(2026, 11, 23)
    assert earliest_second_invitation(POST, monday) == date(2026, 11, 26)
    assert not are_apart(POST, monday, date(2026, 11, 25))
    assert are_apart(POST, date(2026, 11, 26), monday)
    assert earliest_second_invitation(POST, date(2026, 2, 14)) == date(2026, 2, 23)


def test_a_morning_of_saturday_is_a_locality_s_choice() -> None:
    morning = (Spell(7 * 3600, 11 * 3600 + 1800),)
    calendar = changed(AGENCY, week=(*AGENCY.week[:5], morning, ()))
    assert due_at(calendar, at("27/11/2026 15:00"), working_days=1) == at("28/11/2026 11:30")
    assert due_at(calendar, at("27/11/2026 16:00"), hours=2) == at("28/11/2026 08:00")


def test_wrong_questions_are_refused() -> None:
    with pytest.raises(ValueError, match="not both"):
        due_at(AGENCY, at("23/11/2026 10:00"))
    with pytest.raises(ValueError, match="negative"):
        add_working_time(AGENCY, at("23/11/2026 10:00"), timedelta(hours=-1))
    with pytest.raises(ValueError, match="working days"):
        due_at(AGENCY, at("23/11/2026 10:00"), working_days=-1)
    with pytest.raises(ValueError, match="no working day"):
        next_working_day(changed(AGENCY, week=((),) * 7, days={}), date(2026, 11, 23))


def changed(calendar: Calendar, **fields: object) -> Calendar:
    import msgspec

    return msgspec.structs.replace(calendar, **fields)


INSTANTS = some.integers(0, 2 * 365 * 24 * 60).map(lambda minute: at("01/01/2026 00:00") + timedelta(minutes=minute))
LIMITS = some.integers(0, 40 * 60).map(lambda minutes: timedelta(minutes=minutes))
CALENDARS = some.sampled_from([AGENCY, POST])


@given(CALENDARS, INSTANTS, LIMITS)
def test_time_added_is_time_between(calendar: Calendar, received: datetime, limit: timedelta) -> None:
    due = add_working_time(calendar, received, limit)
    assert due >= received
    assert working_time_between(calendar, received, due) == limit


@given(CALENDARS, INSTANTS, some.integers(0, 60))
def test_a_result_is_never_due_on_a_day_off_nor_outside_hours(
    calendar: Calendar, received: datetime, days: int
) -> None:
    due = due_at(calendar, received, working_days=days).astimezone(VIETNAM)
    second = due.hour * 3600 + due.minute * 60
    assert any(spell.starts_s <= second <= spell.ends_s for spell in calendar.find_spells(due.date()))
    begun = counts_from(calendar, received).date()
    assert working_days_between(calendar, begun, due.date()) == days


@given(CALENDARS, INSTANTS, INSTANTS, some.integers(0, 30))
def test_what_comes_in_later_is_not_due_earlier(calendar: Calendar, one: datetime, other: datetime, days: int) -> None:
    early, late = sorted((one, other))
    assert due_at(calendar, early, working_days=days) <= due_at(calendar, late, working_days=days)
    assert same_day_due_at(calendar, early) <= same_day_due_at(calendar, late)


@given(CALENDARS, INSTANTS, LIMITS, LIMITS)
def test_limits_add_up(calendar: Calendar, received: datetime, first: timedelta, then: timedelta) -> None:
    once = add_working_time(calendar, received, first + then)
    twice = add_working_time(calendar, add_working_time(calendar, received, first), then)
    assert once == twice or working_time_between(calendar, once, twice) == timedelta(0)


@given(CALENDARS, INSTANTS, some.integers(1, 20), INSTANTS, INSTANTS)
def test_a_pause_moves_the_due_time_by_the_working_time_paused(
    calendar: Calendar, received: datetime, days: int, one: datetime, other: datetime
) -> None:
    paused, resumed = sorted((one, other))
    due = due_at(calendar, received, working_days=days)
    moved = resume(calendar, due, paused, resumed)
    expected = timedelta(0) if paused >= due else working_time_between(calendar, paused, resumed)
    assert working_time_between(calendar, due, moved) == expected


@given(CALENDARS, some.dates(date(2026, 1, 1), date(2027, 12, 1)), some.integers(1, 20))
def test_counting_days_on_and_between_agree(calendar: Calendar, day: date, count: int) -> None:
    later = add_working_days(calendar, day, count)
    assert is_working(calendar, later)
    assert working_days_between(calendar, day, later) == count
