"""The SQL of evidence: places in the order, the tree's stored nodes, checkpoints; each text beside its Struct."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.evidence.sources import SOURCES, key_sql

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


def _unnumbered(place: int, source: str) -> str:
    key = key_sql(source)
    return f"""
        (SELECT {place} AS place, n.entered_xid, '{source}' AS source, n.key, evidence_text(n.whole) AS text
         FROM (SELECT r AS whole, r.entered_xid, ({key}) COLLATE "C" AS key FROM {SOURCES[source].table} AS r
               WHERE r.entered_xid >= $1::bigint
                 AND NOT EXISTS (SELECT FROM evidence_leaf AS l WHERE l.source = '{source}' AND l.key = ({key}))
               ORDER BY r.entered_xid, 3 LIMIT $3::int) AS n)"""  # noqa: S608 (all are constants of this package)


NUMBER_ROWS: Final = statement(
    f"""
    WITH new AS ({"UNION ALL".join(_unnumbered(place, source) for place, source in enumerate(SOURCES))}
    )
    INSERT INTO evidence_leaf (leaf, source, key, hash)
    SELECT $2::bigint + row_number() OVER (ORDER BY place, entered_xid, key) - 1, source, key,
           sha256('\\x00'::bytea || convert_to(text, 'UTF8'))
    FROM new
    """  # noqa: S608 (as above)
)
"""Places from $2 on for at most $3 rows of each table that entered at or after $1 and have none.

One statement, so one snapshot: whoever sees a ledger row in the log sees the events that it names, and the other way
round.
"""


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
    items_root: bytes | None


LAST_CHECKPOINT: Final = statement(
    """
    SELECT number, size, root, occasion, on_date, made_at, incarnation_id, body, signature, public_key, body_hash,
           items_root
    FROM evidence_checkpoint ORDER BY number DESC LIMIT 1
    """,
    CheckpointRow,
)
CHECKPOINTS: Final = statement(
    """
    SELECT number, size, root, occasion, on_date, made_at, incarnation_id, body, signature, public_key, body_hash,
           items_root
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
        signature, public_key, prev_size, prev_hash, items_root)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    """
)


class StepRow(msgspec.Struct, frozen=True):
    """A row of the ledger with what an EPCIS event says beside it."""

    item_id: UUID
    job_id: UUID
    seq: int
    depth: int
    kind: str
    from_party: UUID | None
    from_kind: str | None
    to_party: UUID
    to_kind: str
    given_event: UUID | None
    taken_event: UUID | None
    giver_evidence: str | None
    receiver_evidence: str | None
    hash: bytes
    happened_at: datetime | None
    recorded_at: datetime


STEPS: Final = statement(
    """
    SELECT l.item_id, i.job_id, l.seq, l.depth, l.kind, l.from_party, f.kind AS from_kind, l.to_party,
           t.kind AS to_kind, l.given_event, l.taken_event, l.giver_evidence, l.receiver_evidence, l.hash,
           e.happened_at, l.recorded_at
    FROM ledger AS l JOIN item AS i USING (item_id) JOIN party AS t ON t.party_id = l.to_party
    LEFT JOIN party AS f ON f.party_id = l.from_party
    LEFT JOIN signed_event AS e ON e.event_id = coalesce(l.taken_event, l.given_event)
    WHERE l.item_id = ANY ($1::uuid[]) ORDER BY l.item_id, l.seq
    """,
    StepRow,
)


class BagAct(msgspec.Struct, frozen=True):
    """A bag sealed or opened around some of these items, with all items in it."""

    event_id: UUID
    party_id: UUID
    party_kind: str
    body: bytes
    happened_at: datetime
    recorded_at: datetime
    item_ids: list[UUID]


BAG_ACTS: Final = statement(
    """
    SELECT e.event_id, e.party_id, p.kind AS party_kind, e.body, e.happened_at, e.recorded_at,
           (SELECT coalesce(array_agg(b.item_id ORDER BY b.item_id), '{}')
            FROM event_item AS a JOIN item_label AS b USING (code) WHERE a.event_id = e.event_id) AS item_ids
    FROM signed_event AS e JOIN party AS p USING (party_id)
    WHERE e.is_readable AND e.kind IN ('seal_bag', 'open_bag')
      AND e.event_id IN (SELECT x.event_id FROM item_label AS l JOIN event_item AS x USING (code)
                         WHERE l.item_id = ANY ($1::uuid[]))
    ORDER BY e.recorded_at, e.event_id
    """,
    BagAct,
)
