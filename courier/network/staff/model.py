"""The nouns of staff beyond a role: training marks, who lacks one, carriers who stand in for a day."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from courier.network.model import Role, UnitKey

GapKind = Literal["never", "lapsed", "lapsing"]


class NewTrainingMark(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody was trained for something."""

    person_id: UUID
    skill: str
    """intake, return, cash …"""
    trained_on: date
    trained_by: str
    """Who held the class."""
    valid_to: date | None = None
    """The first day it no longer counts."""


class TrainingMark(msgspec.Struct, frozen=True):
    """A mark that was recorded."""

    mark_id: UUID
    person_id: UUID
    skill: str
    trained_on: date
    trained_by: str
    valid_to: date | None


class TrainingGap(msgspec.Struct, frozen=True):
    """Somebody who wears a hat without the training, or whose mark is over within 30 days."""

    person_id: UUID
    full_name: str
    office_id: UUID
    office_name: str
    roles: list[Role]
    kind: GapKind
    valid_to: date | None
    """Of their last mark."""


class TrainingWarning(msgspec.Struct, frozen=True):
    """That somebody did something they had no valid mark for. Nothing was blocked."""

    warning_id: UUID
    person_id: UUID
    full_name: str
    skill: str
    office_id: UUID
    subject_id: UUID | None
    """The job or signed act."""
    recorded_at: datetime


class NewSubstitute(msgspec.Struct, frozen=True, kw_only=True):
    """*Bưu tá thay*, today only: somebody who is known (`person_id`), or new (`full_name`); one of the two."""

    substitution_id: UUID
    """The same one is appointed once."""
    office_id: UUID
    reason: str
    units: list[UnitKey]
    """The communes; none is all that the office serves."""
    person_id: UUID | None = None
    full_name: str | None = None
    phone: str | None = None
    stands_for: UUID | None = None
    """The carrier who is away."""


class Substitute(msgspec.Struct, frozen=True):
    """Who stands in on a day, and where."""

    substitution_id: UUID
    office_id: UUID
    person_id: UUID
    full_name: str
    phone: str | None
    carrier_party_id: UUID
    on_date: date
    stands_for: UUID | None
    reason: str
    appointed_by: UUID
    unit_codes: list[str]
    """The communes they are held to."""


class StaffMember(msgspec.Struct, frozen=True):
    """One hat at an office, or at a desk it serves."""

    person_id: UUID
    full_name: str
    phone: str | None
    carrier_party_id: UUID | None
    role: Role
    office_id: UUID
    office_name: str
    valid_from: date
    valid_to: date | None
    is_limited: bool
    """To some agencies, legs or fields."""
