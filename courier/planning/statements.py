"""The SQL of what a plan rests on, each statement beside the Struct it fills."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.planning.model import Act, StopState


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
    handover_mode: str | None
    """Of a desk with an agreement: sealed or joint_recount."""


PARTY_PLACES: Final = statement(
    """
    SELECT p.party_id, p.kind, coalesce(c.lon, o.lon) AS lon, coalesce(c.lat, o.lat) AS lat, c.position_quality,
           u.code AS unit_code, o.opens_s, o.last_acceptance_s, o.closes_s,
           (SELECT a.handover_mode FROM agreement AS a
            WHERE a.desk_id = p.party_id AND a.valid_from <= $2 AND (a.valid_to IS NULL OR a.valid_to > $2)
            ORDER BY a.valid_from DESC LIMIT 1) AS handover_mode
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
    """A carrier's shift of the day, as the planner needs it; `max_overtime_s` may be ridden past its end."""

    shift_id: UUID
    carrier_id: UUID
    carrier_name: str
    starts_at: datetime
    ends_at: datetime
    lunch_from: datetime | None
    lunch_to: datetime | None
    lunch_duration_s: int | None
    share_of_day_percent: int
    max_overtime_s: int
    max_trips: int
    capacity_items: int
    capacity_g: int
    speed_kmh: float
    territory: list[str]
    habitual_order: list[str]
    held_to: list[str] | None
    """The communes that a substitute may go to; None: he is none."""
    is_over_limit: bool
    is_ended: bool
    spells_from: list[datetime]
    """When he does something else: beginnings, in time order, and the ends that belong to them."""
    spells_to: list[datetime]

    @property
    def rides_until(self) -> datetime:
        """Its end with all overtime; of one that somebody ended, when that was."""
        return self.ends_at + timedelta(seconds=0 if self.is_ended else self.max_overtime_s)


DAY_SHIFTS: Final = statement(
    """
    SELECT s.shift_id, s.carrier_id, p.full_name AS carrier_name, s.starts_at, s.ends_at, s.lunch_from, s.lunch_to,
           s.lunch_duration_s, s.share_of_day_percent, s.max_overtime_s, s.max_trips, s.capacity_items,
           s.capacity_g, s.speed_kmh, s.territory, s.habitual_order,
           substitute_area(s.carrier_id, s.office_id, s.on_date) AS held_to,
           h.in_hand_vnd >= coalesce(h.limit_vnd, $3) AS is_over_limit, s.is_ended,
           ARRAY(SELECT l.starts_at FROM shift_spell AS l
                 WHERE l.shift_id = s.shift_id ORDER BY l.starts_at) AS spells_from,
           ARRAY(SELECT l.ends_at FROM shift_spell AS l
                 WHERE l.shift_id = s.shift_id ORDER BY l.starts_at) AS spells_to
    FROM shift AS s JOIN person AS p ON p.carrier_party_id = s.carrier_id
    JOIN cash_holder AS h ON h.party_id = s.carrier_id
    WHERE s.office_id = $1 AND s.on_date = $2
    ORDER BY p.sort_key, s.starts_at, s.shift_id
    """,
    DayShift,
)


class PublishedVisit(msgspec.Struct, frozen=True):
    """A visit of the plan in force, where it is made and what has become of it."""

    shift_id: UUID
    job_id: UUID
    act: Act
    party_id: UUID
    state: StopState
    arrive_at: datetime
    leave_at: datetime
    trip_departs_at: datetime | None = None
    """When the trip leaves the office that it belongs to, or left it; None: not known."""


PUBLISHED_VISITS: Final = statement(
    """
    SELECT r.shift_id, v.job_id, v.act, s.party_id, v.state, s.arrive_at, s.leave_at, s.trip_departs_at
    FROM plan AS p JOIN visit_state AS v USING (plan_id) JOIN planned_stop AS s USING (stop_id)
    JOIN plan_route AS r ON r.route_id = s.route_id
    WHERE p.office_id = $1 AND p.on_date = $2 AND p.status IN ('published', 'under_way')
    ORDER BY r.shift_id, s.position, v.job_id
    """,
    PublishedVisit,
)


class LastHeard(msgspec.Struct, frozen=True):
    """When the phone of a shift's carrier was last heard of; None: never that the server knows."""

    shift_id: UUID
    is_ended: bool
    heard_at: datetime | None


LAST_HEARD: Final = statement(
    """
    SELECT s.shift_id, s.is_ended, max(greatest(d.heard_at, a.recorded_at, g.recorded_at)) AS heard_at
    FROM shift AS s LEFT JOIN device AS d ON d.party_id = s.carrier_id AND d.kind = 'phone' AND d.ended_at IS NULL
    LEFT JOIN LATERAL (SELECT e.recorded_at FROM device_log AS l JOIN signed_event AS e USING (event_id)
                       WHERE l.device_id = d.device_id ORDER BY l.seq DESC LIMIT 1) AS a ON true
    LEFT JOIN LATERAL (SELECT p.recorded_at FROM phone_position AS p
                       WHERE p.office_id = s.office_id AND p.party_id = s.carrier_id
                       ORDER BY p.happened_at DESC LIMIT 1) AS g ON true
    WHERE s.office_id = $1 AND s.on_date = $2
    GROUP BY s.shift_id, s.is_ended
    ORDER BY s.shift_id
    """,
    LastHeard,
)
"""By a token, a position or the last act of its log; what another device brought of him is no word of his."""


class Pin(msgspec.Struct, frozen=True):
    """A job that a dispatcher holds to one carrier that day."""

    job_id: UUID
    carrier_id: UUID


PINS_OF_DAY: Final = statement(
    """
    SELECT p.job_id, p.carrier_id
    FROM (SELECT DISTINCT ON (job_id) job_id, carrier_id FROM job_pin
          WHERE office_id = $1 AND on_date = $2 ORDER BY job_id, pin_id DESC) AS p
    WHERE p.carrier_id IS NOT NULL
    ORDER BY p.job_id
    """,
    Pin,
)
