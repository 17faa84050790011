"""The SQL of the checker and of the town's set-up: read only, and only where no route tells everything at once."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement


class JobParties(msgspec.Struct, frozen=True):
    """From whom to whom a job goes."""

    job_id: UUID
    origin_id: UUID
    destination_id: UUID


JOB_PARTIES: Final = statement(
    "SELECT job_id, origin_id, destination_id FROM job WHERE job_id = ANY ($1::uuid[])", JobParties
)
"""The phone book of the day: a plan would tell each phone, but none is made here."""


class RealNow(msgspec.Struct, frozen=True):
    """What the clock on the wall shows, whatever the simulated one does."""

    at: datetime


REAL_NOW: Final = statement("SELECT clock_timestamp() AS at", RealNow)


class KeptBody(msgspec.Struct, frozen=True):
    """An act as the server has it."""

    event_id: UUID
    device_seq: int
    body: bytes


BODIES_OF_DEVICE: Final = statement(
    "SELECT event_id, device_seq, body FROM signed_event WHERE device_id = $1 ORDER BY device_seq", KeptBody
)


class ItemAtServer(msgspec.Struct, frozen=True):
    """Where the server says that an item is, as often as it says so."""

    code: str
    holder_id: UUID
    status: str
    is_last_row: bool
    """The head is the ledger's last row of this item."""


ITEMS: Final = statement(
    """
    SELECT l.code, h.holder_id, h.status,
           h.hash = (SELECT g.hash FROM ledger AS g WHERE g.item_id = h.item_id
                     ORDER BY g.seq DESC LIMIT 1) AS is_last_row
    FROM item_label AS l JOIN head AS h USING (item_id)
    """,
    ItemAtServer,
)

UNHELD: Final = statement(
    """
    SELECT count(*) FROM item AS i
    WHERE (SELECT count(*) FROM head AS h WHERE h.item_id = i.item_id) <> 1
       OR (SELECT count(*) FROM ledger AS g WHERE g.item_id = i.item_id AND g.kind = 'registered') <> 1
    """
)


class Booked(msgspec.Struct, frozen=True):
    """What was booked to an item's dues, and what they come to; đồng."""

    code: str
    booked_vnd: int
    due_vnd: int


BOOKED: Final = statement(
    """
    SELECT l.code, coalesce(sum(p.amount_vnd), 0)::bigint AS booked_vnd, d.due_vnd
    FROM item_label AS l JOIN item AS i USING (item_id)
    JOIN (SELECT job_id, sum(amount_vnd)::bigint AS due_vnd
          FROM amount_due WHERE payer = 'citizen' GROUP BY job_id) AS d USING (job_id)
    LEFT JOIN posting_in_force AS p ON p.kind = 'book' AND p.job_id = i.job_id
    GROUP BY l.code, d.due_vnd
    """,
    Booked,
)


class PurseAtServer(msgspec.Struct, frozen=True):
    """A holder's cash by the books; đồng."""

    party_id: UUID
    collected_vnd: int
    handed_in_vnd: int
    in_hand_vnd: int
    float_vnd: int


PURSES: Final = statement(
    """
    SELECT party_id, collected_vnd, handed_in_vnd, in_hand_vnd, float_vnd FROM cash_holder
    WHERE party_id = ANY ($1::uuid[])
    """,
    PurseAtServer,
)


class TillAtServer(msgspec.Struct, frozen=True):
    """A closed drawer by the books; đồng."""

    closing_id: UUID
    expected_vnd: int
    closed_vnd: int


TILLS: Final = statement(
    """
    SELECT closing_id, float_vnd + taken_vnd AS expected_vnd, closed_vnd FROM till
    WHERE closing_id IS NOT NULL AND closed_vnd IS NOT NULL
    """,
    TillAtServer,
)


class BagAtServer(msgspec.Struct, frozen=True):
    """The last result of a count, and whether what was missing or too many was ever something else."""

    count_event: UUID
    was_otherwise: bool
    missing: list[str]
    extra: list[str]
    office_missing: list[str]
    office_extra: list[str]


BAGS: Final = statement(
    """
    SELECT DISTINCT ON (k.count_event) k.count_event,
           EXISTS (SELECT FROM count_check AS o WHERE o.count_event = k.count_event
                   AND (o.missing, o.extra) IS DISTINCT FROM (k.missing, k.extra)) AS was_otherwise,
           k.missing, k.extra, k.office_missing, k.office_extra
    FROM count_check AS k ORDER BY k.count_event, k.number DESC
    """,
    BagAtServer,
)


class DamageAtServer(msgspec.Struct, frozen=True):
    """A record of damage."""

    code: str
    kind: str


DAMAGE: Final = statement("SELECT code, kind FROM incident WHERE kind <> 'lost'", DamageAtServer)


class CodeAtServer(msgspec.Struct, frozen=True):
    """What the server made of a one-time code typed at a door."""

    event_id: UUID
    verdict: str


CODES_JUDGED: Final = statement("SELECT event_id, verdict FROM one_time_code_verdict", CodeAtServer)


class SlipAtServer(msgspec.Struct, frozen=True):
    """The number of a receipt slip given for cash."""

    number: int


SLIPS: Final = statement(
    "SELECT receipt_number AS number FROM collection WHERE receipt_number IS NOT NULL", SlipAtServer
)
SLIP_CASES: Final = statement(
    "SELECT count(*) FROM money_case WHERE kind IN ('receipt_outside', 'receipt_twice', 'receipt_returned')"
)
"""No slip is used twice, by two devices, or after it was returned."""
