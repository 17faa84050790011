"""The SQL of incidents, each statement beside the Struct it fills. The act's office and the job's see it."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from courier.custody.incidents.model import ClockRule, IncidentRow
from courier.database import statement

_MAY_SEE: Final = """
    (has_role($2, n.office_id, 'dispatcher', 'teller', 'supervisor', 'desk_clerk')
     OR EXISTS (SELECT FROM item_label AS b JOIN item USING (item_id) JOIN job AS j USING (job_id)
                WHERE b.code = n.code AND (has_role($2, j.serving_office_id, 'dispatcher', 'teller', 'supervisor')
                                        OR has_role($2, j.delivering_office_id, 'dispatcher', 'teller', 'supervisor'))))
"""

INCIDENTS_OF_OFFICE: Final = statement(
    f"""
    SELECT n.incident_id, n.code, n.kind, n.office_id, n.noticed_at, p.full_name AS reported_by,
           coalesce(o.name, k.full_name) AS last_holder, t.details,
           ARRAY(SELECT s.step FROM incident_step AS s WHERE s.incident_id = n.incident_id
                 ORDER BY s.happened_at, s.step) AS steps,
           ARRAY(SELECT s.happened_at FROM incident_step AS s WHERE s.incident_id = n.incident_id
                 ORDER BY s.happened_at, s.step) AS stepped_at,
           (SELECT count(*) FROM event_proof AS f LEFT JOIN proof_file AS w
                ON w.sha256 = f.sha256 AND w.completed_at IS NOT NULL
            WHERE f.event_id = n.event_id AND w.sha256 IS NULL)::int AS missing_files,
           c.tell_head_min, c.tell_agency_days, c.search_h
    FROM incident AS n
    CROSS JOIN incident_rule_of(n.office_id, (n.noticed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) AS c
    LEFT JOIN signed_event AS e USING (event_id)
    LEFT JOIN event_details AS t ON t.event_id = e.event_id
    LEFT JOIN person AS p ON p.person_id = coalesce(n.person_id, e.person_id)
    LEFT JOIN item_label AS l ON l.code = n.code LEFT JOIN head AS h USING (item_id)
    LEFT JOIN office AS o ON o.office_id = h.holder_id LEFT JOIN person AS k ON k.carrier_party_id = h.holder_id
    WHERE {_MAY_SEE} AND ($1::uuid IS NULL OR n.office_id = $1 OR EXISTS (
            SELECT FROM item_label AS b JOIN item USING (item_id) JOIN job AS j USING (job_id)
            WHERE b.code = n.code AND $1 IN (j.serving_office_id, j.delivering_office_id)))
      AND ($3 OR NOT EXISTS (SELECT FROM incident_step AS s WHERE s.incident_id = n.incident_id AND s.step = 'closed'))
    ORDER BY n.noticed_at DESC, n.incident_id LIMIT 500
    """,  # noqa: S608 our own condition
    IncidentRow,
)
"""$1 the office, $2 the asker, $3 closed ones too."""

ADD_CLOCKS: Final = statement(
    """
    INSERT INTO incident_rule (office_id, valid_from, tell_head_min, tell_agency_days, search_h, source, set_by)
    SELECT o.office_id, $2, $3, $4, $5, $6, $7 FROM office AS o
    WHERE o.office_id = $1 AND has_role($7, o.office_id, 'supervisor')
    """
)


class ClocksSaid(msgspec.Struct, frozen=True):
    """The clocks of a loss noticed from a day on, where they are laid down, who said so, when."""

    valid_from: date
    tell_head_min: int
    tell_agency_days: int
    search_h: int
    source: str
    set_by: str
    set_at: datetime


_SEES_CLOCKS: Final = "has_role($2, o.office_id, 'teller', 'dispatcher', 'supervisor')"

CLOCKS_SAID: Final = statement(
    f"""
    SELECT r.valid_from, r.tell_head_min, r.tell_agency_days, r.search_h, r.source, p.full_name AS set_by, r.set_at
    FROM office AS o JOIN incident_rule AS r USING (office_id) JOIN person AS p ON p.person_id = r.set_by
    WHERE o.office_id = $1 AND {_SEES_CLOCKS}
    ORDER BY r.valid_from DESC, r.set_at DESC LIMIT 20
    """,  # noqa: S608 our own condition
    ClocksSaid,
)

CLOCKS_OF_DAY: Final = statement(
    f"""
    SELECT c.tell_head_min, c.tell_agency_days, c.search_h
    FROM office AS o CROSS JOIN incident_rule_of(o.office_id, $3) AS c
    WHERE o.office_id = $1 AND {_SEES_CLOCKS}
    """,  # noqa: S608 our own condition
    ClockRule,
)
"""What holds on a day, said or not; nothing for who does not work there."""

NOTE_INCIDENT: Final = statement(
    """
    INSERT INTO incident (incident_id, code, kind, province_code, office_id, person_id, noticed_at)
    SELECT $1, b.code, $3, o.province_code, o.office_id, $5, $6
    FROM office AS o JOIN label AS b ON b.code = $2
    WHERE o.office_id = $4 AND has_role($5, o.office_id, 'dispatcher', 'teller', 'supervisor', 'desk_clerk')
    ON CONFLICT (incident_id) DO NOTHING
    """
)
"""By somebody of the office, of a code that was given out."""


class IncidentKept(msgspec.Struct, frozen=True):
    """An incident as it stands."""

    incident_id: UUID
    code: str
    kind: str
    office_id: UUID
    province_code: str
    noticed_at: datetime
    recorded_at: datetime


INCIDENT: Final = statement(
    f"""
    SELECT n.incident_id, n.code, n.kind, n.office_id, n.province_code, n.noticed_at, n.recorded_at FROM incident AS n
    WHERE n.incident_id = $1 AND {_MAY_SEE}
    """,  # noqa: S608 our own condition
    IncidentKept,
)

ADD_STEP: Final = statement(
    f"""
    INSERT INTO incident_step (incident_id, step, note, person_id, happened_at)
    SELECT n.incident_id, $3, $4, $2, $5 FROM incident AS n WHERE n.incident_id = $1 AND {_MAY_SEE}
    ON CONFLICT DO NOTHING
    """  # noqa: S608 our own condition
)


class StepKept(msgspec.Struct, frozen=True):
    step: str
    happened_at: datetime


STEP: Final = statement("SELECT step, happened_at FROM incident_step WHERE incident_id = $1 AND step = $2", StepKept)
