"""One job whole: whose it is, where it is, what was tried, where it has been."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from courier.database import Connection
from courier.errors import NotFound
from courier.intake.papers.statements import LOG_PAPER_READ
from courier.money.reading import still_due
from courier.planning.particulars.model import JobFailure, JobParticulars
from courier.planning.particulars.statements import JOB_CALLS, JOB_FAILURES, JOB_FOR, JOB_MOVES


async def read_job(
    connection: Connection, job_id: UUID, asked_by: UUID, reasons: Mapping[str, tuple[str, str]]
) -> JobParticulars:
    """The job with its citizen in full, which is logged as read by the asker.

    `reasons` are the words, Vietnamese and English, of each code that a visit fails for (mobile_contract.reasons).
    Raises `NotFound` unless the asker works at the post office that fetches or brings it.
    """
    row = await JOB_FOR.one(connection, job_id, asked_by)
    if row is None:
        raise NotFound("Không tìm thấy việc này", "No such job")
    if row.citizen_name is not None:
        await LOG_PAPER_READ.run(connection, asked_by, [row.citizen_id], "office")
    known = msgspec.structs.asdict(row)
    del known["citizen_id"]
    due_vnd = await still_due(connection, [job_id])
    return JobParticulars(
        **known,
        due_vnd=due_vnd.get(job_id, 0),
        failures=[
            JobFailure(vi=reasons[found.reason][0], en=reasons[found.reason][1], **msgspec.structs.asdict(found))
            for found in await JOB_FAILURES.all(connection, job_id)
        ],
        moves=await JOB_MOVES.all(connection, job_id),
        calls=await JOB_CALLS.all(connection, job_id),
    )
