"""Writes an export, line by line, so that one of any length needs no more memory than a piece of it."""

import base64
import hashlib
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Final
from uuid import UUID

import msgspec

from courier import clock
from courier.database import Connection, Pool
from courier.errors import NotFound
from courier.evidence.export.find_unplaced import ITEMS_AT_ONCE, find_unplaced
from courier.evidence.export.model import (
    FORMAT,
    CheckpointLine,
    EndLine,
    EventLine,
    ExportSeal,
    Header,
    ItemBefore,
    ItemLine,
    Line,
    LogPart,
    ReceiptLine,
    RestorationLine,
    RowLine,
    Scope,
)
from courier.evidence.export.statements import (
    CHECKPOINTS_TO_SHOW,
    EVENTS,
    FIND_ITEM,
    FIND_LOST_ITEM,
    ITEMS_OF_DAYS,
    KEYS_OF_ITEMS,
    RESTORATIONS,
    ROWS,
    EventFound,
    RowFound,
)
from courier.evidence.items.prove_items import ItemProofs
from courier.evidence.items.statements import ITEMS_NOTED, PLACES_OF_ITEMS
from courier.evidence.make_checkpoint import make_checkpoint
from courier.evidence.merkle import Range, consistency_parts, inclusion_parts
from courier.evidence.statements import CHECKPOINTS, CheckpointRow
from courier.evidence.tree import Tree
from courier.network.identity.model import milliseconds
from courier.signatures import PrivateKey, key_id, public_bytes, sign
from mobile_contract import canonical
from mobile_contract.sync import Receipt

LEAVES_AT_ONCE: Final = 2_000


async def find_items(pool: Pool, scope: Scope, asked_by: UUID | None) -> list[UUID]:
    """The items of a scope that the asker may have; None asks as the operator. Raises `NotFound` for one not there."""
    if scope.is_whole:
        return []
    async with pool.acquire() as connection:
        if scope.from_day is None:
            found = await FIND_ITEM.one(connection, asked_by, scope.item_id, scope.code)
            if found is None and asked_by is None:
                found = await FIND_LOST_ITEM.one(connection, scope.item_id, scope.code)
            if found is None:
                raise NotFound("Không tìm thấy bưu gửi này", "No such item")
            return [found.item_id]
        starts = _midnight(scope.from_day)
        ends = _midnight((scope.to_day or scope.from_day) + timedelta(days=1))
        rows = await ITEMS_OF_DAYS.all(connection, asked_by, starts, ends, scope.office_id)
        return [row.item_id for row in rows]


async def write_export(
    pool: Pool, server_key: PrivateKey, scope: Scope, items: Sequence[UUID], seen: Iterable[int] = ()
) -> AsyncIterator[bytes]:
    """The lines, each with its newline. Signs the log first, so that all that is written is under a checkpoint.

    `seen` are numbers of checkpoints that somebody holds already and wants proved to be continued. All is read of one
    instant: what comes while it is written is of a later file.
    """
    signed = await make_checkpoint(pool, server_key)
    digest, count = hashlib.sha256(), 0
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        async for line in _lines(connection, server_key, scope, items, signed, list(seen)):
            encoded = msgspec.json.encode(line) + b"\n"
            digest.update(encoded)
            count += 1
            yield encoded
    yield msgspec.json.encode(_end(server_key, count, digest.hexdigest())) + b"\n"


async def _lines(
    connection: Connection,
    server_key: PrivateKey,
    scope: Scope,
    items: Sequence[UUID],
    signed: CheckpointRow,
    seen: list[int],
) -> AsyncIterator[Line]:
    tree = Tree(connection)
    checkpoints = await _checkpoints(connection, signed, seen)
    yield Header(
        courier_export=FORMAT,
        scope=scope,
        size=signed.size,
        made_at_ms=milliseconds(signed.made_at),
        server_keys=sorted({_text(row.public_key) for row in checkpoints} | {_text(public_bytes(server_key))}),
    )
    before = 0
    for row in checkpoints:
        proof = await _hashes(tree, consistency_parts(before, row.size)) if before else []
        yield CheckpointLine(
            body=row.body.decode(),
            signature=_text(row.signature),
            public_key=_text(row.public_key),
            consistency=proof,
        )
        before = row.size
    for restored in await RESTORATIONS.all(connection):
        yield RestorationLine(
            incarnation=restored.incarnation_id,
            number=restored.number,
            restored_to_ms=milliseconds(restored.restored_to) if restored.restored_to else None,
            backup=restored.backup,
            log_size=restored.log_size,
        )
    async for item in _items(connection, None if scope.is_whole else items, signed, checkpoints, seen):
        yield item
    ends: dict[UUID, LogPart] = {}
    pieces = _whole_log(connection, signed.size) if scope.is_whole else _of_items(connection, items, signed.size)
    async for rows in pieces:
        async for line in _rows(connection, tree, rows, signed.size, ends, is_whole=scope.is_whole):
            yield line
    async for unplaced in find_unplaced(connection, None if scope.is_whole else items, signed.number):
        yield unplaced
    for device_id, part in sorted(ends.items()):
        yield _receipt(server_key, device_id, part, signed)


async def _checkpoints(connection: Connection, signed: CheckpointRow, seen: list[int]) -> list[CheckpointRow]:
    rows = []
    for shown in await CHECKPOINTS_TO_SHOW.all(connection, signed.number, seen):
        rows += await CHECKPOINTS.all(connection, shown.number - 1, 1)
    return rows


async def _items(
    connection: Connection,
    wanted: Sequence[UUID] | None,
    signed: CheckpointRow,
    checkpoints: Sequence[CheckpointRow],
    seen: Sequence[int],
) -> AsyncIterator[ItemLine]:
    """What belongs to each item; None: to all there are, which needs no proofs."""
    earlier = [
        c.number for c in checkpoints if c.number in seen and c.items_root is not None and c.number != signed.number
    ]
    proofs = [ItemProofs(connection, number) for number in (signed.number, *earlier)]
    async for some in _some_items(connection, wanted, signed.number):
        found = [await each.prove(some) for each in proofs] if wanted is not None else []
        for places in await PLACES_OF_ITEMS.all(connection, some, signed.number):
            proved = [(each.number, known.get(places.item_id)) for each, known in zip(proofs, found, strict=False)]
            yield ItemLine(
                item_id=places.item_id,
                leaves=places.leaves,
                proof=_hex(proved[0][1] or []) if proved else [],
                since=places.since if earlier and proved else [],
                before=[ItemBefore(number=number, proof=_hex(proof)) for number, proof in proved[1:] if proof],
            )


async def _some_items(
    connection: Connection, wanted: Sequence[UUID] | None, number: int
) -> AsyncIterator[Sequence[UUID]]:
    if wanted is not None:
        for first in range(0, len(wanted), ITEMS_AT_ONCE):
            yield list(wanted[first : first + ITEMS_AT_ONCE])
        return
    last = UUID(int=0)
    while found := await ITEMS_NOTED.all(connection, last, number, LEAVES_AT_ONCE):
        yield [each.item_id for each in found]
        last = found[-1].item_id


async def _whole_log(connection: Connection, size: int) -> AsyncIterator[list[RowFound]]:
    for first in range(0, size, LEAVES_AT_ONCE):
        past = min(first + LEAVES_AT_ONCE, size)
        rows = [row for source in ROWS.values() for row in await source.stretch.all(connection, first, past)]
        yield sorted(rows, key=lambda row: row.leaf)


async def _of_items(connection: Connection, items: Sequence[UUID], size: int) -> AsyncIterator[list[RowFound]]:
    """A hundred items at a time; what several share is written once."""
    written: set[int] = set()
    for first in range(0, len(items), ITEMS_AT_ONCE):
        keys: dict[str, list[str]] = {}
        for found in await KEYS_OF_ITEMS.all(connection, list(items[first : first + ITEMS_AT_ONCE])):
            keys.setdefault(found.source, []).append(found.key)
        rows = [row for source, named in keys.items() for row in await ROWS[source].named.all(connection, named, size)]
        yield sorted((row for row in rows if row.leaf not in written), key=lambda row: row.leaf)
        written |= {row.leaf for row in rows}


async def _rows(
    connection: Connection, tree: Tree, rows: list[RowFound], size: int, ends: dict[UUID, LogPart], *, is_whole: bool
) -> AsyncIterator[Line]:
    parts = [[] if is_whole else inclusion_parts(row.leaf, size) for row in rows]
    hashes = iter(await _hashes(tree, [part for proof in parts for part in proof]))
    ids = [UUID(row.key) for row in rows if row.source == "event"]
    events = {event.event_id: event for event in await EVENTS.all(connection, ids)}
    for row, proof in zip(rows, parts, strict=True):
        yield RowLine(
            leaf=row.leaf,
            source=row.source,
            key=row.key,
            hash=row.hash.hex(),
            text=row.text,
            inclusion=list(islice(hashes, len(proof))),
        )
        if row.source == "event" and (event := events.get(UUID(row.key))) is not None:
            line = _event(event)
            yield line
            if line.log is not None and (event.device_id not in ends or ends[event.device_id].seq < line.log.seq):
                ends[event.device_id] = line.log


def _event(event: EventFound) -> EventLine:
    log = None
    if event.seq is not None and event.prev_body_hash and event.prev_hash and event.hash:
        log = LogPart(
            seq=event.seq,
            prev_body_hash=event.prev_body_hash.hex(),
            prev_hash=event.prev_hash.hex(),
            hash=event.hash.hex(),
        )
    return EventLine(
        event_id=event.event_id,
        body=event.body.decode(),
        signature=_text(event.signature),
        items=list(zip(event.codes, event.refs, strict=True)),
        refused=list(zip(event.refused_codes, event.refused_answers, strict=True)),
        log=log,
        may_transcribe=event.may_transcribe,
        is_read=event.is_readable,
        happened_at=event.read_happened_at,
    )


def _receipt(server_key: PrivateKey, device_id: UUID, part: LogPart, signed: CheckpointRow) -> ReceiptLine:
    receipt = Receipt(
        device_id=device_id,
        acked_through=part.seq,
        head=part.hash,
        received_at_ms=milliseconds(signed.made_at),
        incarnation=signed.incarnation_id,
        key_id=key_id(public_bytes(server_key)),
    )
    body = canonical.encode(receipt)
    return ReceiptLine(body=body.decode(), signature=_text(sign(server_key, body)))


def _end(server_key: PrivateKey, lines: int, sha256: str) -> EndLine:
    public_key = public_bytes(server_key)
    body = canonical.encode(ExportSeal(lines=lines, sha256=sha256, key_id=key_id(public_key)))
    return EndLine(body=body.decode(), signature=_text(sign(server_key, body)), public_key=_text(public_key))


async def _hashes(tree: Tree, parts: list[Range]) -> list[str]:
    return _hex(await tree.hashes(parts))


def _hex(hashes: Iterable[bytes]) -> list[str]:
    return [hashed.hex() for hashed in hashes]


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.VIETNAM)
