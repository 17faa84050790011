"""The nouns of care: how one delivery stands as its citizen may know it; no names, no addresses, no database."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec

from courier.network.model import Leg

Stage = Literal[
    "cancelled",
    "verifying",
    "registered",
    "awaiting_result",
    "taken_in_person",
    "waiting",
    "assigned",
    "at_post",
    "between_offices",
    "to_collect_at_counter",
    "with_carrier",
    "arriving",
    "not_collected",
    "tried",
    "not_met",
    "appointed",
    "papers_missing",
    "going_back",
    "came_back",
    "done",
]
"""registered: no item yet · awaiting_result: a return asked before there is a result · waiting: with its origin, nobody
sent yet · arriving: with a carrier who is due today · not_collected: the carrier came for it in vain · not_met,
tried: a visit failed since, with nobody there or for another reason · appointed: the other side asked for another
time · papers_missing: the desk does not take it in as it is · going_back, came_back: returned to where it came from."""

OVER: Final[frozenset[Stage]] = frozenset({"done", "taken_in_person", "cancelled", "came_back"})

Purpose = Literal["dossier", "originals", "old_papers", "refused"]
"""What the leg carries: the dossier or its result · originals compared and sent home apart · old papers on their way
back to the agency · the dossier, refused by form 03 and on its way home."""

MilestoneName = Literal["registered", "collected", "out", "done"]
MilestoneState = Literal["past", "now", "ahead"]

LATE_BY: Final = timedelta(hours=2)
"""Past this an expected time is not repeated to the citizen."""
_NOBODY_MET: Final = ("ABSENT", "NO_ANSWER")
_APART: Final = ("originals", "old_papers")
_IN_ORDER: Final[tuple[Leg, ...]] = ("SEND", "SUPPLEMENT", "RETURN")


class TrackedJob(msgspec.Struct, frozen=True):
    """The facts of one leg of a dossier. Instants are when things happened by the device's corrected clock."""

    job_id: UUID
    leg: Leg
    created_at: datetime
    """When it was asked for: a return registered before there was a result, then."""
    is_cancelled: bool
    at_counter: bool
    status: str | None
    """Of custody: held, offered, disputed; None while there is no item."""
    holder_kind: str | None
    is_at_origin: bool
    is_at_destination: bool
    has_moved: bool
    """Whether it ever left its origin."""
    is_bagged: bool
    """In a closed bag, on its way between offices."""
    solution: str | None
    """What is to become of it after failed visits: RETRY, HOLD_AT_POINT, FORWARD, RETURN."""
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
    purpose: Purpose = "dossier"
    missing_files: int = 0
    """Photos and signatures taken at doors that have not come yet."""


class Registration(msgspec.Struct, frozen=True):
    """A return asked for that no result belongs to yet, or that was closed without one."""

    registered_at: datetime
    closed_at: datetime | None
    closed_because: Literal["taken_in_person", "withdrawn"] | None


class DossierDates(msgspec.Struct, frozen=True):
    """What the dossier itself tells anybody who has one of its codes: counts and days, no content."""

    documents: int
    """Lines of its checklist."""
    due_on: date | None
    is_online_born: bool
    asked_on: date | None
    """When papers were last asked for."""
    deadline_on: date | None
    recorded_at: datetime | None
    """When the post learned of that."""


class Milestone(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a leg."""

    name: MilestoneName
    state: MilestoneState
    at: datetime | None
    """When it happened; None for what is still ahead."""


class TrackedLeg(msgspec.Struct, frozen=True, kw_only=True):
    """One leg as shown: where it stands, and its steps."""

    leg: Leg
    stage: Stage
    since: datetime | None
    """When it came to that, where that is one event."""
    due_at: datetime | None
    """When the carrier is expected; None where that is not known or past."""
    milestones: list[Milestone]
    purpose: Purpose = "dossier"
    missing_files: int = 0
    """Photos and signatures taken at doors on this leg that are still on the carrier's phone."""


class FourFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The four dated facts that a citizen is owed: date sent, what was sent, what is missing, date of the result."""

    registered_at: datetime
    """When the post was first asked."""
    sent_at: datetime | None
    """When the post took the dossier over from the citizen."""
    is_sent_by_post: bool
    is_online_born: bool
    documents: int
    """How many documents its checklist has; 0: not known."""
    filed_at: datetime | None
    """When the post handed it in at the one-stop desk."""
    supplement_asked_on: date | None
    supplement_deadline_on: date | None
    supplement_sent_at: datetime | None
    supplement_filed_at: datetime | None
    due_on: date | None
    """When the result was promised for."""
    result_at: datetime | None
    is_taken_in_person: bool

    @property
    def is_supplement_open(self) -> bool:
        """Papers were asked for and none have been given to the post since."""
        return self.supplement_asked_on is not None and self.supplement_sent_at is None


class DocumentLine(msgspec.Struct, frozen=True):
    """One line of the checklist: how many of each the envelope holds."""

    name: str
    originals: int
    certified_copies: int
    photocopies: int
    is_shown_and_returned: bool
    """Only shown for comparison and given back."""


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
    documents: list[DocumentLine]
    missing: list[str]
    """What was last asked for."""
    missing_because: str | None
    claimed_vnd: int = 0
    """Of what is still to be paid: told of as transferred, not seen yet."""


class Tracking(msgspec.Struct, frozen=True, kw_only=True):
    """A dossier's whole timeline: its legs in the order they follow each other."""

    code: str
    now: TrackedLeg
    """The leg that matters now: the first that is not over, else the last."""
    facts: FourFacts
    legs: list[TrackedLeg]
    details: DossierDetails | None
    """None without the second factor, or with a wrong one."""


def follow(legs: Iterable[TrackedLeg]) -> list[TrackedLeg]:
    """The legs in the order they follow each other: to the desk, what was missing, the result; then papers apart."""
    return sorted(
        legs,
        key=lambda leg: (leg.purpose in _APART, _IN_ORDER.index(leg.leg), leg.milestones[0].at or datetime.max),
    )


def leg_now(legs: Sequence[TrackedLeg]) -> TrackedLeg:
    """Of legs in order, at least one: the first that is not over, else the last that came to its end as meant.

    A dossier that the desk refused is told of before what was still asked for; papers apart never are the dossier.
    """
    if refused := [leg for leg in legs if leg.purpose == "refused"]:
        return refused[-1]
    legs = [leg for leg in legs if leg.purpose == "dossier"] or legs
    if going := [leg for leg in legs if leg.stage not in OVER]:
        return going[0]
    return next((leg for leg in reversed(legs) if leg.stage != "cancelled"), legs[-1])


def track_leg(job: TrackedJob, now: datetime) -> TrackedLeg:
    """How one leg stands at `now`, an instant in the citizen's own time zone."""
    return TrackedLeg(
        leg=job.leg,
        stage=stage_of(job, now),
        since=job.done_at if job.is_at_destination else None,
        due_at=_due_at(job, now),
        milestones=milestones_of(job),
        purpose=job.purpose,
        missing_files=job.missing_files,
    )


def track_registration(registration: Registration) -> TrackedLeg:
    """A return without an item."""
    stage: Stage = "awaiting_result"
    if registration.closed_because is not None:
        stage = "taken_in_person" if registration.closed_because == "taken_in_person" else "cancelled"
    is_open = stage == "awaiting_result"
    registered = Milestone(name="registered", state="now" if is_open else "past", at=registration.registered_at)
    ahead: tuple[MilestoneName, ...] = ("collected", "out", "done") if is_open else ()
    return TrackedLeg(
        leg="RETURN",
        stage=stage,
        since=registration.closed_at,
        due_at=None,
        milestones=[registered, *(Milestone(name=name, state="ahead", at=None) for name in ahead)],
    )


def four_facts(dates: DossierDates, legs: Sequence[TrackedLeg]) -> FourFacts:
    """From what the dossier says of itself and the legs it went; `legs` has at least one of its own."""
    legs = [leg for leg in legs if leg.purpose == "dossier"] or legs
    sends = [leg for leg in legs if leg.leg == "SEND" and leg.stage != "cancelled"]
    supplements = [leg for leg in legs if leg.leg == "SUPPLEMENT" and leg.stage != "cancelled"]
    if dates.recorded_at is not None:
        supplements = [leg for leg in supplements if (_at(leg, "registered") or dates.recorded_at) >= dates.recorded_at]
    results = [leg for leg in legs if leg.leg == "RETURN" and leg.stage in ("done", "taken_in_person")]
    return FourFacts(
        registered_at=min(at for leg in legs if (at := _at(leg, "registered"))),
        sent_at=_first(_at(leg, "collected") for leg in sends),
        is_sent_by_post=bool(sends),
        is_online_born=dates.is_online_born,
        documents=dates.documents,
        filed_at=_first(leg.since for leg in sends if leg.stage == "done"),
        supplement_asked_on=dates.asked_on,
        supplement_deadline_on=dates.deadline_on,
        supplement_sent_at=_first(_at(leg, "collected") for leg in supplements),
        supplement_filed_at=_first(leg.since for leg in supplements if leg.stage == "done"),
        due_on=dates.due_on,
        result_at=_first(leg.since for leg in results),
        is_taken_in_person=any(leg.stage == "taken_in_person" for leg in results),
    )


def stage_of(job: TrackedJob, now: datetime) -> Stage:
    """Where the leg stands, in the order in which the citizen should hear of it."""
    if job.status == "disputed":
        return "verifying"
    if job.is_at_destination:
        return "done"
    if job.is_at_origin and job.has_moved:
        return "came_back"
    if job.is_cancelled:
        return "cancelled"
    if _is_uncollected(job):
        return _before_collection(job)
    if job.solution == "RETURN":
        return "going_back"
    if job.holder_kind in ("hub", "linehaul") or job.is_bagged:
        return "between_offices"
    if job.holder_kind != "carrier":
        is_for_counter = job.at_counter or job.solution == "HOLD_AT_POINT"
        return "to_collect_at_counter" if is_for_counter and job.leg == "RETURN" else _tried(job) or "at_post"
    return _tried(job) or ("arriving" if _due_at(job, now) else "with_carrier")


def milestones_of(job: TrackedJob) -> list[Milestone]:
    """The steps of a leg: asked for, taken over by the post, on its way, handed over."""
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


def _is_uncollected(job: TrackedJob) -> bool:
    return job.status is None or job.is_at_origin


def _before_collection(job: TrackedJob) -> Stage:
    if _visit_failed_last(job):
        return "cancelled" if job.solution == "RETURN" else "not_collected"
    if job.pickup_due_at is not None:
        return "assigned"
    return "registered" if job.status is None else "waiting"


def _tried(job: TrackedJob) -> Stage | None:
    """How the last visit failed, where nothing came after it that the citizen should hear instead."""
    if not _visit_failed_last(job):
        return None
    if job.failed_reason == "APPOINT":
        return "appointed"
    if job.failed_reason == "SUPPLEMENT":
        return "papers_missing"
    return "not_met" if job.failed_reason in _NOBODY_MET else "tried"


def _visit_failed_last(job: TrackedJob) -> bool:
    """Whether a failed visit is the latest news of this part of the way.

    In a carrier's bag, since he took it: he is going there again. At an office, since it left its origin: that it rode
    out once more in some bag and came home unvisited is nothing to the citizen.
    """
    if job.failed_at is None:
        return False
    since = None if _is_uncollected(job) else job.out_at if job.holder_kind == "carrier" else job.collected_at
    return since is None or job.failed_at >= since


def _due_at(job: TrackedJob, now: datetime) -> datetime | None:
    """When the carrier is expected at the citizen's door or at the desk; after a failed visit, the next one."""
    due_at = job.pickup_due_at if _is_uncollected(job) else job.delivery_due_at
    if due_at is None or job.is_at_destination or now > due_at + LATE_BY:
        return None
    if _visit_failed_last(job) and job.failed_at is not None and due_at <= job.failed_at + LATE_BY:
        return None
    return due_at if due_at.astimezone(now.tzinfo).date() >= now.date() else None


def _state(place: int, last: int, is_done: bool) -> MilestoneState:
    if place > last:
        return "ahead"
    return "now" if place == last and not is_done else "past"


def _at(leg: TrackedLeg, name: MilestoneName) -> datetime | None:
    return next((milestone.at for milestone in leg.milestones if milestone.name == name), None)


def _first(instants: Iterable[datetime | None]) -> datetime | None:
    return min((at for at in instants if at is not None), default=None)
