"""Takes a backup: a whole copy now and then, every change in between, proof files, settings, keys by name.

PostgreSQL's own programs do the copying. A replication slot keeps on the server what a backup has not fetched yet, so
that nothing is lost between two runs however long they are apart, up to `max_slot_wal_keep_size`; past that the slot is
lost and the next run takes a whole copy. Order matters: first the database, then the files it names.
"""

import fcntl
import hashlib
import importlib.metadata
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from courier.backup.keys import name_keys
from courier.backup.model import (
    FORMAT,
    HISTORY_FILE,
    MARK,
    RUNS_FILE,
    BackupNote,
    HistoryNote,
    Run,
    base_name,
    read_histories,
)
from courier.backup.proof_files import FILES_FOLDER, copy_files
from courier.backup.statements import DROP_SLOT, FIND_SLOT, LEAVE_A_MARK, READ_LIFE, READ_REACHED, Life, Reached
from courier.database import Connection, open_connection
from courier.embedded.files import keep_names, make_folder
from courier.embedded.programs import ENVIRONMENT
from courier.errors import Conflict, NotReady
from courier.settings import VARIABLES, Settings

BASE_EVERY: Final = timedelta(days=7)
"""How old the newest whole copy may be before the next run takes another: the older, the longer a restore takes."""
_PATIENCE_S: Final = 3_600.0


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What a run came to."""

    history: Path
    base: Path | None
    """The whole copy taken now, if one was."""
    run: Run
    files_copied: int


async def take_backup(
    settings: Settings, folder: Path, dsn: str, programs: Path, environment: Mapping[str, str], *, base: bool = False
) -> Taken:
    """Bring the backup in `folder` up to now; the first run, and `base`, take a whole copy.

    `dsn` must be let in for replication. Raises `NotReady` with PostgreSQL's words where a program fails, `Conflict`
    where the folder is another database's or another run is at it.
    """
    make_folder(folder, 0o700)
    async with _alone(folder), open_connection(dsn) as connection:
        life = await READ_LIFE.one(connection)
        assert life is not None
        history = _open_history(folder, life)
        slot = _slot(folder)
        newest = _newest_base(folder, history)
        kept = await FIND_SLOT.one(connection, slot)
        began = await READ_REACHED.one(connection)
        assert began is not None
        is_due = newest is None or kept is None or kept.is_lost or began.at - newest > BASE_EVERY
        taken = None
        if base or is_due:
            if kept is None or kept.is_lost:
                await _new_slot(connection, dsn, programs, slot, is_lost=kept is not None)
            taken = await _take_base(connection, dsn, programs, history)
        run = await _fetch_changes(connection, dsn, programs, history, slot)
        copied = copy_files(settings.home / "files", folder / FILES_FOLDER)
        _write_note(settings, folder, environment)
        return Taken(history=history, base=taken, run=run, files_copied=copied)


@asynccontextmanager
async def _alone(folder: Path) -> AsyncIterator[None]:
    handle = os.open(folder / "backup.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as busy:
        raise Conflict(f"Đang có lần sao lưu khác vào {folder}", f"Another backup into {folder} is under way") from busy
    finally:
        os.close(handle)


def _slot(folder: Path) -> str:
    """The replication slot of one folder: backups into two folders are kept apart."""
    return f"courier_{hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:12]}"


def _open_history(folder: Path, life: Life) -> Path:
    note = msgspec.convert(life, HistoryNote, from_attributes=True)
    others = [history.note for history in read_histories(folder) if history.note.number == note.number]
    if any(other.incarnation_id != note.incarnation_id for other in others):
        raise Conflict(
            f"{folder} đã chứa bản sao lưu của cơ sở dữ liệu khác: hãy dùng thư mục khác",
            f"{folder} already holds a backup of another database: use another folder",
        )
    history = folder / f"history-{note.number:04d}-{note.incarnation_id.hex[-8:]}"
    if not (history / HISTORY_FILE).exists():
        (history / "wal").mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(history / HISTORY_FILE, msgspec.json.encode(note))
    return history


def _newest_base(folder: Path, history: Path) -> datetime | None:
    bases = [base.finished_at for found in read_histories(folder) if found.folder == history for base in found.bases]
    return max(bases, default=None)


async def _new_slot(connection: Connection, dsn: str, programs: Path, slot: str, *, is_lost: bool) -> None:
    if is_lost:
        await DROP_SLOT.value(connection, slot)
    _run(
        programs / "pg_receivewal", "--dbname", dsn, "--slot", slot, "--create-slot", "--if-not-exists", "--no-password"
    )


async def _take_base(connection: Connection, dsn: str, programs: Path, history: Path) -> Path:
    """A whole copy; it gets its name once all of it is on disk."""
    draft = history / "base.new"
    shutil.rmtree(draft, ignore_errors=True)
    _run(
        programs / "pg_basebackup",
        *("--dbname", dsn, "--pgdata", draft, "--checkpoint=fast", "--wal-method=stream", "--no-password"),
    )
    finished = await _reached(connection)
    base = history / base_name(finished.at)
    draft.rename(base)
    keep_names(history)
    return base


async def _fetch_changes(connection: Connection, dsn: str, programs: Path, history: Path, slot: str) -> Run:
    """All that was committed until now; what says so is written last."""
    await LEAVE_A_MARK.value(connection)
    reached = await _reached(connection)
    await LEAVE_A_MARK.value(connection)  # pg_receivewal stops only past the place it was told
    _run(
        programs / "pg_receivewal",
        *("--dbname", dsn, "--slot", slot, "--directory", history / "wal", "--endpos", reached.lsn),
        *("--synchronous", "--no-loop", "--no-password"),
    )
    run = Run(reached_at=reached.at, lsn=reached.lsn)
    with (history / RUNS_FILE).open("ab") as runs:
        runs.write(msgspec.json.encode(run) + b"\n")
        runs.flush()
        os.fsync(runs.fileno())
    return run


async def _reached(connection: Connection) -> Reached:
    reached = await READ_REACHED.one(connection)
    assert reached is not None
    return reached


def _write_note(settings: Settings, folder: Path, environment: Mapping[str, str]) -> None:
    named = {
        variable.name: "(không ghi / not written)" if "@" in value else value
        for variable in VARIABLES
        if (value := environment.get(variable.name, "").strip())
    }
    note = BackupNote(
        format=FORMAT,
        made_by=f"courier {importlib.metadata.version('courier')}",
        home=str(settings.home),
        settings=named,
        keys=name_keys(settings.home, folder, included=settings.backup_keys),
        is_embedded=settings.database_url is None,
    )
    _write(folder / MARK, msgspec.json.format(msgspec.json.encode(note), indent=2))


def _run(*command: str | Path) -> None:
    """One of PostgreSQL's programs to its end; `NotReady` with its words where it fails."""
    done = subprocess.run(
        command, env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=_PATIENCE_S
    )
    if done.returncode:
        program, words = Path(command[0]).name, done.stderr.decode(errors="replace").strip()
        raise NotReady(f"Sao lưu dừng ở {program}: {words}", f"The backup stopped at {program}: {words}")


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, readable by its owner only."""
    draft = file.with_name(f".{file.name}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(file)
    keep_names(file.parent)
