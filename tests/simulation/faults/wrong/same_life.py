"""A server brought back from a backup goes on as if nothing had been: its incarnation does not rise."""

from datetime import datetime
from uuid import UUID

from courier.backup import restore_backup
from courier.command_line.main import main
from courier.database import open_connection
from courier.network.identity.statements import CURRENT_INCARNATION


async def wrong(owner_dsn: str, _to: datetime | None, _backup: str) -> UUID:
    async with open_connection(owner_dsn) as connection:
        incarnation_id: UUID = await CURRENT_INCARNATION.value(connection)
        return incarnation_id


if __name__ == "__main__":
    restore_backup.mark_restored = wrong  # type: ignore[assignment]
    main(prog_name="courier")
