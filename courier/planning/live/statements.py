"""The SQL of the office's live view, each statement beside the Struct it fills."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.planning.model import BoardCounts, MapOffice


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
            WHEN j.job_id IN (SELECT job_id FROM failed) THEN 'failed'
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
           count(*) FILTER (WHERE state = 'handed_on')::int AS handed_on
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
    items_held: int
    lon: float | None
    lat: float | None
    seen_at: datetime | None
    in_hand_vnd: int
    is_over_limit: bool
    unsent: int
    oldest_unsent_at: datetime | None
    last_sync_at: datetime | None


BOARD_CARRIERS: Final = statement(
    """
    SELECT w.carrier_id, p.full_name AS name, coalesce(t.stops, 0) AS stops, coalesce(t.stops_done, 0) AS stops_done,
           coalesce(t.stops_failed, 0) AS stops_failed,
           (SELECT count(*)::int FROM head AS h WHERE h.holder_id = w.carrier_id) AS items_held,
           g.lon, g.lat, g.happened_at AS seen_at, h.in_hand_vnd,
           h.in_hand_vnd >= coalesce(h.limit_vnd, $3) AS is_over_limit,
           coalesce(d.unsent, 0) AS unsent, d.oldest_unsent_at, d.last_sync_at
    FROM (SELECT DISTINCT carrier_id FROM shift WHERE office_id = $1 AND on_date = $2) AS w
    JOIN person AS p ON p.carrier_party_id = w.carrier_id
    JOIN cash_holder AS h ON h.party_id = w.carrier_id
    LEFT JOIN LATERAL (
        SELECT count(*)::int AS stops, count(*) FILTER (WHERE s.state = 'done')::int AS stops_done,
               count(*) FILTER (WHERE s.state = 'failed')::int AS stops_failed
        FROM plan AS l JOIN plan_route AS r USING (plan_id) JOIN stop_state AS s USING (route_id)
        WHERE l.office_id = $1 AND l.on_date = $2 AND l.status IN ('published', 'under_way')
          AND r.carrier_id = w.carrier_id) AS t ON true
    LEFT JOIN LATERAL (
        SELECT lon, lat, happened_at FROM phone_position
        WHERE office_id = $1 AND party_id = w.carrier_id ORDER BY happened_at DESC LIMIT 1) AS g ON true
    LEFT JOIN device AS d ON d.party_id = w.carrier_id AND d.kind = 'phone' AND d.ended_at IS NULL
    ORDER BY p.sort_key, w.carrier_id
    """,
    CarrierRow,
)

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
