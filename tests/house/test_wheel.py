"""A wheel built from the tree runs without the tree: another user, no home, only what the runtime lock names."""

import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
BASE_PYTHON = Path(sys.base_prefix, "bin", f"python{sys.version_info.major}.{sys.version_info.minor}")
"""The Python that `.venv` was made from; it has pip."""

IMPORT_EVERYTHING = """
import importlib, pkgutil
for house in ("courier", "routing", "api", "mobile_contract"):
    package = importlib.import_module(house)
    assert "site-packages" in package.__file__, package.__file__
    for module in pkgutil.walk_packages(package.__path__, house + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's wheel, built from the tree with the locked build tools."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Iterator["Installed"]:
    """A venv that everyone may read, away from the checkout: the runtime lock's packages and the wheel, no more."""
    python, user = python_and_user()
    with tempfile.TemporaryDirectory(prefix="courier-wheel-") as folder:
        os.chmod(folder, 0o755)
        venv = Path(folder, "venv")
        subprocess.run([python, "-m", "venv", "--without-pip", venv], check=True)
        link_runtime_packages(next(venv.glob("lib/python*/site-packages")))
        pip = [str(BASE_PYTHON), "-m", "pip", "--python", str(venv / "bin" / "python")]
        subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)], check=True)
        yield Installed(venv / "bin", user)


def test_the_wheel_holds_what_the_web_build_made_and_no_stamps(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in ("api/static/manifest.json", "courier/intake/fonts/BeVietnamPro-Regular.ttf"):
        assert wanted in names
    assert any(re.fullmatch(r"courier/migrations/0001_\w+\.sql", name) for name in names)
    assert not [name for name in names if ".made-from" in name or name.startswith(("web/", "tests/"))]


def test_the_command_runs_as_another_user_without_a_home(installed: "Installed") -> None:
    assert "courier" in run_without_home(installed, "courier", "--help")


def test_every_module_can_be_imported_as_another_user_without_a_home(installed: "Installed") -> None:
    run_without_home(installed, "python", "-c", IMPORT_EVERYTHING)


class Installed(NamedTuple):
    """Where the installed programs lie, and the user to run them as; None is ourselves."""

    programs: Path
    user: str | None


def python_and_user() -> tuple[Path, str | None]:
    """A Python of our version, and `nobody` where we are root and a Python lies where others may start it."""
    if os.geteuid() == 0:
        for python in (BASE_PYTHON, Path("/usr/bin", BASE_PYTHON.name), Path("/usr/local/bin", BASE_PYTHON.name)):
            with suppress(OSError):
                subprocess.run([python, "-c", "import venv"], check=True, **as_user("nobody"))
                return python, "nobody"
    warnings.warn("run as the same user: not root, or Python lies where root alone may start it", stacklevel=1)
    return BASE_PYTHON, None


def link_runtime_packages(site_packages: Path) -> None:
    """Put every package of the runtime lock that is installed here there too, by hard links where they can be."""
    lock = (ROOT / "requirements" / "runtime.txt").read_text()
    for name in set(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)):
        with suppress(metadata.PackageNotFoundError):
            for file in metadata.files(name) or []:
                if ".." not in file.parts:
                    link(Path(str(file.locate())), site_packages / file)


def link(source: Path, target: Path) -> None:
    """Hard link, or copy across file systems."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)


def run_without_home(installed: Installed, program: str, *arguments: str) -> str:
    """What an installed program prints, run in the root folder with an environment of almost nothing."""
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [installed.programs / program, *arguments],
        cwd="/",
        env={"PATH": os.defpath, "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        **as_user(installed.user),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def as_user(user: str | None) -> dict[str, Any]:
    """What tells `subprocess` to change to `user` and that user's group alone."""
    return {} if user is None else {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}
