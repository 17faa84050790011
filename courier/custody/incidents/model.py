"""The nouns of incidents and the clocks of a loss. Pure."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec

from courier.clock import VIETNAM
from mobile_contract.events import Details

IncidentKind = Literal["damaged", "wet", "seal_broken", "opened", "lost"]
StepName = Literal["head_told", "agency_told", "rewrapped", "found", "search_ended", "owner_told", "closed"]

LONGEST_AGO: Final = timedelta(days=400)
"""Nothing is said to have happened earlier: an outbox's longest delay, and then some."""

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "damaged": ("Hư hại", "Damaged"),
    "wet": ("Ướt", "Wet"),
    "seal_broken": ("Niêm phong không còn nguyên", "Seal broken"),
    "opened": ("Đã bị mở", "Opened"),
    "lost": ("Thất lạc", "Lost"),
    "head_told": ("Báo trưởng bưu cục", "Head of the post office told"),
    "agency_told": ("Báo cơ quan", "Agency told"),
    "rewrapped": ("Gói lại, niêm phong lại", "Wrapped and sealed anew"),
    "found": ("Đã tìm thấy", "Found"),
    "search_ended": ("Hết thời gian tìm", "Search ended"),
    "owner_told": ("Đã gặp và báo chủ hồ sơ", "Owner told in person"),
    "closed": ("Khép lại", "Closed"),
}
"""Kinds and steps as people read them."""


class ClockRule(msgspec.Struct, frozen=True):
    """The clocks of a loss at an office, from a day on.

    By default those of the process: to the head of the point within 30 minutes, to the agency the same day, 24 hours'
    search; no published source confirms them.
    """

    tell_head_min: int = 30
    tell_agency_days: int = 0
    """0: by the end of the day on which it was noticed."""
    search_h: int = 24


class IncidentRow(msgspec.Struct, frozen=True):
    """An incident and what was done about it."""

    incident_id: UUID
    code: str
    kind: IncidentKind
    office_id: UUID
    noticed_at: datetime
    reported_by: str | None
    last_holder: str | None
    details: str | None
    steps: list[StepName]
    stepped_at: list[datetime]
    missing_files: int
    tell_head_min: int
    tell_agency_days: int
    search_h: int


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """By when a step is to be done, and whether that has passed without it."""

    step: StepName
    vi: str
    en: str
    due_at: datetime
    done_at: datetime | None
    is_overdue: bool


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """One incident as the office sees it; the overdue first."""

    incident_id: UUID
    code: str
    kind: IncidentKind
    vi: str
    en: str
    office_id: UUID
    noticed_at: datetime
    reported_by: str | None
    last_holder: str | None
    """Last known by the ledger; custody stays there until two people decide otherwise."""
    note: str | None
    steps: list[StepName]
    deadlines: list[Deadline]
    is_overdue: bool
    missing_files: int
    """Photos named by the report that have not come yet."""


def bounded(happened_at: datetime, now: datetime) -> datetime:
    """When somebody says that something happened: never later than now, never absurdly long ago."""
    return max(min(happened_at, now), now - LONGEST_AGO)


def to_incident(row: IncidentRow, now: datetime) -> Incident:
    """With the clocks of a loss at `now`."""
    done = dict(zip(row.steps, row.stepped_at, strict=True))
    rule = ClockRule(tell_head_min=row.tell_head_min, tell_agency_days=row.tell_agency_days, search_h=row.search_h)
    deadlines = [_deadline(step, due_at, done, now) for step, due_at in clocks(row.kind, row.noticed_at, rule).items()]
    return Incident(
        incident_id=row.incident_id,
        code=row.code,
        kind=row.kind,
        vi=WORDS[row.kind][0],
        en=WORDS[row.kind][1],
        office_id=row.office_id,
        noticed_at=row.noticed_at,
        reported_by=row.reported_by,
        last_holder=row.last_holder,
        note=read_note(row.details),
        steps=row.steps,
        deadlines=deadlines,
        is_overdue=any(deadline.is_overdue for deadline in deadlines),
        missing_files=row.missing_files,
    )


def read_note(details: str | None) -> str | None:
    """What the report says in words. Details are any text: what is none of ours says nothing."""
    try:
        return msgspec.json.decode(details or "", type=Details).note
    except msgspec.MsgspecError:
        return None


def clocks(kind: IncidentKind, noticed_at: datetime, rule: ClockRule) -> dict[StepName, datetime]:
    """What a loss asks for by when; another incident has its record and no clock."""
    if kind != "lost":
        return {}
    midnight = noticed_at.astimezone(VIETNAM).date() + timedelta(days=1 + rule.tell_agency_days)
    return {
        "head_told": noticed_at + timedelta(minutes=rule.tell_head_min),
        "agency_told": datetime.combine(midnight, time(), VIETNAM),
        "search_ended": noticed_at + timedelta(hours=rule.search_h),
    }


def _deadline(step: StepName, due_at: datetime, done: Mapping[StepName, datetime], now: datetime) -> Deadline:
    done_at = done.get(step) or (done.get("found") if step == "search_ended" else None)
    return Deadline(
        step=step,
        vi=WORDS[step][0],
        en=WORDS[step][1],
        due_at=due_at,
        done_at=done_at,
        is_overdue=(done_at or now) > due_at,
    )
