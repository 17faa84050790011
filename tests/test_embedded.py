"""The launcher of the embedded PostgreSQL, against real processes, signals, users and stale files."""

import asyncio
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from courier import embedded
from courier.database import open_connection
from courier.embedded import RunningPostgres
from courier.embedded import cluster as clusters
from courier.errors import NotReady
from courier.settings import CHECKOUT

IS_ROOT = os.geteuid() == 0
STRANGER = "nobody"
as_root = pytest.mark.skipif(not IS_ROOT, reason="needs root: only root may become another user")


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder every user may enter, as `/var/lib` is, and no longer than it."""
    folder = Path(tempfile.mkdtemp(prefix="courier-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def home(place: Path) -> Iterator[Path]:
    """A home of the test's own; where root runs the tests its clusters lie in the real system place."""
    yield place / "home"
    embedded.remove(place / "home")


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A home whose cluster is made and stopped, for the tests that create none: creating is most of their time."""
    with tempfile.TemporaryDirectory(prefix="courier-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        home = Path(folder) / "home"
        embedded.start(home).stop()
        yield home
        embedded.remove(home)


def process(home: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """A process that uses the server of `home`: see `embedded_process.py`."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.embedded_process", home, *arguments],
        cwd=CHECKOUT,
        env=os.environ | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def heard(running: subprocess.Popen[str]) -> list[str]:
    """The words of the next line a process says."""
    assert running.stdout
    return running.stdout.readline().split()


def let_go(running: subprocess.Popen[str]) -> str:
    """Have a process stop using the server; what it says last."""
    return running.communicate(timeout=60)[0].strip()


def query(dsn: str, sql: str) -> list[tuple[object, ...]]:
    async def ask() -> list[tuple[object, ...]]:
        async with open_connection(dsn) as connection:
            return [tuple(row) for row in await connection.fetch(sql)]

    return asyncio.run(ask())


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def kill_server(postgres: RunningPostgres) -> None:
    pid = postgres.server_pid
    assert pid
    os.kill(pid, signal.SIGKILL)
    while is_alive(pid):
        time.sleep(0.001)


def modes(folder: Path) -> dict[Path, tuple[int, int, int]]:
    """Mode, owner and group of a folder and of everything above it."""
    return {p: (s.st_mode, s.st_uid, s.st_gid) for p in (folder, *folder.parents) if (s := p.stat())}


def test_a_stopped_server_starts_with_all_it_held(made: Path) -> None:
    first = embedded.start(made)
    query(first.owner_dsn, "CREATE TABLE kept AS SELECT 1 AS number")
    assert first.is_running()
    assert first.stop()
    assert not first.is_running()
    assert first.server_pid is None
    control = subprocess.run(
        [first.programs / "pg_controldata", first.cluster.data], capture_output=True, text=True, check=True
    ).stdout
    assert "shut down\n" in control
    assert "Data page checksum version:           1" in control
    assert not (first.cluster.data / "postmaster.pid").exists()
    assert not list(first.cluster.socket_folder.iterdir())
    with embedded.start(made) as second:
        assert query(second.owner_dsn, "SELECT number FROM kept") == [(1,)]


def test_the_cluster_is_utf8_in_code_point_order_and_commits_to_disk(made: Path) -> None:
    with embedded.start(made) as postgres:
        told = query(
            postgres.owner_dsn,
            "SELECT pg_encoding_to_char(encoding), datlocprovider::text, datlocale, upper('đường'), 'z' < 'đ',"
            " current_setting('fsync'), current_setting('synchronous_commit'), current_setting('listen_addresses')"
            " FROM pg_database WHERE datname = 'courier'",
        )
        assert told == [("UTF8", "b", "C.UTF-8", "ĐƯỜNG", True, "on", "on", "")]


def test_neither_the_owner_nor_the_service_is_master_of_the_cluster(made: Path) -> None:
    with embedded.start(made) as postgres:
        roles = query(
            postgres.owner_dsn,
            "SELECT rolname::text, rolsuper, rolcreaterole, rolcreatedb, rolcanlogin FROM pg_roles"
            " WHERE rolname LIKE 'courier%' ORDER BY 1",
        )
    assert roles == [
        ("courier_app", False, False, False, True),
        ("courier_owner", False, False, False, True),
        ("courier_service", False, False, False, False),
    ]


def test_a_locale_that_is_not_generated_is_no_hindrance(home: Path) -> None:
    vietnamese = process(home, LANG="vi_VN.UTF-8", LC_ALL="vi_VN.UTF-8", LC_MESSAGES="vi_VN.UTF-8")
    assert heard(vietnamese)[0] == "started"
    assert let_go(vietnamese) == "stopped True"


def test_four_processes_starting_at_once_share_one_server_and_the_last_stops_it(home: Path) -> None:
    four = [process(home) for _ in range(4)]
    started = [heard(one) for one in four]
    assert len({(word, pid) for word, pid, _ in started}) == 1
    assert [let_go(one) for one in four] == ["stopped False"] * 3 + ["stopped True"]
    assert not is_alive(int(started[0][1]))


def test_a_server_outlives_its_killed_starter_and_is_adopted(made: Path) -> None:
    starter = process(made)
    _, pid, _ = heard(starter)
    os.killpg(starter.pid, signal.SIGKILL)
    starter.wait()
    with embedded.start(made) as adopted:
        assert adopted.server_pid == int(pid)
    assert not is_alive(int(pid))


def test_every_acknowledged_row_survives_a_killed_server(made: Path) -> None:
    writer = process(made, "--write")
    heard(writer)
    acknowledged = [int(heard(writer)[0]) for _ in range(300)]
    with embedded.start(made) as postgres:
        kill_server(postgres)
        with embedded.start(made) as restarted:
            assert writer.stdout
            acknowledged += [int(line) for line in writer.stdout.read().split()]
            kept = {row[0] for row in query(restarted.owner_dsn, "SELECT number FROM acknowledged")}
    writer.wait()
    assert len(acknowledged) >= 300
    assert set(acknowledged) <= kept


def test_lock_files_that_name_a_living_stranger_are_seen_through(made: Path) -> None:
    first = embedded.start(made)
    kill_server(first)
    user = first.cluster.account
    owner = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if IS_ROOT else {}
    stranger = subprocess.Popen(["sleep", "60"], **owner)  # type: ignore[call-overload]
    try:
        lock_files = (first.cluster.data / "postmaster.pid", first.cluster.socket_folder / ".s.PGSQL.5432.lock")
        for file in lock_files:
            _pid, rest = file.read_text().split("\n", 1)
            file.write_text(f"{stranger.pid}\n{rest}")
        assert first.server_pid is None
        with embedded.start(made) as second:
            assert second.is_running()
            assert not first.stop()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_creation_that_was_killed_half_way_begins_anew(home: Path) -> None:
    postgres = embedded.start(home)
    postgres.stop()
    half_made = postgres.cluster.data.with_name("data.new")
    postgres.cluster.data.rename(half_made)
    with embedded.start(home) as postgres:
        assert postgres.is_running()
    assert not half_made.exists()


def test_a_server_that_will_not_start_is_told_in_its_own_words(made: Path) -> None:
    postgres = embedded.start(made)
    postgres.stop()
    configuration = postgres.cluster.data / "postgresql.conf"
    former = configuration.read_text()
    configuration.write_text(f"{former}no_such_setting = on\n")
    with pytest.raises(NotReady, match="no_such_setting"):
        embedded.start(made)
    configuration.write_text(former)


def test_data_of_another_version_is_refused_with_the_remedy(made: Path) -> None:
    postgres = embedded.start(made)
    postgres.stop()
    version = postgres.cluster.data / "PG_VERSION"
    version.write_text("17\n")
    with pytest.raises(NotReady, match="back up with version 17"):
        embedded.start(made)
    version.write_text("18\n")


def test_a_home_made_by_another_user_is_refused(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as other:
        other.setattr("os.geteuid", lambda: 12345)
        with pytest.raises(NotReady, match="COURIER_HOME"):
            embedded.start(made)


def test_a_path_too_long_for_a_socket_is_no_hindrance(home: Path) -> None:
    with embedded.start(home / ("dài" * 30)) as postgres:
        assert postgres.is_running()
        assert len(os.fsencode(postgres.cluster.socket_folder)) < 100
    embedded.remove(home / ("dài" * 30))
    assert not postgres.cluster.folder.exists()
    assert not postgres.cluster.socket_folder.exists()


def test_the_operators_own_programs_are_used_where_named(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with embedded.start(made) as postgres:
        programs = postgres.programs
    monkeypatch.setenv("COURIER_PG_BIN", str(programs))
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with embedded.start(made) as postgres:
        assert postgres.programs == programs
    monkeypatch.delenv("COURIER_PG_BIN")
    with pytest.raises(NotReady, match="COURIER_PG_BIN"):
        embedded.start(made)


def test_removing_stops_the_server_and_leaves_nothing(home: Path) -> None:
    postgres = embedded.start(home)
    pid = postgres.server_pid
    assert pid
    embedded.remove(home)
    assert not is_alive(pid)
    assert not postgres.cluster.folder.exists()
    embedded.remove(home)


def test_a_throw_away_cluster_goes_with_its_last_user(home: Path) -> None:
    first, second = embedded.start(home, durable=False), embedded.start(home, durable=False)
    assert not first.stop()
    assert second.is_running()
    assert second.stop()
    assert not second.cluster.folder.exists()


def test_a_throw_away_cluster_that_nobody_uses_is_swept_by_the_next(home: Path) -> None:
    used, killed, homeless = (embedded.start(home / name, durable=False) for name in ("used", "killed", "homeless"))
    assert killed._use
    os.close(killed._use)  # as the system does for a killed process
    shutil.rmtree(home / "homeless")
    with embedded.start(home / "next", durable=False) as following:
        assert following.is_running()
        assert not killed.is_running()
        assert not killed.cluster.folder.exists()
        assert not homeless.cluster.folder.exists()
        assert used.is_running()
        used.stop()


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_no_folder_above_is_touched_and_no_stranger_may_enter_the_data(
    home: Path, umask: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "SYSTEM_PLACE", home.parent / "system")
    above = modes(home.parent) | modes(clusters.SYSTEM_PLACE.parent)
    former = os.umask(umask)
    try:
        with embedded.start(home) as postgres:
            assert postgres.is_running()
            assert modes(home.parent) | modes(clusters.SYSTEM_PLACE.parent) == above
            for private in (postgres.cluster.data, postgres.cluster.socket_folder):
                assert stat.S_IMODE(private.stat().st_mode) == 0o700
    finally:
        os.umask(former)


@as_root
def test_root_runs_the_server_as_an_unprivileged_user_outside_its_home(made: Path) -> None:
    with embedded.start(made) as postgres:
        server = Path(f"/proc/{postgres.server_pid}").stat()
        assert server.st_uid == postgres.cluster.account.pw_uid != 0
        assert postgres.cluster.folder.parent == clusters.SYSTEM_PLACE
        assert postgres.cluster.folder.stat().st_uid == 0
        assert {path.name for path in made.iterdir()} == {"postgres.json", "postgres.lock", "postgres.users"}


@as_root
def test_nobody_alone_is_enough_to_run_the_server(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pwd.getpwall", lambda: [pwd.getpwnam("root"), pwd.getpwnam("nobody")])
    with embedded.start(home) as postgres:
        assert Path(f"/proc/{postgres.server_pid}").stat().st_uid == pwd.getpwnam("nobody").pw_uid
        assert postgres.is_running()


@as_root
def test_a_machine_without_any_unprivileged_user_is_told_what_to_do(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pwd.getpwall", lambda: [pwd.getpwnam("root")])
    with pytest.raises(NotReady, match="DATABASE_URL"):
        embedded.start(home)


@as_root
def test_another_user_of_the_machine_is_kept_out(made: Path) -> None:
    with embedded.start(made) as postgres:
        user = next(u for u in pwd.getpwall() if u.pw_uid not in (0, postgres.cluster.account.pw_uid))
        for who in (user, postgres.cluster.account):
            refused = subprocess.run(
                [postgres.programs / "psql", "-X", postgres.superuser_dsn, "-c", "SELECT 1"],
                user=who.pw_uid,
                group=who.pw_gid,
                extra_groups=[],
                cwd="/",
                capture_output=True,
                check=False,
            )
            assert refused.returncode == 2


@as_root
def test_an_ordinary_user_has_the_whole_cluster_in_their_home(place: Path) -> None:
    with embedded.start(place / "root", durable=False) as roots:
        programs = roots.programs
    home = place / "theirs"
    home.mkdir(0o700)
    shutil.chown(home, STRANGER, pwd.getpwnam(STRANGER).pw_gid)
    above = modes(place)
    theirs = process(home / "courier", "--as", STRANGER, HOME="/nonexistent", COURIER_PG_BIN=str(programs))
    _, pid, _ = heard(theirs)
    assert Path(f"/proc/{pid}").stat().st_uid == pwd.getpwnam(STRANGER).pw_uid
    assert (home / "courier/postgres/data/PG_VERSION").exists()
    assert modes(place) == above
    assert let_go(theirs) == "stopped True"
    assert not is_alive(int(pid))
