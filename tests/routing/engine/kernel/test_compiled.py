"""Where compiled code is kept: a folder of the user's own, read by the next process, made by none that others share."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

TOLD = "from routing.engine.kernel.compiled import FOLDER; print(FOLDER)"


def folder_with(**environment: str) -> str:
    """What a process of its own says, given nothing else of where homes are."""
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path.cwd())}
    told = subprocess.run(
        [sys.executable, "-c", TOLD], env=bare | environment, check=True, capture_output=True, text=True
    )
    return told.stdout.strip()


def test_the_folder_lies_in_couriers_home_and_is_the_users_alone(tmp_path: Path) -> None:
    folder = Path(folder_with(COURIER_HOME=str(tmp_path)))
    assert folder.parent == tmp_path / "compiled"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_without_a_home_that_can_be_written_it_lies_among_the_temporary_files(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = folder_with(HOME=str(tmp_path / "file" / "user"), TMPDIR=str(tmp_path))
    assert Path(folder).parent == tmp_path / f"courier-compiled-{os.getuid()}"


def test_a_folder_others_may_write_to_is_passed_over(tmp_path: Path) -> None:
    shared = tmp_path / "compiled"
    shared.mkdir()
    shared.chmod(0o777)
    assert not folder_with(COURIER_HOME=str(tmp_path), HOME=str(tmp_path / "user")).startswith(str(shared))


@pytest.mark.skipif(os.getuid() != 0, reason="chỉ root mới đổi được người dùng / only root may become another user")
def test_another_user_without_a_home_keeps_it_in_a_folder_of_its_own() -> None:
    # what the interpreter itself needs is read before: its own folders may be closed to others
    script = f"import numba, routing.engine.patience, tempfile, os; os.setgid(65534); os.setuid(65534); {TOLD}"
    with TemporaryDirectory() as place:
        Path(place).chmod(0o1777)
        told = subprocess.run(
            [sys.executable, "-c", script],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path.cwd()), "HOME": "/nonexistent", "TMPDIR": place},
            check=True,
            capture_output=True,
            text=True,
        )
        assert told.stdout.startswith(f"{place}/courier-compiled-65534/")
