"""What newly signed acts say of bags: which were sealed and opened, and where a bag's contents differ from its seal."""

from collections.abc import Sequence
from typing import Protocol, cast
from uuid import UUID

from courier.clock import new_id
from courier.custody.ledger.statements import OPEN_EXCEPTIONS
from courier.custody.model import StoredEvent
from courier.database import Connection
from courier.planning.legs.statements import (
    BAG_DIFFERENCES,
    KEEP_OPENINGS,
    KEEP_SEALINGS,
    LOCK_SEALINGS,
    SSCC_USED_TWICE,
)

Case = tuple[UUID, str, UUID, UUID | None, str | None, str, UUID, dict[str, object]]


async def apply_bags(connection: Connection, events: Sequence[StoredEvent]) -> None:
    """Keep each sealing and opening once, and open a case for each item that was missing from a bag or too many in it,
    and for a bag code borne twice. Whichever of the two acts comes first; the same acts twice change nothing.
    """
    readable = [event for event in events if event.act is not None]
    sealed = [(event, cast(_SealBag, event.act)) for event in readable if event.kind == "seal_bag"]
    opened = [(event, cast(_OpenBag, event.act)) for event in readable if event.kind == "open_bag"]
    concerned = sorted({event.event_id for event, _ in sealed} | {act.sealing for _, act in opened})
    if not concerned:
        return
    await LOCK_SEALINGS.run(connection, concerned)
    await KEEP_SEALINGS.run(
        connection,
        [event.event_id for event, _ in sealed],
        [act.sscc for _, act in sealed],
        [act.seal for _, act in sealed],
        [event.party_id for event, _ in sealed],
        [event.is_trusted for event, _ in sealed],
        [event.happened_at for event, _ in sealed],
    )
    await KEEP_OPENINGS.run(
        connection,
        [event.event_id for event, _ in opened],
        [act.sscc for _, act in opened],
        [act.sealing for _, act in opened],
        [event.party_id for event, _ in opened],
        [event.is_trusted for event, _ in opened],
        [event.happened_at for event, _ in opened],
    )
    cases = [*await _differences(connection, concerned), *await _used_twice(connection, concerned)]
    if cases:
        await OPEN_EXCEPTIONS.run(connection, *map(list, zip(*cases, strict=True)))


class _SealBag(Protocol):
    """What is said of a bag at its sealing."""

    @property
    def sscc(self) -> str: ...
    @property
    def seal(self) -> str: ...


class _OpenBag(Protocol):
    """What is said of a bag at its opening."""

    @property
    def sscc(self) -> str: ...
    @property
    def sealing(self) -> UUID: ...


async def _differences(connection: Connection, sealings: list[UUID]) -> list[Case]:
    return [
        (
            new_id(),
            "count_differs",
            row.event_id,
            None,
            row.code,
            row.province_code,
            row.office_id,
            {
                "sscc": row.sscc,
                "seal": row.seal,
                "found": row.found,
                "sealed_by": str(row.sealed_by),
                "opened_by": str(row.opened_by),
            },
        )
        for row in await BAG_DIFFERENCES.all(connection, sealings)
    ]


async def _used_twice(connection: Connection, sealings: list[UUID]) -> list[Case]:
    return [
        (
            new_id(),
            "unmatched",
            row.event_id,
            None,
            None,
            row.province_code,
            row.office_id,
            {"why": "sscc_used_twice", "sscc": row.sscc},
        )
        for row in await SSCC_USED_TWICE.all(connection, sealings)
    ]
