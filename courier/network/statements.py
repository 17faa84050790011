"""The SQL of units, offices, people and agreements, each statement beside the Struct it fills."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.network.model import AdministrativeUnit, Agreement, Office, Person

LOCK_ID: Final = statement("SELECT pg_advisory_xact_lock(hashtextextended($1::uuid::text, 0))")
"""An id that its sender chose: who sends the same thing twice at once is answered in turn."""

# Units through time.


class WrittenUnit(msgspec.Struct, frozen=True):
    """What writing one unit did."""

    is_new: bool


UPSERT_UNIT: Final = statement(
    """
    INSERT INTO administrative_unit AS u
        (code, valid_from, valid_to, level, unit_type, name, name_key, province_code, district_code, source)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (code, valid_from) DO UPDATE
    SET valid_to = EXCLUDED.valid_to, level = EXCLUDED.level, unit_type = EXCLUDED.unit_type, name = EXCLUDED.name,
        name_key = EXCLUDED.name_key, province_code = EXCLUDED.province_code, district_code = EXCLUDED.district_code,
        source = EXCLUDED.source, imported_at = courier_now()
    WHERE (u.valid_to, u.level, u.unit_type, u.name, u.province_code, u.district_code)
        IS DISTINCT FROM (EXCLUDED.valid_to, EXCLUDED.level, EXCLUDED.unit_type, EXCLUDED.name,
                          EXCLUDED.province_code, EXCLUDED.district_code)
    RETURNING xmax = 0 AS is_new
    """,
    WrittenUnit,
)
"""No row where the unit stands already, word for word."""

FIND_CLASHING_UNIT: Final = statement(
    """
    SELECT code, valid_from, valid_to, level, unit_type, name, province_code, district_code, centre_lon, centre_lat
    FROM administrative_unit
    WHERE code = $1 AND valid_from <> $2 AND daterange(valid_from, valid_to) && daterange($2, $3)
    ORDER BY valid_from
    LIMIT 1
    """,
    AdministrativeUnit,
)
"""Another unit that had the same code on a day of the period."""

UNITS_FROM: Final = statement(
    """
    SELECT code, valid_from, valid_to, level, unit_type, name, province_code, district_code, centre_lon, centre_lat
    FROM administrative_unit
    WHERE valid_from = $1
    ORDER BY code
    """,
    AdministrativeUnit,
)
COMMUNES_EVER: Final = statement(
    """
    SELECT code, valid_from, valid_to, level, unit_type, name, province_code, district_code, centre_lon, centre_lat
    FROM administrative_unit
    WHERE province_code = $1 AND level = 'commune'
    ORDER BY valid_from DESC, code
    """,
    AdministrativeUnit,
)
"""Present and former communes of a province, the latest first."""

COMMUNES_ON: Final = statement(
    """
    SELECT code, valid_from, valid_to, level, unit_type, name, province_code, district_code, centre_lon, centre_lat
    FROM administrative_unit
    WHERE province_code = $1 AND level = 'commune'
      AND $2::date >= valid_from AND ($2::date < valid_to OR valid_to IS NULL)
    ORDER BY code
    """,
    AdministrativeUnit,
)
LARGER_UNIT_NAMES: Final = statement(
    "SELECT DISTINCT name_key FROM administrative_unit WHERE level <> 'commune' AND province_code = $1"
)


class UnitBoundary(msgspec.Struct, frozen=True):
    """A unit's area."""

    code: str
    valid_from: date
    boundary: bytes
    """WKB multipolygon, WGS 84."""


BOUNDARIES_FROM: Final = statement(
    """
    SELECT code, valid_from, boundary FROM administrative_unit
    WHERE valid_from = $1 AND level = 'commune' AND boundary IS NOT NULL
    ORDER BY code
    """,
    UnitBoundary,
)


class IndexedUnit(AdministrativeUnit, frozen=True):
    """A unit with its area."""

    boundary: bytes


BOUNDARIES_ON: Final = statement(
    """
    SELECT code, valid_from, valid_to, level, unit_type, name, province_code, district_code, centre_lon, centre_lat,
           boundary
    FROM administrative_unit
    WHERE $1::date >= valid_from AND ($1::date < valid_to OR valid_to IS NULL) AND level = 'commune'
      AND boundary IS NOT NULL AND ($2::text IS NULL OR province_code = $2)
    ORDER BY code
    """,
    IndexedUnit,
)
STORE_BOUNDARY: Final = statement(
    """
    UPDATE administrative_unit
    SET boundary = $3, boundary_kind = $4, centre_lon = $5, centre_lat = $6
    WHERE code = $1 AND valid_from = $2
      AND (boundary, boundary_kind) IS DISTINCT FROM ($3, $4)
    """
)
ADD_DERIVED_SUCCESSION: Final = statement(
    """
    INSERT INTO unit_succession (from_code, from_valid_from, to_code, to_valid_from, kind, share, is_derived, source)
    SELECT $1::text, $2::date, $3::text, $4::date, $5::text, $6::float8, true, $7::text
    WHERE NOT EXISTS (SELECT FROM unit_succession AS s
                      WHERE (s.from_code, s.from_valid_from, s.to_valid_from) = ($1, $2, $4) AND NOT s.is_derived)
    ON CONFLICT (from_code, from_valid_from, to_code, to_valid_from) DO NOTHING
    """
)
"""Nothing where a sourced table speaks of the former unit."""
UPSERT_SUCCESSION: Final = statement(
    """
    INSERT INTO unit_succession AS s
        (from_code, from_valid_from, to_code, to_valid_from, kind, share, is_derived, source)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (from_code, from_valid_from, to_code, to_valid_from) DO UPDATE
    SET kind = EXCLUDED.kind, share = EXCLUDED.share, is_derived = EXCLUDED.is_derived, source = EXCLUDED.source
    WHERE (s.kind, s.share, s.is_derived) IS DISTINCT FROM (EXCLUDED.kind, EXCLUDED.share, EXCLUDED.is_derived)
    """
)
DROP_DERIVED: Final = statement(
    "DELETE FROM unit_succession WHERE from_code = $1 AND from_valid_from = $2 AND to_valid_from = $3 AND is_derived"
)


class UnitKeyRow(msgspec.Struct, frozen=True):
    """A unit's key."""

    code: str
    valid_from: date


UNIT_KEYS: Final = statement("SELECT code, valid_from FROM administrative_unit", UnitKeyRow)
BOUNDED_UNITS: Final = statement(
    "SELECT code, valid_from FROM administrative_unit WHERE province_code = $1 AND boundary IS NOT NULL", UnitKeyRow
)


class SuccessionLink(msgspec.Struct, frozen=True):
    """That part of one commune went into another."""

    from_code: str
    from_valid_from: date
    to_code: str
    to_valid_from: date
    share: float


SUCCESSIONS_IN: Final = statement(
    """
    SELECT s.from_code, s.from_valid_from, s.to_code, s.to_valid_from, s.share
    FROM unit_succession AS s
    JOIN administrative_unit AS u ON (u.code, u.valid_from) = (s.from_code, s.from_valid_from)
    WHERE u.province_code = $1 AND u.level = 'commune'
    ORDER BY s.from_code, s.from_valid_from, s.share DESC, s.to_code
    """,
    SuccessionLink,
)

# Offices and people.

ADD_PARTY: Final = statement("INSERT INTO party (party_id, kind, province_code) VALUES ($1, $2, $3)")
ADD_OFFICE: Final = statement(
    """
    INSERT INTO office (office_id, kind, code, name, sort_key, address, phone, lon, lat, unit_code, unit_valid_from,
                        province_code, superior_office_id, served_by_office_id, opens_s, closes_s, last_acceptance_s,
                        is_demo, form)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
    """
)
FIND_OFFICE: Final = statement(
    """
    SELECT office_id, kind, code, name, address, phone, lon, lat, unit_code, unit_valid_from, province_code,
           superior_office_id, served_by_office_id, opens_s, closes_s, last_acceptance_s, is_demo,
           form
    FROM office WHERE code = $1
    """,
    Office,
)
ADD_PERSON: Final = statement(
    """
    INSERT INTO person (person_id, full_name, sort_key, phone, username, password_hash, province_code)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    """
)
LOCK_PERSON: Final = statement(
    """
    SELECT person_id, full_name, phone, username, carrier_party_id, province_code, is_active
    FROM person WHERE person_id = $1
    FOR UPDATE
    """,
    Person,
)
MAKE_CARRIER: Final = statement("UPDATE person SET carrier_party_id = $2 WHERE person_id = $1")
ADD_GRANT: Final = statement(
    "INSERT INTO role_grant (person_id, role, office_id, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5)"
)
ADD_AGREEMENT: Final = statement(
    """
    INSERT INTO agreement (agreement_id, desk_id, post_office_id, legs, handover_mode,
                           may_deliver_on_claimed_transfer, legal_basis, valid_from, valid_to, number, fields,
                           inherited_from, ending_alarm_days, idle_alarm_days)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    """
)
FIND_AGREEMENT: Final = statement(
    """
    SELECT agreement_id, desk_id, post_office_id, legs, handover_mode, may_deliver_on_claimed_transfer, legal_basis,
           valid_from, valid_to, number, fields, inherited_from
    FROM agreement
    WHERE desk_id = $1 AND $2::date >= valid_from AND ($2::date < valid_to OR valid_to IS NULL)
    """,
    Agreement,
)


class OfficeKindRow(msgspec.Struct, frozen=True):
    """What an office is."""

    office_id: UUID
    kind: str


OFFICE_KINDS: Final = statement("SELECT office_id, kind FROM office WHERE office_id = ANY ($1::uuid[])", OfficeKindRow)
