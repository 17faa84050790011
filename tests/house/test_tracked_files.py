"""What no tracked file may hold, the two commands of the README, and the one of CI."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

REGISTRIES = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "yarn" + "pkg.com",
    "debian" + ".org",
]
MACHINE_PATH = r"(^|[^A-Za-z0-9_.])/(work|farm|root)/[A-Za-z.]"
SECRETS = [
    "-----BEGIN [A-Z ]*PRIVATE" + " KEY-----",
    "AKIA" + "[0-9A-Z]{16}",
    "gh[pousr]_" + "[A-Za-z0-9]{36}",
    "xox[abp]-" + "[A-Za-z0-9-]{10}",
    "://[^/@: ]+:" + "[^/@ ]{8,}@[A-Za-z0-9]+[.][a-z]{2}",
]


@pytest.mark.parametrize("registry", REGISTRIES)
def test_no_tracked_file_holds_the_address_of_a_package_registry(registry: str) -> None:
    assert tracked_lines_with(re.escape(registry)) == []


def test_no_tracked_file_holds_a_path_of_the_machine_it_was_written_on() -> None:
    assert tracked_lines_with(MACHINE_PATH) == []


@pytest.mark.parametrize("secret", SECRETS)
def test_no_tracked_file_holds_what_looks_like_a_secret(secret: str) -> None:
    assert tracked_lines_with(secret) == []


def test_the_readme_names_exactly_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text()
    assert set(re.findall(r"\./run\s+[a-z]+", readme)) == {"./run demo", "./run test"}


def test_ci_calls_the_one_check_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == ["exec ./run test"]


def tracked_lines_with(pattern: str) -> list[str]:
    """Lines of tracked text files, as `file:number:line`, in which the extended regular expression is found."""
    found = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "grep", "-nIE", "-e", pattern, "--", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert found.returncode in (0, 1), found.stderr
    return found.stdout.splitlines()
