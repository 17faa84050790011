"""The SQL of identity, each statement beside the Struct it fills."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.network.identity.model import DeviceKind, RoleAt, Staff


class EnrolmentRow(msgspec.Struct, frozen=True):
    """An enrolment as it stands, locked, with all the answer to the device needs."""

    enrolment_id: UUID
    device_kind: DeviceKind
    party_id: UUID
    office_id: UUID
    person_id: UUID
    is_lapsed: bool
    device_id: UUID | None
    public_key: bytes | None
    person_name: str
    office_name: str
    province_code: str


LOCK_ENROLMENT: Final = statement(
    """
    SELECT e.enrolment_id, e.device_kind, e.party_id, e.office_id, e.person_id,
           e.expires_at <= courier_now() AS is_lapsed, e.device_id, d.public_key,
           p.full_name AS person_name, o.name AS office_name, y.province_code
    FROM enrolment AS e
    JOIN person AS p ON p.person_id = e.person_id
    JOIN office AS o ON o.office_id = e.office_id
    JOIN party AS y ON y.party_id = e.party_id
    LEFT JOIN device AS d ON d.device_id = e.device_id
    WHERE e.token_hash = $1 OR e.short_code_hash = $1
    FOR UPDATE OF e
    """,
    EnrolmentRow,
)
ADD_DEVICE: Final = statement(
    """
    INSERT INTO device (device_id, kind, party_id, office_id, person_id, public_key, name, province_code)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    """
)
USE_ENROLMENT: Final = statement(
    "UPDATE enrolment SET used_at = courier_now(), device_id = $2 WHERE enrolment_id = $1 AND used_at IS NULL"
)


class IssuedRow(msgspec.Struct, frozen=True):
    """When a new enrolment lapses."""

    expires_at: datetime


ISSUE_PHONE_ENROLMENT: Final = statement(
    """
    INSERT INTO enrolment (enrolment_id, token_hash, short_code_hash, device_kind, party_id, office_id, person_id,
                           issued_by, issued_at, expires_at)
    SELECT $1, $2, $3, 'phone', p.carrier_party_id, o.office_id, p.person_id, $6,
           courier_now(), courier_now() + interval '15 minutes'
    FROM person AS p, office AS o
    WHERE p.person_id = $5 AND o.office_id = $4 AND p.carrier_party_id IS NOT NULL
      AND has_role(p.person_id, o.office_id, 'carrier') AND runs_office($6, o.office_id)
    RETURNING expires_at
    """,
    IssuedRow,
)
ISSUE_WORKSTATION_ENROLMENT: Final = statement(
    """
    INSERT INTO enrolment (enrolment_id, token_hash, short_code_hash, device_kind, party_id, office_id, person_id,
                           issued_by, issued_at, expires_at)
    SELECT $1, $2, $3, 'workstation', o.office_id, o.office_id, p.person_id, $6,
           courier_now(), courier_now() + interval '15 minutes'
    FROM person AS p, office AS o
    WHERE p.person_id = $5 AND o.office_id = $4 AND p.is_active AND runs_office($6, o.office_id)
    RETURNING expires_at
    """,
    IssuedRow,
)


class DeviceRow(msgspec.Struct, frozen=True):
    """A device as the server knows it."""

    device_id: UUID
    kind: DeviceKind
    party_id: UUID
    office_id: UUID
    person_id: UUID | None
    public_key: bytes
    province_code: str
    is_live: bool


FIND_DEVICE: Final = statement(
    """
    SELECT device_id, kind, party_id, office_id, person_id, public_key, province_code, ended_at IS NULL AS is_live
    FROM device WHERE device_id = $1
    """,
    DeviceRow,
)


HEAR_OF_DEVICE: Final = statement("UPDATE device SET heard_at = courier_now() WHERE device_id = $1")
"""It has just proved itself by its key."""


class RevocableRow(msgspec.Struct, frozen=True):
    """A device that the asker may revoke, locked, and the last number it has sent without a gap."""

    party_id: UUID
    office_id: UUID
    is_live: bool
    acked_through: int


LOCK_REVOCABLE: Final = statement(
    """
    SELECT d.party_id, coalesce(o.served_by_office_id, o.office_id) AS office_id, d.ended_at IS NULL AS is_live,
           coalesce((SELECT max(seq) FROM device_log AS l WHERE l.device_id = d.device_id), 0) AS acked_through
    FROM device AS d JOIN office AS o USING (office_id)
    WHERE d.device_id = $1 AND runs_office($2, o.office_id)
    FOR UPDATE OF d
    """,
    RevocableRow,
)
END_DEVICE: Final = statement("UPDATE device SET ended_at = courier_now() WHERE device_id = $1 AND ended_at IS NULL")
RECORD_REVOCATION: Final = statement(
    "INSERT INTO device_revocation (device_id, mode, trusted_through, person_id) VALUES ($1, $2, $3, $4)"
)


class LoginRow(msgspec.Struct, frozen=True):
    """Whom a username names, and what the password must fit."""

    person_id: UUID
    full_name: str
    password_hash: str


FIND_LOGIN: Final = statement(
    "SELECT person_id, full_name, password_hash FROM person WHERE username = $1 AND is_active AND password_hash <> ''",
    LoginRow,
)
OPEN_SESSION: Final = statement(
    "INSERT INTO staff_session (secret_hash, person_id, expires_at) VALUES ($1, $2, courier_now() + $3::interval)"
)
END_SESSION: Final = statement(
    "UPDATE staff_session SET ended_at = courier_now() WHERE secret_hash = $1 AND ended_at IS NULL"
)
FIND_SESSION: Final = statement(
    """
    SELECT s.person_id, p.full_name FROM staff_session AS s JOIN person AS p USING (person_id)
    WHERE s.secret_hash = $1 AND s.ended_at IS NULL AND s.expires_at > courier_now() AND p.is_active
    """,
    Staff,
)
LIST_ROLES: Final = statement(
    """
    SELECT g.role, g.office_id, o.name AS office_name, o.kind AS office_kind
    FROM role_grant AS g JOIN office AS o USING (office_id)
    WHERE g.person_id = $1 AND has_role($1, g.office_id, g.role)
    ORDER BY o.sort_key, g.role
    """,
    RoleAt,
)


class Allowed(msgspec.Struct, frozen=True):
    """Whether the asker may."""

    is_allowed: bool


WORKS_AT: Final = statement(
    "SELECT has_role($1, $2, 'teller', 'dispatcher', 'supervisor', 'administrator') AS is_allowed", Allowed
)
IS_ADMINISTRATOR: Final = statement(
    """
    SELECT EXISTS (SELECT FROM role_grant AS g WHERE g.person_id = $1 AND has_role($1, g.office_id, 'administrator'))
        AS is_allowed
    """,
    Allowed,
)


class IncarnationRow(msgspec.Struct, frozen=True):
    """Which life of the database this is."""

    incarnation_id: UUID


CURRENT_INCARNATION: Final = statement(
    "SELECT incarnation_id FROM server_incarnation ORDER BY number DESC LIMIT 1", IncarnationRow
)
RECORD_POSITIONS: Final = statement(
    """
    WITH kept AS (
        INSERT INTO phone_position (report_id, device_id, office_id, party_id, lon, lat, accuracy_m, happened_at)
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::double precision[],
                             $6::double precision[], $7::double precision[], $8::timestamptz[])
        ON CONFLICT DO NOTHING
        RETURNING office_id, party_id, lon, lat, happened_at
    )
    INSERT INTO change (topic, office_id, party_id, facts)
    SELECT 'position', office_id, party_id, jsonb_build_object('lon', lon, 'lat', lat, 'at', happened_at)
    FROM kept
    """
)
