"""The server's key and secret in a backup: always named, copied only where the operator's settings say so."""

import hashlib
import shutil
from pathlib import Path

from courier.backup.model import NamedKey
from courier.errors import Conflict, NotFound
from courier.network.identity.server_key import KEY_FILE, SECRET_FILE, open_server_key, open_server_secret
from courier.signatures import key_id, load_key, public_bytes

KEYS_FOLDER = "keys"


def name_keys(home: Path, folder: Path, *, included: bool) -> list[NamedKey]:
    """Name the keys of `home`, made now where there are none yet; copy them into the backup where `included`."""
    open_server_key(home)
    open_server_secret(home)
    if included:
        (folder / KEYS_FOLDER).mkdir(mode=0o700, exist_ok=True)
        for name in (KEY_FILE, SECRET_FILE):
            _copy_private(home / name, folder / KEYS_FOLDER / name)
    return [
        NamedKey(file=name, fingerprint=fingerprint(home / name), is_included=included)
        for name in (KEY_FILE, SECRET_FILE)
    ]


def fingerprint(file: Path) -> str:
    """16 hexadecimal digits that name a key: of a pair, its public half's; of a secret, a digest's."""
    if file.name == KEY_FILE:
        return key_id(public_bytes(load_key(file)))
    return hashlib.sha256(b"courier server secret\x00" + file.read_bytes()).hexdigest()[:16]


def put_keys_back(named: list[NamedKey], folder: Path, home: Path, given: Path | None) -> None:
    """See that `home` has the very keys that were in use: from `given`, the home itself, or the backup.

    Phones check receipts by the key they learnt when they were enrolled; another one would be refused by all of them.
    Raises `NotFound` naming what is missing, `Conflict` where a file of that name is another key.
    """
    for key in named:
        there = home / key.file
        sources = [
            place for place in (given, there.parent, folder / KEYS_FOLDER) if place and (place / key.file).exists()
        ]
        right = next((place for place in sources if fingerprint(place / key.file) == key.fingerprint), None)
        if right is None:
            raise _missing(key, sources)
        if right == there.parent:
            continue
        if there.exists():
            raise Conflict(
                f"{there} là khoá khác ({fingerprint(there)}), cần {key.fingerprint}: hãy cất tệp ấy đi",
                f"{there} is another key ({fingerprint(there)}), not {key.fingerprint}: move that file away",
            )
        _copy_private(right / key.file, there)


def _copy_private(source: Path, target: Path) -> None:
    draft = target.with_name(f".{target.name}.new")
    draft.unlink(missing_ok=True)
    draft.touch(0o600)
    shutil.copyfile(source, draft)
    draft.replace(target)


def _missing(key: NamedKey, seen: list[Path]) -> NotFound:
    others = ", ".join(f"{place / key.file}: {fingerprint(place / key.file)}" for place in seen) or "—"
    return NotFound(
        f"Thiếu tệp khoá {key.file} có dấu {key.fingerprint} (đã thấy: {others}). "
        "Lấy từ nơi cất khoá rồi chạy lại với --keys THƯ_MỤC; "
        "nếu mất hẳn thì --without-keys: mọi điện thoại và máy trạm phải đăng ký lại",
        f"The key file {key.file} with fingerprint {key.fingerprint} is missing (seen: {others}). "
        "Take it from where keys are kept and run again with --keys FOLDER; "
        "if it is lost for good, --without-keys: every phone and workstation must then be enrolled anew",
    )
