"""A party says with its own log-in whether the side that another's device wrote down for it is true."""

from typing import Literal
from uuid import UUID

from courier.custody import statements
from courier.custody.handovers.papers.send_papers import send_papers
from courier.custody.ledger.post_items import post_items
from courier.custody.ledger.statements import get_now
from courier.custody.recompute import bindings_of_items
from courier.database import Connection
from courier.errors import Conflict, NotFound

Verdict = Literal["confirmed", "contested"]


async def state_side(connection: Connection, event_id: UUID, party_id: UUID, verdict: Verdict, person_id: UUID) -> None:
    """Keep the verdict and recompute the items. Said again alike, nothing changes.

    Raises NotFound unless `person_id` serves at `party_id` and the act names that party's side; Conflict where the
    party has said the opposite: a changed mind is for the dispute's resolution.
    """
    if not await statements.STATE_SIDE.run(connection, event_id, party_id, verdict, person_id):
        said = await statements.FIND_SIDE_STATEMENT.one(connection, event_id, party_id, person_id)
        if said is None:
            raise NotFound("Không tìm thấy lượt bàn giao này", "No such hand-over")
        if said.verdict != verdict:
            raise Conflict(
                "Đơn vị đã trả lời khác về lượt bàn giao này; hãy giải quyết ở mục tranh chấp",
                "Your office has already answered otherwise about this hand-over; settle it as a dispute",
            )
        return
    items = await statements.ITEMS_OF_EVENTS.all(connection, [event_id])
    now = await get_now(connection)
    await post_items(connection, await bindings_of_items(connection, [row.item_id for row in items]), event_id, now)
    await send_papers(connection, (), [row.item_id for row in items])
