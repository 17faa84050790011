"""The SQL of intake, each statement beside the Struct it fills."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.intake.model import AmountKind, Payer
from courier.network.model import Leg

# Desks, and what they may ask for.


class DeskRow(msgspec.Struct, frozen=True):
    """A desk as the asker may see it, with its agreement in force, if there is one."""

    office_id: UUID
    name: str
    province_code: str
    lon: float
    lat: float
    unit_code: str | None
    unit_valid_from: date | None
    post_office_id: UUID | None
    legs: list[Leg] | None
    helper_name: str | None
    """The post office that serves it: who can help where there is no agreement."""
    helper_phone: str | None
    fields: list[str] | None = None
    """Fields of procedures that the agreement is for; None: all of them."""


DESK: Final = statement(
    """
    SELECT o.office_id, o.name, o.province_code, o.lon, o.lat, o.unit_code, o.unit_valid_from,
           a.post_office_id, a.legs, s.name AS helper_name, s.phone AS helper_phone, a.fields
    FROM office AS o
    LEFT JOIN office AS s ON s.office_id = o.served_by_office_id
    LEFT JOIN agreement AS a
        ON a.desk_id = o.office_id AND $3::date >= a.valid_from AND ($3::date < a.valid_to OR a.valid_to IS NULL)
    WHERE o.office_id = $2 AND o.kind = 'desk'
      AND (has_role($1, o.office_id, 'desk_clerk', 'teller', 'supervisor', 'administrator')
           OR has_role($1, o.served_by_office_id, 'teller', 'dispatcher', 'supervisor', 'administrator'))
    """,
    DeskRow,
)
DESK_PLACE: Final = statement(
    """
    SELECT o.office_id, o.name, o.province_code, o.lon, o.lat, o.unit_code, o.unit_valid_from,
           NULL::uuid AS post_office_id, NULL::text[] AS legs, NULL::text AS helper_name, NULL::text AS helper_phone,
           NULL::text[] AS fields
    FROM office AS o WHERE o.office_id = $1
    """,
    DeskRow,
)
"""A desk as a place only, for who was let in already."""


class Work(msgspec.Struct, frozen=True):
    """Something to take in: for which agency, which leg, in which field; None is any."""

    agency_id: UUID | None
    leg: Leg
    field: str | None


OUT_OF_SCOPE: Final = statement(
    """
    SELECT w.agency_id, w.leg, w.field
    FROM office AS o CROSS JOIN unnest($3::uuid[], $4::text[], $5::text[]) AS w (agency_id, leg, field)
    WHERE o.office_id = $2
      AND NOT has_role($1, o.office_id, 'supervisor', 'administrator')
      AND NOT has_role($1, o.served_by_office_id, 'dispatcher', 'supervisor', 'administrator')
      AND NOT may_handle($1, o.office_id, w.agency_id, w.leg, w.field)
      AND NOT (w.leg = 'SUPPLEMENT' AND may_handle($1, o.office_id, w.agency_id, 'SEND', w.field))
    """,
    Work,
)
"""What a limited hat does not cover. Who may send may supplement, as under an agreement."""
LOCK_OFFICE: Final = statement("SELECT office_id FROM office WHERE office_id = $1 FOR NO KEY UPDATE")

LOOK_AT_ORDERS: Final = statement("SELECT look_at_orders()")


class ServedCommune(msgspec.Struct, frozen=True):
    """Which post office serves a commune."""

    unit_code: str
    unit_valid_from: date
    office_id: UUID


SERVED_COMMUNES: Final = statement(
    """
    SELECT a.unit_code, a.unit_valid_from, a.office_id FROM office_area AS a JOIN office AS o USING (office_id)
    WHERE o.province_code = $1 AND $2::date >= a.valid_from AND ($2::date < a.valid_to OR a.valid_to IS NULL)
    """,
    ServedCommune,
)

# Lists.


class KnownJob(msgspec.Struct, frozen=True):
    """A job that an earlier list made, and to whom; no name where the citizen's data was erased."""

    source_key: str
    job_id: UUID
    dossier_id: UUID
    full_name: str | None
    phone: str | None
    address: str | None


KNOWN_JOBS: Final = statement(
    """
    SELECT j.source_key, j.job_id, j.dossier_id, c.full_name, c.phone, c.address
    FROM job AS j LEFT JOIN contact AS c ON c.party_id = j.destination_id
    WHERE j.origin_id = $1 AND j.source_key = ANY ($2::text[])
    """,
    KnownJob,
)


class KnownDossier(msgspec.Struct, frozen=True):
    """A dossier of the desk, and whose it is; no name where the citizen's data was erased."""

    code: str
    dossier_id: UUID
    owner_id: UUID
    full_name: str | None
    phone: str | None
    address: str | None


KNOWN_DOSSIERS: Final = statement(
    """
    SELECT d.code, d.dossier_id, d.owner_id, c.full_name, c.phone, c.address
    FROM dossier AS d LEFT JOIN contact AS c ON c.party_id = d.owner_id
    WHERE d.desk_id = $1 AND d.code = ANY ($2::text[])
    """,
    KnownDossier,
)
ADD_CITIZENS: Final = statement(
    """
    INSERT INTO party (party_id, kind, province_code)
    SELECT party_id, 'citizen', $2::text FROM unnest($1::uuid[]) AS given (party_id)
    """
)
ADD_CONTACTS: Final = statement(
    """
    INSERT INTO contact (party_id, full_name, phone, address, landmark, unit_code, unit_valid_from, lon, lat,
                         position_quality, province_code)
    SELECT *, $11::text FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::date[],
                              $8::float8[], $9::float8[], $10::text[])
    """
)
ADD_DOSSIERS: Final = statement(
    """
    INSERT INTO dossier (dossier_id, code, procedure_code, title, owner_id, view_code, official_state, desk_id,
                         province_code)
    SELECT *, $7::smallint, $8::uuid, $9::text
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[])
    """
)
ADD_RETURN_JOBS: Final = statement(
    """
    INSERT INTO job (job_id, dossier_id, destination_id, source_key, weight_g, papers_to_take_back, personal_only,
                     at_counter, requested_by, channel, delivering_office_id, leg, origin_id, serving_office_id,
                     province_code, ready_at)
    SELECT *, 'RETURN', $12::uuid, $13::uuid, $14::text, courier_now()
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::int[], $6::smallint[], $7::bool[], $8::bool[],
                $9::text[], $10::text[], $11::uuid[])
    """
)
ADD_AMOUNTS: Final = statement(
    """
    INSERT INTO stated_amount (job_id, kind, payer, amount_vnd)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[])
    """
)


class StatedRow(msgspec.Struct, frozen=True):
    """What was stated for a job."""

    job_id: UUID
    kind: AmountKind
    amount_vnd: int
    payer: Payer


STATED_AMOUNTS: Final = statement(
    """
    SELECT job_id, kind, amount_vnd, payer FROM stated_amount WHERE job_id = ANY ($1::uuid[])
    ORDER BY job_id, kind, payer
    """,
    StatedRow,
)


class EarlierImport(msgspec.Struct, frozen=True):
    """The last time that the same bytes came."""

    import_id: UUID


EARLIER_IMPORT: Final = statement(
    """
    SELECT import_id FROM list_import WHERE desk_id = $1 AND file_sha256 = $2
    ORDER BY imported_at DESC, import_id DESC LIMIT 1
    """,
    EarlierImport,
)
RECORD_IMPORT: Final = statement(
    """
    INSERT INTO list_import (import_id, desk_id, file_sha256, file_name, rows_created, rows_known, rows_rejected,
                             rows_not_by_post, rejected_file, person_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    """
)
RECORD_IMPORTED_JOBS: Final = statement(
    "INSERT INTO imported_job (import_id, job_id, line) SELECT $1::uuid, * FROM unnest($2::uuid[], $3::int[])"
)


class RejectedFile(msgspec.Struct, frozen=True):
    """The lines of an import that are to be mended; None where there are none."""

    rejected_file: bytes | None


REJECTED_FILE: Final = statement(
    """
    SELECT i.rejected_file FROM list_import AS i JOIN office AS o ON o.office_id = i.desk_id
    WHERE i.import_id = $2
      AND (has_role($1, o.office_id, 'desk_clerk', 'teller', 'supervisor', 'administrator')
           OR has_role($1, o.served_by_office_id, 'teller', 'dispatcher', 'supervisor', 'administrator'))
    """,
    RejectedFile,
)


class JobId(msgspec.Struct, frozen=True):
    """One job."""

    job_id: UUID


JOBS_OF_IMPORT: Final = statement(
    """
    SELECT m.job_id FROM imported_job AS m JOIN job AS j USING (job_id)
    WHERE m.import_id = $2 AND j.cancelled_at IS NULL
      AND has_role($1, j.serving_office_id, 'teller', 'dispatcher', 'supervisor', 'administrator')
    ORDER BY m.line
    """,
    JobId,
)
