"""Disputes at the office: both stories, one person's proposal, another's answer; or both people at one screen."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta, Struct

from api.fields import Password, Username
from api.service import Service
from courier.custody.disputes.decide import answer_proposal, propose_resolution
from courier.custody.disputes.model import Dispute
from courier.custody.disputes.show_dispute import show_dispute
from courier.custody.model import Chain
from courier.custody.resolve_dispute import resolve_dispute
from courier.custody.statements import OPEN_EXCEPTIONS_OF_OFFICE, OpenException
from courier.network.identity.log_in import WrongLogin, confirm_person
from courier.network.identity.model import Staff

Considered = Annotated[list[UUID], Meta(min_length=1, max_length=200)]
"""The closing acts of the stories that were on the screen: what is decided, is decided of these."""
Note = Annotated[str, Meta(min_length=1, max_length=1_000, pattern="^[^\\x00]*$")]


class ResolutionOrder(Struct, frozen=True, kw_only=True):
    """How a dispute ends: one side is believed, or the item was found with somebody, or neither: it stayed.

    The second person shows who they are by their own password, at the same screen.
    """

    approver_username: Username
    approver_password: Password
    considered: Considered
    chosen_event: UUID | None = None
    holder_id: UUID | None = None


class ProposalOrder(Struct, frozen=True, kw_only=True):
    """How one person would end the dispute; another answers, from wherever they sit."""

    considered: Considered
    chosen_event: UUID | None = None
    holder_id: UUID | None = None
    note: Note | None = None


class AnswerOrder(Struct, frozen=True, kw_only=True):
    """The second person's word: approved, and the dispute is decided; or not, and the proposal is set aside."""

    considered: Considered
    is_approved: bool
    note: Note | None = None


class Proposed(Struct, frozen=True, kw_only=True):
    proposal_id: UUID


class ResolvedDispute(Struct, frozen=True, kw_only=True):
    """Where the item stands after the decision."""

    item_id: UUID
    holder_id: UUID
    status: Literal["held", "offered", "disputed"]


@get("/disputes", summary="Disputed items, each with the stories that contradict each other")
async def list_disputes(
    office_id: FromQuery[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> list[OpenException]:
    open_now = await OPEN_EXCEPTIONS_OF_OFFICE.all(service.pool, office_id, staff.person_id)
    return [found for found in open_now if found.kind == "disputed"]


@get("/disputes/{item_id:uuid}", summary="One dispute: the chain before it, each story with its acts, proposals")
async def get_dispute(
    item_id: FromPath[UUID], service: NamedDependency[Service], staff: NamedDependency[Staff]
) -> Dispute:
    """Each act with who signed it, when by which clock, its proofs, and files that have not come yet."""
    return await service.commit(lambda connection: show_dispute(connection, item_id, staff.person_id))


@post("/disputes/{item_id:uuid}/proposals", summary="Propose how a dispute ends; nothing moves yet")
async def propose(
    item_id: FromPath[UUID],
    data: JSONBody[ProposalOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> Proposed:
    proposal_id = await service.commit(
        lambda connection: propose_resolution(
            connection,
            item_id,
            proposed_by=staff.person_id,
            considered=data.considered,
            chosen_event=data.chosen_event,
            holder_id=data.holder_id,
            note=data.note,
        )
    )
    return Proposed(proposal_id=proposal_id)


@post(
    "/disputes/{item_id:uuid}/proposals/{proposal_id:uuid}/answer",
    status_code=HTTP_200_OK,
    summary="Another person approves a proposal, or sets it aside",
)
async def answer(
    item_id: FromPath[UUID],
    proposal_id: FromPath[UUID],
    data: JSONBody[AnswerOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
) -> ResolvedDispute | None:
    """Null where the proposal was set aside: the dispute stands."""
    chain = await service.commit(
        lambda connection: answer_proposal(
            connection,
            item_id,
            proposal_id,
            answered_by=staff.person_id,
            considered=data.considered,
            is_approved=data.is_approved,
            note=data.note,
        )
    )
    return None if chain is None else _resolved(item_id, chain)


@post("/disputes/{item_id:uuid}/resolution", status_code=HTTP_200_OK, summary="Two people decide a dispute")
async def order_resolution(
    item_id: FromPath[UUID],
    data: JSONBody[ResolutionOrder],
    service: NamedDependency[Service],
    staff: NamedDependency[Staff],
    caller: NamedDependency[str],
) -> ResolvedDispute:
    service.limits.login.check(caller)
    try:
        approver = await confirm_person(service.pool, data.approver_username.lower(), data.approver_password)
    except WrongLogin:
        service.limits.login.charge(caller)
        raise
    resolved = await service.commit(
        lambda connection: resolve_dispute(
            connection,
            item_id,
            decided_by=staff.person_id,
            approved_by=approver.person_id,
            chosen_event=data.chosen_event,
            holder_id=data.holder_id,
            considered=data.considered,
        )
    )
    return _resolved(item_id, resolved.chain)


def _resolved(item_id: UUID, chain: Chain) -> ResolvedDispute:
    return ResolvedDispute(item_id=item_id, holder_id=chain.holder_id, status=chain.status)


dispute_routes = [list_disputes, get_dispute, propose, answer, order_resolution]
