"""The SQL of what carriers are told and what happened on their way."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.planning.model import Act

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
    desk_id: UUID
    papers_to_take_back: int
    personal_only: bool
    code: str | None
    s10: str | None


CARRIER_STOPS: Final = statement(
    """
    SELECT p.plan_id, p.version AS plan_version, s.stop_id, s.act, s.party_id, y.kind,
           coalesce(o.name, c.full_name, '') AS name, coalesce(o.phone, c.phone) AS phone,
           coalesce(o.address, c.address) AS address, c.landmark,
           coalesce(c.lon, s.lon) AS lon, coalesce(c.lat, s.lat) AS lat, c.position_quality,
           s.arrive_at, s.leave_at, v.job_id, d.desk_id, j.papers_to_take_back, j.personal_only,
           l.code, l.s10
    FROM plan AS p JOIN plan_route AS r USING (plan_id) JOIN planned_stop AS s USING (route_id)
    JOIN planned_visit AS v USING (stop_id) JOIN job AS j USING (job_id) JOIN dossier AS d USING (dossier_id)
    JOIN party AS y ON y.party_id = s.party_id
    LEFT JOIN office AS o ON o.office_id = s.party_id LEFT JOIN contact AS c ON c.party_id = s.party_id
    LEFT JOIN current_label AS l ON l.job_id = v.job_id
    WHERE r.carrier_id = $1 AND p.on_date = $2 AND p.status IN ('published', 'under_way', 'closed')
      AND j.cancelled_at IS NULL
    ORDER BY r.leaves_at, s.position, v.job_id
    """,
    ManifestRow,
)
"""A citizen stands where they are known to be now: perhaps pinned since the plan was made."""

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
