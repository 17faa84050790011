"""The SQL of who may correct a citizen's place, each statement beside the Struct it fills."""

from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement


class ServingOffice(msgspec.Struct, frozen=True):
    """The office that is told."""

    office_id: UUID


OFFICE_OF_VISIT: Final = statement(
    """
    SELECT p.office_id
    FROM plan AS p JOIN plan_route AS r USING (plan_id) JOIN planned_stop AS s USING (route_id)
    JOIN party AS y ON y.party_id = s.party_id
    WHERE r.carrier_id = $1 AND p.on_date = $2 AND p.status IN ('published', 'under_way')
      AND s.party_id = $3 AND y.kind = 'citizen'
    LIMIT 1
    """,
    ServingOffice,
)
"""Where the carrier's published day visits that citizen."""

OFFICE_OF_CITIZEN: Final = statement(
    """
    SELECT o.office_id
    FROM job AS j CROSS JOIN LATERAL (VALUES (j.serving_office_id), (j.delivering_office_id)) AS o (office_id)
    WHERE $2::uuid IN (j.origin_id, j.destination_id) AND j.cancelled_at IS NULL
      AND has_role($1, o.office_id, 'teller', 'dispatcher', 'supervisor', 'administrator')
      AND EXISTS (SELECT FROM party AS y WHERE y.party_id = $2 AND y.kind = 'citizen')
    ORDER BY j.ready_at DESC NULLS LAST, o.office_id
    LIMIT 1
    """,
    ServingOffice,
)
"""Where the asker works and that citizen is served."""
