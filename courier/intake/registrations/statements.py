"""The SQL of registered results, each statement beside the Struct it fills."""

from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.intake.model import Channel, RequestedBy
from courier.intake.registrations.model import Registration

# What a desk's list finds.


class RegisteredRow(msgspec.Struct, frozen=True):
    """The latest registration of a dossier that a desk's list names."""

    dossier_code: str
    registration_id: UUID
    recipient_id: UUID
    full_name: str | None
    phone: str | None
    address: str | None
    unit_code: str | None
    unit_valid_from: date | None
    requested_by: RequestedBy
    channel: Channel
    at_counter: bool
    personal_only: bool
    papers_to_take_back: int
    closed_because: str | None


REGISTERED: Final = statement(
    """
    SELECT DISTINCT ON (d.code) d.code AS dossier_code, r.registration_id, r.recipient_id, c.full_name, c.phone,
           c.address, c.unit_code, c.unit_valid_from, r.requested_by, r.channel, r.at_counter, r.personal_only,
           r.papers_to_take_back, x.reason AS closed_because
    FROM dossier AS d
    JOIN registered_return AS r USING (dossier_id)
    LEFT JOIN contact AS c ON c.party_id = r.recipient_id
    LEFT JOIN registration_closing AS x USING (registration_id)
    WHERE d.desk_id = $1 AND d.code = ANY ($2::text[])
    ORDER BY d.code, r.registered_at DESC, r.registration_id DESC
    """,
    RegisteredRow,
)
ADD_MATCHES: Final = statement(
    """
    INSERT INTO registration_match (job_id, registration_id) SELECT * FROM unnest($1::uuid[], $2::uuid[])
    """
)

# What the office sees and does.

REGISTRATIONS: Final = statement(
    """
    WITH desk AS MATERIALIZED (
        SELECT o.office_id FROM office AS o
        WHERE $2 IN (o.office_id, o.served_by_office_id)
          AND (has_role($1, o.office_id, 'desk_clerk', 'teller', 'supervisor', 'administrator')
               OR has_role($1, o.served_by_office_id, 'teller', 'dispatcher', 'supervisor', 'administrator'))
    ), chosen AS MATERIALIZED (
        SELECT r.*, d.code, d.title, d.due_on, d.desk_id
        FROM desk AS o JOIN dossier AS d ON d.desk_id = o.office_id JOIN registered_return AS r USING (dossier_id)
        WHERE $3::bool
           OR (NOT EXISTS (SELECT FROM registration_closing AS x WHERE x.registration_id = r.registration_id)
               AND NOT EXISTS (SELECT FROM registration_match AS g WHERE g.registration_id = r.registration_id))
        ORDER BY r.registered_at DESC, r.registration_id
        LIMIT 1000
    )
    SELECT r.registration_id, r.dossier_id, r.code AS dossier_code, r.title, r.due_on, r.desk_id,
           c.full_name, c.phone, c.address, r.at_counter, r.requested_by, r.channel, r.registered_at,
           CASE WHEN x.registration_id IS NOT NULL THEN 'closed' WHEN cardinality(m.job_ids) > 0 THEN 'matched'
                ELSE 'waiting' END AS state,
           x.reason AS closed_because, x.closed_at, m.job_ids
    FROM chosen AS r
    LEFT JOIN contact AS c ON c.party_id = r.recipient_id
    LEFT JOIN registration_closing AS x USING (registration_id)
    CROSS JOIN LATERAL (SELECT coalesce(array_agg(g.job_id ORDER BY g.job_id), '{}') AS job_ids
                        FROM registration_match AS g WHERE g.registration_id = r.registration_id) AS m
    ORDER BY r.registered_at DESC, r.registration_id
    """,
    Registration,
)
"""An office's or a desk's, the latest first; $3: also those that wait no longer."""


class RegistrationStanding(msgspec.Struct, frozen=True):
    """A registration that the asker may close, and how it stands."""

    registration_id: UUID
    post_office_id: UUID | None
    closed_because: str | None
    is_matched: bool


REGISTRATION_STANDING: Final = statement(
    """
    SELECT r.registration_id, o.served_by_office_id AS post_office_id,
           (SELECT x.reason FROM registration_closing AS x WHERE x.registration_id = r.registration_id)
               AS closed_because,
           EXISTS (SELECT FROM registration_match AS m JOIN job AS j USING (job_id)
                   WHERE m.registration_id = r.registration_id AND j.cancelled_at IS NULL) AS is_matched
    FROM registered_return AS r JOIN dossier AS d USING (dossier_id) JOIN office AS o ON o.office_id = d.desk_id
    WHERE r.registration_id = $2
      AND (has_role($1, o.office_id, 'desk_clerk', 'teller', 'supervisor', 'administrator')
           OR has_role($1, o.served_by_office_id, 'teller', 'dispatcher', 'supervisor', 'administrator'))
    """,
    RegistrationStanding,
)
LOCK_DESK_OF_REGISTRATION: Final = statement(
    """
    SELECT o.office_id FROM office AS o JOIN dossier AS d ON d.desk_id = o.office_id
    JOIN registered_return AS r USING (dossier_id) WHERE r.registration_id = $1 FOR NO KEY UPDATE OF o
    """
)
CLOSE_REGISTRATION: Final = statement(
    """
    INSERT INTO registration_closing (registration_id, reason, asked_by, how_checked, person_id)
    VALUES ($1, $2, $3, $4, $5)
    """
)


class Target(msgspec.Struct, frozen=True):
    """Whose recipient is to change: a result under way, or one registered; and the recipient as they stand."""

    job_id: UUID | None
    registration_id: UUID | None
    recipient_id: UUID
    dossier_id: UUID
    is_owner: bool
    is_over: bool
    at_counter: bool
    serving_office_id: UUID
    delivering_office_id: UUID
    desk_id: UUID
    province_code: str
    full_name: str
    phone: str | None
    address: str
    landmark: str | None
    unit_code: str | None
    unit_valid_from: date | None
    lon: float
    lat: float
    position_quality: str


TARGET: Final = statement(
    """
    SELECT t.job_id, t.registration_id, t.recipient_id, d.dossier_id, d.owner_id = t.recipient_id AS is_owner,
           t.is_over, t.at_counter, coalesce(t.serving_office_id, o.served_by_office_id) AS serving_office_id,
           coalesce(t.delivering_office_id, o.served_by_office_id) AS delivering_office_id, d.desk_id, d.province_code,
           c.full_name, c.phone, c.address, c.landmark, c.unit_code, c.unit_valid_from, c.lon, c.lat, c.position_quality
    FROM (
        SELECT j.job_id, NULL::uuid AS registration_id, j.destination_id AS recipient_id, j.dossier_id, j.at_counter,
               j.cancelled_at IS NOT NULL AS is_over, j.serving_office_id, j.delivering_office_id
        FROM job AS j WHERE j.job_id = $2 AND j.leg = 'RETURN'
        UNION ALL
        SELECT NULL, r.registration_id, r.recipient_id, r.dossier_id, r.at_counter,
               EXISTS (SELECT FROM registration_closing AS x WHERE x.registration_id = r.registration_id), NULL, NULL
        FROM registered_return AS r WHERE r.registration_id = $2
    ) AS t
    JOIN dossier AS d USING (dossier_id)
    JOIN office AS o ON o.office_id = d.desk_id
    JOIN contact AS c ON c.party_id = t.recipient_id
    WHERE has_role($1, o.office_id, 'desk_clerk', 'teller', 'supervisor', 'administrator')
       OR has_role($1, o.served_by_office_id, 'teller', 'dispatcher', 'supervisor', 'administrator')
       OR has_role($1, t.delivering_office_id, 'teller', 'dispatcher', 'supervisor', 'administrator')
    """,
    Target,
)
LOCK_DESK_OF_TARGET: Final = statement(
    """
    SELECT o.office_id FROM office AS o
    WHERE o.office_id IN (SELECT d.desk_id FROM job AS j JOIN dossier AS d USING (dossier_id)
                          WHERE j.job_id = $1 AND j.leg = 'RETURN'
                          UNION ALL
                          SELECT d.desk_id FROM registered_return AS r JOIN dossier AS d USING (dossier_id)
                          WHERE r.registration_id = $1)
    FOR NO KEY UPDATE OF o
    """
)
"""A list that matches the registration meanwhile would bring the result to where it no longer goes."""
LOCK_CONTACT: Final = statement(
    """
    SELECT c.party_id FROM contact AS c
    WHERE c.party_id IN (SELECT destination_id FROM job WHERE job_id = $1 AND leg = 'RETURN'
                         UNION SELECT recipient_id FROM registered_return WHERE registration_id = $1)
    FOR UPDATE OF c
    """
)
CHANGE_CONTACT: Final = statement(
    """
    UPDATE contact SET full_name = $2, phone = $3, address = $4, landmark = $5, unit_code = $6, unit_valid_from = $7,
                       lon = $8, lat = $9, position_quality = $10
    WHERE party_id = $1
    """
)
CHANGE_COUNTER: Final = statement(
    """
    WITH registered AS (UPDATE registered_return SET at_counter = $2 WHERE recipient_id = $1)
    UPDATE job SET at_counter = $2 WHERE destination_id = $1 AND leg = 'RETURN' AND cancelled_at IS NULL
    """
)
"""All results on their way to the same recipient."""
CHANGE_DELIVERING: Final = statement(
    "UPDATE job SET delivering_office_id = $2 WHERE destination_id = $1 AND leg = 'RETURN' AND cancelled_at IS NULL"
)
KEEP_OWNER: Final = statement(
    """
    WITH owner AS (INSERT INTO party (party_id, kind, province_code) VALUES ($2, 'citizen', $3)),
    kept AS (
        INSERT INTO contact (party_id, full_name, phone, address, landmark, unit_code, unit_valid_from, lon, lat,
                             position_quality, province_code)
        SELECT $2, full_name, phone, address, landmark, unit_code, unit_valid_from, lon, lat, position_quality,
               province_code
        FROM contact WHERE party_id = $4
    )
    UPDATE dossier SET owner_id = $2 WHERE dossier_id = $1
    """
)
"""Somebody else takes the result, but the dossier stays its owner's: they become a party of their own."""
RECORD_RECIPIENT_CHANGE: Final = statement(
    """
    INSERT INTO recipient_change (change_id, recipient_id, job_id, registration_id, asked_by, how_checked, fields,
                                  before, person_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    """
)


class ChangeRow(msgspec.Struct, frozen=True):
    """One recorded change, without what stood before."""

    change_id: UUID
    fields: list[str]
    before: dict[str, Any] | None


RECIPIENT_CHANGES: Final = statement(
    """
    SELECT change_id, fields, before FROM recipient_change WHERE recipient_id = $1 ORDER BY recorded_at, change_id
    """,
    ChangeRow,
)


class DossierStanding(msgspec.Struct, frozen=True):
    """A dossier whose code the asker may record, and who else has that code."""

    dossier_id: UUID
    desk_id: UUID
    code: str | None
    other_id: UUID | None
    post_office_id: UUID | None


DOSSIER_STANDING: Final = statement(
    """
    SELECT d.dossier_id, d.desk_id, d.code,
           (SELECT e.dossier_id FROM dossier AS e
            WHERE e.desk_id = d.desk_id AND e.code = $3 AND e.dossier_id <> d.dossier_id) AS other_id,
           o.served_by_office_id AS post_office_id
    FROM dossier AS d JOIN office AS o ON o.office_id = d.desk_id
    WHERE d.dossier_id = $2
      AND (has_role($1, o.office_id, 'desk_clerk', 'teller', 'supervisor', 'administrator')
           OR has_role($1, o.served_by_office_id, 'teller', 'dispatcher', 'supervisor', 'administrator'))
    """,
    DossierStanding,
)
RECORD_CODE: Final = statement("UPDATE dossier SET code = $2, due_on = coalesce($3, due_on) WHERE dossier_id = $1")


class UncodedRow(msgspec.Struct, frozen=True):
    """A registration that waits without a dossier code, and a person it is of."""

    registration_id: UUID
    full_name: str
    phone: str


UNCODED: Final = statement(
    """
    SELECT DISTINCT r.registration_id, c.full_name, c.phone
    FROM dossier AS d
    JOIN registered_return AS r USING (dossier_id)
    JOIN contact AS c ON c.party_id IN (r.recipient_id, d.owner_id)
    WHERE d.desk_id = $1 AND d.code IS NULL AND c.phone = ANY ($2::text[])
      AND NOT EXISTS (SELECT FROM registration_closing AS x WHERE x.registration_id = r.registration_id)
      AND NOT EXISTS (SELECT FROM registration_match AS m WHERE m.registration_id = r.registration_id)
    ORDER BY r.registration_id
    """,
    UncodedRow,
)
"""Of one desk, by telephone: its owner or who is to take the result."""
