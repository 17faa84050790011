"""What `courier demo` does: database, clock, server, morning, ride, checks, and what it tells the person watching."""

import asyncio
import contextlib
import os
import secrets
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime
from datetime import time as time_of_day
from pathlib import Path
from typing import Any, Final, NamedTuple

import httpx
import msgspec

from courier import clock, embedded
from courier.clock import VIETNAM
from courier.command_line.certificates import name_on, trust_only
from courier.command_line.compile_ahead import compile_meanwhile
from courier.command_line.demo_note import LINKS_EVERY_S, write_note
from courier.command_line.demo_words import Screen
from courier.database import Pool, in_transaction, open_pool
from courier.errors import Conflict, NotFound
from courier.migrations import migrate
from courier.network.identity.passwords import hash_password
from courier.settings import Settings, read_settings
from courier.simulation.cast import Cast, open_cast
from courier.simulation.checks import Findings, judge
from courier.simulation.day import ride_day
from courier.simulation.morning import Prepared, prepare
from courier.simulation.server_process import ServerProcess, free_port, is_free
from courier.simulation.sight import look
from courier.simulation.size import SIZES
from courier.simulation.timeline import Timeline
from courier.simulation.working_days import FIRST_DAY, next_working_day
from courier.simulation.world import build_world, find_world

BEGINS: Final = time_of_day(7, 5)
FACES: Final = ("office", "desk", "carrier")


class Wishes(NamedTuple):
    """The command's options."""

    headless: bool
    as_json: bool
    fresh: bool
    port: int | None
    tls_cert: Path | None
    tls_key: Path | None
    day: str
    """The name of a size."""
    pace: float | None
    """Seconds of the day in a second; without it the size's own before the screen, none where headless."""


def run_demo(wishes: Wishes) -> int:
    """The exit code: 0 where every check held."""
    settings = read_settings()
    if wishes.fresh:
        _forget(settings)
    settings.home.mkdir(parents=True, exist_ok=True)
    port = wishes.port or (free_port() if wishes.headless else settings.port)
    if not is_free(port):
        raise Conflict(
            f"Cổng {port} đang có chương trình khác dùng: chọn cổng khác bằng --port",
            f"Port {port} is taken: choose another with --port",
        )
    compile_meanwhile(settings.home)
    with _database(settings) as (owner_dsn, dsn):
        return asyncio.run(_Demo(wishes, settings, port).run(owner_dsn, dsn))


class _Demo:
    """One run."""

    def __init__(self, wishes: Wishes, settings: Settings, port: int) -> None:
        self.wishes = wishes
        self.settings = settings
        self.size = SIZES[wishes.day]
        self.home = settings.home
        self.folder = settings.home / "demo"
        self.screen = Screen(is_quiet=wishes.as_json)
        tls = (wishes.tls_cert, wishes.tls_key) if wishes.tls_cert and wishes.tls_key else None
        self.server = ServerProcess(
            settings.home,
            port,
            host="0.0.0.0" if tls else "127.0.0.1",  # noqa: S104 (asked for with the certificate)
            base_url=f"https://{name_on(tls[0])}:{port}" if tls else None,
            tls=tls,
        )
        self.trust = trust_only(tls[0]) if tls else None
        self.exit_code = 130
        """Interrupted, until the checks are done."""

    async def run(self, owner_dsn: str, dsn: str) -> int:
        """The whole run; Ctrl-C and SIGTERM end it wherever it is, the server with it."""
        task = asyncio.current_task()
        assert task is not None
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        try:
            await self._run(owner_dsn, dsn)
        except asyncio.CancelledError:
            self.screen.end()
        return self.exit_code

    async def _run(self, owner_dsn: str, dsn: str) -> None:
        self.screen.begin()
        await migrate(owner_dsn, simulation=True)
        password = _keep_password(_password_file(self.settings))
        async with open_pool(dsn, min_size=1, max_size=4) as pool:
            day = await _choose_day(pool)
            timeline = Timeline(pool, self.wishes.pace or (None if self.wishes.headless else self.size.pace))
            await timeline.set_clock(datetime.combine(day, BEGINS, VIETNAM))
            world = await build_world(pool, await hash_password(password))
            try:
                await self.server.start()
                entering = open_cast(world, self.server.local_url, password, self.folder, self.trust, self.size)
                self.screen.name_day(day, self.size)
                began = time.monotonic()
                async with entering as cast:
                    await self._live(pool, timeline, cast, day, time.monotonic() - began)
            finally:
                self.server.stop()

    async def _live(self, pool: Pool, timeline: Timeline, cast: Cast, day: date, entering_s: float) -> None:
        """The day and its checks; then, with a screen, serve on."""
        began = time.monotonic()
        prepared = await prepare(cast, pool, day, self.size, self.screen.tell)
        absent = await self._absent_faces()
        await write_note(self.home, self.server.base_url, cast, prepared, absent)
        if not self.wishes.headless:
            self._show_addresses(cast, prepared, absent)
        planned = time.monotonic()
        ridden = await ride_day(cast, prepared, timeline, self.screen.tell)
        rode = time.monotonic()
        async with self._browse() as client:
            sight = await look(pool, self.home, client, cast, prepared, ridden)
        timings_s = {
            "entering": entering_s,
            "morning": planned - began,
            "ride": rode - planned,
            "looking": time.monotonic() - rode,
        }
        findings = judge(sight, prepared, ridden, timings_s)
        self.exit_code = 1 if findings.failed else 0
        self._report(findings)
        if not self.wishes.headless:
            self._show_addresses(cast, prepared, absent)
        while not self.wishes.headless:
            await write_note(self.home, self.server.base_url, cast, prepared, absent)
            await asyncio.sleep(LINKS_EVERY_S)

    async def _absent_faces(self) -> set[str]:
        async with self._browse() as client:
            return {face for face in FACES if not (await client.get(f"/{face}")).is_success}

    def _show_addresses(self, cast: Cast, prepared: Prepared, absent: set[str]) -> None:
        self.screen.show_addresses(self.server.base_url, cast.password, prepared, absent, self.home / "demo.json")

    def _browse(self) -> httpx.AsyncClient:
        """As anyone with a browser on this machine."""
        return httpx.AsyncClient(base_url=self.server.local_url, verify=self.trust or True, timeout=30)

    def _report(self, findings: Findings) -> None:
        if self.wishes.as_json:
            sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(findings), indent=2) + b"\n")
            sys.stdout.flush()
        else:
            self.screen.show_findings(findings)
        for check in findings.failed:
            sys.stderr.write(f"HỎNG / FAILED {check.name}: {check.found}\n")


async def _choose_day(pool: Pool) -> date:
    """The first day where the demo never ran here, else the next working day after the database's own."""

    async def has_run(connection: Any) -> bool:
        try:
            await find_world(connection)
        except NotFound:
            return False
        return True

    async with pool.acquire() as connection:
        await clock.refresh(connection)
    return next_working_day(clock.today()) if await in_transaction(pool, has_run) else FIRST_DAY


def _forget(settings: Settings) -> None:
    """Delete all that a demo left in this home, and nothing that is not a demo's."""
    if settings.database_url:
        raise Conflict(
            "--fresh không xoá cơ sở dữ liệu của DATABASE_URL: hãy tự tạo một cơ sở dữ liệu mới",
            "--fresh does not delete the database of DATABASE_URL: create a new one yourself",
        )
    if not _password_file(settings).exists() and (settings.home / "postgres.json").exists():
        raise Conflict(
            f"Dữ liệu ở {settings.home} không phải của chạy thử, không xoá: đặt COURIER_HOME là thư mục khác",
            f"What lies in {settings.home} is not a demo's and is not deleted: set COURIER_HOME to another folder",
        )
    embedded.remove(settings.home)
    for name in ("demo", "files"):
        shutil.rmtree(settings.home / name, ignore_errors=True)
    (settings.home / "demo.json").unlink(missing_ok=True)


def _password_file(settings: Settings) -> Path:
    """Stands only in homes whose database was created for simulation by a demo."""
    return settings.home / "demo" / "password"


@contextlib.contextmanager
def _database(settings: Settings) -> Iterator[tuple[str, str]]:
    """Addresses by which the owner migrates and the service works."""
    if settings.database_url:
        yield settings.database_url, settings.database_url
        return
    with embedded.start(settings.home) as postgres:
        yield postgres.owner_dsn, postgres.dsn()


def _keep_password(path: Path) -> str:
    """The demo's one password for all log-ins, drawn at random on the first run."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(".password")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(f"demo-{secrets.token_hex(4)}")
        draft.replace(path)
    return path.read_text()
