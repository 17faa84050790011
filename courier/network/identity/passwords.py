"""Passwords: kept as argon2id, checked in a thread, at the same cost for a person there is and one there is not."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST_LENGTH: Final = 10


async def hash_password(password: str) -> str:
    """The argon2id form to store (RFC 9106: 64 MiB, 3 passes)."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, password)


async def fits(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one kept; with None it takes as long and is False."""
    is_right = await asyncio.get_running_loop().run_in_executor(
        _threads, _verify, password_hash or _NOBODYS_HASH, password
    )
    return is_right and password_hash is not None


_hasher: Final = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=1)
_threads: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")
"""Few on purpose: each check takes 64 MiB for some 100 ms."""
_NOBODYS_HASH: Final = (
    "$argon2id$v=19$m=65536,t=3,p=1$25gZTCdYrtcurmYZf/TCaA$kXEftUepMOkAqcJGQdsK0p7np7EH3KV6oGyMS9KJszA"
)
"""Of random bytes thrown away: checked where the username is nobody's, so that the time taken tells nothing."""


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
