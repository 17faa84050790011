"""Hold a job to one carrier for a day, or let it go again; recorded with who and when."""

from datetime import date
from uuid import UUID

from courier.clock import new_id
from courier.database import Connection
from courier.errors import NotFound
from courier.planning.amend.statements import ADD_PIN, ANNOUNCE_PIN


async def pin_job(
    connection: Connection, job_id: UUID, office_id: UUID, on_date: date, carrier_id: UUID | None, asked_by: UUID
) -> None:
    """The plans made from now on keep to it; None lets the job go. What a carrier holds is his in any case.

    Raises `NotFound` unless `asked_by` is dispatcher or supervisor at that office, and job and carrier are its.
    """
    if not await ADD_PIN.run(connection, new_id(), job_id, on_date, carrier_id, office_id, asked_by):
        raise NotFound("Không tìm thấy việc hoặc bưu tá này", "No such job or carrier")
    await ANNOUNCE_PIN.run(connection, job_id, office_id, carrier_id)
