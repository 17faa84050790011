"""Ten times the load a server can bear, in an open loop: what is done, what is told to come back, what is lost."""

import asyncio
import multiprocessing
import time
from collections import deque
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event
from typing import Final

import asyncpg

from bench.cpu import own_s, spending
from bench.load import answer_of, drive, request
from bench.server import Bench
from bench.sync import Device, batch_of, enrol, items_at, token_of

PHONES, SINGLES_EACH, PROBED = 160, 40, 480
SECONDS: Final = 8.0
TIMES_THE_LOAD: Final = 10


@dataclass
class Phone:
    """A connection of its own, and the batches it has still to send, oldest first: as a phone, one at a time."""

    waiting: deque[bytes]
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    is_busy: bool = False


@dataclass
class Tally:
    """What became of what was sent."""

    sent: int = 0
    done: int = 0
    done_in_all: int = 0
    """With those whose answers came after the last was sent."""
    refused: int = 0
    without_retry_after: int = 0
    other: int = 0
    missed: int = 0
    """Turns at which every phone still waited for an answer."""
    latencies_s: list[float] = field(default_factory=list)


async def measure(bench: Bench) -> dict[str, float]:
    """single-item hand-overs: what the server reaches in a closed loop, then ten times that rate in an open loop for 8
    s from 160 phones that send again what was refused, beside the closed loop with a generator made as busy"""
    owner = await asyncpg.connect(bench.owner_dsn)
    try:
        before = await _handovers(owner)
        phones = await _prepare(bench, owner)
        await _closed(bench, phones, PROBED)  # connections learn their statements
        with spending(bench.service_pid, bench.postgres_pid) as calm:
            capacity, probe_share = await _closed(bench, phones, PROBED)
        with spending(bench.service_pid, bench.postgres_pid) as stormy:
            tally, rate, share = await _open(bench, phones, capacity * TIMES_THE_LOAD)
        busy, busy_share = await _beside_a_burner(bench, phones, max(0.0, share - probe_share))
        left = [sent for phone in phones for sent in phone.waiting]
        last = await drive(bench.address, left, 16) if left else None
        moved = await _handovers(owner) - before
    finally:
        await owner.close()
    useful = tally.done / SECONDS
    latencies = sorted(tally.latencies_s) or [0.0]
    return {
        "closed loop, hand-overs/s": capacity,
        "open loop, requests/s sent": rate,
        "open loop, times what the server can do": rate / capacity,
        "open loop, hand-overs/s done": useful,
        "closed loop beside an equally busy generator, hand-overs/s": busy,
        "share of that done under overload": useful / busy,
        "server's CPU a hand-over, closed loop, ms": (calm.service_s + calm.postgres_s) * 1000 / PROBED,
        "server's CPU a hand-over, open loop, ms": (stormy.service_s + stormy.postgres_s)
        * 1000
        / max(1, tally.done_in_all),
        "useful share of the server's CPU under overload": (calm.service_s + calm.postgres_s)
        / PROBED
        * tally.done_in_all
        / (stormy.service_s + stormy.postgres_s),
        "generator's CPU in the open loop, share of one core": share,
        "generator's CPU in the closed loop beside it": busy_share,
        "refused with 503, share": tally.refused / max(1, tally.sent),
        "refused without Retry-After": tally.without_retry_after,
        "other answers": tally.other,
        "turns at which no phone was free": tally.missed,
        "p99 of what was done, ms": latencies[int(len(latencies) * 0.99)] * 1000,
        "hand-overs lost": PHONES * SINGLES_EACH - moved,
        "failures while sending the rest": last.failures if last else 0,
    }


async def _handovers(owner: asyncpg.Connection) -> int:
    return int(await owner.fetchval("SELECT count(*) FROM ledger WHERE kind = 'handover'"))


async def _prepare(bench: Bench, owner: asyncpg.Connection) -> list[Phone]:
    """Everything signed before the clock runs."""
    carriers, desks = await enrol(owner, PHONES)
    return [await _phone(bench, owner, phone, desk) for phone, desk in zip(carriers, desks, strict=True)]


async def _phone(bench: Bench, owner: asyncpg.Connection, phone: Device, desk: Device) -> Phone:
    token = await token_of(bench, phone)
    labels = await items_at(owner, desk, SINGLES_EACH)
    bodies = [batch_of(phone, desk, [label]) for label in labels]
    return Phone(deque(request("POST", "/api/v1/carrier/events", bench.host, body, token) for body in bodies))


async def _closed(bench: Bench, phones: list[Phone], requests: int) -> tuple[float, float]:
    """Hand-overs a second from 16 connections, and the generator's CPU meanwhile as a share of one core."""
    asked = [phone.waiting.popleft() for _ in range(requests // len(phones)) for phone in phones if phone.waiting]
    load = await drive(bench.address, asked, 16)
    return load.per_second, load.cpu_s * load.per_second / len(asked)


async def _open(bench: Bench, phones: list[Phone], per_second: float) -> tuple[Tally, float, float]:
    """Sends at its own pace, whatever comes back; what was refused goes again when its phone's next turn comes."""
    for phone in phones:
        phone.reader, phone.writer = await asyncio.open_connection(*bench.address)
    tally, tasks = Tally(), set[asyncio.Task[None]]()
    cpu, begun = own_s(), time.perf_counter()
    turn = 0
    while (now := time.perf_counter() - begun) < SECONDS:
        for _ in range(int(now * per_second) - turn):
            phone = phones[turn % len(phones)]
            turn += 1
            if phone.is_busy or not phone.waiting:
                tally.missed += 1
                continue
            phone.is_busy = True
            task = asyncio.create_task(_send(phone, tally))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        await asyncio.sleep(0)
    took, used = time.perf_counter() - begun, own_s() - cpu
    sent, in_time = tally.sent, tally.done
    await asyncio.gather(*tasks)
    tally.done, tally.done_in_all = in_time, tally.done
    for phone in phones:
        if phone.writer is not None:
            phone.writer.close()
    return tally, sent / took, used / took


async def _send(phone: Phone, tally: Tally) -> None:
    assert phone.reader is not None
    assert phone.writer is not None
    sent, begun = phone.waiting.popleft(), time.perf_counter()
    tally.sent += 1
    phone.writer.write(sent)
    status, head = await answer_of(phone.reader)
    if status == 200:
        tally.done += 1
        tally.latencies_s.append(time.perf_counter() - begun)
    else:
        phone.waiting.appendleft(sent)
        tally.refused += status == 503
        tally.other += status != 503
        tally.without_retry_after += b"retry-after:" not in head.lower()
    phone.is_busy = False


async def _beside_a_burner(bench: Bench, phones: list[Phone], share: float) -> tuple[float, float]:
    """The closed loop again while another process burns what the open loop's generator used beyond this one's."""
    stop = multiprocessing.Event()
    burner = multiprocessing.Process(target=_burn, args=(min(share, 1.0), stop), daemon=True)
    burner.start()
    try:
        per_second, own = await _closed(bench, phones, PROBED)
    finally:
        stop.set()
        burner.join(10)
    return per_second, own + min(share, 1.0)


def _burn(share: float, stop: Event) -> None:
    """Busy for that share of each 10 ms."""
    while not stop.is_set():
        until = time.perf_counter() + 0.01 * share
        while time.perf_counter() < until:
            pass
        time.sleep(0.01 * (1 - share))
