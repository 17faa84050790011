"""The planner's machine code, made before anybody waits for a plan and kept under the home of all state.

Half a minute of processor once after an installation or upgrade. Where `NUMBA_CACHE_DIR` is set, whoever set it keeps
that folder: nothing is compiled ahead.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

_FOLDER: Final = "NUMBA_CACHE_DIR"
_WARM: Final = [sys.executable, "-m", "routing", "warm"]


def compile_now(home: Path) -> None:
    """Wait until all is compiled. What fails here is compiled with the first plan."""
    if _keep_under(home):
        subprocess.run(_WARM, stdout=subprocess.DEVNULL, check=False)


def compile_meanwhile(home: Path) -> None:
    """In a process of its own that gives way to others; it ends by itself, whatever becomes of this one."""
    if _keep_under(home):
        subprocess.Popen(_WARM, stdout=subprocess.DEVNULL, preexec_fn=_give_way)


def _keep_under(home: Path) -> bool:
    """Must come before anything imports the planner; processes started from here on look there too."""
    if os.environ.get(_FOLDER):
        return False
    os.environ[_FOLDER] = str(home / "compiled")
    return True


def _give_way() -> None:
    os.nice(10)
