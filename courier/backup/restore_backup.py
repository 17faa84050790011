"""Brings a home's database back to an instant that a backup covers, as a new life of it.

The newest whole copy finished by then is laid down and PostgreSQL replays the changes up to the instant. Then the
server's incarnation rises: every phone sees it in the next answer and offers again what it kept, seven days back.
"""

import os
import shlex
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec

from courier.backup.keys import put_keys_back
from courier.backup.model import Base, History, read_histories, read_note
from courier.backup.proof_files import FILES_FOLDER, copy_files, missing_or_broken
from courier.backup.statements import BEGIN_LIFE, FORGET_FILES, LOOK_AT_TABLES, RECORD_RESTORATION, WHOLE_FILES
from courier.clock import VIETNAM, new_id
from courier.database import open_connection
from courier.embedded import OWNER, RunningPostgres, start
from courier.embedded.cluster import Cluster, find_cluster, record_cluster
from courier.embedded.create import set_rules
from courier.embedded.files import has_users, keep_names, locked, make_folder
from courier.embedded.programs import ENVIRONMENT, find_programs, version
from courier.embedded.server import find_server, recover, stop_server
from courier.errors import Conflict, NotFound, NotReady

RECOVERY_TIMEOUT_S: Final = 6 * 3_600.0


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a restore."""

    incarnation_id: UUID
    base: Path
    reached_at: datetime | None
    """Until when the backup's history goes, where no instant was asked for."""
    set_aside: Path | None
    """Where the data lies that was there before."""
    files_copied: int
    files_missing: list[str]
    """Digests of proof files that the database names and nobody has: phones that still have them are asked again."""


async def restore_backup(
    folder: Path,
    home: Path,
    to: datetime | None = None,
    *,
    keys: Path | None = None,
    without_keys: bool = False,
) -> Restored:
    """Bring `home` to how it was at `to` (real time), or to the end of the backup. The service must not run.

    Raises `NotFound` where the backup does not cover the instant or a key is missing, `Conflict` where the home's
    server is in use, `NotReady` with PostgreSQL's words where recovery fails; what was there then lies set aside.
    """
    note = read_note(folder)
    if not note.is_embedded:
        raise NotFound(
            "Đây là bản sao lưu PostgreSQL của đơn vị (DATABASE_URL): hãy khôi phục bằng công cụ của PostgreSQL từ các "
            "thư mục base-… và wal, rồi chạy `courier restore --mark-restored`",
            "This is a backup of the operator's own PostgreSQL (DATABASE_URL): restore it with PostgreSQL's tools from "
            "the folders base-… and wal, then run `courier restore --mark-restored`",
        )
    history, base = choose(read_histories(folder), to)
    make_folder(home, 0o700)
    programs = find_programs()
    _refuse_other_version(history, programs)
    _check_base(base, programs)
    if not without_keys:
        put_keys_back(note.keys, folder, home, keys)
    with locked(home):
        cluster = find_cluster(home) or record_cluster(home, durable=True)
        if has_users(home) or find_server(cluster):
            raise Conflict(
                f"Dịch vụ hoặc PostgreSQL của {home} còn chạy: hãy dừng trước",
                f"The service or PostgreSQL of {home} is still running: stop it first",
            )
        set_aside = _lay_down(cluster, base, history)
        _recover(cluster, programs, to)
        stop_server(cluster)
        shutil.rmtree(cluster.folder / _WAL, ignore_errors=True)
    copied = copy_files(folder / FILES_FOLDER, home / "files")
    with start(home) as postgres:
        incarnation_id, missing = await _begin_life(postgres, home, to, f"{folder.name}/{history.folder.name}")
    return Restored(
        incarnation_id=incarnation_id,
        base=base.folder,
        reached_at=history.reached_at,
        set_aside=set_aside,
        files_copied=copied,
        files_missing=[digest.hex() for digest in missing],
    )


async def mark_restored(owner_dsn: str, to: datetime | None, backup: str) -> UUID:
    """Say that this database was restored: a new incarnation, and what is known of the restore. Its id.

    PostgreSQL then looks at its tables anew, so that the first day after it is planned by what they hold.
    """
    incarnation_id = new_id()
    async with open_connection(owner_dsn) as connection:
        async with connection.transaction():
            await BEGIN_LIFE.run(connection, incarnation_id)
            await RECORD_RESTORATION.run(connection, incarnation_id, to, backup[:200])
        await LOOK_AT_TABLES.run(connection)
    return incarnation_id


def choose(histories: list[History], to: datetime | None) -> tuple[History, Base]:
    """The newest whole copy that was finished by then, with its history. Raises `NotFound` naming what is covered."""
    bases = [(base.finished_at, history, base) for history in histories for base in history.bases]
    fitting = [found for found in bases if to is None or found[0] <= to]
    if not fitting:
        first = min((at for at, *_ in bases), default=None)
        since = _wall_clock(first + timedelta(seconds=1)) if first else "—"
        raise NotFound(
            f"Bản sao lưu không có từ thời điểm ấy; sớm nhất là {since}",
            f"The backup does not go back that far; it begins at {since}",
        )
    _, history, base = max(fitting, key=lambda found: found[0])
    reached = history.reached_at
    is_last = history is max(histories, key=lambda found: found.note.number)
    if to is not None and is_last and (reached is None or reached < to):
        until = _wall_clock(reached) if reached else "—"
        raise NotFound(
            f"Bản sao lưu chỉ tới {until}; hãy chọn thời điểm sớm hơn, hoặc bỏ --to để lấy tới hết",
            f"The backup only reaches {until}; choose an earlier instant, or leave --to out to take all of it",
        )
    return history, base


def _wall_clock(at: datetime) -> str:
    """As it is typed after `--to`."""
    return f"{at.astimezone(VIETNAM):%Y-%m-%d %H:%M:%S}"


_WAL: Final = "wal.restored"


def _check_base(base: Base, programs: Path) -> None:
    """Every file as its manifest says."""
    done = subprocess.run(
        [programs / "pg_verifybackup", "--quiet", "--no-parse-wal", base.folder],
        env=ENVIRONMENT,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip()
        raise NotReady(
            f"Bản sao toàn bộ {base.folder} bị hỏng: {words}", f"The whole copy {base.folder} is damaged: {words}"
        )


def _lay_down(cluster: Cluster, base: Base, history: History) -> Path | None:
    """Put copies in the place of the cluster's data; where data was there before, it is set aside, and where."""
    make_folder(cluster.folder, 0o755)
    (cluster.folder / "home").write_text(f"{cluster.home}\n")
    draft, wal = cluster.folder / "data.new", cluster.folder / _WAL
    for source, target in ((base.folder, draft), (history.folder / "wal", wal)):
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target, symlinks=True)
        _give_to_server(cluster, target)
    set_rules(cluster, draft)
    (draft / "recovery.signal").touch(0o600)
    _give_to_server(cluster, draft)
    os.sync()
    set_aside = None
    if cluster.data.exists():
        set_aside = cluster.folder / f"data.before-{datetime.now(UTC):%Y%m%dT%H%M%S}"
        cluster.data.rename(set_aside)
    draft.rename(cluster.data)
    keep_names(cluster.folder)
    return set_aside


def _give_to_server(cluster: Cluster, tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o700 if path.is_dir() else 0o600)
        if os.geteuid() == 0:
            os.chown(path, cluster.account.pw_uid, cluster.account.pw_gid, follow_symlinks=False)


def _recover(cluster: Cluster, programs: Path, to: datetime | None) -> None:
    place = shlex.quote(str(cluster.folder / _WAL)).replace("%", "%%")
    options = {
        "restore_command": f'cp {place}/%f "%p" 2>/dev/null || cp {place}/%f.partial "%p"',
        "recovery_target_timeline": "current",
        "recovery_target_action": "promote",
    }
    if to is not None:
        options["recovery_target_time"] = to.astimezone(UTC).isoformat()
    try:
        recover(cluster, programs, options, RECOVERY_TIMEOUT_S)
    except NotReady as problem:
        if to is None or "before configured recovery target was reached" not in problem.detail_en:
            raise
        # The history ends before the instant, and the next begins after it: nothing was done in between.
        del options["recovery_target_time"]
        recover(cluster, programs, options, RECOVERY_TIMEOUT_S)


async def _begin_life(
    postgres: RunningPostgres, home: Path, to: datetime | None, backup: str
) -> tuple[UUID, list[bytes]]:
    """A new incarnation; files that the database says are here and are not count as never sent."""
    owner_dsn = postgres.dsn(user=OWNER)
    incarnation_id = await mark_restored(owner_dsn, to, backup)
    async with open_connection(owner_dsn) as connection:
        named = [row.sha256 for row in await WHOLE_FILES.all(connection)]
        missing = missing_or_broken(home / "files", named)
        if missing:
            await FORGET_FILES.run(connection, missing)
    return incarnation_id, missing


def _refuse_other_version(history: History, programs: Path) -> None:
    if version(programs) != str(history.note.server_version):
        raise NotReady(
            f"Bản sao lưu là của PostgreSQL {history.note.server_version}, chương trình là {version(programs)}: "
            "đặt COURIER_PG_BIN cho đúng phiên bản",
            f"The backup is PostgreSQL {history.note.server_version}'s, the programs are {version(programs)}: "
            "set COURIER_PG_BIN to that version",
        )
