"""What a phone says of its outbox, so that the office sees what is still only on the phone."""

from datetime import UTC, datetime
from uuid import UUID

from courier.custody import statements
from courier.database import Connection
from mobile_contract.sync import DeviceStatus


async def report_status(connection: Connection, device_id: UUID, status: DeviceStatus) -> None:
    """Keep it; an empty outbox whose last number is held without gap counts as a sync."""
    oldest = status.oldest_unsent_at_ms
    oldest_at = None if oldest is None else datetime.fromtimestamp(min(oldest, _LATEST_MS) / 1000, UTC)
    await statements.REPORT_STATUS.run(connection, device_id, status.unsent, oldest_at, status.last_seq)


_LATEST_MS = 4_102_444_800_000
"""2100-01-01: a phone's clock may be wild, the column is not."""
