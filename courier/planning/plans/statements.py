"""The SQL of plans written and read, each statement beside the Struct it fills."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.planning.model import Act, PlanFigures, StopState

# Plans written.


class OfficeLocked(msgspec.Struct, frozen=True):
    """An office whose plans nobody else changes now."""

    office_id: UUID
    province_code: str


LOCK_PLANS_OF_OFFICE: Final = statement(
    """
    SELECT office_id, province_code FROM office
    WHERE office_id = $1 AND kind = 'point' AND has_role($2, office_id, 'dispatcher', 'supervisor')
    FOR NO KEY UPDATE
    """,
    OfficeLocked,
)

ADD_PLAN: Final = statement("""
    INSERT INTO plan (plan_id, office_id, on_date, version, status, made_by, cost_s, travel_is_estimated, instance,
                      answer, origin, based_on, travel)
    SELECT $1, $2, $3, 1 + coalesce(max(version), 0), 'draft', $4, $5, $6, $7, $8, $9, $10, $11
    FROM plan WHERE office_id = $2 AND on_date = $3""")

ADD_ROUTES: Final = statement("""
    INSERT INTO plan_route (route_id, plan_id, shift_id, carrier_id, distance_m, leaves_at, returns_at)
    SELECT r.route_id, $1, s.shift_id, s.carrier_id, r.distance_m, r.leaves_at, r.returns_at
    FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::timestamptz[], $6::timestamptz[])
        AS r (route_id, shift_id, distance_m, leaves_at, returns_at) JOIN shift AS s USING (shift_id)""")

ADD_STOPS: Final = statement("""
    INSERT INTO planned_stop (stop_id, route_id, plan_id, position, act, party_id, lon, lat, arrive_at, leave_at,
                              trip_departs_at)
    SELECT s.stop_id, s.route_id, $1, s.position, s.act, s.party_id, s.lon, s.lat, s.arrive_at, s.leave_at,
           s.trip_departs_at
    FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::uuid[], $7::float8[], $8::float8[],
                $9::timestamptz[], $10::timestamptz[], $11::timestamptz[])
        AS s (stop_id, route_id, position, act, party_id, lon, lat, arrive_at, leave_at, trip_departs_at)""")

ADD_VISITS: Final = statement("""
    INSERT INTO planned_visit (stop_id, plan_id, job_id, act)
    SELECT v.stop_id, $1, v.job_id, v.act
    FROM unnest($2::uuid[], $3::uuid[], $4::text[]) AS v (stop_id, job_id, act)""")


class CarriedStop(msgspec.Struct, frozen=True):
    """A stop of the plan in force at which something was done or tried, or is presumed to be, with the jobs of that."""

    shift_id: UUID
    leaves_at: datetime
    act: Act
    party_id: UUID
    lon: float
    lat: float
    arrive_at: datetime
    leave_at: datetime
    trip_departs_at: datetime | None
    jobs: list[UUID]


STOPS_BEHIND: Final = statement(
    """
    SELECT r.shift_id, r.leaves_at, s.act, s.party_id, s.lon, s.lat, s.arrive_at, s.leave_at,
           s.trip_departs_at, array_agg(v.job_id ORDER BY v.job_id) AS jobs
    FROM plan AS p JOIN visit_state AS v USING (plan_id) JOIN planned_stop AS s USING (stop_id)
    JOIN plan_route AS r ON r.route_id = s.route_id
    WHERE p.office_id = $1 AND p.on_date = $2 AND p.status IN ('published', 'under_way')
      AND (v.state <> 'pending' OR (v.job_id, v.act) IN (SELECT * FROM unnest($3::uuid[], $4::text[])))
    GROUP BY r.shift_id, r.leaves_at, s.stop_id
    ORDER BY r.shift_id, s.position
    """,
    CarriedStop,
)
"""$3 and $4: the visits presumed done, jobs and acts."""

ADD_UNSERVED: Final = statement("""
    INSERT INTO plan_unserved (plan_id, job_id, reason)
    SELECT $1, u.job_id, u.reason FROM unnest($2::uuid[], $3::jsonb[]) AS u (job_id, reason)""")


class Answered(msgspec.Struct, frozen=True):
    """Yes or no."""

    exists: bool


class LockedPlan(msgspec.Struct, frozen=True):
    """A plan about to change state."""

    plan_id: UUID
    office_id: UUID
    on_date: date
    status: str


LOCK_PLAN: Final = statement(
    """
    SELECT p.plan_id, p.office_id, p.on_date, p.status
    FROM plan AS p JOIN office AS o USING (office_id)
    WHERE p.plan_id = $1 AND has_role($2, p.office_id, 'dispatcher', 'supervisor')
    FOR NO KEY UPDATE OF o, p
    """,
    LockedPlan,
)

REPLACE_PUBLISHED: Final = statement("""
    UPDATE plan SET status = 'replaced'
    WHERE office_id = $1 AND on_date = $2 AND status IN ('published', 'under_way')""")

IS_DAY_CLOSED: Final = statement(
    "SELECT EXISTS (SELECT FROM plan WHERE office_id = $1 AND on_date = $2 AND status = 'closed')", Answered
)

PUBLISH: Final = statement("""
    UPDATE plan AS p SET published_by = $2, published_at = courier_now(), status = CASE
        WHEN EXISTS (SELECT FROM visit_state AS v WHERE v.plan_id = p.plan_id AND v.state <> 'pending')
        THEN 'under_way' ELSE 'published' END
    WHERE plan_id = $1 AND status = 'draft'""")
"""Of a day whose carriers have begun, it is under way from the start."""

CLOSE: Final = statement("""
    UPDATE plan SET status = 'closed', closed_at = courier_now(), closed_by = $2
    WHERE plan_id = $1 AND status IN ('published', 'under_way')""")

CLOSE_EARLIER: Final = statement("""
    WITH closed AS (
        UPDATE plan SET status = 'closed', closed_at = courier_now()
        WHERE office_id = $1 AND on_date < $2 AND status IN ('published', 'under_way')
        RETURNING plan_id, office_id, on_date, version, status)
    INSERT INTO change (topic, office_id, party_id, facts)
    SELECT 'plan', office_id, NULL, jsonb_build_object('plan_id', plan_id, 'version', version, 'status', status)
    FROM closed""")

ANNOUNCE_PLAN: Final = statement("""
    INSERT INTO change (topic, office_id, party_id, facts)
    SELECT 'plan', n.office_id, c.carrier_id,
           jsonb_build_object('plan_id', n.plan_id, 'version', n.version, 'status', n.status)
    FROM plan AS n
    CROSS JOIN (SELECT DISTINCT r.carrier_id FROM plan_route AS r JOIN plan AS p USING (plan_id)
                JOIN plan AS same ON same.plan_id = $1
                WHERE p.office_id = same.office_id AND p.on_date = same.on_date AND p.status <> 'draft'
                UNION ALL SELECT NULL) AS c
    WHERE n.plan_id = $1""")
"""To the office, and to every carrier who had or has a route that day."""

ANNOUNCE_DRAFT: Final = statement("""
    INSERT INTO change (topic, office_id, party_id, facts)
    SELECT 'plan', office_id, NULL, jsonb_build_object('plan_id', plan_id, 'version', version, 'status', status)
    FROM plan WHERE plan_id = $1""")

# Plans read.


class SummaryRow(PlanFigures, frozen=True):
    """A plan's figures, and its travel as it was stored."""

    travel: dict[str, Any] | None


PLAN_SUMMARY: Final = statement(
    """
    SELECT p.plan_id, p.office_id, p.on_date, p.version, p.status, p.made_at, p.published_at, p.cost_s,
           p.travel_is_estimated,
           (SELECT count(*)::int FROM plan_route AS r WHERE r.plan_id = p.plan_id) AS routes,
           (SELECT count(*)::int FROM planned_stop AS s WHERE s.plan_id = p.plan_id) AS stops,
           (SELECT count(DISTINCT v.job_id)::int FROM planned_visit AS v WHERE v.plan_id = p.plan_id) AS jobs_served,
           (SELECT count(*)::int FROM plan_unserved AS u WHERE u.plan_id = p.plan_id) AS jobs_unserved,
           (SELECT coalesce(sum(r.distance_m), 0)::int FROM plan_route AS r WHERE r.plan_id = p.plan_id) AS distance_m,
           p.origin, p.based_on, m.full_name AS made_by_name, p.closed_at, p.travel
    FROM plan AS p JOIN person AS m ON m.person_id = p.made_by
    WHERE (p.plan_id = $1 OR ($1 IS NULL AND p.office_id = $2 AND p.on_date = $3
                              AND (p.status IN ('published', 'under_way', 'closed') OR $5)))
      AND has_role($4, p.office_id, 'teller', 'dispatcher', 'supervisor')
    ORDER BY p.version DESC
    """,
    SummaryRow,
)
"""One plan by its id; or the one in force at an office on a day, of a day that is over the one that was; or all."""


class StoredAnswer(msgspec.Struct, frozen=True):
    """What the planner was asked and what it answered, as JSON; None of plans made before answers were kept."""

    answer: dict[str, Any] | None


STORED_ANSWER: Final = statement("SELECT answer FROM plan WHERE plan_id = $1", StoredAnswer)


class RouteRow(msgspec.Struct, frozen=True):
    """A route of a plan, with the index of its colour."""

    route_id: UUID
    shift_id: UUID
    carrier_id: UUID
    carrier_name: str
    distance_m: int
    leaves_at: datetime
    returns_at: datetime
    overtime_s: int


ROUTES_OF_PLAN: Final = statement(
    """
    SELECT r.route_id, r.shift_id, r.carrier_id, p.full_name AS carrier_name, r.distance_m, r.leaves_at, r.returns_at,
           CASE WHEN s.is_ended THEN 0
                ELSE greatest(0, extract(epoch FROM r.returns_at - s.ends_at)::int) END AS overtime_s
    FROM plan_route AS r JOIN person AS p ON p.carrier_party_id = r.carrier_id JOIN shift AS s USING (shift_id)
    WHERE r.plan_id = $1
    ORDER BY p.sort_key, r.leaves_at
    """,
    RouteRow,
)


class StopRow(msgspec.Struct, frozen=True):
    """One job of one stop; stops in order, `state` of the whole stop."""

    route_id: UUID
    stop_id: UUID
    position: int
    act: Act
    party_id: UUID
    name: str
    lon: float
    lat: float
    arrive_at: datetime
    leave_at: datetime
    state: StopState
    jobs: int
    job_id: UUID
    code: str | None
    title: str


STOPS_OF_PLAN: Final = statement(
    """
    SELECT s.route_id, s.stop_id, s.position, s.act, s.party_id,
           coalesce(o.name, split_part(c.full_name, ' ', 1) || ' ***', '***') AS name, s.lon, s.lat,
           s.arrive_at, s.leave_at, st.state, st.jobs, v.job_id, l.code, d.title
    FROM planned_stop AS s JOIN stop_state AS st USING (stop_id) JOIN planned_visit AS v USING (stop_id)
    JOIN job AS j USING (job_id) JOIN dossier AS d USING (dossier_id)
    LEFT JOIN office AS o ON o.office_id = s.party_id LEFT JOIN contact AS c ON c.party_id = s.party_id
    LEFT JOIN current_label AS l ON l.job_id = v.job_id
    WHERE s.plan_id = $1
    ORDER BY s.route_id, s.position, v.job_id
    """,
    StopRow,
)


class UnservedRow(msgspec.Struct, frozen=True):
    """A job left out and why."""

    job_id: UUID
    code: str | None
    title: str
    reason: dict[str, Any]


UNSERVED_OF_PLAN: Final = statement(
    """
    SELECT u.job_id, l.code, d.title, u.reason
    FROM plan_unserved AS u JOIN job AS j USING (job_id) JOIN dossier AS d USING (dossier_id)
    LEFT JOIN current_label AS l ON l.job_id = u.job_id
    WHERE u.plan_id = $1
    ORDER BY u.job_id
    """,
    UnservedRow,
)
