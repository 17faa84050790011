"""What a phone's screen and camera would give: a signature in ink and the photo of a sealed envelope, as PNG files.

Drawn here; each is different, so that each has its own digest.
"""

import math
import struct
import zlib
from random import Random
from typing import Final, TypeAlias

import numpy as np

from courier.simulation.outbox import ProofFile
from mobile_contract.canonical import digest

Colour: TypeAlias = tuple[int, int, int]
_PAPER: Final = (250, 250, 247)
_INK: Final = (24, 36, 96)
_MANILA: Final = (222, 196, 140)
_SEAL: Final = (176, 36, 40)
_TABLE: Final = (92, 74, 60)


def draw_signature(seed: str) -> ProofFile:
    """Strokes of a pen on white, 320 × 120."""
    picture = _Picture(320, 120, _PAPER)
    random = Random(seed)
    swing, slant, loops = random.uniform(14, 30), random.uniform(-0.3, 0.3), random.uniform(5, 9)
    for step in range(900):
        along = step / 900
        x = 30 + 250 * along + swing * math.sin(loops * 2 * math.pi * along + slant)
        y = 60 + swing * math.sin(loops * 1.5 * math.pi * along) * (1 - along * 0.6) - 18 * along
        picture.dot(x, y, 1.6, _INK)
    return _as_proof(picture)


def photograph_envelope(seed: str) -> ProofFile:
    """A manila envelope with its label and seal on a table, 240 × 180, with the grain of a cheap camera."""
    picture = _Picture(240, 180, _TABLE)
    random = Random(seed)
    left, top = random.randint(15, 30), random.randint(20, 35)
    picture.fill(left, top, left + 185, top + 120, _MANILA)
    picture.fill(left + 15, top + 15, left + 80, top + 65, _PAPER)
    for row in range(12):
        for column in range(12):
            if random.random() < 0.5:
                x, y = left + 20 + column * 3, top + 22 + row * 3
                picture.fill(x, y, x + 3, y + 3, (0, 0, 0))
    picture.dot(left + 160, top + 95, 11, _SEAL)
    picture.grain(random)
    return _as_proof(picture)


class _Picture:
    """Pixels, 3 bytes each, rows from the top."""

    def __init__(self, width: int, height: int, colour: Colour) -> None:
        self.width, self.height = width, height
        self.rows = [bytearray(bytes(colour) * width) for _ in range(height)]

    def fill(self, left: int, top: int, right: int, bottom: int, colour: Colour) -> None:
        for row in self.rows[top:bottom]:
            row[3 * left : 3 * right] = bytes(colour) * (right - left)

    def dot(self, x: float, y: float, radius: float, colour: Colour) -> None:
        for row in range(math.ceil(y - radius), math.floor(y + radius) + 1):
            half = math.sqrt(max(0.0, radius**2 - (row - y) ** 2))
            self.fill(round(x - half), row, round(x + half) + 1, row + 1, colour)

    def grain(self, random: Random) -> None:
        for row in self.rows:
            noise = np.frombuffer(random.randbytes(len(row)), np.uint8) & 7
            row[:] = (
                np.clip(np.frombuffer(row, np.uint8).astype(np.int16) + noise - 4, 0, 255).astype(np.uint8).tobytes()
            )

    def png(self) -> bytes:
        """ISO/IEC 15948: 8-bit RGB, every row unfiltered."""
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        pixels = zlib.compress(b"".join(b"\0" + bytes(row) for row in self.rows), 6)
        return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _as_proof(picture: _Picture) -> ProofFile:
    content = picture.png()
    return ProofFile(digest(content), "image/png", content)
