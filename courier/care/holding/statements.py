"""The SQL of holding, each statement beside the Struct it fills."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from courier.care.holding.model import HeldRow
from courier.database import statement

HELD: Final = statement(
    """
    SELECT j.job_id, l.code, d.title, y.kind AS holder_kind, coalesce(t.happened_at, h.held_since) AS since,
           coalesce(lower(u.unit_type) IN ('phường', 'thị trấn', 'quận'), false) AS is_town, j.province_code,
           s.solution,
           visits.tries, ARRAY(SELECT v.invited_at FROM invitation AS v WHERE v.job_id = j.job_id) AS invited_at,
           r.attempts::int AS attempts, r.hold_days_town::int AS hold_days_town,
           r.hold_days_country::int AS hold_days_country, r.invitations::int AS invitations,
           r.apart_working_days::int AS apart_working_days, r.counts_working_days
    FROM office AS o
    JOIN head AS h ON h.holder_id = o.office_id
                   OR (o.kind = 'point' AND h.holder_id IN (
                        SELECT p.carrier_party_id FROM person AS p JOIN role_grant AS g USING (person_id)
                        WHERE g.office_id = o.office_id AND g.role = 'carrier' AND g.valid_to IS NULL))
    JOIN item AS i USING (item_id) JOIN current_label AS l USING (item_id)
    JOIN job AS j ON j.job_id = i.job_id JOIN dossier AS d USING (dossier_id)
    JOIN party AS y ON y.party_id = h.holder_id JOIN party AS z ON z.party_id = j.destination_id
    LEFT JOIN signed_event AS t ON t.event_id = h.tip
    LEFT JOIN contact AS c ON c.party_id = j.destination_id
    LEFT JOIN administrative_unit AS u ON (u.code, u.valid_from) = (c.unit_code, c.unit_valid_from)
    LEFT JOIN LATERAL (SELECT known.solution FROM job_solution AS known WHERE known.job_id = j.job_id) AS s ON true
    CROSS JOIN LATERAL (
        SELECT count(DISTINCT f.happened_at)::int AS tries FROM job_failure AS f WHERE f.job_id = j.job_id
    ) AS visits
    CROSS JOIN LATERAL holding_rule_for(d.desk_id, (courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) AS r
    WHERE o.office_id = $1 AND has_role($2, o.office_id, 'dispatcher', 'teller', 'supervisor')
      AND j.leg = 'RETURN' AND z.kind = 'citizen' AND j.cancelled_at IS NULL
      AND (visits.tries > 0 OR j.at_counter)
      AND (y.kind <> 'carrier' OR visits.tries >= r.attempts)
      AND ($3::uuid[] IS NULL OR j.job_id = ANY ($3))
    ORDER BY coalesce(t.happened_at, h.held_since), l.code LIMIT 500
    """,
    HeldRow,
)
"""What the office keeps for citizens, and what its carriers still have after the last visit that is made."""

ADD_INVITATION: Final = statement(
    """
    INSERT INTO invitation (invitation_id, job_id, person_id, how, invited_at)
    SELECT $1, j.job_id, $4, $3, courier_now()
    FROM job AS j
    WHERE j.job_id = $2 AND j.leg = 'RETURN' AND j.cancelled_at IS NULL
      AND (has_role($4, j.delivering_office_id, 'dispatcher', 'teller', 'supervisor')
           OR has_role($4, j.serving_office_id, 'dispatcher', 'teller', 'supervisor'))
    ON CONFLICT (invitation_id) DO NOTHING
    """
)


class InvitationKept(msgspec.Struct, frozen=True):
    invitation_id: UUID
    job_id: UUID
    how: str


INVITATION: Final = statement(
    """
    SELECT v.invitation_id, v.job_id, v.how FROM invitation AS v JOIN job AS j USING (job_id)
    WHERE v.invitation_id = $1
      AND (has_role($2, j.delivering_office_id, 'dispatcher', 'teller', 'supervisor')
           OR has_role($2, j.serving_office_id, 'dispatcher', 'teller', 'supervisor'))
    """,
    InvitationKept,
)

ADD_RULE: Final = statement(
    """
    INSERT INTO holding_rule (rule_id, agreement_id, valid_from, attempts, hold_days_town, hold_days_country,
                              invitations, apart_working_days, counts_working_days, source, person_id)
    SELECT $1, a.agreement_id, $3, $4, $5, $6, $7, $8, $9, $10, $11
    FROM agreement AS a
    WHERE a.agreement_id = $2 AND (runs_office($11, a.post_office_id) OR runs_office($11, a.desk_id))
    ON CONFLICT (rule_id) DO NOTHING
    """
)


class RuleKept(msgspec.Struct, frozen=True):
    """A rule as it stands."""

    rule_id: UUID
    agreement_id: UUID
    valid_from: date
    attempts: int
    hold_days_town: int
    hold_days_country: int
    invitations: int
    apart_working_days: int
    counts_working_days: bool
    source: str


RULE: Final = statement(
    """
    SELECT r.rule_id, r.agreement_id, r.valid_from, r.attempts::int AS attempts,
           r.hold_days_town::int AS hold_days_town, r.hold_days_country::int AS hold_days_country,
           r.invitations::int AS invitations, r.apart_working_days::int AS apart_working_days, r.counts_working_days,
           r.source
    FROM holding_rule AS r JOIN agreement AS a USING (agreement_id)
    WHERE r.rule_id = $1 AND (runs_office($2, a.post_office_id) OR runs_office($2, a.desk_id))
    """,
    RuleKept,
)
