"""Import a desk's list of results: good lines become jobs at once, bad ones come back as a file to mend."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from courier.changes import RECORD_CHANGE
from courier.clock import new_id, today
from courier.database import Connection
from courier.errors import FieldError, NotFound
from courier.intake.agreement import AgreedDesk, get_agreed_desk
from courier.intake.list_files import write_rejected
from courier.intake.look_at_orders import look_at_orders
from courier.intake.model import ImportedJob, ListImported, StatedAmount
from courier.intake.read_list import ListLine, ListRead, read_list
from courier.intake.registrations.statements import ADD_MATCHES, REGISTERED
from courier.intake.registrations.suggest_matches import suggest_matches
from courier.intake.scope import check_scope
from courier.intake.serving_areas import load_areas
from courier.intake.settle_lines import Known, NewJob, Settled, list_new_addresses, settle_lines, source_key
from courier.intake.statements import (
    ADD_AMOUNTS,
    ADD_CITIZENS,
    ADD_CONTACTS,
    ADD_DOSSIERS,
    ADD_RETURN_JOBS,
    EARLIER_IMPORT,
    JOBS_OF_IMPORT,
    KNOWN_DOSSIERS,
    KNOWN_JOBS,
    LOCK_OFFICE,
    RECORD_IMPORT,
    RECORD_IMPORTED_JOBS,
    REJECTED_FILE,
    STATED_AMOUNTS,
)
from courier.network.addresses.load_gazetteer import load_gazetteer


async def import_list(
    connection: Connection, asker: UUID, desk_id: UUID, file_name: str, content: bytes
) -> ListImported:
    """Make RETURN jobs, ready now, of the lines marked for the post.

    The same file, or the same line in another file, changes nothing. Locks the desk: its imports take turns.
    Raises `NotFound`, `NoAgreement`, `NotInScope`, `UnreadableFile`; then nothing of the file was kept.
    """
    agreed = await get_agreed_desk(connection, asker, desk_id, "RETURN")
    await check_scope(connection, asker, desk_id, "RETURN")
    read = await asyncio.to_thread(read_list, content)
    await LOCK_OFFICE.run(connection, desk_id)
    known = await _find_known(connection, agreed, read.lines)
    gazetteer = await load_gazetteer(
        connection, agreed.desk.province_code, today(), addresses=list_new_addresses(read.lines, known)
    )
    settled = await asyncio.to_thread(settle_lines, read.lines, known, agreed.desk, gazetteer)
    await _store(connection, agreed, settled.new)
    await look_at_orders(connection, len(settled.new))
    digest = hashlib.sha256(content).digest()
    earlier = None if settled.new else await EARLIER_IMPORT.one(connection, desk_id, digest)
    if earlier is not None:
        import_id = earlier.import_id
    else:
        import_id = await _record(connection, asker, agreed, file_name, digest, read, settled)
    return ListImported(
        import_id=import_id,
        desk_id=desk_id,
        file_name=file_name,
        rows_created=len(settled.new),
        rows_known=len(settled.known),
        rows_rejected=len(settled.rejected),
        rows_not_by_post=_not_by_post(read, settled),
        jobs=await _list_jobs(connection, settled),
        rejected=_errors(settled.rejected),
        notes=[*settled.notes, *await suggest_matches(connection, desk_id, settled.new)],
        is_repeat=earlier is not None,
    )


async def get_rejected_file(connection: Connection, asker: UUID, import_id: UUID) -> bytes:
    """The XLSX of an import's lines to mend. Raises `NotFound` where there is none, or not for the asker."""
    found = await REJECTED_FILE.one(connection, asker, import_id)
    if found is None or found.rejected_file is None:
        raise NotFound("Không có dòng nào phải sửa trong lần gửi này", "There is no file to mend for this import")
    return found.rejected_file


async def list_jobs_of_import(connection: Connection, asker: UUID, import_id: UUID) -> list[UUID]:
    """An import's jobs in the order of its lines, known ones too, cancelled ones not; for who works at their office."""
    return [row.job_id for row in await JOBS_OF_IMPORT.all(connection, asker, import_id)]


RESULT_READY: Final = 9
"""Official state «Đã xử lý xong» (DOMAIN 4.3): the result waits at the desk."""


def amounts_of(job: NewJob) -> list[StatedAmount]:
    """What a line says is to be paid."""
    row = job.row
    return [StatedAmount(row.amount_kind, row.amount_vnd, row.payer)] if row.amount_vnd else []


def _not_by_post(read: ListRead, settled: Settled) -> int:
    """Lines of which nothing was made: without an X, or taken at the desk in the meantime."""
    return read.not_by_post + len(settled.taken_in_person)


async def _find_known(connection: Connection, agreed: AgreedDesk, lines: Sequence[ListLine]) -> Known:
    desk_id = agreed.desk.office_id
    rows = [line.row for line in lines if line.row is not None]
    codes = [row.dossier_code for row in rows]
    jobs = await KNOWN_JOBS.all(connection, desk_id, [source_key(row) for row in rows])
    dossiers = await KNOWN_DOSSIERS.all(connection, desk_id, codes)
    registered = await REGISTERED.all(connection, desk_id, codes)
    return Known(
        jobs={job.source_key: job for job in jobs},
        dossiers={dossier.code: dossier for dossier in dossiers},
        registered={row.dossier_code: row for row in registered},
        areas=await load_areas(connection, agreed.desk.province_code, today()),
        post_office_id=agreed.post_office_id,
    )


async def _store(connection: Connection, agreed: AgreedDesk, jobs: Sequence[NewJob]) -> None:
    """A handful of statements, however long the list."""
    if not jobs:
        return
    desk = agreed.desk
    await _add_citizens(connection, desk.province_code, [job for job in jobs if job.is_new_citizen])
    await _add_dossiers(connection, agreed, [job for job in jobs if job.is_new_dossier])
    await ADD_RETURN_JOBS.run(
        connection,
        [job.job_id for job in jobs],
        [job.dossier_id for job in jobs],
        [job.destination_id for job in jobs],
        [job.source_key for job in jobs],
        [job.row.weight_g for job in jobs],
        [job.papers_to_take_back for job in jobs],
        [job.personal_only for job in jobs],
        [job.at_counter for job in jobs],
        [job.registration.requested_by if job.registration else "CITIZEN" for job in jobs],
        [job.registration.channel if job.registration else "list" for job in jobs],
        [job.delivering_office_id for job in jobs],
        desk.office_id,
        agreed.post_office_id,
        desk.province_code,
    )
    matched = [(job.job_id, job.registration.registration_id) for job in jobs if job.registration]
    await ADD_MATCHES.run(connection, [job_id for job_id, _ in matched], [found for _, found in matched])
    stated = [(job.job_id, amount) for job in jobs for amount in amounts_of(job)]
    await ADD_AMOUNTS.run(
        connection,
        [job_id for job_id, _ in stated],
        [amount.kind for _, amount in stated],
        [amount.payer for _, amount in stated],
        [amount.amount_vnd for _, amount in stated],
    )


async def _add_citizens(connection: Connection, province_code: str, jobs: Sequence[NewJob]) -> None:
    await ADD_CITIZENS.run(connection, [job.destination_id for job in jobs], province_code)
    await ADD_CONTACTS.run(
        connection,
        [job.destination_id for job in jobs],
        [job.row.full_name for job in jobs],
        [job.row.phone for job in jobs],
        [job.row.address for job in jobs],
        [job.place.landmark for job in jobs],
        [job.place.unit and job.place.unit.code for job in jobs],
        [job.place.unit and job.place.unit.valid_from for job in jobs],
        [job.place.position.lon for job in jobs],
        [job.place.position.lat for job in jobs],
        [job.place.quality for job in jobs],
        province_code,
    )


async def _add_dossiers(connection: Connection, agreed: AgreedDesk, jobs: Sequence[NewJob]) -> None:
    await ADD_DOSSIERS.run(
        connection,
        [job.dossier_id for job in jobs],
        [job.row.dossier_code for job in jobs],
        [None for _ in jobs],
        [job.row.title for job in jobs],
        [job.destination_id for job in jobs],
        [job.view_code for job in jobs],
        RESULT_READY,
        agreed.desk.office_id,
        agreed.desk.province_code,
    )


async def _record(
    connection: Connection,
    asker: UUID,
    agreed: AgreedDesk,
    file_name: str,
    digest: bytes,
    read: ListRead,
    settled: Settled,
) -> UUID:
    """Remember the import, keep the lines to mend, tell the post office."""
    import_id = new_id()
    await RECORD_IMPORT.run(
        connection,
        import_id,
        agreed.desk.office_id,
        digest,
        file_name[-255:] or "?",
        len(settled.new),
        len(settled.known),
        len(settled.rejected),
        _not_by_post(read, settled),
        await asyncio.to_thread(write_rejected, read.header, settled.rejected) if settled.rejected else None,
        asker,
    )
    lines = {job.job_id: job.line for job in settled.new} | {job.job_id: line for line, job in settled.known}
    await RECORD_IMPORTED_JOBS.run(connection, import_id, list(lines), list(lines.values()))
    facts = {"import_id": str(import_id), "jobs_created": len(settled.new), "rows_rejected": len(settled.rejected)}
    await RECORD_CHANGE.run(connection, "job", agreed.post_office_id, None, facts)
    await _tell_who_brings(connection, agreed, import_id, settled.new)
    return import_id


async def _tell_who_brings(connection: Connection, agreed: AgreedDesk, import_id: UUID, jobs: Sequence[NewJob]) -> None:
    """Other post offices whose carriers will bring some of it."""
    brought = Counter(job.delivering_office_id for job in jobs)
    brought.pop(agreed.post_office_id, None)
    for office_id, count in brought.items():
        facts = {"import_id": str(import_id), "jobs_to_bring": count}
        await RECORD_CHANGE.run(connection, "job", office_id, None, facts)


async def _list_jobs(connection: Connection, settled: Settled) -> list[ImportedJob]:
    """New and known jobs in the order of their lines."""
    stated: dict[UUID, list[StatedAmount]] = {}
    for amount in await STATED_AMOUNTS.all(connection, [job.job_id for _, job in settled.known]):
        stated.setdefault(amount.job_id, []).append(StatedAmount(amount.kind, amount.amount_vnd, amount.payer))
    jobs = [
        ImportedJob(line=j.line, job_id=j.job_id, dossier_id=j.dossier_id, is_new=True, amounts=amounts_of(j))
        for j in settled.new
    ] + [
        ImportedJob(
            line=line,
            job_id=job.job_id,
            dossier_id=job.dossier_id,
            is_new=False,
            amounts=stated.get(job.job_id, []),
        )
        for line, job in settled.known
    ]
    return sorted(jobs, key=lambda job: job.line)


def _errors(rejected: Sequence[ListLine]) -> list[FieldError]:
    return [error for line in rejected for error in line.errors]
