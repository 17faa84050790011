"""A desk's list of papers to send home, and the first scan that puts a label on them."""

from uuid import UUID

from courier.custody.events.statements import LOCK_CODES
from courier.custody.handovers.papers.model import PapersHome
from courier.custody.handovers.papers.statements import PAPERS_HOME, PAPERS_TO_LABEL
from courier.custody.ledger.post_items import post_items
from courier.custody.ledger.statements import BINDINGS, CLOSE_KNOWN_CODES, get_now
from courier.database import Connection, Executor
from courier.errors import NotFound
from courier.intake.bind_label import bind_label


async def list_papers_home(executor: Executor, desk_id: UUID, asked_by: UUID) -> list[PapersHome]:
    """What the desk has to give to the post for its citizens, the oldest first, at most 500."""
    return await PAPERS_HOME.all(executor, desk_id, asked_by)


async def label_papers(connection: Connection, job_id: UUID, code: str, asked_by: UUID) -> None:
    """The roll label scanned names these papers from now on; acts on it that came before count. Twice is once.

    Raises `NotFound` unless they leave the asker's desk or are fetched or brought by the asker's office,
    `LabelRefused` for a label that is used, void or unknown, or papers that have another.
    """
    if await PAPERS_TO_LABEL.one(connection, job_id, asked_by) is None:
        raise NotFound("Không có giấy tờ nào chờ gửi về", "No such papers wait to be sent")
    await LOCK_CODES.run(connection, [code])
    item_id = await bind_label(connection, code, job_id, reason="roll")
    await CLOSE_KNOWN_CODES.run(connection, [code])
    await post_items(connection, await BINDINGS.all(connection, [code]), item_id, await get_now(connection))
