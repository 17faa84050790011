"""The SQL of territory, each statement beside the Struct it fills."""

from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement


class OfficeAt(msgspec.Struct, frozen=True):
    """A post office, its province and the communes that are its own to serve."""

    office_id: UUID
    code: str
    name: str
    province_code: str
    communes: list[str]


OFFICE_AT: Final = statement(
    """
    SELECT o.office_id, o.code, o.name, o.province_code,
           ARRAY(SELECT a.unit_code FROM office_area AS a
                 WHERE a.office_id = o.office_id AND a.valid_from <= $3 AND (a.valid_to IS NULL OR a.valid_to > $3)
                 UNION SELECT unnest(s.territory) FROM shift AS s
                 WHERE s.office_id = o.office_id AND s.on_date BETWEEN $3 - 60 AND $3
                 ORDER BY 1) AS communes
    FROM office AS o
    WHERE o.office_id = $1 AND o.kind = 'point'
      AND has_role($2, o.office_id, 'teller', 'dispatcher', 'supervisor')
    """,
    OfficeAt,
)
"""For who works there."""


class Asker(msgspec.Struct, frozen=True):
    """A post office by its code, and someone who works there."""

    office_id: UUID
    person_id: UUID


OFFICE_CODED: Final = statement(
    """
    SELECT o.office_id, g.person_id
    FROM office AS o JOIN role_grant AS g USING (office_id)
    WHERE o.code = $1 AND o.kind = 'point' AND g.role IN ('dispatcher', 'supervisor')
      AND has_role(g.person_id, o.office_id, 'dispatcher', 'supervisor')
    ORDER BY g.valid_from, g.person_id LIMIT 1
    """,
    Asker,
)
"""For the operator at the command line, who has the whole database anyhow: asked as one of the office's own."""


class HomeCarrier(msgspec.Struct, frozen=True):
    """A carrier of the office who is nobody's substitute."""

    carrier_id: UUID
    carrier_name: str


CARRIERS_AT: Final = statement(
    """
    SELECT p.carrier_party_id AS carrier_id, p.full_name AS carrier_name
    FROM person AS p JOIN role_grant AS g USING (person_id)
    WHERE g.office_id = $1 AND g.role = 'carrier' AND p.carrier_party_id IS NOT NULL AND p.is_active
      AND g.valid_from <= $2 AND (g.valid_to IS NULL OR g.valid_to > $2)
      AND substitute_area(p.carrier_party_id, $1, $2) IS NULL
    GROUP BY p.carrier_party_id, p.full_name, p.sort_key
    ORDER BY p.sort_key, p.carrier_party_id
    """,
    HomeCarrier,
)


class PastDoor(msgspec.Struct, frozen=True):
    """A door at which a carrier was told to call, and how often."""

    carrier_id: UUID
    lon: float
    lat: float
    visits: int


PAST_DOORS: Final = statement(
    """
    SELECT r.carrier_id, s.lon, s.lat, count(*)::int AS visits
    FROM plan AS p JOIN plan_route AS r USING (plan_id) JOIN planned_stop AS s USING (route_id)
    JOIN planned_visit AS v ON v.stop_id = s.stop_id JOIN party AS y ON y.party_id = s.party_id
    WHERE p.office_id = $1 AND p.on_date > $2::date - $3::int AND p.on_date <= $2
      AND p.status IN ('published', 'under_way', 'closed') AND y.kind = 'citizen'
    GROUP BY r.carrier_id, s.lon, s.lat
    ORDER BY r.carrier_id, s.lon, s.lat
    """,
    PastDoor,
)


class RouteDoor(msgspec.Struct, frozen=True):
    """A door of a plan's route."""

    route_id: UUID
    carrier_id: UUID
    carrier_name: str
    lon: float
    lat: float


ROUTE_DOORS: Final = statement(
    """
    SELECT r.route_id, r.carrier_id, c.full_name AS carrier_name, s.lon, s.lat
    FROM plan_route AS r JOIN person AS c ON c.carrier_party_id = r.carrier_id
    JOIN planned_stop AS s USING (route_id) JOIN party AS y ON y.party_id = s.party_id
    WHERE r.plan_id = $1 AND y.kind = 'citizen'
    ORDER BY c.sort_key, r.route_id, s.position
    """,
    RouteDoor,
)
