"""The nouns of what is looked up on purpose. Citizens stand here in full: each reading is logged by who did it."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from courier.custody.model import Evidence
from courier.network.model import Leg
from courier.planning.live.model import FailureSolution
from courier.planning.model import Act

HolderKind = Literal["citizen", "carrier", "point", "hub", "linehaul", "desk", "agency"]


class JobMove(msgspec.Struct, frozen=True):
    """A change of hands that stands."""

    at: datetime
    from_name: str | None
    to_name: str | None
    """Of a carrier or office; None for the citizen."""
    giver_evidence: Evidence | None
    receiver_evidence: Evidence | None
    """None where two people decided instead."""
    missing_files: int
    """Photos and signatures of this change that have not come yet."""


class JobFailure(msgspec.Struct, frozen=True, kw_only=True):
    """A visit in vain, on any day."""

    at: datetime
    act: Act
    reason: str
    vi: str
    en: str
    """The reason in words."""
    solution: FailureSolution
    carrier_name: str | None
    missing_files: int


class PlannedCall(msgspec.Struct, frozen=True):
    """Where the job stands in a plan in force."""

    on_date: date
    carrier_name: str
    act: Act
    position: int
    arrive_at: datetime
    state: Literal["pending", "done", "failed"]


class JobParticulars(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the office needs to deal with one job."""

    job_id: UUID
    code: str | None
    s10: str | None
    leg: Leg
    title: str
    dossier_code: str | None
    desk_name: str
    desk_phone: str | None
    citizen_name: str | None
    """Of the citizen's end of the leg; this and what follows is None where the data was erased."""
    citizen_phone: str | None
    citizen_address: str | None
    citizen_landmark: str | None
    is_estimated_place: bool
    holder_kind: HolderKind | None
    """None: no label is bound yet, the dossier is where it was asked for."""
    holder_name: str | None
    """Of a carrier or office."""
    held_since: datetime | None
    is_disputed: bool
    at_counter: bool
    window_from: datetime | None
    window_to: datetime | None
    due_vnd: int
    """What the citizen still has to pay."""
    is_cancelled: bool
    serving_office_id: UUID
    pinned_to: UUID | None
    """The carrier it is held to today."""
    pinned_name: str | None
    failures: list[JobFailure]
    """The latest first."""
    moves: list[JobMove]
    """The first first."""
    calls: list[PlannedCall]


class StopName(msgspec.Struct, frozen=True, kw_only=True):
    """Who is met at a stop, and with which items. `address` is None for who may not see it."""

    stop_id: UUID
    name: str
    address: str | None
    visits: list["StopVisit"]


class StopVisit(msgspec.Struct, frozen=True):
    """One job at a stop."""

    job_id: UUID
    code: str | None
    title: str


IdleKind = Literal["lunch", "other", "wait", "at_office"]
"""Nghỉ trưa · vòng phát khác, họp · chờ · về bưu cục giữa hai chuyến."""


class IdleSpell(msgspec.Struct, frozen=True):
    """A time of a planned route without riding and without a stop."""

    shift_id: UUID
    kind: IdleKind
    starts_at: datetime
    ends_at: datetime
