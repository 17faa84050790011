"""The hash of a ledger row, as the generated column computes it: for chaining rows sent together, and for verifying.

SHA-256 over previous hash ‖ item ‖ seq ‖ depth ‖ kind (int4) ‖ giver ‖ receiver ‖ tip ‖ giving event ‖ taking event ‖
resolution or cause (nil where none) ‖ recorded_at (PostgreSQL's binary timestamptz: int64 µs since 2000-01-01 UTC).
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

_KINDS: Final = {"registered": 0, "handover": 1, "reinstated": 2, "resolved": 3, "rewound": 4}
_NIL: Final = UUID(int=0)
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)


def ledger_hash(
    *,
    prev_hash: bytes,
    item_id: UUID,
    seq: int,
    depth: int,
    kind: str,
    from_party: UUID | None,
    to_party: UUID,
    tip: UUID,
    given_event: UUID | None,
    taken_event: UUID | None,
    decided_by: UUID | None,
    recorded_at: datetime,
) -> bytes:
    """32 bytes."""
    numbers = b"".join(number.to_bytes(4, signed=True) for number in (seq, depth, _KINDS[kind]))
    ids = (from_party or _NIL, to_party, tip, given_event or _NIL, taken_event or _NIL, decided_by or _NIL)
    microseconds = (recorded_at - _EPOCH) // timedelta(microseconds=1)
    return hashlib.sha256(
        prev_hash
        + item_id.bytes
        + numbers
        + b"".join(uuid.bytes for uuid in ids)
        + microseconds.to_bytes(8, signed=True)
    ).digest()
