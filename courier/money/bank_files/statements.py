"""The SQL of bank files, each statement beside the Struct it fills."""

from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.money.bank_files.model import OpenClaim, OpenLine

MAY_SEE_BANK: Final = statement(
    "SELECT EXISTS (SELECT FROM office WHERE office_id = $1 AND has_role($2, office_id, 'teller', 'supervisor'))"
)
LOCK_BANK: Final = statement(
    "SELECT pg_advisory_xact_lock(10, hashtext(id::text)) FROM (SELECT unnest($1::uuid[]) AS id ORDER BY 1) AS sorted"
)
"""A claim and the line that proves it come by two ways: the lock lets the later see the earlier."""

ADD_FILE: Final = statement("""
    INSERT INTO bank_file (file_id, office_id, sha256, file_name, uploaded_by) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (office_id, sha256) DO NOTHING""")
ADD_LINES: Final = statement("""
    INSERT INTO bank_line (line_id, file_id, office_id, line, booked_on, amount_vnd, reference, said)
    SELECT n.line_id, $1, $2, n.line, n.booked_on, n.amount_vnd, n.reference, n.said
    FROM unnest($3::uuid[], $4::int[], $5::date[], $6::bigint[], $7::text[], $8::text[])
        AS n (line_id, line, booked_on, amount_vnd, reference, said)
    ON CONFLICT (office_id, reference) DO NOTHING""")
ADD_NAMES: Final = statement("""
    INSERT INTO bank_line_name (line_id, name)
    SELECT n.* FROM unnest($1::uuid[], $2::text[]) AS n (line_id, name) JOIN bank_line USING (line_id)
    ON CONFLICT DO NOTHING""")


class Found(msgspec.Struct, frozen=True):
    """A line that is one thing and nothing else: a claim, or a remittance."""

    line_id: UUID
    claim_id: UUID | None
    remittance_id: UUID | None
    uploaded_by: UUID
    reference: str


_MAY_BE: Final = """
    SELECT DISTINCT l.line_id, c.event_id AS claim_id, c.amount_vnd = l.amount_vnd AS is_exact
    FROM bank_line AS l JOIN bank_line_name AS n USING (line_id)
    LEFT JOIN item_label AS named ON named.code = n.name
    JOIN collection AS c ON c.office_id = l.office_id AND c.counts_as = 'claimed_transfer'
     AND (c.code = n.name OR EXISTS (SELECT FROM item_label AS o WHERE o.item_id = named.item_id AND o.code = c.code))
    JOIN posting_in_force AS p ON p.effect_of = c.event_id AND p.kind = 'claim'
    WHERE l.office_id = ANY ($1::uuid[])
      AND NOT EXISTS (SELECT FROM bank_line_use AS u WHERE u.line_id = l.line_id)"""

FOUND: Final = statement(
    f"""
    WITH may_be AS ({_MAY_BE}), exact AS (
        SELECT line_id, claim_id, count(*) OVER (PARTITION BY line_id) AS claims,
               count(*) OVER (PARTITION BY claim_id) AS lines
        FROM may_be WHERE is_exact
    ), remitted AS (
        SELECT l.line_id, min(r.remittance_id::text)::uuid AS remittance_id, count(*) AS remittances
        FROM bank_line AS l JOIN bank_line_name AS n USING (line_id)
        JOIN remittance AS r ON r.reference = n.name AND r.office_id = l.office_id
        WHERE l.office_id = ANY ($1)
          AND NOT EXISTS (SELECT FROM bank_line_use AS u WHERE u.line_id = l.line_id)
        GROUP BY 1
    )
    SELECT l.line_id, e.claim_id, r.remittance_id, f.uploaded_by, l.reference
    FROM bank_line AS l JOIN bank_file AS f USING (file_id)
    LEFT JOIN exact AS e ON e.line_id = l.line_id AND e.claims = 1 AND e.lines = 1
    LEFT JOIN remitted AS r ON r.line_id = l.line_id AND r.remittances = 1
    WHERE (e.claim_id IS NULL) <> (r.remittance_id IS NULL)
    ORDER BY l.line_id
    """,  # noqa: S608 (a constant)
    Found,
)

USE_LINE: Final = statement("""
    INSERT INTO bank_line_use (line_id, office_id, amount_vnd, claim_id, remittance_id, told_by)
    SELECT l.line_id, l.office_id, l.amount_vnd, $2, $3, $4 FROM bank_line AS l WHERE l.line_id = $1""")
POST_CREDIT: Final = statement("""
    INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, settles, turn, province_code)
    SELECT $2, 'credit', 'bank:' || l.office_id, 'credited:' || l.office_id, l.amount_vnd, l.line_id, 1, o.province_code
    FROM bank_line AS l JOIN office AS o USING (office_id) WHERE l.line_id = $1""")


class LineAt(msgspec.Struct, frozen=True):
    """A line nobody has told what for."""

    office_id: UUID
    amount_vnd: int
    reference: str


LINE_AT: Final = statement(
    """
    SELECT l.office_id, l.amount_vnd, l.reference FROM bank_line AS l
    WHERE l.line_id = $1 AND has_role($2, l.office_id, 'teller', 'supervisor')
      AND NOT EXISTS (SELECT FROM bank_line_use AS u WHERE u.line_id = l.line_id)
    """,
    LineAt,
)

TOLD_ALREADY: Final = statement("""
    SELECT EXISTS (SELECT FROM bank_line_use
                   WHERE line_id = $1 AND told_by = $2 AND claim_id IS NOT DISTINCT FROM $3::uuid
                     AND remittance_id IS NOT DISTINCT FROM $4::uuid)""")

OPEN_LINES: Final = statement(
    f"""
    WITH may_be AS ({_MAY_BE})
    SELECT l.line_id, l.booked_on, l.amount_vnd, l.reference, l.said,
           CASE WHEN EXISTS (SELECT FROM may_be AS m WHERE m.line_id = l.line_id AND m.is_exact) THEN 'ambiguous'
                WHEN EXISTS (SELECT FROM may_be AS m WHERE m.line_id = l.line_id) THEN 'other_amount'
                WHEN EXISTS (SELECT FROM bank_line_name AS n WHERE n.line_id = l.line_id) THEN 'unknown'
                ELSE 'nothing_named' END AS why,
           ARRAY(SELECT m.claim_id FROM may_be AS m WHERE m.line_id = l.line_id ORDER BY 1) AS claims
    FROM bank_line AS l
    WHERE l.office_id = ANY ($1::uuid[]) AND has_role($2, l.office_id, 'teller', 'dispatcher', 'supervisor')
      AND NOT EXISTS (SELECT FROM bank_line_use AS u WHERE u.line_id = l.line_id)
    ORDER BY l.booked_on, l.line_id LIMIT 500
    """,  # noqa: S608 (a constant)
    OpenLine,
)
OPEN_CLAIMS: Final = statement(
    """
    SELECT c.event_id, c.holder_id, c.code, c.amount_vnd, c.happened_at
    FROM collection AS c JOIN posting_in_force AS p ON p.effect_of = c.event_id AND p.kind = 'claim'
    WHERE c.office_id = $1 AND has_role($2, c.office_id, 'teller', 'dispatcher', 'supervisor')
    ORDER BY c.happened_at, c.event_id LIMIT 500
    """,
    OpenClaim,
)
