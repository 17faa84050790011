"""What is to be seen after the day: in the database, in the files, on the pages; nothing is judged here."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import msgspec

from courier.custody.files.receive_file import file_path
from courier.database import Connection, Pool
from courier.simulation import pages
from courier.simulation.cast import Cast
from courier.simulation.device import Device, read_receipt
from courier.simulation.morning import Prepared
from courier.simulation.statements import (
    ACTS_OF_DEVICE,
    COUNT_ARRIVED,
    COUNT_DISPUTED,
    COUNT_UNHELD,
    EVENTS_OF_DAY,
    FAILED_VISITS,
    ITEMS_BY_HOLDER,
    JOB_STANDINGS,
    NAMED_PROOFS,
    OPEN_CASES,
    SIGNED_CASH,
    JobStanding,
    StoredAct,
)
from mobile_contract.sync import SignedBody


class Books(msgspec.Struct, frozen=True, kw_only=True):
    """The day's cash: by the bodies people signed, and as the office's page shows it; đồng."""

    taken_vnd: int
    counted_in_vnd: int
    outstanding_vnd: int
    difference_vnd: int
    in_hand_vnd: int
    claimed_vnd: int


class Files(msgspec.Struct, frozen=True, kw_only=True):
    """Proof files that acts name."""

    whole: int
    missing: int
    wrong: int
    """Not what their digest says."""


class Pages(msgspec.Struct, frozen=True, kw_only=True):
    """What citizens read."""

    otherwise: list[str]
    """Codes whose page does not say what it should, with the language."""
    naming: list[str]
    """Codes whose page names somebody."""
    opens_by_factor: bool
    knows_no_stranger: bool


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """All that was seen."""

    missing: int
    """Acts that a device was told are saved, and that are not there as it sent them."""
    unheld: int
    """Items without exactly one holder, or whose holder is not the ledger's."""
    unsent: int
    false_receipts: int
    disputed: int
    jobs: dict[str, JobStanding]
    """The day's jobs, by their item's code."""
    unlabelled: int
    arrived: int
    failed_visits: dict[str, int]
    """Code → failed visits recorded."""
    books: Books
    open_cases: dict[str, int]
    holders: dict[str, int]
    acts: dict[str, int]
    outcomes: dict[str, int]
    files: Files
    board_delivered: int
    pages: Pages


async def look(pool: Pool, home: Path, client: httpx.AsyncClient, cast: Cast, prepared: Prepared) -> Sight:
    """Everything once more, with nothing of the ride but its devices' own records."""
    async with pool.acquire() as connection:
        missing, false_receipts = await _compare_devices(connection, cast.devices)
        standings = await JOB_STANDINGS.all(connection, [*prepared.codes, prepared.order.job_id])
        jobs = {job.code: job for job in standings if job.code}
        named = [proof.sha256.hex() for proof in await NAMED_PROOFS.all(connection)]
        return Sight(
            missing=missing,
            unheld=await COUNT_UNHELD.value(connection),
            unsent=sum(len(device.outbox.acts(device.outbox.acked_through)) for device in cast.devices),
            false_receipts=false_receipts,
            disputed=await COUNT_DISPUTED.value(connection),
            jobs=jobs,
            unlabelled=len(standings) - len(jobs),
            arrived=await COUNT_ARRIVED.value(connection, prepared.day),
            failed_visits={code: await FAILED_VISITS.value(connection, code) for code in jobs},
            books=await _read_books(connection, cast, prepared),
            open_cases={row.kind: row.cases for row in await OPEN_CASES.all(connection)},
            holders={row.kind: row.items for row in await ITEMS_BY_HOLDER.all(connection)},
            acts={row.kind: row.events for row in await EVENTS_OF_DAY.all(connection, prepared.day)},
            outcomes=dict(sum((device.outcomes for device in cast.devices), Counter[str]())),
            files=await asyncio.to_thread(_look_at_files, home / "files", named),
            board_delivered=(await _ask_office(cast, prepared, "board"))["counts"]["delivered"],
            pages=await _read_pages(client, prepared, jobs),
        )


async def _compare_devices(connection: Connection, devices: Sequence[Device]) -> tuple[int, int]:
    """Acts told saved that are not, and receipts that are not the server's true word."""
    missing = false_receipts = 0
    for device in devices:
        stored = {act.seq: act for act in await ACTS_OF_DEVICE.all(connection, device.me.device_id)}
        for act in device.outbox.acts():
            kept = stored.get(act.seq)
            if act.seq <= device.outbox.acked_through and (kept is None or kept.body_hash.hex() != act.body_sha256):
                missing += 1
        false_receipts += sum(not _is_true(device, receipt, stored) for receipt in device.outbox.receipts())
    return missing, false_receipts


def _is_true(device: Device, signed: SignedBody, stored: dict[int, StoredAct]) -> bool:
    """Whether the server signed it, and its log still says the same at that number."""
    receipt = read_receipt(signed, device.me.server_key)
    if receipt.acked_through == 0:
        return True
    kept = stored.get(receipt.acked_through)
    return kept is not None and kept.log_hash is not None and kept.log_hash.hex() == receipt.head


async def _read_books(connection: Connection, cast: Cast, prepared: Prepared) -> Books:
    signed = await SIGNED_CASH.one(connection, prepared.day)
    shown = await _ask_office(cast, prepared, "cash")
    assert signed is not None
    return Books(
        taken_vnd=signed.taken_vnd,
        counted_in_vnd=signed.counted_in_vnd,
        outstanding_vnd=signed.outstanding_vnd,
        difference_vnd=shown["difference"]["difference_vnd"],
        in_hand_vnd=sum(balance["in_hand_vnd"] for balance in shown["balances"]),
        claimed_vnd=sum(balance["claimed_vnd"] for balance in shown["balances"]),
    )


async def _ask_office(cast: Cast, prepared: Prepared, what: str) -> Any:
    where = f"office_id={cast.world.post_office.office_id}&on_date={prepared.day}"
    return await cast.dispatcher.ask("GET", f"/{what}?{where}")


def _look_at_files(folder: Path, sha256s: Sequence[str]) -> Files:
    found = Counter[str]()
    for sha256 in sha256s:
        path = file_path(folder, sha256)
        if not path.is_file():
            found["missing"] += 1
        else:
            found["whole" if hashlib.sha256(path.read_bytes()).hexdigest() == sha256 else "wrong"] += 1
    return Files(whole=found["whole"], missing=found["missing"], wrong=found["wrong"])


async def _read_pages(client: httpx.AsyncClient, prepared: Prepared, jobs: dict[str, JobStanding]) -> Pages:
    rows = {code: prepared.rows[job_id] for job_id, code in prepared.codes.items()}
    code, row = next(iter(rows.items()))
    return Pages(
        otherwise=await pages.pages_that_say_otherwise(client, jobs),
        naming=await pages.pages_that_name_someone(client, rows),
        opens_by_factor=await pages.shows_particulars(client, code, row),
        knows_no_stranger=await pages.knows_no_stranger(client),
    )
