"""Folders, locks and writes that hold whatever the umask, whoever else is at it, and whatever links were laid."""

import contextlib
import fcntl
import os
import pwd
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Alone among all processes in `folder` for as long as this lasts; a killed process's lock is the system's."""
    handle = os.open(folder / "postgres.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def be_counted(home: Path) -> int:
    """Count among the users of `home` until the descriptor returned is closed or the process ends, however."""
    handle = _open_users(home)
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


def has_users(home: Path) -> bool:
    """Whether anybody counts among the users of `home`; asked under its lock."""
    handle = _open_users(home)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def make_folder(folder: Path, mode: int, owner: pwd.struct_passwd | None = None) -> None:
    """Make `folder`, and what is missing above it, whatever the umask; a folder that was there stays as it was.

    The new folder is given to `owner` where root makes it.
    """
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        path.chmod(mode if path == folder else 0o755)
    if folder in missing and owner and os.geteuid() == 0:
        os.chown(folder, owner.pw_uid, owner.pw_gid)


def overwrite(file: Path, text: str) -> None:
    """Replace the text of an existing file."""
    _write(file, text, os.O_TRUNC)


def append(file: Path, text: str) -> None:
    """Add text to an existing file."""
    _write(file, text, os.O_APPEND)


def keep_names(folder: Path) -> None:
    """Have the names in `folder` on disk, so that a power cut does not undo a renaming."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _open_users(home: Path) -> int:
    return os.open(home / "postgres.users", os.O_RDWR | os.O_CREAT, 0o600)


def _write(file: Path, text: str, how: int) -> None:
    """Write in place, never through a link that the folder's owner might have laid for root."""
    handle = os.open(file, os.O_WRONLY | os.O_NOFOLLOW | how)
    try:
        os.write(handle, text.encode())
    finally:
        os.close(handle)
