"""What becomes of a batch of signed acts: custody keeps it, later rooms apply it, all in one transaction."""

import base64
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from itertools import product
from typing import Any, Final
from uuid import UUID

import structlog

from api.joined_uploads import LARGEST, KeepAlone
from api.service import Service
from courier.custody.append_batch import Upload, append_uploads, read_upload
from courier.custody.compare_receipt import compare_receipt
from courier.custody.handovers import apply_events as handovers
from courier.custody.model import Appended, StoredEvent
from courier.custody.note_refusal import note_refusal
from courier.database import Connection, sqlstate
from courier.errors import NotReady, Overloaded
from courier.money import apply_events as money
from courier.network.identity.model import DeviceIdentity, milliseconds
from courier.planning.carriers import apply_events as planning
from courier.signatures import sign
from mobile_contract.canonical import encode
from mobile_contract.sync import Batch, BatchAnswer, Receipt, SignedBody

Room = Callable[[Connection, Sequence[StoredEvent]], Awaitable[None]]
LATER_ROOMS: Final[dict[str, Room]] = {
    "handovers": handovers.apply_events,
    "money": money.apply_events,
    "planning": planning.apply_events,
}
"""In the order of the rooms."""


Kept = tuple[Appended, int | None]
"""What became of an upload, and from which number on its device must offer everything again."""


async def ingest(service: Service, device: DeviceIdentity, batch: Batch) -> BatchAnswer:
    """Keep the batch; the answer leaves only once it is on disk."""
    appended, offer_again_from = await _keep(service, read_upload(device.device_id, batch))
    return BatchAnswer(
        outcomes=appended.outcomes,
        acked_through=appended.acked_through,
        receipt=_receipt(service, device.device_id, appended),
        server_time_ms=milliseconds(appended.recorded_at),
        incarnation=service.incarnation,
        offer_again_from=offer_again_from,
    )


async def _keep(service: Service, upload: Upload) -> Kept:
    """Hand-overs together with those of other phones that come at the same moment, all else in its own transaction."""
    if upload.is_of_hand_overs and len(upload.sent) <= LARGEST:
        try:
            return await service.joined_uploads.add(upload, partial(_keep_together, service))
        except KeepAlone as refusal:
            _log.warning("upload_kept_alone", device=str(upload.device_id), exc_info=refusal.__cause__)
    async with service.alone:
        try:
            (kept,) = await _keep_together(service, [upload])
        except RoomRefused:
            (kept,) = await _keep_together(service, [upload], apply_rooms)
    return kept


async def _keep_together(service: Service, uploads: Sequence[Upload], apply: Room | None = None) -> list[Kept]:
    """In one transaction, or none of them. Raises `RoomRefused`."""

    async def keep_and_apply(connection: Connection) -> list[Kept]:
        together = await append_uploads(connection, uploads)
        await (apply or apply_at_once)(connection, [event for appended in together for event in appended.events])
        return [
            (appended, await _compare(service, upload, connection, appended))
            for upload, appended in zip(uploads, together, strict=True)
        ]

    return await service.commit(keep_and_apply)


async def _compare(service: Service, upload: Upload, connection: Connection, appended: Appended) -> int | None:
    if upload.batch.receipt is None:
        return None
    return await compare_receipt(
        connection,
        server_key=service.server_public,
        device_id=upload.device_id,
        shown=upload.batch.receipt,
        appended=appended,
    )


class RoomRefused(Exception):
    """A later room did not take a batch's acts all at once; the transaction is to be undone and begun anew."""


async def apply_at_once(connection: Connection, events: Sequence[StoredEvent]) -> None:
    """All rooms, without the savepoint that `apply_rooms` takes: nearly every batch needs none.

    Raises `RoomRefused`, after which the caller's transaction is good for nothing.
    """
    if not events:
        return
    try:
        for apply in LATER_ROOMS.values():
            await apply(connection, events)
    except Exception as refusal:
        if _passes(refusal):
            raise
        raise RoomRefused from refusal


async def apply_rooms(connection: Connection, events: Sequence[StoredEvent]) -> None:
    """All at once, as a day has it; where a room refuses, act by act, so that one act spoils no other's effect."""
    if not events or await _try(connection, LATER_ROOMS, events) is None:
        return
    for room, event in product(LATER_ROOMS, events):
        refusal = await _try(connection, {room: LATER_ROOMS[room]}, [event])
        if refusal is not None:
            await note_refusal(connection, event, room, refusal)


async def _try(connection: Connection, rooms: Mapping[str, Room], events: Sequence[StoredEvent]) -> Exception | None:
    """The first refusal, the rooms' own work undone. What only needs another try, or a server, goes through."""
    try:
        async with connection.transaction():
            for apply in rooms.values():
                await apply(connection, events)
    except Exception as refusal:
        if _passes(refusal):
            raise
        _log.error("rooms_refused", rooms=[*rooms], events=[str(event.event_id) for event in events], exc_info=refusal)
        return refusal
    return None


def _passes(refusal: Exception) -> bool:
    """Whether the room did not refuse: what it did only needs another try, or a server."""
    return isinstance(refusal, (NotReady, Overloaded)) or (sqlstate(refusal) or "").startswith(_TRY_AGAIN)


_log: Final[Any] = structlog.get_logger("courier.ingest")
_TRY_AGAIN: Final = ("40", "08", "57")
"""SQLSTATE classes: transaction rollback (deadlock, serialisation), connection, operator intervention."""


def _receipt(service: Service, device_id: UUID, appended: Appended) -> SignedBody:
    """The server's signed word that it holds the device's acts up to a number without gap."""
    body = encode(
        Receipt(
            device_id=device_id,
            acked_through=appended.acked_through,
            head=appended.log_hash.hex(),
            received_at_ms=milliseconds(appended.recorded_at),
            incarnation=service.incarnation,
            key_id=service.server_key_id,
        )
    )
    return SignedBody(body=body.decode(), signature=base64.b64encode(sign(service.server_key, body)).decode())
