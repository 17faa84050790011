"""The SQL of what belongs to each item: places, heads, stored nodes of the tree; each text beside its Struct."""

from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.evidence.sources import SOURCES, About, match_sql, sources_about


class Signed(msgspec.Struct, frozen=True):
    """Up to which place, from which transaction on, and for which checkpoint what belongs to items is to be noted."""

    first: int
    since: int
    number: int


WHAT_TO_NOTE: Final = statement(
    """
    SELECT CASE WHEN c.items_root IS NULL THEN 0 ELSE c.size END AS first,
           CASE WHEN c.items_root IS NOT NULL AND c.incarnation_id = i.incarnation_id AND c.horizon <= s.horizon
                THEN c.horizon ELSE 0 END AS since,
           coalesce(c.number, 0) + 1 AS number
    FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon) AS s
    CROSS JOIN (SELECT incarnation_id FROM server_incarnation ORDER BY number DESC LIMIT 1) AS i
    LEFT JOIN (SELECT number, size, items_root, incarnation_id, horizon FROM evidence_checkpoint
               ORDER BY number DESC LIMIT 1) AS c ON true
    """,
    Signed,
)
"""The last checkpoint's transaction horizon holds here as it does for places."""


def _names(about: About) -> str:
    return "ARRAY[" + ", ".join(f"'{source}'" for source in sources_about(about)) + "]"


def _also() -> str:
    return " UNION ".join(
        f"""SELECT x.item_id, l.leaf FROM fresh AS l
        JOIN {source.table} AS r ON l.source = '{name}' AND {match_sql(name)}
        CROSS JOIN LATERAL ({source.also}) AS x (item_id)"""  # noqa: S608 (all are constants of this package)
        for name, source in SOURCES.items()
        if source.also is not None
    )


def _older(about: About, name: str) -> str:
    """All places before $1 whose key begins with `name`: `0` is the character after `/`."""
    return f"l.source = ANY ({_names(about)}) AND l.key >= {name} AND l.key < {name} || '0' AND l.leaf < $1"


_LABELLED: Final = """
        JOIN item_label AS b USING (code)
        JOIN evidence_leaf AS n ON n.source = 'label' AND n.key = b.code AND n.leaf < $2"""

NOTE_PLACES: Final = statement(
    f"""
    WITH fresh AS MATERIALIZED (
        SELECT leaf, source, key, split_part(key, '/', 1) AS about FROM evidence_leaf WHERE leaf >= $1 AND leaf < $2
    ), of_event AS MATERIALIZED (
        SELECT leaf, about::uuid AS event_id FROM fresh WHERE source = ANY ({_names("event")})
    ), of_code AS MATERIALIZED (
        SELECT leaf, source, about AS code FROM fresh WHERE source = ANY ({_names("code")})
    ), of_job AS MATERIALIZED (
        SELECT leaf, about::uuid AS job_id FROM fresh WHERE source = ANY ({_names("job")})
    ), of_item AS MATERIALIZED (
        SELECT leaf, source, about::uuid AS item_id FROM fresh WHERE source = ANY ({_names("item")})
    ), belongs AS (
        SELECT b.item_id, o.leaf FROM of_event AS o JOIN event_item USING (event_id) {_LABELLED}
        UNION
        SELECT b.item_id, o.leaf FROM of_event AS o JOIN event_refusal USING (event_id) {_LABELLED}
        UNION
        SELECT b.item_id, o.leaf FROM of_code AS o {_LABELLED}
        UNION
        SELECT b.item_id, l.leaf FROM of_code AS o JOIN item_label AS b USING (code)
        JOIN evidence_leaf AS l ON o.source = 'label' AND {_older("code", "o.code")}
        UNION
        SELECT b.item_id, l.leaf FROM of_code AS o
        JOIN (SELECT event_id, code FROM event_item
              UNION ALL SELECT event_id, code FROM event_refusal) AS x USING (code)
        JOIN item_label AS b USING (code)
        JOIN evidence_leaf AS l ON o.source = 'label' AND {_older("event", "x.event_id::text")}
        UNION
        SELECT i.item_id, o.leaf FROM of_job AS o JOIN item AS i USING (job_id)
        JOIN evidence_leaf AS n ON n.source = 'item' AND n.key = i.item_id::text AND n.leaf < $2
        UNION
        SELECT i.item_id, l.leaf FROM of_item AS o JOIN item AS i ON o.source = 'item' AND i.item_id = o.item_id
        JOIN evidence_leaf AS l ON {_older("job", "i.job_id::text")}
        UNION
        SELECT item_id, leaf FROM of_item
        UNION
        {_also()}
    )
    INSERT INTO evidence_item_leaf (item_id, leaf, since) SELECT item_id, leaf, $3::bigint FROM belongs
    ON CONFLICT (item_id, leaf) DO NOTHING
    """  # noqa: S608 (all are constants of this package)
)
"""Of the places $1 ≤ n < $2, and of older ones about what got its label or item there: to which item each belongs.

An act belongs to the items that its codes name, and what is about an act belongs where the act does. What a label or an
item names counts only where the label or item has its own place: so what is signed can be told from the log alone.
"""

NOTE_LATE_TELLINGS: Final = statement(
    f"""
    WITH told AS MATERIALIZED (
        SELECT x.event_id, b.item_id
        FROM (SELECT event_id, code FROM event_item WHERE entered_xid >= $3::bigint
              UNION SELECT event_id, code FROM event_refusal WHERE entered_xid >= $3::bigint) AS x {_LABELLED}
        JOIN evidence_leaf AS e ON e.source = 'event' AND e.key = x.event_id::text AND e.leaf < $1
    )
    INSERT INTO evidence_item_leaf (item_id, leaf, since)
    SELECT DISTINCT t.item_id, l.leaf, $4::bigint FROM told AS t
    JOIN evidence_leaf AS l ON {_older("event", "t.event_id::text")}
    ON CONFLICT (item_id, leaf) DO NOTHING
    """  # noqa: S608 (all are constants of this package)
)
"""Acts with places before $1 that came to speak of items since transaction $3: a bag whose sealing came, an act read
after an upgrade. What is about them and has a place from $1 on, `NOTE_PLACES` finds by itself."""


class Touched(msgspec.Struct, frozen=True):
    """An item of which a checkpoint says more than the one before."""

    item_id: UUID


TOUCHED_ITEMS: Final = statement(
    "SELECT DISTINCT item_id FROM evidence_item_leaf WHERE since = $1 ORDER BY item_id", Touched
)


class BucketTouched(msgspec.Struct, frozen=True):
    """A subtree that is no more what it was."""

    bucket: int


KEEP_HEADS: Final = statement(
    """
    WITH kept AS (
        INSERT INTO evidence_item_head (item_id, since, places, hash)
        SELECT p.item_id, $1, count(*),
               sha256(string_agg(int8send(p.leaf) || l.hash, ''::bytea ORDER BY p.leaf))
        FROM evidence_item_leaf AS p JOIN evidence_leaf AS l USING (leaf)
        WHERE p.item_id = ANY ($2::uuid[])
        GROUP BY p.item_id
        ON CONFLICT DO NOTHING
        RETURNING bucket
    )
    SELECT DISTINCT bucket FROM kept
    """,
    BucketTouched,
)


class HeadFound(msgspec.Struct, frozen=True):
    """What a checkpoint signs of an item."""

    bucket: int
    item_id: UUID
    places: int
    hash: bytes


HEADS_OF_BUCKETS: Final = statement(
    """
    SELECT DISTINCT ON (bucket, item_id) bucket, item_id, places, hash
    FROM evidence_item_head WHERE bucket = ANY ($1::int[]) AND since <= $2
    ORDER BY bucket, item_id, since DESC
    """,
    HeadFound,
)


class NodeFound(msgspec.Struct, frozen=True):
    """The root of a stored subtree."""

    place: int
    hash: bytes


NODES_AT: Final = statement(
    """
    SELECT w.place, n.hash
    FROM generate_series($2::int, $3::int - 1) AS w (place)
    CROSS JOIN LATERAL (SELECT hash FROM evidence_item_node AS n
                        WHERE n.level = $1 AND n.place = w.place AND n.since <= $4
                        ORDER BY n.since DESC LIMIT 1) AS n
    """,
    NodeFound,
)
KEEP_ITEM_NODES: Final = statement(
    """
    INSERT INTO evidence_item_node (level, place, since, hash)
    SELECT $1, n.place, $2, n.hash FROM unnest($3::int[], $4::bytea[]) AS n (place, hash)
    ON CONFLICT DO NOTHING
    """
)
"""Of a number that was used before, and taken away by somebody who may, the former stands: checks then show it."""


class PlacesOf(msgspec.Struct, frozen=True):
    """All places that belong to an item, and since which checkpoint each does."""

    item_id: UUID
    leaves: list[int]
    since: list[int]


PLACES_OF_ITEMS: Final = statement(
    """
    SELECT item_id, array_agg(leaf ORDER BY leaf) AS leaves, array_agg(since ORDER BY leaf) AS since
    FROM evidence_item_leaf WHERE item_id = ANY ($1::uuid[]) AND since <= $2 GROUP BY item_id ORDER BY item_id
    """,
    PlacesOf,
)


class ItemNoted(msgspec.Struct, frozen=True):
    """An item that the log knows."""

    item_id: UUID


ITEMS_NOTED: Final = statement(
    """
    SELECT DISTINCT item_id FROM evidence_item_leaf WHERE item_id > $1 AND since <= $2 ORDER BY item_id LIMIT $3
    """,
    ItemNoted,
)
