"""The SQL of linehaul routes, each statement beside the Struct it fills."""

from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.network.linehaul.model import Stop

ADD_ROUTE: Final = statement("""
    INSERT INTO linehaul_route (route_id, code, name, linehaul_id, weekdays, valid_from, valid_to)
    VALUES ($1, $2, $3, $4, $5, $6, $7)""")

ADD_STOPS: Final = statement("""
    INSERT INTO linehaul_stop (route_id, position, office_id, arrives_s, departs_s, prev_departs_s)
    SELECT $1, s.position - 1, s.office_id, s.arrives_s, s.departs_s, lag(s.departs_s) OVER (ORDER BY s.position)
    FROM unnest($2::uuid[], $3::int[], $4::int[]) WITH ORDINALITY AS s (office_id, arrives_s, departs_s, position)
    ORDER BY s.position""")


class KindOfOffice(msgspec.Struct, frozen=True):
    """What an office is."""

    office_id: UUID
    kind: str


KINDS_OF_OFFICES: Final = statement(
    "SELECT office_id, kind FROM office WHERE office_id = ANY ($1::uuid[])", KindOfOffice
)

TIMETABLE: Final = statement(
    """
    SELECT r.route_id, r.code, r.name, r.linehaul_id, r.weekdays, r.valid_from, r.valid_to,
           s.office_id, o.name AS office_name, o.kind AS office_kind, s.arrives_s, s.departs_s
    FROM linehaul_route AS r JOIN linehaul_stop AS s USING (route_id) JOIN office AS o USING (office_id)
    WHERE r.valid_to IS NULL OR r.valid_to > $1
    ORDER BY r.code, r.valid_from, r.route_id, s.position
    """,
    Stop,
)
"""Routes that run on a day or will."""
