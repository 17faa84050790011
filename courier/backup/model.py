"""What a backup's folder holds, as its own files say.

```
courier-backup.json            what this is; settings, keys by name and fingerprint
history-0001-1a2b3c4d/         one life of the database: a restore begins another
    history.json               which
    runs.jsonl                 one line a run: until when everything is here
    base-20261122T140300Z/     the whole database as of then (pg_basebackup)
    wal/                       every change since (pg_receivewal)
files/                         proof files, by digest, as in the home
keys/                          the keys themselves, only where COURIER_BACKUP_KEYS=yes
```
"""

from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec

from courier.errors import NotFound

MARK: Final = "courier-backup.json"
FORMAT: Final = 1
HISTORY_FILE: Final = "history.json"
RUNS_FILE: Final = "runs.jsonl"
BASE_PREFIX: Final = "base-"


class NamedKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key by its file's name and the first 16 hexadecimal digits of a digest that does not give it away."""

    file: str
    fingerprint: str
    is_included: bool


class BackupNote(msgspec.Struct, frozen=True, kw_only=True):
    """The backup's own word on what it is."""

    format: int
    made_by: str
    home: str
    settings: dict[str, str]
    """Variables as they were set; the value of one that may hold a password is left out."""
    keys: list[NamedKey]
    is_embedded: bool
    """Of our own PostgreSQL; an operator's is restored with the operator's tools."""


class HistoryNote(msgspec.Struct, frozen=True, kw_only=True):
    """One life of the database, from its creation or a restore to the next restore."""

    incarnation_id: UUID
    number: int
    server_version: int
    system_identifier: str
    """PostgreSQL's own name of the cluster: two homes never share a folder."""


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One backup: what was committed by `reached_at` (the server's real clock) is here."""

    reached_at: datetime
    lsn: str


class Base(msgspec.Struct, frozen=True, kw_only=True):
    """A whole copy, usable for any instant from `finished_at` on."""

    folder: Path
    finished_at: datetime


class History(msgspec.Struct, frozen=True, kw_only=True):
    """A history with what is in its folder."""

    folder: Path
    note: HistoryNote
    bases: list[Base]
    reached_at: datetime | None


def read_note(folder: Path) -> BackupNote:
    """Raises `NotFound` for a folder that holds no backup of ours, or one of a later version."""
    try:
        note = msgspec.json.decode((folder / MARK).read_bytes(), type=BackupNote)
    except (OSError, msgspec.MsgspecError) as problem:
        raise NotFound(
            f"{folder} không phải bản sao lưu của Courier (thiếu hoặc hỏng {MARK})",
            f"{folder} is no backup of Courier ({MARK} is missing or broken)",
        ) from problem
    if note.format != FORMAT:
        raise NotFound(
            f"{folder} là bản sao lưu dạng {note.format}, chương trình này đọc dạng {FORMAT}: dùng đúng phiên bản",
            f"{folder} is a backup of format {note.format}, this program reads {FORMAT}: use the version that made it",
        )
    return note


def read_histories(folder: Path) -> list[History]:
    """In the order of the database's lives."""
    found = []
    for path in sorted(folder.glob(f"history-*/{HISTORY_FILE}")):
        runs = path.with_name(RUNS_FILE)
        lines = runs.read_bytes().splitlines() if runs.exists() else []
        found.append(
            History(
                folder=path.parent,
                note=msgspec.json.decode(path.read_bytes(), type=HistoryNote),
                bases=[_base(base) for base in sorted(path.parent.glob(f"{BASE_PREFIX}*Z"))],
                reached_at=msgspec.json.decode(lines[-1], type=Run).reached_at if lines else None,
            )
        )
    return found


def base_name(finished_at: datetime) -> str:
    """`base-20261122T140300.123456Z`: rounded up to no instant, so that it may be compared."""
    return f"{BASE_PREFIX}{finished_at:%Y%m%dT%H%M%S.%f}Z"


def _base(folder: Path) -> Base:
    stamp = folder.name.removeprefix(BASE_PREFIX).removesuffix("Z") + "+0000"
    return Base(folder=folder, finished_at=datetime.strptime(stamp, "%Y%m%dT%H%M%S.%f%z"))
