"""What must hold after the day, computed from database, files and pages, not from what the riders believe."""

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
from courier.intake.read_list import read_list
from courier.simulation.cast import Cast
from courier.simulation.day import Ridden
from courier.simulation.device import Device, read_receipt
from courier.simulation.morning import Prepared
from courier.simulation.page_checks import (
    knows_no_stranger,
    pages_that_name_someone,
    pages_that_say_otherwise,
    shows_particulars,
)
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


class Check(msgspec.Struct, frozen=True):
    """One thing that must hold, by name, and what was found."""

    name: str
    holds: bool
    found: str


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """The day in figures, and every check."""

    lost: int
    disputes_open: int
    cash_difference: int
    day: str
    jobs: dict[str, int]
    holders: dict[str, int]
    events: dict[str, int]
    """Acts sent, by what became of them."""
    acts: dict[str, int]
    """Acts of the day that the server keeps, by kind."""
    cash: dict[str, int]
    files: dict[str, int]
    list_lines: dict[str, int]
    labels_read: int | None
    checks: list[Check]

    @property
    def failed(self) -> list[Check]:
        return [check for check in self.checks if not check.holds]


async def check_day(
    pool: Pool, home: Path, client: httpx.AsyncClient, cast: Cast, prepared: Prepared, ridden: Ridden
) -> Findings:
    """Everything looked at once more, with nothing of the ride but its devices' own records."""
    async with pool.acquire() as connection:
        missing, forged = await _compare_devices(connection, cast.devices)
        unheld = await COUNT_UNHELD.value(connection)
        disputed = await COUNT_DISPUTED.value(connection)
        jobs = await JOB_STANDINGS.all(connection, [*prepared.codes, prepared.order.job_id])
        cash = await SIGNED_CASH.one(connection, prepared.day)
        proofs = await NAMED_PROOFS.all(connection)
        open_cases = {row.kind: row.cases for row in await OPEN_CASES.all(connection)}
        holders = {row.kind: row.items for row in await ITEMS_BY_HOLDER.all(connection)}
        acts = {row.kind: row.events for row in await EVENTS_OF_DAY.all(connection, prepared.day)}
        arrived = await COUNT_ARRIVED.value(connection, prepared.day)
        failed_visits = await FAILED_VISITS.value(connection, ridden.failed_code)
    assert cash is not None
    books = await _cash_of_office(cast, prepared)
    board = await _board(cast, prepared)
    files = await asyncio.to_thread(_look_at_files, home / "files", [proof.sha256.hex() for proof in proofs])
    standing = Counter(job.standing for job in jobs)
    unsent = sum(len(device.outbox.acts(device.outbox.acked_through)) for device in cast.devices)
    lost = missing + unheld
    lines = _list_lines(prepared)
    by_code = {job.code: job for job in jobs if job.code}
    checks = [
        _equal("nothing_lost", lost, 0),
        _equal("nothing_unsent", unsent, 0),
        _equal("receipts_verify", forged, 0),
        _equal("no_dispute", disputed, 0),
        _equal("cash_difference_is_zero", books["difference_vnd"], 0),
        _equal("cash_counted_in_is_cash_taken", cash.counted_in_vnd, cash.taken_vnd),
        _equal("cash_left_with_carriers", books["in_hand_vnd"], 0),
        Check("cash_was_taken", cash.taken_vnd > 0, str(cash.taken_vnd)),
        _equal("no_case_open", open_cases, {}),
        _equal("ten_good_lines_and_one_to_mend", lines, {"good": 10, "to_mend": 1, "repeated": 0}),
        _equal("file_to_mend_names_one_line", len(read_list(prepared.file_to_mend).lines), 1),
        _equal("all_jobs_planned", len(prepared.plan.unserved), 0),
        _equal("two_routes", len([route for route in prepared.plan.routes if route.stops]), 2),
        _equal("jobs_accounted_for", dict(standing), {"delivered": 10, "at_post_office": 1}),
        Check("failed_visit_recorded", failed_visits >= 1, str(failed_visits)),
        _equal("failed_item_is_back", _standing_of(by_code, ridden.failed_code), "at_post_office"),
        _equal("counter_item_was_fetched", _standing_of(by_code, ridden.counter_code), "delivered"),
        Check("carrier_to_carrier_transfer", ridden.transferred_code is not None, str(ridden.transferred_code)),
        Check(
            "citizens_dossier_reached_the_desk",
            _standing_of(by_code, ridden.picked_up_code) == "delivered",
            str(ridden.picked_up_code),
        ),
        Check("a_batch_was_sent_twice", ridden.resent > 0, str(ridden.resent)),
        _equal("every_proof_is_here", files["missing"] + files["wrong"] + sum(not p.is_complete for p in proofs), 0),
        _equal("board_agrees", board["delivered"], arrived),
        *await _check_pages(client, prepared, by_code),
    ]
    if prepared.labels_read is not None:
        printed = {prepared.codes[job.job_id] for job in prepared.lists[0].jobs}
        checks.append(_equal("labels_decode", sorted(prepared.labels_read), sorted(printed)))
    return Findings(
        lost=lost,
        disputes_open=disputed,
        cash_difference=books["difference_vnd"],
        day=str(prepared.day),
        jobs=dict(standing),
        holders=holders,
        events=dict(sum((device.outcomes for device in cast.devices), Counter())),
        acts=acts,
        cash={"taken_vnd": cash.taken_vnd, "counted_in_vnd": cash.counted_in_vnd, "claimed_vnd": books["claimed_vnd"]},
        files=files,
        list_lines=lines,
        labels_read=None if prepared.labels_read is None else len(prepared.labels_read),
        checks=checks,
    )


def _equal(name: str, found: Any, wanted: Any) -> Check:
    return Check(name, found == wanted, f"{found}" if found == wanted else f"{found}, expected {wanted}")


async def _compare_devices(connection: Connection, devices: Sequence[Device]) -> tuple[int, int]:
    """Acts a device was told are saved but are not, and receipts that are not the server's true word."""
    missing = forged = 0
    for device in devices:
        stored = {act.seq: act for act in await ACTS_OF_DEVICE.all(connection, device.me.device_id)}
        for act in device.outbox.acts():
            kept = stored.get(act.seq)
            if act.seq <= device.outbox.acked_through and (kept is None or kept.body_hash.hex() != act.body_sha256):
                missing += 1
        forged += sum(not _is_true(device, receipt, stored) for receipt in device.outbox.receipts())
    return missing, forged


def _is_true(device: Device, signed: Any, stored: dict[int, StoredAct]) -> bool:
    """Whether the server signed it, and its log still says the same at that number."""
    receipt = read_receipt(signed, device.me.server_key)
    if receipt.acked_through == 0:
        return True
    kept = stored.get(receipt.acked_through)
    return kept is not None and kept.log_hash is not None and kept.log_hash.hex() == receipt.head


def _standing_of(by_code: dict[str, JobStanding], code: str | None) -> str:
    return by_code[code].standing if code in by_code else "unknown"


def _list_lines(prepared: Prepared) -> dict[str, int]:
    return {
        "good": sum(imported.rows_created for imported in prepared.lists),
        "to_mend": sum(imported.rows_rejected for imported in prepared.lists),
        "repeated": prepared.repeat.rows_created,
    }


def _look_at_files(folder: Path, sha256s: Sequence[str]) -> dict[str, int]:
    """How many proof files are on disk, absent, or not what their name says."""
    found = Counter({"whole": 0, "missing": 0, "wrong": 0})
    for sha256 in sha256s:
        path = file_path(folder, sha256)
        if not path.is_file():
            found["missing"] += 1
        else:
            found["whole" if hashlib.sha256(path.read_bytes()).hexdigest() == sha256 else "wrong"] += 1
    return dict(found)


async def _cash_of_office(cast: Cast, prepared: Prepared) -> dict[str, int]:
    """The books as the office sees them."""
    where = f"office_id={cast.world.post_office.office_id}&on_date={prepared.day}"
    cash = await cast.dispatcher.ask("GET", f"/cash?{where}")
    return {
        "difference_vnd": cash["difference"]["difference_vnd"],
        "in_hand_vnd": sum(balance["in_hand_vnd"] for balance in cash["balances"]),
        "claimed_vnd": sum(balance["claimed_vnd"] for balance in cash["balances"]),
    }


async def _board(cast: Cast, prepared: Prepared) -> dict[str, int]:
    where = f"office_id={cast.world.post_office.office_id}&on_date={prepared.day}"
    counts: dict[str, int] = (await cast.dispatcher.ask("GET", f"/board?{where}"))["counts"]
    return counts


async def _check_pages(client: httpx.AsyncClient, prepared: Prepared, by_code: dict[str, JobStanding]) -> list[Check]:
    """What citizens see of the day."""
    rows = {code: prepared.rows[job_id] for job_id, code in prepared.codes.items()}
    code, row = next(iter(rows.items()))
    return [
        _equal("tracking_pages_say_it_in_both_languages", await pages_that_say_otherwise(client, by_code), []),
        _equal("tracking_pages_name_nobody", await pages_that_name_someone(client, rows), []),
        _equal("second_factor_opens_particulars", await shows_particulars(client, code, row), True),
        _equal("unknown_code_is_not_found", await knows_no_stranger(client), True),
    ]
