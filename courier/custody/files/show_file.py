"""A proof file as those may see it who have a part in an act that names it."""

import asyncio
from pathlib import Path
from uuid import UUID

import msgspec

from courier.custody.files.pictures import SHOWN_TYPE, is_picture, shown_copy
from courier.custody.files.receive_file import file_path
from courier.custody.files.statements import FILE_FOR
from courier.database import Executor
from courier.errors import NotFound


class ShownFile(msgspec.Struct, frozen=True, kw_only=True):
    """What is handed out: a picture's copy to look at, or a document to be saved."""

    content: bytes
    media_type: str
    is_copy: bool


async def show_file(executor: Executor, folder: Path, sha256: str, asked_by: UUID) -> ShownFile:
    """Raises `NotFound` alike for a file nobody named, one not here whole, and one of elsewhere."""
    found = await FILE_FOR.one(executor, bytes.fromhex(sha256), asked_by)
    path = file_path(folder, sha256)
    if found is None or not path.exists():
        raise NotFound("Không tìm thấy tệp này, hoặc tệp chưa về đủ", "No such file, or not all of it has come")
    if is_picture(found.media_type):
        copy = await asyncio.to_thread(shown_copy, folder, path, sha256, found.media_type)
        return ShownFile(content=copy, media_type=SHOWN_TYPE, is_copy=True)
    content = await asyncio.to_thread(path.read_bytes)
    return ShownFile(content=content, media_type=found.media_type, is_copy=False)
