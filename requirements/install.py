"""Brings `.venv` to what the locks beside this file say: `python3 requirements/install.py runtime build`.

Runs on the machine's own Python (3.11 or later, with pip) before anything is installed, so it knows the
standard library only. What is already there is not installed again; two runs at once wait for each other;
an install that was cut off is begun afresh.
"""

import fcntl
import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCKS = Path(__file__).resolve().parent
ROOT = LOCKS.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UNFINISHED = VENV / "unfinished"
"""Stands while pip works. pip takes a half-unpacked package for a whole one, so its leavings are not kept."""

SECONDS_BETWEEN_SIGNS_OF_LIFE = 10


def main(lock_names: list[str]) -> int:
    """Install the named locks in order, then the project itself. Returns the exit code."""
    with one_at_a_time():
        if UNFINISHED.exists() or not venv_runs():
            create_venv()
        for name in lock_names:
            lock = LOCKS / f"{name}.txt"
            install(name, lock.read_bytes(), ["--require-hashes", "--only-binary=:all:", "-r", str(lock)])
        project = (ROOT / "pyproject.toml").read_bytes() + os.fsencode(ROOT)
        install("courier", project, ["--no-build-isolation", "--no-deps", "--editable", str(ROOT)])
    return 0


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold an exclusive lock on this folder; the kernel lets go of it however this process, and pip, end."""
    folder = os.open(LOCKS, os.O_RDONLY)
    os.set_inheritable(folder, True)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Đang chờ một lượt cài khác xong / Waiting for another install to finish")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def venv_runs() -> bool:
    """Whether `.venv` holds a Python that starts; it does not after the machine's Python was replaced."""
    try:
        return subprocess.run([PYTHON, "-c", ""], stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def create_venv() -> None:
    """Make `.venv` anew, without ensurepip: the machine's own pip fills it from outside."""
    say("Tạo môi trường Python / Creating the Python environment (.venv)")
    subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)], check=True)


def install(name: str, wanted: bytes, pip_arguments: list[str]) -> None:
    """Run pip unless `.venv` already carries the stamp of exactly these `wanted` bytes."""
    stamp = VENV / f"installed-{name}"
    digest = hashlib.sha256(wanted).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    UNFINISHED.touch()
    run_pip(name, len(re.findall(rb"(?m)^[\w.-]+==", wanted)), pip_arguments)
    stamp.write_text(digest)
    UNFINISHED.unlink()


def run_pip(name: str, package_count: int, arguments: list[str]) -> None:
    """Run `pip install`, showing how far it came of about `package_count` packages; on failure, all it said."""
    say(f"Cài đặt / Installing: {name}")
    pip = [sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "--progress-bar=off"]
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [*pip, *arguments],
        env=os.environ | quiet,
        close_fds=False,  # pip holds the lock with us, and for as long as it works should we be killed
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    assert process.stdout is not None
    said, seen, shown_at = [], 0, time.monotonic()
    for line in process.stdout:
        said.append(line)
        if line.startswith("Installing collected packages"):
            say("  … đã tải, đang chép vào .venv / downloaded, unpacking into .venv")
        if not line.startswith(("Collecting ", "Requirement already satisfied: ")):
            continue
        seen += 1
        if time.monotonic() - shown_at > SECONDS_BETWEEN_SIGNS_OF_LIFE:
            shown_at = time.monotonic()
            say(f"  … {seen} / ~{package_count}")
    if process.wait() != 0:
        sys.stdout.writelines(said)
        raise SystemExit(f"Chưa cài được {name}: xem dòng trên, rồi chạy lại / Not installed: see above, run again")


def say(text: str) -> None:
    """One line of progress, at once."""
    print(text, flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
