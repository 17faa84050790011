"""The SQL of money between offices, each statement beside the Struct it fills."""

from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.money.offices.model import OfficeDebt, OfficePayment


class Net(msgspec.Struct, frozen=True):
    """What an office has of a code's money by the books: taken, less given back, less booked to it."""

    code: str
    office_id: UUID | None
    net_vnd: int
    has_debts: bool


NETS: Final = statement(
    """
    WITH asked AS (SELECT DISTINCT unnest($1::text[]) AS code), moved AS (
        SELECT c.code, c.office_id, c.amount_vnd
        FROM collection AS c JOIN posting_in_force AS p ON p.effect_of = c.event_id
        WHERE p.kind IN ('collect', 'transfer') AND c.code = ANY ($1)
        UNION ALL
        SELECT r.code, r.office_id, -r.amount_vnd
        FROM refund AS r JOIN posting_in_force AS p ON p.effect_of = r.refund_id WHERE r.code = ANY ($1)
        UNION ALL
        SELECT p.code, split_part(p.credit, ':', 2)::uuid, -p.amount_vnd
        FROM asked AS a JOIN posting_in_force AS p ON p.debit = 'suspense:' || a.code AND p.kind = 'book'
    )
    SELECT a.code, m.office_id, coalesce(sum(m.amount_vnd), 0)::bigint AS net_vnd,
           EXISTS (SELECT FROM office_debt AS d WHERE d.code = a.code) AS has_debts
    FROM asked AS a LEFT JOIN moved AS m USING (code)
    GROUP BY a.code, m.office_id
    """,
    Net,
)


class Debt(msgspec.Struct, frozen=True):
    """A debt as it stands in the books."""

    posting_id: UUID
    code: str
    creditor_id: UUID
    debtor_id: UUID
    amount_vnd: int


STANDING_DEBTS: Final = statement(
    """
    SELECT d.posting_id, d.code, d.creditor_id, d.debtor_id, d.amount_vnd
    FROM office_debt AS d JOIN posting_in_force AS p USING (posting_id)
    WHERE d.code = ANY ($1::text[]) ORDER BY d.posting_id
    """,
    Debt,
)
POST_DEBT: Final = statement("""
    INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, province_code)
    SELECT $1, 'owe', 'owed:' || o.office_id, 'owing:' || $3::uuid, $4, o.province_code
    FROM office AS o WHERE o.office_id = $2""")
KEEP_DEBT: Final = statement(
    "INSERT INTO office_debt (posting_id, code, creditor_id, debtor_id, amount_vnd) VALUES ($1, $5, $2, $3, $4)"
)

# Payment.

LOCK_PAYMENT: Final = statement("SELECT pg_advisory_xact_lock(14, hashtext($1::uuid::text))")
IS_OFFICE: Final = statement("SELECT EXISTS (SELECT FROM office WHERE office_id = $1)")
OWED: Final = statement(
    """
    SELECT coalesce((SELECT sum(d.amount_vnd) FROM office_debt AS d JOIN posting_in_force AS p USING (posting_id)
                     WHERE (d.debtor_id, d.creditor_id) = ($1, $2)), 0)
         - coalesce((SELECT sum(y.amount_vnd) FROM office_payment AS y
                     JOIN posting_in_force AS p ON p.effect_of = y.payment_id
                     WHERE (y.from_office_id, y.to_office_id) = ($1, $2)), 0)
    """
)
"""What $1 still owes $2."""


class PaymentAt(msgspec.Struct, frozen=True):
    """A payment by its id, and how it stands."""

    from_office_id: UUID
    to_office_id: UUID
    amount_vnd: int
    slip_number: str
    posting_id: UUID | None
    """None once it was taken back."""
    is_received: bool


PAYMENT_AT: Final = statement(
    """
    SELECT y.from_office_id, y.to_office_id, y.amount_vnd, y.slip_number, p.posting_id,
           EXISTS (SELECT FROM office_payment_receipt AS r WHERE r.payment_id = y.payment_id) AS is_received
    FROM office_payment AS y LEFT JOIN posting_in_force AS p ON p.effect_of = y.payment_id
    WHERE y.payment_id = $1
      AND CASE $3::text WHEN 'payer' THEN has_role($2, y.from_office_id, 'teller', 'supervisor')
                        ELSE has_role($2, y.to_office_id, 'teller', 'supervisor') END
    """,
    PaymentAt,
)
ADD_PAYMENT: Final = statement("""
    INSERT INTO office_payment (payment_id, from_office_id, to_office_id, amount_vnd, slip_number, paid_by)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (payment_id) DO NOTHING""")
POST_PAYMENT: Final = statement("""
    INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, settles, turn, province_code)
    SELECT $2, 'pay', 'owing:' || o.office_id, 'taken_out:' || o.office_id, y.amount_vnd, y.payment_id, 1,
           o.province_code
    FROM office_payment AS y JOIN office AS o ON o.office_id = y.from_office_id WHERE y.payment_id = $1""")
ADD_RECEIPT: Final = statement("""
    INSERT INTO office_payment_receipt (payment_id, receipt_id, to_office_id, amount_vnd, received_by)
    SELECT y.payment_id, $2, y.to_office_id, y.amount_vnd, $3 FROM office_payment AS y WHERE y.payment_id = $1
    ON CONFLICT (payment_id) DO NOTHING""")
POST_RECEIPT: Final = statement("""
    INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, settles, turn, province_code)
    SELECT $2, 'receive', 'safe:' || o.office_id, 'owed:' || o.office_id, r.amount_vnd, r.receipt_id, 1, o.province_code
    FROM office_payment_receipt AS r JOIN office AS o ON o.office_id = r.to_office_id WHERE r.payment_id = $1""")

# What is read.

DEBTS_OF_OFFICE: Final = statement(
    """
    WITH moved AS (
        SELECT d.creditor_id, d.debtor_id, d.amount_vnd
        FROM office_debt AS d JOIN posting_in_force AS p USING (posting_id) WHERE $1 IN (d.creditor_id, d.debtor_id)
        UNION ALL
        SELECT y.to_office_id, y.from_office_id, -y.amount_vnd
        FROM office_payment AS y JOIN posting_in_force AS p ON p.effect_of = y.payment_id
        WHERE $1 IN (y.from_office_id, y.to_office_id)
    )
    SELECT o.office_id, o.name, coalesce(sum(m.amount_vnd) FILTER (WHERE m.creditor_id = $1), 0)::bigint AS owed_vnd,
           coalesce(sum(m.amount_vnd) FILTER (WHERE m.debtor_id = $1), 0)::bigint AS owing_vnd
    FROM moved AS m
    JOIN office AS o ON o.office_id = CASE WHEN m.creditor_id = $1 THEN m.debtor_id ELSE m.creditor_id END
    WHERE has_role($2, $1, 'teller', 'dispatcher', 'supervisor')
    GROUP BY o.office_id, o.name
    HAVING coalesce(sum(m.amount_vnd) FILTER (WHERE m.creditor_id = $1), 0) <> 0
        OR coalesce(sum(m.amount_vnd) FILTER (WHERE m.debtor_id = $1), 0) <> 0
    ORDER BY o.name, o.office_id
    """,
    OfficeDebt,
)
PAYMENTS_OF_OFFICE: Final = statement(
    """
    SELECT y.payment_id, y.from_office_id, f.name AS from_name, y.to_office_id, t.name AS to_name, y.amount_vnd,
           y.slip_number, a.full_name AS paid_by_name, y.paid_at, b.full_name AS received_by_name, r.received_at,
           v.recorded_at AS reversed_at
    FROM office_payment AS y JOIN office AS f ON f.office_id = y.from_office_id
    JOIN office AS t ON t.office_id = y.to_office_id JOIN person AS a ON a.person_id = y.paid_by
    LEFT JOIN office_payment_receipt AS r USING (payment_id) LEFT JOIN person AS b ON b.person_id = r.received_by
    LEFT JOIN posting AS v ON v.freed = y.payment_id
    WHERE $1 IN (y.from_office_id, y.to_office_id) AND has_role($2, $1, 'teller', 'dispatcher', 'supervisor')
    ORDER BY y.paid_at DESC, y.payment_id LIMIT 200
    """,
    OfficePayment,
)
