"""What is to be seen after the day: in the database, in the files, on the pages; nothing is judged here."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import httpx
import msgspec

from courier.custody.files.receive_file import file_path
from courier.database import Connection, Pool
from courier.simulation import pages
from courier.simulation.cast import Cast, Team
from courier.simulation.day import Ridden
from courier.simulation.device import Device, read_receipt
from courier.simulation.morning import Prepared
from courier.simulation.statements import (
    ACTS_OF_DEVICE,
    COLLECTED,
    COUNT_ARRIVED,
    COUNT_DISPUTED,
    COUNT_UNHELD,
    EVENTS_OF_DAY,
    FAILED_VISITS,
    ITEMS_BY_HOLDER,
    JOB_STANDINGS,
    LATE_ACTS,
    NAMED_PROOFS,
    OPEN_CASES,
    PASSED_ON,
    PURSES_NOT_EMPTIED,
    SIGNED_CASH,
    Collected,
    FailedVisits,
    JobStanding,
    StoredAct,
)
from courier.simulation.turns.statements import FAILED_PICKUPS, NOT_COUNTED, OPEN_PLANS, PAID_AT_COUNTER
from courier.simulation.turns.traces import look_for
from mobile_contract.sync import SignedBody

PAGES_READ: Final = 40
"""Tracking pages looked at, in both languages; all where the day is smaller."""
WORDED: Final = {
    "ABSENT": "not_met", "NO_ANSWER": "not_met", "APPOINT": "appointed", "SUPPLEMENT": "papers_missing"
}  # fmt: skip
"""Reasons that the page tells in words of their own."""
AT_DESK: Final = ("NOT_READY", "CLOSED", "DESK_PAUSED")
"""Why a result may not be fetched from its desk."""
LATE_MINUTES: Final = 30
"""An act sent so long after it happened waited on its phone."""


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

    read: int
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
    jobs: dict[UUID, JobStanding]
    """All of the day's."""
    arrived: int
    failed_visits: dict[str, FailedVisits]
    """By code."""
    failed_pickups: dict[UUID, str]
    """Order → why its carrier came in vain."""
    collected: list[Collected]
    """For the day's items."""
    purses_wrong: int
    late_acts: dict[str, int]
    """Device's carrier → acts that waited on it."""
    passed_on: dict[str, int]
    """Code → how often it went from carrier to carrier, of the codes the turns name."""
    books: Books
    open_cases: dict[str, int]
    holders: dict[str, int]
    acts: dict[str, int]
    outcomes: dict[str, int]
    files: Files
    board_delivered: int
    not_counted: int
    """Carriers who rode, and counters, without a count of bag and purse that day."""
    open_plans: int
    """Of the day, nobody having closed them."""
    paid_at_counter: int
    traces: dict[str, Any]
    """What each turn left in the database, by its name."""
    pages: Pages


async def look(
    pool: Pool, home: Path, client: httpx.AsyncClient, cast: Cast, prepared: Prepared, ridden: Ridden
) -> Sight:
    """Everything once more, with nothing of the ride but its devices' own records."""
    async with pool.acquire() as connection:
        missing, false_receipts = await _compare_devices(connection, cast.devices)
        jobs = {job.job_id: job for job in await JOB_STANDINGS.all(connection, prepared.job_ids)}
        codes = list(prepared.codes.values())
        named = [proof.sha256.hex() for proof in await NAMED_PROOFS.all(connection)]
        failed = {row.code: row for row in await FAILED_VISITS.all(connection, codes)}
        boards = [await _ask_office(team, prepared, "board") for team in cast.teams]
        return Sight(
            missing=missing,
            unheld=await COUNT_UNHELD.value(connection),
            unsent=sum(len(device.outbox.acts(device.outbox.acked_through)) for device in cast.devices),
            false_receipts=false_receipts,
            disputed=await COUNT_DISPUTED.value(connection),
            jobs=jobs,
            arrived=await COUNT_ARRIVED.value(connection, prepared.day),
            failed_visits=failed,
            failed_pickups={row.job_id: row.reason for row in await FAILED_PICKUPS.all(connection, prepared.job_ids)},
            collected=await COLLECTED.all(connection, codes),
            purses_wrong=await PURSES_NOT_EMPTIED.value(connection),
            late_acts=await _late_acts(connection, ridden),
            passed_on={turn.code: await PASSED_ON.value(connection, turn.code) for turn in ridden.turns if turn.code},
            books=await _read_books(connection, cast, prepared),
            open_cases={row.kind: row.cases for row in await OPEN_CASES.all(connection)},
            holders={row.kind: row.items for row in await ITEMS_BY_HOLDER.all(connection)},
            acts={row.kind: row.events for row in await EVENTS_OF_DAY.all(connection, prepared.day)},
            outcomes=dict(sum((device.outcomes for device in cast.devices), Counter[str]())),
            files=await asyncio.to_thread(_look_at_files, home / "files", named),
            not_counted=await NOT_COUNTED.value(connection, _who_counts(cast, prepared), prepared.day),
            open_plans=await OPEN_PLANS.value(connection, prepared.day),
            paid_at_counter=await PAID_AT_COUNTER.value(connection, prepared.day),
            traces={turn.name: await look_for(connection, turn) for turn in ridden.turns},
            board_delivered=sum(board["counts"]["delivered"] for board in boards),
            pages=await _read_pages(client, prepared, jobs, failed),
        )


def _who_counts(cast: Cast, prepared: Prepared) -> list[UUID]:
    """Whoever has a route in the morning's plans, and the post offices' counters."""
    rode = {route.carrier_id for plan in prepared.plans.values() for route in plan.routes if route.stops}
    return [*rode, *(team.office.office_id for team in cast.teams)]


async def _late_acts(connection: Connection, ridden: Ridden) -> dict[str, int]:
    """Of the carriers whom turns befell."""
    rides = {turn.ride.carrier.who.username: turn.ride for turn in ridden.turns if turn.ride}
    return {
        username: sum(
            [
                await LATE_ACTS.value(connection, phone.me.device_id, LATE_MINUTES)
                for phone in (ride.phone, *ride.carrier.old_phones)
            ]
        )
        for username, ride in rides.items()
    }


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
    shown = [await _ask_office(team, prepared, "cash") for team in cast.teams]
    balances = [balance for office in shown for balance in office["balances"]]
    assert signed is not None
    return Books(
        taken_vnd=signed.taken_vnd,
        counted_in_vnd=signed.counted_in_vnd,
        outstanding_vnd=signed.outstanding_vnd,
        difference_vnd=sum(abs(office["difference"]["difference_vnd"]) for office in shown),
        in_hand_vnd=sum(balance["in_hand_vnd"] for balance in balances),
        claimed_vnd=sum(balance["claimed_vnd"] for balance in balances),
    )


async def _ask_office(team: Team, prepared: Prepared, what: str) -> Any:
    return await team.dispatcher.ask("GET", f"/{what}?office_id={team.office.office_id}&on_date={prepared.day}")


def _look_at_files(folder: Path, sha256s: Sequence[str]) -> Files:
    found = Counter[str]()
    for sha256 in sha256s:
        path = file_path(folder, sha256)
        if not path.is_file():
            found["missing"] += 1
        else:
            found["whole" if hashlib.sha256(path.read_bytes()).hexdigest() == sha256 else "wrong"] += 1
    return Files(whole=found["whole"], missing=found["missing"], wrong=found["wrong"])


async def _read_pages(
    client: httpx.AsyncClient, prepared: Prepared, jobs: dict[UUID, JobStanding], failed: dict[str, FailedVisits]
) -> Pages:
    """Of a sample spread over the whole day."""
    near = [job for job in jobs.values() if job.job_id not in prepared.far]
    labelled = [job for job in near if job.standing == "delivered" or _is_told(job, failed.get(job.code or ""))]
    sample = {job.code: job for job in labelled[:: max(1, len(labelled) // PAGES_READ)] if job.code}
    rows = {code: result.row for code, job in sample.items() if (result := prepared.results.get(job.job_id))}
    code, row = next(iter(rows.items()))
    standings = {code: (job.leg, _told_standing(job, failed.get(code))) for code, job in sample.items()}
    return Pages(
        read=len(sample),
        otherwise=await pages.pages_that_say_otherwise(client, standings),
        naming=await pages.pages_that_name_someone(client, rows),
        opens_by_factor=await pages.shows_particulars(client, code, row),
        knows_no_stranger=await pages.knows_no_stranger(client),
    )


def _is_told(job: JobStanding, failed: FailedVisits | None) -> bool:
    """Whether a visit failed, which the page of what was not delivered must tell."""
    return failed is not None and job.standing in ("at_post_office", "at_desk")


def _told_standing(job: JobStanding, failed: FailedVisits | None) -> str:
    """By the last visit's own word, where the item lies since."""
    if failed is None or job.standing == "delivered":
        return job.standing
    if failed.solution == "RETURN":
        return "going_back" if job.standing == "at_post_office" else "came_back"
    if failed.reason in AT_DESK and job.leg == "RETURN":
        return "at_post" if job.standing == "at_post_office" else "not_collected"
    if failed.solution == "HOLD_AT_POINT":
        return "to_collect"
    return WORDED.get(failed.reason, "tried")
