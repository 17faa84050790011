"""How the kernel's functions are compiled, and where their machine code is kept between processes.

The folder is `$NUMBA_CACHE_DIR`, else `$COURIER_HOME/compiled`, else the user's cache, else one of the user's own among
the temporary files. In it, one is named after the sources: numba itself looks only at the file of the function asked
for, and would go on with what was compiled from another file before that changed. Where no folder is private to the
user, nothing is kept.
"""

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numba
from numba import types
from numba.core import config

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """A function that only compiled ones call."""
    return _compiled(function, no_cpython_wrapper=True)


def entered(function: Callable[P, R]) -> Callable[P, R]:
    """A function compiled at its first call, or read from where it was compiled before; it lets other threads run."""
    return _compiled(function)


def _compiled(function: Callable[P, R], **options: bool) -> Callable[P, R]:
    # nothing here is allocated, so nothing need be counted: _nrt off saves a third of the compiling
    decorate: Callable[[Callable[P, R]], Callable[P, R]] = numba.njit(
        cache=FOLDER is not None, nogil=True, error_model="numpy", no_cfunc_wrapper=True, _nrt=False, **options
    )
    return _for_any_number(decorate(function))


def _for_any_number(function: Callable[P, R]) -> Callable[P, R]:
    """Without this, numba compiles a function anew for each constant it is called with."""
    dispatcher: Any = function
    template = dispatcher.get_call_template

    def unnamed(arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        given = {name: types.unliteral(each) for name, each in named.items()}
        return template(tuple(types.unliteral(each) for each in arguments), given)

    dispatcher.get_call_template = unnamed
    return function


def _candidates() -> Iterator[Path]:
    if asked := os.environ.get("NUMBA_CACHE_DIR"):
        yield Path(asked)
    if home := os.environ.get("COURIER_HOME"):
        yield Path(home) / "compiled"
    if cache := os.environ.get("XDG_CACHE_HOME"):
        yield Path(cache) / "courier" / "compiled"
    if user := os.environ.get("HOME"):
        yield Path(user) / ".cache" / "courier" / "compiled"
    yield Path(tempfile.gettempdir()) / f"courier-compiled-{os.getuid()}"


def _opened() -> Path | None:
    """The first folder that can be made and is the user's alone: what lies there is run as it is found."""
    for folder in _candidates():
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            found = folder.stat(follow_symlinks=False)
            is_private = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
            if not (is_private and not found.st_mode & 0o022 and os.access(folder, os.W_OK | os.X_OK)):
                continue
            (folder / _edition()).mkdir(mode=0o700, exist_ok=True)
        except OSError:
            continue
        return folder / _edition()
    return None


def _edition() -> str:
    """Changes with numba and with any of the sources."""
    digest = hashlib.sha256(numba.__version__.encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        if source.name not in ("run.py", "lenient_run.py", "guided_run.py"):  # nothing in them is compiled
            digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


FOLDER = _opened()
config.LOOP_VECTORIZE = 0  # routes are short: it costs seconds of compiling and wins nothing
config.SLP_VECTORIZE = 0
if FOLDER is not None:
    config.CACHE_DIR = str(FOLDER)
