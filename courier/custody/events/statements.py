"""The SQL that keeps signed acts and numbers them without gap, each text beside the Struct its rows fill."""

from datetime import datetime
from uuid import UUID

import msgspec

from courier.database import statement


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


HOLD_DEVICES = statement(
    "SELECT device_id FROM device WHERE device_id = ANY ($1::uuid[]) ORDER BY device_id FOR KEY SHARE"
)
"""Until the transaction ends no revocation of these devices can begin, and one under way is waited for."""

KNOWN_DEVICES = statement(
    """
    SELECT d.device_id, d.party_id, d.office_id, d.province_code, d.public_key, d.enrolled_at, d.last_sync_at,
           d.last_sync_seq, r.trusted_through
    FROM device AS d LEFT JOIN device_revocation AS r USING (device_id)
    WHERE d.device_id = ANY ($1::uuid[])
    """,
    KnownDevice,
)


class HeldDevice(KnownDevice, frozen=True):
    """A device held, and when that was: what comes with it is recorded under this instant."""

    read_at: datetime


HOLD_AND_KNOW = statement(
    """
    SELECT device_id, party_id, office_id, province_code, public_key, enrolled_at, last_sync_at, last_sync_seq,
           trusted_through, read_at
    FROM hold_devices($1::uuid[])
    """,
    HeldDevice,
)
"""Both of the above and the one clock's time, in one round trip; the rest of the transaction finds rows by key."""


class KeptEvent(msgspec.Struct, frozen=True):
    """The identity of an event that is in the table, and whether it has just come into it."""

    event_id: UUID
    device_id: UUID
    device_seq: int
    body_hash: bytes
    is_new: bool


KEEP_ACTS = statement(
    """
    SELECT event_id, device_id, device_seq, body_hash, is_new
    FROM keep_acts($1::act_sent[], $2::item_sent[])
    """,
    KeptEvent,
)
"""Acts, then the items they name: of those that were there already nothing is added."""


class OneSided(msgspec.Struct, frozen=True):
    """An act that writes down another's side."""

    event_id: UUID
    kind: str


SIDES_NOT_TO_BE_WRITTEN_DOWN = statement(
    """
    SELECT event_id, kind FROM signed_event
    WHERE event_id = ANY ($1::uuid[])
      AND NOT CASE kind WHEN 'transcribe' THEN may_transcribe(party_id, from_party, to_party)
                        ELSE may_write_down(party_id, coalesce(from_party, to_party), evidence) END
    """,
    OneSided,
)

KEEP_EVENT_ITEMS = statement(
    """
    INSERT INTO event_item (event_id, code, position, kind, party_id, to_party, from_party, ref)
    SELECT e.event_id, x.code, x.position, e.kind, e.party_id, e.to_party, e.from_party, x.ref
    FROM unnest($1::uuid[], $2::text[], $3::smallint[], $4::uuid[]) AS x (event_id, code, position, ref)
    JOIN signed_event AS e USING (event_id)
    """
)
"""Of acts that are there already and are read only now."""

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


class UnverifiedToday(msgspec.Struct, frozen=True):
    """How much that proves nothing a device has sent within a day."""

    uploads: int


UNVERIFIED_TODAY = statement(
    """
    SELECT count(*)::int AS uploads FROM unverified_upload
    WHERE uploaded_by = $1 AND recorded_at > courier_now() - interval '1 day'
    """,
    UnverifiedToday,
)

LOCK_BAG_ACTS = statement(
    """
    SELECT pg_advisory_xact_lock(7, place)
    FROM (SELECT DISTINCT hashtext(id::text) & 1023 AS place FROM unnest($1::uuid[]) AS id ORDER BY place) AS sorted
    """
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
    JOIN signed_event AS source ON source.event_id = s.event_id
    WHERE (e.kind <> 'release' OR e.answers_hash IS NULL OR e.answers_hash = source.body_hash)
      AND (e.event_id = ANY ($1::uuid[]) OR e.items_of = ANY ($1::uuid[])) AND e.is_readable
      AND s.kind = ANY (CASE e.kind WHEN 'release' THEN ARRAY['seal_bag'] WHEN 'accept' THEN ARRAY['release']
                        ELSE ARRAY['release', 'accept', 'receive', 'deliver', 'seal_bag'] END)
      AND NOT EXISTS (SELECT FROM event_item AS own WHERE own.event_id = e.event_id)
      AND NOT EXISTS (SELECT FROM event_refusal AS no WHERE no.event_id = e.event_id AND no.code = s.code)
    RETURNING event_id, code
    """,
    BagItem,
)

LOCK_CODES = statement(
    """
    SELECT pg_advisory_xact_lock(8, place)
    FROM (SELECT DISTINCT hashtext(code) & 1023 AS place FROM unnest($1::text[]) AS code ORDER BY place) AS sorted
    """
)
"""Held while a code that names no item yet is used or bound, so that neither act misses the other.

1,024 places and no more: a batch may name sixteen thousand such codes, the server's table of locks may not.
"""


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

LOG_AT = statement("SELECT device_id, seq, hash, body_hash FROM device_log WHERE device_id = $1 AND seq = $2", LogEnd)

EXTEND_LOGS = statement("SELECT device_id, seq, hash, body_hash FROM extend_logs($1::uuid[])", LogEnd)
"""What waits behind a gap is not read: a phone that sends thousands behind one has them read once, at its end."""
