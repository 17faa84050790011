"""One person proposes how a dispute ends, another answers; each says which stories they had before them."""

from collections.abc import Collection
from uuid import UUID

from courier import clock
from courier.custody.disputes import statements
from courier.custody.disputes.statements import ProposalRow
from courier.custody.ledger.post_items import read_chain
from courier.custody.model import Chain
from courier.custody.recompute import bindings_of_items
from courier.custody.resolve_dispute import resolve_dispute
from courier.custody.statements import FIND_PARTY
from courier.database import Connection
from courier.errors import Conflict, NotFound


async def propose_resolution(
    connection: Connection,
    item_id: UUID,
    *,
    proposed_by: UUID,
    considered: Collection[UUID],
    chosen_event: UUID | None = None,
    holder_id: UUID | None = None,
    note: str | None = None,
) -> UUID:
    """Keep what one person proposes; nothing moves. Returns the proposal's id. Locks the item's head.

    `considered` are the closing acts of the stories that the person saw. Raises NotFound as `show_dispute` does, and
    for a holder that is no party; Conflict where the stories have changed since, for both choices at once, and for a
    choice that is not among the stories.
    """
    disputed = await statements.LOCK_DISPUTE.one(connection, item_id, proposed_by)
    if disputed is None:
        raise _no_dispute()
    await check_considered(connection, item_id, considered)
    if chosen_event is not None and holder_id is not None:
        raise Conflict(
            "Chỉ chọn một: tin một bên, hoặc nơi đã tìm thấy bưu gửi",
            "Choose one only: the side believed, or where the item was found",
        )
    if chosen_event is not None and chosen_event not in considered:
        raise Conflict(
            "Lượt bàn giao được chọn không nằm trong các lượt đang tranh chấp",
            "The hand-over chosen is not one of those in dispute",
        )
    if holder_id is not None and await FIND_PARTY.one(connection, holder_id) is None:
        raise NotFound("Không tìm thấy người hoặc nơi đang giữ này", "No such holder")
    proposal_id = clock.new_id()
    await statements.KEEP_PROPOSAL.run(
        connection,
        proposal_id,
        item_id,
        disputed.tip,
        chosen_event,
        holder_id,
        sorted(considered),
        note or None,
        proposed_by,
    )
    return proposal_id


async def answer_proposal(
    connection: Connection,
    item_id: UUID,
    proposal_id: UUID,
    *,
    answered_by: UUID,
    considered: Collection[UUID],
    is_approved: bool,
    note: str | None = None,
) -> Chain | None:
    """Another person approves, and the dispute is decided; or anybody who may decide it sets the proposal aside.

    Returns the item's chain after an approval. Raises NotFound as `show_dispute` does, and for no such proposal;
    Conflict for one's own proposal approved, one answered before, and where the stories have changed since it was made
    or since the answering person looked.
    """
    disputed = await statements.LOCK_DISPUTE.one(connection, item_id, answered_by)
    proposal = next(
        (row for row in await statements.PROPOSALS.all(connection, item_id) if row.proposal_id == proposal_id), None
    )
    if disputed is None or proposal is None:
        raise _no_dispute()
    if proposal.is_approved is not None:
        raise Conflict("Đề xuất này đã được trả lời; hãy tải lại", "This proposal has been answered; reload")
    chain = resolution_id = None
    if is_approved:
        if set(proposal.considered) != set(considered) or proposal.at_tip != disputed.tip:
            raise _changed()
        await check_considered(connection, item_id, considered)
        chain, resolution_id = await _approve(connection, item_id, proposal, answered_by)
    await statements.KEEP_ANSWER.run(
        connection,
        proposal_id,
        item_id,
        proposal.at_tip,
        proposal.proposed_by_id,
        answered_by,
        is_approved,
        resolution_id,
        note or None,
    )
    return chain


async def check_considered(connection: Connection, item_id: UUID, considered: Collection[UUID]) -> None:
    """Raises Conflict unless these are the stories that contradict each other now; the item's head is locked."""
    bindings = await bindings_of_items(connection, [item_id])
    if set((await read_chain(connection, bindings[0])).candidates) != set(considered):
        raise _changed()


async def _approve(
    connection: Connection, item_id: UUID, proposal: ProposalRow, approved_by: UUID
) -> tuple[Chain, UUID]:
    resolved = await resolve_dispute(
        connection,
        item_id,
        decided_by=proposal.proposed_by_id,
        approved_by=approved_by,
        chosen_event=proposal.chosen_event,
        holder_id=proposal.holder_id,
        considered=proposal.considered,
    )
    return resolved.chain, resolved.resolution_id


def _no_dispute() -> NotFound:
    return NotFound("Không tìm thấy tranh chấp này", "No such dispute")


def _changed() -> Conflict:
    return Conflict(
        "Đã có thêm lượt bàn giao kể từ lúc xem; hãy tải lại, xem đủ các bên rồi quyết định",
        "More has become known since you looked; reload, look at all sides, then decide",
    )
