"""The SQL of legs and bags, each statement beside the Struct it fills."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement
from courier.planning.legs.model import BagLabel, Whereabouts

WHEREABOUTS: Final = statement(
    """
    WITH concerned AS (
        SELECT job_id FROM job WHERE serving_office_id = $1 AND ready_at < $2
        UNION SELECT job_id FROM job
        WHERE delivering_office_id = $1 AND delivering_office_id <> serving_office_id AND ready_at < $2
        UNION SELECT i.job_id FROM head AS h JOIN item AS i USING (item_id) WHERE h.holder_id = $1
        UNION SELECT i.job_id
        FROM head AS h JOIN item AS i USING (item_id) JOIN office AS o ON o.office_id = h.holder_id
        WHERE o.kind = 'point' AND o.served_by_office_id = $1
    )
    SELECT j.job_id, j.leg, j.origin_id, j.destination_id, d.kind AS destination_kind, j.serving_office_id,
           j.delivering_office_id, j.at_counter, j.weight_g, j.ready_at, j.window_from, j.window_to,
           i.item_id, l.code, dossier.title, y.party_id AS holder_id, y.kind AS holder_kind,
           CASE y.kind WHEN 'carrier' THEN office_of_carrier(y.party_id, $3)
                       WHEN 'point' THEN o.served_by_office_id END AS holder_office_id,
           coalesce(h.status = 'disputed', false) AS is_disputed, s.solution, b.sealing,
           b.to_office_id AS bag_to_office_id, dossier.due_on
    FROM concerned JOIN job AS j USING (job_id) JOIN party AS d ON d.party_id = j.destination_id
    JOIN dossier USING (dossier_id)
    LEFT JOIN item AS i USING (job_id) LEFT JOIN head AS h USING (item_id) LEFT JOIN current_label AS l USING (item_id)
    JOIN party AS y ON y.party_id = coalesce(h.holder_id, j.origin_id)
    LEFT JOIN office AS o ON o.office_id = y.party_id
    LEFT JOIN LATERAL (SELECT solution FROM job_solution AS known WHERE known.job_id = j.job_id) AS s ON true
    LEFT JOIN LATERAL (SELECT sealing, to_office_id FROM item_in_bag AS known
                       WHERE known.item_id = h.item_id AND y.kind IN ('point', 'hub', 'linehaul') LIMIT 1) AS b ON true
    WHERE j.cancelled_at IS NULL AND j.ready_at < $2 AND (j.window_from IS NULL OR j.window_from < $2)
      AND (h.item_id IS NULL OR h.status = 'disputed' OR h.holder_id <> j.destination_id)
    ORDER BY j.job_id
    """,
    Whereabouts,
)
"""The open jobs an office fetches or brings, and whatever lies there, as they stand on the day $3, which ends at $2."""


class OfficeSeen(msgspec.Struct, frozen=True):
    """A post office, hub or linehaul where the asker works."""

    office_id: UUID
    kind: str
    name: str


OFFICE_FOR: Final = statement(
    """
    SELECT office_id, kind, name FROM office
    WHERE office_id = $1 AND kind IN ('point', 'hub', 'linehaul')
      AND has_role($2, office_id, 'teller', 'dispatcher', 'supervisor')
    """,
    OfficeSeen,
)


class OfficeName(msgspec.Struct, frozen=True):
    """How an office is called."""

    office_id: UUID
    name: str


OFFICE_NAMES: Final = statement("SELECT office_id, name FROM office WHERE office_id = ANY ($1::uuid[])", OfficeName)

# Bags.


class BagSerial(msgspec.Struct, frozen=True):
    """A number that no bag had before."""

    serial: int


NEXT_BAG_SERIAL: Final = statement("SELECT nextval('bag_serial') AS serial", BagSerial)

ALLOT_BAG: Final = statement(
    """
    INSERT INTO bag_code (bag_id, sscc, from_office_id, to_office_id, person_id)
    SELECT $1, $2, $3, $4, $5
    WHERE EXISTS (SELECT FROM office WHERE office_id = $4 AND kind IN ('point', 'hub'))
    ON CONFLICT (bag_id) DO NOTHING
    """
)

BAG_LABEL: Final = statement(
    """
    SELECT c.bag_id, c.sscc, c.from_office_id, f.name AS from_office_name, c.to_office_id, t.name AS to_office_name,
           c.allotted_at
    FROM bag_code AS c
    JOIN office AS f ON f.office_id = c.from_office_id JOIN office AS t ON t.office_id = c.to_office_id
    WHERE c.bag_id = $1 AND has_role($2, c.from_office_id, 'teller', 'dispatcher', 'supervisor')
    """,
    BagLabel,
)

UNUSED_BAG_CODES: Final = statement(
    """
    SELECT c.bag_id, c.sscc, c.from_office_id, f.name AS from_office_name, c.to_office_id, t.name AS to_office_name,
           c.allotted_at
    FROM bag_code AS c
    JOIN office AS f ON f.office_id = c.from_office_id JOIN office AS t ON t.office_id = c.to_office_id
    WHERE c.from_office_id = $1 AND c.allotted_at > courier_now() - interval '1 day'
      AND NOT EXISTS (SELECT FROM bag_sealing AS s WHERE s.sscc = c.sscc)
    ORDER BY c.allotted_at, c.sscc
    """,
    BagLabel,
)


class BaggedItem(msgspec.Struct, frozen=True):
    """An item in a closed bag, and the bag."""

    sealing: UUID
    sscc: str
    seal: str
    sealed_by: UUID
    predecessor: UUID | None
    to_office_id: UUID | None
    code: str
    job_id: UUID
    weight_g: int


BAGS_AT: Final = statement(
    """
    SELECT b.sealing, b.sscc, b.seal, b.sealed_by, b.predecessor, b.to_office_id, l.code, l.job_id, j.weight_g
    FROM item_in_bag AS b JOIN current_label AS l USING (item_id) JOIN job AS j USING (job_id)
    WHERE b.holder_id = $1
    ORDER BY b.sscc, b.sealing, l.code
    """,
    BaggedItem,
)

KEEP_SEALINGS: Final = statement(
    """
    INSERT INTO bag_sealing (event_id, sscc, seal, party_id, is_trusted, happened_at)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::boolean[], $6::timestamptz[])
    ON CONFLICT DO NOTHING
    """
)

KEEP_OPENINGS: Final = statement(
    """
    INSERT INTO bag_opening (event_id, sscc, sealing, party_id, is_trusted, happened_at)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::boolean[], $6::timestamptz[])
    ON CONFLICT DO NOTHING
    """
)

LOCK_SEALINGS: Final = statement(
    """
    SELECT pg_advisory_xact_lock(9, place)
    FROM (SELECT DISTINCT hashtext(id::text) & 1023 AS place FROM unnest($1::uuid[]) AS id ORDER BY place) AS sorted
    """
)
"""A bag's sealing and its opening see each other, whichever commits first."""


class BagDifference(msgspec.Struct, frozen=True):
    """An item that a bag's opening and its sealing do not agree on."""

    event_id: UUID
    code: str
    province_code: str
    office_id: UUID
    sscc: str
    seal: str
    sealed_by: UUID
    opened_by: UUID
    found: str


BAG_DIFFERENCES: Final = statement(
    """
    WITH opened AS (
        SELECT o.event_id, o.sealing, s.sscc, s.seal, v.office_id, v.province_code, z.person_id AS sealed_by,
               e.person_id AS opened_by
        FROM bag_opening AS o JOIN bag_sealing AS s ON s.event_id = o.sealing
        JOIN signed_event AS z ON z.event_id = s.event_id
        JOIN signed_event AS e ON e.event_id = o.event_id JOIN device AS v ON v.device_id = e.device_id
        WHERE o.sealing = ANY ($1::uuid[]) AND o.is_trusted AND s.is_trusted
    )
    SELECT o.event_id, x.code, o.province_code, o.office_id, o.sscc, o.seal, o.sealed_by,
           o.opened_by, 'missing' AS found
    FROM opened AS o JOIN event_item AS x ON x.event_id = o.sealing
    WHERE NOT EXISTS (SELECT FROM event_item AS f WHERE f.event_id = o.event_id AND f.code = x.code)
      AND NOT EXISTS (SELECT FROM event_refusal AS r JOIN signed_event AS g ON g.event_id = r.answers
                      WHERE r.code = x.code AND g.items_of = o.sealing)
    UNION ALL
    SELECT o.event_id, f.code, o.province_code, o.office_id, o.sscc, o.seal, o.sealed_by,
           o.opened_by, 'extra'
    FROM opened AS o JOIN event_item AS f ON f.event_id = o.event_id
    WHERE NOT EXISTS (SELECT FROM event_item AS x WHERE x.event_id = o.sealing AND x.code = f.code)
    ORDER BY event_id, code
    """,
    BagDifference,
)


class SsccUsedTwice(msgspec.Struct, frozen=True):
    """A sealing whose bag code another bag bore before."""

    event_id: UUID
    province_code: str
    office_id: UUID
    sscc: str


SSCC_USED_TWICE: Final = statement(
    """
    SELECT s.event_id, v.province_code, v.office_id, s.sscc
    FROM bag_sealing AS s JOIN signed_event AS e USING (event_id) JOIN device AS v USING (device_id)
    WHERE s.event_id = ANY ($1::uuid[]) AND s.is_trusted
      AND EXISTS (SELECT FROM bag_sealing AS o WHERE o.sscc = s.sscc AND o.event_id <> s.event_id AND o.is_trusted)
    ORDER BY s.event_id
    """,
    SsccUsedTwice,
)

# What the office decides.

ADD_INSTRUCTION: Final = statement(
    """
    INSERT INTO delivery_instruction (instruction_id, job_id, office_id, solution, note, person_id)
    SELECT $1, j.job_id, o.office_id, $3, $4, $5
    FROM job AS j
    CROSS JOIN LATERAL (
        SELECT office_id FROM (VALUES (1, j.delivering_office_id), (2, j.serving_office_id)) AS of (place, office_id)
        WHERE has_role($5, office_id, 'dispatcher', 'supervisor') ORDER BY place LIMIT 1
    ) AS o
    WHERE j.job_id = $2 AND j.cancelled_at IS NULL
    ON CONFLICT (instruction_id) DO NOTHING
    """
)
"""By someone of an office of the job; no row: there is no such job for them, or the instruction is there already."""


class InstructionKept(msgspec.Struct, frozen=True):
    """An instruction as it stands."""

    instruction_id: UUID
    job_id: UUID
    solution: str
    recorded_at: datetime


INSTRUCTION: Final = statement(
    """
    SELECT instruction_id, job_id, solution, recorded_at FROM delivery_instruction
    WHERE instruction_id = $1 AND job_id = $2 AND has_role($3, office_id, 'dispatcher', 'supervisor')
    """,
    InstructionKept,
)

ANNOUNCE_INSTRUCTION: Final = statement("""
    INSERT INTO change (topic, office_id, party_id, facts)
    SELECT DISTINCT 'job', o.office_id, NULL::uuid, jsonb_build_object('job_id', j.job_id, 'solution', $2::text)
    FROM job AS j CROSS JOIN LATERAL (VALUES (j.serving_office_id), (j.delivering_office_id)) AS o (office_id)
    WHERE j.job_id = $1""")
