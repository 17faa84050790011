"""The SQL of remittances, each statement beside the Struct it fills."""

from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.money.remittances.model import Destination, Remittance, RemittanceLine

MAY_REMIT: Final = statement(
    "SELECT EXISTS (SELECT FROM office WHERE office_id = $1 AND has_role($2, office_id, 'teller', 'supervisor'))"
)
WORKS_HERE: Final = statement("""
    SELECT EXISTS (SELECT FROM role_grant AS g
                   WHERE g.person_id = $2 AND g.office_id = $1 AND has_role(g.person_id, g.office_id, g.role))""")


class Remittable(msgspec.Struct, frozen=True):
    """A booked due whose cash is still to be remitted."""

    posting_id: UUID
    account: str
    amount_vnd: int
    turn: int


REMITTABLE: Final = statement(
    """
    SELECT p.posting_id, p.credit AS account, p.amount_vnd,
           1 + coalesce((SELECT max(l.turn) FROM remittance_line AS l WHERE l.posting_id = p.posting_id), 0) AS turn
    FROM posting_in_force AS p
    WHERE p.kind = 'book'
      AND p.credit = ANY (CASE $2::text WHEN 'post' THEN ARRAY['fare:' || $1::uuid, 'handling:' || $1::uuid]
                                        ELSE ARRAY['fee:' || $1::uuid, 'charge:' || $1::uuid] END)
      AND NOT EXISTS (SELECT FROM remittance_line AS l WHERE l.posting_id = p.posting_id
                      AND NOT EXISTS (SELECT FROM remittance_line_freed AS f
                                      WHERE (f.posting_id, f.turn) = (l.posting_id, l.turn)))
      AND NOT EXISTS (SELECT FROM posting_in_force AS t WHERE t.kind = 'transfer' AND t.credit = p.debit)
    ORDER BY p.recorded_at, p.posting_id
    """,
    Remittable,
)
"""What was paid by transfer is with the bank already."""

ADD_REMITTANCE: Final = statement("""
    INSERT INTO remittance (remittance_id, office_id, reference, destination, account_note, amount_vnd, slip_number,
                            carried_by, signed_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (remittance_id) DO NOTHING""")
ADD_LINES: Final = statement("""
    INSERT INTO remittance_line (remittance_id, office_id, destination, posting_id, turn, account, amount_vnd)
    SELECT $1, $2, $3, n.* FROM unnest($4::uuid[], $5::int[], $6::text[], $7::bigint[]) AS n""")
POST_REMITTANCE: Final = statement("""
    INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, settles, turn, province_code)
    SELECT $2, 'remit', 'on_way:' || r.office_id, 'taken_out:' || r.office_id, r.amount_vnd, r.remittance_id, 1,
           o.province_code
    FROM remittance AS r JOIN office AS o USING (office_id) WHERE r.remittance_id = $1""")


class PostedRemittance(msgspec.Struct, frozen=True):
    """A remittance by its id, and the posting it is in force by, where it is."""

    remittance_id: UUID
    office_id: UUID
    destination: Destination
    account_note: str
    carried_by: UUID
    slip_number: str | None
    posting_id: UUID | None


REMITTANCE_AT: Final = statement(
    """
    SELECT r.remittance_id, r.office_id, r.destination, r.account_note, r.carried_by, r.slip_number, p.posting_id
    FROM remittance AS r LEFT JOIN posting_in_force AS p ON p.effect_of = r.remittance_id
    WHERE r.remittance_id = $1 AND has_role($2, r.office_id, 'teller', 'supervisor')
    """,
    PostedRemittance,
)
ADD_REVERSAL: Final = statement("""
    INSERT INTO remittance_reversal (remittance_id, reason, reversed_by)
    SELECT r.remittance_id, $2, $3 FROM remittance AS r
    WHERE r.remittance_id = $1 AND has_role($3, r.office_id, 'supervisor')
    ON CONFLICT DO NOTHING""")

_REMITTANCE: Final = """
    SELECT r.remittance_id, r.office_id, r.reference, r.destination, r.account_note, r.amount_vnd, r.slip_number,
           r.carried_by, c.full_name AS carried_by_name, r.signed_by, s.full_name AS signed_by_name, r.remitted_at,
           r.reversed_at, r.credited_vnd
    FROM remittance_state AS r JOIN person AS c ON c.person_id = r.carried_by
    JOIN person AS s ON s.person_id = r.signed_by"""

REMITTANCES: Final = statement(
    f"""{_REMITTANCE}
    WHERE r.office_id = $1 AND has_role($2, r.office_id, 'teller', 'dispatcher', 'supervisor')
    ORDER BY r.remitted_at DESC, r.remittance_id LIMIT 200
    """,
    Remittance,
)
REMITTANCE: Final = statement(
    f"""{_REMITTANCE}
    WHERE r.remittance_id = $1 AND has_role($2, r.office_id, 'teller', 'dispatcher', 'supervisor')
    """,
    Remittance,
)
LINES: Final = statement(
    """
    SELECT l.posting_id, split_part(l.account, ':', 1) AS kind, s.code AS dossier_code, p.code, l.amount_vnd,
           p.recorded_at AS booked_at,
           (SELECT b.series || '/' || o.number FROM official_receipt AS o JOIN receipt_book AS b USING (book_id)
            WHERE o.posting_id = l.posting_id AND NOT EXISTS (
                SELECT FROM official_receipt_void AS v WHERE (v.book_id, v.number) = (o.book_id, o.number)))
               AS official_number
    FROM remittance_line AS l JOIN posting AS p USING (posting_id)
    JOIN job AS j USING (job_id) JOIN dossier AS s USING (dossier_id)
    WHERE l.remittance_id = $1
    ORDER BY p.recorded_at, l.posting_id
    """,
    RemittanceLine,
)
