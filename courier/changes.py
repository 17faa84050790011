"""What happened, for live views: acts record it in their own transaction, the hub of live views reads it in order.

No custody and no money stands here; facts are small and name no citizen.
"""

from datetime import datetime
from typing import Any, Final, Literal, NamedTuple
from uuid import UUID

import msgspec

from courier.database import statement

Topic = Literal["custody", "plan", "job", "money", "device", "exception", "attempt", "position", "office"]


class Place(NamedTuple):
    """A reader's place: everything up to this transaction and row has been read."""

    xid: int
    change_id: int


class Change(msgspec.Struct, frozen=True):
    """One thing that happened at an office."""

    xid: int
    change_id: int
    topic: Topic
    office_id: UUID
    party_id: UUID | None
    """The carrier concerned."""
    facts: dict[str, Any]
    recorded_at: datetime

    @property
    def place(self) -> Place:
        return Place(self.xid, self.change_id)


class PlaceRow(msgspec.Struct, frozen=True):
    """Where a reader that wants only news begins."""

    xid: int


RECORD_CHANGE: Final = statement("INSERT INTO change (topic, office_id, party_id, facts) VALUES ($1, $2, $3, $4)")

FIRST_OPEN_TRANSACTION: Final = statement(
    "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xid", PlaceRow
)

CHANGES_AFTER: Final = statement(
    """
    SELECT xid::text::bigint AS xid, change_id, topic, office_id, party_id, facts, recorded_at
    FROM change
    WHERE (change.xid, change_id) > ($1::text::xid8, $2) AND change.xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY change.xid, change_id
    LIMIT $3
    """,
    Change,
)
"""Stops below the oldest transaction still open, so that a row which commits late is never jumped over."""

OFFICE_CHANGES_BETWEEN: Final = statement(
    """
    SELECT xid::text::bigint AS xid, change_id, topic, office_id, party_id, facts, recorded_at
    FROM change
    WHERE (change.xid, change_id) > ($1::text::xid8, $2) AND (change.xid, change_id) <= ($3::text::xid8, $4)
      AND office_id = $5
    ORDER BY change.xid, change_id
    LIMIT $6
    """,
    Change,
)
