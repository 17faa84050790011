"""The browser of the tests marked `browser`: found on the machine, or brought there by `python -m tests.chromium`."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
"""Keep a browser under test from calling its maker."""

MISSING = (
    "Không có Chromium. Với quyền root: apt-get install chromium; hoặc ./run test --without-browser\n"
    "No Chromium. As root: apt-get install chromium; or ./run test --without-browser"
)


@contextmanager
def headless_chromium() -> Iterator[Browser]:
    """A running headless browser; its pages are the caller's to open. Raises where the machine has none."""
    with sync_playwright() as playwright:
        path = find_chromium(playwright)
        if path is None:
            raise RuntimeError(MISSING)
        rootless = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=path, args=[*QUIET, *rootless])
        try:
            yield browser
        finally:
            browser.close()


def find_chromium(playwright: Playwright) -> str | None:
    """Path of the machine's own Chromium, else of the one Playwright downloaded, else None."""
    paths = [*(shutil.which(name) for name in NAMES), playwright.chromium.executable_path]
    return next((path for path in paths if path is not None and _starts(path)), None)


def bring_chromium() -> str | None:
    """Path of a Chromium, installed first if need be; None where no way of installing brought one."""
    with sync_playwright() as playwright:
        for way in ([], *ways_to_install()):
            for command in way:
                print("Cài Chromium / Installing Chromium:", " ".join(command[-3:]), flush=True)
                subprocess.run(command, stdin=subprocess.DEVNULL)
            if (path := find_chromium(playwright)) is not None:
                return path
    return None


def ways_to_install() -> list[list[list[str]]]:
    """Commands that may bring a browser here, best way first: Debian's package as root, Playwright's download."""
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet=2"]
    debian = [[*apt, "update"], [*apt, "install", "--yes", "--no-install-recommends", "chromium"]]
    download = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    may_install_packages = os.geteuid() == 0 and shutil.which("apt-get") is not None
    return [debian, download] if may_install_packages else [download]


def _starts(path: str) -> bool:
    """Whether `path` is a browser and not, as on Ubuntu, a word about where to get one."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    found = bring_chromium()
    print(found if found is not None else MISSING)
    raise SystemExit(found is None)
