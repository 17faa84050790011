"""The nouns of the day's papers: a carrier's route as it is printed, and a bag's label."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from courier.network.offices.model import Spell as OpenSpell
from courier.planning.model import Act, Spell


class PaperItem(msgspec.Struct, frozen=True, kw_only=True):
    """One item, or one order whose item has no label yet (`code` None)."""

    code: str | None
    due_vnd: int
    papers_to_take_back: int
    personal_only: bool


class PaperStop(msgspec.Struct, frozen=True, kw_only=True):
    """One stop. `is_citizen`: name, phone and address are a person's, in full."""

    act: Act
    party_id: UUID
    is_citizen: bool
    name: str
    phone: str | None
    address: str | None
    landmark: str | None
    commune: str | None
    is_estimated_place: bool
    lon: float
    lat: float
    arrive_at: datetime
    leave_at: datetime
    items: list[PaperItem]
    opens: list[OpenSpell] | None
    """Of a desk or office: its hours of the day; None for a citizen."""

    @property
    def due_vnd(self) -> int:
        return sum(item.due_vnd for item in self.items)

    @property
    def papers_to_take_back(self) -> int:
        return sum(item.papers_to_take_back for item in self.items)

    @property
    def is_personal_only(self) -> bool:
        return any(item.personal_only for item in self.items)


class PaperRoute(msgspec.Struct, frozen=True, kw_only=True):
    """One carrier's route of a plan in force, with the shift it is ridden in."""

    carrier_id: UUID
    carrier_name: str
    carrier_phone: str | None
    starts_at: datetime
    ends_at: datetime
    lunch_from: datetime | None
    lunch_to: datetime | None
    lunch_duration_s: int | None
    spells: list[Spell]
    distance_m: int
    leaves_at: datetime
    returns_at: datetime
    stops: list[PaperStop]


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """A commune as lines: rings of (lon, lat)."""

    name: str
    rings: list[list[tuple[float, float]]]


class DayPapers(msgspec.Struct, frozen=True, kw_only=True):
    """What the papers of a plan say."""

    plan_id: UUID
    version: int
    on_date: date
    office_name: str
    office_phone: str | None
    office_lon: float
    office_lat: float
    waves_s: list[int]
    """When trips may leave, seconds after local midnight; empty: any time."""
    outlines: list[Outline]
    routes: list[PaperRoute]


class BagFace(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on a bag's label; what is not known yet is left to be written."""

    sscc: str
    from_office_name: str
    to_office_name: str
    route_code: str | None
    departs_at: datetime | None
    seal: str | None
    items: int | None
