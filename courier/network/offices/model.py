"""The nouns of an office's day: communes served, hours of a week or a day, pauses; and hours with pauses taken out."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec

from courier.network.model import UnitKey

PauseReason = Literal["MEETING", "POWER", "SOFTWARE", "OTHER"]
Weekday = Literal[1, 2, 3, 4, 5, 6, 7]
"""Monday is 1."""


class Spell(NamedTuple):
    """A time an office takes dossiers in without a break, in seconds after local midnight."""

    earliest_s: int
    last_acceptance_s: int
    """The latest somebody may begin; at most `closes_s`."""
    closes_s: int


class Interruption(NamedTuple):
    """From when until when nothing is taken in, in seconds after local midnight."""

    from_s: int
    until_s: int


def without_pauses(spells: Iterable[Spell], pauses: Sequence[Interruption]) -> list[Spell]:
    """What is left of `spells` (in order, apart) when `pauses` (in any order, overlapping or not) are taken out.

    A spell cut short accepts until the cut; a spell begun late begins where the pause ends. What is left after a last
    acceptance is no time to come, so it is dropped.
    """
    left = list(spells)
    for pause in pauses:
        left = [rest for spell in left for rest in _cut(spell, pause)]
    return left


class NewArea(msgspec.Struct, frozen=True, kw_only=True):
    """That a post office serves a commune from a day until another."""

    office_id: UUID
    unit: UnitKey
    valid_from: date
    valid_to: date | None = None
    """The first day it no longer serves there."""


class ServedCommune(msgspec.Struct, frozen=True):
    """Which post office serves a commune."""

    unit_code: str
    unit_valid_from: date
    office_id: UUID
    valid_from: date
    valid_to: date | None


class DeskAgency(msgspec.Struct, frozen=True):
    """For which competent agency a desk takes dossiers in."""

    desk_id: UUID
    agency_id: UUID
    valid_from: date
    valid_to: date | None = None
    """The first day it no longer does."""


class WeekSpell(msgspec.Struct, frozen=True):
    """A spell of one weekday."""

    weekday: Weekday
    earliest_s: int
    last_acceptance_s: int
    closes_s: int


class NewWeek(msgspec.Struct, frozen=True, kw_only=True):
    """The hours of an office's week from a day on; a weekday without a spell is closed."""

    office_id: UUID
    valid_from: date
    spells: list[WeekSpell]
    note: str | None = None


class NewDay(msgspec.Struct, frozen=True, kw_only=True):
    """The hours of one day that differs from its week: an empty list is closed, None takes the difference back."""

    office_id: UUID
    on_date: date
    spells: list[Spell] | None
    note: str | None = None


class NewPause(msgspec.Struct, frozen=True, kw_only=True):
    """*Tạm ngừng nhận đến …*: the same `pause_id` is recorded once."""

    pause_id: UUID
    office_id: UUID
    ends_at: datetime
    starts_at: datetime | None = None
    """None is now."""
    reason: PauseReason
    note: str | None = None
    """Needed where the reason is OTHER."""


class Pause(msgspec.Struct, frozen=True):
    """A pause as it was or will be."""

    pause_id: UUID
    office_id: UUID
    starts_at: datetime
    ends_at: datetime
    """Where it was ended early, then."""
    reason: PauseReason
    note: str | None
    was_ended: bool


class OfficeDay(msgspec.Struct, frozen=True, kw_only=True):
    """When an office takes dossiers in on a day."""

    office_id: UUID
    on_date: date
    spells: list[Spell]
    """What is left of its hours; none where it is closed."""
    pauses: list[Pause]
    """Those that touch the day, the first to begin first."""


def _cut(spell: Spell, pause: Interruption) -> list[Spell]:
    if pause.until_s <= spell.earliest_s or pause.from_s >= spell.closes_s:
        return [spell]
    left = []
    if pause.from_s > spell.earliest_s:
        left.append(Spell(spell.earliest_s, min(spell.last_acceptance_s, pause.from_s), pause.from_s))
    if pause.until_s < spell.last_acceptance_s:
        left.append(Spell(pause.until_s, spell.last_acceptance_s, spell.closes_s))
    return left
