"""Cold and warm start: our own PostgreSQL, then the service to its first answer that it is ready."""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Final

from bench.server import Bench, free_port
from courier import embedded

PATIENCE_S: Final = 120
PAGE: Final = "/office/"


async def measure(_: Bench) -> dict[str, float]:
    """seconds to a running PostgreSQL and to `courier serve` ready, from nothing and from a stopped home, beside a
    Python that only imports the service"""
    return await asyncio.to_thread(_measure)


def _measure() -> dict[str, float]:
    figures = {}
    with tempfile.TemporaryDirectory(prefix="courier-bench-start-") as folder:
        os.chmod(folder, 0o755)
        home = Path(folder, "postgres")
        for name in ("cold", "warm"):
            began = time.perf_counter()
            with embedded.start(home) as postgres:
                if not postgres.is_running():
                    raise AssertionError("started, but does not answer")
                figures[f"PostgreSQL, {name}, s"] = time.perf_counter() - began
        embedded.remove(home)
        home = Path(folder, "service")
        for name in ("cold", "warm"):
            figures |= _serve(home, name)
        embedded.remove(home)
        shutil.rmtree(home, ignore_errors=True)
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import api.app, granian"], check=True)
    figures["Python that imports the service alone, s"] = time.perf_counter() - began
    return figures


def _serve(home: Path, name: str) -> dict[str, float]:
    """Cold: PostgreSQL is created and migrated too."""
    port = free_port()
    began = time.perf_counter()
    command = [sys.executable, "-m", "courier.command_line", "serve", "--port", str(port)]
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    process = subprocess.Popen(
        command,
        env=environment | {"COURIER_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(process, f"http://127.0.0.1:{port}/health/ready", began)
        ready_s = time.perf_counter() - began
        _wait(process, f"http://127.0.0.1:{port}{PAGE}", began)
        return {
            f"courier serve, {name}: ready, s": ready_s,
            f"courier serve, {name}: the log-in page, s": time.perf_counter() - began,
        }
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: "subprocess.Popen[bytes]", url: str, began: float) -> None:
    """Until the address answers 200."""
    while time.perf_counter() - began < PATIENCE_S:
        if process.poll() is not None:
            raise AssertionError(f"the service ended with {process.returncode}")
        with suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.01)
    raise TimeoutError(url)
