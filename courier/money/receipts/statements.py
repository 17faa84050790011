"""The SQL of receipts, each statement beside the Struct it fills."""

from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.money.receipts.model import Book, BookKind, OfficialReceipt, PaidAmount, ReceiptCopy

# Blocks of receipt slips.


class FreeBlock(msgspec.Struct, frozen=True):
    """Numbers of a device's block that no collection of its bears and that were not returned."""

    first_number: int
    last_number: int


FREE_BLOCKS: Final = statement(
    """
    SELECT free.first_number, b.last_number
    FROM receipt_block AS b CROSS JOIN LATERAL (
        SELECT greatest(b.first_number,
            1 + coalesce((SELECT max(c.receipt_number) FROM collection AS c JOIN signed_event AS e USING (event_id)
                          WHERE c.holder_id = $2 AND e.device_id = b.device_id
                            AND c.receipt_number BETWEEN b.first_number AND b.last_number), 0),
            1 + coalesce((SELECT max(least(r.last_number, b.last_number)) FROM receipt_return AS r
                          WHERE r.device_id = b.device_id AND r.first_number <= b.last_number
                            AND r.last_number >= b.first_number), 0)) AS first_number
    ) AS free
    WHERE b.device_id = $1 AND free.first_number <= b.last_number
    ORDER BY b.first_number
    """,
    FreeBlock,
)
"""$2 is the device's party: numbers are used from the lowest on."""

LOCK_NUMBERS: Final = statement("SELECT pg_advisory_xact_lock(11, hashtext($1::uuid::text))")
ADD_BLOCK: Final = statement("""
    INSERT INTO receipt_block (device_id, office_id, first_number, last_number)
    SELECT d.device_id, d.office_id, n.first_number, n.first_number + $2 - 1
    FROM device AS d, LATERAL (SELECT 1 + coalesce(max(last_number), 0) AS first_number FROM receipt_block AS b
                               WHERE b.office_id = d.office_id) AS n
    WHERE d.device_id = $1""")
IS_OVER_LIMIT: Final = statement("SELECT in_hand_vnd >= coalesce(limit_vnd, $2) FROM cash_holder WHERE party_id = $1")

# Official numbers.

ADD_BOOK: Final = statement("""
    INSERT INTO receipt_book (book_id, office_id, kind, template, series, first_number, last_number, opened_by)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE has_role($8, $2, 'supervisor')
    ON CONFLICT (book_id) DO NOTHING""")


class BookAt(msgspec.Struct, frozen=True):
    """What a book was opened as."""

    office_id: UUID
    kind: BookKind
    template: str
    series: str
    first_number: int
    last_number: int


BOOK_AT: Final = statement(
    "SELECT office_id, kind, template, series, first_number, last_number FROM receipt_book WHERE book_id = $1", BookAt
)
"""For who has just been refused a second book of this id; never shown."""

_BOOK: Final = """
    SELECT b.book_id, b.kind, b.template, b.series, b.first_number, b.last_number,
           CASE WHEN n.next_number <= b.last_number THEN n.next_number END AS next_number,
           (SELECT count(*) FROM uncertified AS w WHERE w.office_id = b.office_id AND w.kind = b.kind) AS waiting
    FROM receipt_book AS b CROSS JOIN LATERAL (
        SELECT coalesce(1 + max(r.number), b.first_number) AS next_number FROM official_receipt AS r
        WHERE r.book_id = b.book_id) AS n"""

BOOKS: Final = statement(
    f"""{_BOOK}
    WHERE b.office_id = $1 AND has_role($2, b.office_id, 'teller', 'dispatcher', 'supervisor')
    ORDER BY b.opened_at, b.book_id
    """,
    Book,
)
BOOK: Final = statement(f"{_BOOK} WHERE b.book_id = $1 AND has_role($2, b.office_id, 'teller', 'supervisor')", Book)

ATTACH: Final = statement("""
    INSERT INTO official_receipt (book_id, number, office_id, kind, first_number, last_number, posting_id, turn,
                                  account, amount_vnd, attached_by)
    SELECT b.book_id, $2 - 1 + row_number() OVER (ORDER BY w.recorded_at, w.posting_id), b.office_id, b.kind,
           b.first_number, b.last_number, w.posting_id, w.turn, w.account, w.amount_vnd, $4
    FROM receipt_book AS b
    JOIN LATERAL (SELECT * FROM uncertified AS u WHERE u.office_id = b.office_id AND u.kind = b.kind
                  ORDER BY u.recorded_at, u.posting_id LIMIT $3) AS w ON true
    WHERE b.book_id = $1
    ORDER BY w.recorded_at, w.posting_id""")
"""In the order in which they were booked, from number $2 on, at most $3 of them."""

VOID: Final = statement("""
    INSERT INTO official_receipt_void (book_id, number, posting_id, turn, reason, voided_by)
    SELECT r.book_id, r.number, r.posting_id, r.turn, $3, $4 FROM official_receipt AS r
    WHERE r.book_id = $1 AND r.number = $2 AND has_role($4, r.office_id, 'supervisor')
    ON CONFLICT DO NOTHING""")

NUMBERS_OF_BOOK: Final = statement(
    """
    SELECT r.book_id, r.number, r.posting_id, split_part(r.account, ':', 1) AS kind, p.code, s.code AS dossier_code,
           r.amount_vnd, r.attached_at, v.voided_at
    FROM official_receipt AS r JOIN posting AS p USING (posting_id)
    JOIN job AS j USING (job_id) JOIN dossier AS s USING (dossier_id)
    LEFT JOIN official_receipt_void AS v ON v.book_id = r.book_id AND v.number = r.number
    WHERE r.book_id = $1 AND r.number >= $3
      AND has_role($2, r.office_id, 'teller', 'dispatcher', 'supervisor')
    ORDER BY r.number LIMIT 500
    """,
    OfficialReceipt,
)

# Copies.

RECEIPT_COPY: Final = statement(
    """
    SELECT c.event_id, o.name AS office_name, o.address AS office_address, o.phone AS office_phone,
           c.receipt_number AS number, c.code, s.code AS dossier_code, s.title, c.amount_vnd, c.mode,
           c.mode = 'cash' OR t.event_id IS NOT NULL AS is_seen,
           coalesce(p.full_name, '') AS collector_name, c.happened_at,
           NOT EXISTS (SELECT FROM posting_in_force AS f WHERE f.effect_of = c.event_id) AS is_reversed, l.item_id
    FROM collection AS c JOIN office AS o USING (office_id) JOIN signed_event AS e USING (event_id)
    LEFT JOIN person AS p ON p.person_id = e.person_id
    LEFT JOIN transfer_seen AS t USING (event_id)
    LEFT JOIN item_label AS l ON l.code = c.code
    LEFT JOIN item AS i ON i.item_id = l.item_id LEFT JOIN job AS j ON j.job_id = i.job_id
    LEFT JOIN dossier AS s ON s.dossier_id = j.dossier_id
    WHERE c.event_id = $1 AND has_role($2, c.office_id, 'teller', 'dispatcher', 'supervisor')
    """,
    ReceiptCopy,
)
PAID_FOR_ITEM: Final = statement(
    """
    SELECT split_part(p.credit, ':', 1) AS kind, p.amount_vnd,
           (SELECT b.series || '/' || r.number FROM official_receipt AS r JOIN receipt_book AS b USING (book_id)
            WHERE r.posting_id = p.posting_id AND NOT EXISTS (
                SELECT FROM official_receipt_void AS v WHERE (v.book_id, v.number) = (r.book_id, r.number)))
               AS official_number
    FROM posting_in_force AS p
    WHERE p.kind = 'book' AND p.item_id = $1
    ORDER BY array_position(ARRAY['fee', 'charge', 'fare', 'handling'], split_part(p.credit, ':', 1))
    """,
    PaidAmount,
)
