"""Each device's gapless, hash-chained log; its highest number is what the server acknowledges."""

from collections.abc import Iterable
from uuid import UUID

from courier.custody.events import statements
from courier.custody.events.statements import LogEnd
from courier.database import Connection


async def extend_logs(connection: Connection, device_ids: Iterable[UUID]) -> dict[UUID, LogEnd]:
    """Take kept events into the logs as far as there is no gap; returns each log's end, before its first row number 0
    and the hash of the device's id.

    Locks the devices in id order for the rest of the transaction.
    """
    ends = await statements.EXTEND_LOGS.all(connection, sorted(set(device_ids)))
    return {end.device_id: end for end in ends}
