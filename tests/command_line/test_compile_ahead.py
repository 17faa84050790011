"""The planner compiled ahead: under the home of all state, unless somebody else keeps that folder."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

from courier.settings import CHECKOUT
from routing import warm

_COMPILE = "import sys; from pathlib import Path; from courier.command_line.compile_ahead import compile_now; "
_COMPILE += "compile_now(Path(sys.argv[1]))"


def compile_under(home: Path, **environment: str) -> set[str]:
    """The machine code found under the home afterwards."""
    given = {name: text for name, text in os.environ.items() if name not in ("NUMBA_CACHE_DIR", "COURIER_HOME")}
    subprocess.run(
        [sys.executable, "-c", _COMPILE, str(home)], env=given | environment, cwd=CHECKOUT, check=True, timeout=500
    )
    return {path.name for path in home.rglob("*.nb?")}


def test_the_planner_is_compiled_under_the_home_of_all_state(tmp_path: Path) -> None:
    kept = warm()
    assert kept is not None
    wanted = {path.name for path in kept.glob("**/*.nb?")}
    assert wanted
    ahead = tmp_path / "compiled" / kept.name
    shutil.copytree(kept, ahead)  # so that this takes a second and not half a minute
    (lost,) = ahead.glob("**/annealing.go_to-*.nbi")
    lost.unlink()
    assert compile_under(tmp_path) >= wanted


def test_a_folder_that_somebody_else_keeps_is_left_to_them(tmp_path: Path) -> None:
    assert compile_under(tmp_path, NUMBA_CACHE_DIR=str(tmp_path / "theirs")) == set()


def test_of_several_that_would_compile_at_once_one_does_and_the_others_wait(tmp_path: Path) -> None:
    kept = warm()
    assert kept is not None
    theirs = tmp_path / kept.name
    shutil.copytree(kept, theirs)
    tmp_path.chmod(0o700)
    with (theirs / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        other = subprocess.Popen(
            [sys.executable, "-m", "routing", "warm"], env=os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}, cwd=CHECKOUT
        )
        while not is_waited_for(theirs / "lock"):
            assert other.poll() is None
    assert other.wait() == 0


def is_waited_for(file: Path) -> bool:
    """Whether somebody stands in line for its lock, as the system tells."""
    inode = f":{file.stat().st_ino} "
    return any("->" in line and inode in line for line in Path("/proc/locks").read_text().splitlines())
