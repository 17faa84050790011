"""The nouns of care: how one delivery stands as its citizen may know it; no names, no addresses, no database."""

from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec

from courier.network.model import Leg

Stage = Literal[
    "cancelled",
    "verifying",
    "registered",
    "waiting",
    "assigned",
    "at_post",
    "to_collect_at_counter",
    "with_carrier",
    "arriving",
    "tried",
    "appointed",
    "done",
]
"""registered: no item yet · waiting: with its origin, nobody sent yet · arriving: with a carrier who is due today ·
tried: a visit failed since the carrier took it · appointed: the citizen asked for another time."""

MilestoneName = Literal["registered", "collected", "out", "done"]
MilestoneState = Literal["past", "now", "ahead"]

LATE_BY: Final = timedelta(hours=2)
"""Past this an expected time is not repeated to the citizen."""


class TrackedJob(msgspec.Struct, frozen=True):
    """The facts of one leg of a dossier. Instants are when things happened by the device's corrected clock."""

    job_id: UUID
    leg: Leg
    created_at: datetime
    is_cancelled: bool
    at_counter: bool
    status: str | None
    """Of custody: held, offered, disputed; None while there is no item."""
    holder_kind: str | None
    is_at_origin: bool
    is_at_destination: bool
    collected_at: datetime | None
    """First left its origin."""
    out_at: datetime | None
    """Last taken by a carrier."""
    done_at: datetime | None
    failed_at: datetime | None
    failed_reason: str | None
    pickup_due_at: datetime | None
    """By the plan in force."""
    delivery_due_at: datetime | None


class Milestone(msgspec.Struct, frozen=True, kw_only=True):
    """One of the four dated facts of a leg."""

    name: MilestoneName
    state: MilestoneState
    at: datetime | None
    """When it happened; None for what is still ahead."""


class TrackedLeg(msgspec.Struct, frozen=True, kw_only=True):
    """One leg as shown: where it stands, and its four facts."""

    leg: Leg
    stage: Stage
    due_at: datetime | None
    """When the carrier is expected; None where that is not known or past."""
    milestones: list[Milestone]


class DossierDetails(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown of the dossier once the second factor fits; never the family's other dossiers."""

    title: str
    code: str | None
    desk_name: str
    desk_phone: str | None
    due_vnd: int
    """What the citizen still has to pay at the door."""
    papers_to_take_back: int
    window_from: datetime | None
    window_to: datetime | None


class Tracking(msgspec.Struct, frozen=True, kw_only=True):
    """A dossier's whole timeline, the leg asked about first."""

    code: str
    legs: list[TrackedLeg]
    details: DossierDetails | None
    """None without the second factor, or with a wrong one."""


def track_leg(job: TrackedJob, now: datetime) -> TrackedLeg:
    """How one leg stands at `now`, an instant in the citizen's own time zone."""
    stage = stage_of(job, now)
    return TrackedLeg(leg=job.leg, stage=stage, due_at=_due_at(job, now), milestones=milestones_of(job))


def stage_of(job: TrackedJob, now: datetime) -> Stage:
    """Where the leg stands, in the order in which the citizen should hear of it."""
    if job.status == "disputed":
        return "verifying"
    if job.is_at_destination:
        return "done"
    if job.is_cancelled:
        return "cancelled"
    if job.status is None or job.is_at_origin:
        return _before_collection(job)
    if _failed_since_taken(job):
        return "appointed" if job.failed_reason == "APPOINT" else "tried"
    if job.holder_kind != "carrier":
        return "to_collect_at_counter" if job.at_counter and job.leg == "RETURN" else "at_post"
    return "arriving" if _due_at(job, now) else "with_carrier"


def milestones_of(job: TrackedJob) -> list[Milestone]:
    """The four dated facts: asked for, taken over by the post, on its way, handed over."""
    facts: list[tuple[MilestoneName, datetime | None]] = [
        ("registered", job.created_at),
        ("collected", job.collected_at),
        ("out", job.out_at if job.collected_at else None),
        ("done", job.done_at if job.is_at_destination else None),
    ]
    last = max(place for place, (_, at) in enumerate(facts) if at is not None)
    return [
        Milestone(name=name, at=at if place <= last else None, state=_state(place, last, job.is_at_destination))
        for place, (name, at) in enumerate(facts)
    ]


def _before_collection(job: TrackedJob) -> Stage:
    if job.pickup_due_at is not None:
        return "assigned"
    return "registered" if job.status is None else "waiting"


def _failed_since_taken(job: TrackedJob) -> bool:
    return job.failed_at is not None and (job.out_at is None or job.failed_at >= job.out_at)


def _due_at(job: TrackedJob, now: datetime) -> datetime | None:
    """When the carrier is expected today: at the citizen's door, or at the desk."""
    is_collected = job.status is not None and not job.is_at_origin
    due_at = job.delivery_due_at if is_collected else job.pickup_due_at
    if due_at is None or job.is_at_destination or now > due_at + LATE_BY:
        return None
    return due_at if due_at.astimezone(now.tzinfo).date() >= now.date() else None


def _state(place: int, last: int, is_done: bool) -> MilestoneState:
    if place > last:
        return "ahead"
    return "now" if place == last and not is_done else "past"
