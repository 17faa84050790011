"""The SQL of backups, each statement beside the Struct it fills."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from courier.database import statement


class Life(msgspec.Struct, frozen=True):
    """Which life of which database this is."""

    incarnation_id: UUID
    number: int
    server_version: int
    system_identifier: str


READ_LIFE: Final = statement(
    """
    SELECT incarnation_id, number, current_setting('server_version_num')::int / 10000 AS server_version,
           (SELECT system_identifier::text FROM pg_control_system()) AS system_identifier
    FROM server_incarnation ORDER BY number DESC LIMIT 1
    """,
    Life,
)
LEAVE_A_MARK: Final = statement("SELECT pg_logical_emit_message(true, 'courier', 'backup')")
"""A commit of its own, so that recovery to an instant before it finds something after that instant to stop at."""


class Reached(msgspec.Struct, frozen=True):
    """How far the server has written, and its real time."""

    at: datetime
    lsn: str


READ_REACHED: Final = statement("SELECT clock_timestamp() AS at, pg_current_wal_lsn()::text AS lsn", Reached)


class Slot(msgspec.Struct, frozen=True):
    """What the server keeps for a backup: `lost` where it had to give that up."""

    is_lost: bool


FIND_SLOT: Final = statement(
    "SELECT coalesce(wal_status, 'lost') = 'lost' AS is_lost FROM pg_replication_slots WHERE slot_name = $1", Slot
)
DROP_SLOT: Final = statement("SELECT pg_drop_replication_slot($1)")
RELOAD: Final = statement("SELECT pg_reload_conf()")

BEGIN_LIFE: Final = statement(
    """
    INSERT INTO server_incarnation (incarnation_id, number, reason)
    SELECT $1, max(number) + 1, 'restored' FROM server_incarnation
    """
)
RECORD_RESTORATION: Final = statement(
    """
    INSERT INTO restoration (incarnation_id, restored_to, backup, log_size)
    VALUES ($1, $2, $3, (SELECT count(*) FROM evidence_leaf))
    """
)

LOOK_AT_TABLES: Final = statement("ANALYZE")
"""A restored server has forgotten how much changed in its tables, and would not look at them until much has again."""


class WholeFile(msgspec.Struct, frozen=True):
    """A proof file that the database says is here whole."""

    sha256: bytes


WHOLE_FILES: Final = statement("SELECT sha256 FROM proof_file WHERE completed_at IS NOT NULL", WholeFile)
FORGET_FILES: Final = statement("DELETE FROM proof_file WHERE sha256 = ANY ($1::bytea[])")
