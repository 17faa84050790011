"""The SQL of disputes, each text beside the Struct its rows fill."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from courier.custody.disputes.model import PossibleHolder
from courier.custody.statements import DisputedItem
from courier.database import statement

_MAY_DECIDE: Final = """
    EXISTS (SELECT FROM office AS o
            WHERE o.office_id IN (j.serving_office_id, j.delivering_office_id)
              AND (has_role($2, o.office_id, 'supervisor', 'dispatcher')
                   OR has_role($2, o.superior_office_id, 'supervisor')))"""

_NAME: Final = """
    coalesce((SELECT full_name FROM person WHERE carrier_party_id = {0}),
             (SELECT name FROM office WHERE office_id = {0}),
             (SELECT CASE kind WHEN 'citizen' THEN 'Người dân' ELSE kind END FROM party WHERE party_id = {0}))"""


class DisputeHead(msgspec.Struct, frozen=True):
    """The disputed item itself."""

    item_id: UUID
    codes: list[str]
    leg: str
    holder_id: UUID
    holder: str
    tip: UUID


FIND_DISPUTE: Final = statement(
    f"""
    SELECT h.item_id,
           ARRAY(SELECT l.code FROM item_label AS l WHERE l.item_id = h.item_id ORDER BY l.bound_at) AS codes, j.leg,
           h.holder_id, {_NAME.format("h.holder_id")} AS holder, h.tip
    FROM head AS h JOIN item AS i USING (item_id) JOIN job AS j USING (job_id)
    WHERE h.item_id = $1 AND h.status = 'disputed' AND {_MAY_DECIDE}
    """,  # noqa: S608 (constants)
    DisputeHead,
)

LOCK_DISPUTE: Final = statement(
    f"""
    SELECT h.item_id, h.tip, h.holder_id, 0 AS last_number
    FROM head AS h JOIN item AS i USING (item_id) JOIN job AS j USING (job_id)
    WHERE h.item_id = $1 AND h.status = 'disputed' AND {_MAY_DECIDE}
    FOR NO KEY UPDATE OF h
    """,  # noqa: S608 (constants)
    DisputedItem,
)


POSSIBLE_HOLDERS: Final = statement(
    """
    WITH way AS (
        SELECT j.serving_office_id, j.delivering_office_id, d.desk_id
        FROM item AS i JOIN job AS j USING (job_id) JOIN dossier AS d USING (dossier_id) WHERE i.item_id = $1
    ), post AS (
        SELECT o.office_id FROM office AS o, way
        WHERE o.office_id IN (way.serving_office_id, way.delivering_office_id)
           OR o.office_id IN (SELECT s.superior_office_id FROM office AS s
                              WHERE s.office_id IN (way.serving_office_id, way.delivering_office_id))
    ), place AS (
        SELECT office_id FROM post UNION SELECT desk_id FROM way
        UNION SELECT a.desk_id FROM agreement AS a JOIN post ON post.office_id = a.post_office_id
              WHERE a.valid_from <= $2::date AND (a.valid_to IS NULL OR $2 < a.valid_to)
    )
    SELECT o.office_id AS party_id, o.name, false AS is_carrier FROM place JOIN office AS o USING (office_id)
    UNION
    SELECT p.carrier_party_id, p.full_name, true
    FROM post JOIN role_grant AS g USING (office_id) JOIN person AS p USING (person_id)
    WHERE g.role = 'carrier' AND p.carrier_party_id IS NOT NULL
      AND g.valid_from <= $2::date AND (g.valid_to IS NULL OR $2 < g.valid_to)
    ORDER BY is_carrier, name, party_id
    """,
    PossibleHolder,
)
"""$1 the item, $2 the day; asked only after the asker was let see the dispute."""


class LinkRow(msgspec.Struct, frozen=True):
    holder: str
    kind: str
    giver_evidence: str | None
    receiver_evidence: str | None
    happened_at: datetime
    missing_files: int


CHAIN: Final = statement(
    f"""
    SELECT {_NAME.format("l.to_party")} AS holder, l.kind, l.giver_evidence, l.receiver_evidence,
           coalesce(e.happened_at, l.recorded_at) AS happened_at,
           missing_files(l.given_event) + CASE WHEN l.taken_event IS DISTINCT FROM l.given_event
                                               THEN missing_files(l.taken_event) ELSE 0 END AS missing_files
    FROM ledger AS l LEFT JOIN signed_event AS e ON e.event_id = l.tip
    WHERE l.item_id = $1 AND l.kind <> 'rewound' AND NOT EXISTS (
        SELECT FROM ledger AS n WHERE n.item_id = l.item_id AND n.seq > l.seq
          AND (n.depth < l.depth OR (n.depth = l.depth AND n.kind <> 'rewound')))
    ORDER BY l.depth
    """,  # noqa: S608 (constants)
    LinkRow,
)


class ActRow(msgspec.Struct, frozen=True):
    closing: UUID
    event_id: UUID
    kind: str
    party_id: UUID
    party: str
    from_party: str | None
    to_party_id: UUID | None
    to_party: str | None
    person: str
    device: str
    is_phone: bool
    evidence: str | None
    happened_at: datetime
    device_clock_ms: int | None
    clock_offset_ms: int | None
    recorded_at: datetime
    is_taken_back: bool
    sha256: str
    built_on: int


ACTS: Final = statement(
    f"""
    WITH told AS (
        SELECT event_id AS closing, event_id, 1 AS place FROM signed_event WHERE event_id = ANY ($1::uuid[])
        UNION ALL
        SELECT event_id, answers, 0 FROM signed_event WHERE event_id = ANY ($1::uuid[]) AND kind = 'accept'
    )
    SELECT t.closing, e.event_id, e.kind, e.party_id, {_NAME.format("e.party_id")} AS party,
           {_NAME.format("e.from_party")} AS from_party, e.to_party AS to_party_id,
           {_NAME.format("e.to_party")} AS to_party, coalesce(p.full_name, '—') AS person, d.name AS device,
           d.kind = 'phone' AS is_phone, e.evidence, e.happened_at,
           CASE WHEN body_says(e.body, 'happened_at_ms') ~ '^-?\\d{{1,16}}$'
                THEN body_says(e.body, 'happened_at_ms')::bigint END AS device_clock_ms,
           CASE WHEN body_says(e.body, 'clock_offset_ms') ~ '^-?\\d{{1,16}}$'
                THEN body_says(e.body, 'clock_offset_ms')::bigint END AS clock_offset_ms,
           e.recorded_at,
           EXISTS (SELECT FROM event_item AS r JOIN item_label AS l USING (code)
                   WHERE r.ref = e.event_id AND r.kind IN ('withdraw', 'correct') AND r.party_id = e.party_id
                     AND l.item_id = $2) AS is_taken_back,
           encode(e.body_hash, 'hex') AS sha256,
           (SELECT count(*) FROM event_item AS b JOIN item_label AS l USING (code)
            WHERE b.ref = t.closing AND l.item_id = $2 AND b.kind IN ('release', 'deliver', 'receive'))::int AS built_on
    FROM told AS t JOIN signed_event AS e USING (event_id) JOIN device AS d USING (device_id)
    LEFT JOIN person AS p ON p.person_id = e.person_id
    ORDER BY t.closing, t.place
    """,  # noqa: S608 (constants)
    ActRow,
)


class ProofRow(msgspec.Struct, frozen=True):
    event_id: UUID
    kind: str
    sha256: bytes
    is_here: bool


PROOFS: Final = statement(
    """
    SELECT p.event_id, p.kind, p.sha256, f.completed_at IS NOT NULL AS is_here
    FROM event_proof AS p LEFT JOIN proof_file AS f USING (sha256)
    WHERE p.event_id = ANY ($1::uuid[]) ORDER BY p.event_id, p.kind, p.sha256
    """,
    ProofRow,
)


class WordRow(msgspec.Struct, frozen=True):
    event_id: UUID
    party: str
    verdict: str
    person: str
    said_at: datetime


WORDS: Final = statement(
    f"""
    SELECT s.event_id, {_NAME.format("s.party_id")} AS party, s.verdict, p.full_name AS person,
           s.recorded_at AS said_at
    FROM side_statement AS s JOIN person AS p USING (person_id)
    WHERE s.event_id = ANY ($1::uuid[]) ORDER BY s.recorded_at
    """,  # noqa: S608 (constants)
    WordRow,
)


class ProposalRow(msgspec.Struct, frozen=True):
    proposal_id: UUID
    at_tip: UUID
    chosen_event: UUID | None
    holder_id: UUID | None
    holder: str | None
    considered: list[UUID]
    note: str | None
    proposed_by_id: UUID
    proposed_by: str
    proposed_at: datetime
    is_approved: bool | None
    answered_by: str | None
    answer_note: str | None


PROPOSALS: Final = statement(
    f"""
    SELECT r.proposal_id, r.at_tip, r.chosen_event, r.holder_id, {_NAME.format("r.holder_id")} AS holder, r.considered,
           r.note, r.proposed_by AS proposed_by_id, p.full_name AS proposed_by, r.recorded_at AS proposed_at,
           a.is_approved, y.full_name AS answered_by, a.note AS answer_note
    FROM dispute_proposal AS r JOIN person AS p ON p.person_id = r.proposed_by
    LEFT JOIN dispute_answer AS a USING (proposal_id) LEFT JOIN person AS y ON y.person_id = a.answered_by
    WHERE r.item_id = $1 ORDER BY r.recorded_at DESC, r.proposal_id LIMIT 50
    """,  # noqa: S608 (constants)
    ProposalRow,
)

KEEP_PROPOSAL: Final = statement(
    """
    INSERT INTO dispute_proposal (proposal_id, item_id, at_tip, chosen_event, holder_id, considered, note, proposed_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    """
)

KEEP_ANSWER: Final = statement(
    """
    INSERT INTO dispute_answer (proposal_id, item_id, at_tip, proposed_by, answered_by, is_approved, resolution_id,
        note)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    """
)
