"""What a day presumes of carriers it does not hear of: visits done, loads on board, routes kept as told. Pure.

What is known goes before what is presumed: where an item lies elsewhere than the route would have it, nothing is.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from courier.planning.day import Day
from courier.planning.legs.model import PlannableJob
from courier.planning.silence import Silence, silences

Done = tuple[UUID, str]
"""A job and the act that is presumed done for it."""


class Presumption(msgspec.Struct, frozen=True, kw_only=True):
    """What a question takes for granted without having heard of it."""

    silences: dict[UUID, Silence] = {}
    """By shift."""
    done: dict[Done, UUID] = {}
    """Visits presumed done, by whose shift: they stay in its route as they stand, and the planner is not asked."""
    over: dict[UUID, UUID] = {}
    """Jobs presumed brought, by whose shift: nothing is left to ask about them."""
    on_board: dict[UUID, UUID] = {}
    """Jobs presumed fetched and not yet brought, by whose shift."""
    told: dict[UUID, UUID] = {}
    """Jobs before a silent carrier, by his shift: nobody can tell him that they are another's now."""

    def shift_of(self, job_id: UUID) -> UUID | None:
        """The silent carrier's who is presumed to do it, or to have done it."""
        return self.over.get(job_id) or self.on_board.get(job_id) or self.told.get(job_id)


def presume(day: Day, now: datetime) -> Presumption:
    """Everything presumed at `now`."""
    silent = silences(day.published, day.heard, now)
    if not silent:
        return Presumption()
    jobs = {job.job_id: job for job in day.jobs if job.reason is None and job.kind == "carrier"}
    tried = {visit.job_id for visit in day.published if visit.state == "failed"}
    carriers = {shift.shift_id: shift.carrier_id for shift in day.shifts}
    found = Presumption(silences=silent, done={}, over={}, on_board={}, told={})
    for shift_id, silence in silent.items():
        departed_at = now - silence.is_behind_by
        for visit in silence.done:
            job = jobs.get(visit.job_id)
            if job is None or visit.job_id in tried:
                continue
            is_his = visit.job_id in found.on_board or job.from_id == carriers[shift_id]
            if visit.act == "pickup" and job.from_id == visit.party_id:
                found.on_board[visit.job_id] = shift_id
            elif visit.act == "delivery" and (is_his or _is_loaded(day, job, visit.trip_departs_at, departed_at)):
                found.on_board.pop(visit.job_id, None)
                found.over[visit.job_id] = shift_id
            else:
                continue
            found.done[visit.job_id, visit.act] = shift_id
        for visit in silence.ahead:
            job = jobs.get(visit.job_id)
            if job is None or visit.job_id in tried or visit.job_id in found.over:
                continue
            if _is_loaded(day, job, visit.trip_departs_at, departed_at):
                found.on_board[visit.job_id] = shift_id
            elif visit.job_id not in found.on_board:
                found.told[visit.job_id] = shift_id
    return found


def _is_loaded(day: Day, job: PlannableJob, trip_departs_at: datetime | None, departed_at: datetime) -> bool:
    """Of what lies at the office by its records: whether the trip that brings it has left."""
    return job.from_id == day.office_id and trip_departs_at is not None and trip_departs_at <= departed_at
