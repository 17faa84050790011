"""The SQL of refunds, each statement beside the Struct it fills."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

from courier.database import statement

RefundMode = Literal["cash", "transfer"]

MAY_REFUND: Final = statement("""
    SELECT EXISTS (SELECT FROM collection AS c
                   WHERE c.office_id = $1 AND c.code = $2 AND has_role($3, c.office_id, 'teller', 'supervisor'))
        OR EXISTS (SELECT FROM item_label AS l JOIN item USING (item_id) JOIN job AS j USING (job_id)
                   WHERE l.code = $2 AND $1 IN (j.serving_office_id, j.delivering_office_id)
                     AND has_role($3, $1, 'teller', 'supervisor'))""")
ADD_REFUND: Final = statement("""
    INSERT INTO refund (refund_id, office_id, code, mode, amount_vnd, slip_number, refunded_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (refund_id) DO NOTHING""")
POST_REFUND: Final = statement("""
    INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, settles, turn, province_code)
    SELECT $2, 'refund', r.suspense, r.paid_from, r.amount_vnd, r.refund_id, 1, o.province_code
    FROM refund AS r JOIN office AS o USING (office_id) WHERE r.refund_id = $1""")


class Refund(msgspec.Struct, frozen=True):
    """One refund; `posting_id` is None once it was taken back."""

    refund_id: UUID
    office_id: UUID
    code: str
    mode: RefundMode
    amount_vnd: int
    slip_number: str
    refunded_by: UUID
    refunded_at: datetime
    posting_id: UUID | None


_REFUND: Final = """
    SELECT r.refund_id, r.office_id, r.code, r.mode, r.amount_vnd, r.slip_number, r.refunded_by, r.refunded_at,
           p.posting_id
    FROM refund AS r LEFT JOIN posting_in_force AS p ON p.effect_of = r.refund_id"""

REFUND_AT: Final = statement(
    f"{_REFUND} WHERE r.refund_id = $1 AND has_role($2, r.office_id, 'teller', 'supervisor')", Refund
)
REFUNDS: Final = statement(
    f"""{_REFUND}
    WHERE r.office_id = $1 AND has_role($2, r.office_id, 'teller', 'dispatcher', 'supervisor')
    ORDER BY r.refunded_at DESC, r.refund_id LIMIT 200
    """,
    Refund,
)
