"""The locks hold everything with its hash, agree with what the project asks for, and name no place to fetch from."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())

ASKED_FOR = {
    "runtime": PROJECT["project"]["dependencies"],
    "build": [*PROJECT["build-system"]["requires"], *PROJECT["dependency-groups"]["build"]],
    "development": PROJECT["dependency-groups"]["development"],
    "bench": PROJECT["dependency-groups"]["bench"],
}
"""Name of each lock: the requirements it must hold."""


@pytest.mark.parametrize("name", ASKED_FOR)
def test_every_locked_package_has_a_version_and_hashes(name: str) -> None:
    for requirement in locked_requirements(name):
        assert re.match(r"[\w.-]+==\S+", requirement), requirement
        assert re.findall(r"--hash=sha256:[0-9a-f]{64}", requirement), requirement


@pytest.mark.parametrize("name", ASKED_FOR)
def test_a_lock_names_no_place_to_fetch_from(name: str) -> None:
    text = lock_text(name)
    assert "://" not in text
    assert not re.search(r"^--(?!hash)", text, re.MULTILINE)


@pytest.mark.parametrize("name", ASKED_FOR)
def test_a_lock_holds_everything_the_project_asks_for(name: str) -> None:
    assert {package_name(requirement) for requirement in ASKED_FOR[name]} <= set(locked_versions(name))


def test_the_locks_agree_on_versions() -> None:
    versions: dict[str, set[str]] = {}
    for name in ASKED_FOR:
        for package, its_versions in locked_versions(name).items():
            assert versions.setdefault(package, its_versions) == its_versions, package


def test_what_only_development_or_benches_need_stays_out_of_the_runtime_lock() -> None:
    runtime = set(locked_versions("runtime"))
    for name in ("build", "development", "bench"):
        assert not runtime & {package_name(requirement) for requirement in ASKED_FOR[name]}


def test_every_web_package_is_locked_by_integrity_and_not_by_address() -> None:
    packages = json.loads((ROOT / "web" / "package-lock.json").read_text())["packages"]
    for path, package in packages.items():
        assert "resolved" not in package, path
        assert path == "" or package["integrity"].startswith("sha512-"), path


def lock_text(name: str) -> str:
    """The lock's text without its comments."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    return re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE)


def locked_requirements(name: str) -> list[str]:
    """One string a requirement: package, version, marker and hashes."""
    return lock_text(name).replace("\\\n", " ").splitlines()


def locked_versions(name: str) -> dict[str, set[str]]:
    """Versions of each package; more than one where an older Python needs an older version."""
    versions: dict[str, set[str]] = {}
    for requirement in locked_requirements(name):
        package, version = requirement.split()[0].split("==")
        versions.setdefault(package_name(package), set()).add(version)
    return versions


def package_name(requirement: str) -> str:
    """A requirement's package, in the one spelling of locks."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement)[0]).lower()
