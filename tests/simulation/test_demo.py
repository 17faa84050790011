"""The demo as anyone runs it: a process, a home of its own, one JSON object, exit code 0; the next run the next day."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from courier import embedded


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "home"
    embedded.remove(tmp_path / "home")


def run_demo(home: Path) -> dict[str, Any]:
    """The object it prints; every check held, and stderr told of the long steps and of nothing wrong."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "courier.command_line", "demo", "--headless", "--json", "--day", "small"],
        env=environment | {"COURIER_HOME": str(home)},
        capture_output=True,
        timeout=240,
        check=False,
    )
    told = done.stderr.decode()
    assert done.returncode == 0, told
    assert "HỎNG" not in told
    assert "điểm đã xong" in told
    found: dict[str, Any] = msgspec.json.decode(done.stdout)
    return found


def test_two_days_run_end_to_end(home: Path) -> None:
    first = run_demo(home)
    assert (first["lost"], first["disputes_open"], first["cash_difference"]) == (0, 0, 0)
    assert (first["day"], first["size"], first["carriers"]) == ("2026-11-23", "small", 3)
    assert sum(first["jobs"].values()) == 13
    assert set(first["jobs"]) == {"delivered", "at_post_office"}
    assert first["list_lines"] == {"good": 11, "to_mend": 1, "repeated": 0}
    assert first["holders"]["point"] == first["jobs"]["at_post_office"]
    assert all(check["holds"] for check in first["checks"])

    note = msgspec.json.decode((home / "demo.json").read_bytes())
    assert {"base_url", "log_ins", "enrolments", "tracking"} <= set(note)
    assert (home / "demo.json").stat().st_mode & 0o077 == 0

    second = run_demo(home)
    assert second["day"] == "2026-11-25"
    assert sum(second["holders"].values()) == 26
    assert second["holders"]["point"] == second["jobs"]["at_post_office"]
    """Yesterday's shut doors opened today."""
