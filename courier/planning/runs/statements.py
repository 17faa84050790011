"""The SQL of plan runs, each statement beside the Struct it fills."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.planning.runs.model import PlanRun


class AddedRun(msgspec.Struct, frozen=True):
    """The run under way for an office's day."""

    run_id: UUID


ADD_RUN: Final = statement(
    """
    INSERT INTO plan_run (run_id, office_id, on_date, asked_by, seconds, owner_id, heartbeat_at)
    SELECT $1, o.office_id, $3, $4, $5, $6, clock_timestamp() FROM office AS o
    WHERE o.office_id = $2 AND o.kind = 'point' AND has_role($4, o.office_id, 'dispatcher', 'supervisor')
    ON CONFLICT (office_id, on_date) WHERE state IN ('queued', 'running') DO NOTHING
    RETURNING run_id
    """,
    AddedRun,
)

RUN_UNDER_WAY: Final = statement(
    """
    SELECT run_id FROM plan_run
    WHERE office_id = $1 AND on_date = $2 AND state IN ('queued', 'running')
      AND has_role($3, office_id, 'dispatcher', 'supervisor')
    """,
    AddedRun,
)

RUNS: Final = statement(
    """
    SELECT run_id, office_id, on_date, state, asked_by, asked_at, started_at, ended_at, cancel_asked_at,
           elapsed_s, requests, served, best_cost_s, plan_id, problem, problem_vi, problem_en
    FROM plan_run
    WHERE (run_id = $1 OR ($1 IS NULL AND office_id = $2 AND on_date = $3))
      AND has_role($4, office_id, 'teller', 'dispatcher', 'supervisor')
    ORDER BY asked_at DESC, run_id DESC LIMIT 100
    """,
    PlanRun,
)
"""One run by its id, or those of an office's day, newest first."""

ASK_TO_CANCEL: Final = statement("""
    UPDATE plan_run SET cancel_asked_by = $2, cancel_asked_at = courier_now()
    WHERE run_id = $1 AND state IN ('queued', 'running') AND cancel_asked_at IS NULL
      AND has_role($2, office_id, 'dispatcher', 'supervisor')""")


class BegunRun(msgspec.Struct, frozen=True):
    """A run that begins: what it plans, for whom; the search's limit in seconds, None: by the number of jobs."""

    office_id: UUID
    on_date: date
    asked_by: UUID
    seconds: float | None


BEGIN_RUN: Final = statement(
    """
    UPDATE plan_run SET state = 'running', started_at = courier_now(), heartbeat_at = clock_timestamp()
    WHERE run_id = $1 AND owner_id = $2 AND state = 'queued' AND cancel_asked_at IS NULL
    RETURNING office_id, on_date, asked_by, seconds
    """,
    BegunRun,
)


class Beat(msgspec.Struct, frozen=True):
    """Whether somebody asked the run to stop."""

    is_cancel_asked: bool


BEAT: Final = statement(
    """
    UPDATE plan_run SET heartbeat_at = clock_timestamp(), elapsed_s = $3, requests = $4, served = $5, best_cost_s = $6
    WHERE run_id = $1 AND owner_id = $2 AND state IN ('queued', 'running')
    RETURNING cancel_asked_at IS NOT NULL AS is_cancel_asked
    """,
    Beat,
)
"""No row: the run is not this process's any more."""

END_RUN: Final = statement("""
    UPDATE plan_run SET ended_at = courier_now(), plan_id = $3, problem = $4, problem_vi = $5, problem_en = $6,
                        state = CASE WHEN $4::text IS NOT NULL THEN 'failed'
                                     WHEN cancel_asked_at IS NOT NULL THEN 'cancelled' ELSE 'done' END
    WHERE run_id = $1 AND owner_id = $2 AND state IN ('queued', 'running')""")

ANNOUNCE_RUN: Final = statement("""
    INSERT INTO change (topic, office_id, party_id, facts)
    SELECT 'plan', office_id, NULL, jsonb_strip_nulls(jsonb_build_object(
        'run_id', run_id, 'on_date', on_date, 'state', state, 'elapsed_s', elapsed_s, 'requests', requests,
        'served', served, 'best_cost_s', best_cost_s, 'plan_id', plan_id, 'problem', problem))
    FROM plan_run WHERE run_id = $1""")

FAIL_LOST_RUNS: Final = statement(
    """
    UPDATE plan_run SET state = 'failed', ended_at = courier_now(), problem = 'interrupted',
                        problem_vi = $3, problem_en = $4
    WHERE state IN ('queued', 'running') AND run_id <> ALL ($1::uuid[])
      AND heartbeat_at < clock_timestamp() - $2 * interval '1 second'
    RETURNING run_id
    """,
    AddedRun,
)
"""Runs that nobody has been heard of for so long, those given excepted. Heartbeats are the database's real clock: a
simulation that sets the service's clock forward silences no run, of this process or another."""
