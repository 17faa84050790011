"""Where the cluster of a home lies and who runs it: decided once, recorded in the home."""

import hashlib
import os
import pwd
import tempfile
from pathlib import Path
from typing import Final

import msgspec

from courier.embedded.files import make_folder
from courier.errors import NotReady

SYSTEM_PLACE: Final = Path("/var/lib/courier-pg")
"""Where root's clusters and a copy of the server's programs lie: PostgreSQL refuses to run as root, and the user it
runs as instead may not enter root's folders."""
MEMORY: Final = Path("/dev/shm")  # noqa: S108
"""Where throw-away clusters lie while there is room: a database is copied there in a tenth of the time."""
MAY_RUN_A_SERVER: Final = ("courier", "postgres", "nobody")
"""Operating-system users that root runs the server as: the first that the machine has."""
SOCKET: Final = ".s.PGSQL.5432"
MARK: Final = "throw-away"
"""File in the folder of a throw-away cluster that names its home."""

_LONGEST_SOCKET_PATH: Final = 107
"""Bytes, the final zero apart: `sun_path` of Linux's unix(7)."""
_ROOMY_BYTES: Final = 1 << 30


class Record(msgspec.Struct, frozen=True):
    """What `postgres.json` in a home says."""

    folder: str
    """Relative to the home, so that an ordinary user may move it; absolute where it lies elsewhere."""
    server_user: str
    """Operating-system user that owns the data and runs the server."""
    made_by: int
    """Operating-system number of the user that made the cluster, and alone may use it."""
    is_durable: bool
    """False for a throw-away cluster: deleted when the last user lets go."""


class Cluster:
    """The folders of a recorded cluster: the outer one its maker's, `data` and the sockets' the server user's own."""

    def __init__(self, home: Path, record: Record) -> None:
        self.home = home
        self.is_durable = record.is_durable
        self.made_by = record.made_by
        self.server_user = record.server_user
        self.folder = home.resolve() / record.folder
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self.socket_folder = self.folder / "socket"
        if len(os.fsencode(self.socket_folder / SOCKET)) > _LONGEST_SOCKET_PATH:
            self.socket_folder = Path(f"/tmp/courier-pg-{_short_hash(self.folder)}")  # noqa: S108

    @property
    def account(self) -> pwd.struct_passwd:
        """The server user's entry among the machine's users."""
        return pwd.getpwnam(self.server_user)


def find_cluster(home: Path) -> Cluster | None:
    """The cluster recorded in `home`; raises `NotReady` where it is another user's."""
    file = record_file(home)
    if not file.exists():
        return None
    record = msgspec.json.decode(file.read_bytes(), type=Record)
    if record.made_by != os.geteuid():
        raise NotReady(
            f"Cơ sở dữ liệu của {home} do người dùng số {record.made_by} tạo: "
            "hãy chạy bằng người dùng đó, hoặc đặt COURIER_HOME ở nơi khác",
            f"The database of {home} was made by user number {record.made_by}: "
            "run as that user, or set COURIER_HOME to another place",
        )
    return Cluster(home, record)


def record_cluster(home: Path, *, durable: bool) -> Cluster:
    """Decide where the cluster of `home` will lie, and write it down before anything is made there."""
    is_root = os.geteuid() == 0
    user = _unprivileged_user() if is_root else pwd.getpwuid(os.geteuid()).pw_name
    if not durable:
        folder = str(_throw_away_folder(home))
    else:
        folder = str(SYSTEM_PLACE / _short_hash(home.resolve())) if is_root else "postgres"
    record = Record(folder, user, os.geteuid(), durable)
    draft = record_file(home).with_suffix(".new")
    draft.write_bytes(msgspec.json.encode(record))
    draft.replace(record_file(home))
    return Cluster(home, record)


def record_file(home: Path) -> Path:
    """Where a home says where its cluster lies."""
    return home / "postgres.json"


def throw_away_clusters() -> list[Cluster]:
    """All throw-away clusters that we made, for whatever home, there still or gone."""
    marks = [mark for place in (MEMORY, SYSTEM_PLACE) for mark in place.glob(f"courier-pg-*/{MARK}")]
    return [
        Cluster(Path(mark.read_text()), Record(str(mark.parent), "", os.geteuid(), False))
        for mark in marks
        if mark.stat().st_uid == os.geteuid()
    ]


def _throw_away_folder(home: Path) -> Path:
    on_disk = SYSTEM_PLACE if os.geteuid() == 0 else home
    place = MEMORY if _has_room(MEMORY) else on_disk
    make_folder(place, 0o755)
    folder = Path(tempfile.mkdtemp(prefix="courier-pg-", dir=place))
    folder.chmod(0o755)
    (folder / MARK).write_text(str(home))
    return folder


def _has_room(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    space = os.statvfs(folder)
    return space.f_bavail * space.f_frsize >= _ROOMY_BYTES


def _unprivileged_user() -> str:
    known = {user.pw_name for user in pwd.getpwall()}
    for name in MAY_RUN_A_SERVER:
        if name in known:
            return name
    raise NotReady(
        f"PostgreSQL không chạy bằng root, mà máy không có người dùng nào trong {MAY_RUN_A_SERVER}: "
        "hãy tạo một người dùng, hoặc đặt DATABASE_URL",
        f"PostgreSQL does not run as root, and none of the users {MAY_RUN_A_SERVER} is here: "
        "create one, or set DATABASE_URL",
    )


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
