"""The server's process: brought up, told from a stranger, asked, stopped. The home's lock is held throughout."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from courier.embedded.cluster import SOCKET, Cluster
from courier.embedded.create import DATABASE, SUPERUSER
from courier.embedded.files import make_folder, overwrite
from courier.embedded.programs import ENVIRONMENT, launch
from courier.errors import NotReady

START_TIMEOUT_S: Final = 60.0
"""Recovery after a crash may take this long; a server that gives up is not waited for."""
STOP_TIMEOUT_S: Final = 30.0
_POLL_S: Final = 0.005
_RECOVERY_POLL_S: Final = 0.1


def bring_up(cluster: Cluster, programs: Path) -> None:
    """Wait until the server answers, launching it where none lives: a killed starter may have left it starting.

    Raises `NotReady` with the server's own words where it gives up.
    """
    server, log_start = None, 0
    deadline = time.monotonic() + START_TIMEOUT_S
    while not answers(cluster, programs):
        has_given_up = server is not None and server.poll() is not None
        if time.monotonic() > deadline or (has_given_up and not _may_launch_again(cluster, log_start)):
            raise _will_not_start(cluster, log_start)
        if find_server(cluster) is None and (server is None or has_given_up):
            log_start = cluster.log.stat().st_size if cluster.log.exists() else 0
            server = _launch(cluster, programs)
        time.sleep(_POLL_S)


def recover(cluster: Cluster, programs: Path, options: Mapping[str, str], timeout_s: float) -> None:
    """Run the server over data that asks for recovery until it is over, then leave it running.

    `options` are server settings for this run. Raises `NotReady` with the server's own words where it gives up.
    """
    log_start = cluster.log.stat().st_size if cluster.log.exists() else 0
    server = _launch(cluster, programs, *(f"--{name}={value}" for name, value in options.items()))
    deadline = time.monotonic() + timeout_s
    while ask(cluster, programs, "SELECT pg_is_in_recovery()") != "f":
        if server.poll() is not None or time.monotonic() > deadline:
            raise _will_not_start(cluster, log_start)
        time.sleep(_RECOVERY_POLL_S)


def find_server(cluster: Cluster) -> int | None:
    """The process number of the living server, told from a stranger by its name and folder, or None."""
    try:
        pid = int((cluster.data / "postmaster.pid").read_text().partition("\n")[0])
    except (OSError, ValueError):
        return None
    return pid if _is_our_server(pid, cluster) else None


def answers(cluster: Cluster, programs: Path) -> bool:
    """Whether the server says it is ready (line 8 of its file) and indeed answers a query from this data."""
    try:
        status = (cluster.data / "postmaster.pid").read_text().split("\n")[7].strip()
    except (OSError, IndexError):
        return False
    if status != "ready":
        return False
    return ask(cluster, programs, "SHOW data_directory") == str(cluster.data)


def ask(cluster: Cluster, programs: Path, sql: str) -> str:
    """What the server answers the cluster's master; nothing where it cannot be reached or refuses."""
    query = ("-XAtq", "-h", cluster.socket_folder, "-U", SUPERUSER, DATABASE, "-c", sql)
    answer = subprocess.run(
        [programs / "psql", *query], cwd="/", env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    return answer.stdout.strip()


def stop_server(cluster: Cluster) -> None:
    """Ask for a fast shutdown, which undoes open transactions and writes a checkpoint; wait until it is done."""
    if not (pid := find_server(cluster)):
        return
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + STOP_TIMEOUT_S
    while _is_our_server(pid, cluster):
        if time.monotonic() > deadline:
            raise NotReady(
                f"PostgreSQL (tiến trình {pid}) không chịu dừng, xem {cluster.log}",
                f"PostgreSQL (process {pid}) does not stop, see {cluster.log}",
            )
        time.sleep(_POLL_S)


def _is_our_server(pid: int, cluster: Cluster) -> bool:
    """Whether a process lives, is PostgreSQL, and stands in this cluster's data."""
    try:
        name, _, state = Path(f"/proc/{pid}/stat").read_text().partition("(")[2].rpartition(")")
        folder = os.readlink(f"/proc/{pid}/cwd")
    except OSError:
        return False
    return name == "postgres" and folder == str(cluster.data) and state.split()[0] not in "ZX"


def _launch(cluster: Cluster, programs: Path, *options: str) -> subprocess.Popen[bytes]:
    _make_socket_folder(cluster)
    _disarm_lock_files(cluster)
    command: tuple[str | Path, ...] = (programs / "postgres", "-D", cluster.data, "-k", cluster.socket_folder, *options)
    with cluster.log.open("ab") as log:
        return launch(cluster, *command, log=log)


def _make_socket_folder(cluster: Cluster) -> None:
    """A folder that only the server's user may enter, and root; a stranger's is refused."""
    folder = cluster.socket_folder
    make_folder(folder, 0o700, cluster.account)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != cluster.account.pw_uid or found.st_mode & 0o077:
        raise NotReady(
            f"{folder} không phải của riêng người dùng {cluster.server_user}: hãy xoá thư mục này",
            f"{folder} is not {cluster.server_user}'s alone: delete this folder",
        )


def _disarm_lock_files(cluster: Cluster) -> None:
    """Keep a dead server's lock files from naming a living stranger that was given its process number since.

    PostgreSQL would take the stranger for a server. The data's lock file is kept for what else it says, the shared
    memory that must be found unused; only its number becomes ours, which PostgreSQL knows is no server's: the
    parent's.
    """
    file = cluster.data / "postmaster.pid"
    if file.exists():
        rest = file.read_text().partition("\n")[2]
        overwrite(file, f"{os.getpid()}\n{rest}")
    (cluster.socket_folder / f"{SOCKET}.lock").unlink(missing_ok=True)


def _may_launch_again(cluster: Cluster, log_start: int) -> bool:
    """Whether a launch failed only for what passes: a killed server's children hold its memory for a moment yet."""
    words = _last_words(cluster, log_start)
    return "pre-existing shared memory block" in words or "lock file" in words


def _will_not_start(cluster: Cluster, log_start: int) -> NotReady:
    words = _last_words(cluster, log_start)
    return NotReady(
        f"PostgreSQL không khởi động được, xem {cluster.log}: {words}",
        f"PostgreSQL does not start, see {cluster.log}: {words}",
    )


def _last_words(cluster: Cluster, log_start: int) -> str:
    """What the server said since byte `log_start` of its log, at most the last 2,000 bytes."""
    if not cluster.log.exists():
        return ""
    return cluster.log.read_bytes()[log_start:][-2000:].decode(errors="replace").strip()
