"""A small disk for the acts' table and the proof files, which can be filled to the last byte."""

import ctypes
import os
from pathlib import Path
from typing import Final

from courier.database import open_connection
from courier.embedded import RunningPostgres

FILLING: Final = "filling"
_LIBC: Final = ctypes.CDLL(None, use_errno=True)
BYTES_A_DOSSIER: Final = 40_000
LEAST_BYTES: Final = 48 * 1024 * 1024
_MOVED: Final = ("signed_event", "event_item", "device_log", "ledger")
"""Tables that grow with every hand-over; their keys stay on the large disk."""


class CannotMount(Exception):
    """This machine does not let us have a small disk; the words say why."""


class SmallDisk:
    """A tmpfs of our own size."""

    def __init__(self, folder: Path, size_bytes: int) -> None:
        self.folder = folder
        self.size_bytes = size_bytes

    def mount(self) -> None:
        """Raises `CannotMount`."""
        self.folder.mkdir(parents=True, mode=0o755)
        options = f"size={self.size_bytes},mode=755".encode()
        if _LIBC.mount(b"tmpfs", os.fsencode(self.folder), b"tmpfs", 0, options):
            why = os.strerror(ctypes.get_errno())
            self.folder.rmdir()
            raise CannotMount(f"mount tmpfs: {why}")

    def unmount(self) -> None:
        if self.folder.is_mount():
            _LIBC.umount2(os.fsencode(self.folder), 2)  # MNT_DETACH
            self.folder.rmdir()

    def fill(self) -> int:
        """Take all that is left; how many bytes."""
        state = os.statvfs(self.folder)
        with (self.folder / FILLING).open("wb") as file:
            left = state.f_bavail * state.f_frsize
            while left > 0:
                try:
                    os.posix_fallocate(file.fileno(), 0, left)
                    break
                except OSError:
                    left -= 65_536
        return left

    def make_room(self) -> None:
        (self.folder / FILLING).unlink(missing_ok=True)


def size_for(dossiers: int) -> int:
    return LEAST_BYTES + dossiers * BYTES_A_DOSSIER


async def move_tables(postgres: RunningPostgres, disk: SmallDisk) -> None:
    """What grows lies on the small disk from now on."""
    place = disk.folder / "tables"
    place.mkdir(mode=0o700)
    account = postgres.cluster.account
    if os.geteuid() == 0:
        os.chown(place, account.pw_uid, account.pw_gid)
    async with open_connection(postgres.superuser_dsn) as connection:
        await connection.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
        for table in _MOVED:
            await connection.execute(f"ALTER TABLE {table} SET TABLESPACE small")


async def move_tables_home(postgres: RunningPostgres) -> None:
    """Back among the others, while the service goes on: a whole copy cannot have two places for one table."""
    async with open_connection(postgres.superuser_dsn) as connection:
        for table in _MOVED:
            await connection.execute(f"ALTER TABLE {table} SET TABLESPACE pg_default")
        await connection.execute("DROP TABLESPACE small")
