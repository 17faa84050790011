"""The SQL of labels, given out, bound, printed, replaced; each statement beside the Struct it fills."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.network.model import Leg


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


# Labels given out, and bound to items.


LOCK_JOBS: Final = statement("SELECT job_id FROM job WHERE job_id = ANY ($1::uuid[]) ORDER BY job_id FOR NO KEY UPDATE")
"""By itself: what is read of a job after waiting for it must be read by a later statement."""


LOCK_LABEL: Final = statement("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
"""A label on a roll has no job to lock: binding and voiding it take turns by this."""


class BindingState(msgspec.Struct, frozen=True):
    """What stands for or against binding a code to a job."""

    origin_id: UUID
    province_code: str
    is_cancelled: bool
    item_id: UUID | None
    """The job's item, if it has one."""
    is_issued: bool
    is_void: bool
    bound_to: UUID | None
    """The item that has the code already."""


BINDING_STATE: Final = statement(
    """
    SELECT j.origin_id, j.province_code, j.cancelled_at IS NOT NULL AS is_cancelled,
           (SELECT i.item_id FROM item AS i WHERE i.job_id = j.job_id) AS item_id,
           EXISTS (SELECT FROM label AS l WHERE l.code = $2) AS is_issued,
           EXISTS (SELECT FROM label_void AS v WHERE v.code = $2) AS is_void,
           (SELECT b.item_id FROM item_label AS b WHERE b.code = $2) AS bound_to
    FROM job AS j WHERE j.job_id = $1
    """,
    BindingState,
)
REGISTER_ITEM: Final = statement(
    """
    INSERT INTO item (item_id, job_id, origin_id, province_code) VALUES ($1, $2, $3, $4)
    ON CONFLICT (job_id) DO NOTHING
    """
)
BIND: Final = statement(
    "INSERT INTO item_label (code, item_id, reason) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
)


LABEL_JOBS: Final = statement(
    """
    WITH registered AS (
        INSERT INTO item (item_id, job_id, origin_id, province_code)
        SELECT g.item_id, j.job_id, j.origin_id, j.province_code
        FROM unnest($1::uuid[], $2::uuid[]) AS g (item_id, job_id) JOIN job AS j USING (job_id)
    )
    INSERT INTO item_label (code, item_id, reason) SELECT code, item_id, 'first' FROM unnest($3::text[], $1::uuid[])
        AS b (code, item_id)
    """
)
"""Codes issued in this very transaction for jobs that it has locked and found without an item: nobody else has them."""


class IssuingOffice(msgspec.Struct, frozen=True):
    """The office that labels are given out to, where the asker may."""

    office_id: UUID
    name: str
    province_code: str


OFFICE_OF_LABELS: Final = statement(
    "SELECT office_id, name, province_code FROM office WHERE office_id = $1", IssuingOffice
)
"""For who was let in already."""
ISSUING_OFFICE: Final = statement(
    """
    SELECT office_id, name, province_code FROM office
    WHERE office_id = $2 AND has_role($1, office_id, 'teller', 'dispatcher', 'supervisor', 'administrator')
    """,
    IssuingOffice,
)


class NumberRange(msgspec.Struct, frozen=True):
    """What is left of a range of item numbers."""

    prefix: str
    country: str
    first_number: int
    last_number: int
    next_number: int


LOCK_RANGES: Final = statement(
    """
    SELECT prefix, country, first_number, last_number, next_number FROM s10_range
    WHERE office_id = $1 AND next_number <= last_number
    ORDER BY prefix, country, first_number
    FOR UPDATE
    """,
    NumberRange,
)
TAKE_NUMBERS: Final = statement(
    "UPDATE s10_range SET next_number = $4 WHERE prefix = $1 AND country = $2 AND first_number = $3"
)
GIVE_RANGE: Final = statement(
    """
    INSERT INTO s10_range (prefix, country, first_number, last_number, next_number, office_id)
    VALUES ($1, $2, $3, $4, $3, $5)
    """
)


class IssuedCode(msgspec.Struct, frozen=True):
    """A code that was free."""

    code: str
    s10: str


ADD_LABELS: Final = statement(
    """
    INSERT INTO label (code, s10, province_code, office_id)
    SELECT code, s10, $3::text, $4::uuid FROM unnest($1::text[], $2::text[]) AS given (code, s10)
    ON CONFLICT (code) DO NOTHING
    RETURNING code, s10
    """,
    IssuedCode,
)


class LabelNeed(msgspec.Struct, frozen=True):
    """A job whose label is asked for."""

    job_id: UUID
    serving_office_id: UUID
    is_labelled: bool


LABEL_NEEDS: Final = statement(
    """
    SELECT j.job_id, j.serving_office_id, i.item_id IS NOT NULL AS is_labelled
    FROM job AS j LEFT JOIN item AS i USING (job_id)
    WHERE j.job_id = ANY ($2::uuid[]) AND j.cancelled_at IS NULL
      AND has_role($1, j.serving_office_id, 'teller', 'dispatcher', 'supervisor', 'administrator')
    ORDER BY j.job_id
    """,
    LabelNeed,
)


class LabelRow(msgspec.Struct, frozen=True):
    """What a label says, names not yet masked. The unit is the one the address names, perhaps a former one."""

    job_id: UUID
    code: str
    s10: str | None
    leg: Leg
    origin_name: str | None
    destination_name: str | None
    citizen_phone: str | None
    province_code: str
    unit_code: str | None
    unit_valid_from: date | None
    collect_vnd: int
    personal_only: bool
    papers_to_take_back: int


LABEL_ROWS: Final = statement(
    """
    SELECT j.job_id, b.code, l.s10, j.leg,
           coalesce(oo.name, oc.full_name) AS origin_name, coalesce(d.name, dc.full_name) AS destination_name,
           coalesce(dc.phone, oc.phone) AS citizen_phone, j.province_code,
           coalesce(dc.unit_code, d.unit_code) AS unit_code,
           coalesce(dc.unit_valid_from, d.unit_valid_from) AS unit_valid_from,
           coalesce((SELECT sum(s.amount_vnd) FROM stated_amount AS s
                     WHERE s.job_id = j.job_id AND s.payer = 'citizen'), 0)::bigint AS collect_vnd,
           j.personal_only, j.papers_to_take_back
    FROM job AS j
    JOIN item AS i USING (job_id)
    JOIN LATERAL (SELECT b.code FROM item_label AS b
                  WHERE b.item_id = i.item_id AND NOT EXISTS (SELECT FROM label_void AS v WHERE v.code = b.code)
                  ORDER BY b.bound_at DESC, b.code LIMIT 1) AS b ON true
    JOIN label AS l ON l.code = b.code
    LEFT JOIN office AS oo ON oo.office_id = j.origin_id
    LEFT JOIN contact AS oc ON oc.party_id = j.origin_id
    LEFT JOIN office AS d ON d.office_id = j.destination_id
    LEFT JOIN contact AS dc ON dc.party_id = j.destination_id
    WHERE j.job_id = ANY ($2::uuid[])
      AND (has_role($1, j.serving_office_id, 'teller', 'dispatcher', 'supervisor', 'administrator')
           OR has_role($1, j.delivering_office_id, 'teller', 'dispatcher', 'supervisor', 'administrator'))
    ORDER BY b.code
    """,
    LabelRow,
)
