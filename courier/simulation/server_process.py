"""The service in a process of its own, as an operator would start it: found ready, stopped, or killed by the story."""

import asyncio
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import httpx

from courier.errors import NotReady

START_TIMEOUT_S: Final = 60.0
STOP_TIMEOUT_S: Final = 15.0


class ServerProcess:
    """`courier serve` with its own process group; its log lies in the home.

    It serves the home's own database, or the one at `database_url`, whatever DATABASE_URL says around us. `commands`
    is the module that has the command `serve`.
    """

    def __init__(
        self,
        home: Path,
        port: int,
        *,
        host: str = "127.0.0.1",
        base_url: str | None = None,
        tls: tuple[Path, Path] | None = None,
        database_url: str | None = None,
        commands: str = "courier.command_line",
    ) -> None:
        self.log = home / "server.log"
        self._home = home
        self._tls = tls
        self._database_url = database_url
        self._commands = commands
        self.host, self.port = host, port
        self.base_url = base_url or self.local_url
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def local_url(self) -> str:
        """Where this machine reaches it."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """The master's process number; its workers are its children."""
        return self._process.pid if self._process else None

    @property
    def has_ended(self) -> bool:
        """Whether it was started, and ended by itself."""
        return self._process is not None and self._process.poll() is not None

    async def start(self) -> None:
        """Returns once it answers ready. Raises `NotReady` with the log's last words where it does not come up."""
        self._process = self._launch()
        await self._wait_ready(self._process)

    def _launch(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", self._commands, "serve", "--host", self.host, "--port", str(self.port)]
        if self._tls:
            command += ["--tls-cert", str(self._tls[0]), "--tls-key", str(self._tls[1])]
        environment = os.environ | {
            "COURIER_HOME": str(self._home),
            "COURIER_BASE_URL": self.base_url,
            "DATABASE_URL": self._database_url or "",
        }
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_end_with_parent if sys.platform == "linux" else None,
            )

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """SIGKILL to it and all its workers at once: what a power cut does to a process."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    async def _wait_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_TIMEOUT_S
        async with httpx.AsyncClient(verify=False, timeout=5) as client:  # noqa: S501 (only asks whether it is up)
            while time.monotonic() < deadline and process.poll() is None:
                try:
                    if (await client.get(f"{self.local_url}/health/ready")).is_success:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.05)
        self.stop()
        words = self.log.read_text(errors="replace")[-2000:].strip()
        raise NotReady(f"Dịch vụ không chạy được, xem {self.log}: {words}", f"The service does not start: {words}")


def _end_with_parent() -> None:
    """Runs in the child: SIGTERM to it when we die, be it by SIGKILL, so that no server is left on the port."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


_PR_SET_PDEATHSIG: Final = 1
"""prctl(2)."""
_LIBC: Final = ctypes.CDLL(None)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Whether we could listen on `port` of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
