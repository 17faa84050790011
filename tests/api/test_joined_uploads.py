"""Hand-overs of several phones kept in one transaction: who joins whom, and what one's trouble does to the others."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import pytest

from api.joined_uploads import LARGEST, MOST_BODIES, JoinedUploads, KeepAlone
from courier import clock
from courier.custody.append_batch import Upload, read_upload
from courier.errors import Conflict, CourierError, Overloaded
from mobile_contract.sync import Batch, Entry, SignedBody

pytestmark = pytest.mark.anyio

DEVICES = [clock.new_id() for _ in range(12)]


def upload(device_id: UUID, bodies: int = 1) -> Upload:
    """Of so many bodies that nobody reads here."""
    entries = [Entry(act=SignedBody(body="{}", signature="")) for _ in range(bodies)]
    return read_upload(device_id, Batch(contract_version=1, entries=entries))


class Keeping:
    """Keeps a group only when let, and tells of each which group it was in."""

    def __init__(self, refusal: CourierError | None = None) -> None:
        self.groups: list[list[UUID]] = []
        self.gate = asyncio.Semaphore(0)
        self._refusal = refusal

    async def keep(self, uploads: Sequence[Upload]) -> list[int]:
        self.groups.append([each.device_id for each in uploads])
        number = len(self.groups)
        await self.gate.acquire()
        if self._refusal is not None:
            raise self._refusal
        return [number] * len(uploads)

    def let(self, groups: int) -> None:
        for _ in range(groups):
            self.gate.release()


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_what_comes_while_others_are_being_kept_is_kept_together() -> None:
    keeping, joined = Keeping(), JoinedUploads[int](at_once=1)
    first = asyncio.create_task(joined.add(upload(DEVICES[0]), keeping.keep))
    await settle()
    rest = [asyncio.create_task(joined.add(upload(device), keeping.keep)) for device in DEVICES[1:]]
    await settle()
    assert keeping.groups == [[DEVICES[0]]]
    keeping.let(2)
    assert await asyncio.gather(first, *rest) == [1] + [2] * len(rest)
    assert keeping.groups == [[DEVICES[0]], DEVICES[1:]]


async def test_two_groups_are_kept_at_once_and_no_third() -> None:
    keeping, joined = Keeping(), JoinedUploads[int](at_once=2)
    tasks = []
    for device in DEVICES:
        tasks.append(asyncio.create_task(joined.add(upload(device), keeping.keep)))
        await settle()
    assert keeping.groups == [[DEVICES[0]], [DEVICES[1]]]
    keeping.let(3)
    await asyncio.gather(*tasks)
    assert keeping.groups[2:] == [DEVICES[2:]]


async def test_one_devices_uploads_are_never_together_and_keep_their_order() -> None:
    keeping, joined = Keeping(), JoinedUploads[int](at_once=1)
    blocking = asyncio.create_task(joined.add(upload(DEVICES[0]), keeping.keep))
    await settle()
    same = [asyncio.create_task(joined.add(upload(DEVICES[1]), keeping.keep)) for _ in range(3)]
    other = asyncio.create_task(joined.add(upload(DEVICES[2]), keeping.keep))
    await settle()
    keeping.let(4)
    assert await asyncio.gather(blocking, *same, other) == [1, 2, 3, 4, 2]


async def test_a_group_is_no_larger_than_what_its_last_may_wait_for() -> None:
    keeping, joined = Keeping(), JoinedUploads[int](at_once=1)
    blocking = asyncio.create_task(joined.add(upload(DEVICES[0]), keeping.keep))
    await settle()
    many = [asyncio.create_task(joined.add(upload(device, LARGEST), keeping.keep)) for device in DEVICES[1:]]
    await settle()
    keeping.let(len(DEVICES))
    await asyncio.gather(blocking, *many)
    assert {len(group) for group in keeping.groups[1:-1]} == {MOST_BODIES // LARGEST}
    assert [device for group in keeping.groups for device in group] == DEVICES


async def test_a_group_refused_is_tried_again_each_alone() -> None:
    keeping, joined = Keeping(Conflict()), JoinedUploads[int](at_once=1)
    tasks = [asyncio.create_task(joined.add(upload(device), keeping.keep)) for device in DEVICES]
    keeping.let(1)
    told = await asyncio.gather(*tasks, return_exceptions=True)
    assert {type(each) for each in told} == {KeepAlone}
    assert {type(each.__cause__) for each in told if isinstance(each, KeepAlone)} == {Conflict}


async def test_a_busy_database_is_told_to_everyone_and_asked_no_more() -> None:
    keeping, joined = Keeping(Overloaded("Bận", "Busy")), JoinedUploads[int](at_once=1)
    tasks = [asyncio.create_task(joined.add(upload(device), keeping.keep)) for device in DEVICES]
    keeping.let(1)
    told = await asyncio.gather(*tasks, return_exceptions=True)
    assert {type(each) for each in told} == {Overloaded}
    assert len(keeping.groups) == 1


async def test_after_a_refused_group_the_next_is_kept() -> None:
    joined = JoinedUploads[int](at_once=1)
    refusing, keeping = Keeping(Conflict()), Keeping()
    refusing.let(1)
    keeping.let(1)
    with pytest.raises(KeepAlone):
        await joined.add(upload(DEVICES[0]), refusing.keep)
    assert await joined.add(upload(DEVICES[0]), keeping.keep) == 1


async def test_who_went_away_while_waiting_is_not_kept_and_holds_up_nobody() -> None:
    keeping, joined = Keeping(), JoinedUploads[int](at_once=1)
    first, gone, last = (asyncio.create_task(joined.add(upload(device), keeping.keep)) for device in DEVICES[:3])
    await settle()
    assert keeping.groups == [DEVICES[:3]]
    waiting, staying = (asyncio.create_task(joined.add(upload(device), keeping.keep)) for device in DEVICES[3:5])
    await settle()
    gone.cancel()
    waiting.cancel()
    keeping.let(2)
    assert [*await asyncio.gather(first, last, staying)] == [1, 1, 2]
    assert keeping.groups[1] == [DEVICES[4]]
