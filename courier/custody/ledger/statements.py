"""The SQL that reads the facts of items and posts the ledger of holders, each text beside its Struct."""

from datetime import datetime
from uuid import UUID

import msgspec

from courier.database import Executor, statement


class Instant(msgspec.Struct, frozen=True):
    """The one clock's time."""

    at: datetime


CLOCK = statement("SELECT courier_now() AS at", Instant)


async def get_now(connection: Executor) -> datetime:
    """The database's time: what facts are recorded under."""
    instant = await CLOCK.one(connection)
    assert instant is not None
    return instant.at


class Binding(msgspec.Struct, frozen=True):
    """Which item a label's code names, whose it was at first, and which post offices fetch and bring it."""

    code: str
    item_id: UUID
    origin_id: UUID
    province_code: str
    serving_office_id: UUID
    delivering_office_id: UUID
    is_waited_for: bool
    """An open case says that nobody knows which item the code names."""


BINDINGS = statement(
    """
    SELECT l.code, l.item_id, i.origin_id, i.province_code, j.serving_office_id, j.delivering_office_id,
           EXISTS (SELECT FROM custody_exception AS e LEFT JOIN custody_exception_closing AS c USING (exception_id)
                   WHERE e.kind = 'unknown_item' AND e.code = l.code AND c.exception_id IS NULL) AS is_waited_for
    FROM item_label AS l JOIN item AS i USING (item_id) JOIN job AS j USING (job_id)
    WHERE l.code = ANY ($1::text[])
    """,
    Binding,
)


class Order(msgspec.Struct, frozen=True):
    job_id: UUID


ORDER_FROM = statement("SELECT job_id FROM job WHERE job_id = $1 AND origin_id = $2", Order)
"""An order, if it is to be collected from that party."""

TELL_OF_LABELS = statement(
    """
    WITH named AS (
        SELECT l.code, i.job_id, i.item_id FROM item_label AS l JOIN item AS i USING (item_id)
        WHERE l.code = ANY ($2::text[])
    ), wrong AS (
        SELECT $1::uuid AS job_id, 'label_of_another_order' AS why FROM named WHERE job_id <> $1
        UNION SELECT job_id, 'label_of_another_order' FROM named WHERE job_id <> $1
        UNION SELECT n.job_id, 'two_labels' FROM named AS n JOIN item_label AS o USING (item_id)
        WHERE n.job_id = $1 AND o.code <> n.code AND NOT EXISTS (SELECT FROM label_void AS v WHERE v.code = o.code)
    )
    INSERT INTO custody_exception (exception_id, kind, event_id, item_id, code, province_code, office_id, facts)
    SELECT gen_random_uuid(), 'unmatched', j.job_id, i.item_id, NULL, j.province_code, j.serving_office_id,
           jsonb_build_object('why', w.why)
    FROM wrong AS w JOIN job AS j USING (job_id) LEFT JOIN item AS i USING (job_id)
    ON CONFLICT DO NOTHING
    """
)
"""Two labels picked up for one order, or one label for two: named by the order, the same whichever came first."""

BINDINGS_OF_ITEMS = statement(
    """
    SELECT l.code, l.item_id, i.origin_id, i.province_code, j.serving_office_id, j.delivering_office_id,
           EXISTS (SELECT FROM custody_exception AS e LEFT JOIN custody_exception_closing AS c USING (exception_id)
                   WHERE e.kind = 'unknown_item' AND e.code = l.code AND c.exception_id IS NULL) AS is_waited_for
    FROM item_label AS l JOIN item AS i USING (item_id) JOIN job AS j USING (job_id)
    WHERE l.item_id = ANY ($1::uuid[]) ORDER BY l.item_id, l.bound_at
    """,
    Binding,
)


class LedgerRow(msgspec.Struct, frozen=True):
    """One row of the ledger of holders, as needed to go on from it."""

    item_id: UUID
    seq: int
    depth: int
    kind: str
    to_party: UUID
    tip: UUID
    given_event: UUID | None
    taken_event: UUID | None
    hash: bytes


class HeadRow(msgspec.Struct, frozen=True):
    """Where an item stands, read under its lock; what is known of it beside its acts; its ledger, one place a row."""

    item_id: UUID
    status: str
    claimants: list[UUID]
    has_refusals: bool
    has_statements: bool
    has_resolutions: bool
    has_findings: bool
    """Cases of disputes or late words, open or closed."""
    acts: list[str]
    """The kinds of all acts kept about it."""
    depths: list[int]
    kinds: list[str]
    to_parties: list[UUID]
    tips: list[UUID]
    given_events: list[UUID | None]
    taken_events: list[UUID | None]
    hashes: list[bytes]

    @property
    def ledger(self) -> list[LedgerRow]:
        """Its rows from the registration on; their numbers have no gap."""
        columns = (
            self.depths,
            self.kinds,
            self.to_parties,
            self.tips,
            self.given_events,
            self.taken_events,
            self.hashes,
        )
        return [LedgerRow(self.item_id, seq, *row) for seq, row in enumerate(zip(*columns, strict=True))]


LOCK_ITEMS = statement(
    """
    SELECT item_id, status, claimants, has_refusals, has_statements, has_resolutions, has_findings, acts,
           depths, kinds, to_parties, tips, given_events, taken_events, hashes
    FROM lock_items($1::uuid[])
    """,
    HeadRow,
)


class TakenItem(HeadRow, frozen=True):
    """Where the item stands that a code names, and whose it is, as in `Binding`."""

    code: str
    origin_id: UUID
    province_code: str
    serving_office_id: UUID
    delivering_office_id: UUID
    is_waited_for: bool

    @property
    def binding(self) -> Binding:
        """The code's own part."""
        return Binding(
            self.code,
            self.item_id,
            self.origin_id,
            self.province_code,
            self.serving_office_id,
            self.delivering_office_id,
            self.is_waited_for,
        )


TAKE_ITEMS = statement(
    """
    SELECT item_id, status, claimants, has_refusals, has_statements, has_resolutions, has_findings, acts,
           depths, kinds, to_parties, tips, given_events, taken_events, hashes,
           code, origin_id, province_code, serving_office_id, delivering_office_id, is_waited_for
    FROM take_items($1::text[])
    """,
    TakenItem,
)
"""`BINDINGS` and `LOCK_ITEMS` in one round trip, with codes that name no item yet locked before."""


class FactRow(msgspec.Struct, frozen=True):
    """What one trusted event says of one item."""

    item_id: UUID
    event_id: UUID
    code: str
    kind: str
    party_id: UUID
    to_party: UUID | None
    from_party: UUID | None
    ref: UUID
    evidence: str | None
    body_hash: bytes
    answers_hash: bytes | None
    items_of: UUID | None


TRUSTED_FACTS = statement(
    """
    SELECT l.item_id, x.event_id, x.code, x.kind, x.party_id, x.to_party, x.from_party, x.ref, e.evidence, e.body_hash,
           e.answers_hash, e.items_of
    FROM item_label AS l
    CROSS JOIN LATERAL (SELECT * FROM event_item AS i WHERE i.code = l.code OFFSET 0) AS x
    JOIN signed_event AS e USING (event_id)
    LEFT JOIN device_revocation AS r USING (device_id)
    WHERE l.item_id = ANY ($1::uuid[])
      AND x.kind IN ('release', 'accept', 'receive', 'deliver', 'withdraw', 'correct', 'transcribe')
      AND (r.trusted_through IS NULL OR e.device_seq <= r.trusted_through)
      AND (x.kind NOT IN ('receive', 'deliver')
           OR may_write_down(x.party_id, coalesce(x.from_party, x.to_party), e.evidence))
      AND (x.kind <> 'transcribe' OR may_transcribe(x.party_id, x.from_party, x.to_party))
    """,
    FactRow,
)
"""Trust is computed here, never stored: a revocation is one more fact. What one side may not write down for the other
is kept and shown to a person, and moves nothing. OFFSET 0 keeps the search by code: without statistics the planner may
take all acts of a kind for fewer."""


class RefusalRow(msgspec.Struct, frozen=True):
    item_id: UUID
    party_id: UUID
    answers: UUID


TRUSTED_REFUSALS = statement(
    """
    SELECT l.item_id, e.party_id, x.answers
    FROM item_label AS l
    JOIN event_refusal AS x USING (code)
    JOIN signed_event AS e USING (event_id)
    LEFT JOIN device_revocation AS r USING (device_id)
    WHERE l.item_id = ANY ($1::uuid[]) AND (r.trusted_through IS NULL OR e.device_seq <= r.trusted_through)
    """,
    RefusalRow,
)


class StatementRow(msgspec.Struct, frozen=True):
    item_id: UUID
    event_id: UUID
    party_id: UUID
    verdict: str


SIDE_STATEMENTS = statement(
    """
    SELECT l.item_id, s.event_id, s.party_id, s.verdict
    FROM item_label AS l JOIN event_item AS x USING (code) JOIN side_statement AS s USING (event_id)
    WHERE l.item_id = ANY ($1::uuid[])
    """,
    StatementRow,
)


class ResolutionRow(msgspec.Struct, frozen=True):
    item_id: UUID
    resolution_id: UUID
    at_tip: UUID
    number: int
    chosen_event: UUID | None
    holder_id: UUID | None
    considered: list[UUID]


RESOLUTIONS = statement(
    """
    SELECT item_id, resolution_id, at_tip, number, chosen_event, holder_id, considered
    FROM dispute_resolution WHERE item_id = ANY ($1::uuid[])
    """,
    ResolutionRow,
)


class CountFound(msgspec.Struct, frozen=True):
    """A count that a person signed on a device still trusted."""

    event_id: UUID
    party_id: UUID


POST_AND_TELL = statement(
    """
    WITH posted AS (
    INSERT INTO ledger (item_id, seq, depth, kind, province_code, from_party, to_party, tip, given_event, given_code,
        given_kind, taken_event, taken_code, taken_kind, giver_evidence, receiver_evidence, resolution_id, rewound_to,
        cause, prev_depth, prev_tip, prev_hash, recorded_at)
    SELECT * FROM unnest($1::ledger_sent[])
    ), told AS (
        INSERT INTO change (topic, office_id, party_id, facts)
        SELECT 'custody', * FROM unnest($2::uuid[], $3::uuid[], $4::jsonb[])
    )
    SELECT event_id, party_id FROM counts_touched($5::uuid[], $6::uuid[])
    """,
    CountFound,
)
"""Rows of one item in their order: a foreign key compares each row's prev_hash with the hash the server computed. Then
what live views are told, and the counts of bags that these moves lie before."""

SET_STANDING = statement(
    """
    UPDATE head SET status = sent.status, claimants = sent.claimants
    FROM (
        SELECT s.item_id, s.status, coalesce(array_agg(c.party_id ORDER BY c.party_id)
                                             FILTER (WHERE c.party_id IS NOT NULL), '{}') AS claimants
        FROM unnest($1::uuid[], $2::text[]) AS s (item_id, status)
        LEFT JOIN unnest($3::uuid[], $4::uuid[]) AS c (item_id, party_id) USING (item_id)
        GROUP BY s.item_id, s.status
    ) AS sent
    WHERE head.item_id = sent.item_id
    """
)
"""Items and their status, then pairs of item and claimant."""

OPEN_EXCEPTIONS = statement(
    """
    INSERT INTO custody_exception (exception_id, kind, event_id, item_id, code, province_code, office_id, facts)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::uuid[],
        $8::jsonb[])
    ON CONFLICT DO NOTHING
    """
)

OPEN_FINDINGS = statement(
    """
    INSERT INTO custody_exception (exception_id, kind, event_id, item_id, code, province_code, office_id, facts)
    SELECT d.exception_id, d.kind, d.event_id, d.item_id, d.code, d.province_code, d.office_id, d.facts
    FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::uuid[], $8::jsonb[])
        AS d (exception_id, kind, event_id, item_id, code, province_code, office_id, facts)
    WHERE NOT EXISTS (
        SELECT FROM custody_exception AS e LEFT JOIN custody_exception_closing AS c USING (exception_id)
        WHERE e.kind = d.kind AND e.item_id = d.item_id AND e.event_id = d.event_id
          AND (c.exception_id IS NULL OR d.kind <> 'disputed' AND c.closed_by IS NOT NULL))
    """
)
"""Under the items' locks: one open case a finding, though the same may come back after the facts had closed it. What a
person has closed stays closed, disputes apart: those end by a decision."""

CLOSE_FINDINGS = statement(
    """
    INSERT INTO custody_exception_closing (exception_id)
    SELECT e.exception_id FROM custody_exception AS e
    WHERE e.item_id = ANY ($1::uuid[]) AND e.kind IN ('disputed', 'late_evidence')
      AND NOT (e.event_id = ANY ($2::uuid[]))
      AND NOT EXISTS (SELECT FROM custody_exception_closing AS c WHERE c.exception_id = e.exception_id)
    ON CONFLICT DO NOTHING
    """
)
"""Findings about these items, other than those still standing, are closed by the facts themselves."""

CLOSE_KNOWN_CODES = statement(
    """
    INSERT INTO custody_exception_closing (exception_id)
    SELECT e.exception_id FROM custody_exception AS e
    WHERE e.kind = 'unknown_item' AND e.code = ANY ($1::text[])
      AND NOT EXISTS (SELECT FROM custody_exception_closing AS c WHERE c.exception_id = e.exception_id)
    ON CONFLICT DO NOTHING
    """
)
