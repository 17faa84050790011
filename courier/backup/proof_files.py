"""Proof files to and from a backup: named by their digest and never rewritten, so that each is copied once."""

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

FILES_FOLDER = "files"


def copy_files(source: Path, target: Path) -> int:
    """Copy what `target` has not; how many files. What is not whole yet (`.part`) stays behind."""
    copied = 0
    for path in sorted(source.glob("??/*")):
        there = target / path.relative_to(source)
        if path.suffix == ".part" or there.exists():
            continue
        there.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = there.with_name(f".{there.name}.{uuid4().hex}")
        shutil.copyfile(path, draft)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.rename(there)
        copied += 1
    return copied


def missing_or_broken(folder: Path, digests: Iterable[bytes]) -> list[bytes]:
    """Which of these files are not there with the bytes that their name says."""
    return [digest for digest in digests if not _is_whole(folder / digest.hex()[:2] / digest.hex()[2:], digest)]


def _is_whole(path: Path, digest: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest() == digest
    except FileNotFoundError:
        return False
