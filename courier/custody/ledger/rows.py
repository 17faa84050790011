"""What brings the ledger from the chain it shows to the chain the facts make. Pure."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from courier.custody.ledger.hash import ledger_hash
from courier.custody.ledger.statements import Binding, LedgerRow
from courier.custody.model import (
    Step,
)


class NewRow(msgspec.Struct, kw_only=True):
    """A row about to enter the ledger; fields in the order of the type `ledger_sent`."""

    item_id: UUID
    seq: int
    depth: int
    kind: str
    province_code: str
    from_party: UUID
    to_party: UUID
    tip: UUID
    given_event: UUID | None = None
    given_code: str | None = None
    given_kind: str | None = None
    taken_event: UUID | None = None
    taken_code: str | None = None
    taken_kind: str | None = None
    giver_evidence: str | None = None
    receiver_evidence: str | None = None
    resolution_id: UUID | None = None
    rewound_to: int | None = None
    cause: UUID | None = None
    prev_depth: int
    prev_tip: UUID
    prev_hash: bytes
    recorded_at: datetime


def rows_to_post(
    home: Binding, posted: Sequence[LedgerRow], steps: Sequence[Step], cause: UUID, recorded_at: datetime
) -> list[NewRow]:
    """What brings the ledger from the chain it shows to the chain the facts make: a rewind at most, then steps."""
    shown = _shown_chain(posted)
    common = _common_length(shown[1:], steps)
    rows: list[NewRow] = []
    last = posted[-1]
    if common < len(shown) - 1:
        row = _rewind(home, last, shown[common], cause, recorded_at)
        rows.append(row)
        last = _as_posted(row)
    used = {event_id for row in posted for event_id in (row.given_event, row.taken_event)} - {None}
    for step in steps[common:]:
        sides = set(_sides(step))
        row = _forward(home, last, step, recorded_at, is_again=bool(used & sides))
        used |= sides - {None}
        rows.append(row)
        last = _as_posted(row)
    return rows


def standing_rows(posted: Sequence[LedgerRow], new: Sequence[NewRow]) -> list[int]:
    """By depth, the number of the row that stands once `new` is posted after `posted`."""
    return [row.seq for row in _shown_chain([*posted, *(_as_posted(row) for row in new)])]


def _shown_chain(posted: Sequence[LedgerRow]) -> list[LedgerRow]:
    """The rows that the ledger shows as standing, one a depth: each row takes its depth and ends what lay deeper."""
    standing: list[LedgerRow] = []
    for row in posted:
        if row.kind == "rewound":
            del standing[row.depth + 1 :]
        else:
            del standing[row.depth :]
            standing.append(row)
    return standing


def _common_length(shown: Sequence[LedgerRow], steps: Sequence[Step]) -> int:
    length = 0
    for row, step in zip(shown, steps, strict=False):
        if (row.tip, row.given_event, row.taken_event, row.to_party) != (step.tip, *_sides(step), step.to_party):
            break
        length += 1
    return length


def _sides(step: Step) -> tuple[UUID | None, UUID | None]:
    giving, taking = step.giving, step.taking
    return giving.event_id if giving else None, taking.event_id if taking else None


def _rewind(home: Binding, last: LedgerRow, to: LedgerRow, cause: UUID, recorded_at: datetime) -> NewRow:
    return NewRow(
        item_id=last.item_id,
        seq=last.seq + 1,
        depth=to.depth,
        kind="rewound",
        province_code=home.province_code,
        from_party=last.to_party,
        to_party=to.to_party,
        tip=to.tip,
        rewound_to=to.seq,
        cause=cause,
        prev_depth=last.depth,
        prev_tip=last.tip,
        prev_hash=last.hash,
        recorded_at=recorded_at,
    )


def _forward(home: Binding, last: LedgerRow, step: Step, recorded_at: datetime, *, is_again: bool) -> NewRow:
    kind = "resolved" if step.resolution_id else "reinstated" if is_again else "handover"
    giving, taking = step.giving, step.taking
    return NewRow(
        item_id=last.item_id,
        seq=last.seq + 1,
        depth=last.depth + 1,
        kind=kind,
        province_code=home.province_code,
        from_party=last.to_party,
        to_party=step.to_party,
        tip=step.tip,
        given_event=giving.event_id if giving else None,
        given_code=giving.code if giving else None,
        given_kind=giving.kind if giving else None,
        taken_event=taking.event_id if taking else None,
        taken_code=taking.code if taking else None,
        taken_kind=taking.kind if taking else None,
        giver_evidence=step.giver_evidence,
        receiver_evidence=step.receiver_evidence,
        resolution_id=step.resolution_id,
        prev_depth=last.depth,
        prev_tip=last.tip,
        prev_hash=last.hash,
        recorded_at=recorded_at,
    )


def _as_posted(row: NewRow) -> LedgerRow:
    """The row as the server will hold it: its hash is computed alike on both sides, or a foreign key refuses it."""
    return LedgerRow(
        item_id=row.item_id,
        seq=row.seq,
        depth=row.depth,
        kind=row.kind,
        to_party=row.to_party,
        tip=row.tip,
        given_event=row.given_event,
        taken_event=row.taken_event,
        hash=ledger_hash(
            prev_hash=row.prev_hash,
            item_id=row.item_id,
            seq=row.seq,
            depth=row.depth,
            kind=row.kind,
            from_party=row.from_party,
            to_party=row.to_party,
            tip=row.tip,
            given_event=row.given_event,
            taken_event=row.taken_event,
            decided_by=row.resolution_id or row.cause,
            recorded_at=row.recorded_at,
        ),
    )
