"""What newly signed acts mean for plans: the first act of a carrier begins one, failed visits are kept, so are bags."""

from collections.abc import Sequence
from typing import Final, Protocol, cast
from uuid import UUID

from courier.clock import VIETNAM
from courier.custody.model import StoredEvent
from courier.database import Connection
from courier.planning.carriers.statements import ADD_FAILED_VISITS, ANNOUNCE_FAILED, BEGIN_PLANS
from courier.planning.legs.apply_bags import apply_bags

ON_THE_ROAD: Final = frozenset({"accept", "receive", "deliver", "attempt"})
"""Acts that only somebody on his route makes."""


async def apply_events(connection: Connection, events: Sequence[StoredEvent]) -> None:
    """Begin plans, and keep each failed visit once, by item and by order, known or not; and what is said of bags.

    In the caller's transaction, right after custody kept the acts.
    """
    await apply_bags(connection, events)
    ridden = sorted(
        {(event.party_id, event.happened_at.astimezone(VIETNAM).date()) for event in events if _rides(event)}
    )
    if ridden:
        await BEGIN_PLANS.run(connection, [party for party, _ in ridden], [on_date for _, on_date in ridden])
    attempts = [event for event in events if event.kind == "attempt" and event.act is not None]
    if not attempts:
        return
    failed = [(event, code, job_id) for event in attempts for code, job_id in _about(_said(event))]
    await ADD_FAILED_VISITS.run(
        connection,
        [event.event_id for event, _, _ in failed],
        [event.party_id for event, _, _ in failed],
        [event.province_code for event, _, _ in failed],
        [code for _, code, _ in failed],
        [job_id for _, _, job_id in failed],
        [_said(event).reason for event, _, _ in failed],
        [_said(event).solution for event, _, _ in failed],
        [event.is_trusted for event, _, _ in failed],
        [event.happened_at for event, _, _ in failed],
    )
    await ANNOUNCE_FAILED.run(
        connection,
        [event.office_id for event in attempts],
        [event.party_id for event in attempts],
        [_said(event).reason for event in attempts],
    )


def _rides(event: StoredEvent) -> bool:
    return event.is_trusted and event.kind in ON_THE_ROAD


class _Attempt(Protocol):
    """What a failed visit says."""

    @property
    def reason(self) -> str: ...
    @property
    def solution(self) -> str: ...
    @property
    def items(self) -> list[str]: ...
    @property
    def job_id(self) -> UUID | None: ...


def _said(event: StoredEvent) -> _Attempt:
    return cast(_Attempt, event.act)


def _about(said: _Attempt) -> list[tuple[str | None, UUID | None]]:
    """One row an item, and one for the order where it is named."""
    items: list[tuple[str | None, UUID | None]] = [(code, None) for code in dict.fromkeys(said.items)]
    return items if said.job_id is None else [*items, (None, said.job_id)]
