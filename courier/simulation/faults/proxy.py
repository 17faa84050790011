"""A loopback TCP proxy between the service and PostgreSQL, in a process of its own: it passes, is slow, or swallows.

`python -m courier.simulation.faults.proxy PORT SOCKET` listens on 127.0.0.1 and connects to the server's socket.
Each line on its standard input is an order: `pass`, `slow MILLISECONDS`, `hole`, `cut`.
"""

import asyncio
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

PIECE_BYTES = 65_536


class Proxy:
    """The proxy's process, as the run steers it."""

    def __init__(self, socket: Path, port: int) -> None:
        self._command = [sys.executable, "-m", __name__, str(port), str(socket)]
        self.port = port
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns once it listens."""
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        self._process.stdout.readline()

    def order(self, order: str) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(order.encode() + b"\n")
        self._process.stdin.flush()

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None


class _Way:
    """How what comes is passed on at the moment."""

    def __init__(self) -> None:
        self.pause_s = 0.0
        self.is_open = asyncio.Event()
        self.is_open.set()
        self.writers: set[asyncio.StreamWriter] = set()

    def obey(self, order: str) -> None:
        word, _, number = order.partition(" ")
        self.pause_s = float(number) / 1000 if word == "slow" else 0.0
        if word == "hole":
            self.is_open.clear()
        else:
            self.is_open.set()
        if word == "cut":
            for writer in self.writers:
                writer.transport.abort()

    async def pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.add(writer)
        with suppress(OSError):
            while piece := await reader.read(PIECE_BYTES):
                if self.pause_s:
                    await asyncio.sleep(self.pause_s)
                await self.is_open.wait()
                writer.write(piece)
                await writer.drain()
        self.writers.discard(writer)
        with suppress(OSError):
            writer.close()


async def serve(port: int, socket: str) -> None:
    """Until standard input ends."""
    way = _Way()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            server_reader, server_writer = await asyncio.open_unix_connection(socket)
        except OSError:
            writer.transport.abort()
            return
        await asyncio.gather(way.pump(reader, server_writer), way.pump(server_reader, writer))

    server = await asyncio.start_server(meet, "127.0.0.1", port)
    sys.stdout.write("listening\n")
    sys.stdout.flush()
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    async with server:
        while order := await orders.readline():
            way.obey(order.decode().strip())


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2]))
