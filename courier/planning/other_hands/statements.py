"""The SQL of items in other hands than the plan's, beside the Struct it fills."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement


class InOtherHands(msgspec.Struct, frozen=True):
    """A visit of a plan in force whose item another carrier took, holds, or has handed over that day."""

    job_id: UUID
    item_id: UUID
    code: str
    act: str
    planned_carrier_id: UUID
    planned_carrier: str
    carrier_id: UUID
    carrier: str
    since: datetime


OTHER_HANDS: Final = statement(
    """
    WITH day AS (
        SELECT $3::date::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS begins,
               ($3::date + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' AS ends
    ), planned AS (
        SELECT v.job_id, v.act, r.carrier_id
        FROM plan AS p JOIN plan_route AS r USING (plan_id) JOIN planned_stop AS s USING (route_id)
        JOIN planned_visit AS v ON v.stop_id = s.stop_id
        WHERE p.office_id = $1 AND p.on_date = $3 AND p.status IN ('published', 'under_way', 'closed')
          AND has_role($2, $1, 'teller', 'dispatcher', 'supervisor')
    )
    SELECT DISTINCT ON (n.job_id, n.act) n.job_id, i.item_id,
           (SELECT min(l.code) FROM item_label AS l WHERE l.item_id = i.item_id) AS code, n.act,
           n.carrier_id AS planned_carrier_id, a.full_name AS planned_carrier, b.carrier_party_id AS carrier_id,
           b.full_name AS carrier, coalesce(e.happened_at, g.recorded_at) AS since
    FROM planned AS n CROSS JOIN day JOIN item AS i USING (job_id)
    JOIN ledger AS g ON g.item_id = i.item_id AND g.kind <> 'rewound' AND NOT EXISTS (
        SELECT FROM ledger AS x WHERE x.item_id = g.item_id AND x.seq > g.seq
          AND (x.depth < g.depth OR (x.depth = g.depth AND x.kind <> 'rewound')))
    JOIN person AS b ON b.carrier_party_id = CASE n.act WHEN 'pickup' THEN g.to_party
        ELSE (SELECT m.party_id FROM unnest(ARRAY[g.to_party, g.from_party]) AS m (party_id)
              JOIN party AS y USING (party_id) WHERE y.kind = 'carrier' LIMIT 1) END
    JOIN person AS a ON a.carrier_party_id = n.carrier_id
    LEFT JOIN signed_event AS e ON e.event_id = g.tip
    WHERE b.carrier_party_id <> n.carrier_id
      AND (coalesce(e.happened_at, g.recorded_at) >= day.begins AND coalesce(e.happened_at, g.recorded_at) < day.ends
           OR EXISTS (SELECT FROM head AS h WHERE h.item_id = i.item_id AND h.seq = g.seq))
      AND NOT EXISTS (SELECT FROM head AS h WHERE h.item_id = i.item_id AND h.holder_id = n.carrier_id)
      AND (n.act <> 'pickup' OR NOT EXISTS (
          SELECT FROM ledger AS z JOIN signed_event AS t ON t.event_id = z.tip
          WHERE z.item_id = i.item_id AND z.to_party = n.carrier_id AND t.happened_at >= (SELECT begins FROM day)))
    ORDER BY n.job_id, n.act, g.depth DESC LIMIT 500
    """,
    InOtherHands,
)
"""Standing rows of the ledger alone: what was rewound gave nobody anything."""
