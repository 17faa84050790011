"""The serving process's part: looks every minute whether a checkpoint is due; of many processes one makes it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Final

import structlog

from courier.database import Pool
from courier.evidence.make_checkpoint import make_due_checkpoint
from courier.signatures import PrivateKey

LOOK_EVERY_S: Final = 60.0
FIRST_LOOK_AFTER_S: Final = 15.0
"""A service that has just started has people waiting."""

_log = structlog.get_logger("courier.evidence")


@contextlib.asynccontextmanager
async def keeping_checkpoints(
    pool: Pool, server_key: PrivateKey, first_look_after_s: float = FIRST_LOOK_AFTER_S
) -> AsyncIterator[None]:
    """Sign the log hourly and at each day's end for as long as this lasts."""
    task = asyncio.create_task(_keep(pool, server_key, first_look_after_s))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _keep(pool: Pool, server_key: PrivateKey, first_look_after_s: float) -> None:
    await asyncio.sleep(first_look_after_s)
    while True:
        try:
            made = await make_due_checkpoint(pool, server_key)
            if made is not None:
                _log.info("checkpoint", number=made.number, size=made.size, occasion=made.occasion)
        except Exception as error:  # whatever it was, the next minute tries again; the log keeps what is not signed yet
            _log.warning("checkpoint_failed", error=str(error))
        await asyncio.sleep(LOOK_EVERY_S)
