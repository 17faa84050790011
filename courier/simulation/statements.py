"""The SQL of the simulation: who is who in the demo, and what the checks count for themselves."""

from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement


class MemberRow(msgspec.Struct, frozen=True):
    """One of the demo's people."""

    username: str
    person_id: UUID
    full_name: str
    party_id: UUID | None
    """As a carrier."""


FIND_MEMBERS: Final = statement(
    """
    SELECT username, person_id, full_name, carrier_party_id AS party_id FROM person
    WHERE username = ANY ($1::text[])
    """,
    MemberRow,
)
LAST_PLANNED_DAY: Final = statement("SELECT max(on_date) AS day FROM plan")


class RecipientRow(msgspec.Struct, frozen=True):
    """For whom an item is, as the teller reads off her register."""

    party_id: UUID
    full_name: str


FIND_RECIPIENT: Final = statement(
    """
    SELECT c.party_id, c.full_name
    FROM item_label AS l JOIN item AS i USING (item_id) JOIN job AS j USING (job_id)
    JOIN contact AS c ON c.party_id = j.destination_id
    WHERE l.code = $1
    """,
    RecipientRow,
)

FIND_SENDER: Final = statement(
    """
    SELECT c.party_id, c.full_name FROM job AS j JOIN contact AS c ON c.party_id = j.origin_id WHERE j.job_id = $1
    """,
    RecipientRow,
)
"""Who brings an order's dossier, as the teller asks."""


# What the checks count for themselves, from the tables the acts end in.


class JobStanding(msgspec.Struct, frozen=True):
    """Where one job's item is, by the ledger."""

    job_id: UUID
    leg: str
    code: str | None
    holder_kind: str | None
    is_done: bool
    """The destination holds it."""
    is_disputed: bool

    @property
    def standing(self) -> str:
        """delivered, at_post_office, with_carrier, at_desk, waiting (with its sender) or disputed."""
        if self.is_disputed:
            return "disputed"
        return "delivered" if self.is_done else _PLACES.get(self.holder_kind or "", "waiting")


_PLACES: Final = {"point": "at_post_office", "carrier": "with_carrier", "desk": "at_desk"}


JOB_STANDINGS: Final = statement(
    """
    SELECT j.job_id, j.leg, l.code, y.kind AS holder_kind, coalesce(h.holder_id = j.destination_id, false) AS is_done,
           coalesce(h.status = 'disputed', false) AS is_disputed
    FROM job AS j LEFT JOIN item AS i USING (job_id) LEFT JOIN head AS h USING (item_id)
    LEFT JOIN item_label AS l USING (item_id) LEFT JOIN party AS y ON y.party_id = h.holder_id
    WHERE j.job_id = ANY ($1::uuid[])
    ORDER BY j.job_id
    """,
    JobStanding,
)


class FarJob(msgspec.Struct, frozen=True):
    """A job that another office's carriers bring than fetch."""

    job_id: UUID


FAR_JOBS: Final = statement(
    """
    SELECT job_id FROM job WHERE job_id = ANY ($1::uuid[]) AND delivering_office_id <> serving_office_id
    ORDER BY job_id
    """,
    FarJob,
)


class Holders(msgspec.Struct, frozen=True):
    """How many items parties of one kind hold."""

    kind: str
    items: int


ITEMS_BY_HOLDER: Final = statement(
    """
    SELECT y.kind, count(*)::int AS items FROM head AS h JOIN party AS y ON y.party_id = h.holder_id
    GROUP BY y.kind ORDER BY y.kind
    """,
    Holders,
)
COUNT_UNHELD: Final = statement(
    """
    SELECT count(*)::int FROM item AS i LEFT JOIN head AS h USING (item_id)
    LEFT JOIN LATERAL (SELECT seq, to_party FROM ledger AS l WHERE l.item_id = i.item_id ORDER BY seq DESC LIMIT 1) AS l
        ON true
    WHERE (h.seq, h.holder_id) IS DISTINCT FROM (l.seq, l.to_party) OR h.holder_id IS NULL
    """
)
"""Items without a holder, or whose holder is not whom their ledger's last row names."""
COUNT_DISPUTED: Final = statement("SELECT count(*)::int FROM head WHERE status = 'disputed'")


class StoredAct(msgspec.Struct, frozen=True):
    """An act as the server keeps it, and its place in the device's log where it has one."""

    seq: int
    body_hash: bytes
    log_hash: bytes | None


ACTS_OF_DEVICE: Final = statement(
    """
    SELECT e.device_seq AS seq, e.body_hash, l.hash AS log_hash
    FROM signed_event AS e LEFT JOIN device_log AS l USING (event_id)
    WHERE e.device_id = $1
    ORDER BY e.device_seq
    """,
    StoredAct,
)


class NamedProof(msgspec.Struct, frozen=True):
    """A file that some act names."""

    sha256: bytes
    is_complete: bool


NAMED_PROOFS: Final = statement(
    """
    SELECT DISTINCT p.sha256, f.completed_at IS NOT NULL AS is_complete
    FROM event_proof AS p LEFT JOIN proof_file AS f USING (sha256)
    """,
    NamedProof,
)


class SignedCash(msgspec.Struct, frozen=True):
    """Cash by the very bodies people signed, đồng."""

    taken_vnd: int
    """On the day."""
    counted_in_vnd: int
    """On the day, without the change that went into tills."""
    outstanding_vnd: int
    """Ever taken and never counted in."""


SIGNED_CASH: Final = statement(
    """
    WITH signed AS (
        SELECT (e.happened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date = $1 AS is_today, e.kind = 'collect' AS is_taken,
               CASE e.kind WHEN 'open_till' THEN -(convert_from(e.body, 'UTF8')::jsonb ->> 'float_vnd')::bigint
                           ELSE (convert_from(e.body, 'UTF8')::jsonb ->> 'amount_vnd')::bigint END AS amount_vnd
        FROM signed_event AS e
        WHERE e.kind IN ('count_in', 'open_till')
           OR (e.kind = 'collect' AND convert_from(e.body, 'UTF8')::jsonb ->> 'mode' = 'cash')
    )
    SELECT coalesce(sum(amount_vnd) FILTER (WHERE is_today AND is_taken), 0)::bigint AS taken_vnd,
           coalesce(sum(amount_vnd) FILTER (WHERE is_today AND NOT is_taken), 0)::bigint AS counted_in_vnd,
           coalesce(sum(CASE WHEN is_taken THEN amount_vnd ELSE -amount_vnd END), 0)::bigint AS outstanding_vnd
    FROM signed
    """,
    SignedCash,
)


class Collected(msgspec.Struct, frozen=True):
    """What was taken for an item by the very body somebody signed."""

    code: str
    mode: str
    amount_vnd: int


COLLECTED: Final = statement(
    """
    SELECT b.body ->> 'code' AS code, b.body ->> 'mode' AS mode, (b.body ->> 'amount_vnd')::bigint AS amount_vnd
    FROM signed_event AS e CROSS JOIN LATERAL (SELECT convert_from(e.body, 'UTF8')::jsonb AS body) AS b
    WHERE e.kind = 'collect' AND b.body ->> 'code' = ANY ($1::text[])
    ORDER BY 1
    """,
    Collected,
)
PURSES_NOT_EMPTIED: Final = statement(
    """
    WITH cash AS (
        SELECT e.party_id, (convert_from(e.body, 'UTF8')::jsonb ->> 'amount_vnd')::bigint AS amount_vnd
        FROM signed_event AS e
        WHERE e.kind = 'collect' AND convert_from(e.body, 'UTF8')::jsonb ->> 'mode' = 'cash'
        UNION ALL
        SELECT e.party_id, (convert_from(e.body, 'UTF8')::jsonb ->> 'float_vnd')::bigint
        FROM signed_event AS e WHERE e.kind = 'open_till'
        UNION ALL
        SELECT h.party_id, -(convert_from(c.body, 'UTF8')::jsonb ->> 'amount_vnd')::bigint
        FROM signed_event AS c
        JOIN signed_event AS h ON h.event_id = (convert_from(c.body, 'UTF8')::jsonb ->> 'answers')::uuid
        WHERE c.kind = 'count_in')
    SELECT count(*)::int FROM (SELECT party_id FROM cash GROUP BY party_id HAVING sum(amount_vnd) <> 0) AS wrong
    """
)
"""Carriers whose cash taken is not, to the đồng, what was counted in of theirs."""


class OpenCases(msgspec.Struct, frozen=True):
    """How many matters of one kind wait for a person."""

    kind: str
    cases: int


OPEN_CASES: Final = statement(
    """
    SELECT kind, count(*)::int AS cases FROM (
        SELECT kind FROM custody_exception
        WHERE exception_id NOT IN (SELECT exception_id FROM custody_exception_closing)
        UNION ALL SELECT 'money:' || kind FROM money_case) AS open
    GROUP BY kind ORDER BY kind
    """,
    OpenCases,
)


class EventCount(msgspec.Struct, frozen=True):
    """How many acts of one kind the server keeps of a day."""

    kind: str
    events: int


EVENTS_OF_DAY: Final = statement(
    """
    SELECT kind, count(*)::int AS events FROM signed_event
    WHERE (happened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date = $1 GROUP BY kind ORDER BY kind
    """,
    EventCount,
)


class FailedVisits(msgspec.Struct, frozen=True):
    """How often an item was not handed over, and why the last time and each time."""

    code: str
    visits: int
    reason: str
    solution: str
    reasons: list[str]


FAILED_VISITS: Final = statement(
    """
    SELECT code, count(*)::int AS visits, (array_agg(reason ORDER BY happened_at DESC))[1] AS reason,
           (array_agg(solution ORDER BY happened_at DESC))[1] AS solution,
           array_agg(reason ORDER BY happened_at) AS reasons
    FROM failed_visit
    WHERE code = ANY ($1::text[]) AND is_trusted GROUP BY code ORDER BY code
    """,
    FailedVisits,
)
LATE_ACTS: Final = statement(
    """
    SELECT count(*)::int FROM signed_event
    WHERE device_id = $1 AND recorded_at - happened_at > make_interval(mins => $2)
    """
)
"""Acts of a device that waited on it longer than so many minutes."""
PASSED_ON: Final = statement(
    """
    SELECT count(*)::int FROM ledger AS l JOIN item_label AS i USING (item_id)
    JOIN party AS f ON f.party_id = l.from_party JOIN party AS t ON t.party_id = l.to_party
    WHERE i.code = $1 AND f.kind = 'carrier' AND t.kind = 'carrier'
    """
)
"""How often an item went from one carrier to another."""
COUNT_ARRIVED: Final = statement(
    """
    SELECT coalesce(sum(CASE WHEN j.serving_office_id = j.delivering_office_id THEN 1 ELSE 2 END), 0)::int
    FROM head AS h JOIN item AS i USING (item_id) JOIN job AS j USING (job_id)
    WHERE (h.holder_id = j.destination_id
           OR h.holder_id = j.origin_id
              AND EXISTS (SELECT FROM ledger AS l WHERE l.item_id = h.item_id AND l.from_party = j.origin_id))
      AND (h.held_since AT TIME ZONE 'Asia/Ho_Chi_Minh')::date = $1
    """
)
"""Items that came to their destination on a day, or back to their sender, whenever they were asked for.

Twice where one post office fetched and the other brought: both boards count it.
"""
