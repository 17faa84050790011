"""Hand-overs that phones send at one moment, kept in one transaction: most of what one alone costs is its transaction.

While one group is being kept the next gathers: nobody waits for a timer, and a phone alone is kept alone at once.
Nothing here knows what an upload says; see `ingest`.
"""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar

from courier.custody.append_batch import Upload
from courier.errors import NotReady, Overloaded

Result = TypeVar("Result")

AT_ONCE: Final = 2
"""Groups under way: while the database works on one, this process reads another. A third would only split them."""
MOST_BODIES: Final = 96
"""Signed bodies of a group: some 50 ms of work, which the last of them waits for."""
LARGEST: Final = 40
"""Signed bodies of an upload that may join a group: twenty hand-overs. A larger one is worth its own transaction."""


class KeepAlone(Exception):
    """The group that this upload was in was refused, perhaps for another's sake, and undone as a whole."""


class JoinedUploads(Generic[Result]):
    """Uploads of different devices, in the order in which they came; of one device never two in a group."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._free = at_once
        self._waiting: list[_Waiting[Result]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def add(self, upload: Upload, keep: "Keep[Result]") -> Result:
        """What became of it, once `keep` has its group on disk: all of these uploads, or none.

        Raises `KeepAlone`, after which nothing of it was kept; `NotReady`, `Overloaded`.
        """
        done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((upload, done))
        if self._free:
            self._free -= 1
            task = asyncio.create_task(self._keep_groups(keep), context=contextvars.Context())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await done

    async def _keep_groups(self, keep: "Keep[Result]") -> None:
        try:
            while group := self._next_group():
                await _keep_group(group, keep)
        finally:
            self._free += 1

    def _next_group(self) -> "list[_Waiting[Result]]":
        group: list[_Waiting[Result]] = []
        left: list[_Waiting[Result]] = []
        devices, bodies = set(), 0
        for each in self._waiting:
            upload, done = each
            if done.done():  # who sent it has gone
                continue
            if upload.device_id in devices or bodies + len(upload.sent) > MOST_BODIES:
                left.append(each)
            else:
                group.append(each)
                bodies += len(upload.sent)
            devices.add(upload.device_id)
        self._waiting = left
        return group


Keep = Callable[[Sequence[Upload]], Awaitable[Sequence[Result]]]
_Waiting = tuple[Upload, asyncio.Future[Result]]


async def _keep_group(group: "Sequence[_Waiting[Result]]", keep: "Keep[Result]") -> None:
    try:
        results = await keep([upload for upload, _ in group])
    except (NotReady, Overloaded) as error:
        _tell(group, error)
    except asyncio.CancelledError:
        for _, done in group:
            done.cancel()
        raise
    except Exception as error:
        refused = KeepAlone()
        refused.__cause__ = error
        _tell(group, refused)
    else:
        for (_, done), result in zip(group, results, strict=True):
            if not done.done():
                done.set_result(result)


def _tell(group: "Sequence[_Waiting[Result]]", error: Exception) -> None:
    for _, done in group:
        if not done.done():
            done.set_exception(error)
