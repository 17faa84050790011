"""Gives every committed row its place in the log, then signs how long the log is and its Merkle root.

Transactions commit in another order than they began, so no place can be given by the writer itself: a reader could see
place 7 before place 6 is there. Places are given afterwards, by one process at a time, to what is committed and has
none; a row that commits meanwhile gets its place the next time. Which order that is matters to nobody: what matters is
that it never changes again.
"""

from datetime import date
from typing import Final

from courier.database import Connection, Pool, in_transaction
from courier.evidence.items.note_items import note_items, sign_items
from courier.evidence.merkle import EMPTY_ROOT
from courier.evidence.model import Checkpoint, Occasion
from courier.evidence.statements import (
    KEEP_CHECKPOINT,
    LAST_CHECKPOINT,
    LOCK_LOG,
    MOMENT,
    NUMBER_ROWS,
    STANDING,
    WHAT_IS_DUE,
    CheckpointRow,
)
from courier.evidence.tree import Tree, store_nodes
from courier.network.identity.model import milliseconds
from courier.signatures import PrivateKey, key_id, public_bytes, sign
from mobile_contract import canonical

ROWS_AT_ONCE: Final = 20_000
"""Of one table in one transaction: about a second's work."""


async def make_checkpoint(pool: Pool, server_key: PrivateKey) -> CheckpointRow:
    """Number what has no place yet and sign the whole log now, whether or not it grew."""

    async def sign_now(connection: Connection) -> CheckpointRow | None:
        return await _sign_all(connection, server_key, noted, "asked", None)

    while True:
        await number_rows(pool)
        noted = await note_items(pool)
        if (signed := await in_transaction(pool, sign_now)) is not None:
            return signed


async def make_due_checkpoint(pool: Pool, server_key: PrivateKey) -> CheckpointRow | None:
    """Sign the log where an hour has passed since it was signed last, or a day has ended; None where nothing is due.

    However many processes ask at once, one signs.
    """
    if await WHAT_IS_DUE.one(pool) is None:
        return None
    await number_rows(pool)
    noted = await note_items(pool)

    async def sign_if_due(connection: Connection) -> CheckpointRow | None:
        await LOCK_LOG.run(connection)
        due = await WHAT_IS_DUE.one(connection)
        if due is None:
            return None
        return await _sign_all(connection, server_key, noted, "day" if due.occasion == "day" else "hour", due.on_date)

    return await in_transaction(pool, sign_if_due)


async def number_rows(pool: Pool, at_once: int = ROWS_AT_ONCE) -> None:
    """Give all that is committed now its place, in transactions of at most `at_once` rows of each table."""
    while (await in_transaction(pool, lambda connection: _number_some(connection, at_once)))[0] >= at_once:
        pass


async def _number_some(connection: Connection, at_once: int) -> tuple[int, int]:
    """How many rows got places, and the transaction below which, where they are fewer than `at_once`, none is without.

    Takes the log's lock.
    """
    await LOCK_LOG.run(connection)
    standing = await STANDING.one(connection)
    assert standing is not None
    numbered = await NUMBER_ROWS.run(connection, standing.since, standing.size, at_once)
    await store_nodes(connection, standing.size + numbered)
    return numbered, standing.horizon


async def _sign_all(
    connection: Connection, server_key: PrivateKey, noted: int, occasion: Occasion, on_date: date | None
) -> CheckpointRow | None:
    """Number the rest and sign in one transaction: what is signed is all of one instant. None: too much was left.

    Before place `noted` it is noted what belongs to which item.
    """
    numbered, horizon = await _number_some(connection, ROWS_AT_ONCE)
    if numbered >= ROWS_AT_ONCE:
        return None
    return await _sign(connection, server_key, horizon, noted, occasion, on_date)


async def _sign(
    connection: Connection,
    server_key: PrivateKey,
    horizon: int,
    noted: int,
    occasion: Occasion,
    on_date: date | None,
) -> CheckpointRow:
    standing, moment = await STANDING.one(connection), await MOMENT.one(connection)
    assert standing is not None
    assert moment is not None
    last = await LAST_CHECKPOINT.one(connection)
    items_root = await sign_items(connection, noted, standing.size)
    public_key = public_bytes(server_key)
    checkpoint = Checkpoint(
        number=last.number + 1 if last else 1,
        size=standing.size,
        root=(await Tree(connection).root(standing.size)).hex(),
        made_at_ms=milliseconds(moment.at),
        occasion=occasion,
        incarnation=moment.incarnation_id,
        previous=(last.body_hash if last else EMPTY_ROOT).hex(),
        key_id=key_id(public_key),
        items=items_root.hex(),
    )
    body = canonical.encode(checkpoint)
    await KEEP_CHECKPOINT.run(
        connection,
        checkpoint.number,
        checkpoint.size,
        bytes.fromhex(checkpoint.root),
        occasion,
        on_date,
        moment.at,
        moment.incarnation_id,
        horizon,
        body,
        sign(server_key, body),
        public_key,
        last.size if last else 0,
        last.body_hash if last else EMPTY_ROOT,
        items_root,
    )
    signed = await LAST_CHECKPOINT.one(connection)
    assert signed is not None
    return signed
