"""The SQL of the day's papers, each statement beside the Struct it fills."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.planning.model import Act, PlanStatus


class PaperPlan(msgspec.Struct, frozen=True):
    """A plan of an office where the asker works, and the office as people ring it."""

    plan_id: UUID
    office_id: UUID
    version: int
    status: PlanStatus
    on_date: date
    province_code: str
    office_name: str
    office_phone: str | None
    office_lon: float
    office_lat: float


PAPER_PLAN: Final = statement(
    """
    SELECT p.plan_id, p.office_id, p.version, p.status, p.on_date, o.province_code, o.name AS office_name,
           o.phone AS office_phone, o.lon AS office_lon, o.lat AS office_lat
    FROM plan AS p JOIN office AS o USING (office_id)
    WHERE p.plan_id = $1 AND has_role($2, p.office_id, 'teller', 'dispatcher', 'supervisor')
    """,
    PaperPlan,
)


class PaperRouteRow(msgspec.Struct, frozen=True):
    """A route with its shift and the shift's spells."""

    route_id: UUID
    carrier_id: UUID
    carrier_name: str
    carrier_phone: str | None
    starts_at: datetime
    ends_at: datetime
    lunch_from: datetime | None
    lunch_to: datetime | None
    lunch_duration_s: int | None
    distance_m: int
    leaves_at: datetime
    returns_at: datetime
    spells: list[dict[str, Any]]


PAPER_ROUTES: Final = statement(
    """
    SELECT r.route_id, r.carrier_id, p.full_name AS carrier_name, p.phone AS carrier_phone, s.starts_at, s.ends_at,
           s.lunch_from, s.lunch_to, s.lunch_duration_s, r.distance_m, r.leaves_at, r.returns_at,
           (SELECT coalesce(jsonb_agg(to_jsonb(l) - 'shift_id' ORDER BY l.starts_at), '[]')
            FROM shift_spell AS l WHERE l.shift_id = s.shift_id) AS spells
    FROM plan_route AS r JOIN shift AS s USING (shift_id) JOIN person AS p ON p.carrier_party_id = r.carrier_id
    WHERE r.plan_id = $1 AND ($2::uuid IS NULL OR r.carrier_id = $2)
      AND EXISTS (SELECT FROM planned_stop AS t WHERE t.route_id = r.route_id)
    ORDER BY p.sort_key, r.leaves_at
    """,
    PaperRouteRow,
)


class PaperVisitRow(msgspec.Struct, frozen=True):
    """One job of one stop, in route order."""

    route_id: UUID
    stop_id: UUID
    act: Act
    party_id: UUID
    kind: str
    name: str
    phone: str | None
    address: str | None
    landmark: str | None
    commune: str | None
    position_quality: str | None
    lon: float
    lat: float
    arrive_at: datetime
    leave_at: datetime
    job_id: UUID
    papers_to_take_back: int
    personal_only: bool
    code: str | None


PAPER_VISITS: Final = statement(
    """
    SELECT s.route_id, s.stop_id, s.act, s.party_id, y.kind, coalesce(o.name, c.full_name, '') AS name,
           coalesce(o.phone, c.phone) AS phone, coalesce(o.address, c.address) AS address, c.landmark,
           u.unit_type || ' ' || u.name AS commune, c.position_quality, coalesce(c.lon, s.lon) AS lon,
           coalesce(c.lat, s.lat) AS lat, s.arrive_at, s.leave_at, v.job_id, j.papers_to_take_back, j.personal_only,
           l.code
    FROM planned_stop AS s JOIN planned_visit AS v USING (stop_id) JOIN job AS j USING (job_id)
    JOIN party AS y ON y.party_id = s.party_id
    LEFT JOIN office AS o ON o.office_id = s.party_id LEFT JOIN contact AS c ON c.party_id = s.party_id
    LEFT JOIN administrative_unit AS u
        ON u.code = coalesce(c.unit_code, o.unit_code) AND u.valid_from = coalesce(c.unit_valid_from, o.unit_valid_from)
    LEFT JOIN current_label AS l ON l.job_id = v.job_id
    WHERE s.route_id = ANY ($1::uuid[]) AND j.cancelled_at IS NULL
    ORDER BY s.route_id, s.position, l.code, v.job_id
    """,
    PaperVisitRow,
)


class PaperSealing(msgspec.Struct, frozen=True):
    """How a bag was closed."""

    seal: str
    items: int


PAPER_SEALING: Final = statement(
    """
    SELECT s.seal, (SELECT count(*) FROM event_item AS x WHERE x.event_id = s.event_id) AS items
    FROM bag_sealing AS s WHERE s.sscc = $1 AND s.is_trusted ORDER BY s.happened_at DESC, s.event_id DESC LIMIT 1
    """,
    PaperSealing,
)
