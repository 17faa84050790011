"""The SQL of the office's live view, each statement beside the Struct it fills."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.network.model import Leg
from courier.planning.live.model import (
    BoardCounts,
    FailureSolution,
    HeldItem,
    Holding,
    MapOffice,
    OfficePaused,
    ShownState,
)
from courier.planning.model import Act


class OfficeSeen(msgspec.Struct, frozen=True):
    """An office that the asker may look at."""

    office_id: UUID
    name: str


OFFICE_FOR: Final = statement(
    """
    SELECT office_id, name FROM office
    WHERE office_id = $1 AND kind = 'point' AND has_role($2, office_id, 'teller', 'dispatcher', 'supervisor')
    """,
    OfficeSeen,
)

BOARD_COUNTS: Final = statement(
    """
    WITH day AS (
        SELECT $2::date::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS begins,
               ($2::date + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS ends
    ), concerned AS (
        SELECT job_id FROM job, day WHERE serving_office_id = $1 AND ready_at < day.ends
        UNION SELECT job_id FROM job, day
        WHERE delivering_office_id = $1 AND delivering_office_id <> serving_office_id AND ready_at < day.ends
    ), failed AS MATERIALIZED (
        SELECT f.job_id FROM job_failure AS f, day WHERE f.happened_at >= day.begins AND f.happened_at < day.ends
    ), place AS MATERIALIZED (
        SELECT CASE
            WHEN h.status = 'disputed' THEN 'disputed'
            WHEN h.holder_id = j.destination_id OR (h.holder_id = j.origin_id AND h.depth > 0) THEN 'delivered'
            WHEN j.serving_office_id <> j.delivering_office_id AND h.depth > 0 AND y.kind <> 'citizen'
                AND here.office_id IS DISTINCT FROM $1
                THEN CASE home.office_id WHEN $1 THEN 'expected' ELSE 'handed_on' END
            WHEN j.serving_office_id <> $1 AND coalesce(h.depth, 0) = 0 THEN 'expected'
            WHEN j.job_id IN (SELECT job_id FROM failed)
                THEN CASE WHEN coalesce(h.depth, 0) = 0 THEN 'not_collected' ELSE 'failed' END
            WHEN j.at_counter AND j.leg = 'RETURN' AND h.holder_id = j.delivering_office_id THEN 'at_counter'
            WHEN y.kind = 'carrier' THEN 'with_carriers'
            WHEN EXISTS (SELECT FROM planned_visit AS v JOIN plan AS p USING (plan_id)
                         WHERE v.job_id = j.job_id AND p.office_id = $1 AND p.on_date = $2
                           AND p.status IN ('published', 'under_way'))
                THEN 'assigned'
            ELSE 'waiting' END AS state
        FROM day, concerned JOIN job AS j USING (job_id) LEFT JOIN item AS i USING (job_id)
        LEFT JOIN head AS h USING (item_id) LEFT JOIN party AS y ON y.party_id = h.holder_id
        LEFT JOIN LATERAL (SELECT solution FROM job_solution AS known WHERE known.job_id = j.job_id) AS s ON true
        CROSS JOIN LATERAL (SELECT CASE y.kind WHEN 'carrier' THEN office_of_carrier(y.party_id, $2)
                                        ELSE y.party_id END AS office_id) AS here
        CROSS JOIN LATERAL (SELECT CASE s.solution WHEN 'RETURN' THEN j.serving_office_id
                                        ELSE j.delivering_office_id END AS office_id) AS home
        WHERE j.cancelled_at IS NULL AND (j.window_from IS NULL OR j.window_from < day.ends)
          AND (h.item_id IS NULL OR h.held_since >= day.begins OR h.holder_id <> j.destination_id
               AND (h.holder_id <> j.origin_id OR h.depth = 0))
    )
    SELECT count(*) FILTER (WHERE state = 'waiting')::int AS waiting,
           count(*) FILTER (WHERE state = 'assigned')::int AS assigned,
           count(*) FILTER (WHERE state = 'with_carriers')::int AS with_carriers,
           count(*) FILTER (WHERE state = 'delivered')::int AS delivered,
           count(*) FILTER (WHERE state = 'failed')::int AS failed,
           count(*) FILTER (WHERE state = 'at_counter')::int AS at_counter,
           count(*) FILTER (WHERE state = 'disputed')::int AS disputed,
           count(*) FILTER (WHERE state = 'expected')::int AS expected,
           count(*) FILTER (WHERE state = 'handed_on')::int AS handed_on,
           count(*) FILTER (WHERE state = 'not_collected')::int AS not_collected
    FROM place
    """,
    BoardCounts,
)
"""Of the jobs that the office fetches or brings. What came back to its origin is done as well."""


class CarrierRow(msgspec.Struct, frozen=True):
    """A carrier with a shift that day, and how his part of the plan in force goes."""

    carrier_id: UUID
    name: str
    stops: int
    stops_done: int
    stops_failed: int
    stops_not_collected: int
    items_held: int
    lon: float | None
    lat: float | None
    seen_at: datetime | None
    in_hand_vnd: int
    is_over_limit: bool
    unsent: int
    oldest_unsent_at: datetime | None
    last_sync_at: datetime | None


_SHOWN_STOP: Final = """
    SELECT known.route_id, known.stop_id, CASE
        WHEN bool_and(known.is_idle) THEN 'not_needed'
        WHEN bool_and(known.state = 'done') FILTER (WHERE NOT known.is_idle) THEN 'done'
        WHEN bool_or(known.state = 'pending') THEN 'pending'
        WHEN bool_and(known.act = 'pickup') THEN 'not_collected'
        ELSE 'failed' END AS state
    FROM (SELECT v.plan_id, v.route_id, v.stop_id, v.act, v.state,
                 v.state = 'failed' AND v.act = 'delivery' AND coalesce(h.depth, 0) = 0 AS is_idle
          FROM visit_state AS v LEFT JOIN item AS i USING (job_id) LEFT JOIN head AS h USING (item_id)) AS known"""
"""A stop as people see it: what was not fetched at the sender's did not fail at the desk."""


class ShownStop(msgspec.Struct, frozen=True):
    """What became of a stop."""

    stop_id: UUID
    state: ShownState


SHOWN_STOPS: Final = statement(
    f"""
    SELECT shown.stop_id, shown.state
    FROM ({_SHOWN_STOP} WHERE known.plan_id = $1 GROUP BY known.route_id, known.stop_id) AS shown
    """,  # noqa: S608 (a constant)
    ShownStop,
)

BOARD_CARRIERS: Final = statement(
    f"""
    WITH shown AS MATERIALIZED ({_SHOWN_STOP}
        WHERE known.plan_id IN (SELECT plan_id FROM plan WHERE office_id = $1 AND on_date = $2
                                AND status IN ('published', 'under_way', 'closed'))
        GROUP BY known.route_id, known.stop_id)
    SELECT w.carrier_id, p.full_name AS name, coalesce(t.stops, 0) AS stops, coalesce(t.stops_done, 0) AS stops_done,
           coalesce(t.stops_failed, 0) AS stops_failed, coalesce(t.stops_not_collected, 0) AS stops_not_collected,
           (SELECT count(*)::int FROM head AS h WHERE h.holder_id = w.carrier_id) AS items_held,
           g.lon, g.lat, g.happened_at AS seen_at, h.in_hand_vnd,
           h.in_hand_vnd >= coalesce(h.limit_vnd, $3) AS is_over_limit,
           coalesce(d.unsent, 0) AS unsent, d.oldest_unsent_at, d.last_sync_at
    FROM (SELECT DISTINCT carrier_id FROM shift WHERE office_id = $1 AND on_date = $2) AS w
    JOIN person AS p ON p.carrier_party_id = w.carrier_id
    JOIN cash_holder AS h ON h.party_id = w.carrier_id
    LEFT JOIN LATERAL (
        SELECT count(*) FILTER (WHERE s.state <> 'not_needed')::int AS stops,
               count(*) FILTER (WHERE s.state = 'done')::int AS stops_done,
               count(*) FILTER (WHERE s.state = 'failed')::int AS stops_failed,
               count(*) FILTER (WHERE s.state = 'not_collected')::int AS stops_not_collected
        FROM plan_route AS r JOIN shown AS s USING (route_id) WHERE r.carrier_id = w.carrier_id) AS t ON true
    LEFT JOIN LATERAL (
        SELECT lon, lat, happened_at FROM phone_position
        WHERE office_id = $1 AND party_id = w.carrier_id ORDER BY happened_at DESC LIMIT 1) AS g ON true
    LEFT JOIN device AS d ON d.party_id = w.carrier_id AND d.kind = 'phone' AND d.ended_at IS NULL
    ORDER BY p.sort_key, w.carrier_id
    """,  # noqa: S608 (a constant)
    CarrierRow,
)


class FailedVisitRow(msgspec.Struct, frozen=True):
    """A job whose last visit of a day failed."""

    job_id: UUID
    code: str | None
    title: str
    leg: Leg
    act: Act
    reason: str
    solution: FailureSolution
    at: datetime
    carrier_id: UUID
    carrier_name: str | None
    holder_name: str | None
    is_settled: bool
    missing_files: int


class FailureRow(msgspec.Struct, frozen=True):
    """How many jobs failed for a reason, in which act."""

    reason: str
    act: Act
    jobs: int


_LATEST_FAILURES: Final = """
    failed AS (
        SELECT coalesce(f.job_id, i.job_id) AS job_id, f.reason, f.solution, f.party_id, f.happened_at, f.event_id
        FROM failed_visit AS f
        LEFT JOIN item_label AS l USING (code)
        LEFT JOIN item AS i USING (item_id)
        WHERE f.is_trusted AND f.happened_at >= $2::date::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'
          AND f.happened_at < ($2::date + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'
    ), latest AS (
        SELECT DISTINCT ON (f.job_id) f.*, CASE WHEN EXISTS (
            SELECT FROM item AS i JOIN ledger AS g USING (item_id)
            LEFT JOIN signed_event AS e ON e.event_id = g.tip
            WHERE i.job_id = f.job_id AND g.is_step AND g.depth > 0
              AND coalesce(e.happened_at, g.recorded_at) <= f.happened_at) THEN 'delivery' ELSE 'pickup' END AS act
        FROM failed AS f JOIN job AS j USING (job_id)
        WHERE $1 IN (j.serving_office_id, j.delivering_office_id) AND j.cancelled_at IS NULL
          AND has_role($3, $1, 'teller', 'dispatcher', 'supervisor')
        ORDER BY f.job_id, f.happened_at DESC, f.event_id
    )"""
"""Of the jobs that the office fetches or brings; each counts once, by its last failed visit of that day. Before its
item left its origin, what failed was the collection."""

BOARD_FAILURES: Final = statement(
    f"""
    WITH {_LATEST_FAILURES}
    SELECT reason, act, count(*)::int AS jobs FROM latest GROUP BY reason, act ORDER BY jobs DESC, reason, act
    """,  # noqa: S608 (a constant)
    FailureRow,
)

FAILED_VISITS: Final = statement(
    f"""
    WITH {_LATEST_FAILURES}
    SELECT l.job_id, k.code, d.title, j.leg, l.act, l.reason, l.solution, l.happened_at AS at,
           l.party_id AS carrier_id, p.full_name AS carrier_name,
           coalesce(o.name, n.full_name) AS holder_name,
           coalesce(CASE l.act WHEN 'pickup' THEN h.depth > 0
                    ELSE h.holder_id IN (j.origin_id, j.destination_id) AND h.status <> 'disputed' END, false)
               AS is_settled,
           missing_files(l.event_id) AS missing_files
    FROM latest AS l JOIN job AS j USING (job_id) JOIN dossier AS d USING (dossier_id)
    LEFT JOIN person AS p ON p.carrier_party_id = l.party_id
    LEFT JOIN item AS i USING (job_id) LEFT JOIN head AS h USING (item_id)
    LEFT JOIN current_label AS k ON k.item_id = i.item_id
    LEFT JOIN office AS o ON o.office_id = h.holder_id LEFT JOIN person AS n ON n.carrier_party_id = h.holder_id
    ORDER BY is_settled, l.happened_at DESC, l.job_id
    LIMIT 1000
    """,  # noqa: S608 (a constant)
    FailedVisitRow,
)
"""Who has it now is not named where it is its citizen."""

_HELD: Final = """
    holder AS (
        SELECT o.office_id AS holder_id, o.name, false AS is_carrier FROM office AS o
        WHERE o.kind = 'point' AND (o.office_id = $1 OR o.served_by_office_id = $1)
        UNION
        SELECT p.carrier_party_id, p.full_name, true
        FROM role_grant AS g JOIN person AS p USING (person_id)
        WHERE g.office_id = $1 AND g.role = 'carrier' AND p.carrier_party_id IS NOT NULL
        UNION
        SELECT p.carrier_party_id, p.full_name, true
        FROM shift AS s JOIN person AS p ON p.carrier_party_id = s.carrier_id
        WHERE s.office_id = $1 AND s.on_date = (courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
    ), held AS (
        SELECT w.holder_id, w.name, w.is_carrier, h.item_id, h.held_since, j.job_id, j.leg, j.dossier_id,
               (courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
                   - (h.held_since AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS days,
               j.leg = 'RETURN' AND NOT w.is_carrier AND (j.at_counter OR coalesce(
                   (SELECT k.solution = 'HOLD_AT_POINT' FROM job_solution AS k WHERE k.job_id = j.job_id), false))
                   AS is_to_collect
        FROM holder AS w JOIN head AS h USING (holder_id) JOIN item AS i USING (item_id) JOIN job AS j USING (job_id)
        WHERE has_role($2, $1, 'teller', 'dispatcher', 'supervisor')
    )"""

HOLDINGS: Final = statement(
    f"""
    WITH {_HELD}, dated AS (
        SELECT *, CASE WHEN is_to_collect
                  THEN (held_since AT TIME ZONE 'Asia/Ho_Chi_Minh')::date + $3::int END AS keep_until
        FROM held
    )
    SELECT holder_id, name, is_carrier, count(*)::int AS items, min(held_since) AS oldest_since,
           count(*) FILTER (WHERE held_since < courier_now() - interval '24 hours')::int AS over_a_day,
           count(*) FILTER (WHERE days <= 1)::int AS days_0_1,
           count(*) FILTER (WHERE days BETWEEN 2 AND 3)::int AS days_2_3,
           count(*) FILTER (WHERE days >= 4)::int AS days_4_on,
           count(*) FILTER (WHERE is_to_collect)::int AS to_collect,
           min(keep_until) AS next_return_on,
           count(*) FILTER (WHERE keep_until < (courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)::int
               AS past_return
    FROM dated
    GROUP BY holder_id, name, is_carrier
    ORDER BY oldest_since, holder_id
    """,  # noqa: S608 (a constant)
    Holding,
)
"""By everybody of the office, on duty today or not. $3: for how many days an item is kept for its citizen."""

HELD_ITEMS: Final = statement(
    f"""
    WITH {_HELD}
    SELECT held.job_id, l.code, d.title, held.leg, held.held_since, held.is_to_collect,
           CASE WHEN is_to_collect THEN (held_since AT TIME ZONE 'Asia/Ho_Chi_Minh')::date + $3::int END AS keep_until
    FROM held JOIN dossier AS d USING (dossier_id) LEFT JOIN current_label AS l ON l.item_id = held.item_id
    WHERE held.holder_id = $4
    ORDER BY held.held_since, held.job_id
    LIMIT 500
    """,  # noqa: S608 (a constant)
    HeldItem,
)


class AwaitingRow(msgspec.Struct, frozen=True):
    """How many."""

    awaiting: int


AWAITING_RESULT: Final = statement(
    """
    SELECT count(*)::int AS awaiting
    FROM registered_return AS r JOIN dossier AS d USING (dossier_id) JOIN office AS o ON o.office_id = d.desk_id
    WHERE o.served_by_office_id = $1 AND has_role($2, $1, 'teller', 'dispatcher', 'supervisor')
      AND NOT EXISTS (SELECT FROM registration_match AS m WHERE m.registration_id = r.registration_id)
      AND NOT EXISTS (SELECT FROM registration_closing AS x WHERE x.registration_id = r.registration_id)
    """,
    AwaitingRow,
)

PAUSES: Final = statement(
    """
    SELECT o.office_id, o.name, p.starts_at, p.ends_at, p.reason, p.note, p.pause_id
    FROM office_pause_in_force AS p JOIN office AS o USING (office_id)
    WHERE (o.office_id = $1 OR o.served_by_office_id = $1) AND has_role($2, $1, 'teller', 'dispatcher', 'supervisor')
      AND p.ends_at > courier_now()
      AND p.starts_at < ((courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date + 1)::timestamp
                        AT TIME ZONE 'Asia/Ho_Chi_Minh'
    ORDER BY p.starts_at, o.sort_key
    """,
    OfficePaused,
)
"""In force now or beginning later today, at the office and where it serves."""

MAP_OFFICES: Final = statement(
    """
    SELECT office_id, kind, name, lon, lat FROM office
    WHERE office_id = $1 OR served_by_office_id = $1 ORDER BY office_id
    """,
    MapOffice,
)


class CommuneRow(msgspec.Struct, frozen=True):
    """A commune with its boundary as WKB."""

    code: str
    name: str
    unit_type: str
    boundary: bytes
    boundary_kind: str


MAP_COMMUNES: Final = statement(
    """
    SELECT u.code, u.name, u.unit_type, u.boundary, u.boundary_kind
    FROM administrative_unit AS u
    WHERE u.level = 'commune' AND u.boundary IS NOT NULL
      AND u.valid_from <= $2 AND (u.valid_to IS NULL OR u.valid_to > $2)
      AND (u.code IN (SELECT unnest(s.territory) FROM shift AS s WHERE s.office_id = $1 AND s.on_date = $2)
           OR (u.code, u.valid_from) IN (
               SELECT o.unit_code, o.unit_valid_from FROM office AS o
               WHERE o.office_id = $1 OR o.served_by_office_id = $1
               UNION SELECT c.unit_code, c.unit_valid_from
                     FROM plan AS p JOIN planned_stop AS s USING (plan_id) JOIN contact AS c USING (party_id)
                     WHERE p.office_id = $1 AND p.on_date = $2 AND p.status IN ('published', 'under_way')))
    ORDER BY u.code
    """,
    CommuneRow,
)
"""Those that the office, its desks, its carriers or its stops of the day lie in."""
