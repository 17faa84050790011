"""Two people decide a dispute: who is believed, or where the item was found, or that it stayed."""

from collections.abc import Collection
from uuid import UUID

import msgspec

from courier import clock
from courier.custody import statements
from courier.custody.handovers.papers.send_papers import send_papers
from courier.custody.ledger.post_items import post_items, read_chain
from courier.custody.ledger.statements import get_now
from courier.custody.model import Chain
from courier.custody.recompute import bindings_of_items
from courier.database import Connection
from courier.errors import Conflict, NotFound


class Resolved(msgspec.Struct, frozen=True, kw_only=True):
    """A decision kept, and the item's chain after it."""

    resolution_id: UUID
    chain: Chain


async def resolve_dispute(
    connection: Connection,
    item_id: UUID,
    *,
    decided_by: UUID,
    approved_by: UUID,
    chosen_event: UUID | None = None,
    holder_id: UUID | None = None,
    considered: Collection[UUID] | None = None,
) -> Resolved:
    """Keep the decision and recompute the item.

    `chosen_event` is the closing fact of the side believed; `holder_id` where the item was found; neither: it stayed
    with the last undisputed holder. `considered` are the closing facts of the stories that both people saw; None:
    those that stand now. Both people are supervisors or dispatchers of the office that fetches or brings it,
    or supervisors of a superior; else the item is as if it were not there (NotFound).
    Raises Conflict for one person twice, for both choices at once, and for a choice that is not among the
    contradicting sides, or where the stories have changed since they were seen; NotFound for a holder that is no party.
    """
    _check_form(decided_by, approved_by, chosen_event, holder_id)
    if holder_id is not None and await statements.FIND_PARTY.one(connection, holder_id) is None:
        raise NotFound("Không tìm thấy người hoặc nơi đang giữ này", "No such holder")
    disputed = await statements.LOCK_DISPUTED_ITEM.one(connection, item_id, decided_by, approved_by)
    if disputed is None:
        raise NotFound("Không tìm thấy tranh chấp này", "No such dispute")
    bindings = await bindings_of_items(connection, [item_id])
    candidates = (await read_chain(connection, bindings[0])).candidates
    if considered is not None and set(considered) != set(candidates):
        raise Conflict(
            "Đã có thêm lượt bàn giao kể từ lúc xem; hãy tải lại, xem đủ các bên rồi quyết định",
            "More has become known since you looked; reload, look at all sides, then decide",
        )
    if chosen_event is not None and chosen_event not in candidates:
        raise Conflict(
            "Lượt bàn giao được chọn không nằm trong các lượt đang tranh chấp",
            "The hand-over chosen is not one of those in dispute",
        )
    resolution_id = clock.new_id()
    await statements.KEEP_RESOLUTION.run(
        connection,
        resolution_id,
        item_id,
        disputed.tip,
        disputed.last_number + 1,
        chosen_event,
        holder_id,
        candidates,
        decided_by,
        approved_by,
    )
    chains = await post_items(connection, bindings, resolution_id, await get_now(connection))
    await send_papers(connection, (), [item_id])
    return Resolved(resolution_id=resolution_id, chain=chains[item_id])


def _check_form(decided_by: UUID, approved_by: UUID, chosen_event: UUID | None, holder_id: UUID | None) -> None:
    if decided_by == approved_by:
        raise Conflict(
            "Người quyết định và người duyệt phải là hai người khác nhau",
            "The one who decides and the one who approves must be two people",
        )
    if chosen_event is not None and holder_id is not None:
        raise Conflict(
            "Chỉ chọn một: tin một bên, hoặc nơi đã tìm thấy bưu gửi",
            "Choose one only: the side believed, or where the item was found",
        )
