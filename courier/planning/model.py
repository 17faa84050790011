"""The nouns of planning. A planned stop is what was meant; what happened is read from custody, never stored here."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

Act = Literal["pickup", "delivery"]
PlanStatus = Literal["draft", "published", "under_way", "closed", "replaced"]
PlanOrigin = Literal["planned", "inserted", "moved", "assigned", "reassigned", "filled"]
StopState = Literal["pending", "done", "failed"]
RoadFallback = Literal["server_down", "too_many_places", "not_asked"]
StopKind = Literal["pickup_at_citizen", "delivery_to_citizen", "desk_sealed", "desk_joint_recount", "own_office"]


class ServiceTime(msgspec.Struct, frozen=True):
    """How long a stop takes by what is done there: `fixed_s` for the stop, and for each item `per_item_s`."""

    kind: StopKind
    fixed_s: int
    per_item_s: int


class Spell(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which a carrier does something else: another round, a meeting. Instants are aware."""

    starts_at: datetime
    ends_at: datetime
    reason: str


class ShiftTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What may be changed about a shift. Instants are aware; lunch is both ends or neither."""

    starts_at: datetime
    ends_at: datetime
    lunch_from: datetime | None = None
    lunch_to: datetime | None = None
    lunch_duration_s: int | None = None
    """How long lunch lasts, somewhere between its ends; None: all of it."""
    spells: list[Spell] = []
    """Not overlapping each other or lunch."""
    share_of_day_percent: int = 100
    """The most of the shift that this service may take, 1 to 100: the rest is for letters and parcels."""
    max_overtime_s: int = 0
    """*Làm thêm giờ*: how long past its end the planner may have him ride, where what is served is worth it."""
    max_trips: int = 1
    """How often he may leave the office with a load; more than one where the office has waves."""
    capacity_items: int = 200
    capacity_g: int = 15_000
    speed_kmh: float = 25.0
    """Mean over the streets, 1 to 80; stops not included."""
    territory: list[str] = []
    """Codes of the communes the carrier knows; empty: all."""
    habitual_order: list[str] = []
    """Codes of communes in the order he is used to."""


class ShiftInput(ShiftTerms, frozen=True, kw_only=True):
    """A carrier's working day, or a part of it, from one office and back."""

    carrier_id: UUID
    """The carrier's party."""
    office_id: UUID
    on_date: date


class ShiftChangeView(msgspec.Struct, frozen=True):
    """One change of a shift: who, when and why."""

    kind: Literal["changed", "ended"]
    reason: str
    person_name: str
    recorded_at: datetime


class ShiftView(ShiftTerms, frozen=True, kw_only=True):
    """A shift as it stands, and how it came to that."""

    shift_id: UUID
    carrier_id: UUID
    carrier_name: str
    office_id: UUID
    on_date: date
    is_ended: bool
    changes: list[ShiftChangeView]


class TravelQuality(msgspec.Struct, frozen=True, kw_only=True):
    """On what a plan's travel rests.

    `is_estimated`: no road network stands behind it; `circuity` is then road over straight-line distance. Else
    `estimated_places` of `places` lie too far from every road, or no way leads there, or nobody was asked about them:
    theirs alone are estimated, as slow and as winding as the roads around. `unreachable_pairs` have no way between
    them and are not ridden. `fallback` says why the office's road server was not asked, or not heeded.
    """

    provider: str
    is_estimated: bool
    places: int
    circuity: float | None = None
    fallback: RoadFallback | None = None
    estimated_places: int = 0
    unreachable_pairs: int = 0
    data_version: str = ""


class PlanFigures(msgspec.Struct, frozen=True):
    """What one line says of a plan."""

    plan_id: UUID
    office_id: UUID
    on_date: date
    version: int
    status: PlanStatus
    made_at: datetime
    published_at: datetime | None
    cost_s: int
    travel_is_estimated: bool
    routes: int
    stops: int
    jobs_served: int
    jobs_unserved: int
    distance_m: int
    """What was still to be ridden when it was made."""
    origin: PlanOrigin
    based_on: UUID | None
    """The plan it was made from by hand."""
    made_by_name: str
    closed_at: datetime | None


class PlanSummary(PlanFigures, frozen=True):
    """One plan in one line."""

    travel: TravelQuality | None = None
    """On what its travel times rest; None: made before this was kept."""


class PlannedVisitView(msgspec.Struct, frozen=True, kw_only=True):
    """One job at a stop; `code` is None while its item has no label."""

    job_id: UUID
    code: str | None
    title: str


class PlannedStopView(msgspec.Struct, frozen=True, kw_only=True):
    """A stop in route order: all jobs of one act at one party. `name` is masked for a citizen."""

    stop_id: UUID
    position: int
    act: Act
    party_id: UUID
    name: str
    lon: float
    lat: float
    arrive_at: datetime
    leave_at: datetime
    visits: list[PlannedVisitView]
    is_presumed: bool = False
    """Not heard of, presumed done by now (*coi như đã qua*): in the plan in force only."""


class PlanRouteView(msgspec.Struct, frozen=True, kw_only=True):
    """One carrier's route."""

    route_id: UUID
    shift_id: UUID
    carrier_id: UUID
    carrier_name: str
    distance_m: int
    leaves_at: datetime
    returns_at: datetime
    stops: list[PlannedStopView]
    is_silent: bool = False
    """*Chưa nghe tin, coi như đang đi theo tuyến*: its carrier is not heard of while visits of his are overdue."""
    heard_at: datetime | None = None
    """Of a silent one: when he was last heard of; None: not at all."""
    overtime_s: int = 0
    """*Làm thêm giờ*: by how much it ends after the shift; 0 too where somebody ended that."""


class UnservedJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job left out of a plan: the binding constraint's name, and the reason in plain words."""

    job_id: UUID
    code: str | None
    title: str
    constraint: str
    reason_vi: str
    reason_en: str


class PlanView(msgspec.Struct, frozen=True, kw_only=True):
    """A whole plan as the office sees it."""

    summary: PlanSummary
    routes: list[PlanRouteView]
    unserved: list[UnservedJob]


class CarrierDifference(msgspec.Struct, frozen=True, kw_only=True):
    """What a carrier has otherwise in one plan than in another: figures of the later less the earlier."""

    carrier_id: UUID
    carrier_name: str
    jobs_in: list[UUID]
    jobs_out: list[UUID]
    stops_moved: int
    """Visits of both that stand in another order."""
    stops: int
    distance_m: int
    duration_s: int
    vi: str
    en: str


class PlanDifference(msgspec.Struct, frozen=True, kw_only=True):
    """The way from one plan of a day to another; carriers for whom nothing changes are left out."""

    before_id: UUID
    after_id: UUID
    carriers: list[CarrierDifference]
    now_unserved: list[UUID]
    no_longer_unserved: list[UUID]
    distance_m: int
    vi: str
    en: str


class StopDelay(msgspec.Struct, frozen=True, kw_only=True):
    """Another visit that begins later than before, or earlier (below 0)."""

    carrier_name: str
    job_id: UUID
    act: Act
    delay_s: int


class NotPlaced(msgspec.Struct, frozen=True, kw_only=True):
    """A job that could not be put where it was asked for, and the limit that stands in the way."""

    job_id: UUID
    constraint: str
    vi: str
    en: str


class MovedJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job that another carrier has now."""

    job_id: UUID
    from_carrier: str
    to_carrier: str


class AmendmentEffect(msgspec.Struct, frozen=True, kw_only=True):
    """What a change by hand does to the plan. `is_possible`: at least one job goes where it was asked for.

    `not_placed` are jobs asked for that fit nowhere; `fell_out` are jobs of the plan that could not be kept in any
    case, as the day stands now.
    """

    is_possible: bool
    placed: list[UUID]
    not_placed: list[NotPlaced]
    fell_out: list[NotPlaced]
    delays: list[StopDelay]
    added_travel_s: int
    added_duration_s: int
    """By how much the carriers concerned come home later, added up."""
    vi: str
    en: str
    moved: list[MovedJob] = []
    """Other jobs of the plan that change carrier."""
    moved_cost_s: int = 0
    """What that counts for, in seconds of carrier time; part of `added_cost_s`."""
    added_cost_s: int = 0
    """What the plan costs more, travel and all else that counts, in seconds of carrier time; prizes left out."""
    added_cost_unmoved_s: int | None = None
    """Of one job put in: the same if nobody else changed carrier; None: then it would fit nowhere, or not asked."""


class Amendment(msgspec.Struct, frozen=True, kw_only=True):
    """A change by hand, made: its effect, and the new version it made."""

    effect: AmendmentEffect
    plan: PlanSummary


class ManifestItemRow(msgspec.Struct, frozen=True, kw_only=True):
    """One labelled item a stop is about."""

    code: str
    job_id: UUID
    s10: str | None
    due_vnd: int
    """What is still to be collected, at deliveries; 0 where nothing is."""
    papers_to_take_back: int
    personal_only: bool
    desk_id: UUID


class ManifestPartyRow(msgspec.Struct, frozen=True, kw_only=True):
    """Who is met at a stop, in full: only for the carrier of the published plan (PEOPLE 16)."""

    party_id: UUID
    kind: Literal["citizen", "carrier", "point", "hub", "linehaul", "desk", "agency"]
    name: str
    phone: str | None
    address: str | None
    landmark: str | None


class ManifestStopRow(msgspec.Struct, frozen=True, kw_only=True):
    """A carrier's planned stop; `job_ids` are the jobs served here whose item has no label yet, each with its desk."""

    stop_id: UUID
    position: int
    act: Act
    party: ManifestPartyRow
    lon: float
    lat: float
    is_estimated_place: bool
    arrive_at: datetime
    leave_at: datetime
    items: list[ManifestItemRow]
    job_ids: list[UUID]
    desk_ids: list[UUID]


class CarrierManifest(msgspec.Struct, frozen=True, kw_only=True):
    """A carrier's day. `is_whole` False: nothing changed since the cursor asked with, and `stops` is empty."""

    cursor: int
    is_whole: bool
    plan_id: UUID | None
    plan_version: int | None
    stops: list[ManifestStopRow]
