"""The noun of plan runs."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

RunState = Literal["queued", "running", "done", "cancelled", "failed"]


class PlanRun(msgspec.Struct, frozen=True):
    """One run of the planner for an office's day, as far as it is.

    `plan_id` is the draft that was kept, of a cancelled run too where it had found one. `served` of `requests` are in
    the best plan so far, which costs `best_cost_s` seconds of carrier time.
    """

    run_id: UUID
    office_id: UUID
    on_date: date
    state: RunState
    asked_by: UUID
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    cancel_asked_at: datetime | None
    elapsed_s: float
    requests: int | None
    served: int | None
    best_cost_s: int | None
    plan_id: UUID | None
    problem: str | None
    problem_vi: str | None
    problem_en: str | None
