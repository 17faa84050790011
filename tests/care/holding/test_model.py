"""Invitations and last days, by the post's calendar as shipped."""

from datetime import date, datetime, time

import pytest

from courier.care.holding.model import HeldRow, count_invitations, judge, last_day
from courier.catalogue.calendars.shipped import shipped_calendar
from courier.clock import VIETNAM, new_id

CALENDAR = shipped_calendar("post")


def row(since: date, *invited: date, is_town: bool = False, counts_working_days: bool = False) -> HeldRow:
    return HeldRow(
        job_id=new_id(),
        code="0" * 12,
        title="Khai sinh",
        holder_kind="point",
        since=noon(since),
        is_town=is_town,
        province_code="01",
        solution="HOLD_AT_POINT",
        tries=1,
        invited_at=[noon(day) for day in invited],
        attempts=3,
        hold_days_town=15,
        hold_days_country=30,
        invitations=2,
        apart_working_days=2,
        counts_working_days=counts_working_days,
    )


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), VIETNAM)


@pytest.mark.parametrize(
    ("second", "counted"),
    [(date(2026, 12, 7), 1), (date(2026, 12, 8), 1), (date(2026, 12, 9), 2), (date(2026, 12, 31), 2)],
)
def test_a_second_invitation_counts_only_two_working_days_later(second: date, counted: int) -> None:
    """7 December 2026 is a Monday."""
    assert count_invitations(row(date(2026, 12, 7), date(2026, 12, 7), second), CALENDAR)[0] == counted


def test_tet_counts_for_no_invitation_and_moves_the_last_day() -> None:
    """The post is closed around 6 February 2027."""
    invited = row(date(2027, 2, 4), date(2027, 2, 4), date(2027, 2, 7))
    assert count_invitations(invited, CALENDAR)[0] == 1
    kept_until = last_day(row(date(2027, 1, 23), is_town=True), CALENDAR)
    assert kept_until > date(2027, 2, 7)
    assert CALENDAR.find_spells(kept_until)


def test_a_town_keeps_fifteen_days_and_the_country_thirty() -> None:
    assert last_day(row(date(2026, 12, 1), is_town=True), CALENDAR) == date(2026, 12, 16)
    assert last_day(row(date(2026, 12, 1)), CALENDAR) == date(2026, 12, 31)


def test_what_was_invited_twice_is_due_the_day_after_its_last() -> None:
    item = row(date(2026, 12, 1), date(2026, 12, 1), date(2026, 12, 4), is_town=True)
    assert judge(item, CALENDAR, date(2026, 12, 16)).state == "waiting"
    assert judge(item, CALENDAR, date(2026, 12, 17)).state == "due"
