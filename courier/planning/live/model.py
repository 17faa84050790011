"""The nouns of the office's live view: board, holdings, map. Read as they are, stored nowhere."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from courier.network.model import Leg
from courier.planning.model import Act, PlanSummary

FailureSolution = Literal["RETRY", "HOLD_AT_POINT", "FORWARD", "RETURN"]
"""What is to become of a job after a visit in vain; of one not fetched yet RETURN ends the order."""


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where a phone last was."""

    lon: float
    lat: float
    at: datetime


class BoardCounts(msgspec.Struct, frozen=True):
    """The day's jobs by where they stand; each is counted in exactly one."""

    waiting: int
    assigned: int
    with_carriers: int
    delivered: int
    failed: int
    at_counter: int
    disputed: int
    expected: int = 0
    """Fetched by another office, or still to be: they come by bag and our carriers bring them."""
    handed_on: int = 0
    """Fetched by ours and gone on to the office that brings them, which has not delivered them yet."""
    not_collected: int = 0
    """A visit to fetch them failed today, and they are still where they were."""


class BoardCarrier(msgspec.Struct, frozen=True, kw_only=True):
    """One carrier of the day. `colour` is the index of his route's colour, the same on board and map."""

    carrier_id: UUID
    name: str
    colour: int
    stops: int
    stops_done: int
    stops_failed: int
    items_held: int
    position: Position | None
    in_hand_vnd: int
    is_over_limit: bool
    unsent: int
    oldest_unsent_at: datetime | None
    last_sync_at: datetime | None
    stops_not_collected: int = 0
    """Visits to fetch that failed; `stops_failed` are those to deliver, `stops` those still worth a visit."""
    is_silent: bool = False
    """Not heard of while visits of his are overdue, by the same rule as the plan's routes."""
    heard_at: datetime | None = None
    """Of a silent carrier, when he was last heard of; None: never."""


class ReasonCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many jobs of the day a visit failed for, by the last one's reason; the code and its words."""

    reason: str
    vi: str
    en: str
    jobs: int
    act: Act = "delivery"
    """Whether it was to be fetched or delivered."""


class FailedVisit(msgspec.Struct, frozen=True, kw_only=True):
    """A job whose last visit of the day failed: for what reason, to whom, and in whose hands it is."""

    job_id: UUID
    code: str | None
    title: str
    leg: Leg
    act: Act
    reason: str
    vi: str
    en: str
    """The reason in words."""
    solution: FailureSolution
    at: datetime
    carrier_id: UUID
    carrier_name: str | None
    holder_name: str | None
    """Carrier or office that has it now; None where its citizen has, or where nothing is there yet."""
    is_settled: bool
    """It was fetched, delivered or brought back since."""
    missing_files: int = 0
    """Photos of the visit that have not come yet."""


class Holding(msgspec.Struct, frozen=True):
    """What a carrier or a counter of the office holds, by how long. Days are days of the calendar, today being 0."""

    holder_id: UUID
    name: str
    is_carrier: bool
    items: int
    oldest_since: datetime
    over_a_day: int
    """Held for more than 24 hours."""
    days_0_1: int
    days_2_3: int
    days_4_on: int
    to_collect: int
    """Kept for citizens who come to the counter."""
    next_return_on: date | None
    """When the first of those is to go back."""
    past_return: int
    """Of those, kept longer than allowed."""


class HeldItem(msgspec.Struct, frozen=True):
    """An item in somebody's hands. Names no citizen."""

    job_id: UUID
    code: str | None
    title: str
    leg: Leg
    held_since: datetime
    is_to_collect: bool
    keep_until: date | None
    """Kept for its citizen until then, and sent back after."""


class OfficePaused(msgspec.Struct, frozen=True):
    """A place that takes nothing in for a while: now, or later today."""

    office_id: UUID
    name: str
    starts_at: datetime
    ends_at: datetime
    reason: Literal["MEETING", "POWER", "SOFTWARE", "OTHER"]
    note: str | None
    pause_id: UUID
    """By which it is ended before time."""


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """The office's day at this instant."""

    office_id: UUID
    office_name: str
    at: datetime
    """The server's time: ages on the board count from it, whatever the reader's own clock says."""
    on_date: date
    plan: PlanSummary | None
    """The plan in force."""
    counts: BoardCounts
    awaiting_result: int
    """Returns asked for whose result is not there yet: no jobs so far."""
    failures: list[ReasonCount]
    """The commonest first."""
    holdings: list[Holding]
    """Who has held something longest comes first; who holds nothing is left out."""
    pauses: list[OfficePaused]
    carriers: list[BoardCarrier]


ShownState = Literal["pending", "done", "failed", "not_collected", "not_needed"]
"""As `StopState`, with fetching apart from delivering; *not_needed*: what was to be brought there was never fetched."""


class MapStop(msgspec.Struct, frozen=True, kw_only=True):
    """A stop as a point on the map; no name, no address."""

    stop_id: UUID
    position: int
    act: Act
    lon: float
    lat: float
    jobs: int
    state: ShownState
    arrive_at: datetime


class MapRoute(msgspec.Struct, frozen=True, kw_only=True):
    """A route as its stops in order."""

    route_id: UUID
    carrier_id: UUID
    carrier_name: str
    colour: int
    stops: list[MapStop]


class MapOffice(msgspec.Struct, frozen=True):
    """An office, a desk or another place of the network."""

    office_id: UUID
    kind: Literal["point", "hub", "linehaul", "desk", "agency"]
    name: str
    lon: float
    lat: float


class MapLayers(msgspec.Struct, frozen=True, kw_only=True):
    """What the office's map shows. `communes` is a GeoJSON FeatureCollection, WGS 84, simplified."""

    communes: dict[str, object]
    offices: list[MapOffice]
    routes: list[MapRoute]
