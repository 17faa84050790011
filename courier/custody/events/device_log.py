"""Each device's gapless, hash-chained log; its highest number is what the server acknowledges."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from courier.custody.events import statements
from courier.custody.events.statements import LogEnd, WaitingEvent
from courier.database import Connection


async def extend_logs(connection: Connection, device_ids: Iterable[UUID]) -> dict[UUID, LogEnd]:
    """Take kept events into the logs as far as there is no gap; returns each log's end.

    Locks the devices in id order for the rest of the transaction.
    """
    ids = sorted(set(device_ids))
    await statements.LOCK_DEVICES.run(connection, ids)
    ends = {device_id: _beginning(device_id) for device_id in ids}
    ends |= {end.device_id: end for end in await statements.LOG_ENDS.all(connection, ids)}
    rows: list[tuple[WaitingEvent, LogEnd]] = []
    waiting = await statements.WAITING_EVENTS.all(connection, ids, [ends[device_id].seq for device_id in ids])
    for event in waiting:
        end = ends[event.device_id]
        if event.device_seq == end.seq + 1:
            rows.append((event, end))
            ends[event.device_id] = _next_end(end, event)
    if rows:
        await statements.EXTEND_LOG.run(
            connection,
            [event.device_id for event, _ in rows],
            [event.device_seq for event, _ in rows],
            [event.event_id for event, _ in rows],
            [event.body_hash for event, _ in rows],
            [event.previous for event, _ in rows],
            [end.body_hash for _, end in rows],
            [end.hash for _, end in rows],
        )
    return ends


def _beginning(device_id: UUID) -> LogEnd:
    digest = hashlib.sha256(device_id.bytes).digest()
    return LogEnd(device_id=device_id, seq=0, hash=digest, body_hash=digest)


def _next_end(end: LogEnd, event: WaitingEvent) -> LogEnd:
    return LogEnd(
        device_id=end.device_id,
        seq=event.device_seq,
        hash=hashlib.sha256(end.hash + event.body_hash).digest(),
        body_hash=event.body_hash,
    )
