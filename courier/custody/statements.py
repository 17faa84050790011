"""The SQL of custody, each text beside the Struct its rows fill."""

from datetime import datetime
from uuid import UUID

import msgspec

from courier.database import Connection, statement


class KnownDevice(msgspec.Struct, frozen=True):
    """A device as needed to judge what it signed."""

    device_id: UUID
    party_id: UUID
    office_id: UUID
    province_code: str
    public_key: bytes
    enrolled_at: datetime
    last_sync_at: datetime | None
    last_sync_seq: int
    trusted_through: int | None


KNOWN_DEVICES = statement(
    """
    SELECT d.device_id, d.party_id, d.office_id, d.province_code, d.public_key, d.enrolled_at, d.last_sync_at,
           d.last_sync_seq, r.trusted_through
    FROM device AS d LEFT JOIN device_revocation AS r USING (device_id)
    WHERE d.device_id = ANY ($1::uuid[])
    """,
    KnownDevice,
)


class Instant(msgspec.Struct, frozen=True):
    """The one clock's time."""

    at: datetime


CLOCK = statement("SELECT courier_now() AS at", Instant)


async def get_now(connection: Connection) -> datetime:
    """The database's time: what facts are recorded under."""
    instant = await CLOCK.one(connection)
    assert instant is not None
    return instant.at


class KeptEvent(msgspec.Struct, frozen=True):
    """The identity of an event that is in the table."""

    event_id: UUID
    device_id: UUID
    device_seq: int
    body_hash: bytes


KEEP_EVENTS = statement(
    """
    INSERT INTO signed_event (event_id, device_id, party_id, person_id, device_seq, kind, is_readable, province_code,
        to_party, from_party, evidence, answers, answers_hash, items_of, bag_predecessor, happened_at, recorded_at,
        previous, body, signature)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::boolean[],
        $8::text[], $9::uuid[], $10::uuid[], $11::text[], $12::uuid[], $13::bytea[], $14::uuid[], $15::uuid[],
        $16::timestamptz[], $17::timestamptz[], $18::bytea[], $19::bytea[], $20::bytea[]) AS sent (event_id)
    ORDER BY sent.event_id
    ON CONFLICT DO NOTHING
    RETURNING event_id, device_id, device_seq, body_hash
    """,
    KeptEvent,
)
"""Sorted by id, so that two batches that overlap wait for each other instead of deadlocking."""

FIND_EVENTS = statement(
    "SELECT event_id, device_id, device_seq, body_hash FROM signed_event WHERE event_id = ANY ($1::uuid[])", KeptEvent
)

KEEP_EVENT_ITEMS = statement(
    """
    INSERT INTO event_item (event_id, code, position, kind, party_id, to_party, from_party, ref)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::smallint[], $4::text[], $5::uuid[], $6::uuid[], $7::uuid[],
        $8::uuid[])
    """
)

KEEP_REFUSALS = statement(
    """
    INSERT INTO event_refusal (event_id, code, answers, reason)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[])
    """
)

KEEP_PROOFS = statement(
    """
    INSERT INTO event_proof (event_id, kind, sha256)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::bytea[]) ON CONFLICT DO NOTHING
    """
)

KEEP_DETAILS = statement(
    """
    INSERT INTO event_details (event_id, digest, details)
    SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::text[]) ON CONFLICT DO NOTHING
    """
)


class MissingFile(msgspec.Struct, frozen=True):
    """A proof named by an event whose file is not here whole."""

    event_id: UUID
    sha256: bytes


MISSING_FILES = statement(
    """
    SELECT p.event_id, p.sha256
    FROM event_proof AS p LEFT JOIN proof_file AS f ON f.sha256 = p.sha256 AND f.completed_at IS NOT NULL
    WHERE p.event_id = ANY ($1::uuid[]) AND f.sha256 IS NULL
    """,
    MissingFile,
)

KEEP_EQUIVOCATIONS = statement(
    """
    INSERT INTO equivocation (event_id, device_id, device_seq, body, signature, recorded_at)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bytea[], $5::bytea[], $6::timestamptz[])
    ON CONFLICT DO NOTHING
    """
)

KEEP_UNVERIFIED = statement(
    """
    INSERT INTO unverified_upload (uploaded_by, claimed_event_id, claimed_device_id, claimed_seq, body, signature, why)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::bytea[], $6::bytea[], $7::text[])
    ON CONFLICT DO NOTHING
    """
)

LOCK_BAG_ACTS = statement(
    "SELECT pg_advisory_xact_lock(7, hashtext(id::text)) FROM (SELECT unnest($1::uuid[]) AS id ORDER BY 1) AS sorted"
)
"""An act of a bag and the act it takes its items from see each other, whichever commits first."""


class BagItem(msgspec.Struct, frozen=True):
    """An item that an act concerns through its bag."""

    event_id: UUID
    code: str


EXPAND_BAG_ACTS = statement(
    """
    INSERT INTO event_item (event_id, code, position, kind, party_id, to_party, from_party, ref)
    SELECT e.event_id, s.code, s.position, e.kind, e.party_id, e.to_party, e.from_party,
           CASE WHEN e.kind = 'release' THEN coalesce(e.bag_predecessor, s.ref) ELSE e.answers END
    FROM signed_event AS e JOIN event_item AS s ON s.event_id = e.items_of
    WHERE (e.event_id = ANY ($1::uuid[]) OR e.items_of = ANY ($1::uuid[])) AND e.is_readable
      AND NOT EXISTS (SELECT FROM event_item AS own WHERE own.event_id = e.event_id)
      AND NOT EXISTS (SELECT FROM event_refusal AS no WHERE no.event_id = e.event_id AND no.code = s.code)
    RETURNING event_id, code
    """,
    BagItem,
)


class Binding(msgspec.Struct, frozen=True):
    """Which item a label's code names, whose it was at first, and which post office serves it."""

    code: str
    item_id: UUID
    origin_id: UUID
    province_code: str
    serving_office_id: UUID


BINDINGS = statement(
    """
    SELECT l.code, l.item_id, i.origin_id, i.province_code, j.serving_office_id
    FROM item_label AS l JOIN item AS i USING (item_id) JOIN job AS j USING (job_id)
    WHERE l.code = ANY ($1::text[])
    """,
    Binding,
)

BINDINGS_OF_ITEMS = statement(
    """
    SELECT l.code, l.item_id, i.origin_id, i.province_code, j.serving_office_id
    FROM item_label AS l JOIN item AS i USING (item_id) JOIN job AS j USING (job_id)
    WHERE l.item_id = ANY ($1::uuid[]) ORDER BY l.item_id, l.bound_at
    """,
    Binding,
)

LOCK_CODES = statement(
    "SELECT pg_advisory_xact_lock(8, hashtext(code)) FROM (SELECT unnest($1::text[]) AS code ORDER BY 1) AS sorted"
)
"""Held while a code that names no item yet is used or bound, so that neither act misses the other."""


class HeadRow(msgspec.Struct, frozen=True):
    """Where an item stands, read under its lock."""

    item_id: UUID
    status: str
    claimants: list[UUID]


LOCK_ITEMS = statement(
    """
    SELECT item_id, status, claimants FROM head WHERE item_id = ANY ($1::uuid[])
    ORDER BY item_id FOR NO KEY UPDATE
    """,
    HeadRow,
)

LOCK_DEVICES = statement(
    "SELECT device_id FROM device WHERE device_id = ANY ($1::uuid[]) ORDER BY device_id FOR NO KEY UPDATE"
)


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


TRUSTED_FACTS = statement(
    """
    SELECT l.item_id, x.event_id, x.code, x.kind, x.party_id, x.to_party, x.from_party, x.ref, e.evidence, e.body_hash,
           e.answers_hash
    FROM item_label AS l
    JOIN event_item AS x USING (code)
    JOIN signed_event AS e USING (event_id)
    LEFT JOIN device_revocation AS r USING (device_id)
    WHERE l.item_id = ANY ($1::uuid[]) AND x.kind IN ('release', 'accept', 'receive', 'deliver', 'withdraw', 'correct')
      AND (r.trusted_through IS NULL OR e.device_seq <= r.trusted_through)
    """,
    FactRow,
)
"""Trust is computed here, never stored: a revocation is one more fact."""


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


LEDGER_OF_ITEMS = statement(
    """
    SELECT item_id, seq, depth, kind, to_party, tip, given_event, taken_event, hash
    FROM ledger WHERE item_id = ANY ($1::uuid[]) ORDER BY item_id, seq
    """,
    LedgerRow,
)


POST_LEDGER = statement(
    """
    INSERT INTO ledger (item_id, seq, depth, kind, province_code, from_party, to_party, tip, given_event, given_code,
        given_kind, taken_event, taken_code, taken_kind, giver_evidence, receiver_evidence, resolution_id, rewound_to,
        cause, prev_depth, prev_tip, prev_hash, recorded_at)
    SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::text[], $6::uuid[], $7::uuid[], $8::uuid[],
        $9::uuid[], $10::text[], $11::text[], $12::uuid[], $13::text[], $14::text[], $15::text[], $16::text[],
        $17::uuid[], $18::int[], $19::uuid[], $20::int[], $21::uuid[], $22::bytea[], $23::timestamptz[])
    """
)
"""Rows of one item in their order: a foreign key compares each row's prev_hash with the hash the server computed."""

SET_STANDING = statement(
    """
    UPDATE head SET status = sent.status, claimants = sent.claimants
    FROM (SELECT * FROM unnest($1::uuid[], $2::text[]) AS s (item_id, status)) AS named
    JOIN LATERAL (
        SELECT named.status, coalesce(array_agg(c.party_id ORDER BY c.party_id), '{}') AS claimants
        FROM unnest($3::uuid[], $4::uuid[]) AS c (item_id, party_id) WHERE c.item_id = named.item_id
    ) AS sent ON true
    WHERE head.item_id = named.item_id
    """
)
"""Items and their status, then pairs of item and claimant."""


class LogEnd(msgspec.Struct, frozen=True):
    """The last row of a device's log."""

    device_id: UUID
    seq: int
    hash: bytes
    body_hash: bytes


LOG_ENDS = statement(
    """
    SELECT d.device_id, l.seq, l.hash, l.body_hash
    FROM unnest($1::uuid[]) AS d (device_id)
    CROSS JOIN LATERAL (
        SELECT seq, hash, body_hash FROM device_log WHERE device_id = d.device_id ORDER BY seq DESC LIMIT 1
    ) AS l
    """,
    LogEnd,
)


class WaitingEvent(msgspec.Struct, frozen=True):
    """An event kept but not yet in its device's gapless log."""

    device_id: UUID
    device_seq: int
    event_id: UUID
    body_hash: bytes
    previous: bytes


WAITING_EVENTS = statement(
    """
    SELECT e.device_id, e.device_seq, e.event_id, e.body_hash, e.previous
    FROM unnest($1::uuid[], $2::bigint[]) AS d (device_id, last_seq)
    JOIN signed_event AS e ON e.device_id = d.device_id AND e.device_seq > d.last_seq
    ORDER BY e.device_id, e.device_seq
    """,
    WaitingEvent,
)

EXTEND_LOG = statement(
    """
    INSERT INTO device_log (device_id, seq, event_id, body_hash, claimed_previous, prev_body_hash, prev_hash)
    SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[])
    """
)

OPEN_EXCEPTIONS = statement(
    """
    INSERT INTO custody_exception (exception_id, kind, event_id, item_id, code, province_code, office_id, facts)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::uuid[],
        $8::jsonb[])
    ON CONFLICT DO NOTHING
    """
)

CLOSE_SETTLED = statement(
    """
    INSERT INTO custody_exception_closing (exception_id)
    SELECT e.exception_id FROM custody_exception AS e
    WHERE e.item_id = ANY ($1::uuid[]) AND e.kind = 'disputed'
      AND NOT (e.event_id = ANY ($2::uuid[]))
      AND NOT EXISTS (SELECT FROM custody_exception_closing AS c WHERE c.exception_id = e.exception_id)
    """
)
"""Disputes of these items, other than those still standing, are closed by the facts themselves."""

CLOSE_KNOWN_CODES = statement(
    """
    INSERT INTO custody_exception_closing (exception_id)
    SELECT e.exception_id FROM custody_exception AS e
    WHERE e.kind = 'unknown_item' AND e.code = ANY ($1::text[])
      AND NOT EXISTS (SELECT FROM custody_exception_closing AS c WHERE c.exception_id = e.exception_id)
    """
)

NOTE_CHANGES = statement(
    """
    INSERT INTO change (topic, office_id, party_id, facts)
    SELECT * FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::jsonb[])
    """
)

STATE_SIDE = statement(
    """
    INSERT INTO side_statement (event_id, party_id, verdict, person_id)
    SELECT e.event_id, p.party_id, $3, $4
    FROM signed_event AS e
    CROSS JOIN LATERAL (
        SELECT CASE e.kind WHEN 'receive' THEN e.from_party WHEN 'deliver' THEN e.to_party END
    ) AS p (party_id)
    WHERE e.event_id = $1 AND p.party_id = $2
      AND has_role($4, $2, 'desk_clerk', 'teller', 'supervisor')
    ON CONFLICT DO NOTHING
    """
)
"""Only the party whose side was written down speaks of it, by someone who serves there."""


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
    SELECT DISTINCT l.item_id
    FROM signed_event AS e JOIN event_item AS x USING (event_id) JOIN item_label AS l USING (code)
    WHERE e.device_id = $1 AND e.device_seq > $2 ORDER BY l.item_id
    """,
    OfEvent,
)


class StatementSeen(msgspec.Struct, frozen=True):
    verdict: str


FIND_SIDE_STATEMENT = statement(
    """
    SELECT s.verdict FROM side_statement AS s
    WHERE s.event_id = $1 AND s.party_id = $2 AND has_role($3, $2, 'desk_clerk', 'teller', 'supervisor')
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
    JOIN office AS o ON o.office_id = j.serving_office_id
    WHERE h.item_id = $1 AND h.status = 'disputed'
      AND (has_role($2, o.office_id, 'supervisor', 'dispatcher') OR has_role($2, o.superior_office_id, 'supervisor'))
      AND (has_role($3, o.office_id, 'supervisor', 'dispatcher') OR has_role($3, o.superior_office_id, 'supervisor'))
    FOR NO KEY UPDATE OF h
    """,
    DisputedItem,
)
"""Both deciders serve at the office or its superior; else the item is as if it were not there."""

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
    WHERE d.ended_at IS NULL AND (o.office_id = $1 OR o.served_by_office_id = $1)
    ORDER BY d.device_id
    """,
    DeviceKey,
)


class Revoked(msgspec.Struct, frozen=True):
    device_id: UUID
    trusted_through: int


REVOKED_AROUND_OFFICE = statement(
    """
    SELECT r.device_id, r.trusted_through
    FROM device_revocation AS r JOIN device AS d USING (device_id) JOIN office AS o ON o.office_id = d.office_id
    WHERE o.office_id = $1 OR o.served_by_office_id = $1
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


OPEN_EXCEPTIONS_OF_OFFICE = statement(
    """
    SELECT e.exception_id, e.kind, e.event_id, e.item_id, e.code, e.facts, e.opened_at
    FROM custody_exception AS e
    WHERE e.office_id = $1 AND has_role($2, $1, 'dispatcher', 'teller', 'supervisor')
      AND NOT EXISTS (SELECT FROM custody_exception_closing AS c WHERE c.exception_id = e.exception_id)
    ORDER BY e.opened_at DESC, e.exception_id LIMIT 500
    """,
    OpenException,
)
