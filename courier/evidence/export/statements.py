"""The SQL of exports: which items, which places in the log belong to them, the rows at those places."""

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from courier.database import Statement, statement
from courier.evidence.sources import SOURCES, Source, key_sql, match_sql


class ItemFound(msgspec.Struct, frozen=True):
    """An item whose custody the asker may have."""

    item_id: UUID


_MAY = """
    ($1::uuid IS NULL OR has_role($1, j.serving_office_id, 'supervisor', 'dispatcher', 'administrator')
     OR has_role($1, j.delivering_office_id, 'supervisor', 'dispatcher', 'administrator'))"""
"""Without an asker it is the operator at the machine itself."""

FIND_ITEM: Final = statement(
    f"""
    SELECT i.item_id FROM item AS i JOIN job AS j USING (job_id)
    WHERE (i.item_id = $2 OR i.item_id = (SELECT item_id FROM item_label WHERE code = $3)) AND {_MAY}
    """,  # noqa: S608
    ItemFound,
)
FIND_LOST_ITEM: Final = statement(
    """
    SELECT item_id FROM evidence_item_leaf WHERE item_id = $1
    UNION SELECT p.item_id FROM evidence_item_leaf AS p JOIN evidence_leaf AS l USING (leaf)
    WHERE l.source = 'label' AND l.key = $2
    LIMIT 1
    """,
    ItemFound,
)
"""One that the log knows though its row is gone: for the operator alone, as nobody's office can be told any more."""

ITEMS_OF_DAYS: Final = statement(
    f"""
    SELECT i.item_id FROM item AS i JOIN job AS j USING (job_id)
    WHERE {_MAY} AND ($4::uuid IS NULL OR $4 IN (j.serving_office_id, j.delivering_office_id))
      AND i.item_id IN (
          SELECT item_id FROM item WHERE registered_at >= $2 AND registered_at < $3
          UNION
          SELECT l.item_id FROM signed_event AS e JOIN event_item USING (event_id) JOIN item_label AS l USING (code)
          WHERE e.recorded_at >= $2 AND e.recorded_at < $3)
    ORDER BY i.item_id
    """,  # noqa: S608
    ItemFound,
)
"""Registered in those days, or spoken of by an act that came in then."""


class KeyFound(msgspec.Struct, frozen=True):
    """The name of a row in the log."""

    source: str
    key: str


KEYS_OF_ITEMS: Final = statement(
    """
    WITH RECURSIVE told AS (
        SELECT x.event_id FROM item_label AS l JOIN event_item AS x USING (code) WHERE l.item_id = ANY ($1::uuid[])
        UNION
        SELECT x.event_id FROM item_label AS l JOIN event_refusal AS x USING (code) WHERE l.item_id = ANY ($1::uuid[])
    ), act AS (
        SELECT event_id FROM told
        UNION
        SELECT s.event_id FROM act AS a JOIN signed_event AS e USING (event_id)
        JOIN signed_event AS s ON s.event_id IN (e.items_of, e.answers)
    ), event AS MATERIALIZED (
        SELECT e.event_id, e.device_id, e.party_id, e.to_party, e.from_party
        FROM act JOIN signed_event AS e USING (event_id)
    ), posted AS (
        SELECT l.from_party, l.to_party FROM ledger AS l WHERE l.item_id = ANY ($1::uuid[])
    )
    SELECT l.source, l.key FROM evidence_item_leaf AS p JOIN evidence_leaf AS l USING (leaf)
        WHERE p.item_id = ANY ($1::uuid[])
    UNION SELECT 'event', event_id::text FROM event
    UNION SELECT 'device', device_id::text FROM event
    UNION SELECT 'revocation', device_id::text FROM event JOIN device_revocation USING (device_id)
    UNION SELECT 'party', id::text FROM event, unnest(ARRAY[party_id, to_party, from_party]) AS p (id)
        WHERE id IS NOT NULL
    UNION SELECT 'party', id::text FROM posted, unnest(ARRAY[from_party, to_party]) AS p (id) WHERE id IS NOT NULL
    UNION SELECT 'party', holder_id::text FROM dispute_resolution
        WHERE item_id = ANY ($1::uuid[]) AND holder_id IS NOT NULL
    UNION SELECT 'incarnation', incarnation_id::text FROM server_incarnation
    """,
    KeyFound,
)
"""All that belongs to the items, also where the row is gone; acts that those answer or take items from; who signed and
is named."""


class RowFound(msgspec.Struct, frozen=True):
    """A place in the log with the row as it is now, if it is."""

    leaf: int
    source: str
    key: str
    hash: bytes
    text: str | None


class RowsOf(NamedTuple):
    """How the rows of one source are read: at named places, or all places of a stretch of the log."""

    named: Statement[RowFound]
    stretch: Statement[RowFound]


def _rows_of(source: str) -> RowsOf:
    text = _EVENT_TEXT if source == "event" else "evidence_text(r)"
    sql = f"""
    SELECT l.leaf, l.source, l.key, l.hash, CASE WHEN r.* IS DISTINCT FROM NULL THEN {text} END AS text
    FROM evidence_leaf AS l LEFT JOIN {SOURCES[source].table} AS r ON {match_sql(source)}
    WHERE l.source = '{source}' AND """  # noqa: S608 (constants of this file)
    return RowsOf(
        named=statement(f"{sql} l.key = ANY ($1::text[]) AND l.leaf < $2 ORDER BY l.leaf", RowFound),
        stretch=statement(f"{sql} l.leaf >= $1 AND l.leaf < $2 ORDER BY l.leaf", RowFound),
    )


_AS_KEPT_UNREAD: Final = """
    evidence_text(jsonb_populate_record(r, '{"is_readable": false, "to_party": null, "from_party": null,
        "evidence": null, "answers": null, "answers_hash": null, "items_of": null, "bag_predecessor": null}'
        || jsonb_build_object('happened_at', coalesce(r.first_happened_at, r.happened_at))))"""
_EVENT_TEXT: Final = f"""
    CASE WHEN r.is_readable AND l.hash = sha256('\\x00'::bytea || convert_to({_AS_KEPT_UNREAD}, 'UTF8'))
         THEN {_AS_KEPT_UNREAD} ELSE evidence_text(r) END"""
"""An act that an older version could not read was numbered so; what was read of it since stands in its bytes."""

ROWS: Final = {source: _rows_of(source) for source in SOURCES}


class UnplacedFound(msgspec.Struct, frozen=True):
    """A row without a place that should have one."""

    source: str
    key: str
    text: str


def _of_items(name: str, source: Source) -> str | None:
    """That `r` is about the items $2 or the acts $3, by a key; None for what is found by none."""
    first = source.key[0]
    match source.about:
        case _ if name in _NAMED_OTHERWISE:
            return _NAMED_OTHERWISE[name]
        case "item":
            return f"r.{first.field} = ANY ($2::uuid[])"
        case "event":
            return f"r.{first.column or first.field} = ANY ($3::uuid[])"
        case "code":
            return "r.code IN (SELECT code FROM item_label WHERE item_id = ANY ($2::uuid[]))"
        case "job":
            return "r.job_id IN (SELECT job_id FROM item WHERE item_id = ANY ($2::uuid[]))"
    return None


_NAMED_OTHERWISE: Final = {
    "resolution": "r.item_id = ANY ($2::uuid[])",
    "case": "r.event_id = ANY ($3::uuid[])",
    "posting": "(r.effect_of = ANY ($3::uuid[]) OR r.freed = ANY ($3::uuid[]))",
}


def _unplaced(name: str, source: Source, which: str) -> str:
    key = f'({key_sql(name)}) COLLATE "C"'
    return f"""
    SELECT '{name}' AS source, {key} AS key, evidence_text(r) AS text
    FROM {source.table} AS r
    WHERE r.entered_xid < (SELECT horizon FROM evidence_checkpoint WHERE number = $1) AND {which}
      AND NOT EXISTS (SELECT FROM evidence_leaf AS l WHERE l.source = '{name}' AND l.key = {key})"""  # noqa: S608


UNPLACED: Final = statement(
    " UNION ALL ".join(_unplaced(name, source, "true") for name, source in SOURCES.items()), UnplacedFound
)
"""Rows that entered before checkpoint $1 was signed, by their own word, and that it does not sign."""
UNPLACED_OF_ITEMS: Final = statement(
    " UNION ALL ".join(
        _unplaced(name, source, which)
        for name, source in SOURCES.items()
        if (which := _of_items(name, source)) is not None
    ),
    UnplacedFound,
)
"""The same, about the items $2 and the acts $3."""


class EventFound(msgspec.Struct, frozen=True):
    """The signed bytes of an act, what was read out of them, its place in its device's log."""

    event_id: UUID
    device_id: UUID
    body: bytes
    signature: bytes
    codes: list[str]
    refs: list[UUID]
    refused_codes: list[str]
    refused_answers: list[UUID]
    may_transcribe: bool
    is_readable: bool
    read_happened_at: int | None
    seq: int | None
    prev_body_hash: bytes | None
    prev_hash: bytes | None
    hash: bytes | None


EVENTS: Final = statement(
    """
    SELECT e.event_id, e.device_id, e.body, e.signature, x.codes, x.refs, n.refused_codes, n.refused_answers,
           e.kind = 'transcribe' AND coalesce(may_transcribe(e.party_id, e.from_party, e.to_party), false)
               AS may_transcribe,
           e.is_readable, CASE WHEN e.first_happened_at IS NOT NULL THEN evidence_time(e.happened_at) END
               AS read_happened_at, l.seq, l.prev_body_hash, l.prev_hash, l.hash
    FROM signed_event AS e
    LEFT JOIN device_log AS l ON l.device_id = e.device_id AND l.seq = e.device_seq AND l.event_id = e.event_id
    CROSS JOIN LATERAL (SELECT coalesce(array_agg(code ORDER BY code), '{}') AS codes,
                               coalesce(array_agg(ref ORDER BY code), '{}') AS refs
                        FROM event_item WHERE event_id = e.event_id) AS x
    CROSS JOIN LATERAL (SELECT coalesce(array_agg(code ORDER BY code), '{}') AS refused_codes,
                               coalesce(array_agg(answers ORDER BY code), '{}') AS refused_answers
                        FROM event_refusal WHERE event_id = e.event_id) AS n
    WHERE e.event_id = ANY ($1::uuid[])
    """,
    EventFound,
)


class RestorationFound(msgspec.Struct, frozen=True):
    """A restore as it was declared."""

    incarnation_id: UUID
    number: int
    restored_to: datetime | None
    backup: str
    log_size: int


RESTORATIONS: Final = statement(
    """
    SELECT incarnation_id, i.number, r.restored_to, r.backup, r.log_size
    FROM restoration AS r JOIN server_incarnation AS i USING (incarnation_id) ORDER BY i.number
    """,
    RestorationFound,
)


class NumberFound(msgspec.Struct, frozen=True):
    """The number of a checkpoint."""

    number: int


CHECKPOINTS_TO_SHOW: Final = statement(
    """
    SELECT c.number FROM evidence_checkpoint AS c,
         (SELECT max(made_at) AS at FROM evidence_checkpoint WHERE number <= $1) AS last
    WHERE c.number <= $1 AND (c.number = $1 OR c.number = ANY ($2::bigint[]) OR c.occasion = 'day'
                              OR c.made_at > last.at - interval '7 days')
    ORDER BY c.number
    """,
    NumberFound,
)
"""Of each day one, of the last seven days all, and those somebody has seen."""
