"""After an upgrade: acts that an older version could not read are read by this one, and count from then on.

Bytes, signature, hash and number stay as they were; only the columns that are a reading of the body are filled. Run as
the tables' owner: the service may not. See docs/decisions/0009-unreadable-acts.md.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from courier.custody.events.keep import event_row, keep_contents
from courier.custody.events.reading import Sent, Verified, judge
from courier.custody.events.statements import HOLD_DEVICES, KNOWN_DEVICES
from courier.custody.ledger.statements import get_now
from courier.custody.model import StoredEvent
from courier.custody.settle_acts import as_stored, settle_acts
from courier.custody.statements import (
    CLOSE_READ,
    FILL_READING,
    LET_READINGS_IN,
    SHUT_READINGS_OUT,
    UNREADABLE_ACTS,
    UnreadableAct,
)
from courier.database import Connection
from mobile_contract import canonical, events

AT_ONCE: Final = 500
"""Acts of one transaction: the table is held against new acts meanwhile."""


class Reread(msgspec.Struct, frozen=True, kw_only=True):
    """What one step did: acts looked at, those now read, and where the next step begins; None: all looked at."""

    looked_at: int
    events: list[StoredEvent]
    after: UUID | None


async def reread_acts(connection: Connection, after: UUID | None = None) -> Reread:
    """Read the next acts of those kept unread, from `after` on in the order of their ids, and let them count.

    In the caller's transaction, as the owner. Locks `signed_event` against writing until it ends. An act that this
    version cannot read either stays as it is; run again, nothing changes.
    """
    waiting = await UNREADABLE_ACTS.all(connection, after or UUID(int=0), AT_ONCE)
    readable = await _read(connection, waiting)
    if readable:
        recorded = {act.event_id: act.recorded_at for act in waiting}
        await _fill(connection, readable, recorded)
        await keep_contents(connection, readable)
        await settle_acts(connection, readable, await get_now(connection))
        await CLOSE_READ.run(connection, [event.envelope.event_id for event in readable])
    return Reread(
        looked_at=len(waiting),
        events=[as_stored(event) for event in readable],
        after=waiting[-1].event_id if len(waiting) == AT_ONCE else None,
    )


async def _read(connection: Connection, waiting: Sequence[UnreadableAct]) -> list[Verified]:
    """Those that this version can read, verified anew."""
    ids = sorted({act.device_id for act in waiting})
    await HOLD_DEVICES.run(connection, ids)
    devices = {device.device_id: device for device in await KNOWN_DEVICES.all(connection, ids)}
    judged = [(act, judge(_as_sent(act), devices, act.recorded_at)) for act in waiting]
    return [_as_timed(act, event) for act, event in judged if isinstance(event, Verified) and event.act is not None]


def _as_timed(kept: UnreadableAct, event: Verified) -> Verified:
    """When it happened stays as it was bounded on its arrival: by the device's last sync then, not by today's."""
    if isinstance(event.act, events.Transcribe):
        return event
    return msgspec.structs.replace(event, happened_at=kept.happened_at)


async def _fill(connection: Connection, readable: Sequence[Verified], recorded: dict[UUID, datetime]) -> None:
    """The append-only trigger is off for this one statement, and the table locked while it is."""
    await LET_READINGS_IN.run(connection)
    rows = [event_row(event, recorded[event.envelope.event_id]) for event in readable]
    columns = list(map(list, zip(*rows, strict=True)))
    event_ids, readings, happened_at = columns[0], columns[8:15], columns[15]
    await FILL_READING.run(connection, event_ids, *readings, happened_at)
    await SHUT_READINGS_OUT.run(connection)


def _as_sent(act: UnreadableAct) -> Sent:
    return Sent(
        entry=0,
        is_carried=False,
        body=act.body,
        signature=act.signature,
        envelope=canonical.decode_envelope(act.body),
        details=None,
    )
