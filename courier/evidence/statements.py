"""The SQL of evidence: places in the order, the tree's stored nodes, checkpoints; each text beside its Struct."""

from datetime import date, datetime
from typing import Final, Never
from uuid import UUID

import msgspec

from courier.database import Statement, statement

LOCK_LOG: Final = statement("SELECT pg_advisory_xact_lock(hashtext('courier.evidence'))")
"""One at a time numbers rows or signs, until the end of its transaction."""


class Standing(msgspec.Struct, frozen=True):
    """How far the order has come, and from which transaction on rows may still be without a place."""

    size: int
    since: int
    horizon: int


STANDING: Final = statement(
    """
    SELECT coalesce((SELECT leaf + 1 FROM evidence_leaf ORDER BY leaf DESC LIMIT 1), 0) AS size,
           CASE WHEN c.incarnation_id = i.incarnation_id AND c.horizon <= s.horizon THEN c.horizon ELSE 0 END AS since,
           s.horizon
    FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon) AS s
    CROSS JOIN (SELECT incarnation_id FROM server_incarnation ORDER BY number DESC LIMIT 1) AS i
    LEFT JOIN (SELECT incarnation_id, horizon FROM evidence_checkpoint ORDER BY number DESC LIMIT 1) AS c ON true
    """,
    Standing,
)
"""Every transaction below the snapshot's `horizon` is over, so its rows are seen or never were. What entered below the
horizon of the last checkpoint has its place already; after a restore, or in a cluster whose count of transactions
began anew, all rows are looked through once."""


def _number(source: str, table: str, key: str) -> Statement[Never]:
    """Give the next places, from $2 on, to at most $3 rows of a table that entered at or after $1 and have none."""
    return statement(f"""
    INSERT INTO evidence_leaf (leaf, source, key, hash)
    SELECT $2::bigint + row_number() OVER (ORDER BY entered_xid, key) - 1, '{source}', key,
           sha256('\\x00'::bytea || convert_to(evidence_text(whole), 'UTF8'))
    FROM (
        SELECT r.entered_xid, ({key}) COLLATE "C" AS key, r AS whole FROM {table} AS r
        WHERE r.entered_xid >= $1::bigint
          AND NOT EXISTS (SELECT FROM evidence_leaf AS l WHERE l.source = '{source}' AND l.key = ({key}))
        ORDER BY r.entered_xid, 2 LIMIT $3::int
    ) AS new""")  # noqa: S608 (all three are constants of this file)


NUMBER_PARTIES: Final = _number("party", "party", "r.party_id::text")
NUMBER_DEVICES: Final = _number("device", "device", "r.device_id::text")
NUMBER_REVOCATIONS: Final = _number("revocation", "device_revocation", "r.device_id::text")
NUMBER_INCARNATIONS: Final = _number("incarnation", "server_incarnation", "r.incarnation_id::text")
NUMBER_LABELS: Final = _number("label", "item_label", "r.code")
NUMBER_EVENTS: Final = _number("event", "signed_event", "r.event_id::text")
NUMBER_EQUIVOCATIONS: Final = _number(
    "equivocation",
    "equivocation",
    "r.event_id::text || '/' || r.device_id::text || '/' || r.device_seq::text || '/' || encode(r.body_hash, 'hex')",
)
NUMBER_UNVERIFIED: Final = _number("unverified", "unverified_upload", "r.upload_id::text")
NUMBER_STATEMENTS: Final = _number("statement", "side_statement", "r.event_id::text || '/' || r.party_id::text")
NUMBER_RESOLUTIONS: Final = _number("resolution", "dispute_resolution", "r.resolution_id::text")
NUMBER_LEDGER: Final = _number("ledger", "ledger", "r.item_id::text || '/' || r.seq::text")

NUMBER_ALL: Final = (
    NUMBER_PARTIES,
    NUMBER_DEVICES,
    NUMBER_REVOCATIONS,
    NUMBER_INCARNATIONS,
    NUMBER_LABELS,
    NUMBER_EVENTS,
    NUMBER_EQUIVOCATIONS,
    NUMBER_UNVERIFIED,
    NUMBER_STATEMENTS,
    NUMBER_RESOLUTIONS,
    NUMBER_LEDGER,
)
"""In the order in which the rows of one round get their places."""


class StoredNode(msgspec.Struct, frozen=True):
    """The hash of a leaf (level 0) or of a stored subtree."""

    level: int
    place: int
    hash: bytes


READ_NODES: Final = statement(
    """
    SELECT 0 AS level, l.leaf AS place, l.hash
    FROM unnest($1::int[], $2::bigint[], $3::bigint[]) AS w (level, first, past)
    JOIN evidence_leaf AS l ON w.level = 0 AND l.leaf >= w.first AND l.leaf < w.past
    UNION
    SELECT n.level::int, n.place, n.hash
    FROM unnest($1::int[], $2::bigint[], $3::bigint[]) AS w (level, first, past)
    JOIN evidence_node AS n ON n.level = w.level AND n.place >= w.first AND n.place < w.past
    """,
    StoredNode,
)


class NodeCount(msgspec.Struct, frozen=True):
    """How many subtrees of one level are stored."""

    stored: int


COUNT_NODES: Final = statement(
    "SELECT coalesce(max(place) + 1, 0) AS stored FROM evidence_node WHERE level = $1", NodeCount
)
KEEP_NODES: Final = statement(
    "INSERT INTO evidence_node (level, place, hash) SELECT $1, * FROM unnest($2::bigint[], $3::bytea[])"
)


class Due(msgspec.Struct, frozen=True):
    """Which checkpoint is due, if any: of the hour, or the one that closes a day."""

    occasion: str
    on_date: date | None


WHAT_IS_DUE: Final = statement(
    """
    SELECT d.occasion, CASE d.occasion WHEN 'day' THEN t.today - 1 END AS on_date
    FROM (SELECT (courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS today) AS t
    LEFT JOIN (SELECT made_at, incarnation_id FROM evidence_checkpoint ORDER BY number DESC LIMIT 1) AS last ON true
    CROSS JOIN LATERAL (SELECT CASE
        WHEN (last.made_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date < t.today
             AND NOT EXISTS (SELECT FROM evidence_checkpoint AS c WHERE c.on_date >= t.today - 1) THEN 'day'
        WHEN last.made_at IS NULL OR last.made_at <= courier_now() - interval '1 hour'
             OR last.incarnation_id <> (SELECT incarnation_id FROM server_incarnation ORDER BY number DESC LIMIT 1)
             THEN 'hour' END AS occasion) AS d
    WHERE d.occasion IS NOT NULL
    """,
    Due,
)


class CheckpointRow(msgspec.Struct, frozen=True):
    """What the server signed of its log once."""

    number: int
    size: int
    root: bytes
    occasion: str
    on_date: date | None
    made_at: datetime
    incarnation_id: UUID
    body: bytes
    signature: bytes
    public_key: bytes
    body_hash: bytes


LAST_CHECKPOINT: Final = statement(
    """
    SELECT number, size, root, occasion, on_date, made_at, incarnation_id, body, signature, public_key, body_hash
    FROM evidence_checkpoint ORDER BY number DESC LIMIT 1
    """,
    CheckpointRow,
)
CHECKPOINTS: Final = statement(
    """
    SELECT number, size, root, occasion, on_date, made_at, incarnation_id, body, signature, public_key, body_hash
    FROM evidence_checkpoint WHERE number > $1 ORDER BY number LIMIT $2
    """,
    CheckpointRow,
)


class Moment(msgspec.Struct, frozen=True):
    """Now, and in which life of the database."""

    at: datetime
    incarnation_id: UUID


MOMENT: Final = statement(
    """
    SELECT courier_now() AS at, (SELECT incarnation_id FROM server_incarnation ORDER BY number DESC LIMIT 1)
    """,
    Moment,
)
KEEP_CHECKPOINT: Final = statement(
    """
    INSERT INTO evidence_checkpoint (number, size, root, occasion, on_date, made_at, incarnation_id, horizon, body,
        signature, public_key, prev_size, prev_hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    """
)
