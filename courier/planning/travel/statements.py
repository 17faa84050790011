"""The SQL of travel, each statement beside the Struct it fills."""

from datetime import date
from typing import Final

import msgspec

from courier.database import statement


class RoadRow(msgspec.Struct, frozen=True):
    """What a road server said of an office's places, packed."""

    data_version: str
    points: bytes
    travel: bytes


ROADS_KNOWN: Final = statement(
    """
    SELECT data_version, points, travel FROM road_matrix
    WHERE office_id = $1 AND provider = $2
    ORDER BY on_date = $3 DESC, on_date DESC LIMIT 1
    """,
    RoadRow,
)
"""Those of that day; else the office's latest: its desks are the same every day."""

KEEP_ROADS: Final = statement("""
    INSERT INTO road_matrix (office_id, on_date, provider, data_version, points, travel)
    VALUES ($1, $3, $2, $4, $5, $6)
    ON CONFLICT (office_id, on_date, provider) DO UPDATE
    SET data_version = excluded.data_version, points = excluded.points, travel = excluded.travel,
        recorded_at = courier_now()""")

FORGET_ROADS: Final = statement("DELETE FROM road_matrix WHERE office_id = $1 AND on_date < $2")


class TravelTerms(msgspec.Struct, frozen=True):
    """How winding a province's roads are, from a day on."""

    circuity: float
    valid_from: date
    note: str


TRAVEL_TERMS: Final = statement(
    """
    SELECT circuity, valid_from, note FROM travel_terms
    WHERE province_code = $1 AND valid_from <= $2
    ORDER BY valid_from DESC, recorded_at DESC, travel_terms_id DESC LIMIT 1
    """,
    TravelTerms,
)

ADD_TRAVEL_TERMS: Final = statement("""
    INSERT INTO travel_terms (travel_terms_id, province_code, valid_from, circuity, note, person_id)
    VALUES ($1, $2, $3, $4, $5, $6)""")
