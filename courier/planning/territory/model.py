"""The nouns of territory."""

from datetime import date
from uuid import UUID

import msgspec


class HomeCommune(msgspec.Struct, frozen=True, kw_only=True):
    """A commune, and the visits at its doors in the days looked at."""

    code: str
    name: str
    visits: int


class CarrierHome(msgspec.Struct, frozen=True, kw_only=True):
    """The communes proposed to a carrier; of their visits he made `known_percent` himself in the days looked at.

    Carriers of the same `district` share it.
    """

    carrier_id: UUID
    carrier_name: str
    district: int
    communes: list[HomeCommune]
    visits: int
    known_percent: int


class TerritoryProposal(msgspec.Struct, frozen=True, kw_only=True):
    """Home communes for an office's carriers: nothing is changed by it; shifts name their territory."""

    office_id: UUID
    on_date: date
    days: int
    """How many days before are looked at."""
    homes: list[CarrierHome]
    imbalance_percent: int
    """By how much the busiest carrier has more visits than the mean."""
    vi: str
    en: str


class RouteShape(msgspec.Struct, frozen=True, kw_only=True):
    """How a route lies: its doors' mean distance from their middle, the area they span, and in whose way they are."""

    route_id: UUID
    carrier_id: UUID
    carrier_name: str
    doors: int
    communes: int
    spread_m: int
    area_km2: float
    doors_among_others: int
    """Doors that lie within the area another carrier's doors span."""


class DayShape(msgspec.Struct, frozen=True, kw_only=True):
    """How a plan's routes lie beside one another."""

    plan_id: UUID
    office_id: UUID
    on_date: date
    routes: list[RouteShape]
    mean_spread_m: int
    overlap_percent: int
    """Of all doors, those that lie within the area another carrier's doors span."""
