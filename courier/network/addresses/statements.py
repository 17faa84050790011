"""The SQL of hamlets and address points, each statement beside the Struct it fills."""

from datetime import date
from typing import Final

import msgspec

from courier.database import statement
from courier.network.addresses.model import AddressPoint, Hamlet, PointQuality
from courier.network.model import AdministrativeUnit

LARGER_UNITS: Final = statement(
    """
    SELECT code, valid_from, valid_to, level, unit_type, name, province_code, district_code, centre_lon, centre_lat
    FROM administrative_unit
    WHERE level = 'district' AND province_code = $1 AND valid_from <= $2
    ORDER BY valid_from DESC, code
    """,
    AdministrativeUnit,
)
"""Districts of a province, present and former."""

HAMLETS_IN: Final = statement(
    """
    SELECT h.unit_code, h.unit_valid_from, h.kind, h.name, h.name_key, h.lon, h.lat
    FROM hamlet AS h JOIN administrative_unit AS u ON (u.code, u.valid_from) = (h.unit_code, h.unit_valid_from)
    WHERE u.province_code = $1 AND h.valid_from <= $2 AND (h.valid_to IS NULL OR $2 < h.valid_to)
    ORDER BY h.unit_code, h.unit_valid_from, h.kind, h.name_key
    """,
    Hamlet,
)


class DivisionVersion(msgspec.Struct, frozen=True):
    """What a province's units, successions and hamlets are, told without reading them."""

    server: str
    units: int
    successions: int
    hamlets: int
    changes: int
    """The sum of the rows' writing transactions: any row written anew moves it, whichever transaction ends first."""


DIVISION_VERSION: Final = statement(
    """
    WITH unit AS (SELECT code, valid_from, xmin::text::bigint AS x FROM administrative_unit WHERE province_code = $1),
    succession AS (
        SELECT s.xmin::text::bigint AS x FROM unit_succession AS s
        JOIN unit AS u ON (u.code, u.valid_from) = (s.from_code, s.from_valid_from)
    ),
    hamlet AS (
        SELECT h.xmin::text::bigint AS x FROM hamlet AS h
        JOIN unit AS u ON (u.code, u.valid_from) = (h.unit_code, h.unit_valid_from)
    )
    SELECT current_database() || ' ' || pg_postmaster_start_time()::text AS server,
           (SELECT count(*) FROM unit) AS units, (SELECT count(*) FROM succession) AS successions,
           (SELECT count(*) FROM hamlet) AS hamlets,
           coalesce((SELECT sum(x) FROM (SELECT x FROM unit UNION ALL SELECT x FROM succession
                                         UNION ALL SELECT x FROM hamlet) AS a), 0)::bigint AS changes
    """,
    DivisionVersion,
)


class WrittenHamlet(msgspec.Struct, frozen=True):
    """What writing one hamlet did."""

    is_new: bool


UPSERT_HAMLET: Final = statement(
    """
    INSERT INTO hamlet AS h
        (unit_code, unit_valid_from, kind, name, name_key, lon, lat, valid_from, valid_to, source)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (unit_code, unit_valid_from, kind, name_key, valid_from) DO UPDATE
    SET name = EXCLUDED.name, lon = EXCLUDED.lon, lat = EXCLUDED.lat, valid_to = EXCLUDED.valid_to,
        source = EXCLUDED.source, imported_at = courier_now()
    WHERE (h.name, h.lon, h.lat, h.valid_to)
        IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.lon, EXCLUDED.lat, EXCLUDED.valid_to)
    RETURNING xmax = 0 AS is_new
    """,
    WrittenHamlet,
)
"""No row where the hamlet stands already, word for word."""


class Boundary(msgspec.Struct, frozen=True):
    """The area of one unit."""

    code: str
    valid_from: date
    boundary: bytes


BOUNDARIES_OF: Final = statement(
    """
    SELECT u.code, u.valid_from, u.boundary
    FROM unnest($1::text[], $2::date[]) AS k (code, valid_from)
    JOIN administrative_unit AS u ON (u.code, u.valid_from) = (k.code, k.valid_from)
    WHERE u.boundary IS NOT NULL
    ORDER BY u.code, u.valid_from
    """,
    Boundary,
)

POINTS_AT: Final = statement(
    """
    SELECT DISTINCT ON (p.unit_code, p.unit_valid_from, p.address_key)
           p.unit_code, p.unit_valid_from, p.address_key,
           coalesce(p.landmark, (SELECT l.landmark FROM address_point AS l
                                 WHERE (l.unit_code, l.unit_valid_from, l.address_key)
                                       = (p.unit_code, p.unit_valid_from, p.address_key) AND l.landmark IS NOT NULL
                                 ORDER BY l.recorded_at DESC, l.point_id DESC LIMIT 1)) AS landmark,
           p.lon, p.lat, p.quality
    FROM unnest($1::text[], $2::date[], $3::text[]) AS k (unit_code, unit_valid_from, address_key)
    JOIN address_point AS p ON (p.unit_code, p.unit_valid_from, p.address_key)
                             = (k.unit_code, k.unit_valid_from, k.address_key)
    ORDER BY p.unit_code, p.unit_valid_from, p.address_key,
             array_position(ARRAY['carrier', 'office', 'hamlet', 'commune'], p.quality), p.recorded_at DESC,
             p.point_id DESC
    """,
    AddressPoint,
)
"""The best point of each address asked for, of equal ones the newest; a newer one without a landmark keeps the old."""

ADD_POINT: Final = statement(
    """
    INSERT INTO address_point (point_id, unit_code, unit_valid_from, address_key, address, landmark, lon, lat, quality,
                               corrected_by, source)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (point_id) DO NOTHING
    """
)


class PlacedContact(msgspec.Struct, frozen=True):
    """A citizen's address and where it is taken to be."""

    address: str
    landmark: str | None
    unit_code: str | None
    unit_valid_from: date | None
    lon: float
    lat: float
    position_quality: PointQuality
    province_code: str


LOCK_CONTACT: Final = statement(
    """
    SELECT address, landmark, unit_code, unit_valid_from, lon, lat, position_quality, province_code
    FROM contact WHERE party_id = $1
    FOR UPDATE
    """,
    PlacedContact,
)
MOVE_CONTACT: Final = statement(
    """
    UPDATE contact SET lon = $2, lat = $3, position_quality = $4, landmark = coalesce($5, landmark)
    WHERE party_id = $1
    """
)


class OfficeProvince(msgspec.Struct, frozen=True):
    """Where an office is."""

    province_code: str


PROVINCE_OF_OFFICE: Final = statement("SELECT province_code FROM office WHERE office_id = $1", OfficeProvince)
