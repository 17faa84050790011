"""The SQL of what comes after the acts: parties' own word, disputes, devices' heads and keys, open cases."""

from datetime import datetime
from uuid import UUID

import msgspec

from courier.database import statement

STATE_SIDE = statement(
    """
    INSERT INTO side_statement (event_id, party_id, verdict, person_id)
    SELECT e.event_id, p.party_id, $3, $4
    FROM signed_event AS e
    CROSS JOIN LATERAL (
        SELECT e.from_party WHERE e.kind IN ('receive', 'transcribe')
        UNION ALL
        SELECT e.to_party WHERE e.kind IN ('deliver', 'transcribe')
    ) AS p (party_id)
    WHERE e.event_id = $1 AND p.party_id = $2
      AND (has_role($4, $2, 'desk_clerk', 'teller', 'supervisor')
           OR EXISTS (SELECT FROM person AS c WHERE c.person_id = $4 AND c.carrier_party_id = $2 AND c.is_active))
    ON CONFLICT DO NOTHING
    """
)
"""Only the party whose side was written down speaks of it, by someone who serves there, or the carrier himself."""


class OfEvent(msgspec.Struct, frozen=True):
    item_id: UUID


ITEMS_OF_EVENTS = statement(
    """
    SELECT DISTINCT l.item_id FROM event_item AS x JOIN item_label AS l USING (code)
    WHERE x.event_id = ANY ($1::uuid[]) ORDER BY l.item_id
    """,
    OfEvent,
)

ITEMS_OF_DEVICE = statement(
    """
    WITH said AS (SELECT event_id, kind, answers FROM signed_event WHERE device_id = $1 AND device_seq > $2)
    SELECT l.item_id FROM said JOIN event_item USING (event_id) JOIN item_label AS l USING (code)
    UNION
    SELECT l.item_id FROM said JOIN event_refusal USING (event_id) JOIN item_label AS l USING (code)
    UNION
    SELECT l.item_id FROM said JOIN event_item AS s ON s.event_id = said.answers JOIN item_label AS l USING (code)
    WHERE said.kind = 'open_bag'
    ORDER BY item_id
    """,
    OfEvent,
)
"""What was taken, what was refused, what lay in a bag it opened: all stop counting with their device."""


TELL_OF_EVIDENCE = statement(
    """
    INSERT INTO custody_exception (exception_id, kind, event_id, province_code, office_id, facts)
    SELECT gen_random_uuid(), 'evidence_only', e.event_id, d.province_code, d.office_id,
           jsonb_build_object('kind', e.kind)
    FROM signed_event AS e JOIN device AS d USING (device_id)
    WHERE e.device_id = $1 AND e.device_seq > $2
    ON CONFLICT DO NOTHING
    """
)
"""What had come before its device was reported lost wants looking at as much as what comes after."""


class StatementSeen(msgspec.Struct, frozen=True):
    verdict: str


FIND_SIDE_STATEMENT = statement(
    """
    SELECT s.verdict FROM side_statement AS s
    WHERE s.event_id = $1 AND s.party_id = $2
      AND (has_role($3, $2, 'desk_clerk', 'teller', 'supervisor')
           OR EXISTS (SELECT FROM person AS c WHERE c.person_id = $3 AND c.carrier_party_id = $2 AND c.is_active))
    """,
    StatementSeen,
)


class DisputedItem(msgspec.Struct, frozen=True):
    """A disputed item as its post office's people may see it."""

    item_id: UUID
    tip: UUID
    holder_id: UUID
    last_number: int


LOCK_DISPUTED_ITEM = statement(
    """
    SELECT h.item_id, h.tip, h.holder_id,
           coalesce((SELECT max(r.number) FROM dispute_resolution AS r
                     WHERE r.item_id = h.item_id AND r.at_tip = h.tip), 0) AS last_number
    FROM head AS h JOIN item AS i USING (item_id) JOIN job AS j USING (job_id)
    WHERE h.item_id = $1 AND h.status = 'disputed'
      AND NOT EXISTS (
          SELECT FROM unnest(ARRAY[$2, $3]::uuid[]) AS decider
          WHERE NOT EXISTS (
              SELECT FROM office AS o
              WHERE o.office_id IN (j.serving_office_id, j.delivering_office_id)
                AND (has_role(decider, o.office_id, 'supervisor', 'dispatcher')
                     OR has_role(decider, o.superior_office_id, 'supervisor'))))
    FOR NO KEY UPDATE OF h
    """,
    DisputedItem,
)
"""Each decider serves at the office that fetches, the one that brings, or a superior of either; else there is none."""


class KnownParty(msgspec.Struct, frozen=True):
    party_id: UUID


FIND_PARTY = statement("SELECT party_id FROM party WHERE party_id = $1", KnownParty)

KEEP_RESOLUTION = statement(
    """
    INSERT INTO dispute_resolution (resolution_id, item_id, at_tip, number, chosen_event, holder_id, considered,
        decided_by, approved_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    """
)


class HeadOfItem(msgspec.Struct, frozen=True):
    """An item's head by its code, for the manifest of whoever holds it or is to take it."""

    code: str
    item_id: UUID
    job_id: UUID
    s10: str | None
    holder_id: UUID
    tip: UUID
    status: str


HEADS_OF_PARTY = statement(
    """
    SELECT l.code, h.item_id, i.job_id, b.s10, h.holder_id, h.tip, h.status
    FROM head AS h JOIN item AS i USING (item_id) JOIN item_label AS l USING (item_id) JOIN label AS b USING (code)
    WHERE (h.holder_id = $1 OR (h.status <> 'held' AND h.claimants @> ARRAY[$1]))
      AND NOT EXISTS (SELECT FROM label_void AS v WHERE v.code = l.code)
    ORDER BY l.code
    """,
    HeadOfItem,
)

LOCK_RESULTS_FOR = statement(
    """
    SELECT h.item_id FROM head AS h JOIN item AS i USING (item_id) JOIN job AS j USING (job_id)
    WHERE j.destination_id = $1 AND j.leg = 'RETURN'
    ORDER BY h.item_id FOR NO KEY UPDATE OF h
    """
)
"""All results on their way to a citizen: none is delivered while somebody else is made to take them."""

HEADS_OF_JOBS = statement(
    """
    SELECT l.code, h.item_id, i.job_id, b.s10, h.holder_id, h.tip, h.status
    FROM item AS i JOIN head AS h USING (item_id) JOIN item_label AS l USING (item_id) JOIN label AS b USING (code)
    WHERE i.job_id = ANY ($1::uuid[]) AND NOT EXISTS (SELECT FROM label_void AS v WHERE v.code = l.code)
    ORDER BY l.code
    """,
    HeadOfItem,
)


class DeviceKey(msgspec.Struct, frozen=True):
    """A public key by which a phone checks, offline, the release that another screen shows."""

    device_id: UUID
    party_id: UUID
    public_key: bytes


KEYS_AROUND_OFFICE = statement(
    """
    SELECT d.device_id, d.party_id, d.public_key
    FROM device AS d JOIN office AS o ON o.office_id = d.office_id
    WHERE d.ended_at IS NULL
      AND (o.office_id = $1 OR o.served_by_office_id = $1 OR o.office_id IN (
          SELECT r.linehaul_id FROM linehaul_stop AS s JOIN linehaul_route AS r USING (route_id) WHERE s.office_id = $1
          UNION SELECT s.office_id FROM linehaul_route AS r JOIN linehaul_stop AS s USING (route_id)
          WHERE r.linehaul_id = $1))
    ORDER BY d.device_id
    """,
    DeviceKey,
)
"""Its own, those of the desks it serves, and of linehauls that call there; of a linehaul, those of where it calls."""


class Revoked(msgspec.Struct, frozen=True):
    device_id: UUID
    trusted_through: int


REVOKED_AROUND_OFFICE = statement(
    """
    SELECT r.device_id, r.trusted_through
    FROM device_revocation AS r JOIN device AS d USING (device_id) JOIN office AS o ON o.office_id = d.office_id
    WHERE o.office_id = $1 OR o.served_by_office_id = $1 OR o.office_id IN (
        SELECT l.linehaul_id FROM linehaul_stop AS s JOIN linehaul_route AS l USING (route_id) WHERE s.office_id = $1
        UNION SELECT s.office_id FROM linehaul_route AS l JOIN linehaul_stop AS s USING (route_id)
        WHERE l.linehaul_id = $1)
    ORDER BY r.device_id
    """,
    Revoked,
)

REPORT_STATUS = statement(
    """
    UPDATE device AS d SET unsent = $2, oldest_unsent_at = $3,
        last_sync_at = CASE WHEN $2 = 0 AND $4 = held.seq THEN courier_now() ELSE d.last_sync_at END,
        last_sync_seq = CASE WHEN $2 = 0 AND $4 = held.seq THEN $4 ELSE d.last_sync_seq END
    FROM (SELECT coalesce(max(seq), 0) AS seq FROM device_log WHERE device_id = $1) AS held
    WHERE d.device_id = $1 AND $4 >= d.last_sync_seq
    """
)
"""An empty outbox whose last number is held without gap is a sync: later acts happened after it."""


class OpenException(msgspec.Struct, frozen=True):
    """What needs a person, for the office's list."""

    exception_id: UUID
    kind: str
    event_id: UUID | None
    item_id: UUID | None
    code: str | None
    facts: dict[str, object]
    opened_at: datetime
    missing_files: int
    """Photos and signatures that the act names and that have not come yet."""
    people: dict[str, str]
    """The names of those the facts name by id: who sealed a bag, who opened it; of an act about no item, who signed."""


OPEN_EXCEPTIONS_OF_OFFICE = statement(
    """
    SELECT e.exception_id, e.kind, e.event_id, e.item_id, e.code, e.facts, e.opened_at,
           (SELECT count(*) FROM event_proof AS f LEFT JOIN proof_file AS w
                ON w.sha256 = f.sha256 AND w.completed_at IS NOT NULL
            WHERE f.event_id = e.event_id AND w.sha256 IS NULL)::int AS missing_files,
           (SELECT coalesce(jsonb_object_agg(p.person_id, p.full_name), '{}') FROM person AS p
            WHERE p.person_id::text IN (e.facts ->> 'sealed_by', e.facts ->> 'opened_by')
               OR (e.code IS NULL AND p.person_id = (SELECT s.person_id FROM signed_event AS s
                                                     WHERE s.event_id = e.event_id))) AS people
    FROM custody_exception AS e
    WHERE (e.office_id = $1 OR e.exception_id IN (
              SELECT d.exception_id FROM job AS j JOIN item AS i USING (job_id)
              JOIN custody_exception AS d ON d.item_id = i.item_id AND d.kind = 'disputed'
              WHERE j.delivering_office_id = $1 AND j.serving_office_id <> $1 AND j.cancelled_at IS NULL)
           OR e.exception_id IN (
              SELECT r.exception_id FROM custody_exception AS r
              JOIN item_label AS l ON l.code = r.code AND r.kind = 'refused_item'
              JOIN item AS i ON i.item_id = l.item_id JOIN job AS j ON j.job_id = i.job_id
              WHERE $1 IN (j.serving_office_id, j.delivering_office_id)))
      AND has_role($2, $1, 'dispatcher', 'teller', 'supervisor')
      AND NOT EXISTS (SELECT FROM custody_exception_closing AS c WHERE c.exception_id = e.exception_id)
    ORDER BY e.kind <> 'disputed', e.opened_at DESC, e.exception_id LIMIT 500
    """,
    OpenException,
)
"""Disputes first: however many bad signatures a phone sends, they hide none. Those of what the office brings too, and
what a desk refused of what the office brings: it is the post's to decide."""


class UnreadableAct(msgspec.Struct, frozen=True):
    """An act kept whole, of a kind or with fields that no version has read yet."""

    event_id: UUID
    device_id: UUID
    body: bytes
    signature: bytes
    happened_at: datetime
    recorded_at: datetime


UNREADABLE_ACTS = statement(
    """
    SELECT event_id, device_id, body, signature, happened_at, recorded_at FROM signed_event
    WHERE NOT is_readable AND event_id > $1 ORDER BY event_id LIMIT $2
    """,
    UnreadableAct,
)

LET_READINGS_IN = statement("ALTER TABLE signed_event DISABLE TRIGGER refuse_rewrite")
FILL_READING = statement(
    """
    UPDATE signed_event AS e
    SET is_readable = true, to_party = r.to_party, from_party = r.from_party, evidence = r.evidence,
        answers = r.answers, answers_hash = r.answers_hash, items_of = r.items_of, bag_predecessor = r.bag_predecessor,
        happened_at = r.happened_at,
        first_happened_at = CASE WHEN r.happened_at <> e.happened_at THEN e.happened_at END
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::bytea[], $7::uuid[], $8::uuid[],
                $9::timestamptz[])
        AS r (event_id, to_party, from_party, evidence, answers, answers_hash, items_of, bag_predecessor, happened_at)
    WHERE e.event_id = r.event_id AND NOT e.is_readable
    """
)
SHUT_READINGS_OUT = statement("ALTER TABLE signed_event ENABLE ALWAYS TRIGGER refuse_rewrite")
"""As it was: also against a replica's role."""

CLOSE_READ = statement(
    """
    INSERT INTO custody_exception_closing (exception_id)
    SELECT e.exception_id FROM custody_exception AS e
    WHERE e.kind = 'unknown_kind' AND e.event_id = ANY ($1::uuid[])
    ON CONFLICT DO NOTHING
    """
)
