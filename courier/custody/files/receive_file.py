"""A proof file comes in pieces: declared, continued after a break, checked against its name, kept whole or not at all.

On disk a file lies under its digest, `ab/cdef…`; what is not whole yet has the ending `.part`.
"""

import asyncio
import hashlib
import os
from pathlib import Path
from uuid import UUID

from courier.custody.files.model import FileRow, FileState, WrongDigest, WrongOffset, check_declaration, check_quota
from courier.custody.files.pictures import check_kind
from courier.custody.files.statements import (
    DECLARE_FILE,
    FIND_FILE,
    FORGET_FILE,
    LOCK_FILE,
    RECORD_PROGRESS,
    UNNAMED_FILES_TODAY,
)
from courier.database import Connection, Executor
from courier.errors import Conflict, NotFound


async def declare_file(
    connection: Connection, *, sha256: str, size_bytes: int, media_type: str, device_id: UUID
) -> FileState:
    """Say that a file will come; one that was declared before, or is here, answers how much of it is.

    Raises `InvalidInput` for what is no proof file, `Conflict` where it was declared with another size,
    `TooManyRequests` past a device's daily measure of files that no act names.
    """
    check_declaration(size_bytes, media_type)
    digest = bytes.fromhex(sha256)
    today = await UNNAMED_FILES_TODAY.one(connection, device_id, digest)
    if today is not None and await FIND_FILE.one(connection, digest) is None:
        check_quota(today.files, today.size_bytes)
    await DECLARE_FILE.run(connection, digest, size_bytes, media_type, device_id)
    state = await get_file_state(connection, sha256)
    if state.size_bytes != size_bytes:
        raise Conflict(
            f"Tệp này đã khai {state.size_bytes} byte; cùng mã băm không thể có hai cỡ",
            f"This file was declared with {state.size_bytes} bytes; one digest cannot have two sizes",
        )
    return state


async def get_file_state(executor: Executor, sha256: str) -> FileState:
    """How much of a file is here. Raises `NotFound` for one nobody declared."""
    found = await FIND_FILE.one(executor, bytes.fromhex(sha256))
    if found is None:
        raise _undeclared()
    return _state(sha256, found, found.received_bytes)


async def append_piece(connection: Connection, folder: Path, *, sha256: str, offset: int, piece: bytes) -> FileState:
    """Add the bytes at `offset`; with the last of them the digest is checked and the file takes its name.

    Writes the same bytes to the same place when run again. Locks the file's row. Raises `WrongOffset`, `NotFound`, and
    with the last piece `WrongDigest` and `WrongKindOfFile` (the caller then calls `forget_file` in a transaction of its
    own).
    """
    found = await LOCK_FILE.one(connection, bytes.fromhex(sha256))
    if found is None:
        raise _undeclared()
    if found.received_bytes == found.size_bytes and offset + len(piece) <= found.size_bytes:
        return _state(sha256, found, found.size_bytes)
    end = offset + len(piece)
    if offset != found.received_bytes or end > found.size_bytes:
        raise WrongOffset(
            f"Đã có {found.received_bytes} trong {found.size_bytes} byte; hãy gửi tiếp từ byte {found.received_bytes}",
            f"{found.received_bytes} of {found.size_bytes} bytes are here; go on from byte {found.received_bytes}",
        )
    kind = found.media_type if end == found.size_bytes else None
    await asyncio.to_thread(_write_piece, folder, sha256, offset, piece, kind)
    await RECORD_PROGRESS.run(connection, bytes.fromhex(sha256), end)
    return _state(sha256, found, end)


async def forget_file(connection: Connection, folder: Path, sha256: str) -> None:
    """Drop what came of a file that turned out to be another; it may be declared anew."""
    if await FORGET_FILE.run(connection, bytes.fromhex(sha256)):
        await asyncio.to_thread(_part(folder, sha256).unlink, True)


def file_path(folder: Path, sha256: str) -> Path:
    """Where a whole file lies."""
    return folder / sha256[:2] / sha256[2:]


def _part(folder: Path, sha256: str) -> Path:
    return file_path(folder, sha256).with_suffix(".part")


def _write_piece(folder: Path, sha256: str, offset: int, piece: bytes, kind: str | None) -> None:
    """Bytes to disk before the row says that they are there; the last piece, which comes with the kind of file it
    should be, also checks and names the file."""
    path, part = file_path(folder, sha256), _part(folder, sha256)
    if path.exists():  # whole already, but the commit that would have said so was lost
        return
    part.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(part, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        file.seek(offset)
        file.write(piece)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
    if kind is None:
        return
    with part.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise _wrong_digest()
    check_kind(part, kind)
    part.rename(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _state(sha256: str, found: FileRow, received_bytes: int) -> FileState:
    return FileState(
        sha256=sha256,
        size_bytes=found.size_bytes,
        received_bytes=received_bytes,
        is_complete=received_bytes == found.size_bytes,
    )


def _undeclared() -> NotFound:
    return NotFound(
        "Tệp này chưa được khai; hãy PUT cỡ và loại tệp trước",
        "This file was not declared; PUT its size and kind first",
    )


def _wrong_digest() -> WrongDigest:
    return WrongDigest(
        "Các byte nhận được không phải tệp mang tên này, đã bỏ đi; hãy khai lại và gửi lại từ đầu",
        "The bytes received are not the file of this name and were dropped; declare it and send it anew from the start",
    )
