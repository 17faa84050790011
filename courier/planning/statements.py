"""The SQL of what a plan rests on, each statement beside the Struct it fills."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.planning.model import Act


class PartyPlace(msgspec.Struct, frozen=True):
    """Where a party is met; hours are seconds after local midnight, of offices only."""

    party_id: UUID
    kind: str
    lon: float
    lat: float
    position_quality: str | None
    unit_code: str | None
    opens_s: int | None
    last_acceptance_s: int | None
    closes_s: int | None


PARTY_PLACES: Final = statement(
    """
    SELECT p.party_id, p.kind, coalesce(c.lon, o.lon) AS lon, coalesce(c.lat, o.lat) AS lat, c.position_quality,
           u.code AS unit_code, o.opens_s, o.last_acceptance_s, o.closes_s
    FROM party AS p LEFT JOIN contact AS c USING (party_id) LEFT JOIN office AS o ON o.office_id = p.party_id
    LEFT JOIN administrative_unit AS u ON u.code = coalesce(c.unit_code, o.unit_code)
        AND u.valid_from = coalesce(c.unit_valid_from, o.unit_valid_from)
        AND u.valid_from <= $2 AND (u.valid_to IS NULL OR u.valid_to > $2)
    WHERE p.party_id = ANY ($1::uuid[]) AND coalesce(c.lon, o.lon) IS NOT NULL
    ORDER BY p.party_id
    """,
    PartyPlace,
)
"""Parties whose address was erased are absent. A former unit of an address says nothing: its code is used again."""


class DayShift(msgspec.Struct, frozen=True):
    """A carrier's shift of the day, as the planner needs it."""

    shift_id: UUID
    carrier_id: UUID
    carrier_name: str
    starts_at: datetime
    ends_at: datetime
    lunch_from: datetime | None
    lunch_to: datetime | None
    capacity_items: int
    capacity_g: int
    speed_kmh: float
    territory: list[str]
    is_over_limit: bool


DAY_SHIFTS: Final = statement(
    """
    SELECT s.shift_id, s.carrier_id, p.full_name AS carrier_name, s.starts_at, s.ends_at, s.lunch_from, s.lunch_to,
           s.capacity_items, s.capacity_g, s.speed_kmh, s.territory,
           h.in_hand_vnd >= coalesce(h.limit_vnd, $3) AS is_over_limit
    FROM shift AS s JOIN person AS p ON p.carrier_party_id = s.carrier_id
    JOIN cash_holder AS h ON h.party_id = s.carrier_id
    WHERE s.office_id = $1 AND s.on_date = $2
    ORDER BY p.sort_key, s.starts_at, s.shift_id
    """,
    DayShift,
)


class PublishedVisit(msgspec.Struct, frozen=True):
    """A visit of the plan in force."""

    shift_id: UUID
    job_id: UUID
    act: Act


PUBLISHED_VISITS: Final = statement(
    """
    SELECT r.shift_id, v.job_id, v.act
    FROM plan AS p JOIN plan_route AS r USING (plan_id) JOIN planned_stop AS s USING (route_id)
    JOIN planned_visit AS v USING (stop_id)
    WHERE p.office_id = $1 AND p.on_date = $2 AND p.status IN ('published', 'under_way')
    ORDER BY r.shift_id, s.position, v.job_id
    """,
    PublishedVisit,
)
