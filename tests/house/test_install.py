"""The installer behind `./run`: done once, begun afresh when cut off, one at a time; and `./run` without a Python."""

import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


class PipWasCutOff(Exception):
    """What the stand-in for pip raises."""


class Pip:
    """Stands in for pip, the world outside: remembers what it was asked to install, or is cut off."""

    def __init__(self) -> None:
        self.installed: list[str] = []
        self.is_cut_off = False

    def __call__(self, name: str, package_count: int, arguments: list[str]) -> None:
        if self.is_cut_off:
            raise PipWasCutOff(name)
        self.installed.append(name)


@pytest.fixture
def installer(tmp_path: Path) -> ModuleType:
    """The installer of a checkout of its own, which has two locks."""
    locks = tmp_path / "requirements"
    locks.mkdir()
    (tmp_path / "pyproject.toml").touch()
    (locks / "runtime.txt").write_text("sealing-wax==1.0\n")
    (locks / "development.txt").write_text("magnifier==2.0\n")
    shutil.copy(ROOT / "requirements" / "install.py", locks)
    spec = importlib.util.spec_from_file_location("installer", locks / "install.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def pip(installer: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Pip:
    pip = Pip()
    monkeypatch.setattr(installer, "run_pip", pip)
    return pip


def test_what_is_installed_is_not_installed_again(installer: ModuleType, pip: Pip) -> None:
    installer.main(["runtime"])
    installer.main(["runtime", "development"])
    assert pip.installed == ["runtime", "courier", "development"]


def test_a_changed_lock_is_installed_again(installer: ModuleType, pip: Pip) -> None:
    installer.main(["runtime"])
    (installer.LOCKS / "runtime.txt").write_text("sealing-wax==1.1\n")
    installer.main(["runtime"])
    assert pip.installed == ["runtime", "courier", "runtime"]


def test_an_install_that_was_cut_off_is_begun_afresh(installer: ModuleType, pip: Pip) -> None:
    installer.main(["runtime"])
    pip.is_cut_off = True
    with pytest.raises(PipWasCutOff):
        installer.main(["development"])
    pip.is_cut_off = False
    installer.main(["development"])
    assert pip.installed == ["runtime", "courier", "development", "courier"]
    assert not (installer.VENV / "installed-runtime").exists()


def test_a_venv_whose_python_is_gone_is_made_anew(installer: ModuleType, pip: Pip) -> None:
    installer.main(["runtime"])
    installer.PYTHON.unlink()
    installer.main(["runtime"])
    assert pip.installed == ["runtime", "courier", "runtime", "courier"]


def test_a_second_install_waits_for_the_first(installer: ModuleType) -> None:
    with installer.one_at_a_time():
        second = subprocess.Popen(
            [sys.executable, installer.LOCKS / "install.py"],
            stdout=subprocess.PIPE,
            env={**os.environ, "PIP_NO_INDEX": "1"},
        )
        assert second.stdout is not None
        assert b"Waiting" in second.stdout.readline()
        time.sleep(0.2)
        assert second.poll() is None
        assert not installer.VENV.exists()
    second.communicate()
    assert installer.VENV.exists()


def test_run_says_what_to_do_where_there_is_no_python(tmp_path: Path) -> None:
    for tool in ("dirname", "cat"):
        found = shutil.which(tool)
        assert found is not None
        (tmp_path / tool).symlink_to(found)
    done = subprocess.run(
        ["/bin/sh", ROOT / "run", "demo"],
        env={"PATH": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "Cần Python 3.11" in done.stderr
    assert "apt-get install python3" in done.stderr
