"""The server's own key, which signs receipts, and its secret, which marks tokens and challenges: files of the home.

Made once, whole or not at all, whichever process comes first; readable by their owner only. Backups name them both.
"""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Final
from uuid import uuid4

from courier.errors import NotReady
from courier.signatures import InvalidKeyError, PrivateKey, load_key, new_key, save_key

KEY_FILE: Final = "server_key.pem"
SECRET_FILE: Final = "server.secret"  # noqa: S105 (a file's name)
_SECRET_BYTES: Final = 32


def open_server_key(home: Path) -> PrivateKey:
    """The key that signs receipts, made now where there is none. Raises `NotReady` for a file that holds no key."""
    path = home / KEY_FILE
    with contextlib.suppress(FileExistsError):
        if not path.exists():
            home.mkdir(parents=True, exist_ok=True)
            save_key(new_key(), path)
    try:
        return load_key(path)
    except InvalidKeyError as problem:
        raise NotReady(
            f"Khoá của máy chủ hỏng: {problem}; hãy khôi phục tệp này từ bản sao lưu",
            f"The server's key is unreadable: {problem}; restore this file from a backup",
        ) from problem


def open_server_secret(home: Path) -> bytes:
    """32 random bytes that mark what only this server may have issued, made now where there are none."""
    path = home / SECRET_FILE
    with contextlib.suppress(FileExistsError):
        if not path.exists():
            home.mkdir(parents=True, exist_ok=True)
            _write_once(path, secrets.token_bytes(_SECRET_BYTES))
    secret = path.read_bytes()
    if len(secret) != _SECRET_BYTES:
        raise NotReady(
            f"{path} không đủ {_SECRET_BYTES} byte; hãy khôi phục từ bản sao lưu",
            f"{path} does not hold {_SECRET_BYTES} bytes; restore it from a backup",
        )
    return secret


def _write_once(path: Path, data: bytes) -> None:
    """Raises FileExistsError where another process was first: a link, unlike a rename, never replaces."""
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    finally:
        draft.unlink()
