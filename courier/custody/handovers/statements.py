"""The SQL of what a hand-over says beside custody, each statement beside the Struct it fills."""

from typing import Final
from uuid import UUID

import msgspec

from courier.custody.handovers.model import Context
from courier.database import statement

CONTEXTS: Final = statement(
    """
    SELECT l.code, i.item_id, j.job_id, j.dossier_id, j.leg, j.purpose, j.origin_id, j.destination_id,
           j.personal_only OR coalesce(p.personal_only, false) AS personal_only, j.papers_to_take_back, p.receivers,
           d.desk_id, d.competent_agency_id
    FROM item_label AS l JOIN item AS i USING (item_id) JOIN job AS j USING (job_id)
    JOIN dossier AS d USING (dossier_id)
    LEFT JOIN LATERAL (
        SELECT personal_only, receivers FROM procedure AS v
        WHERE v.procedure_code = d.procedure_code
          AND v.valid_from <= coalesce(d.procedure_valid_from, j.created_at::date)
        ORDER BY v.valid_from DESC LIMIT 1
    ) AS p ON true
    WHERE l.code = ANY ($1::text[])
    """,
    Context,
)


class PartyKind(msgspec.Struct, frozen=True):
    party_id: UUID
    kind: str


PARTY_KINDS: Final = statement("SELECT party_id, kind FROM party WHERE party_id = ANY ($1::uuid[])", PartyKind)


class DetailsRow(msgspec.Struct, frozen=True):
    event_id: UUID
    details: str


DETAILS_OF: Final = statement(
    "SELECT event_id, details FROM event_details WHERE event_id = ANY ($1::uuid[]) AND details IS NOT NULL", DetailsRow
)

KEEP_FINDINGS: Final = statement(
    """
    INSERT INTO finding (finding_id, event_id, kind, code, facts)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::jsonb[])
    ON CONFLICT DO NOTHING
    """
)

KEEP_COUNTS: Final = statement(
    """
    INSERT INTO paper_count (event_id, code, line, originals, certified_copies, photocopies)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::smallint[], $4::smallint[], $5::smallint[], $6::smallint[])
    ON CONFLICT DO NOTHING
    """
)
KEEP_SEALS: Final = statement(
    """
    INSERT INTO seal_seen (event_id, code, number, is_intact)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::boolean[])
    ON CONFLICT DO NOTHING
    """
)
KEEP_DOORS: Final = statement(
    """
    INSERT INTO door_particulars (event_id, relation, identity, place, papers_taken_back)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::smallint[])
    ON CONFLICT DO NOTHING
    """
)
KEEP_OPENINGS: Final = statement(
    """
    INSERT INTO envelope_opening (event_id, code, party_id, opened_at)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::timestamptz[])
    ON CONFLICT DO NOTHING
    """
)
KEEP_FATES: Final = statement(
    """
    INSERT INTO original_fate (event_id, line, fate, originals)
    SELECT * FROM unnest($1::uuid[], $2::smallint[], $3::text[], $4::smallint[])
    ON CONFLICT DO NOTHING
    """
)
KEEP_ANSWERS: Final = statement(
    """
    INSERT INTO filing_answer (event_id, code, party_id, dossier_code, due_on, refused, answered_at)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::date[], $6::text[], $7::timestamptz[])
    ON CONFLICT DO NOTHING
    """
)
KEEP_MARKS: Final = statement("INSERT INTO two_roles_mark (event_id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING")
KEEP_CARDS: Final = statement(
    """
    INSERT INTO invitation (invitation_id, job_id, event_id, how, invited_at)
    SELECT c.invitation_id, j.job_id, c.event_id, 'card', c.invited_at
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[])
        AS c (invitation_id, job_id, event_id, invited_at)
    JOIN job AS j USING (job_id)
    ON CONFLICT DO NOTHING
    """
)
KEEP_INCIDENTS: Final = statement(
    """
    INSERT INTO incident (incident_id, event_id, code, kind, province_code, office_id, noticed_at)
    SELECT s.event_id, s.event_id, s.code, s.kind, s.province_code, s.office_id, s.noticed_at
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::timestamptz[])
        AS s (event_id, code, kind, province_code, office_id, noticed_at)
    ON CONFLICT DO NOTHING
    """
)


class ListedLine(msgspec.Struct, frozen=True):
    """A line of an item's published checklist: as copied when it was asked for, else of the procedure itself."""

    code: str
    line: int
    originals: int
    certified_copies: int
    photocopies: int
    is_required: bool


LISTED_LINES: Final = statement(
    """
    WITH named AS (
        SELECT l.code, d.dossier_id, d.procedure_code, coalesce(d.procedure_valid_from, j.created_at::date) AS on_day
        FROM item_label AS l JOIN item USING (item_id) JOIN job AS j USING (job_id) JOIN dossier AS d USING (dossier_id)
        WHERE l.code = ANY ($1::text[])
    )
    SELECT n.code, c.line::int AS line, c.originals::int AS originals, c.certified_copies::int AS certified_copies,
           c.photocopies::int AS photocopies, c.is_required
    FROM named AS n JOIN dossier_document AS c USING (dossier_id)
    UNION ALL
    SELECT n.code, c.ordinal, c.originals, c.certified_copies, c.photocopies, c.is_required
    FROM named AS n
    JOIN LATERAL (
        SELECT v.valid_from FROM procedure AS v WHERE v.procedure_code = n.procedure_code AND v.valid_from <= n.on_day
        ORDER BY v.valid_from DESC LIMIT 1
    ) AS version ON true
    JOIN procedure_document AS c ON c.procedure_code = n.procedure_code AND c.valid_from = version.valid_from
    WHERE NOT EXISTS (SELECT FROM dossier_document AS own WHERE own.dossier_id = n.dossier_id)
    """,
    ListedLine,
)


class AnsweredRow(msgspec.Struct, frozen=True):
    """An accept beside the release it names."""

    event_id: UUID
    release_id: UUID
    is_one_person: bool
    is_marked: bool
    is_of_these_bytes: bool
    not_offered: list[str]
    has_accept_rules: bool


ANSWERED: Final = statement(
    """
    WITH a AS MATERIALIZED (
        SELECT event_id, kind, person_id, answers, answers_hash, items_of, is_readable FROM signed_event
        WHERE event_id = ANY ($1::uuid[])
        UNION SELECT event_id, kind, person_id, answers, answers_hash, items_of, is_readable FROM signed_event
        WHERE answers = ANY ($1::uuid[])
    )
    SELECT a.event_id, r.event_id AS release_id, a.person_id = r.person_id AS is_one_person,
           EXISTS (SELECT FROM two_roles_mark AS m WHERE m.event_id IN (a.event_id, r.event_id)) AS is_marked,
           a.answers_hash = r.body_hash AS is_of_these_bytes,
           ARRAY(SELECT x.code FROM event_item AS x
                 WHERE x.event_id = a.event_id AND a.items_of IS NULL
                   AND NOT EXISTS (SELECT FROM event_item AS y WHERE y.event_id = r.event_id AND y.code = x.code)
                 ORDER BY x.code) AS not_offered,
           EXISTS (SELECT FROM proof_rule WHERE act = 'accept') AS has_accept_rules
    FROM a CROSS JOIN LATERAL (SELECT * FROM signed_event AS s WHERE s.event_id = a.answers OFFSET 0) AS r
    WHERE a.kind = 'accept' AND a.is_readable AND r.kind = 'release' AND r.is_readable
    """,
    AnsweredRow,
)
"""Searches by key alone, held so by MATERIALIZED and OFFSET 0: without statistics the planner may read all accepts."""


class OtherSeal(msgspec.Struct, frozen=True):
    """A seal seen on an item, and the number it was sealed under."""

    event_id: UUID
    code: str
    number: str
    sealed_as: str


OTHER_SEALS: Final = statement(
    """
    WITH named AS (
        SELECT DISTINCT other.code FROM seal_seen AS s JOIN item_label AS l USING (code)
        JOIN item_label AS other ON other.item_id = l.item_id WHERE s.event_id = ANY ($1::uuid[])
    ), seen AS (
        SELECT s.event_id, s.code, l.item_id, s.number, e.kind
        FROM named AS n JOIN seal_seen AS s USING (code) JOIN item_label AS l USING (code)
        JOIN trusted_event AS e USING (event_id)
    )
    SELECT later.event_id, later.code, later.number, first.number AS sealed_as
    FROM seen AS later JOIN seen AS first USING (item_id)
    WHERE first.kind = 'receive' AND later.event_id <> first.event_id AND later.number <> first.number
      AND later.kind <> 'receive'
    """,
    OtherSeal,
)


class Difference(msgspec.Struct, frozen=True):
    """Lines of an item that an opening found otherwise than they were taken over."""

    event_id: UUID
    code: str
    lines: list[int]


DIFFERENCES: Final = statement(
    """
    SELECT d.event_id, o.code, array_agg(d.line::int ORDER BY d.line) AS lines
    FROM item_label AS named JOIN envelope_opening AS o ON o.code IN (
             SELECT l.code FROM item_label AS l WHERE l.item_id = named.item_id)
    JOIN handover_difference AS d USING (event_id)
    WHERE named.code = ANY ($1::text[])
    GROUP BY d.event_id, o.code
    """,
    Difference,
)


class DeliveryTries(msgspec.Struct, frozen=True):
    """How often a result's citizen was not met, and how often is allowed."""

    code: str
    tries: int
    allowed: int


TRIES: Final = statement(
    """
    SELECT named.code,
           (SELECT count(DISTINCT e.event_id) FROM item_label AS l JOIN event_item AS x USING (code)
            JOIN trusted_event AS e USING (event_id)
            WHERE l.item_id = named.item_id AND x.kind = 'attempt')::int AS tries,
           (holding_rule_for(d.desk_id, (courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)).attempts::int AS allowed
    FROM item_label AS named JOIN item AS i USING (item_id) JOIN job AS j USING (job_id)
    JOIN dossier AS d USING (dossier_id)
    WHERE named.code = ANY ($1::text[]) AND j.leg = 'RETURN'
    """,
    DeliveryTries,
)

# What the one-stop's answer changes of the dossier.


class EarlierAnswer(msgspec.Struct, frozen=True):
    """An answer kept before anybody knew which item its code names."""

    event_id: UUID
    party_id: UUID
    code: str
    dossier_code: str | None
    refused: str | None


ANSWERED_EARLIER: Final = statement(
    """
    SELECT a.event_id, a.party_id, a.code, a.dossier_code, a.refused
    FROM filing_answer AS a JOIN trusted_event USING (event_id)
    WHERE a.code = ANY ($1::text[]) ORDER BY a.event_id
    """,
    EarlierAnswer,
)


class AnswerApplied(msgspec.Struct, frozen=True):
    """What became of an answer: whether it speaks of its own desk's dossier, and whether the code could be taken."""

    is_of_its_desk: bool
    code_now: str | None
    is_taken: bool


FIND_ANSWERED_DOSSIER: Final = statement(
    """
    SELECT d.desk_id = $2 OR d.competent_agency_id IS NOT DISTINCT FROM $2 AS is_of_its_desk,
           d.code AS code_now,
           EXISTS (SELECT FROM dossier AS o
                   WHERE o.desk_id = d.desk_id AND o.code = $3 AND o.dossier_id <> d.dossier_id) AS is_taken
    FROM dossier AS d WHERE d.dossier_id = $1
    """,
    AnswerApplied,
)
LOCK_DOSSIER: Final = statement("SELECT dossier_id FROM dossier WHERE dossier_id = $1 FOR NO KEY UPDATE")
SET_DOSSIER: Final = statement(
    """
    UPDATE dossier AS d
    SET code = coalesce(d.code, $2),
        due_on = coalesce((SELECT a.due_on FROM filing_answer AS a JOIN item_label AS l USING (code)
                           JOIN item AS i USING (item_id) JOIN job AS j USING (job_id)
                           JOIN trusted_event AS e USING (event_id)
                           WHERE j.dossier_id = d.dossier_id AND a.due_on IS NOT NULL
                             AND a.party_id IN (d.desk_id, d.competent_agency_id)
                           ORDER BY a.answered_at DESC, a.event_id DESC LIMIT 1), d.due_on),
        official_state = CASE WHEN $3 AND d.official_state <= 2 THEN 3
                              WHEN NOT $3 AND d.official_state = 1 THEN 2 ELSE d.official_state END
    WHERE d.dossier_id = $1
    """
)
"""The latest due date said counts, whichever answer came first; states only from new to accepted or refused."""
