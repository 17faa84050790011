"""A real PostgreSQL of our own, for whoever has none: found, created, started, adopted, stopped and removed.

A cluster exists whole or not at all, listens on a Unix socket only, and lets people in by who they are to the
operating system (peer): the user that made it, nobody else. It is stopped when the last process that uses it lets go;
when its starter is killed it lives on, and the next start adopts it. Linux only: a server is told from a stranger by
`/proc`.
"""

import contextlib
import os
import shutil
import time
from pathlib import Path
from typing import Self
from urllib.parse import quote

from courier.embedded.cluster import Cluster, find_cluster, record_cluster, record_file, throw_away_clusters
from courier.embedded.create import DATABASE, OWNER, REPLICATION_RULE, SERVICE_LOGIN, SUPERUSER, create
from courier.embedded.files import append, be_counted, has_users, locked, make_folder
from courier.embedded.programs import find_programs, version
from courier.embedded.server import answers, ask, bring_up, find_server, stop_server
from courier.errors import NotReady

__all__ = ["DATABASE", "OWNER", "SERVICE_LOGIN", "SUPERUSER", "RunningPostgres", "remove", "start"]


_RELOAD_TIMEOUT_S = 10.0
_RELOAD_POLL_S = 0.02


class RunningPostgres:
    """A server that runs at least until this process lets go of it with `stop`."""

    def __init__(self, cluster: Cluster, programs: Path) -> None:
        self.cluster = cluster
        self.programs = programs
        """Folder of `postgres`, `psql` and `pg_dump`."""
        self._use: int | None = be_counted(cluster.home)

    def dsn(self, database: str = DATABASE, user: str = SERVICE_LOGIN) -> str:
        """The address of `database` for the log-in `user`."""
        socket_folder = quote(str(self.cluster.socket_folder), safe="")
        return f"postgresql://{user}@/{quote(database)}?host={socket_folder}"

    @property
    def owner_dsn(self) -> str:
        """The address by which migrations reach the schema they own."""
        return self.dsn(user=OWNER)

    @property
    def superuser_dsn(self) -> str:
        """The address for what only the cluster's master may do, such as creating databases for tests."""
        return self.dsn(user=SUPERUSER)

    @property
    def server_pid(self) -> int | None:
        """The server's process number, or None where it does not live."""
        return find_server(self.cluster)

    def is_running(self) -> bool:
        """Whether the server answers a query now."""
        return answers(self.cluster, self.programs)

    def let_backups_in(self) -> None:
        """See that a backup may be taken: clusters made by earlier versions did not let one in."""
        rules = self.cluster.data / "pg_hba.conf"
        if REPLICATION_RULE not in rules.read_text():
            append(rules, f"{REPLICATION_RULE}\n")
            self.reload()

    def reload(self) -> None:
        """Have the server read its files anew; returns once whoever comes now is met by what they say."""
        loaded = ask(self.cluster, self.programs, "SELECT pg_conf_load_time()")
        ask(self.cluster, self.programs, "SELECT pg_reload_conf()")
        deadline = time.monotonic() + _RELOAD_TIMEOUT_S
        while ask(self.cluster, self.programs, "SELECT pg_conf_load_time()") == loaded and time.monotonic() < deadline:
            time.sleep(_RELOAD_POLL_S)

    def stop(self) -> bool:
        """Let go of the server; where no other process uses it, stop it cleanly and return True.

        A throw-away cluster is then deleted.
        """
        with locked(self.cluster.home):
            if self._use is not None:
                os.close(self._use)
                self._use = None
            if has_users(self.cluster.home):
                return False
            if self.cluster.is_durable:
                stop_server(self.cluster)
            else:
                _delete(self.cluster)
            return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()


def start(home: Path, *, durable: bool = True) -> RunningPostgres:
    """The server of `home`, running and answering: adopted where it runs, else started, else created first.

    Any number of processes may call this at once; one creates, all use. `durable=False`, for a cluster to throw away,
    is decided at creation: it lies in memory where there is room, and a power cut may ruin it. Raises `NotReady`
    with the server's own words where it will not start.
    """
    home = home.absolute()
    make_folder(home, 0o700)
    if not durable:
        _sweep()
    with locked(home):
        cluster = find_cluster(home) or record_cluster(home, durable=durable)
        programs = find_programs()
        if not cluster.data.exists():
            create(cluster, programs)
        _refuse_other_version(cluster, programs)
        bring_up(cluster, programs)
        return RunningPostgres(cluster, programs)


def remove(home: Path) -> None:
    """Stop the server of `home`, whoever uses it, and delete its data for ever."""
    home = home.absolute()
    if record_file(home).exists():
        with locked(home):
            if cluster := find_cluster(home):
                _delete(cluster)


def _sweep() -> None:
    """Delete throw-away clusters that nobody uses: who did was killed, and cannot do it any more."""
    with contextlib.suppress(FileNotFoundError):  # another sweeper was faster
        for cluster in throw_away_clusters():
            if not cluster.home.exists():
                _delete(cluster)
                continue
            with locked(cluster.home):
                if not has_users(cluster.home):
                    _delete(cluster)


def _delete(cluster: Cluster) -> None:
    stop_server(cluster)
    shutil.rmtree(cluster.folder, ignore_errors=True)
    shutil.rmtree(cluster.socket_folder, ignore_errors=True)
    record_file(cluster.home).unlink(missing_ok=True)


def _refuse_other_version(cluster: Cluster, programs: Path) -> None:
    of_data = (cluster.data / "PG_VERSION").read_text().strip()
    of_programs = version(programs)
    if of_programs != of_data:
        raise NotReady(
            f"Dữ liệu ở {cluster.data} là của PostgreSQL {of_data} mà chương trình là {of_programs}: "
            f"hãy sao lưu bằng bản {of_data} rồi khôi phục",
            f"The data in {cluster.data} is PostgreSQL {of_data}'s but the program is {of_programs}: "
            f"back up with version {of_data}, then restore",
        )
