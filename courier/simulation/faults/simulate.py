"""The whole of `courier simulate`: a home, a database and a server of its own; the run; what it found."""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import NamedTuple

import httpx

from courier import embedded
from courier.database import Pool, open_pool
from courier.migrations import migrate
from courier.network.identity.passwords import hash_password
from courier.simulation.faults.air import Traffic
from courier.simulation.faults.check import Findings
from courier.simulation.faults.disk import CannotMount, SmallDisk, move_tables, size_for
from courier.simulation.faults.machine import Machine
from courier.simulation.faults.register import register
from courier.simulation.faults.restore import COMMANDS
from courier.simulation.faults.run import Run, draw_skew, rounds_for
from courier.simulation.faults.schedule import NO_SUCH_PROCESS
from courier.simulation.faults.town import open_town
from courier.simulation.world import World, build_world

Say = Callable[[str, str], None]
PASSWORD = "thử nghiệm độ bền"  # noqa: S105 (of a database that is deleted when the run ends)
MOST_CONNECTIONS = 64
MEMORY = Path("/dev/shm")  # noqa: S108 (a folder of our own in it)
ROOMY_BYTES = 4 * 1024**3


class Wishes(NamedTuple):
    """The command's options."""

    dossiers: int
    phones: int
    seed: int
    kinds: frozenset[str]
    rounds: int | None = None
    minutes: float | None = None
    """Of the day at most; then the round under way is the last."""


async def simulate(wishes: Wishes, say: Say, place: Path | None = None, *, commands: str = COMMANDS) -> Findings:
    """Everything is made anew for the run and deleted after it, whatever comes of it.

    The service, its backups and its restore are started from the module `commands`.
    """
    findings = Findings(seed=wishes.seed)
    findings.faults_impossible = {kind: why for kind, why in NO_SUCH_PROCESS.items() if kind in wishes.kinds}
    with ExitStack() as stack:
        home = _make_home(stack, place)
        disk = _mount(stack, home, wishes, findings)
        postgres = embedded.start(home)
        stack.callback(embedded.remove, home)
        stack.callback(postgres.stop)
        await migrate(postgres.owner_dsn, simulation=True)
        if disk:
            await move_tables(postgres, disk)
            (home / "files").symlink_to(disk.folder / "files")
            (disk.folder / "files").mkdir()
        async with open_pool(postgres.dsn(), min_size=1, max_size=4) as pool:
            traffic = Traffic()
            world = await build_world(pool, await hash_password(PASSWORD))
            machine = Machine(home, postgres, pool, traffic, disk, commands)
            stack.callback(machine.stop)
            await machine.start()
            await _run(wishes, say, findings, _make_pockets(stack, home), pool, traffic, world, machine)
    return findings


async def _run(
    wishes: Wishes,
    say: Say,
    findings: Findings,
    devices: Path,
    pool: Pool,
    traffic: Traffic,
    world: World,
    machine: Machine,
) -> None:
    began = time.monotonic()
    limits = httpx.Limits(max_connections=MOST_CONNECTIONS, max_keepalive_connections=MOST_CONNECTIONS)
    skews = Random(f"{wishes.seed}/skews")
    async with (
        httpx.AsyncHTTPTransport(limits=limits) as way,
        open_town(
            pool,
            world,
            way,
            machine.server.local_url,
            PASSWORD,
            devices,
            traffic,
            phones=wishes.phones,
            skew=lambda: draw_skew(skews),
        ) as town,
    ):
        say(f"{len(town.seats)} máy đã đăng ký", f"{len(town.seats)} devices enrolled")
        await register(town, pool, wishes.dossiers, Random(f"{wishes.seed}/town"), say)
        machine.page = f"/api/v1/citizen/track/{next(iter(town.dossiers))}"
        prepared = time.monotonic()
        run = Run(
            town,
            pool,
            traffic,
            machine.strikes,
            restorer=machine,
            seed=wishes.seed,
            kinds=wishes.kinds,
            rounds=wishes.rounds or rounds_for(wishes.dossiers, wishes.phones),
            say=say,
            ends_by=None if wishes.minutes is None else prepared + wishes.minutes * 60,
        )
        await run.play()
        played = time.monotonic()
        say("so sánh với mô hình…", "comparing with the model…")
        await run.judge(findings)
        findings.service_gave_up = machine.gave_up
        findings.seconds = {
            "morning": round(prepared - began, 1),
            "day": round(played - prepared, 1),
            "check": round(time.monotonic() - played, 1),
        }


def _make_home(stack: ExitStack, place: Path | None) -> Path:
    """Where the server's user may enter too."""
    home = Path(tempfile.mkdtemp(prefix="courier-simulate-", dir=place))
    stack.callback(shutil.rmtree, home, ignore_errors=True)
    home.chmod(0o755)
    return home


def _make_pockets(stack: ExitStack, home: Path) -> Path:
    """Where the devices' own disks lie: in memory where there is room, for hundreds of them share one disk here.

    A device dies by forgetting all that is not in its file; nobody cuts this machine's power.
    """
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOMY_BYTES:
        return home / "devices"
    folder = Path(tempfile.mkdtemp(prefix="courier-devices-", dir=MEMORY))
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _mount(stack: ExitStack, home: Path, wishes: Wishes, findings: Findings) -> SmallDisk | None:
    """A disk that can be filled, where this machine lets us have one."""
    if "disk_full" not in wishes.kinds:
        return None
    if sys.platform != "linux":
        findings.faults_impossible["disk_full"] = f"no tmpfs on {sys.platform}"
        return None
    disk = SmallDisk(home / "small", size_for(wishes.dossiers))
    try:
        disk.mount()
    except CannotMount as error:
        findings.faults_impossible["disk_full"] = str(error)
        return None
    stack.callback(disk.unmount)
    return disk
