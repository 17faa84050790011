"""The SQL of care: read from intake, custody and planning; nothing is written."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from courier.care.model import DocumentLine, DossierDates, Registration, TrackedJob
from courier.database import statement

TRACKED_JOBS: Final = statement(
    """
    SELECT j.job_id, j.leg, coalesce(registered.registered_at, j.created_at) AS created_at,
           j.cancelled_at IS NOT NULL AS is_cancelled, j.at_counter,
           CASE WHEN EXISTS (SELECT FROM item_under_inquiry AS q WHERE q.item_id = i.item_id) THEN 'disputed'
                ELSE h.status END AS status,
           y.kind AS holder_kind,
           coalesce(h.holder_id = j.origin_id, false) AS is_at_origin,
           coalesce(h.holder_id = j.destination_id, false) AS is_at_destination,
           coalesce(h.depth > 0, false) AS has_moved,
           EXISTS (SELECT FROM item_in_bag AS b WHERE b.item_id = i.item_id) AS is_bagged,
           (SELECT known.solution FROM job_solution AS known WHERE known.job_id = j.job_id) AS solution,
           moved.collected_at, moved.out_at, moved.done_at,
           failed.happened_at AS failed_at, failed.reason AS failed_reason,
           planned.pickup_due_at, planned.delivery_due_at, j.purpose,
           (SELECT coalesce(sum(missing_files(s.event_id)), 0)::int FROM (
                SELECT DISTINCT x.event_id FROM item_label AS b JOIN event_item AS x USING (code)
                JOIN trusted_event AS e ON e.event_id = x.event_id
                WHERE b.item_id = i.item_id AND x.kind IN ('receive', 'deliver', 'attempt')) AS s) AS missing_files
    FROM item_label AS asked
    JOIN item AS asked_item ON asked_item.item_id = asked.item_id
    JOIN job AS asked_job ON asked_job.job_id = asked_item.job_id
    JOIN job AS j ON j.dossier_id = asked_job.dossier_id
    LEFT JOIN registration_match AS matched ON matched.job_id = j.job_id
    LEFT JOIN registered_return AS registered ON registered.registration_id = matched.registration_id
    LEFT JOIN item AS i ON i.job_id = j.job_id
    LEFT JOIN head AS h ON h.item_id = i.item_id
    LEFT JOIN party AS y ON y.party_id = h.holder_id
    LEFT JOIN LATERAL (
        SELECT min(step.at) FILTER (WHERE step.from_party = j.origin_id) AS collected_at,
               max(step.at) FILTER (WHERE step.kind = 'carrier') AS out_at,
               max(step.at) FILTER (WHERE step.to_party = j.destination_id) AS done_at
        FROM (
            SELECT l.from_party, l.to_party, p.kind, coalesce(e.happened_at, l.recorded_at) AS at
            FROM ledger AS l
            JOIN party AS p ON p.party_id = l.to_party
            LEFT JOIN signed_event AS e ON e.event_id = coalesce(l.taken_event, l.given_event)
            WHERE l.item_id = i.item_id AND l.kind IN ('handover', 'reinstated', 'resolved')
              AND NOT EXISTS (SELECT FROM ledger AS n
                              WHERE n.item_id = l.item_id AND n.seq > l.seq AND n.depth < l.depth)
        ) AS step
    ) AS moved ON true
    LEFT JOIN LATERAL (
        SELECT f.happened_at, f.reason FROM failed_visit AS f
        WHERE f.is_trusted AND (f.job_id = j.job_id
              OR f.code IN (SELECT b.code FROM item_label AS b WHERE b.item_id = i.item_id))
        ORDER BY f.happened_at DESC LIMIT 1
    ) AS failed ON true
    LEFT JOIN LATERAL (
        SELECT max(s.arrive_at) FILTER (WHERE v.act = 'pickup') AS pickup_due_at,
               max(s.arrive_at) FILTER (WHERE v.act = 'delivery') AS delivery_due_at
        FROM planned_visit AS v
        JOIN planned_stop AS s ON s.stop_id = v.stop_id
        JOIN plan AS n ON n.plan_id = v.plan_id
        WHERE v.job_id = j.job_id AND n.status IN ('published', 'under_way')
    ) AS planned ON true
    WHERE asked.code = $1 AND (j.purpose = 'dossier' OR j.cancelled_at IS NULL)
    ORDER BY j.created_at DESC, j.job_id
    LIMIT 20
    """,
    TrackedJob,
)
"""Every leg of the dossier that the item of this code belongs to, the latest 20. Rows of a chain that was later
rewound below them no longer stand. What is reported lost is as what is disputed, until its owner was told in person.
Ways of papers that were called off are none."""

DATES_BY_CODE: Final = statement(
    """
    SELECT (SELECT count(*)::int FROM dossier_document AS line WHERE line.dossier_id = d.dossier_id) AS documents,
           d.due_on, d.is_online_born, request.asked_on, request.deadline_on, request.recorded_at
    FROM item_label AS asked
    JOIN item AS i USING (item_id)
    JOIN job AS j USING (job_id)
    JOIN dossier AS d USING (dossier_id)
    LEFT JOIN LATERAL (
        SELECT s.asked_on, s.deadline_on, s.recorded_at FROM supplement_request AS s
        WHERE s.dossier_id = d.dossier_id ORDER BY s.asked_on DESC, s.recorded_at DESC LIMIT 1
    ) AS request ON true
    WHERE asked.code = $1
    """,
    DossierDates,
)

UNMATCHED_REGISTRATIONS: Final = statement(
    """
    SELECT r.registered_at, closed.closed_at, closed.reason AS closed_because
    FROM item_label AS asked
    JOIN item AS i USING (item_id)
    JOIN job AS j USING (job_id)
    JOIN registered_return AS r ON r.dossier_id = j.dossier_id
    LEFT JOIN registration_closing AS closed USING (registration_id)
    WHERE asked.code = $1
      AND NOT EXISTS (SELECT FROM registration_match AS m WHERE m.registration_id = r.registration_id)
    ORDER BY r.registered_at
    LIMIT 5
    """,
    Registration,
)
"""Returns of that dossier that have no item: waiting for the result, or closed without one."""


class DossierRow(msgspec.Struct, frozen=True):
    """A dossier as its citizen may see it."""

    dossier_id: UUID
    title: str
    code: str | None
    desk_name: str
    desk_phone: str | None
    job_ids: list[UUID]
    papers_to_take_back: int
    window_from: datetime | None
    window_to: datetime | None
    missing: list[str]
    missing_because: str | None


DOSSIER_BY_CODE: Final = statement(
    """
    SELECT d.dossier_id, d.title, d.code, o.name AS desk_name, o.phone AS desk_phone,
           array_agg(j.job_id) AS job_ids, sum(j.papers_to_take_back)::int AS papers_to_take_back,
           min(j.window_from) AS window_from, max(j.window_to) AS window_to,
           coalesce(request.missing, '{}') AS missing, request.reason AS missing_because
    FROM item_label AS asked
    JOIN item AS i USING (item_id)
    JOIN job AS asked_job ON asked_job.job_id = i.job_id
    JOIN dossier AS d ON d.dossier_id = asked_job.dossier_id
    JOIN office AS o ON o.office_id = d.desk_id
    JOIN job AS j ON j.dossier_id = d.dossier_id AND j.cancelled_at IS NULL
    LEFT JOIN contact AS c ON c.party_id = d.owner_id
    LEFT JOIN LATERAL (
        SELECT s.missing, s.reason FROM supplement_request AS s
        WHERE s.dossier_id = d.dossier_id ORDER BY s.asked_on DESC, s.recorded_at DESC LIMIT 1
    ) AS request ON true
    WHERE asked.code = $1 AND $2 <> ''
      AND ($2 = d.view_code OR $2 = c.phone_last4
           OR $2 IN (SELECT s.view_code FROM slip_view_code AS s WHERE s.dossier_id = d.dossier_id))
    GROUP BY d.dossier_id, o.office_id, request.missing, request.reason
    """,
    DossierRow,
)
"""Only with the second factor: mã xem, the dossier's own or that of the slip in the citizen's hand, or the last four of
the owner's phone (PEOPLE 19)."""

DOCUMENTS_OF_DOSSIER: Final = statement(
    """
    SELECT name, originals, certified_copies, photocopies, is_shown_and_returned
    FROM dossier_document WHERE dossier_id = $1 ORDER BY line
    """,
    DocumentLine,
)
"""For a dossier whose second factor fitted."""

# What was refused at a hand-over.


class Refusal(msgspec.Struct, frozen=True):
    """A case of an item refused, and the job it belongs to."""

    job_id: UUID
    destination_id: UUID
    is_closed: bool


LOCK_REFUSAL: Final = statement(
    """
    SELECT j.job_id, j.destination_id,
           EXISTS (SELECT FROM custody_exception_closing AS c WHERE c.exception_id = e.exception_id) AS is_closed
    FROM custody_exception AS e
    JOIN item_label AS l USING (code)
    JOIN item AS i ON i.item_id = l.item_id
    JOIN job AS j ON j.job_id = i.job_id
    WHERE e.exception_id = $1 AND e.kind = 'refused_item'
      AND (has_role($2, j.serving_office_id, 'supervisor') OR has_role($2, j.delivering_office_id, 'supervisor'))
    FOR UPDATE OF j
    """,
    Refusal,
)
"""Under the job's lock: of two who decide at once the second sees what the first did."""

CLOSE_REFUSAL: Final = statement(
    "INSERT INTO custody_exception_closing (exception_id, closed_by, note) VALUES ($1, $2, $3)"
)

SEND_TO_OTHER_DESK: Final = statement(
    """
    UPDATE job AS j SET destination_id = a.desk_id, delivering_office_id = a.post_office_id
    FROM agreement AS a
    WHERE j.job_id = $1 AND a.desk_id = $2 AND j.destination_id <> a.desk_id AND j.cancelled_at IS NULL
      AND j.leg IN ('SEND', 'SUPPLEMENT') AND j.leg = ANY (a.legs)
      AND (courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date >= a.valid_from
      AND ((courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date < a.valid_to OR a.valid_to IS NULL)
    """
)
"""No row: that desk has no agreement in force for the leg, or is where it was to go already."""

KEEP_DECISION: Final = statement(
    """
    INSERT INTO refusal_decision (exception_id, job_id, decision, from_desk_id, to_desk_id, person_id)
    VALUES ($1, $2, $3, $4, $5, $6)
    """
)


class RefusalDecision(msgspec.Struct, frozen=True):
    """What was decided about something refused."""

    exception_id: UUID
    job_id: UUID
    decision: str
    """BRING_AGAIN, OTHER_DESK or RETURN."""
    to_desk_id: UUID | None
    decided_at: datetime


REFUSAL_DECISION: Final = statement(
    "SELECT exception_id, job_id, decision, to_desk_id, decided_at FROM refusal_decision WHERE exception_id = $1",
    RefusalDecision,
)
