"""The SQL of planning, each statement beside the Struct it fills."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.planning.model import Act, PlanSummary, StopState

# Shifts.

ADD_SHIFT: Final = statement("""
    INSERT INTO shift (shift_id, carrier_id, office_id, on_date, starts_at, ends_at, lunch_from, lunch_to,
                       capacity_items, capacity_g, speed_kmh, territory)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
    WHERE has_role($13, $3, 'dispatcher', 'supervisor')
      AND EXISTS (SELECT FROM person AS p WHERE p.carrier_party_id = $2 AND has_role(p.person_id, $3, 'carrier'))""")
"""No row where the asker may not, or the carrier is none of the office's."""

# What the planner is asked about.


class PlannableJob(msgspec.Struct, frozen=True):
    """A job of the day that is not done, and where its item is; no item yet: still with its origin."""

    job_id: UUID
    leg: str
    origin_id: UUID
    target_id: UUID
    """Where our carriers bring it: the counter, where the citizen comes to it, else the destination."""
    at_counter: bool
    weight_g: int
    ready_at: datetime
    window_from: datetime | None
    window_to: datetime | None
    holder_id: UUID
    is_disputed: bool


PLANNABLE_JOBS: Final = statement(
    """
    SELECT j.job_id, j.leg, j.origin_id, t.target_id, j.at_counter, j.weight_g, j.ready_at, j.window_from, j.window_to,
           coalesce(h.holder_id, j.origin_id) AS holder_id, coalesce(h.status = 'disputed', false) AS is_disputed
    FROM job AS j
    CROSS JOIN LATERAL (SELECT CASE WHEN j.at_counter AND j.leg = 'RETURN' THEN j.serving_office_id
                                    ELSE j.destination_id END AS target_id) AS t
    LEFT JOIN item AS i USING (job_id) LEFT JOIN head AS h USING (item_id)
    WHERE j.serving_office_id = $1 AND j.cancelled_at IS NULL AND j.ready_at < $2
      AND (j.window_from IS NULL OR j.window_from < $2)
      AND (h.item_id IS NULL OR h.status = 'disputed' OR h.holder_id NOT IN (t.target_id, j.destination_id))
    ORDER BY j.job_id
    """,
    PlannableJob,
)


class PartyPlace(msgspec.Struct, frozen=True):
    """Where a party is met; hours are seconds after local midnight, of offices only."""

    party_id: UUID
    kind: str
    lon: float
    lat: float
    position_quality: str | None
    unit_code: str | None
    opens_s: int | None
    last_acceptance_s: int | None
    closes_s: int | None


PARTY_PLACES: Final = statement(
    """
    SELECT p.party_id, p.kind, coalesce(c.lon, o.lon) AS lon, coalesce(c.lat, o.lat) AS lat, c.position_quality,
           u.code AS unit_code, o.opens_s, o.last_acceptance_s, o.closes_s
    FROM party AS p LEFT JOIN contact AS c USING (party_id) LEFT JOIN office AS o ON o.office_id = p.party_id
    LEFT JOIN administrative_unit AS u ON u.code = coalesce(c.unit_code, o.unit_code)
        AND u.valid_from = coalesce(c.unit_valid_from, o.unit_valid_from)
        AND u.valid_from <= $2 AND (u.valid_to IS NULL OR u.valid_to > $2)
    WHERE p.party_id = ANY ($1::uuid[]) AND coalesce(c.lon, o.lon) IS NOT NULL
    ORDER BY p.party_id
    """,
    PartyPlace,
)
"""Parties whose address was erased are absent. A former unit of an address says nothing: its code is used again."""


class DayShift(msgspec.Struct, frozen=True):
    """A carrier's shift of the day, as the planner needs it."""

    shift_id: UUID
    carrier_id: UUID
    carrier_name: str
    starts_at: datetime
    ends_at: datetime
    lunch_from: datetime | None
    lunch_to: datetime | None
    capacity_items: int
    capacity_g: int
    speed_kmh: float
    territory: list[str]
    is_over_limit: bool


DAY_SHIFTS: Final = statement(
    """
    SELECT s.shift_id, s.carrier_id, p.full_name AS carrier_name, s.starts_at, s.ends_at, s.lunch_from, s.lunch_to,
           s.capacity_items, s.capacity_g, s.speed_kmh, s.territory,
           h.in_hand_vnd >= coalesce(h.limit_vnd, $3) AS is_over_limit
    FROM shift AS s JOIN person AS p ON p.carrier_party_id = s.carrier_id
    JOIN cash_holder AS h ON h.party_id = s.carrier_id
    WHERE s.office_id = $1 AND s.on_date = $2
    ORDER BY p.sort_key, s.starts_at, s.shift_id
    """,
    DayShift,
)


class PublishedVisit(msgspec.Struct, frozen=True):
    """A visit of the plan in force."""

    shift_id: UUID
    job_id: UUID
    act: Act


PUBLISHED_VISITS: Final = statement(
    """
    SELECT r.shift_id, v.job_id, v.act
    FROM plan AS p JOIN plan_route AS r USING (plan_id) JOIN planned_stop AS s USING (route_id)
    JOIN planned_visit AS v USING (stop_id)
    WHERE p.office_id = $1 AND p.on_date = $2 AND p.status IN ('published', 'under_way')
    ORDER BY r.shift_id, s.position, v.job_id
    """,
    PublishedVisit,
)

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
    INSERT INTO plan (plan_id, office_id, on_date, version, status, made_by, cost_s, travel_is_estimated, instance)
    SELECT $1, $2, $3, 1 + coalesce(max(version), 0), 'draft', $4, $5, $6, $7
    FROM plan WHERE office_id = $2 AND on_date = $3""")

ADD_ROUTES: Final = statement("""
    INSERT INTO plan_route (route_id, plan_id, shift_id, carrier_id, distance_m, leaves_at, returns_at)
    SELECT r.route_id, $1, s.shift_id, s.carrier_id, r.distance_m, r.leaves_at, r.returns_at
    FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::timestamptz[], $6::timestamptz[])
        AS r (route_id, shift_id, distance_m, leaves_at, returns_at) JOIN shift AS s USING (shift_id)""")

ADD_STOPS: Final = statement("""
    INSERT INTO planned_stop (stop_id, route_id, plan_id, position, act, party_id, lon, lat, arrive_at, leave_at)
    SELECT s.stop_id, s.route_id, $1, s.position, s.act, s.party_id, s.lon, s.lat, s.arrive_at, s.leave_at
    FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::uuid[], $7::float8[], $8::float8[],
                $9::timestamptz[], $10::timestamptz[])
        AS s (stop_id, route_id, position, act, party_id, lon, lat, arrive_at, leave_at)""")

ADD_VISITS: Final = statement("""
    INSERT INTO planned_visit (stop_id, plan_id, job_id, act)
    SELECT v.stop_id, $1, v.job_id, v.act
    FROM unnest($2::uuid[], $3::uuid[], $4::text[]) AS v (stop_id, job_id, act)""")

ADD_UNSERVED: Final = statement("""
    INSERT INTO plan_unserved (plan_id, job_id, reason)
    SELECT $1, u.job_id, u.reason FROM unnest($2::uuid[], $3::jsonb[]) AS u (job_id, reason)""")


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

PUBLISH: Final = statement("""
    UPDATE plan SET status = 'published', published_by = $2, published_at = courier_now()
    WHERE plan_id = $1 AND status = 'draft'""")

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

PLAN_SUMMARY: Final = statement(
    """
    SELECT p.plan_id, p.office_id, p.on_date, p.version, p.status, p.made_at, p.published_at, p.cost_s,
           p.travel_is_estimated,
           (SELECT count(*)::int FROM plan_route AS r WHERE r.plan_id = p.plan_id) AS routes,
           (SELECT count(*)::int FROM planned_stop AS s WHERE s.plan_id = p.plan_id) AS stops,
           (SELECT count(DISTINCT v.job_id)::int FROM planned_visit AS v WHERE v.plan_id = p.plan_id) AS jobs_served,
           (SELECT count(*)::int FROM plan_unserved AS u WHERE u.plan_id = p.plan_id) AS jobs_unserved,
           (SELECT coalesce(sum(r.distance_m), 0)::int FROM plan_route AS r WHERE r.plan_id = p.plan_id) AS distance_m
    FROM plan AS p
    WHERE (p.plan_id = $1 OR ($1 IS NULL AND p.office_id = $2 AND p.on_date = $3
                              AND p.status IN ('published', 'under_way')))
      AND has_role($4, p.office_id, 'teller', 'dispatcher', 'supervisor')
    """,
    PlanSummary,
)
"""One plan by its id, or the one in force at an office on a day."""


class RouteRow(msgspec.Struct, frozen=True):
    """A route of a plan, with the index of its colour."""

    route_id: UUID
    shift_id: UUID
    carrier_id: UUID
    carrier_name: str
    distance_m: int
    leaves_at: datetime
    returns_at: datetime


ROUTES_OF_PLAN: Final = statement(
    """
    SELECT r.route_id, r.shift_id, r.carrier_id, p.full_name AS carrier_name, r.distance_m, r.leaves_at, r.returns_at
    FROM plan_route AS r JOIN person AS p ON p.carrier_party_id = r.carrier_id
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

# What a carrier is told.


class Snapshot(msgspec.Struct, frozen=True):
    """Every transaction below `xmin` is visible or was undone; `has_news` whether one from `since` on concerns him."""

    xmin: int
    has_news: bool


CARRIER_NEWS: Final = statement(
    """
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xmin,
           EXISTS (SELECT FROM change AS c WHERE c.xid >= $2::text::xid8 AND c.topic IN ('plan', 'job')
                   AND (c.party_id = $1 OR (c.party_id IS NULL AND c.topic = 'job' AND c.office_id IN (
                       SELECT d.office_id FROM device AS d WHERE d.party_id = $1)))) AS has_news
    """,
    Snapshot,
)


class ManifestRow(msgspec.Struct, frozen=True):
    """One job of one stop of the carrier's published day, in route order."""

    plan_id: UUID
    plan_version: int
    stop_id: UUID
    act: Act
    party_id: UUID
    kind: str
    name: str
    phone: str | None
    address: str | None
    landmark: str | None
    lon: float
    lat: float
    position_quality: str | None
    arrive_at: datetime
    leave_at: datetime
    job_id: UUID
    papers_to_take_back: int
    personal_only: bool
    code: str | None
    s10: str | None


CARRIER_STOPS: Final = statement(
    """
    SELECT p.plan_id, p.version AS plan_version, s.stop_id, s.act, s.party_id, y.kind,
           coalesce(o.name, c.full_name, '') AS name, coalesce(o.phone, c.phone) AS phone,
           coalesce(o.address, c.address) AS address, c.landmark, s.lon, s.lat, c.position_quality,
           s.arrive_at, s.leave_at, v.job_id, j.papers_to_take_back, j.personal_only, l.code, l.s10
    FROM plan AS p JOIN plan_route AS r USING (plan_id) JOIN planned_stop AS s USING (route_id)
    JOIN planned_visit AS v USING (stop_id) JOIN job AS j USING (job_id) JOIN party AS y ON y.party_id = s.party_id
    LEFT JOIN office AS o ON o.office_id = s.party_id LEFT JOIN contact AS c ON c.party_id = s.party_id
    LEFT JOIN current_label AS l ON l.job_id = v.job_id
    WHERE r.carrier_id = $1 AND p.on_date = $2 AND p.status IN ('published', 'under_way') AND j.cancelled_at IS NULL
    ORDER BY r.leaves_at, s.position, v.job_id
    """,
    ManifestRow,
)

LOG_MANIFEST_READ: Final = statement("""
    INSERT INTO personal_data_access (person_id, device_id, party_id, purpose)
    SELECT $1, $2, party_id, 'manifest' FROM unnest($3::uuid[]) AS party_id""")

# What happened on the way.

ADD_FAILED_VISITS: Final = statement("""
    INSERT INTO failed_visit
        (event_id, party_id, province_code, code, job_id, reason, solution, is_trusted, happened_at)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[],
                         $8::boolean[], $9::timestamptz[])
    ON CONFLICT DO NOTHING""")

ANNOUNCE_FAILED: Final = statement("""
    INSERT INTO change (topic, office_id, party_id, facts)
    SELECT 'attempt', f.office_id, f.party_id, jsonb_build_object('reason', f.reason)
    FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS f (office_id, party_id, reason)""")

BEGIN_PLANS: Final = statement("""
    UPDATE plan AS p SET status = 'under_way'
    WHERE p.status = 'published' AND EXISTS (
        SELECT FROM plan_route AS r JOIN unnest($1::uuid[], $2::date[]) AS a (party_id, on_date)
            ON a.party_id = r.carrier_id
        WHERE r.plan_id = p.plan_id AND a.on_date = p.on_date)""")
"""A plan is under way from the first act of one of its carriers that day."""
