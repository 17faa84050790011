"""The SQL of counted bags, each text beside the Struct its rows fill."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement

LOCK_COUNTS: Final = statement(
    """
    SELECT pg_advisory_xact_lock(9, place)
    FROM (SELECT DISTINCT hashtext(id::text) & 1023 AS place FROM unnest($1::uuid[]) AS id ORDER BY place) AS sorted
    """
)
"""Two acts that touch one count see each other, whichever commits first."""


class CountedItem(msgspec.Struct, frozen=True):
    """One item of a count, as the ledger, the one who counted and the office each have it."""

    count_event: UUID
    code: str
    is_held: bool
    is_counted: bool
    is_confirmed: bool


COMPARE: Final = statement(
    """
    WITH c AS (
        SELECT e.event_id, e.device_id, e.device_seq, e.party_id, e.happened_at
        FROM signed_event AS e LEFT JOIN device_revocation AS r USING (device_id)
        WHERE e.event_id = ANY ($1::uuid[]) AND (r.trusted_through IS NULL OR e.device_seq <= r.trusted_through)
    ), counted AS MATERIALIZED (
        SELECT p.party_id, i.item_id, max(i.since) AS since
        FROM (SELECT party_id, min(happened_at) - interval '60 days' AS since FROM c GROUP BY party_id) AS p
        JOIN LATERAL (
            SELECT item_id, recorded_at AS since FROM ledger WHERE to_party = p.party_id AND recorded_at > p.since
            UNION ALL SELECT item_id, 'infinity' FROM head WHERE holder_id = p.party_id
        ) AS i ON true GROUP BY p.party_id, i.item_id
    ), steps AS MATERIALIZED (
        SELECT i.party_id, i.since, l.item_id, coalesce(l.taken_code, l.given_code) AS code, l.depth,
               l.to_party = i.party_id AS is_his, t.device_id AS taken_by, t.device_seq AS taken_seq,
               g.device_id AS given_by, g.device_seq AS given_seq,
               coalesce(t.happened_at, r.recorded_at, l.recorded_at) AS happened_at
        FROM counted AS i
        JOIN ledger AS l ON l.item_id = i.item_id AND l.kind <> 'rewound' AND NOT EXISTS (
            SELECT FROM ledger AS n WHERE n.item_id = l.item_id AND n.seq > l.seq
              AND (n.depth < l.depth OR (n.depth = l.depth AND n.kind <> 'rewound')))
        LEFT JOIN item AS born ON born.item_id = l.item_id AND l.kind = 'registered'
        LEFT JOIN papers_journey AS way ON way.job_id = born.job_id
        LEFT JOIN signed_event AS t ON t.event_id = CASE WHEN l.kind = 'registered' THEN way.event_id ELSE l.tip END
        LEFT JOIN signed_event AS g ON g.event_id = l.given_event
        LEFT JOIN dispute_resolution AS r ON r.resolution_id = l.tip
    ), standing AS (
        SELECT c.event_id AS count_event, l.item_id, l.code, l.depth, l.is_his,
               CASE WHEN l.taken_by = c.device_id THEN l.taken_seq < c.device_seq
                    WHEN l.given_by = c.device_id THEN l.given_seq < c.device_seq
                    ELSE l.happened_at <= c.happened_at END AS is_before
        FROM c JOIN steps AS l ON l.party_id = c.party_id AND l.since > c.happened_at - interval '60 days'
    ), followed AS (
        SELECT s.*, coalesce(bool_or(s.is_before) OVER (
            PARTITION BY s.count_event, s.item_id ORDER BY s.depth RANGE BETWEEN 1 FOLLOWING AND 1 FOLLOWING
        ), false) AS is_left
        FROM standing AS s
    ), held AS (
        SELECT s.count_event, s.item_id, s.code FROM followed AS s WHERE s.is_his AND s.is_before AND NOT s.is_left
    ), told AS (
        SELECT c.event_id AS count_event, x.code, true AS is_counted, false AS is_confirmed
        FROM c JOIN event_item AS x USING (event_id)
        UNION ALL
        SELECT c.event_id, x.code, false, true
        FROM c JOIN signed_event AS k ON k.answers = c.event_id AND k.kind = 'confirm_count' AND k.is_readable
        JOIN event_item AS x ON x.event_id = k.event_id
        WHERE k.event_id = (SELECT confirmation_of(c.event_id))
    ), said AS (
        SELECT t.count_event, l.item_id, min(t.code) AS code,
               CASE WHEN l.item_id IS NULL THEN t.code END AS unknown_code,
               bool_or(t.is_counted) AS is_counted, bool_or(t.is_confirmed) AS is_confirmed
        FROM told AS t LEFT JOIN item_label AS l USING (code) GROUP BY 1, 2, 4
    )
    SELECT coalesce(h.count_event, s.count_event) AS count_event,
           coalesce(h.code, s.code, (SELECT min(l.code) FROM item_label AS l WHERE l.item_id = h.item_id)) AS code,
           h.item_id IS NOT NULL AS is_held, coalesce(s.is_counted, false) AS is_counted,
           coalesce(s.is_confirmed, false) AS is_confirmed
    FROM held AS h FULL JOIN said AS s USING (count_event, item_id)
    ORDER BY 1, 2
    """,
    CountedItem,
)
"""What the ledger has him hold when he counted: what came to him before it and left him after it. Before and after are
his device's own numbers wherever it signed a side, whatever its clock says; else the corrected time of the act. Papers
that an act makes an item of came to him by that act, what a list registers when it was imported. The next step is
looked for in a window, not in a join: a phone's transaction joins by keys alone, and these rows have none. The steps of
his items are read once, however many of his counts are compared."""


LOCK_DIFFERING: Final = statement(
    """
    SELECT count(*) FROM (
        SELECT h.item_id FROM item_label AS l JOIN head AS h USING (item_id)
        WHERE l.code = ANY ($1::text[]) ORDER BY h.item_id FOR NO KEY UPDATE OF h) AS locked
    """
)
"""An act about one of these that is being committed elsewhere is waited for; one that comes later sees this count."""


class LastCheck(msgspec.Struct, frozen=True):
    """A count, the office's answer to it, and the last result kept; number 0 where there is none yet."""

    event_id: UUID
    party_id: UUID
    confirmed_by: UUID | None
    number: int
    seen_confirmed_by: UUID | None
    missing: list[str]
    extra: list[str]
    office_missing: list[str]
    office_extra: list[str]


LAST_CHECKS: Final = statement(
    """
    SELECT c.event_id, c.party_id, confirmation_of(c.event_id) AS confirmed_by, coalesce(k.number, 0) AS number,
           k.confirmed_by AS seen_confirmed_by, coalesce(k.missing, '{}') AS missing, coalesce(k.extra, '{}') AS extra,
           coalesce(k.office_missing, '{}') AS office_missing, coalesce(k.office_extra, '{}') AS office_extra
    FROM signed_event AS c
    LEFT JOIN device_revocation AS r USING (device_id)
    LEFT JOIN LATERAL (
        SELECT * FROM count_check AS k WHERE k.count_event = c.event_id ORDER BY k.number DESC LIMIT 1) AS k ON true
    WHERE c.event_id = ANY ($1::uuid[]) AND c.kind = 'count' AND c.is_readable
      AND (r.trusted_through IS NULL OR c.device_seq <= r.trusted_through)
    ORDER BY c.event_id
    """,
    LastCheck,
)

KEEP_CHECK: Final = statement(
    """
    INSERT INTO count_check (count_event, number, party_id, confirmed_by, missing, extra, office_missing, office_extra,
        cause, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    """
)


class CountShown(msgspec.Struct, frozen=True):
    """One count as its office sees it: the last result, and whether somebody has said why it differs."""

    count_event: UUID
    number: int
    party_id: UUID
    name: str
    happened_at: datetime
    recorded_at: datetime
    confirmed_by: UUID | None
    confirmed_at: datetime | None
    missing: list[str]
    extra: list[str]
    office_missing: list[str]
    office_extra: list[str]
    is_open: bool
    note: str | None
    settled_by: str | None
    is_trusted: bool
    """False: signed by a phone reported lost, past its trusted number; evidence, and no count."""
    missing_files: int
    """Of the count and the office's own: files they name that have not come yet."""


COUNTS_OF_OFFICE: Final = statement(
    """
    SELECT k.count_event, k.number, k.party_id, coalesce(p.full_name, o.name, '') AS name, e.happened_at, k.recorded_at,
           k.confirmed_by, f.recorded_at AS confirmed_at, k.missing, k.extra, k.office_missing, k.office_extra,
           NOT k.is_even AND s.number IS NULL AND said.is_trusted AS is_open, s.note, y.full_name AS settled_by,
           said.is_trusted, missing_files(e.event_id) + missing_files(k.confirmed_by) AS missing_files
    FROM signed_event AS e
    JOIN device AS d USING (device_id)
    JOIN LATERAL (SELECT * FROM count_check AS c WHERE c.count_event = e.event_id ORDER BY c.number DESC LIMIT 1)
        AS k ON true
    CROSS JOIN LATERAL (SELECT NOT EXISTS (
        SELECT FROM device_revocation AS r
        WHERE r.device_id = e.device_id AND e.device_seq > r.trusted_through) AS is_trusted) AS said
    LEFT JOIN signed_event AS f ON f.event_id = k.confirmed_by
    LEFT JOIN person AS p ON p.carrier_party_id = k.party_id
    LEFT JOIN office AS o ON o.office_id = k.party_id
    LEFT JOIN count_settlement AS s ON s.count_event = k.count_event AND s.number = k.number
    LEFT JOIN person AS y ON y.person_id = s.person_id
    WHERE d.office_id = $1 AND e.kind = 'count' AND has_role($2, $1, 'teller', 'dispatcher', 'supervisor')
      AND (e.happened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date = $3
    ORDER BY NOT (NOT k.is_even AND s.number IS NULL AND said.is_trusted), name, e.happened_at LIMIT 500
    """,
    CountShown,
)


class HeldTooLong(msgspec.Struct, frozen=True):
    """An item in somebody's hands longer than is allowed."""

    party_id: UUID
    name: str
    code: str
    item_id: UUID
    held_since: datetime
    age_h: int


HELD_TOO_LONG: Final = statement(
    """
    SELECT h.holder_id AS party_id, p.full_name AS name,
           (SELECT min(l.code) FROM item_label AS l WHERE l.item_id = h.item_id) AS code, h.item_id, h.held_since,
           (extract(epoch FROM courier_now() - h.held_since) / 3600)::int AS age_h
    FROM head AS h JOIN person AS p ON p.carrier_party_id = h.holder_id
    WHERE EXISTS (SELECT FROM role_grant AS g
                  WHERE g.person_id = p.person_id AND g.office_id = $1 AND g.role = 'carrier')
      AND has_role($2, $1, 'teller', 'dispatcher', 'supervisor')
      AND h.held_since < courier_now() - make_interval(hours => $3)
    ORDER BY h.held_since, h.item_id LIMIT 500
    """,
    HeldTooLong,
)

SETTLE_COUNT: Final = statement(
    """
    INSERT INTO count_settlement (count_event, number, note, person_id)
    SELECT k.count_event, k.number, $3, $4
    FROM count_check AS k JOIN signed_event AS e ON e.event_id = k.count_event JOIN device AS d USING (device_id)
    WHERE k.count_event = $1 AND k.number = $2 AND NOT k.is_even
      AND k.number = (SELECT max(n.number) FROM count_check AS n WHERE n.count_event = k.count_event)
      AND has_role($4, d.office_id, 'dispatcher', 'supervisor')
    ON CONFLICT DO NOTHING
    """
)


class SettledCount(msgspec.Struct, frozen=True):
    number: int
    is_settled: bool


FIND_COUNT: Final = statement(
    """
    SELECT max(k.number) AS number, EXISTS (SELECT FROM count_settlement AS s
        WHERE s.count_event = $1 AND s.number = max(k.number)) AS is_settled
    FROM count_check AS k JOIN signed_event AS e ON e.event_id = k.count_event JOIN device AS d USING (device_id)
    WHERE k.count_event = $1 AND has_role($2, d.office_id, 'dispatcher', 'supervisor')
    HAVING max(k.number) IS NOT NULL
    """,
    SettledCount,
)
