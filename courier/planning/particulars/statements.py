"""The SQL of what is looked up, each statement beside the Struct it fills."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.network.model import Leg
from courier.planning.live.model import FailureSolution
from courier.planning.model import Act
from courier.planning.particulars.model import HolderKind, JobMove, PlannedCall


class JobRow(msgspec.Struct, frozen=True):
    """One job as its office may see it."""

    job_id: UUID
    code: str | None
    s10: str | None
    leg: Leg
    title: str
    dossier_code: str | None
    desk_name: str
    desk_phone: str | None
    citizen_id: UUID
    citizen_name: str | None
    citizen_phone: str | None
    citizen_address: str | None
    citizen_landmark: str | None
    is_estimated_place: bool
    holder_kind: HolderKind | None
    holder_name: str | None
    held_since: datetime | None
    is_disputed: bool
    at_counter: bool
    window_from: datetime | None
    window_to: datetime | None
    is_cancelled: bool
    serving_office_id: UUID
    pinned_to: UUID | None
    pinned_name: str | None


JOB_FOR: Final = statement(
    """
    SELECT j.job_id, k.code, k.s10, j.leg, d.title, d.code AS dossier_code, w.name AS desk_name, w.phone AS desk_phone,
           who.party_id AS citizen_id, c.full_name AS citizen_name, c.phone AS citizen_phone,
           c.address AS citizen_address, c.landmark AS citizen_landmark,
           coalesce(c.position_quality IN ('hamlet', 'commune'), false) AS is_estimated_place,
           y.kind AS holder_kind, coalesce(o.name, n.full_name) AS holder_name, h.held_since,
           coalesce(h.status = 'disputed', false) AS is_disputed, j.at_counter, j.window_from, j.window_to,
           j.cancelled_at IS NOT NULL AS is_cancelled, j.serving_office_id,
           pin.carrier_id AS pinned_to, pin.full_name AS pinned_name
    FROM job AS j JOIN dossier AS d USING (dossier_id) JOIN office AS w ON w.office_id = d.desk_id
    CROSS JOIN LATERAL (SELECT CASE j.leg WHEN 'RETURN' THEN j.destination_id ELSE j.origin_id END AS party_id) AS who
    LEFT JOIN contact AS c ON c.party_id = who.party_id
    LEFT JOIN item AS i USING (job_id) LEFT JOIN head AS h USING (item_id)
    LEFT JOIN party AS y ON y.party_id = h.holder_id
    LEFT JOIN office AS o ON o.office_id = h.holder_id LEFT JOIN person AS n ON n.carrier_party_id = h.holder_id
    LEFT JOIN current_label AS k ON k.item_id = i.item_id
    LEFT JOIN LATERAL (
        SELECT q.carrier_id, r.full_name FROM job_pin AS q LEFT JOIN person AS r ON r.carrier_party_id = q.carrier_id
        WHERE q.job_id = j.job_id AND q.on_date = (courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
        ORDER BY q.recorded_at DESC, q.pin_id DESC LIMIT 1) AS pin ON true
    WHERE j.job_id = $1
      AND (has_role($2, j.serving_office_id, 'teller', 'dispatcher', 'supervisor')
           OR has_role($2, j.delivering_office_id, 'teller', 'dispatcher', 'supervisor'))
    """,
    JobRow,
)
"""For who works at the office that fetches or brings it."""

JOB_MOVES: Final = statement(
    """
    SELECT coalesce(e.happened_at, l.recorded_at) AS at, coalesce(fo.name, fp.full_name) AS from_name,
           coalesce(o.name, p.full_name) AS to_name, l.giver_evidence, l.receiver_evidence,
           missing_files(l.given_event) + CASE WHEN l.taken_event IS DISTINCT FROM l.given_event
                                               THEN missing_files(l.taken_event) ELSE 0 END AS missing_files
    FROM item AS i JOIN ledger AS l USING (item_id)
    LEFT JOIN signed_event AS e ON e.event_id = coalesce(l.taken_event, l.given_event)
    LEFT JOIN office AS fo ON fo.office_id = l.from_party LEFT JOIN person AS fp ON fp.carrier_party_id = l.from_party
    LEFT JOIN office AS o ON o.office_id = l.to_party LEFT JOIN person AS p ON p.carrier_party_id = l.to_party
    WHERE i.job_id = $1 AND l.kind IN ('handover', 'reinstated', 'resolved')
      AND NOT EXISTS (SELECT FROM ledger AS n WHERE n.item_id = l.item_id AND n.seq > l.seq AND n.depth < l.depth)
    ORDER BY l.seq
    LIMIT 200
    """,
    JobMove,
)
"""Rows of a chain that was later rewound below them no longer stand."""


class JobFailureRow(msgspec.Struct, frozen=True):
    """A visit in vain."""

    at: datetime
    act: Act
    reason: str
    solution: FailureSolution
    carrier_name: str | None
    missing_files: int


JOB_FAILURES: Final = statement(
    """
    SELECT f.happened_at AS at, CASE WHEN EXISTS (
               SELECT FROM item AS i JOIN ledger AS g USING (item_id) LEFT JOIN signed_event AS e ON e.event_id = g.tip
               WHERE i.job_id = $1 AND g.is_step AND g.depth > 0
                 AND coalesce(e.happened_at, g.recorded_at) <= f.happened_at) THEN 'delivery' ELSE 'pickup' END AS act,
           f.reason, f.solution, p.full_name AS carrier_name, missing_files(f.event_id) AS missing_files
    FROM failed_visit AS f LEFT JOIN person AS p ON p.carrier_party_id = f.party_id
    WHERE f.is_trusted
      AND (f.job_id = $1
           OR f.code IN (SELECT b.code FROM item AS i JOIN item_label AS b USING (item_id) WHERE i.job_id = $1))
    ORDER BY f.happened_at DESC, f.event_id
    LIMIT 50
    """,
    JobFailureRow,
)
"""Before its item left its origin, what failed was the collection."""

JOB_CALLS: Final = statement(
    """
    SELECT p.on_date, n.full_name AS carrier_name, v.act, s.position, s.arrive_at, v.state
    FROM visit_state AS v JOIN plan AS p USING (plan_id) JOIN planned_stop AS s USING (stop_id)
    JOIN plan_route AS r ON r.route_id = s.route_id JOIN person AS n ON n.carrier_party_id = r.carrier_id
    WHERE v.job_id = $1 AND p.status IN ('published', 'under_way')
    ORDER BY s.arrive_at, v.act
    LIMIT 50
    """,
    PlannedCall,
)


class StopNameRow(msgspec.Struct, frozen=True):
    """One job at one stop, in route order."""

    stop_id: UUID
    party_id: UUID
    is_citizen: bool
    name: str
    address: str | None
    job_id: UUID
    code: str | None
    title: str


STOP_NAMES: Final = statement(
    """
    SELECT s.stop_id, s.party_id, y.kind = 'citizen' AS is_citizen, coalesce(o.name, c.full_name, '***') AS name,
           coalesce(o.address, c.address) AS address, v.job_id, k.code, d.title
    FROM plan AS p JOIN plan_route AS r USING (plan_id) JOIN planned_stop AS s USING (route_id)
    JOIN planned_visit AS v ON v.stop_id = s.stop_id JOIN job AS j USING (job_id) JOIN dossier AS d USING (dossier_id)
    JOIN party AS y ON y.party_id = s.party_id
    LEFT JOIN office AS o ON o.office_id = s.party_id LEFT JOIN contact AS c ON c.party_id = s.party_id
    LEFT JOIN current_label AS k ON k.job_id = v.job_id
    WHERE p.plan_id = $1 AND r.carrier_id = $2 AND has_role($3, p.office_id, 'teller', 'dispatcher', 'supervisor')
    ORDER BY r.leaves_at, s.position, v.job_id
    """,
    StopNameRow,
)


class Runs(msgspec.Struct, frozen=True):
    """Whether the asker runs the day of a plan's office."""

    runs: bool


RUNS_DAY: Final = statement(
    """
    SELECT has_role($2, p.office_id, 'dispatcher', 'supervisor') AS runs
    FROM plan AS p WHERE p.plan_id = $1 AND has_role($2, p.office_id, 'teller', 'dispatcher', 'supervisor')
    """,
    Runs,
)


class ThoughtRow(msgspec.Struct, frozen=True):
    """The planner's own routes of a plan, as JSON, and until when it was the one that counted."""

    on_date: date
    until: datetime | None
    routes: list[dict[str, Any]] | None


PLANS_THOUGHT: Final = statement(
    """
    SELECT p.on_date, lead(coalesce(p.published_at, p.made_at)) OVER (ORDER BY p.version) AS until,
           p.answer->'routes' AS routes
    FROM plan AS asked JOIN plan AS p USING (office_id, on_date)
    WHERE asked.plan_id = $1 AND has_role($2, asked.office_id, 'teller', 'dispatcher', 'supervisor')
      AND (p.plan_id = asked.plan_id OR (p.published_at IS NOT NULL AND p.version < asked.version))
    ORDER BY p.version
    """,
    ThoughtRow,
)
"""A plan and those in force before it: each knows only what lay ahead when it was made."""
