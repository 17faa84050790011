"""The nouns of agreements as a whole: what about one needs a person."""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

AlarmKind = Literal["inherited", "ending", "lapsed", "idle"]


class AgreementAlarm(msgspec.Struct, frozen=True):
    """An agreement that somebody should look at.

    inherited: passed from former units (*kế thừa*) and not renewed yet. ending: soon over, nothing follows.
    lapsed: over within its alarm's days, nothing follows. idle: in force and no dossier arose for its alarm's days.
    """

    kind: AlarmKind
    agreement_id: UUID
    desk_id: UUID
    desk_name: str
    post_office_id: UUID
    post_office_name: str
    number: str | None
    valid_from: date
    valid_to: date | None
    days: int
    """Of the alarm: how long before the end, or without a dossier; 0 for an inherited one."""
    inherited_from: list[str]
    """Names of the former desks whose agreements passed; empty for others."""
