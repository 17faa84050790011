"""Files sent by form: read whole within a bound, and named as the sender named them."""

from typing import Final

from litestar.datastructures import UploadFile
from msgspec import Struct

LARGEST_FILE: Final = 16_777_216
"""Bytes of a list, or of a boundary file of a province."""


class SentFile(Struct, frozen=True):
    """A file's bytes and the name it had on the sender's machine."""

    name: str
    content: bytes


async def read_upload(file: UploadFile) -> SentFile:
    """The whole file; its name without folders, NULs and what is too long to keep."""
    name = file.filename.replace("\\", "/").rpartition("/")[2].replace("\0", "")[:255]
    return SentFile(name or "unnamed", await file.read())
