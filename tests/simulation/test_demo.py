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
    """The object it prints; every check held and nothing was said on stderr."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "courier.command_line", "demo", "--headless", "--json"],
        env=environment | {"COURIER_HOME": str(home)},
        capture_output=True,
        timeout=240,
        check=False,
    )
    assert done.stderr.decode() == ""
    assert done.returncode == 0
    found: dict[str, Any] = msgspec.json.decode(done.stdout)
    return found


def test_two_days_run_end_to_end(home: Path) -> None:
    first = run_demo(home)
    assert (first["lost"], first["disputes_open"], first["cash_difference"]) == (0, 0, 0)
    assert first["day"] == "2026-11-23"
    assert first["jobs"] == {"delivered": 10, "at_post_office": 1}
    assert first["list_lines"] == {"good": 10, "to_mend": 1, "repeated": 0}
    assert first["holders"] == {"citizen": 9, "desk": 1, "point": 1}
    assert all(check["holds"] for check in first["checks"])

    note = msgspec.json.decode((home / "demo.json").read_bytes())
    assert {"base_url", "log_ins", "enrolments", "tracking"} <= set(note)
    assert (home / "demo.json").stat().st_mode & 0o077 == 0

    second = run_demo(home)
    assert second["day"] == "2026-11-25"
    assert second["jobs"] == {"delivered": 10, "at_post_office": 1}
    assert second["holders"] == {"citizen": 19, "desk": 2, "point": 1}
