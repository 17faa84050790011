"""The SQL by which a turn's trace is looked for."""

from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement

REFUSED_AND_BACK: Final = statement(
    """
    SELECT count(*)::int FROM event_refusal AS r JOIN item_label AS l USING (code) JOIN item AS i USING (item_id)
    JOIN head AS h USING (item_id) JOIN job AS j USING (job_id)
    WHERE r.code = $1 AND r.reason = 'DESK_REFUSED' AND j.job_id = $2 AND h.holder_id = j.origin_id
      AND EXISTS (SELECT FROM delivery_instruction AS d WHERE d.job_id = j.job_id AND d.solution = 'RETURN')
      AND EXISTS (SELECT FROM refusal_decision AS d WHERE d.job_id = j.job_id AND d.decision = 'RETURN')
    """
)
"""A dossier that its desk refused, sent back by instruction, again with its sender, and decided by a supervisor."""

NOT_COUNTED: Final = statement(
    """
    SELECT count(*)::int FROM unnest($1::uuid[]) AS p (party_id)
    WHERE NOT EXISTS (SELECT FROM cash_declaration AS d
                      WHERE d.holder_id = p.party_id
                        AND (d.happened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date = $2)
    """
)
"""Of these carriers and counters, how many did not count that day."""
OPEN_PLANS: Final = statement(
    "SELECT count(*)::int FROM plan WHERE on_date = $1 AND status IN ('published', 'under_way')"
)
"""Plans of a day that nobody closed."""


class FailedPickup(msgspec.Struct, frozen=True):
    """An order for which somebody came in vain, and why."""

    job_id: UUID
    reason: str


FAILED_PICKUPS: Final = statement(
    "SELECT job_id, max(reason) AS reason FROM failed_visit WHERE job_id = ANY ($1::uuid[]) GROUP BY job_id",
    FailedPickup,
)

PAID_AT_COUNTER: Final = statement(
    """
    SELECT count(*)::int FROM collection AS c JOIN party AS p ON p.party_id = c.holder_id
    WHERE p.kind = 'point' AND (c.happened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date = $1
    """
)
"""What tellers took or heard of at their counters."""

PAUSED_AND_TRIED: Final = statement(
    """
    SELECT count(DISTINCT v.code)::int FROM office_pause AS p
    JOIN failed_visit AS v ON v.reason = 'DESK_PAUSED'
        AND v.happened_at BETWEEN p.starts_at - interval '1 minute' AND p.ends_at
    JOIN item_label AS l ON l.code = v.code JOIN head AS h USING (item_id)
    WHERE p.pause_id = $1 AND h.holder_id = p.office_id AND h.held_since >= p.ends_at
    """
)
"""Items that came to a desk in vain while it paused, by a phone's clock, and that it took after."""

WRITTEN_DOWN: Final = statement(
    """
    SELECT count(*)::int FROM ledger AS g JOIN head AS h USING (item_id) JOIN event_proof AS p
        ON p.event_id = g.taken_event AND p.kind = 'photo_paper'
    WHERE g.taken_event = ANY ($1::uuid[]) AND g.taken_kind = 'transcribe' AND g.giver_evidence = 'witnessed'
      AND g.receiver_evidence = 'witnessed' AND h.holder_id = g.to_party AND h.seq = g.seq
      AND EXISTS (SELECT FROM side_statement AS s
                  WHERE s.event_id = g.taken_event AND s.party_id = g.from_party AND s.verdict = 'confirmed')
    """
)
"""Hand-overs entered from paper, the photo beside them, confirmed by the carrier, the citizen holding the item."""


class KeptAct(msgspec.Struct, frozen=True):
    """An act that the server has, by its number."""

    device_seq: int


KEPT_OF_DEVICE: Final = statement("SELECT device_seq FROM signed_event WHERE device_id = $1", KeptAct)


class Replaced(msgspec.Struct, frozen=True):
    """Of a phone handed in: acts that came after, acts that do not count, and acts of the next one."""

    late: int
    untrusted: int
    of_the_next: int


PHONE_REPLACED: Final = statement(
    """
    SELECT (SELECT count(*)::int FROM signed_event AS e
            WHERE e.device_id = $1 AND e.recorded_at > r.recorded_at) AS late,
           (SELECT count(*)::int FROM signed_event AS e
            WHERE e.device_id = $1 AND NOT EXISTS (SELECT FROM device_log AS l WHERE l.event_id = e.event_id))
               AS untrusted,
           (SELECT count(*)::int FROM signed_event AS e WHERE e.device_id = $2) AS of_the_next
    FROM device_revocation AS r WHERE r.device_id = $1
    """,
    Replaced,
)
"""The old phone's id, and the new one's."""

ILL_LIST_MOVED: Final = statement(
    """
    SELECT count(DISTINCT v.job_id)::int FROM plan AS p JOIN plan_route AS r USING (plan_id)
    JOIN planned_stop AS s USING (route_id) JOIN planned_visit AS v USING (stop_id)
    WHERE p.origin IN ('reassigned', 'inserted') AND r.shift_id <> $1 AND v.job_id = ANY ($2::uuid[])
      AND EXISTS (SELECT FROM shift AS e WHERE e.shift_id = $1 AND e.is_ended)
    """
)
"""Of those jobs, how many a changed plan has in other shifts' routes than the ended one's."""

OLD_LABEL_COUNTED: Final = statement(
    """
    SELECT count(*)::int FROM label_void AS v JOIN item_label AS o USING (code)
    JOIN item_label AS n ON n.item_id = o.item_id AND n.code = $2
    JOIN ledger AS g ON g.item_id = o.item_id AND g.given_code = $1 AND g.to_party = $3
    JOIN head AS h ON h.item_id = o.item_id AND h.holder_id = $3
    WHERE v.code = $1 AND v.reason = 'damaged' AND EXISTS (SELECT FROM label_print AS p WHERE p.code = $4)
    """
)
"""A label voided on its way, under which the citizen took the item all the same; another was printed again."""

SUBSTITUTED: Final = statement(
    """
    SELECT count(*)::int FROM substitution AS s JOIN person AS p USING (person_id)
    WHERE s.substitution_id = $1 AND s.on_date = $2
      AND EXISTS (SELECT FROM ledger AS g WHERE g.from_party = p.carrier_party_id)
      AND NOT EXISTS (SELECT FROM role_grant AS g WHERE g.person_id = p.person_id AND g.role = 'carrier'
                      AND (g.valid_to IS NULL OR g.valid_to > $2 + 1))
    """
)
"""A substitute of that day who handed something over, and is no carrier any more the day after."""


class Registered(msgspec.Struct, frozen=True):
    """What became of results registered before they existed."""

    matched: int
    closed_in_person: int
    waiting: int
    both: int
    supplements: int


REGISTERED: Final = statement(
    """
    SELECT count(m.job_id)::int AS matched,
           count(*) FILTER (WHERE c.reason = 'taken_in_person')::int AS closed_in_person,
           count(*) FILTER (WHERE m.job_id IS NULL AND c.registration_id IS NULL)::int AS waiting,
           (SELECT count(*)::int FROM placed_order WHERE order_id = ANY ($2::uuid[]) AND kind = 'BOTH') AS both,
           (SELECT count(*)::int FROM placed_order WHERE order_id = ANY ($2) AND kind = 'SUPPLEMENT') AS supplements
    FROM registered_return AS r LEFT JOIN registration_match AS m USING (registration_id)
    LEFT JOIN registration_closing AS c USING (registration_id)
    WHERE r.registration_id = ANY ($1::uuid[])
    """,
    Registered,
)
RECIPIENT_CHANGED: Final = statement(
    """
    SELECT count(*)::int FROM recipient_change AS r JOIN job AS j USING (job_id)
    JOIN contact AS c ON c.party_id = j.destination_id
    WHERE r.job_id = $1 AND c.full_name = $2
    """
)
"""A result that now goes to somebody else."""

CLOSED_AND_TRIED: Final = statement(
    """
    SELECT count(DISTINCT v.code)::int FROM failed_visit AS v JOIN item_label AS l USING (code)
    JOIN head AS h USING (item_id)
    WHERE v.reason = 'CLOSED' AND v.code = ANY ($1::text[]) AND h.holder_id = $2 AND h.held_since > v.happened_at
    """
)
"""Items that came to a closed desk in vain, and that it took after."""

IN_VAIN_AND_KEPT: Final = statement(
    """
    SELECT count(DISTINCT v.code)::int FROM failed_visit AS v JOIN item_label AS l ON l.code = v.code
    JOIN item AS i ON i.item_id = l.item_id JOIN head AS h ON h.item_id = i.item_id
    JOIN job AS j ON j.job_id = i.job_id JOIN job_solution AS s ON s.job_id = j.job_id
    JOIN party AS p ON p.party_id = h.holder_id
    WHERE v.code = $1 AND v.reason = $2 AND p.kind = $3 AND s.solution = 'RETRY' AND j.cancelled_at IS NULL
    """
)
"""A visit in vain after which the item lies with a holder of that kind, to be tried again on another day."""
