"""The SQL of intake, each statement beside the Struct it fills."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.network.model import Leg

# Labels.


class BindingState(msgspec.Struct, frozen=True):
    """What stands for or against binding a code to a job; the job is locked."""

    origin_id: UUID
    province_code: str
    is_cancelled: bool
    item_id: UUID | None
    """The job's item, if it has one."""
    is_issued: bool
    is_void: bool
    bound_to: UUID | None
    """The item that has the code already."""


LOCK_BINDING: Final = statement(
    """
    SELECT j.origin_id, j.province_code, j.cancelled_at IS NOT NULL AS is_cancelled,
           (SELECT i.item_id FROM item AS i WHERE i.job_id = j.job_id) AS item_id,
           EXISTS (SELECT FROM label AS l WHERE l.code = $2) AS is_issued,
           EXISTS (SELECT FROM label_void AS v WHERE v.code = $2) AS is_void,
           (SELECT b.item_id FROM item_label AS b WHERE b.code = $2) AS bound_to
    FROM job AS j WHERE j.job_id = $1
    FOR NO KEY UPDATE OF j
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


class IssuingOffice(msgspec.Struct, frozen=True):
    """The office that labels are given out to, where the asker may."""

    office_id: UUID
    name: str
    province_code: str


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
    SELECT code, s10, $3, $4 FROM unnest($1::text[], $2::text[]) AS given (code, s10)
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
    FOR NO KEY UPDATE OF j
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
    JOIN LATERAL (SELECT b.code FROM item_label AS b WHERE b.item_id = i.item_id
                  ORDER BY b.bound_at DESC, b.code LIMIT 1) AS b ON true
    JOIN label AS l ON l.code = b.code
    LEFT JOIN office AS oo ON oo.office_id = j.origin_id
    LEFT JOIN contact AS oc ON oc.party_id = j.origin_id
    LEFT JOIN office AS d ON d.office_id = j.destination_id
    LEFT JOIN contact AS dc ON dc.party_id = j.destination_id
    WHERE j.job_id = ANY ($2::uuid[])
      AND has_role($1, j.serving_office_id, 'teller', 'dispatcher', 'supervisor', 'administrator')
    ORDER BY b.code
    """,
    LabelRow,
)
