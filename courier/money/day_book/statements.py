"""The SQL of the day book, each statement beside the Struct it fills. Who does not work at the office sees no row."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

from courier.database import statement


class Taking(msgspec.Struct, frozen=True):
    """One collection somebody signed, and whether it still counts."""

    event_id: UUID
    code: str
    holder_id: UUID
    holder: str | None
    amount_vnd: int
    mode: Literal["cash", "claimed_transfer"]
    receipt_number: int | None
    happened_at: datetime
    is_trusted: bool
    """False: a lost device signed it past what is trusted; it is evidence only and was never booked."""
    is_in_force: bool
    taken_back_at: datetime | None
    taken_back_by: str | None
    """None, too, where a device's own correction took it back."""
    reason: str | None


class HandIn(msgspec.Struct, frozen=True):
    """Cash handed in, or a till's closing, and its counting in: who signed each, when, how much."""

    event_id: UUID
    is_till: bool
    holder_id: UUID
    holder: str | None
    amount_vnd: int
    handed_in_by: str | None
    happened_at: datetime
    is_taken_back: bool
    counted_vnd: int | None
    """None: nobody has counted it in yet."""
    counted_by: str | None
    counted_at: datetime | None
    is_one_person: bool
    """Both sides bear one person's signature."""
    missing_files: int


_OF_DAY: Final = """
    x.office_id = $1 AND x.happened_at >= $3::date::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'
    AND x.happened_at < ($3::date + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'
    AND has_role($2, x.office_id, 'teller', 'dispatcher', 'supervisor')"""

TAKINGS_OF_DAY: Final = statement(
    f"""
    SELECT x.event_id, x.code, x.holder_id, coalesce(k.full_name, o.name) AS holder, x.amount_vnd, x.mode,
           x.receipt_number, x.happened_at, x.is_trusted, f.posting_id IS NOT NULL AS is_in_force,
           CASE WHEN f.posting_id IS NULL THEN b.recorded_at END AS taken_back_at,
           CASE WHEN f.posting_id IS NULL THEN p.full_name END AS taken_back_by,
           CASE WHEN f.posting_id IS NULL THEN b.reason END AS reason
    FROM collection AS x
    LEFT JOIN posting_in_force AS f ON f.effect_of = x.event_id
    LEFT JOIN LATERAL (SELECT r.recorded_at, r.reversed_by, r.reason FROM posting AS r WHERE r.freed = x.event_id
                       ORDER BY r.recorded_at DESC, r.posting_id DESC LIMIT 1) AS b ON true
    LEFT JOIN person AS p ON p.person_id = b.reversed_by
    LEFT JOIN person AS k ON k.carrier_party_id = x.holder_id
    LEFT JOIN office AS o ON o.office_id = x.holder_id
    WHERE {_OF_DAY}
    ORDER BY x.happened_at DESC, x.event_id DESC LIMIT 500
    """,  # noqa: S608 our own condition
    Taking,
)
"""$1 the office, $2 the asker, $3 the day in Vietnam."""

HAND_INS_OF_DAY: Final = statement(
    f"""
    SELECT x.event_id, x.act = 'close_till' AS is_till, x.holder_id, coalesce(k.full_name, o.name) AS holder,
           x.amount_vnd, p.full_name AS handed_in_by, x.happened_at,
           EXISTS (SELECT FROM taken_back AS t WHERE t.event_id = x.event_id) AS is_taken_back,
           c.counted_vnd, q.full_name AS counted_by, g.happened_at AS counted_at,
           coalesce(e.person_id = g.person_id, false) AS is_one_person,
           missing_files(x.event_id) + coalesce(missing_files(g.event_id), 0) AS missing_files
    FROM hand_in AS x JOIN signed_event AS e USING (event_id)
    LEFT JOIN person AS p ON p.person_id = e.person_id
    LEFT JOIN count_of_hand_in AS c ON c.hand_in_id = x.event_id
    LEFT JOIN signed_event AS g ON g.event_id = c.count_in_id
    LEFT JOIN person AS q ON q.person_id = g.person_id
    LEFT JOIN person AS k ON k.carrier_party_id = x.holder_id
    LEFT JOIN office AS o ON o.office_id = x.holder_id
    WHERE {_OF_DAY}
    ORDER BY x.happened_at DESC, x.event_id DESC LIMIT 500
    """,  # noqa: S608 our own condition
    HandIn,
)
"""$1 the office, $2 the asker, $3 the day in Vietnam."""
