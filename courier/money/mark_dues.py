"""Make what lists and orders stated to be paid into dues, and book those already paid."""

from collections.abc import Iterable
from uuid import UUID

from courier.database import Connection
from courier.money.books.settle import lock_books, settle_items
from courier.money.books.statements import CODES_OF_JOBS
from courier.money.statements import MARK_DUES


async def mark_dues(connection: Connection, job_ids: Iterable[UUID]) -> None:
    """Mark what is due for these jobs, once each however often it is asked; money taken before then is booked now.

    Call it also when a job's item gets its label: what was taken for a code nobody knew finds its due.
    Locks the accounts concerned.
    """
    jobs = list(set(job_ids))
    if not jobs:
        return
    await MARK_DUES.run(connection, jobs)
    labelled = await CODES_OF_JOBS.all(connection, jobs)
    await lock_books(connection, (), (item.code for item in labelled))
    await settle_items(connection, (item.item_id for item in labelled))
