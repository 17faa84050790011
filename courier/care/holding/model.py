"""The nouns and rules of holding: how long, how often invited, what comes next. Pure; days by the post's calendar."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from courier.catalogue.calendars.model import Calendar
from courier.catalogue.calendars.working_days import add_working_days, first_working_day, working_days_between
from courier.clock import VIETNAM

HoldState = Literal["waiting", "to_invite", "due", "returning", "tries_used_up"]
"""Kept until a day · to be invited again now · kept long enough, to go back (đến hạn chuyển hoàn) · on its way back ·
still with a carrier though no more visits are made."""

InvitedBy = Literal["call", "message", "letter"]


class HeldRow(msgspec.Struct, frozen=True):
    """A result not delivered, with the rule of its desk's agreement."""

    job_id: UUID
    code: str
    title: str
    holder_kind: str
    since: datetime
    is_town: bool
    province_code: str
    solution: str | None
    tries: int
    invited_at: list[datetime]
    attempts: int
    hold_days_town: int
    hold_days_country: int
    invitations: int
    apart_working_days: int
    counts_working_days: bool


class HeldItem(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the office's list."""

    job_id: UUID
    code: str
    title: str
    state: HoldState
    since: datetime
    """When it came here; of what a carrier still has, when he took it."""
    kept_until: date
    """The last day on which it is kept."""
    tries: int
    invitations: int
    """Those far enough apart to count."""
    invite_on: date | None
    """The first day on which the next one counts; None where there are enough."""


def judge(row: HeldRow, calendar: Calendar, today: date) -> HeldItem:
    """Where an item stands today."""
    counted, last = count_invitations(row, calendar)
    invite_on = None
    if counted < row.invitations:
        invite_on = first_working_day(calendar, today)
        if last is not None:
            invite_on = max(invite_on, add_working_days(calendar, last, row.apart_working_days))
    kept_until = last_day(row, calendar)
    return HeldItem(
        job_id=row.job_id,
        code=row.code,
        title=row.title,
        state=_state(row, today, kept_until, invite_on),
        since=row.since,
        kept_until=kept_until,
        tries=row.tries,
        invitations=counted,
        invite_on=invite_on,
    )


def count_invitations(row: HeldRow, calendar: Calendar) -> tuple[int, date | None]:
    """How many invitations stand far enough from the one counted before, and the day of the last that does."""
    counted, last = 0, None
    for day in days_of(row.invited_at):
        if last is None or working_days_between(calendar, last, day) >= row.apart_working_days:
            counted, last = counted + 1, day
    return counted, last


def last_day(row: HeldRow, calendar: Calendar) -> date:
    """A last day off moves to the next one that is worked: nobody can collect on a closed one."""
    days = row.hold_days_town if row.is_town else row.hold_days_country
    came_on = row.since.astimezone(VIETNAM).date()
    if row.counts_working_days:
        return add_working_days(calendar, came_on, days)
    return first_working_day(calendar, came_on + timedelta(days=days))


def days_of(instants: Sequence[datetime]) -> list[date]:
    return sorted({instant.astimezone(VIETNAM).date() for instant in instants})


def _state(row: HeldRow, today: date, kept_until: date, invite_on: date | None) -> HoldState:
    if row.solution == "RETURN":
        return "returning"
    if row.holder_kind == "carrier":
        return "tries_used_up"
    if invite_on is not None:
        return "to_invite" if invite_on <= today else "waiting"
    return "due" if today > kept_until else "waiting"
