"""The nouns of calendars: a week's spells of work and the days unlike their weekday. No clock runs here."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

import msgspec

from courier.errors import FieldError

CalendarKind = Literal["agency", "post"]
AppliesTo = Literal["all", "agency", "post"]
DayKind = Literal["off", "in_lieu", "swap_off", "swap_work"]
"""A holiday; a day off for a holiday on the weekly rest; a working day given off against another; that other day."""
DayEnds = Literal["same_time", "closing"]


class Spell(NamedTuple):
    """Working hours without a break, in seconds after local midnight: from `starts_s` up to `ends_s`."""

    starts_s: int
    ends_s: int


class CalendarDay(msgspec.Struct, frozen=True, kw_only=True):
    """One day unlike its weekday."""

    on_date: date
    applies_to: AppliesTo = "all"
    province_code: str | None = None
    """None: the whole country."""
    kind: DayKind
    works_as: int | None = None
    """ISO weekday (1 is Monday) whose hours a `swap_work` day works; None for every other kind."""
    name: str
    source: str | None = None
    is_confirmed: bool = False


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """Whose working time it is; what is not in force for it has been left out."""

    calendar_code: str
    kind: CalendarKind
    province_code: str | None
    """None: for every province without a calendar of its own."""
    name: str
    same_day_cutoff_s: int | None
    """Received later than this second of the day, a same-day limit runs from the next working day."""
    day_ends: DayEnds
    """Whether a limit in days ends at the time of day it began, or at closing."""
    week: tuple[tuple[Spell, ...], ...]
    """Seven, Monday first; a weekday without a spell is the weekly rest."""
    days: Mapping[date, CalendarDay]

    def find_spells(self, day: date) -> tuple[Spell, ...]:
        """The hours worked on a day; none on a day off."""
        special = self.days.get(day)
        if special is None:
            return self.week[day.weekday()]
        if special.kind == "swap_work" and special.works_as is not None:
            return self.week[special.works_as - 1]
        return ()

    def is_weekly_rest(self, day: date) -> bool:
        """Whether no week works on that weekday, whatever this one does."""
        return not self.week[day.weekday()]


class CalendarsImported(msgspec.Struct, frozen=True, kw_only=True):
    """What a file of calendar days did."""

    created: int
    changed: int
    known: int
    rejected: list[FieldError]
    notes: list[FieldError]
    """Accepted but worth a look: a holiday without its day in lieu, a day not yet confirmed."""
