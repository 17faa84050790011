"""The peak day ridden whole by the demo, in a process and a home of its own: each step, acts a second, bytes kept."""

import asyncio
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from bench.server import Bench


async def measure(_bench: Bench) -> dict[str, float]:
    """the peak: 600 jobs planned and ridden headless, once, with a new database; seconds of each step"""
    with tempfile.TemporaryDirectory(prefix="courier-day-") as folder:
        home = Path(folder) / "home"
        found = await _ride(home)
        proofs = [file.stat().st_size for file in (home / "files").glob("*/*")]
        log_bytes = sum(file.stat().st_size for file in (home / "demo").glob("*/*") if file.is_file())
    steps, acts = found["timings_s"], sum(found["acts"].values())
    return {f"{step}, s": seconds for step, seconds in steps.items()} | {
        "all steps, s": sum(steps.values()),
        "jobs": sum(found["jobs"].values()),
        "jobs left out": sum(found["unserved"].values()),
        "carriers with a route": found["carriers"],
        "acts kept": acts,
        "acts/s of the ride": acts / steps["ride"],
        "proof files": len(proofs),
        "proof files, MB": sum(proofs) / 1e6,
        "devices' own memory, MB": log_bytes / 1e6,
        "checks failed": sum(not check["holds"] for check in found["checks"]),
    }


async def _ride(home: Path) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    ridden = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "courier.command_line", "demo", "--headless", "--json", "--day", "peak"),
        env=environment | {"COURIER_HOME": str(home)},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await ridden.communicate()
    _remove(home)
    found: dict[str, Any] = msgspec.json.decode(said)
    return found


def _remove(home: Path) -> None:
    """The database's processes end before its folder goes."""
    from courier import embedded

    embedded.remove(home)
