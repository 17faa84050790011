"""The SQL of agreements as a whole, each statement beside the Struct it fills."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.network.agreements.model import AgreementAlarm
from courier.network.model import Agreement, HandoverMode, Leg

LOCK_AGREEMENTS: Final = statement("SELECT pg_advisory_xact_lock(hashtextextended('agreements', 0))")
"""Signings and inheritance take turns: two at once would let the same agreement pass twice, and one would fail."""
END_INHERITED: Final = statement(
    """
    UPDATE agreement SET valid_to = greatest(valid_from, $2::date)
    WHERE desk_id = $1 AND inherited_from IS NOT NULL AND (valid_to IS NULL OR valid_to > $2::date)
    """
)
"""What a desk inherited ends where its own begins; from the very first day on, it was never in force."""

AGREEMENTS_OF_DESKS: Final = statement(
    """
    SELECT agreement_id, desk_id, post_office_id, legs, handover_mode, may_deliver_on_claimed_transfer, legal_basis,
           valid_from, valid_to, number, fields, inherited_from
    FROM agreement
    WHERE desk_id = ANY ($1::uuid[]) AND inherited_from IS NULL AND daterange(valid_from, valid_to) && daterange($2, $3)
    ORDER BY desk_id, valid_from
    """,
    Agreement,
)
"""The desks' own agreements on any day of a period."""


class NameRow(msgspec.Struct, frozen=True):
    """What an office is called."""

    office_id: UUID
    name: str


OFFICE_NAMES: Final = statement("SELECT office_id, name FROM office WHERE office_id = ANY ($1::uuid[])", NameRow)


class HeirRow(msgspec.Struct, frozen=True):
    """A desk without an agreement, and one of a former unit that passes to it."""

    desk_id: UUID
    post_office_id: UUID
    from_agreement_id: UUID
    legs: list[Leg]
    handover_mode: HandoverMode
    may_deliver_on_claimed_transfer: bool
    legal_basis: str
    number: str | None
    fields: list[str] | None
    ending_alarm_days: int
    idle_alarm_days: int
    valid_from: date
    valid_to: date | None


HEIRS: Final = statement(
    """
    WITH RECURSIVE way (agreement_id, desk_id, code, valid_from, share) AS (
        SELECT a.agreement_id, a.desk_id, o.unit_code, o.unit_valid_from, 1.0::float8
        FROM agreement AS a JOIN office AS o ON o.office_id = a.desk_id
        WHERE o.unit_code IS NOT NULL
        UNION ALL
        SELECT w.agreement_id, w.desk_id, s.to_code, s.to_valid_from, w.share * s.share
        FROM way AS w
        JOIN unit_succession AS s ON (s.from_code, s.from_valid_from) = (w.code, w.valid_from)
        -- A unit with a desk of its own passes on what that desk has.
        WHERE NOT EXISTS (SELECT FROM office AS d WHERE d.kind = 'desk' AND d.office_id <> w.desk_id
                          AND (d.unit_code, d.unit_valid_from) = (w.code, w.valid_from)
                          AND EXISTS (SELECT FROM agreement AS x WHERE x.desk_id = d.office_id))
    ), reached AS (
        SELECT w.agreement_id, d.office_id AS desk_id, d.served_by_office_id AS post_office_id,
               greatest(d.unit_valid_from, a.valid_from) AS valid_from, sum(w.share) AS share
        FROM way AS w
        JOIN agreement AS a ON a.agreement_id = w.agreement_id
        JOIN office AS d ON d.kind = 'desk' AND (d.unit_code, d.unit_valid_from) = (w.code, w.valid_from)
        WHERE d.unit_valid_from > (SELECT o.unit_valid_from FROM office AS o WHERE o.office_id = w.desk_id)
          AND d.served_by_office_id IS NOT NULL
        GROUP BY w.agreement_id, d.office_id, a.valid_from
    )
    SELECT r.desk_id, r.post_office_id, a.agreement_id AS from_agreement_id, a.legs, a.handover_mode,
           a.may_deliver_on_claimed_transfer, a.legal_basis, a.number, a.fields,
           a.ending_alarm_days::int AS ending_alarm_days, a.idle_alarm_days::int AS idle_alarm_days,
           r.valid_from, least(a.valid_to, own.begins) AS valid_to
    FROM reached AS r
    JOIN agreement AS a USING (agreement_id)
    LEFT JOIN LATERAL (SELECT min(x.valid_from) AS begins FROM agreement AS x WHERE x.desk_id = r.desk_id) AS own
        ON true
    WHERE (a.valid_to > r.valid_from OR a.valid_to IS NULL) AND (own.begins > r.valid_from OR own.begins IS NULL)
    ORDER BY r.valid_from, r.desk_id, r.share DESC, a.valid_from DESC, a.agreement_id
    """,
    HeirRow,
)
"""By desk, the agreement of the former unit that gave most of its area first.

An agreement in force on the day of the succession passes along it, through units that have no agreed desk.
"""

ADD_SOURCES: Final = statement(
    """
    INSERT INTO agreement_source (agreement_id, from_agreement_id) SELECT $1, unnest($2::uuid[])
    ON CONFLICT DO NOTHING
    """
)
END_AGREEMENT: Final = statement(
    """
    UPDATE agreement SET valid_to = $2
    WHERE agreement_id = $1 AND valid_from < $2 AND (valid_to IS NULL OR valid_to > $2)
    """
)
AGREEMENT: Final = statement(
    """
    SELECT agreement_id, desk_id, post_office_id, legs, handover_mode, may_deliver_on_claimed_transfer, legal_basis,
           valid_from, valid_to, number, fields, inherited_from
    FROM agreement WHERE agreement_id = $1 AND administers($2, post_office_id)
    """,
    Agreement,
)

ALARMS: Final = statement(
    """
    WITH known AS (
        SELECT a.*, d.name AS desk_name, p.name AS post_office_name,
               EXISTS (SELECT FROM agreement AS n WHERE n.desk_id = a.desk_id AND n.valid_from >= a.valid_to
                       AND n.agreement_id <> a.agreement_id) AS is_followed,
               $2::date >= a.valid_from AND ($2::date < a.valid_to OR a.valid_to IS NULL) AS is_in_force
        FROM agreement AS a
        JOIN office AS d ON d.office_id = a.desk_id
        JOIN office AS p ON p.office_id = a.post_office_id
        LEFT JOIN administrative_unit AS u ON (u.code, u.valid_from) = (d.unit_code, d.unit_valid_from)
        WHERE (u.valid_to > $2::date OR u.valid_to IS NULL)
          AND (runs_office($1, a.post_office_id) OR runs_office($1, a.desk_id) OR administers($1, a.desk_id))
    ), asked AS (
        SELECT f.idle_alarm_days, s.desk_id
        FROM (SELECT DISTINCT idle_alarm_days FROM known WHERE is_in_force) AS f
        CROSS JOIN LATERAL desks_asked_since(($2::date - f.idle_alarm_days)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh')
            AS s (desk_id)
    ), alarm AS (
        SELECT 'inherited' AS kind, 1 AS rank, 0 AS days, k.* FROM known AS k
        WHERE k.is_in_force AND k.inherited_from IS NOT NULL AND NOT k.is_followed
        UNION ALL
        SELECT 'ending', 2, k.ending_alarm_days, k.* FROM known AS k
        WHERE k.is_in_force AND NOT k.is_followed AND k.valid_to <= $2::date + k.ending_alarm_days
        UNION ALL
        SELECT 'lapsed', 3, k.ending_alarm_days, k.* FROM known AS k
        WHERE NOT k.is_followed AND k.valid_to <= $2::date AND k.valid_to + k.ending_alarm_days > $2::date
          AND k.valid_to > k.valid_from
        UNION ALL
        SELECT 'idle', 4, k.idle_alarm_days, k.* FROM known AS k
        WHERE k.is_in_force AND k.valid_from <= $2::date - k.idle_alarm_days
          AND NOT EXISTS (SELECT FROM asked AS s
                          WHERE (s.idle_alarm_days, s.desk_id) = (k.idle_alarm_days, k.desk_id))
    )
    SELECT kind, agreement_id, desk_id, desk_name, post_office_id, post_office_name, number, valid_from, valid_to,
           days::int AS days,
           coalesce((SELECT array_agg(o.name ORDER BY o.sort_key)
                     FROM agreement_source AS s
                     JOIN agreement AS f ON f.agreement_id = s.from_agreement_id
                     JOIN office AS o ON o.office_id = f.desk_id
                     WHERE s.agreement_id = alarm.agreement_id AND alarm.inherited_from IS NOT NULL),
                    '{}') AS inherited_from
    FROM alarm
    ORDER BY rank, desk_name, desk_id, valid_from
    """,
    AgreementAlarm,
)
"""Of agreements whose post office or desk the asker runs; those of units that are no more are history, not alarms."""
