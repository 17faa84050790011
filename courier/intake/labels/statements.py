"""The SQL of a label's later life, each statement beside the Struct it fills."""

from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement


class StockRow(msgspec.Struct, frozen=True):
    """What an office has left."""

    office_id: UUID
    name: str
    s10_left: int
    on_rolls: int


STOCK: Final = statement(
    """
    SELECT o.office_id, o.name,
           coalesce((SELECT sum(r.last_number - r.next_number + 1) FROM s10_range AS r
                     WHERE r.office_id = o.office_id), 0)::bigint AS s10_left,
           (SELECT count(*) FROM label AS l
            WHERE l.office_id = o.office_id
              AND NOT EXISTS (SELECT FROM item_label AS b WHERE b.code = l.code)
              AND NOT EXISTS (SELECT FROM label_void AS v WHERE v.code = l.code)) AS on_rolls
    FROM office AS o
    WHERE o.kind = 'point'
      AND has_role($1, o.office_id, 'teller', 'dispatcher', 'supervisor', 'administrator')
      AND ($2::uuid IS NULL OR o.office_id = $2)
    ORDER BY o.sort_key
    """,
    StockRow,
)
"""Of one office, or, for NULL, of every one the asker works at."""


class LabelStanding(msgspec.Struct, frozen=True):
    """A label that the asker may print or replace, and what it names."""

    code: str
    office_id: UUID
    item_id: UUID | None
    job_id: UUID | None
    is_void: bool
    is_cancelled: bool
    successor: str | None
    """The code that the item bears now, where it is not this one."""


LABEL_STANDING: Final = statement(
    """
    SELECT l.code, coalesce(j.serving_office_id, l.office_id) AS office_id, b.item_id, i.job_id,
           EXISTS (SELECT FROM label_void AS v WHERE v.code = l.code) AS is_void,
           coalesce(j.cancelled_at IS NOT NULL, false) AS is_cancelled,
           (SELECT n.code FROM item_label AS n
            WHERE n.item_id = b.item_id AND n.code <> l.code
              AND NOT EXISTS (SELECT FROM label_void AS v WHERE v.code = n.code)
            ORDER BY n.bound_at DESC, n.code LIMIT 1) AS successor
    FROM label AS l
    LEFT JOIN item_label AS b USING (code)
    LEFT JOIN item AS i USING (item_id)
    LEFT JOIN job AS j USING (job_id)
    WHERE l.code = $2
      AND (has_role($1, coalesce(j.serving_office_id, l.office_id),
                    'teller', 'dispatcher', 'supervisor', 'administrator')
           OR has_role($1, j.delivering_office_id, 'teller', 'dispatcher', 'supervisor', 'administrator'))
    """,
    LabelStanding,
)
LOCK_ITEM: Final = statement(
    "SELECT j.job_id FROM job AS j JOIN item AS i USING (job_id) WHERE i.item_id = $1 FOR NO KEY UPDATE OF j"
)
"""As binding does: the job is locked, and what is read of its labels is read by a later statement."""
RECORD_PRINTS: Final = statement(
    """
    INSERT INTO label_print (print_id, code, copies, person_id)
    SELECT print_id, code, $3::smallint, $4::uuid FROM unnest($1::uuid[], $2::text[]) AS p (print_id, code)
    """
)


class PrintCount(msgspec.Struct, frozen=True):
    """How often a label was printed again."""

    copies: int


COPIES_PRINTED: Final = statement(
    "SELECT coalesce(sum(copies), 0)::bigint AS copies FROM label_print WHERE code = $1", PrintCount
)
VOID: Final = statement("INSERT INTO label_void (code, reason, person_id) VALUES ($1, $2, $3)")
"""A label is voided once; the old code goes on naming its item in `item_label`."""


class BoundJob(msgspec.Struct, frozen=True):
    """A job of an import that has its label."""

    job_id: UUID


BOUND_JOBS_OF_IMPORT: Final = statement(
    """
    SELECT m.job_id FROM imported_job AS m JOIN job AS j USING (job_id) JOIN item AS i USING (job_id)
    WHERE m.import_id = $2 AND j.cancelled_at IS NULL
      AND has_role($1, j.serving_office_id, 'teller', 'dispatcher', 'supervisor', 'administrator')
    ORDER BY m.line
    """,
    BoundJob,
)


class RollCode(msgspec.Struct, frozen=True):
    """A label still on a roll."""

    code: str
    s10: str | None


ROLL_CODES: Final = statement(
    """
    SELECT l.code, l.s10 FROM label AS l
    WHERE l.office_id = $2 AND has_role($1, l.office_id, 'teller', 'dispatcher', 'supervisor', 'administrator')
      AND NOT EXISTS (SELECT FROM item_label AS b WHERE b.code = l.code)
      AND NOT EXISTS (SELECT FROM label_void AS v WHERE v.code = l.code)
    ORDER BY l.s10 LIMIT 10000
    """,
    RollCode,
)
