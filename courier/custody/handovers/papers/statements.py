"""The SQL of papers on a way of their own, each statement beside the Struct it fills."""

from typing import Final
from uuid import UUID

import msgspec

from courier.custody.handovers.papers.model import PapersAct, PapersHome
from courier.database import statement

PAPERS_ACTS: Final = statement(
    """
    WITH touched AS (
        SELECT l.item_id FROM event_item AS x JOIN item_label AS l USING (code) WHERE x.event_id = ANY ($1::uuid[])
        UNION SELECT unnest($2::uuid[])
    ), said AS (
        SELECT t.item_id, b.code, y.event_id, y.kind
        FROM touched AS t JOIN item_label AS b USING (item_id)
        JOIN event_item AS y ON y.code = b.code AND y.kind IN ('deliver', 'transcribe', 'examine', 'answer_filing')
    ), sent AS (
        SELECT s.item_id, s.code, s.event_id, 'old_papers' AS purpose, d.papers_taken_back::int AS papers
        FROM said AS s JOIN door_particulars AS d USING (event_id) WHERE d.papers_taken_back > 0
        UNION ALL
        SELECT s.item_id, s.code, s.event_id, 'originals', least(100, sum(f.originals))::int
        FROM said AS s JOIN original_fate AS f USING (event_id) WHERE f.fate = 'returned_later' AND f.originals > 0
        GROUP BY s.item_id, s.code, s.event_id
        UNION ALL
        SELECT s.item_id, s.code, s.event_id, 'refused', NULL
        FROM said AS s JOIN filing_answer AS a USING (event_id) WHERE a.refused IS NOT NULL
    )
    SELECT DISTINCT ON (s.event_id) s.event_id, s.purpose, coalesce(k.from_party, e.party_id) AS origin_id, s.papers,
           j.job_id, e.body, v.office_id, v.province_code,
           k.item_id IS NOT NULL AND (r.trusted_through IS NULL OR e.device_seq <= r.trusted_through)
               AND NOT EXISTS (SELECT FROM taken_back AS t WHERE t.event_id = s.event_id) AS counts,
           g.job_id AS journey_id, coalesce(n.cancelled_at IS NOT NULL, false) AS is_cancelled,
           coalesce(h.depth > 0, false) AS is_on_its_way
    FROM sent AS s JOIN signed_event AS e USING (event_id) JOIN device AS v ON v.device_id = e.device_id
    JOIN item AS i ON i.item_id = s.item_id JOIN job AS j ON j.job_id = i.job_id JOIN dossier AS d USING (dossier_id)
    LEFT JOIN device_revocation AS r ON r.device_id = e.device_id
    LEFT JOIN LATERAL (
        SELECT l.item_id, CASE WHEN s.purpose = 'old_papers' THEN l.from_party END AS from_party
        FROM ledger AS l
        WHERE l.item_id = s.item_id AND l.kind <> 'rewound'
          AND CASE WHEN s.purpose = 'old_papers' THEN s.event_id IN (l.given_event, l.taken_event)
                   ELSE l.to_party = e.party_id AND e.party_id IN (d.desk_id, d.competent_agency_id) END
          AND NOT EXISTS (SELECT FROM ledger AS w
                          WHERE w.item_id = l.item_id AND w.seq > l.seq AND w.depth < l.depth)
        ORDER BY l.seq DESC LIMIT 1
    ) AS k ON true
    LEFT JOIN papers_journey AS g ON g.event_id = s.event_id
    LEFT JOIN job AS n ON n.job_id = g.job_id LEFT JOIN item AS m ON m.job_id = n.job_id
    LEFT JOIN head AS h ON h.item_id = m.item_id
    ORDER BY s.event_id, (k.item_id IS NULL), j.papers_to_take_back DESC, s.code
    """,
    PapersAct,
)
"""Of the items that these acts ($1) speak of, and of these items ($2): each act that sends papers off. It counts while
the ledger stands on it: a delivery by which the item was given; what the desk or agency of the dossier says that had
the item in hand."""

ADD_OLD_PAPERS: Final = statement(
    """
    INSERT INTO job (job_id, dossier_id, province_code, leg, origin_id, destination_id, serving_office_id,
                     delivering_office_id, requested_by, channel, weight_g, ready_at, source_key, purpose)
    SELECT $1, j.dossier_id, j.province_code, 'SUPPLEMENT', $2, j.origin_id, j.delivering_office_id,
           j.serving_office_id, 'POST', 'api', 100, courier_now(), 'papers:' || $3::uuid, 'old_papers'
    FROM job AS j WHERE j.job_id = $4 AND j.leg = 'RETURN' AND j.origin_id <> $2
    ON CONFLICT DO NOTHING
    """
)
"""Back to the desk that issued the result, by the way it came; whoever took them holds them from the first."""

ADD_WAY_HOME: Final = statement(
    """
    INSERT INTO job (job_id, dossier_id, province_code, leg, origin_id, destination_id, serving_office_id,
                     delivering_office_id, requested_by, channel, weight_g, ready_at, source_key, purpose)
    SELECT $1, j.dossier_id, j.province_code, 'RETURN', $2, d.owner_id, j.delivering_office_id, j.serving_office_id,
           'DESK', 'api', 100, courier_now(),
           CASE $5::text WHEN 'refused' THEN 'refused:' || j.job_id ELSE 'originals:' || $3::uuid END, $5
    FROM job AS j JOIN dossier AS d USING (dossier_id)
    WHERE j.job_id = $4 AND j.leg <> 'RETURN' AND d.owner_id <> $2
      AND EXISTS (SELECT FROM office AS o WHERE o.office_id = $2 AND o.kind IN ('desk', 'agency'))
    ON CONFLICT DO NOTHING
    """
)
"""A dossier refused twice goes home once."""

KEEP_JOURNEY: Final = statement(
    "INSERT INTO papers_journey (event_id, job_id, papers) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
)
SET_CANCELLED: Final = statement(
    "UPDATE job SET cancelled_at = CASE WHEN $2::boolean THEN courier_now() END WHERE job_id = $1"
)

PAPERS_HOME: Final = statement(
    """
    SELECT j.job_id, j.purpose, d.title, d.code AS dossier_code,
           (SELECT x.code FROM event_item AS x WHERE x.event_id = g.event_id ORDER BY x.code LIMIT 1) AS came_as,
           l.code AS label, g.papers::int AS papers, j.created_at AS since
    FROM job AS j JOIN papers_journey AS g USING (job_id) JOIN dossier AS d USING (dossier_id)
    LEFT JOIN item AS i USING (job_id) LEFT JOIN head AS h USING (item_id) LEFT JOIN current_label AS l USING (item_id)
    WHERE j.origin_id = $1 AND j.purpose IN ('originals', 'refused') AND j.cancelled_at IS NULL
      AND (h.holder_id IS NULL OR h.holder_id = $1)
      AND has_role($2, $1, 'desk_clerk', 'supervisor')
    ORDER BY j.created_at, j.job_id LIMIT 500
    """,
    PapersHome,
)


class CountAfter(msgspec.Struct, frozen=True):
    """A counted bag in which the papers may lie."""

    event_id: UUID


COUNTS_AFTER: Final = statement(
    """
    SELECT c.event_id FROM signed_event AS e JOIN signed_event AS c
        ON c.device_id = e.device_id AND c.device_seq > e.device_seq AND c.kind = 'count'
    WHERE e.event_id = ANY ($1::uuid[]) AND c.is_readable
    UNION
    SELECT c.event_id FROM signed_event AS e JOIN signed_event AS c
        ON c.party_id = e.party_id AND c.happened_at >= e.happened_at AND c.kind = 'count'
    WHERE e.event_id = ANY ($1::uuid[]) AND c.is_readable
    """,
    CountAfter,
)
"""Of whoever took the papers into his hands by these acts; even those that came in the same batch."""


class PapersToLabel(msgspec.Struct, frozen=True):
    """A way home that the asker may put a label on."""

    job_id: UUID


PAPERS_TO_LABEL: Final = statement(
    """
    SELECT j.job_id FROM job AS j JOIN papers_journey AS g USING (job_id)
    WHERE j.job_id = $1 AND j.cancelled_at IS NULL
      AND (has_role($2, j.origin_id, 'desk_clerk', 'supervisor')
           OR has_role($2, j.serving_office_id, 'teller', 'dispatcher', 'supervisor')
           OR has_role($2, j.delivering_office_id, 'teller', 'dispatcher', 'supervisor'))
    """,
    PapersToLabel,
)
"""At the desk they leave, or at a post office that fetches or brings them: a carrier has them in hand."""
