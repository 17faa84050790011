"""The SQL of what people read of hand-overs, each statement beside the Struct it fills."""

from typing import Final
from uuid import UUID

import msgspec

from courier.custody.handovers.records.model import (
    CountedAs,
    FindingRow,
    HandoverAct,
    OriginalAway,
    SealedEnvelope,
    TwoRoles,
)
from courier.database import statement

_MISSING: Final = """
    (SELECT count(*) FROM event_proof AS f LEFT JOIN proof_file AS w
         ON w.sha256 = f.sha256 AND w.completed_at IS NOT NULL
     WHERE f.event_id = e.event_id AND w.sha256 IS NULL)::int
"""

ENVELOPES: Final = statement(
    """
    SELECT l.code, d.title,
           CASE WHEN o.opened_at IS NULL THEN 'sealed' WHEN d.code IS NULL THEN 'opened' ELSE 'coded' END AS state,
           coalesce(t.happened_at, h.held_since) AS received_at, o.opened_at, d.code AS dossier_code,
           (coalesce(t.happened_at, h.held_since) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
               < (courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS is_late,
           missing_files(t.event_id) AS missing_files
    FROM head AS h JOIN item AS i USING (item_id) JOIN job AS j USING (job_id) JOIN dossier AS d USING (dossier_id)
    JOIN current_label AS l USING (item_id)
    LEFT JOIN signed_event AS t ON t.event_id = h.tip
    LEFT JOIN LATERAL (
        SELECT min(p.opened_at) AS opened_at FROM item_label AS b JOIN envelope_opening AS p USING (code)
        JOIN trusted_event USING (event_id) WHERE b.item_id = h.item_id
    ) AS o ON true
    WHERE h.holder_id = $1 AND j.leg <> 'RETURN' AND j.purpose = 'dossier' AND h.depth > 0
      AND has_role($2, $1, 'desk_clerk', 'supervisor')
      AND (o.opened_at IS NULL OR d.code IS NULL OR d.due_on IS NULL)
      AND NOT EXISTS (SELECT FROM item_label AS b JOIN filing_answer AS a USING (code)
                      JOIN trusted_event USING (event_id) WHERE b.item_id = h.item_id AND a.refused IS NOT NULL
                        AND a.party_id IN (d.desk_id, d.competent_agency_id))
    ORDER BY received_at, l.code LIMIT 500
    """,
    SealedEnvelope,
)

ORIGINALS_AWAY: Final = statement(
    """
    WITH mine AS (
        SELECT d.dossier_id FROM dossier AS d
        WHERE d.dossier_id = $1
          AND (has_role($2, d.desk_id, 'desk_clerk', 'supervisor')
               OR has_role($2, d.competent_agency_id, 'desk_clerk', 'supervisor')
               OR EXISTS (SELECT FROM job AS j WHERE j.dossier_id = d.dossier_id
                          AND (has_role($2, j.serving_office_id, 'teller', 'dispatcher', 'supervisor')
                               OR has_role($2, j.delivering_office_id, 'teller', 'dispatcher', 'supervisor'))))
    ), items AS (
        SELECT i.item_id, j.job_id, l.code, j.destination_id, j.purpose, h.holder_id, h.depth
        FROM mine JOIN job AS j USING (dossier_id) JOIN item AS i USING (job_id) JOIN head AS h USING (item_id)
        JOIN current_label AS l ON l.item_id = i.item_id
        WHERE j.cancelled_at IS NULL
    ), counts AS (
        SELECT DISTINCT ON (m.item_id) m.item_id, m.code, e.event_id
        FROM items AS m JOIN item_label AS b USING (item_id) JOIN paper_count AS c ON c.code = b.code
        JOIN trusted_event AS e ON e.event_id = c.event_id
        WHERE m.purpose = 'dossier' AND m.depth > 0
        ORDER BY m.item_id, e.kind <> 'examine', e.happened_at DESC, e.event_id DESC
    ), opened AS (
        SELECT DISTINCT ON (m.item_id) m.item_id, p.event_id
        FROM items AS m JOIN item_label AS b USING (item_id) JOIN envelope_opening AS p ON p.code = b.code
        JOIN trusted_event AS e ON e.event_id = p.event_id
        WHERE EXISTS (SELECT FROM original_fate AS f WHERE f.event_id = p.event_id)
        ORDER BY m.item_id, e.happened_at DESC, e.event_id DESC
    ), fates AS (
        SELECT o.item_id, o.event_id, f.line, f.fate, f.originals
        FROM opened AS o JOIN original_fate AS f USING (event_id)
    ), away AS (
        SELECT c.item_id, p.line::int AS line,
               p.originals - coalesce((SELECT sum(f.originals) FROM fates AS f
                                       WHERE f.item_id = c.item_id AND f.line = p.line), 0) AS originals,
               'in_envelope' AS place, c.code
        FROM counts AS c JOIN paper_count AS p ON p.event_id = c.event_id
        UNION ALL
        SELECT f.item_id, f.line, f.originals, 'kept', m.code
        FROM fates AS f JOIN items AS m USING (item_id) WHERE f.fate = 'kept'
        UNION ALL
        SELECT f.item_id, f.line, f.originals, 'on_the_way', coalesce(n.code, m.code)
        FROM fates AS f JOIN items AS m USING (item_id)
        LEFT JOIN papers_journey AS g ON g.event_id = f.event_id LEFT JOIN items AS n ON n.job_id = g.job_id
        WHERE f.fate = 'returned_later' AND (n.item_id IS NULL OR n.holder_id <> n.destination_id)
    )
    SELECT a.line, d.name, a.originals::int AS originals, a.place, a.code,
           coalesce(d.is_shown_and_returned, false) OR a.place = 'on_the_way' AS to_come_back
    FROM away AS a LEFT JOIN dossier_document AS d ON d.dossier_id = $1 AND d.line = a.line
    WHERE a.originals > 0
    ORDER BY a.line, a.place, a.code
    """,
    OriginalAway,
)
"""The desk's own count goes before the door's; what it said last of an envelope's originals counts."""


class ItemNamed(msgspec.Struct, frozen=True):
    """What a code names."""

    item_id: UUID
    job_id: UUID
    dossier_id: UUID


ITEM_NAMED: Final = statement(
    """
    SELECT i.item_id, i.job_id, j.dossier_id
    FROM item_label AS l JOIN item AS i USING (item_id) JOIN job AS j USING (job_id)
    JOIN dossier AS d USING (dossier_id)
    WHERE l.code = $1
      AND (has_role($2, d.desk_id, 'desk_clerk', 'supervisor')
           OR has_role($2, j.serving_office_id, 'teller', 'dispatcher', 'supervisor')
           OR has_role($2, j.delivering_office_id, 'teller', 'dispatcher', 'supervisor'))
    """,
    ItemNamed,
)

ACTS_OF_ITEM: Final = statement(
    f"""
    SELECT e.event_id, e.kind, coalesce(o.name, k.full_name) AS party, p.full_name AS person, e.happened_at,
           e.recorded_at, r.trusted_through IS NULL OR e.device_seq <= r.trusted_through AS is_trusted,
           s.number AS seal, s.is_intact AS is_seal_intact, b.relation, b.identity, v.verdict AS one_time_code,
           a.dossier_code, a.due_on, a.refused,
           (SELECT count(*) FROM event_proof AS f WHERE f.event_id = e.event_id)::int AS files,
           {_MISSING} AS missing_files
    FROM item_label AS named
    JOIN item AS i ON i.item_id = named.item_id JOIN job AS j USING (job_id) JOIN dossier AS d USING (dossier_id)
    JOIN item_label AS l ON l.item_id = named.item_id
    JOIN event_item AS x ON x.code = l.code
    JOIN signed_event AS e USING (event_id)
    LEFT JOIN device_revocation AS r USING (device_id)
    LEFT JOIN office AS o ON o.office_id = e.party_id
    LEFT JOIN person AS k ON k.carrier_party_id = e.party_id
    LEFT JOIN person AS p ON p.person_id = e.person_id
    LEFT JOIN seal_seen AS s ON s.event_id = e.event_id AND s.code = x.code
    LEFT JOIN door_particulars AS b ON b.event_id = e.event_id
    LEFT JOIN one_time_code_verdict AS v ON v.event_id = e.event_id
    LEFT JOIN filing_answer AS a ON a.event_id = e.event_id
    WHERE named.code = $1
      AND (has_role($2, d.desk_id, 'desk_clerk', 'supervisor')
           OR has_role($2, j.serving_office_id, 'teller', 'dispatcher', 'supervisor')
           OR has_role($2, j.delivering_office_id, 'teller', 'dispatcher', 'supervisor'))
    ORDER BY e.happened_at, e.event_id LIMIT 500
    """,  # noqa: S608 our own expression
    HandoverAct,
)

DIFFERENCES_OF_ITEM: Final = statement(
    """
    SELECT x.line::int AS line, x.said_originals::int, x.found_originals::int, x.said_certified_copies::int,
           x.found_certified_copies::int, x.said_photocopies::int, x.found_photocopies::int
    FROM item_label AS l JOIN handover_difference AS x USING (item_id)
    WHERE l.code = $1
      AND x.event_id = (SELECT o.event_id FROM item_label AS b JOIN envelope_opening AS o USING (code)
                        JOIN trusted_event AS e USING (event_id)
                        WHERE b.item_id = l.item_id
                          AND EXISTS (SELECT FROM paper_count AS c WHERE c.event_id = o.event_id)
                        ORDER BY e.happened_at DESC, e.event_id DESC LIMIT 1)
    ORDER BY x.line
    """,
    CountedAs,
)
"""Of the last recount; asked only after the asker was let see the item's acts."""

FINDINGS_OF_OFFICE: Final = statement(
    f"""
    SELECT n.event_id, n.kind, n.code, e.kind AS act, p.full_name AS person, n.facts, n.recorded_at,
           {_MISSING} AS missing_files
    FROM finding AS n JOIN signed_event AS e USING (event_id) JOIN device AS v USING (device_id)
    LEFT JOIN person AS p ON p.person_id = e.person_id
    WHERE v.office_id = $1 AND has_role($2, $1, 'teller', 'dispatcher', 'supervisor', 'desk_clerk')
    ORDER BY n.recorded_at DESC, n.finding_id LIMIT 500
    """,  # noqa: S608 our own expression
    FindingRow,
)

TWO_ROLES_OF_OFFICE: Final = statement(
    """
    SELECT t.accept_id, p.full_name AS person, coalesce(f.name, c.full_name) AS from_name,
           coalesce(g.name, k.full_name) AS to_name, t.items, t.is_marked, t.happened_at,
           missing_files(t.accept_id) + missing_files(t.release_id) AS missing_files
    FROM two_roles_handover AS t LEFT JOIN person AS p ON p.person_id = t.person_id
    LEFT JOIN office AS f ON f.office_id = t.from_party LEFT JOIN office AS g ON g.office_id = t.to_party
    LEFT JOIN person AS c ON c.carrier_party_id = t.from_party LEFT JOIN person AS k ON k.carrier_party_id = t.to_party
    WHERE $1 IN (t.from_office_id, t.to_office_id) AND has_role($2, $1, 'dispatcher', 'supervisor')
      AND t.happened_at >= $3
    ORDER BY t.happened_at DESC, t.accept_id LIMIT 500
    """,
    TwoRoles,
)
