"""An office's day as it was read: all that a plan rests on. Seconds count from its local midnight."""

from datetime import date, datetime, time
from uuid import UUID

import msgspec

from courier.clock import VIETNAM
from courier.network.offices.model import Spell
from courier.planning.legs.model import PlannableJob
from courier.planning.model import ServiceTime, StopKind
from courier.planning.statements import DayShift, LastHeard, PartyPlace, PublishedVisit
from routing.travel import CIRCUITY


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """All that a plan rests on. Two equal days ask the same question at the same instant."""

    office_id: UUID
    on_date: date
    jobs: list[PlannableJob]
    places: list[PartyPlace]
    shifts: list[DayShift]
    published: list[PublishedVisit]
    pins: dict[UUID, UUID]
    """Jobs held to a carrier."""
    open_spells: dict[UUID, list[Spell]]
    """When each office takes dossiers in and gives them out that day; an empty list is closed."""
    waves_s: list[int]
    """When carriers leave the office, seconds after midnight; empty: any time."""
    service_times: dict[StopKind, ServiceTime]
    """How long stops take, every kind's."""
    province_code: str = ""
    circuity: float = CIRCUITY
    """How winding the province's roads are, where no road server is asked: road over straight-line distance."""
    heard: dict[UUID, LastHeard] = {}
    """By shift, when its carrier was last heard of."""

    @property
    def begins_at(self) -> datetime:
        """Local midnight: the planner's second 0."""
        return datetime.combine(self.on_date, time(), VIETNAM)

    def asks_as(self, other: "Day") -> bool:
        """Whether a plan of the other holds here: the two differ at most in when somebody was last heard of."""
        return msgspec.structs.replace(self, heard={}) == msgspec.structs.replace(other, heard={})

    def second(self, at: datetime) -> int:
        """Whole seconds since the day's local midnight, below 0 before it."""
        return int((at - self.begins_at).total_seconds())
