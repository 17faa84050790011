"""The SQL of orders and registered returns, each statement beside the Struct it fills."""

from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.intake.model import OrderKind, PositionQuality

# What is known before an order is taken.


class PlacedRow(msgspec.Struct, frozen=True):
    """An order that was placed, and by which words."""

    order_id: UUID
    digest: bytes
    desk_id: UUID
    kind: OrderKind
    dossier_id: UUID
    job_id: UUID | None
    registration_id: UUID | None
    view_code: str
    position_quality: PositionQuality | None
    warnings: list[dict[str, Any]]


PLACED_ORDERS: Final = statement(
    """
    SELECT p.order_id, p.digest, d.desk_id, p.kind, p.dossier_id, p.job_id, p.registration_id, d.view_code,
           c.position_quality, p.warnings
    FROM placed_order AS p
    JOIN dossier AS d USING (dossier_id)
    LEFT JOIN job AS j ON j.job_id = p.job_id
    LEFT JOIN registered_return AS r ON r.registration_id = p.registration_id
    LEFT JOIN contact AS c ON c.party_id = coalesce(j.origin_id, r.recipient_id)
    WHERE p.order_id = ANY ($1::uuid[])
    """,
    PlacedRow,
)


class TakenId(msgspec.Struct, frozen=True):
    """A job that bears an id."""

    job_id: UUID


TAKEN_IDS: Final = statement("SELECT job_id FROM job WHERE job_id = ANY ($1::uuid[])", TakenId)
"""Jobs that bear one of these ids, whoever made them."""


class DossierRow(msgspec.Struct, frozen=True):
    """A dossier of the desk, and whose it is; no name where the citizen's data was erased."""

    dossier_id: UUID
    code: str | None
    owner_id: UUID
    view_code: str
    procedure_code: str | None
    full_name: str | None
    phone: str | None
    address: str | None
    unit_code: str | None
    unit_valid_from: date | None
    position_quality: PositionQuality | None
    is_registered: bool
    """Whether a result of it is registered and not closed."""


DOSSIERS: Final = statement(
    """
    SELECT d.dossier_id, d.code, d.owner_id, d.view_code, d.procedure_code, c.full_name, c.phone, c.address,
           c.unit_code, c.unit_valid_from, c.position_quality,
           EXISTS (SELECT FROM registered_return AS r
                   WHERE r.dossier_id = d.dossier_id
                     AND NOT EXISTS (SELECT FROM registration_closing AS x WHERE x.registration_id = r.registration_id)
                  ) AS is_registered
    FROM dossier AS d LEFT JOIN contact AS c ON c.party_id = d.owner_id
    WHERE d.desk_id = $1 AND (d.dossier_id = ANY ($2::uuid[]) OR d.code = ANY ($3::text[]))
    """,
    DossierRow,
)


class AgencyRow(msgspec.Struct, frozen=True):
    """An agency, or a desk, that may decide."""

    office_id: UUID


AGENCIES: Final = statement(
    "SELECT office_id FROM office WHERE office_id = ANY ($1::uuid[]) AND kind IN ('agency', 'desk')", AgencyRow
)


class ProcedureRow(msgspec.Struct, frozen=True):
    """What the catalogue says of a procedure, as far as an order asks."""

    procedure_code: str
    valid_from: date
    field: str
    may_send: bool
    may_return: bool
    must_attend_send: bool
    must_attend_return: bool
    presence_vi: str | None
    presence_en: str | None
    personal_only: bool
    post_may_collect: bool


PROCEDURES: Final = statement(
    """
    SELECT procedure_code, valid_from, field, may_send, may_return, must_attend_send, must_attend_return, presence_vi,
           presence_en, personal_only, post_may_collect
    FROM procedure
    WHERE procedure_code = ANY ($1::text[]) AND $2::date >= valid_from AND ($2::date < valid_to OR valid_to IS NULL)
    """,
    ProcedureRow,
)


class ChecklistRow(msgspec.Struct, frozen=True):
    """One line of a procedure's checklist."""

    procedure_code: str
    name: str
    originals: int
    certified_copies: int
    photocopies: int
    is_required: bool
    for_comparison: bool


CHECKLISTS: Final = statement(
    """
    SELECT d.procedure_code, d.name, d.originals, d.certified_copies, d.photocopies, d.is_required, d.for_comparison
    FROM procedure_document AS d JOIN procedure AS p USING (procedure_code, valid_from)
    WHERE p.procedure_code = ANY ($1::text[])
      AND $2::date >= p.valid_from AND ($2::date < p.valid_to OR p.valid_to IS NULL)
    ORDER BY d.procedure_code, d.ordinal
    """,
    ChecklistRow,
)


class Trained(msgspec.Struct, frozen=True):
    """Whether a person has the mark for taking dossiers in."""

    is_trained: bool


TRAINED: Final = statement("SELECT is_trained($1, 'intake', $2) AS is_trained", Trained)

# What an order makes.

ADD_DOSSIERS: Final = statement(
    """
    INSERT INTO dossier (dossier_id, code, procedure_code, procedure_valid_from, title, owner_id, view_code, due_on,
                         competent_agency_id, is_online_born, official_state, desk_id, province_code)
    SELECT *, $11::smallint, $12::uuid, $13::text
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::date[], $5::text[], $6::uuid[], $7::text[], $8::date[],
                $9::uuid[], $10::bool[])
    """
)
SET_CODES: Final = statement(
    """
    UPDATE dossier AS d SET code = given.code FROM unnest($1::uuid[], $2::text[]) AS given (dossier_id, code)
    WHERE d.dossier_id = given.dossier_id AND d.code IS NULL
    """
)
SET_DUE: Final = statement(
    """
    UPDATE dossier AS d SET due_on = given.due_on FROM unnest($1::uuid[], $2::date[]) AS given (dossier_id, due_on)
    WHERE d.dossier_id = given.dossier_id
    """
)
ADD_DOCUMENTS: Final = statement(
    """
    INSERT INTO dossier_document (dossier_id, line, name, originals, certified_copies, photocopies, is_required,
                                  is_shown_and_returned)
    SELECT * FROM unnest($1::uuid[], $2::smallint[], $3::text[], $4::smallint[], $5::smallint[], $6::smallint[],
                         $7::bool[], $8::bool[])
    """
)
ADD_JOBS: Final = statement(
    """
    INSERT INTO job (job_id, dossier_id, leg, origin_id, serving_office_id, at_counter, requested_by, channel, weight_g,
                     window_from, window_to, destination_id, delivering_office_id, province_code, ready_at)
    SELECT *, $12::uuid, $13::uuid, $14::text, courier_now()
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::bool[], $7::text[], $8::text[],
                $9::int[], $10::timestamptz[], $11::timestamptz[])
    """
)
ADD_REGISTRATIONS: Final = statement(
    """
    INSERT INTO registered_return (registration_id, dossier_id, recipient_id, requested_by, channel, at_counter,
                                   personal_only, papers_to_take_back, province_code)
    SELECT *, $9::text
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::bool[], $7::bool[], $8::smallint[])
    """
)
ADD_SUPPLEMENT: Final = statement(
    """
    INSERT INTO supplement_request (request_id, dossier_id, asked_on, deadline_on, missing, reason, person_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    """
)
ADD_ORDERS: Final = statement(
    """
    INSERT INTO placed_order (order_id, kind, dossier_id, job_id, registration_id, request_id, digest, warnings,
                              person_id)
    SELECT o.order_id, o.kind, o.dossier_id, o.job_id, o.registration_id, o.request_id, o.digest, o.warnings::jsonb,
           $9::uuid
    FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::bytea[], $8::text[])
        AS o (order_id, kind, dossier_id, job_id, registration_id, request_id, digest, warnings)
    """
)

# Files of orders.


class EarlierImport(msgspec.Struct, frozen=True):
    """The last time that the same bytes came."""

    import_id: UUID


EARLIER_IMPORT: Final = statement(
    """
    SELECT import_id FROM order_import WHERE desk_id = $1 AND file_sha256 = $2
    ORDER BY imported_at DESC, import_id DESC LIMIT 1
    """,
    EarlierImport,
)
RECORD_IMPORT: Final = statement(
    """
    INSERT INTO order_import (import_id, desk_id, file_sha256, file_name, rows_created, rows_known, rows_rejected,
                              rejected_file, person_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    """
)
RECORD_IMPORTED: Final = statement(
    "INSERT INTO imported_order (import_id, order_id, line) SELECT $1::uuid, * FROM unnest($2::uuid[], $3::int[])"
)


class RejectedFile(msgspec.Struct, frozen=True):
    """The lines of a file that are to be mended; None where there are none."""

    rejected_file: bytes | None


REJECTED_FILE: Final = statement(
    """
    SELECT i.rejected_file FROM order_import AS i JOIN office AS o ON o.office_id = i.desk_id
    WHERE i.import_id = $2
      AND (has_role($1, o.office_id, 'desk_clerk', 'teller', 'supervisor', 'administrator')
           OR has_role($1, o.served_by_office_id, 'teller', 'dispatcher', 'supervisor', 'administrator'))
    """,
    RejectedFile,
)
