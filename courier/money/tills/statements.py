"""The SQL of tills, each statement beside the Struct it fills."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement


class Till(msgspec.Struct, frozen=True):
    """One shift of a counter's workstation. Open while `closing_id` is None; amounts in đồng.

    `expected_vnd` is its float and what it took; `closed_vnd` what the teller counted, `counted_vnd` what the office
    counted in. `is_one_person`: who closed also counted in (PEOPLE 8).
    """

    device_id: UUID
    device_name: str
    closing_id: UUID | None
    opened_at: datetime | None
    closed_at: datetime | None
    float_vnd: int
    taken_vnd: int
    expected_vnd: int
    closed_vnd: int | None
    counted_vnd: int | None
    closed_by: UUID | None
    counted_by: UUID | None
    is_one_person: bool


TILLS: Final = statement(
    """
    SELECT t.device_id, d.name AS device_name, t.closing_id, t.opened_at, t.closed_at, t.float_vnd, t.taken_vnd,
           t.float_vnd + t.taken_vnd AS expected_vnd, t.closed_vnd, t.counted_vnd, t.closed_by, t.counted_by,
           coalesce(t.closed_by = t.counted_by, false) AS is_one_person
    FROM till AS t JOIN device AS d USING (device_id)
    WHERE t.office_id = $1 AND (t.closed_at IS NULL OR t.counted_vnd IS NULL
        OR t.closed_at >= $2::date::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh')
    ORDER BY t.closed_at NULLS FIRST, t.device_id
    """,
    Till,
)
"""Those open, not counted in, or closed since; the caller has checked that the asker works there."""
